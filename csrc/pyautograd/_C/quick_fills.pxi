# Random numbers written into tensors that lie dense, tensors of them like another, integers, permutations and dropout: from the default generator, with the
# numbers of `kernels/sampling.py`, and the generator left where that leaves it.

cdef extern from "math.h" nogil:
    double c_frexp "frexp"(double x, int *exponent)
    double c_fma "fma"(double x, double y, double z)

cdef enum:
    DRAWN_AT_ONCE = 256


cdef bint own_stream(object generator) except -1:
    """Whether numbers come from the default generator, where these functions find it. Who guards it may refuse, as for every draw."""
    if generator is not None or not find_source() or mode_duals:
        return False
    if generators.guard is not None:
        generators.guard()
    return True


cdef bint real_number(object value, double *number) except -1:
    if type(value) is not float and (type(value) is not int or not -0x20000000000000 < value < 0x20000000000000):
        return False
    number[0] = value
    return True


cdef bint write_uniform(Spec spec, PyObject **values) except -1:
    """values: self, from, to, generator."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef double low, high
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(x.a)
    cdef int exponent
    cdef float *f4 = <float *>cnp.PyArray_DATA(x.a)
    cdef double *f8 = <double *>cnp.PyArray_DATA(x.a)
    cdef float factor, offset
    if not is_dense_float(x) or not own_stream(<object>values[3]) or not real_number(<object>values[1], &low) or not real_number(<object>values[2], &high):
        return False
    if not -65504.0 <= low <= high <= 65504.0 or high - low > 65504.0:
        return False
    draw_into(x.dt == DT_F64, cnp.PyArray_DATA(x.a), n)
    if low == 0 and high == 1:
        return True
    if x.dt == DT_F32:
        factor, offset = <float>high - <float>low, <float>low
        for i in range(n):
            f4[i] = <float>(<double>f4[i] * <double>factor + <double>offset)
    elif low == 0 or c_frexp(high - low, &exponent) == 0.5:
        for i in range(n):
            f8[i] = f8[i] * (high - low) + low
    else:
        for i in range(n):
            f8[i] = c_fma(f8[i], high - low, low)
    return True


cdef bint write_normal(Spec spec, PyObject **values) except -1:
    """values: self, mean, std, generator."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef double mean, std
    if not is_dense_float(x) or not own_stream(<object>values[3]) or not real_number(<object>values[1], &mean) or not real_number(<object>values[2], &std):
        return False
    if not std >= 0:
        return False
    draw_normals(x.a, x.dt, mean, std)
    return True


cdef bint draw_trials(int dt, void *out, cnp.npy_intp n, double p, double one) except -1:
    """`one` with probability `p`, else zero: a double below `p`."""
    cdef double drawn[DRAWN_AT_ONCE]
    cdef cnp.npy_intp i, some
    cdef char *to = <char *>out
    while n > 0:
        some = min(n, <cnp.npy_intp>DRAWN_AT_ONCE)
        draw_into(1, drawn, some)
        if dt == DT_F32:
            for i in range(some):
                (<float *>to)[i] = <float>one if drawn[i] < p else 0
        elif dt == DT_F64:
            for i in range(some):
                (<double *>to)[i] = one if drawn[i] < p else 0
        elif dt == DT_I64:
            for i in range(some):
                (<int64_t *>to)[i] = drawn[i] < p
        else:
            for i in range(some):
                to[i] = drawn[i] < p
        to += some * ITEMSIZE[dt]
        n -= some
    return True


