# Reductions of small tensors, plain and contiguous, over everything or over one dimension; products of floats of any size.

cdef extern from "product_loops.h":
    void product_rows_f4(const float *x, float *out, Py_ssize_t rows, Py_ssize_t n) nogil
    void product_rows_f8(const double *x, double *out, Py_ssize_t rows, Py_ssize_t n) nogil


cdef struct Product:
    const char *x
    char *out
    Py_ssize_t length
    bint single


cdef void product_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Product *all = <Product *>context
    if all.single:
        product_rows_f4(<const float *>all.x + begin * all.length, <float *>all.out + begin, end - begin, all.length)
    else:
        product_rows_f8(<const double *>all.x + begin * all.length, <double *>all.out + begin, end - begin, all.length)


cdef void products_of_rows(TensorBase t, cnp.ndarray out, Py_ssize_t rows) noexcept:
    """The products of the rows of contiguous floats."""
    cdef Product all
    if rows == 0:
        return
    all.x, all.out, all.length, all.single = <const char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a) // rows, t.dt == DT_F32
    if cnp.PyArray_SIZE(t.a) < RELEASE_GIL_FROM:
        product_part(&all, 0, rows)
    else:
        with nogil:
            fast.parallel_for(product_part, &all, rows, rows * all.length)


cdef object fast_prod(Spec spec, PyObject **values):
    """values: self, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a)
    cdef int64_t i8 = 1
    cdef cnp.ndarray out
    if <object>values[1] is not None or not (is_simple(t) or is_dense_float(t)):
        return None
    out = empty_array(0, NULL, t.dt)
    if t.dt == DT_I64:
        for i in range(n):
            i8 = <int64_t>(<uint64_t>i8 * <uint64_t>(<int64_t *>cnp.PyArray_DATA(t.a))[i])
        (<int64_t *>cnp.PyArray_DATA(out))[0] = i8
    else:
        products_of_rows(t, out, 1)
    return finished(spec, values, out, t.dt)


cdef object fast_prod_dim(Spec spec, PyObject **values):
    """The product over the last dimension. values: self, dim, keepdim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp shape[64]
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef bint keep = <object>values[2] is True
    cdef cnp.ndarray out
    if <object>values[3] is not None or not is_dense_float(t) or nd == 0 or nd > 64 or dim_in(<object>values[1], nd) != nd - 1:
        return None
    for d in range(nd):
        shape[d] = cnp.PyArray_DIM(t.a, d) if d < nd - 1 else 1
    out = empty_array(nd if keep else nd - 1, shape, t.dt)
    products_of_rows(t, out, cnp.PyArray_SIZE(out))
    return finished(spec, values, out, t.dt)


cdef cnp.npy_intp count_true(TensorBase t) noexcept:
    """How many elements of a bool, int64 or float tensor are not zero."""
    cdef cnp.npy_intp i, found = 0, n = cnp.PyArray_SIZE(t.a)
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    if t.dt == DT_BOOL:
        for i in range(n):
            found += p[i] != 0
    elif t.dt == DT_F32:
        for i in range(n):
            found += (<float *>p)[i] != 0
    elif t.dt == DT_F64:
        for i in range(n):
            found += (<double *>p)[i] != 0
    else:
        for i in range(n):
            found += (<int64_t *>p)[i] != 0
    return found


cdef bint is_countable(TensorBase t) noexcept:
    return t.dt == DT_BOOL and lies_dense(t) and cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL or is_simple(t)


cdef object truth(bint value):
    cdef cnp.ndarray out = empty_array(0, NULL, DT_BOOL)
    (<char *>cnp.PyArray_DATA(out))[0] = value
    return new_tensor(out, DT_BOOL)


