"""Loops over complex numbers against NumPy's, bit for bit: every layout, zeros of both signs, infinities and NaN."""
import numpy as np
import pytest
from instruction_sets import compiled, fast, instruction_set  # noqa: F401

import pyautograd as torch
from pyautograd._py.kernels import reductions, scans, summation

KINDS = ("complex64", "complex128")


def numbers(kind, shape, seed=0, special=False):
    rng = np.random.default_rng(seed)
    x = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(kind)
    if special:
        parts = np.array([0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan, 1e-40])
        pairs = np.stack([a.ravel() for a in np.meshgrid(parts, parts)], -1).reshape(-1)
        flat = x.reshape(-1).view(x.real.dtype)
        flat[: min(len(pairs), len(flat))] = pairs[: len(flat)]
    return x


def same(made, expected):
    """Bit for bit, but that every NaN is one."""
    made, expected = np.ascontiguousarray(made), np.ascontiguousarray(expected)
    assert made.dtype == expected.dtype and made.shape == expected.shape
    a, b = (x.reshape(-1).view(x.real.dtype) for x in (made, expected))
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(np.signbit(a[~np.isnan(a)]), np.signbit(b[~np.isnan(b)]))


def check(made, expected):
    """The plain core has no loops and gives None."""
    if compiled:
        same(made, expected)
    else:
        assert made is None


@pytest.mark.parametrize("kind", KINDS)
def test_sums_keep_their_order(kind):
    for n in (1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 63, 64, 65, 255, 256, 1023, 4100, 70001):
        x = numbers(kind, (2, n), n)
        check(fast.sum_runs(x), summation._contiguous_runs(x))
    for rows in (1, 2, 3, 15, 16, 17, 257, 5000):
        for width in (2, 3, 4, 5, 8, 15, 16, 17, 40):
            x = numbers(kind, (2, rows, width), rows + width)
            check(fast.sum_columns(x), summation._columns(x))


@pytest.mark.parametrize("kind", KINDS)
def test_products_keep_their_order(kind):
    for n in (1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 100, 1000):
        x = numbers(kind, (3, n), n)
        made = fast.multiply_runs(x)
        check(made, reductions._product_of_runs(x))
        same(torch.tensor(x).prod(1).numpy(), reductions._product_of_runs(x))
        same(torch.tensor(x[0]).prod().numpy(), reductions._product_of_runs(x[0]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(7,), (1, 1), (3, 5), (40, 300), (3, 4, 5)], ids=str)
def test_running_sums(kind, shape):
    x = numbers(kind, shape)
    for axis in range(len(shape)):
        expected = (np.add.accumulate(x, axis=axis, dtype=np.complex128) + 0.0).astype(kind)
        check(fast.cumsum(x, axis), expected)
        same(scans.cumsum(x, axis, None), expected)
        same(torch.tensor(x).cumsum(axis).numpy(), expected)


LAYOUTS = [
    lambda x: x, lambda x: x.t(), lambda x: x[::2, 1::3], lambda x: x[:, :1].expand(x.shape), lambda x: x[:0], lambda x: x[3:4, 3:4], lambda x: x.flip(0)[1:],
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
@np.errstate(all="ignore")
def test_elementwise(kind, layout):
    x = layout(torch.tensor(numbers(kind, (70, 90), 1, special=True)))
    y = layout(torch.tensor(numbers(kind, (70, 90), 2, special=True)).flip(0))
    a, b = x.numpy(), y.numpy()
    same((-x).numpy(), -a)
    same((x / y).numpy(), a / b)
    same((x / 3).numpy(), a / a.dtype.type(3))
    same((x / torch.tensor(0.5 - 2j, dtype=x.dtype)).numpy(), a / a.dtype.type(0.5 - 2j))
    same(x.reciprocal().numpy(), a.dtype.type(1) / a)
    expected = np.empty_like(a)
    expected.real, expected.imag = np.nan_to_num(a.real), np.nan_to_num(a.imag)
    same(x.nan_to_num().numpy(), expected)
    if x.dim() and x.numel():
        z = x.clone()
        z.neg_()
        same(z.numpy(), -a)
        z.div_(y)
        same(z.numpy(), -a / b)
        z = x.clone()
        z.div_(z)
        same(z.numpy(), a / a)


def test_windows_of_three():
    x = numbers("complex64", (50, 40))
    windows = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(x, 3, -1))
    same(torch.tensor(x).unfold(1, 3, 1).sum(-1).numpy(), (windows[..., 0] + windows[..., 1]) + windows[..., 2])
