# Nodes whose backward is Python code: what autograd.Function builds on.

@cython.trashcan(True)
cdef class CustomNode(Node):
    """Base of the nodes that Python classes derive from. ``run_backward`` of the subclass gets and gives gradients.

    The facade's ``autograd.function`` derives from it; its instances are the ``ctx`` of a Function.
    """
    cdef dict __dict__
    cdef object __weakref__
    cdef list kept              # (value, version) of saved tensors, None where None was saved
    cdef bint released

    def set_edges(self, tensors):
        """Make the edges of this node lead to `tensors` (None, or no tensor: an empty edge)."""
        self.e0 = self.e1 = self.e2 = self.more_edges = None
        self.edge_count = 0
        for value in tensors:
            append_edge_of(self, value)
        if mode_anomaly:
            note_forward_stack(self)

    def needs_gradient(self, int position):
        """Whether the gradient of an input is wanted."""
        return position < self.edge_count and has_edge(self, position)

    def attach(self, TensorBase tensor not None):
        """Make this node the history of a result."""
        set_history_of(self, tensor)
        tensor.needs_grad = False
        tensor.attr_version = version_of(tensor)

    def rebase(self, TensorBase tensor not None):
        """Make this node the history of a tensor that was changed in place. Raises where a view must not be changed."""
        check_inplace(tensor)
        rebase_history(tensor, self)
        tensor.needs_grad = False

    def register_output(self, TensorBase tensor not None):
        """Count an output that carries no gradient."""
        return add_output(self, tensor)

    def save(self, tensors, outputs):
        """Keep tensors with their versions; those that are this node's `outputs` without a reference to the node itself."""
        cdef TensorBase t
        cdef SavedOutput kept
        self.kept = []
        for value in tensors:
            if value is None:
                self.kept.append(None)
                continue
            t = <TensorBase>value
            is_output = False
            for out in outputs:
                if out is value:
                    is_output = True
            if mode_saved_hooks:
                self.kept.append((pack_saved(t, is_output), -1))
            elif is_output and (t.fn is self or t.base is not None and t.fn is not None):
                kept = kept_output(self, t)
                self.kept.append((kept, kept.counter.value))
            else:
                self.kept.append((t, stamp_of(t)))

    def saved(self):
        """The saved tensors, checked to be what was saved."""
        if self.released:
            raise RuntimeError(texts.FREED)
        if self.kept is None:
            return ()
        return tuple([None if k is None else unpack_custom(self, k[0], k[1]) for k in self.kept])

    def release(self):
        """Drop the saved tensors after a backward that does not keep the graph."""
        self.released = True
        self.kept = None

    def raw_saved(self):
        """The saved tensors before unpacking, which take hooks of their own."""
        if self.released:
            raise RuntimeError(texts.FREED)
        return tuple([make_raw(self, i, -1) for i in range(len(self.kept or ()))])

    def was_released(self):
        """Whether the saved tensors are gone."""
        return self.released

    def zeros_for(self, int position):
        """Zeros in the shape of an output."""
        return ops.zeros(output_shape(self, position), dtype=DTYPES[output_dt(self, position)])

    def run_backward(self, grads):
        """Gradients of the inputs from those of the outputs; the subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} defines no run_backward")


cdef int set_history_of(Node node, TensorBase t) except -1:
    t.out_nr = add_output(node, t)
    t.fn = node
    return 0


cdef object unpack_custom(CustomNode node, object value, int64_t version):
    cdef TensorBase t
    if type(value) is PackedTensor:
        return unpack_saved(<PackedTensor>value, node)
    if type(value) is SavedOutput:
        return output_again(<SavedOutput>value, node, version)
    t = <TensorBase>value
    check_stamp(t, version)
    return t


def mark_view_creation(TensorBase tensor not None, bint several):
    """A view that a custom Function returned: it must not be changed in place."""
    tensor.creation = VIEW_MULTI_OUTPUT if several else VIEW_CUSTOM_FUNCTION


def view_as_self(TensorBase tensor not None):
    """A view of the whole tensor, without history."""
    global mode_grad
    cdef int grad_was = mode_grad
    cdef TensorBase made
    mode_grad = 1
    made = view_of(tensor, tensor.a)
    mode_grad = grad_was
    return made


def fresh_alias(TensorBase tensor not None):
    """The same data and version counter as a result of its own."""
    return detached(tensor)


def is_same_storage(TensorBase a not None, TensorBase b not None):
    """Whether two tensors share one storage."""
    return storage_root(a) is storage_root(b)
