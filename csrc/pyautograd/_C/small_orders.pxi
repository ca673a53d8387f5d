# Short rows in order: sorting, the k largest, distinct values. By insertion, which keeps the order of equal elements; where PyTorch does not, and there are
# such, the shared function answers.

cdef enum:
    SHORT_ROW = 64
    KEPT_ROW = 16      # up to which the standard library's sort keeps the order of equals


cdef inline bint goes_before(number x, number y, bint descending) noexcept nogil:
    """Whether `x` comes before `y`; NaN is the largest."""
    if number is not int64_t:
        if x != x or y != y:
            return x != x and y == y if descending else y != y and x == x
    return x > y if descending else x < y


cdef bint order_row(const number *p, cnp.npy_intp step, cnp.npy_intp n, int64_t *at, bint descending, cnp.npy_intp judged) noexcept nogil:
    """The places of a row's elements in order. Whether the first `judged` of them are distinct, and from the one that follows."""
    cdef cnp.npy_intp i, k
    cdef number x
    for i in range(n):
        x, k = p[i * step], i
        while k > 0 and goes_before(x, p[at[k - 1] * step], descending):
            at[k] = at[k - 1]
            k -= 1
        at[k] = i
    for i in range(1, judged + 1 if judged < n else n):
        if not goes_before(p[at[i - 1] * step], p[at[i] * step], descending):
            return False
    return True


cdef bint order_rows(TensorBase t, cnp.ndarray out, cnp.ndarray where, cnp.npy_intp *sizes, cnp.npy_intp keep, bint descending, bint kept) noexcept:
    """The first `keep` elements of each row in order, and their places; False where equals must not keep their order (`kept`: they may)."""
    cdef int64_t at[SHORT_ROW]
    cdef int64_t *places = <int64_t *>cnp.PyArray_DATA(where)
    cdef const char *p = <const char *>cnp.PyArray_DATA(t.a)
    cdef char *q = NULL if out is None else <char *>cnp.PyArray_DATA(out)
    cdef cnp.npy_intp b, i, j, n = sizes[1], inner = sizes[2], item = ITEMSIZE[t.dt]
    cdef bint distinct
    for b in range(sizes[0]):
        for j in range(inner):
            if t.dt == DT_F32:
                distinct = order_row[float](<const float *>p + j, inner, n, at, descending, keep)
            elif t.dt == DT_F64:
                distinct = order_row[double](<const double *>p + j, inner, n, at, descending, keep)
            else:
                distinct = order_row[int64_t](<const int64_t *>p + j, inner, n, at, descending, keep)
            if not distinct and not kept:
                return False
            for i in range(keep):
                places[i * inner + j] = at[i]
                if q != NULL:
                    memcpy(q + (i * inner + j) * item, p + (at[i] * inner + j) * item, item)
        p += n * inner * item
        places += keep * inner
        if q != NULL:
            q += keep * inner * item
    return True


cdef object in_order(Spec spec, PyObject **values, object dim, object descending, object stable, bint with_values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int at = dim_in(dim, cnp.PyArray_NDIM(t.a))
    cdef cnp.npy_intp sizes[3]
    cdef cnp.ndarray out = None, where
    if at < 0 or not is_simple(t) or not has_plain_strides(t.a) or type(descending) is not bool or cnp.PyArray_DIM(t.a, at) > SHORT_ROW:
        return None
    sizes[1] = cnp.PyArray_DIM(t.a, at)
    split_sizes(t.a, at, &sizes[0], &sizes[2])
    where = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), DT_I64)
    if with_values:
        out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if not order_rows(t, out, where, sizes, sizes[1], descending, stable is True or sizes[1] <= KEPT_ROW):
        return None
    if not with_values:
        return new_tensor(where, DT_I64)
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])


cdef object fast_sort(Spec spec, PyObject **values):
    """values: self, dim, descending."""
    return in_order(spec, values, <object>values[1], <object>values[2], False, True)


cdef object fast_sort_stable(Spec spec, PyObject **values):
    """values: self, stable, dim, descending."""
    return in_order(spec, values, <object>values[2], <object>values[3], <object>values[1], True)


cdef object fast_argsort(Spec spec, PyObject **values):
    return in_order(spec, values, <object>values[1], <object>values[2], False, False)


cdef object fast_argsort_stable(Spec spec, PyObject **values):
    return in_order(spec, values, <object>values[2], <object>values[3], <object>values[1], False)


