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
    cdef cnp.ndarray first, out
    cdef Loop *loop
    cdef Geometry g
    cdef int number, dt = float_pair(values, &number)
    if dt < 0:
        return None
    loop = power_loop(<double><object>values[1] if number == 1 else 7, dt)
    if loop.found < 0:
        return None
    if number != 1 or not has_own_loop(<object>values[1], dt):
        return run_pair(spec, values, loop, dt, number)
    first = (<TensorBase><object>values[0]).a
    take_shape(&g, first)
    g.nop = 2
    set_strides(&g, 0, first)
    out = allocate(&g, 1, TYPENUM[dt], cnp.PyArray_IS_C_CONTIGUOUS(first))
    set_strides(&g, 1, out)
    run_geometry(&g, loop, NULL)
    return finished(spec, values, out, dt)


quick_way("kernel:elementwise.power", fast_power)
