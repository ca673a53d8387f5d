# More of what small programs call, on plain contiguous tensors: elements that change places or are clipped.

cdef inline bint lies_dense(TensorBase t) noexcept:
    """Elements that lie one after another and are not none, of any type but those that few kernels have."""
    return not t.lazy and not RARE[t.dt] and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_SIZE(t.a) > 0


cdef inline bint is_dense_float(TensorBase t) noexcept:
    return (t.dt == DT_F32 or t.dt == DT_F64) and lies_dense(t)


cdef bint is_index(TensorBase t) noexcept:
    return t.dt == DT_I64 and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a)


cdef int split_sizes(cnp.ndarray a, int dim, cnp.npy_intp *outer, cnp.npy_intp *inner) noexcept:
    """The numbers of elements before and after a dimension."""
    cdef int d
    outer[0] = inner[0] = 1
    for d in range(cnp.PyArray_NDIM(a)):
        if d < dim:
            outer[0] *= cnp.PyArray_DIM(a, d)
        elif d > dim:
            inner[0] *= cnp.PyArray_DIM(a, d)
    return 0


# Triangles

@cython.cdivision(True)
cdef object triangle(Spec spec, PyObject **values, bint lower):
    """values: self, diagonal."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp rows, columns, i, cut, item, total, keep
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if nd < 2 or not lies_dense(t) or type(<object>values[1]) is not int or not -0x40000000 < <object>values[1] < 0x40000000:
        return None
    rows, columns, item = cnp.PyArray_DIM(t.a, nd - 2), cnp.PyArray_DIM(t.a, nd - 1), ITEMSIZE[t.dt]
    out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
    p, q, total = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a) // columns
    cut = <object>values[1]
    for i in range(total):
        keep = max(<cnp.npy_intp>0, min(columns, i % rows + cut + lower))
        if lower:
            memcpy(q, p, keep * item)
            memset(q + keep * item, 0, (columns - keep) * item)
        else:
            memset(q, 0, keep * item)
            memcpy(q + keep * item, p + keep * item, (columns - keep) * item)
        p += columns * item
        q += columns * item
    return finished(spec, values, out, t.dt)


cdef object fast_tril(Spec spec, PyObject **values):
    return triangle(spec, values, True)


cdef object fast_triu(Spec spec, PyObject **values):
    return triangle(spec, values, False)


# Rolls

cdef void roll_into(char *out, const char *p, cnp.npy_intp outer, cnp.npy_intp n, cnp.npy_intp size, cnp.npy_intp shift) noexcept:
    """`n` places of `size` bytes moved on by `shift`, from 0 to n - 1."""
    cdef cnp.npy_intp i
    for i in range(outer):
        memcpy(out + shift * size, p, (n - shift) * size)
        memcpy(out, p + (n - shift) * size, shift * size)
        out += n * size
        p += n * size


cdef object fast_roll(Spec spec, PyObject **values):
    """values: self, shifts, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray source = t.a, out = None
    cdef int nd = cnp.PyArray_NDIM(t.a), dim
    cdef cnp.npy_intp outer, inner, n
    shifts, dims = <object>values[1], <object>values[2]
    if not lies_dense(t) or type(shifts) not in (tuple, list) or type(dims) not in (tuple, list) or len(shifts) == 0:
        return None
    if len(dims) == 0:
        if len(shifts) != 1 or type(shifts[0]) is not int:
            return None
        out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
        n = cnp.PyArray_SIZE(t.a)
        roll_into(<char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(t.a), 1, n, ITEMSIZE[t.dt], shifts[0] % n)
        return finished(spec, values, out, t.dt)
    if len(shifts) != len(dims) or nd == 0:
        return None
    for shift, place in zip(shifts, dims):
        dim = dim_in(place, nd)
        if dim < 0 or type(shift) is not int:
            return None
        n = cnp.PyArray_DIM(t.a, dim)
        split_sizes(t.a, dim, &outer, &inner)
        out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
        roll_into(<char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(source), outer, n, inner * ITEMSIZE[t.dt], shift % n)
        source = out
    return finished(spec, values, out, t.dt)


# Reading and writing at indices

cdef extern from "Python.h":
    ctypedef struct PyThreadState
    PyThreadState *PyEval_SaveThread() noexcept
    void PyEval_RestoreThread(PyThreadState *state) noexcept


cdef inline PyThreadState *let_go(cnp.npy_intp n) noexcept:
    """Release the GIL for loops over many elements; `hold` takes it back."""
    return PyEval_SaveThread() if n >= RELEASE_GIL_FROM else NULL


