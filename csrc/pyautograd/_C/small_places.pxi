# Copies beyond the edges of images, slices written at indices, and tensors of evenly spaced numbers.

# Padding by copies

cdef Py_ssize_t place_beyond(Py_ssize_t at, Py_ssize_t size, int mode) noexcept:
    """The element of a dimension that is copied to place `at`, which counts from its first element: reflected (0), the edge (1), or from the other end (2)."""
    if mode == 0:
        at = -at if at < 0 else at
        return at if at < size else 2 * (size - 1) - at
    if mode == 1:
        return 0 if at < 0 else at if at < size else size - 1
    return at + size if at < 0 else at if at < size else at - size


cdef int padding_mode(object mode) noexcept:
    return 0 if mode == "reflect" else 1 if mode == "replicate" else 2


cdef bint read_edges(object pad, int mode, Py_ssize_t height, Py_ssize_t width, Py_ssize_t *edges) except -1:
    """How far copies go beyond the last two dimensions, the last one first; False for other padding, which cuts off, or reaches too far."""
    cdef int d
    if type(pad) is not list and type(pad) is not tuple or len(pad) != 2 and len(pad) != 4:
        return False
    edges[2] = edges[3] = 0
    for d in range(<int>len(pad)):
        edge = pad[d]
        if type(edge) is not int or not 0 <= edge < 0x10000:
            return False
        edges[d] = edge
        if mode != 1 and edges[d] >= (width if d < 2 else height) + (mode == 2):
            return False
    return True


