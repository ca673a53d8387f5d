"""Python's operators on tensors in the plain core."""
import numpy as np

from . import overrides
from .dispatch import unusual
from .tensor import TensorBase, wrap

_NUMBERS = (int, float, complex, np.generic)


def operand(x):
    """`x` as an operator takes it: a tensor, a Python number, or None where it is neither."""
    if isinstance(x, TensorBase) or type(x) in (int, float, bool, complex):
        return x
    if isinstance(x, np.generic):
        return x.item() if x.dtype.kind in "biufc" else None
    if isinstance(x, _NUMBERS):
        return x
    if isinstance(x, np.ndarray) and x.dtype.kind in "biufc":
        return wrap(x if all(s >= 0 for s in x.strides) else x.copy())
    return None


def install(base, ops):
    """Give `base` its operator methods."""
    # Method, operator called, whether the operands change places.
    binary = (
        ("__add__", "add", False), ("__radd__", "add", False), ("__sub__", "sub", False), ("__rsub__", "rsub", False),
        ("__mul__", "mul", False), ("__rmul__", "mul", False), ("__truediv__", "div", False), ("__div__", "div", False),
        ("__floordiv__", "floor_divide", False), ("__mod__", "remainder", False), ("__pow__", "pow", False),
        ("__matmul__", "matmul", False), ("__rmatmul__", "matmul", True), ("__rpow__", "pow", True), ("__rfloordiv__", "floor_divide", True),
        ("__rmod__", "remainder", True), ("__and__", "bitwise_and", False), ("__rand__", "bitwise_and", False),
        ("__or__", "bitwise_or", False), ("__ror__", "bitwise_or", False), ("__xor__", "bitwise_xor", False), ("__rxor__", "bitwise_xor", False),
        ("__lshift__", "bitwise_left_shift", False), ("__rlshift__", "bitwise_left_shift", True),
        ("__rshift__", "bitwise_right_shift", False), ("__rrshift__", "bitwise_right_shift", True),
        ("__eq__", "eq", False), ("__ne__", "ne", False), ("__lt__", "lt", False), ("__le__", "le", False), ("__gt__", "gt", False), ("__ge__", "ge", False),
    )  # fmt: skip
    for name, operator, swap in binary:
        setattr(base, name, _binary(name, ops, operator, swap))
    for name, method in (
        ("__iadd__", "add_"), ("__isub__", "sub_"), ("__imul__", "mul_"), ("__itruediv__", "div_"), ("__ifloordiv__", "floor_divide_"),
        ("__imod__", "remainder_"), ("__ipow__", "pow_"), ("__iand__", "bitwise_and_"), ("__ior__", "bitwise_or_"), ("__ixor__", "bitwise_xor_"),
        ("__ilshift__", "bitwise_left_shift_"), ("__irshift__", "bitwise_right_shift_"),
    ):  # fmt: skip
        setattr(base, name, _inplace(name, method))

    def reciprocal_times(self, other):
        if unusual((self, other)):
            answer = overrides.ask_operator("div", other, self)
            if answer is not overrides.UNANSWERED:
                return answer
        other = operand(other)
        return NotImplemented if other is None else self.reciprocal() * other

    def invert(self):
        if unusual((self,)):
            answer = overrides.ask_method("__invert__", (self,), (self,))
            if answer is not overrides.UNANSWERED:
                return answer
        if self._dtype.is_floating_point or self._dtype.is_complex:
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return ops.bitwise_not(self)

    base.__rtruediv__ = base.__rdiv__ = reciprocal_times
    base.__neg__ = lambda self: base.neg(self)
    base.__pos__ = lambda self: base.positive(self)
    base.__abs__ = lambda self: base.abs(self)
    base.__invert__ = invert
    base.__hash__ = lambda self: id(self)


def _binary(name, ops, operator, swap):
    reflected = name.startswith("__r") and name not in ("__rshift__",)
    asked = "sub" if operator == "rsub" else operator

    def method(self, other):
        if unusual((self, other)):
            answer = overrides.ask_operator(asked, other, self) if reflected else overrides.ask_operator(asked, self, other)
            if answer is not overrides.UNANSWERED:
                return answer
        other = operand(other)
        if other is None or (name in ("__matmul__", "__rmatmul__") and not isinstance(other, TensorBase)):
            return NotImplemented
        function = getattr(ops, operator)
        return function(other, self) if swap else function(self, other)

    method.__name__ = name
    return method


def _inplace(name, in_place):
    def method(self, other):
        if unusual((self, other)):
            answer = overrides.ask_operator(in_place, self, other)
            if answer is not overrides.UNANSWERED:
                return answer
        other = operand(other)
        if other is None:
            return NotImplemented
        return getattr(self, in_place)(other)

    method.__name__ = name
    return method
