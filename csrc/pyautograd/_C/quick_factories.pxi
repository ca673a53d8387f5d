# Small tensors that are made of sizes and numbers: constants, sequences, the identity, and random numbers; with a dtype, on the CPU, and requiring gradients
# where asked for.

cdef struct Options:
    int dt             # of the result
    bint needs_grad

cdef object STRIDED = _types.strided
cdef object DEVICE_CLASS = _types.device


cdef bint read_options(Spec spec, PyObject **values, int first, int natural, Options *o) except -1:
    """The options of a factory, its last five arguments; False where they ask for more than memory of a common dtype, or something stands before them from
    argument `first` on: an `out`, a memory format. `natural`: the dtype where none is given.
    """
    cdef int i, at = spec.nparams - 5
    if mode_duals:
        return False
    for i in range(first, at):
        if <object>values[i] is not None:
            return False
    o.dt = natural if <object>values[at] is None else DT_OF[<object>values[at]]
    if <object>values[at + 1] is not None and <object>values[at + 1] is not STRIDED:
        return False
    device = <object>values[at + 2]
    if device is not None and (type(device) is not DEVICE_CLASS or device.type != "cpu"):
        return False
    if <object>values[at + 3] is not None and <object>values[at + 3] is not False:
        return False
    o.needs_grad = <object>values[at + 4] is True
    if o.needs_grad and CATEGORY[o.dt] != 2:
        return False
    return o.dt != DT_BF16 and not RARE[o.dt]


cdef TensorBase made_with(Options *o, cnp.ndarray out):
    cdef TensorBase made = new_tensor(out, o.dt)
    if o.needs_grad:
        store_requires_grad(made, True)
    return made


cdef bint read_sizes(object size, cnp.npy_intp *dims, int *nd) except -1:
    """Sizes of a small tensor that has elements, or is an empty vector."""
    cdef cnp.npy_intp total = 1
    cdef Py_ssize_t i
    if not isinstance(size, tuple) or PyTuple_GET_SIZE(<tuple>size) > 64:
        return False
    nd[0] = <int>PyTuple_GET_SIZE(<tuple>size)
    for i in range(nd[0]):
        item = <object>PyTuple_GET_ITEM(<tuple>size, i)
        if type(item) is not int or not (nd[0] != 1) <= item <= SMALL_KERNEL:
            return False
        dims[i] = item
        total *= dims[i]
        if total > SMALL_KERNEL:
            return False
    return True


cdef bint holds(int dt, object value) except -1:
    """Whether a dtype has a number's value, or for a floating point number the one next to it."""
    cdef double number
    if type(value) is bool:
        return dt == DT_BOOL
    if type(value) is int and CATEGORY[dt] == 1:
        return (0 if dt == DT_U8 else -128) <= value < 128 or ITEMSIZE[dt] >= 4 and -0x80000000 <= value < 0x80000000
    if CATEGORY[dt] < 2 or not real_number(value, &number):
        return False
    return number - number != 0 or -6e4 < number < 6e4 or dt != DT_F16 and -3e38 < number < 3e38 or dt == DT_F64 or dt == DT_C128


cdef int fill_array(cnp.ndarray out, int dt, object value) except -1:
    """The same number everywhere in memory without gaps."""
    cdef char buffer[16]
    cdef char *p = <char *>cnp.PyArray_DATA(out)
    cdef cnp.npy_intp i, item = ITEMSIZE[dt], n = cnp.PyArray_SIZE(out)
    write_number(value, dt, buffer)
    if item == 4:
        for i in range(n):
            (<uint32_t *>p)[i] = (<uint32_t *>buffer)[0]
    elif item == 8:
        for i in range(n):
            (<uint64_t *>p)[i] = (<uint64_t *>buffer)[0]
    else:
        for i in range(n):
            memcpy(p + i * item, buffer, item)
    return 0


# Constants

cdef object sized_constant(Spec spec, PyObject **values, object size, int first, int natural, object value):
    """A constant of a given size; of any content where `value` is None."""
    cdef Options o
    cdef cnp.npy_intp dims[64]
    cdef int nd
    cdef cnp.ndarray out
    if not read_options(spec, values, first, natural, &o) or not read_sizes(size, dims, &nd):
        return None
    if value is None and empty_filled or value is not None and not holds(o.dt, value):
        return None
    out = empty_array(nd, dims, o.dt)
    if value is not None:
        fill_array(out, o.dt, value)
    return made_with(&o, out)