cdef bint write_trials(Spec spec, PyObject **values) except -1:
    """values: self, p, generator."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef double p
    if not is_dense_float(x) and not ((x.dt == DT_BOOL or x.dt == DT_I64) and lies_dense(x)) or not own_stream(<object>values[2]):
        return False
    if not real_number(<object>values[1], &p) or not 0 <= p <= 1:
        return False
    return draw_trials(x.dt, cnp.PyArray_DATA(x.a), cnp.PyArray_SIZE(x.a), p, 1)


# Tensors of random numbers

cdef object fast_bernoulli(Spec spec, PyObject **values):
    """values: self (probabilities), generator."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a)
    cdef bint fit = True
    cdef cnp.ndarray out
    cdef float *p4 = <float *>cnp.PyArray_DATA(t.a)
    cdef double *p8 = <double *>cnp.PyArray_DATA(t.a)
    cdef float *o4
    cdef double *o8
    if not is_dense_float(t) or not own_stream(<object>values[1]):
        return None
    for i in range(n):
        fit = fit and (0 <= p4[i] <= 1 if t.dt == DT_F32 else 0 <= p8[i] <= 1)
    if not fit:
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    draw_into(t.dt == DT_F64, cnp.PyArray_DATA(out), n)
    if t.dt == DT_F32:
        o4 = <float *>cnp.PyArray_DATA(out)
        for i in range(n):
            o4[i] = o4[i] < p4[i]
    else:
        o8 = <double *>cnp.PyArray_DATA(out)
        for i in range(n):
            o8[i] = o8[i] < p8[i]
    return finished(spec, values, out, t.dt)


@cython.cdivision(True)
cdef int draw_integers(int64_t *to, cnp.npy_intp total, int64_t first, uint32_t span) except -1:
    cdef uint32_t words[DRAWN_AT_ONCE]
    cdef cnp.npy_intp i, n
    while total > 0:
        n = min(total, <cnp.npy_intp>DRAWN_AT_ONCE)
        draw_into(2, words, n)
        if span & (span - 1):
            for i in range(n):
                to[i] = first + <int64_t>(words[i] % span)
        else:
            for i in range(n):
                to[i] = first + <int64_t>(words[i] & (span - 1))
        to += n
        total -= n
    return 0


cdef bint holds_range(int dt, int64_t low, int64_t high) noexcept:
    """Whether a dtype has all integers from `low` up to `high`."""
    cdef int64_t most = 1
    if dt == DT_I64:
        return True
    most <<= 24 if dt == DT_F32 else 53 if dt == DT_F64 else 31 if dt == DT_I32 else 15 if dt == DT_I16 else 7 if dt == DT_I8 else 8 if dt == DT_U8 else 0
    return most > 1 and low >= (0 if dt == DT_U8 else -most) and high <= most


cdef object drawn_integers(Spec spec, PyObject **values, object low, object high, int at, bint like):
    """Integers of a range of less than 2**28; the sizes are argument `at`, or those of the first argument, and what follows is as by default."""
    cdef cnp.npy_intp dims[64]
    cdef int nd = 0
    cdef Options o
    cdef cnp.ndarray out
    if type(low) is not int or type(high) is not int or not -0x4000000000000000 < low < high < 0x4000000000000000 or high - low >= 0x10000000:
        return None
    if not own_stream(None):
        return None
    if like:
        out = array_like(spec, values, at + 1, &o)
        if out is None:
            return None
        nd = cnp.PyArray_NDIM(out)
        memcpy(dims, cnp.PyArray_DIMS(out), nd * sizeof(cnp.npy_intp))
    elif not read_options(spec, values, at + 1, DT_I64, &o) or not read_lengths(<object>values[at], dims, &nd):
        return None
    if not holds_range(o.dt, low, high):
        return None
    out = empty_array(nd, dims, DT_I64)
    draw_integers(<int64_t *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out), low, <uint32_t>(high - low))
    return made_with(&o, integers_as(out, o.dt))


cdef cnp.ndarray integers_as(cnp.ndarray drawn, int dt):
    """An array of int64 in a dtype that has all its numbers."""
    cdef cnp.ndarray out
    cdef cnp.npy_intp i
    if dt == DT_I64:
        return drawn
    if ITEMSIZE[dt] >= 4:
        return cast_array(drawn, DT_I64, dt)
    out = empty_array(cnp.PyArray_NDIM(drawn), cnp.PyArray_DIMS(drawn), dt)
    for i in range(cnp.PyArray_SIZE(drawn)):      # the low bytes
        if dt == DT_I16:
            (<short *>cnp.PyArray_DATA(out))[i] = <short>(<int64_t *>cnp.PyArray_DATA(drawn))[i]
        else:
            (<char *>cnp.PyArray_DATA(out))[i] = <char>(<int64_t *>cnp.PyArray_DATA(drawn))[i]
    return out


