"""Loops over blocks of elements: the same values whatever else is in a block, wherever a stretch ends, and at the ends of the range."""
import math
import warnings

import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
UNARY = {
    "elu": F.elu, "selu": F.selu, "celu": lambda x: F.celu(x, 0.7), "gelu": F.gelu, "softplus": F.softplus, "hardtanh": F.hardtanh, "relu": F.relu,
    "leaky_relu": F.leaky_relu, "hardsigmoid": F.hardsigmoid, "rsqrt": torch.rsqrt, "erfc": torch.erfc, "ndtr": torch.special.ndtr,
    "log_ndtr": torch.special.log_ndtr, "i0": torch.i0, "i0e": torch.special.i0e, "i1": torch.special.i1, "i1e": torch.special.i1e,
    "modified_bessel_i1": torch.special.modified_bessel_i1, "frac": torch.frac, "reciprocal": torch.reciprocal, "sgn": torch.sgn, "angle": torch.angle,
    "nan_to_num": torch.nan_to_num, "logical_not": torch.logical_not,
}  # fmt: skip
BINARY = {
    "hypot": torch.hypot, "fmod": torch.fmod, "logaddexp": torch.logaddexp, "floor_divide": torch.floor_divide, "remainder": torch.remainder,
    "div_trunc": lambda x, y: torch.div(x, y, rounding_mode="trunc"), "div_floor": lambda x, y: torch.div(x, y, rounding_mode="floor"),
    "nextafter": torch.nextafter,
}  # fmt: skip
ENDS = [0.0, -0.0, math.inf, -math.inf, math.nan, 1e-30, -1e-30, 1e30, -1e30, 8.0, -8.0, 3.4e38, 1.0, -1.0]


def operands(count, positive=False):
    x = np.random.default_rng(count).normal(scale=4, size=count)
    return np.abs(x) + 0.01 if positive else np.concatenate([x, ENDS])


