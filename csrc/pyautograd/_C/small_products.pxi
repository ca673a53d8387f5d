# Products of batches of matrices and of matrices and vectors, batch normalisation and losses of few numbers.

# Products

cdef bint multiplies(cnp.ndarray a, int dt) noexcept:
    return (dt == DT_F32 or dt == DT_F64) and cnp.PyArray_SIZE(a) > 0 and cnp.PyArray_ISBEHAVED_RO(a)


cdef cnp.ndarray batch_product(TensorBase x, TensorBase y):
    """The products of two batches of float matrices in new memory; None where this is not for them."""
    cdef Loop *loop
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef cnp.npy_intp shape[3]
    cdef char *data[3]
    cdef cnp.npy_intp i
    cdef Py_ssize_t item = ITEMSIZE[x.dt], xr, xc, yr, yc
    cdef cnp.ndarray out
    if x.dt != y.dt or cnp.PyArray_NDIM(x.a) != 3 or cnp.PyArray_NDIM(y.a) != 3 or x.lazy or y.lazy or not multiplies(x.a, x.dt) or not multiplies(y.a, y.dt):
        return None
    if cnp.PyArray_DIM(x.a, 0) != cnp.PyArray_DIM(y.a, 0) or cnp.PyArray_DIM(x.a, 2) != cnp.PyArray_DIM(y.a, 1):
        return None
    shape[0], shape[1], shape[2] = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(x.a, 1), cnp.PyArray_DIM(y.a, 2)
    dims[0], dims[1], dims[2], dims[3] = shape[0], shape[1], cnp.PyArray_DIM(x.a, 2), shape[2]
    xr, xc, yr, yc = cnp.PyArray_STRIDE(x.a, 1), cnp.PyArray_STRIDE(x.a, 2), cnp.PyArray_STRIDE(y.a, 1), cnp.PyArray_STRIDE(y.a, 2)
    loop = &MATMUL_LOOPS[x.dt]
    if loop.found == 0:
        find_ufunc_loop(np.matmul, 2, TYPENUM[x.dt], TYPENUM[x.dt], loop)
    if loop.found < 0:
        return None
    out = empty_array(3, shape, x.dt)
    data[0], data[1], data[2] = <char *>cnp.PyArray_DATA(x.a), <char *>cnp.PyArray_DATA(y.a), <char *>cnp.PyArray_DATA(out)
    steps[0], steps[1], steps[2] = cnp.PyArray_STRIDE(x.a, 0), cnp.PyArray_STRIDE(y.a, 0), cnp.PyArray_STRIDE(out, 0)
    if is_small_product(dims[1], dims[2], dims[3]) and not (xr | xc | yr | yc) & (item - 1):
        for i in range(dims[0]):
            if x.dt == DT_F32:
                small_product_f4(<float *>data[0], <float *>data[1], <float *>data[2], dims[1], dims[2], dims[3], xr >> 2, xc >> 2, yr >> 2, yc >> 2)
            else:
                small_product_f8(<double *>data[0], <double *>data[1], <double *>data[2], dims[1], dims[2], dims[3], xr >> 3, xc >> 3, yr >> 3, yc >> 3)
            data[0] += steps[0]
            data[1] += steps[1]
            data[2] += steps[2]
        return out
    steps[3], steps[4], steps[5], steps[6] = xr, xc, yr, yc
    steps[7], steps[8] = cnp.PyArray_STRIDE(out, 1), cnp.PyArray_STRIDE(out, 2)
    multiply(loop, data, dims, steps)
    return out


