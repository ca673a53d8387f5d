"""The less common families of distributions, held against PyTorch's (golden/distributions_families.json).

``python tests/test_distributions_families.py`` records the golden file again; it needs torch.
"""
import math
import pickle

import numpy as np
import pytest
from distribution_cases import attempt, shown
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    import torch.distributions as D
else:
    import pyautograd as torch
    import pyautograd.distributions as D

recorder = Recorder("distributions_families")
case = recorder.case
T = torch.tensor
A, B = T([0.5, 2.0]), T([1.5, 3.0])
COVARIANCE = T([[2.0, 0.5], [0.5, 1.0]])

DISTRIBUTIONS = {
    "ContinuousBernoulli": lambda: D.ContinuousBernoulli(T([0.2, 0.5, 0.9])), "ContinuousBernoulli of logits": lambda: D.ContinuousBernoulli(logits=T([1.5, -3.0])),
    "ContinuousBernoulli of a number": lambda: D.ContinuousBernoulli(0.3), "FisherSnedecor": lambda: D.FisherSnedecor(T([1.0, 5.0]), T([3.0, 6.0])),
    "FisherSnedecor of numbers": lambda: D.FisherSnedecor(3.0, 5.0), "GeneralizedPareto": lambda: D.GeneralizedPareto(A, B, T([0.0, 0.4])),
    "GeneralizedPareto of numbers": lambda: D.GeneralizedPareto(0.0, 1.0, -0.5), "Gumbel": lambda: D.Gumbel(A, B), "Gumbel of numbers": lambda: D.Gumbel(1.0, 2.0),
    "InverseGamma": lambda: D.InverseGamma(T([1.5, 3.0]), A), "Kumaraswamy": lambda: D.Kumaraswamy(T([0.5, 2.0, 1.5]), T([1.5, 3.0, 2.0])),
    "LKJCholesky": lambda: D.LKJCholesky(3, T([0.5, 2.0])), "LKJCholesky of a number": lambda: D.LKJCholesky(2), "LogisticNormal": lambda: D.LogisticNormal(A, B),
    "LogisticNormal of numbers": lambda: D.LogisticNormal(0.0, 1.0),
    "LowRankMultivariateNormal": lambda: D.LowRankMultivariateNormal(torch.zeros(2), T([[1.0], [0.5]]), T([1.0, 2.0])),
    "LowRankMultivariateNormal, batch": lambda: D.LowRankMultivariateNormal(torch.ones(3, 2), T([[1.0, 0.0], [0.5, 2.0]]), torch.ones(3, 2)),
    "NegativeBinomial": lambda: D.NegativeBinomial(T([3.0, 0.0, 2.5]), T([0.2, 0.5, 0.7])), "NegativeBinomial of logits": lambda: D.NegativeBinomial(4, logits=A),
    "Pareto": lambda: D.Pareto(T([1.0, 2.0, 0.5]), T([0.5, 1.5, 3.0])), "Pareto of numbers": lambda: D.Pareto(1.0, 3.0),
    "RelaxedBernoulli": lambda: D.RelaxedBernoulli(T(0.7), T([0.2, 0.6])), "RelaxedBernoulli of logits": lambda: D.RelaxedBernoulli(T([0.7]), logits=T([0.2, 0.6])),
    "RelaxedOneHotCategorical": lambda: D.RelaxedOneHotCategorical(T(0.7), T([0.2, 0.3, 0.5])),
    "RelaxedOneHotCategorical of logits": lambda: D.RelaxedOneHotCategorical(T([0.7]), logits=torch.zeros(2, 3)), "VonMises": lambda: D.VonMises(A, T([1.0, 8.0])),
    "VonMises of numbers": lambda: D.VonMises(0.5, 0.3), "Weibull": lambda: D.Weibull(A, B), "Weibull of numbers": lambda: D.Weibull(1.0, 2.0),
    "Wishart": lambda: D.Wishart(T(4.0), COVARIANCE), "Wishart by precision": lambda: D.Wishart(T([3.5, 5.0]), precision_matrix=COVARIANCE),
    "Wishart by factor": lambda: D.Wishart(2.5, scale_tril=T([[2.0, 0.0], [0.5, 1.0]])),
}  # fmt: skip
# of these the stream of samples is PyTorch's
SAME_STREAM = (
    "ContinuousBernoulli", "GeneralizedPareto", "Gumbel", "Kumaraswamy", "LogisticNormal", "LowRankMultivariateNormal", "RelaxedBernoulli",
    "RelaxedOneHotCategorical", "VonMises",
)  # fmt: skip


def value_for(d):
    """A value in the support."""
    kind = repr(d.support)
    shape = tuple(d.batch_shape) + tuple(d.event_shape)
    base = torch.arange(1.0, math.prod(shape) + 1).reshape(shape)
    if "Simplex" in kind:
        return base / base.sum(-1, keepdim=True)
    if "CorrCholesky" in kind:
        n = shape[-1]
        return torch.linalg.cholesky(torch.full((n, n), 0.3) + 0.7 * torch.eye(n)).expand(shape)
    if "PositiveDefinite" in kind:
        return (COVARIANCE + torch.eye(2)).expand(shape)
    if "Interval(lower_bound=0.0, upper_bound=1.0)" in kind:
        return base / (base.numel() + 2)
    return base + 1 if "Integer" in kind or "GreaterThanEq" in kind else base / 2 + 0.3


