"""The compiled loops for large arrays against the NumPy code that answers in their place, bit for bit, with every instruction set that there is."""
import math
import subprocess
import sys

import numpy as np
import pytest
from instruction_sets import compiled, fast, instruction_set  # noqa: F401

import pyautograd as torch
from pyautograd._py.kernels import normalise, reductions, resampling, scans, sorting, summation


def same(made, expected, signs=True):
    """Bit for bit, NaN being NaN, and with `signs` zeros as well; the plain core has no loops and gives None."""
    if not compiled:
        assert made is None
        return
    assert made.shape == np.shape(expected) and made.dtype == expected.dtype
    np.testing.assert_array_equal(made, expected)
    if made.dtype.kind == "f" and signs:
        np.testing.assert_array_equal(np.signbit(made[~np.isnan(made)]), np.signbit(np.asarray(expected)[~np.isnan(made)]))


def near(function, expected, *arguments):
    """A loop that has an exponential of its own for float32: near NumPy's result, and bit for bit that of the baseline."""
    made = function(*arguments)
    if not compiled or made.dtype == np.float64:
        same(made, expected)
        return
    np.testing.assert_allclose(made, expected, rtol=1e-6, atol=2e-6)
    chosen = fast.choose_loops(2)
    try:
        for most in range(chosen + 1):
            fast.choose_loops(most)
            same(made, function(*arguments))
    finally:
        fast.choose_loops(chosen)


def numbers(shape, dtype, seed=0, special=True):
    x = np.random.default_rng(seed).standard_normal(shape).astype(dtype)
    if special and x.size > 20:
        x.flat[3], x.flat[7], x.flat[11], x.flat[12] = math.inf, -math.inf, math.nan, -0.0
    return x


DTYPES = ["float32", "float64"]


@pytest.mark.parametrize("dtype", DTYPES)
def test_sums(dtype):
    for n in (1, 3, 7, 8, 9, 31, 32, 33, 64, 127, 511, 512, 513, 1023, 4095, 4096, 8191, 8192, 70001):
        x = numbers((2, n), dtype, n, special=False)
        same(fast.sum_runs(x), summation._contiguous_runs(x))
    for rows in (1, 2, 15, 16, 17, 255, 256, 257, 5000):
        for width in (2, 4, 7, 8, 9, 31, 32, 33, 257, 300):
            x = numbers((2, rows, width), dtype, rows + width, special=False)
            same(fast.sum_columns(x), summation._columns(x))


@pytest.mark.parametrize("dtype", [*DTYPES, "complex64", "complex128"])
def test_sums_of_short_runs(dtype):
    """Runs that are windows, or rows of every other number, are not laid out one after another."""
    for n in range(1, 32 // np.dtype(dtype).itemsize):
        x = numbers((60, 400), dtype, n, special=False) + np.asarray(1 if dtype[0] == "f" else 1j, dtype)
        windows = np.lib.stride_tricks.sliding_window_view(x, n, -1)
        for runs in (windows, windows[::-1], x[:, : 400 // (2 * n) * 2 * n].reshape(60, -1, 2 * n)[..., :n]):
            dense = np.ascontiguousarray(runs)
            expected = summation._contiguous_runs(dense.reshape(-1, n)).reshape(dense.shape[:-1])
            np.testing.assert_array_equal(summation.cascade_sum(runs, (2,)), expected)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "float16", "int32", "int64", "complex64", "float32", "float64"])
def test_any_items_are_gathered_and_scattered(dtype):
    x = np.random.default_rng(0).integers(0, 2**31, (50, 60)).astype(dtype)
    for axis in (0, 1):
        index = np.random.default_rng(1).integers(0, x.shape[axis], x.shape)
        same(fast.gather(x, axis, index), np.take_along_axis(x, index, axis))
        for n in (1, 20, x.shape[axis]):
            some = np.ascontiguousarray(index.take(range(n), axis))
            values, made, expected = np.ascontiguousarray(x[::-1].take(range(n), axis)), x.copy(), x.copy()
            done = fast.scatter(made, axis, some, values)
            for at in np.ndindex(some.shape):
                place = list(at)
                place[axis] = some[at]
                expected[tuple(place)] = values[at]
            assert done is (True if compiled else None)
            np.testing.assert_array_equal(made, expected if compiled else x)
            places = torch.tensor(some)
            np.testing.assert_array_equal(torch.tensor(x).scatter(axis, places, torch.tensor(values)).numpy(), expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_long_sums_in_parts(dtype):
    for n in (300_000, 262_144, 1_000_003):
        x = numbers((1, n), dtype, n, special=False)
        alone = fast.sum_runs(x)
        fast.set_threads(3)
        try:
            same(fast.sum_runs(x), summation._contiguous_runs(x))
            assert not compiled or fast.sum_runs(x) == alone
        finally:
            fast.set_threads(torch.get_num_threads())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(9, 100, 50), (2, 300, 300), (40, 33, 37), (1, 260, 515)], ids=str)
