"""Jacobians of Python functions of tensors, by finite differences, by backward and by forward mode.

A Jacobian here has shape (input elements, output elements), the transpose of the usual one, as PyTorch prints it. For a
complex input z = x + iy and a real output L its entries are dL/dx + i dL/dy, PyTorch's convention.
"""
import functools
import itertools

import pyautograd as torch

from . import forward_ad


def as_tuple(x):
    return x if isinstance(x, tuple) else tuple(x) if isinstance(x, list) else (x,)


def is_tensor(x):
    return isinstance(x, torch.Tensor)


def is_floating(x):
    return is_tensor(x) and (x.is_floating_point() or x.is_complex())


def differentiable_outputs(x):
    return tuple([out for out in as_tuple(x) if out.requires_grad])


def differentiable_inputs(inputs):
    return [x for x in inputs if is_tensor(x) and x.requires_grad]


# ---------------------------------------------------------------------------------------------------------------------
# Finite differences


def central_difference(fn, inputs, data, perturb, eps, position=None):
    """Per output (f(x + d) - f(x - d)) / 2 eps, flattened. `data` is an input's memory and `perturb(sign)` moves it."""

    def evaluate(sign):
        perturb(sign)
        return [out.clone() for out in as_tuple(fn(*inputs))]

    saved = data.clone()
    try:
        below, above = evaluate(-1), evaluate(1)
    finally:
        data.copy_(saved)
    where = f"on index {position} " if position is not None else ""
    differences = []
    for a, b in zip(below, above):
        for what, first, second in (("shape", a.shape, b.shape), ("dtype", a.dtype, b.dtype)):
            if first != second:
                raise AssertionError(
                    f"Expected `func` to return outputs with the same {what} when inputs are perturbed {where}by {eps}, "
                    f"but got: {what}s {first} and {second}."
                )
        differences.append(((b - a) / (2 * eps)).detach().reshape(-1))
    return differences


def _numerical_columns(fn, inputs, x, eps):
    """For each element of `x` the derivatives of all outputs along it, as a list of lists."""
    data = x.data  # shares memory, not the version counter: what the graph saved stays usable
    rows = []
    for index in itertools.product(*[range(n) for n in x.shape]):

        def along(step, index=index):
            original = data[index].clone()
            return central_difference(fn, inputs, data, lambda sign: data.__setitem__(index, original + sign * step), eps, index)

        real = along(eps)
        if x.is_complex():
            imag = along(eps * 1j)
            if any(out.is_complex() for out in real + imag):
                raise AssertionError("Expected ds_dx to be real-valued, not complex")
            real = [a + b * 1j for a, b in zip(real, imag)]
        rows.append(real)
    return rows


def numerical_jacobians(fn, inputs, outputs, eps):
    """A list over inputs of lists over those of `outputs` that are floating point, of Jacobians (others: None)."""
    found = []
    for x in differentiable_inputs(inputs):
        rows = _numerical_columns(fn, inputs, x, eps)
        per_output = []
        for position, out in enumerate(outputs):
            if not is_floating(out):
                per_output.append(None)
                continue
            jacobian = torch.zeros(x.numel(), out.numel(), dtype=x.dtype if x.is_complex() else out.dtype)
            for k, row in enumerate(rows):
                jacobian[k] = row[position]
            per_output.append(jacobian)
        found.append(per_output)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Derivatives from the graph


def vector_jacobian(output, inputs, grad_output):
    return torch.autograd.grad(output, inputs, grad_output, retain_graph=True, allow_unused=True)


def contractions(output, inputs, vectors):
    """Per input the matrix of vector-Jacobian products, a column each, and whether their dtypes and sizes are the inputs'."""
    jacobians = [torch.zeros(x.numel(), len(vectors), dtype=x.dtype) for x in inputs]
    types_ok = sizes_ok = True
    for j, vector in enumerate(vectors):
        for jacobian, x, grad in zip(jacobians, inputs, vector_jacobian(output, inputs, vector)):
            if grad is None:
                continue
            types_ok = types_ok and grad.dtype == x.dtype
            if grad.shape != x.shape:
                sizes_ok = False
            else:
                jacobian[:, j] = grad.reshape(-1).to(x.dtype)
    return jacobians, types_ok, sizes_ok


def one_hots(tensor):
    """Unit vectors of the shape of `tensor`."""
    vectors = []
    for k in range(tensor.numel()):
        flat = torch.zeros(tensor.numel(), dtype=tensor.dtype)
        flat[k] = 1
        vectors.append(flat.view(tensor.shape))
    return vectors


# ---------------------------------------------------------------------------------------------------------------------
# Forward mode


def push(fn, inputs, tangents):
    """The outputs of `fn` as a tuple, and the tangent of each: of its shape, None for an output that is no floating point tensor.

    `tangents` has one per input; None for an input that is constant, or no tensor. An output that depends on no dual tensor has a
    tangent of zeros.
    """
    with forward_ad.dual_level():
        outputs = as_tuple(fn(*[x if t is None else forward_ad.make_dual(x, t) for x, t in zip(inputs, tangents)]))
        parts = [forward_ad.unpack_dual(out) if is_floating(out) else None for out in outputs]
        return outputs, [None if p is None else torch.zeros_like(p.primal) if p.tangent is None else p.tangent for p in parts]


def _detached(inputs):
    return [x.detach() if is_tensor(x) else x for x in inputs]


def tangents_of(fn, inputs, tangents):
    """The tangents of all outputs of `fn`: `tangents` has one per input, None for an undefined one."""
    return push(fn, _detached(inputs), tangents)[1]


def forward_tangents(fn, inputs, directions):
    """For each differentiable input and each direction given for it, the tangents of all outputs along it."""
    points, wanted = _detached(inputs), [is_tensor(x) and x.requires_grad for x in inputs]
    found = []
    for position, along in enumerate(directions):
        found.append([])
        for direction in along:
            # The other inputs have a tangent of zeros, so that a function that does not see all its tangents is found out.
            tangents, at = [], -1
            for x, want in zip(points, wanted):
                at += want
                tangents.append(None if not want else direction.reshape(x.shape).to(x.dtype) if at == position else torch.zeros_like(x))
            found[-1].append(push(fn, points, tangents)[1])
    return found


def forward_jacobians(fn, inputs, outputs):
    """Like `numerical_jacobians`, by forward mode."""
    inputs_checked = differentiable_inputs(inputs)
    rows = forward_tangents(fn, inputs, [one_hots(x) for x in inputs_checked])
    found = []
    for x, per_element in zip(inputs_checked, rows):
        per_output = []
        for position, out in enumerate(outputs):
            if not is_floating(out):
                per_output.append(None)
                continue
            jacobian = torch.zeros(x.numel(), out.numel(), dtype=out.dtype)
            for k, tangents in enumerate(per_element):
                jacobian[k] = tangents[position].reshape(-1)
            per_output.append(jacobian)
        found.append(per_output)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Many tangents from one evaluation


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
            for is_argument_tensor in ctx.node._argument_is_tensor:
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
