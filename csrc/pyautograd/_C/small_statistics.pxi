# Moments, order statistics, running extremes and products of small contiguous tensors, the trace, and orders reversed.

ctypedef fused number:
    float
    double
    int64_t


# Variance and mean together

cdef void moments_of(const real *p, real *variance, real *mean, cnp.npy_intp *sizes, double correction, bint root) noexcept nogil:
    cdef cnp.npy_intp b, i, j, inner = sizes[2], n = sizes[1]
    cdef double total, square, middle, d
    for b in range(sizes[0]):
        for j in range(inner):
            total = square = 0
            for i in range(n):
                total += p[i * inner + j]
            middle = total / n
            for i in range(n):
                d = p[i * inner + j] - middle
                square += d * d
            square /= n - correction
            variance[b * inner + j] = <real>(square_root(square) if root else square)
            mean[b * inner + j] = <real>middle
        p += n * inner


cdef object both_moments(Spec spec, PyObject **values, object dim, object correction, object keep, bint root):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef double c
    cdef cnp.ndarray variance, mean
    if not is_simple(t) or t.dt == DT_I64 or not real_number(correction, &c) or type(keep) is not bool or cnp.PyArray_NDIM(t.a) == 0:
        return None
    if not one_dimension(t, dim, keep, sizes, shape, &nd) or sizes[1] - c <= 0:
        return None
    variance, mean = empty_array(nd, shape, t.dt), empty_array(nd, shape, t.dt)
    if t.dt == DT_F32:
        moments_of[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(variance), <float *>cnp.PyArray_DATA(mean), sizes, c, root)
    else:
        moments_of[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(variance), <double *>cnp.PyArray_DATA(mean), sizes, c, root)
    return finished_all(spec, values, [new_tensor(variance, t.dt), new_tensor(mean, t.dt)])


cdef object fast_var_mean(Spec spec, PyObject **values):
    """values: self, dim, correction, keepdim."""
    return both_moments(spec, values, <object>values[1], 1 if <object>values[2] is None else <object>values[2], <object>values[3], False)


cdef object fast_std_mean(Spec spec, PyObject **values):
    return both_moments(spec, values, <object>values[1], 1 if <object>values[2] is None else <object>values[2], <object>values[3], True)


cdef object fast_var_mean_dim(Spec spec, PyObject **values):
    """values: self, dim, unbiased, keepdim."""
    return both_moments(spec, values, <object>values[1], 1 if <object>values[2] is True else 0, <object>values[3], False)


cdef object fast_std_mean_dim(Spec spec, PyObject **values):
    return both_moments(spec, values, <object>values[1], 1 if <object>values[2] is True else 0, <object>values[3], True)


cdef object fast_var_mean_all(Spec spec, PyObject **values):
    """values: self, unbiased."""
    return both_moments(spec, values, None, 1 if <object>values[1] is True else 0, False, False)


cdef object fast_std_mean_all(Spec spec, PyObject **values):
    return both_moments(spec, values, None, 1 if <object>values[1] is True else 0, False, True)


# Extremes of everything together, sums without NaN, the trace

cdef object fast_aminmax(Spec spec, PyObject **values):
    """values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray least, most
    cdef int item = ITEMSIZE[t.dt]
    if <object>values[1] is not None or <object>values[2] is not False or not is_simple(t) or cnp.PyArray_NDIM(t.a) == 0:
        return None
    least, most = empty_array(0, NULL, t.dt), empty_array(0, NULL, t.dt)
    memcpy(cnp.PyArray_DATA(least), <char *>cnp.PyArray_DATA(t.a) + extreme_place(t, False) * item, item)
    memcpy(cnp.PyArray_DATA(most), <char *>cnp.PyArray_DATA(t.a) + extreme_place(t, True) * item, item)
    return finished_all(spec, values, [new_tensor(least, t.dt), new_tensor(most, t.dt)])


cdef Spec sum_dim_spec = None


cdef object fast_nansum(Spec spec, PyObject **values):
    """values: self, dim, keepdim, dtype. NaN is made zero block by block; or in an array that lies as the tensor does, and the rest is a sum."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *given[4]
    cdef Loop loop
    cdef Geometry g
    cdef cnp.ndarray kept
    cdef int grad_was = mode_grad
    global mode_grad, sum_dim_spec
    if <object>values[3] is not None or t.lazy or cnp.PyArray_NDIM(t.a) == 0 or type(<object>values[2]) is not bool:
        return None
    answer = sum_run_of_dims(spec, values, False, True) if CATEGORY[t.dt] == 2 else None
    if answer is not None or t.dt != DT_F32 and t.dt != DT_F64:
        return answer
    if cnp.PyArray_SIZE(t.a) == 0 or not cnp.PyArray_IS_C_CONTIGUOUS(t.a) and not cnp.PyArray_IS_F_CONTIGUOUS(t.a):
        return None
    take_shape(&g, t.a)
    g.nop = 2
    set_strides(&g, 0, t.a)
    kept = allocate(&g, 1, TYPENUM[t.dt], cnp.PyArray_IS_C_CONTIGUOUS(t.a))
    set_strides(&g, 1, kept)
    loop.function, loop.data = <loopfunc>find_bit_loop(b"missing_to_zero", t.dt == DT_F64), NULL
    run_geometry(&g, &loop, NULL)
    if sum_dim_spec is None:
        sum_dim_spec = <Spec>spec_of_key("sum.dim_IntList")
    made = new_tensor(kept, t.dt)
    given[0], given[1], given[2], given[3] = <PyObject *>made, values[1], values[2], values[3]
    mode_grad = 0
    try:
        answer = run_spec(sum_dim_spec, given)
    finally:
        mode_grad = grad_was
    return finished(spec, values, (<TensorBase>answer).a, t.dt)