def test_columns_in_parts(shape, dtype):
    x = numbers(shape, dtype, special=False)
    calls = [lambda f=f: f(x, 1) for f in (fast.softmax, fast.log_softmax, fast.cumsum)]
    calls += [lambda f=f: f(x, fast.softmax(x, 1), 1) for f in (fast.softmax_backward, fast.log_softmax_backward) if compiled]
    calls += [lambda k=k: fast.extremum(x, 1, False, True, True)[k] for k in range(2) if compiled] + [lambda: fast.sum_columns(x)]
    alone = []
    for threads in (1, 3):
        fast.set_threads(threads)
        try:
            made = [call() for call in calls]
        finally:
            fast.set_threads(torch.get_num_threads())
        for one, several in zip(alone, made):
            same(several, one)
        alone = made
    same(made[-1], summation._columns(x))


@pytest.mark.parametrize("dtype", DTYPES)
def test_images_between_neighbours(dtype):
    random = np.random.default_rng(0)
    for planes, size, counts in ((3, (7, 9), (14, 18)), (2, (33, 31), (8, 9)), (1, (1, 4), (3, 8)), (2, (8, 9), (33, 40)), (40, (30, 20), (45, 61))):
        x, g = random.standard_normal((1, planes, *size)).astype(dtype), random.standard_normal((1, planes, *counts)).astype(dtype)
        for align in (False, True):
            taps = resampling._all_taps(size, counts, "linear", align, None, False, x.dtype)
            given = resampling._columns_of(taps, x.dtype)
            same(fast.mix_pairs(x[0], *given), resampling.resample(x, counts, "linear", align, None)[0])
            same(fast.spread_pairs(g[0], size, *given), resampling.resample_backward(g, size, "linear", align, None)[0])


@pytest.mark.skipif(not compiled, reason="the plain core has no loops")
@pytest.mark.parametrize("dtype", DTYPES)
def test_quotients_are_rounded_once(dtype, instruction_set):  # noqa: F811  (the fixture)
    random = np.random.default_rng(0)
    for scale in (0, 1, 10, 60, 100, 800):
        x = (random.standard_normal((40, 513)) * scale).astype(dtype)
        made = fast.softmax(x, 1)
        fast.choose_loops(0)  # divides
        same(made, fast.softmax(x, 1))
        fast.choose_loops(instruction_set)


