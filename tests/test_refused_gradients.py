"""Arguments for which PyTorch has no derivative are refused where they require one, in its words."""
import pytest

import pyautograd as torch

F = torch.nn.functional


def learnt(*shape):
    return torch.ones(*shape, requires_grad=True)


CALLS = {
    ("nll_loss_forward", "weight"): lambda: F.nll_loss(torch.ones(2, 2), torch.tensor([0, 1]), learnt(2)),
    ("nll_loss2d_forward", "weight"): lambda: F.nll_loss(torch.ones(2, 2, 3), torch.zeros(2, 3).long(), learnt(2)),
    ("binary_cross_entropy", "weight"): lambda: F.binary_cross_entropy(torch.ones(2, 2), torch.ones(2, 2), learnt(2, 2)),
    ("binary_cross_entropy_with_logits", "weight"): lambda: F.binary_cross_entropy_with_logits(torch.ones(2, 2), torch.ones(2, 2), learnt(2, 2)),
    ("binary_cross_entropy_with_logits", "pos_weight"):
        lambda: F.binary_cross_entropy_with_logits(torch.ones(2, 2), torch.ones(2, 2), pos_weight=learnt(2, 2)),
    ("multi_margin_loss", "weight"): lambda: F.multi_margin_loss(torch.ones(2, 2), torch.tensor([0, 1]), weight=learnt(2)),
    ("soft_margin_loss", "target"): lambda: F.soft_margin_loss(torch.ones(2, 2), learnt(2, 2)),
    ("native_batch_norm", "running_mean"): lambda: F.batch_norm(torch.ones(2, 2), learnt(2), torch.ones(2)),
    ("native_batch_norm", "running_var"): lambda: F.batch_norm(torch.ones(2, 2), torch.ones(2), learnt(2), training=True),
    ("fractional_max_pool2d", "random_samples"): lambda: F.fractional_max_pool2d(torch.ones(1, 1, 4, 4), 2, 2, _random_samples=learnt(1, 1, 2)),
    ("linalg_pinv", "rtol"): lambda: torch.linalg.pinv(torch.eye(2), rtol=learnt(1).sum()),
}  # fmt: skip


@pytest.mark.parametrize("function, argument", CALLS)
def test_an_argument_without_derivative_must_not_require_one(function, argument):
    with pytest.raises(RuntimeError) as error:
        CALLS[function, argument]()
    assert str(error.value) == (
        f"The function '{function}' is not differentiable with respect to argument '{argument}'. This input cannot have requires_grad True."
    )
    with torch.no_grad():
        CALLS[function, argument]()


def test_operators_without_derivatives_give_nodes_that_refuse():
    weights = learnt(2)
    assert torch.bincount(torch.tensor([0, 1]), weights).grad_fn.name() == "torch::autograd::NotImplemented"
    assert torch.histogram(weights, 2).hist.grad_fn.name() == "torch::autograd::NotImplemented"
    with pytest.raises(RuntimeError, match=r"aten::histogram\(\): functions with out=\.\.\. arguments don't support automatic differentiation"):
        torch.histogram(torch.ones(3), 2, out=(learnt(2), torch.empty(3)))
    factors = torch.geqrf(torch.ones(2, 2, requires_grad=True))
    assert factors.a.grad_fn.name() == "GeqrfBackward0"
    with pytest.raises(NotImplementedError, match=r"^the derivative for 'geqrf' is not implemented\.$"):
        factors.a.sum().backward()
