# Views of known geometry and shape changes, without a detour through NumPy.

cdef inline int dim_in(object dim, int nd) except -2:
    """A dimension counted from the front; -1 where it is not in range."""
    cdef long long d
    cdef int overflow = 0
    if type(dim) is not int:
        return -1
    d = _as_long_long(dim, &overflow)
    if overflow or not -nd <= d < nd:
        return -1
    return <int>(d + nd if d < 0 else d)


cdef inline int64_t clipped(object bound, int64_t size, int64_t missing) except? -9:
    """A bound of a slice, counted from the front and clipped to the dimension, as Python clips it."""
    cdef int64_t at
    if bound is None:
        return missing
    at = bound
    if at < 0:
        at += size
        return 0 if at < 0 else at
    return size if at > size else at


cdef inline bint is_bound(object bound) noexcept:
    """Whether a bound of a slice is None or a number that needs no care."""
    return bound is None or type(bound) is int and -0x4000000000000000 < bound < 0x4000000000000000


cdef object fast_slice(Spec spec, PyObject **values):
    """values: self, dim, start, end, step."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int64_t start, stop, step, size
    if dim < 0 or not is_bound(<object>values[2]) or not is_bound(<object>values[3]) or not is_bound(<object>values[4]) or <object>values[4] is None:
        return None
    step = <object>values[4]
    if step <= 0:
        return None
    size = cnp.PyArray_DIM(t.a, dim)
    start, stop = clipped(<object>values[2], size, 0), clipped(<object>values[3], size, size)
    for d in range(nd):
        dims[d], strides[d] = cnp.PyArray_DIM(t.a, d), cnp.PyArray_STRIDE(t.a, d)
    if not sliced_dim(&dims[dim], &strides[dim], start, stop, step):
        return None
    return finish_view(spec, values, array_over(t.a, t.a, nd, dims, strides, <char *>cnp.PyArray_DATA(t.a) + start * cnp.PyArray_STRIDE(t.a, dim)))


cdef inline bint sliced_dim(cnp.npy_intp *size, cnp.npy_intp *stride, int64_t start, int64_t stop, int64_t step) noexcept:
    """The size and stride of what a slice leaves; False for an empty result, whose stride is NumPy's affair."""
    cdef int64_t count
    if stop <= start or step > 0x7FFFFFFF:
        return False
    count = 1 + (stop - start - 1) // step
    size[0] = count
    stride[0] = stride[0] * step
    return True


cdef object fast_unsqueeze(Spec spec, PyObject **values):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd + 1)
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    if dim < 0 or nd >= 64:
        return None
    for d in range(nd):
        dims[d + (d >= dim)], strides[d + (d >= dim)] = cnp.PyArray_DIM(t.a, d), cnp.PyArray_STRIDE(t.a, d)
    unsqueezed_dim(dims, strides, dim, nd, cnp.PyArray_ITEMSIZE(t.a))
    return finish_view(spec, values, array_over(t.a, t.a, nd + 1, dims, strides, <char *>cnp.PyArray_DATA(t.a)))


cdef inline void unsqueezed_dim(cnp.npy_intp *dims, cnp.npy_intp *strides, int dim, int nd, cnp.npy_intp item) noexcept:
    """Fill the new dimension `dim`, the `nd` others being in place around it: its stride is what PyTorch gives it."""
    dims[dim] = 1
    strides[dim] = dims[dim + 1] * strides[dim + 1] if dim < nd else item