for _name, _make in DISTRIBUTIONS.items():

    @case(f"{_name}: properties")
    def _(make=_make):
        d = make()
        made = [repr(d), d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support]
        names = ("mean", "mode", "variance", "stddev", "support", "arg_constraints", "logits", "probs", "scale_tril", "precision_matrix", "covariance_matrix")
        made += [attempt(name, lambda name=name: getattr(d, name)) for name in names if hasattr(type(d), name)]
        return made + [attempt(name, lambda name=name: getattr(d, name)()) for name in ("entropy", "perplexity", "enumerate_support")]

    @case(f"{_name}: probabilities")
    def _(make=_make):
        d = make()
        x = value_for(d)
        return attempt("log_prob", lambda: d.log_prob(x)), attempt("cdf", lambda: d.cdf(x)), attempt("icdf", lambda: d.icdf(x / (x.max() + 1)))

    @case(f"{_name}: expanded")
    def _(make=_make):
        d = make()
        wide = d.expand((3,) + d.batch_shape)
        x = value_for(d)
        return repr(wide), wide.batch_shape, wide.event_shape, attempt("log_prob", lambda: wide.log_prob(x)), attempt("mean", lambda: wide.mean)

    @case(f"{_name}: samples")
    def _(name=_name, make=_make):
        torch.manual_seed(1)
        d = make()
        drawn = d.sample((3,))
        shapes = [tuple(x.shape) for x in (drawn, d.sample(), d.expand((4,) + d.batch_shape).sample((2,)))]
        return shapes, str(drawn.dtype).split(".")[1], shown(drawn) if name.partition(" of")[0] in SAME_STREAM else None, bool(d.support.check(drawn).all())


PAIRS = {
    "Beta": lambda: D.Beta(A, B), "ContinuousBernoulli": lambda: D.ContinuousBernoulli(T([0.2, 0.9])), "Exponential": lambda: D.Exponential(A),
    "Gamma": lambda: D.Gamma(A, B), "Gumbel": lambda: D.Gumbel(A, B), "Laplace": lambda: D.Laplace(A, B), "Normal": lambda: D.Normal(B, A),
    "Pareto": lambda: D.Pareto(T([0.5, 1.0]), T([1.0, 3.0])), "Uniform": lambda: D.Uniform(T([0.0, 1.5]), T([1.0, 3.0])), "narrow": lambda: D.Uniform(T([0.2, 0.3]), T([0.6, 0.7])),
    "MultivariateNormal": lambda: D.MultivariateNormal(torch.ones(3, 2), COVARIANCE),
    "LowRankMultivariateNormal": lambda: D.LowRankMultivariateNormal(torch.zeros(2), T([[1.0], [0.5]]), T([1.0, 2.0])), "Weibull": lambda: D.Weibull(A, B),
    "three": lambda: D.LowRankMultivariateNormal(torch.zeros(3), torch.ones(3, 1), torch.ones(3)), "Wishart": lambda: D.Wishart(T(4.0), COVARIANCE),
    "InverseGamma": lambda: D.InverseGamma(A, B), "Kumaraswamy": lambda: D.Kumaraswamy(A, B),
}  # fmt: skip
for _p in PAIRS:
    for _q in PAIRS:
        case(f"KL {_p} {_q}")(lambda p=_p, q=_q: attempt("KL", lambda: D.kl_divergence(PAIRS[p](), PAIRS[q]()).add(0.0)))

