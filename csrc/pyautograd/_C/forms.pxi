# The callables users see: one object per form (function, method, in-place method) of an operator.
#
# A form is called through the vectorcall protocol, so positional arguments arrive as a C array. Elementwise operators on
# tensors and numbers are called straight from it; everything else goes through the argument binder.

cdef extern from "Python.h":
    ctypedef void *vectorcallfunc
    size_t PyVectorcall_NARGS(size_t)
    object PyVectorcall_Call(object, object, object)
    object PyMethod_New(object, object)
    unsigned long Py_TPFLAGS_HAVE_VECTORCALL
    unsigned long Py_TPFLAGS_METHOD_DESCRIPTOR
    ctypedef struct _CallSlots "PyTypeObject":
        Py_ssize_t tp_vectorcall_offset
        unsigned long tp_flags
        void *tp_call
    void *_vectorcall_call "PyVectorcall_Call"

cdef enum:
    FORM_FUNCTION, FORM_METHOD, FORM_INPLACE, FORM_INPLACE_FUNCTION


cdef class builtin_operator:
    """An operator as a function or method."""
    cdef vectorcallfunc vectorcall
    cdef object __weakref__
    cdef readonly str __name__
    cdef int form
    cdef tuple indices            # rows, in PyTorch's order
    cdef Spec first               # of the first row; None until called
    cdef int quick                # how many tensor operands the direct way takes; 0: none
    cdef object binder
    cdef bint prepared

    def __get__(self, instance, owner):
        if instance is None or self.form == FORM_FUNCTION or self.form == FORM_INPLACE_FUNCTION:
            return self
        return PyMethod_New(self, instance)

    @property
    def __doc__(self):
        return "\n".join([signature_of(TABLE[i]) for i in self.indices])

    @property
    def __qualname__(self):
        return self.__name__

    @property
    def __module__(self):
        return "torch"

    @property
    def __self__(self):
        raise AttributeError("__self__")

    @property
    def __text_signature__(self):
        return None

    def __repr__(self):
        if self.form == FORM_FUNCTION or self.form == FORM_INPLACE_FUNCTION:
            return f"<built-in method {self.__name__} of type object>"
        return f"<method '{self.__name__}' of 'torch._C.TensorBase' objects>"

    def __reduce__(self):
        if self.form == FORM_FUNCTION or self.form == FORM_INPLACE_FUNCTION:
            return form_by_name, (self.__name__,)
        return getattr, (TensorClass, self.__name__)


def form_by_name(called):
    """The function form called `called`; what unpickling calls."""
    return functions[called]


cdef str signature_of(tuple row):
    shown = ", ".join([f"{p[1]} {p[0]}" + ("" if p[5] else f"={p[4]}") for p in row[2]])
    return f"{row[0]}({shown})"


cdef object form_call(PyObject *callable, PyObject **args, size_t nargsf, PyObject *kwnames):
    cdef builtin_operator form = <builtin_operator>callable
    cdef Py_ssize_t n = PyVectorcall_NARGS(nargsf)
    cdef PyObject *values[4]
    if not form.prepared:
        prepare_form(form)
    if kwnames == NULL and n == form.quick:
        if n == 1:
            if isinstance(<object>args[0], TensorBase):
                if form.form >= FORM_INPLACE:
                    return run_inplace(form.first, args)
                return run_spec(form.first, args)
        elif n == 2:
            if is_operand(<object>args[0]) and is_operand(<object>args[1]) and isinstance(<object>args[0], TensorBase):
                if form.first.alpha_at < 0:
                    if form.form >= FORM_INPLACE:
                        return run_inplace(form.first, args)
                    return run_spec(form.first, args)
                values[0], values[1], values[2] = args[0], args[1], <PyObject *>ONE
                if form.form >= FORM_INPLACE:
                    return run_inplace(form.first, values)
                return run_spec(form.first, values)
    return bind_and_run(form, args, n, kwnames)


cdef object ONE = 1


cdef inline bint is_operand(object x) noexcept:
    return isinstance(x, TensorBase) or type(x) is float or type(x) is int or type(x) is bool


