"""Two tensors exchanged, each keeping its identity."""
from .tensor import TensorBase


def settle_edges(tensor):
    """Have the edges that lead to a leaf lead to its AccumulateGrad; here they always do."""


def swap(first, second):
    """Exchange what two tensors are: data, flags, history, gradient, hooks. What refers to one refers to the same object still."""
    for name in TensorBase.__slots__:
        mine, other = getattr(first, name), getattr(second, name)
        setattr(first, name, other)
        setattr(second, name, mine)
    for tensor in (first, second):
        node = tensor._accumulator and tensor._accumulator()
        if node is not None:
            node.variable = tensor
