# What small programs call most, on plain contiguous tensors without a detour through NumPy: joins, extremes, moments, bounds, comparison, constants.

cdef enum:
    SMALL_KERNEL = 8192      # elements up to which these are used where NumPy's vectors would be quicker for more


cdef inline bint is_simple(TensorBase t) noexcept:
    """Float or int64 numbers that lie one after another, not many and not none."""
    return (t.dt == DT_F32 or t.dt == DT_F64 or t.dt == DT_I64) and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and 0 < cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL


# Joins

cdef object joined(Spec spec, PyObject **values, bint stacks_them):
    """``cat`` and ``stack``. values: tensors, dim."""
    cdef object tensors = <object>values[0]
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp outer = 1, run, along = 0, i
    cdef int nd, dim, d, k, count
    cdef TensorBase first, t
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    cdef char *sources[64]
    cdef Py_ssize_t sizes[64]
    cdef Loop loop
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    if type(tensors) is not list and type(tensors) is not tuple or len(tensors) == 0 or not is_plain(tensors[0]):
        return None
    first = <TensorBase>tensors[0]
    nd, count = cnp.PyArray_NDIM(first.a), len(tensors)
    dim = dim_in(<object>values[1], nd + stacks_them)
    if dim < 0 or nd > 62 or nd == 0 and not stacks_them:
        return None
    for item in tensors:
        if not is_plain(item):
            return None
        t = <TensorBase>item
        if t.dt != first.dt or t.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or cnp.PyArray_NDIM(t.a) != nd or cnp.PyArray_SIZE(t.a) == 0:
            return None
        for d in range(nd):
            if (stacks_them or d != dim) and cnp.PyArray_DIM(t.a, d) != cnp.PyArray_DIM(first.a, d):
                return None
        if not stacks_them:
            along += cnp.PyArray_DIM(t.a, dim)
    k = 0
    for d in range(nd + stacks_them):
        if d == dim:
            dims[d] = count if stacks_them else along
            k += not stacks_them
        else:
            dims[d] = cnp.PyArray_DIM(first.a, k)
            k += 1
        if d < dim:
            outer *= dims[d]
    if first.dt == DT_BF16 or first.dt == DT_C32:
        return None
    out = empty_array(nd + stacks_them, dims, first.dt)
    q = <char *>cnp.PyArray_DATA(out)
    run = cnp.PyArray_NBYTES(out) // outer
    # Pieces of one or two elements are written array by array, since a call for each would take longer than the copy.
    if cnp.PyArray_NBYTES(out) >= COPIED_BY_THREADS and count <= 64 and run > 16 * count:
        for k in range(count):
            t = <TensorBase>tensors[k]
            sources[k], sizes[k] = <char *>cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a) // outer
        fast.join_memory(q, sources, sizes, count, run, cnp.PyArray_NBYTES(out))
        return finished(spec, values, out, first.dt)
    for item in tensors:
        t = <TensorBase>item
        p = <char *>cnp.PyArray_DATA(t.a)
        along = cnp.PyArray_NBYTES(t.a) // outer
        loop.function, loop.data = <loopfunc>copy_loop_for(along), NULL
        if loop.function != NULL:
            args[0], args[1], steps[0], steps[1] = p, q, along, run
            if outer >= RELEASE_GIL_FROM:
                with nogil:
                    run_stretches(&loop, 2, args, steps, outer)
            else:
                loop.function(args, &outer, steps, NULL)
        else:
            for i in range(outer):
                memcpy(q + i * run, p + i * along, along)
        q += along
    return finished(spec, values, out, first.dt)


cdef object fast_cat(Spec spec, PyObject **values):
    return joined(spec, values, False)


cdef object fast_stack(Spec spec, PyObject **values):
    return joined(spec, values, True)


# Extremes of everything

cdef extern from "extremes.h":
    Py_ssize_t extreme_place_f4(const float *x, Py_ssize_t n, int largest)
    Py_ssize_t extreme_place_f8(const double *x, Py_ssize_t n, int largest)
    Py_ssize_t extreme_place_i8(const int64_t *x, Py_ssize_t n, int largest)


cdef cnp.npy_intp extreme_place(TensorBase t, bint largest) noexcept:
    """Where the first extreme element is: NaN is one."""
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(t.a)
    if t.dt == DT_F32:
        return extreme_place_f4(<const float *>cnp.PyArray_DATA(t.a), n, largest)
    if t.dt == DT_F64:
        return extreme_place_f8(<const double *>cnp.PyArray_DATA(t.a), n, largest)
    return extreme_place_i8(<const int64_t *>cnp.PyArray_DATA(t.a), n, largest)


