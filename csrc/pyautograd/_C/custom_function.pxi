# What autograd.Function rests on: the node that is the ctx, calling `forward`, and placing what it returns in the graph.
# `_py/custom_function.py` is the same in Python; the texts of errors are shared (`_py/function_errors.py`).

cdef object DEFAULT_SETUP = None          # the methods of the facade's base class, by which overriding is seen
cdef object DEFAULT_BACKWARD = None
cdef object transform_handler = None      # called in place of a Function while transforms run
cdef object jvp_handler = None            # called with the outputs where an argument may have a tangent
cdef object forward_check = None          # called with the arguments; what it returns is called with what `forward` returned


def set_function_defaults(setup_context, backward):
    """The base class's ``setup_context`` and ``backward`` (which is its ``vjp`` too)."""
    global DEFAULT_SETUP, DEFAULT_BACKWARD
    DEFAULT_SETUP, DEFAULT_BACKWARD = setup_context, backward


def set_function_transform(handler):
    """Offer every ``Function.apply`` to ``handler(cls, args, kwargs)`` first, which gives NotImplemented where no transform is on; None ends that.

    For a Function with ``setup_context`` the arguments have their defaults filled in.
    """
    global transform_handler
    transform_handler = handler


def set_function_jvp(handler):
    """Have ``Function.apply`` call ``handler(node, inputs, raw_outputs, outputs, fixed, dirty)`` inside levels of forward mode."""
    global jvp_handler
    jvp_handler = handler


def set_forward_check(handler):
    """Have ``Function.apply`` call ``handler(cls, args)``, and what that returns with what ``forward`` returned; gives the handler before."""
    global forward_check
    before, forward_check = forward_check, handler
    return before


cdef object function_errors():
    from .._py import function_errors

    return function_errors


cdef object not_readable_on_ctx(str name):
    raise AttributeError(f"attribute '{name}' of 'torch._C._FunctionBase' objects is not readable")


cdef bint checked_flag(str setter, object value) except -1:
    if not isinstance(value, bool):
        raise function_errors().not_bool(setter, value)
    return value


cdef extern from *:
    """
    #if PY_VERSION_HEX < 0x030C0000
    #define version_of_type(t) (PyType_HasFeature((PyTypeObject *)(t), Py_TPFLAGS_VALID_VERSION_TAG) ? ((PyTypeObject *)(t))->tp_version_tag : 0)
    #else
    #define version_of_type(t) (((PyTypeObject *)(t))->tp_version_tag)
    #endif
    """
    unsigned int version_of_type(PyObject *)      # another one after every change of the class or its bases; 0: not known


@cython.final
cdef class FunctionKind:
    """What a Function class defines, looked up once for each state of the class."""
    cdef PyObject *cls                # borrowed: the class owns this
    cdef unsigned int version
    cdef object forward, setup        # `setup`: None where it is the base class's
    cdef object backward_cls, backward      # `backward`: None until it is asked for
    cdef bint boxed, clears


cdef inline FunctionKind kind_of(object cls):
    kind = cls._function_kind
    if kind is not None and (<FunctionKind>kind).cls == <PyObject *>cls and (<FunctionKind>kind).version == version_of_type(<PyObject *>cls):
        return <FunctionKind>kind
    return new_kind(cls)


cdef FunctionKind new_kind(object cls):
    cdef FunctionKind kind = FunctionKind.__new__(FunctionKind)
    cls._function_kind = kind      # a change of the class: its version is another one now, and known once it was asked for something
    setup = cls.setup_context
    kind.forward, kind.setup = cls.forward, None if setup is DEFAULT_SETUP else setup
    kind.backward_cls = cls._backward_cls
    kind.boxed, kind.clears = bool(cls.boxed_grads_call), bool(cls.clear_saved_tensors_on_access)
    if not (isinstance(kind.backward_cls, type) and issubclass(kind.backward_cls, FunctionBase)):
        raise TypeError(f"{cls.__name__}._backward_cls must be a subclass of torch.autograd.function.BackwardCFunction")
    kind.cls, kind.version = <PyObject *>cls, version_of_type(<PyObject *>cls)
    if kind.version == 0:
        kind.cls = NULL      # to be made anew each time
    return kind


