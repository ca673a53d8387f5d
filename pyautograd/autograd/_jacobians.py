"""Jacobians of Python functions of tensors, by finite differences, by backward and by forward mode.

A Jacobian here has shape (input elements, output elements), the transpose of the usual one, as PyTorch prints it. For a
complex input z = x + iy and a real output L its entries are dL/dx + i dL/dy, PyTorch's convention.
"""
import itertools

import pyautograd as torch


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


def tangents_of(fn, inputs, tangents):
    """The tangents of all outputs of `fn`: `tangents` has one per input, None for an undefined one."""
    with torch.autograd.forward_ad.dual_level():
        duals = []
        for x, tangent in zip(inputs, tangents):
            primal = x.detach() if is_tensor(x) else x
            duals.append(primal if tangent is None else torch.autograd.forward_ad.make_dual(primal, tangent))
        found = []
        for out in as_tuple(fn(*duals)):
            primal, tangent = torch.autograd.forward_ad.unpack_dual(out) if is_floating(out) else (out, None)
            if tangent is None:
                tangent = torch.zeros_like(primal)
            found.append(tangent)
    return found


def _zero_tangents(inputs):
    return [torch.zeros_like(x) if is_tensor(x) and x.requires_grad else None for x in inputs]


def forward_tangents(fn, inputs, directions):
    """For each differentiable input and each direction given for it, the tangents of all outputs along it."""
    found, number = [], 0
    for position, x in enumerate(inputs):
        if not (is_tensor(x) and x.requires_grad):
            continue
        found.append([])
        for direction in directions[number]:
            tangents = _zero_tangents(inputs)
            tangents[position] = direction.reshape(x.shape).to(x.dtype)
            found[-1].append(tangents_of(fn, inputs, tangents))
        number += 1
    return found


def forward_jacobians(fn, inputs, outputs):
    """Like `numerical_jacobians`, by forward mode."""
    inputs_checked = differentiable_inputs(inputs)
    rows = forward_tangents(fn, inputs, [one_hots(x) for x in inputs_checked])
    found = []
    for x, per_element in zip(inputs_checked, rows):
        per_output = []
        for position, out in enumerate(outputs):
            jacobian = torch.zeros(x.numel(), out.numel(), dtype=out.dtype)
            for k, tangents in enumerate(per_element):
                jacobian[k] = tangents[position].reshape(-1)
            per_output.append(jacobian)
        found.append(per_output)
    return found
