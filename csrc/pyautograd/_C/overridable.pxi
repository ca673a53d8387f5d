# Python functions, methods and attributes that __torch_function__ can override.

cdef enum:
    ASK_PYTHON, ASK_BUILT_IN, ASK_MODES, ASK_NOBODY

cdef dict _ASKS = {"arguments": ASK_BUILT_IN, "modes": ASK_MODES, "nobody": ASK_NOBODY}


cdef class overridable:
    """`function`, which first asks the ``__torch_function__`` of its arguments' types.

    Parameters
    ----------
    function : callable
    shown : str, optional
        Its name in the error if it counts as built in: such a function is not overridden in what it calls itself. A function that
        PyTorch has in Python goes without.
    asks : {"arguments", "modes", "nobody"}
        Whether a built-in function asks its arguments and modes, or modes only, or nobody (but still runs undisturbed).
    explain : callable, optional
        ``explain(args, kwargs)`` raises PyTorch's error for arguments that the function does not take. Called where a call has failed.
    """
    cdef vectorcallfunc vectorcall
    cdef object __weakref__
    cdef readonly object __wrapped__
    cdef object explain
    cdef str shown
    cdef int asks
    cdef dict __dict__

    def __init__(self, function, shown=None, asks="arguments", explain=None):
        self.vectorcall = <vectorcallfunc>overridable_call
        self.__wrapped__, self.shown, self.explain = function, shown, explain
        self.asks = ASK_PYTHON if shown is None else _ASKS[asks]
        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            found = getattr(function, name, None)
            if found is not None:
                setattr(self, name, found)

    def __get__(self, instance, owner):
        return self if instance is None else PyMethod_New(self, instance)

    def __repr__(self):
        return repr(self.__wrapped__)

    def __reduce__(self):
        return getattr(self.__wrapped__, "__qualname__", self.__wrapped__.__name__)

    @property
    def __signature__(self):
        import inspect

        return inspect.signature(self.__wrapped__)

    @property
    def __kwdefaults__(self):
        return self.of_python("__kwdefaults__")

    @property
    def __defaults__(self):
        return self.of_python("__defaults__")

    @property
    def __code__(self):
        return self.of_python("__code__")

    cdef object of_python(self, str name):
        """An attribute of functions written in Python; AttributeError where PyTorch's function is built in."""
        if self.asks != ASK_PYTHON:
            raise AttributeError(f"'builtin_function_or_method' object has no attribute '{name}'")
        return getattr(self.__wrapped__, name)


cdef object overridable_call(PyObject *callable, PyObject **args, size_t nargsf, PyObject *kwnames):
    cdef overridable self = <overridable>callable
    cdef Py_ssize_t i, n = PyVectorcall_NARGS(nargsf)
    if PLAIN_TENSOR == NULL:
        return call_overridden(self, args, nargsf, kwnames)
    if kwnames != NULL:
        n += PyTuple_GET_SIZE(<object>kwnames)
    for i in range(n):
        if not is_quiet(<object>args[i]) and not plain_object(<object>args[i]) and type(<object>args[i]) not in ORDINARY:
            return call_overridden(self, args, nargsf, kwnames)
    return call_wrapped(self, args, nargsf, kwnames)


cdef inline object call_wrapped(overridable self, PyObject **args, size_t nargsf, PyObject *kwnames):
    cdef PyObject *made = _vectorcall(<PyObject *>self.__wrapped__, args, nargsf, kwnames)
    if made == NULL:
        made = explain_failure(self, args, nargsf, kwnames)
    return _owned(made)


cdef extern from *:
    """
    #define owned_object(o) (o)
    """
    object _owned "owned_object"(PyObject *)
    PyObject *_vectorcall "PyObject_Vectorcall"(PyObject *, PyObject **, size_t, PyObject *)


cdef extern from "Python.h":
    void PyErr_Fetch(PyObject **, PyObject **, PyObject **)
    void PyErr_Restore(PyObject *, PyObject *, PyObject *)
    bint PyErr_GivenExceptionMatches(PyObject *, object)


cdef PyObject *explain_failure(overridable self, PyObject **args, size_t nargsf, PyObject *kwnames) except NULL:
    """Raise PyTorch's error for the arguments, or where nothing is wrong with them go on with the one that there is."""
    cdef PyObject *kind = NULL
    cdef PyObject *error = NULL
    cdef PyObject *trace = NULL
    PyErr_Fetch(&kind, &error, &trace)
    if self.explain is not None and PyErr_GivenExceptionMatches(kind, (TypeError, AttributeError)):
        try:
            self.explain(*arguments_of(args, PyVectorcall_NARGS(nargsf), kwnames))
        except BaseException:
            Py_XDECREF(kind)
            Py_XDECREF(error)
            Py_XDECREF(trace)
            raise
    PyErr_Restore(kind, error, trace)
    return NULL


