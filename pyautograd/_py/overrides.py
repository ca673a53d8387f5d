"""``__torch_function__``: which arguments are asked, in which order, and what is said where none of them answers.

Both cores use this module, once an argument that is no plain tensor or number was met or a mode was entered; plain tensors
never come here. An operator calls `ask` with its bound arguments; functions written in Python call `ask_all`, by way of the
core's ``overridable``.
"""
import threading
import warnings

from . import python_functions

# The thread's state, kept by the core: everything is asked; modes only; nobody.
ENABLED, SUBCLASS_DISABLED, ALL_DISABLED = range(3)

UNANSWERED = object()

# Types of arguments that override nothing. The facade adds its tensor classes.
BASIC_TYPES = {int, float, bool, complex, str, bytes, type(None), slice, type(Ellipsis), type}
EXACT_TENSORS = set()
_SEQUENCES = (tuple, list)


class _Stack(threading.local):
    def __init__(self):
        self.modes = []
        self.skipped = None  # the function whose next call asks nobody


_stack = _Stack()


def core():
    """The core in use."""
    from .._core import core as chosen

    return chosen


class DisabledTorchFunction:
    """What a class names as its ``__torch_function__`` to override nothing: the function runs as it is."""

    __slots__ = ()
    __name__ = __qualname__ = "_disabled_torch_function_impl"

    def __call__(self, func, types, args=(), kwargs=None):
        state = core().torch_function_state()
        core().set_torch_function_state(max(state, SUBCLASS_DISABLED))
        try:
            return func(*args, **(kwargs or {}))
        finally:
            core().set_torch_function_state(state)

    def __repr__(self):
        return "<built-in function _disabled_torch_function_impl>"

    def __reduce__(self):
        return "disabled_torch_function_impl"


disabled_torch_function_impl = DisabledTorchFunction()


def overrides(value):
    """Whether the type of `value` has a ``__torch_function__`` of its own. Exact tensors have none."""
    cls = type(value)
    if cls in BASIC_TYPES or cls in EXACT_TENSORS:
        return False
    found = getattr(cls, "__torch_function__", None)
    return found is not None and found is not disabled_torch_function_impl


def stands_for_tensor(value):
    """Whether `value` may take the place of any argument, since its type decides what happens then."""
    return overrides(value) and core().torch_function_state() == ENABLED


def modes():
    """The modes that were entered on this thread, the last one being asked first."""
    return _stack.modes


def push_mode(mode):
    """Begin to ask `mode` before all arguments."""
    _stack.modes.append(mode)
    core().watch(1)


def pop_mode():
    """End the mode that was entered last, and return it."""
    if not _stack.modes:
        raise AssertionError("stack_.size() > 0")
    mode = _stack.modes.pop()
    core().watch(-1)
    return mode


def modes_enabled():
    """Whether some mode will be asked."""
    return bool(_stack.modes) and core().torch_function_state() != ALL_DISABLED


def precedence(values, exact=False, flat=False):
    """Those of `values` that override, one for each type: subclasses first, then left to right. Lists and tuples are looked into unless `flat`.

    `exact` counts exact tensors, too, as PyTorch does for functions written in Python.
    """
    found = []
    if core().torch_function_state() != ENABLED:
        return found
    for value in values:
        for v in value if isinstance(value, _SEQUENCES) and not flat else (value,):
            cls = type(v)
            if not (overrides(v) or exact and cls in EXACT_TENSORS and cls.__torch_function__ is not disabled_torch_function_impl):
                continue
            if any([type(f) is cls for f in found]):
                continue
            at = len(found)
            for i, f in enumerate(found):
                if issubclass(cls, type(f)):
                    at = i
                    break
            found.insert(at, v)
    return found


def _ask_mode(func, types, args, kwargs):
    mode = pop_mode()
    try:
        asked = mode.__torch_function__
        if isinstance(mode, type) or getattr(asked, "__self__", mode) is not mode:
            raise RuntimeError("Defining your mode's `__torch_function__` as a classmethod is not supported, please make it a plain method")
        return asked(func, types, args) if kwargs is None else asked(func, types, args, kwargs)
    finally:
        push_mode(mode)


def _ask_value(value, func, types, args, kwargs, built_in=True):
    asked = value.__torch_function__
    if getattr(asked, "__self__", None) is value:
        quote, category = ("`", UserWarning) if built_in else ("", DeprecationWarning)
        warnings.warn(
            f"Defining your `__torch_function__{quote} as a plain method is deprecated and will be an error in future, please define it as a classmethod.",
            category,
            stacklevel=2,
        )
    return asked(func, types, args) if kwargs is None else asked(func, types, args, kwargs)


def skip_next(func):
    """Have the next call of `func` on this thread ask nobody; what it calls in turn does."""
    _stack.skipped = func


def skipping():
    """Whether some next call was to be skipped."""
    return _stack.skipped is not None


def skips(func):
    """Whether this call was to be skipped; ends that."""
    if _stack.skipped == func:
        _stack.skipped = None
        core().watch(0)  # what runs now runs undisturbed
        return True
    return False