cdef int dt_of_number(object value) noexcept:
    """The dtype that a real number stands for."""
    return DT_BOOL if type(value) is bool else DT_I64 if type(value) is int else DEFAULT_DT


cdef inline object zero_of(int dt):
    return False if dt == DT_BOOL else 0


cdef inline object one_of(int dt):
    return True if dt == DT_BOOL else 1


cdef inline int dt_asked(Spec spec, PyObject **values, int natural) except -1:
    cdef object dtype = <object>values[spec.nparams - 5]
    return natural if dtype is None else DT_OF[dtype]


cdef object fast_zeros(Spec spec, PyObject **values):
    """values: size, out, dtype, ..."""
    return sized_constant(spec, values, <object>values[0], 1, DEFAULT_DT, zero_of(dt_asked(spec, values, DEFAULT_DT)))


cdef object fast_ones(Spec spec, PyObject **values):
    return sized_constant(spec, values, <object>values[0], 1, DEFAULT_DT, one_of(dt_asked(spec, values, DEFAULT_DT)))


cdef object fast_empty(Spec spec, PyObject **values):
    """values: size, memory_format, out, dtype, ..."""
    return sized_constant(spec, values, <object>values[0], 1, DEFAULT_DT, None)


cdef object fast_full(Spec spec, PyObject **values):
    """values: size, fill_value, out, dtype, ..."""
    return sized_constant(spec, values, <object>values[0], 2, dt_of_number(<object>values[1]), <object>values[1])


cdef object fast_scalar_tensor(Spec spec, PyObject **values):
    """values: s, dtype, ..."""
    return sized_constant(spec, values, (), 1, DEFAULT_DT, <object>values[0])


cdef object fast_new_zeros(Spec spec, PyObject **values):
    """values: self, size, dtype, ..."""
    cdef int dt = (<TensorBase><object>values[0]).dt
    return sized_constant(spec, values, <object>values[1], 2, dt, zero_of(dt_asked(spec, values, dt)))


cdef object fast_new_ones(Spec spec, PyObject **values):
    cdef int dt = (<TensorBase><object>values[0]).dt
    return sized_constant(spec, values, <object>values[1], 2, dt, one_of(dt_asked(spec, values, dt)))


cdef object fast_new_empty(Spec spec, PyObject **values):
    return sized_constant(spec, values, <object>values[1], 2, (<TensorBase><object>values[0]).dt, None)


cdef object fast_new_full(Spec spec, PyObject **values):
    """values: self, size, fill_value, dtype, ..."""
    return sized_constant(spec, values, <object>values[1], 3, (<TensorBase><object>values[0]).dt, <object>values[2])


cdef cnp.ndarray array_like(Spec spec, PyObject **values, int first, Options *o):
    """An array in the shape of the first argument, if that lies plainly and has elements."""
    cdef TensorBase t = <TensorBase><object>values[0]
    if not read_options(spec, values, first, t.dt, o) or not lies_dense(t) or not has_plain_strides(t.a):
        return None
    return empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), o.dt)


cdef object constant_like(Spec spec, PyObject **values, int first, object value):
    cdef Options o
    cdef cnp.ndarray out = array_like(spec, values, first, &o)
    if out is None or cnp.PyArray_SIZE(out) > SMALL_KERNEL or value is None and empty_filled or value is not None and not holds(o.dt, value):
        return None
    if value is not None:
        fill_array(out, o.dt, value)
    return made_with(&o, out)


cdef object fast_zeros_like(Spec spec, PyObject **values):
    """values: self, memory_format, dtype, ..."""
    return constant_like(spec, values, 1, zero_of(dt_asked(spec, values, (<TensorBase><object>values[0]).dt)))


cdef object fast_ones_like(Spec spec, PyObject **values):
    return constant_like(spec, values, 1, one_of(dt_asked(spec, values, (<TensorBase><object>values[0]).dt)))


cdef object fast_empty_like(Spec spec, PyObject **values):
    return constant_like(spec, values, 1, None)


cdef object fast_full_like(Spec spec, PyObject **values):
    """values: self, fill_value, memory_format, dtype, ..."""
    return constant_like(spec, values, 2, <object>values[1])


