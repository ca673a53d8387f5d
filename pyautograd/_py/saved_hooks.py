"""Saved-tensor hooks: what a pack hook makes of a saved tensor, and getting it back."""
from .. import _autograd_texts as texts
from .grad_mode import modes
from .node import SavedTensor


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
        raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {texts.type_shown(value)}")
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

    def __init__(self, *args, **named):
        raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")

    def _check(self, freed):
        if self._node is not None and self._node.was_released():
            raise RuntimeError(freed)

    def register_hooks(self, *hooks, **named):
        """Pack the saved tensor now with the first of two hooks; the second gives it back when it is used."""
        if len(hooks) != 2 or named or not (callable(hooks[0]) and callable(hooks[1])):
            given = "; kwargs: " + ", ".join([f"{k}={v!r}" for k, v in named.items()]) if named else ""
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types are supported:\n    1. (self: "
                "torch._C._autograd.SavedTensor, arg0: collections.abc.Callable, arg1: collections.abc.Callable) -> None\n\nInvoked with: "
                f"{', '.join([repr(x) for x in (self, *hooks)])}{given}"
            )
        self._check(texts.HOOKS_AFTER_FREED)
        saved = self._saved
        if saved is not None and saved.unpack is not None:
            raise RuntimeError(texts.HOOKS_TWICE)
        if saved is None or saved.tensor is None:
            raise RuntimeError(texts.HOOKS_ON_NONE)
        saved.pack_with(*hooks, saved.tensor.detach())

    def unpack(self):
        """The tensor, checked to be what was saved."""
        self._check(texts.FREED)
        return None if self._saved is None else self._saved.get(self._node)

    @property
    def data(self):
        """What is kept: a tensor, or what the pack hook returned."""
        saved = self._saved
        if saved is None or self._node is not None and self._node.was_released():
            return None
        return saved.tensor if saved.unpack is None else saved.packed

    @property
    def unpack_hook(self):
        """The hook that gives the tensor back, or None."""
        self._check(texts.FREED)
        return None if self._saved is None else self._saved.unpack


def make_raw(saved, node):
    """What Python sees of a saved tensor of a node; `saved` is None where None was saved."""
    made = RawSavedTensor.__new__(RawSavedTensor)
    made._saved, made._node = saved, node
    return made


def make_saved_tensor(tensor, is_output=False):
    """A saved tensor that belongs to no node, packed by the hooks that apply on this thread."""
    return make_raw(None if tensor is None else SavedTensor(tensor, bool(is_output)), None)


RawSavedTensor.__name__ = RawSavedTensor.__qualname__ = "SavedTensor"
RawSavedTensor.__module__ = "torch._C._autograd"
