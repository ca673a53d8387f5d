"""Short rows in order, distinct values, draws, groups and gates of small tensors: the quick ways and the shared functions agree."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import elementwise, normalise, norms, reductions, scans, sorting
from pyautograd.nn import functional as F

DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64], ids=str)


def rows(n, dtype, repeats):
    """(3, n, 2) with NaN and zeros of both signs among floats, and repeats where asked for."""
    rng = np.random.default_rng(n)
    x = rng.integers(-3, 3, (3, n, 2)) if repeats else rng.permutation(6 * n).reshape(3, n, 2) - 3 * n
    x = x.astype(dtype.np)
    if dtype.is_floating_point:
        x[0, n // 2, 1] = np.nan
        x[x == 0] = -0.0
        if repeats:
            x[1, 0], x[1, -1, 0] = 0.0, np.nan
    return torch.from_numpy(x)


def same(found, expected):
    for a, b in zip(found, expected):
        b = np.asarray(b)
        np.testing.assert_array_equal(a.numpy(), b)
        assert a.numpy().dtype == b.dtype and (np.signbit(a.numpy()) == np.signbit(b)).all()


@DTYPES
@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("n", [1, 2, 7, 16, 17, 40, 64, 65])
def test_order(n, repeats, dtype):
    x = rows(n, dtype, repeats)
    for dim in (0, 1, -1):
        for descending in (False, True):
            same(x.sort(dim, descending), sorting.sort(x.numpy(), dim, descending))
            same(x.sort(dim=dim, descending=descending, stable=True), sorting.sort(x.numpy(), dim, descending, True))
            same([x.argsort(dim, descending)], [sorting.argsort(x.numpy(), dim, descending)])
            same([x.argsort(dim=dim, descending=descending, stable=True)], [sorting.argsort_stable(x.numpy(), True, dim, descending)])
            for k in {1, 2, x.shape[dim]} - ({2} if x.shape[dim] == 1 else set()):
                same(x.topk(k, dim, descending), sorting.topk(x.numpy(), k, dim, descending))
    y = rows(7, torch.float32, False).requires_grad_()
    (y.sort(1)[0][:, 2] * 2 + y.topk(3, 1)[0][:, 1]).nansum().backward()
    assert y.grad.sum() == 18 and set(y.grad.unique().tolist()) <= {0, 1, 2, 3}


@DTYPES
@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("n", [1, 3, 10, 11])
def test_distinct(n, repeats, dtype):
    x = rows(n, dtype, repeats)
    for inverse in (False, True):
        same(torch._unique2(x, True, inverse, True), sorting.unique(x.numpy(), True, inverse, True))
    found = torch.unique_consecutive(x, True, True)
    same(found, sorting.unique_consecutive(x.numpy()))
    assert x.unique().shape == (len(np.unique(x.numpy(), equal_nan=False)),)
    assert torch.tensor([-0.0, 0.0]).unique().tolist() == [0.0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_draws_with_replacement(dtype):
    p = torch.tensor(np.random.default_rng(1).random((3, 9)), dtype=dtype)
    p[:, 4], p[1, 8], p[2, 0] = 0, 0, 0
    for weights in (p, p[0], p[:, :1] + 1, p[:, :3]):
        for count in (2, 5, 300):
            torch.manual_seed(count)
            found = torch.multinomial(weights, count, replacement=True)
            after = torch.rand(())
            torch.manual_seed(count)
            assert found.tolist() == torch.multinomial(weights, count, replacement=True, generator=torch.default_generator).tolist()
            assert after == torch.rand(())
    for wrong in (p - 1, p * 0, p * float("inf")):
        with pytest.raises(RuntimeError, match="probability|sum of"):
            torch.multinomial(wrong, 3, replacement=True)


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.float32, torch.float64], ids=str)
def test_integers_of_a_dtype(dtype):
    for low, high in ((0, 5), (1, 128), (0, 64), (3, 100)):
        drawn = []
        for make in (lambda: torch.randint(low, high, (3, 40), dtype=dtype), lambda: torch.randint_like(torch.zeros(3, 40), low, high, dtype=dtype)):
            torch.manual_seed(low + high)
            drawn.append((make(), torch.rand(())))
        torch.manual_seed(low + high)
        expected = torch.randint(low, high, (3, 40), generator=torch.default_generator), torch.rand(())
        for values, after in drawn:
            assert values.dtype == dtype and values.tolist() == expected[0].tolist() and after == expected[1]
    with pytest.raises(RuntimeError, match="out of bounds"):
        torch.randint(-1, 300, (3,), dtype=torch.uint8)
    assert torch.randint(3, (2, 2), dtype=torch.float64, requires_grad=True).requires_grad


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_maps_without_loops(dtype):
    x = torch.tensor(np.random.default_rng(2).random((4, 6, 2)) * 200 - 100, dtype=dtype)
    x[0, 0] = float("nan")
    for decimals in (-2, -1, 0, 1, 3, 5):
        np.testing.assert_array_equal(x.round(decimals=decimals).numpy(), elementwise.round_decimals(x.numpy(), decimals))
    for dim in (0, 1, -1):
        np.testing.assert_allclose(F.glu(x / 9, dim).numpy(), elementwise.glu((x / 9).numpy(), dim), rtol=1e-6)
    y = x[1:] / 30
    np.testing.assert_allclose(torch.polar(y.abs(), y).numpy(), np.abs(y.numpy()) * np.exp(1j * y.numpy().astype(np.float64)), rtol=1e-6, atol=1e-6)
    z = y.clone().requires_grad_()
    F.glu(z, 1).sum().backward()
    s = 1 / (1 + np.exp(-y.numpy().astype(float)))
    np.testing.assert_allclose(z.grad[:, :3].numpy(), s[:, 3:], rtol=1e-5)


def test_groups():
    x = torch.tensor(np.random.default_rng(3).random((2, 6, 3, 2)), dtype=torch.float32)
    w, b = torch.arange(1.0, 7.0), torch.arange(6.0)
    for groups in (1, 2, 3, 6):
        for weight, bias in ((None, None), (w, None), (None, b), (w, b)):
            for given in (x, x.transpose(2, 3), x[:, :, 0, 0].contiguous()):
                found = torch.ops.aten.native_group_norm(given, weight, bias, 2, 6, given[0, 0].numel(), groups, 1e-5)
                made = normalise.native_group_norm(given.numpy(), *[p if p is None else p.numpy() for p in (weight, bias)], groups, 1e-5)
                for a, c in zip(found, made):
                    np.testing.assert_array_equal(a.numpy(), c)


def test_sums_of_everything():
    x = torch.tensor(np.random.default_rng(4).random((3, 4)), dtype=torch.float32)
    x[1, 2] = float("nan")
    for dim in (None, (), 0, (0, 1), [-1]):
        for keep in (False, True):
            for given in (x, x.t(), x.double()):
                np.testing.assert_array_equal(given.nansum(dim, keep).numpy(), reductions.nansum(given.numpy(), dim, keep, None))
                np.testing.assert_array_equal(given.sum(dim, keep).numpy(), reductions.sum_dim(given.numpy(), dim, keep, None))


def test_copies_of_turned_tensors():
    x = torch.arange(24.0).reshape(2, 3, 4)
    for y in (x.permute(2, 0, 1), x.transpose(0, 1), x[0].t(), x[:, :1].transpose(0, 2), x[:, 0].t(), x[..., 1], x.int().t() if x.dim() == 2 else x.int().transpose(1, 2)):
        made = y.clone()
        assert made.tolist() == y.tolist() and made.stride() == torch.empty_like(y).stride()
        made.fill_(9)
    assert x.tolist() == torch.arange(24.0).reshape(2, 3, 4).tolist()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_norms_and_running_sums(dtype):
    x = torch.tensor(np.random.default_rng(5).random((5, 4, 3)) - 0.5, dtype=dtype)
    x[0, 0, 0], x[1, 1, 1], x[2, 2, 2] = float("nan"), float("-inf"), -0.0
    for given in (x, x[2:], x[2], x.transpose(0, 2)):
        for order in (0, 1, 1.0, 2, 3, float("inf"), -float("inf")):
            for dim in (None, 0, -1, (0, 1)):
                for keep in (False, True):
                    expected = norms.linalg_vector_norm(given.numpy(), order, dim, keep, None)
                    np.testing.assert_allclose(torch.linalg.vector_norm(given, order, dim, keep).numpy(), expected, rtol=1e-6)
        for dim in range(given.dim()):
            np.testing.assert_allclose(given.cumsum(dim).numpy(), scans.cumsum(np.ascontiguousarray(given.numpy()), dim, None), rtol=1e-6)
    y = x[2].clone().requires_grad_()
    (y.norm(1) + y.norm(float("inf")) + (y.cumsum(0) * 2).sum()).backward()
    assert y.grad.shape == (4, 3) and y.grad.isfinite().all()


def test_tensors_of_arrays():
    base = np.arange(24.0, dtype=np.float32).reshape(4, 6)
    for array in (base, base[1:], base[:, ::2], base.T, base.astype(bool), base.astype(np.int8), base[:0], base.astype(np.float16), base.astype(complex)):
        copied = torch.tensor(array)
        assert copied.tolist() == array.tolist() and not np.shares_memory(copied.numpy(), array)
        assert copied.untyped_storage().resizable()
        shared = torch.from_numpy(array)
        assert shared.tolist() == array.tolist() and shared.dtype == copied.dtype and shared.stride() == torch.as_tensor(array).stride()
        assert np.shares_memory(shared.numpy(), array) == bool(array.size)
        with pytest.raises(RuntimeError, match="not resizable"):
            shared.untyped_storage().resize_(999)
    assert torch.tensor(base, requires_grad=True).requires_grad and torch.tensor(base, dtype=torch.float64).dtype == torch.float64
    with pytest.raises(ValueError, match="byte order"):
        torch.from_numpy(base.astype(">f4"))
    with pytest.raises(RuntimeError, match="floating point"):
        torch.tensor(base.astype(np.int64), requires_grad=True)


def test_whole_numbers_refused_every_time():
    flags, counts, x = torch.tensor([True, False]), torch.tensor([6, 3]), torch.ones(2)
    for _ in range(3):
        assert (flags & ~flags).tolist() == [False, False] and (counts | 1).tolist() == [7, 3] and (counts << 1).tolist() == [12, 6]
        for call in (lambda: x & x, lambda: counts & x, lambda: flags << flags, lambda: ~x, lambda: torch.gcd(x, x), lambda: torch.floor(flags)):
            with pytest.raises((NotImplementedError, RuntimeError, TypeError), match="not implemented|not supported|only implemented"):
                call()
        with pytest.raises((RuntimeError, ZeroDivisionError), match="ZeroDivisionError"):
            counts % 0
