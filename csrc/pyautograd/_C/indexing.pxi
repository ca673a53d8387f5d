# x[i], x[a:b], x[i, j, ...] and x[i] = number without a detour; every other index is the shared composite's.

cdef Spec select_spec = None, slice_spec = None
cdef object shared_getitem = None, shared_setitem = None


cdef int load_indexing() except -1:
    global select_spec, slice_spec, shared_getitem, shared_setitem
    from .composite import indexing

    select_spec, slice_spec = spec_named("select"), spec_named("slice")
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
    elif not mode_duals:
        if type(index) is slice:
            answer = quick_slice(t, <slice>index)
        elif type(index) is tuple:
            answer = quick_basic(t, <tuple>index)
            if answer is None:
                answer = quick_index(t, index)
        else:
            answer = quick_index(t, index) if is_plain(index) or type(index) is list else None
        if answer is not None:
            return answer
    return shared_getitem(t, index)


cdef object UNIT_STEP = 1


cdef object quick_slice(TensorBase t, slice index):
    """``t[start:stop:step]``; None where that needs care."""
    cdef PyObject *values[5]
    cdef int64_t size, start, stop
    cdef object first, last
    if cnp.PyArray_NDIM(t.a) == 0 or not is_bound(index.start) or not is_bound(index.stop) or index.step is not None:
        return None
    size = cnp.PyArray_DIM(t.a, 0)
    start, stop = clipped(index.start, size, 0), clipped(index.stop, size, size)
    if stop <= start:
        return None
    first, last = start, stop
    values[0], values[1], values[2], values[3], values[4] = <PyObject *>t, <PyObject *>ZERO, <PyObject *>first, <PyObject *>last, <PyObject *>UNIT_STEP
    return fast_slice(slice_spec, values)


cdef object quick_basic(TensorBase t, tuple index):
    """``t[...]`` by integers, slices, None and Ellipsis: one view where nothing is recorded. None where an item is another, or out of range."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef char *data
    cdef int n
    if mode_view_replay or t.extra is not None or mode_grad and requires(t):
        return None
    n = basic_region(t, index, dims, strides, &data)
    return None if n < 0 else view_of(t, array_over(t.a, t.a, n, dims, strides, data))


cdef int basic_region(TensorBase t, tuple index, cnp.npy_intp *dims, cnp.npy_intp *strides, char **start) except -2:
    """Where integers, slices, None and Ellipsis lead, and how many dimensions are there; -1 where an item is another, or out of range."""
    cdef int64_t at, size, stop, step
    cdef int i, dim = 0, n = 0, given = 0, skipped, nd = cnp.PyArray_NDIM(t.a)
    cdef bint seen = False
    cdef char *data = <char *>cnp.PyArray_DATA(t.a)
    if nd > 32 or PyTuple_GET_SIZE(index) > 16:
        return -1
    for i in range(PyTuple_GET_SIZE(index)):
        item = <object>PyTuple_GET_ITEM(index, i)
        if item is Ellipsis:
            if seen:
                return -1
            seen = True
        elif type(item) is int or type(item) is slice:
            given += 1
        elif item is not None:
            return -1
    if given > nd:
        return -1
    for i in range(PyTuple_GET_SIZE(index)):
        item = <object>PyTuple_GET_ITEM(index, i)
        if item is None:
            dims[n], strides[n] = 1, dim_stride(t.a, dim)
            n += 1
        elif item is Ellipsis:
            for skipped in range(nd - given):
                dims[n], strides[n] = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_STRIDE(t.a, dim)
                n += 1
                dim += 1
        elif type(item) is int:
            size = cnp.PyArray_DIM(t.a, dim)
            if not -size <= item < size:
                return -1
            at = item
            data += (at + size if at < 0 else at) * cnp.PyArray_STRIDE(t.a, dim)
            dim += 1
        else:
            if not is_bound((<slice>item).start) or not is_bound((<slice>item).stop) or not is_bound((<slice>item).step):
                return -1
            size = cnp.PyArray_DIM(t.a, dim)
            at, stop = clipped((<slice>item).start, size, 0), clipped((<slice>item).stop, size, size)
            step = 1 if (<slice>item).step is None else (<slice>item).step
            dims[n], strides[n] = size, cnp.PyArray_STRIDE(t.a, dim)
            if step <= 0 or not sliced_dim(&dims[n], &strides[n], at, stop, step):
                return -1
            data += at * cnp.PyArray_STRIDE(t.a, dim)
            n += 1
            dim += 1
    while dim < nd:
        dims[n], strides[n] = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_STRIDE(t.a, dim)
        n += 1
        dim += 1
    start[0] = data
    return n


cdef inline cnp.npy_intp dim_stride(cnp.ndarray a, int dim) noexcept:
    """The stride that a new dimension before `dim` has."""
    return cnp.PyArray_DIM(a, dim) * cnp.PyArray_STRIDE(a, dim) if dim < cnp.PyArray_NDIM(a) else cnp.PyArray_ITEMSIZE(a)


cdef object ZERO = 0


cdef int tensor_setitem(TensorBase t, object index, object value) except -1:
    if shared_setitem is None:
        load_indexing()
    if not is_plain(t) or not plain_index(index) or not is_operand(value):
        if ask_index("__setitem__", t, index, value) is UNANSWERED:
            quietly(shared_setitem, (t, index, value))
        return 0
    if not mode_duals:
        if (type(value) is float or type(value) is int) and (type(index) is int or type(index) is tuple) and quick_set(t, index, value):
            return 0
        if may_write(t) and quick_assign(t, index, value):
            return 0
    shared_setitem(t, index, value)
    return 0


cdef bint may_write(TensorBase t) noexcept:
    """Whether writing to a tensor takes no more than memory and a version."""
    if t.inference or t.lazy or t.extra is not None or not cnp.PyArray_ISWRITEABLE(t.a):
        return False
    return not (mode_scope or mode_inference or mode_saved_hooks or mode_anomaly or mode_view_replay or requires(t))


cdef bint quick_set(TensorBase t, object index, object value) except -1:
    """Write a number to one element; False where anything about it needs care."""
    cdef int64_t at, size
    cdef int i, nd = cnp.PyArray_NDIM(t.a)
    cdef char *data = <char *>cnp.PyArray_DATA(t.a)
    cdef double number
    if not may_write(t) or nd != (1 if type(index) is int else PyTuple_GET_SIZE(<tuple>index)):
        return False
    for i in range(nd):
        item = index if type(index) is int else <object>PyTuple_GET_ITEM(<tuple>index, i)
        size = cnp.PyArray_DIM(t.a, i)
        if type(item) is not int or not -size <= item < size:
            return False
        at = item
        data += (at + size if at < 0 else at) * cnp.PyArray_STRIDE(t.a, i)
        if size > 1 and cnp.PyArray_STRIDE(t.a, i) == 0:      # one element in several places
            return False
    if t.dt == DT_F32 or t.dt == DT_F64:
        if type(value) is int and not -0x20000000000000 < value < 0x20000000000000:
            return False
        number = value
        if t.dt == DT_F32:
            if number - number == 0 and not -3.4028234e38 < number < 3.4028234e38:
                return False
            (<float *>data)[0] = <float>number
        else:
            (<double *>data)[0] = number
    elif t.dt == DT_I64 and type(value) is int and -0x4000000000000000 < value < 0x4000000000000000:
        (<int64_t *>data)[0] = value
    else:
        return False
    bump(t)
    return True


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
