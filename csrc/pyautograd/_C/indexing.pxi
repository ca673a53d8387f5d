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
    if not is_plain(t) or not plain_index(index):
        answer = ask_index("__getitem__", t, index)
        if answer is not UNANSWERED:
            return answer
        return quietly(shared_getitem, (t, index))
    if type(index) is int and cnp.PyArray_NDIM(t.a) > 0:
        values[0], values[1], values[2] = <PyObject *>t, <PyObject *>ZERO, <PyObject *>index
        if -cnp.PyArray_DIM(t.a, 0) <= index < cnp.PyArray_DIM(t.a, 0):
            return run_spec(select_spec, values) if mode_duals else fast_select(select_spec, values)
    return shared_getitem(t, index)


cdef object ZERO = 0


cdef int tensor_setitem(TensorBase t, object index, object value) except -1:
    if shared_setitem is None:
        load_indexing()
    if not is_plain(t) or not plain_index(index) or not is_operand(value):
        if ask_index("__setitem__", t, index, value) is UNANSWERED:
            quietly(shared_setitem, (t, index, value))
        return 0
    shared_setitem(t, index, value)
    return 0


cdef inline bint plain_index(object index):
    """Whether an index holds nothing but plain tensors and what is no tensor; lists are not looked into."""
    if type(index) is tuple:
        for item in <tuple>index:
            if not plain_item(item):
                return False
        return True
    return plain_item(index)


cdef inline bint plain_item(object item):
    return is_plain(item) or type(item) is int or type(item) is slice or item is None or item is Ellipsis or type(item) is bool or type(item) is list
