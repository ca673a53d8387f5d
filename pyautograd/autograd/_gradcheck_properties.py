"""What `gradcheck` checks beside values: batches of gradients, zero and undefined gradients."""
import functools
import warnings

import pyautograd as torch

from ._gradcheck_analytical import dual_inputs
from ._gradcheck_compare import directions
from ._gradcheck_messages import BATCHED, BATCHED_FORWARD, UNDEFINED_NOTES, UNDEFINED_WARNING, GradcheckError, batched_mismatch
from ._gradcheck_numerical import as_tuple, differentiable_outputs, is_floating, is_tensor_like, iter_tensors


def _zero(like):
    return torch.zeros([], dtype=like.dtype).expand(like.shape)


def check_batched_forward_grad(func, inputs):
    """A batch of tangents must give the stack of what each gives."""
    from ..func._vmap import one_pass  # here, so that importing the library does not load it

    forward_ad = torch.autograd.forward_ad

    def jvp(position, tangent):
        with forward_ad.dual_level():
            dual = forward_ad.make_dual(inputs[position].detach(), tangent)
            args = [dual if i == position else x.detach() if is_tensor_like(x) else x for i, x in enumerate(inputs)]
            pairs = [forward_ad.unpack_dual(out) for out in as_tuple(func(*args)) if out is not None]
            return tuple([_zero(value) if tangent is None else tangent for value, tangent in pairs])

    for position, x in enumerate(inputs):
        if not (is_floating(x) and x.requires_grad):
            continue
        tangents = [torch.randn_like(x) for _ in range(2)]
        along = functools.partial(jvp, position)
        expected = [torch.stack(parts) for parts in zip(*[along(t) for t in tangents])]
        try:
            found = one_pass(along, torch.stack(tangents))
        except RuntimeError as error:
            raise GradcheckError(f"While computing batched gradients, got: {error}\n\n{BATCHED_FORWARD}") from error
        for i, (got, want) in enumerate(zip(found, expected)):
            if not torch.allclose(got, want):
                raise GradcheckError(batched_mismatch(i, i, got, want, is_forward_ad=True))


def check_batched_grad(inputs, output, output_idx):
    """A batch of output gradients must give the stack of what each gives."""
    from ..func._vmap import one_pass

    tensors = list(iter_tensors(inputs, True))

    def vjp(v):
        grads = torch.autograd.grad(output, tensors, v, retain_graph=True, allow_unused=True)
        return tuple([_zero(x) if grad is None else grad for grad, x in zip(grads, tensors)])

    grad_outputs = [torch.randn_like(output) for _ in range(2)]
    expected = [torch.stack(parts) for parts in zip(*[vjp(g) for g in grad_outputs])]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="There is a performance drop")
        warnings.filterwarnings("ignore", message="Please use `torch.vmap`")
        try:
            found = one_pass(vjp, torch.stack(grad_outputs))
        except RuntimeError as error:
            raise GradcheckError(f"While computing batched gradients, got: {error}\n\n{BATCHED}") from error
    for i, (got, want) in enumerate(zip(found, expected)):
        if not torch.allclose(got, want):
            raise GradcheckError(batched_mismatch(output_idx, i, got, want))


def _zeros_like(outputs):
    return [torch.zeros_like(out, memory_format=torch.contiguous_format) for out in outputs]


def _inputs_that_require_grad(inputs):
    tensors = list(iter_tensors(inputs, True))
    if not tensors:
        raise GradcheckError("no Tensors requiring grad found in input")
    return tensors


def check_multiplied_by_grad_output(outputs, inputs, masked):
    """Zero output gradients must give zero input gradients, of the inputs' type, device and size."""
    tensors = _inputs_that_require_grad(inputs)
    for grad, x in zip(torch.autograd.grad(outputs, tensors, _zeros_like(outputs), allow_unused=True), tensors):
        if grad is None:
            continue
        if not (torch.allclose(grad, torch.zeros_like(grad)) if masked else grad.eq(0).all()):
            raise GradcheckError("backward not multiplied by grad_output")
        if grad.dtype != x.dtype:
            raise GradcheckError("grad is incorrect type")
        if grad.device != x.device:
            raise GradcheckError("grad is incorrect device")
        if grad.size() != x.size():
            raise GradcheckError("grad is incorrect size")


def check_undefined_tangents(func, outputs, inputs):
    """An input without a tangent must count as one with a zero tangent."""
    forward_ad, all_u = torch.autograd.forward_ad, directions(inputs, torch.Generator())
    with forward_ad.dual_level():
        args, tangents = dual_inputs(inputs)
        for tangent, u in zip(tangents, all_u):
            tangent.copy_(u.view_as(tangent))

        def tangents_with(position, given):
            outs = as_tuple(func(*args[:position], given, *args[position + 1 :]))
            return [forward_ad.unpack_dual(out)[1] for out in outs if is_floating(out)]

        for position, x in enumerate(inputs):
            if not (is_tensor_like(x) and x.requires_grad):
                continue
            zero = tangents_with(position, forward_ad.make_dual(x.detach(), torch.zeros_like(x)))
            undefined = tangents_with(position, x.detach())
            for index, (a, b) in enumerate(zip(zero, undefined)):
                if a is not None and b is not None and not torch.allclose(a, b):
                    raise GradcheckError(
                        "Mismatch in tangent values for output with index: ", index, " when input: ", x, " has an undefined tangent value. ",
                        " Got: ", a, " but expected: ", b,
                    )  # fmt: skip


def _fail(text, cause=None):
    warnings.warn(UNDEFINED_WARNING, stacklevel=3)
    raise GradcheckError(UNDEFINED_NOTES.format(text)) from cause


def check_undefined_grads(func, outputs, inputs):
    """Backward must take undefined output gradients, all of them or one at a time, as zeros."""
    tensors = _inputs_that_require_grad(inputs)
    from .._C._functions import UndefinedGrad

    undefined = UndefinedGrad()

    def check(outs):
        try:
            grads = torch.autograd.grad(outs, tensors, _zeros_like(outs), allow_unused=True)
        except RuntimeError as error:
            _fail("Expected backward function to handle undefined output grads.", error)
        if any(grad is not None and not grad.eq(0).all() for grad in grads):
            _fail("Expected all input grads to be undefined or zero when all output grads are undefined or zero.")

    groups = [[undefined(out) for out in differentiable_outputs(func(*inputs))]]
    if len(groups[0]) > 1:
        for position in range(len(outputs)):
            groups.append([undefined(out) if i == position else out for i, out in enumerate(differentiable_outputs(func(*inputs)))])
    for outs in groups:
        check(outs)
