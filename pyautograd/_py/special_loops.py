"""The special functions over NumPy arrays, computed with rests and rounded once: the plain core's counterpart of
``csrc/pyautograd/_C/special_functions.h``, with the same formulas.

Equation numbers are those of the NIST Digital Library of Mathematical Functions (DLMF).
"""
import numpy as np

from .double_double import (
    at_rows,
    choose,
    constant,
    exponential,
    first_row,
    in_table,
    inverse,
    logarithm,
    minus,
    ordered,
    plus,
    product_of,
    root,
    scaled,
    times,
)

_ONE = (1.0, 0.0)


def unary(name, x):
    """The function of this name of a float32 or float64 array, in its dtype."""
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        return _by_parts(_FUNCTIONS[name], x.astype(np.float64, copy=False)).astype(x.dtype, copy=False)


def binary(name, first, second):
    """The function of this name of two float32 or two float64 arrays, broadcast, in their dtype."""
    from .special_sums import FUNCTIONS

    with np.errstate(all="ignore"):
        first, second = np.broadcast_arrays(first, second)
        return FUNCTIONS[name](first.astype(np.float64), second.astype(np.float64)).astype(first.dtype, copy=False)


def _by_parts(parts, x):
    """(where, function of those numbers) in order, the first that holds counts."""
    found, left = np.empty(x.shape), np.ones(x.shape, np.bool_)
    for where, function in parts:
        here = left & where(x)
        if here.any():
            found[here] = function(x[here])
        left &= ~here
    found[left] = np.nan
    return found


def _joined(x):
    return x[0] + x[1]


def split_by(condition, x, inside, outside):
    """A pair (or a tuple of arrays) of two functions, each of its own share of the numbers."""
    condition = np.broadcast_to(condition, x.shape)
    if condition.all():
        return inside(x)
    if not condition.any():
        return outside(x)
    one, other = inside(x[condition]), outside(x[~condition])
    made = []
    for a, b in zip(one, other):
        both = np.empty(x.shape)
        both[condition], both[~condition] = a, b
        made.append(both)
    return tuple(made)


def always(x):
    return np.ones(x.shape, np.bool_)


# Error functions. Those of pairs take an array of complex numbers, the rest as imaginary part.


def _error(x):
    near = np.minimum(x.real, 6.0)
    return choose(x.real < 6, in_table("erf", near, x.imag), (1.0, -1e-17))


def _scaled_complement(x):
    def near(x):
        return in_table("erfcx", x.real, x.imag)

    def far(x):
        w = inverse((np.minimum(x.real, 1e300), x.imag))
        return times(w, in_table("erfcx_far", *w))

    return split_by(x.real <= 8, x, near, far)


def _square(x):
    q, rest = product_of(x.real, x.real)
    return ordered(q, rest + 2 * x.real * x.imag)


def _complement(x):
    """erfc: a pair and the power of two that goes with it."""

    def near(x):
        e = _error(np.where(x.real < 0, -x, x))
        negative = x.real < 0
        found = plus(_ONE, (np.where(negative, e[0], -e[0]), np.where(negative, e[1], -e[1])))
        return (*found, np.zeros(x.shape))

    def far(x):
        q = _square(x)
        e, power = exponential(-q[0], -q[1])
        return (*times(e, _scaled_complement(x)), power)

    return split_by(x.real < 0.5, x, near, far)


def _pair(hi, lo):
    made = np.empty(np.shape(hi), np.complex128)
    made.real, made.imag = hi, lo
    return made


def _erfc(x):
    *e, power = _complement(_pair(x, 0.0))
    return scaled(e, power)


def _erfcx_low(x):
    *e, more = _complement(_pair(x, 0.0))
    growth, power = exponential(*_square(_pair(x, 0.0)))
    return scaled(times(growth, e), power + more)


def _normal_argument(x):
    """-x / sqrt(2)."""
    p, rest = product_of(x, -0.7071067811865476)
    return _pair(*ordered(p, rest + x * 4.833646656726457e-17))