cdef bint read_lengths(object size, cnp.npy_intp *dims, int *nd) except -1:
    """Sizes of a tensor with elements, up to many of them."""
    cdef cnp.npy_intp total = 1
    if not isinstance(size, tuple) or PyTuple_GET_SIZE(<tuple>size) > 64:
        return False
    for item in <tuple>size:
        if type(item) is not int or not 0 < item <= 0x1000000:
            return False
        dims[nd[0]] = item
        total *= dims[nd[0]]
        nd[0] += 1
        if total > 0x1000000:
            return False
    return True


cdef object fast_randint(Spec spec, PyObject **values):
    """values: high, size, out, dtype, ..."""
    return drawn_integers(spec, values, 0, <object>values[0], 1, False)


cdef object fast_randint_low(Spec spec, PyObject **values):
    """values: low, high, size, out, dtype, ..."""
    return drawn_integers(spec, values, <object>values[0], <object>values[1], 2, False)


cdef object fast_randint_like(Spec spec, PyObject **values):
    """values: self, high, memory_format, dtype, ..."""
    return drawn_integers(spec, values, 0, <object>values[1], 1, True)


cdef object fast_randint_like_low(Spec spec, PyObject **values):
    """values: self, low, high, memory_format, dtype, ..."""
    return drawn_integers(spec, values, <object>values[1], <object>values[2], 2, True)


@cython.cdivision(True)
cdef object fast_randperm(Spec spec, PyObject **values):
    """values: n, out, dtype, ..."""
    cdef cnp.npy_intp n, i, start, some
    cdef int64_t *order
    cdef int64_t held
    cdef uint32_t words[DRAWN_AT_ONCE]
    cdef Options o
    cdef cnp.ndarray out
    if not read_options(spec, values, 1, DT_I64, &o) or o.dt != DT_I64:
        return None
    if type(<object>values[0]) is not int or not 2 <= <object>values[0] < 0x4000000 or not own_stream(None):
        return None
    n = <object>values[0]
    out = empty_array(1, &n, DT_I64)
    order = <int64_t *>cnp.PyArray_DATA(out)
    for i in range(n):
        order[i] = i
    for start in range(0, n - 1, DRAWN_AT_ONCE):
        some = min(n - 1 - start, <cnp.npy_intp>DRAWN_AT_ONCE)
        draw_into(2, words, some)
        for i in range(start, start + some):      # element i changes places with one from i on
            held = i + <int64_t>(words[i - start] % <uint64_t>(n - i))
            order[i], order[held] = order[held], order[i]
    return new_tensor(out, DT_I64)


# Dropout: the product with noise, as the shared function has it

cdef Spec noise_product = None


cdef object fast_dropout(Spec spec, PyObject **values):
    """values: self, p, train, and of the functional form inplace."""
    global noise_product
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *operands[2]
    cdef double p
    cdef cnp.ndarray noise
    cdef TensorBase made
    if <object>values[2] is not True or spec.nparams > 3 and <object>values[3] is not False or not real_number(<object>values[1], &p) or not 0 < p < 1:
        return None
    if not is_dense_float(t) or not has_plain_strides(t.a) or not own_stream(None):
        return None
    noise = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    draw_trials(t.dt, cnp.PyArray_DATA(noise), cnp.PyArray_SIZE(noise), 1 - p, 1 / <float>(1 - p) if t.dt == DT_F32 else 1 / (1 - p))
    made = new_tensor(noise, t.dt)
    if noise_product is None:
        noise_product = spec_named("mul")
    operands[0], operands[1] = values[0], <PyObject *>made
    return run_spec(noise_product, operands)


quick_way("kernel:random.bernoulli_of", fast_bernoulli)
quick_way("composite:random.randint", fast_randint)
quick_way("composite:random.randint_low", fast_randint_low)
quick_way("composite:random.randint_like", fast_randint_like)
quick_way("composite:random.randint_like_low", fast_randint_like_low)
quick_way("composite:random.randperm", fast_randperm)
quick_way("composite:dropout.dropout", fast_dropout)
quick_way("composite:dropout.functional_dropout", fast_dropout)
quick_write("kernel:random.uniform", write_uniform)
quick_write("kernel:random.normal", write_normal)
quick_write("kernel:random.bernoulli", write_trials)
