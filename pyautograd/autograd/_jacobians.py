"""The derivative of a Python function of tensors as a linear map, from backward passes alone."""
import functools

import pyautograd as torch

from ._gradcheck_numerical import as_tuple, is_floating
from ._gradcheck_numerical import is_tensor_like as is_tensor


class Linearisation:
    """The derivative of a function at a point as a linear map from tangents to tangents, from one evaluation of the function.

    The vector-Jacobian product ``w^T J`` is linear in ``w``; its own vector-Jacobian product with ``t`` is ``J t``, whatever
    ``w`` is, for complex numbers too (the adjoint of the adjoint). A custom Function takes part with its ``jvp``. What the
    graph does not show, as what is computed inside ``no_grad``, counts as constant, and what has no second derivative has no
    tangent here: both differ from dual tensors, which would evaluate the function once for every direction.

    Parameters
    ----------
    fn : callable
        Takes tensors and other things, returns a tensor or a tuple of tensors.
    inputs : sequence
        Where to linearise; what is no tensor is handed on.
    wanted : sequence of bool
        Which inputs have tangents. They reach `fn` as copies, so that it may change them in place.
    create_graph : bool
        Make tangents differentiable by those inputs that require gradients.

    Raises
    ------
    NotImplementedError
        Where a custom Function on the way has no ``jvp``.
    """

    def __init__(self, fn, inputs, wanted, create_graph=False):
        self.points, self.create_graph, args = [], create_graph, []
        with torch.enable_grad():
            for x, want in zip(inputs, wanted):
                if want and create_graph and x.requires_grad:
                    self.points.append(x.view_as(x))
                    args.append(self.points[-1])
                elif want:
                    self.points.append(x.detach().requires_grad_())
                    args.append(self.points[-1].clone())
                else:
                    args.append(x.detach() if is_tensor(x) else x)
            self.outputs = as_tuple(fn(*args))
            depending = [out for out in self.outputs if is_floating(out) and out.requires_grad]
            # ones and not zeros: a formula may take their logarithms
            self.covectors = [torch.ones_like(out, requires_grad=True) for out in depending]
            self.products, self.by_rules = (None,) * len(self.points), False
            if depending and self.points:
                handles = _use_jvps(depending, self.points)
                self.by_rules = bool(handles)
                try:
                    self.products = torch.autograd.grad(depending, self.points, self.covectors, create_graph=True, allow_unused=True)
                finally:
                    for handle in handles:
                        handle.remove()

    def tangents(self, tangents):
        """The tangent of every output, of its shape and dtype: `tangents` has one per wanted input, None for zero."""
        if self.by_rules:  # a ``jvp`` may tell zero from undefined
            tangents = [torch.zeros_like(x.detach()) if t is None else t for x, t in zip(self.points, tangents)]
        pairs = [(p, t.to(p.dtype)) for p, t in zip(self.products, tangents) if p is not None and t is not None and p.requires_grad]
        found = (None,) * len(self.covectors)
        if pairs:
            products, vectors = zip(*pairs)
            found = torch.autograd.grad(products, self.covectors, vectors, retain_graph=True, create_graph=self.create_graph, allow_unused=True)
        found = iter(found)
        per_output = [next(found) if is_floating(out) and out.requires_grad else None for out in self.outputs]
        return [torch.zeros_like(out.detach()) if t is None else t for out, t in zip(self.outputs, per_output)]


def _use_jvps(outputs, points):
    """Let the backward pass from `outputs` to `points` go by each custom Function's ``jvp``; handles to take that back."""
    ends = {x.grad_fn for x in points}
    handles, seen, stack = [], set(ends), [out.grad_fn for out in outputs]
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        stack.extend([following for following, _ in node.next_functions])
        if isinstance(node, torch.autograd.function.BackwardCFunction):
            if node._forward_cls.jvp is torch.autograd.Function.jvp:
                handles.append(node.register_prehook(_refuse_missing_jvp))
            else:
                handles.append(node.register_hook(functools.partial(_transposed_jvp, node)))
    return handles


def _refuse_missing_jvp(grad_outputs):
    torch.autograd.Function.jvp(None)  # raises what says that there is none


def _transposed_jvp(node, grad_inputs, grad_outputs):
    """The gradients that the Function's ``backward`` gave, but with ``jvp`` as their derivative by `grad_outputs`."""
    defined = tuple([grad for grad in grad_inputs if grad is not None])
    if not defined:
        return None
    made = iter(_transposed_function().apply(node, tuple([grad is not None for grad in grad_inputs]), defined, *grad_outputs))
    return tuple([None if grad is None else next(made) for grad in grad_inputs])


@functools.cache
def _transposed_function():
    """Made when needed: the package may be half imported here."""

    class TransposedJvp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, node, are_defined, grad_inputs, *grad_outputs):
            ctx.node, ctx.are_defined = node, are_defined
            ctx.shapes = [None if grad is None else grad.shape for grad in grad_outputs]
            ctx.set_materialize_grads(node._materialize)
            return tuple([grad.detach() for grad in grad_inputs])

        @staticmethod
        def backward(ctx, *tangents):
            given, are_defined, arguments = iter(tangents), iter(ctx.are_defined), []
            for is_argument_tensor in ctx.node._are_tensors:
                if not is_argument_tensor:
                    arguments.append(None)
                elif next(are_defined):
                    arguments.append(next(given))
                else:  # an argument without gradient, whose shape the graph does not know: a zero that broadcasts
                    arguments.append(torch.zeros(()) if ctx.node._materialize else None)
            answers = ctx.node._forward_cls.jvp(ctx.node, *arguments)
            answers = answers if isinstance(answers, tuple) else (answers,)
            wanted, got = len(ctx.shapes), len(answers)
            if got != wanted:
                raise RuntimeError(f"Function's jvp returned an invalid number of forward gradients (expected {wanted} but got {got})")
            return (None, None, None) + tuple([_checked_tangent(i, t, shape) for i, (t, shape) in enumerate(zip(answers, ctx.shapes))])

    return TransposedJvp


def _checked_tangent(position, tangent, shape):
    """What ``jvp`` gave for one output; `shape` is None where nothing asks for it."""
    if tangent is None:
        return None
    if not is_tensor(tangent):
        raise RuntimeError(f"expected Variable or None (got {type(tangent).__name__}) for grad output {position}.")
    if shape is None:
        return None
    if tangent.ndim == 0 and shape != tangent.shape:
        return tangent.expand(shape)
    if tangent.shape != shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
            f"{list(shape)} while the given forward gradient is of size {list(tangent.shape)}."
        )
    return tangent