REFUSED = {
    "ContinuousBernoulli, 2": lambda: D.ContinuousBernoulli(2.0), "ContinuousBernoulli, 2, checked": lambda: D.ContinuousBernoulli(T(2.0), validate_args=True),
    "ContinuousBernoulli, nothing": lambda: D.ContinuousBernoulli(), "NegativeBinomial, both": lambda: D.NegativeBinomial(1, A, A),
    "NegativeBinomial, 1": lambda: D.NegativeBinomial(3, T(1.0)), "LKJCholesky, 1": lambda: D.LKJCholesky(1), "LKJCholesky, 0": lambda: D.LKJCholesky(2, 0.0),
    "Gumbel, 0": lambda: D.Gumbel(0.0, 0.0), "Weibull, value": lambda: D.Weibull(A, B).log_prob(T(-1.0)), "Pareto, value": lambda: D.Pareto(1.0, 1.0).log_prob(T(0.5)),
    "low rank, 0-d": lambda: D.LowRankMultivariateNormal(T(0.0), torch.ones(1, 1), torch.ones(1)),
    "low rank, factor": lambda: D.LowRankMultivariateNormal(A, A, A), "low rank, rows": lambda: D.LowRankMultivariateNormal(A, torch.ones(3, 1), A),
    "low rank, diagonal": lambda: D.LowRankMultivariateNormal(A, torch.ones(2, 1), torch.ones(3)),
    "low rank, batch": lambda: D.LowRankMultivariateNormal(torch.ones(3, 2), torch.ones(4, 2, 1), A),
    "Wishart, nothing": lambda: D.Wishart(T(3.0)), "Wishart, 1-d": lambda: D.Wishart(T(3.0), A), "Wishart, df": lambda: D.Wishart(T(1.0), COVARIANCE),
    "Wishart, low df": lambda: D.Wishart(T(1.5), COVARIANCE), "relaxed, both": lambda: D.RelaxedBernoulli(T(1.0), A, A),
    "VonMises, negative": lambda: D.VonMises(T(0.0), T(-1.0)), "GeneralizedPareto, value": lambda: D.GeneralizedPareto(0.0, 1.0, -0.5).log_prob(T(3.0)),
    "copula": lambda: shown(D.TransformedDistribution(D.MultivariateNormal(torch.zeros(2), COVARIANCE), [D.CumulativeDistributionTransform(D.Normal(0.0, 1.0))]).log_prob(T([0.2, 0.7]))),
    "copula, shown": lambda: (D.CumulativeDistributionTransform(D.Normal(0.0, 1.0)).domain, D.CumulativeDistributionTransform(D.Normal(0.0, 1.0)).with_cache(1)),
}  # fmt: skip
for _name, _make in REFUSED.items():
    case(_name)(_make)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.parametrize("name", ["FisherSnedecor", "GeneralizedPareto", "Gumbel", "InverseGamma", "Kumaraswamy", "NegativeBinomial", "Weibull", "LowRank", "Wishart"])
def test_moments_of_samples(name):
    torch.manual_seed(0)
    d = {
        "FisherSnedecor": lambda: D.FisherSnedecor(5.0, 12.0), "GeneralizedPareto": lambda: D.GeneralizedPareto(1.0, 2.0, 0.1), "Gumbel": lambda: D.Gumbel(A, B),
        "InverseGamma": lambda: D.InverseGamma(T([7.0]), T([2.0])), "Kumaraswamy": lambda: D.Kumaraswamy(A, B), "Weibull": lambda: D.Weibull(A, B),
        "NegativeBinomial": lambda: D.NegativeBinomial(T([3.0, 8.0]), T([0.2, 0.7])), "Wishart": lambda: D.Wishart(T(6.0), COVARIANCE),
        "LowRank": lambda: D.LowRankMultivariateNormal(A, T([[1.0], [0.5]]), B),
    }[name]()  # fmt: skip
    with pytest.warns(UserWarning) if name == "Wishart" else pytest.MonkeyPatch.context():  # PyTorch's Wishart warns of singular samples whenever it draws
        drawn = d.sample((20000,)).double().numpy()
    spread = np.sqrt(d.variance.double().numpy())
    assert (np.abs(drawn.mean(0) - d.mean.double().numpy()) < 6 * spread / math.sqrt(20000)).all()
    np.testing.assert_allclose(drawn.std(0), spread, rtol=0.12)


@pytest.mark.parametrize("name", ["Gumbel", "Weibull", "Kumaraswamy", "InverseGamma", "RelaxedBernoulli", "FisherSnedecor", "Wishart", "LowRank", "Pareto"])
def test_gradients_of_log_probabilities(name):
    def double(x):
        return x.double().requires_grad_()

    x = T([0.3, 0.6]).double()
    function = {
        "Gumbel": lambda a, b: D.Gumbel(a, b).log_prob(x), "Weibull": lambda a, b: D.Weibull(a, b).log_prob(x), "Pareto": lambda a, b: D.Pareto(a, b).log_prob(x + 2),
        "Kumaraswamy": lambda a, b: D.Kumaraswamy(a, b).log_prob(x), "InverseGamma": lambda a, b: D.InverseGamma(a, b).log_prob(x),
        "RelaxedBernoulli": lambda a, b: D.RelaxedBernoulli(b, logits=a).log_prob(x), "FisherSnedecor": lambda a, b: D.FisherSnedecor(a, b).log_prob(x),
        "Wishart": lambda a, b: D.Wishart(a.sum() + 2, torch.diag_embed(b)).log_prob(COVARIANCE.double()),
        "LowRank": lambda a, b: D.LowRankMultivariateNormal(a, a.unsqueeze(-1), b).log_prob(x),
    }[name]  # fmt: skip
    torch.autograd.gradcheck(function, (double(A), double(B)), check_undefined_grad=False)


def test_transforms_are_found_where_pytorch_has_them():
    for t in (D.ExpTransform(), D.SoftmaxTransform(), D.CatTransform([D.ExpTransform()]), D.ComposeTransform([]), D.ExpTransform().inv):
        assert type(t).__module__ == D.transforms.__name__
    assert pickle.loads(pickle.dumps(D.AffineTransform(1.0, 2.0))) == D.AffineTransform(1.0, 2.0)


if RECORDING:
    recorder.record()