cdef inline FunctionKind kind_of_node(FunctionBase node):
    """The kind that a node was made by, or another one where the class has changed since."""
    if node.kind is not None and node.kind.cls != NULL and node.kind.version == version_of_type(<PyObject *>node.function):
        return node.kind
    return kind_of(node.function)


@cython.trashcan(True)
cdef class FunctionBase(CustomNode):
    """The node of a custom Function, which is the ``ctx`` of its methods."""
    cdef object function                  # the Function
    cdef FunctionKind kind
    cdef object kept, dirty, fixed, for_forward, needs
    cdef uint64_t tensor_mask, needs_mask  # arguments that are tensors, that require gradients: the first 64
    cdef list more_arguments              # whether each further argument is a tensor
    cdef int arg_count
    cdef bint needs_known                 # `needs` is what the user sees, and not the mask
    cdef tuple without_tensor, without_gradient      # outputs that are no tensors, that carry no gradient
    cdef bint materialize, materialize_fixed, pure_view, accessed

    def __cinit__(self):
        self.materialize = self.materialize_fixed = True
        self.needs_known = True

    @property
    def to_save(self):
        return self.kept

    @to_save.setter
    def to_save(self, value):
        self.kept = value

    @to_save.deleter
    def to_save(self):
        self.kept = None

    @property
    def dirty_tensors(self):
        return self.dirty

    @dirty_tensors.setter
    def dirty_tensors(self, value):
        self.dirty = value

    @dirty_tensors.deleter
    def dirty_tensors(self):
        self.dirty = None

    @property
    def non_differentiable(self):
        return self.fixed

    @non_differentiable.setter
    def non_differentiable(self, value):
        self.fixed = value

    @non_differentiable.deleter
    def non_differentiable(self):
        self.fixed = None

    @property
    def saved_for_forward(self):
        return self.for_forward

    @saved_for_forward.setter
    def saved_for_forward(self, value):
        self.for_forward = value

    @saved_for_forward.deleter
    def saved_for_forward(self):
        self.for_forward = None

    @property
    def needs_input_grad(self):
        """Which arguments need gradients."""
        if not self.needs_known:
            self.needs = tuple([bool((self.needs_mask >> i) & 1) for i in range(self.arg_count)])
            self.needs_known = True
        return self.needs

    @needs_input_grad.setter
    def needs_input_grad(self, value):
        self.needs, self.needs_known = value, True

    @needs_input_grad.deleter
    def needs_input_grad(self):
        self.needs, self.needs_known = None, True

    @property
    def materialize_grads(self):
        not_readable_on_ctx("materialize_grads")

    @materialize_grads.setter
    def materialize_grads(self, value):
        self.materialize = checked_flag("set_materialize_grads", value)

    @property
    def _materialize(self):
        return self.materialize

    @property
    def _materialize_non_diff_grads(self):
        return self.materialize_fixed

    @_materialize_non_diff_grads.setter
    def _materialize_non_diff_grads(self, value):
        self.materialize_fixed = checked_flag("set_materialize_non_diff_grads", value)

    @property
    def _is_pure_view(self):
        not_readable_on_ctx("_is_pure_view")

    @_is_pure_view.setter
    def _is_pure_view(self, value):
        self.pure_view = checked_flag("set_pure_view", value)

    @property
    def _function(self):
        return self.function

    @property
    def _are_tensors(self):
        return [is_tensor_argument(self, i) for i in range(self.arg_count)]

    @property
    def saved_tensors(self):
        """What ``save_for_backward`` kept, checked to be unchanged; inside ``jvp``, what ``save_for_forward`` kept."""
        return saved_by_function(self)

    @property
    def saved_variables(self):
        """The old name of ``saved_tensors``."""
        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=1)
        return saved_by_function(self)

    @property
    def _raw_saved_tensors(self):
        return CustomNode.raw_saved(self)

    @property
    def next_functions(self):
        """One ``(node, output number)`` per tensor argument; the node is None where no gradient is wanted."""
        return next_functions_of(self)

    @property
    def metadata(self):
        """A dictionary for the user."""
        return metadata_of(self)

    @property
    def requires_grad(self):
        return True

    @property
    def _input_metadata(self):
        return tuple(input_metadata_of(self))

    def save_for_backward(self, *tensors):
        """Keep tensors (or None) for ``backward``, which finds them in ``ctx.saved_tensors``.

        Inputs and outputs should be kept this way and not as attributes: it checks that they were not changed in place
        and makes no reference cycle. May be called once; a second call replaces the first.
        """
        self.kept = tensors

    def maybe_clear_saved_tensors(self):
        """Drop the saved tensors of a Function with ``clear_saved_tensors_on_access``."""
        if getattr(self.function, "clear_saved_tensors_on_access", False):
            drop_saved(self)
            self.accessed = True

    def run_backward(self, grads):
        """Gradients of the tensor arguments: what the Function's ``backward`` (or ``vjp``) returns, checked."""
        return run_function(self, grads)

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")


