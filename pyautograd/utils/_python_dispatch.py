"""``torch.utils._python_dispatch``: overriding operators below autograd, which is not supported. The names exist to be imported.

A `TorchDispatchMode` can be defined and made; entering one raises NotImplementedError. What asks about modes says that there are none.
"""
import contextlib

_REFUSAL = "TorchDispatchMode: operators cannot be overridden below autograd (__torch_dispatch__) in pyautograd; torch.overrides.TorchFunctionMode is supported"


class TorchDispatchMode:
    """The base of modes. ``with`` refuses: NotImplementedError."""

    supports_higher_order_operators = False

    def __init__(self, _dispatch_key=None):
        if _dispatch_key is not None:
            raise NotImplementedError(_REFUSAL)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        raise NotImplementedError(_REFUSAL)

    def __exit__(self, exc_type, exc_val, exc_tb):
        return None

    @classmethod
    def push(cls, *args, **kwargs):
        """Refused."""
        raise NotImplementedError(_REFUSAL)

    @classmethod
    def is_infra_mode(cls):
        """False."""
        return False

    @classmethod
    def ignore_compile_internals(cls):
        """False."""
        return False


class BaseTorchDispatchMode(TorchDispatchMode):
    """A mode that would change nothing."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def is_in_torch_dispatch_mode(include_infra_modes=True):
    """False: there are no modes."""
    return False


def is_in_any_mode_without_ignore_compile_internals():
    """False: there are no modes."""
    return False


def any_torch_dispatch_mode_on_stack(*, include_infra_modes=True, respect_ignore_compile_internals=True):
    """False: there are no modes."""
    return False


def _get_current_dispatch_mode():
    """None: there are no modes."""


def _get_current_dispatch_mode_stack():
    """Empty: there are no modes."""
    return []


def _len_torch_dispatch_stack():
    """0: there are no modes."""
    return 0


@contextlib.contextmanager
def _disable_current_modes():
    """Nothing to disable."""
    yield []


def is_traceable_wrapper_subclass(t):
    """False: there are no wrapper subclasses."""
    return False


def is_traceable_wrapper_subclass_type(t):
    """False: there are no wrapper subclasses."""
    return False


def transform_subclass(t, callback, outer_size=None, outer_stride=None):
    """Refused: there are no wrapper subclasses."""
    raise NotImplementedError(_REFUSAL)


def return_and_correct_aliasing(func, args, kwargs, out):
    """Refused: it serves ``__torch_dispatch__``."""
    raise NotImplementedError(_REFUSAL)


__all__ = [
    "BaseTorchDispatchMode", "TorchDispatchMode", "is_in_torch_dispatch_mode", "is_traceable_wrapper_subclass", "return_and_correct_aliasing",
    "transform_subclass",
]  # fmt: skip
