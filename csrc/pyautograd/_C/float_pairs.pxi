# Loops over two float operands of any shapes, one of which may be a number.

cdef int float_pair(PyObject **values, int *number) except -2:
    """float32 or float64 where the operator computes in it, else -1; `number`: which operand is one, or -1."""
    cdef TensorBase t
    number[0] = 0 if not isinstance(<object>values[0], TensorBase) else 1 if not isinstance(<object>values[1], TensorBase) else -1
    if number[0] < 0:
        return common_float(<TensorBase><object>values[0], <TensorBase><object>values[1])
    if not isinstance(<object>values[1 - number[0]], TensorBase):
        return -1
    t = <TensorBase><object>values[1 - number[0]]
    if t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or type(<object>values[number[0]]) is not int and type(<object>values[number[0]]) is not float:
        return -1
    return t.dt


cdef object run_pair(Spec spec, PyObject **values, Loop *loop, int dt, int number):
    """A loop over the operands that `float_pair` found."""
    cdef Geometry g
    cdef char buffer[16]
    cdef cnp.ndarray first, second = None, out
    cdef bint plain
    first = array_in(<TensorBase><object>values[number == 0], dt)
    take_shape(&g, first)
    g.nop, plain = 3, cnp.PyArray_IS_C_CONTIGUOUS(first)
    if number >= 0:
        write_number(<object>values[number], dt, buffer)
        fixed_operand(&g, number, buffer)
    else:
        second = array_in(<TensorBase><object>values[1], dt)
        if not same_shape(first, second):
            broadcast_into(&g, second)
            plain = False
        plain = plain and cnp.PyArray_IS_C_CONTIGUOUS(second)
        set_strides(&g, 1, second)
    set_strides(&g, number == 0, first)
    out = allocate(&g, 2, TYPENUM[dt], plain)
    set_strides(&g, 2, out)
    run_geometry(&g, loop, NULL)
    return finished(spec, values, out, dt)


cdef int common_float(TensorBase x, TensorBase y) except -2:
    """float32 or float64 where that is the common dtype of two tensors, else -1."""
    cdef Promotion p
    cdef int dt
    if x.lazy or y.lazy or RARE[x.dt] or RARE[y.dt] or x.dt == DT_BF16 or y.dt == DT_BF16:
        return -1
    p.dims = p.zero = p.wrapped = -1
    note_tensor(&p, x)
    note_tensor(&p, y)
    dt = result_of(&p)
    return dt if dt == DT_F32 or dt == DT_F64 else -1
