"""Views and in-place changes: what may be written, and how the history of a base and its views is rewritten."""
import numpy as np

from .. import _autograd_texts as texts
from .grad_mode import modes
from .node import Node, edge_of

# How a view came to be, for what may be done to it in place.
DEFAULT, MULTI_OUTPUT, NO_GRAD, CUSTOM_FUNCTION, INFERENCE = "default", "multi_output", "no_grad", "custom_function", "inference"


def view_error(view, indirect):
    """The error for a change of a view, or (`indirect`) of its base, that is forbidden."""
    maker = view._grad_fn
    return RuntimeError(texts.view_text(view._creation, None if maker is None else maker.name(), view._output_nr, indirect))


def check_inplace(tensor):
    """Raise unless `tensor` may be changed in place under the current grad mode."""
    if tensor._inference and not modes.inference:
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if not modes.grad or not tensor.requires_grad:
        return
    base = tensor._view_base
    if base is not None:
        if tensor._creation != DEFAULT:
            raise view_error(tensor, False)
        if base._grad_fn is None:
            raise RuntimeError(texts.LEAF_VIEW)
    if tensor._requires_grad and tensor._grad_fn is None:
        raise RuntimeError(texts.LEAF)


def check_view_write(tensor):
    """Raise where an in-place change that brings gradients into a view is forbidden."""
    base = tensor._view_base
    if base is None:
        return
    if tensor._creation != DEFAULT:
        raise view_error(tensor, False)
    if base._requires_grad and base._grad_fn is None:
        raise RuntimeError(texts.LEAF_VIEW)


def has_internal_overlap(array):
    """Whether two elements share memory for certain: a dimension of stride 0 and size over 1."""
    return any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape)) and array.size > 0


def check_overlap(array):
    """Raise if `array`, about to be written, has elements that share memory."""
    if has_internal_overlap(array):
        raise RuntimeError(texts.INTERNAL_OVERLAP)


def _dense(array):
    """Whether the elements fill their memory range without gaps or overlap."""
    expected = array.itemsize
    for stride, n in sorted((s, n) for s, n in zip(array.strides, array.shape) if n != 1):
        if stride != expected:
            return False
        expected *= n
    return True


def check_partial_overlap(out, source):
    """Raise if two dense arrays overlap without being the same elements."""
    if out.size == 0 or source.size == 0 or out is source:
        return
    a, b = out.__array_interface__["data"][0], source.__array_interface__["data"][0]
    if a >= b + source.size * source.itemsize and _dense(source) or b >= a + out.size * out.itemsize and _dense(out):
        return
    if not (_dense(out) and _dense(source)):
        return
    if a == b and out.strides == source.strides and out.shape == source.shape:
        return
    if a < b + source.size * source.itemsize and b < a + out.size * out.itemsize:
        raise RuntimeError(texts.PARTIAL_OVERLAP)


def as_strided_array(root, shape, strides, offset, dtype=None):
    """An ndarray over `root`'s memory; shape, strides and offset in elements of `dtype`."""
    dtype = dtype or root.dtype
    item = dtype.itemsize
    if 0 in shape:
        offset = 0
    buffer = root if root.flags.c_contiguous else _flat(root)
    return np.ndarray(shape, dtype, buffer, offset * item, [s * item for s in strides])


def _flat(root):
    """The memory of an array with gaps or another order, as one dimension."""
    item = root.itemsize
    start = root.reshape(-1)[:1] if root.size == 0 else np.lib.stride_tricks.as_strided(root, (1,), (item,))
    return np.lib.stride_tricks.as_strided(start, (storage_length(root),), (item,))


def storage_length(root):
    """Elements from the first of `root` to the last that its strides reach."""
    if root.size == 0:
        return 0
    return 1 + sum((n - 1) * s // root.itemsize for n, s in zip(root.shape, root.strides))


class CopySlices(Node):
    """The history of a base after one of its views was changed in place.

    On backward the part of the gradient under the view goes through the operator's node, the rest passes by.
    """

    __slots__ = ("geometry", "view", "inner", "in_parts")
    label = "torch::autograd::CopySlices"

    def __init__(self, base, view, inner):
        Node.__init__(self, [edge_of(base), *inner._edges[1:]])
        self.geometry = (tuple(base.shape), base.stride())
        self.in_parts = is_part_view(base, view)
        self.view = (tuple(view.shape), view.stride(), view.storage_offset() - base.storage_offset() * (2 if self.in_parts else 1))
        self.inner = inner

    def apply(self, grads):
        from .core import ops

        grad = grads[0]
        if grad is None:
            return [None] * len(self._edges)
        if self.inner is None:
            raise RuntimeError(texts.FREED)
        shape, strides = self.geometry
        result = ops.empty_strided(shape, strides, dtype=grad.dtype)
        result.copy_(grad)
        piece = (ops.view_as_real(result) if self.in_parts else result).as_strided(*self.view)
        inner = self.inner
        answers = inner.apply([piece.clone()])
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


def is_part_view(base, view):
    """Whether `view` is real over a complex base."""
    return base._dtype.is_complex and not view._dtype.is_complex


def rebase_history(tensor, node):
    """Make `node` the history of `tensor`, whose data it has just changed; through the base if `tensor` is a view."""
    base = tensor._view_base
    if base is None:
        set_history(tensor, node)
        return
    node.add_output(tensor)
    set_history(base, CopySlices(base, tensor, node))
    _ = tensor.grad_fn  # made anew from the base, now that the version has changed


def set_history(tensor, node):
    """Give a tensor another node. Its hooks stay where they were; its gradient is retained at the new one."""
    before, number = tensor._grad_fn, tensor._output_nr
    tensor._grad_fn, tensor._output_nr = node, node.add_output(tensor)
    tensor._requires_grad, tensor._hooks = False, None
    if tensor._retain is not None and before is not None and before.retain_hooks:
        kept = before.retain_hooks.pop(number, None)
        if kept is not None:
            tensor._retain = tensor._output_nr
            node.retain_hooks = node.retain_hooks or {}
            node.retain_hooks[tensor._output_nr] = kept


class AsStrided(Node):
    """The grad_fn of a view whose base has been changed since the view was made."""

    __slots__ = ("geometry", "view", "in_parts")
    label = "AsStridedBackward0"

    def __init__(self, base, view):
        Node.__init__(self, [edge_of(base)])
        shape, strides, offset = tuple(base.shape), base.stride(), base.storage_offset()
        self.in_parts = is_part_view(base, view)
        if self.in_parts:
            shape, strides, offset = (*shape, 2), (*[2 * s for s in strides], 1), 2 * offset
        self.geometry = (shape, strides, offset)
        self.view = (tuple(view.shape), view.stride(), view.storage_offset())

    def apply(self, grads):
        from .core import ops

        if grads[0] is None:
            return [None]
        grad = ops.as_strided_backward(grads[0], *self.geometry, *self.view)
        return [ops.view_as_complex(grad) if self.in_parts else grad]


AsStrided.__name__ = "AsStridedBackward0"


def regenerate(view):
    """Bring a view's grad_fn up to date with its base; called when the version has moved."""
    base = view._view_base
    edge = edge_of(base)
    if edge is None:
        return
    if view._creation != DEFAULT:
        raise view_error(view, True)
    set_history(view, AsStrided(base, view))
    view._attr_version = view._counter.value
