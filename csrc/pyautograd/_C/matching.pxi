# Overloads matched by the exact types of the arguments, without the binder: what is not of these types, and every error, is the binder's.

cdef extern from "Python.h":
    long long _as_long_long "PyLong_AsLongLongAndOverflow"(object, int *) except? -1

cdef enum:
    CODE_OTHER, CODE_DTYPE, CODE_TENSOR, CODE_TENSOR_OR_NUMBER, CODE_INT, CODE_INTS, CODE_BOOL, CODE_NUMBER, CODE_FLOAT, CODE_OBJECT, CODE_TENSORS, CODE_STR, CODE_DEVICE,
    CODE_LAYOUT, CODE_MEMORY_FORMAT
cdef enum:
    MAX_PARAMS = 28

cdef object _DTYPE = _types.dtype, _DEVICE = _types.device, _LAYOUT = _types.layout, _MEMORY_FORMAT = _types.memory_format
cdef object CPU = _types.device("cpu")

cdef dict _CODES = {
    "Tensor": CODE_TENSOR, "int": CODE_INT, "int[]": CODE_INTS, "bool": CODE_BOOL, "Number": CODE_NUMBER, "float": CODE_FLOAT, "object": CODE_OBJECT,
    "dtype": CODE_DTYPE, "Tensor[]": CODE_TENSORS, "str": CODE_STR, "device": CODE_DEVICE, "layout": CODE_LAYOUT, "memory_format": CODE_MEMORY_FORMAT,
}
# Keywords that no parameter may have and the binder still knows: other spellings, and what it adds.
cdef frozenset OTHER_SPELLINGS = frozenset(("axis", "keepdims", "input", "self", "x", "a", "x1", "x2", "out", "async"))


@cython.final
cdef class Signature:
    """One overload, for matching positional arguments of the exact types without the binder."""
    cdef int row, count, max_positional, first_optional
    cdef int code[MAX_PARAMS]
    cdef int size[MAX_PARAMS]
    cdef bint none_ok[MAX_PARAMS]
    cdef PyObject *default[MAX_PARAMS]     # borrowed from `kept`
    cdef tuple kept
    cdef bint varargs                      # the one positional parameter (after self) is a list of ints: view(2, 3), zeros(2, 3)
    cdef bint usable
    cdef Spec spec


cdef Signature make_signature(int number, bint method):
    cdef Signature made = Signature.__new__(Signature)
    cdef int i
    params = TABLE[number][2]
    made.row, made.count, made.kept = number, len(params), params
    made.usable = made.count <= MAX_PARAMS
    if not made.usable:
        return made
    for i in range(made.count):
        p = params[i]
        made.code[i] = _CODES.get(p[7], CODE_OTHER)
        if made.code[i] == CODE_TENSOR and p[0] in TABLE[number][9]:
            made.code[i] = CODE_TENSOR_OR_NUMBER
        made.none_ok[i], made.size[i], made.default[i] = p[2], p[3], <PyObject *>p[4]
        if not p[6]:
            made.max_positional += 1
        if p[5]:
            made.first_optional = i + 1
    made.varargs = made.count > method and made.max_positional == 1 + method and made.code[method] == CODE_INTS
    return made


cdef int match_exactly(Signature s, PyObject **args, Py_ssize_t n, PyObject *kwnames, PyObject **values, list held) except -2:
    """1: the arguments are exactly of the parameters' types, and `values` is filled. 0: ask the binder. -1: certainly another overload.

    `kwnames`: the names of the arguments that follow the `n` positional ones, or NULL.
    """
    cdef int i, k, first, verdict = 1
    cdef int64_t named = 0
    if n > s.max_positional:
        if not s.varargs:
            return -1
        first = s.max_positional - 1
        for i in range(first, n):
            if type(<object>args[i]) is not int:
                return 0
        made = tuple([<object>args[i] for i in range(first, n)])
        held.append(made)
        if first:
            values[0] = args[0]
        values[first] = <PyObject *>made
        args += n - s.max_positional      # only the named ones are read from here on
        n = s.max_positional
    else:
        for i in range(n):
            k = match_one(s, i, args[i], values, held)
            if k < 0:
                return -1
            if k == 0:
                verdict = 0
    if kwnames != NULL:
        for k in range(PyTuple_GET_SIZE(<tuple>kwnames)):
            name = <object>PyTuple_GET_ITEM(<tuple>kwnames, k)
            i = position_named(s, name)
            if i < 0 and name not in OTHER_SPELLINGS:
                return -1
            if i < n or (named >> i) & 1 or s.varargs and type(<object>args[n + k]) is int:      # by name a list of ints is no single one
                return 0
            named |= (<int64_t>1) << i
            if s.varargs and type(<object>args[n + k]) is int:  # one int stands for the list where it is not named
                return 0
            i = match_one(s, i, args[n + k], values, held)
            if i < 0:
                return -1
            if i == 0:
                verdict = 0
    for i in range(<int>n, s.count):
        if not (named >> i) & 1:
            if i < s.first_optional:
                return -1
            values[i] = s.default[i]
    return verdict


