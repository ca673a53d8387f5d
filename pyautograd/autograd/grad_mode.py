"""Context managers that turn recording, inference mode and the other switches of a thread; each is a decorator as well."""
from .._core import core
from ..utils._contextlib import _DecoratorContextManager, _NoParamDecoratorContextManager
from ._switches import (
    _InferenceMode,
    _is_grad_layout_enforcement_enabled,
    _is_multithreading_enabled,
    _is_view_replay_enabled,
    _set_grad_enabled,
    _set_grad_layout_enforcement_enabled,
    _set_multithreading_enabled,
    _set_view_replay_enabled,
    _unsafe_set_version_counter,
)

is_multithreading_enabled, is_view_replay_enabled = _is_multithreading_enabled, _is_view_replay_enabled

__all__ = ["no_grad", "enable_grad", "set_grad_enabled", "inference_mode", "set_multithreading_enabled", "enforce_grad_layout_policy"]


class no_grad(_NoParamDecoratorContextManager):
    """Operators inside record nothing; their results do not require gradients."""

    def __init__(self) -> None:
        self.prev = False

    def __enter__(self) -> None:
        self.prev = core.is_grad_enabled()
        core.set_grad_enabled(False)

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        core.set_grad_enabled(self.prev)


class enable_grad(_NoParamDecoratorContextManager):
    """Operators inside record, also within `no_grad`."""

    def __enter__(self) -> None:
        self.prev = core.is_grad_enabled()
        core.set_grad_enabled(True)

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        core.set_grad_enabled(self.prev)


class set_grad_enabled(_DecoratorContextManager):
    """Set the grad mode: at once when called, and back again on leaving when used as a context manager."""

    def __init__(self, mode: bool) -> None:
        self.prev = core.is_grad_enabled()
        self.mode = mode
        _set_grad_enabled(mode)

    def __call__(self, orig_func):
        core.set_grad_enabled(self.prev)
        return super().__call__(orig_func)

    def __enter__(self) -> None:
        _set_grad_enabled(self.mode)

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        core.set_grad_enabled(self.prev)

    def __str__(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}(mode={self.mode})"

    __repr__ = __str__

    def clone(self) -> "set_grad_enabled":
        """Another instance with the same mode."""
        return self.__class__(self.mode)


class inference_mode(_DecoratorContextManager):
    """Like `no_grad`; besides, tensors made inside keep no version and are never saved for backward.

    Parameters
    ----------
    mode : bool or callable
        Whether to turn inference mode on or off inside; or a function to decorate.
    """

    def __new__(cls, mode=True):
        if isinstance(mode, bool):
            return super().__new__(cls)
        return cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        self._inference_mode_context = _InferenceMode(self.mode)
        self._inference_mode_context.__enter__()

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        self._inference_mode_context.__exit__(exc_type, exc_value, traceback)

    def clone(self) -> "inference_mode":
        """Another instance with the same mode."""
        return self.__class__(self.mode)


def _enter_inference_mode(mode):
    context = _InferenceMode(mode)
    context.__enter__()
    return context


def _exit_inference_mode(mode):
    mode.__exit__(None, None, None)


class _Switch(_DecoratorContextManager):
    """A flag of the thread, set when the object is made and put back on leaving."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def clone(self):
        """Another instance with the same mode."""
        return self.__class__(self.mode)


class set_multithreading_enabled(_Switch):
    """Kept and reported as in PyTorch: backward runs in the calling thread either way."""

    def __init__(self, mode: bool) -> None:
        self.prev = _is_multithreading_enabled()
        _set_multithreading_enabled(mode)
        self.mode = mode

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        _set_multithreading_enabled(self.prev)


class enforce_grad_layout_policy(_Switch):
    """Whether the first gradient of a leaf is laid out like the leaf (the default), and a warning given where a later one is not.

    With ``False`` backward keeps the gradient as it came, in its own layout, where nobody else holds it, and does not warn. A gradient that has to be
    copied is laid out like the leaf either way.
    """

    def __init__(self, enable: bool = True) -> None:
        self.prev = _is_grad_layout_enforcement_enabled()
        _set_grad_layout_enforcement_enabled(enable)
        self.mode = enable

    def __call__(self, orig_func):
        _set_grad_layout_enforcement_enabled(self.prev)
        return super().__call__(orig_func)

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        _set_grad_layout_enforcement_enabled(self.prev)


class _force_original_view_tracking(_Switch):
    """Whether a view whose base has changed gets its ``grad_fn`` by making the chain of views again, and not by one ``as_strided``."""

    def __init__(self, mode: bool) -> None:
        self.prev = _is_view_replay_enabled()
        self.mode = mode
        _set_view_replay_enabled(mode)

    def __call__(self, orig_func):
        _set_view_replay_enabled(self.prev)
        return super().__call__(orig_func)

    def __enter__(self) -> None:
        _set_view_replay_enabled(self.mode)

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        _set_view_replay_enabled(self.prev)


class _unsafe_preserve_version_counter(_DecoratorContextManager):
    """Puts the version counters of tensors back on leaving, so that what was written inside goes unnoticed by autograd.

    A backward that uses what was overwritten then computes with the new values. `tensors` is a tensor or a tuple of them.
    """

    def __init__(self, tensors) -> None:
        self.tensors = (tensors,) if isinstance(tensors, core.TensorBase) else tensors
        if not isinstance(self.tensors, tuple):
            raise AssertionError("Expected tensors to be a tuple")
        self.prev_versions = tuple([t._version for t in self.tensors])

    def __enter__(self) -> None:
        pass

    def __exit__(self, *args) -> None:
        _unsafe_set_version_counter(self.tensors, self.prev_versions)


for _shown in (
    no_grad, enable_grad, set_grad_enabled, inference_mode, set_multithreading_enabled, enforce_grad_layout_policy, _force_original_view_tracking,
    _unsafe_preserve_version_counter, _enter_inference_mode, _exit_inference_mode,
):  # fmt: skip
    _shown.__module__ = "torch.autograd.grad_mode"
