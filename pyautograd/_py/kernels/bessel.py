"""Bessel and Airy functions over float32 and float64 arrays.

Computed in float64. Equation numbers are those of Abramowitz and Stegun, Handbook of Mathematical Functions (AS), and of the
NIST Digital Library of Mathematical Functions (DLMF). Near the zeros of the oscillating functions the error is absolute,
about 1e-15 (1e-10 for `airy_ai` near -7.5, where its series gives way to its expansion).
"""
import numpy as np

from . import bessel_modified
from .elementwise_checks import dtype_of, refuse
from .promotion import floated

_EULER = 0.57721566490153286
_LN2 = 0.69314718055994531
_HANKEL_FROM = 25.0
_MILLER_START = 90


def _double(x):
    return x.astype(np.float64)


def _unary(name, function, prepared=_double):
    """A kernel: PyTorch's refusals, promotion, `function` of the float64 array."""

    def kernel(self):
        refuse(name + "_cpu", dtype_of(self), "ch")
        x = floated(self)
        return np.asarray(function(prepared(x))).astype(x.dtype, copy=False)

    return kernel


def _bessel_sequence(x):
    """J_0(x), ..., J_90(x) for 0 < x < 25 by Miller's backward recurrence, normalised by J_0 + 2 J_2 + 2 J_4 + ... = 1 (AS 9.1.46)."""
    values = [np.zeros_like(x), np.full_like(x, 1e-300)]
    for k in range(_MILLER_START, 0, -1):
        # Far beyond the order where J starts to fall, growth is bounded; rescale before it overflows.
        previous = 2 * k / x * values[-1] - values[-2]
        big = np.abs(previous) > 1e200
        if big.any():
            scale = np.where(big, 1e-200, 1.0)
            values = [v * scale for v in values]
            previous = previous * scale
        values.append(previous)
    sequence = values[:0:-1]
    total = sequence[0] + 2 * sum(sequence[2::2])
    return [v / total for v in sequence]


def _hankel(x, order):
    """The amplitude's two series P and Q and the phase of J and Y for large x (AS 9.2.9, 9.2.10)."""
    mu, term = 4.0 * order * order, np.ones_like(x)
    p, q = np.ones_like(x), np.zeros_like(x)
    for k in range(1, 22):
        term = term * (mu - (2 * k - 1) ** 2) / (k * 8 * x)
        if k % 2:
            q = q + (term if k % 4 == 1 else -term)
        else:
            p = p + (term if k % 4 == 0 else -term)
    return p, q, x - (0.5 * order + 0.25) * np.pi


def _split(x):
    near = np.abs(x) < _HANKEL_FROM
    return near, np.where(near & (x != 0), np.abs(x), 1.0), np.where(near, _HANKEL_FROM, np.abs(x))


def _first_kind(x, order):
    near, small, large = _split(x)
    p, q, phase = _hankel(large, order)
    far = np.sqrt(2 / (np.pi * large)) * (p * np.cos(phase) - q * np.sin(phase))
    tiny = small < 1e-8  # the recurrence would overflow; one term of the series is exact there
    close = np.where(tiny, 0.5 * small if order else 1.0, _bessel_sequence(np.where(tiny, 1.0, small))[order])
    found = np.where(near, close, far)
    return np.where(x == 0, x, np.sign(x) * found) if order else np.where(x == 0, 1.0, found)


def _second_kind(x, order):
    """Y by Neumann's series in J (AS 9.1.88), by Hankel's expansion for large x; nan for negative x, -inf at 0."""
    near, small, large = _split(x)
    p, q, phase = _hankel(large, order)
    far = np.sqrt(2 / (np.pi * large)) * (p * np.sin(phase) + q * np.cos(phase))
    tiny = small < 1e-8
    t = np.where(tiny, 1.0, small)
    j = _bessel_sequence(t)
    log = np.log(0.5 * t) + _EULER
    if order:
        series = sum([(-1) ** k * (2 * k + 1) / (k * (k + 1)) * j[2 * k + 1] for k in range(1, 40)])
        close = (-2 / t * j[0] + 2 * (log - 1) * j[1] - 2 * series) / np.pi
        close = np.where(tiny, -2 / (np.pi * small), close)
    else:
        series = sum([(-1) ** k / k * j[2 * k] for k in range(1, 40)])
        close = (2 * log * j[0] - 4 * series) / np.pi
        close = np.where(tiny, 2 / np.pi * (np.log(small) - _LN2 + _EULER), close)
    found = np.where(near, close, far)
    return np.where(x == 0, -np.inf, np.where(x < 0, np.nan, found))