cdef object fast_eye(Spec spec, PyObject **values):
    """values: n, [m,] out, dtype, ..."""
    cdef Options o
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp i
    cdef int given = 2 if spec.param_names[1] == "m" else 1
    cdef char buffer[16]
    cdef cnp.ndarray out
    if not read_options(spec, values, given, DEFAULT_DT, &o):
        return None
    for i in range(given):
        if type(<object>values[i]) is not int or not 0 < <object>values[i] <= 0x100:
            return None
    shape[0], shape[1] = <object>values[0], <object>values[given - 1]
    out = empty_array(2, shape, o.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    write_number(1, o.dt, buffer)
    for i in range(min(shape[0], shape[1])):
        memcpy(<char *>cnp.PyArray_DATA(out) + i * (shape[1] + 1) * ITEMSIZE[o.dt], buffer, ITEMSIZE[o.dt])
    return made_with(&o, out)


# Sequences

cdef object arithmetic_sequence(Spec spec, PyObject **values, int first, object start, object end, object step):
    """The terms of ``arange``, as `sequence` of `kernels/creation.py` has them."""
    cdef Options o
    cdef bint whole = type(start) is int and type(end) is int and type(step) is int
    cdef double low, high, by, size, lead, bound
    cdef cnp.npy_intp i, n, vectors, lanes
    cdef cnp.ndarray out
    cdef float *f4
    cdef double *f8
    if not real_number(start, &low) or not real_number(end, &high) or not real_number(step, &by) or by == 0:
        return None
    if not read_options(spec, values, first, DT_I64 if whole else DEFAULT_DT, &o) or o.dt != DT_F32 and o.dt != DT_F64 and not (o.dt == DT_I64 and whole):
        return None
    size = (high - low) / by
    if not 0 < size <= SMALL_KERNEL or not -0x20000000000000 < low < 0x20000000000000 or not -0x100000000 < by < 0x100000000:
        return None
    n = <cnp.npy_intp>size
    n += n < size
    out = empty_array(1, &n, o.dt)
    f4, f8 = <float *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(out)
    if o.dt == DT_I64:
        for i in range(n):
            (<int64_t *>f8)[i] = <int64_t>low + i * <int64_t>by
        return made_with(&o, out)
    bound = abs(low) + abs(by) * n
    if bound < 2048 and c_floor(low) == low and c_floor(by) == by:
        vectors = 0
    else:
        vectors = n
    lanes = 8 if o.dt == DT_F32 else 4
    vectors -= vectors % (2 * lanes)
    for i in range(n):
        if o.dt == DT_F32:
            if i < vectors:
                lead = <float>(i // lanes * lanes * by + low)
                f4[i] = <float>(i % lanes * by + lead)
            else:
                f4[i] = <float>(i * by + low)
        elif i < vectors:
            f8[i] = c_fma(i % lanes, by, c_fma(i // lanes * lanes, by, low))
        else:
            f8[i] = c_fma(i, by, low)
    return made_with(&o, out)


cdef extern from "math.h" nogil:
    double c_floor "floor"(double x)


cdef object fast_arange(Spec spec, PyObject **values):
    """values: end, out, dtype, ..."""
    return arithmetic_sequence(spec, values, 1, 0, <object>values[0], 1)


cdef object fast_arange_start(Spec spec, PyObject **values):
    """values: start, end, dtype, ..."""
    return arithmetic_sequence(spec, values, 2, <object>values[0], <object>values[1], 1)


cdef object fast_arange_step(Spec spec, PyObject **values):
    """values: start, end, step, out, dtype, ..."""
    return arithmetic_sequence(spec, values, 3, <object>values[0], <object>values[1], <object>values[2])


cdef object fast_linspace(Spec spec, PyObject **values):
    """values: start, end, steps, out, dtype, ...: counted from the nearer end."""
    cdef Options o
    cdef cnp.npy_intp steps, i, half
    cdef double start, end, step
    cdef float first, last
    cdef cnp.ndarray out
    if not read_options(spec, values, 3, DEFAULT_DT, &o) or o.dt != DT_F32 and o.dt != DT_F64:
        return None
    if type(<object>values[2]) is not int or not 2 <= <object>values[2] <= SMALL_KERNEL:
        return None
    if not real_number(<object>values[0], &start) or not real_number(<object>values[1], &end) or not -1e30 < start < 1e30 or not -1e30 < end < 1e30:
        return None
    steps = <object>values[2]
    half = steps >> 1
    out = empty_array(1, &steps, o.dt)
    if o.dt == DT_F32:
        first, last = <float>start, <float>end
        step = <float>((last - first) / <float>(steps - 1))
        for i in range(steps):
            (<float *>cnp.PyArray_DATA(out))[i] = <float>(<double>first + step * i if i < half else <double>last - step * (steps - 1 - i))
    else:
        step = (end - start) / (steps - 1)
        for i in range(steps):
            (<double *>cnp.PyArray_DATA(out))[i] = c_fma(step, i, start) if i < half else c_fma(-step, steps - 1 - i, end)
    return made_with(&o, out)


# Random numbers

cdef object drawn(Spec spec, PyObject **values, int first, bint like, bint normal):
    """Uniform or standard normal numbers from the default generator, of a size or like the first argument."""
    cdef Options o
    cdef cnp.npy_intp dims[64]
    cdef int nd
    cdef cnp.ndarray out
    if not own_stream(None):
        return None
    if like:
        out = array_like(spec, values, first, &o)
    elif read_options(spec, values, first, DEFAULT_DT, &o) and read_sizes(<object>values[0], dims, &nd):
        out = empty_array(nd, dims, o.dt)
    else:
        return None
    if out is None or o.dt != DT_F32 and o.dt != DT_F64 or cnp.PyArray_SIZE(out) == 0:
        return None
    if normal:
        draw_normals(out, o.dt, 0, 1)
    else:
        draw_into(o.dt == DT_F64, cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    return made_with(&o, out)


cdef object fast_rand(Spec spec, PyObject **values):
    """values: size, out, dtype, ..."""
    return drawn(spec, values, 1, False, False)


cdef object fast_randn(Spec spec, PyObject **values):
    return drawn(spec, values, 1, False, True)


cdef object fast_rand_like(Spec spec, PyObject **values):
    """values: self, memory_format, dtype, ..."""
    return drawn(spec, values, 1, True, False)


cdef object fast_randn_like(Spec spec, PyObject **values):
    return drawn(spec, values, 1, True, True)


cdef object fast_normal_sized(Spec spec, PyObject **values):
    """values: mean, std, size, generator, out, dtype, ..."""
    cdef Options o
    cdef cnp.npy_intp dims[64]
    cdef int nd
    cdef double mean, std
    cdef cnp.ndarray out
    if not own_stream(None) or not real_number(<object>values[0], &mean) or not real_number(<object>values[1], &std) or not std >= 0:
        return None
    if not read_options(spec, values, 3, DEFAULT_DT, &o) or o.dt != DT_F32 and o.dt != DT_F64 or not read_sizes(<object>values[2], dims, &nd):
        return None
    out = empty_array(nd, dims, o.dt)
    if cnp.PyArray_SIZE(out) == 0:
        return None
    draw_normals(out, o.dt, mean, std)
    return made_with(&o, out)


quick_way("composite:creation.zeros", fast_zeros)
quick_way("composite:creation.ones", fast_ones)
quick_way("composite:creation.empty", fast_empty)
quick_way("composite:creation.full", fast_full)
quick_way("composite:creation.scalar_tensor", fast_scalar_tensor)
quick_way("composite:creation.new_zeros", fast_new_zeros)
quick_way("composite:creation.new_ones", fast_new_ones)
quick_way("composite:creation.new_empty", fast_new_empty)
quick_way("composite:creation.new_full", fast_new_full)
quick_way("composite:creation.zeros_like", fast_zeros_like)
quick_way("composite:creation.ones_like", fast_ones_like)
quick_way("composite:creation.empty_like", fast_empty_like)
quick_way("composite:creation.full_like", fast_full_like)
quick_way("composite:creation.eye", fast_eye)
quick_way("composite:creation.eye_square", fast_eye)
quick_way("composite:creation.arange_end", fast_arange)
quick_way("composite:creation.arange_start", fast_arange_start)
quick_way("composite:creation.arange", fast_arange_step)
quick_way("composite:creation.linspace", fast_linspace)
quick_way("composite:random.normal_sized", fast_normal_sized)
quick_way("composite:random.rand", fast_rand)
quick_way("composite:random.randn", fast_randn)
quick_way("composite:random.rand_like", fast_rand_like)
quick_way("composite:random.randn_like", fast_randn_like)