cdef object bind_and_run(builtin_operator form, PyObject **args, Py_ssize_t n, PyObject *kwnames):
    cdef Py_ssize_t i
    cdef dict kwargs = None
    cdef tuple positional = tuple([<object>args[i] for i in range(n)])
    cdef list values
    cdef Spec spec
    if kwnames != NULL:
        kwargs = {}
        for i in range(PyTuple_GET_SIZE(<object>kwnames)):
            kwargs[<object>PyTuple_GET_ITEM(<object>kwnames, i)] = <object>args[n + i]
    if form.form == FORM_METHOD or form.form == FORM_INPLACE:
        if n == 0 or not isinstance(<object>args[0], TensorBase):
            got = type(positional[0]).__name__ if n else "nothing"
            raise TypeError(f"descriptor '{form.__name__}' for 'torch._C.TensorBase' objects doesn't apply to a '{got}' object")
    overload, values, out = form.binder.bind(positional, kwargs)
    spec = spec_at(overload.index)
    if len(values) < spec.nparams:
        raise SystemError(f"{form.__name__}: {len(values)} arguments bound, {spec.nparams} expected")
    if form.form >= FORM_INPLACE:
        return run_inplace(spec, (<_List *>values).ob_item)
    if out is not None:
        return run_out(spec, (<_List *>values).ob_item, out)
    return run_spec(spec, (<_List *>values).ob_item)


class _Param:
    """One parameter of a signature, as the binder reads it."""

    __slots__ = ("name", "type", "optional", "size", "default", "required", "keyword_only")

    def __init__(self, name, type, optional, size, default, required, keyword_only, bound_type):
        self.name, self.type, self.optional, self.size = name, bound_type, optional, size
        self.default, self.required, self.keyword_only = default, required, keyword_only


cdef int prepare_form(builtin_operator form) except -1:
    """Build the binder and decide on the direct way, on the first call."""
    from .binder import Binder, Overload

    cdef Spec spec
    overloads = []
    method = form.form == FORM_METHOD or form.form == FORM_INPLACE
    for i in form.indices:
        row = TABLE[i]
        out = 0 if form.form != FORM_FUNCTION or "o" not in row[6] else len(row[3]) if isinstance(row[3], tuple) else 1
        overloads.append(Overload([_Param(*p) for p in row[2]], i, out=out, numbers=row[9]))
    form.binder = Binder(form.__name__, overloads, method=method)
    form.first = spec = spec_at(form.indices[0])
    tensors = sum([t == "Tensor" for t in spec.param_types])
    rest = [p for p in spec.row[2] if p[1] != "Tensor"]
    form.quick = 0
    if form.form == FORM_INPLACE_FUNCTION or spec.kind == KIND_COMPOSITE:
        pass
    elif tensors == 1 and spec.nparams == 1:
        form.quick = 1
    elif spec.kind <= KIND_SCALAR and tensors == 2 and "other" in spec.row[9] and (not rest or len(rest) == 1 and spec.alpha_at == 2):
        form.quick = 2
    form.prepared = True
    return 0


cdef builtin_operator make_form(str called, int kind, tuple indices):
    cdef builtin_operator form = builtin_operator.__new__(builtin_operator)
    form.vectorcall = <vectorcallfunc>form_call
    form.__name__ = called
    form.form = kind
    form.indices = indices
    return form


cdef extern from *:
    """
    #define form_vectorcall_offset offsetof(struct __pyx_obj_10pyautograd_2_C_4core_builtin_operator, vectorcall)
    """
    Py_ssize_t form_vectorcall_offset


cdef int enable_vectorcall() except -1:
    """Cython has no syntax for the vectorcall protocol: set the type's slots here, before any instance or subclass exists."""
    cdef _CallSlots *slots = <_CallSlots *>builtin_operator
    slots.tp_vectorcall_offset = form_vectorcall_offset
    slots.tp_call = _vectorcall_call
    slots.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR
    PyType_Modified(<PyTypeObject *>builtin_operator)
    return 0


enable_vectorcall()