cdef object extreme(Spec spec, PyObject **values, bint largest, bint place):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp at
    cdef cnp.ndarray out
    if not is_simple(t):
        return None
    at = extreme_place(t, largest)
    if place:
        out = empty_array(0, NULL, DT_I64)
        (<int64_t *>cnp.PyArray_DATA(out))[0] = at
        return new_tensor(out, DT_I64)
    out = empty_array(0, NULL, t.dt)
    memcpy(cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(t.a) + at * ITEMSIZE[t.dt], ITEMSIZE[t.dt])
    return finished(spec, values, out, t.dt)


cdef object fast_max(Spec spec, PyObject **values):
    return extreme(spec, values, True, False)


cdef object fast_min(Spec spec, PyObject **values):
    return extreme(spec, values, False, False)


# Variance of everything

cdef object variance(Spec spec, PyObject **values, object correction, bint root):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a)
    cdef double total = 0, square = 0, mean, d, c
    cdef cnp.ndarray out
    if not is_simple(t) or t.dt == DT_I64 or type(correction) is not int and type(correction) is not float:
        return None
    c = correction
    if n - c <= 0:
        return None
    if t.dt == DT_F32:
        for i in range(n):
            total += (<float *>cnp.PyArray_DATA(t.a))[i]
        mean = total / n
        for i in range(n):
            d = (<float *>cnp.PyArray_DATA(t.a))[i] - mean
            square += d * d
    else:
        for i in range(n):
            total += (<double *>cnp.PyArray_DATA(t.a))[i]
        mean = total / n
        for i in range(n):
            d = (<double *>cnp.PyArray_DATA(t.a))[i] - mean
            square += d * d
    square = square / (n - c)
    out = empty_array(0, NULL, t.dt)
    if root:
        square = square_root(square)
    if t.dt == DT_F32:
        (<float *>cnp.PyArray_DATA(out))[0] = <float>square
    else:
        (<double *>cnp.PyArray_DATA(out))[0] = square
    return finished(spec, values, out, t.dt)


cdef extern from "math.h" nogil:
    double square_root "sqrt"(double x)
    double INFINITE "INFINITY"


cdef object fast_var_all(Spec spec, PyObject **values):
    return variance(spec, values, 1 if <object>values[1] is True else 0, False)


cdef object fast_std_all(Spec spec, PyObject **values):
    return variance(spec, values, 1 if <object>values[1] is True else 0, True)


cdef object fast_var(Spec spec, PyObject **values):
    """values: self, dim, correction, keepdim."""
    correction = 1 if <object>values[2] is None else <object>values[2]
    if <object>values[1] is not None or <object>values[3] is not False:
        return variance_along(spec, values, correction, False)
    return variance(spec, values, correction, False)


cdef object fast_std(Spec spec, PyObject **values):
    correction = 1 if <object>values[2] is None else <object>values[2]
    if <object>values[1] is not None or <object>values[3] is not False:
        return variance_along(spec, values, correction, True)
    return variance(spec, values, correction, True)


# Bounds, products of vectors, equality

cdef object fast_clamp(Spec spec, PyObject **values):
    """values: self, min, max."""
    return clamped(spec, values, <object>values[1], <object>values[2])


cdef extern from "zero_loops.h":
    void clamp_f4(const float *x, float *out, Py_ssize_t n, float low, float high) nogil
    void clamp_f8(const double *x, double *out, Py_ssize_t n, double low, double high) nogil
    void clamp_u1(const unsigned char *x, unsigned char *out, Py_ssize_t n, unsigned char low, unsigned char high) nogil
    void clamp_i4(const int *x, int *out, Py_ssize_t n, int low, int high) nogil
    void clamp_i8(const int64_t *x, int64_t *out, Py_ssize_t n, int64_t low, int64_t high) nogil


cdef struct Clamp:
    const char *x
    char *out
    Py_ssize_t size
    double low, high
    int64_t least, most      # of integers
    int dt

cdef enum:
    CLAMP_UNIT = 4096


cdef void clamp_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Clamp *all = <Clamp *>context
    cdef Py_ssize_t start = begin * CLAMP_UNIT, count = min(end * CLAMP_UNIT, all.size) - start
    if all.dt == DT_U8:
        clamp_u1(<const unsigned char *>all.x + start, <unsigned char *>all.out + start, count, <unsigned char>all.least, <unsigned char>all.most)
    elif all.dt == DT_I32:
        clamp_i4(<const int *>all.x + start, <int *>all.out + start, count, <int>all.least, <int>all.most)
    elif all.dt == DT_I64:
        clamp_i8(<const int64_t *>all.x + start, <int64_t *>all.out + start, count, all.least, all.most)
    elif all.dt == DT_F32:
        clamp_f4(<const float *>all.x + start, <float *>all.out + start, count, <float>all.low, <float>all.high)
    else:
        clamp_f8(<const double *>all.x + start, <double *>all.out + start, count, all.low, all.high)


