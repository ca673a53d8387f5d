"""Forward mode: dual levels, tensors that carry a tangent, and the tangents of what is computed from them.

Operators carry no tangents along. A dual tensor is a tensor behind a node of its own, and `unpack_dual` finds the tangent of a
result from the recorded graph: the vector-Jacobian product ``J^H v`` is linear in ``v``, so its own vector-Jacobian product
with the tangents of the dual tensors is ``J t`` (the "double backward trick"). Every operator that can be differentiated twice
therefore has a forward mode, at about the price of two backward passes. What is computed inside ``no_grad`` carries no tangent.
"""
from typing import NamedTuple

from .._core import core
from ..utils._contextlib import _DecoratorContextManager

_current_level = -1
_serial = 0  # counts the levels, so that tangents of an earlier one are not seen
_finding = []  # not empty while tangents are being found: dual tensors then stop gradients


class Dual(core.CustomNode):
    """The history of a dual tensor: holds the tangent and hands gradients through.

    One without a tangent stands behind each tangent that is handed out: a tangent has none itself.
    """

    tangent = None
    serial = -1

    def run_backward(self, grads):
        return [None if _finding else grads[0]]


Dual.__name__ = "AliasBackward0"


class UnpackedDualTensor(NamedTuple):
    """The parts of a dual tensor; ``tangent`` is None for one that has none."""

    primal: object
    tangent: object | None


def enter_dual_level():
    """Begin a level, 0; RuntimeError inside another."""
    global _current_level, _serial
    if _current_level >= 0:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _current_level += 1
    _serial += 1
    return _current_level


def exit_dual_level(*, level=None):
    """End the level; tangents made in it are gone."""
    global _current_level
    level = _current_level if level is None else level
    if level < 0:
        raise RuntimeError("Dual level must be a positive number.")
    if level != _current_level:
        raise RuntimeError("Trying to exit a forward AD level that was not the last one that was created. This is not supported.")
    _current_level -= 1


def make_dual(tensor, tangent, *, level=None):
    """A view of `tensor` that carries `tangent`.

    Raises
    ------
    RuntimeError
        Outside a level, or for a tangent of another shape.
    ValueError
        For integer tensors.
    NotImplementedError
        Inside ``no_grad``, where nothing is recorded that could carry the tangent on.
    """
    level = _current_level if level is None else level
    if level < 0:
        raise RuntimeError("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")
    for called, x in (("primal", tensor), ("tangent", tangent)):
        if not (x.is_floating_point() or x.is_complex()):
            raise ValueError(f"Expected {called} to be floating point or complex, but got: {x.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
            f"{list(tensor.shape)} while the given forward gradient is of size {list(tangent.shape)}."
        )
    if not core.is_grad_enabled():
        raise NotImplementedError("forward mode is not supported inside no_grad: tangents are carried by the recorded graph")
    node, made = _behind(tensor)
    node.tangent, node.serial = tangent, _serial
    return made


def _behind(tensor):
    """A `Dual` that leads to `tensor`, and an alias of the tensor that has it as history."""
    node = Dual()
    core.CustomNode.set_edges(node, [tensor])
    made = core.fresh_alias(tensor)
    core.CustomNode.attach(node, made)
    return node, made


def without_tangent(tensor):
    """`tensor` with its history but no tangent."""
    return _behind(tensor)[1] if tensor.requires_grad else tensor


def _history(tensor):
    """The dual tensors of this level that `tensor` was computed from, and whether a leaf that requires gradients is behind it.

    Dual tensors stop the search for others, as a new tangent hides what it was made from.
    """
    duals, seen, leaf = [], set(), False
    stack = [(tensor.grad_fn, True)]
    if tensor.grad_fn is None:
        return duals, tensor.requires_grad
    while stack:
        node, visible = stack.pop()
        if node is None or (node, visible) in seen:
            continue
        seen.add((node, visible))
        if visible and isinstance(node, Dual):
            if node.serial == _serial and node.tangent is not None:
                duals.append(node)
            visible = False
        following = node.next_functions
        leaf = leaf or hasattr(node, "variable")
        stack.extend([(n, visible) for n, _ in following])
    return duals, leaf


def _tangent(tensor, duals, keep):
    """``J t`` for `tensor` as a function of the dual tensors; with a history if `keep`."""
    from . import grad
    from .graph import GradientEdge

    ops = core.ops
    recording = core.is_grad_enabled()
    core.set_grad_enabled(True)
    _finding.append(True)
    try:
        vector = ops.ones_like(tensor.detach()).requires_grad_()
        products = grad(tensor, [GradientEdge(d, 0) for d in duals], vector, create_graph=True, allow_unused=True)
        pairs = [(p, d.tangent.to(p.dtype)) for p, d in zip(products, duals) if p is not None and p.requires_grad]
        found = None
        if pairs:
            kept = [p for p, _ in pairs], vector, [t for _, t in pairs]
            (found,) = grad(*kept, create_graph=keep, retain_graph=True, allow_unused=True)
        return ops.zeros_like(tensor.detach()) if found is None else without_tangent(found)
    finally:
        _finding.pop()
        core.set_grad_enabled(recording)


def unpack_dual(tensor, *, level=None):
    """The primal and the tangent of `tensor`; the tangent is None where it was computed from no dual tensor."""
    level = _current_level if level is None else level
    if level < 0:
        return UnpackedDualTensor(tensor, None)
    if not isinstance(tensor, core.TensorBase):
        raise TypeError(f"_unpack_dual(): argument 'dual' (position 1) must be Tensor, not {type(tensor).__name__}")
    if not (tensor.is_floating_point() or tensor.is_complex()):
        return UnpackedDualTensor(tensor, None)
    duals, leaf = _history(tensor)
    if not duals:
        return UnpackedDualTensor(tensor, None)
    keep = core.is_grad_enabled() and (leaf or any(d.tangent.requires_grad for d in duals))
    if isinstance(tensor.grad_fn, Dual):
        tangent = tensor.grad_fn.tangent
    else:
        tangent = _tangent(tensor, duals, keep)
    return UnpackedDualTensor(tensor if leaf else tensor.detach(), tangent)


class dual_level(_DecoratorContextManager):
    """Context manager for a level."""

    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, exc_type, exc_value, traceback):
        exit_dual_level()


for _shown in (UnpackedDualTensor, dual_level):
    _shown.__module__ = "torch.autograd.forward_ad"

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]
