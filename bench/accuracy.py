"""The error of every elementwise function, in units in the last place, against mpmath; PyTorch's beside it.

``python -m bench.accuracy`` measures and writes ``docs/accuracy.md``. One ulp is the distance between the two numbers of the dtype that enclose the
exact result; a correctly rounded result is within 0.5. A domain is ``(low, high)``, sampled evenly, or by exponents where it is `scaled`.
"""
import math
import pathlib
import platform
from typing import NamedTuple

import mpmath
import numpy as np

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "accuracy.md"
DIGITS = 60
COUNT = 1000  # arguments of each function
SEED = 20240607


class Case(NamedTuple):
    """A function over a domain, and its exact form."""

    name: str
    exact: object
    domains: tuple  # (low, high) for each argument
    scaled: bool = False
    slow: bool = False  # mpmath takes its time

    @property
    def title(self):
        """The function and its domain as the page shows them."""
        spans = ", ".join(f"[{low:g}, {high:g}]" for low, high in self.domains)
        return f"{self.name} on {spans}" + (", by exponents" if self.scaled else "")


def _unit(dtype, exact):
    """The ulp of `dtype` at an exact value, as mpf; the smallest subnormal number near zero."""
    info = np.finfo(dtype)
    if exact == 0:
        return mpmath.mpf(float(info.smallest_subnormal))
    exponent = max(mpmath.frexp(exact)[1] - 1, int(info.minexp))
    return mpmath.ldexp(1, exponent - info.nmant)


def samples(case, dtype, count):
    """`count` arguments in `dtype` from the domain of a case, and exactly the same for every library."""
    rng = np.random.default_rng(SEED)
    columns = []
    for low, high in case.domains:
        if case.scaled and low > 0:
            column = np.exp2(rng.uniform(math.log2(low), math.log2(high), count))
        elif case.scaled:
            column = np.exp2(rng.uniform(math.log2(high) - 40, math.log2(high), count)) * rng.choice((-1, 1), count)
        else:
            column = rng.uniform(low, high, count)
        columns.append(np.clip(column.astype(dtype), dtype(low), dtype(high)))
    return columns


def exact_values(case, columns):
    """The exact results as mpf."""
    with mpmath.workdps(DIGITS):
        return [case.exact(*[mpmath.mpf(float(x)) for x in row]) for row in zip(*columns)]


def errors(found, exact, dtype):
    """The errors of computed values in ulps; inf where one is not finite although the exact value is one of the dtype."""
    largest, made = float(np.finfo(dtype).max), []
    with mpmath.workdps(DIGITS):
        for value, truth in zip(found.tolist(), exact):
            if not mpmath.isfinite(truth) or abs(truth) > largest:
                continue
            made.append(float(abs(mpmath.mpf(value) - truth) / _unit(dtype, truth)) if math.isfinite(value) else math.inf)
    return np.array(made)


def computed(library, name, columns):
    """What a library computes, as an array."""
    found = library
    for part in name.split("."):
        found = getattr(found, part)
    return np.asarray(found(*[library.from_numpy(c.copy()) for c in columns]).numpy())


def measured(case, dtype, count, libraries):
    """[(largest error, mean error), ...] of each library."""
    columns = samples(case, dtype, count)
    exact = exact_values(case, columns)
    made = []
    for library in libraries:
        error = errors(computed(library, case.name, columns), exact, dtype)
        made.append((float(error.max()), float(error.mean())))
    return made


def _sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def _ndtr(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def _ndtri(p):
    return -mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * p) if p > 1e-20 else mpmath.findroot(lambda x: _ndtr(x) - p, -9)


def _case(name, exact, *domains, scaled=False, slow=False):
    return Case(name, exact, domains, scaled, slow)


