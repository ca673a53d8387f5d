"""Hurwitz' zeta function and the incomplete gamma functions over float64 arrays: the plain core's counterpart of ``csrc/pyautograd/_C/special_sums.h``,
with the same formulas (NIST Digital Library of Mathematical Functions, DLMF).
"""
import math

import numpy as np

from .accurate import power
from .double_double import choose, exponential, inverse, logarithm, minus, ordered, plus, root, scaled, sum_of, times
from .special_loops import log_gamma, split_by, stirling_rest, unary

# Bernoulli numbers B_2, B_4, ..., B_24.
_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330, 854513 / 138, -236364091 / 2730,
)  # fmt: skip


def _negative_power(t, rest, s):
    p = np.power(t, -s)
    return np.where(np.isinf(p), p, p - p * (s * (rest / t)))


def zeta(s, q):
    """The sum over k >= 0 of (q + k)^-s, by Euler and Maclaurin's formula (DLMF 25.11.5): inf for s = 1 and at q = 0, -1, ...; nan for s < 1, and for
    negative q with an s that is no integer."""
    pole = (q <= 0) & (q == np.floor(q))
    odd = pole | ~(q > -1e7) | np.isinf(q)
    start = 10 + np.clip(s, 0, 60)
    given, q = q, np.where(odd, start, q)
    total, rest, t, under, k = np.zeros(s.shape), np.zeros(s.shape), q, np.zeros(s.shape), 0
    while True:
        low = t < start
        if not low.any():
            break
        next_, lost = sum_of(total, np.where(low, _negative_power(t, under, s), 0.0))
        total, rest, k = next_, rest + lost, k + 1
        after, more = sum_of(q, float(k))
        t, under = np.where(low, after, t), np.where(low, more, under)
    power = _negative_power(t, under, s)
    order = np.minimum(s, 1e6)
    rising, factor, more = order, power / t, 0.0
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        more = more + bernoulli / math.factorial(2 * k) * rising * factor
        rising = rising * (order + (2 * k - 1)) * (order + 2 * k)
        factor = factor / (t * t)
    next_, lost = sum_of(total, power * (t / (s - 1)))
    found = np.where(np.isinf(total), total, next_ + (lost + (rest + (0.5 * power + more))))
    found = np.where(odd, np.where(given == np.inf, 0.0, np.nan), found)
    found = np.where(pole, np.inf, np.where((given > 0) | (s == np.floor(s)), found, np.nan))
    return np.where(np.isnan(given), np.nan, np.where(s == 1, np.inf, np.where(s > 1, found, np.nan)))


def _small_exponent(a, x):
    return minus(times((a, 0.0), logarithm(x)), log_gamma(a, True))


def _front(a, x):
    """x^a e^-x / gamma(a + 1): a pair, and the power of two that goes with it."""

    def small(z):
        a, x = z.real, z.imag
        return minus(_small_exponent(a, x), (x, np.zeros(x.shape)))

    def large(z):
        # a log(x / a) - (x - a), DLMF 8.11.7
        a, x = z.real, z.imag
        apart = sum_of(x, -a)
        d = times(apart, inverse((a, 0.0)))
        near = np.abs(d[0]) < 0.1
        t, series = np.where(near, d[0], 0.0), 0.0
        for k in range(20, 2, -1):
            series = series * t + (1.0 if k % 2 else -1.0) / k
        q = times(d, d)
        close = times((a, 0.0), ordered(-0.5 * q[0], -0.5 * q[1] + t * t * t * series))
        far = x < 0.5 * a  # 1 + d would lose what little there is of x
        ratio = plus((1.0, 0.0), choose(far, (0.0, 0.0), d))
        log = choose(far, minus(logarithm(x, 0.0), logarithm(a, 0.0)), logarithm(*ratio))
        return choose(near, close, minus(times((a, 0.0), log), apart))

    big = a >= 20
    z = np.empty(a.shape, np.complex128)
    z.real, z.imag = a, x
    e = split_by(big, z, large, small)
    safe = np.where(big, a, 20.0)
    e = plus(e, (np.where(big, -stirling_rest(safe), 0.0), 0.0))
    w, power = exponential(*e)
    return choose(big, times(w, root(inverse(times((6.283185307179586, 2.4492935982947064e-16), (safe, 0.0))))), w), power


