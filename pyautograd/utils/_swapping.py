"""``torch.utils.swap_tensors``."""
import weakref

from .._tensor_attributes import core_no_grad


def swap_tensors(t1, t2):
    """Exchange what two leaf tensors are: data, gradient, `requires_grad`, class and attributes, so that each name holds the other tensor.

    Raises
    ------
    RuntimeError
        If a tensor has weak references, whose holders would see another tensor, or is not a leaf.
    """
    for name, tensor in (("t1", t1), ("t2", t2)):
        if weakref.getweakrefs(tensor):
            raise RuntimeError(f"Cannot swap {name} because it has weakref associated with it")
    if not (t1.is_leaf and t2.is_leaf):
        raise RuntimeError("swap_tensors: both tensors must be leaves of the graph")
    states = [(t.data, t.grad, t.requires_grad, t.__class__, dict(t.__dict__)) for t in (t1, t2)]
    with core_no_grad():
        for tensor, (data, grad, requires_grad, cls, attributes) in zip((t1, t2), reversed(states)):
            tensor.grad = None
            tensor.requires_grad = False
            tensor.data = data
            tensor.requires_grad = requires_grad
            tensor.grad = grad
            tensor.__class__ = cls
            tensor.__dict__.clear()
            tensor.__dict__.update(attributes)