cdef bint is_tensor_argument(FunctionBase node, int i) except -1:
    return (node.tensor_mask >> i) & 1 if i < 64 else node.more_arguments[i - 64]


cdef object saved_by_function(FunctionBase node):
    if node.for_forward is not None:
        return node.for_forward
    if node.accessed:
        raise RuntimeError(function_errors().ACCESSED_TWICE)
    found = saved_by_custom(node)
    if node.function is not None and kind_of_node(node).clears:
        drop_saved(node)
        node.accessed = True
    return found


# Calling a Function.

cdef extern from "Python.h":
    ctypedef struct _Tuple "PyTupleObject":
        PyObject **ob_item
    object PyObject_Vectorcall(object, PyObject **, size_t, PyObject *)
    ctypedef struct _Code "PyCodeObject":
        int co_argcount, co_kwonlyargcount, co_flags
    bint PyFunction_Check(object)
    PyObject *PyFunction_GetCode(object)
    int CO_VARARGS, CO_VARKEYWORDS


@cython.final
cdef class FunctionApply:
    """``Function.apply``: a class method called through the vectorcall protocol, so that no tuple is made for its arguments."""
    cdef vectorcallfunc vectorcall

    def __get__(self, instance, owner):
        return PyMethod_New(self, owner)

    __name__ = "apply"
    __qualname__ = "Function.apply"
    __module__ = "torch.autograd.function"

    @property
    def __doc__(self):
        return (
            "Run ``forward`` on the arguments and record the Function as one step of the graph.\n\n"
            "Returns what ``forward`` returns, its tensors attached to the graph if gradients are recorded and any tensor\n"
            "argument requires them."
        )

    @property
    def __signature__(self):
        import inspect

        kinds = inspect.Parameter
        return inspect.Signature([kinds("cls", kinds.POSITIONAL_ONLY), kinds("args", kinds.VAR_POSITIONAL), kinds("kwargs", kinds.VAR_KEYWORD)])


cdef extern from *:
    """
    #define apply_vectorcall_offset offsetof(struct __pyx_obj_10pyautograd_2_C_4core_FunctionApply, vectorcall)
    """
    Py_ssize_t apply_vectorcall_offset


cdef extern from "Python.h":
    ctypedef struct _TypeName "PyTypeObject":
        const char *tp_name


cdef int install_apply() except -1:
    """Set the type's slots, for which Cython has no syntax, and put one object of it into `FunctionBase`."""
    cdef _CallSlots *slots = <_CallSlots *>FunctionApply
    cdef FunctionApply apply = FunctionApply.__new__(FunctionApply)
    slots.tp_vectorcall_offset = apply_vectorcall_offset
    slots.tp_call = _vectorcall_call
    slots.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL
    PyType_Modified(<PyTypeObject *>FunctionApply)
    (<_TypeName *>FunctionBase).tp_name = b"torch._C._FunctionBase"      # what error texts show
    apply.vectorcall = <vectorcallfunc>apply_call
    PyDict_SetItem(<object>(<_TypeSlots *>FunctionBase).tp_dict, "apply", apply)
    PyDict_SetItem(<object>(<_TypeSlots *>FunctionBase).tp_dict, "_function_kind", None)
    PyType_Modified(<PyTypeObject *>FunctionBase)
    return 0


