"""`gradcheck` with batches of gradients and tangents: one pass for all, with PyTorch 2.13's refusals; its parts under PyTorch's names."""
import importlib

import pytest

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck
from pyautograd.autograd.gradcheck import GradcheckError

module = importlib.import_module("pyautograd.autograd.gradcheck")


def point(*shape):
    return torch.linspace(0.3, 1.9, torch.Size(shape).numel(), dtype=torch.float64).view(shape).requires_grad_()


def function(run_backward, run_jvp=None):
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return run_backward(grad)

        if run_jvp is not None:

            @staticmethod
            def jvp(ctx, tangent):
                return run_jvp(tangent)

    return Doubled.apply


def first_line(call):
    with pytest.raises(GradcheckError) as caught:
        call()
    return str(caught.value).split("\n\n")[0]


def test_batches_that_pass():
    calls = []

    def counting(grad):
        calls.append(grad.shape)
        return grad * 2

    for f in (torch.sin, lambda x: x @ x.mT, lambda x: (x.sum(0), x * 2), function(counting), lambda x: torch.ones(2, 2).double() * x):
        assert gradcheck(f, (point(2, 2),), check_batched_grad=True)
        assert gradcheck(f, (point(2, 2),), check_batched_grad=True, fast_mode=True)
    assert set(calls) == {(2, 2)}
    assert gradgradcheck(torch.sin, (point(3),), check_batched_grad=True)
    assert gradcheck(lambda x: (x.exp(), x.sum()), (point(3),), check_forward_ad=True, check_batched_forward_grad=True)
    assert gradcheck(function(counting, lambda t: t * 2), (point(3),), check_forward_ad=True, check_batched_forward_grad=True)


def copying(grad):
    made = torch.zeros(2, dtype=grad.dtype)
    made.copy_(grad)
    return made * 2


