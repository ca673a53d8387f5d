"""``torch.overrides``: how ``__torch_function__`` is asked, and by whom it can be given.

A class (a subclass of ``Tensor``, or any other) that has a classmethod ``__torch_function__(cls, func, types, args=(), kwargs=None)`` decides what
the functions, methods and attributes of the library do with its instances. `TorchFunctionMode` does the same for all calls in a ``with`` block.
"""
import contextlib
import functools
import warnings

from . import _overrides
from ._core import core
from ._py import overrides as _protocol
from ._py.overrides import disabled_torch_function_impl

# Asking.


def has_torch_function(relevant_args):
    """Whether some element of `relevant_args` has a ``__torch_function__``, or a mode is active. Exact tensors and parameters have none."""
    try:
        values = tuple(relevant_args)
    except TypeError:
        raise TypeError("expected a sequence") from None
    return has_torch_function_variadic(*values)


def has_torch_function_unary(obj):
    """`has_torch_function` for one object."""
    return has_torch_function_variadic(obj)


def has_torch_function_variadic(*objects):
    """`has_torch_function` for objects given one by one."""
    if _protocol.skipping():
        _protocol.skip_next(None)
        return False
    if _protocol.modes_enabled():
        return True
    return core.torch_function_state() == _protocol.ENABLED and any([_protocol.overrides(o) for o in objects])


def handle_torch_function(public_api, relevant_args, *args, **kwargs):
    """Call the ``__torch_function__`` of `relevant_args` with ``(public_api, types, args, kwargs)``, subclasses first, then left to right.

    Returns what the first of them gives that is not NotImplemented. Raises TypeError if there is none.
    """
    return _protocol.handle(public_api, tuple(relevant_args), args, kwargs)


def wrap_torch_function(dispatcher):
    """A decorator that makes a function overridable. `dispatcher`, of the same signature, returns the arguments that count."""

    def decorate(func):
        @functools.wraps(func)
        def wrapped(*args, **kwargs):
            relevant = dispatcher(*args, **kwargs)
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return func(*args, **kwargs)

        return wrapped

    return decorate


def _get_overloaded_args(relevant_args, get_type_fn=None):
    """The arguments whose ``__torch_function__`` would be called, in order; one for each type."""
    if get_type_fn is None:
        return _protocol.precedence(tuple(relevant_args), exact=True, flat=True)
    found = []
    for arg in relevant_args if core.torch_function_state() == _protocol.ENABLED else ():
        kind = get_type_fn(arg)
        asked = getattr(kind, "__torch_function__", None)
        if asked is None or asked is disabled_torch_function_impl or any([get_type_fn(f) is kind for f in found]):
            continue
        at = next((i for i, f in enumerate(found) if issubclass(kind, get_type_fn(f))), len(found))
        found.insert(at, arg)
    return found


def is_tensor_like(inp):
    """Whether `inp` is a tensor, or of a type that has a ``__torch_function__``."""
    return isinstance(inp, core.TensorBase) or hasattr(inp, "__torch_function__")


def redispatch_function(func, types, args, kwargs):
    """Call `func` without asking anybody for this one call; what it calls itself asks as usual."""
    _protocol.skip_next(func)
    try:
        return func(*args, **(kwargs or {}))
    finally:
        _protocol.skip_next(None)


# Modes.


class TorchFunctionMode:
    """Overrides the functions of the library within a ``with`` block, also those without tensor arguments.

    A subclass defines ``__torch_function__(self, func, types, args=(), kwargs=None)``. While it runs, the mode is off: what it calls goes to the
    mode entered before it.
    """

    inner = None

    def __init__(self):
        pass

    def __torch_function__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        _push_mode(self)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        _pop_mode()

    @classmethod
    def push(cls, *args, **kwargs):
        """An instance. Deprecated: ``with Mode()`` does it."""
        warnings.warn("`Mode.push()` is no longer necessary and can be replaced with just `with Mode()`", stacklevel=2)
        return cls(*args, **kwargs)


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that changes nothing."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def _push_mode(mode):
    _protocol.push_mode(mode)


def _pop_mode():
    return _protocol.pop_mode()


@contextlib.contextmanager
def _pop_mode_temporarily():
    mode = _pop_mode()
    try:
        yield mode
    finally:
        _push_mode(mode)


