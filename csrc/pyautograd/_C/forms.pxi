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
    cdef bint pair                # an elementwise operator of two operands that Python's operators call directly
    cdef list signatures, held
    cdef object binder
    cdef str full_name            # what the error of __torch_function__ calls it
    cdef bint prepared
    cdef int factory              # a constant that has a quick way
    cdef bint of_class            # a method: the first argument is its tensor
    cdef int direct               # how many arguments its only row has, all of them tensors, or two tensors and a number; 0 for others

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
        from pyautograd._py import python_functions

        return python_functions.names().get(full_name_of(self), "torch.").rpartition(".")[0]

    @property
    def __self__(self):
        raise AttributeError("__self__")

    @property
    def __text_signature__(self):
        return None

    @property
    def __signature__(self):
        from pyautograd._py import python_functions

        return python_functions.signature(full_name_of(self))

    def __repr__(self):
        if self.form == FORM_FUNCTION or self.form == FORM_INPLACE_FUNCTION:
            return f"<built-in method {self.__name__} of type object>"
        return f"<method '{self.__name__}' of 'torch._C.TensorBase' objects>"

    def __reduce__(self):
        if self.form == FORM_FUNCTION or self.form == FORM_INPLACE_FUNCTION:
            for called, function in functions.items():      # relu of nn.functional is another function than relu
                if function is self:
                    return form_by_name, (called,)
            return getattr, (ops, self.__name__)
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
    if not form.prepared:
        prepare_form(form)
    if PLAIN_TENSOR == NULL:
        return bind_and_run(form, args, n, kwnames)
    if form.factory and kwnames == NULL and n > 0:
        made = quick_constant(form.factory, args, n)
        if made is not None:
            return made
    if form.of_class and (n == 0 or not is_quiet(<object>args[0])):
        return bind_and_run(form, args, n, kwnames)
    return match_and_run(form, args, n, kwnames)


cdef object match_and_run(builtin_operator form, PyObject **args, Py_ssize_t n, PyObject *kwnames):
    """Call the overload whose parameters have exactly the types of the arguments; the binder decides where there is none."""
    cdef PyObject *values[MAX_PARAMS]
    cdef Signature s
    cdef list held = form.held
    cdef int verdict
    for s in form.signatures:
        if not s.usable:
            break
        verdict = match_exactly(s, args, n, kwnames, values, held)
        if verdict == 1:
            if s.spec is None:
                s.spec = spec_at(s.row)
            if len(held):
                form.held = []      # the tuples made for this call stay alive in `held`
            if QUIET_TYPE != NULL and any_quiet(values, s.spec.nparams):
                return run_offered(s.spec, list(values_tuple(s.spec, values)), form.form >= FORM_INPLACE)
            if form.form >= FORM_INPLACE:
                return run_inplace_called(form, s.spec, values) if mode_anomaly else run_inplace(s.spec, values, None)
            return run_spec(s.spec, values)
        if verdict == 0:
            break
    if len(held):
        form.held = []
    return bind_and_run(form, args, n, kwnames)


cdef object run_inplace_called(builtin_operator form, Spec spec, PyObject **values):
    """`run_inplace`; in anomaly mode what it changes remembers the name that was called, which may be an alias or that of a composite."""
    if not mode_anomaly:
        return run_inplace(spec, values, None)
    before, stacks.called = stacks.called, stacks.called or form.__name__
    try:
        return run_inplace(spec, values, None)
    finally:
        stacks.called = before


cdef object run_out_called(builtin_operator form, Spec spec, PyObject **values, object out):
    """`run_out` in anomaly mode."""
    before, stacks.called = stacks.called, stacks.called or form.__name__ + "(out=...)"
    try:
        return run_out(spec, values, out)
    finally:
        stacks.called = before


# What the stamped derivatives call: operators on one to three arguments, without a look at overloads where the arguments are plain tensors.

cdef inline builtin_operator direct_form(object form, int count):
    """The form, if its one row takes so many tensors and nothing else."""
    cdef builtin_operator found
    if type(form) is not builtin_operator:
        return None
    found = <builtin_operator>form
    if not found.prepared:
        prepare_form(found)
    return found if found.direct == count else None


cdef object call_one(object form, object x):
    cdef PyObject *values[1]
    cdef builtin_operator found = direct_form(form, 1)
    if found is None or not is_plain(x):
        return form(x)
    values[0] = <PyObject *>x
    return run_spec(found.first, values)


cdef object call_two(object form, object x, object y):
    cdef PyObject *values[2]
    cdef builtin_operator found = direct_form(form, 2)
    if found is None or not is_plain(x) or not is_plain(y):
        return form(x, y)
    values[0], values[1] = <PyObject *>x, <PyObject *>y
    return run_spec(found.first, values)


cdef object call_three(object form, object x, object y, object z):
    cdef PyObject *values[3]
    cdef builtin_operator found = direct_form(form, 3)
    if found is None or not is_plain(x) or not is_plain(y) or not is_plain(z) and type(z) is not float and type(z) is not int:
        return form(x, y, z)
    values[0], values[1], values[2] = <PyObject *>x, <PyObject *>y, <PyObject *>z
    return run_spec(found.first, values)


# Constants of a given size

cdef enum:
    FACTORY_NONE, FACTORY_ZEROS, FACTORY_ONES, FACTORY_EMPTY

cdef dict _FACTORIES = {"zeros": FACTORY_ZEROS, "ones": FACTORY_ONES, "empty": FACTORY_EMPTY}


cdef bint empty_filled = False      # whether ``empty`` fills its result: see _py/determinism.py


