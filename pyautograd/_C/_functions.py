"""The nodes that PyTorch names in ``torch._C._functions``: ``AddBackward0`` and the like are types of ``grad_fn``; two can be called."""
from .._core import core


class Error(core.CustomNode):
    """The history of a tensor that must not be differentiated: refuses to run."""

    message = ""

    def run_backward(self, grads):
        raise RuntimeError(self.message)

    def name(self):
        """``torch::autograd::Error``."""
        return "torch::autograd::Error"


class UndefinedGradBackward(core.CustomNode):
    """Hands on no gradient."""

    def run_backward(self, grads):
        return [None]

    def name(self):
        """``torch::autograd::UndefinedGradBackward``."""
        return "torch::autograd::UndefinedGradBackward"


class _Callable:
    """A node of PyTorch's that programs make and call themselves."""

    def name(self):
        """The node's name in PyTorch."""
        return f"torch::autograd::{type(self).__name__}"

    def __repr__(self):
        return f"<{type(self).__name__} object at {id(self):#x}>"

    next_functions = ()
    requires_grad = True


def _attached(node, tensors):
    """The same data as results of `node`, or without history where no gradient is recorded."""
    for i, tensor in enumerate(tensors):
        if not (tensor is None or isinstance(tensor, core.TensorBase)):
            raise TypeError(f"argument {i} is not a Variable")
    made = [tensor if tensor is None else core.fresh_alias(tensor) for tensor in tensors]
    if core.is_grad_enabled() and any(tensor is not None and tensor.requires_grad for tensor in tensors):
        core.CustomNode.set_edges(node, tensors)
        for out in made:
            if out is not None:
                core.CustomNode.attach(node, out)
    return made[0] if len(made) == 1 else tuple(made)


class DelayedError(_Callable):
    """``DelayedError(message, count)(*tensors)``: the tensors with a history that raises RuntimeError when it is differentiated."""

    def __init__(self, *args):
        if len(args) != 2:
            raise RuntimeError(f"Requires two arguments, got {len(args)}")
        self.message = args[0].decode() if isinstance(args[0], bytes) else args[0]

    def __call__(self, *tensors):
        node = Error()
        node.message = self.message
        return _attached(node, tensors)


class UndefinedGrad(_Callable):
    """``UndefinedGrad()(tensor)``: the tensor with a history that hands on no gradient."""

    def __call__(self, *tensors):
        if len(tensors) != 1:
            raise TypeError(f"expected 1 arguments, got {len(tensors)} instead")
        return _attached(UndefinedGradBackward(), tensors)


for _shown in (Error, UndefinedGradBackward, DelayedError, UndefinedGrad):
    _shown.__module__ = "builtins"


def __getattr__(name):
    found = core.node_type_named(name)
    if found is None:
        raise AttributeError(f"module 'torch._C._functions' has no attribute '{name}'")
    return found