cdef object fast_pad_copies(Spec spec, PyObject **values):
    """values: self, pad (the last dimension first), mode; of up to two dimensions, and nothing cut off."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, mode = padding_mode(<object>values[2])
    cdef cnp.npy_intp dims[16]
    cdef Py_ssize_t edges[4]
    cdef Py_ssize_t height, width, oh, ow, outer, b, y, x, item = ITEMSIZE[t.dt]
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    cdef const char *row
    if nd < 2 or nd > 16 or not lies_dense(t) or item != 4 and item != 8 or not has_plain_strides(t.a) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return None
    height, width = cnp.PyArray_DIM(t.a, nd - 2), cnp.PyArray_DIM(t.a, nd - 1)
    if not read_edges(<object>values[1], mode, height, width, edges):
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    ow, oh = width + edges[0] + edges[1], height + edges[2] + edges[3]
    dims[nd - 2], dims[nd - 1] = oh, ow
    outer = cnp.PyArray_SIZE(t.a) // (height * width)
    out = empty_array(nd, dims, t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    for b in range(outer):
        for y in range(oh):
            row = p + place_beyond(y - edges[2], height, mode) * width * item
            for x in range(edges[0]):
                memcpy(q + x * item, row + place_beyond(x - edges[0], width, mode) * item, item)
            memcpy(q + edges[0] * item, row, width * item)
            for x in range(edges[0] + width, ow):
                memcpy(q + x * item, row + place_beyond(x - edges[0], width, mode) * item, item)
            q += ow * item
        p += height * width * item
    return finished(spec, values, out, t.dt)


cdef void add_copies(real *out, const real *p, Py_ssize_t outer, Py_ssize_t height, Py_ssize_t width, Py_ssize_t *edges, int mode) noexcept:
    """What was copied from an element added up there: along lines first, then across them."""
    cdef Py_ssize_t b, y, x, oh = height + edges[2] + edges[3], ow = width + edges[0] + edges[1]
    cdef real *row
    for b in range(outer):
        for y in range(oh):
            row = out + place_beyond(y - edges[2], height, mode) * width
            for x in range(ow):
                row[place_beyond(x - edges[0], width, mode)] += p[x]
            p += ow
        out += height * width


cdef object fast_pad_copies_backward(Spec spec, PyObject **values):
    """values: grad_output, size, pad, mode."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef int nd = cnp.PyArray_NDIM(t.a), d, mode = padding_mode(<object>values[3])
    cdef cnp.npy_intp dims[16]
    cdef Py_ssize_t edges[4]
    cdef Py_ssize_t outer
    cdef cnp.ndarray out
    size = <object>values[1]
    if nd < 2 or nd > 16 or not is_dense_float(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or not isinstance(size, tuple) or len(size) != nd:
        return None
    for d in range(nd):
        dims[d] = size[d]
        if dims[d] <= 0 or d < nd - 2 and dims[d] != cnp.PyArray_DIM(t.a, d):
            return None
    if not read_edges(<object>values[2], mode, dims[nd - 2], dims[nd - 1], edges):
        return None
    if cnp.PyArray_DIM(t.a, nd - 2) != dims[nd - 2] + edges[2] + edges[3] or cnp.PyArray_DIM(t.a, nd - 1) != dims[nd - 1] + edges[0] + edges[1]:
        return None
    outer = cnp.PyArray_SIZE(t.a) // (cnp.PyArray_DIM(t.a, nd - 2) * cnp.PyArray_DIM(t.a, nd - 1))
    out = empty_array(nd, dims, t.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if t.dt == DT_F32:
        add_copies[float](<float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA(t.a), outer, dims[nd - 2], dims[nd - 1], edges, mode)
    else:
        add_copies[double](<double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(t.a), outer, dims[nd - 2], dims[nd - 1], edges, mode)
    return finished(spec, values, out, t.dt)


# Slices at indices

cdef bint slices_fit(TensorBase t, object dim, TensorBase at, TensorBase source, cnp.npy_intp *outer, cnp.npy_intp *inner, int *axis) noexcept:
    """Whether slices of small `source` go to places of small `t` that there are; all of them plain and of one dtype."""
    cdef int nd = cnp.PyArray_NDIM(t.a), d
    axis[0] = dim_in(dim, nd)
    if axis[0] < 0 or not lies_dense(t) or not is_index(at) or cnp.PyArray_NDIM(at.a) != 1 or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return False
    if source.dt != t.dt or not lies_dense(source) or cnp.PyArray_SIZE(source.a) > SMALL_KERNEL:
        return False
    if cnp.PyArray_NDIM(source.a) != nd or cnp.PyArray_DIM(source.a, axis[0]) != cnp.PyArray_SIZE(at.a):
        return False
    for d in range(nd):
        if d != axis[0] and cnp.PyArray_DIM(source.a, d) != cnp.PyArray_DIM(t.a, d):
            return False
    split_sizes(t.a, axis[0], outer, inner)
    return indices_inside(<int64_t *>cnp.PyArray_DATA(at.a), cnp.PyArray_SIZE(at.a), cnp.PyArray_DIM(t.a, axis[0]))


cdef void add_slices(real *out, const real *p, const int64_t *index, cnp.npy_intp outer, cnp.npy_intp n, cnp.npy_intp count, cnp.npy_intp inner) noexcept nogil:
    cdef cnp.npy_intp b, i, j
    for b in range(outer):
        for i in range(count):
            for j in range(inner):
                out[index[i] * inner + j] += p[j]
            p += inner
        out += n * inner


cdef object placed_slices(Spec spec, PyObject **values, bint adds):
    """values: self, dim, index, source."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef TensorBase source = <TensorBase><object>values[3]
    cdef cnp.npy_intp outer, inner, n, count, b, i, size
    cdef int axis
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if not slices_fit(t, <object>values[1], at, source, &outer, &inner, &axis) or adds and t.dt != DT_F32 and t.dt != DT_F64:
        return None
    n, count = cnp.PyArray_DIM(t.a, axis), cnp.PyArray_SIZE(at.a)
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    p, q, size = <char *>cnp.PyArray_DATA(source.a), <char *>cnp.PyArray_DATA(out), inner * ITEMSIZE[t.dt]
    memcpy(q, cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    if not adds:
        for b in range(outer):
            for i in range(count):
                memcpy(q + index[i] * size, p, size)
                p += size
            q += n * size
    elif t.dt == DT_F32:
        add_slices[float](<float *>q, <float *>p, index, outer, n, count, inner)
    else:
        add_slices[double](<double *>q, <double *>p, index, outer, n, count, inner)
    return finished(spec, values, out, t.dt)


cdef object fast_index_add(Spec spec, PyObject **values):
    """values: self, dim, index, source, alpha."""
    return placed_slices(spec, values, True) if is_one(<object>values[4]) else None


cdef object fast_index_copy(Spec spec, PyObject **values):
    return placed_slices(spec, values, False)


# Evenly spaced numbers

cdef object fast_one_hot(Spec spec, PyObject **values):
    """values: self, num_classes."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp classes, i, n = cnp.PyArray_SIZE(t.a)
    cdef int nd = cnp.PyArray_NDIM(t.a), d
    cdef int64_t *at = <int64_t *>cnp.PyArray_DATA(t.a)
    cdef cnp.ndarray out
    if type(<object>values[1]) is not int or not -1 <= <object>values[1] < 0x1000000 or not is_index(t) or n == 0 or n > SMALL_KERNEL or nd > 62:
        return None
    classes = <object>values[1]
    if classes == -1:      # as many as the largest needs
        for i in range(n):
            classes = max(classes, at[i] + 1)
    if not 0 < classes < 0x1000000 or not indices_inside(at, n, classes):
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    dims[nd] = classes
    out = empty_array(nd + 1, dims, DT_I64)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    for i in range(n):
        (<int64_t *>cnp.PyArray_DATA(out))[i * classes + at[i]] = 1
    return finished(spec, values, out, DT_I64)


cdef bint write_clamped(Spec spec, PyObject **values) except -1:
    """A contiguous tensor held between numbers in place. values: self, min, max."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Clamp all
    if <object>values[1] is None and <object>values[2] is None or not is_dense_float(t):
        return False
    all.low, all.high, all.dt = -INFINITE, INFINITE, t.dt
    if <object>values[1] is not None and (not real_number(<object>values[1], &all.low) or not -limit_of(t.dt) < all.low < limit_of(t.dt)):
        return False
    if <object>values[2] is not None and (not real_number(<object>values[2], &all.high) or not -limit_of(t.dt) < all.high < limit_of(t.dt)):
        return False
    all.x, all.out, all.size = <const char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(t.a), cnp.PyArray_SIZE(t.a)
    if all.size <= SMALL_KERNEL:
        clamp_part(&all, 0, (all.size + CLAMP_UNIT - 1) // CLAMP_UNIT)
    else:
        with nogil:
            fast.parallel_for(clamp_part, &all, (all.size + CLAMP_UNIT - 1) // CLAMP_UNIT, all.size)
    return True


quick_way("kernel:padding.pad_copies", fast_pad_copies)
quick_way("kernel:padding.pad_copies_backward", fast_pad_copies_backward)
quick_way("kernel:scatter.index_add", fast_index_add)
quick_way("kernel:scatter.index_copy", fast_index_copy)
quick_way("kernel:embedding.one_hot", fast_one_hot)
quick_write("kernel:elementwise.clamp", write_clamped)
