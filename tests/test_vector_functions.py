"""Functions computed by blocks: a number's result does not depend on where it stands, on strides, or on where the result goes; ends of the domains."""
import numpy as np
import pytest

import pyautograd as torch

ONE = (
    "exp exp2 log log10 sin cos tan tanh cosh atanh erf erfc erfinv lgamma digamma special.ndtr special.log_ndtr special.ndtri special.erfcx special.bessel_j0 "
    "special.bessel_j1 special.bessel_y0 special.bessel_y1 special.modified_bessel_k0 special.modified_bessel_k1 special.scaled_modified_bessel_k0 "
    "special.scaled_modified_bessel_k1"
).split()  # fmt: skip
TWO = "pow atan2 hypot logaddexp igamma igammac".split()
ENDS = [
    0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 1.5, np.inf, -np.inf, np.nan, 1e308, -1e308, 5e-324, -5e-324, 1e-310, 1e-300, -1e-300, 710.0, -745.0, -746.0,
    709.7, 1024.0, 1023.9999, -1074.0, -1076.0, 1e16, 1e17, -1e17, 2.0**53 + 2, -(2.0**53) - 2, 2.0**62, -(2.0**63), 1e22, 0.999999, 1.0000001, -np.pi, 1e5, 2e6,
]  # fmt: skip


def function(name):
    found = torch
    for part in name.split("."):
        found = getattr(found, part)
    return found


def numbers(dtype, seed):
    rng = np.random.default_rng(seed)
    drawn = [rng.uniform(0, 1, 60), rng.uniform(-30, 30, 60), rng.uniform(25, 400, 20), np.exp2(rng.uniform(-60, 10, 30)), ENDS]
    with np.errstate(over="ignore"):
        return rng.permutation(np.concatenate(drawn)).astype(dtype)


def same(one, other, ulps=0):
    if ulps:  # sums of many terms run until all numbers of a block have converged
        with np.errstate(all="ignore"):
            return bool(((np.abs(one - other) <= ulps * np.spacing(np.abs(other))) | (one == other) | (np.isnan(one) & np.isnan(other))).all())
    return np.array_equal(one, other, equal_nan=True) and np.array_equal(np.signbit(one) & (one == one), np.signbit(other) & (other == other))


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", ONE + TWO)
def test_place_does_not_matter(name, dtype):
    f, columns = function(name), [numbers(dtype, seed) for seed in range(2 if name in TWO else 1)]
    whole, ulps = f(*[torch.from_numpy(c) for c in columns]).numpy(), 8 if name.startswith("igamma") else 0
    for start, stop in ((0, 1), (3, 10), (1, 64), (5, 70), (7, 136)):
        assert same(f(*[torch.from_numpy(c[start:stop]) for c in columns]).numpy(), whole[start:stop], ulps)
    strided = [torch.from_numpy(np.repeat(c, 3))[::3] for c in columns]
    assert same(f(*strided).numpy(), whole, ulps)
    first = torch.from_numpy(columns[0].copy())
    assert same(f(first, *[torch.from_numpy(c) for c in columns[1:]], out=first).numpy(), whole, ulps)


@pytest.mark.parametrize("name, of_numpy", [("pow", np.power), ("atan2", np.arctan2), ("hypot", np.hypot)])
def test_ends_of_functions_of_two(name, of_numpy):
    x, y = (c.ravel().copy() for c in np.meshgrid(ENDS, ENDS))
    found = function(name)(torch.from_numpy(x), torch.from_numpy(y)).numpy()
    with np.errstate(all="ignore"):
        wanted = of_numpy(x, y)
        near = np.abs(found - wanted) <= 2 * np.spacing(np.abs(wanted))
    assert (near | (found == wanted) | (np.isnan(found) & np.isnan(wanted))).all()
    assert (np.signbit(found) == np.signbit(wanted))[~np.isnan(wanted)].all()


@pytest.mark.parametrize("name, of_numpy", [("exp", np.exp), ("exp2", np.exp2), ("log", np.log), ("sin", np.sin), ("cos", np.cos), ("tan", np.tan), ("tanh", np.tanh), ("cosh", np.cosh), ("atanh", np.arctanh)])  # fmt: skip
def test_ends_of_functions_of_one(name, of_numpy):
    x = np.array(ENDS)
    found = function(name)(torch.from_numpy(x)).numpy()
    with np.errstate(all="ignore"):
        wanted = of_numpy(x)
        near = np.abs(found - wanted) <= 2 * np.spacing(np.abs(wanted))
    assert (near | (found == wanted) | (np.isnan(found) & np.isnan(wanted))).all()
    assert (np.signbit(found) == np.signbit(wanted))[~np.isnan(wanted)].all()


def test_reciprocal_of_complex_numbers():
    """Signs of zero as PyTorch's, recorded."""
    z = torch.tensor([1j, -1j, complex(-0.0, 1), complex(-0.0, -1), 0j, complex(np.inf, 1), 2 + 0j, complex(2, -0.0)], dtype=torch.complex128)
    found = str(torch.view_as_real(torch.reciprocal(z)).tolist())
    wanted = "[[0.0, -1.0], [-0.0, 1.0], [0.0, -1.0], [-0.0, 1.0], [inf, nan], [0.0, 0.0], [0.5, 0.0], [0.5, 0.0]]"
    assert found == wanted
    assert str(torch.view_as_real(z**-1).tolist()) == wanted


def test_derivative_of_gelu_in_half_precision():
    """The square of a large number does not fit."""
    x = torch.tensor([791.5, 60000.0, -60000.0], dtype=torch.float16, requires_grad=True)
    torch.nn.functional.gelu(x, approximate="tanh").sum().backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]
