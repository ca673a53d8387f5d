"""Numbers by rejection, losses of sequences and margins, distances of few rows: loops of the compiled core give what the kernels for arrays give."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._core import core
from pyautograd._py.kernels import ctc, distance, losses

F = torch.nn.functional
both_types = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)


def numbers(*shape, dtype=torch.float64):
    return torch.tensor(np.random.default_rng(sum(shape)).random(shape) + 0.05, dtype=dtype)


SAMPLERS = {
    "poisson": lambda x, g: torch.poisson(x * 4, g), "large poisson": lambda x, g: torch.poisson(x * 100, g), "gamma": lambda x, g: torch._standard_gamma(x, g),
    "large gamma": lambda x, g: torch._standard_gamma(x * 20, g), "dirichlet": lambda x, g: torch._sample_dirichlet(x, g),
    "binomial": lambda x, g: torch.binomial((x * 9).ceil(), x.clamp(max=1), g), "large binomial": lambda x, g: torch.binomial((x * 900).ceil(), x.clamp(max=1), g),
    "normal": lambda x, g: torch.normal(x, x * 2, generator=g), "exponential": lambda x, g: torch.empty_like(x).exponential_(0.7, generator=g),
    "one class": lambda x, g: torch.multinomial(x, 1, generator=g), "some classes": lambda x, g: torch.multinomial(x, 3, generator=g),
    "classes again": lambda x, g: torch.multinomial(x, 3, True, generator=g),
    "zeros": lambda x, g: torch.poisson(x.floor(), g), "nan": lambda x, g: torch._standard_gamma(x - 0.5, g),
}  # fmt: skip


@both_types
@pytest.mark.parametrize("shape", [(), (7,), (3, 20), (2, 40), (0,)], ids=str)
@pytest.mark.parametrize("name", SAMPLERS)
def test_samples(name, shape, dtype):
    """The default generator gives what a generator of one's own gives, and goes as far."""
    if (name == "dirichlet" or "class" in name) and shape in ((), (0,)):
        return
    x = numbers(*shape, dtype=dtype)
    torch.manual_seed(5)
    own = torch.Generator().manual_seed(5)
    few = 1e-5 if dtype is torch.float32 else 1e-12
    for _ in range(2):
        made, expected = SAMPLERS[name](x, None), SAMPLERS[name](x, own)
        assert made.dtype is (torch.int64 if "class" in name else dtype)
        np.testing.assert_allclose(made.numpy(), expected.numpy(), rtol=few)
    assert torch.equal(torch.randn(5), torch.randn(5, generator=own)) and torch.equal(torch.rand(3), torch.rand(3, generator=own))


def test_samplers_refuse():
    with pytest.raises(RuntimeError, match="invalid Poisson rate, expected rate to be non-negative"):
        torch.poisson(torch.tensor([1.0, -1.0]))
    with pytest.raises(RuntimeError, match="probability tensor contains either"):
        torch.multinomial(torch.tensor([1.0, -1.0]), 1)
    with pytest.raises(RuntimeError, match="sum of probabilities <= 0"):
        torch.multinomial(torch.zeros(2), 1)
    with pytest.raises(RuntimeError, match="normal expects all elements of std >= 0.0"):
        torch.normal(torch.zeros(2), torch.tensor([1.0, -1.0]))
    with pytest.raises(NotImplementedError, match="\"poisson_cpu\" not implemented for 'Long'"):
        torch.poisson(torch.tensor([1]))


@both_types
@pytest.mark.parametrize("inputs", [(5, 5), (3, 4), (0, 5), (2, 1)], ids=str)
@pytest.mark.parametrize("targets", [[[1, 2, 0], [3, 0, 0]], [[1, 1, 1], [2, 2, 3]]], ids=str)
@pytest.mark.parametrize("zero", [False, True])
def test_sequences(inputs, targets, zero, dtype):
    lengths = (2, 1) if targets[1][1] == 0 else (3, 3)
    p = numbers(5, 2, 4, dtype=dtype).log_softmax(2).requires_grad_()
    labels = torch.tensor(targets)
    loss, alpha = torch._ctc_loss(p, labels, inputs, lengths, 0, zero)
    plain = p.detach().numpy()
    with np.errstate(all="ignore"):
        expected = ctc.forward(plain, labels.numpy(), inputs, lengths, 0, zero)
    few = 1e-5 if dtype is torch.float32 else 1e-12
    np.testing.assert_allclose(loss.detach().numpy(), expected[0], rtol=few)
    np.testing.assert_allclose(alpha.numpy(), expected[1], rtol=few)
    grad = torch.tensor([0.5, 2.0], dtype=dtype)
    with np.errstate(all="ignore"):
        wanted = ctc.backward(grad.numpy(), plain, labels.numpy(), inputs, lengths, *expected, 0, zero)
    np.testing.assert_allclose(torch.autograd.grad(loss, p, grad)[0].numpy(), wanted, rtol=few, atol=few)
    joined = torch.tensor([v for row, n in zip(targets, lengths) for v in row[:n]])
    assert torch.equal(torch._ctc_loss(p, joined, inputs, lengths, 0, zero)[0], loss)


