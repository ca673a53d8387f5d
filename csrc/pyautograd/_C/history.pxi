# How the history of a base and its views is rewritten when one of them has been changed in place.

@cython.final
@cython.trashcan(True)
cdef class CopySlices(Node):
    """The history of a base after one of its views was changed in place.

    On backward the part of the gradient under the view goes through the operator's node, the rest passes by.
    """
    cdef tuple size, stride, view_size, view_stride
    cdef int64_t offset, view_offset      # of the view: from the first element of the base
    cdef tuple replay                     # the operators that make the view, where as_strided cannot
    cdef Node inner


cdef CopySlices copy_slices(TensorBase base, TensorBase view, Node inner):
    cdef CopySlices node = CopySlices.__new__(CopySlices)
    cdef int i
    append_edge_of(node, base)
    for i in range(1, inner.edge_count):
        append_edge(node, edge_node(inner, i), edge_number(inner, i))
    node.size, node.stride, node.offset = shape_tuple(base.a), stride_tuple(base.a), offset_of(base)
    node.replay = replay_of(view)
    node.view_size, node.view_stride = shape_tuple(view.a), stride_tuple(view.a)
    node.view_offset = offset_of(view) - node.offset
    node.inner = inner
    join_watched(node)
    return node


cdef TensorBase part_of(CopySlices node, TensorBase whole):
    """The view of a tensor laid out as the base was that corresponds to the view that was changed."""
    if node.replay is not None:
        return made_again(whole, node.replay)
    if not is_exact(whole) and intercepts(whole):
        return whole.as_strided(node.view_size, node.view_stride, node.view_offset)
    return as_strided(whole, node.view_size, node.view_stride, offset_of(whole) + node.view_offset)


cdef list apply_copy_slices(CopySlices node, list grads):
    grad = grads[0]
    if grad is None:
        return [None] * node.edge_count
    if not is_exact(grad) and intercepts(grad):
        result = grad.clone(memory_format=_types.contiguous_format)      # of its class, whose as_strided() finds the view
    else:
        result = ops.empty_strided(node.size, node.stride, dtype=grad.dtype)
        result.copy_(grad)
    piece = part_of(node, result)
    answers = apply_node(node.inner, [piece.clone()])
    first = answers[0] if answers else None
    if first is None:
        piece.zero_()
    else:
        piece.copy_(first if first.shape == piece.shape else first.sum_to_size(piece.shape))
    return [result if has_edge(node, 0) else None, *answers[1:]]


cdef int replace_history(TensorBase t, Node node, int output) except -1:
    """Give a tensor another node, of which it is that output. Its hooks stay where they were; its gradient is retained at the new one."""
    cdef Node before = t.fn
    cdef int number = t.out_nr
    cdef TensorExtra extra
    t.fn, t.out_nr, t.needs_grad = node, output, False
    keep_shown(t)
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
    cdef CopySlices copier
    if t.base is None:
        replace_history(t, node, add_output(node, t))
        return 0
    add_output(node, t)
    copier = copy_slices(t.base, t, node)
    replace_history(t.base, copier, add_output(copier, t.base))
    grad_fn_of(t)      # made anew from the base, now that the version has changed
    return 0


@cython.final
@cython.trashcan(True)
cdef class AsStrided(Node):
    """The grad_fn of what `as_strided` gives, and of a view whose base has been changed since the view was made."""
    cdef tuple size, stride, view_size, view_stride
    cdef int64_t offset, view_offset
    cdef bint in_place, offset_given

    def __init__(self, TensorBase base not None, TensorBase view not None, bint offset_given=True):
        append_edge_of(self, base)
        join_watched(self)
        self.size, self.stride, self.offset = shape_tuple(base.a), stride_tuple(base.a), offset_of(base)
        self.view_size, self.view_stride, self.view_offset = shape_tuple(view.a), stride_tuple(view.a), offset_of(view)
        self.offset_given = offset_given


cdef int regenerate(TensorBase view) except -1:
    """Bring a view's grad_fn up to date with its base; called when the version has moved."""
    cdef TensorBase base = view.base
    cdef TensorBase fresh
    cdef Node node
    if base.fn is None and not base.needs_grad or not is_differentiable(view.dt):
        return 0
    if view.creation != VIEW_DEFAULT:
        raise view_error(view, True)
    replay = replay_of(view)
    if replay is None:
        node = AsStrided(base, view)
        replace_history(view, node, add_output(node, view))
    else:
        fresh = recorded_again(base, replay)
        replace_history(view, fresh.fn, fresh.out_nr)
    view.attr_version = version_of(view)
    return 0


# Views that as_strided cannot make from their base (of another dtype, or conjugated), and all views where the thread asks for it, know the operators that
# made them: a tuple of (row, arguments after the first), or (-1, (size, stride, offset)) for as_strided.

cdef inline tuple replay_of(TensorBase view):
    return None if view.extra is None else (<TensorExtra>view.extra).replay


cdef tuple strided_step(TensorBase view):
    return (-1, (shape_tuple(view.a), stride_tuple(view.a), offset_of(view)))


cdef int note_replay(TensorBase source, TensorBase made, Spec spec, PyObject **values) except -1:
    """Remember how `made` came from `source`, where that must or shall be known. Without `spec`: by as_strided."""
    cdef int i
    cdef tuple before = replay_of(source)
    cdef bint replays = mode_view_replay or made.dt != source.dt or made.lazy != source.lazy
    if made.base is None or before is None and not replays:
        return 0
    if before is None:
        before = () if source.base is None else (strided_step(source),)
    if spec is not None and replays:
        step = (spec.index, tuple([<object>values[i] for i in range(1, spec.nparams)]))
    else:
        step = strided_step(made)
        if before and before[len(before) - 1][0] < 0:
            before = before[:len(before) - 1]
    extra_of(made).replay = before + (step,)
    return 0


cdef TensorBase made_again(TensorBase base, tuple replay):
    """The view that the same operators make of another tensor of the shape and strides of the base."""
    cdef TensorBase made = base
    cdef Spec spec
    cdef PyObject *values[24]
    cdef int i
    for number, arguments in replay:
        if number < 0:
            made = as_strided(made, *arguments)
            continue
        spec = spec_at(number)
        values[0] = <PyObject *>made
        for i in range(1, spec.nparams):
            values[i] = <PyObject *>(<tuple>arguments)[i - 1]
        made = run_spec(spec, values)
    return made


def view_over(TensorBase view not None, TensorBase base not None):
    """What `view` is of its base, of another tensor laid out alike; None if `view` is no view or the layouts differ."""
    cdef TensorBase own = view.base
    if own is None or (own.shape, own.stride(), own.storage_offset()) != (base.shape, base.stride(), base.storage_offset()):
        return None
    replay = replay_of(view)
    return as_strided(base, view.shape, view.stride(), view.storage_offset()) if replay is None else made_again(base, replay)


cdef TensorBase recorded_again(TensorBase base, tuple replay):
    global mode_grad
    cdef int grad_was = mode_grad
    mode_grad = 1
    try:
        return made_again(base, replay)
    finally:
        mode_grad = grad_was
