# ``addmm`` and ``linear`` of float matrices: the product, to which the bias is added where it lies.

cdef object UNIT = 1


cdef bint is_one(object value) noexcept:
    """Whether a number is 1 or 1.0."""
    if type(value) is float:
        return <double>value == 1.0
    return type(value) is int and value is UNIT


cdef object fast_addmm(Spec spec, PyObject **values):
    """``self + mat1 @ mat2`` for a vector, a row or a whole matrix `self`; None where the fast path does not apply."""
    cdef TensorBase added = <TensorBase><object>values[0]
    cdef TensorBase x = <TensorBase><object>values[1]
    cdef cnp.ndarray out
    cdef int nd = cnp.PyArray_NDIM(added.a)
    if added.dt != x.dt or nd == 0 or nd > 2 or not is_one(<object>values[3]) or not is_one(<object>values[4]):
        return None
    out = product_of(x, <TensorBase><object>values[2], added)
    return None if out is None else finished(spec, values, out, x.dt)


cdef Spec addmm_spec = None
cdef Spec t_spec = None


cdef object fast_linear(Spec spec, PyObject **values):
    """``input @ weight.T + bias`` for a matrix `input`, recorded as PyTorch does it: ``addmm`` with the transposed weight."""
    global addmm_spec, t_spec
    cdef PyObject *arguments[5]
    if <object>values[2] is None or cnp.PyArray_NDIM((<TensorBase><object>values[0]).a) != 2:
        return None
    if cnp.PyArray_NDIM((<TensorBase><object>values[1]).a) != 2:
        return None
    if addmm_spec is None:
        addmm_spec, t_spec = spec_named("addmm"), spec_named("t")
    turned = run_spec(t_spec, &values[1])
    arguments[0], arguments[1], arguments[2] = values[2], values[0], <PyObject *>turned
    arguments[3] = arguments[4] = <PyObject *>UNIT
    return run_spec(addmm_spec, arguments)


quick_way("kernel:products.addmm", fast_addmm)
quick_way("composite:products.linear", fast_linear)
