# x[i], x[i, j] and x[i] = number without a detour; every other index is the shared composite's.

cdef Spec select_spec = None
cdef object shared_getitem = None, shared_setitem = None


cdef int load_indexing() except -1:
    global select_spec, shared_getitem, shared_setitem
    from .composite import indexing

    select_spec = spec_named("select")
    shared_getitem, shared_setitem = indexing.getitem, indexing.setitem
    return 0


cdef object tensor_getitem(TensorBase t, object index):
    cdef int64_t i
    cdef PyObject *values[3]
    cdef TensorBase made
    if shared_getitem is None:
        load_indexing()
    if type(index) is int and cnp.PyArray_NDIM(t.a) > 0:
        values[0], values[1], values[2] = <PyObject *>t, <PyObject *>ZERO, <PyObject *>index
        if -cnp.PyArray_DIM(t.a, 0) <= index < cnp.PyArray_DIM(t.a, 0):
            return run_spec(select_spec, values) if mode_duals else fast_select(select_spec, values)
    return shared_getitem(t, index)


cdef object ZERO = 0


cdef int tensor_setitem(TensorBase t, object index, object value) except -1:
    if shared_setitem is None:
        load_indexing()
    shared_setitem(t, index, value)
    return 0
