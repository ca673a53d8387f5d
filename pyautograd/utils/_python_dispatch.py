"""``torch.utils._python_dispatch``: modes that see every operator call of the thread, below autograd, and helpers for tensor subclasses.

A mode stands on the interceptors that both cores have (`core.push_interceptor`). Operators written over others are seen as those others; where
an operator is made of other parts than PyTorch's, so are the calls. Subclasses with a ``__torch_dispatch__`` are asked after the modes (`_dispatch`).
"""
import contextlib
import threading

from .. import _creation, _dispatch, _ops
from .._core import core


class _Stack(threading.local):
    def __init__(self):
        self.modes = []


_stack = _Stack()
_pushed = 0  # modes, of all threads


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
        _push_mode(self)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        _pop_mode()

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

    def _offered(self, spec, values, inplace, outs=()):
        if _dispatch.is_disabled() or not _dispatch.takes_part(spec, values):
            return NotImplemented
        outs = outs or _dispatch.outs_among(spec, values)
        func, args, kwargs = _dispatch.described(spec, values, inplace, outs)
        if func is None:
            return NotImplemented
        with _without(self):
            if outs:
                with _dispatch.below_autograd():
                    self._asked(func, [*values, *outs], args, kwargs)
                return outs[0]
            if inplace:
                return self._asked(func, values, args, kwargs)
            if spec.implementation == "view":  # records itself where it is called
                return core.record_call(spec, values, self._asked(func, values, args, kwargs))
            with _dispatch.below_autograd():
                made = _dispatch.checked(spec, values, self._asked(func, values, args, kwargs))
            if spec.implementation == "composite":
                return _dispatch.with_options(spec, values, made)
            return core.record_call(spec, values, made)

    _offered.takes_outs = True

    def _asked(self, func, values, args, kwargs):
        """The answer of this mode, or else of the subclasses among `values`."""
        asked = _dispatch.handlers(values)
        types, rule = tuple([type(v) for v in asked]), getattr(func, "rules", {}).get(type(self))
        made = self.__torch_dispatch__(func, types, args, kwargs) if rule is None else rule(self, func, types, args, kwargs)
        if made is NotImplemented:
            made = _dispatch.answer_of(asked, func, args, kwargs)
        if made is NotImplemented:
            raise _dispatch.declined(func, asked, self)
        return made


class _without:
    """A context in which a mode and those inside it are off, as they are to be while it answers."""

    def __init__(self, mode):
        self.mode = mode

    def __enter__(self):
        self.before = _stack.modes
        _stack.modes = self.before[: self.before.index(self.mode)]

    def __exit__(self, *exc):
        _stack.modes = self.before


def ask_all(func, args, kwargs):
    """The answer of the innermost mode, which is off meanwhile, to a call that is no operator of the table."""
    mode = _stack.modes[-1]
    core.pop_interceptor()
    try:
        with _dispatch.below_autograd(), _without(mode):
            return mode._asked(func, (*args, *kwargs.values()), args, kwargs)
    finally:
        core.push_interceptor(mode._offered)


def _lifted(tensor):
    """What the modes of this thread make of a tensor that a program gave its elements."""
    return ask_all(_ops.aten.lift_fresh.overload("default"), (tensor,), {}) if _stack.modes else tensor


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
    """Begin to ask a mode, before those that are asked already."""
    global _pushed
    _pushed += 1
    _creation.lifted = _lifted
    _stack.modes.append(mode)
    core.push_interceptor(mode._offered)


def _pop_mode(k=None):
    """No longer ask the mode that was pushed last; the mode."""
    if not _stack.modes:
        raise AssertionError("_pop_mode: no mode is active")
    global _pushed
    mode = _stack.modes.pop()
    _pushed -= 1
    if not _pushed:
        _creation.lifted = None
    later = []  # interceptors of others, which stay
    while (function := core.pop_interceptor()) != mode._offered:
        later.append(function)
    for function in reversed(later):
        core.push_interceptor(function)
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
    """Whether a tensor's class says how it is taken apart: ``__tensor_flatten__`` and ``__tensor_unflatten__``."""
    return isinstance(t, core.TensorBase) and is_traceable_wrapper_subclass_type(type(t))


def is_traceable_wrapper_subclass_type(t):
    """`is_traceable_wrapper_subclass` of the instances of a class."""
    from .._tensor import Tensor

    return issubclass(t, Tensor) and t is not Tensor and hasattr(t, "__tensor_flatten__") and hasattr(t, "__tensor_unflatten__")


def transform_subclass(t, callback, outer_size=None, outer_stride=None):
    """A wrapper with ``callback(name, tensor)`` in the place of each of its inner tensors, of the same shape and strides unless others are given."""
    outer_size = t.size() if outer_size is None else outer_size
    outer_stride = t.stride() if outer_stride is None else outer_stride
    names, context = t.__tensor_flatten__()
    made = type(t).__tensor_unflatten__({name: callback(name, getattr(t, name)) for name in names}, context, outer_size, outer_stride)
    if made.shape != outer_size:
        raise AssertionError(
            f"Expected return value from {type(t)}__tensor_unflatten__() to have shape equal to {outer_size}, but got: {made.shape}"
        )
    if made.stride() != outer_stride:
        raise AssertionError(
            f"Expected return value from {type(t)}__tensor_unflatten__() to have stride equal to {outer_stride}, but got: {made.stride()}"
        )
    return made


def return_and_correct_aliasing(func, args, kwargs, out):
    """What a wrapper returns for `func`: its argument where that was written, else `out`.

    That a view shares memory with its base is said by the core, which knows the operator.
    """
    name = func.overloadpacket._opname
    if name.endswith("_") and not name.endswith("__"):
        return args[0] if args else kwargs["self"]
    if func._overloadname.startswith("out") or func._overloadname.endswith("_out"):
        return kwargs.get("out", out)
    return out


__all__ = [
    "BaseTorchDispatchMode", "TorchDispatchMode", "is_in_torch_dispatch_mode", "is_traceable_wrapper_subclass", "return_and_correct_aliasing",
    "transform_subclass",
]  # fmt: skip
