"""``torch._dynamo._trace_wrapped_higher_order_op``: the mode in which functions over indices are called."""
import pyautograd as torch

from ..overrides import TorchFunctionMode
from ..utils._pytree import tree_leaves


class TransformGetItemToIndex(TorchFunctionMode):
    """Indexing with ints and 0-d integer tensors picks by an index, whose value is not looked at, so that ``vmap`` can batch it."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func is torch.Tensor.__getitem__:
            indices = tree_leaves(args[1])
            if all(isinstance(x, (torch.Tensor, int)) and not isinstance(x, bool) for x in indices):
                whole = [x if isinstance(x, torch.Tensor) else torch.tensor(x) for x in indices]
                return torch.ops.aten.index.Tensor(args[0], whole)
        return func(*args, **(kwargs or {}))
