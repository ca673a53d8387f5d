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
        if self.node is not None:
            self.node.handle = NULL

    def __repr__(self):
        return f"<{type(self).__name__} object at {<size_t><void *>self:#x}>"

    def __dir__(self):
        made = set(object.__dir__(self))
        if self.node is not None and self.node.spec is not None:
            spec = (<Node>self.node).spec
            for i in range(spec.nsaved):
                if spec.saved_kind[i] in (SAVED_INPUT, SAVED_INPUTS, SAVED_OUTPUT):
                    made.add("_raw_saved_" + spec.saved_names[i])
                if spec.saved_kind[i] not in (SAVED_SHAPES, SAVED_DTYPES):
                    made.add("_saved_" + spec.saved_names[i].replace("shape", "sym_sizes").replace("dtype", "scalar_type"))
        if isinstance(self.node, AsStrided):
            made.update(("_saved_size", "_saved_stride", "_saved_storage_offset"))
        return sorted(made)

    def name(self):
        """The name PyTorch gives this node, such as ``MulBackward0``."""
        return node_name(held(self))

    def _sequence_nr(self):
        return sequence_nr_of(held(self))

    def _set_sequence_nr(self, value):
        held(self).seq = value

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

    def register_hook(self, hook):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run; a result replaces grad_inputs."""
        return register_post_hook(held(self), hook)

    def register_prehook(self, hook):
        """Call ``hook(grad_outputs)`` before this node runs; a result replaces them."""
        return register_pre_hook(held(self), hook)

    def _register_hook_dict(self, TensorBase tensor not None):
        """Have the hooks in ``tensor._backward_hooks`` run before this node."""
        if tensor.extra is not None and (<TensorExtra>tensor.extra).hooks is not None:
            attach_hooks(tensor, (<TensorExtra>tensor.extra).hooks, held(self))

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
        if isinstance(self.node, AsStrided) and attribute.startswith("_saved_"):
            return strided_attribute(<AsStrided>self.node, attribute[7:], type(self).__name__)
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
    if isinstance(node, AccumulateGrad):
        key, base = "AccumulateGrad", AccumulateGradHandle
    else:
        key, base = node_name(node).rpartition("::")[2], NodeHandle
    return handle_type_named(key, base)


cdef object handle_type_named(str called, object base):
    made = handle_types.get(called)
    if made is None:
        made = handle_types[called] = type(called, (base,), {"__slots__": ("__weakref__",), "__module__": "builtins"})
    return made


_NOT_OF_ROWS = ("AccumulateGrad", "AsStridedBackward0", "CopySlices", "Error", "NotImplemented", "UndefinedGradBackward")


def node_class_names():
    """The names of all node classes."""
    return sorted({*_NOT_OF_ROWS, *[row[10].rpartition("::")[2] for row in TABLE if row[14]]})


def node_class(called):
    """The class of the nodes of that name, or None where there are none."""
    if called == "AccumulateGrad":
        return handle_type_named(called, AccumulateGradHandle)
    return handle_type_named(called, NodeHandle) if called in node_class_names() else None


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
    if node.handle != NULL:
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


cdef object saved_by_name(Node node, str called, str shown):
    cdef int k
    called = called.replace("sym_sizes", "shape").replace("scalar_type", "dtype")
    for k in range(node.spec.nsaved):
        if node.spec.saved_names[k] == called:
            if node.spec.saved_kind[k] in (SAVED_INPUT, SAVED_OUTPUT) and slot_is_empty(node, k):
                return None
            value = saved_value(node, k)
            return tuple(value) if isinstance(value, (list, tuple)) else value
    raise AttributeError(f"'{shown}' object has no attribute '_saved_{called}'")


cdef class RawSavedTensor:
    """A saved tensor before unpacking: takes hooks of its own."""
    cdef Node node
    cdef int position            # the saved value, or the element of a list of them
    cdef int element

    def register_hooks(self, pack_hook, unpack_hook):
        """Pack the saved tensor now with `pack_hook`; `unpack_hook` gives it back when it is used."""
        if not (callable(pack_hook) and callable(unpack_hook)):
            raise TypeError("register_hooks(): incompatible function arguments: two callables are expected")
        cdef object kept, version
        cdef CustomNode custom = None
        cdef Node node = None
        if isinstance(self.node, CustomNode):
            custom = <CustomNode>self.node
            if custom.released:
                raise RuntimeError(texts.HOOKS_AFTER_FREED)
            kept, version = custom.kept[self.position]
        else:
            node = <Node>self.node
            if node.released:
                raise RuntimeError(texts.HOOKS_AFTER_FREED)
            kept, version = raw_slot(node, self.position)
            if self.element >= 0:
                kept, version = kept[self.element] if kept[self.element] is not None else (None, -1)
        if kept is None:
            raise RuntimeError(texts.HOOKS_ON_NONE)
        if type(kept) is PackedTensor:
            raise RuntimeError(texts.HOOKS_TWICE)
        packed = repack(kept, pack_hook, unpack_hook)
        if custom is not None:
            custom.kept[self.position] = (packed, -1)
        elif self.element >= 0:
            raw_slot(node, self.position)[0][self.element] = (packed, -1)
        else:
            save_slot(node, self.position, packed, -1)


cdef object repack(object kept, object pack_hook, object unpack_hook):
    """A saved value packed by hooks that were registered afterwards."""
    cdef TensorBase t
    cdef PackedTensor packed
    cdef SavedOutput out
    if type(kept) is SavedOutput:
        out = <SavedOutput>kept
        t = new_tensor(out.a, out.dt)
        t.storage, t.counter, t.out_nr = out.storage, out.counter, out.out_nr
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
    if k == 0:
        return node.s0, node.v0
    if k == 1:
        return node.s1, node.v1
    if k == 2:
        return node.s2, node.v2
    if k == 3:
        return node.s3, node.v3
    if node.more_saved is None or k - 4 >= len(node.more_saved):
        return None, -1
    return node.more_saved[k - 4], node.more_versions[k - 4]


cdef object make_raw(Node node, int position, int element):
    cdef RawSavedTensor made = <RawSavedTensor>SavedTensor.__new__(SavedTensor)
    made.node, made.position, made.element = node, position, element
    return made


cdef object raw_by_name(Node node, str called, str shown):
    cdef int k
    if node.released:
        raise RuntimeError(texts.FREED)
    for k in range(node.spec.nsaved):
        if node.spec.saved_names[k] == called:
            if node.spec.saved_kind[k] == SAVED_INPUTS:
                kept = raw_slot(node, k)[0]
                return tuple([make_raw(node, k, i) for i in range(len(kept))])
            if node.spec.saved_kind[k] in (SAVED_INPUT, SAVED_OUTPUT):
                return make_raw(node, k, -1)
    raise AttributeError(f"'{shown}' object has no attribute '_raw_saved_{called}'")


class SavedTensor(RawSavedTensor):
    """What Python sees of a saved tensor, under PyTorch's name."""

    __slots__ = ()


SavedTensor.__module__ = "torch._C._autograd"
