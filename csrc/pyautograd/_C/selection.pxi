# ``where`` on tensors of one dtype: a choice without branches.

cdef extern from "select_loops.h":
    void select_loop_4(char **args, const cnp.npy_intp *count, const cnp.npy_intp *steps, void *data) nogil
    void select_loop_8(char **args, const cnp.npy_intp *count, const cnp.npy_intp *steps, void *data) nogil


cdef object fast_where(Spec spec, PyObject **values):
    """values: condition, self, other."""
    cdef Geometry g
    cdef Loop loop
    cdef TensorBase mask, x, y
    cdef cnp.ndarray out
    cdef char buffer[16]
    cdef int dt
    if not isinstance(<object>values[0], TensorBase) or not isinstance(<object>values[1], TensorBase):
        return None
    mask, x = <TensorBase><object>values[0], <TensorBase><object>values[1]
    dt = x.dt
    if mask.dt != DT_BOOL or (dt != DT_F32 and dt != DT_F64 and dt != DT_I64 and dt != DT_I32) or x.lazy or cnp.PyArray_NDIM(x.a) == 0:
        return None
    if not same_shape(mask.a, x.a) or not cnp.PyArray_IS_C_CONTIGUOUS(x.a) or not cnp.PyArray_IS_C_CONTIGUOUS(mask.a):
        return None
    take_shape(&g, x.a)
    if isinstance(<object>values[2], TensorBase):
        y = <TensorBase><object>values[2]
        if y.dt != dt or y.lazy or not same_shape(y.a, x.a) or not cnp.PyArray_IS_C_CONTIGUOUS(y.a):
            return None
        set_strides(&g, 2, y.a)
    elif (dt == DT_F32 or dt == DT_F64) and (type(<object>values[2]) is float or type(<object>values[2]) is int):
        write_number(<object>values[2], dt, buffer)
        fixed_operand(&g, 2, buffer)
    else:
        return None
    set_strides(&g, 0, mask.a)
    set_strides(&g, 1, x.a)
    out = empty_array(g.nd, g.dims, dt)
    g.nop = 4
    set_strides(&g, 3, out)
    loop.function, loop.data = <loopfunc>(select_loop_4 if ITEMSIZE[dt] == 4 else select_loop_8), NULL
    run_geometry(&g, &loop, NULL, False)
    return finished(spec, values, out, dt)


quick_way("kernel:elementwise.where", fast_where)
