"""Every differentiable row of the operator table, against finite differences: first and second derivatives, real and complex, and in
memory layouts other than the usual one."""
import numpy as np
import pytest
from operator_calls import LAYOUTS, ROWS, Call
from operator_samples import COMPLEX_UNCHECKED, EXEMPT, LAYOUT_BOUND, NO_SECOND, REAL_ONLY, SAMPLES

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

DIFFERENTIABLE = [key for key, row in ROWS.items() if isinstance(row.grad, dict)]


def calls(key, complex_=False, layout=None):
    """The row's samples of that kind, bound."""
    return [Call(ROWS[key], s, complex_, layout) for s in SAMPLES[key] if (s.complex if complex_ else s.real)]


def test_every_differentiable_row_has_samples():
    assert set(DIFFERENTIABLE) == set(SAMPLES) | set(EXEMPT)
    assert not set(SAMPLES) & set(EXEMPT)
    assert (REAL_ONLY | COMPLEX_UNCHECKED | NO_SECOND | LAYOUT_BOUND) <= set(SAMPLES)


def check(key, call, fast=False):
    """Derivatives, and that the sample does reach this row. `fast` contracts the second derivative with random vectors."""
    outputs = call.outputs(*call.inputs)
    assert {out.grad_fn.name() for out in outputs if out.requires_grad} == {ROWS[key].node}
    assert gradcheck(call, call.inputs)
    if key not in NO_SECOND:
        assert gradgradcheck(call, call.inputs, fast_mode=fast)


@pytest.mark.parametrize("key", SAMPLES)
def test_real(key):
    for call in calls(key):
        check(key, call)


@pytest.mark.parametrize("key", [k for k in SAMPLES if k not in REAL_ONLY | COMPLEX_UNCHECKED])
def test_complex(key):
    for call in calls(key, True):
        check(key, call, fast=True)


@pytest.mark.parametrize("key", sorted(REAL_ONLY))
def test_complex_is_refused(key):
    for call in calls(key, True):
        if any([x.numel() for x in call.inputs]):  # of nothing, PyTorch makes nothing before it looks at the dtype
            with pytest.raises((NotImplementedError, RuntimeError)):
                call(*call.inputs)


def results(call):
    """Outputs and gradients as arrays."""
    outputs = call(*call.inputs)
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    weights = [torch.ones(out.shape, dtype=out.dtype) / (1 + torch.arange(out.numel()).reshape(out.shape)) for out in outputs]
    grads = torch.autograd.grad(outputs, call.inputs, weights, allow_unused=True)
    return [x.numpy(force=True) for x in (*outputs, *[g for g in grads if g is not None])]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("key", [k for k in SAMPLES if k not in LAYOUT_BOUND])
def test_layouts(key, layout):
    for usual, other in zip(calls(key), calls(key, layout=layout)):
        for expected, made in zip(results(usual), results(other), strict=True):
            assert made.shape == expected.shape and made.dtype == expected.dtype
            np.testing.assert_allclose(made, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("key", [k for k in SAMPLES if k not in LAYOUT_BOUND])
def test_expanded(key):
    """An input whose rows are one row in memory."""
    for call in calls(key):
        if not call.inputs[0].ndim or not call.inputs[0].shape[0] or call.sample.pre is not None:
            continue
        first = call.inputs[0].detach()[:1]
        call.inputs[0] = first.expand(call.inputs[0].shape).clone().requires_grad_()
        expected = results(call)
        call.inputs[0] = first.expand(call.inputs[0].shape).requires_grad_()
        assert call.inputs[0].shape[0] == 1 or not call.inputs[0].numel() or call.inputs[0].stride(0) == 0
        for a, b in zip(results(call), expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


# The exempt rows, in their own way.


def test_random_values_around_tensors_have_zero_gradients():
    mean, std = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    for made in (torch.normal(mean, std), torch.normal(mean, 2.0), torch.normal(0.0, std)):
        wanted = [x for x in (mean, std) if x is not None]
        grads = torch.autograd.grad(made.sum(), wanted, allow_unused=True)
        assert any(g is not None for g in grads) and all(g is None or not g.any() for g in grads)


def test_rows_that_refuse_to_differentiate():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    refusing = [torch.special.zeta(x, 2.0), torch.unique(x), torch.unique(x, dim=0), torch.unique_consecutive(x)]
    for made in refusing:
        assert made.requires_grad
        with pytest.raises(NotImplementedError, match="^the derivative for "):
            made.sum().backward()


def test_gamma_draws_move_along_their_distribution():
    """At a fixed probability: ``dx/da = -(dF/da) / (dF/dx)`` with F the distribution function, here by differences."""
    a = torch.tensor([0.7, 1.3, 2.0, 5.0], dtype=torch.float64, requires_grad=True)
    x = torch._standard_gamma(a)
    (grad,) = torch.autograd.grad(x.sum(), a)
    x, a, h = x.detach(), a.detach(), 1e-6
    moved = (torch.igamma(a + h, x) - torch.igamma(a - h, x)) / (2 * h)
    density = torch.exp((a - 1) * torch.log(x) - x - torch.lgamma(a))
    np.testing.assert_allclose(grad.numpy(), (-moved / density).numpy(), rtol=1e-2)


def test_clone_of_an_expanded_tensor():
    x = torch.arange(12.0).reshape(2, 3, 2)
    assert x[:1].expand(2, 3, 2).clone().stride() == (6, 2, 1)
    assert x[:, :1].expand(2, 3, 2).permute(2, 0, 1).clone().stride() == (3, 6, 1)


def test_views_of_memory_in_another_order():
    z = torch.arange(24.0).reshape(2, 3, 4).permute(1, 0, 2).clone()
    assert z.stride() == (4, 12, 1)
    assert z.diagonal(1, 0, 2).tolist() == [[1, 6, 11], [13, 18, 23]]
    assert z[1:].diagonal(1, 0, 2).tolist() == [[5, 10], [17, 22]]
    assert torch.view_as_complex(z[1:].view(2, 2, 2, 2))[0, 0].tolist() == [4 + 5j, 6 + 7j]