cdef object fast_permute(Spec spec, PyObject **values):
    """values: self, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int i, d, nd = cnp.PyArray_NDIM(t.a)
    cdef uint64_t seen = 0
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    if not isinstance(<object>values[1], tuple) or PyTuple_GET_SIZE(<tuple><object>values[1]) != nd or nd > 63:
        return None
    for i in range(nd):
        d = dim_in(<object>PyTuple_GET_ITEM(<tuple><object>values[1], i), nd)
        if d < 0 or (seen >> d) & 1:
            return None
        seen |= (<uint64_t>1) << d
        dims[i], strides[i] = cnp.PyArray_DIM(t.a, d), cnp.PyArray_STRIDE(t.a, d)
    return finish_view(spec, values, array_over(t.a, t.a, nd, dims, strides, <char *>cnp.PyArray_DATA(t.a)))


cdef object fast_unbind(Spec spec, PyObject **values):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int dim = dim_in(<object>values[1], cnp.PyArray_NDIM(t.a))
    cdef cnp.npy_intp i, count
    cdef list made
    if dim < 0 or mode_view_replay or t.extra is not None or t.dt == DT_C32:
        return None
    count = cnp.PyArray_DIM(t.a, dim)
    made = [None] * count
    for i in range(count):
        made[i] = view_of(t, selected(t.a, dim, i), VIEW_MULTI_OUTPUT)
    if mode_grad and spec.derivative and any_requires(spec, values):
        record_results(spec, values, made)
    return tuple(made)


cdef Spec unbind_spec = None

cdef Spec unbinding():
    global unbind_spec
    if unbind_spec is None:
        unbind_spec = spec_named("unbind")
    return unbind_spec


# reshape

cdef Spec view_spec = None, copying_spec = None, unsafe_view_spec = None
cdef object CONTIGUOUS = _types.contiguous_format


cdef int load_reshaping() except -1:
    global view_spec, copying_spec, unsafe_view_spec
    unsafe_view_spec, copying_spec = spec_named("_unsafe_view"), spec_named("clone")
    for i in range(len(TABLE)):
        if TABLE[i][0] == "view" and TABLE[i][1] == "":
            view_spec = spec_at(i)
    return 0


cdef object full_size(object shape, cnp.npy_intp total):
    """`shape` with its one -1, if any, worked out; None where it does not fit the number of elements."""
    cdef cnp.npy_intp known = 1
    cdef int64_t n
    cdef int unknown = -1, i
    if not isinstance(shape, tuple) or total == 0:
        return None
    for i in range(PyTuple_GET_SIZE(<tuple>shape)):
        item = <object>PyTuple_GET_ITEM(<tuple>shape, i)
        if type(item) is not int:
            return None
        n = item
        if n == -1 and unknown < 0:
            unknown = i
        elif n <= 0 or n > total or known * n > total:
            return None
        else:
            known *= n
    if unknown < 0:
        return shape if known == total else None
    if total % known:
        return None
    return tuple([total // known if i == unknown else (<tuple>shape)[i] for i in range(PyTuple_GET_SIZE(<tuple>shape))])


cdef object fast_reshape(Spec spec, PyObject **values):
    """``reshape``: a view of a contiguous tensor; a copy of a transposed matrix that is made a vector, which no view can be."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *arguments[2]
    if mode_duals:
        return None
    size = full_size(<object>values[1], cnp.PyArray_SIZE(t.a))
    if size is None:
        return None
    if view_spec is None:
        load_reshaping()
    arguments[0], arguments[1] = values[0], <PyObject *>size
    if cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return run_spec(view_spec, arguments)
    if cnp.PyArray_NDIM(t.a) != 2 or PyTuple_GET_SIZE(<tuple>size) != 1 or not is_turned(t.a):
        return None
    if cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL and (t.dt == DT_F32 or t.dt == DT_F64) and not t.lazy and not (mode_grad and requires(t)):
        return turned_vector(t)
    arguments[1] = <PyObject *>CONTIGUOUS
    copied = run_spec(copying_spec, arguments)
    arguments[0], arguments[1] = <PyObject *>copied, <PyObject *>size
    return run_spec(unsafe_view_spec, arguments)


cdef TensorBase turned_vector(TensorBase t):
    """The rows of a small float matrix that is the transpose of a contiguous one, as a new vector."""
    cdef cnp.npy_intp i, j, rows = cnp.PyArray_DIM(t.a, 0), columns = cnp.PyArray_DIM(t.a, 1), n = rows * columns
    cdef cnp.ndarray out = empty_array(1, &n, t.dt)
    cdef void *p = cnp.PyArray_DATA(t.a)
    cdef void *q = cnp.PyArray_DATA(out)
    for i in range(rows):
        if t.dt == DT_F32:
            for j in range(columns):
                (<uint32_t *>q)[i * columns + j] = (<uint32_t *>p)[j * rows + i]
        else:
            for j in range(columns):
                (<uint64_t *>q)[i * columns + j] = (<uint64_t *>p)[j * rows + i]
    return new_tensor(out, t.dt)


