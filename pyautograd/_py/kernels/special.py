"""Special functions over ndarrays that NumPy lacks: error functions, gamma functions, zeta, Bessel functions.

Each takes floating-point arrays (or numbers), computes in float64 and returns the dtype of its input; integers come back
in the default dtype. Sources: Abramowitz and Stegun, Handbook of Mathematical Functions (AS), the NIST Digital Library of
Mathematical Functions (DLMF), and for the first guess of `erfinv` Giles, "Approximating the erfinv function" (2010).
"""
import math

import numpy as np

from ... import _types

_SQRT_PI = 1.7724538509055160273
_SQRT_HALF = 0.70710678118654752440
# Bernoulli numbers B_2, B_4, ..., B_24.
_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330, 854513 / 138, -236364091 / 2730,
)  # fmt: skip


def _double(x):
    """`x` as a float64 array and the dtype to answer in."""
    x = np.asarray(x)
    return x.astype(np.float64, copy=False), x.dtype if x.dtype.kind == "f" else _types.get_default_dtype().np


def _mapped(function, x):
    """The C library's function over every element; the loop runs in C."""
    wide, answer = _double(x)
    found = np.fromiter(map(function, wide.ravel().tolist()), np.float64, wide.size)
    return found.reshape(wide.shape).astype(answer, copy=False)


