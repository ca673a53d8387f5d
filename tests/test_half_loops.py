"""Half precision by way of float32, of bits alone, and by conversions, against what is computed in float32 and rounded: every layout, special number and length."""
import math

import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
INF, NAN = float("inf"), float("nan")
DTYPES = (torch.float16, torch.bfloat16)


def numbers(dtype, n, seed=0):
    rng = np.random.default_rng(seed)
    x = (rng.standard_normal(n) * 10.0 ** rng.integers(-6, 4, n)).astype(np.float32)
    special = np.array([0.0, -0.0, INF, -INF, NAN, 65504.0, 6e-8, -6e-8, 1.0, 1.0], np.float32)
    x[: min(n, 10)] = special[: min(n, 10)]
    return torch.from_numpy(x).to(dtype)


def layouts(dtype):
    """Tensors of elements that lie side by side, across, with gaps, repeated, at no boundary, and none."""
    x = numbers(dtype, 35 * 61).reshape(35, 61)
    yield from (x, x.t(), x[::2, 1::3], x[:1].expand(5, 61), x[:0], x.reshape(-1)[1:1081].reshape(30, 36))
    yield numbers(dtype, 4000).reshape(4, 20, 50).permute(2, 0, 1)


def bits(x):
    """Elements as integers, every NaN the same one."""
    made = x.contiguous()
    if made.dtype in DTYPES:
        made = torch.where(made.isnan(), torch.tensor(NAN, dtype=made.dtype), made).view(torch.int16)
    return made.tolist()


def same(made, expected):
    for one, other in zip(made, expected) if isinstance(made, (tuple, list)) else ((made, expected),):
        assert one.dtype is other.dtype and one.shape == other.shape and bits(one) == bits(other)


def rounded(wide, dtype):
    return [rounded(item, dtype) for item in wide] if isinstance(wide, (tuple, list)) else wide.to(dtype) if wide.dtype is torch.float32 else wide


def evaluated(function, *arguments):
    """The result, or the kind of error."""
    try:
        return function(*arguments)
    except (RuntimeError, IndexError) as error:
        return type(error)


FUNCTIONS = (
    "x.sum() x.sum(0) x.sum(-1,keepdim=True) x.mean() x.mean(1) x.nansum() x.nansum(0) x.amax(0) x.amin((0,1)) x.max() x.min(1) x.max(0) x.argmax(1) x.argmin() "
    "x.sort(dim=1,stable=True) x.sort(0,descending=True) x.argsort(1) x.topk(3,1) x.kthvalue(2,1) x.median(1) x.median() x.cummax(1) x.cummin(0) x.clamp(0,1) "
    "x.clamp(min=-0.3) x.clamp(max=0.7) x.softmax(1) x.log_softmax(0) x.nonzero() x.count_nonzero(1) torch.isin(x,x[:1]) torch.logaddexp(x,x.flip(0)) x+x x*x.flip(1) "
    "x.neg() x.abs() x.sgn() x.sign() x.relu() x.sqrt() x.floor() x.reciprocal() x.exp() x.angle() x.isnan() x.signbit() x.logical_not() torch.copysign(x,x.flip(0)) "
    "torch.logical_or(x,x.flip(0)) x%3 torch.fmod(x,2) torch.maximum(x,x.flip(0)) torch.fmin(x,x.flip(1)) torch.lerp(x,x.flip(0),0.3) torch.addcmul(x,x,x,value=0.5) "
    "F.silu(x) F.leaky_relu(x,0.1) x<x.flip(0) x==x.flip(1) x[:1]+x[:,:1]"
).split()  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("text", FUNCTIONS)
def test_rounded_once(dtype, text):
    code = compile(text, text, "eval")
    for x in layouts(dtype):
        made, wide = (evaluated(lambda x: eval(code, {"x": x, "torch": torch, "F": F}), operand) for operand in (x, x.float()))
        if isinstance(made, type):
            assert made is wide
        else:
            same(made, rounded(wide, dtype))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("function", [torch.add, torch.sub, torch.mul, torch.div])