cdef object apply_call(PyObject *callable, PyObject **args, size_t nargsf, PyObject *kwnames):
    cdef Py_ssize_t n = PyVectorcall_NARGS(nargsf) - 1
    cdef bint apart
    cdef tuple given
    cdef FunctionKind kind
    if n < 0:
        raise TypeError("apply() needs the Function as its first argument")
    cls = <object>args[0]
    kind = kind_of(cls)
    apart = kind.setup is not None
    if transform_handler is None and kwnames == NULL and not (apart and may_need_defaults(kind.forward, n)):
        return apply_function(cls, kind, args + 1, n, None)
    given = tuple([<object>args[i + 1] for i in range(n)])
    keywords = {}
    if kwnames != NULL:
        for i in range(PyTuple_GET_SIZE(<object>kwnames)):
            keywords[<object>PyTuple_GET_ITEM(<object>kwnames, i)] = <object>args[n + 1 + i]
    if apart:
        given, keywords = function_errors().with_defaults(kind.forward, given, keywords)
    if transform_handler is not None:
        answer = transform_handler(cls, given, keywords)
        if answer is not NotImplemented:
            return answer
    if keywords:
        given = function_errors().merged_keywords(kind.forward, 0 if apart else 1, given, keywords)
    return apply_function(cls, kind, (<_Tuple *>given).ob_item, len(given), given)


cdef bint may_need_defaults(object forward, Py_ssize_t n) except -1:
    """Whether `forward`, called with `n` positional arguments, may take defaults beside them, or may not take so many."""
    cdef _Code *code
    if not PyFunction_Check(forward):
        return True
    code = <_Code *>PyFunction_GetCode(forward)
    return code.co_argcount != n or code.co_kwonlyargcount or code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)


cdef bint note_arguments(FunctionBase node, PyObject **args, Py_ssize_t n) except -1:
    """Keep which arguments are tensors and need gradients; whether any does."""
    cdef Py_ssize_t i
    cdef bint wanted, any_wanted = False
    cdef list needs = [] if n > 64 else None
    node.arg_count = n
    node.needs_known = False
    if n > 64:
        node.more_arguments = []
    for i in range(n):
        if isinstance(<object>args[i], TensorBase):
            wanted = requires(<TensorBase><object>args[i])
            any_wanted = any_wanted or wanted
            if i < 64:
                node.tensor_mask |= (<uint64_t>1) << i
                if wanted:
                    node.needs_mask |= (<uint64_t>1) << i
        else:
            wanted = False
        if n > 64:
            needs.append(wanted)
            if i >= 64:
                node.more_arguments.append(isinstance(<object>args[i], TensorBase))
    if n > 64:
        node.needs, node.needs_known = tuple(needs), True
    return any_wanted


