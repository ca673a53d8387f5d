# The largest and the smallest along dimensions, and whether any or all are true, of small tensors that lie plainly.

cdef extern from "math.h" nogil:
    int sign_bit "signbit"(double x)


cdef bint extremes_of(const number *p, number *out, int64_t *at, cnp.npy_intp *sizes, bint largest) noexcept nogil:
    """The first extreme along a dimension and its place, either of which may not be wanted; the first NaN is one. False where zeros of both signs vie."""
    cdef cnp.npy_intp b, i, j, place, inner = sizes[2], n = sizes[1]
    cdef number x, best
    for b in range(sizes[0]):
        for j in range(inner):
            best, place = p[j], 0
            for i in range(1, n):
                x = p[i * inner + j]
                if x > best if largest else x < best:
                    best, place = x, i
                elif number is not int64_t:
                    if x != x and best == best:
                        best, place = x, i
                    elif out != NULL and x == 0 and best == 0 and sign_bit(x) != sign_bit(best):
                        return False
            if out != NULL:
                out[b * inner + j] = best
            if at != NULL:
                at[b * inner + j] = place
        p += n * inner
    return True


cdef bint find_extremes(TensorBase t, cnp.ndarray out, cnp.ndarray at, cnp.npy_intp *sizes, bint largest) noexcept:
    cdef void *to = NULL if out is None else cnp.PyArray_DATA(out)
    cdef int64_t *places = NULL if at is None else <int64_t *>cnp.PyArray_DATA(at)
    if t.dt == DT_F32:
        return extremes_of[float](<float *>cnp.PyArray_DATA(t.a), <float *>to, places, sizes, largest)
    if t.dt == DT_F64:
        return extremes_of[double](<double *>cnp.PyArray_DATA(t.a), <double *>to, places, sizes, largest)
    return extremes_of[int64_t](<int64_t *>cnp.PyArray_DATA(t.a), <int64_t *>to, places, sizes, largest)


cdef object extreme_with_place(Spec spec, PyObject **values, bint largest):
    """values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef cnp.ndarray out, at
    if not is_simple(t) or type(<object>values[1]) is not int or not one_dimension(t, <object>values[1], <object>values[2] is True, sizes, shape, &nd):
        return None
    out, at = empty_array(nd, shape, t.dt), empty_array(nd, shape, DT_I64)
    if not find_extremes(t, out, at, sizes, largest):
        return None
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(at, DT_I64)])


cdef object fast_max_dim(Spec spec, PyObject **values):
    return extreme_with_place(spec, values, True)


cdef object fast_min_dim(Spec spec, PyObject **values):
    return extreme_with_place(spec, values, False)


cdef object place_along(Spec spec, PyObject **values, bint largest):
    """values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef cnp.ndarray at
    if <object>values[1] is None:
        return extreme(spec, values, largest, True) if <object>values[2] is False else None
    if not is_simple(t) or type(<object>values[1]) is not int or not one_dimension(t, <object>values[1], <object>values[2] is True, sizes, shape, &nd):
        return None
    at = empty_array(nd, shape, DT_I64)
    find_extremes(t, None, at, sizes, largest)
    return new_tensor(at, DT_I64)


cdef object fast_argmax(Spec spec, PyObject **values):
    return place_along(spec, values, True)


cdef object fast_argmin(Spec spec, PyObject **values):
    return place_along(spec, values, False)


cdef bint sizes_around(TensorBase t, object dim, bint keep, cnp.npy_intp *sizes, cnp.npy_intp *shape, int *nd) except -1:
    """Sizes before, at and after dimensions that lie side by side, or all of them for none, and the shape without them; False for others."""
    cdef int d, first = 0, n = cnp.PyArray_NDIM(t.a), last = n - 1
    if n == 0 or n > 64:
        return False
    if type(dim) is not tuple or len(dim):
        first = run_of_dims(dim, n, &last)
        if first < 0:
            return False
    sizes[0] = sizes[1] = sizes[2] = 1
    nd[0] = 0
    for d in range(n):
        sizes[0 if d < first else 1 if d <= last else 2] *= cnp.PyArray_DIM(t.a, d)
        if d < first or d > last or keep:
            shape[nd[0]] = cnp.PyArray_DIM(t.a, d) if d < first or d > last else 1
            nd[0] += 1
    return True


cdef object extreme_over(Spec spec, PyObject **values, bint largest):
    """values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef cnp.ndarray out
    if not is_simple(t) or not sizes_around(t, <object>values[1], <object>values[2] is True, sizes, shape, &nd):
        return None
    out = empty_array(nd, shape, t.dt)
    return finished(spec, values, out, t.dt) if find_extremes(t, out, None, sizes, largest) else None


cdef object fast_amax(Spec spec, PyObject **values):
    return extreme_over(spec, values, True)


cdef object fast_amin(Spec spec, PyObject **values):
    return extreme_over(spec, values, False)


cdef object truth_along(Spec spec, PyObject **values, bint wanted):
    """Whether any bool along dimensions is true (`wanted`), or all are. values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef cnp.npy_intp b, i, j
    cdef int nd
    cdef cnp.ndarray out
    cdef const char *p = <const char *>cnp.PyArray_DATA(t.a)
    cdef char *to
    dim = <object>values[1]
    if t.dt != DT_BOOL or not is_countable(t) or dim is None or type(dim) is tuple and len(dim) == 0:
        return None
    if not sizes_around(t, dim, <object>values[2] is True, sizes, shape, &nd):
        return None
    out = empty_array(nd, shape, DT_BOOL)
    to = <char *>cnp.PyArray_DATA(out)
    memset(to, not wanted, sizes[0] * sizes[2])
    for b in range(sizes[0]):
        for i in range(sizes[1]):
            for j in range(sizes[2]):
                if (p[j] != 0) == wanted:
                    to[j] = wanted
            p += sizes[2]
        to += sizes[2]
    return new_tensor(out, DT_BOOL)


cdef object fast_any_dims(Spec spec, PyObject **values):
    return truth_along(spec, values, True)


cdef object fast_all_dims(Spec spec, PyObject **values):
    return truth_along(spec, values, False)


quick_way("kernel:reductions.max_dim", fast_max_dim)
quick_way("kernel:reductions.min_dim", fast_min_dim)
quick_way("kernel:reductions.argmax", fast_argmax)
quick_way("kernel:reductions.argmin", fast_argmin)
quick_way("kernel:reductions.amax", fast_amax)
quick_way("kernel:reductions.amin", fast_amin)
quick_way("kernel:reductions.any_dims", fast_any_dims)
quick_way("kernel:reductions.all_dims", fast_all_dims)