cdef inline bint is_turned(cnp.ndarray a) noexcept:
    """Whether a matrix, larger than a row or a column, is the transpose of a contiguous one."""
    return cnp.PyArray_IS_F_CONTIGUOUS(a) and cnp.PyArray_DIM(a, 0) > 1 and cnp.PyArray_DIM(a, 1) > 1


cdef object fast_unsafe_view(Spec spec, PyObject **values):
    """``_unsafe_view`` of a contiguous tensor: its memory in another shape, and no base."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef cnp.npy_intp step
    cdef int d, nd
    size = full_size(<object>values[1], cnp.PyArray_SIZE(t.a))
    if size is None or not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or PyTuple_GET_SIZE(<tuple>size) > 64 or t.dt == DT_BF16 or t.dt == DT_C32:
        return None
    nd, step = <int>PyTuple_GET_SIZE(<tuple>size), cnp.PyArray_ITEMSIZE(t.a)
    for d in range(nd - 1, -1, -1):
        dims[d], strides[d] = <object>PyTuple_GET_ITEM(<tuple>size, d), step
        step *= dims[d]
    return finished(spec, values, array_over(t.a, t.a, nd, dims, strides, <char *>cnp.PyArray_DATA(t.a)), t.dt)


cdef object fast_flatten(Spec spec, PyObject **values):
    """``flatten`` of several dimensions of a contiguous tensor. values: self, start_dim, end_dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *arguments[2]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), first = dim_in(<object>values[1], nd), last = dim_in(<object>values[2], nd)
    if first < 0 or first >= last or mode_duals or not cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return None
    if view_spec is None:
        load_reshaping()
    size = WHOLE_LENGTH
    if last - first < nd - 1:
        size = tuple([cnp.PyArray_DIM(t.a, d) if d != first else -1 for d in range(nd) if d <= first or d > last])
    arguments[0], arguments[1] = values[0], <PyObject *>size
    return run_spec(view_spec, arguments)


cdef tuple WHOLE_LENGTH = (-1,)


cdef object fast_numpy_T(Spec spec, PyObject **values):
    """``x.T`` of a matrix is ``permute(1, 0)``."""
    global permute_spec
    cdef PyObject *arguments[2]
    if cnp.PyArray_NDIM((<TensorBase><object>values[0]).a) != 2 or mode_duals:
        return None
    if permute_spec is None:
        permute_spec = spec_named("permute")
    arguments[0], arguments[1] = values[0], <PyObject *>TURNED
    return run_spec(permute_spec, arguments)


cdef Spec permute_spec = None
cdef tuple TURNED = (1, 0)


cdef cnp.ndarray turned_copy(TensorBase t):
    """A contiguous copy of the transpose of a contiguous float matrix; None where the path is not for it."""
    cdef cnp.ndarray out
    if cnp.PyArray_NDIM(t.a) != 2 or not cnp.PyArray_IS_F_CONTIGUOUS(t.a) or (t.dt != DT_F32 and t.dt != DT_F64):
        return None
    if cnp.PyArray_SIZE(t.a) == 0:
        return None
    out = empty_array(2, cnp.PyArray_DIMS(t.a), t.dt)
    fast.turn_memory(t.dt == DT_F32, cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1))
    return out


quick_way("view:views.slice_", fast_slice)
quick_way("view:views.unsqueeze", fast_unsqueeze)
quick_way("view:views.permute", fast_permute)
quick_way("view:views.unbind", fast_unbind)
quick_way("composite:shapes.reshape", fast_reshape)
quick_way("kernel:views.view", fast_unsafe_view)
quick_way("composite:shapes.flatten", fast_flatten)
quick_way("composite:shapes.numpy_T", fast_numpy_T)