cdef inline void hold(PyThreadState *state) noexcept:
    if state != NULL:
        PyEval_RestoreThread(state)


cdef bint indices_inside(const int64_t *index, cnp.npy_intp count, int64_t size) noexcept:
    return fast.inside(index, count, 0, size)


cdef object fast_index_select(Spec spec, PyObject **values):
    """values: self, dim, index."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd), d
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp outer, inner, n, count, i, b
    cdef int64_t *index
    cdef char *p
    cdef char *q
    cdef cnp.ndarray out
    cdef PyThreadState *state
    if dim < 0 or nd > 64 or not lies_dense(t) or not is_index(at) or cnp.PyArray_NDIM(at.a) != 1:
        return None
    n, count, index = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_SIZE(at.a), <int64_t *>cnp.PyArray_DATA(at.a)
    if count == 0 or not indices_inside(index, count, n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    if inner > 64 and cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:      # long rows, which threads copy
        return None
    inner *= ITEMSIZE[t.dt]
    for d in range(nd):
        dims[d] = count if d == dim else cnp.PyArray_DIM(t.a, d)
    out = empty_array(nd, dims, t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    state = let_go(outer * count)
    for b in range(outer):
        if inner == 4:
            for i in range(count):
                (<uint32_t *>q)[i] = (<uint32_t *>p)[index[i]]
            q += 4 * count
        else:
            for i in range(count):
                memcpy(q, p + index[i] * inner, inner)
                q += inner
        p += n * inner
    hold(state)
    return finished(spec, values, out, t.dt)


cdef object fast_take(Spec spec, PyObject **values):
    """values: self, index."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[1]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a), count = cnp.PyArray_SIZE(at.a), item = ITEMSIZE[t.dt]
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    cdef char *q
    cdef PyThreadState *state
    if not lies_dense(t) or not is_index(at) or count == 0 or not indices_inside(index, count, n):
        return None
    out = empty_array(cnp.PyArray_NDIM(at.a), cnp.PyArray_DIMS(at.a), t.dt)
    q = <char *>cnp.PyArray_DATA(out)
    state = let_go(count)
    if item == 4:
        for i in range(count):
            (<uint32_t *>q)[i] = (<uint32_t *>p)[index[i]]
    elif item == 8:
        for i in range(count):
            (<uint64_t *>q)[i] = (<uint64_t *>p)[index[i]]
    else:
        for i in range(count):
            memcpy(q + i * item, p + index[i] * item, item)
    hold(state)
    return finished(spec, values, out, t.dt)


