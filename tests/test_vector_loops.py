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
