# The ctx of a custom Function, which is the node of its call, and what a Function class defines. `function_call.pxi` calls Functions,
# `function_backward.pxi` their backward. `_py/custom_function.py` is the same in Python; the texts of errors are shared (`_py/function_errors.py`).

cdef object DEFAULT_SETUP = None          # the methods of the facade's base class, by which overriding is seen
cdef object DEFAULT_BACKWARD = None


def set_function_defaults(setup_context, backward):
    """The base class's ``setup_context`` and ``backward`` (which is its ``vjp`` too)."""
    global DEFAULT_SETUP, DEFAULT_BACKWARD
    DEFAULT_SETUP, DEFAULT_BACKWARD = setup_context, backward


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
    cdef object spare                 # a ctx that nobody has seen the last of, for the next call that records nothing
    cdef bint spares                  # whether there may be one

    def __dealloc__(self):
        cdef PyObject **place = recent_place(self.cls)
        if place[0] == <PyObject *>self:
            place[0] = NULL


cdef PyObject *recent_kinds[64]       # borrowed: a kind removes itself


cdef inline PyObject **recent_place(PyObject *cls) noexcept:
    return &recent_kinds[((<size_t>cls >> 4) ^ (<size_t>cls >> 10)) & 63]


cdef inline bint describes(FunctionKind kind, PyObject *cls) noexcept:
    return kind.cls == cls and kind.version == version_of_type(cls)


cdef inline FunctionKind kind_of(object cls):
    cdef PyObject *recent = recent_place(<PyObject *>cls)[0]
    if recent != NULL and describes(<FunctionKind>recent, <PyObject *>cls):
        return <FunctionKind>recent
    kind = cls._function_kind
    if kind is None or not describes(<FunctionKind>kind, <PyObject *>cls):
        kind = new_kind(cls)
    if (<FunctionKind>kind).cls != NULL:
        recent_place(<PyObject *>cls)[0] = <PyObject *>kind
    return <FunctionKind>kind


cdef FunctionKind new_kind(object cls):
    cdef FunctionKind kind = FunctionKind.__new__(FunctionKind)
    cls._function_kind = kind      # a change of the class: its version is another one now, and known once it was asked for something
    setup = cls.setup_context
    kind.forward, kind.setup = cls.forward, None if setup is DEFAULT_SETUP else setup
    kind.backward_cls = cls._backward_cls
    kind.boxed, kind.clears = bool(cls.boxed_grads_call), bool(cls.clear_saved_tensors_on_access)
    if not (isinstance(kind.backward_cls, type) and issubclass(kind.backward_cls, FunctionBase)):
        raise TypeError(f"{cls.__name__}._backward_cls must be a subclass of torch.autograd.function.BackwardCFunction")
    kind.spares = not hasattr(kind.backward_cls, "__del__")
    kind.cls, kind.version = <PyObject *>cls, version_of_type(<PyObject *>cls)
    if kind.version == 0:
        kind.cls = NULL      # to be made anew each time
    return kind


cdef inline FunctionKind kind_of_node(FunctionBase node):
    """The kind that a node was made by, or another one where the class has changed since."""
    if node.kind is not None and describes(node.kind, <PyObject *>node.function):
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


cdef FunctionBase new_ctx(object cls, FunctionKind kind):
    """The ctx of a call."""
    cdef FunctionBase node = <FunctionBase?>(<_TypeSlots *>kind.backward_cls).tp_new(<PyTypeObject *>kind.backward_cls, <PyObject *>NO_ARGUMENTS, NULL)
    node.function, node.kind = cls, kind
    return node


cdef FunctionBase spare_ctx(FunctionKind kind):
    """The ctx that the last call left, as new."""
    global next_sequence
    cdef FunctionBase node = <FunctionBase>kind.spare
    kind.spare = None
    node.seq = next_sequence
    next_sequence += 1
    return node


cdef extern from "Python.h":
    Py_ssize_t Py_REFCNT(object)
    PyObject **PyObject_GET_WEAKREFS_LISTPTR(object)
    object PyObject_GenericGetDict(object, void *)


cdef int leave_spare(FunctionKind kind, FunctionBase node) except -1:
    """Keep the ctx of a call that recorded nothing, as new, for the next such call: unless anybody else has it or put anything on it."""
    if kind.spare is not None or Py_REFCNT(node) != 1 or PyObject_GET_WEAKREFS_LISTPTR(node)[0] != NULL:
        return 0
    if node.extra is not None or node.edge_count or node.out_count or node.saved_count:
        return 0
    attributes = PyObject_GenericGetDict(node, NULL)
    if len(<dict>attributes) or Py_REFCNT(attributes) > 2:
        kind.spares = False      # and its ctx keep attributes in the cheaper way, which ends where they are looked at as a dictionary
        return 0
    node.materialize = node.materialize_fixed = True
    node.pure_view = node.accessed = False
    node.needs = node.more_arguments = None
    kind.spare = node
    return 0


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


cdef inline tuple as_tuple(object value):
    """A value as a tuple of this very class; one that is no tuple as its only element."""
    return value if type(value) is tuple else tuple(value) if isinstance(value, tuple) else (value,)


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