def _modified_second_kind(x, order):
    """exp(x) K_order(x): the integral of exp(-x (cosh t - 1)) cosh(order t) over t > 0 (AS 9.6.24) by the trapezoidal rule,
    whose error falls exponentially with the step; the asymptotic series (AS 9.7.2) from 30 on."""
    tiny, far = x < 1e-8, x >= 30
    t = np.where((x > 0) & ~tiny & ~far, x, 1.0)
    step = 0.15
    # Until x (cosh t - 1) > 60 everywhere.
    last = np.arccosh(1 + 60 / min(float(np.min(t, initial=1.0)), 1.0)) + 3 * order
    total = np.full_like(t, 0.5)
    for k in range(1, int(last / step) + 2):
        u = k * step
        total = total + np.exp(-t * (np.cosh(u) - 1)) * np.cosh(order * u)
    found = total * step
    small = 1 / x if order == 1 else -np.log(0.5 * x) - _EULER
    t = np.where(far, x, 30.0)
    term, large = np.ones_like(t), np.ones_like(t)
    for k in range(1, 20):
        term = term * (4.0 * order * order - (2 * k - 1) ** 2) / (k * 8 * t)
        large = large + term
    found = np.where(far, np.sqrt(0.5 * np.pi / t) * large, np.where(tiny, small * np.exp(x), found))
    return np.where(x == 0, np.inf, np.where(x < 0, np.nan, np.where(np.isposinf(x), 0.0, found)))


def _airy(x):
    """Ai: by K_1/3 for x > 0 (AS 10.4.14), by its Maclaurin series (AS 10.4.2) down to -7.5, by its expansion (AS 10.4.60) below."""
    above = x > 0
    t = np.where(above, x, 1.0)
    zeta = 2 / 3 * t * np.sqrt(t)
    positive = np.sqrt(t / 3) / np.pi * _modified_second_kind(zeta, 1 / 3) * np.exp(-zeta)
    positive = np.where(zeta < 1e-3, np.nan, positive)
    middle = np.where((x <= 0) & (x >= -7.5) | (t < 0.1) & above, x, 0.0)
    cube = middle * middle * middle
    f, g = np.ones_like(x), np.array(middle)
    even, odd = np.ones_like(x), np.array(middle)
    for k in range(1, 45):
        even = even * cube / ((3 * k - 1) * (3 * k))
        odd = odd * cube / ((3 * k) * (3 * k + 1))
        f, g = f + even, g + odd
    series = 0.35502805388781723926 * f - 0.25881940379280679840 * g
    t = np.where(x < -7.5, -x, 8.0)
    zeta = 2 / 3 * t * np.sqrt(t)
    p, q, term = np.ones_like(t), np.zeros_like(t), np.ones_like(t)
    for k in range(1, 20):
        term = term * (6 * k - 5) * (6 * k - 1) / (72 * k * zeta)
        if k % 2:
            q = q + (term if k % 4 == 1 else -term)
        else:
            p = p + (term if k % 4 == 0 else -term)
    angle = zeta + 0.25 * np.pi
    negative = (p * np.sin(angle) - q * np.cos(angle)) / (np.sqrt(np.pi) * np.sqrt(np.sqrt(t)))
    found = np.where(x >= 0.1, positive, np.where(x >= -7.5, series, negative))
    return np.where(np.isfinite(x), found, np.nan)


def _sinc(x):
    return np.where(x == 0, 1.0, np.where(np.isinf(x), 0.0, np.sin(x) / x))


bessel_j0 = _unary("bessel_j0", lambda x: _first_kind(x, 0))
bessel_j1 = _unary("bessel_j1", lambda x: _first_kind(x, 1))
bessel_y0 = _unary("bessel_y0", lambda x: _second_kind(x, 0))
bessel_y1 = _unary("bessel_y1", lambda x: _second_kind(x, 1))
modified_bessel_i0 = _unary("modified_bessel_i0", bessel_modified.i0, np.asarray)
modified_bessel_i1 = _unary("modified_bessel_i1", bessel_modified.modified_i1, np.asarray)
modified_bessel_k0 = _unary("modified_bessel_k0", lambda x: bessel_modified.second_kind(x, 0, False))
modified_bessel_k1 = _unary("modified_bessel_k1", lambda x: bessel_modified.second_kind(x, 1, False))
scaled_modified_bessel_k0 = _unary("scaled_modified_bessel_k0", lambda x: bessel_modified.second_kind(x, 0, True))
scaled_modified_bessel_k1 = _unary("scaled_modified_bessel_k1", lambda x: bessel_modified.second_kind(x, 1, True))
spherical_bessel_j0 = _unary("spherical_bessel_j0", _sinc)
airy_ai = _unary("airy_ai", _airy)