cdef tuple arguments_of(PyObject **args, Py_ssize_t n, PyObject *kwnames):
    """The arguments of a vectorcall as (tuple, dict)."""
    cdef Py_ssize_t i
    cdef dict kwargs = {}
    if kwnames != NULL:
        for i in range(PyTuple_GET_SIZE(<object>kwnames)):
            kwargs[<object>PyTuple_GET_ITEM(<object>kwnames, i)] = <object>args[n + i]
    return tuple([<object>args[i] for i in range(n)]), kwargs


cdef object call_overridden(overridable self, PyObject **args, size_t nargsf, PyObject *kwnames):
    """A call in which somebody may have to be asked."""
    global mode_torch_function
    cdef int before = mode_torch_function
    if before == ALL_DISABLED:
        return PyObject_Vectorcall(self.__wrapped__, args, nargsf, kwnames)
    if self.asks != ASK_NOBODY:
        answer = ask_overridable(self, args, PyVectorcall_NARGS(nargsf), kwnames)
        if answer is not UNANSWERED:
            return answer
    if self.asks == ASK_PYTHON:
        return call_wrapped(self, args, nargsf, kwnames)
    mode_torch_function = ALL_DISABLED
    try:
        return call_wrapped(self, args, nargsf, kwnames)
    finally:
        mode_torch_function = before


cdef object ask_overridable(overridable self, PyObject **args, Py_ssize_t n, PyObject *kwnames):
    positional, kwargs = arguments_of(args, n, kwnames)
    if shared_overrides is None:
        load_overrides()
    if self.asks == ASK_PYTHON:
        return noted(shared_overrides.ask_all(self, positional, kwargs))
    values = () if self.asks == ASK_MODES else (*positional, *kwargs.values())
    return noted(shared_overrides.ask(self, self.shown, values, positional, kwargs or None))


cdef class overridable_property:
    """A data descriptor over `inner` that first asks the ``__torch_function__`` of the instance's type."""
    cdef object inner
    cdef readonly str __name__
    cdef object __weakref__

    def __init__(self, inner, str name):
        self.inner, self.__name__ = inner, name

    @property
    def __doc__(self):
        return self.inner.__doc__

    @property
    def __objclass__(self):
        return TensorClass

    def __get__(self, instance, owner):
        if instance is None:
            return self
        if not is_plain(instance) and (PLAIN_TENSOR == NULL or not is_quiet(instance)):
            answer = ask_override(self.__get__, f"torch.Tensor.{self.__name__}.__get__", (instance,), (instance,), None)
            if answer is not UNANSWERED:
                return answer
        return call_get(self.inner, instance, owner)

    def __set__(self, instance, value):
        if not is_plain(instance):
            answer = ask_override(self.__set__, f"torch.Tensor.{self.__name__}.__set__", (instance,), (instance, value), None)
            if answer is not UNANSWERED:
                return
        if (<_GetSlots *>Py_TYPE(self.inner)).tp_descr_set == NULL:
            raise AttributeError(f"attribute '{self.__name__}' of 'torch._C.TensorBase' objects is not writable")
        call_set(self.inner, instance, value)

    def __delete__(self, instance):
        self.inner.__delete__(instance)

    def __repr__(self):
        return f"<attribute '{self.__name__}' of 'torch._C.TensorBase' objects>"


ctypedef object (*getfunc)(PyObject *, PyObject *, PyObject *)
ctypedef int (*setfunc)(PyObject *, PyObject *, PyObject *) except -1
cdef extern from "Python.h":
    ctypedef struct _GetSlots "PyTypeObject":
        getfunc tp_descr_get
        setfunc tp_descr_set
    object PyObject_Vectorcall(object, PyObject **, size_t, PyObject *)


cdef inline object call_get(object descriptor, object instance, object owner):
    return (<_GetSlots *>Py_TYPE(descriptor)).tp_descr_get(<PyObject *>descriptor, <PyObject *>instance, <PyObject *>Py_TYPE(instance))


cdef inline int call_set(object descriptor, object instance, object value) except -1:
    return (<_GetSlots *>Py_TYPE(descriptor)).tp_descr_set(<PyObject *>descriptor, <PyObject *>instance, <PyObject *>value)


cdef extern from *:
    """
    #define overridable_vectorcall_offset offsetof(struct __pyx_obj_10pyautograd_2_C_4core_overridable, vectorcall)
    """
    Py_ssize_t overridable_vectorcall_offset


use_vectorcall(<PyTypeObject *>overridable, overridable_vectorcall_offset)