def _get_current_function_mode():
    """The mode that is asked first; None if none is active."""
    stack = _protocol.modes()
    return stack[-1] if stack else None


def _get_current_function_mode_stack():
    """The active modes, the one asked last first."""
    return list(_protocol.modes())


# Not asking.


class _State:
    """A context that changes the thread's state."""

    _state = _protocol.ENABLED

    def __init__(self):
        pass

    def _new_state(self, before):
        return max(before, self._state)

    def __enter__(self):
        self._before = core.torch_function_state()
        core.set_torch_function_state(self._new_state(self._before))

    def __exit__(self, *exc):
        core.set_torch_function_state(self._before)


class DisableTorchFunctionSubclass(_State):
    """``with DisableTorchFunctionSubclass():`` the types of arguments are not asked, modes are."""

    _state = _protocol.SUBCLASS_DISABLED
    __module__ = "torch._C"


class DisableTorchFunction(_State):
    """``with DisableTorchFunction():`` nobody is asked."""

    _state = _protocol.ALL_DISABLED
    __module__ = "torch._C"


class _EnableTorchFunction(_State):
    __module__ = "torch._C"

    def _new_state(self, before):
        return _protocol.ENABLED


@contextlib.contextmanager
def _enable_torch_function():
    with _EnableTorchFunction():
        yield


@contextlib.contextmanager
def enable_reentrant_dispatch():
    """What PyTorch needs to call operators from an operator's implementation; here they can be called in any case."""
    yield


class _TorchFunctionState:
    """The thread's states, as PyTorch names them."""

    ENABLED, SUBCLASSES_DISABLED, ALL_DISABLED = _protocol.ENABLED, _protocol.SUBCLASS_DISABLED, _protocol.ALL_DISABLED


def _stack_at(i):
    return _protocol.modes()[i]


# What programs import from torch._C.
CORE_NAMES = {
    "_disabled_torch_function_impl": disabled_torch_function_impl, "DisableTorchFunction": DisableTorchFunction,
    "DisableTorchFunctionSubclass": DisableTorchFunctionSubclass, "_EnableTorchFunction": _EnableTorchFunction, "_TorchFunctionState": _TorchFunctionState,
    "_get_torch_function_state": core.torch_function_state, "_set_torch_function_state": core.set_torch_function_state,
    "_has_torch_function": has_torch_function, "_has_torch_function_unary": has_torch_function_unary,
    "_has_torch_function_variadic": has_torch_function_variadic,
    "_is_torch_function_enabled": lambda: core.torch_function_state() == _protocol.ENABLED,
    "_is_torch_function_all_disabled": lambda: core.torch_function_state() == _protocol.ALL_DISABLED,
    "_is_torch_function_mode_enabled": _protocol.modes_enabled, "_push_on_torch_function_stack": _push_mode, "_pop_torch_function_stack": _pop_mode,
    "_len_torch_function_stack": lambda: len(_protocol.modes()), "_get_function_stack_at": _stack_at,
    "_skip_one_hop_torch_function": redispatch_function,
}  # fmt: skip


# What can be overridden.


def get_default_nowrap_functions():
    """Functions whose results ``Tensor.__torch_function__`` leaves as they are."""
    return _overrides.unwrapped_functions()


def _listing(name):
    from . import _overridable_functions

    return getattr(_overridable_functions, name)


def get_ignored_functions():
    """Functions of the public namespace that cannot be overridden."""
    return _listing("ignored")()


def get_overridable_functions():
    """Functions that can be overridden, by the namespace they belong to."""
    return _listing("overridable")()[0]


def get_testing_overrides():
    """For each function that can be overridden, a function of the same signature that returns -1."""
    return _listing("testing")()


def resolve_name(f):
    """The name of a function handed to ``__torch_function__``, such as ``"torch.Tensor.add"``; None if it is not known."""
    return _listing("overridable")()[1].get(f)


def is_tensor_method_or_property(func):
    """Whether a function handed to ``__torch_function__`` is a method of ``Tensor``, or the getter of one of its attributes."""
    return func in _listing("methods")() or func.__name__ == "__get__"


__all__ = [
    "get_ignored_functions", "get_overridable_functions", "get_testing_overrides", "handle_torch_function", "has_torch_function", "resolve_name",
    "is_tensor_like", "is_tensor_method_or_property", "wrap_torch_function", "enable_reentrant_dispatch",
]  # fmt: skip
