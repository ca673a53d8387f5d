# Integers and bools under operators whose loops are of floats: NumPy's loops of other ufuncs that compute the same of them.

cdef struct Bounds:      # what the loop of `relu` and of `signbit` is given: another loop, and its further operands
    loopfunc function
    void *data
    int64_t low, high

cdef Bounds[16] RELU_BOUNDS
cdef Bounds[16] SIGN_BOUNDS


cdef void run_bounded(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    """A loop of three operands, of which two are bounds."""
    cdef Bounds *bounds = <Bounds *>data
    cdef char *given[4]
    cdef cnp.npy_intp strides[4]
    given[0], given[1], given[2], given[3] = args[0], <char *>&bounds.low, <char *>&bounds.high, args[1]
    strides[0], strides[1], strides[2], strides[3] = steps[0], 0, 0, steps[1]
    bounds.function(given, count, strides, bounds.data)


cdef void run_compared(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    """A loop of two operands, of which one is a bound."""
    cdef Bounds *bounds = <Bounds *>data
    cdef char *given[3]
    cdef cnp.npy_intp strides[3]
    given[0], given[1], given[2] = args[0], <char *>&bounds.low, args[1]
    strides[0], strides[1], strides[2] = steps[0], 0, steps[1]
    bounds.function(given, count, strides, bounds.data)


cdef int find_integer_loop(Spec spec, int common, Loop *loop) except -1:
    """A loop for integers or bools of a row that NumPy's ufunc of its name, or the stamped loops, are not for."""
    cdef Loop other
    cdef int typenum = TYPENUM[common]
    loop.found = -1
    if spec.key == "relu" and common != DT_BOOL:
        find_ufunc_loop((np._core if hasattr(np, "_core") else np.core).umath.clip, 3, typenum, typenum, &other)
        if other.found > 0:
            write_number(int(np.iinfo(DTYPES[common].np).max), common, <char *>&RELU_BOUNDS[common].high)
            keep_bounds(loop, &RELU_BOUNDS[common], &other, run_bounded)
    elif spec.impl == "signbit":
        find_ufunc_loop(np.less, 2, typenum, cnp.NPY_BOOL, &other)
        if other.found > 0:
            keep_bounds(loop, &SIGN_BOUNDS[common], &other, run_compared)
    elif spec.key == "sign":
        find_ufunc_loop(np.absolute if common == DT_BOOL else np.sign, 1, typenum, typenum, loop)      # the absolute value of a bool is itself
    elif spec.impl == "rint" and common != DT_BOOL:
        find_ufunc_loop(np.positive, 1, typenum, typenum, loop)
    return 0


cdef inline void keep_bounds(Loop *loop, Bounds *bounds, Loop *other, loopfunc function) noexcept:
    bounds.function, bounds.data = other.function, other.data
    loop.function, loop.data, loop.found = function, bounds, 1
