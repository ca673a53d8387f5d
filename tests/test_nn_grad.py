"""``nn.grad``: gradients of convolutions as functions, which are differentiable themselves."""
import pytest

import pyautograd as torch


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_they_are_the_gradients_and_have_gradients(dims):
    conv, of_input = getattr(torch.nn.functional, f"conv{dims}d"), getattr(torch.nn.grad, f"conv{dims}d_input")
    of_weight = getattr(torch.nn.grad, f"conv{dims}d_weight")
    torch.manual_seed(0)
    x = torch.randn(1, 2, *[5] * dims, dtype=torch.float64, requires_grad=True)
    w = torch.randn(2, 1, *[3] * dims, dtype=torch.float64, requires_grad=True)
    options = {"stride": 2, "padding": 1, "groups": 2}
    y = conv(x, w, **options)
    g = torch.randn(y.shape, dtype=torch.float64, requires_grad=True)
    expected = torch.autograd.grad(y, (x, w), g)
    made = of_input(x.shape, w, g, **options), of_weight(x, w.shape, g, **options)
    for a, b in zip(made, expected):
        torch.testing.assert_close(a.detach(), b)
        assert type(a.grad_fn).__name__ == "ConvolutionBackwardBackward0"
    assert torch.autograd.gradcheck(lambda w, g: of_input(x.shape, w, g, **options), (w, g))
    with torch.no_grad():
        assert not of_input(x.shape, w, g, **options).requires_grad
    assert not of_input(x.shape, w.detach(), g.detach(), **options).requires_grad