def test_sums_and_products_of_every_length(dtype, function):
    for n in (1, 7, 8, 15, 16, 17, 33, 1025, 3000):
        x, y = numbers(dtype, n), numbers(dtype, n, 1).flip(0)
        for a, b in ((x, y), (x, y[:1]), (x[:1], y), (x[::2], y[::2]), (x, x)):
            same(function(a, b), function(a.float(), b.float()).to(dtype))
        for number in (0.1, 3, -0.0):
            exact = number if function in (torch.mul, torch.div) else torch.tensor(number, dtype=dtype).item()
            same(function(x, number), function(x.float(), exact).to(dtype))
        made = x.clone()
        made.add_(y).mul_(made)
        same(made, ((x.float() + y.float()).to(dtype).float() ** 2).to(dtype))
        same(torch.rsub(x, y), (y.float() - x.float()).to(dtype))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("function, step", [(torch.cumsum, np.add), (torch.cumprod, np.multiply)])
def test_scans_are_carried_in_float32(dtype, function, step):
    for x in layouts(dtype):
        for dim in range(x.dim()):
            wide = step.accumulate(x.float().contiguous().numpy(), axis=dim) if x.numel() else x.float().numpy()
            wide = wide + np.float32(0) if step is np.add else wide
            same(function(x, dim), torch.from_numpy(np.ascontiguousarray(wide)).to(dtype))


@pytest.mark.parametrize("function", [
    lambda x: torch.cat([x, x]), lambda x: x.flip(0), lambda x: x.roll(1, 0), lambda x: x.rot90(), lambda x: x.repeat(2, 1), lambda x: x[[0, 1]], lambda x: x.gather(0, torch.tensor([[1, 0]])),
    lambda x: F.pad(x, (1, 1)), lambda x: x.index_select(1, torch.tensor([1])), lambda x: torch.stack([x, x], 1), lambda x: x[x.signbit()], lambda x: x.neg(), lambda x: x.abs(),
])  # fmt: skip
def test_bits_of_bfloat16_are_only_moved(function):
    """NaN keep what they hold, as in PyTorch, and a fill value is a number."""
    held = torch.tensor([[0x7FC1, -0x7F, 3], [0x7F81, -0x8000 + 1, 0x7FFF]], dtype=torch.int16)
    expected = {"neg": held ^ -0x8000, "abs": held & 0x7FFF}
    name = function.__code__.co_names[-1] if function.__code__.co_names else "index"
    made = function(held.view(torch.bfloat16))
    assert made.dtype is torch.bfloat16
    if torch.backend == "compiled":
        plain = expected[name] if name in expected else held[held < 0] if name == "signbit" else function(held)
        assert made.view(torch.int16).tolist() == plain.tolist()


def test_numbers_beside_bfloat16_are_no_bits():
    x, mask = torch.tensor([1.0, 2.0]).bfloat16(), torch.tensor([True, False])
    assert torch.where(mask, x, 1).tolist() == [1, 1] and torch.where(mask, x, torch.tensor(3)).tolist() == [1, 3]
    assert torch.cat([x, torch.tensor([5])]).tolist() == [1, 2, 5] and F.pad(x, (1, 1), value=2).tolist() == [2, 1, 2, 2]
    assert F.pad(x, (1, 0), value=-0.0).signbit().tolist() == [True, False, False]
    assert x.masked_fill(mask, 3).tolist() == [3, 2]


def test_float64_goes_by_way_of_float32():
    """1 + 2**-11 + 2**-40 lies above a tie, and on it once it is float32; PyTorch rounds so."""
    for n in (1, 7, 16, 3000):
        x = torch.full((n,), 1 + 2.0**-11 + 2.0**-40, dtype=torch.float64)
        assert set(x.half().tolist()) == {1.0}
    for wide in (torch.tensor([1e5, -1e5, 65519.9, 65520.0, 2.0**-25, 1e-9, -0.0, NAN], dtype=torch.float64),):
        assert str(wide.half().tolist()) == str(wide.float().half().tolist())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("other", [torch.float64, torch.float32, torch.int64, torch.int32, torch.uint8, torch.bool, torch.float16, torch.bfloat16], ids=str)
