# Functions of real numbers for which NumPy has no ufunc, by loops of our own: signs, angles, numbers in place of NaN and infinities, rounded quotients.

cdef object mapped(Spec spec, PyObject **values, const char *name):
    """The loop of bit_loops.h, or half_loops.h, of this name over a float tensor in row-major order, or over the parts of a complex one."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Loop loop
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(t.a)
    cdef cnp.ndarray out
    cdef bint half = t.dt == DT_F16 or t.dt == DT_BF16, pairs = (t.dt == DT_C64 or t.dt == DT_C128) and name == b"nan_to_num"
    if not half and not pairs and t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or not has_plain_strides(t.a):
        return None
    loop.function = <loopfunc>(find_half_map(name, t.dt == DT_BF16) if half else find_bit_loop(name, t.dt == DT_F64 or t.dt == DT_C128))
    loop.data = NULL
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    args[0], args[1] = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    steps[0] = steps[1] = ITEMSIZE[t.dt] // (2 if pairs else 1)
    n *= 2 if pairs else 1
    if n >= RELEASE_GIL_FROM:
        with nogil:
            run_stretches(&loop, 2, args, steps, n)
    elif n:
        loop.function(args, &n, steps, NULL)
    return finished(spec, values, out, t.dt)


cdef object fast_sgn(Spec spec, PyObject **values):
    return mapped(spec, values, b"sgn")


cdef object fast_angle(Spec spec, PyObject **values):
    return mapped(spec, values, b"angle")


cdef object fast_nan_to_num(Spec spec, PyObject **values):
    """values: self, nan, posinf, neginf."""
    if <object>values[1] is not None or <object>values[2] is not None or <object>values[3] is not None:
        return None
    return mapped(spec, values, b"nan_to_num")


cdef object fast_div_mode(Spec spec, PyObject **values):
    """``div`` of float operands, one of which may be a number, rounded down or towards zero. values: self, other, rounding_mode."""
    cdef Loop loop
    cdef int number, dt = float_pair(values, &number)
    if dt < 0:
        return None
    if <object>values[2] == "floor":
        loop.function = <loopfunc>find_zero_loop(b"floor_divide", dt == DT_F64)
    elif <object>values[2] == "trunc":
        loop.function = <loopfunc>find_bit_loop(b"divide_trunc", dt == DT_F64)
    else:
        return None
    loop.data = NULL
    return run_pair(spec, values, &loop, dt, number)


cdef Loop LOGADDEXP_f8


cdef object fast_logaddexp(Spec spec, PyObject **values):
    """values: self, other. NumPy's loop of doubles rounds where PyTorch's does."""
    cdef int number, dt = float_pair(values, &number)
    if dt < 0:
        return None
    if LOGADDEXP_f8.found == 0:
        find_ufunc_loop(np.logaddexp, 2, cnp.NPY_DOUBLE, cnp.NPY_DOUBLE, &LOGADDEXP_f8)
    return run_pair(spec, values, &LOGADDEXP_f8 if dt == DT_F64 else special_loop_of(spec, dt), dt, number)


quick_way("kernel:elementwise.logaddexp", fast_logaddexp)
quick_way("kernel:elementwise.sgn", fast_sgn)
quick_way("kernel:elementwise.angle", fast_angle)
quick_way("kernel:elementwise.nan_to_num", fast_nan_to_num)
quick_way("kernel:elementwise.div_mode", fast_div_mode)