from libc.stdint cimport INT64_MAX, INT64_MIN


cdef bint integer_bounds(Clamp *all, object least, object most) noexcept:
    """Bounds that are numbers of the type, or none; False where they are not."""
    cdef int64_t low = 0 if all.dt == DT_U8 else -0x80000000 if all.dt == DT_I32 else INT64_MIN
    cdef int64_t high = 255 if all.dt == DT_U8 else 0x7FFFFFFF if all.dt == DT_I32 else INT64_MAX
    if least is not None and (type(least) is not int or not low <= least <= high) or most is not None and (type(most) is not int or not low <= most <= high):
        return False
    all.least, all.most = low if least is None else least, high if most is None else most
    return True


cdef inline double limit_of(int dt) noexcept:
    """Numbers up to here are certain to be finite in float32 or float64."""
    return 3e38 if dt == DT_F32 else 1e300


cdef object clamped(Spec spec, PyObject **values, object least, object most):
    """The first argument between numbers, or None."""
    cdef TensorBase t
    cdef Clamp all
    cdef cnp.ndarray out
    if not isinstance(<object>values[0], TensorBase) or least is None and most is None:
        return None
    if isinstance(least, TensorBase) or isinstance(most, TensorBase):
        return clamped_by(spec, values, least, most)
    t = <TensorBase><object>values[0]
    if t.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return None
    all.low, all.high, all.dt = -INFINITE, INFINITE, t.dt
    if t.dt == DT_U8 or t.dt == DT_I32 or t.dt == DT_I64:
        if not integer_bounds(&all, least, most):
            return None
        least = most = None
    elif t.dt != DT_F32 and t.dt != DT_F64:
        return None
    if least is not None:
        if type(least) is not int and type(least) is not float or not -limit_of(t.dt) < least < limit_of(t.dt):
            return None
        all.low = least
    if most is not None:
        if type(most) is not int and type(most) is not float or not -limit_of(t.dt) < most < limit_of(t.dt):
            return None
        all.high = most
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    all.x, all.out, all.size = <const char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a)
    if all.size <= SMALL_KERNEL:
        clamp_part(&all, 0, (all.size + CLAMP_UNIT - 1) // CLAMP_UNIT)
    else:
        with nogil:
            fast.parallel_for(clamp_part, &all, (all.size + CLAMP_UNIT - 1) // CLAMP_UNIT, all.size)
    return finished(spec, values, out, t.dt)


cdef object fast_dot(Spec spec, PyObject **values):
    """``dot`` of two short vectors."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef Py_ssize_t n = cnp.PyArray_SIZE(x.a)
    cdef cnp.ndarray out
    if x.dt != y.dt or x.dt == DT_I64 or not is_simple(x) or not is_simple(y) or cnp.PyArray_NDIM(x.a) != 1 or not same_shape(x.a, y.a) or n < 2 or n > 2048:
        return None
    out = empty_array(0, NULL, x.dt)
    if x.dt == DT_F32:
        small_product_f4(<float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(out), 1, n, 1, n, 1, 1, n)
    else:
        small_product_f8(<double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(out), 1, n, 1, n, 1, 1, n)
    return finished(spec, values, out, x.dt)


cdef object fast_equal(Spec spec, PyObject **values):
    """``equal`` of two tensors of one dtype: a bool."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef cnp.npy_intp i, n
    cdef int differ = 0
    if x.dt != y.dt or not is_simple(x) or not is_simple(y) or mode_duals:
        return None
    if not same_shape(x.a, y.a):
        return False
    n = cnp.PyArray_SIZE(x.a)
    if x.dt == DT_F32:
        for i in range(n):
            differ |= (<float *>cnp.PyArray_DATA(x.a))[i] != (<float *>cnp.PyArray_DATA(y.a))[i]
    elif x.dt == DT_F64:
        for i in range(n):
            differ |= (<double *>cnp.PyArray_DATA(x.a))[i] != (<double *>cnp.PyArray_DATA(y.a))[i]
    else:
        for i in range(n):
            differ |= (<int64_t *>cnp.PyArray_DATA(x.a))[i] != (<int64_t *>cnp.PyArray_DATA(y.a))[i]
    return not differ


# Constants

quick_way("kernel:shapes.cat", fast_cat)
quick_way("kernel:shapes.stack", fast_stack)
quick_way("kernel:reductions.max_all", fast_max)
quick_way("kernel:reductions.min_all", fast_min)
quick_way("kernel:moments.var_all", fast_var_all)
quick_way("kernel:moments.std_all", fast_std_all)
quick_way("kernel:moments.var", fast_var)
quick_way("kernel:moments.std", fast_std)
quick_way("kernel:elementwise.clamp", fast_clamp)
quick_way("kernel:products.dot", fast_dot)
quick_way("composite:elementwise.equal", fast_equal)
