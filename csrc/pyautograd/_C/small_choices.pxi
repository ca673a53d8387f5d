# Numbers drawn around means, classes drawn by probabilities, counts, elements at pairs of indices, signs and angles: of small contiguous
# tensors.

cdef enum:
    MANY_CLASSES = 512


# Samples

cdef void around(real *p, const real *mean, const real *std, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        p[i] *= std[i]
    for i in range(n):
        p[i] += mean[i]


cdef object fast_normal_around(Spec spec, PyObject **values):
    """values: mean, std, generator; both tensors."""
    cdef TensorBase mean, std
    cdef cnp.npy_intp i
    cdef bint fit = True
    cdef cnp.ndarray out
    if not isinstance(<object>values[0], TensorBase) or not isinstance(<object>values[1], TensorBase):
        return None
    mean, std = <TensorBase><object>values[0], <TensorBase><object>values[1]
    if mean.dt != std.dt or not is_dense_float(mean) or not is_dense_float(std) or not same_shape(mean.a, std.a) or not own_stream(<object>values[2]):
        return None
    if cnp.PyArray_SIZE(mean.a) > SMALL_KERNEL or not has_plain_strides(mean.a):
        return None
    for i in range(cnp.PyArray_SIZE(std.a)):
        fit = fit and ((<float *>cnp.PyArray_DATA(std.a))[i] >= 0 if std.dt == DT_F32 else (<double *>cnp.PyArray_DATA(std.a))[i] >= 0)
    if not fit:
        return None
    out = empty_array(cnp.PyArray_NDIM(mean.a), cnp.PyArray_DIMS(mean.a), mean.dt)
    draw_normals(out, mean.dt, 0, 1)
    if mean.dt == DT_F32:
        around[float](<float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA(mean.a), <float *>cnp.PyArray_DATA(std.a), cnp.PyArray_SIZE(out))
    else:
        around[double](<double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(mean.a), <double *>cnp.PyArray_DATA(std.a), cnp.PyArray_SIZE(out))
    return finished(spec, values, out, mean.dt)


cdef int draw_waits(int dt, void *out, cnp.npy_intp n, double rate) except -1:
    """Exponentially distributed numbers."""
    cdef double drawn[DRAWN_AT_ONCE]
    cdef cnp.npy_intp i, some
    cdef char *to = <char *>out
    while n > 0:
        some = min(n, <cnp.npy_intp>DRAWN_AT_ONCE)
        draw_into(1, drawn, some)
        for i in range(some):
            drawn[i] = c_log1p(-drawn[i]) * (-1.0 / rate)
            if dt == DT_F32:
                (<float *>to)[i] = <float>drawn[i]
            else:
                (<double *>to)[i] = drawn[i]
        to += some * ITEMSIZE[dt]
        n -= some
    return 0


cdef bint write_exponential(Spec spec, PyObject **values) except -1:
    """values: self, lambd, generator."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef double rate
    if not is_dense_float(x) or cnp.PyArray_SIZE(x.a) > SMALL_KERNEL or not own_stream(<object>values[2]) or not real_number(<object>values[1], &rate) or not rate > 0:
        return False
    draw_waits(x.dt, cnp.PyArray_DATA(x.a), cnp.PyArray_SIZE(x.a), rate)
    return True


cdef bint are_weights(const real *p, cnp.npy_intp rows, cnp.npy_intp n) noexcept nogil:
    """Whether all numbers are finite, none is negative, and some of each row is positive."""
    cdef cnp.npy_intp b, i
    cdef bint fit = True
    cdef real total
    for b in range(rows):
        total = 0
        for i in range(n):
            fit = fit and 0 <= p[i] <= 3e38
            total += p[i]
        if not total > 0:
            return False
        p += n
    return fit


cdef void largest_places(const real *p, real *e, int64_t *out, cnp.npy_intp rows, cnp.npy_intp n, cnp.npy_intp count) noexcept nogil:
    """The places of the `count` largest quotients of each row, the first of equals first."""
    cdef cnp.npy_intp b, i, k, best
    for b in range(rows):
        for i in range(n):
            e[i] = p[i] / e[i]
        for k in range(count):
            best = -1
            for i in range(n):
                if e[i] >= 0 and (best < 0 or e[i] > e[best]):
                    best = i
            out[k] = max(best, 0)
            e[out[k]] = -1
        p += n
        e += n
        out += count


cdef int look_up_draws(const real *p, cnp.npy_intp rows, cnp.npy_intp n, int64_t *out, cnp.npy_intp count) except -1:
    """Uniform numbers looked up in the cumulated weights of each row."""
    cdef real cumulated[MANY_CLASSES]
    cdef double u[DRAWN_AT_ONCE]
    cdef cnp.npy_intp b, i, k, low, high, middle, some
    for b in range(rows):
        cumulated[0] = p[0]
        for i in range(1, n):
            cumulated[i] = cumulated[i - 1] + p[i]
        for i in range(n):
            cumulated[i] /= cumulated[n - 1] if i < n - 1 else 1
        cumulated[n - 1] = 1
        k = 0
        while k < count:
            some = min(count - k, <cnp.npy_intp>DRAWN_AT_ONCE)
            draw_into(1, u, some)
            for i in range(some):
                low, high = 0, n - 1
                while low < high:
                    middle = (low + high) // 2
                    if cumulated[middle] < u[i]:
                        low = middle + 1
                    else:
                        high = middle
                out[k + i] = low
            k += some
        p += n
        out += count
    return 0


cdef object fast_multinomial(Spec spec, PyObject **values):
    """values: self, num_samples, replacement, generator; one sample of each row, few without replacement, any number of few classes with it."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp rows, n, count
    cdef cnp.ndarray waits, out
    cdef bint replaces
    if nd != 1 and nd != 2 or not is_dense_float(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or type(<object>values[1]) is not int:
        return None
    n = cnp.PyArray_DIM(t.a, nd - 1)
    replaces = <object>values[2] is True and <object>values[1] != 1
    if not 0 < <object>values[1] <= (SMALL_KERNEL if replaces else n) or replaces and n > MANY_CLASSES:
        return None
    rows, count = cnp.PyArray_SIZE(t.a) // n, <object>values[1]
    if count > 32 and not replaces or not own_stream(<object>values[3]):
        return None
    if not (are_weights[float](<float *>cnp.PyArray_DATA(t.a), rows, n) if t.dt == DT_F32 else are_weights[double](<double *>cnp.PyArray_DATA(t.a), rows, n)):
        return None
    if replaces:
        shape[0], shape[nd - 1] = rows, count
        out = empty_array(nd, shape, DT_I64)
        if t.dt == DT_F32:
            look_up_draws[float](<float *>cnp.PyArray_DATA(t.a), rows, n, <int64_t *>cnp.PyArray_DATA(out), count)
        else:
            look_up_draws[double](<double *>cnp.PyArray_DATA(t.a), rows, n, <int64_t *>cnp.PyArray_DATA(out), count)
        return new_tensor(out, DT_I64)
    waits = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
    draw_waits(t.dt, cnp.PyArray_DATA(waits), cnp.PyArray_SIZE(waits), 1)
    shape[0], shape[nd - 1] = rows, count
    out = empty_array(nd, shape, DT_I64)
    if t.dt == DT_F32:
        largest_places[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(waits), <int64_t *>cnp.PyArray_DATA(out), rows, n, count)
    else:
        largest_places[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(waits), <int64_t *>cnp.PyArray_DATA(out), rows, n, count)
    return new_tensor(out, DT_I64)


# Counts and places

cdef object fast_bincount(Spec spec, PyObject **values):
    """values: self, weights, minlength."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n, size
    cdef int64_t largest = -1
    cdef int64_t *p = <int64_t *>cnp.PyArray_DATA(t.a)
    cdef cnp.ndarray out
    if t.dt != DT_I64 or cnp.PyArray_NDIM(t.a) != 1 or not is_simple(t) or <object>values[1] is not None or type(<object>values[2]) is not int:
        return None
    n = cnp.PyArray_SIZE(t.a)
    for i in range(n):
        if not 0 <= p[i] <= SMALL_KERNEL:
            return None
        largest = max(largest, p[i])
    if not 0 <= <object>values[2] <= SMALL_KERNEL:
        return None
    size = max(largest + 1, <int64_t><object>values[2])
    out = empty_array(1, &size, DT_I64)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    for i in range(n):
        (<int64_t *>cnp.PyArray_DATA(out))[p[i]] += 1
    return new_tensor(out, DT_I64)


cdef Spec index_spec = None


cdef cnp.ndarray elements_at(TensorBase t, tuple indices):
    """Elements of a matrix at rows and columns that two tensors of one shape name; None for anything else."""
    cdef TensorBase rows, columns
    cdef cnp.npy_intp i, n, m, width, first, second, item = ITEMSIZE[t.dt]
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if PyTuple_GET_SIZE(indices) != 2 or not is_plain(indices[0]) or not is_plain(indices[1]) or cnp.PyArray_NDIM(t.a) != 2:
        return None
    rows, columns = <TensorBase>indices[0], <TensorBase>indices[1]
    if not is_index(rows) or not is_index(columns) or not same_shape(rows.a, columns.a) or cnp.PyArray_NDIM(rows.a) == 0 or not lies_dense(t) or item != 4 and item != 8:
        return None
    n, m, width = cnp.PyArray_SIZE(rows.a), cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1)
    if not 0 < n <= SMALL_KERNEL:
        return None
    out = empty_array(cnp.PyArray_NDIM(rows.a), cnp.PyArray_DIMS(rows.a), t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    for i in range(n):
        first, second = (<int64_t *>cnp.PyArray_DATA(rows.a))[i], (<int64_t *>cnp.PyArray_DATA(columns.a))[i]
        if not -m <= first < m or not -width <= second < width:
            return None
        first = (first + m if first < 0 else first) * width + (second + width if second < 0 else second)
        if item == 4:
            (<uint32_t *>q)[i] = (<uint32_t *>p)[first]
        else:
            (<uint64_t *>q)[i] = (<uint64_t *>p)[first]
    return out


cdef TensorBase places_listed(list index):
    """The index tensor that a list of integers stands for; None for other lists."""
    cdef cnp.npy_intp i, n = len(index)
    cdef cnp.ndarray out
    for item in index:
        if type(item) is not int or not -0x40000000 < item < 0x40000000:
            return None
    if n == 0:
        return None
    out = empty_array(1, &n, DT_I64)
    for i in range(n):
        (<int64_t *>cnp.PyArray_DATA(out))[i] = index[i]
    return new_tensor(out, DT_I64)


cdef object quick_index(TensorBase t, object index):
    """``t[index]`` for one tensor of indices, or for a pair of them into a matrix; None for anything else."""
    global index_spec
    cdef PyObject *values[3]
    cdef cnp.ndarray out
    cdef list tensors
    if index_spec is None:
        index_spec = spec_named("index")
    if type(index) is list:
        index = places_listed(index)
        if index is None:
            return None
    elif type(index) is tuple:
        index = tuple([places_listed(item) if type(item) is list else item for item in <tuple>index])
    tensors = [index] if type(index) is not tuple else list(<tuple>index)
    values[0], values[1], values[2] = <PyObject *>t, <PyObject *>tensors, <PyObject *>None
    if type(index) is not tuple:
        if (<TensorBase>index).dt != DT_I64 and (<TensorBase>index).dt != DT_BOOL or cnp.PyArray_NDIM((<TensorBase>index).a) == 0:
            return None
        return fast_index(index_spec, values)
    out = elements_at(t, <tuple>index)
    return None if out is None else finished(index_spec, values, out, t.dt)


# Complex numbers

cdef void pairs_of(const real *x, const real *y, real *out, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        out[2 * i], out[2 * i + 1] = x[i], y[i]


cdef object fast_complex(Spec spec, PyObject **values):
    """values: real, imag."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef int dt = DT_C64 if x.dt == DT_F32 else DT_C128
    cdef cnp.ndarray out
    if x.dt != y.dt or not is_dense_float(x) or not is_dense_float(y) or not same_shape(x.a, y.a) or not has_plain_strides(x.a) or not has_plain_strides(y.a):
        return None
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), dt)
    if x.dt == DT_F32:
        pairs_of[float](<float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(x.a))
    else:
        pairs_of[double](<double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(x.a))
    return finished(spec, values, out, dt)


