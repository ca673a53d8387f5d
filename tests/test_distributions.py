"""Distributions: properties, samples, log probabilities and divergences, held against PyTorch's (golden/distributions.json).

``python tests/test_distributions.py`` records the golden file again; it needs torch.
"""
import math

import numpy as np
import pytest
from distribution_cases import attempt, shown
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    import torch.distributions as D
    from torch.distributions import constraints
else:
    import pyautograd as torch
    import pyautograd.distributions as D
    from pyautograd.distributions import constraints

recorder = Recorder("distributions")
case = recorder.case
T = torch.tensor

DISTRIBUTIONS = {
    "Normal": lambda: D.Normal(T([0.0, 1.0]), T([1.0, 2.0])),
    "Normal of numbers": lambda: D.Normal(0.0, 1.0),
    "LogNormal": lambda: D.LogNormal(T([0.0, 1.0]), T([1.0, 2.0])),
    "Categorical": lambda: D.Categorical(probs=T([[0.2, 0.3, 0.5], [1.0, 1.0, 2.0]])),
    "Categorical of logits": lambda: D.Categorical(logits=T([0.2, 0.3, 0.5])),
    "Bernoulli": lambda: D.Bernoulli(T([0.2, 0.5])),
    "Bernoulli of logits": lambda: D.Bernoulli(logits=T([0.2, -0.5])),
    "Bernoulli of a number": lambda: D.Bernoulli(0.3),
    "Binomial": lambda: D.Binomial(5, T([0.2, 0.5])),
    "Binomial of logits": lambda: D.Binomial(T([3.0, 4.0]), logits=T([0.2, 0.5])),
    "Beta": lambda: D.Beta(T([0.5, 2.0]), T([1.5, 3.0])),
    "Beta of numbers": lambda: D.Beta(2.0, 3.0),
    "Gamma": lambda: D.Gamma(T([0.5, 2.0]), T([1.5, 3.0])),
    "Dirichlet": lambda: D.Dirichlet(T([[0.5, 2.0, 1.0], [3.0, 2.0, 4.0]])),
    "Exponential": lambda: D.Exponential(T([0.5, 2.0])),
    "Laplace": lambda: D.Laplace(T([0.5, 2.0]), T([1.0, 3.0])),
    "Poisson": lambda: D.Poisson(T([0.5, 4.0])),
    "StudentT": lambda: D.StudentT(T([0.5, 1.5, 4.0])),
    "Uniform": lambda: D.Uniform(T([0.0, 1.0]), T([1.0, 3.0])),
    "MultivariateNormal": lambda: D.MultivariateNormal(T([0.0, 1.0]), T([[2.0, 0.5], [0.5, 1.0]])),
    "MultivariateNormal by precision": lambda: D.MultivariateNormal(torch.zeros(2, 2), precision_matrix=T([[2.0, 0.5], [0.5, 1.0]])),
    "MultivariateNormal by factor": lambda: D.MultivariateNormal(torch.zeros(3, 2), scale_tril=T([[2.0, 0.0], [0.5, 1.0]])),
    "MixtureSameFamily": lambda: D.MixtureSameFamily(D.Categorical(T([0.3, 0.7])), D.Normal(T([0.0, 3.0]), T([1.0, 2.0]))),
    "Independent": lambda: D.Independent(D.Normal(torch.zeros(3, 2), torch.ones(3, 2)), 1),
    "Geometric": lambda: D.Geometric(T([0.2, 0.5])),
    "HalfNormal": lambda: D.HalfNormal(T([1.0, 2.0])),
    "HalfCauchy": lambda: D.HalfCauchy(T([1.0, 2.0])),
    "Cauchy": lambda: D.Cauchy(T([1.0, 2.0]), T([1.0, 2.0])),
    "Chi2": lambda: D.Chi2(T([1.0, 2.0])),
    "OneHotCategorical": lambda: D.OneHotCategorical(T([0.2, 0.3, 0.5])),
    "OneHotCategoricalStraightThrough": lambda: D.OneHotCategoricalStraightThrough(T([0.2, 0.3, 0.5])),
    "Multinomial": lambda: D.Multinomial(5, T([0.2, 0.3, 0.5])),
    "affine, sigmoid": lambda: D.TransformedDistribution(D.Normal(torch.zeros(2), torch.ones(2)), [D.AffineTransform(1.0, 2.0), D.SigmoidTransform()]),
    "stick breaking": lambda: D.TransformedDistribution(D.Normal(torch.zeros(2), torch.ones(2)), D.StickBreakingTransform()),
    "widened": lambda: D.TransformedDistribution(D.Uniform(0.0, 1.0), [D.SigmoidTransform().inv, D.AffineTransform(T([1.0, 2.0]), 3.0)]),
}
# of these the stream of samples is PyTorch's
SAME_STREAM = ("Normal", "Normal of numbers", "LogNormal", "Categorical", "Uniform", "Laplace", "MultivariateNormal", "Independent", "Geometric", "HalfNormal")
VALUES = {
    "Categorical": T([0, 2]), "Categorical of logits": T(1), "OneHotCategorical": T([0.0, 1.0, 0.0]), "OneHotCategoricalStraightThrough": T([0.0, 1.0, 0.0]),
    "Multinomial": T([1.0, 1.0, 3.0]), "Uniform": T([0.25, 2.5]),
}  # fmt: skip
BINARY, WHOLE = ("Bernoulli", "Bernoulli of logits", "Bernoulli of a number"), ("Binomial", "Binomial of logits", "Poisson", "Geometric")
UNIT = ("Beta", "Beta of numbers", "affine, sigmoid", "widened")
SIMPLEX = ("Dirichlet", "stick breaking")