cdef object fast_bmm(Spec spec, PyObject **values):
    """values: self, mat2."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.ndarray out = batch_product(x, <TensorBase><object>values[1])
    return None if out is None else finished(spec, values, out, x.dt)


cdef void add_numbers(const real *p, real *out, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        out[i] += p[i]


cdef bint add_to_product(TensorBase added, cnp.ndarray out, object beta, object alpha) noexcept:
    """``added + out`` in the memory of `out`, for factors of one and the same shape; False otherwise."""
    if not is_one(beta) or not is_one(alpha) or not is_dense_float(added) or not same_shape(added.a, out) or cnp.PyArray_TYPE(added.a) != cnp.PyArray_TYPE(out):
        return False
    if added.dt == DT_F32:
        add_numbers[float](<float *>cnp.PyArray_DATA(added.a), <float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    else:
        add_numbers[double](<double *>cnp.PyArray_DATA(added.a), <double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    return True


cdef object fast_baddbmm(Spec spec, PyObject **values):
    """values: self, batch1, batch2, beta, alpha."""
    cdef TensorBase added = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if not is_one(<object>values[3]) or not is_one(<object>values[4]) or not is_dense_float(added) or added.dt != (<TensorBase><object>values[1]).dt:
        return None
    out = batch_product(<TensorBase><object>values[1], <TensorBase><object>values[2])
    if out is None or not add_to_product(added, out, <object>values[3], <object>values[4]):
        return None
    return finished(spec, values, out, added.dt)


cdef cnp.ndarray vector_product(TensorBase x, TensorBase v):
    """A float matrix times a vector, in new memory; None where this is not for them."""
    cdef Loop *loop
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef char *data[3]
    cdef Py_ssize_t item = ITEMSIZE[x.dt], xr, xc, step
    cdef cnp.ndarray out
    if x.dt != v.dt or cnp.PyArray_NDIM(x.a) != 2 or cnp.PyArray_NDIM(v.a) != 1 or x.lazy or v.lazy or not multiplies(x.a, x.dt) or not multiplies(v.a, v.dt):
        return None
    if cnp.PyArray_DIM(x.a, 1) != cnp.PyArray_DIM(v.a, 0):
        return None
    dims[0], dims[1], dims[2], dims[3] = 1, cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(x.a, 1), 1
    xr, xc, step = cnp.PyArray_STRIDE(x.a, 0), cnp.PyArray_STRIDE(x.a, 1), cnp.PyArray_STRIDE(v.a, 0)
    loop = &MATMUL_LOOPS[x.dt]
    if loop.found == 0:
        find_ufunc_loop(np.matmul, 2, TYPENUM[x.dt], TYPENUM[x.dt], loop)
    if loop.found < 0:
        return None
    out = empty_array(1, &dims[1], x.dt)
    data[0], data[1], data[2] = <char *>cnp.PyArray_DATA(x.a), <char *>cnp.PyArray_DATA(v.a), <char *>cnp.PyArray_DATA(out)
    if is_small_product(dims[1], dims[2], 1) and not (xr | xc | step) & (item - 1):
        if x.dt == DT_F32:
            small_product_f4(<float *>data[0], <float *>data[1], <float *>data[2], dims[1], dims[2], 1, xr >> 2, xc >> 2, step >> 2, 1)
        else:
            small_product_f8(<double *>data[0], <double *>data[1], <double *>data[2], dims[1], dims[2], 1, xr >> 3, xc >> 3, step >> 3, 1)
        return out
    steps[0] = steps[1] = steps[2] = 0
    steps[3], steps[4], steps[5], steps[6], steps[7], steps[8] = xr, xc, step, item, item, item
    multiply(loop, data, dims, steps)
    return out


cdef object fast_mv(Spec spec, PyObject **values):
    """values: self, vec."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.ndarray out = vector_product(x, <TensorBase><object>values[1])
    return None if out is None else finished(spec, values, out, x.dt)


cdef object fast_addmv(Spec spec, PyObject **values):
    """values: self, mat, vec, beta, alpha."""
    cdef TensorBase added = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if not is_one(<object>values[3]) or not is_one(<object>values[4]) or not is_dense_float(added) or added.dt != (<TensorBase><object>values[1]).dt:
        return None
    out = vector_product(<TensorBase><object>values[1], <TensorBase><object>values[2])
    if out is None or not add_to_product(added, out, <object>values[3], <object>values[4]):
        return None
    return finished(spec, values, out, added.dt)


cdef void multiply_sides(const real *x, const real *y, real *out, cnp.npy_intp rows, cnp.npy_intp columns) noexcept nogil:
    cdef cnp.npy_intp i, j
    for i in range(rows):
        for j in range(columns):
            out[j] = x[i] * y[j]
        out += columns


cdef object fast_addr(Spec spec, PyObject **values):
    """values: self, vec1, vec2, beta, alpha."""
    cdef TensorBase added = <TensorBase><object>values[0]
    cdef TensorBase x = <TensorBase><object>values[1]
    cdef TensorBase y = <TensorBase><object>values[2]
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray out
    if added.dt != x.dt or x.dt != y.dt or not is_dense_float(added) or not is_dense_float(x) or not is_dense_float(y) or cnp.PyArray_NDIM(added.a) != 2:
        return None
    if cnp.PyArray_NDIM(x.a) != 1 or cnp.PyArray_NDIM(y.a) != 1 or not has_plain_strides(added.a):
        return None
    shape[0], shape[1] = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(y.a, 0)
    if cnp.PyArray_DIM(added.a, 0) != shape[0] or cnp.PyArray_DIM(added.a, 1) != shape[1]:
        return None
    out = empty_array(2, shape, x.dt)
    if x.dt == DT_F32:
        multiply_sides[float](<float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(out), shape[0], shape[1])
    else:
        multiply_sides[double](<double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(out), shape[0], shape[1])
    return finished(spec, values, out, x.dt) if add_to_product(added, out, <object>values[3], <object>values[4]) else None


# Batch normalisation