SHAPES = [(3, 5), (1, 1), (2, 100), (40, 1000), (3, 4, 5), (2, 70, 40), (5, 300), (7,)]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@np.errstate(all="ignore")
def test_along_an_axis(shape, dtype):
    x, g = numbers(shape, dtype), numbers(shape, dtype, 1, special=False)
    for axis in range(len(shape)):
        for clean in (False, True):
            y = np.nan_to_num(x, posinf=3, neginf=-3) if clean else x
            soft, log = normalise.softmax(y, axis, None), normalise.log_softmax(y, axis, None)
            near(fast.softmax, soft, y, axis)
            near(fast.log_softmax, log, y, axis)
            same(fast.softmax_backward(g, soft, axis), normalise.softmax_backward(g, soft, axis))
            near(fast.log_softmax_backward, normalise.log_softmax_backward(g, log, axis), g, log, axis)
            same(fast.cumsum(y, axis), scans.cumsum(y, axis, None))
            for least, function in ((False, reductions.max_dim), (True, reductions.min_dim)):
                made = fast.extremum(y, axis, least, True, True) or (None, None)
                for one, other in zip(made, function(y, axis, False)):
                    same(one, other, signs=False)  # of two zeros the first one is taken
            for descending in (False, True):
                for counted in (axis, axis - len(shape)):
                    same(fast.order(y, counted, descending), sorting._order(y, axis, descending))


@pytest.mark.parametrize("dtype", [*DTYPES, "int32", "int64"])
def test_orders_keep_equal_elements(dtype):
    random = np.random.default_rng(0)
    for n in (1, 2, 48, 49, 5000):
        x = random.integers(-5, 5, (3, n)).astype(dtype)
        if dtype.startswith("float"):
            x[:, ::3] *= -1  # zeros of both signs
        wide = random.integers(-(2**31), 2**31 - 1, (3, n)).astype(dtype)
        near = random.integers(1_000_000, 1_003_000, (3, n)).astype(dtype)
        far = random.integers(-(2**63), 2**63 - 1, (3, n)).astype(dtype) if wide.itemsize == 8 else -wide
        for array in (x, wide, near, far):
            for descending in (False, True):
                same(fast.order(array, 1, descending), sorting._order(array, 1, descending))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rows, columns", [(6, 40), (21, 40), (11, 700), (3, 5000)])
def test_normalisation_of_rows(dtype, rows, columns):
    x, g = numbers((rows, columns), dtype, special=False), numbers((rows, columns), dtype, 1, special=False)
    w, b = numbers(columns, dtype, 2, special=False), numbers(columns, dtype, 3, special=False)
    for weight, bias in ((None, None), (w, b), (w, None), (None, b)):
        made = fast.norm_rows(x, weight, bias, rows, 1e-5) or (None,) * 3
        expected = normalise.native_layer_norm(x, (columns,), weight, bias, 1e-5)
        same(made[0], expected[0])
        if compiled:
            same(made[1][:, None], expected[1])
            same(fast.norm_rows_backward(g, x, made[1], made[2], weight, rows), normalise.layer_norm_backward(g, x, *expected[1:], weight, 1))


@pytest.mark.parametrize("dtype", DTYPES)
def test_normalisation_of_channels(dtype):
    x, g, w, b = (numbers(s, dtype, k, special=False) for k, s in enumerate(((3, 6, 4, 5), (3, 6, 4, 5), 6, 6)))
    made = fast.norm_rows(x, w, b, 6, 1e-5, 20, 2) or (None,) * 3
    expected = normalise.native_group_norm(x, w, b, 2, 1e-5)
    same(made[0], expected[0])
    if compiled:
        same(fast.norm_rows_backward(g, x, made[1], made[2], w, 6, 20, 2), normalise.group_norm_backward(g, x, *expected[1:], w, 2))
        forward = normalise.native_batch_norm(x, w, b, None, None, True, 0.1, 1e-5)
        same(fast.scale_rows(x, forward[1], forward[2] * w, b), forward[0])
        same(fast.scale_rows(x, forward[1], forward[2], None, g), (x - forward[1].reshape(1, 6, 1, 1)) * forward[2].reshape(1, 6, 1, 1) * g)
        total, along = g.sum((0, 2, 3)), (g * x).sum((0, 2, 3))
        grown = [p.reshape(1, 6, 1, 1) for p in (forward[1], forward[2], total, along, w)]
        same(fast.unscale_rows(g, x, forward[1], forward[2], total, along, w), grown[4] * ((g - grown[2]) - ((x - grown[0]) * grown[1]) * grown[3]))
        same(fast.moment_rows(x, forward[1]), summation.cascade_sum((x - grown[0]) ** 2, (2, 3)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(7, 3), (40, 300), (500, 130), (9, 20, 1)], ids=str)