@both_types
@pytest.mark.parametrize("reduction", [0, 1, 2])
def test_margins(reduction, dtype):
    word = ("none", "mean", "sum")[reduction]
    x = numbers(3, 4, dtype=dtype)
    at, labels = torch.tensor([0, 3, 1]), torch.tensor([[0, 3, -1, 1], [-1, 0, 0, 0], [2, 1, 0, 3]])
    few = 1e-5 if dtype is torch.float32 else 1e-12
    for p in (1, 2):
        for margin in (1.0, 0.25):
            made = F.multi_margin_loss(x, at, p, margin, reduction=word)
            np.testing.assert_allclose(made.numpy(), losses.multi_margin_loss(x.numpy(), at.numpy(), p, margin, None, reduction), rtol=few)
    assert torch.allclose(F.multi_margin_loss(x[0], at[:1], reduction=word), F.multi_margin_loss(x[:1], at[:1], reduction=word).sum())
    made = F.multilabel_margin_loss(x, labels, reduction=word)
    np.testing.assert_allclose(made.numpy(), losses.multilabel_margin_loss(x.numpy(), labels.numpy(), reduction), rtol=few)
    slope = torch.autograd.functional.jacobian(lambda x: F.multilabel_margin_loss(x, labels, reduction="sum"), x)
    np.testing.assert_allclose(slope.numpy(), losses.multilabel_margin_slope(x.numpy(), labels.numpy()), rtol=few)
    with pytest.raises(RuntimeError, match="target out of range"):
        F.multi_margin_loss(x, at + 1)
    with pytest.raises(RuntimeError, match="is out of range"):
        F.multilabel_margin_loss(x, labels + 1)


@both_types
@pytest.mark.parametrize("p", [0.0, 0.5, 1.0, 2.0, 3.0, float("inf")])
def test_distances(p, dtype):
    x, y = numbers(2, 5, 3, dtype=dtype), numbers(2, 4, 3, dtype=dtype)
    few = 1e-5 if dtype is torch.float32 else 1e-12
    np.testing.assert_allclose(torch.cdist(x, y, p).numpy(), distance.cdist(x.numpy(), y.numpy(), p, False), rtol=few)
    np.testing.assert_allclose(torch.cdist(x[0], y[1], p).numpy(), distance.cdist(x[0].numpy(), y[1].numpy(), p, False), rtol=few)
    np.testing.assert_allclose(torch.pdist(x[0], p).numpy(), distance.pdist(x[0].numpy(), p), rtol=few)
    x[0, 1, 1] = float("nan")
    np.testing.assert_allclose(torch.cdist(x, y, p).numpy(), distance.cdist(x.numpy(), y.numpy(), p, False), rtol=few)
    np.testing.assert_allclose(torch.pdist(x[0], p).numpy(), distance.pdist(x[0].numpy(), p), rtol=few)
    assert torch.pdist(x[0, :1], p).shape == (0,) and torch.cdist(x[:, :0], y, p).shape == (2, 0, 4)


def test_sequences_that_do_not_fit_are_read_nowhere():
    p = torch.zeros(3, 2, 4).log_softmax(2)
    for targets, inputs, lengths, blank in (
        ([[100000], [1]], (3, 3), (1, 1), 0), ([[-5], [1]], (3, 3), (1, 1), 0), ([[1], [1]], (3, 3), (1, 1), 100000), ([[1], [1]], (3, 3), (1, -100000), 0),
        ([[1], [1]], (3, -100000), (1, 1), 0), ([[1]], (3, 3), (1, 1), 0), ([[1], [1]], (3, 100000), (1, 1), 0),
    ):  # fmt: skip
        with pytest.raises((IndexError, ValueError, RuntimeError)):
            core.ops._ctc_paths(p, torch.tensor(targets), inputs, lengths, blank, False)
