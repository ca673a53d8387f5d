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


# Two operands, of which one may be a number

cdef int float_pair(PyObject **values, int *number) except -2:
    """float32 or float64 where the operator computes in it, else -1; `number`: which operand is one, or -1."""
    cdef TensorBase t
    number[0] = 0 if not isinstance(<object>values[0], TensorBase) else 1 if not isinstance(<object>values[1], TensorBase) else -1
    if number[0] < 0:
        return common_float(<TensorBase><object>values[0], <TensorBase><object>values[1])
    if not isinstance(<object>values[1 - number[0]], TensorBase):
        return -1
    t = <TensorBase><object>values[1 - number[0]]
    if t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or type(<object>values[number[0]]) is not int and type(<object>values[number[0]]) is not float:
        return -1
    return t.dt


cdef object run_pair(Spec spec, PyObject **values, Loop *loop, int dt, int number):
    """A loop over the operands that `float_pair` found."""
    cdef Geometry g
    cdef char buffer[16]
    cdef cnp.ndarray first, second = None, out
    cdef bint plain
    first = array_in(<TensorBase><object>values[number == 0], dt)
    take_shape(&g, first)
    g.nop, plain = 3, cnp.PyArray_IS_C_CONTIGUOUS(first)
    if number >= 0:
        write_number(<object>values[number], dt, buffer)
        fixed_operand(&g, number, buffer)
    else:
        second = array_in(<TensorBase><object>values[1], dt)
        if not same_shape(first, second):
            broadcast_into(&g, second)
            plain = False
        plain = plain and cnp.PyArray_IS_C_CONTIGUOUS(second)
        set_strides(&g, 1, second)
    set_strides(&g, number == 0, first)
    out = allocate(&g, 2, TYPENUM[dt], plain)
    set_strides(&g, 2, out)
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
