# Nodes whose backward is Python code, and helpers for what a custom Function returns.

@cython.trashcan(True)
cdef class CustomNode(Node):
    """Base of the nodes that Python classes derive from. ``run_backward`` of the subclass gets and gives gradients."""
    cdef int saved_count          # tensors in the slots where nodes keep saved values

    def set_edges(self, tensors):
        """Make the edges of this node lead to `tensors` (None, or no tensor: an empty edge)."""
        self.e0 = self.e1 = self.e2 = self.more_edges = None
        self.edge_count = 0
        for value in tensors:
            append_edge_of(self, value)
        if mode_anomaly:
            note_forward_stack(self)
        self.watched = False
        expose(self)

    def needs_gradient(self, int position):
        """Whether the gradient of an input is wanted."""
        return position < self.edge_count and has_edge(self, position)

    def attach(self, TensorBase tensor not None):
        """Make this node the history of a result."""
        attach_result(self, tensor)

    def rebase(self, TensorBase tensor not None):
        """Make this node the history of a tensor that was changed in place. Raises where a view must not be changed."""
        rebase_result(self, tensor)

    def register_output(self, TensorBase tensor not None):
        """Count an output that carries no gradient."""
        return add_output(self, tensor)

    def save(self, tensors, outputs=None):
        """Keep tensors (or None) with their versions; the node's own outputs without a reference to the node."""
        save_for_custom(self, tuple(tensors))

    def saved(self):
        """The saved tensors, checked to be what was saved."""
        return saved_by_custom(self)

    def release(self):
        """Drop the saved tensors after a backward that does not keep the graph."""
        release_custom(self)

    def raw_saved(self):
        """The saved tensors before unpacking, which take hooks of their own."""
        if self.released:
            raise RuntimeError(texts.FREED)
        return tuple([make_raw(self, i, -1) for i in range(self.saved_count)])

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


cdef int attach_result(CustomNode node, TensorBase t) except -1:
    set_history_of(node, t)
    t.needs_grad = False
    keep_shown(t)
    t.attr_version = version_of(t)
    return 0


cdef int rebase_result(CustomNode node, TensorBase t) except -1:
    if requires(t):
        check_view_write(t)
    t.attr_version = -1      # the history follows the base's new one, whoever counted the change
    rebase_history(t, node)
    t.needs_grad = False
    return 0


cdef int save_for_custom(CustomNode node, tuple tensors) except -1:
    cdef TensorBase t
    cdef int k = 0
    for value in tensors:
        if value is None:
            save_slot(node, k, None, -1)
        else:
            t = <TensorBase?>value
            if t.fn is node or t.base is not None and isinstance(t.base.fn, CopySlices) and (<CopySlices>t.base.fn).inner is node:
                save_output(node, k, t)
            else:
                save_tensor(node, k, t)
        k += 1
    node.saved_count = k
    return 0


cdef tuple saved_by_custom(CustomNode node):
    cdef int k
    if node.released:
        raise RuntimeError(texts.FREED)
    if node.saved_count == 1:
        return (saved_value(node, 0),)
    return tuple([saved_value(node, k) for k in range(node.saved_count)])


cdef void drop_saved(CustomNode node) noexcept:
    node.s0 = node.s1 = node.s2 = node.s3 = node.more_saved = node.more_versions = None
    node.saved_count = 0


cdef void release_custom(CustomNode node) noexcept:
    drop_saved(node)
    node.released = True


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
    return detached(tensor) if is_exact(tensor) else tensor.detach()


def is_same_storage(TensorBase a not None, TensorBase b not None):
    """Whether two tensors share one storage."""
    return storage_root(a) is storage_root(b)