cdef object fast_topk(Spec spec, PyObject **values):
    """values: self, k, dim, largest, sorted."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), at = dim_in(<object>values[2], nd)
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out, where
    if at < 0 or nd > 64 or not is_simple(t) or cnp.PyArray_DIM(t.a, at) > SHORT_ROW or type(<object>values[1]) is not int:
        return None
    if type(<object>values[3]) is not bool or <object>values[4] is not True or not 0 < <object>values[1] <= cnp.PyArray_DIM(t.a, at):
        return None
    for d in range(nd):
        shape[d] = cnp.PyArray_DIM(t.a, d)
    shape[at] = <object>values[1]
    sizes[1] = cnp.PyArray_DIM(t.a, at)
    split_sizes(t.a, at, &sizes[0], &sizes[2])
    out, where = empty_array(nd, shape, t.dt), empty_array(nd, shape, DT_I64)
    if not order_rows(t, out, where, sizes, shape[at], <object>values[3], False):
        return None
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])


# Distinct values

cdef bint differs_from(const char *p, cnp.npy_intp i, cnp.npy_intp k, int dt, bint *vague) noexcept nogil:
    """Whether elements i and k differ. `vague`: they are zeros of both signs, either of which may stand for the other."""
    cdef double x, y
    if dt == DT_I64:
        return (<const int64_t *>p)[i] != (<const int64_t *>p)[k]
    if dt == DT_F32:
        x, y = (<const float *>p)[i], (<const float *>p)[k]
    else:
        x, y = (<const double *>p)[i], (<const double *>p)[k]
    if x == 0 and y == 0 and sign_bit(x) != sign_bit(y):
        vague[0] = True
    return x != y


cdef object distinct_values(Spec spec, PyObject **values, TensorBase t, const int64_t *order, bint inverted):
    """Runs of equal elements of `t` taken in an order: their first elements, if `inverted` the run of each element, and their lengths."""
    cdef cnp.npy_intp i, run = -1, n = cnp.PyArray_SIZE(t.a), runs = 0, none = 0, item = ITEMSIZE[t.dt]
    cdef const char *p = <const char *>cnp.PyArray_DATA(t.a)
    cdef bint vague = False
    cdef cnp.ndarray out, inverse, counts
    for i in range(n):
        runs += i == 0 or differs_from(p, order[i - 1], order[i], t.dt, &vague)
    if vague:
        return None
    out, counts = empty_array(1, &runs, t.dt), empty_array(1, &runs, DT_I64)
    inverse = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), DT_I64) if inverted else empty_array(1, &none, DT_I64)
    for i in range(n):
        if i == 0 or differs_from(p, order[i - 1], order[i], t.dt, &vague):
            run += 1
            (<int64_t *>cnp.PyArray_DATA(counts))[run] = 0
            memcpy(<char *>cnp.PyArray_DATA(out) + run * item, p + order[i] * item, item)
        (<int64_t *>cnp.PyArray_DATA(counts))[run] += 1
        if inverted:
            (<int64_t *>cnp.PyArray_DATA(inverse))[order[i]] = run
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(inverse, DT_I64), new_tensor(counts, DT_I64)])


cdef object fast_unique(Spec spec, PyObject **values):
    """values: self, sorted, return_inverse, return_counts."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int64_t order[SHORT_ROW]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(t.a)
    if not is_simple(t) or n > SHORT_ROW:
        return None
    if t.dt == DT_F32:
        order_row[float](<const float *>cnp.PyArray_DATA(t.a), 1, n, order, False, 0)
    elif t.dt == DT_F64:
        order_row[double](<const double *>cnp.PyArray_DATA(t.a), 1, n, order, False, 0)
    else:
        order_row[int64_t](<const int64_t *>cnp.PyArray_DATA(t.a), 1, n, order, False, 0)
    return distinct_values(spec, values, t, order, <object>values[2] is True)


cdef object fast_unique_consecutive(Spec spec, PyObject **values):
    """values: self, return_inverse, return_counts, dim; of a flat row."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int64_t order[SHORT_ROW]
    cdef cnp.npy_intp i
    if not is_simple(t) or <object>values[3] is not None or cnp.PyArray_SIZE(t.a) > SHORT_ROW:
        return None
    for i in range(cnp.PyArray_SIZE(t.a)):
        order[i] = i
    return distinct_values(spec, values, t, order, True)


quick_way("kernel:sorting.sort", fast_sort)
quick_way("kernel:sorting.sort_stable", fast_sort_stable)
quick_way("kernel:sorting.argsort", fast_argsort)
quick_way("kernel:sorting.argsort_stable", fast_argsort_stable)
quick_way("kernel:sorting.topk", fast_topk)
quick_way("kernel:sorting.unique", fast_unique)
quick_way("kernel:sorting.unique_consecutive", fast_unique_consecutive)
