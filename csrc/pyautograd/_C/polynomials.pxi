# Orthogonal polynomials of float32 and float64, element by element: the recurrences, roundings and angles of `kernels/polynomials.py`.

cdef enum:
    CHEBYSHEV_T, CHEBYSHEV_U, CHEBYSHEV_V, CHEBYSHEV_W, HERMITE_H, HERMITE_HE, LAGUERRE, LEGENDRE

cdef struct Polynomial:
    int kind
    bint shifted
    double angle_from      # the degree from which float32 goes by the angle, or none

cdef Polynomial[12] POLYNOMIALS
cdef Loop[2][12] POLYNOMIAL_LOOPS      # float64, float32
cdef Loop ARCCOS, COS, SIN             # NumPy's own, of float64
cdef dict POLYNOMIAL_NUMBERS = {}


cdef inline double rounded_if(double x, bint single) noexcept nogil:
    return <float>x if single else x


cdef inline double by_loop(Loop *loop, double x) noexcept nogil:
    """One number through a loop."""
    cdef double found
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    cdef cnp.npy_intp n = 1
    args[0], args[1], steps[0], steps[1] = <char *>&x, <char *>&found, 8, 8
    loop.function(args, &n, steps, loop.data)
    return found


cdef double by_angle(int kind, double x, double n) noexcept nogil:
    cdef double angle = <float>by_loop(&ARCCOS, x)
    if kind == CHEBYSHEV_T:
        return by_loop(&COS, <float>(n * angle))
    if kind == CHEBYSHEV_U:
        return <float>by_loop(&SIN, <float>((n + 1) * angle)) / <double><float>by_loop(&SIN, angle)
    if kind == CHEBYSHEV_V:
        return <float>by_loop(&COS, <float>((n + 0.5) * angle)) / <double><float>by_loop(&COS, 0.5 * angle)
    return <float>by_loop(&SIN, <float>((n + 0.5) * angle)) / <double><float>by_loop(&SIN, 0.5 * angle)


@cython.cdivision(True)
cdef double polynomial_at(const Polynomial *f, double x, double n, bint single) noexcept nogil:
    cdef double p, before = 1, after, k = 1
    n = c_trunc(n)
    if not -9223372036854775808.0 < n < 9223372036854775808.0 or n < 0:
        return 0
    if f.shifted:
        x = rounded_if(2 * x - 1, single)
    if single and n >= f.angle_from and -1 < x < 1:
        return by_angle(f.kind, x, n)
    if n < 1:
        return 1
    if f.kind == CHEBYSHEV_U or f.kind == HERMITE_H:
        p = 2 * x
    elif f.kind == CHEBYSHEV_V or f.kind == CHEBYSHEV_W:
        p = 2 * x - 1 if f.kind == CHEBYSHEV_V else 2 * x + 1
    else:
        p = 1 - x if f.kind == LAGUERRE else x
    p = rounded_if(p, single)
    while k < n:
        if f.kind <= CHEBYSHEV_W:
            after = rounded_if(2 * x * p - before, single)
        elif f.kind == HERMITE_H:
            after = rounded_if(2 * x * p - rounded_if(2 * k * before, single), single)
        elif f.kind == HERMITE_HE:
            after = rounded_if(x * p - rounded_if(k * before, single), single)
        else:
            after = rounded_if(2 * k + rounded_if(1 - x, single), single) if f.kind == LAGUERRE else rounded_if((2 * k + 1) * x, single)
            after = rounded_if(rounded_if(after * p - rounded_if(k * before, single), single) / (k + 1), single)
        before, p = p, after
        k += 1
    return p


cdef void polynomial_loop(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, const Polynomial *f, bint single) noexcept nogil:
    cdef cnp.npy_intp i
    cdef char *x = args[0]
    cdef char *n = args[1]
    cdef char *out = args[2]
    for i in range(count[0]):
        if single:
            (<float *>out)[0] = <float>polynomial_at(f, (<float *>x)[0], (<float *>n)[0], True)
        else:
            (<double *>out)[0] = polynomial_at(f, (<double *>x)[0], (<double *>n)[0], False)
        x += steps[0]
        n += steps[1]
        out += steps[2]


cdef void polynomial_loop_4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    polynomial_loop(args, count, steps, <const Polynomial *>data, True)


cdef void polynomial_loop_8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    polynomial_loop(args, count, steps, <const Polynomial *>data, False)


cdef int find_numpy_loop(object ufunc, Loop *loop) except -1:
    """NumPy's own loop from float64 to float64."""
    cdef _Ufunc *u = <_Ufunc *><PyObject *>ufunc
    cdef int i
    loop.found = 0
    for i in range(u.ntypes):
        if u.types[2 * i] == cnp.NPY_DOUBLE and u.types[2 * i + 1] == cnp.NPY_DOUBLE and u.functions[i] != NULL:
            loop.function, loop.data, loop.found = <loopfunc>u.functions[i], NULL if u.data == NULL else u.data[i], 1
    return 0


cdef object fast_polynomial(Spec spec, PyObject **values):
    """values: x, n."""
    cdef int number, at, dt = float_pair(values, &number)
    if dt < 0 or not (COS.found and SIN.found and ARCCOS.found):
        return None
    at = POLYNOMIAL_NUMBERS[spec.impl]
    return run_pair(spec, values, &POLYNOMIAL_LOOPS[dt == DT_F32][at], dt, number)


cdef int add_polynomial(str name, int kind, bint shifted, double angle_from) except -1:
    cdef int at = len(POLYNOMIAL_NUMBERS)
    cdef int single
    POLYNOMIALS[at].kind, POLYNOMIALS[at].shifted, POLYNOMIALS[at].angle_from = kind, shifted, angle_from
    for single in range(2):
        POLYNOMIAL_LOOPS[single][at].function = <loopfunc>(polynomial_loop_4 if single else polynomial_loop_8)
        POLYNOMIAL_LOOPS[single][at].data = &POLYNOMIALS[at]
        POLYNOMIAL_LOOPS[single][at].found = 1
    POLYNOMIAL_NUMBERS["polynomials." + name] = at
    quick_way("kernel:polynomials." + name, fast_polynomial)
    return 0


cdef extern from "math.h" nogil:
    double c_trunc "trunc"(double x)


find_numpy_loop(np.arccos, &ARCCOS)
find_numpy_loop(np.cos, &COS)
find_numpy_loop(np.sin, &SIN)
for _kind, (_plain, _shifted) in enumerate(((7, 7), (9, 7), (9, 7), (9, 5))):
    add_polynomial("chebyshev_polynomial_" + "tuvw"[_kind], _kind, False, _plain)
    add_polynomial("shifted_chebyshev_polynomial_" + "tuvw"[_kind], _kind, True, _shifted)
add_polynomial("hermite_polynomial_h", HERMITE_H, False, INFINITE)
add_polynomial("hermite_polynomial_he", HERMITE_HE, False, INFINITE)
add_polynomial("laguerre_polynomial_l", LAGUERRE, False, INFINITE)
add_polynomial("legendre_polynomial_p", LEGENDRE, False, INFINITE)