cdef object fast_any(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    return truth(count_true(t) != 0) if is_countable(t) else None


cdef object fast_all(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    return truth(count_true(t) == cnp.PyArray_SIZE(t.a)) if is_countable(t) else None


cdef TensorBase whole_number(int64_t value):
    cdef cnp.ndarray out = empty_array(0, NULL, DT_I64)
    (<int64_t *>cnp.PyArray_DATA(out))[0] = value
    return new_tensor(out, DT_I64)


cdef object fast_count_nonzero(Spec spec, PyObject **values):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    return whole_number(count_true(t)) if <object>values[1] is None and is_countable(t) else None


cdef TensorBase whole_sum(TensorBase t):
    """The sum of integers or bools that lie one after another; None for others."""
    cdef int64_t total = 0
    if t.dt == DT_BOOL and is_countable(t):
        return whole_number(count_true(t))
    if not sums_integers(t):
        return None
    fast.sum_integer_memory(TYPENUM[t.dt], cnp.PyArray_DATA(t.a), &total, 1, cnp.PyArray_SIZE(t.a), 1)
    return whole_number(total)


# Norms of vectors, variances along a dimension

cdef extern from "math.h" nogil:
    double magnitude "fabs"(double x)


cdef bint one_dimension(TensorBase t, object dim, bint keep, cnp.npy_intp *sizes, cnp.npy_intp *shape, int *nd) except -1:
    """Sizes before, at and after the one dimension that is reduced, or of everything for None, and the result's shape; False for other dimensions."""
    cdef int d, at, n = cnp.PyArray_NDIM(t.a)
    if n > 64:
        return False
    if dim is None or n == 2 and isinstance(dim, (tuple, list)) and len(dim) == 2 and dim_in(dim[0], 2) + dim_in(dim[1], 2) == 1 and dim_in(dim[0], 2) >= 0:
        sizes[0], sizes[1], sizes[2], nd[0] = 1, cnp.PyArray_SIZE(t.a), 1, n if keep else 0
        for d in range(n):
            shape[d] = 1
        return True
    if type(dim) is tuple or type(dim) is list:
        if len(dim) != 1:
            return False
        dim = dim[0]
    at = dim_in(dim, n)
    if at < 0:
        return False
    sizes[1], nd[0] = cnp.PyArray_DIM(t.a, at), 0
    split_sizes(t.a, at, &sizes[0], &sizes[2])
    for d in range(n):
        if d != at or keep:
            shape[nd[0]] = 1 if d == at else cnp.PyArray_DIM(t.a, d)
            nd[0] += 1
    return True


cdef enum:
    SQUARES, MAGNITUDES, SQUARED_DIFFERENCES

cdef struct Summands:
    const char *x
    const char *y
    char *out
    int what
    bint single


cdef void make_summands(const real *x, const real *y, real *out, cnp.npy_intp n, int what) noexcept nogil:
    cdef cnp.npy_intp i
    if what == SQUARED_DIFFERENCES:
        for i in range(n):
            out[i] = (x[i] - y[i]) * (x[i] - y[i])
    elif what == SQUARES:
        for i in range(n):
            out[i] = x[i] * x[i]
    else:
        for i in range(n):
            out[i] = <real>magnitude(x[i])


cdef void summands_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Summands *all = <Summands *>context
    cdef const char *y = all.x if all.y == NULL else all.y
    if all.single:
        make_summands[float](<const float *>all.x + begin, <const float *>y + begin, <float *>all.out + begin, end - begin, all.what)
    else:
        make_summands[double](<const double *>all.x + begin, <const double *>y + begin, <double *>all.out + begin, end - begin, all.what)


cdef cnp.ndarray summands_of(TensorBase x, TensorBase y, int what):
    """What a norm, or a squared error, sums up of contiguous floats: made by the threads that will read it, each a stretch that it then has in its cache."""
    cdef cnp.ndarray out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    cdef Summands all
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(out)
    all.x, all.y = <const char *>cnp.PyArray_DATA(x.a), NULL if y is None else <const char *>cnp.PyArray_DATA(y.a)
    all.out, all.what, all.single = <char *>cnp.PyArray_DATA(out), what, x.dt == DT_F32
    if n < RELEASE_GIL_FROM:
        summands_part(&all, 0, n)
    else:
        with nogil:
            fast.parallel_for(summands_part, &all, n, n)
    return out


cdef void root_numbers(real *p, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        p[i] = <real>square_root(p[i])


cdef void largest_magnitudes(const real *p, real *out, cnp.npy_intp *sizes) noexcept nogil:
    """NaN is the largest."""
    cdef cnp.npy_intp b, i, j
    cdef real v
    for b in range(sizes[0]):
        for j in range(sizes[2]):
            out[j] = <real>magnitude(p[j])
            for i in range(1, sizes[1]):
                v = <real>magnitude(p[i * sizes[2] + j])
                if v > out[j] or v != v:
                    out[j] = v
        p += sizes[1] * sizes[2]
        out += sizes[2]


cdef object fast_vector_norm(Spec spec, PyObject **values):
    """values: self, ord, dim, keepdim, dtype; the root of the sum of squares, the sum of magnitudes, the largest of them."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef double order
    cdef cnp.ndarray summands, out
    if <object>values[4] is not None or not real_number(<object>values[1], &order) or order != 1 and order != 2 and order != INFINITE:
        return None
    if not is_dense_float(t) or cnp.PyArray_NDIM(t.a) == 0:
        return None
    if not one_dimension(t, <object>values[2], <object>values[3] is True, sizes, shape, &nd) or sizes[1] < 2:
        return None
    if order > 2 and cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return None
    out = empty_array(nd, shape, t.dt)
    if order > 2:
        if t.dt == DT_F32:
            largest_magnitudes[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), sizes)
        else:
            largest_magnitudes[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), sizes)
        return finished(spec, values, out, t.dt)
    summands = summands_of(t, None, SQUARES if order == 2 else MAGNITUDES)
    fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(summands), cnp.PyArray_DATA(out), sizes[0], sizes[1], sizes[2])
    if order == 2:
        if t.dt == DT_F32:
            root_numbers[float](<float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
        else:
            root_numbers[double](<double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    return finished(spec, values, out, t.dt)


@cython.cdivision(True)
cdef void variances(const real *p, real *out, cnp.npy_intp *sizes, double correction, bint root) noexcept nogil:
    cdef cnp.npy_intp b, i, j, inner = sizes[2], n = sizes[1]
    cdef double total, square, mean, d
    for b in range(sizes[0]):
        for j in range(inner):
            total = square = 0
            for i in range(n):
                total += p[i * inner + j]
            mean = total / n
            for i in range(n):
                d = p[i * inner + j] - mean
                square += d * d
            square /= n - correction
            out[b * inner + j] = <real>(square_root(square) if root else square)
        p += n * inner


cdef object variance_along(Spec spec, PyObject **values, object correction, bint root):
    """values: self, dim, ..., keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef double c
    cdef cnp.ndarray out
    if not is_simple(t) or t.dt == DT_I64 or type(correction) is not int and type(correction) is not float or cnp.PyArray_NDIM(t.a) == 0:
        return None
    c = correction
    if not one_dimension(t, <object>values[1], <object>values[3] is True, sizes, shape, &nd) or sizes[1] - c <= 0:
        return None
    out = empty_array(nd, shape, t.dt)
    if t.dt == DT_F32:
        variances[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), sizes, c, root)
    else:
        variances[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), sizes, c, root)
    return finished(spec, values, out, t.dt)


cdef object fast_var_dim(Spec spec, PyObject **values):
    return variance_along(spec, values, 1 if <object>values[2] is True else 0, False)


cdef object fast_std_dim(Spec spec, PyObject **values):
    return variance_along(spec, values, 1 if <object>values[2] is True else 0, True)


quick_way("kernel:reductions.prod_all", fast_prod)
quick_way("kernel:reductions.prod_dim", fast_prod_dim)
quick_way("kernel:reductions.any_all", fast_any)
quick_way("kernel:reductions.all_all", fast_all)
quick_way("kernel:reductions.count_nonzero", fast_count_nonzero)
quick_way("kernel:norms.linalg_vector_norm", fast_vector_norm)
quick_way("kernel:moments.var_dim", fast_var_dim)
quick_way("kernel:moments.std_dim", fast_std_dim)