m = mpmath
CASES = [
    _case("exp", m.exp, (-87.0, 88.0)), _case("exp", m.exp, (-1.0, 1.0), scaled=True),
    _case("exp2", lambda x: m.power(2, x), (-126.0, 127.0)), _case("expm1", m.expm1, (-2.0, 2.0), scaled=True), _case("expm1", m.expm1, (-30.0, 80.0)),
    _case("log", m.log, (1e-30, 1e30), scaled=True), _case("log", m.log, (0.5, 2.0)),
    _case("log2", lambda x: m.log(x, 2), (1e-30, 1e30), scaled=True), _case("log2", lambda x: m.log(x, 2), (0.5, 2.0)),
    _case("log10", m.log10, (1e-30, 1e30), scaled=True), _case("log10", m.log10, (0.5, 2.0)),
    _case("log1p", m.log1p, (-0.9, 0.9), scaled=True), _case("log1p", m.log1p, (1e-3, 1e30), scaled=True),
    _case("sqrt", m.sqrt, (1e-30, 1e30), scaled=True), _case("rsqrt", lambda x: 1 / m.sqrt(x), (1e-30, 1e30), scaled=True),
    _case("reciprocal", lambda x: 1 / x, (1e-30, 1e30), scaled=True),
    _case("sin", m.sin, (-10.0, 10.0)), _case("sin", m.sin, (1e3, 1e6)), _case("cos", m.cos, (-10.0, 10.0)), _case("cos", m.cos, (1e3, 1e6)),
    _case("tan", m.tan, (-10.0, 10.0)), _case("asin", m.asin, (-1.0, 1.0)), _case("acos", m.acos, (-1.0, 1.0)), _case("atan", m.atan, (-100.0, 100.0), scaled=True),
    _case("sinh", m.sinh, (-80.0, 80.0), scaled=True), _case("cosh", m.cosh, (-80.0, 80.0)), _case("tanh", m.tanh, (-10.0, 10.0), scaled=True),
    _case("tanh", m.tanh, (-3.0, 3.0)),
    _case("asinh", m.asinh, (-1e6, 1e6), scaled=True), _case("acosh", m.acosh, (1.0, 100.0)), _case("atanh", m.atanh, (-0.99, 0.99), scaled=True),
    _case("sigmoid", _sigmoid, (-80.0, 80.0)), _case("logit", lambda p: m.log(p / (1 - p)), (0.01, 0.99)),
    _case("nn.functional.silu", lambda x: x * _sigmoid(x), (-20.0, 20.0)), _case("nn.functional.softplus", lambda x: m.log1p(m.exp(x)), (-20.0, 19.0)),
    _case("nn.functional.logsigmoid", lambda x: -m.log1p(m.exp(-x)), (-20.0, 20.0)), _case("nn.functional.gelu", lambda x: x * _ndtr(x), (-5.0, 5.0)),
    _case("nn.functional.mish", lambda x: x * m.tanh(m.log1p(m.exp(x))), (-20.0, 20.0)), _case("nn.functional.elu", lambda x: x if x > 0 else m.expm1(x), (-10.0, 2.0)),
    _case("erf", m.erf, (-4.0, 4.0), scaled=True), _case("erf", m.erf, (-4.0, 4.0)), _case("erfc", m.erfc, (-4.0, 8.0)), _case("erfinv", m.erfinv, (-0.999, 0.999)),
    _case("special.erfcx", lambda x: m.exp(x * x) * m.erfc(x), (-4.0, 50.0)), _case("special.ndtr", _ndtr, (-5.0, 5.0)),
    _case("special.log_ndtr", lambda x: m.log(_ndtr(x)), (-20.0, 4.0)), _case("special.ndtri", _ndtri, (0.001, 0.999)),
    _case("lgamma", lambda x: m.log(abs(m.gamma(x))), (0.1, 100.0)), _case("lgamma", lambda x: m.log(abs(m.gamma(x))), (-9.5, -0.5)),
    _case("digamma", m.digamma, (0.1, 100.0)), _case("digamma", m.digamma, (-9.5, -0.5)), _case("sinc", lambda x: m.sincpi(x), (-8.0, 8.0)),
    _case("special.i0", lambda x: m.besseli(0, x), (-20.0, 20.0)), _case("special.i0e", lambda x: m.exp(-abs(x)) * m.besseli(0, x), (-80.0, 80.0)),
    _case("special.i1", lambda x: m.besseli(1, x), (-20.0, 20.0)), _case("special.i1e", lambda x: m.exp(-abs(x)) * m.besseli(1, x), (-80.0, 80.0)),
    _case("special.bessel_j0", lambda x: m.besselj(0, x), (0.0, 2.0)), _case("special.bessel_j1", lambda x: m.besselj(1, x), (0.0, 3.0)),
    _case("special.bessel_y0", lambda x: m.bessely(0, x), (1.5, 3.5), slow=True), _case("special.bessel_y1", lambda x: m.bessely(1, x), (0.1, 2.0), slow=True),
    _case("special.modified_bessel_k0", lambda x: m.besselk(0, x), (0.1, 40.0), slow=True), _case("special.modified_bessel_k1", lambda x: m.besselk(1, x), (0.1, 40.0), slow=True),
    _case("special.scaled_modified_bessel_k0", lambda x: m.exp(x) * m.besselk(0, x), (0.1, 80.0), slow=True),
    _case("special.spherical_bessel_j0", lambda x: m.sinc(x), (0.0, 3.0)), _case("special.airy_ai", m.airyai, (0.0, 5.0)),
    _case("special.entr", lambda x: -x * m.log(x), (0.01, 0.95)),
    _case("pow", m.power, (0.01, 100.0), (-15.0, 15.0)), _case("atan2", m.atan2, (-10.0, 10.0), (-10.0, 10.0)), _case("hypot", m.hypot, (-10.0, 10.0), (-10.0, 10.0)),
    _case("div", lambda x, y: x / y, (-10.0, 10.0), (1e-3, 10.0)),
    _case("logaddexp", lambda x, y: m.log(m.exp(x) + m.exp(y)), (1.0, 30.0), (1.0, 30.0)),
    _case("xlogy", lambda x, y: x * m.log(y), (0.1, 10.0), (2.0, 100.0)), _case("special.xlog1py", lambda x, y: x * m.log1p(y), (0.1, 10.0), (0.001, 100.0)),
    _case("igamma", lambda a, x: m.gammainc(a, 0, x, regularized=True), (0.5, 20.0), (0.5, 20.0), slow=True),
    _case("igammac", lambda a, x: m.gammainc(a, x, m.inf, regularized=True), (0.5, 20.0), (0.5, 20.0), slow=True),
    _case("special.zeta", m.zeta, (1.1, 10.0), (0.5, 10.0)),
]  # fmt: skip

