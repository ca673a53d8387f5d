# Powers of floats, by the loop that is quickest for the exponent.

cdef extern from "power_loops.h":
    void *find_power_loop(double e, bint wide)

cdef enum:
    ORDINARY_POWER = 8
cdef Loop[ORDINARY_POWER + 1][16] POWER_LOOPS


cdef Loop *power_loop(double e, int dt) except NULL:
    """The loop of x^e: one of two operands, the exponent the second, but for exponents that have a loop of their own."""
    cdef int which
    cdef Loop *loop
    which = 0 if e == 2 else 1 if e == 3 else 2 if e == -1 else 3 if e == 0.5 else 4 if e == -0.5 else 5 if e == -2 else 6 if e == 0 else 7 if e == 1 else ORDINARY_POWER
    loop = &POWER_LOOPS[which][dt]
    if loop.found == 0:
        loop.function = <loopfunc>find_power_loop(e, dt == DT_F64)
        if loop.function != NULL:
            loop.found = 1
        else:
            ufunc = np.square if which == 0 else np.reciprocal if which == 2 else np.sqrt if which == 3 else np.positive if which == 7 else np.power
            find_ufunc_loop(ufunc, 2 if which == ORDINARY_POWER else 1, TYPENUM[dt], TYPENUM[dt], loop)
    return loop


cdef bint has_own_loop(double e, int dt) except -1:
    return power_loop(e, dt) != &POWER_LOOPS[ORDINARY_POWER][dt]


cdef object fast_power(Spec spec, PyObject **values):
    """A float tensor to the power of a number, a number to that of a float tensor, or one tensor to that of another. values: self, exponent."""
    cdef PyObject *exponent = values[1]
    cdef TensorBase t
    cdef Loop *loop
    cdef Geometry g
    cdef char buffer[16]
    cdef cnp.ndarray first = None, second = None, out
    cdef bint alike
    cdef int dt, number = 0 if not isinstance(<object>values[0], TensorBase) else 1 if not isinstance(<object>exponent, TensorBase) else -1
    if number >= 0:
        t = <TensorBase><object>values[1 - number]
        dt = t.dt
        if dt != DT_F32 and dt != DT_F64 or t.lazy or type(<object>values[number]) is not int and type(<object>values[number]) is not float:
            return None
        first = t.a
    else:
        dt = common_float(<TensorBase><object>values[0], <TensorBase><object>exponent)
        if dt < 0:
            return None
        first, second = array_in(<TensorBase><object>values[0], dt), array_in(<TensorBase><object>exponent, dt)
    loop = power_loop(<double><object>exponent if number == 1 else 7, dt)
    if loop.found < 0:
        return None
    take_shape(&g, first)
    g.nop = 3
    if number == 1 and has_own_loop(<object>exponent, dt):
        g.nop = 2
    elif number >= 0:
        write_number(<object>values[number], dt, buffer)
        fixed_operand(&g, number, buffer)
    elif not same_shape(first, second):
        broadcast_into(&g, second)
    set_strides(&g, number == 0, first)
    if second is not None:
        set_strides(&g, 1, second)
    alike = second is None or same_shape(first, second) and cnp.PyArray_IS_C_CONTIGUOUS(second)
    out = allocate(&g, g.nop - 1, TYPENUM[dt], alike and cnp.PyArray_IS_C_CONTIGUOUS(first))
    set_strides(&g, g.nop - 1, out)
    run_geometry(&g, loop, NULL)
    return finished(spec, values, out, dt)


cdef int common_float(TensorBase x, TensorBase y) except -2:
    """float32 or float64 where that is the common dtype of two tensors, else -1."""
    cdef Promotion p
    cdef int dt
    if x.lazy or y.lazy or RARE[x.dt] or RARE[y.dt] or x.dt == DT_BF16 or y.dt == DT_BF16:
        return -1
    p.dims = p.zero = p.wrapped = -1
    note_tensor(&p, x)
    note_tensor(&p, y)
    dt = result_of(&p)
    return dt if dt == DT_F32 or dt == DT_F64 else -1


quick_way("kernel:elementwise.power", fast_power)
