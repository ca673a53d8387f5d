"""Anomaly detection in the forward pass: the first operation that makes a NaN from numbers stops the program.

A `TorchFunctionMode` sees what the program calls, so that nothing costs while no check is on; what operators compute inside
themselves, and may throw away, is not looked at.
"""
from .._core import core
from ..overrides import TorchFunctionMode

# Calls that are no operations on their arguments: attributes, what leaves memory as it is, and backward, which has a check of its own.
_LEFT_ALONE = {
    "__get__", "__set__", "__delete__", "empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided", "resize_",
    "resize_as_", "set_", "backward", "grad", "register_hook", "requires_grad_", "retain_grad",
}  # fmt: skip


def _tensors(values):
    """The floating point and complex tensors, and the floats, within nested containers."""
    if isinstance(values, core.TensorBase):
        if values.is_floating_point() or values.is_complex():
            yield values
    elif isinstance(values, (float, complex)):
        yield values
    elif isinstance(values, (tuple, list)):
        for value in values:
            yield from _tensors(value)
    elif isinstance(values, dict):
        yield from _tensors(tuple(values.values()))


def _any(question, value):
    if not isinstance(value, core.TensorBase):
        return value != value if question == "isnan" else value in (float("inf"), float("-inf"))
    return bool(getattr(core.ops, question)(value.detach()).any().item())


class _Watched:
    """The arguments of one call, before it is made."""

    def __init__(self, name, arguments):
        found = list(_tensors(arguments))
        self.name = name
        self.checked = any(isinstance(x, core.TensorBase) for x in found) and not any(_any("isnan", x) for x in found)
        self.given = "infinite" if self.checked and any(_any("isinf", x) for x in found) else "finite"

    def check(self, result):
        """`result`, or RuntimeError if there is a NaN in it that no argument had."""
        if self.checked:
            for i, out in enumerate(result if isinstance(result, (tuple, list)) else (result,)):
                if any(isinstance(x, core.TensorBase) and _any("isnan", x) for x in _tensors(out)):
                    raise RuntimeError(f"Function '{self.name}' turned {self.given} input into nan values in its {i}th output.")
        return result


class ForwardCheck(TorchFunctionMode):
    """Raises RuntimeError where an operation, or a custom Function, makes a NaN from arguments without one."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = getattr(func, "__name__", str(func))
        if name in _LEFT_ALONE:
            return func(*args, **kwargs)
        watched = _Watched(name, (args, kwargs))
        return watched.check(func(*args, **kwargs))

    def __enter__(self):
        self.before = core.set_forward_check(lambda cls, args: _Watched(cls.__name__, args).check)
        return super().__enter__()

    def __exit__(self, *exc):
        core.set_forward_check(self.before)
        return super().__exit__(*exc)