def test_normalisation_of_channels_of_one_element_each(shape, dtype):
    """The loops over rows take what lies side by side, beside NumPy's own way."""
    x, g = numbers(shape, dtype, special=False), numbers(shape, dtype, 1, special=False)
    mean, scale, bias, total, along = (numbers(shape[1], dtype, k, special=False) for k in range(2, 7))
    turned = [a.reshape(1, -1, *(1,) * (len(shape) - 2)) for a in (mean, scale, bias, total, along)]
    centred = x - turned[0]
    same(fast.scale_rows(x, mean, scale, bias), centred * turned[1] + turned[2])
    same(fast.scale_rows(x, mean, scale, None), centred * turned[1])
    same(fast.moment_rows(x, mean), (centred * centred).reshape(shape[:2]))
    same(fast.moment_rows(x, mean, g, scale), (g * (centred * turned[1])).reshape(shape[:2]))
    same(fast.unscale_rows(g, x, mean, scale, total, along, bias), turned[2] * ((g - turned[3]) - centred * turned[1] * turned[4]))


@pytest.mark.parametrize("dtype", DTYPES)
def test_reading_and_adding_at_indices(dtype):
    random = np.random.default_rng(0)
    x, index, values = numbers((5, 7, 3), dtype), random.integers(0, 7, 20), numbers((5, 20, 3), dtype, 1)
    expected = x.copy()
    np.add.at(expected, (slice(None), index), values)
    made = x.copy()
    if fast.add_rows(made, 1, index, values):
        np.testing.assert_allclose(made, expected, rtol=1e-5)
    assert not fast.add_rows(made, 1, np.array([0, 7]), values[:, :2].copy()) and not fast.add_rows(made, 1, np.array([-1]), values[:, :1].copy())
    for axis in range(3):
        shape = [5, 7, 3]
        shape[axis] = 4
        index = random.integers(0, x.shape[axis], shape)
        same(fast.gather(x, axis, index), np.take_along_axis(x, index, axis))
        index[0, 0, 0] = x.shape[axis]
        assert fast.gather(x, axis, index) is None
    rows, places = numbers((3, 50, 70), dtype), random.integers(0, 50, 33)
    same(fast.take_rows(rows, 1, places), rows.take(places, 1))
    assert fast.take_rows(rows, 1, np.array([50])) is None and fast.take_rows(rows, 1, np.array([-1])) is None
    wide, values, places = numbers((50, 3000), dtype, special=False), numbers((60, 3000), dtype, 1, special=False), random.integers(0, 50, 60)
    expected = wide.copy()
    np.add.at(expected, places, values)
    if fast.add_rows(wide, 0, places, values):
        np.testing.assert_array_equal(wide, expected)


