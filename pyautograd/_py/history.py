"""How the history of a base and its views is rewritten when one of them has been changed in place."""
from .. import _autograd_texts as texts
from .._types import contiguous_format
from .grad_mode import modes
from .inplace import DEFAULT, as_strided_array, view_error
from .memory import storage_of
from .node import Node, edge_of


class CopySlices(Node):
    """The history of a base after one of its views was changed in place.

    On backward the part of the gradient under the view goes through the operator's node, the rest passes by.
    """

    __slots__ = ("size", "stride", "offset", "view", "replay", "inner")
    label = "torch::autograd::CopySlices"

    def __init__(self, base, view, inner):
        Node.__init__(self, [edge_of(base), *inner._edges[1:]])
        self.size, self.stride, self.offset = tuple(base.shape), base.stride(), base.storage_offset()
        self.view = (tuple(view.shape), view.stride(), view.storage_offset() - self.offset)
        self.replay = view._replay
        self.inner = inner

    def part_of(self, whole):
        """The view of a tensor laid out as the base was that corresponds to the view that was changed."""
        from .core import as_strided
        from .dispatch import intercepts

        if self.replay is not None:
            return made_again(whole, self.replay)
        size, stride, offset = self.view
        if intercepts(whole):
            return whole.as_strided(*self.view)
        return as_strided(whole, size, stride, whole.storage_offset() + offset)

    def apply(self, grads):
        from .core import ops
        from .dispatch import intercepts

        grad = grads[0]
        if grad is None:
            return [None] * len(self._edges)
        if self.inner is None:
            raise RuntimeError(texts.FREED)
        if intercepts(grad):
            result = grad.clone(memory_format=contiguous_format)  # of its class, whose as_strided() finds the view
        else:
            result = ops.empty_strided(self.size, self.stride, dtype=grad.dtype)
            result.copy_(grad)
        piece = self.part_of(result)
        inner = self.inner
        answers = inner._evaluate([piece.clone()])
        first = answers[0] if answers else None
        if first is None:
            piece.zero_()
        else:
            if first.shape != piece.shape:
                first = first.sum_to_size(piece.shape)
            piece.copy_(first)
        return [result if self._edges[0] is not None else None, *answers[1:]]

    def release(self):
        self.inner.release()


def rebase_history(tensor, node):
    """Make `node` the history of `tensor`, whose data it has just changed; through the base if `tensor` is a view."""
    base = tensor._view_base
    if base is None:
        replace_history(tensor, node, node.add_output(tensor))
        return
    node.add_output(tensor)
    copier = CopySlices(base, tensor, node)
    replace_history(base, copier, copier.add_output(base))
    _ = tensor.grad_fn  # made anew from the base, now that the version has changed


def replace_history(tensor, node, output):
    """Give a tensor another node, of which it is that output. Its hooks stay where they were; its gradient is retained at the new one."""
    before, number = tensor._grad_fn, tensor._output_nr
    tensor._grad_fn, tensor._output_nr = node, output
    tensor._requires_grad, tensor._hooks = False, None
    if tensor._retain is not None and before is not None and before.retain_hooks:
        kept = before.retain_hooks.pop(number, None)
        if kept is not None:
            tensor._retain = output
            node.retain_hooks = node.retain_hooks or {}
            node.retain_hooks[output] = kept


class AsStrided(Node):
    """The grad_fn of what `as_strided` gives, and of a view whose base has been changed since the view was made."""

    __slots__ = ("geometry", "view", "label", "offset_given")

    def __init__(self, base, view, offset_given=True):
        Node.__init__(self, [edge_of(base)])
        self.geometry = (tuple(base.shape), base.stride(), base.storage_offset())
        self.view = (tuple(view.shape), view.stride(), view.storage_offset())
        self.label, self.offset_given = "AsStridedBackward0", offset_given

    _saved_size = property(lambda self: self.view[0])
    _saved_stride = property(lambda self: self.view[1])
    _saved_storage_offset = property(lambda self: self.view[2] if self.offset_given else None)

    def apply(self, grads):
        from .core import ops

        return [None if grads[0] is None else ops.as_strided_backward(grads[0], *self.geometry, *self.view)]


AsStrided.__name__ = "AsStridedBackward0"


def regenerate(view):
    """Bring a view's grad_fn up to date with its base; called when the version has moved."""
    base = view._view_base
    if edge_of(base) is None or not (view._dtype.is_floating_point or view._dtype.is_complex):
        return
    if view._creation != DEFAULT:
        raise view_error(view, True)
    if view._replay is None:
        node = AsStrided(base, view)
        replace_history(view, node, node.add_output(view))
    else:
        recording, modes.grad = modes.grad, True
        try:
            fresh = made_again(base, view._replay)
        finally:
            modes.grad = recording
        replace_history(view, fresh._grad_fn, fresh._output_nr)
    view._attr_version = view._counter.value


# Views that as_strided cannot make from their base (of another dtype, or conjugated), and all views where the thread asks for it, know the operators that
# made them: a tuple of (Spec, arguments after the first), or (None, (size, stride, offset)) for as_strided.


def note_replay(source, made, spec=None, values=()):
    """Remember how `made` came from `source`, where that must or shall be known. Without `spec`: by as_strided."""
    before = source._replay
    replays = modes.view_replay or made._dtype is not source._dtype or made._lazy != source._lazy
    if made._view_base is None or before is None and not replays:
        return
    if before is None:
        before = () if source._view_base is None else (_strided_step(source),)
    if spec is not None and replays:
        step = (spec, tuple(values[1:]))
    else:
        step = _strided_step(made)
        if before and before[-1][0] is None:
            before = before[:-1]
    made._replay = (*before, step)


def _strided_step(view):
    return None, (tuple(view.shape), view.stride(), view.storage_offset())


def made_again(base, replay):
    """The view that the same operators make of another tensor of the shape and strides of the base."""
    from .core import as_strided
    from .operators import run

    made = base
    for spec, arguments in replay:
        made = as_strided(made, *arguments) if spec is None else run(spec, [made, *arguments])
    return made


def view_over(view, base):
    """What `view` is of its base, of another tensor laid out alike; None if `view` is no view or the layouts differ."""
    from .core import as_strided

    own = view._view_base
    if own is None or (own.shape, own.stride(), own.storage_offset()) != (base.shape, base.stride(), base.storage_offset()):
        return None
    if view._replay is not None:
        return made_again(base, view._replay)
    return as_strided(base, view.shape, view.stride(), view.storage_offset())


def place_in_view(tensor, copier):
    """Give `tensor` the history of the view that was changed: from the base, whose history is `copier`. Only while recording."""
    from .tensor import new

    if not modes.grad:
        return
    root = storage_of(tensor)
    dtype = copier._outputs[0].dtype
    base = new(as_strided_array(root, copier.size, copier.stride, copier.offset, dtype.np), dtype)
    base._storage, base._counter, base._grad_fn, base._output_nr = root, tensor._counter, copier, 0
    base._lazy = tensor._lazy if copier.replay is None else 0
    view = copier.part_of(base)
    tensor._grad_fn, tensor._output_nr = view._grad_fn, view._output_nr