def same(a, b):
    a, b = a.numpy(), b.numpy()
    np.testing.assert_array_equal(a, b)
    known = a == a
    np.testing.assert_array_equal(np.signbit(a[known]), np.signbit(b[known]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("name", UNARY)
def test_unary_in_blocks(name, dtype):
    function = UNARY[name]
    for positive in (False, True):
        x = torch.tensor(operands(1100, positive), dtype=dtype)
        whole = function(x)
        same(function(x.repeat_interleave(2)[::2]), whole)
        same(function(torch.cat([x.new_full((700,), -0.5), x]))[700:], whole)
        some = [0, 1, 63, 64, 511, 512, 1099, len(x) - 1]
        same(torch.cat([function(x[i : i + 1]) for i in some]), whole[some])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary_in_blocks(name, dtype):
    function = BINARY[name]
    x = torch.tensor(operands(1100), dtype=dtype)
    for y in (x.roll(5), x.flip(0), x):
        whole = function(x, y)
        same(function(x.repeat_interleave(2)[::2], y), whole)
        some = [0, 1, 127, 128, 255, 256, len(x) - 14, len(x) - 1]
        same(torch.cat([function(x[i : i + 1], y[i : i + 1]) for i in some]), whole[some])


def log_ndtr(x):
    return math.log(0.5 * math.erfc(-x / math.sqrt(2))) if x < 0 else math.log1p(-0.5 * math.erfc(x / math.sqrt(2)))


@pytest.mark.parametrize("name, function", [
    ("erfc", math.erfc), ("ndtr", lambda x: 0.5 * math.erfc(-x / math.sqrt(2))), ("log_ndtr", log_ndtr), ("rsqrt", lambda x: 1 / math.sqrt(x)),
    ("elu", lambda x: x if x > 0 else math.expm1(x)),
])  # fmt: skip
def test_float32_is_near(name, function):
    low = 0.01 if name == "rsqrt" else -9
    x = np.random.default_rng(3).uniform(low, 9, 4000).astype(np.float32)
    expected = np.array([function(float(v)) for v in x])
    found = UNARY[name](torch.tensor(x)).numpy()
    # The plain core rounds the argument that ndtr gives to erfc, and the root of 1/2 in it: both together are worth less than 3/2 x^2 units of the result.
    bound = 2 + (1.5 * x * x if name == "ndtr" else 0)
    assert np.all(np.abs(found - expected) / np.spacing(np.abs(expected).astype(np.float32)) < bound)


def test_remainders_are_exact():
    r = np.random.default_rng(4)
    x, y = (r.normal(size=4000) * np.exp2(r.integers(-30, 30, 4000))).astype(np.float32), (r.normal(size=4000) * np.exp2(r.integers(-9, 9, 4000))).astype(np.float32)
    expected = [math.fmod(float(a), float(b)) for a, b in zip(x, y)]
    assert torch.fmod(torch.tensor(x), torch.tensor(y)).tolist() == expected


NUMPY_FUNCTIONS = {
    "floor_divide": (torch.floor_divide, np.floor_divide), "div_floor": (lambda x, y: torch.div(x, y, rounding_mode="floor"), np.floor_divide),
    "div_trunc": (lambda x, y: torch.div(x, y, rounding_mode="trunc"), lambda a, b: np.trunc(a / b)), "fmod": (torch.fmod, np.fmod),
    "nextafter": (torch.nextafter, np.nextafter), "copysign": (torch.copysign, np.copysign), "logical_and": (torch.logical_and, np.logical_and),
    "logical_or": (torch.logical_or, np.logical_or), "logical_xor": (torch.logical_xor, np.logical_xor),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NUMPY_FUNCTIONS)
def test_two_operands_as_numpy_one_by_one(name, dtype):
    function, expected = NUMPY_FUNCTIONS[name]
    of, r = np.finfo(dtype), np.random.default_rng(5)
    ends = np.array([*ENDS, 0.5, -1.5, 3, -7, 0.1, of.max, -of.max, of.tiny, of.smallest_subnormal, -of.smallest_subnormal], dtype)
    whole, tenths = r.integers(-300, 300, (2, 2000)).astype(dtype), r.integers(-300, 300, (2, 2000)).astype(dtype) * dtype(0.1)
    wide = (r.normal(size=(2, 2000)) * np.exp2(r.uniform(-60, 60, (2, 2000)))).astype(dtype)
    for x, y in (np.meshgrid(ends, ends), whole, tenths, wide, (wide[0] * 0 + wide[1] * 7, wide[1])):
        x, y = np.ascontiguousarray(x).reshape(4, -1), np.ascontiguousarray(y).reshape(4, -1)
        with np.errstate(all="ignore"):
            want = torch.tensor(expected(x, y))
            first_row, first_column = torch.tensor(expected(x, y[:1])), torch.tensor(expected(x, y[:, :1]))
        a, b = torch.tensor(x), torch.tensor(y)
        same(function(a, b), want)
        same(function(a.t(), b.t()), want.t())
        same(function(a.t().contiguous().t(), b), want)
        same(function(a, b[:1]), first_row)
        same(function(a, b[:, :1]), first_column)
    if name == "floor_divide":
        c = torch.tensor(x)
        c //= torch.tensor(y)
        same(c, want)
        same(torch.floor_divide(a, b, out=b), want)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_parts_of_numbers_at_the_ends(dtype):
    x = torch.tensor([0.0, -0.0, math.inf, -math.inf, math.nan, 1.5, -1.5, 1e-40, -1e-40] * 9, dtype=dtype)
    largest = torch.finfo(dtype).max
    for function, expected in (
        (torch.sgn, [0, 0, 1, -1, 0, 1, -1, 1, -1]), (torch.angle, [0, 0, 0, math.pi, math.nan, 0, math.pi, 0, math.pi]),
        (torch.nan_to_num, [0, -0.0, largest, -largest, 0, *x[5:9].tolist()]), (torch.frac, [0, 0, math.nan, math.nan, math.nan, 0.5, -0.5, *x[7:9].tolist()]),
        (torch.logical_not, [1, 1, 0, 0, 0, 0, 0, 0, 0]),
    ):  # fmt: skip
        found = function(x)
        same(found, torch.tensor(expected * 9, dtype=found.dtype))
        same(function(x[::2]), found[::2])


ROWS = [(40000, 3), (700, 128), (700, 129), (90, 1024), (60, 1025), (8, 17), (3, 5)]
KINDS = ["float32", "float64", "int32", "int64", "uint8", "float16", "bfloat16", "complex64"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows, columns", ROWS)
def test_rows_that_share_an_operand(rows, columns, kind):
    """An operand that is the same in each row, or along each row, gives what it gives when it is written out."""
    random = np.random.default_rng(rows)
    x, y = (torch.tensor(random.integers(1, 9, (rows, columns))).to(getattr(torch, kind)) for _ in range(2))
    alike = {"row": y[0], "column": y[:, :1], "every other": torch.stack([y[0], y[0] + 1], 1)[:, 0], "number": y[0, 0]}
    for name, operand in alike.items():
        whole = operand.expand(rows, columns).contiguous()
        for function in (torch.add, torch.mul, torch.sub, torch.eq):
            assert torch.equal(function(x, operand), function(x, whole)), (name, function)
            assert torch.equal(function(operand, x), function(whole, x)), (name, function)
        assert torch.equal(torch.addcmul(x, operand, y), torch.addcmul(x, whole, y)), name
        assert torch.equal(torch.addcmul(operand, y, y[:, :1]), torch.addcmul(whole, y, y[:, :1].expand(rows, columns).contiguous())), name
        assert torch.equal(x.clone().mul_(operand), x * whole), name


LAYOUTS = {"dense": lambda x: x, "turned": lambda x: x.t(), "every other": lambda x: x[:, ::2], "turned with gaps": lambda x: x.t()[1::3]}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["float32", "float64", "int64", "int32", "uint8", "bool", "float16", "bfloat16"])
def test_large_matrices_as_their_rows(kind, layout):
    """Running extremes, ranks, places and sums of a large matrix in any layout are those of its rows, which are small, one at a time."""
    random = np.random.default_rng(0)
    x = LAYOUTS[layout](torch.tensor(random.integers(0, 2 if kind == "bool" else 90, (151, 230))).to(getattr(torch, kind)))
    rows = [row.contiguous() for row in x]
    places = torch.cat([torch.stack([torch.full((len(at),), i), at[:, 0]], 1) for i, at in enumerate(row.nonzero() for row in rows)])
    assert torch.equal(x.nonzero(), places)
    for name in ("cummax", "cummin", "median") if kind != "bool" else ("cummax", "cummin"):
        values, indices = getattr(torch, name)(x, 1)
        for row, v, at in zip(rows, values, indices):
            expected = getattr(torch, name)(row, 0)
            assert torch.equal(v, expected[0]) and torch.equal(at, expected[1]), name
    for function in (torch.sum, torch.nansum) if x.is_floating_point() else (torch.sum,):
        assert torch.equal(function(x, 1), torch.stack([function(row, 0) for row in rows])), function
        assert torch.equal(function(x, 0), function(x.t().contiguous(), 1)), function


@pytest.mark.parametrize("kind", ["complex64", "complex128"])
def test_real_parts_converted(kind):
    x = torch.tensor(np.random.default_rng(0).normal(scale=40, size=(200, 300, 2)).view(complex)[..., 0]).to(getattr(torch, kind))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("float32", "float64", "int32", "int64", "float16", "bfloat16"):
            for layout in (x, x.t(), x[::3]):
                assert torch.equal(layout.to(getattr(torch, name)), layout.real.to(getattr(torch, name))), name