cdef object scattered(Spec spec, PyObject **values, bint adds):
    """values: self, dim, index, src."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef TensorBase source
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd), d
    cdef cnp.npy_intp outer, inner, n, count, i, j, b
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    cdef PyThreadState *state
    if dim < 0 or not is_plain(<object>values[3]) or not lies_dense(t) or not is_index(at) or cnp.PyArray_NDIM(at.a) != nd:
        return None
    source = <TensorBase><object>values[3]
    if source.dt != t.dt or t.dt != DT_F32 and t.dt != DT_F64 and t.dt != DT_I64 or source.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(source.a):
        return None
    if not same_shape(source.a, at.a) or cnp.PyArray_SIZE(at.a) == 0:
        return None
    for d in range(nd):
        if d != dim and cnp.PyArray_DIM(t.a, d) != cnp.PyArray_DIM(at.a, d):
            return None
    n, count = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_DIM(at.a, dim)
    if not indices_inside(index, cnp.PyArray_SIZE(at.a), n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    p, q = <char *>cnp.PyArray_DATA(source.a), <char *>cnp.PyArray_DATA(out)
    state = let_go(cnp.PyArray_SIZE(at.a))
    for b in range(outer):
        if inner == 1 and not adds:
            if ITEMSIZE[t.dt] == 4:
                for i in range(count):
                    (<uint32_t *>q)[index[i]] = (<uint32_t *>p)[i]
            else:
                for i in range(count):
                    (<uint64_t *>q)[index[i]] = (<uint64_t *>p)[i]
            index += count
            p += count * ITEMSIZE[t.dt]
            q += n * ITEMSIZE[t.dt]
            continue
        for i in range(count):
            if not adds:
                if ITEMSIZE[t.dt] == 4:
                    for j in range(inner):
                        (<uint32_t *>q)[index[j] * inner + j] = (<uint32_t *>p)[j]
                else:
                    for j in range(inner):
                        (<uint64_t *>q)[index[j] * inner + j] = (<uint64_t *>p)[j]
            elif t.dt == DT_F32:
                for j in range(inner):
                    (<float *>q)[index[j] * inner + j] += (<float *>p)[j]
            elif t.dt == DT_F64:
                for j in range(inner):
                    (<double *>q)[index[j] * inner + j] += (<double *>p)[j]
            else:
                for j in range(inner):
                    (<uint64_t *>q)[index[j] * inner + j] += (<uint64_t *>p)[j]
            index += inner
            p += inner * ITEMSIZE[t.dt]
        q += n * inner * ITEMSIZE[t.dt]
    hold(state)
    return finished(spec, values, out, t.dt)


# Constant padding

cdef enum:
    MOST_PADDED = 0x7FFFFFFFFF      # elements: beyond, the shared function says what is wrong


cdef object fast_constant_pad(Spec spec, PyObject **values):
    """values: self, pad (the last dimension first), value."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef object pad = <object>values[1]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, k, count
    cdef cnp.npy_intp dims[16]
    cdef cnp.npy_intp before[16]
    cdef cnp.npy_intp steps[16]
    cdef cnp.npy_intp place[16]
    cdef cnp.npy_intp left, right, step = 1, i, row, total, item = ITEMSIZE[t.dt]
    cdef cnp.ndarray out
    cdef char number[16]
    cdef char *p
    cdef char *q
    if not is_dense_float(t) and not (t.dt == DT_I64 and lies_dense(t)) or nd == 0 or nd > 16 or type(pad) not in (tuple, list) or len(pad) > 2 * nd or len(pad) & 1:
        return None
    if type(<object>values[2]) is not int and type(<object>values[2]) is not float or t.dt == DT_I64 and type(<object>values[2]) is not int:
        if not (t.dt == DT_I64 and type(<object>values[2]) is float and <object>values[2] == 0.0):
            return None
    elif t.dt == DT_I64 and not -0x4000000000000000 < <object>values[2] < 0x4000000000000000:
        return None
    count = len(pad) // 2
    for d in range(nd - 1, -1, -1):
        left = right = 0
        k = nd - 1 - d
        if k < count:
            if type(pad[2 * k]) is not int or type(pad[2 * k + 1]) is not int:
                return None
            if not 0 <= pad[2 * k] < 0x7FFFFFFF or not 0 <= pad[2 * k + 1] < 0x7FFFFFFF:
                return None
            left, right = pad[2 * k], pad[2 * k + 1]
        dims[d], before[d], steps[d], place[d] = cnp.PyArray_DIM(t.a, d) + left + right, left, step, 0
        if dims[d] > MOST_PADDED // step:
            return None
        step *= dims[d]
    out = empty_array(nd, dims, t.dt)
    q = <char *>cnp.PyArray_DATA(out)
    write_number(<object>values[2], t.dt, number)
    if (<uint32_t *>number)[0] == 0 if item == 4 else (<uint64_t *>number)[0] == 0:      # not so of -0.0
        memset(q, 0, step * item)
    elif item == 4:
        for i in range(step):
            (<uint32_t *>q)[i] = (<uint32_t *>number)[0]
    else:
        for i in range(step):
            (<uint64_t *>q)[i] = (<uint64_t *>number)[0]
    p, row = <char *>cnp.PyArray_DATA(t.a), cnp.PyArray_DIM(t.a, nd - 1)
    total = cnp.PyArray_SIZE(t.a) // row
    for i in range(total):
        step = before[nd - 1]
        for d in range(nd - 1):
            step += (place[d] + before[d]) * steps[d]
        memcpy(q + step * item, p, row * item)
        p += row * item
        d = nd - 2
        while d >= 0:
            place[d] += 1
            if place[d] < cnp.PyArray_DIM(t.a, d):
                break
            place[d] = 0
            d -= 1
    return finished(spec, values, out, t.dt)


# Bounds on one side

cdef object fast_clamp_min(Spec spec, PyObject **values):
    return clamped(spec, values, <object>values[1], None)


cdef object fast_clamp_max(Spec spec, PyObject **values):
    return clamped(spec, values, None, <object>values[1])


quick_way("kernel:shapes.tril", fast_tril)
quick_way("kernel:shapes.triu", fast_triu)
quick_way("kernel:shapes.roll", fast_roll)
quick_way("kernel:scatter.index_select", fast_index_select)
quick_way("kernel:masks.take", fast_take)
quick_way("kernel:padding.constant_pad", fast_constant_pad)
quick_way("kernel:elementwise.clamp_min", fast_clamp_min)
quick_way("kernel:elementwise.clamp_max", fast_clamp_max)