def _ndtr(x):
    *e, power = _complement(_normal_argument(x))
    return scaled(e, power - 1)


def _log_ndtr_left(x):
    t = _normal_argument(x)
    e = _scaled_complement(t)
    return _joined(minus(logarithm(0.5 * e[0], 0.5 * e[1]), _square(t)))


def _log_ndtr_right(x):
    *e, power = _complement(-_normal_argument(x))
    tiny, unit = power < -60, np.ldexp(1.0, np.maximum(power, -60).astype(np.int32) - 1)
    one, rest = ordered(1.0, -e[0] * unit)
    return np.where(tiny, -scaled(e, power - 1), _joined(logarithm(one, rest - e[1] * unit)))


def _inverse_complement(z):
    def near(z):
        return in_table("erfinv", 1 - z)

    def far(z):
        m, e = np.frexp(z)  # z = 2 m 2^(e - 1)
        m = 2 * m
        k = ((m - 1) * 8).astype(np.intp)
        return at_rows(first_row("erfcinv") + 8 * (-e.astype(np.intp)) + k, m - (1 + (k + 0.5) / 8), 0.0)

    return split_by(z >= 0.5, z, near, far)


def _erfinv(x):
    size = np.abs(x)
    near = size <= 0.5
    y = split_by(near, size, lambda s: in_table("erfinv", s), lambda s: _inverse_complement(1 - s))
    return np.copysign(_joined(y), x)


def _ndtri(x):
    low = np.where(x > 0.5, 1 - x, x)

    def near(low):
        return times(_inverse_complement(2 * low), (1.4142135623730951, -9.667293313452913e-17))

    def far(low):
        log = logarithm(low)
        s = root((-2 * log[0], -2 * log[1]))
        return in_table("normal_tail", *s)

    y = _joined(split_by(low >= 2.0**-53, low, near, far))
    return np.where(x == 0.5, 0.0, np.where(x > 0.5, y, -y))


# Gamma functions.


def _series(w, coefficients):
    total = 0.0
    for c in reversed(coefficients):
        total = total * w + c
    return total


_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400, 43867 / 244188)
_PSI = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160)


def stirling_rest(x):
    """log gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2 for x >= 8 (DLMF 5.11.1)."""
    w = 1 / x
    return w * _series(w * w, _STIRLING)


def log_gamma(x, shifted):
    """log gamma(x + 1) for x >= 0 if `shifted`, log gamma(x) for x >= 1 if not."""

    def near(x):
        return in_table("lgamma", x, shift=float(shifted))

    def far(x):
        unit = np.where(x > 2.0**900, 2.0**-200, 1.0)  # splitting must not overflow
        log = logarithm(x)
        big = times((x * unit, 0.0), (log[0] - 1, log[1]))
        rest = plus(times((0.5 * unit if shifted else -0.5 * unit, 0.0), log), (0.9189385332046728 * unit, -3.8782941580672414e-17 * unit))
        found = plus(big, rest)
        return found[0] / unit, (found[1] + stirling_rest(x) * unit) / unit

    return split_by(x < (8 if shifted else 9), x, near, far)


def _psi(x, shifted):
    """psi(x + 1) for x >= 0 if `shifted`, psi(x) for x >= 1 if not (DLMF 5.11.2)."""
    zero, rest_of_zero = constant("digamma_zero")

    def near(x):
        z = x + 1 if shifted else x
        return split_by((z > 1.40625) & (z < 1.515625), x, at_zero, lambda x: in_table("digamma", x, shift=float(shifted)))

    def at_zero(x):
        t, rest = ordered(x - (zero - 1 if shifted else zero), -rest_of_zero)
        return at_rows(np.full(x.shape, first_row("digamma_zero")), t, rest)

    def far(x):
        w = inverse((x, 0.0))
        q = w[0] * w[0]
        half = 0.5 if shifted else -0.5
        found = plus(logarithm(x), (half * w[0], half * w[1]))
        return found[0], found[1] - q * _series(q, _PSI)

    return split_by(x < (8 if shifted else 9), x, near, far)