cdef void normalise_channels(const real *x, const real *weight, const real *bias, real *running_mean, real *running_var, real *out, real *means, real *scales,
                             cnp.npy_intp samples, cnp.npy_intp channels, cnp.npy_intp each, bint training, double momentum, double eps) noexcept nogil:
    cdef cnp.npy_intp c, n, i, count = samples * each
    cdef double total, square, mean, variance, d
    cdef real scale, shift, middle
    cdef const real *p
    cdef real *q
    for c in range(channels):
        if training:
            total = square = 0
            for n in range(samples):
                p = x + (n * channels + c) * each
                for i in range(each):
                    total += p[i]
            mean = total / count
            for n in range(samples):
                p = x + (n * channels + c) * each
                for i in range(each):
                    d = p[i] - mean
                    square += d * d
            variance = square / count
            if running_mean != NULL:
                running_mean[c] = <real>((1 - momentum) * running_mean[c] + momentum * mean)
            if running_var != NULL:
                running_var[c] = <real>((1 - momentum) * running_var[c] + momentum * (square / (count - 1)))
        else:
            mean, variance = running_mean[c], running_var[c]
        means[c], scales[c] = <real>mean, <real>(1 / square_root(variance + eps))
        middle, scale, shift = means[c], scales[c] * weight[c] if weight != NULL else scales[c], bias[c] if bias != NULL else 0
        for n in range(samples):
            p, q = x + (n * channels + c) * each, out + (n * channels + c) * each
            for i in range(each):
                q[i] = (p[i] - middle) * scale + shift


cdef bint for_channels(object parameter, int dt, cnp.npy_intp channels) noexcept:
    """Whether an optional parameter is None, or has a number for each channel."""
    if parameter is None:
        return True
    return (<TensorBase>parameter).dt == dt and is_dense_float(<TensorBase>parameter) and cnp.PyArray_SIZE((<TensorBase>parameter).a) == channels


cdef object fast_batch_norm(Spec spec, PyObject **values):
    """values: self, weight, bias, running_mean, running_var, training, momentum, eps."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.npy_intp samples, channels, each
    cdef int nd = cnp.PyArray_NDIM(x.a), i
    cdef double momentum, eps
    cdef cnp.ndarray out, means, scales
    cdef bint training = <object>values[5] is True
    if nd < 2 or cnp.PyArray_SIZE(x.a) > SMALL_KERNEL or not is_dense_float(x) or not has_plain_strides(x.a):
        return None
    samples, channels = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(x.a, 1)
    each = cnp.PyArray_SIZE(x.a) // (samples * channels)
    for i in range(1, 5):
        if not for_channels(<object>values[i], x.dt, channels):
            return None
    if not training and (<object>values[3] is None or <object>values[4] is None) or samples * each < 2:
        return None
    if not real_number(<object>values[6], &momentum) or not real_number(<object>values[7], &eps):
        return None
    out, means, scales = empty_array(nd, cnp.PyArray_DIMS(x.a), x.dt), empty_array(1, &channels, x.dt), empty_array(1, &channels, x.dt)
    if x.dt == DT_F32:
        normalise_channels[float](
            <float *>cnp.PyArray_DATA(x.a), <float *>data_or_null(<object>values[1]), <float *>data_or_null(<object>values[2]),
            <float *>data_or_null(<object>values[3]), <float *>data_or_null(<object>values[4]), <float *>cnp.PyArray_DATA(out),
            <float *>cnp.PyArray_DATA(means), <float *>cnp.PyArray_DATA(scales), samples, channels, each, training, momentum, eps
        )
    else:
        normalise_channels[double](
            <double *>cnp.PyArray_DATA(x.a), <double *>data_or_null(<object>values[1]), <double *>data_or_null(<object>values[2]),
            <double *>data_or_null(<object>values[3]), <double *>data_or_null(<object>values[4]), <double *>cnp.PyArray_DATA(out),
            <double *>cnp.PyArray_DATA(means), <double *>cnp.PyArray_DATA(scales), samples, channels, each, training, momentum, eps
        )
    return finished_all(spec, values, [new_tensor(out, x.dt), new_tensor(means, x.dt), new_tensor(scales, x.dt)])


# Losses: of few numbers in double precision where they call elementary functions

cdef extern from "loss_loops.h" nogil:
    void smooth_l1_f4(const float *x, const float *y, float *out, Py_ssize_t n, float bound)
    void smooth_l1_f8(const double *x, const double *y, double *out, Py_ssize_t n, double bound)
    void huber_f4(const float *x, const float *y, float *out, Py_ssize_t n, float bound)
    void huber_f8(const double *x, const double *y, double *out, Py_ssize_t n, double bound)

cdef extern from "math.h" nogil:
    double c_exp "exp"(double x)
    double c_log "log"(double x)
    double c_fabs "fabs"(double x)

cdef enum:
    LOSS_SMOOTH, LOSS_HUBER, LOSS_BINARY, LOSS_LOGITS
    FEW_LOSSES = 256


cdef inline double one_loss(int which, double x, double y) noexcept nogil:
    if which == LOSS_BINARY:
        return (y - 1) * max(c_log1p(-x), -100.0) - y * max(c_log(x), -100.0)
    return (1 - y) * x + c_log1p(c_exp(-c_fabs(x))) + max(-x, 0.0)


cdef void some_losses(int which, const real *x, const real *y, real *out, cnp.npy_intp n, double bound) noexcept nogil:
    cdef cnp.npy_intp i
    if which == LOSS_SMOOTH:
        if real is float:
            smooth_l1_f4(x, y, out, n, <float>bound)
        else:
            smooth_l1_f8(x, y, out, n, bound)
        return
    if which == LOSS_HUBER:
        if real is float:
            huber_f4(x, y, out, n, <float>bound)
        else:
            huber_f8(x, y, out, n, bound)
        return
    for i in range(n):
        out[i] = <real>one_loss(which, x[i], y[i])


cdef bint are_probabilities(const real *p, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    cdef int fit = 1
    for i in range(n):
        fit &= (p[i] >= 0) & (p[i] <= 1)
    return fit


@cython.cdivision(True)
cdef object paired_loss(Spec spec, PyObject **values, int which, double bound, object reduction):
    """A loss of two dense float tensors of one shape; `reduction`: 0 none, 1 mean, 2 sum."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(x.a)
    cdef cnp.ndarray losses, out
    cdef long how
    if x.dt != y.dt or which > LOSS_HUBER and n > FEW_LOSSES or not is_dense_float(x) or not is_dense_float(y) or not same_shape(x.a, y.a):
        return None
    if type(reduction) is not int or not has_plain_strides(x.a) or not has_plain_strides(y.a):
        return None
    how = reduction
    losses = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    out = losses if how == 0 else empty_array(0, NULL, x.dt)
    if x.dt == DT_F32:
        if which == LOSS_BINARY and not (are_probabilities[float](<float *>cnp.PyArray_DATA(x.a), n) and are_probabilities[float](<float *>cnp.PyArray_DATA(y.a), n)):
            return None
        some_losses[float](which, <float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(losses), n, bound)
        if how:
            (<float *>cnp.PyArray_DATA(out))[0] = run_of[float](<float *>cnp.PyArray_DATA(losses), n) / <float>(n if how == 1 else 1)
    else:
        if which == LOSS_BINARY and not (are_probabilities[double](<double *>cnp.PyArray_DATA(x.a), n) and are_probabilities[double](<double *>cnp.PyArray_DATA(y.a), n)):
            return None
        some_losses[double](which, <double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(losses), n, bound)
        if how:
            (<double *>cnp.PyArray_DATA(out))[0] = run_of[double](<double *>cnp.PyArray_DATA(losses), n) / <double>(n if how == 1 else 1)
    return finished(spec, values, out, x.dt)


