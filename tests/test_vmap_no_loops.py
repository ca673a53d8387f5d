"""Operators that have a batching rule do not run once per example, in `vmap` and in `jacrev`."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd.func import _batched, _batching_rules_composed, _batching_rules_dims

F = torch.nn.functional
X = torch.linspace(-1, 1, 24, dtype=torch.float64).view(2, 3, 4).sin()
I = torch.tensor([[0, 2], [1, 1]])
M = X > 0


@pytest.fixture(autouse=True)
def no_loops(monkeypatch):
    def loop(spec, values, inplace):
        raise AssertionError(f"{spec.key} runs once per example")

    for module in (_batched, _batching_rules_composed, _batching_rules_dims):
        monkeypatch.setattr(module, "loop", loop)


def square(x):
    return x @ x.T + torch.eye(3, dtype=x.dtype)


CASES = {
    "fft": lambda x: torch.fft.fft(x), "rfft": lambda x: torch.fft.rfft2(x), "irfft": lambda x: torch.fft.irfft(x), "conj": lambda x: torch.complex(x, x).conj() * 1,
    "put": lambda x: x.put(torch.tensor([0, 3, -1]), x[0, :3]), "masked_scatter": lambda x: x.masked_scatter(M[0], x),
    "masked_scatter_": lambda x: x.clone().masked_scatter_(x > 0, x), "index_fill": lambda x: x.index_fill(1, torch.tensor([0, -1]), x[0, 0]),
    "index_copy": lambda x: x.index_copy(1, (x[0, :2] > 9).long() + torch.arange(2), x[:, :2]),
    "index_reduce": lambda x: x.index_reduce(0, (x[:, 0] > 0).long(), x, "prod"), "isin": lambda x: torch.isin(x, x[0]).double(),
    "bucketize": lambda x: torch.bucketize(x, x[0].sort().values).double(), "median": lambda x: x.median(), "nanmedian": lambda x: x.nanmedian(),
    "quantile": lambda x: x.quantile(0.3, dim=1), "cov": lambda x: x.cov(), "dist": lambda x: torch.dist(x, x.flip(0), 3), "pdist": lambda x: F.pdist(x),
    "renorm": lambda x: x.renorm(2, 0, 0.5), "renorm_": lambda x: x.clone().renorm_(2, 0, 0.5), "addbmm": lambda x: torch.addbmm(x[:, :3], x[None, :, :3], x[None, :, :3]),
    "block_diag": lambda x: torch.block_diag(x, x[0], x[0, 0]), "pinv": lambda x: torch.linalg.pinv(x), "lstsq": lambda x: torch.linalg.lstsq(square(x), x).solution,
    "lu_solve": lambda x: torch.linalg.lu_solve(*torch.linalg.lu_factor(square(x)), x), "lu": lambda x: torch.lu_unpack(*torch.linalg.lu_factor(square(x)))[1],
    "ldl": lambda x: torch.linalg.ldl_factor(square(x))[0], "tensorsolve": lambda x: torch.linalg.tensorsolve(square(x), x[:, 0]),
    "matrix_power": lambda x: torch.linalg.matrix_power(square(x), -2), "triangular_solve": lambda x: torch.triangular_solve(x, square(x))[0],
    "multi_margin_loss": lambda x: F.multi_margin_loss(x, torch.tensor([0, 3, 1])), "multilabel": lambda x: F.multilabel_margin_loss(x[:2], torch.tensor([[1, 3, -1, 0], [0, -1, 1, 1]])),
    "embedding": lambda x: F.embedding(I, x, padding_idx=1), "embedding_bag": lambda x: F.embedding_bag(I, x), "narrow": lambda x: x.narrow(1, (x[0, 0] > 0).long(), 2),
    "weighted_nll": lambda x: F.nll_loss(x, torch.tensor([0, 3, 1]), weight=x[0].detach()),
}  # fmt: skip
# A jacobian's rows are vectors of which only the gradients are batched.
MAPS = {
    "cross_entropy": lambda x: F.cross_entropy(x, torch.tensor([0, 3, -100]), weight=X[0, 0].abs(), reduction="none"), "layer_norm": lambda x: F.layer_norm(x, (4,), X[0, 0]),
    "group_norm": lambda x: F.group_norm(x[None], 3, X[0, :, 0]), "batch_norm": lambda x: F.batch_norm(x, None, None, X[0, 0], training=True),
    "embedding": lambda x: F.embedding(I, x, padding_idx=1), "masked_select": lambda x: x[M[1]], "masked_scatter": lambda x: x.masked_scatter(M[1], x * 2),
    "take": lambda x: x.take(I), "unfold": lambda x: x[0, 0].unfold(0, 1, 1),
    "broadcast_select": lambda x: x[:, None].masked_select(M[1]), "stft": lambda x: torch.view_as_real(torch.stft(x.reshape(-1), 4, return_complex=True)),
    "margin": lambda x: F.multi_margin_loss(x, torch.tensor([0, 3, 1]), reduction="none"),
}  # fmt: skip


def tensors(made):
    return made if isinstance(made, tuple) else (made,)


@pytest.mark.parametrize("name", CASES)
def test_vmap(name):
    made = torch.vmap(CASES[name])(X)
    np.testing.assert_allclose(made.resolve_conj().numpy(), torch.stack([CASES[name](x) for x in X]).resolve_conj().numpy(), atol=1e-12)


@pytest.mark.parametrize("name", [n for n in CASES if n not in ("isin", "bucketize", "ldl")])
def test_gradients(name):
    def total(x):
        made = CASES[name](x)
        return (torch.view_as_real(made) if made.is_complex() else made).sin().sum()

    made = torch.vmap(torch.func.grad(total))(X)
    np.testing.assert_allclose(made.numpy(), torch.stack([torch.func.grad(total)(x) for x in X]).numpy(), atol=1e-10)


@pytest.mark.filterwarnings("ignore:A window was not provided")
@pytest.mark.parametrize("name", MAPS)
def test_jacobians(name):
    rows = torch.func.jacrev(MAPS[name])(X[0])
    np.testing.assert_allclose(rows.numpy(), torch.func.jacfwd(MAPS[name])(X[0]).numpy(), atol=1e-10)
    np.testing.assert_allclose(rows.numpy(), torch.func.jacrev(MAPS[name], chunk_size=1)(X[0]).numpy(), atol=1e-10)


def test_views_in_place():
    seen = torch.vmap(lambda x: x.clone().as_strided_((2, 2), (4, 1), 1))(X)
    assert seen.tolist() == X[:, :2, 1:3].tolist()
    assert torch.vmap(lambda x: x.clone().squeeze_(()))(torch.zeros(2, 1, 1)).shape == (2, 1, 1)
    pushed = torch.vmap(lambda x: torch.func.jvp(lambda x: (x * 1).transpose_(0, 1), (x,), (x,))[1])(X)
    assert pushed.tolist() == X.transpose(1, 2).tolist()
