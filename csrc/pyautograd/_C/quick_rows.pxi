# Rows at indices: ``x[index]`` with one tensor of int64, embeddings and their gradient.

cdef bint rows_at(TensorBase t, TensorBase index, bint wraps, cnp.npy_intp *rows, cnp.npy_intp *run) noexcept:
    """Whether all of `index` are rows of `t`, and both lie as these functions take them; the number of rows and the bytes of one."""
    cdef cnp.npy_intp n
    if index.dt != DT_I64 or t.lazy or index.lazy or cnp.PyArray_NDIM(t.a) == 0 or cnp.PyArray_SIZE(t.a) == 0 or cnp.PyArray_SIZE(index.a) == 0:
        return False
    if not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or not cnp.PyArray_IS_C_CONTIGUOUS(index.a) or cnp.PyArray_NDIM(t.a) + cnp.PyArray_NDIM(index.a) > 60:
        return False
    n = rows[0] = cnp.PyArray_DIM(t.a, 0)
    run[0] = cnp.PyArray_NBYTES(t.a) // n
    return fast.inside(<int64_t *>cnp.PyArray_DATA(index.a), cnp.PyArray_SIZE(index.a), -n if wraps else 0, n)


cdef cnp.ndarray taken_rows(TensorBase t, TensorBase index, bint wraps):
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp i, rows, run, at
    cdef int d, nd = cnp.PyArray_NDIM(index.a)
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if t.dt == DT_BF16 or t.dt == DT_C32 or not rows_at(t, index, wraps, &rows, &run):
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(index.a, d)
    for d in range(1, cnp.PyArray_NDIM(t.a)):
        dims[nd + d - 1] = cnp.PyArray_DIM(t.a, d)
    out = empty_array(nd + cnp.PyArray_NDIM(t.a) - 1, dims, t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    if cnp.PyArray_SIZE(index.a) > SMALL_KERNEL:
        fast.pick_memory(p, <int64_t *>cnp.PyArray_DATA(index.a), q, cnp.PyArray_SIZE(index.a), rows, run)
        return out
    if run == 4:
        for i in range(cnp.PyArray_SIZE(index.a)):
            at = (<int64_t *>cnp.PyArray_DATA(index.a))[i]
            (<int *>q)[i] = (<int *>p)[at + rows if at < 0 else at]
        return out
    for i in range(cnp.PyArray_SIZE(index.a)):
        at = (<int64_t *>cnp.PyArray_DATA(index.a))[i]
        memcpy(q + i * run, p + (at + rows if at < 0 else at) * run, run)
    return out


cdef object fast_index(Spec spec, PyObject **values):
    """values: self, indices, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef object indices = <object>values[1]
    cdef cnp.ndarray out
    cdef TensorBase at
    cdef int dim
    if type(indices) is not list and type(indices) is not tuple or len(indices) != 1 or not is_plain(indices[0]):
        return None
    at, dim = <TensorBase>indices[0], 0
    if <object>values[2] is not None:
        if type(<object>values[2]) is not tuple or len(<object>values[2]) != 1:
            return None
        dim = (<object>values[2])[0]
    if at.dt == DT_BOOL:
        out = taken_by_mask(t, at) if dim == 0 else None
    else:
        out = taken_rows(t, at, True) if dim == 0 else taken_slices(t, dim, at)
    return None if out is None else finished(spec, values, out, t.dt)


cdef cnp.ndarray taken_by_mask(TensorBase t, TensorBase mask):
    """What a mask of the first dimensions chooses of a small tensor."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp i, run, n = cnp.PyArray_SIZE(mask.a)
    cdef int d, nd = cnp.PyArray_NDIM(t.a), lead = cnp.PyArray_NDIM(mask.a)
    cdef const char *on = <const char *>cnp.PyArray_DATA(mask.a)
    cdef const char *p = <const char *>cnp.PyArray_DATA(t.a)
    cdef char *q
    cdef cnp.ndarray out
    if t.dt == DT_BF16 or not lies_dense(t) or mask.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(mask.a) or n > SMALL_KERNEL or not leads(mask.a, t.a):
        return None
    dims[0] = 0
    for i in range(n):
        dims[0] += on[i] != 0
    for d in range(lead, nd):
        dims[d - lead + 1] = cnp.PyArray_DIM(t.a, d)
    if dims[0] == 0 and nd > lead:
        return None
    out = empty_array(nd - lead + 1, dims, t.dt)
    q, run = <char *>cnp.PyArray_DATA(out), cnp.PyArray_NBYTES(t.a) // n
    for i in range(n):
        if on[i]:
            if run == 4:
                (<uint32_t *>q)[0] = (<const uint32_t *>p)[0]
            else:
                memcpy(q, p, run)
            q += run
        p += run
    return out


cdef cnp.ndarray taken_slices(TensorBase t, int dim, TensorBase at):
    """Slices of a small tensor along a dimension at indices, whose dimensions take its place."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp outer, inner, b, i, place, n, count = cnp.PyArray_SIZE(at.a)
    cdef int d, nd = cnp.PyArray_NDIM(t.a), more = cnp.PyArray_NDIM(at.a) - 1
    cdef const int64_t *index = <const int64_t *>cnp.PyArray_DATA(at.a)
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    cdef char *q
    cdef cnp.ndarray out
    if t.dt == DT_BF16 or not lies_dense(t) or not 0 < dim < nd or nd + more > 60 or more < 0 or not is_index(at) or not 0 < count <= SMALL_KERNEL:
        return None
    n = cnp.PyArray_DIM(t.a, dim)
    split_sizes(t.a, dim, &outer, &inner)
    if outer * count * inner > 16 * SMALL_KERNEL or not fast.inside(index, count, -n, n):
        return None
    for d in range(nd + more):
        dims[d] = cnp.PyArray_DIM(t.a, d) if d < dim else cnp.PyArray_DIM(at.a, d - dim) if d <= dim + more else cnp.PyArray_DIM(t.a, d - more)
    out = empty_array(nd + more, dims, t.dt)
    inner *= ITEMSIZE[t.dt]
    q = <char *>cnp.PyArray_DATA(out)
    for b in range(outer):
        for i in range(count):
            place = index[i]
            memcpy(q, p + (place + n if place < 0 else place) * inner, inner)
            q += inner
        p += n * inner
    return out


cdef object fast_masked_select(Spec spec, PyObject **values):
    """values: self, mask; of one shape."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase mask = <TensorBase><object>values[1]
    cdef cnp.ndarray out
    if mask.dt != DT_BOOL or not same_shape(t.a, mask.a):
        return None
    out = taken_by_mask(t, mask)
    return None if out is None else finished(spec, values, out, t.dt)


cdef object fast_embedding(Spec spec, PyObject **values):
    """values: weight, indices, padding_idx, scale_grad_by_freq, sparse."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if cnp.PyArray_NDIM(t.a) != 2:
        return None
    out = taken_rows(t, <TensorBase><object>values[1], False)
    return None if out is None else finished(spec, values, out, t.dt)


cdef object fast_embedding_backward(Spec spec, PyObject **values):
    """values: grad_output, indices, num_weights, padding_idx, scale_grad_by_freq."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase index = <TensorBase><object>values[1]
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp i, j, n = cnp.PyArray_SIZE(index.a), padding
    cdef int64_t *at = <int64_t *>cnp.PyArray_DATA(index.a)
    cdef cnp.ndarray out, rows
    cdef float *o4
    cdef float *g4
    cdef double *o8
    cdef double *g8
    if (grad.dt != DT_F32 and grad.dt != DT_F64) or index.dt != DT_I64 or grad.lazy or <object>values[4] is not False or n == 0:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(index.a) or cnp.PyArray_SIZE(grad.a) == 0:
        return None
    shape[0], shape[1], padding = <object>values[2], cnp.PyArray_SIZE(grad.a) // n, <object>values[3]
    if shape[1] * n != cnp.PyArray_SIZE(grad.a) or cnp.PyArray_DIM(grad.a, cnp.PyArray_NDIM(grad.a) - 1) != shape[1]:
        return None
    for i in range(n):
        if not 0 <= at[i] < shape[0]:
            return None
    rows = grad.a if cnp.PyArray_IS_C_CONTIGUOUS(grad.a) else fresh_copy(grad.a, grad.dt)
    out = empty_array(2, shape, grad.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if grad.dt == DT_F32:
        g4 = <float *>cnp.PyArray_DATA(rows)
        for i in range(n):
            if at[i] != padding:
                o4 = <float *>cnp.PyArray_DATA(out) + at[i] * shape[1]
                for j in range(shape[1]):
                    o4[j] += g4[i * shape[1] + j]
    else:
        g8 = <double *>cnp.PyArray_DATA(rows)
        for i in range(n):
            if at[i] != padding:
                o8 = <double *>cnp.PyArray_DATA(out) + at[i] * shape[1]
                for j in range(shape[1]):
                    o8[j] += g8[i * shape[1] + j]
    return finished(spec, values, out, grad.dt)


quick_way("kernel:indexing.index", fast_index)
quick_way("kernel:masks.masked_select", fast_masked_select)
quick_way("kernel:embedding.embedding", fast_embedding)
quick_way("kernel:embedding.embedding_backward", fast_embedding_backward)
