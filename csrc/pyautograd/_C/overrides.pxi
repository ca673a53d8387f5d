# Which arguments operators take without a second look, and the public protocol for all others: __torch_function__.

cdef extern from "Python.h":
    PyTypeObject *Py_TYPE(object) noexcept

cdef enum:
    ALL_DISABLED = 2              # of the states in _py/overrides.py

cdef bint overrides_seen = False  # whether some type or mode has ever overridden operators
cdef object shared_overrides = None
cdef object UNANSWERED = object()


cdef inline bint is_plain(object x) noexcept:
    """Whether `x` is a tensor whose class overrides nothing, while nothing else intercepts."""
    return Py_TYPE(x) == PLAIN_TENSOR or Py_TYPE(x) == PLAIN_PARAMETER


cdef inline bint is_quiet(object x) noexcept:
    """Whether `x` is a plain tensor or one of the class that is intercepted but overrides nothing."""
    return is_plain(x) or Py_TYPE(x) == QUIET_TYPE


cdef bint all_quiet(object values):
    """Whether there is nobody among `values` to ask, nor a mode."""
    if QUIET_TYPE == NULL or PLAIN_TENSOR == NULL:
        return False
    for value in values:
        if is_quiet(value) or plain_object(value) or type(value) in ORDINARY or value is UNANSWERED:
            continue
        if type(value) is not tuple and type(value) is not list:
            return False
        for item in value:
            if not is_quiet(item) and not plain_object(item):
                return False
    return True


cdef inline bint is_exact(object x) noexcept:
    """Whether `x` is exactly a tensor, whatever intercepts."""
    return Py_TYPE(x) == TENSOR_TYPE


cdef int show_plain_types() except -1:
    global PLAIN_TENSOR, PLAIN_PARAMETER
    PLAIN_TENSOR = NULL if watched else TENSOR_TYPE
    PLAIN_PARAMETER = NULL if watched or parameter_class is None else <PyTypeObject *>parameter_class
    return 0


cdef int load_overrides() except -1:
    global shared_overrides, UNANSWERED
    from .._py import overrides

    shared_overrides, UNANSWERED = overrides, overrides.UNANSWERED
    return 0


def add_plain_type(cls):
    """Let an exact tensor class (Tensor, Parameter) take the direct way."""
    global parameter_class
    from .._py import overrides

    overrides.EXACT_TENSORS.add(cls)
    if cls is not TensorClass:
        parameter_class = cls
    show_plain_types()


def watch(int change):
    """Count modes and interceptors that are active on any thread; while there are some, every call is looked at."""
    global watched, overrides_seen
    watched += change
    overrides_seen = True
    show_plain_types()


def torch_function_state():
    """The thread's state: 0 all ``__torch_function__`` are asked, 1 those of modes only, 2 none."""
    return mode_torch_function


def set_torch_function_state(int state):
    """Set this thread's state."""
    global mode_torch_function
    mode_torch_function = state


cdef inline bint plain_object(object x):
    """Whether `x` is neither an unusual tensor nor a list or tuple that holds one, nor an object of an unknown kind."""
    if is_plain(x) or x is None or type(x) is int or type(x) is float or type(x) is bool or type(x) is str:
        return True
    if type(x) is tuple or type(x) is _TORCH_SIZE:
        for item in <tuple>x:
            if not plain_in_list(item):
                return False
        return True
    if type(x) is list:
        for item in <list>x:
            if not plain_in_list(item):
                return False
        return True
    return False


cdef inline bint plain_in_list(object item):
    return is_plain(item) or type(item) is int or item is None or type(item) is float or (type(item) is list or type(item) is tuple) and plain_object(item)


cdef bint all_plain(list values):
    for value in values:
        if not plain_object(value) and type(value) not in ORDINARY:
            return False
    return True


# Types of other arguments that override nothing.
cdef set ORDINARY = {complex, np.ndarray, _types.dtype, _types.device, _types.layout, _types.memory_format}


cdef object quietly(object function, tuple values):
    """Call a part of the library in which ``__torch_function__`` is not asked: only the outermost call is."""
    global mode_torch_function
    cdef int before = mode_torch_function
    if overrides_seen:
        mode_torch_function = ALL_DISABLED
    try:
        return function(*values)
    except (ValueError, MemoryError) as error:
        _refuse_memory(error)
        raise
    finally:
        mode_torch_function = before


cdef object noted(object answer):
    """From the first override on composites run undisturbed."""
    global overrides_seen
    if answer is not UNANSWERED:
        overrides_seen = True
    return answer


cdef object ask_override(object func, str shown, object values, object args, object kwargs):
    """The answer of the arguments' ``__torch_function__``, or UNANSWERED."""
    if mode_torch_function == ALL_DISABLED or all_quiet(values):
        return UNANSWERED
    if shared_overrides is None:
        load_overrides()
    return noted(shared_overrides.ask(func, shown, values, args, kwargs))


cdef object ask_named(str operator, object x, object y):
    if mode_torch_function == ALL_DISABLED or all_quiet((x, y)):
        return UNANSWERED
    if shared_overrides is None:
        load_overrides()
    return noted(shared_overrides.ask_operator(operator, x, y))


cdef object ask_method(str method, object x):
    if mode_torch_function == ALL_DISABLED or all_quiet((x,)):
        return UNANSWERED
    if shared_overrides is None:
        load_overrides()
    return noted(shared_overrides.ask_method(method, (x,), (x,)))


cdef object ask_operator(int which, object x, object y):
    return ask_named(_OPERATOR_NAMES[which], x, y)


cdef object ask_index(str method, object x, object index, object value=UNANSWERED):
    if mode_torch_function == ALL_DISABLED or all_quiet((x, index, value)):
        return UNANSWERED
    if shared_overrides is None:
        load_overrides()
    return noted(shared_overrides.ask_index(method, x, index) if method == "__getitem__" else shared_overrides.ask_index(method, x, index, value))