def value_for(name, d):
    """A value in the support."""
    if name in VALUES:
        return VALUES[name]
    shape = tuple(d.batch_shape) + tuple(d.event_shape)
    base = torch.arange(1.0, math.prod(shape) + 1).reshape(shape)
    if name in BINARY:
        return base % 2
    if name in SIMPLEX:
        return base / base.sum(-1, keepdim=True)
    return base if name in WHOLE else base / (base.numel() + 2) if name in UNIT else base / 2


for _name, _make in DISTRIBUTIONS.items():

    @case(f"{_name}: properties")
    def _(make=_make):
        d = make()
        made = [repr(d), d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support]
        made += [attempt(name, lambda name=name: getattr(d, name)) for name in ("mean", "mode", "variance", "stddev", "support", "arg_constraints")]
        return made + [attempt(name, lambda name=name: getattr(d, name)()) for name in ("entropy", "perplexity", "enumerate_support")]

    @case(f"{_name}: probabilities")
    def _(name=_name, make=_make):
        d = make()
        x = value_for(name, d)
        return attempt("log_prob", lambda: d.log_prob(x)), attempt("cdf", lambda: d.cdf(x)), attempt("icdf", lambda: d.icdf(x.float() / 10))

    @case(f"{_name}: samples")
    def _(name=_name, make=_make):
        torch.manual_seed(1)
        d = make()
        drawn = d.sample((3,))
        shapes = [tuple(x.shape) for x in (drawn, d.sample(), d.expand((4,) + d.batch_shape).sample((2,)))]
        return shapes, str(drawn.dtype).split(".")[1], shown(drawn) if name in SAME_STREAM else None, bool(d.support.check(drawn).all())


for _p in DISTRIBUTIONS:
    for _q in DISTRIBUTIONS:
        # every pair of the first of each kind, and each kind with itself
        if _p == _q or " " not in _p and " " not in _q:
            case(f"KL {_p} {_q}")(lambda p=_p, q=_q: attempt("KL", lambda: D.kl_divergence(DISTRIBUTIONS[p](), DISTRIBUTIONS[q]()).add(0.0)))

REFUSED = {
    "negative scale": lambda: D.Normal(0.0, -1.0), "NaN": lambda: D.Normal(T([0.0, math.nan]), 1.0), "a string": lambda: D.Normal("a", 1.0),
    "Categorical, nothing": lambda: D.Categorical(), "Categorical, both": lambda: D.Categorical(torch.ones(2), torch.ones(2)),
    "Categorical, 0-d": lambda: D.Categorical(T(1.0)), "Bernoulli, 2": lambda: D.Bernoulli(2.0), "Geometric, 0": lambda: D.Geometric(0.0),
    "no covariance": lambda: D.MultivariateNormal(torch.zeros(2)), "0-d mean": lambda: D.MultivariateNormal(T(0.0), torch.eye(2)),
    "not positive definite": lambda: D.MultivariateNormal(torch.zeros(2), T([[1.0, 2.0], [2.0, 1.0]])), "Dirichlet, 0-d": lambda: D.Dirichlet(T(1.0)),
    "empty interval": lambda: D.Uniform(1.0, 0.0), "too many dimensions": lambda: D.Independent(D.Normal(0.0, 1.0), 1),
    "value, a number": lambda: D.Normal(0.0, 1.0).log_prob(3), "value, shape": lambda: D.Normal(torch.zeros(2), torch.ones(2)).log_prob(torch.zeros(3)),
    "value, support": lambda: D.Exponential(1.0).log_prob(T(-1.0)), "value, class": lambda: D.Categorical(torch.ones(3)).log_prob(T(5)),
    "mixture of normals": lambda: D.MixtureSameFamily(D.Normal(0.0, 1.0), D.Normal(0.0, 1.0)),
    "mixture sizes": lambda: D.MixtureSameFamily(D.Categorical(torch.ones(3)), D.Normal(torch.zeros(2), torch.ones(2))),
    "no transform": lambda: D.TransformedDistribution(D.Normal(0.0, 1.0), 3), "cache_size": lambda: D.ExpTransform(cache_size=2),
}  # fmt: skip
for _name, _make in REFUSED.items():
    case(_name)(_make)

