"""``torch.utils.swap_tensors``: two tensors exchange everything but their identity."""
import copyreg
import weakref

from .._core import core

_POISONED = (
    "Trying to execute AccumulateGrad node that was poisoned by swap_tensors this can happen when you try to run backward on a tensor that was "
    "swapped. For a module m with `torch.__future__.set_swap_module_params_on_conversion(True)` you should not change the device or dtype of the "
    "module (e.g. `m.cpu()` or `m.half()`) between running forward and backward. To resolve this, please only change the device/dtype before running "
    "forward (or after both forward and backward)."
)


def _refuse(grad_outputs):
    raise RuntimeError(_POISONED)


def _slots(tensor):
    return set(copyreg._slotnames(type(tensor))) - set(getattr(core.TensorBase, "__slots__", ()))


def _require_unused(tensor, name):
    """Raise where a graph, a view or a gradient refers to `tensor`; a leaf's AccumulateGrad alone is made to refuse to run."""
    core.settle_edges(tensor)
    count = tensor._use_count()
    if count == 1:
        return
    edge = core.edge_of(tensor) if count == 2 and tensor.is_leaf else None
    if count == 2 and tensor.is_leaf and edge is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    if edge is None or core.use_count(tensor) != 2:
        raise RuntimeError(
            f"Expected use_count of {name} to be 1 or 2 with an AccumulateGrad node but got {count} make sure you are not holding references to the "
            "tensor in other places."
        )
    edge[0].register_prehook(_refuse)


def swap_tensors(t1, t2):
    """Have `t1` become what `t2` is and the other way round: class, attributes, data, gradient, hooks. Each stays the object it was.

    Raises RuntimeError where weak references, a graph, a view or a gradient refer to one of them, or where their slots differ. A graph that leads
    to a leaf may be there, but its backward then raises.
    """
    for name, tensor in (("t1", t1), ("t2", t2)):
        if weakref.getweakrefs(tensor):
            raise RuntimeError(f"Cannot swap {name} because it has weakref associated with it")
    slots = _slots(t1)
    if slots != _slots(t2):
        raise RuntimeError("Cannot swap t1 and t2 if they have different slots")
    _require_unused(t1, "t1")
    _require_unused(t2, "t2")
    t1.__class__, t2.__class__ = t2.__class__, t1.__class__
    t1.__dict__, t2.__dict__ = t2.__dict__, t1.__dict__
    missing = object()
    for slot in slots:
        mine, other = getattr(t1, slot, missing), getattr(t2, slot, missing)
        for tensor, value, had in ((t1, other, mine), (t2, mine, other)):
            if value is not missing:
                setattr(tensor, slot, value)
            elif had is not missing:
                delattr(tensor, slot)
    core.swap(t1, t2)


swap_tensors.__module__ = "torch.utils"