cdef inline int position_named(Signature s, object name) except -2:
    """Which parameter has this name; -1 if none."""
    cdef int i
    for i in range(s.count):      # names are interned nearly always
        if <PyObject *>name == <PyObject *>(<tuple>(<object>PyTuple_GET_ITEM(s.kept, i)))[0]:
            return i
    for i in range(s.count):
        if name == (<tuple>(<object>PyTuple_GET_ITEM(s.kept, i)))[0]:
            return i
    return -1


cdef inline bint is_builtin(object x) noexcept:
    """Whether `x` is of a type of Python's that stands for itself alone."""
    return type(x) is int or type(x) is float or type(x) is bool or type(x) is str or type(x) is tuple or type(x) is list


cdef int match_one(Signature s, int i, PyObject *x, PyObject **values, list held) except -2:
    """Place one argument; the verdict as above."""
    cdef int code = s.code[i], overflow = 0
    cdef long long number
    cdef object given = <object>x
    values[i] = x
    if given is None and s.none_ok[i]:
        return 1
    if code == CODE_TENSOR:
        return 1 if is_quiet(given) else -1 if is_builtin(given) else 0
    if code == CODE_TENSOR_OR_NUMBER:
        return is_quiet(given) or i > 0 and (type(given) is float or type(given) is int)
    if code == CODE_INT:
        if type(given) is not int:
            return -1 if is_builtin(given) else 0
        _as_long_long(given, &overflow)
        return not overflow
    if code == CODE_INTS:
        return match_ints(s, i, given, values, held)
    if code == CODE_BOOL:
        return 1 if type(given) is bool else -1 if is_builtin(given) else 0
    if code == CODE_NUMBER or code == CODE_FLOAT:
        if type(given) is float:
            return 1
        if type(given) is not int:
            return -1 if is_builtin(given) and type(given) is not bool else 0
        number = _as_long_long(given, &overflow)
        if code == CODE_FLOAT and not overflow:
            held.append(<double>number)
            values[i] = <PyObject *>held[len(held) - 1]
        return not overflow
    if code == CODE_OBJECT:
        return plain_object(given)
    if code == CODE_TENSORS:
        return match_tensors(i, given, values, held)
    if code == CODE_DEVICE and type(given) is str and given == "cpu":
        values[i] = <PyObject *>CPU
        return 1
    if type(given) is (
        _DTYPE if code == CODE_DTYPE else str if code == CODE_STR else _DEVICE if code == CODE_DEVICE else _LAYOUT if code == CODE_LAYOUT
        else _MEMORY_FORMAT if code == CODE_MEMORY_FORMAT else None
    ):
        return 1
    if code == CODE_DEVICE:
        return -1 if type(given) is _DTYPE or is_plain(given) else 0
    return -1 if code == CODE_DTYPE and (is_builtin(given) or is_plain(given)) else 0


cdef int match_ints(Signature s, int i, object given, PyObject **values, list held) except -2:
    """Place a list of ints, or the one that stands for several."""
    cdef int overflow = 0
    if type(given) is int and (s.size[i] > 0 or s.varargs):
        made = (given,) * (s.size[i] if s.size[i] > 0 else 1)
        held.append(made)
        values[i] = <PyObject *>made
        return 1
    if type(given) is list:
        given = tuple(<list>given)
        held.append(given)
        values[i] = <PyObject *>given
    elif type(given) is not tuple and type(given) is not _TORCH_SIZE:
        return -1 if is_builtin(given) else 0
    for item in <tuple>given:
        if type(item) is not int:
            return 0
        _as_long_long(item, &overflow)
        if overflow:
            return 0
    return 1


cdef int match_tensors(int i, object given, PyObject **values, list held) except -2:
    """Place a list of plain tensors."""
    if type(given) is list:
        given = tuple(<list>given)
        held.append(given)
        values[i] = <PyObject *>given
    elif type(given) is not tuple:
        return -1 if is_builtin(given) else 0
    for item in <tuple>given:
        if not is_plain(item):
            return 0
    return 1
