"""Operators that small networks call at every step have paths of their own for few contiguous floats: they give what other layouts give."""
import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
RNG = np.random.RandomState(3)


def both(array, dtype):
    """The same values in order of memory, and with gaps between the elements, which no such path takes."""
    wide = torch.tensor(np.stack([array, array], -1), dtype=dtype)
    return torch.tensor(array, dtype=dtype), wide[..., 0]


def gradients(function, x, seed):
    leaf = x.detach().requires_grad_()
    result = function(leaf)
    result.backward(torch.tensor(np.cos(np.arange(result.numel()) * seed), dtype=result.dtype).reshape(result.shape))
    return result.detach(), leaf.grad


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (17, 1), (20, 7), (65, 33), (300, 4), (4, 3, 8)])
def test_sums_take_the_same_order(dtype, shape):
    dense, gaps = both(RNG.randn(*shape) * 100, dtype)
    for dim in range(-1, len(shape)):
        for keep in (False, True):
            total, mean = dense.sum(dim, keep), dense.mean(dim, keep)
            assert torch.equal(total, dense.sum(dim, keep, dtype=dtype)) and torch.equal(mean, dense.mean(dim, keep, dtype=dtype))  # the general way
            # With gaps PyTorch adds in another order: each may be off by some roundings of what is added up.
            limit = 4 * torch.finfo(dtype).eps * dense.abs().sum(dim, keep)
            assert ((total - gaps.sum(dim, keep)).abs() <= limit).all() and ((mean - gaps.mean(dim, keep)).abs() <= limit).all()


@pytest.mark.parametrize("want", [(5,), (4, 5), (1, 5), (1, 1, 5), (1, 4, 5), (1, 1, 1), (), (4, 1), (3, 1, 5)])
def test_gradients_are_summed_to_the_shape_of_what_was_broadcast(want):
    grad = RNG.randn(3, 4, 5)
    leaf = torch.zeros(want, dtype=torch.float64, requires_grad=True)
    (torch.zeros(3, 4, 5, dtype=torch.float64) + leaf).backward(torch.tensor(grad))
    axes = tuple(range(3 - len(want))) + tuple(3 - len(want) + d for d, n in enumerate(want) if n == 1)
    assert np.allclose(leaf.grad.numpy(), grad.sum(axes).reshape(want))


FUNCTIONS = {
    "softmax": lambda x: torch.softmax(x, -1),
    "log_softmax": lambda x: torch.log_softmax(x, 1),
    "mse_loss": lambda x: F.mse_loss(x, torch.linspace(-1, 1, x.numel(), dtype=x.dtype).reshape(x.shape)),
    "mse_loss none": lambda x: F.mse_loss(x, torch.ones_like(x), reduction="none"),
    "mse_loss sum": lambda x: F.mse_loss(x, torch.ones_like(x), reduction="sum"),
    "layer_norm": lambda x: F.layer_norm(x, x.shape[1:]),
    "layer_norm affine": lambda x: F.layer_norm(x, x.shape[1:], *[torch.linspace(a, 1, x.shape[1], dtype=x.dtype) for a in (0, 2)]),
    "nll_loss": lambda x: F.nll_loss(x, torch.arange(x.shape[0]) % x.shape[1]),
    "nll_loss ignoring": lambda x: F.nll_loss(x, torch.arange(x.shape[0]) % x.shape[1], ignore_index=1, reduction="sum"),
    **{f"nll_loss weighted, {how}": lambda x, how=how: F.nll_loss(
        x, torch.arange(x.shape[0]) % x.shape[1], torch.linspace(0.3, 2, x.shape[1], dtype=x.dtype), ignore_index=1, reduction=how) for how in ("none", "mean", "sum")},
    "cross_entropy": lambda x: F.cross_entropy(x, torch.arange(x.shape[0]) % x.shape[1], reduction="none"),
    "linear": lambda x: F.linear(x, torch.linspace(-1, 1, 3 * x.shape[1], dtype=x.dtype).reshape(3, -1), torch.ones(3, dtype=x.dtype)),
    "addmm": lambda x: torch.addmm(x, torch.eye(x.shape[0], dtype=x.dtype), x * 2),
}


@pytest.mark.parametrize("dtype, tolerance", [(torch.float32, 3e-6), (torch.float64, 1e-14)])
@pytest.mark.parametrize("shape", [(1, 3), (4, 2), (40, 9)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_other_layouts_give_the_same(name, shape, dtype, tolerance):
    dense, gaps = both(RNG.randn(*shape), dtype)
    for one, other in zip(gradients(FUNCTIONS[name], dense, 1.3), gradients(FUNCTIONS[name], gaps, 1.3)):
        assert one.shape == other.shape and torch.allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("row", [[1.0, float("nan"), 2.0], [float("-inf")] * 3, [float("inf"), 1.0, 2.0], [float("-inf"), 1.0, 2.0]])
def test_softmax_of_what_is_not_finite(row):
    dense, gaps = both(np.array([row]), torch.float64)
    for function in (torch.softmax, torch.log_softmax):
        assert torch.allclose(function(dense, 1), function(gaps, 1), equal_nan=True)


def test_nothing_to_average_is_not_a_number_and_nothing_raises():
    assert F.nll_loss(torch.ones(2, 3), torch.tensor([-100, -100])).isnan()
    x = torch.ones(2, 3, requires_grad=True)
    F.nll_loss(x, torch.tensor([-100, -100]), reduction="sum").backward()
    assert x.grad.tolist() == [[0.0] * 3] * 2
    assert F.layer_norm(torch.ones(2, 3), (3,), eps=0.0).isnan().all()
    with pytest.raises(IndexError, match="Target 5 is out of bounds."):
        F.nll_loss(torch.ones(2, 3), torch.tensor([0, 5]))