def _lgamma_negative(x):
    # reflection, DLMF 5.5.3
    r = np.abs(x - np.rint(x))
    safe = np.where(r == 0, 0.25, r)
    found = _joined(minus(minus(in_table("log_circle", safe), logarithm(safe)), log_gamma(-x, True)))
    return np.where(r == 0, np.inf, found)


def _digamma_negative(x):
    # reflection, DLMF 5.5.4
    r = x - np.rint(x)
    size = np.abs(r)
    safe = np.where(size < 2.0**-600, 0.25, size)
    c = minus(inverse((safe, 0.0)), in_table("cotangent", safe))
    sign = np.where(r < 0, 1.0, -1.0)
    found = _joined(plus(_psi(-x, True), (sign * c[0], sign * c[1])))
    return np.where(r == 0, np.nan, np.where(size < 2.0**-600, -1 / r, found))


def _trigamma_low(x):
    # (pi / sin(pi x))^2 - psi'(1 - x), DLMF 5.5.4; pi / sin(pi r) is e^L / r
    from .special_sums import zeta

    r = np.abs(x - np.rint(x))
    safe = np.where(r < 1e-150, 0.25, r)
    log = in_table("log_circle", safe)
    e, power = exponential(2 * log[0], 2 * log[1])
    w = inverse((safe, 0.0))
    found = scaled(times(times(w, w), e), power) - zeta(np.full(x.shape, 2.0), 1 - x)
    return np.where(r < 1e-150, 1 / r / r, found)


def _trigamma_high(x):
    from .special_sums import zeta

    return zeta(np.full(x.shape, 2.0), x)


# Modified Bessel functions: exp(-x) I and exp(x) K, of order 0 and 1.


def _first_kind(x, order):
    name = f"i{order}e"

    def far(x):
        w = inverse((x, 0.0))
        return times(root(w), in_table(name + "_far", *w))

    return split_by(x <= 8, x, lambda x: in_table(name, x), far)


def _growing(order):
    def function(x):
        size = np.abs(x)
        e, power = exponential(size)
        found = scaled(times(_first_kind(size, order), e), power)
        return np.where(x < 0, -found, found) if order else found

    return function


def _falling(order):
    def function(x):
        size = np.abs(x)
        found = np.where(size < 1e300, _joined(_first_kind(np.minimum(size, 1e299), order)), 0.3989422804014327 / np.sqrt(size))
        return np.where(x < 0, -found, found) if order else found

    return function


def _k_near(order, is_scaled):
    def function(x):
        e, power = exponential(x)
        scale = np.ldexp(1.0, power.astype(np.int32))
        e = e[0] * scale, e[1] * scale
        part = times(times(_first_kind(x, order), e), logarithm(x))
        k = plus(inverse((x, 0.0)), plus(part, in_table("k1_near", x))) if order else minus(in_table("k0_near", x), part)
        return _joined(times(k, e) if is_scaled else k)

    return function


def _k_far(order, is_scaled):
    name = f"k{order}e"

    def far(x):
        w = inverse((x, 0.0))
        return times(root(w), in_table(name + "_far", *w))

    def function(x):
        k = split_by(x <= 8, x, lambda x: in_table(name, x), far)
        if is_scaled:
            return _joined(k)
        e, power = exponential(-x)
        return scaled(times(k, e), power)

    return function


def _second_kind_parts(order, is_scaled):
    tiny = [(lambda x: (x > 0) & (x < 1e-300), lambda x: 1 / x)] if order else []
    return [
        (lambda x: x == 0, lambda x: np.full(x.shape, np.inf)), *tiny, (lambda x: (x > 0) & (x <= 1), _k_near(order, is_scaled)),
        (lambda x: x > 1e300, lambda x: 1.2533141373155003 / np.sqrt(x) if is_scaled else 0.0), (lambda x: x > 1, _k_far(order, is_scaled)),
    ]  # fmt: skip