cdef object apply_function(object cls, FunctionKind kind, PyObject **args, Py_ssize_t n, tuple inputs):
    """Run the Function; `inputs` is the arguments as a tuple where there is one."""
    global mode_grad, mode_scope
    cdef int64_t scope = mode_scope
    cdef object forward = kind.forward, setup = kind.setup, backward_cls = kind.backward_cls
    cdef FunctionBase node = <FunctionBase?>(<_TypeSlots *>backward_cls).tp_new(<PyTypeObject *>backward_cls, <PyObject *>NO_ARGUMENTS, NULL)
    cdef int grad_was = mode_grad
    cdef bint recording = note_arguments(node, args, n) and mode_grad
    cdef bint dual = mode_duals != 0
    cdef Py_ssize_t i
    cdef PyObject *stack[16]
    cdef TensorBase out
    node.function, node.kind = cls, kind
    if recording:
        for i in range(n):
            if isinstance(<object>args[i], TensorBase):
                append_edge_of(node, <object>args[i])
        if mode_anomaly:
            note_forward_stack(node)
    if setup is not None and inputs is None:
        inputs = tuple([<object>args[i] for i in range(n)])
    check = None if forward_check is None else forward_check(cls, [<object>args[i] for i in range(n)])
    mode_grad = 0
    mode_scope = 0       # forward is run as if there were no transforms
    if dual:
        set_forward_enabled(False)
    try:
        if setup is not None:
            returned = PyObject_Vectorcall(forward, args, n, NULL)
            setup(node, inputs, returned)
        elif n < 16:
            stack[0] = <PyObject *>node
            for i in range(n):
                stack[i + 1] = args[i]
            returned = PyObject_Vectorcall(forward, stack, n + 1, NULL)
        else:
            returned = forward(node, *[<object>args[i] for i in range(n)])
    finally:
        mode_grad, mode_scope = grad_was, scope
        if dual:
            set_forward_enabled(True)
    if check is not None:
        check(returned)
    if isinstance(returned, TensorBase) and node.dirty is None and node.fixed is None and not dual:
        out = <TensorBase>returned
        if out.base is None and not among(args, n, returned):      # the usual case: one fresh tensor
            if recording and is_differentiable(out.dt):
                attach_result(node, out)
                if node.kept is not None:
                    save_for_custom(node, checked_to_save(node, True))
                    node.kept = None
                node.for_forward = None
                return returned
            if not recording and out.fn is None and not out.needs_grad:
                node.kept = node.for_forward = None
                return returned
    return finish_function(node, recording, args, n, returned, setup is not None, dual)


cdef inline tuple as_tuple(object value):
    """A value as a tuple of this very class; one that is no tuple as its only element."""
    return value if type(value) is tuple else tuple(value) if isinstance(value, tuple) else (value,)


cdef inline bint among(PyObject **values, Py_ssize_t n, object value) noexcept:
    cdef Py_ssize_t i
    for i in range(n):
        if values[i] == <PyObject *>value:
            return True
    return False


cdef inline bint in_tuple(tuple values, object value) noexcept:
    return values is not None and among((<_Tuple *>values).ob_item, PyTuple_GET_SIZE(values), value)


cdef tuple checked_to_save(FunctionBase node, bint recording):
    """The tensors (or None) that ``save_for_backward`` got; checked where they will be saved."""
    cdef Py_ssize_t i
    if node.kept is None:
        return ()
    if not isinstance(node.kept, tuple):
        raise RuntimeError(function_errors().NOT_A_TUPLE.format("to_save"))
    node.kept = as_tuple(node.kept)
    if recording:
        for i in range(PyTuple_GET_SIZE(node.kept)):
            value = <object>PyTuple_GET_ITEM(node.kept, i)
            if value is not None and not isinstance(value, TensorBase):
                raise function_errors().cannot_save(i, value)
    return node.kept


cdef tuple marked(object tensors, str name, str text):
    """The tensors that ``mark_dirty`` or ``mark_non_differentiable`` got."""
    if tensors is None:
        return None
    if not isinstance(tensors, tuple):
        raise RuntimeError(function_errors().NOT_A_TUPLE.format(name))
    for tensor in tensors:
        if not isinstance(tensor, TensorBase):
            raise RuntimeError(getattr(function_errors(), text))
    return as_tuple(tensors)


cdef object finish_function(FunctionBase node, bint recording, PyObject **args, Py_ssize_t n, object returned, bint apart, bint dual):
    """What ``apply`` returns for what ``forward`` returned, in the general case."""
    cdef tuple outputs = as_tuple(returned)
    cdef tuple to_save = checked_to_save(node, recording) if apart else ()
    cdef tuple after = None, fixed, dirty
    cdef list made
    if apart:
        after = to_save if node.for_forward is None else (*to_save, *node.for_forward)
    fixed = marked(node.fixed, "non_differentiable", "FIXED_NO_TENSOR")
    dirty = marked(node.dirty, "dirty_tensors", "DIRTY_NO_TENSOR")
    node.fixed = node.dirty = None
    made = place_outputs(node, recording, args, n, outputs, fixed, dirty, after)
    if dual:
        inputs = [<object>args[i] for i in range(n) if isinstance(<object>args[i], TensorBase)]
        jvp_handler(node, inputs, outputs, made, fixed or (), dirty or ())
    if recording:
        if not apart:
            to_save = checked_to_save(node, True)
        if len(to_save):
            save_for_custom(node, to_save)
    node.kept = node.for_forward = None
    return tuple(made) if isinstance(returned, tuple) else made[0]