DTYPES = (np.float32, np.float64)
STEPS = (0.6, 1, 1.5, 2, 3, 4, 6, 8, 12, 20, 30, 50, 100, 200, 500)


def bound_for(largest, dtype):
    """The bound that is promised where `largest` was measured: with a fifth of room, a round number, two digits beyond 500; for float64, which
    comes from the C library on some machines, at least one."""
    wanted = max(1.2 * largest, 1 if dtype is np.float64 else 0)
    for step in STEPS:
        if wanted <= step:
            return step
    power = 10.0 ** (math.floor(math.log10(wanted)) - 1)
    return math.ceil(wanted / power) * power


# Sums of many float32 numbers.

SUM_SIZE = 10_000_000


def sum_cases(size=SUM_SIZE):
    """(title, the numbers, how they are summed: a function of a tensor) of sums whose exact value is known."""
    rng = np.random.default_rng(SEED)
    uniform, normal = rng.random(size, dtype=np.float32), rng.standard_normal(size, dtype=np.float32)
    spread = np.exp2(rng.uniform(-20, 20, size)).astype(np.float32)
    rows = size // 1000
    return [
        ("sum of uniform numbers", uniform, lambda t: t.sum()), ("sum of normal numbers", normal, lambda t: t.sum()),
        ("sum of numbers between 2^-20 and 2^20", spread, lambda t: t.sum()), ("mean of uniform numbers", uniform, lambda t: t.mean()),
        ("sum over rows of 1,000 columns", uniform[: rows * 1000].reshape(rows, 1000), lambda t: t.sum(0)),
        ("sum over columns of 1,000 rows", uniform[: rows * 1000].reshape(1000, rows), lambda t: t.sum(1)),
        ("sum of every other number", uniform, lambda t: t[::2].sum()), ("variance of normal numbers plus 1,000", normal + np.float32(1000), lambda t: t.var()),
        ("logsumexp of normal numbers", normal, lambda t: t.logsumexp(0)), ("norm of normal numbers", normal, lambda t: t.norm()),
    ]  # fmt: skip