cdef object fast_trace(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n, step
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    cdef double total = 0
    cdef uint64_t whole = 0
    cdef cnp.ndarray out
    if t.dt != DT_F32 and t.dt != DT_F64 and t.dt != DT_I64 or t.lazy or cnp.PyArray_NDIM(t.a) != 2 or not cnp.PyArray_ISBEHAVED_RO(t.a):
        return None
    n, step = min(cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1)), cnp.PyArray_STRIDE(t.a, 0) + cnp.PyArray_STRIDE(t.a, 1)
    out = empty_array(0, NULL, t.dt)
    for i in range(n):
        if t.dt == DT_F32:
            total += (<float *>(p + i * step))[0]
        elif t.dt == DT_F64:
            total += (<double *>(p + i * step))[0]
        else:
            whole += (<uint64_t *>(p + i * step))[0]
    if t.dt == DT_F32:
        (<float *>cnp.PyArray_DATA(out))[0] = <float>total
    elif t.dt == DT_F64:
        (<double *>cnp.PyArray_DATA(out))[0] = total
    else:
        (<uint64_t *>cnp.PyArray_DATA(out))[0] = whole
    return finished(spec, values, out, t.dt)


# Order statistics, of numbers in row-major order

cdef number ranked(number *p, cnp.npy_intp n, cnp.npy_intp k) noexcept nogil:
    """The element of rank `k` (from 0) of numbers without NaN, which change places."""
    cdef cnp.npy_intp low = 0, high = n - 1, i, j
    cdef number pivot
    while low < high:
        pivot = p[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while p[i] < pivot:
                i += 1
            while pivot < p[j]:
                j -= 1
            if i <= j:
                p[i], p[j] = p[j], p[i]
                i += 1
                j -= 1
        if k <= j:
            high = j
        elif k >= i:
            low = i
        else:
            break
    return p[k]


cdef bint has_missing(const number *p, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    cdef int missing = 0
    for i in range(n):
        missing |= p[i] != p[i]
    return missing


cdef bint pick_ranks(const number *p, number *out, int64_t *where, number *work, cnp.npy_intp *sizes, cnp.npy_intp k, bint single) noexcept nogil:
    """Elements of rank `k` along a dimension and where a stable sort finds them; False where one is not alone and that is asked for (`single`)."""
    cdef cnp.npy_intp b, i, j, inner = sizes[2], n = sizes[1], below, equal, at
    cdef number found
    for b in range(sizes[0]):
        for j in range(inner):
            for i in range(n):
                work[i] = p[i * inner + j]
            found = ranked(work, n, k)
            below = equal = 0
            for i in range(n):
                below += p[i * inner + j] < found
                equal += p[i * inner + j] == found
            if single and equal != 1:
                return False
            below, at = k - below, 0
            for i in range(n):
                if p[i * inner + j] == found:
                    at = i
                    if below == 0:
                        break
                    below -= 1
            out[b * inner + j] = p[at * inner + j]
            where[b * inner + j] = at
        p += n * inner
    return True


cdef object ranks_along(Spec spec, PyObject **values, object k, object dim, object keep, bint single):
    """Values and indices of rank `k` (None: the lower median) along a dimension."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef cnp.npy_intp rank
    cdef cnp.ndarray x, out, where
    cdef void *work
    cdef void *p
    cdef bint done
    cdef PyThreadState *state
    if t.dt != DT_F32 and t.dt != DT_F64 and t.dt != DT_I64 or t.lazy or not cnp.PyArray_ISBEHAVED_RO(t.a) or cnp.PyArray_SIZE(t.a) == 0:
        return None
    if type(dim) is not int or type(keep) is not bool or cnp.PyArray_NDIM(t.a) == 0 or not one_dimension(t, dim, keep, sizes, shape, &nd):
        return None
    x = in_row_major_order(t)
    p = cnp.PyArray_DATA(x)
    if t.dt == DT_F32 and has_missing[float](<float *>p, cnp.PyArray_SIZE(x)) or t.dt == DT_F64 and has_missing[double](<double *>p, cnp.PyArray_SIZE(x)):
        return None
    if k is None:
        rank = (sizes[1] - 1) // 2
    elif type(k) is int and 0 < k <= sizes[1]:
        rank = k - 1
    else:
        return None
    out, where = empty_array(nd, shape, t.dt), empty_array(nd, shape, DT_I64)
    work = malloc(sizes[1] * 8)
    if work == NULL:
        return None
    state = let_go(cnp.PyArray_SIZE(t.a))
    if t.dt == DT_F32:
        done = pick_ranks[float](<float *>p, <float *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), <float *>work, sizes, rank, single)
    elif t.dt == DT_F64:
        done = pick_ranks[double](<double *>p, <double *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), <double *>work, sizes, rank, single)
    else:
        done = pick_ranks[int64_t](<int64_t *>p, <int64_t *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), <int64_t *>work, sizes, rank, single)
    hold(state)
    free(work)
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)]) if done else None


cdef object fast_median_dim(Spec spec, PyObject **values):
    """values: self, dim, keepdim."""
    return ranks_along(spec, values, None, <object>values[1], <object>values[2], False)


cdef object fast_kthvalue(Spec spec, PyObject **values):
    """values: self, k, dim, keepdim."""
    return ranks_along(spec, values, <object>values[1], <object>values[2], <object>values[3], True)


cdef object fast_median(Spec spec, PyObject **values):
    """The lower median of everything."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(t.a)
    cdef cnp.ndarray work, out
    if not is_simple(t) or t.dt == DT_I64:
        return None
    work, out = fresh_copy(t.a, t.dt), empty_array(0, NULL, t.dt)
    if t.dt == DT_F32:
        if has_missing[float](<float *>cnp.PyArray_DATA(work), n):
            return None
        (<float *>cnp.PyArray_DATA(out))[0] = ranked[float](<float *>cnp.PyArray_DATA(work), n, (n - 1) // 2)
    else:
        if has_missing[double](<double *>cnp.PyArray_DATA(work), n):
            return None
        (<double *>cnp.PyArray_DATA(out))[0] = ranked[double](<double *>cnp.PyArray_DATA(work), n, (n - 1) // 2)
    return finished(spec, values, out, t.dt)


cdef enum:
    FEW_IN_ROW = 64      # of which each is compared with each
    SORTED_BY_INSERTION = 16      # so many PyTorch sorts stably


cdef bint most_frequent(const number *p, number *out, int64_t *where, cnp.npy_intp *sizes) noexcept nogil:
    """Of equally frequent ones the smallest, and its last place; False where PyTorch's sort decides which of several equal ones is last."""
    cdef cnp.npy_intp b, i, j, k, inner = sizes[2], n = sizes[1], count, most, at
    for b in range(sizes[0]):
        for j in range(inner):
            most = at = 0
            for i in range(n):
                count = 0
                for k in range(n):
                    count += p[k * inner + j] == p[i * inner + j]
                if count > most or count == most and p[i * inner + j] <= p[at * inner + j]:
                    most, at = count, i
            if most > 1 and n > SORTED_BY_INSERTION:
                return False
            out[b * inner + j] = p[at * inner + j]
            where[b * inner + j] = at
        p += n * inner
    return True


cdef object fast_mode(Spec spec, PyObject **values):
    """values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef bint done
    cdef cnp.ndarray out, where
    if not is_simple(t) or type(<object>values[1]) is not int or type(<object>values[2]) is not bool or cnp.PyArray_NDIM(t.a) == 0:
        return None
    if not one_dimension(t, <object>values[1], <object>values[2], sizes, shape, &nd) or sizes[1] > FEW_IN_ROW:
        return None
    if t.dt == DT_F32 and has_missing[float](<float *>cnp.PyArray_DATA(t.a), cnp.PyArray_SIZE(t.a)):
        return None
    if t.dt == DT_F64 and has_missing[double](<double *>cnp.PyArray_DATA(t.a), cnp.PyArray_SIZE(t.a)):
        return None
    out, where = empty_array(nd, shape, t.dt), empty_array(nd, shape, DT_I64)
    if t.dt == DT_F32:
        done = most_frequent[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes)
    elif t.dt == DT_F64:
        done = most_frequent[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes)
    else:
        done = most_frequent[int64_t](<int64_t *>cnp.PyArray_DATA(t.a), <int64_t *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes)
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)]) if done else None


# Running extremes and products

ctypedef unsigned char uchar

ctypedef fused ordered:
    float
    double
    int64_t
    int
    uchar


cdef void run_extremes(const ordered *p, ordered *out, int64_t *where, cnp.npy_intp *sizes, bint largest) noexcept nogil:
    """A tie moves on to the later index, and NaN stays."""
    cdef cnp.npy_intp b, i, inner = sizes[2], n = sizes[1], k, at
    cdef ordered best
    for b in range(sizes[0] if inner == 1 else 0):      # what is the best so far stays in a register
        best, at = p[0], 0
        for i in range(n):
            if p[i] != p[i] or (p[i] >= best if largest else p[i] <= best):
                best, at = p[i], i
            out[i], where[i] = best, at
        p += n
        out += n
        where += n
    for b in range(sizes[0] if inner != 1 else 0):
        for k in range(inner):
            out[k], where[k] = p[k], 0
        for i in range(1, n):
            for k in range(i * inner, (i + 1) * inner):
                if p[k] != p[k] or (p[k] >= out[k - inner] if largest else p[k] <= out[k - inner]):
                    out[k], where[k] = p[k], i
                else:
                    out[k], where[k] = out[k - inner], where[k - inner]
        p += n * inner
        out += n * inner
        where += n * inner


cdef cnp.ndarray in_row_major_order(TensorBase t):
    return t.a if cnp.PyArray_IS_C_CONTIGUOUS(t.a) else fresh_copy(t.a, t.dt)


cdef object running(Spec spec, PyObject **values, bint largest):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.ndarray x, out, where
    if dim < 0 or t.lazy or cnp.PyArray_SIZE(t.a) == 0 or t.dt not in (DT_F32, DT_F64, DT_I64, DT_I32, DT_U8):
        return None
    x = in_row_major_order(t)
    sizes[1] = cnp.PyArray_DIM(x, dim)
    split_sizes(x, dim, &sizes[0], &sizes[2])
    out, where = empty_array(nd, cnp.PyArray_DIMS(x), t.dt), empty_array(nd, cnp.PyArray_DIMS(x), DT_I64)
    if t.dt == DT_F32:
        run_extremes[float](<float *>cnp.PyArray_DATA(x), <float *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes, largest)
    elif t.dt == DT_F64:
        run_extremes[double](<double *>cnp.PyArray_DATA(x), <double *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes, largest)
    elif t.dt == DT_I64:
        run_extremes[int64_t](<int64_t *>cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes, largest)
    elif t.dt == DT_I32:
        run_extremes[int](<int *>cnp.PyArray_DATA(x), <int *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes, largest)
    else:
        run_extremes[uchar](<uchar *>cnp.PyArray_DATA(x), <uchar *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where), sizes, largest)
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])


cdef object fast_cummax(Spec spec, PyObject **values):
    return running(spec, values, True)


cdef object fast_cummin(Spec spec, PyObject **values):
    return running(spec, values, False)


cdef extern from "scan_loops.h" nogil:
    void scan_sum_f4(const float *x, float *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)
    void scan_sum_f8(const double *x, double *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)
    void scan_product_f4(const float *x, float *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)
    void scan_product_f8(const double *x, double *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)
    void scan_product_half(const float *x, float *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)
    void scan_sum_half(const float *x, float *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width)


cdef object scan_along(Spec spec, PyObject **values, bint product):
    """values: self, dim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.ndarray x, out
    if dim < 0 or <object>values[2] is not None or t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or cnp.PyArray_SIZE(t.a) == 0:
        return None
    x = in_row_major_order(t)
    sizes[1] = cnp.PyArray_DIM(x, dim)
    split_sizes(x, dim, &sizes[0], &sizes[2])
    out = empty_array(nd, cnp.PyArray_DIMS(x), t.dt)
    if t.dt == DT_F32:
        (scan_product_f4 if product else scan_sum_f4)(<float *>cnp.PyArray_DATA(x), <float *>cnp.PyArray_DATA(out), sizes[0], sizes[1], sizes[2])
    else:
        (scan_product_f8 if product else scan_sum_f8)(<double *>cnp.PyArray_DATA(x), <double *>cnp.PyArray_DATA(out), sizes[0], sizes[1], sizes[2])
    return finished(spec, values, out, t.dt)


cdef object fast_cumprod(Spec spec, PyObject **values):
    return scan_along(spec, values, True)


cdef object fast_cumsum(Spec spec, PyObject **values):
    """Of small tensors: for others there are threads."""
    return scan_along(spec, values, False) if cnp.PyArray_SIZE((<TensorBase><object>values[0]).a) <= SMALL_KERNEL else None


# Orders reversed

cdef void reverse_places(char *out, const char *p, cnp.npy_intp outer, cnp.npy_intp n, cnp.npy_intp size) noexcept nogil:
    """`n` places of `size` bytes in the other order."""
    cdef cnp.npy_intp b, i
    for b in range(outer):
        if size == 1:
            reverse_1(p, out, n)
        elif size == 2:
            reverse_2(p, out, n)
        elif size == 4:
            reverse_4(p, out, n)
        elif size == 8:
            reverse_8(p, out, n)
        else:
            for i in range(n):
                memcpy(out + i * size, p + (n - 1 - i) * size, size)
        out += n * size
        p += n * size


cdef cnp.ndarray reversed_along(cnp.ndarray source, int dim, int dt):
    cdef cnp.npy_intp outer, inner
    cdef cnp.ndarray out = empty_array(cnp.PyArray_NDIM(source), cnp.PyArray_DIMS(source), dt)
    split_sizes(source, dim, &outer, &inner)
    reverse_places(<char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(source), outer, cnp.PyArray_DIM(source, dim), inner * ITEMSIZE[dt])
    return out


cdef object fast_flip(Spec spec, PyObject **values):
    """values: self, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray source = t.a, out = None
    cdef int nd = cnp.PyArray_NDIM(t.a), dim
    cdef uint64_t seen = 0
    if type(<object>values[1]) is not tuple and type(<object>values[1]) is not list or not lies_dense(t) or not has_plain_strides(t.a):
        return None
    for place in <object>values[1]:
        dim = dim_in(place, nd)
        if dim < 0 or nd > 60 or (seen >> dim) & 1:
            return None
        seen |= <uint64_t>1 << dim
        source = out = reversed_along(source, dim, t.dt)
    return None if out is None else finished(spec, values, out, t.dt)


cdef object fast_rot90(Spec spec, PyObject **values):
    """A quarter turn or three of a plane. values: self, k, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), first, second
    if type(<object>values[2]) is not tuple or len(<tuple>values[2]) != 2 or type(<object>values[1]) is not int or not lies_dense(t) or not has_plain_strides(t.a):
        return None
    first, second = dim_in((<tuple>values[2])[0], nd), dim_in((<tuple>values[2])[1], nd)
    turns = <object>values[1] % 4
    if first < 0 or second < 0 or first == second or nd < 2 or turns % 2 == 0:
        return None
    return finished(spec, values, swapped_dims(reversed_along(t.a, second if turns == 1 else first, t.dt), first, second), t.dt)


quick_way("kernel:moments.var_mean", fast_var_mean)
quick_way("kernel:moments.std_mean", fast_std_mean)
quick_way("kernel:moments.var_mean_dim", fast_var_mean_dim)
quick_way("kernel:moments.std_mean_dim", fast_std_mean_dim)
quick_way("kernel:moments.var_mean_all", fast_var_mean_all)
quick_way("kernel:moments.std_mean_all", fast_std_mean_all)
quick_way("kernel:reductions.aminmax", fast_aminmax)
quick_way("kernel:reductions.nansum", fast_nansum)
quick_way("kernel:shapes.trace", fast_trace)
quick_way("kernel:order_statistics.median_dim", fast_median_dim)
quick_way("kernel:order_statistics.nanmedian_dim", fast_median_dim)
quick_way("kernel:order_statistics.kthvalue", fast_kthvalue)
quick_way("kernel:order_statistics.median_all", fast_median)
quick_way("kernel:order_statistics.nanmedian_all", fast_median)
quick_way("kernel:order_statistics.mode", fast_mode)
quick_way("kernel:scans.cummax", fast_cummax)
quick_way("kernel:scans.cummin", fast_cummin)
quick_way("kernel:scans.cumprod", fast_cumprod)
quick_way("kernel:scans.cumsum", fast_cumsum)
quick_way("kernel:shapes.flip", fast_flip)
quick_way("kernel:shapes.rot90", fast_rot90)
