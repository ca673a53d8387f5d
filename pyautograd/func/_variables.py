"""What a transform differentiates by, and what its results depend on.

Reverse mode needs no wrapped tensors. The function sees *variables*: fresh leaves over the memory of the arguments, or, where an argument requires
gradients outside, tensors behind a node of their own that leads there. Gradients are taken with respect to the edges of the variables
alone, so transforms nest without mistaking one's derivative for another's. Inside a `vmap` a variable is batched at every level that is going on, as
what the function computes with it may be; its gradients then belong to single examples.
"""
import functools

from .._core import core
from .._tensor import Tensor
from ..autograd.graph import disable_saved_tensors_hooks
from ..utils._pytree import tree_map
from ._batched import BatchedTensor, TensorBase, add_levels, batched, without_levels
from ._levels import expand_into, state

ops = core.ops
_HOOKS = "torch.func.{grad, vjp, jacrev, hessian} don't yet support saved tensor hooks. Please open an issue with your use case."


def doesnt_support_saved_tensors_hooks(function):
    """A decorator: hooks on saved tensors are refused while the function runs."""

    @functools.wraps(function)
    def refusing(*args, **kwargs):
        with disable_saved_tensors_hooks(_HOOKS):
            return function(*args, **kwargs)

    return refusing


class Alias(core.CustomNode):
    """The history of a variable whose argument requires gradients outside: hands them through."""

    def run_backward(self, grads):
        return [grads[0]]


Alias.__name__ = "AliasBackward0"


class recording:
    """Context manager: gradients are recorded, inference mode is off, whatever was outside. Gives whether they were recorded outside."""

    __slots__ = ("grad", "inference")

    def __enter__(self):
        self.grad, self.inference = core.is_grad_enabled(), core.is_inference_mode_enabled()
        if self.inference:
            core.set_inference_mode(False)
        core.set_grad_enabled(True)
        return self.grad and not self.inference

    def __exit__(self, *_):
        if self.inference:
            core.set_inference_mode(True)
        core.set_grad_enabled(self.grad)


def with_tangents(made, source, change=None):
    """Give `made`, which has the values of `source`, its tangents at all levels that are open; each through `change` if that is given."""
    for level in range(core.dual_levels()):
        tangent = ops._unpack_dual(source, level)[1]
        if tangent is not None:
            if tangent.is_inference() and not core.is_inference_mode_enabled():
                tangent = tangent.clone()
            core.put_tangent(made, level, tangent if change is None else change(tangent))
    return made


def mark(made, source):
    """Have `made`, which stands for `source` in the innermost transform, belong to it and to those of `source`; see `_layers`."""
    own = source.__dict__
    scope = state.stack[-1].scope
    if own and "_pt_layers" in own or state.stack[0].scope != scope:
        from ._layers import scopes_of

        made.__dict__["_pt_layers"] = (*scopes_of(source), scope)
    else:
        made.__dict__["_pt_layers"] = (scope,)
    made.__dict__["_pt_given"] = source


def passed(x):
    """What a function that is being differentiated gets for an argument that it is not differentiated by: an alias that it may change.

    A tensor that requires gradients outside keeps its history, and may not be changed.
    """
    if isinstance(x, BatchedTensor):
        return x if x._value.requires_grad else batched(passed(x._value), x._levels)
    if type(x) is not Tensor or x.requires_grad or x.is_inference():
        return x
    made = with_tangents(core.fresh_alias(x), x)
    core.admit(made, x, state.stack[-1].outer)
    mark(made, x)
    return made


def all_passed(x):
    """`passed` for all tensors of a structure."""
    return passed(x) if isinstance(x, TensorBase) else tree_map(passed, x) if isinstance(x, (tuple, list, dict)) else x


class Scope:
    """Marks the leaves that a transform made; `live` while it is going on, `begun` with the number of its scope."""

    __slots__ = ("live", "begun")

    def __init__(self):
        self.live, self.begun = True, 0


class Variables:
    """The variables of one transform.

    Attributes
    ----------
    outside : bool
        Whether gradients are recorded outside of the transform.
    shown : list
        What the function gets in place of each argument.
    levels, sizes : tuple
        The vmaps that are going on: the variables' batch dimensions.
    """

    def __init__(self):
        self.outside = False
        self.levels, self.sizes = tuple([v[0] for v in state.vmaps]), tuple([v[1] for v in state.vmaps])
        self.scope, self.physical, self.edges, self.shown = Scope(), [], [], []

    def add(self, x):
        """The variable for a tensor. ValueError for another thing, RuntimeError for a tensor of integers."""
        if not isinstance(x, TensorBase):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
        if self.levels:
            expand_into(x)
        physical = self.inside(x)
        outer, self.scope.begun = state.stack[-1].outer, state.stack[-1].scope
        if self.outside and physical.requires_grad:
            node = Alias()
            core.CustomNode.set_edges(node, [physical])
            made = core.fresh_alias(physical)
            core.CustomNode.attach(node, made)
            made.__dict__["_pt_variable"] = core.admit(made, physical, outer)
            core.withhold(made)  # so that a change of it is looked at: it counts as a leaf
        else:
            if not (x.is_floating_point() or x.is_complex()):
                raise RuntimeError("only Tensors of floating point dtype can require gradients")
            made = (physical.clone() if physical.is_inference() else physical).detach()
            made.requires_grad = True
            made.__dict__["_pt_scope"] = self.scope
            core.admit(made, physical, outer)
        made = with_tangents(made, physical)
        mark(made, physical)
        self.physical.append(made)
        self.edges.append(core.edge_of(made))
        self.shown.append(add_levels(made, self.levels))
        return self.shown[-1]

    def inside(self, x):
        """The tensor as the recorded graph sees it: the batch dimensions of the levels around the transform among its own."""
        return without_levels(x, self.levels, self.sizes)

    def back(self, x):
        """The reverse."""
        return add_levels(x, self.levels)

    def lead_elsewhere(self, tensors):
        """Whether some of these tensors depend on anything outside that requires gradients."""
        return leads_elsewhere(tensors, self.scope)

    def released(self, x):
        """A result as it is seen outside: without history where that ends at the variables."""
        inner = x._value if isinstance(x, BatchedTensor) else x
        if not inner.requires_grad or self.outside and self.lead_elsewhere([inner]):
            return x if x is not inner or "_pt_layers" not in x.__dict__ else x.__dict__["_pt_given"]
        made = with_tangents(inner.detach(), inner, self.released)
        return batched(made, x._levels) if isinstance(x, BatchedTensor) else made

    def gradients(self, outputs, grads, keep=False, create_graph=False):
        """The vector-Jacobian product with respect to the variables, zeros where there is no dependence. Both lists are as the graph sees them."""
        roots = [(o, g) for o, g in zip(outputs, grads) if o.requires_grad]
        if not roots:
            return [ops.zeros_like(p.detach()) for p in self.physical]
        found = core.run_backward([core.edge_of(o) for o, _ in roots], [g for _, g in roots], keep, create_graph, self.edges, False)
        return [ops.zeros_like(p.detach()) if g is None else g for g, p in zip(found, self.physical)]


def leads_elsewhere(tensors, own):
    """Whether the graph of some tensor reaches a leaf of another transform that is going on, or one that is no transform's and was there before."""

    def elsewhere(leaf):
        scope = leaf.__dict__.get("_pt_scope")
        return core.is_captured(leaf, own.begun) if scope is None else scope.live and scope is not own

    return core.any_leaf(tensors, elsewhere)