for _registry in ("biject_to", "transform_to"):
    for _kind in ("real", "positive", "nonnegative", "unit_interval", "simplex", "lower_cholesky", "positive_definite", "corr_cholesky", "real_vector", "boolean"):

        @case(f"{_registry} {_kind}")
        def _(registry=_registry, kind=_kind):
            t = getattr(D, registry)(getattr(constraints, kind))
            x = torch.arange(9.0).reshape(3, 3) / 7 if kind in ("lower_cholesky", "positive_definite") else torch.arange(6.0).reshape(2, 3) / 7
            y = t(x)
            tries = attempt("inverse", lambda: t.inv(y)), attempt("jacobian", lambda: t.log_abs_det_jacobian(x, y))
            return repr(t), shown(y), repr(t.domain), repr(t.codomain), tries


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def double(*shape):
    return (torch.arange(float(math.prod(shape))).reshape(shape).double() / 4 + 0.5).requires_grad_()


CHECKED = {
    "Normal": lambda a, b, x: D.Normal(a, b).log_prob(x), "Gamma": lambda a, b, x: D.Gamma(a, b).log_prob(x),
    "Beta": lambda a, b, x: D.Beta(a, b).log_prob(x / 4), "Laplace": lambda a, b, x: D.Laplace(a, b).log_prob(x + 3),
    "StudentT": lambda a, b, x: D.StudentT(a, b).log_prob(x), "Poisson": lambda a, b, x: D.Poisson(a).log_prob(T([0.0, 2.0, 3.0])),
    "LogNormal": lambda a, b, x: D.LogNormal(a, b).log_prob(x), "Bernoulli": lambda a, b, x: D.Bernoulli(logits=a).log_prob(T([0.0, 1.0, 1.0]).double()),
    "entropy": lambda a, b, x: D.Gamma(a, b).entropy() + D.Beta(a, b).entropy(), "KL": lambda a, b, x: D.kl_divergence(D.Gamma(a, b), D.Gamma(b, x)),
    "MultivariateNormal": lambda a, b, x: D.MultivariateNormal(a, torch.eye(3).double() + torch.outer(b, b)).log_prob(x),
    "Categorical": lambda a, b, x: D.Categorical(logits=a).log_prob(T([0, 2])),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CHECKED))
def test_gradients(name):
    torch.autograd.gradcheck(CHECKED[name], (double(3), double(3), double(3)), check_undefined_grad=False)


SAMPLED = {
    "Normal": (lambda: D.Normal(T([1.0, -2.0]), T([1.0, 3.0]))), "Gamma": (lambda: D.Gamma(T([0.5, 4.0]), T([1.0, 3.0]))), "Beta": (lambda: D.Beta(T([0.5, 4.0]), T([1.0, 3.0]))),
    "Exponential": (lambda: D.Exponential(T([0.5, 4.0]))), "Poisson": (lambda: D.Poisson(T([0.5, 40.0]))), "Binomial": (lambda: D.Binomial(20, T([0.1, 0.7]))),
    "Dirichlet": (lambda: D.Dirichlet(T([0.5, 4.0, 1.0]))), "Laplace": (lambda: D.Laplace(T([1.0, 2.0]), T([0.5, 3.0]))), "Geometric": (lambda: D.Geometric(T([0.2, 0.7]))),
    "StudentT": (lambda: D.StudentT(T([5.0, 9.0]))), "Multinomial": (lambda: D.Multinomial(5, T([0.2, 0.8]))), "Bernoulli": (lambda: D.Bernoulli(T([0.2, 0.8]))),
}  # fmt: skip


@pytest.mark.parametrize("name", list(SAMPLED))
def test_moments_of_samples(name):
    torch.manual_seed(0)
    d = SAMPLED[name]()
    drawn = d.sample((40000,)).double().numpy()
    spread = np.sqrt(d.variance.double().numpy())
    assert (np.abs(drawn.mean(0) - d.mean.double().numpy()) < 5 * spread / 200 + 1e-9).all()
    np.testing.assert_allclose(drawn.std(0), spread, rtol=0.06)


@pytest.mark.parametrize("name", ["Normal", "Gamma", "Beta", "Exponential", "Laplace", "StudentT", "Dirichlet"])
def test_gradients_through_samples(name):
    """The mean gradient of samples is the gradient of the mean."""
    torch.manual_seed(0)
    a, b = T(2.0, requires_grad=True), T(3.0, requires_grad=True)
    make = {
        "Normal": lambda: D.Normal(a, b), "Gamma": lambda: D.Gamma(a, b), "Beta": lambda: D.Beta(a, b), "Exponential": lambda: D.Exponential(a * b),
        "Laplace": lambda: D.Laplace(a, b), "StudentT": lambda: D.StudentT(7.0, a, b), "Dirichlet": lambda: D.Dirichlet(torch.stack([a, b, a])),
    }[name]  # fmt: skip
    d = make()
    samples = d.rsample((20000,)).mean(0).reshape(-1)[0]
    exact = d.mean.reshape(-1)[0]
    for got, want in zip(torch.autograd.grad(samples, (a, b), retain_graph=True), torch.autograd.grad(exact, (a, b), allow_unused=True, materialize_grads=True)):
        assert abs(got.item() - want.item()) < 0.05


def test_a_cache_gives_the_very_tensor_back():
    t = D.ExpTransform(cache_size=1)
    x = torch.ones(2)
    assert t.inv(t(x)) is x


if RECORDING:
    recorder.record()
