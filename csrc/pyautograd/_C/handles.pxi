# What Python sees of a built-in node: an object whose type has the node's name, made when it is asked for.

@cython.no_gc_clear
cdef class NodeHandle:
    """A node of the backward graph. The same object as long as something holds it."""
    cdef Node node

    def __dealloc__(self):
        if self.node is not None:
            self.node.handle = NULL

    def name(self):
        """The name PyTorch gives this node, such as ``MulBackward0``."""
        return node_name(self.node)

    def _sequence_nr(self):
        return self.node.seq

    def _set_sequence_nr(self, value):
        self.node.seq = value

    @property
    def next_functions(self):
        """One ``(node, output number)`` per differentiable input; the node is None where no gradient is wanted."""
        return next_functions_of(self.node)

    @property
    def metadata(self):
        """A dictionary for the user."""
        return metadata_of(self.node)

    @property
    def _input_metadata(self):
        return input_metadata_of(self.node)

    @property
    def requires_grad(self):
        return True

    def register_hook(self, hook):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run; a result replaces grad_inputs."""
        return register_post_hook(self.node, hook)

    def register_prehook(self, hook):
        """Call ``hook(grad_outputs)`` before this node runs; a result replaces them."""
        return register_pre_hook(self.node, hook)

    def __call__(self, *grads):
        results = apply_node(self.node, list(grads))
        return results[0] if len(results) == 1 else tuple(results)

    def __getattr__(self, str attribute):
        if isinstance(self.node, TableNode):
            if attribute.startswith("_saved_"):
                return saved_by_name(<TableNode>self.node, attribute[7:], type(self).__name__)
            if attribute.startswith("_raw_saved_"):
                return RawSavedTensor.of(self, attribute[11:])
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{attribute}'")


cdef object handle_types = {}


cdef object handle_type(Node node):
    if isinstance(node, TableNode):
        spec = (<TableNode>node).spec
        if spec.node_type is None:
            spec.node_type = make_handle_type(spec.node_name, NodeHandle)
        return spec.node_type
    if isinstance(node, AccumulateGrad):
        key, base = "AccumulateGrad", AccumulateGradHandle
    else:
        key, base = node_name(node).rpartition("::")[2], NodeHandle
    made = handle_types.get(key)
    if made is None:
        made = handle_types[key] = make_handle_type(key, base)
    return made


cdef object make_handle_type(str called, object base):
    return type(called, (base,), {"__slots__": ("__weakref__",), "__module__": "torch.autograd"})


cdef class AccumulateGradHandle(NodeHandle):
    """AccumulateGrad, with the leaf it accumulates into."""

    @property
    def variable(self):
        return (<AccumulateGrad>self.node).leaf


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
        return (<NodeHandle>handle).node
    if isinstance(handle, Node):
        return <Node>handle
    raise TypeError(f"expected a graph node, got {type(handle).__name__}")


cdef object saved_by_name(TableNode node, str called, str shown):
    cdef int k
    called = called.replace("sym_sizes", "shape").replace("scalar_type", "dtype")
    for k in range(node.spec.nsaved):
        if node.spec.saved_names[k] == called:
            value = saved_value(node, k)
            return tuple(value) if isinstance(value, list) else value
    raise AttributeError(f"'{shown}' object has no attribute '_saved_{called}'")


class RawSavedTensor:
    """A saved tensor before unpacking: takes hooks of its own."""

    def __init__(self, handle, position):
        self._handle, self._position = handle, position

    @staticmethod
    def of(NodeHandle handle, called):
        cdef TableNode node = <TableNode>handle.node
        cdef int k
        if node.released:
            raise RuntimeError(FREED)
        for k in range(node.spec.nsaved):
            if node.spec.saved_names[k] == called:
                return RawSavedTensor(handle, k)
        raise AttributeError(f"'{type(handle).__name__}' object has no attribute '_raw_saved_{called}'")

    def register_hooks(self, pack, unpack):
        """Pack the saved tensor now with `pack`; `unpack` gives it back when it is used."""
        cdef TableNode node = <TableNode>(<NodeHandle>self._handle).node
        if node.released:
            raise RuntimeError(FREED)
        value = saved_value(node, self._position)
        push_saved_tensors_hooks(pack, unpack)
        try:
            save_slot(node, self._position, pack_saved(<TensorBase>value, node.spec.saved_kind[self._position] == SAVED_OUTPUT), -1)
        finally:
            pop_saved_tensors_hooks()
