"""Powers: exponents that are products and roots, negative bases, and every kind of operand, beside NumPy in longer numbers."""
import numpy as np
import pytest

import pyautograd as torch

BASES = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 3e-3, -3e-3, 1e30, -1e30, 1e-40, -1e-40, float("inf"), -float("inf"), float("nan")]
PRODUCTS = {
    0: lambda x: np.ones_like(x), 1: lambda x: x, 2: lambda x: x * x, 3: lambda x: x * x * x, -1: lambda x: 1 / x, -2: lambda x: 1 / (x * x),
    -0.5: lambda x: 1 / np.sqrt(x),
}  # fmt: skip
DTYPES = [torch.float32, torch.float64]


def bases(dtype, count=400):
    """Special numbers, and as many others that whole blocks of the loops are full."""
    others = np.random.default_rng(0).normal(size=count) * 3
    return torch.tensor(np.concatenate([BASES, others]), dtype=dtype)


def expected(x, e, dtype):
    """The power of `x` rounded once to its dtype."""
    wide = np.longdouble if dtype is torch.float64 else np.float64
    with np.errstate(all="ignore"):
        return np.power(np.asarray(x, wide), np.asarray(e, wide)).astype(np.asarray(x).dtype)


def check(found, wanted):
    np.testing.assert_array_max_ulp(found.numpy(), wanted, maxulp=1)
    kept = wanted == wanted
    assert (np.signbit(found.numpy()) == np.signbit(wanted))[kept].all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", PRODUCTS)
def test_products_are_rounded_as_products(dtype, exponent):
    x = bases(dtype)
    with np.errstate(all="ignore"):
        wanted = PRODUCTS[exponent](x.numpy())
    for found in (x**exponent, torch.pow(x, float(exponent)), torch.stack([x, x], 1)[:, 0] ** exponent, x.clone().pow_(exponent)):
        assert np.array_equal(found.numpy(), wanted, equal_nan=True)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", [4, 5, -3, 7, 1.5, -2.5, 0.25, 16777216.0, float("inf"), -float("inf")])
def test_powers_of_negative_and_special_numbers(dtype, exponent):
    x = bases(dtype)
    wanted = expected(x.numpy(), exponent, dtype)
    check(x**exponent, wanted)
    check(x ** torch.full((1,), exponent, dtype=dtype), wanted)
    check(x ** torch.full_like(x, exponent), wanted)
    check(torch.stack([x, x], 1)[:, 1] ** torch.full((2, len(x)), exponent, dtype=dtype).t()[:, 0], wanted)


@pytest.mark.parametrize("dtype", DTYPES)
def test_kinds_of_operands(dtype):
    x = bases(dtype, 40)
    e = torch.tensor([2.0, -1.5, 3.0], dtype=dtype)
    check(x[:, None] ** e, expected(x.numpy()[:, None], e.numpy(), dtype))
    check(x ** e[:, None], expected(x.numpy(), e.numpy()[:, None], dtype))
    check(x ** torch.tensor(3), expected(x.numpy(), 3, dtype))
    check(x[:3] ** torch.tensor([1, 2, 4]), expected(x.numpy()[:3], [1, 2, 4], dtype))
    check(torch.tensor([2, 3, 4]) ** e, expected(np.array([2, 3, 4], e.numpy().dtype), e.numpy(), dtype))
    check(2**x, expected(np.full_like(x.numpy(), 2), x.numpy(), dtype))
    assert (x[:0] ** e[:1]).shape == (0,)


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 4, -1, -2, -0.5, 0.5, 1.5])
def test_slopes(exponent):
    x = torch.tensor([0.5, 1.25, 2.0, 3.5], dtype=torch.float64, requires_grad=True)
    slope = torch.autograd.grad((x**exponent).sum(), x)[0]
    assert torch.allclose(slope, exponent * x.detach() ** (exponent - 1), rtol=1e-14)
    assert torch.autograd.gradcheck(lambda t: t**exponent, x) and torch.autograd.gradgradcheck(lambda t: t**exponent, x)