REFUSED = {
    "item": (lambda g: g * 2 if g.sum().item() < 1e9 else g, "Batching rule not implemented for aten::item. We could not generate a fallback."),
    "random": (
        lambda g: g * 2 + 0 * torch.rand_like(g),
        "vmap: We do not yet support calling random operations inside of vmap. Please perform random operations outside of vmap as a workaround",
    ),
    "factory": (
        lambda g: g * 2 + 0 * torch.rand(2, dtype=g.dtype),
        "vmap: We do not yet support calling random operations inside of vmap. Please perform random operations outside of vmap as a workaround",
    ),
    "in place": (
        copying,
        "vmap: aten::copy_(self, *extra_args) is not possible because there exists a Tensor `other` in extra_args that has more elements than `self`. This "
        "happened due to `other` being vmapped over but `self` not being vmapped over at level 1. Please try to use out-of-place operators instead of "
        "aten::copy_. If said operator is being called inside the PyTorch framework, please file a bug report instead.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_batches_that_are_refused(name):
    run, text = REFUSED[name]
    assert gradcheck(function(run), (point(2),))
    assert first_line(lambda: gradcheck(function(run), (point(2),), check_batched_grad=True)) == "While computing batched gradients, got: " + text
    assert not gradcheck(function(run), (point(2),), check_batched_grad=True, raise_exception=False)


def test_a_batch_that_differs():
    def telling(grad):
        return grad * 2 + (1 if torch._C._functorch.is_batchedtensor(grad) else 0)

    with pytest.raises(GradcheckError, match="^For output 0 and input 0:") as caught:
        gradcheck(function(telling), (point(2),), check_batched_grad=True)
    assert "Got:\ntensor(" in str(caught.value) and "Expected:\ntensor(" in str(caught.value)


def test_random_numbers_in_a_batch_of_gradients():
    x = point(2)
    y = function(REFUSED["random"][0])(x)
    with pytest.raises(RuntimeError, match="^vmap: We do not yet support calling random operations inside of vmap"):
        torch.autograd.grad(y, x, torch.ones(3, 2, dtype=torch.float64), is_grads_batched=True)


def test_parts_by_name():
    x = point(3)
    assert module._test_batched_grad((x,), x.sin(), 0)
    assert module._test_batched_grad_forward_ad(torch.sin, (x,))
    assert module._test_backward_mul_by_grad_output((x.sin(),), (x,), False)
    assert module._test_undefined_backward_mode(torch.sin, (x.sin(),), (x,))
    assert module._test_undefined_forward_mode(torch.sin, (x.sin(),), (x,))
    assert module._is_float_or_complex_tensor(x) and not module._is_float_or_complex_tensor(3)
    for name in ("FAILED_NONDET_MSG", "FAILED_BATCHED_GRAD_MSG", "FAILED_BATCHED_GRAD_MSG_FWD_AD", "FAST_FAIL_SLOW_OK_MSG"):
        assert "If you are adding a new operator, please file an issue" in getattr(module, name)
    with pytest.raises(GradcheckError, match="^backward not multiplied by grad_output$"):
        y = function(lambda g: g + 1)(x)
        module._test_backward_mul_by_grad_output((y,), (x,), False)


F = torch.nn.functional
WHERE = torch.tensor([[True, False, True], [False, True, True], [False, False, True]])
FORMULAS = {
    "masked_fill": (lambda x: x.masked_fill(WHERE, x[0, 0]), True), "masked_select": (lambda x: x.masked_select(WHERE), True),
    "det": (torch.linalg.det, True), "svdvals": (torch.linalg.svdvals, True), "nuclear norm": (lambda x: torch.norm(x, "nuc"), True),
    "hfft": (lambda x: torch.fft.hfft(x.to(torch.complex128)), True), "eigh": (lambda x: torch.linalg.eigh((x + x.T).to(torch.complex128))[0], True),
    "linear_cross_entropy": (lambda x: F.linear_cross_entropy(x[0], x, torch.tensor(1)), False),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_derivatives_that_can_be_batched(name):
    call, twice = FORMULAS[name]
    torch.manual_seed(3)
    x = torch.randn(3, 3, dtype=torch.float64, requires_grad=True)
    assert gradcheck(call, (x,), check_batched_grad=True, fast_mode=True)
    assert not twice or gradgradcheck(call, (x,), check_batched_grad=True, fast_mode=True)


def test_examples_that_share_a_mask():
    x = torch.arange(18.0).view(2, 3, 3)
    assert torch.equal(torch.vmap(lambda x: x.masked_select(WHERE))(x), x[:, WHERE])
    assert torch.equal(torch.vmap(lambda x: x.masked_select(WHERE), 2, 1)(x.permute(1, 2, 0)), x[:, WHERE].T)
    assert torch.equal(torch.vmap(lambda x: x[0].masked_select(WHERE))(x), x[:, :1].expand(2, 3, 3)[:, WHERE])
    assert torch.vmap(lambda x: x.masked_select(torch.zeros(3, dtype=torch.bool)))(x).shape == (2, 0)


def test_a_tensor_that_has_escaped_is_refused():
    kept = []
    torch.vmap(lambda x: (kept.append(x), x)[1])(torch.ones(2, 3))
    with pytest.raises(RuntimeError, match="^Either your tensor may have escaped from inside a function being vmapped"):
        kept[0] + 1
    assert repr(kept[0]).startswith("BatchedTensor(lvl=1, bdim=0")


def test_a_tangent_of_an_expanded_tensor():
    forward = torch.autograd.forward_ad
    with forward.dual_level():
        with pytest.raises(RuntimeError, match="^unsupported operation: more than one element of the written-to tensor"):
            forward.make_dual(torch.ones(3).expand(2, 3), torch.ones(2, 3))
        assert torch._C._is_fwd_grad_enabled()
    made = torch.func.jvp(lambda x: x * 2, (torch.ones(3).expand(2, 3),), (torch.ones(2, 3),))
    assert torch.equal(made[1], torch.full((2, 3), 2.0))


def test_a_function_of_no_tensors_has_no_jacobian():
    for jacobian in (torch.func.jacfwd(lambda x: torch.zeros(())), torch.func.hessian(lambda x: torch.zeros(()))):
        with pytest.raises(AssertionError, match="^tensors must have at least one element$"):
            jacobian(())
