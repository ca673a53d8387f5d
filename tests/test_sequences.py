"""Operators of longer recipes: random pooling windows, sequence losses, attention with heads, LDL factors, histograms of rows."""
import numpy as np
import pytest
from expressions import answer, golden

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

F = torch.nn.functional
GOLDEN = golden("sequences")


@pytest.mark.parametrize("line", GOLDEN)
def test_as_pytorch(line):
    assert answer(torch, line) == GOLDEN[line]


def _paths(log_probs, target, blank):
    """The negative log of the summed probability of all paths that spell `target`, path by path."""
    frames, classes = log_probs.shape
    total = 0.0
    for number in range(classes**frames):
        path = [number // classes**t % classes for t in range(frames)]
        spelled = [c for t, c in enumerate(path) if c != blank and (t == 0 or path[t - 1] != c)]
        if spelled == target:
            total += np.exp(sum(log_probs[t, c] for t, c in enumerate(path)))
    return -np.log(total)


@pytest.mark.parametrize("target", [[1], [1, 1], [2, 1], [1, 2, 1]])
def test_ctc_sums_all_paths(target):
    rng = np.random.default_rng(len(target))
    scores = torch.from_numpy(rng.standard_normal((5, 1, 3))).log_softmax(-1)
    loss = F.ctc_loss(scores, torch.tensor([target]), (5,), (len(target),), reduction="sum")
    np.testing.assert_allclose(loss.item(), _paths(scores[:, 0].numpy(), target, 0))


def test_ctc_gradient_through_log_softmax():
    """PyTorch's formula is the derivative only for normalised log probabilities."""
    rng = np.random.default_rng(0)
    scores = torch.from_numpy(rng.standard_normal((6, 3, 4))).requires_grad_()
    targets, inputs, lengths = torch.tensor([[1, 2, 2], [3, 1, 0], [2, 0, 0]]), (6, 5, 4), (3, 2, 0)
    assert gradcheck(lambda s: F.ctc_loss(s.log_softmax(-1), targets, inputs, lengths, reduction="none"), (scores,))


def test_fractional_windows_derivatives():
    rng = np.random.default_rng(1)
    for n in (2, 3):
        x = torch.from_numpy(rng.standard_normal((2, 2) + (5,) * n)).requires_grad_()
        samples = torch.from_numpy(rng.uniform(size=(2, 2, n)))
        pool = getattr(F, f"fractional_max_pool{n}d")
        assert gradcheck(lambda v: pool(v, 2, 3, _random_samples=samples), (x,))
        assert gradgradcheck(lambda v: pool(v, 2, 3, _random_samples=samples) ** 2, (x,), fast_mode=True)


@pytest.mark.parametrize("hermitian", [False, True])
@pytest.mark.parametrize("n", [1, 2, 3, 6, 9])
def test_ldl_reconstructs(n, hermitian):
    rng = np.random.default_rng(n)
    a = rng.standard_normal((20, n, n)) + 1j * rng.standard_normal((20, n, n))
    a = torch.from_numpy(a + (a.conj() if hermitian else a).swapaxes(-1, -2))
    factors = torch.linalg.ldl_factor(a, hermitian=hermitian)
    assert torch.allclose(a @ torch.linalg.ldl_solve(*factors, a, hermitian=hermitian), a, atol=1e-8)


def test_histogram_of_rows_as_numpy():
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((50, 3)), rng.uniform(size=50)
    for density in (False, True):
        made = torch.histogramdd(torch.from_numpy(x), (2, 3, 4), weight=torch.from_numpy(w), density=density)
        expected, edges = np.histogramdd(x, (2, 3, 4), weights=w, density=density)
        np.testing.assert_allclose(made.hist.numpy(), expected)
        for a, b in zip(made.bin_edges, edges):
            np.testing.assert_allclose(a.numpy(), b)


def test_attention_with_heads_derivatives():
    rng = np.random.default_rng(3)
    q, k, w, out = [torch.from_numpy(rng.standard_normal(s)).requires_grad_() for s in ((3, 2, 4), (4, 2, 4), (12, 4), (4, 4))]
    mask = torch.from_numpy(rng.standard_normal((3, 4)))

    def attend(q, k, w, out):
        return F.multi_head_attention_forward(q, k, k, 4, 2, w, None, None, None, True, 0.0, out, None, attn_mask=mask)

    assert gradcheck(attend, (q, k, w, out), fast_mode=True)