cdef list place_outputs(FunctionBase node, bint recording, PyObject **args, Py_ssize_t n, tuple outputs, tuple fixed, tuple dirty, tuple saved):
    """The outputs with their place in the graph. `saved`: what ``setup_context`` saved, which must not be an argument as it is."""
    cdef list made = [], views = None
    cdef TensorBase t
    cdef bint is_input, modified
    cdef int with_gradient = 0, i
    if dirty is not None:
        for value in dirty:
            bump(<TensorBase>value)
            if mode_anomaly:
                note_change(<TensorBase>value, node.function.__name__)
    for i in range(PyTuple_GET_SIZE(outputs)):
        value = <object>PyTuple_GET_ITEM(outputs, i)
        if not isinstance(value, TensorBase):
            if recording:
                add_no_output(node)
                node.without_tensor = (i,) if node.without_tensor is None else (*node.without_tensor, i)
            made.append(value)
            continue
        t = <TensorBase>value
        is_input, modified = among(args, n, value), in_tuple(dirty, value)
        if is_input and not modified and in_tuple(saved, value):
            raise RuntimeError(function_errors().RETURNED_AND_SAVED)
        if not recording or not is_differentiable(t.dt) or in_tuple(fixed, value):
            t = without_gradient(node, recording, i, t, is_input, modified)
        else:
            with_gradient += 1
            if modified:
                attach_modified(node, t, is_input, PyTuple_GET_SIZE(outputs))
            else:
                if is_input:
                    t = view_as_self(t)
                attach_result(node, t)
        if t.base is not None:
            if not (is_input and modified):
                t.creation = VIEW_CUSTOM_FUNCTION
            if views is None:
                views = []
            views.append(t)
        made.append(t)
    if with_gradient > 1 and views is not None:
        for t in views:
            t.creation = VIEW_MULTI_OUTPUT
    if dirty is not None:
        for value in dirty:
            if not in_tuple(outputs, value):
                raise RuntimeError(function_errors().NOT_RETURNED)
    return made


cdef int add_no_output(Node node) except -1:
    """Count an output that is no tensor."""
    cdef int number = node.out_count
    node.out_count += 1
    if number == 0:
        node.out_dt, node.out_ndim = DT_F32, 0
        return 0
    if node.more_outputs is None:
        node.more_outputs = []
    node.more_outputs.append(((), DT_F32))
    return 0


cdef TensorBase without_gradient(FunctionBase node, bint recording, int position, TensorBase t, bint is_input, bint modified):
    """An output that carries no gradient: cut from any history, but an argument keeps its own."""
    if recording:
        add_output(node, t)
        node.without_gradient = (position,) if node.without_gradient is None else (*node.without_gradient, position)
    if not requires(t):
        return view_as_self(t) if is_input and not modified else t
    if is_input:
        return t.detach()
    if t.base is None:
        t.detach_()
    return t


cdef int attach_modified(FunctionBase node, TensorBase t, bint is_input, Py_ssize_t count) except -1:
    """Make `node` the history of an output that was changed in place."""
    if t.fn is None and requires(t):
        raise RuntimeError(function_errors().DIRTY_LEAF)
    if not is_input:
        warnings.warn(function_errors().NOT_AN_INPUT, stacklevel=1)
    if t.base is not None and count > 1:
        raise RuntimeError(function_errors().VIEW_AND_MORE)
    rebase_result(node, t)
    return 0


# Its backward.

def user_backward(function):
    """The Function's ``backward`` or ``vjp``, whichever it defines."""
    backward, vjp = function.backward, function.vjp
    if vjp is DEFAULT_BACKWARD:
        return backward
    if backward is not DEFAULT_BACKWARD:
        raise RuntimeError(function_errors().BOTH)
    return vjp


