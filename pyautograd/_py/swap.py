"""Two tensors exchanged, each keeping its identity; and who refers to a tensor from inside."""
import gc

from .node import SavedTensor
from .tensor import TensorBase


def use_count(tensor):
    """One for the tensor itself, and one for each part of a graph, view or gradient that refers to it. Looks through all objects."""
    count = 1 + (tensor._accumulator is not None and tensor._accumulator() is not None)
    for held in gc.get_objects():
        kind = type(held)  # isinstance would ask proxies for their class
        if kind is SavedTensor:
            count += held.tensor is tensor
        elif issubclass(kind, TensorBase):
            count += (held._view_base is tensor) + (held._held_grad is tensor)
    return count


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