# Bessel and Airy functions. Beyond the tables by their expansions (DLMF 10.17.3, 9.7.5, 9.7.9).


def _hankel_coefficients(order):
    made, term = [1.0], 1.0
    for k in range(1, 16):
        term = term * (4 * order * order - (2 * k - 1) ** 2) / (8 * k)
        made.append(term)
    return made


_HANKEL = [_hankel_coefficients(order) for order in (0, 1)]


def _hankel(x, order, second):
    w = 1 / x
    q, a = -w * w, _HANKEL[order]
    even, odd, s, c = _series(q, a[::2]), w * _series(q, a[1::2]), np.sin(x), np.cos(x)
    cosine, sine = (s - c, -(s + c)) if order else (c + s, s - c)  # sqrt(2) those of x - pi/4 or x - 3 pi/4
    return 0.5641895835477563 / np.sqrt(x) * (even * sine + odd * cosine if second else even * cosine - odd * sine)


def _j_parts(order):
    def near(x):
        found = _joined(in_table(f"j{order}", np.abs(x)))
        return np.where(x == 0, x, np.where(x < 0, -found, found)) if order else found

    def far(x):
        found = _hankel(np.abs(x), order, False)
        return np.where(x < 0, -found, found) if order else found

    return [(lambda x: np.abs(x) <= 25, near), (np.isfinite, far)]


def _y_parts(order):
    pole = 0.6366197723675814, -3.935735335036497e-17  # 2 / pi

    def near(x):
        log = times(pole, times(logarithm(x), in_table(f"j{order}", x)))
        found = plus(log, in_table(f"y{order}_near", x))
        return _joined(minus(found, times(pole, inverse((x, 0.0)))) if order else found)

    tiny = [(lambda x: (x > 0) & (x < 1e-290), lambda x: -0.6366197723675814 / x)] if order else []
    return [
        (lambda x: x == 0, lambda x: np.full(x.shape, -np.inf)), *tiny, (lambda x: (x > 0) & (x <= 2), near),
        (lambda x: (x > 2) & (x <= 25), lambda x: _joined(in_table(f"y{order}", x))), (lambda x: (x > 25) & (x < np.inf), lambda x: _hankel(x, order, True)),
    ]  # fmt: skip


def _airy_coefficients():
    made, term = [1.0], 1.0
    for k in range(1, 16):
        term = term * (6 * k - 5) * (6 * k - 1) / (72 * k)
        made.append(term)
    return made


_AIRY = _airy_coefficients()


def _zeta_of(size):
    return times((0.66666666666666663, 3.7007434154171886e-17), times((size, 0.0), root((size, 0.0))))


def _airy_above(x):
    z = _zeta_of(x)
    e, power = exponential(-z[0], -z[1])

    def near(x):
        return in_table("airy_scaled", x)

    def far(x):
        return 0.28209479177387814 * _series(-1 / _zeta_of(x)[0], _AIRY) / np.sqrt(np.sqrt(x)), np.zeros(x.shape)

    return scaled(times(e, split_by(x <= 10, x, near, far)), power)


def _airy_below(x):
    x = np.maximum(x, -1e9)
    z, rest = _zeta_of(-x)
    w = 1 / z
    even, odd, s, c = _series(-w * w, _AIRY[::2]), w * _series(-w * w, _AIRY[1::2]), np.sin(z), np.cos(z)
    s, c = s + c * rest, c - s * rest
    return 0.3989422804014327 / np.sqrt(np.sqrt(-x)) * ((c + s) * even + (s - c) * odd)


def _sinc_near(x):
    t = x * x
    top, rest = ordered(1.0, -t * 0.16666666666666666)
    return top + (rest + t * t * _series(t, (1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000)))


