"""Loops that stand in for NumPy's and for stamped ones: accuracy, layouts, ends of stretches, special numbers."""
import math

import numpy as np
import pytest

import pyautograd as torch
from pyautograd.nn import functional as F

mpmath = pytest.importorskip("mpmath")


def ulps(found, exact, dtype):
    """The largest error in units of the last place."""
    worst = 0
    for f, e in zip(found, exact):
        size = abs(dtype(float(e)))
        worst = max(worst, abs(mpmath.mpf(float(f)) - e) / mpmath.mpf(float(np.nextafter(size, dtype(np.inf)) - size)))
    return float(worst)


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 10.0, 1e3, 9e4, 1e7])
def test_circle(name, scale):
    x = np.random.default_rng(1).uniform(-scale, scale, 300)
    x[:6] = [0.0, -0.0, math.pi / 2, math.pi, -3 * math.pi / 2, 1000 * math.pi]
    with mpmath.workdps(50):
        exact = [getattr(mpmath, name)(mpmath.mpf(float(v))) for v in x]
        assert ulps(getattr(torch, name)(torch.tensor(x)).numpy(), exact, np.float64) <= 1
    special = getattr(torch, name)(torch.tensor([math.inf, -math.inf, math.nan], dtype=torch.float64))
    assert special.isnan().all()
    assert name == "cos" or math.copysign(1, torch.sin(torch.tensor(-0.0, dtype=torch.float64)).item()) == -1


FUNCTIONS = {
    "sigmoid": (torch.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x)), 2, 2), "silu": (F.silu, lambda x: x / (1 + mpmath.exp(-x)), 3, 3),
    "gelu": (F.gelu, lambda x: x * mpmath.ncdf(x), 16, None),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_activations(name, dtype):
    function, exact, single, double = FUNCTIONS[name]
    bound = single if dtype == torch.float32 else double
    x = torch.tensor(np.random.default_rng(2).uniform(-8, 8, 300), dtype=dtype)
    if bound is not None and not (name == "gelu" and torch.backend == "python"):
        with mpmath.workdps(50):
            assert ulps(function(x).numpy(), [exact(mpmath.mpf(float(v))) for v in x.tolist()], np.float32 if dtype == torch.float32 else np.float64) <= bound
    ends = torch.tensor([-200.0, -104.0, -90.0, 90.0, 200.0, 0.0, math.nan], dtype=dtype)
    found, wide = function(ends), function(ends.double())
    np.testing.assert_allclose(found[3:6].numpy(), [1, 1, 0.5] if name == "sigmoid" else [90, 200, 0], rtol=1e-6)
    np.testing.assert_allclose(found[:3].numpy(), wide[:3].numpy(), atol=1e-37)
    assert found[6].isnan()


def with_special(dtype, seed=0):
    """Numbers of all sizes, small integers, and special ones."""
    random = np.random.default_rng(seed)
    some = [random.standard_normal(700) * 10 ** random.uniform(-8, 8, 700), random.integers(-9, 9, 300), [0, -0.0, np.inf, -np.inf, np.nan, 2.0**70, 5e-324]]
    return random.permutation(np.concatenate(some)).astype(dtype)


