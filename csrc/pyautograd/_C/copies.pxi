# Copies of arrays by loops of ours: NumPy's assignment takes a microsecond before the first element moves.

cdef extern from "copy_loops.h":
    void *copy_loop_for(Py_ssize_t itemsize) noexcept nogil


cdef bint copy_into(cnp.ndarray out, cnp.ndarray a) except -1:
    """Write the elements of `a` to `out`, of the same shape and item size, where the two share no memory; False where this way is not for them."""
    cdef Geometry g
    cdef Loop loop
    if cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_IS_C_CONTIGUOUS(out):
        memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(a), cnp.PyArray_NBYTES(a))
        return True
    loop.function, loop.data = <loopfunc>copy_loop_for(cnp.PyArray_ITEMSIZE(a)), NULL
    if loop.function == NULL:
        return False
    take_shape(&g, a)
    g.nop = 2
    set_strides(&g, 0, a)
    set_strides(&g, 1, out)
    run_geometry(&g, &loop, NULL)
    return True


cdef cnp.ndarray fresh_copy(cnp.ndarray a, int dt):
    """A row-major copy of the array of a tensor of dtype `dt`."""
    cdef cnp.ndarray out = empty_array(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), dt)
    if not copy_into(out, a):
        out[...] = a
    return out