def _upper_small(a, x):
    """The upper function for a < 1 and x not far above 1 (DLMF 8.7.3), without cancellation."""
    term, total = 1.0, 0.0
    for n in range(1, 40):
        term = term * (-x / n)
        total = total + term / (a + n)
    log = _small_exponent(a, x)
    t = log[0]
    close = ordered(t, log[1] + t * t * (1 / 2 + t * (1 / 6 + t * (1 / 24 + t * (1 / 120 + t * (1 / 720))))))
    e, power = exponential(*log)
    unit = np.ldexp(1.0, np.clip(power, -1000, 1000).astype(np.int32))
    rest = choose(np.abs(t) < 1e-3, close, minus((e[0] * unit, e[1] * unit), (1.0, 0.0)))
    found, lost = sum_of(-rest[0], -(1 + rest[0]) * a * total)
    return found + (lost - rest[1])


def _lower_series(a, x):
    """The power series of P (DLMF 8.7.1) but for its front, from its end."""
    n, t = 1, x / (a + 1)
    while n < 100000 and (t > 1e-18).any():
        n += 1
        t = t * (x / (a + n))
    total = 0.0
    for k in range(n, 0, -1):
        total = (total + 1) * (x / (a + k))
    return ordered(1.0, total)


def _upper_fraction(a, x):
    """Legendre's continued fraction of Q (DLMF 8.9.2) but for its front, from where its convergents agree."""
    b = x + 1 - a
    p0, p1, q0, q1, n = np.zeros(a.shape), np.ones(a.shape), np.ones(a.shape), b, 0
    while n < 100000:
        n += 1
        by, width = -n * (n - a), b + 2 * n
        p0, p1, q0, q1 = p1, width * p1 + by * p0, q1, width * q1 + by * q0
        if n % 4 == 0 and (np.abs(p1 * q0 - p0 * q1) <= 1e-16 * np.abs(p1 * q0)).all():
            break
        scale = np.where(np.abs(q1) > 1e100, 1e-100, 1.0)
        p0, p1, q0, q1 = p0 * scale, p1 * scale, q0 * scale, q1 * scale
    # Their end is computed from the other side, where errors do not grow.
    last, total = np.ones(a.shape), b + 2 * n
    for k in range(n, 0, -1):
        last, total = total, (b + 2 * (k - 1)) * total - k * (k - a) * last
        scale = np.where(np.abs(total) > 1e100, 1e-100, 1.0)
        last, total = last * scale, total * scale
    return a * (last / total)


def _incomplete(a, x, lower):
    """P (`lower`) or Q of any arguments."""
    usual = (a >= 1e-300) & (x > 0) & (a < 1e9) & (x < 1e300)
    found = _ends(a, x, lower)
    if usual.any():
        found[usual] = _usual(a[usual], x[usual], lower)
    return found


def _usual(a, x, lower):
    found, left = np.empty(a.shape), np.ones(a.shape, np.bool_)
    if not lower:
        small = (a < 1) & (x <= 1.5)
        if small.any():
            found[small] = _upper_small(a[small], x[small])
            left &= ~small
    series = x <= a + 1 if lower else ~((x > 1.1) & (x > a))
    for is_lower in (True, False):
        here = left & (series == is_lower)
        if not here.any():
            continue
        front, power = _front(a[here], x[here])
        if is_lower:
            value = scaled(times(front, _lower_series(a[here], x[here])), power)
        else:
            by = _upper_fraction(a[here], x[here])
            value = scaled((front[0] * by, front[1] * by), power)
        found[here] = value if is_lower == lower else 1 - value
    return found


def _ends(a, x, lower):
    """Where an argument is negative, zero, infinite or not a number, or `a` so large that they are those of a normal distribution (DLMF 8.12.3)."""
    apart = (x - a) / a
    eta = np.where(np.abs(apart) < 1e-5, apart, np.copysign(np.sqrt(np.maximum(2 * (apart - np.log1p(apart)), 0)), apart))
    upper = 0.5 * unary("erfc", eta * np.sqrt(a / 2))
    upper = np.where(np.isinf(x) | (x >= 1e300) & (a < 1e9), 0.0, upper)
    upper = np.where(np.isinf(a), np.where(np.isinf(x), np.nan, 1.0), upper)
    upper = np.where(x == 0, 1.0, upper)
    upper = np.where((a >= 0) & (a < 1e-300), np.where(x > 0, 0.0, np.nan), upper)
    upper = np.where((x < 0) | (a < 0) | np.isnan(a) | np.isnan(x), np.nan, upper)
    return np.asarray(1 - upper if lower else upper)


FUNCTIONS = {"power": power, "zeta": zeta, "igamma": lambda a, x: _incomplete(a, x, True), "igammac": lambda a, x: _incomplete(a, x, False)}