def test_conversions(dtype, other):
    x = torch.arange(0, 2600).reshape(50, 52) % 250
    for turned in (x, x.t(), x[::2], x[:, 1::3]):
        there = turned.to(other).to(dtype)
        same(there, turned.to(other).float().to(dtype))
        same(there.to(other), there.float().to(other))
        assert there.stride() == torch.empty_like(turned, dtype=dtype).stride()


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_every_number_there_and_back(dtype):
    every = torch.arange(-0x8000, 0x8000).to(torch.int16)
    x = every.view(dtype)
    finite = ~x.isnan()
    assert torch.equal(x.float().to(dtype).view(torch.int16)[finite], every[finite])
    assert x.float().isnan().sum() == x.isnan().sum() == (~finite).sum()
    few = torch.cat([x[at : at + 5].float() for at in range(0, 0x10000, 5)])  # too few for vectors
    assert torch.equal(few.view(torch.int32), x.float().view(torch.int32))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_infinities_become_the_largest_numbers(dtype):
    largest = torch.finfo(dtype).max
    x = torch.tensor([INF, -INF, NAN, -NAN, 1.0, -0.0] * 20, dtype=dtype)
    assert x.nan_to_num()[:6].tolist() == [largest, -largest, 0, 0, 1, 0] and x.nan_to_num(1, 2, 3)[:3].tolist() == [2, 3, 1]
    assert x.nan_to_num()[5].signbit() and not x.nan_to_num()[3].signbit()


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_gradients_have_the_dtype(dtype):
    x = numbers(dtype, 600)[10:].reshape(10, 59).requires_grad_()
    for function in (lambda x: x.sum(1).sum(), lambda x: x.amax(1).sum(), lambda x: x.clamp(0, 1).sum(), lambda x: x.cumsum(1).sum(), lambda x: x.logsumexp(1).sum(), lambda x: torch.cat([x, x]).sum()):
        made, = torch.autograd.grad(function(x), x)
        assert made.dtype is dtype and made.shape == x.shape
    y = x.detach().clone()
    assert y.clamp_(0, 1) is y and torch.equal(y, x.detach().clamp(0, 1)) and y.cumsum_(0) is y


SUMMED = [(3, 5), (447, 447), (40000, 7), (5, 300, 40), (2, 131072), (1, 300000), (131072,), (140001,), (70000,), (9, 1, 33), (2, 9000, 31), (64, 64, 64)]


@pytest.mark.parametrize("shape", SUMMED, ids=str)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64], ids=str)
def test_sums_block_by_block(dtype, shape):
    """What is summed block by block is the sum of all of it, widened or without NaN, rounded once."""
    torch.manual_seed(0)
    x = torch.randn(shape).to(dtype)
    holes = torch.where(torch.rand(shape) < 0.1, torch.tensor(math.nan, dtype=dtype), x)
    wide = torch.float64 if dtype is torch.float64 else torch.float32
    for threads in (1, 3):
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        try:
            for dim in [None, *range(len(shape)), tuple(range(len(shape)))]:
                for given, function in ((x, torch.sum), (x, torch.mean), (holes, torch.nansum)):
                    plain = given.to(wide) if function is not torch.nansum else torch.where(given.isnan(), torch.zeros((), dtype=dtype), given).to(wide)
                    expected = (torch.sum if function is torch.nansum else function)(plain, *() if dim is None else (dim,)).to(dtype)
                    made = function(given, *() if dim is None else (dim,))
                    assert torch.equal(made, expected), (dim, function)
            assert torch.equal(torch.sum(x, 0, keepdim=True), x.to(wide).sum(0, keepdim=True).to(dtype))
        finally:
            torch.set_num_threads(before)
    assert x.sum(0).sum().requires_grad is False
    leaf = x.clone().requires_grad_()
    leaf.sum(-1).sum().backward()
    assert torch.equal(leaf.grad, torch.ones_like(x))


@pytest.mark.parametrize("dim", [0, 1])
def test_float16_added_at_indices(dim):
    """One after another, each sum rounded."""
    random = np.random.default_rng(dim)
    x, index = numbers(torch.float16, 60 * 70, 1).reshape(60, 70), torch.from_numpy(random.integers(0, 60, (60, 70)))
    start = torch.from_numpy(random.standard_normal((60, 70))).to(torch.float16)
    expected, rows = start.numpy().copy(), start.numpy().copy()
    with np.errstate(all="ignore"):
        for at in np.ndindex(60, 70):
            place = (index.numpy()[at], at[1]) if dim == 0 else (at[0], index.numpy()[at])
            expected[place] += x.numpy()[at]
        for i, row in zip(index[0].tolist(), x.numpy()):
            rows[i] += row
    assert bits(start.scatter_add(dim, index, x)) == bits(torch.from_numpy(expected))
    assert bits(start.index_put((index[0, :60],), x, accumulate=True)) == bits(torch.from_numpy(rows))
    assert bits(start.index_add(0, index[0, :60], x)) == bits(torch.from_numpy(rows))
