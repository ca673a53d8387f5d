# What Python sees of a built-in node: an object whose type has the node's name, made when it is asked for.

@cython.no_gc_clear
cdef class NodeHandle:
    """A node of the backward graph. The same object as long as something holds it."""
    cdef Node node

    def __init__(self, *args, **named):
        if type(self).__name__ in _NOT_OF_ROWS:
            raise RuntimeError("Cannot construct")
        raise TypeError(f"cannot create '{type(self).__name__}' instances")

    def __dealloc__(self):
        if self.node is not None and self.node.handle == <PyObject *>self:
            self.node.handle = NULL

    def __repr__(self):
        return f"<{type(self).__name__} object at {<size_t><void *>self:#x}>"

    def __dir__(self):
        made = set(object.__dir__(self))
        if self.node is not None and self.node.spec is not None:
            made.update(_saved_names.names(saved_kinds(self.node.spec), self.node.spec.row[15]))
        return sorted(made)

    def name(self, *args, **named):
        """The name PyTorch gives this node, such as ``MulBackward0``."""
        if args or named:
            _no_argument(type(self).__name__, "name", args, named)
        return node_name(held(self))

    def _sequence_nr(self, *args, **named):
        _no_argument(type(self).__name__, "_sequence_nr", args, named)
        return sequence_nr_of(held(self))

    def _set_sequence_nr(self, *args, **named):
        set_sequence_nr(held(self), _one_argument(type(self).__name__, "_set_sequence_nr", args, named))

    @property
    def next_functions(self):
        """One ``(node, output number)`` per differentiable input; the node is None where no gradient is wanted."""
        return next_functions_of(held(self))

    @property
    def metadata(self):
        """A dictionary for the user."""
        return metadata_of(held(self))

    @property
    def _input_metadata(self):
        return input_metadata_of(held(self))

    @property
    def requires_grad(self):
        return True

    def register_hook(self, *args, **named):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run; a result replaces grad_inputs."""
        return register_post_hook(held(self), _one_argument(type(self).__name__, "register_hook", args, named))

    def register_prehook(self, *args, **named):
        """Call ``hook(grad_outputs)`` before this node runs; a result replaces them."""
        return register_pre_hook(held(self), _one_argument(type(self).__name__, "register_prehook", args, named))

    def _register_hook_dict(self, *args, **named):
        """Have the hooks in ``tensor._backward_hooks`` run before this node."""
        register_hook_dict(held(self), _one_argument(type(self).__name__, "_register_hook_dict", args, named), False)

    def __call__(self, *grads, **named):
        cdef Node node = held(self)
        cdef int i
        if named:
            raise TypeError("keyword arguments are not supported")
        if len(grads) != node.out_count:
            raise TypeError(f"expected {node.out_count} arguments, got {len(grads)} instead")
        for i in range(len(grads)):
            if not (grads[i] is None or isinstance(grads[i], TensorBase)):
                raise TypeError(f"argument {i} is not a Variable")
        results = apply_node(node, list(grads))
        return results[0] if len(results) == 1 else tuple(results)

    def __setattr__(self, str attribute not None, value):
        self.__delattr__(attribute)

    def __reduce__(self):
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    def __delattr__(self, str attribute not None):
        if not hasattr(type(self), attribute) and attribute not in dir(self):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{attribute}'")
        if callable(getattr(type(self), attribute, None)):
            raise AttributeError(f"'{type(self).__name__}' object attribute '{attribute}' is read-only")
        raise AttributeError(f"attribute '{attribute}' of '{type(self).__name__}' objects is not writable")

    def __getattr__(self, str attribute not None):
        if self.node is not None and self.node.spec is not None:
            if attribute.startswith("_saved_"):
                return saved_by_name(<Node>self.node, attribute[7:], type(self).__name__)
            if attribute.startswith("_raw_saved_"):
                return raw_by_name(<Node>self.node, attribute[11:], type(self).__name__)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{attribute}'")


cdef Node held(NodeHandle handle):
    """The node of a handle; a handle that somebody made by calling its type has none."""
    if handle.node is None:
        raise RuntimeError("Cannot construct")
    return handle.node


cdef object handle_types = {}


cdef object handle_type(Node node):
    if (node.spec is not None):
        spec = (<Node>node).spec
        if spec.node_type is None:
            spec.node_type = handle_type_named(spec.node_name.rpartition("::")[2], NodeHandle)
        return spec.node_type
    if type(node) is AccumulateGrad:
        key, base = "AccumulateGrad", AccumulateGradHandle
    elif isinstance(node, AsStrided):
        key, base = node_name(node), AsStridedHandle
    else:
        key, base = node_name(node).rpartition("::")[2], NodeHandle
    return handle_type_named(key, base)


cdef object handle_type_named(str called, object base):
    made = handle_types.get(called)
    if made is None:
        made = handle_types[called] = type(called, (base,), {"__slots__": ("__weakref__",), "__module__": "builtins"})
    return made


_NOT_OF_ROWS = ("AccumulateGrad", "AsStridedBackward0", "CopyBackwards", "CopySlices", "Error", "NotImplemented", "UndefinedGradBackward")


def node_class_names():
    """The names of all node classes."""
    return sorted({*_NOT_OF_ROWS, *[row[10].rpartition("::")[2] for row in TABLE if row[14] and not row[10].endswith("::Identity")]})


def node_class(called):
    """The class of the nodes of that name, or None where there are none."""
    if called == "AccumulateGrad":
        return handle_type_named(called, AccumulateGradHandle)
    if called == "AsStridedBackward0":
        return handle_type_named(called, AsStridedHandle)
    return handle_type_named(called, NodeHandle) if called in node_class_names() else None


cdef class AsStridedHandle(NodeHandle):
    """AsStridedBackward0, with what `as_strided` was called with."""

    @property
    def _saved_size(self):
        return (<AsStrided>held(self)).view_size

    @property
    def _saved_stride(self):
        return (<AsStrided>held(self)).view_stride

    @property
    def _saved_storage_offset(self):
        return (<AsStrided>held(self)).view_offset if (<AsStrided>held(self)).offset_given else None


cdef class AccumulateGradHandle(NodeHandle):
    """AccumulateGrad, with the leaf it accumulates into."""

    @property
    def variable(self):
        return (<AccumulateGrad>held(self)).leaf


cdef object handle_of(Node node):
    """The Python object for a node; None for None."""
    cdef NodeHandle made
    if node is None:
        return None
    if isinstance(node, CustomNode):
        return node
    if node.handle != NULL and node.handle.ob_refcnt > 0:      # one whose end the interpreter has put off is none any more
        return <object>node.handle
    cls = handle_type(node)
    made = <NodeHandle>NodeHandle.__new__(cls)
    made.node = node
    node.handle = <PyObject *>made
    return made


cdef Node node_from(object handle):
    """The node behind what Python code holds."""
    if isinstance(handle, NodeHandle):
        return held(<NodeHandle>handle)
    if isinstance(handle, Node):
        return <Node>handle
    raise TypeError(f"expected a graph node, got {type(handle).__name__}")


# The names of the kinds of saved entries, in the order of the enumeration.
_KIND_NAMES = ("input", "inputs", "output", "value", "shape", "dtype", "ndim", "numel", "shapes", "dtypes", "strides", "is_leaf", "weak")


cdef dict saved_kinds(Spec spec):
    """The names of what a node saves, with the kind of each."""
    cdef int k
    return {spec.saved_names[k]: _KIND_NAMES[spec.saved_kind[k]] for k in range(spec.nsaved)}


cdef object saved_by_name(Node node, str called, str shown):
    cdef int k
    cdef Spec spec = node.spec
    found = _saved_names.find(called, saved_kinds(spec), spec.row[15])
    if found is None:
        raise AttributeError(f"'{shown}' object has no attribute '_saved_{called}'")
    saved, part = found
    if saved is None:
        return part
    k = spec.saved_names.index(saved)
    if not is_tensor_kind(spec.saved_kind[k]):       # stays when the tensors are freed
        value = raw_slot(node, k)[0]
        if spec.saved_kind[k] == SAVED_VALUE:
            return _saved_names.shown_value(_saved_names.part_of(value, part), spec.param_types[spec.saved_source[k]])
        value = _saved_names.part_of(value, part)
        return tuple(value) if isinstance(value, (list, tuple)) else value
    if spec.saved_kind[k] == SAVED_INPUTS:
        value = saved_value(node, k)
        if "dims" in spec.saved_names:
            return _saved_names.aligned(value, saved_value(node, spec.saved_names.index("dims")))
        return tuple(value) if isinstance(value, (list, tuple)) else value
    if slot_is_empty(node, k):
        return None
    value, version = raw_slot(node, k)
    if isinstance(value, (SavedOutput, PackedTensor)):
        value = unpack_slot(node, value, version)
    elif isinstance(value, TensorBase):     # one that was detached in place since is shown, though a derivative refuses it
        check_stamp(<TensorBase>value, version & ~1)
    else:
        value = number_tensor(value)
    value = _saved_names.part_of(value, part)
    return tuple(value) if isinstance(value, (list, tuple)) else value


cdef inline bint is_tensor_kind(int kind) noexcept:
    return kind <= SAVED_OUTPUT or kind == SAVED_WEAK


cdef object number_tensor(object value):
    """A number that was saved in the place of a tensor, as one."""
    if value is None:
        return None
    return wrap(np.asarray(value, np.bool_ if isinstance(value, bool) else np.int64 if isinstance(value, int) else None))


cdef class RawSavedTensor:
    """A saved tensor before unpacking: takes hooks of its own."""
    cdef Node node               # None: a saved tensor of its own, in `entry`
    cdef int position            # the saved value, or the element of a list of them
    cdef int element
    cdef tuple entry             # the value and the version it had

    def __init__(self, *args, **named):
        raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")

    def register_hooks(self, *hooks, **named):
        """Pack the saved tensor now with the first of two hooks; the second gives it back when it is used."""
        if len(hooks) != 2 or named or not (callable(hooks[0]) and callable(hooks[1])):
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types are supported:\n    1. (self: "
                "torch._C._autograd.SavedTensor, arg0: collections.abc.Callable, arg1: collections.abc.Callable) -> None\n\nInvoked with: "
                + ", ".join([repr(x) for x in (self, *hooks)]) + ("; kwargs: " + ", ".join([f"{k}={v!r}" for k, v in named.items()]) if named else "")
            )
        kept, _ = raw_entry(self, texts.HOOKS_AFTER_FREED)
        if kept is None:
            raise RuntimeError(texts.HOOKS_ON_NONE)
        if type(kept) is PackedTensor:
            raise RuntimeError(texts.HOOKS_TWICE)
        packed = repack(kept if isinstance(kept, (TensorBase, SavedOutput)) else number_tensor(kept), hooks[0], hooks[1])
        if self.node is None:
            self.entry = (packed, -1)
        elif self.element >= 0:
            raw_slot(self.node, self.position)[0][self.element] = (packed, -1)
        else:
            save_slot(self.node, self.position, packed, -1)

    def unpack(self):
        """The tensor, checked to be what was saved."""
        kept, version = raw_entry(self, texts.FREED)
        if kept is None or isinstance(kept, (TensorBase, SavedOutput, PackedTensor)):
            return unpack_slot(self.node, kept, version)
        return number_tensor(kept)

    @property
    def data(self):
        """What is kept: a tensor, or what the pack hook returned."""
        cdef TensorBase t
        if self.node is not None and self.node.released:
            return None
        kept, _ = raw_entry(self, texts.FREED)
        if type(kept) is PackedTensor:
            return (<PackedTensor>kept).packed
        if type(kept) is SavedOutput:
            t = tensor_over((<SavedOutput>kept).a, (<SavedOutput>kept).dt)
            t.storage, t.counter, t.lazy = (<SavedOutput>kept).storage, (<SavedOutput>kept).counter, (<SavedOutput>kept).lazy
            return t
        return kept if kept is None or isinstance(kept, TensorBase) else number_tensor(kept)

    @property
    def unpack_hook(self):
        """The hook that gives the tensor back, or None."""
        kept, _ = raw_entry(self, texts.FREED)
        return (<PackedTensor>kept).unpack if type(kept) is PackedTensor else None


cdef tuple raw_entry(RawSavedTensor raw, str freed):
    """What is kept and its version; RuntimeError with the text `freed` where it is gone."""
    if raw.node is None:
        return raw.entry
    if raw.node.released:
        raise RuntimeError(freed)
    if raw.position < 0:         # a dimension that is not indexed
        return None, -1
    kept, version = raw_slot(raw.node, raw.position)
    if raw.element >= 0:
        return (None, -1) if kept is None else kept[raw.element] or (None, -1)
    return kept, version


def make_saved_tensor(TensorBase tensor, is_output=False):
    """A saved tensor that belongs to no node, packed by the hooks that apply on this thread."""
    cdef RawSavedTensor made = <RawSavedTensor>SavedTensor.__new__(SavedTensor)
    if tensor is None:
        made.entry = None, -1
    elif mode_saved_hooks:
        made.entry = pack_saved(tensor, bool(is_output)), -1
    else:
        made.entry = tensor, stamp_of(tensor)
    return made


cdef object repack(object kept, object pack_hook, object unpack_hook):
    """A saved value packed by hooks that were registered afterwards."""
    cdef TensorBase t
    cdef PackedTensor packed
    cdef SavedOutput out
    if type(kept) is SavedOutput:
        out = <SavedOutput>kept
        t = tensor_over(out.a, out.dt)
        t.storage, t.counter, t.out_nr, t.lazy = out.storage, out.counter, out.out_nr, out.lazy
        packed = pack_with(pack_hook, unpack_hook, t, t, True)
        packed.has_history = True
        return packed
    t = <TensorBase>kept
    return pack_with(pack_hook, unpack_hook, t, detached(t), False)


cdef bint slot_is_empty(Node node, int k) except -1:
    if node.released:
        raise RuntimeError(texts.FREED)
    return raw_slot(node, k)[0] is None


cdef tuple raw_slot(Node node, int k):
    """What is kept of saved value `k`, and its version; None in the place of a tensor that was kept weakly and is gone."""
    if k == 0:
        value, version = node.s0, node.v0
    elif k == 1:
        value, version = node.s1, node.v1
    elif k == 2:
        value, version = node.s2, node.v2
    elif k == 3:
        value, version = node.s3, node.v3
    elif node.more_saved is None or k - 4 >= len(node.more_saved):
        return None, -1
    else:
        value, version = node.more_saved[k - 4], node.more_versions[k - 4]
    if node.spec is not None and node.spec.saved_kind[k] == SAVED_WEAK and isinstance(value, weakref.ref):
        value = value()
        if value is None:
            version = -1
    return value, version


cdef object make_raw(Node node, int position, int element):
    cdef RawSavedTensor made = <RawSavedTensor>SavedTensor.__new__(SavedTensor)
    made.node, made.position, made.element = node, position, element
    return made


cdef object raw_by_name(Node node, str called, str shown):
    cdef int k, i
    cdef Spec spec = node.spec
    found = _saved_names.find(called, saved_kinds(spec), spec.row[15])
    if found is not None and found[1] is None:
        k = spec.saved_names.index(found[0])
        if spec.saved_kind[k] == SAVED_INPUTS:
            if node.released:
                raise RuntimeError(texts.FREED)
            made = [make_raw(node, k, i) for i in range(len(raw_slot(node, k)[0] or []))]
            if "dims" not in spec.saved_names:
                return tuple(made)
            aligned = _saved_names.aligned(saved_value(node, k), saved_value(node, spec.saved_names.index("dims")))
            order = iter(made)
            return tuple([make_raw(node, -1, -1) if x is None else next(order) for x in aligned])
        if spec.saved_kind[k] in (SAVED_INPUT, SAVED_OUTPUT, SAVED_WEAK):
            return make_raw(node, k, -1)
    raise AttributeError(f"'{shown}' object has no attribute '_raw_saved_{called}'")


class SavedTensor(RawSavedTensor):
    """What Python sees of a saved tensor, under PyTorch's name."""

    __slots__ = ()


SavedTensor.__module__ = "torch._C._autograd"
