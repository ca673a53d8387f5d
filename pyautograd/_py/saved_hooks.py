"""Saved-tensor hooks: what a pack hook makes of a saved tensor, and getting it back."""
from .. import _autograd_texts as texts
from .grad_mode import modes


def pack(hook, tensor):
    """What the pack hook returns for `tensor`; refuses one that writes to it. Runs without recording."""
    before = tensor._counter.value
    recording = modes.grad
    modes.grad = False
    try:
        packed = hook(tensor)
    finally:
        modes.grad = recording
    if tensor._counter.value != before:
        raise RuntimeError(texts.PACK_MODIFIED)
    return packed


def unpack(saved, node):
    """The tensor that the unpack hook gives back, with the history of the one that was packed."""
    value = saved.unpack(saved.packed)
    if not hasattr(value, "_counter"):
        raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(value).__name__}")
    made = value.detach()
    if saved.is_output:
        if saved.output_nr >= 0:
            saved.place(made, node)
    elif saved.maker is not None:
        if saved.is_leaf:
            import weakref

            made._requires_grad, made._accumulator = True, weakref.ref(saved.maker)
        else:
            made._grad_fn, made._output_nr = saved.maker, saved.output_nr
    return made


class RawSavedTensor:
    """A saved tensor before unpacking: takes hooks of its own."""

    __slots__ = ("_saved", "_node")

    def __init__(self, saved, node):
        self._saved, self._node = saved, node

    def register_hooks(self, pack_hook, unpack_hook):
        """Pack the saved tensor now with `pack_hook`; `unpack_hook` gives it back when it is used."""
        if not (callable(pack_hook) and callable(unpack_hook)):
            raise TypeError("register_hooks(): incompatible function arguments: two callables are expected")
        saved = self._saved
        if saved is None:
            raise RuntimeError(texts.HOOKS_ON_NONE)
        if saved.unpack is not None:
            raise RuntimeError(texts.HOOKS_TWICE)
        if self._node.was_released():
            raise RuntimeError(texts.HOOKS_AFTER_FREED)
        saved.pack_with(pack_hook, unpack_hook, saved.tensor.detach())


RawSavedTensor.__name__ = RawSavedTensor.__qualname__ = "SavedTensor"
RawSavedTensor.__module__ = "torch._C._autograd"