def sum_errors(case, libraries):
    """The largest relative error of each library, against float64 of the same library, whose own error is a billionth of it."""
    _, numbers, function = case
    made = []
    for library in libraries:
        tensor = library.from_numpy(numbers)
        exact = np.asarray(function(tensor.double()).numpy())
        scale = np.abs(np.asarray(function(tensor.double().abs()).numpy()))
        made.append(float(np.max(np.abs(np.asarray(function(tensor).numpy()).astype(np.float64) - exact) / scale)))
    return made


# Complex functions. Their error is a distance in the plane, relative to the size of the exact result.

COMPLEX_COUNT = 300
COMPLEX_DTYPES = (np.complex64, np.complex128)
COMPLEX_CASES = {
    "exp": m.exp, "expm1": m.expm1, "log": m.log, "log2": lambda z: m.log(z) / m.log(2), "log10": lambda z: m.log(z) / m.log(10), "log1p": m.log1p, "sqrt": m.sqrt,
    "rsqrt": lambda z: 1 / m.sqrt(z), "reciprocal": lambda z: 1 / z, "square": lambda z: z * z, "sin": m.sin, "cos": m.cos, "tan": m.tan, "asin": m.asin, "acos": m.acos,
    "atan": m.atan, "sinh": m.sinh, "cosh": m.cosh, "tanh": m.tanh, "asinh": m.asinh, "acosh": m.acosh, "atanh": m.atanh, "sigmoid": _sigmoid, "abs": abs, "angle": m.arg,
    "sgn": lambda z: z / abs(z), "mul": lambda z, w: z * w, "div": lambda z, w: z / w, "pow": lambda z, w: m.exp(w * m.log(z)),
}  # fmt: skip
COMPLEX_OF_TWO = ("mul", "div", "pow")


def complex_columns(name, dtype, count):
    """Numbers about the origin with parts of both signs, of sizes from 2^-20 to 10."""
    rng = np.random.default_rng(SEED)
    columns = []
    for _ in range(2 if name in COMPLEX_OF_TWO else 1):
        size, turn = np.exp2(rng.uniform(-20, math.log2(10), count)), rng.uniform(-np.pi, np.pi, count)
        columns.append((size * np.exp(1j * turn)).astype(dtype))
    return columns


def complex_errors(name, dtype, count, libraries):
    """[largest error, ...] of each library, in units of 2^-24 or 2^-53, the largest relative error of a rounded number."""
    columns, worst = complex_columns(name, dtype, count), []
    with mpmath.workdps(DIGITS):
        exact = [COMPLEX_CASES[name](*[mpmath.mpc(complex(z)) for z in row]) for row in zip(*columns)]
        unit = mpmath.mpf(float(np.finfo(dtype).eps)) / 2
        low, high = float(np.finfo(dtype).tiny), float(np.finfo(dtype).max)
        for library in libraries:
            found = computed(library, name, columns).tolist()
            inside = [(value, truth) for value, truth in zip(found, exact) if low <= abs(truth) <= high]
            worst.append(max(float(abs(mpmath.mpmathify(value) - truth) / (abs(truth) * unit)) for value, truth in inside))
    return worst


