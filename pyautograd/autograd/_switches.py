"""The switches under the context managers, by the names that programs reach in ``torch._C``: each sets a flag of the calling thread."""
import threading

from .._autograd_texts import type_shown
from .._core import core

_NOT_CALLABLE = (
    "_push_saved_tensors_default_hooks(): incompatible function arguments. The following argument types are supported:\n"
    "    1. (arg0: collections.abc.Callable, arg1: collections.abc.Callable) -> None\n\nInvoked with: "
)


class _Flags(threading.local):
    multithreading = True


_flags = _Flags()


def _bool(name, args, kwargs):
    """The one argument ``enabled`` of a switch; TypeError where it is anything else than a bool."""
    if len(args) > 1:
        raise TypeError(f"{name}() takes 1 positional argument but {len(args)} were given")
    if not args and "enabled" not in kwargs:
        raise TypeError(f'{name}() missing 1 required positional arguments: "enabled"')
    enabled = args[0] if args else kwargs["enabled"]
    if not isinstance(enabled, bool):
        raise TypeError(f"{name}(): argument 'enabled' (position 1) must be bool, not {type(enabled).__name__}")
    return enabled


def _set_grad_enabled(*args, **kwargs):
    """Set whether operators on this thread record."""
    core.set_grad_enabled(_bool("set_grad_enabled", args, kwargs))


def _is_multithreading_enabled():
    """What `_set_multithreading_enabled` has set."""
    return _flags.multithreading


def _set_multithreading_enabled(*args, **kwargs):
    """Set the flag that `_is_multithreading_enabled` reports."""
    _flags.multithreading = _bool("set_multithreading_enabled", args, kwargs)


def _is_view_replay_enabled():
    """Whether views are made again from their base by the operators that made them."""
    return core.is_view_replay_enabled()


def _set_view_replay_enabled(*args, **kwargs):
    """Set whether views made from now on are made again from their base by the same operators."""
    core.set_view_replay_enabled(_bool("set_view_replay_enabled", args, kwargs))


def _is_grad_layout_enforcement_enabled():
    """Whether a gradient is laid out like its tensor."""
    return core.is_grad_layout_enforced()


def _set_grad_layout_enforcement_enabled(*args, **kwargs):
    """Set whether a gradient is laid out like its tensor."""
    core.set_grad_layout_enforced(_bool("set_grad_layout_enforcement_enabled", args, kwargs))


def _unsafe_set_version_counter(tensors, versions):
    """Give the version counters of tensors other values. RuntimeError for a negative one, or where the numbers of both differ."""
    if len(tensors) != len(versions):
        raise RuntimeError(f"tensors_len={len(tensors)}, versions_len={len(versions)}")
    for tensor, version in zip(tensors, versions):
        if version < 0:
            raise RuntimeError(f"Cannot set a version_counter to a value below 0: {version}")
        core.set_version(tensor, version)


# Saved-tensor hooks.


def _push_saved_tensors_default_hooks(pack_hook, unpack_hook):
    """Begin to apply a pair of saved-tensor hooks on this thread."""
    if not (callable(pack_hook) and callable(unpack_hook)):
        raise TypeError(f"{_NOT_CALLABLE}{pack_hook!r}, {unpack_hook!r}")
    refusal = core.saved_tensors_hooks_disabled()
    if refusal is not None:
        raise RuntimeError(refusal)
    core.push_saved_tensors_hooks(pack_hook, unpack_hook)


def _pop_saved_tensors_default_hooks():
    """End the last pair of saved-tensor hooks."""
    if not core.saved_tensors_hooks():
        raise RuntimeError("no saved tensor hooks to end")
    core.pop_saved_tensors_hooks()


def _top_saved_tensors_default_hooks(ignore_is_tracing):
    """The pair of hooks that applies, or None."""
    stack = core.saved_tensors_hooks()
    return stack[-1] if stack else None


def _saved_tensors_hooks_is_enabled():
    """Whether saved-tensor hooks are allowed on this thread."""
    return core.saved_tensors_hooks_disabled() is None


def _saved_tensors_hooks_get_disabled_error_message():
    """The message with which hooks are refused, or None."""
    return core.saved_tensors_hooks_disabled()


def _saved_tensors_hooks_disable(message, fail_if_non_empty=True):
    """Refuse saved-tensor hooks with `message`. RuntimeError with it where some are in use."""
    if not isinstance(message, str):
        raise TypeError(f"the message must be a str, not {type_shown(message)}")
    if fail_if_non_empty and core.saved_tensors_hooks():
        raise RuntimeError(message)
    core.disable_saved_tensors_hooks(message)


def _saved_tensors_hooks_enable():
    """Allow saved-tensor hooks again."""
    core.disable_saved_tensors_hooks(None)


class _InferenceMode:
    """The guard under `inference_mode`: entering turns inference mode on or off and grad mode the other way, leaving puts both back."""

    __slots__ = ("_mode", "_before")

    def __init__(self, mode):
        self._mode = bool(mode)

    def __enter__(self):
        self._before = core.is_inference_mode_enabled(), core.is_grad_enabled(), core.set_forward_enabled(not self._mode)
        core.set_inference_mode(self._mode)
        core.set_grad_enabled(not self._mode)

    def __exit__(self, *args):
        inference, grad, forward = self._before
        core.set_forward_enabled(forward)
        core.set_inference_mode(inference)
        core.set_grad_enabled(grad)


_InferenceMode.__module__ = "torch._C"