cdef object fast_smooth_l1_loss(Spec spec, PyObject **values):
    """values: self, target, reduction, beta."""
    cdef double beta
    if not real_number(<object>values[3], &beta) or not beta > 0:
        return None
    return paired_loss(spec, values, LOSS_SMOOTH, beta, <object>values[2])


cdef object fast_huber_loss(Spec spec, PyObject **values):
    """values: self, target, reduction, delta."""
    cdef double delta
    if not real_number(<object>values[3], &delta) or not delta > 0:
        return None
    return paired_loss(spec, values, LOSS_HUBER, delta, <object>values[2])


cdef object fast_binary_cross_entropy(Spec spec, PyObject **values):
    """values: self, target, weight, reduction."""
    return paired_loss(spec, values, LOSS_BINARY, 0, <object>values[3]) if <object>values[2] is None else None


cdef object fast_cross_entropy_of_logits(Spec spec, PyObject **values):
    """values: self, target, weight, pos_weight, reduction."""
    if <object>values[2] is not None or <object>values[3] is not None:
        return None
    return paired_loss(spec, values, LOSS_LOGITS, 0, <object>values[4])


quick_way("kernel:products.bmm", fast_bmm)
quick_way("kernel:products.baddbmm", fast_baddbmm)
quick_way("kernel:products.mv", fast_mv)
quick_way("kernel:products.addmv", fast_addmv)
quick_way("kernel:products.addr", fast_addr)
quick_way("kernel:normalise.native_batch_norm", fast_batch_norm)
quick_way("kernel:losses.smooth_l1_loss", fast_smooth_l1_loss)
quick_way("kernel:losses.huber_loss", fast_huber_loss)
quick_way("kernel:losses.binary_cross_entropy", fast_binary_cross_entropy)
quick_way("kernel:losses.binary_cross_entropy_with_logits", fast_cross_entropy_of_logits)