HEAD = """# Accuracy

Written by `python -m bench.accuracy`, which measures {count:,} arguments of each function and dtype (a tenth where mpmath is slow) against mpmath
with {digits} digits. Errors are in ulps: the distance between the two neighbouring numbers of the dtype that enclose the exact result. Half an ulp is what correct
rounding gives. Each cell has the largest and the mean error of the compiled core; `bound` is what `tests/test_accuracy.py` holds both cores
to. The largest error of a sample is not the largest there is.

Large errors are relative ones near a zero of the function: where `logit`, `sinc` or `igamma` cross or approach zero by a difference, PyTorch's
formula is used and loses the same digits. In float32, elementary functions and the formulas of them are computed in float64 and rounded once, but for
`sigmoid`, `silu` and `gelu`, which are computed in float32 and have PyTorch's error or less. The polynomials and the
modified Bessel functions of the first kind in float32 follow PyTorch's rounding step by step, and have its error. The special functions in float64
come from polynomials about many centres whose leading terms have a rest (`bench/special_tables.py`), and are rounded once, as exponentials, logarithms,
powers, circular and hyperbolic functions are that the core computes in sums of two numbers.

| function | float32 | PyTorch | bound | float64 | PyTorch | bound |
| :-- | --: | --: | --: | --: | --: | --: |
"""

COMPLEX_HEAD = """
## Complex functions

The largest distance from the exact result for {count} arguments of sizes from 2^-20 to 10 in all directions, relative to the size of the result, in units of 2^-24 for
complex64 and 2^-53 for complex128: two parts that are rounded right are within one.

| function | complex64 | PyTorch | complex128 | PyTorch |
| :-- | --: | --: | --: | --: |
"""

SUMS_HEAD = """
## Sums of {size:,} float32 numbers

The largest error, relative to the sum of the absolute values (2^-24 = 6.0e-08 is half an ulp).

| | error | PyTorch |
| :-- | --: | --: |
"""


# The plain core's functions are off by more in a few cases: formulas of NumPy's.
PLAIN = {"sigmoid on [-80, 80]": (0.6, 3), "nn.functional.gelu on [-5, 5]": (670000, 720000), "nn.functional.softplus on [-20, 19]": (0.6, 2)}


def shown(error):
    largest, mean = error
    return f"{largest:,.3g} ({mean:,.2g})" if largest < 1000 else f"{largest:,.0f} ({mean:,.0f})"


def page(libraries, count):
    """The text of the page."""
    rows = []
    for case in CASES:
        cells = []
        for dtype in DTYPES:
            ours, theirs = measured(case, dtype, count // 10 if case.slow else count, libraries)
            bound = max(bound_for(ours[0], dtype), PLAIN.get(case.title, (0, 0))[len(cells) // 3])
            cells += [shown(ours), shown(theirs), f"{bound:,.7g}"]
        rows.append(f"| {case.title} | " + " | ".join(cells) + " |\n")
    complexes = "".join(
        f"| {name} | " + " | ".join(f"{e:,.3g}" for dtype in COMPLEX_DTYPES for e in complex_errors(name, dtype, COMPLEX_COUNT, libraries)) + " |\n" for name in COMPLEX_CASES
    )
    sums = "".join(f"| {case[0]} | " + " | ".join(f"{e:.1e}" for e in sum_errors(case, libraries)) + " |\n" for case in sum_cases())
    machine = f"\nMeasured on {platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {libraries[1].__version__.split('+')[0]}.\n"
    return HEAD.format(count=count, digits=DIGITS) + "".join(rows) + COMPLEX_HEAD.format(count=COMPLEX_COUNT) + complexes + SUMS_HEAD.format(size=SUM_SIZE) + sums + machine


def stated_bounds():
    """{title: (bound of float32, of float64)} as the page has them."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 7 and " on [" in cells[0]:
            found[cells[0].strip()] = (float(cells[3].replace(",", "")), float(cells[6].replace(",", "")))
    return found


def main():
    import torch

    import pyautograd

    torch.set_num_threads(1)
    PAGE.write_text(page((pyautograd, torch), COUNT), encoding="utf-8")


if __name__ == "__main__":
    main()