def same(made, expected):
    """Bit for bit, NaN being NaN."""
    made = made.numpy()
    np.testing.assert_array_equal(made, expected)
    np.testing.assert_array_equal(np.signbit(made[~np.isnan(made)]), np.signbit(expected[~np.isnan(expected)]))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_loops_in_the_place_of_others(dtype):
    x, y, three = with_special(dtype), with_special(dtype, 1), np.asarray(3, dtype)
    a, b = torch.from_numpy(x), torch.from_numpy(y)
    with np.errstate(all="ignore"):
        for k in (1, 2):      # dense, and with gaps
            s = slice(None, None, k)
            same(a[s] // b[s], np.floor_divide(x[s], y[s]))
            same(a[s].copysign(b[s]), np.copysign(x[s], y[s]))
            same(a[s].reciprocal(), 1 / x[s])
            same(a[s].frac(), x[s] - np.trunc(x[s]))
            same(F.hardswish(a[s]), x[s] * np.minimum(np.maximum(x[s] + three, 0), 6) / 6)
            same(F.prelu(a[s], b[:1] * 0 + 0.25), np.where(x[s] > 0, x[s], np.asarray(0.25, dtype) * x[s]))
        for number in (2, -0.7, 0.1, math.inf):
            same(a // number, np.floor_divide(x, np.asarray(number, dtype)))


def test_half_precision_bit_for_bit():
    bits = np.arange(0, 2**32, 14_657, dtype=np.uint64).astype(np.uint32)
    edges = np.array([65504, 65519.996, 65520, 65536, 2**-14, 2**-24, 2**-25, 1.0001 * 2**-25, 2**-15, 0, np.inf], np.float32)
    x = np.concatenate([bits.view(np.float32), edges, -edges, np.nextafter(edges, np.float32(0)), np.nextafter(edges, np.float32(1e9))])
    x[:8] = 1.5      # eight without a NaN
    all_halves = np.arange(65536, dtype=np.uint16)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(torch.from_numpy(x).half().view(torch.int16).numpy().view(np.uint16), x.astype(np.float16).view(np.uint16))
        widened = torch.from_numpy(all_halves.view(np.float16)).float().view(torch.int32).numpy().view(np.uint32)
        np.testing.assert_array_equal(widened, all_halves.view(np.float16).astype(np.float32).view(np.uint32))
    size = x.view(np.uint32).astype(np.uint64)
    rounded = np.where(np.isnan(x), 0x7FC0, (size + 0x7FFF + ((size >> 16) & 1)) >> 16)
    brain = torch.from_numpy(x).bfloat16()
    np.testing.assert_array_equal(brain.view(torch.int16).numpy().view(np.uint16), rounded)
    np.testing.assert_array_equal(brain.float().view(torch.int32).numpy().view(np.uint32), rounded.astype(np.uint32) << 16)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("function", [torch.sin, torch.cos, torch.sigmoid, F.silu, F.gelu, torch.erf, lambda x: F.gelu(x, approximate="tanh")])
def test_every_element_alike(function, dtype):
    """Where an element lies in a stretch changes nothing, nor does its layout; gradients are those of a product with the slope."""
    x = torch.linspace(-6, 6, 1000, dtype=dtype)
    whole = function(x)
    for start, stop in ((0, 1), (1, 64), (3, 131), (7, 999), (500, 500)):
        assert torch.equal(function(x[start:stop]), whole[start:stop])
    for step in (2, 3, 7):
        assert torch.equal(function(x[::step]), whole[::step])
    leaf = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(function(leaf), leaf, torch.ones_like(x))
    (scaled,) = torch.autograd.grad(function(leaf), leaf, torch.full_like(x, 4.0))
    assert torch.equal(scaled, slope * 4)
    step = 1e-3 if dtype == torch.float32 else 1e-6
    near = (function(x.double() + step) - function(x.double() - step)) / (2 * step)
    np.testing.assert_allclose(slope.numpy(), near.numpy(), atol=2e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int32, torch.int64])
@pytest.mark.parametrize("size", [1, 7, 1000, 40_000])
def test_choice(dtype, size):
    """`where` with and without its quick way: transposed and broadcast operands go another."""
    x, y = torch.arange(size).to(dtype), -torch.arange(size).to(dtype)
    mask = torch.arange(size) * 7 % 5 > 2
    found = torch.where(mask, x, y)
    assert found.tolist() == [a if m else b for m, a, b in zip(mask.tolist(), x.tolist(), y.tolist())] and found.dtype == dtype
    wide = torch.where(mask.expand(2, size), x, y)
    assert wide.shape == (2, size) and torch.equal(wide[1], found)
    assert torch.equal(torch.where(mask, x, 3), torch.where(mask, x, torch.tensor([3]).to(dtype)))
    if dtype.is_floating_point:
        x[0] = math.nan
        assert torch.where(mask, x, y)[1:].isnan().sum() == 0
        leaf, other = x.clone().requires_grad_(), y.clone().requires_grad_()
        torch.where(mask, leaf, other).sum().backward()
        assert torch.equal(leaf.grad, mask.to(dtype)) and torch.equal(other.grad, (~mask).to(dtype))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_many_random_numbers_are_those_of_few(dtype):
    """Large draws go through loops of their own, and leave the generator where small ones do."""
    for before in (0, 3, 623, 700):
        many, few = torch.Generator().manual_seed(5), torch.Generator().manual_seed(5)
        torch.rand(before, generator=many), torch.rand(before, generator=few)
        whole = torch.rand(5001, dtype=dtype, generator=many)
        parts = torch.cat([torch.rand(n, dtype=dtype, generator=few) for n in [500] * 10 + [1]])
        assert torch.equal(whole, parts)
        assert torch.equal(torch.rand(3, generator=many), torch.rand(3, generator=few))
        assert torch.equal(many.get_state(), few.get_state())
