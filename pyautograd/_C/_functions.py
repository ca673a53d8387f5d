"""The node classes by name: ``torch._C._functions.AccumulateGrad``, ``ExpBackward0``, and the two that programs make themselves."""
from .._core import core


class _Maker:
    _makes_nodes = True  # shown as a class of nodes, although an instance is a function that makes one
    next_functions = ()
    requires_grad = True

    def name(self):
        """The name in PyTorch."""
        return f"torch::autograd::{type(self).__name__}"

    def __repr__(self):
        return f"<{type(self).__name__} object at {id(self):#x}>"


class DelayedError(_Maker):
    """``DelayedError(message, count)(*tensors)`` gives tensors whose backward raises RuntimeError.

    Parameters
    ----------
    message : str or bytes
    count : int
        How many tensors it is called with.
    """

    def __init__(self, *args):
        if len(args) != 2:
            raise RuntimeError(f"Requires two arguments, got {len(args)}")
        message, self._count = args
        self._message = message.decode() if isinstance(message, bytes) else str(message)

    def __call__(self, *tensors):
        _check_tensors(tensors, self._count)
        return core.delayed_error(tensors, self._message)


class UndefinedGrad(_Maker):
    """``UndefinedGrad()(tensor)`` gives a tensor whose backward gets, and hands on, no gradient."""

    def __call__(self, *tensors):
        _check_tensors(tensors, 1)
        return core.undefined_grad(tensors[0])


def _check_tensors(tensors, count):
    if len(tensors) != count:
        raise TypeError(f"expected {count} arguments, got {len(tensors)} instead")
    for i, tensor in enumerate(tensors):
        if not (tensor is None or isinstance(tensor, core.TensorBase)):
            raise TypeError(f"argument {i} is not a Variable")


for _made in (DelayedError, UndefinedGrad):
    _made.__module__ = "builtins"


def __getattr__(name):
    found = None if name.startswith("__") else core.node_class(name)
    if found is None:
        raise AttributeError(f"module 'torch._C._functions' has no attribute '{name}'")
    return found


def __dir__():
    return sorted({*globals(), *core.node_class_names()})
