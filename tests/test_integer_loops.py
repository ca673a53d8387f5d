"""Operators on integers and bools by loops of their own, against NumPy's slow way: every type, layout and extreme, with sums and products that wrap around."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import elementwise, products

KINDS = ("bool", "uint8", "int8", "int16", "int32", "int64")
SHAPES = ((), (0,), (3,), (5, 7), (0, 4), (4, 0), (3, 40, 50), (300, 200), (70000,))


def numbers(kind, shape, seed=0):
    """Random numbers of the whole range of a type, its ends among them."""
    rng = np.random.default_rng(seed)
    if kind == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    limits = np.iinfo(kind)
    made = rng.integers(limits.min, limits.max, shape, dtype=kind, endpoint=True)
    made = np.asarray(made)
    made.reshape(-1)[:3] = (limits.min, limits.max, 0)[: min(3, made.size)]
    return made


def layouts(array):
    """A tensor of the array, and views of it that lie otherwise."""
    made = torch.tensor(array)
    yield made
    if array.ndim >= 2:
        yield made.transpose(0, 1)
        yield made[::2, 1::3]
        if array.shape[0]:
            yield made[:1].expand(array.shape)
    elif array.ndim:
        yield made[1::2]


def cases():
    return [(kind, shape) for kind in KINDS for shape in SHAPES]


def agree(made, expected):
    assert made.shape == expected.shape and made.numpy().dtype == expected.dtype
    np.testing.assert_array_equal(made.numpy(), expected)


@pytest.mark.parametrize("kind, shape", cases())
def test_elementwise(kind, shape):
    for t in layouts(numbers(kind, shape)):
        x = t.numpy()
        agree(torch.sign(t), np.where(x > 0, 1, np.where(x < 0, -1, 0)).astype(x.dtype))
        agree(torch.signbit(t), x < 0)
        agree(torch.angle(t), np.where(x < 0, np.float32(np.pi), np.float32(0)))
        agree(t.clone().sign_(), torch.sign(t).numpy())
        if kind != "bool":
            agree(torch.relu(t), np.where(x < 0, 0, x).astype(x.dtype))
            agree(torch.round(t), x)
            for low, high in ((0, 1), (None, 3), (2, None), (5, 2)):
                expected = x if low is None else np.where(x < low, low, x)
                expected = expected if high is None else np.where(expected > high, high, expected)
                agree(torch.clamp(t, low, high), expected.astype(x.dtype))


@pytest.mark.parametrize("kind, shape", cases())
def test_sums_and_counts(kind, shape):
    for t in layouts(numbers(kind, shape)):
        wide = t.numpy().astype(np.int64)
        for dim in (None, *range(t.dim()), *([(0, 1), (-1, 0)] if t.dim() > 1 else [])):
            agree(torch.sum(t) if dim is None else torch.sum(t, dim), np.asarray(wide.sum(axis=dim)))
            agree(torch.count_nonzero(t, dim), np.asarray((wide != 0).sum(axis=dim)))
        if t.dim():
            agree(t.sum(0, keepdim=True, dtype=torch.int8), wide.sum(0, keepdims=True).astype(np.int8))


@pytest.mark.parametrize("kind", KINDS)
def test_sums_of_short_windows(kind):
    x = numbers(kind, (200, 100))
    windows = np.lib.stride_tricks.sliding_window_view(x, 3, -1)
    agree(torch.tensor(x).unfold(1, 3, 1).sum(-1), windows.astype(np.int64).sum(-1))


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("size", [3, 50, 127])
def test_products_that_fit_and_that_wrap_around(kind, size):
    for scale in (1, 2**20, 2**40):
        a, b = (numbers(kind, (size, 40), seed) // (scale if kind == "int64" else 1) for seed in (1, 2))
        made = torch.tensor(a) @ torch.tensor(b).t()
        agree(made, np.matmul(a, b.T))
        agree(torch.bmm(torch.tensor(a)[None], torch.tensor(b).t()[None]), np.matmul(a, b.T)[None])


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("size", [1, 3, 127, 5000])
def test_products_with_vectors_wrap_around(kind, size):
    a, b, m = numbers(kind, (size,), 1), numbers(kind, (size,), 2), numbers(kind, (9, size), 3)
    for x, y, z in ((a, b, m), (a[::2], b[::2], m[:, ::2]), (a, b, np.asfortranarray(m))):
        agree(torch.tensor(0) + torch.from_numpy(x).dot(torch.from_numpy(y)), np.asarray(np.matmul(x, y)).astype(np.int64))
        agree(torch.from_numpy(z) @ torch.from_numpy(y), np.matmul(z, y))
    agree(torch.tensor(m[:, :0]) @ torch.tensor(b[:0]), np.zeros(9, kind))


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("shape", [(), (0,), (7,), (3, 40, 50)], ids=str)
def test_bounds(kind, shape):
    x, limits = numbers(kind, shape), np.iinfo(kind)
    for low, high in ((0, 5), (None, 9), (3, None), (limits.min, limits.max), (7, 2)):
        for t in layouts(x):
            expected = t.numpy() if low is None else np.maximum(t.numpy(), np.asarray(low, kind))
            expected = expected if high is None else np.minimum(expected, np.asarray(high, kind))
            agree(t.clamp(low, high), np.asarray(expected, kind))
    with pytest.raises(RuntimeError):
        torch.tensor(x).clamp(0, int(limits.max) + 1)


@pytest.mark.parametrize("kind", KINDS[1:] + ("float32", "float64"))
@pytest.mark.parametrize("shape", [(1,), (9, 70), (3, 40, 50)], ids=str)
def test_running_extremes(kind, shape):
    x = np.random.default_rng(0).integers(0, 9, shape).astype(kind)
    for t in layouts(x):
        for dim in range(t.dim()):
            for function, ufunc in ((torch.cummax, np.maximum), (torch.cummin, np.minimum)):
                values, places = function(t, dim)
                expected = ufunc.accumulate(t.numpy(), axis=dim)
                at = np.arange(t.shape[dim]).reshape([-1 if d == dim else 1 for d in range(t.dim())])
                agree(values, expected)
                agree(places, np.maximum.accumulate(np.where(t.numpy() == expected, at, 0), axis=dim))


@pytest.mark.parametrize("kind", KINDS + ("float32", "complex128"))
@pytest.mark.parametrize("shape", [(1, 1), (5, 70), (3, 40, 50)], ids=str)
def test_turns(kind, shape):
    x = np.random.default_rng(0).integers(0, 2, shape).astype(kind)
    for t in layouts(x):
        for turns in range(-1, 5):
            for dims in ((0, 1), (1, 0), (-1, 0)):
                agree(t.rot90(turns, dims), np.rot90(t.numpy(), turns, dims))


def test_products_at_the_edge_of_exactness():
    size = 1 << 5
    for largest, exact in ((1 << 24, True), ((1 << 24) + 1, False)):
        a, b = np.full((size, size), largest), np.full((size, size), -(1 << 24))
        assert products._exact_as_floats(a, b) is exact
        agree(torch.tensor(a) @ torch.tensor(b), np.matmul(a, b))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("descending", [False, True])
def test_orders(kind, descending):
    for shape in ((3,), (30, 40), (4, 5, 60)):
        x = numbers(kind, shape)
        for t, wide in zip(layouts(x), layouts(x.astype(np.int64))):
            for dim in range(t.dim()):
                values, order = torch.sort(t, dim=dim, descending=descending, stable=True)
                rank = t.numpy().astype(np.int64)
                expected = np.argsort(-rank if descending and kind != "int64" else ~rank if descending else rank, axis=dim, kind="stable")
                agree(order, expected)
                agree(values, np.take_along_axis(t.numpy(), expected, dim))
                # The order of equal elements does not depend on the type.
                agree(torch.argsort(t, dim=dim, descending=descending), torch.argsort(wide, dim=dim, descending=descending).numpy())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(3,), (5, 7), (3, 40, 50), (300, 200)])
def test_flips_and_stacks(kind, shape):
    x = numbers(kind, shape)
    for t in layouts(x):
        x = t.numpy()
        for dims in ((0,), (-1,), tuple(range(t.dim()))):
            agree(t.flip(dims), np.flip(x, dims))
        agree(torch.stack([t, t.flip(0)], -1), np.stack([x, np.flip(x, 0)], -1))
        agree(torch.stack([t] * 40, -1), np.stack([x] * 40, -1))


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0), (2, 3)])
def test_stacks_at_every_place(shape):
    x = np.zeros(shape, np.int64)
    for dim in range(-1, len(shape) + 1):
        agree(torch.stack([torch.tensor(x)] * 2, dim), np.stack([x] * 2, dim))


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32", "int64", "complex128"])
@pytest.mark.parametrize("rows", [5, 40000])
def test_joins_of_narrow_columns(kind, rows):
    parts = [np.arange(rows * n).reshape(rows, n).astype(kind) for n in (1, 2, 3, 4)]
    agree(torch.cat([torch.tensor(part) for part in parts], 1), np.concatenate(parts, 1))


def test_sizes_of_complex_numbers_at_the_ends_of_the_range():
    parts = np.array([0.0, -0.0, 1e-45, 1e-38, 1.0, 3.0, 3.4e38, np.inf, -np.inf, np.nan], np.float32)
    z = np.empty((len(parts), len(parts)), np.complex64)
    z.real, z.imag = np.broadcast_to(parts[:, None], z.shape), np.broadcast_to(parts, z.shape)
    with np.errstate(all="ignore"):
        expected = np.hypot(z.real.astype(np.float64), z.imag.astype(np.float64)).astype(np.float32)
        agree(torch.tensor(z).abs(), expected)
        np.testing.assert_array_equal(elementwise.absolute(z), expected)