cdef bint gets_zeros(FunctionBase node, int position) except -1:
    """Whether a gradient that did not arrive for an output is zeros in ``backward``, and not None."""
    if not node.materialize or (node.without_tensor is not None and position in node.without_tensor):
        return False
    return node.materialize_fixed or node.without_gradient is None or position not in node.without_gradient


cdef int apply_function_node(FunctionBase node, PyObject **received, PyObject **results) except -1:
    """The same as `run_function` in arrays: as many gradients as outputs (NULL: undefined), as many results as edges."""
    cdef FunctionKind kind = kind_of_node(node)
    cdef PyObject *stack[MAX_INLINE + 1]
    cdef list made = None
    cdef tuple found
    cdef int i, at = 0
    if kind.backward is None:
        kind.backward = user_backward(node.function)
    stack[0] = <PyObject *>node
    for i in range(node.out_count):
        stack[i + 1] = received[i] if received[i] != NULL else <PyObject *>None
        if received[i] == NULL and gets_zeros(node, i):
            made = made or []
            made.append(node.zeros_for(i))
            stack[i + 1] = PyList_GET_ITEM(made, len(made) - 1)
    if kind.boxed:      # what `backward` removes from the list is free at once
        boxed = [<object>stack[i + 1] for i in range(node.out_count)]
        made = None
        for i in range(node.out_count):
            Py_XDECREF(received[i])
            received[i] = NULL
        answer = kind.backward(node, boxed)
    else:
        answer = PyObject_Vectorcall(kind.backward, stack, node.out_count + 1, NULL)
    if node.arg_count == 1 and node.edge_count == 1 and isinstance(answer, TensorBase):
        Py_INCREF(answer)
        results[0] = <PyObject *>answer
        return 0
    found = as_tuple(answer)
    check_gradients(node, found)
    for i in range(node.arg_count):
        if is_tensor_argument(node, i):
            value = <object>PyTuple_GET_ITEM(found, i)
            if value is not None and at < node.edge_count:
                Py_INCREF(value)
                results[at] = <PyObject *>value
            at += 1
    return 0


cdef list run_function(FunctionBase node, list grads):
    """Gradients of the tensor arguments, from those of the outputs."""
    cdef FunctionKind kind = kind_of_node(node)
    cdef int i, count = len(grads)
    cdef PyObject *stack[17]
    cdef list given = grads
    cdef tuple found
    if kind.backward is None:
        kind.backward = user_backward(node.function)
    backward = kind.backward
    for i in range(count):
        if grads[i] is None and gets_zeros(node, i):
            if given is grads:
                given = list(grads)
            given[i] = node.zeros_for(i)
    if kind.boxed:
        answer = backward(node, list(given))
    elif count <= 16:
        stack[0] = <PyObject *>node
        for i in range(count):
            stack[i + 1] = <PyObject *>PyList_GET_ITEM(given, i)
        answer = PyObject_Vectorcall(backward, stack, count + 1, NULL)
    else:
        answer = backward(node, *given)
    found = as_tuple(answer)
    check_gradients(node, found)
    return [<object>PyTuple_GET_ITEM(found, i) for i in range(node.arg_count) if is_tensor_argument(node, i)]


cdef int check_gradients(FunctionBase node, tuple found) except -1:
    """Refuse what ``backward`` must not return; more results than arguments may be there if they are None."""
    cdef Py_ssize_t i, got = PyTuple_GET_SIZE(found)
    if got != node.arg_count:
        if got < node.arg_count or any([value is not None for value in found[node.arg_count:]]):
            raise function_errors().gradient_count(type(node).__name__, node.arg_count, got)
    for i in range(node.arg_count):
        value = <object>PyTuple_GET_ITEM(found, i)
        if value is None:
            continue
        if not is_tensor_argument(node, i):
            raise function_errors().gradient_of_no_tensor(type(node).__name__, i)
        if not isinstance(value, TensorBase):
            raise function_errors().not_a_gradient(value)
    return 0


install_apply()