def set_empty_filled(bint on):
    """Begin or end to fill what ``empty`` and its like make."""
    global empty_filled
    from .._py import determinism

    empty_filled = on
    determinism.set_filled(on)


cdef object quick_constant(int which, PyObject **args, Py_ssize_t n):
    """``zeros``, ``ones`` or ``empty`` of sizes alone, in float32 or float64; None where that is not what is asked for."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp total = 1, i
    cdef cnp.ndarray out
    if PLAIN_TENSOR == NULL or DEFAULT_DT != DT_F32 and DEFAULT_DT != DT_F64 or empty_filled:
        return None
    if n == 1 and (type(<object>args[0]) is tuple or type(<object>args[0]) is _TORCH_SIZE):
        sizes = <tuple><object>args[0]
        n = PyTuple_GET_SIZE(sizes)
        if n > 64:
            return None
        for i in range(n):
            item = <object>PyTuple_GET_ITEM(sizes, i)
            if type(item) is not int or not 0 <= item < 0x10000000:
                return None
            dims[i] = item
    else:
        if n > 64:
            return None
        for i in range(n):
            if type(<object>args[i]) is not int or not 0 <= <object>args[i] < 0x10000000:
                return None
            dims[i] = <object>args[i]
    for i in range(n):
        total *= dims[i]
        if total > 1024:      # zeroed pages come from the system at no cost
            return None
    out = empty_array(<int>n, dims, DEFAULT_DT)
    if which == FACTORY_ZEROS:
        memset(cnp.PyArray_DATA(out), 0, total * ITEMSIZE[DEFAULT_DT])
    elif which == FACTORY_ONES:
        for i in range(total):
            if DEFAULT_DT == DT_F32:
                (<float *>cnp.PyArray_DATA(out))[i] = 1
            else:
                (<double *>cnp.PyArray_DATA(out))[i] = 1
    return new_tensor(out, DEFAULT_DT)


cdef object ONE = 1


cdef inline bint is_operand(object x) noexcept:
    return is_plain(x) or type(x) is float or type(x) is int or type(x) is bool


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
            if n == 0:
                raise TypeError(f"unbound method TensorBase.{form.__name__}() needs an argument")
            got = type(positional[0]).__name__
            raise TypeError(f"descriptor '{form.__name__}' for 'torch._C.TensorBase' objects doesn't apply to a '{got}' object")
    overload, values, out = form.binder.bind(positional, kwargs)
    spec = spec_at(overload.index)
    if len(values) < spec.nparams:
        raise SystemError(f"{form.__name__}: {len(values)} arguments bound, {spec.nparams} expected")
    if PLAIN_TENSOR == NULL or not all_plain(values) or out is not None and not plain_object(out):
        return run_unusual(form, spec, values, out, positional, kwargs)
    if form.form >= FORM_INPLACE:
        return run_inplace_called(form, spec, (<_List *>values).ob_item)
    if out is not None:
        return run_out_called(form, spec, (<_List *>values).ob_item, out) if mode_anomaly else run_out(spec, (<_List *>values).ob_item, out)
    return run_spec(spec, (<_List *>values).ob_item)


class _Param:
    """One parameter of a signature, as the binder reads it."""

    __slots__ = ("name", "type", "optional", "size", "default", "required", "keyword_only")

    def __init__(self, name, type, optional, size, default, required, keyword_only, bound_type):
        self.name, self.type, self.optional, self.size = name, bound_type, optional, size
        self.default, self.required, self.keyword_only = default, required, keyword_only


cdef int prepare_form(builtin_operator form) except -1:
    """Build the binder and decide on the direct way, on the first call."""
    from .._table.listings import in_python
    from .binder import Binder, Overload

    cdef Spec spec
    overloads = []
    method = form.form == FORM_METHOD or form.form == FORM_INPLACE
    for i in form.indices:
        row = TABLE[i]
        out = 0 if form.form != FORM_FUNCTION or "o" not in row[6] else len(row[3]) if isinstance(row[3], tuple) else -1 if row[3] == "Tensor[]" else 1
        overloads.append(Overload([_Param(*p) for p in row[2]], i, out=out, numbers=row[9]))
    form.binder = Binder(form.__name__, overloads, method=method, python=in_python(form.__name__, TABLE[form.indices[0]][13], method))
    form.signatures = [make_signature(i, method) for i in form.indices]
    form.held = []
    form.first = spec = spec_at(form.indices[0])
    rest = [p for p in spec.row[2] if p[1] != "Tensor"]
    operands = len(spec.row[2]) - len(rest)
    form.pair = spec.kind <= KIND_SCALAR and operands == 2 and "other" in spec.row[9] and len(rest) == (1 if spec.alpha_at == 2 else 0)
    form.factory = _FACTORIES.get(form.__name__, FACTORY_NONE) if form.form == FORM_FUNCTION else FACTORY_NONE
    form.of_class = method
    form.direct = 0
    if len(form.indices) == 1 and form.form == FORM_FUNCTION:
        codes = [p[1] for p in spec.row[2]]
        if codes in (["Tensor"], ["Tensor"] * 2, ["Tensor"] * 3, ["Tensor", "Tensor", "Number"]):
            form.direct = len(codes)
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


cdef int use_vectorcall(PyTypeObject *type, Py_ssize_t offset) except -1:
    """Cython has no syntax for the vectorcall protocol: set the type's slots here, before any instance or subclass exists."""
    cdef _CallSlots *slots = <_CallSlots *>type
    slots.tp_vectorcall_offset = offset
    slots.tp_call = _vectorcall_call
    slots.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR
    PyType_Modified(type)
    return 0


use_vectorcall(<PyTypeObject *>builtin_operator, form_vectorcall_offset)