def test_indices_out_of_range_are_found():
    for n, size in ((0, 3), (1, 1), (700, 50), (300_000, 1000)):
        index = np.random.default_rng(0).integers(0, size, n)
        assert fast.outside(index, size) == (False if compiled else None)
        for wrong in (size, -1, 2**63 - 1, -(2**63)):
            for place in range(0, n, max(1, n // 3)):
                changed = index.copy()
                changed[place] = wrong
                assert fast.outside(changed, size) == (True if compiled else None)
    assert fast.outside(np.zeros(3, "i4"), 1) is None and fast.outside(np.zeros(6, "i8")[::2], 1) is None


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64", "uint8", "bool", "complex128"])
def test_joins_and_copies(dtype):
    random = np.random.default_rng(0)
    for n in (3, 40_000):
        arrays = [(random.standard_normal((2, k, n)) * 5).astype(dtype) for k in (1, 3, 2)]
        same(fast.copy(arrays[1]), arrays[1])
        assert fast.copy(arrays[1][:, ::2]) is None
        for axis, parts in ((1, arrays), (0, [arrays[1]] * 3), (2, [arrays[1], arrays[1][..., : n // 2].copy()])):
            made = torch.cat([torch.from_numpy(a) for a in parts], axis).numpy()
            np.testing.assert_array_equal(made, np.concatenate(parts, axis))
        for axis in range(4):
            np.testing.assert_array_equal(torch.stack([torch.from_numpy(arrays[1])] * 3, axis).numpy(), np.stack([arrays[1]] * 3, axis))
    many = [np.full((2, 1000), k).astype(dtype) for k in range(70)]
    np.testing.assert_array_equal(torch.cat([torch.from_numpy(a) for a in many], 1).numpy(), np.concatenate(many, 1))


def test_large_slices_are_added_to_few_places():
    index, values = np.random.default_rng(0).integers(0, 100, 30_000), numbers(30_000, "float32", special=False)
    expected = np.ones(100, "f4")
    np.add.at(expected, index, values)
    made = torch.ones(100).index_add(0, torch.from_numpy(index), torch.from_numpy(values))
    np.testing.assert_array_equal(made.numpy(), expected)
    index[20_000] = 100
    with pytest.raises(IndexError):
        made.index_add_(0, torch.from_numpy(index), torch.from_numpy(values))
    np.testing.assert_array_equal(made.numpy(), expected)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("dtype", DTYPES)
def test_many_places_are_read_and_added_to(dtype, threads):
    random = np.random.default_rng(0)
    torch.set_num_threads(threads)
    try:
        for shape, axis in (((500, 600), 0), ((500, 600), 1), ((3, 40, 3000), 1), ((300_000,), 0)):
            values, index = numbers(shape, dtype, special=False), random.integers(0, 40, shape)
            out, grid = np.ones([40 if d == axis else n for d, n in enumerate(shape)], dtype), list(np.indices(shape, sparse=True))
            expected, grid[axis] = out.copy(), index
            np.add.at(expected, tuple(grid), values)
            if fast.gather_add(out, axis, index, values):
                np.testing.assert_array_equal(out, expected)
        rows, places = numbers((700, 300), dtype, special=False), random.integers(0, 50, 700)
        out = np.ones((50, 300), dtype)
        expected = out.copy()
        np.add.at(expected, places, rows)
        if fast.add_rows(out, 0, places, rows):
            np.testing.assert_array_equal(out, expected)
        for shape in ((900,), (900, 3), (900, 2), (900, 40)):
            x, index = numbers(shape, dtype), random.integers(-900, 900, (200, 60))
            same(torch.from_numpy(x)[torch.from_numpy(index)].numpy() if compiled else None, x[index])
            for wrong in (900, -901, 2**63 - 1, -(2**63)):
                changed = index.copy()
                changed[150, 3] = wrong
                with pytest.raises(IndexError, match=f"index {wrong} is out of bounds for dimension 0 with size 900"):
                    torch.from_numpy(x)[torch.from_numpy(changed)]
            if x.ndim == 2:
                with pytest.raises(IndexError, match="index out of range in self"):
                    torch.nn.functional.embedding(torch.from_numpy(index), torch.from_numpy(x))
                index %= 900
                np.testing.assert_array_equal(torch.nn.functional.embedding(torch.from_numpy(index), torch.from_numpy(x)).numpy(), x[index])
    finally:
        torch.set_num_threads(1)


TYPES = ["float32", "float64", "int32", "int64", "bool"]


@pytest.mark.parametrize("source", TYPES)
def test_conversions(source):
    values = np.array([0, 1, -1, 2.5, -2.5, 100.75, -0.0, 3e9, -1e30, math.nan, math.inf] if source.startswith("f") else [0, 1, -1, 7, 2**30]).astype(source)
    x = torch.from_numpy(np.tile(values, 7))
    for target in TYPES:
        made = x.to(getattr(torch, target))
        kept = slice(None)
        if source.startswith("f") and target.startswith("i"):  # what fits: elsewhere C says nothing
            kept = np.isfinite(x.numpy()) & (np.abs(x.numpy()) < 2e9)
        np.testing.assert_array_equal(made.numpy()[kept], x.numpy()[kept].astype(target))
        assert made.dtype is getattr(torch, target)
    if source.startswith("f"):
        x = torch.from_numpy(np.ones(3, source)).requires_grad_()
        (x.double() if source == "float32" else x.float()).sum().backward()
        assert x.grad.tolist() == [1, 1, 1] and not x.to(torch.int64).requires_grad


@pytest.mark.parametrize("dtype", DTYPES)
def test_operands_across_each_other(dtype):
    for rows, columns in ((300, 211), (64, 600), (2000, 65)):
        x, y = numbers((columns, rows), dtype, special=False), numbers((rows, columns), dtype, 1, special=False)
        a, b = torch.from_numpy(x).t(), torch.from_numpy(y)
        same_as = np.testing.assert_array_equal
        same_as((a + b).numpy(), x.T + y)
        same_as((b - a).numpy(), y - x.T)
        same_as((a > b).numpy(), x.T > y)
        same_as(torch.where(b > 0, a, b).numpy(), np.where(y > 0, x.T, y))
        same_as((torch.from_numpy(x[:, ::2]).t() * b[::2]).numpy(), x[:, ::2].T * y[::2])
        expected = x.T + y
        b += a
        same_as(b.numpy(), expected)


@pytest.mark.skipif(not compiled, reason="the plain core has no loops")
@pytest.mark.parametrize("make", [
    lambda: np.zeros((0, 3), "f4"), lambda: np.zeros((3, 6), "f4")[:, ::2], lambda: np.zeros((3, 4), "f2"), lambda: np.zeros((3, 4), "c8")[:, ::2], lambda: np.zeros((3, 4), ">f4"),
    lambda: np.frombuffer(b"x" * 49, "u1")[1:].view("f4").reshape(3, 4), lambda: np.zeros((3, 4), "f4").T,
])  # fmt: skip
def test_other_memory_is_left_to_numpy(make):
    x = make()
    assert all(f(x, 1) is None for f in (fast.softmax, fast.log_softmax, fast.cumsum)) and fast.sum_runs(x) is None
    assert fast.extremum(x, 1, False, True, True) is None and fast.order(x, 1, False) is None and fast.norm_rows(x, None, None, 3, 1e-5) is None


_PROGRAM = """
import hashlib, os, sys
import numpy as np
import pyautograd as torch
torch.set_num_threads(int(sys.argv[1]))
def run():
    torch.manual_seed(0)
    x = torch.randn(700, 700, requires_grad=True)
    r = torch.randn(700, requires_grad=True)
    big = torch.randn(3, 500, 401)
    y = torch.softmax(x * r + 1, -1) * torch.exp(x).t() + torch.log_softmax(x, 0)
    y = torch.nn.functional.layer_norm(y, (700,)) + y.cumsum(0)
    y.sum(0).mean().backward()
    parts = [y, x.grad, r.grad, big.sum(1), big.sum(0), big.max(2)[1], big.argmin(1), big.sort(1)[1], torch.nn.functional.gelu(big), big[:, ::2] * 2, big.sum()]
    parts += [torch.cat((big, big)), x.index_select(0, big.argmax(0)[0]), x.t() + x, x.gather(1, (x * 40).long() % 700), big[0].topk(5)[0], x.double(),
              x.index_add(0, torch.arange(700) // 3, x), x.softmax(1), torch.cat([big.flatten()] * 4).sum()]
    parts += [x.norm(), big.norm(1), big.norm(2, 0), big.norm(1, 2), torch.nn.functional.mse_loss(x, y), torch.nn.functional.mse_loss(y, x, reduction="none")]
    return hashlib.sha256(b"".join(np.ascontiguousarray(p.detach().numpy()).tobytes() for p in parts)).hexdigest()
first = run()
assert run() == first
print(first, flush=True)
if hasattr(os, "fork"):
    child = os.fork()
    if child == 0:
        os._exit(0 if run() == first else 1)
    assert os.waitpid(child, 0)[1] == 0
"""


def test_one_result_for_every_number_of_threads(tmp_path):
    found = {subprocess.run([sys.executable, "-c", _PROGRAM, str(n)], capture_output=True, text=True, check=True).stdout for n in (1, 2, 3, 7)}
    assert len(found) == 1 and len(found.pop()) == 65


@pytest.mark.parametrize("threads", [2, 3, 7])
@pytest.mark.parametrize("shape", [(50_000, 3), (9000, 2), (3, 9000, 5), (40, 900, 6)])
def test_fewer_columns_than_threads(shape, threads):
    def computed():
        x = torch.linspace(-3, 3, math.prod(shape)).sin().reshape(shape).requires_grad_()
        dim = len(shape) - 2
        made = [x.softmax(dim), x.log_softmax(dim), x.cumsum(dim), *x.max(dim), x.sum(dim), x.softmax(dim, torch.float16), x.bool().softmax(dim, torch.float16)]
        return [m.tolist() for m in [*made, *torch.autograd.grad(made[0].square().sum() + made[1].square().sum(), x)]]

    torch.set_num_threads(1)
    expected = computed()
    torch.set_num_threads(threads)
    try:
        assert computed() == expected
    finally:
        torch.set_num_threads(1)


def test_threads_of_python_share_the_pool():
    import threading

    torch.set_num_threads(2)
    try:
        x = torch.linspace(-1, 1, 400_000)
        expected, wrong = torch.exp(x).tolist(), []

        def work():
            for _ in range(20):
                if torch.exp(x).tolist()[::1000] != expected[::1000]:
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
    finally:
        torch.set_num_threads(1)


@pytest.mark.parametrize("name", ["exp", "log", "tanh", "sigmoid", "erf", "sin"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_blocks(name, dtype):
    """Lengths around a block, contiguous and strided, in place and not."""
    for n in (1, 511, 512, 513, 1500):
        x = torch.linspace(-3, 3, 2 * n, dtype=dtype)
        if n > 4:
            x[2], x[4], x[6] = math.nan, math.inf, -math.inf
        f = getattr(torch, name)
        strided, dense = f(x[::2]), f(x[::2].contiguous())
        one = torch.stack([f(v) for v in x[::2]]) if n < 600 else dense
        assert torch.equal(strided.nan_to_num(5), dense.nan_to_num(5)) and torch.allclose(one, dense, rtol=1e-6 if dtype is torch.float32 else 1e-14, equal_nan=True)
        inplace = x.clone()
        getattr(inplace, name + "_")()
        assert torch.equal(inplace[::2].nan_to_num(5), dense.nan_to_num(5))


def test_error_function():
    x = np.concatenate([np.linspace(-5, 5, 20001), [0.0, -0.0, 1e-30, 1e-45, math.inf, -math.inf]]).astype(np.float32)
    made, exact = torch.from_numpy(x).erf().numpy(), np.array([math.erf(v) for v in x.tolist()])
    assert np.abs(made - exact).max() < 1e-7 and (np.abs(made.astype(float) - exact) <= 0.6 * np.spacing(np.abs(exact).astype(np.float32))).all()
    assert math.isnan(torch.tensor(math.nan).erf()) and np.array_equal(np.signbit(made), np.signbit(x))


@pytest.mark.parametrize("name", ["gelu", "silu", "softplus", "elu", "selu", "mish", "logsigmoid"])
def test_activations(name):
    oracle = pytest.importorskip("torch")
    f, g = getattr(torch.nn.functional, name), getattr(oracle.nn.functional, name)
    x = np.random.default_rng(0).standard_normal((3, 700)).astype(np.float32) * 3
    ours, theirs = torch.from_numpy(x.copy()).requires_grad_(), oracle.from_numpy(x.copy()).requires_grad_()
    made, expected = f(ours), g(theirs)
    (made * made).sum().backward()
    (expected * expected).sum().backward()
    np.testing.assert_allclose(made.detach().numpy(), expected.detach().numpy(), rtol=3e-6, atol=1e-6)
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=2e-5, atol=1e-5)
