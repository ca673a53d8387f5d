"""The gradient of a piecewise linear function depends on the input, with a derivative of zero: it can be differentiated again."""
import pytest

import pyautograd as torch

F = torch.nn.functional

PIECEWISE_LINEAR = {
    "relu": F.relu, "relu6": F.relu6, "leaky_relu": F.leaky_relu, "hardtanh": F.hardtanh, "hardshrink": F.hardshrink, "softshrink": F.softshrink,
    "threshold": lambda x: F.threshold(x, 0.0, 1.0), "prelu": lambda x: F.prelu(x, torch.ones(1)), "abs": torch.abs,
    "hardsigmoid": F.hardsigmoid, "max_pool1d": lambda x: F.max_pool1d(x[0], 2), "max_pool2d": lambda x: F.max_pool2d(x, 2),
    "avg_pool1d": lambda x: F.avg_pool1d(x[0], 2), "avg_pool2d": lambda x: F.avg_pool2d(x, 2), "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x, 2),
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x, 3), "fractional_max_pool2d": lambda x: F.fractional_max_pool2d(x, 2, output_size=2),
    "reflect": lambda x: F.pad(x, (1, 1, 0, 0), "reflect"), "replicate": lambda x: F.pad(x, (1, 1, 0, 0), "replicate"),
    "area": lambda x: F.interpolate(x, size=(3, 3), mode="area"), "nll_loss": lambda x: F.nll_loss(x[0, 0], torch.tensor([0, 1, 2, 3])),
    "multi_margin_loss": lambda x: F.multi_margin_loss(x[0, 0], torch.tensor([0, 1, 2, 3])),
    "multilabel_margin_loss": lambda x: F.multilabel_margin_loss(x[0, 0], torch.zeros(4, 4, dtype=torch.int64)), "l1_loss": lambda x: F.l1_loss(x, -x.detach()),
}  # fmt: skip


@pytest.mark.parametrize("name", PIECEWISE_LINEAR)
def test_second_derivative_is_zero(name):
    x = (torch.arange(16.0) - 7.3).reshape(1, 1, 4, 4).requires_grad_()
    (slope,) = torch.autograd.grad(PIECEWISE_LINEAR[name](x).sum(), x, create_graph=True)
    assert slope.requires_grad
    (second,) = torch.autograd.grad(slope.sum(), x)
    assert second.shape == x.shape and not second.any()


@pytest.mark.parametrize("name", ["elu", "celu", "selu", "hardswish", "silu", "gelu", "mish", "softplus"])
def test_nan_reaches_the_gradient(name):
    x = torch.tensor([float("nan"), 1.0, -1.0], requires_grad=True)
    getattr(F, name)(x).sum().backward()
    assert x.grad.isnan().tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "amax", "amin"])
def test_nan_without_dimensions(name):
    x = torch.tensor(float("nan"), requires_grad=True)
    getattr(x, name)(0).backward()
    assert x.grad.isnan()
