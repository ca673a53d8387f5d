"""The distributions of random numbers: a chi-square test of each sampler against its distribution function, in every dtype that it draws."""
import numpy as np
import pytest

import pyautograd as torch

stats = pytest.importorskip("scipy.stats")

COUNT = 20000
FLOATS = (torch.float32, torch.float64)


def draw(kind, dtype):
    """COUNT numbers of a kind, after a seed of its own."""
    torch.manual_seed(2024)
    full = lambda value: torch.full((COUNT,), value, dtype=dtype)  # noqa: E731
    return {
        "uniform": lambda: torch.rand(COUNT, dtype=dtype), "normal": lambda: torch.randn(COUNT, dtype=dtype), "normal, strided": lambda: full(0.0)[::2].normal_(),
        "exponential": lambda: full(0.0).exponential_(1.5), "cauchy": lambda: full(0.0).cauchy_(1.0, 2.0), "log normal": lambda: full(0.0).log_normal_(0.3, 0.6),
        "gamma": lambda: torch._standard_gamma(full(2.5)), "small gamma": lambda: torch._standard_gamma(full(0.4)),
        "dirichlet": lambda: torch._sample_dirichlet(torch.tensor([0.7, 1.5, 2.0], dtype=dtype).expand(COUNT, 3))[:, 0],
    }[kind]().double().numpy()  # fmt: skip


CONTINUOUS = {
    "uniform": stats.uniform(), "normal": stats.norm(), "normal, strided": stats.norm(), "exponential": stats.expon(scale=1 / 1.5), "cauchy": stats.cauchy(1, 2),
    "log normal": stats.lognorm(0.6, scale=np.exp(0.3)), "gamma": stats.gamma(2.5), "small gamma": stats.gamma(0.4), "dirichlet": stats.beta(0.7, 3.5),
}  # fmt: skip


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("kind", CONTINUOUS)
def test_continuous(kind, dtype):
    """Forty intervals of equal probability are equally full."""
    found = np.bincount(np.minimum((CONTINUOUS[kind].cdf(draw(kind, dtype)) * 40).astype(int), 39), minlength=40)
    assert stats.chisquare(found).pvalue > 1e-4


def ones(p, shape=(COUNT,), **options):
    return torch.full(shape, p, **options)


DISCRETE = {
    "bernoulli": (lambda: torch.bernoulli(ones(0.3)), stats.bernoulli(0.3)), "bernoulli_": (lambda: torch.empty(COUNT, dtype=torch.uint8).bernoulli_(0.3), stats.bernoulli(0.3)),
    "geometric": (lambda: torch.empty(COUNT).geometric_(0.2), stats.geom(0.2)), "poisson": (lambda: torch.poisson(ones(3.5)), stats.poisson(3.5)),
    "large poisson": (lambda: torch.poisson(ones(40.0)), stats.poisson(40)), "binomial": (lambda: torch.binomial(ones(9.0), ones(0.4)), stats.binom(9, 0.4)),
    "large binomial": (lambda: torch.binomial(ones(100.0), ones(0.6)), stats.binom(100, 0.6)), "randint": (lambda: torch.randint(3, 17, (COUNT,)), stats.randint(3, 17)),
    "dropout": (lambda: (torch.dropout(ones(1.0), 0.3, True) > 0).int(), stats.bernoulli(0.7)), "random_": (lambda: torch.empty(COUNT).random_(12), stats.randint(0, 12)),
    "multinomial": (lambda: torch.multinomial(torch.tensor([1.0, 2.0, 0.5, 4.0]), COUNT, True), stats.rv_discrete(values=([0, 1, 2, 3], np.array([2, 4, 1, 8]) / 15))),
    "multinomial without replacement": (lambda: torch.multinomial(torch.tensor([1.0, 2.0, 0.5, 4.0]).expand(COUNT, 4), 1)[:, 0],
                                        stats.rv_discrete(values=([0, 1, 2, 3], np.array([2, 4, 1, 8]) / 15))),
    "randperm": (lambda: torch.stack([torch.randperm(5)[2] for _ in range(2000)]), stats.randint(0, 5)),
}  # fmt: skip


@pytest.mark.parametrize("kind", DISCRETE)
def test_discrete(kind):
    make, distribution = DISCRETE[kind]
    torch.manual_seed(2024)
    values = make().numpy().astype(np.int64)
    low, high = int(distribution.ppf(0.01)), int(distribution.ppf(0.99))  # the tails are put together
    found = np.bincount(np.clip(values, low, high) - low, minlength=high - low + 1)
    share = distribution.pmf(np.arange(low, high + 1))
    share[0], share[-1] = distribution.cdf(low), 1 - distribution.cdf(high - 1)
    assert stats.chisquare(found, share * len(values)).pvalue > 1e-4
