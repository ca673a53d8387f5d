# In-place changes: what may be written, and how the history of a base and its views is rewritten.

cdef tuple _CREATIONS = ("default", "multi_output", "no_grad", "custom_function", "inference")      # by the numbers of VIEW_...


cdef object view_error(TensorBase view, bint indirect):
    """The error for a change of a view, or (`indirect`) of its base, that is forbidden."""
    maker = None if view.fn is None else node_name(view.fn)
    return RuntimeError(texts.view_text(_CREATIONS[view.creation], maker, view.out_nr, indirect))


cdef int check_inplace(TensorBase t) except -1:
    """Raise unless `t` may be changed in place under the current grad mode."""
    if t.inference and not mode_inference:
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if not mode_grad:
        return 0
    if t.base is None:
        if t.needs_grad and t.fn is None:
            raise RuntimeError(texts.LEAF)
        return 0
    if requires(t):
        if t.creation != VIEW_DEFAULT:
            raise view_error(t, False)
        if t.base.fn is None:
            raise RuntimeError(texts.LEAF_VIEW)
        if t.needs_grad and t.fn is None:
            raise RuntimeError(texts.LEAF)
    return 0


cdef int check_view_write(TensorBase t) except -1:
    """Raise where an in-place change that carries gradients into a view is forbidden."""
    if t.base is None:
        return 0
    if t.creation != VIEW_DEFAULT:
        raise view_error(t, False)
    if t.base.needs_grad and t.base.fn is None:
        raise RuntimeError(texts.LEAF_VIEW)
    return 0


@cython.final
@cython.trashcan(True)
cdef class CopySlices(Node):
    """The history of a base after one of its views was changed in place.

    On backward the part of the gradient under the view goes through the operator's node, the rest passes by.
    """
    cdef tuple size, stride, view_size, view_stride
    cdef int64_t view_offset
    cdef Node inner
    cdef bint in_parts            # the view is real over a complex base


cdef CopySlices copy_slices(TensorBase base, TensorBase view, Node inner):
    cdef CopySlices node = CopySlices.__new__(CopySlices)
    cdef int i
    append_edge_of(node, base)
    for i in range(1, inner.edge_count):
        append_edge(node, edge_node(inner, i), edge_number(inner, i))
    node.size, node.stride = shape_tuple(base.a), stride_tuple(base.a)
    node.in_parts = CATEGORY[base.dt] == 3 and CATEGORY[view.dt] != 3
    node.view_size, node.view_stride = shape_tuple(view.a), stride_tuple(view.a)
    node.view_offset = offset_of(view) - offset_of(base) * (2 if node.in_parts else 1)
    node.inner = inner
    return node


cdef list apply_copy_slices(CopySlices node, list grads):
    grad = grads[0]
    if grad is None:
        return [None] * node.edge_count
    result = ops.empty_strided(node.size, node.stride, dtype=grad.dtype)
    result.copy_(grad)
    piece = (ops.view_as_real(result) if node.in_parts else result).as_strided(node.view_size, node.view_stride, node.view_offset)
    answers = apply_node(node.inner, [piece.clone()])
    first = answers[0] if answers else None
    if first is None:
        piece.zero_()
    else:
        piece.copy_(first if first.shape == piece.shape else first.sum_to_size(piece.shape))
    return [result if has_edge(node, 0) else None, *answers[1:]]


cdef int replace_history(TensorBase t, Node node) except -1:
    """Give a tensor another node. Its hooks stay where they were; its gradient is retained at the new one."""
    cdef Node before = t.fn
    cdef int number = t.out_nr
    cdef TensorExtra extra
    t.out_nr = add_output(node, t)
    t.fn, t.needs_grad = node, False
    if t.extra is None:
        return 0
    extra = <TensorExtra>t.extra
    extra.hooks = None
    if extra.retains >= 0 and before is not None and before.extra is not None and (<NodeExtra>before.extra).retain_hooks:
        kept = (<NodeExtra>before.extra).retain_hooks.pop(number, None)
        if kept is not None:
            extra.retains = t.out_nr
            if node_extra_of(node).retain_hooks is None:
                node_extra_of(node).retain_hooks = {}
            node_extra_of(node).retain_hooks[t.out_nr] = kept
    return 0


cdef int rebase_history(TensorBase t, Node node) except -1:
    """Make `node` the history of `t`, whose data it has just changed; through the base if `t` is a view."""
    if t.base is None:
        replace_history(t, node)
        return 0
    add_output(node, t)
    replace_history(t.base, copy_slices(t.base, t, node))
    grad_fn_of(t)      # made anew from the base, now that the version has changed
    return 0


@cython.final
@cython.trashcan(True)
cdef class AsStrided(Node):
    """The grad_fn of a view whose base has been changed since the view was made."""
    cdef tuple size, stride, view_size, view_stride
    cdef int64_t offset, view_offset
    cdef bint in_parts            # the view is real over a complex base

    def __init__(self, TensorBase base not None, TensorBase view not None):
        append_edge_of(self, base)
        self.size, self.stride, self.offset = shape_tuple(base.a), stride_tuple(base.a), offset_of(base)
        self.in_parts = CATEGORY[base.dt] == 3 and CATEGORY[view.dt] != 3
        if self.in_parts:
            self.size, self.stride, self.offset = (*self.size, 2), (*[2 * s for s in self.stride], 1), 2 * self.offset
        self.view_size, self.view_stride, self.view_offset = shape_tuple(view.a), stride_tuple(view.a), offset_of(view)


cdef int regenerate(TensorBase view) except -1:
    """Bring a view's grad_fn up to date with its base; called when the version has moved."""
    cdef TensorBase base = view.base
    if base.fn is None and not base.needs_grad:
        return 0
    if view.creation != VIEW_DEFAULT:
        raise view_error(view, True)
    replace_history(view, AsStrided(base, view))
    view.attr_version = version_of(view)
    return 0
