# ``addmm`` and ``linear`` of float matrices: the product, and the bias added to it in place.

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
    cdef cnp.npy_intp rows, columns, step = 0
    cdef int nd = cnp.PyArray_NDIM(added.a)
    if added.dt != x.dt or nd == 0 or nd > 2 or not is_one(<object>values[3]) or not is_one(<object>values[4]):
        return None
    out = product_of(x, <TensorBase><object>values[2])
    if out is None:
        return None
    rows, columns = cnp.PyArray_DIM(out, 0), cnp.PyArray_DIM(out, 1)
    if cnp.PyArray_DIM(added.a, nd - 1) != columns or (columns > 1 and cnp.PyArray_STRIDE(added.a, nd - 1) != cnp.PyArray_ITEMSIZE(out)):
        return None
    if nd == 2 and cnp.PyArray_DIM(added.a, 0) != 1:
        if cnp.PyArray_DIM(added.a, 0) != rows:
            return None
        step = cnp.PyArray_STRIDE(added.a, 0)
    if x.dt == DT_F32:
        add_rows_f4(<float *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(added.a), rows, columns, step)
    else:
        add_rows_f8(<double *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(added.a), rows, columns, step)
    return finished(spec, values, out, x.dt)


cdef void add_rows_f4(float *out, char *added, cnp.npy_intp rows, cnp.npy_intp columns, cnp.npy_intp step) noexcept nogil:
    cdef cnp.npy_intp i, j
    cdef float *row
    for i in range(rows):
        row = <float *>(added + i * step)
        for j in range(columns):
            out[j] = row[j] + out[j]
        out += columns


cdef void add_rows_f8(double *out, char *added, cnp.npy_intp rows, cnp.npy_intp columns, cnp.npy_intp step) noexcept nogil:
    cdef cnp.npy_intp i, j
    cdef double *row
    for i in range(rows):
        row = <double *>(added + i * step)
        for j in range(columns):
            out[j] = row[j] + out[j]
        out += columns


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
