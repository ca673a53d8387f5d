"""``Variable``: the old name for a tensor that may need gradients. Calling it gives a tensor."""
import warnings

from .. import _tensor
from .._core import core
from ._engine import _EngineBase

__all__ = ["VariableMeta", "Variable"]


class VariableMeta(type):
    """``isinstance(x, Variable)`` holds for every tensor."""

    def __instancecheck__(cls, other):
        return isinstance(other, _tensor.Tensor)


class Variable(metaclass=VariableMeta):
    """``Variable(data, requires_grad=False)``: the same data as a leaf tensor of its own."""

    _execution_engine = _EngineBase()

    def __new__(cls, data=None, requires_grad=False, volatile=None):
        if volatile is not None:
            warnings.warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.", stacklevel=2)
        if data is None:
            data = core.TensorBase.__new__(_tensor.Tensor)
        if not isinstance(data, core.TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        return core.alias_as(_tensor.Tensor, data, bool(requires_grad))


Variable.__module__ = "torch.autograd.variable"
