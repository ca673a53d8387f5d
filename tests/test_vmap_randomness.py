"""Random operators under `vmap` and inside of transforms: refused, drawn once for all examples, or for each."""
import pytest

import pyautograd as torch

F = torch.nn.functional
X = torch.ones(2, 40, 5)
NOISY = {
    "dropout": F.dropout, "alpha_dropout": lambda x: F.alpha_dropout(x, training=True), "dropout1d": F.dropout1d,
    "feature_alpha_dropout": lambda x: F.feature_alpha_dropout(x, training=True), "rrelu": lambda x: F.rrelu(-x, training=True),
    "rand_like": torch.rand_like, "bernoulli": lambda x: x.bernoulli(0.5), "uniform_": lambda x: x.clone().uniform_(), "randn": lambda x: torch.randn(40, 5) + x,
    "gumbel_softmax": F.gumbel_softmax,
}  # fmt: skip
REFUSAL = "vmap: called random operation while in randomness error mode."


@pytest.mark.parametrize("name", NOISY)
def test_each_way(name):
    noisy = NOISY[name]
    with pytest.raises(RuntimeError) as caught:
        torch.vmap(noisy)(X)
    assert str(caught.value).startswith(REFUSAL)
    first, second = torch.vmap(noisy, randomness="different")(X)
    assert not torch.equal(first, second)
    if name != "gumbel_softmax":
        first, second = torch.vmap(noisy, randomness="same")(X)
        assert torch.equal(first, second)


def test_refused_by_any_level():
    inner = torch.vmap(lambda x: torch.randn(3), randomness="different")
    with pytest.raises(RuntimeError, match="randomness error mode"):
        torch.vmap(inner)(X)
    a, b = torch.vmap(inner, randomness="same")(X)
    assert torch.equal(a, b) and not torch.equal(a[0], a[1])


def test_jacobians():
    with pytest.raises(RuntimeError, match="randomness error mode"):
        torch.func.jacfwd(F.dropout)(X[0, 0])
    rows = torch.func.jacfwd(F.dropout, randomness="same")(torch.ones(20))
    assert set(rows.diagonal().tolist()) <= {0.0, 2.0} and (rows - rows.diagonal().diag()).abs().max() == 0


def test_in_evaluation():
    for module in (torch.nn.Dropout(), torch.nn.AlphaDropout(), torch.nn.RReLU()):
        assert torch.vmap(module.eval())(X).shape == X.shape
