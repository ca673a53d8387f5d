# Pieces and windows of a dimension, and dimensions moved: views without a detour through NumPy.

cdef cnp.ndarray piece_of(cnp.ndarray a, int dim, cnp.npy_intp start, cnp.npy_intp length):
    cdef cnp.npy_intp dims[64]
    memcpy(dims, cnp.PyArray_DIMS(a), cnp.PyArray_NDIM(a) * sizeof(cnp.npy_intp))
    dims[dim] = length
    return array_over(a, a, cnp.PyArray_NDIM(a), dims, cnp.PyArray_STRIDES(a), <char *>cnp.PyArray_DATA(a) + start * cnp.PyArray_STRIDE(a, dim))


cdef object recorded_pieces(Spec spec, PyObject **values, list made):
    if mode_grad and spec.derivative and any_requires(spec, values):
        record_results(spec, values, made)
    return tuple(made)


cdef bint splits(TensorBase t, object dim, int *at) noexcept:
    """Whether a tensor is one that these functions split, and along which dimension."""
    at[0] = dim_in(dim, cnp.PyArray_NDIM(t.a)) if cnp.PyArray_NDIM(t.a) <= 64 else -1
    return at[0] >= 0 and not mode_view_replay and t.extra is None and t.dt != DT_C32 and cnp.PyArray_SIZE(t.a) > 0


cdef object fast_split(Spec spec, PyObject **values):
    """values: self, split_size, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int dim
    cdef cnp.npy_intp length, size, start
    cdef list made = []
    if not splits(t, <object>values[2], &dim) or type(<object>values[1]) is not int or not 0 < <object>values[1] < 0x40000000:
        return None
    length, size = cnp.PyArray_DIM(t.a, dim), <object>values[1]
    for start in range(0, length, size):
        made.append(view_of(t, piece_of(t.a, dim, start, min(size, length - start)), VIEW_MULTI_OUTPUT))
    return recorded_pieces(spec, values, made)


cdef object fast_split_with_sizes(Spec spec, PyObject **values):
    """values: self, split_sizes, dim; of pieces that have elements."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int dim
    cdef cnp.npy_intp start = 0, size
    cdef list made = []
    if not splits(t, <object>values[2], &dim) or not isinstance(<object>values[1], tuple):
        return None
    for item in <tuple><object>values[1]:
        if type(item) is not int or not 0 < item <= cnp.PyArray_DIM(t.a, dim) - start:
            return None
        size = item
        made.append(view_of(t, piece_of(t.a, dim, start, size), VIEW_MULTI_OUTPUT))
        start += size
    return recorded_pieces(spec, values, made) if start == cnp.PyArray_DIM(t.a, dim) else None


cdef Spec split_spec = None


cdef object fast_chunk(Spec spec, PyObject **values):
    """values: self, chunks, dim."""
    global split_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *given[3]
    cdef int dim
    cdef cnp.npy_intp chunks
    cdef object size
    if not splits(t, <object>values[2], &dim) or type(<object>values[1]) is not int or not 0 < <object>values[1] < 0x40000000:
        return None
    if split_spec is None:
        split_spec = spec_named("split")
    chunks = <object>values[1]
    size = (cnp.PyArray_DIM(t.a, dim) + chunks - 1) // chunks
    given[0], given[1], given[2] = values[0], <PyObject *>size, values[2]
    return run_spec(split_spec, given)


cdef object fast_narrow(Spec spec, PyObject **values):
    """values: self, dim, start, length."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *given[5]
    cdef int dim = dim_in(<object>values[1], cnp.PyArray_NDIM(t.a))
    cdef object first = <object>values[2], length = <object>values[3], last
    if dim < 0 or type(first) is not int or type(length) is not int or first < 0 or length < 0 or first + length > cnp.PyArray_DIM(t.a, dim):
        return None
    if slice_spec is None:
        load_indexing()
    last = first + length
    given[0], given[1], given[2], given[3], given[4] = values[0], values[1], <PyObject *>first, <PyObject *>last, <PyObject *>UNIT_STEP
    return run_spec(slice_spec, given)


cdef object fast_unfold_view(Spec spec, PyObject **values):
    """values: self, dimension, size, step."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef cnp.npy_intp size, step
    if dim < 0 or nd > 62 or type(<object>values[2]) is not int or type(<object>values[3]) is not int:
        return None
    if not 0 <= <object>values[2] <= cnp.PyArray_DIM(t.a, dim) or not 0 < <object>values[3] < 0x40000000:
        return None
    size, step = <object>values[2], <object>values[3]
    memcpy(dims, cnp.PyArray_DIMS(t.a), nd * sizeof(cnp.npy_intp))
    memcpy(strides, cnp.PyArray_STRIDES(t.a), nd * sizeof(cnp.npy_intp))
    dims[dim], strides[dim] = (dims[dim] - size) // step + 1, strides[dim] * step
    dims[nd], strides[nd] = size, cnp.PyArray_STRIDE(t.a, dim)
    return finish_view(spec, values, array_over(t.a, t.a, nd + 1, dims, strides, <char *>cnp.PyArray_DATA(t.a)))


cdef object fast_movedim(Spec spec, PyObject **values):
    """values: self, source, destination; of one dimension."""
    global permute_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *given[2]
    cdef int nd = cnp.PyArray_NDIM(t.a), source = dim_in(<object>values[1], nd), destination = dim_in(<object>values[2], nd)
    if source < 0 or destination < 0:
        return None
    if permute_spec is None:
        permute_spec = spec_named("permute")
    order = list(range(nd))
    order.insert(destination, order.pop(source))
    dims = tuple(order)
    given[0], given[1] = values[0], <PyObject *>dims
    return run_spec(permute_spec, given)


quick_way("view:views.split", fast_split)
quick_way("view:views.split_with_sizes", fast_split_with_sizes)
quick_way("composite:shapes.chunk", fast_chunk)
quick_way("composite:shapes.narrow", fast_narrow)
quick_way("view:views.unfold", fast_unfold_view)
quick_way("composite:shapes.movedim", fast_movedim)
