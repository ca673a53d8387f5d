"""Padding by copies of a tensor's own elements, beside NumPy's, and its adjoint by the definition."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyautograd as torch
from pyautograd.nn import functional as F

NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@st.composite
def paddings(draw):
    """A mode, a shape, and for some of its last dimensions numbers that add and numbers that cut off."""
    mode = draw(st.sampled_from(sorted(NUMPY_MODES)))
    padded = draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    largest = {"reflect": -1, "replicate": 3, "circular": 0}[mode]
    pairs = [draw(st.tuples(st.integers(0, n + largest), st.integers(0, n + largest))) for n in padded]
    if draw(st.booleans()):
        pairs[0] = draw(st.sampled_from([(-1, pairs[0][1]), (pairs[0][0], -1)])) if mode != "circular" else (-1, 0)
    return mode, (draw(st.integers(1, 2)), 2, *padded), pairs


def by_numpy(x, pairs, mode):
    """np.pad; what circular padding cuts off is cut off before, for the others after."""
    around = [(0, 0)] * (x.ndim - len(pairs))
    cut = tuple(slice(max(-left, 0), -max(-right, 0) or None) for left, right in around + pairs)
    grown = around + [(max(left, 0), max(right, 0)) for left, right in pairs]
    if mode == "circular":
        return np.pad(x[cut], grown, NUMPY_MODES[mode])
    return np.pad(x, grown, NUMPY_MODES[mode])[cut]


@given(paddings(), st.integers(0, 2**31))
def test_copies_and_their_adjoint(case, seed):
    mode, shape, pairs = case
    rng = np.random.default_rng(seed)
    pad = [n for pair in reversed(pairs) for n in pair]
    x = torch.tensor(rng.standard_normal(shape), requires_grad=True)
    made = F.pad(x, pad, mode=mode)
    assert np.array_equal(made.detach().numpy(), by_numpy(x.detach().numpy(), pairs, mode))
    weights = rng.standard_normal(made.shape)
    made.backward(torch.tensor(weights))
    other = rng.standard_normal(shape)
    assert np.isclose((x.grad.numpy() * other).sum(), (weights * by_numpy(other, pairs, mode)).sum(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mode", sorted(NUMPY_MODES))
def test_a_dimension_may_end_empty_where_another_does_not(mode):
    x = torch.ones(1, 2, 3, 2, requires_grad=True)
    made = F.pad(x, (-1, -1, 1, 1), mode=mode)
    assert made.shape == (1, 2, 5, 0)
    made.sum().backward()
    assert x.grad.tolist() == torch.zeros(1, 2, 3, 2).tolist()