def ask(func, shown, values, args, kwargs):
    """Call ``__torch_function__(func, types, args[, kwargs])`` of the modes and of the values that override, until one answers.

    Parameters
    ----------
    func : callable
        The public function or method that was called.
    shown : str
        What the error calls it.
    values : sequence
        The arguments that may override.
    args, kwargs : tuple, dict or None
        As they were given. None is not handed on.

    Returns
    -------
    The answer; `UNANSWERED` if there was nobody to ask.

    Raises
    ------
    TypeError
        All of them returned NotImplemented.
    """
    if _stack.skipped is not None and skips(func):
        return UNANSWERED
    found = precedence(values)
    asked_mode = modes_enabled()
    if not found and not asked_mode:
        return UNANSWERED
    if shown in python_functions.names():
        return handle(func, values, *python_functions.written_out(func, args, kwargs or {}, shown), shown)
    types = tuple([type(v) for v in found or (values if shown.endswith("__get__") else ())])
    tried = []
    if asked_mode:
        tried.append(f"  - mode object {_stack.modes[-1]!r}")
        answer = _ask_mode(func, types, args, kwargs)
        if answer is not NotImplemented:
            return answer
    for value in found:
        answer = _ask_value(value, func, types, args, kwargs)
        if answer is not NotImplemented:
            return answer
        tried.append(f"  - tensor subclass {type(value)!r}")
    raise TypeError(
        f"Multiple dispatch failed for '{shown}'; all __torch_function__ handlers returned NotImplemented:\n\n"
        + "\n".join(tried)
        + "\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
    )


def ask_dispatched(op, args, kwargs):
    """`ask` for a call of an operator of ``torch.ops``."""
    if core().torch_function_state() == ALL_DISABLED:
        return UNANSWERED
    return ask(op, str(op), (*args, *kwargs.values()), args, kwargs)


def handle(func, values, args, kwargs, shown=None):
    """`ask` for a function written in Python: exact tensors are named among the types, too, and the error is another.

    Raises
    ------
    TypeError
        All of them returned NotImplemented.
    """
    found = precedence(values, exact=True)
    types = tuple([type(v) for v in found])
    if modes_enabled():
        answer = _ask_mode(func, types, args, kwargs)
        if answer is not NotImplemented:
            return answer
    for value in found:
        answer = _ask_value(value, func, types, args, kwargs, False)
        if answer is not NotImplemented:
            return answer
    name = python_functions.names().get(shown) or f"{func.__module__.replace('pyautograd', 'torch', 1)}.{func.__name__}"
    message = f"no implementation found for '{name}' on types that implement __torch_function__: {[type(v) for v in found]}"
    if modes_enabled():
        message += f" nor in mode {_stack.modes[-1]}"
    raise TypeError(message)


def ask_all(func, args, kwargs):
    """`handle` for a call in which every argument counts; `UNANSWERED` if nothing overrides."""
    if _stack.skipped is not None and skips(func):
        return UNANSWERED
    values = (*args, *kwargs.values()) if kwargs else args
    if not modes_enabled() and not precedence(values):
        return UNANSWERED
    return handle(func, values, *python_functions.written_out(func, args, kwargs))


# Python's operators: the method that is asked for x + y, and the one for number + x. Those with a slash are written in Python in
# PyTorch, which shows in their keyword arguments and errors.
_ASKED = {
    "add": ("add", "add"), "sub": ("sub", "__rsub__/"), "mul": ("mul", "mul"), "div": ("div", "__rtruediv__/"),
    "floor_divide": ("__floordiv__/", "__rfloordiv__/"), "remainder": ("remainder", "__rmod__/"), "pow": ("__pow__/", "__rpow__/"),
    "matmul": ("matmul", "__rmatmul__/"), "bitwise_and": ("__and__", "bitwise_and"), "bitwise_or": ("__or__", "bitwise_or"),
    "bitwise_xor": ("__xor__", "bitwise_xor"), "bitwise_left_shift": ("__lshift__", "__rlshift__/"),
    "bitwise_right_shift": ("__rshift__", "__rrshift__/"), "eq": ("__eq__", "__eq__"),
    "add_": ("add_",), "sub_": ("sub_",), "mul_": ("mul_",), "div_": ("div_",), "floor_divide_": ("floor_divide_",), "remainder_": ("remainder_",),
    "pow_": ("__ipow__/",), "bitwise_and_": ("__iand__",), "bitwise_or_": ("__ior__",), "bitwise_xor_": ("__ixor__",),
    "bitwise_left_shift_": ("__ilshift__",), "bitwise_right_shift_": ("__irshift__",),
}  # fmt: skip


def ask_operator(name, x, y):
    """`ask` for one of Python's binary operators, whose operator here is `name`. A TypeError means that the other operand may try."""
    if not modes_enabled() and not precedence((x, y)):
        return UNANSWERED
    from .._tensor import Tensor

    reflected = not isinstance(x, core().TensorBase)
    self, other = (y, x) if reflected else (x, y)
    method = _ASKED.get(name, (name, name))[reflected]
    if method == "__eq__" and not overrides(self):
        method = "eq"
    in_python = method.endswith("/")
    method = method.rstrip("/")
    func = getattr(Tensor, method)
    try:
        if in_python:
            return handle(func, (self, other), (self, other), {})
        return ask(func, "torch.Tensor." + method, (self, other), (self, other), None)
    except TypeError:
        return NotImplemented


def ask_method(name, values, args):
    """`ask` for a method or slot of ``Tensor`` that is no operator of the table."""
    if not modes_enabled() and not precedence(values):
        return UNANSWERED
    from .._tensor import Tensor

    return ask(getattr(Tensor, name), "torch.Tensor." + name, values, args, None)


def ask_index(name, self, index, *value):
    """`ask` for ``self[index]`` and ``self[index] = value``."""
    items = index if isinstance(index, tuple) else (index,)
    return ask_method(name, (self, *items, *value), (self, index, *value))
