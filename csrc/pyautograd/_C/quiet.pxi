# NumPy's floating-point warnings turned off around a kernel. `np.errstate` does it in a microsecond; its context variable, set directly, in fifty
# nanoseconds. NumPy 1 has no such variable and keeps `np.errstate`.

cdef extern from "Python.h":
    object _set_context "PyContextVar_Set"(object variable, object value)
    int _reset_context "PyContextVar_Reset"(object variable, object token) except -1

cdef object EXTOBJ_VARIABLE = None, NO_WARNINGS = None


cdef int find_extobj() except -1:
    global EXTOBJ_VARIABLE, NO_WARNINGS
    umath = getattr(getattr(np, "_core", None), "umath", None)
    variable, make = getattr(umath, "_extobj_contextvar", None), getattr(umath, "_make_extobj", None)
    if variable is not None and make is not None:
        NO_WARNINGS = make(all="ignore")
        EXTOBJ_VARIABLE = variable
    return 0


find_extobj()


cdef object without_warnings(object function, object arguments):
    """``function(*arguments)`` with NumPy's floating-point warnings off; with large arguments, arrays that it makes have pooled memory."""
    cdef object before
    if POOL is not None and (type(arguments) is list or type(arguments) is tuple) and any_large(arguments):
        before = set_memory_handler(POOL)
        try:
            return call_without_warnings(function, arguments)
        finally:
            set_memory_handler(before)
    return call_without_warnings(function, arguments)


cdef object call_without_warnings(object function, object arguments):
    if EXTOBJ_VARIABLE is None:
        with np.errstate(all="ignore"):
            return function(*arguments)
    token = _set_context(EXTOBJ_VARIABLE, NO_WARNINGS)
    try:
        return function(*arguments)
    finally:
        _reset_context(EXTOBJ_VARIABLE, token)
