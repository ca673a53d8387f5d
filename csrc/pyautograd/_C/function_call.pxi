# Calling a custom Function: `apply`, running `forward`, and placing what it returns in the graph.

cdef object transform_handler = None      # called in place of a Function while transforms run
cdef object jvp_handler = None            # called with the outputs where an argument may have a tangent
cdef object forward_check = None          # called with the arguments; what it returns is called with what `forward` returned


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
    given = tuple_of(args + 1, n)
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


cdef inline tuple tuple_of(PyObject **values, Py_ssize_t n):
    cdef Py_ssize_t i
    made = PyTuple_New(n)
    for i in range(n):
        Py_INCREF(<object>values[i])
        PyTuple_SET_ITEM(made, i, <object>values[i])
    return made


cdef int note_many_arguments(FunctionBase node, PyObject **args, Py_ssize_t n) except -1:
    """Keep which arguments are tensors, and which need gradients, where the masks do not have room for all."""
    node.more_arguments = [isinstance(<object>args[i], TensorBase) for i in range(64, n)]
    node.needs = tuple([isinstance(<object>args[i], TensorBase) and requires(<TensorBase><object>args[i]) for i in range(n)])
    node.needs_known = True
    return 0


cdef object apply_function(object cls, FunctionKind kind, PyObject **args, Py_ssize_t n, tuple inputs):
    """Run the Function; `inputs` is the arguments as a tuple where there is one."""
    global mode_grad, mode_scope
    cdef object forward = kind.forward, setup = kind.setup
    cdef FunctionBase node
    cdef int grad_was = mode_grad
    cdef int64_t scope = mode_scope
    cdef bint recording = False, dual = mode_duals != 0
    cdef uint64_t tensors = 0, needs = 0      # of the first 64 arguments
    cdef Py_ssize_t i
    cdef PyObject *stack[16]
    cdef TensorBase out
    for i in range(n):
        if isinstance(<object>args[i], TensorBase):
            tensors |= (<uint64_t>(i < 64)) << (i & 63)
            if requires(<TensorBase><object>args[i]):
                needs |= (<uint64_t>(i < 64)) << (i & 63)
                recording = True
    recording = recording and mode_grad
    node = new_ctx(cls, kind) if recording or kind.spare is None else spare_ctx(kind)
    node.arg_count, node.tensor_mask, node.needs_mask, node.needs_known = n, tensors, needs, False
    if n > 64:
        note_many_arguments(node, args, n)
    if recording:
        for i in range(n):
            if isinstance(<object>args[i], TensorBase):
                append_edge_of(node, <object>args[i])
        node.watched = False
        expose(node)
        if mode_anomaly:
            note_forward_stack(node)
    if setup is not None and inputs is None:
        inputs = tuple_of(args, n)
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
                if kind.spares:
                    leave_spare(kind, node)
                return returned
    return finish_function(node, recording, args, n, returned, setup is not None, dual)


cdef inline bint among(PyObject **values, Py_ssize_t n, object value) noexcept:
    cdef Py_ssize_t i
    for i in range(n):
        if values[i] == <PyObject *>value:
            return True
    return False


cdef inline bint in_tuple(tuple values, object value) noexcept:
    return values is not None and among((<_Tuple *>values).ob_item, PyTuple_GET_SIZE(values), value)


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


install_apply()
