"""Pooling and convolution of volumes: the loops over regions, and sums of convolutions of slices, against the NumPy code that lays windows out."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyautograd as torch
from pyautograd._core import core
from pyautograd._py.kernels import convolution, normalise, pooling, volumes
from pyautograd.nn import functional as F


@st.composite
def pools(draw):
    """An input with ties and NaN, and windows that fit it, in two or three dimensions."""
    n = draw(st.integers(2, 3))
    kernel, stride = ([draw(st.integers(1, 3)) for _ in range(n)] for _ in range(2))
    padding = [draw(st.integers(0, k // 2)) for k in kernel]
    x = np.random.default_rng(draw(st.integers(0, 99))).integers(-3, 4, [2, 2] + [draw(st.integers(3, 7)) for _ in range(n)])
    x = x.astype(draw(st.sampled_from(["float32", "float64"])))
    if draw(st.booleans()):
        x.flat[draw(st.integers(0, x.size - 1))] = np.nan
    return x, kernel, stride, padding, draw(st.booleans())


def same(found, wanted):
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found, wanted)


@given(pools(), st.booleans())
def test_pools(case, counts_padding):
    x, kernel, stride, padding, ceil_mode = case
    n = len(kernel)
    values, places = getattr(F, f"max_pool{n}d")(torch.tensor(x), kernel, stride, padding, 1, ceil_mode, return_indices=True)
    for found, wanted in zip((values, places), pooling.max_pool(x, kernel, stride, padding, [1] * n, ceil_mode)):
        same(found.numpy(), wanted)
    leaf = torch.tensor(x, requires_grad=True)
    mean = getattr(F, f"avg_pool{n}d")(leaf, kernel, stride, padding, ceil_mode, counts_padding)
    same(mean.detach().numpy(), pooling.avg_pool(x, kernel, stride, padding, ceil_mode, counts_padding, None))
    grad = np.random.default_rng(0).normal(size=mean.shape).astype(x.dtype)
    mean.backward(torch.tensor(grad))
    wanted = pooling.avg_pool_backward(grad, x.shape[2:], kernel, stride, padding, ceil_mode, counts_padding, None)
    np.testing.assert_allclose(leaf.grad.numpy(), wanted, rtol=1e-5, atol=1e-6)


@given(pools(), st.data())
def test_regions_of_other_sizes(case, data):
    x, kernel = case[:2]
    n, lead, size = len(kernel), x.shape[:2], x.shape[2:]
    covering = [data.draw(st.integers(1, m + 1)) for m in size]
    found = getattr(F, f"adaptive_max_pool{n}d")(torch.tensor(x), covering, return_indices=True)
    for made, wanted in zip(found, pooling.adaptive_max_pool(x, covering)):
        same(made.numpy(), wanted)
    made = [data.draw(st.integers(1, m - k + 1 - (n == 3))) if m > k else 0 for m, k in zip(size, kernel)]
    if all(made):
        samples = np.random.default_rng(1).random((*lead, n)).astype(x.dtype)
        found = getattr(F, f"fractional_max_pool{n}d")(torch.tensor(x), kernel, made, return_indices=True, _random_samples=torch.tensor(samples))
        for have, wanted in zip(found, pooling.fractional_max_pool(x, kernel, made, samples)):
            same(have.numpy(), wanted)


def test_windows_of_fractional_pools_leave_room_in_three_dimensions():
    with pytest.raises(RuntimeError, match=r"fractional_max_pool3d_out\(\): pool width 2 too large relative to input width 4"):
        F.fractional_max_pool3d(torch.ones(1, 1, 4, 4, 4), (1, 2, 2), output_size=(3, 3, 3))
    assert F.fractional_max_pool2d(torch.ones(1, 1, 4, 4), 2, output_size=(3, 3)).shape == (1, 1, 3, 3)


@given(st.data())
def test_convolutions_by_slices(data):
    def three(low, high):
        return [data.draw(st.integers(low, high)) for _ in range(3)]

    groups = data.draw(st.integers(1, 2))
    kernel, stride, padding, dilation = three(1, 3), three(1, 3), three(0, 2), three(1, 2)
    size = [max(m, d * (k - 1) + 1) for m, d, k in zip(three(1, 6), dilation, kernel)]
    counts = tuple([(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, p, d, k, s in zip(size, padding, dilation, kernel, stride)])
    rng = np.random.default_rng(0)
    x, w, y = rng.normal(size=(2, 2 * groups, *size)), rng.normal(size=(3 * groups, 2, *kernel)), rng.normal(size=(2, 3 * groups, *counts))
    steps = (stride, padding, dilation, groups)
    for name, operands, last in (("conv", (x, w), counts), ("conv_input", (y, w), tuple(size)), ("conv_weight", (y, x), tuple(kernel))):
        whole = getattr(convolution, name)
        np.testing.assert_allclose(getattr(volumes, name)(whole, *operands, *steps, last), whole(*operands, *steps, last), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("shape", [(4, 6), (2, 6, 5), (3, 6, 4, 4), (2, 6, 2, 3, 2)])
@pytest.mark.parametrize("groups", [None, 1, 3])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_moments_of_channels(shape, groups, dtype):
    rng = np.random.default_rng(0)
    grad, x = rng.normal(size=shape).astype(dtype), rng.normal(size=shape).astype(dtype)
    statistics = (6,) if groups is None else (shape[0], groups)
    mean, scale = rng.normal(size=statistics).astype(dtype), rng.normal(size=statistics).astype(dtype)
    found = core.ops._channel_moments(*[torch.tensor(a) for a in (grad, x, mean, scale)]).numpy()
    np.testing.assert_allclose(found, normalise.channel_moments(grad, x, mean, scale), rtol=1e-4 if dtype == "float32" else 1e-12, atol=1e-5)
    each = mean if groups is None else np.repeat(mean, 6 // groups, axis=1)
    by = scale if groups is None else np.repeat(scale, 6 // groups, axis=1)
    around = (-1, 6) + (1,) * (len(shape) - 2)
    wanted = (grad * (x - each.reshape(around)) * by.reshape(around)).sum(axis=tuple([d for d in range(len(shape)) if d != 1]))
    np.testing.assert_allclose(found, wanted, rtol=1e-4 if dtype == "float32" else 1e-12, atol=1e-5)


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_volumes_smaller_than_the_window_are_refused_whatever_the_padding(ceil_mode):
    text = r"input image \(T: 1 H: 7 W: 3\) smaller than kernel size \(kT: 2 kH: 2 kW: 2\)"
    with pytest.raises(RuntimeError, match=text):
        F.avg_pool3d(torch.ones(1, 1, 1, 7, 3), 2, padding=1, ceil_mode=ceil_mode)


def test_maxima_of_places_that_lie_apart():
    """At the places of a window two apart; the first of a row lies in the padding."""
    x = torch.arange(75.0).reshape(1, 1, 3, 5, 5)
    made, where = F.max_pool3d(x, 2, stride=1, padding=1, dilation=2, return_indices=True)
    padded = F.pad(x, [1] * 6, value=-math.inf)
    windows = [padded[..., z : z + made.shape[2], y : y + made.shape[3], w : w + made.shape[4]] for z in (0, 2) for y in (0, 2) for w in (0, 2)]
    assert torch.equal(made, torch.stack(windows).amax(0)) and torch.equal(x.flatten()[where.flatten()], made.flatten())