# Gradients of rows at indices

cdef void add_to_rows(const real *grad, const int64_t *at, real *out, cnp.npy_intp count, cnp.npy_intp rows, cnp.npy_intp run) noexcept nogil:
    cdef cnp.npy_intp i, j
    cdef real *to
    for i in range(count):
        to = out + (at[i] + rows if at[i] < 0 else at[i]) * run
        for j in range(run):
            to[j] += grad[j]
        grad += run


cdef object fast_index_backward(Spec spec, PyObject **values):
    """values: grad_output, indices, shape, dims; of rows that one tensor names."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase index
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp i, n, total = 1
    cdef object indices = <object>values[1], shape = <object>values[2]
    cdef cnp.ndarray out
    if <object>values[3] is not None or not isinstance(indices, (tuple, list)) or len(indices) != 1 or not is_plain(indices[0]) or not is_dense_float(grad):
        return None
    index = <TensorBase>indices[0]
    if not isinstance(shape, (tuple, list)) or not 0 < len(shape) <= 64 or not is_index(index) or cnp.PyArray_NDIM(index.a) == 0:
        return None
    for i in range(len(shape)):
        dims[i] = shape[i]
        total *= dims[i]
    n = cnp.PyArray_SIZE(index.a)
    if not 0 < total <= SMALL_KERNEL or not 0 < n <= SMALL_KERNEL or total // dims[0] * n != cnp.PyArray_SIZE(grad.a):
        return None
    for i in range(n):
        if not -dims[0] <= (<int64_t *>cnp.PyArray_DATA(index.a))[i] < dims[0]:
            return None
    out = empty_array(<int>len(shape), dims, grad.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if grad.dt == DT_F32:
        add_to_rows[float](<float *>cnp.PyArray_DATA(grad.a), <int64_t *>cnp.PyArray_DATA(index.a), <float *>cnp.PyArray_DATA(out), n, dims[0], total // dims[0])
    else:
        add_to_rows[double](<double *>cnp.PyArray_DATA(grad.a), <int64_t *>cnp.PyArray_DATA(index.a), <double *>cnp.PyArray_DATA(out), n, dims[0], total // dims[0])
    return finished(spec, values, out, grad.dt)


quick_way("kernel:random.normal_around", fast_normal_around)
quick_way("kernel:random.multinomial", fast_multinomial)
quick_way("kernel:counts.bincount", fast_bincount)
quick_way("kernel:creation.complex_", fast_complex)
quick_way("kernel:indexing.index_backward", fast_index_backward)
quick_write("kernel:random.exponential", write_exponential)
