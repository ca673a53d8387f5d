"""``torch.utils._python_dispatch``: modes that see every operator call of the thread, below autograd.

A mode stands on the interceptors that both cores have (`core.push_interceptor`). Operators written over others are seen as those others; where
an operator is made of other parts than PyTorch's, so are the calls. What is no operator of the table (``detach``, ``item``) is not seen.
Tensor subclasses with a ``__torch_dispatch__`` of their own are not supported.
"""
import contextlib
import threading

from .. import _ops
from .._core import core
from .._types import Size

_SUBCLASSES = "__torch_dispatch__ of tensor subclasses is not supported by pyautograd; a TorchDispatchMode and __torch_function__ are"


class _Stack(threading.local):
    def __init__(self):
        self.modes = []


_stack = _Stack()


class TorchDispatchMode:
    """Base of modes: inside ``with`` every operator call goes to ``__torch_dispatch__(func, types, args, kwargs)`` first.

    `func` is the overload (``torch.ops.aten.mul.Tensor``) and is usually called, with the mode itself off. What ``__torch_dispatch__`` returns is
    the result, and is recorded as the result of `func`.
    """

    supports_higher_order_operators = False

    def __init__(self, _dispatch_key=None):
        if _dispatch_key is not None:
            raise NotImplementedError("TorchDispatchMode: modes at another dispatch key are not supported by pyautograd")

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        _stack.modes.append(self)
        core.push_interceptor(self._offered)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        core.pop_interceptor()
        _stack.modes.pop()

    @classmethod
    def push(cls, *args, **kwargs):
        """A mode made of the arguments."""
        return cls(*args, **kwargs)

    @classmethod
    def is_infra_mode(cls):
        """False."""
        return False

    @classmethod
    def ignore_compile_internals(cls):
        """False."""
        return False

    def _offered(self, spec, values, inplace):
        if spec.implementation == "composite":
            return NotImplemented
        func = _ops.overload_for(spec, values, inplace)
        args, kwargs = _ops.arguments_of(spec, values)
        args = tuple([list(a) if type(a) in (tuple, Size) else a for a in args])  # as PyTorch's dispatcher hands lists on
        own = inplace or spec.implementation == "view"  # these record themselves
        before, recording = _stack.modes, core.is_grad_enabled()
        _stack.modes = before[: before.index(self)]
        if not own:
            core.set_grad_enabled(False)
        try:
            made = self.__torch_dispatch__(func, (), args, kwargs)
        finally:
            _stack.modes = before
            if not own:
                core.set_grad_enabled(recording)
        if made is NotImplemented:
            raise TypeError(
                f"Multiple dispatch failed for '{func}'; all __torch_dispatch__ handlers returned NotImplemented:\n\n  - mode object {self}\n\nFor more "
                "information, try re-running with TORCH_LOGS=not_implemented"
            )
        return made if own else core.record_call(spec, values, _results(spec, values, made))


def _results(spec, values, made):
    """What a mode returned as fresh results; RuntimeError for what is no tensor where the operator gives one."""
    if isinstance(made, core.TensorBase):
        return made.detach() if any([made is v for v in values]) or made.grad_fn is not None else made
    if isinstance(made, (tuple, list)):
        return type(made)([_results(spec, values, m) for m in made]) if type(made) in (tuple, list) else made
    if made is None or spec.result == "object":
        return made
    raise RuntimeError(f"Unable to cast {made!r} to Tensor")


class BaseTorchDispatchMode(TorchDispatchMode):
    """A mode that changes nothing."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def is_in_torch_dispatch_mode(include_infra_modes=True):
    """Whether a mode is active in this thread."""
    return bool(_stack.modes)


def is_in_any_mode_without_ignore_compile_internals():
    """Whether a mode is active in this thread."""
    return bool(_stack.modes)


_is_in_torch_dispatch_mode = _is_in_non_infra_torch_dispatch_mode = is_in_torch_dispatch_mode
_is_in_any_mode_without_ignore_compile_internals = is_in_any_mode_without_ignore_compile_internals


def any_torch_dispatch_mode_on_stack(*, include_infra_modes=True, respect_ignore_compile_internals=True):
    """Whether a mode is active in this thread."""
    return bool(_stack.modes)


def _get_current_dispatch_mode():
    """The innermost mode, or None."""
    return _stack.modes[-1] if _stack.modes else None


def _get_current_dispatch_mode_stack():
    """The modes of this thread, the outermost first."""
    return list(_stack.modes)


def _get_dispatch_stack_at(index):
    """The mode at a place of the stack."""
    return _stack.modes[index]


def _len_torch_dispatch_stack():
    """How many modes are active in this thread."""
    return len(_stack.modes)


def _push_mode(mode):
    """What ``with`` does at its beginning."""
    mode.__enter__()


def _pop_mode(k=None):
    """What ``with`` does at its end; the mode."""
    if not _stack.modes:
        raise AssertionError("_pop_mode: no mode is active")
    mode = _stack.modes[-1]
    mode.__exit__(None, None, None)
    return mode


@contextlib.contextmanager
def _pop_mode_temporarily(k=None):
    """A context without the innermost mode, which it gives."""
    mode = _pop_mode(k)
    try:
        yield mode
    finally:
        _push_mode(mode)


@contextlib.contextmanager
def _disable_current_modes():
    """A context without the modes of this thread, which it gives."""
    modes = _get_current_dispatch_mode_stack()
    for _ in modes:
        _pop_mode()
    try:
        yield modes
    finally:
        for mode in modes:
            _push_mode(mode)


def is_traceable_wrapper_subclass(t):
    """False: there are no wrapper subclasses."""
    return False


def is_traceable_wrapper_subclass_type(t):
    """False: there are no wrapper subclasses."""
    return False


def transform_subclass(t, callback, outer_size=None, outer_stride=None):
    """Refused: there are no wrapper subclasses."""
    raise NotImplementedError(_SUBCLASSES)


def return_and_correct_aliasing(func, args, kwargs, out):
    """`out`: results share memory as the operator made them; only wrapper subclasses, which there are none of, need a correction."""
    return out


__all__ = [
    "BaseTorchDispatchMode", "TorchDispatchMode", "is_in_torch_dispatch_mode", "is_traceable_wrapper_subclass", "return_and_correct_aliasing",
    "transform_subclass",
]  # fmt: skip
