"""Jacobians by backward and by forward mode, and what a backward must be like to be held against finite differences."""
import itertools

import pyautograd as torch

from ._gradcheck_messages import NONDETERMINISTIC, GradcheckError
from ._gradcheck_numerical import as_tuple, is_floating, is_tensor_like, iter_tensors, zeros_for_inputs, zeros_for_outputs


def _vjp(output, inputs):
    return lambda grad_output: torch.autograd.grad(output, inputs, grad_output, retain_graph=True, allow_unused=True)


def _copies(grads):
    return [grad.clone() if isinstance(grad, torch.Tensor) else None for grad in grads]


def jacobian_rows(vjp, sample_output):
    """Per input a list with the gradient for each element of the output."""
    base = torch.zeros_like(sample_output, memory_format=torch.contiguous_format)
    flat, rows = base.view(-1), []
    for j in range(flat.numel()):
        flat.zero_()
        flat[j] = 1.0
        grads = _copies(vjp(base))
        rows = rows or [[] for _ in grads]
        for row, grad in zip(rows, grads):
            row.append(grad)
    return rows


def vector_rows(vjp, sample_output, v):
    """Per input a list with the gradient for the output gradient `v` alone."""
    return [[grad] for grad in _copies(vjp(v.reshape(sample_output.shape)))]


def stacked(rows, inputs, columns):
    """Per input the matrix of its gradients, a column each, and whether their sizes and dtypes are the inputs'."""
    jacobians, sizes_ok, types_ok = zeros_for_inputs(inputs, columns), True, True
    for jacobian, x, grads in zip(jacobians, iter_tensors(inputs, True), rows):
        for j, grad in enumerate(grads):
            if grad is None:
                continue
            if grad.size() != x.size():
                sizes_ok = False
            elif grad.dtype != x.dtype:
                types_ok = False
            if jacobian[:, j].numel() != grad.numel():
                raise AssertionError(f"Expected out_jacobian column to have {grad.numel()} elements, but got {jacobian[:, j].numel()}")
            jacobian[:, j] = grad.reshape(-1)
    return jacobians, sizes_ok, types_ok


def _equal(jacobians1, jacobians2, atol):
    return not any(a.numel() and (a - b).abs().max() > atol for a, b in zip(jacobians1, jacobians2))


def jacobian_twice(inputs, output, v=None):
    """Per input the Jacobian of `output`, or v^T J as one column; also (types ok, sizes ok, the second computation of it)."""
    vjp = _vjp(output, list(iter_tensors(inputs, True)))
    first, second = [jacobian_rows(vjp, output.clone()) if v is None else vector_rows(vjp, output.clone(), v) for _ in range(2)]
    columns = output.numel() if v is None else 1
    jacobians, sizes_ok, types_ok = stacked(first, inputs, columns)
    return jacobians, types_ok, sizes_ok, stacked(second, inputs, columns)[0]


def checked_jacobian(inputs, output, nondet_tol, check_grad_dtypes, fast_mode=False, v=None):
    """Per input the Jacobian of `output`, or v^T J in fast mode: of the right dtypes and sizes, and the same when computed again."""
    jacobians, types_ok, sizes_ok, again = jacobian_twice(inputs, output, v if fast_mode else None)
    if not types_ok and check_grad_dtypes:
        raise GradcheckError("Gradient has dtype mismatch")
    if not sizes_ok:
        raise GradcheckError("Analytical gradient has incorrect size")
    if not _equal(jacobians, again, nondet_tol):
        raise GradcheckError(
            "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although "
            f"analytical gradient matches numerical gradient.The tolerance for nondeterminism was {nondet_tol}." + NONDETERMINISTIC
        )
    return jacobians


def analytical_jacobian(inputs, output, nondet_tol):
    """(Jacobians, reentrant, sizes ok, types ok), for the deprecated function."""
    jacobians, types_ok, sizes_ok, again = jacobian_twice(inputs, output)
    return jacobians, _equal(jacobians, again, nondet_tol), sizes_ok, types_ok


def products_by_backward(inputs, outputs, nondet_tol, check_grad_dtypes, all_v, all_u):
    """Per output and input v^T J u."""
    found = []
    for output, v in zip(outputs, all_v):
        found.append([])
        for product, u in zip(checked_jacobian(inputs, output, nondet_tol, check_grad_dtypes, fast_mode=True, v=v), all_u):
            product = product.T.squeeze(0)
            if product.is_complex():
                found[-1].append(product.real.dot(u[0]) + 1j * product.imag.dot(u[1]))
            else:
                found[-1].append(product.dot(u))
    return found


def dual_inputs(inputs):
    """The inputs, those that are checked as dual tensors with zero tangents; and these tangents, which may be written."""
    forward_ad, made, tangents = torch.autograd.forward_ad, [], []
    for x in inputs:
        if is_tensor_like(x) and x.requires_grad:
            x = forward_ad.make_dual(x.detach(), torch.zeros_like(x))
            tangents.append(forward_ad.unpack_dual(x)[1])
        made.append(x)
    return made, tangents


def jacobian_by_forward_mode(fn, inputs, outputs, *, check_grad_dtypes=False, all_u=None):
    """For each input the Jacobians of the floating point and complex outputs, or with `all_u` their products with these vectors."""
    forward_ad = torch.autograd.forward_ad
    tensors = [x for x in inputs if is_tensor_like(x) and x.requires_grad]
    if any(x.is_complex() for x in tensors):
        raise ValueError("Expected inputs to be non-complex for _get_analytical_jacobian_forward_ad.")
    jacobians = tuple([zeros_for_outputs(outputs, 1 if all_u else x.numel()) for x in tensors])

    def tangents_into(rows):
        dual_outputs = [out for out in as_tuple(fn(*duals)) if is_floating(out)]
        for row, out in zip(rows, dual_outputs):
            value, tangent = forward_ad.unpack_dual(out)
            if tangent is None:
                continue
            if check_grad_dtypes and value.is_complex() != tangent.is_complex():
                raise GradcheckError("Forward AD gradient has dtype mismatch.")
            row.copy_(tangent.reshape(-1))

    with forward_ad.dual_level():
        duals, tangents = dual_inputs(inputs)
        for position, tangent in enumerate(tangents):
            if all_u:
                tangent.copy_(all_u[position].view_as(tangent))
                tangents_into([jacobian[0] for jacobian in jacobians[position]])
                tangent.zero_()
                continue
            for k, index in enumerate(itertools.product(*[range(n) for n in tangent.size()])):
                tangent[index] = 1.0
                tangents_into([jacobian[k] for jacobian in jacobians[position]])
                tangent[index] = 0.0
    if all_u:
        return tuple([tuple([jacobian.squeeze(0) for jacobian in per_output]) for per_output in jacobians])
    return jacobians