def _constant(value):
    return lambda x: np.full(x.shape, value)


_FUNCTIONS = {
    "erf": [(lambda x: x == x, lambda x: np.copysign(_joined(_error(_pair(np.abs(x), 0.0))), x))],
    "erfc": [(lambda x: x < -6, _constant(2.0)), (lambda x: x > 28, _constant(0.0)), (lambda x: x == x, _erfc)],
    "erfcx": [(lambda x: x < -27, _constant(np.inf)), (lambda x: x < 0.5, _erfcx_low), (lambda x: x > 1e300, lambda x: 0.5641895835477563 / x),
              (lambda x: x == x, lambda x: _joined(_scaled_complement(_pair(x, 0.0))))],
    "ndtr": [(lambda x: x > 38, _constant(1.0)), (lambda x: x < -39, _constant(0.0)), (lambda x: x == x, _ndtr)],
    "log_ndtr": [(lambda x: x > 39, _constant(-0.0)), (lambda x: x < -1e150, _constant(-np.inf)), (lambda x: x < -1, _log_ndtr_left), (lambda x: x == x, _log_ndtr_right)],
    "erfinv": [(lambda x: np.abs(x) == 1, lambda x: x * np.inf), (lambda x: np.abs(x) < 1, _erfinv)],
    "ndtri": [(lambda x: x == 0, _constant(-np.inf)), (lambda x: x == 1, _constant(np.inf)), (lambda x: (x > 0) & (x < 1), _ndtri)],
    "lgamma": [(np.isinf, _constant(np.inf)), (lambda x: x == 0, _constant(np.inf)), (lambda x: x >= 1, lambda x: _joined(log_gamma(x, False))),
               (lambda x: x > 0, lambda x: _joined(minus(log_gamma(x, True), logarithm(x)))), (lambda x: x < 0, _lgamma_negative)],
    "digamma": [(lambda x: x == np.inf, _constant(np.inf)), (lambda x: x == 0, lambda x: np.copysign(np.inf, -x)), (lambda x: x > 2.0**500, np.log),
                (lambda x: x >= 1, lambda x: _joined(_psi(x, False))),
                (lambda x: (x > 0) & (x < 2.0**-600), lambda x: -1 / x), (lambda x: x > 0, lambda x: _joined(minus(_psi(x, True), inverse((x, 0.0))))),
                (lambda x: (x < 0) & (x > -np.inf), _digamma_negative)],
    "trigamma": [(lambda x: x == np.inf, _constant(0.0)), (lambda x: x >= 0.5, _trigamma_high), (lambda x: x > -np.inf, _trigamma_low)],
    "i0": [(np.isinf, _constant(np.nan)), (lambda x: np.abs(x) > 800, _constant(np.inf)), (lambda x: x == x, _growing(0))],
    "i1": [(np.isinf, _constant(np.nan)), (lambda x: np.abs(x) > 800, lambda x: x * np.inf), (lambda x: x == x, _growing(1))],
    "i0e": [(lambda x: x == x, _falling(0))], "i1e": [(lambda x: x == x, _falling(1))],
    "k0": _second_kind_parts(0, False), "k1": _second_kind_parts(1, False), "k0e": _second_kind_parts(0, True), "k1e": _second_kind_parts(1, True),
    "j0": _j_parts(0), "j1": _j_parts(1), "y0": _y_parts(0), "y1": _y_parts(1),
    "airy": [(lambda x: ~np.isfinite(x), _constant(np.nan)), (lambda x: (x >= -10) & (x <= 2), lambda x: _joined(in_table("airy", x))), (lambda x: x > 1e4, _constant(0.0)),
             (lambda x: x > 0, _airy_above), (always, _airy_below)],
    "spherical_j0": [(np.isinf, _constant(0.0)), (lambda x: np.abs(x) < 0.75, _sinc_near), (lambda x: x == x, lambda x: np.sin(x) / x)],
}  # fmt: skip