def erf(x):
    """The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    return _mapped(math.erf, x)


def erfc(x):
    """1 - erf(x), without cancellation for large x."""
    return _mapped(math.erfc, x)


# 1 - Euler's constant and (-1)^k (zeta(k) - 1) / k, highest power first.
_LOG_GAMMA_SERIES = (
    3.1044247747322276e-11, -6.4229645638381e-11, 1.330476437424449e-10, -2.7595228851242334e-10, 5.731367241678862e-10, -1.1921401405860912e-09,
    2.4836745438024785e-09, -5.183475041970047e-09, 1.0838659214896955e-08, -2.2711094608943164e-08, 4.7698101693639804e-08,
    -1.0043224823968099e-07, 2.1207184805554665e-07, -4.492469198764566e-07, 9.55141213040742e-07, -2.039215753801366e-06, 4.374866789907488e-06,
    -9.439488275268397e-06, 2.050721277567069e-05, -4.492623673813314e-05, 9.945751278180853e-05, -0.00022315475845357939, 0.0005096695247430425,
    -0.001192753911703261, 0.0028905103307415234, -0.007385551028673986, 0.020580808427784546, -0.0673523010531981, 0.3224670334241132,
    0.42278433509846713,
)  # fmt: skip


def lgamma(x):
    """The logarithm of the absolute value of the gamma function; inf at its poles.

    Its power series about 2 (DLMF 5.7.3) on [1.5, 2.5], to which smaller arguments and those up to 8 are brought by the recurrence; Stirling's series
    (DLMF 5.11.1) beyond; reflection (DLMF 5.5.3) for negative x.
    """
    wide, answer = _double(x)
    size = np.abs(wide)
    found = np.where(size < 8, _log_gamma_small(np.minimum(size, 8)), _log_gamma_stirling(np.maximum(size, 8)))
    negative = wide < 0
    if negative.any():
        turn = size - np.rint(size)
        reflected = np.where(size < 1e-17, found, np.log(np.pi / np.abs(np.sin(np.pi * turn) * size)) - found)
        found = np.where(negative & np.isfinite(wide), np.where(turn == 0, np.inf, reflected), found)
    return found.astype(answer, copy=False)


def _log_gamma_small(x):
    """For 0 <= x <= 8."""
    shifts = np.maximum(np.rint(x) - 2, 0)
    factor = np.ones_like(x)
    for k in range(1, 7):
        factor = np.where(k <= shifts, factor * (x - k), factor)
    low, below = x < 0.5, (x >= 0.5) & (x < 1.5)
    z = np.where(low, x, np.where(below, x - 1, x - shifts - 2))
    series = z * _polynomial(z, _LOG_GAMMA_SERIES)
    added = np.where(low, -np.log1p(x) - np.log(x), np.where(below, -np.log1p(z), np.log(factor)))
    return np.where(x == 0, np.inf, series + added)


def _log_gamma_stirling(x):
    """For x >= 8; 10^17 is where what follows the logarithm is lost."""
    reciprocal = 1 / np.minimum(x, 1e17)
    square = reciprocal * reciprocal
    terms = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_BERNOULLI[:9], 1)]
    tail = _polynomial(square, terms[::-1]) * reciprocal + 0.91893853320467274178
    return np.where(np.isinf(x), x, (x - 0.5) * (np.log(x) - 1) + (tail - 0.5))


def _polynomial(t, coefficients):
    total = np.full_like(t, coefficients[0])
    for c in coefficients[1:]:
        total *= t
        total += c
    return total


_GILES_CENTRE = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
)  # fmt: skip
_GILES_TAIL = (
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
)  # fmt: skip


def erfinv(x):
    """The inverse of `erf` on [-1, 1]; inf at the ends, nan outside.

    Giles' polynomials give about seven digits; two steps of Newton's iteration on the complement, which keeps its relative
    precision near the ends, give the rest (four far out in the tail).
    """
    wide, answer = _double(x)
    size = np.abs(wide)
    left = 1 - size
    w = -np.log(left * (1 + size))
    tail = w >= 5
    y = _polynomial(np.where(tail, np.sqrt(w) - 3, w - 2.5), _GILES_CENTRE)
    if tail.any():
        y = np.where(tail, _polynomial(np.sqrt(w) - 3, _GILES_TAIL), y)
    y = y * size
    for _ in range(4 if tail.any() else 2):
        slope = 2 / _SQRT_PI * np.exp(-y * y)
        above = erfc(y)
        # Where the complement is small its logarithm is nearly quadratic, so the step is taken there.
        miss = np.where(size < 0.5, size - erf(y), above * np.log(above / left))
        y = y + miss / slope
    y = np.where(size < 1, y, np.where(size == 1, np.inf, np.nan))
    return np.copysign(y, wide).astype(answer, copy=False)


def _tan_pi(x):
    # tan(pi x) through the fraction nearest zero, exact in its argument.
    return np.tan(np.pi * (x - np.rint(x)))


def digamma(x):
    """The logarithmic derivative of the gamma function: recurrence up to 10 (AS 6.3.5), then the asymptotic series
    (AS 6.3.18); reflection (AS 6.3.7) for negative x. nan at the negative integers, an infinity of the opposite sign at 0."""
    wide, answer = _double(x)
    negative = wide < 0
    t = np.where(negative, 1 - wide, wide)
    shift = np.zeros_like(t)
    while True:
        small = t < 10
        if not small.any():
            break
        shift = np.where(small, shift - 1 / t, shift)
        t = np.where(small, t + 1, t)
    inverse = 1 / (t * t)
    series = np.zeros_like(t)
    for k in range(7, 0, -1):
        series = (series + _BERNOULLI[k - 1] / (2 * k)) * inverse
    found = np.log(t) - 0.5 / t - series + shift
    if negative.any():
        found = np.where(negative, found - np.pi / _tan_pi(wide), found)
        found = np.where(negative & (wide == np.floor(wide)), np.nan, found)
    found = np.where(wide == 0, np.copysign(np.inf, -wide), found)
    return found.astype(answer, copy=False)


def zeta(s, q):
    """Hurwitz' zeta function, the sum over k >= 0 of (k + q)^-s, by Euler and Maclaurin's formula (AS 23.1.30).

    inf for s = 1 and at q = 0, -1, -2, ...; nan for s < 1, and for negative q with an s that is no integer.
    """
    s, q = np.asarray(s), np.asarray(q)
    answer = np.result_type(s, q)
    answer = answer if answer.kind == "f" else np.dtype(np.float64)
    s, q = np.broadcast_arrays(s.astype(np.float64), q.astype(np.float64))
    pole = (q <= 0) & (q == np.floor(q))
    start = 10 + 0.5 * np.clip(s, 0, 40)  # the Bernoulli terms fall as (s / (2 pi t))^2k
    total, t = np.zeros(s.shape), np.where(pole, start, q)
    while True:
        low = t < start
        if not low.any():
            break
        total = np.where(low, total + np.power(t, -s), total)
        t = np.where(low, t + 1, t)
    power = np.power(t, -s)
    total = total + power * t / (s - 1) + 0.5 * power
    # Beyond such an order the corrections vanish; bounded, their factors do not overflow.
    order = np.minimum(s, 1e6)
    rising, factor = order, power / t
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * k) * rising * factor
        rising = rising * (order + (2 * k - 1)) * (order + 2 * k)
        factor = factor / (t * t)
    total = np.where(pole, np.inf, np.where((q > 0) | (s == np.floor(s)), total, np.nan))
    total = np.where(s == 1, np.inf, np.where(s < 1, np.nan, total))
    return total.astype(answer, copy=False)


def trigamma(x):
    """The derivative of `digamma`: zeta(2, x), by reflection (AS 6.4.7) below one half."""
    wide, answer = _double(x)
    reflected = wide < 0.5
    found = zeta(np.float64(2), np.where(reflected, 1 - wide, wide))
    if reflected.any():
        found = np.where(reflected, np.square(np.pi / np.sin(np.pi * wide)) - found, found)
    found = np.where(wide == np.inf, 0.0, found)
    return found.astype(answer, copy=False)


def polygamma(n, x):
    """The n-th derivative of `digamma`: (-1)^(n+1) n! zeta(n + 1, x) (AS 6.4.10)."""
    if n == 0:
        return digamma(x)
    if n == 1:
        return trigamma(x)
    wide, answer = _double(x)
    found = (1.0 if n % 2 else -1.0) * math.exp(math.lgamma(n + 1.0)) * zeta(np.float64(n + 1), wide)
    return found.astype(answer, copy=False)


# erfcx: exp(x^2) erfc(x) by its continued fraction (DLMF 7.9.2) beyond this, directly below.
_FRACTION_FROM = 2.0


def erfcx(x):
    """The scaled complementary error function exp(x^2) erfc(x)."""
    wide, answer = _double(x)
    t = np.maximum(np.abs(wide), _FRACTION_FROM)
    fraction = np.zeros_like(t)
    for k in range(100, 0, -1):
        fraction = 0.5 * k / (t + fraction)
    large = 1 / _SQRT_PI / (t + fraction)
    # The square is split so that its rounding error, which exp would magnify, is put back.
    square = wide * wide
    head = (wide * 134217729.0) - (wide * 134217729.0 - wide)
    rest = (head * head - square) + 2 * head * (wide - head) + (wide - head) * (wide - head)
    direct = np.exp(square) * (1 + rest) * erfc(wide)
    direct = np.where(wide < -26.7, np.inf, direct)
    found = np.where(wide >= _FRACTION_FROM, large, direct)
    found = np.where(np.isnan(wide), np.nan, found)
    return found.astype(answer, copy=False)


def log_ndtr(x):
    """The logarithm of the area under the standard normal density left of x, exact in the left tail."""
    wide, answer = _double(x)
    t = wide * _SQRT_HALF
    left = np.log(erfcx(np.maximum(-t, -1.0)) * 0.5) - t * t
    right = np.log1p(-0.5 * erfc(t))
    return np.where(wide < -1, left, right).astype(answer, copy=False)


def ndtri(p):
    """The inverse of that area: -inf at 0, inf at 1, nan outside [0, 1]."""
    wide, answer = _double(p)
    lower = np.minimum(wide, 1 - wide)
    # Start from the tail expansion or from erfinv, then Newton's steps on log_ndtr keep relative precision in the tail.
    central = -np.sqrt(2) * erfinv(1 - 2 * lower)
    r = np.sqrt(-2 * np.log(lower))
    tail = -(r - (np.log(r) + 0.5 * np.log(2 * np.pi)) / r)
    y = np.where(lower > 1e-5, central, tail)
    target = np.log(lower)
    for _ in range(4):
        value = log_ndtr(y)
        density = np.exp(-0.5 * y * y - value) / np.sqrt(2 * np.pi)
        y = np.where(lower > 0.02, y, y - (value - target) / density)
    y = np.where(wide <= 0.5, y, -y)
    y = np.where(wide == 0.5, 0.0, y)
    y = np.where(wide == 0, -np.inf, np.where(wide == 1, np.inf, y))
    return np.where((wide >= 0) & (wide <= 1), y, np.nan).astype(answer, copy=False)


def gammainc(a, x):
    """The regularised lower incomplete gamma function P(a, x)."""
    return _incomplete_gamma(a, x)[0]


def gammaincc(a, x):
    """The regularised upper incomplete gamma function Q(a, x)."""
    return _incomplete_gamma(a, x)[1]


def _incomplete_front(a, x):
    """x^a e^-x / gamma(a). For large `a` in the form of DLMF 8.11.7, whose exponent is small where the functions are not: the terms of the
    plain exponent would cancel."""
    large = a >= 10
    safe = np.where(large, a, 10.0)
    apart = (x - safe) / safe
    # log(1 + t) - t, by its series where it cancels
    bent = np.log1p(apart) - apart
    near = np.abs(apart) < 0.1
    t = np.where(near, apart, 0.0)
    series = np.zeros_like(t)
    for k in range(18, 1, -1):
        series = (series + (-1) ** (k + 1) / k) * t
    bent = np.where(near, series * t, bent)
    square = 1 / (safe * safe)
    correction = np.zeros_like(safe)  # Stirling's series: log gamma(a) - (a - 1/2) log a + a - log(2 pi) / 2
    for k in range(9, 0, -1):
        correction = correction * square + _BERNOULLI[k - 1] / (2 * k * (2 * k - 1))
    far = np.sqrt(safe / (2 * np.pi)) * np.exp(safe * bent - correction / safe)
    small = np.where(large, 1.0, a)
    gamma = np.fromiter(map(_gamma, small.ravel().tolist()), np.float64, small.size).reshape(small.shape)
    half = np.exp(-0.5 * x)  # twice, so that it does not underflow before the product does
    return np.where(large, far, x**small * half / gamma * half)


_NOTHING = 1e-300  # below this an order is as good as zero


def _gamma(x):
    return math.gamma(x) if x >= _NOTHING and x < 171 else math.inf


def _incomplete_gamma(a, x):
    """P and Q: the power series (AS 6.5.29) where x < a + 1, Legendre's continued fraction (DLMF 8.9.2), evaluated by
    Lentz' method, elsewhere. The number of terms grows with sqrt(a), so the loops stop when every element has settled."""
    a, x = np.asarray(a), np.asarray(x)
    answer = np.result_type(a, x)
    a, x = np.broadcast_arrays(a.astype(np.float64), x.astype(np.float64))
    given_a, given_x = a, x
    usual = (a >= _NOTHING) & (x > 0) & (a < 1e9) & (x < 1e300)
    a, x = np.where(usual, a, 1.0), np.where(usual, x, 1.0)
    front = _incomplete_front(a, x)
    series_side = x < a + 1
    term = np.where(series_side, 1 / a, 0.0)
    total, divisor = term, a
    for _ in range(100000):
        divisor = divisor + 1
        term = term * x / divisor
        total = total + term
        if not (np.abs(term) > np.abs(total) * 1e-17).any():
            break
    lower = total * front
    fraction_side = ~series_side & np.isfinite(x)
    b = np.where(fraction_side, x + 1 - a, 1.0)
    c, d = np.full(b.shape, 1e300), 1 / b
    h, open_ = d, fraction_side
    for k in range(1, 100000):
        step = -k * (k - a)
        b = b + 2
        d = 1 / (step * d + b)
        c = b + step / c
        change = c * d
        open_ = open_ & (np.abs(change - 1) > 3e-16)  # one that has settled would only gather rounding errors
        if not open_.any():
            break
        h = np.where(open_, h * change, h)
    upper = h * front
    p = np.where(series_side, lower, 1 - upper)
    q = np.where(series_side, 1 - lower, upper)
    if not usual.all():
        p, q = _incomplete_ends(given_a, given_x, usual, p, q)
    return p.astype(answer, copy=False), q.astype(answer, copy=False)


def _incomplete_ends(a, x, usual, p, q):
    """P and Q where an argument is negative, zero, infinite or not a number, or `a` so large that they are those of a normal distribution (DLMF 8.12.3)."""
    apart = (x - a) / a
    eta = np.copysign(np.sqrt(np.maximum(2 * (apart - np.log1p(apart)), 0)), apart)
    eta = np.where(np.abs(apart) < 1e-5, apart, eta)
    high = 0.5 * erfc(eta * np.sqrt(a / 2))
    upper = np.where(usual, q, np.where(np.isnan(a) | np.isnan(x), np.nan, high))
    infinite_a, infinite_x = np.isinf(a), np.isinf(x) | (x >= 1e300) & (a < 1e9)
    upper = np.where(infinite_x, 0.0, upper)
    upper = np.where(infinite_a, np.where(infinite_x, np.nan, 1.0), upper)
    upper = np.where(x == 0, 1.0, upper)
    upper = np.where((a >= 0) & (a < _NOTHING), np.where(x > 0, 0.0, np.nan), upper)
    upper = np.where((x < 0) | (a < 0), np.nan, upper)
    return np.where(usual, p, 1 - upper), upper
