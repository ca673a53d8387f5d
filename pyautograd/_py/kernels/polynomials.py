"""Orthogonal polynomials p_n(x) by their three-term recurrences (NIST Digital Library of Mathematical Functions, DLMF 18.9).

float64 is computed as written. float32 is rounded where PyTorch's compiled loops round, after each product and each fused multiply-add, so that
integers and float32 come out bit for bit; float64 products of float32 numbers are exact, which makes the fused operations plain ones here.
"""
import numpy as np

from ... import _types
from .creation import INT64_END
from .elementwise_checks import refuse
from .promotion import as_dtype, check_shapes, common_dtype


def _exact(value):
    return value


def _single(value):
    """Rounded to float32."""
    return value.astype(np.float32).astype(np.float64)


def _polynomial(name, first, step, shifted=False, angle=None, angle_from=0):
    """A kernel for p_n(x) from p_0 = 1, p_1 = first(x) and p_(k+1) = step(rounded, k, x, p_k, p_(k-1)); 0 for negative degrees.

    A degree that is no integer is cut down to one. Inside (-1, 1) and from the degree `angle_from` on float32 takes ``angle(rounded, n, x, arccos x)``.
    """

    def kernel(x, n):
        d = common_dtype(x, n)
        refuse(name + "_cpu", d, "ch")
        check_shapes(x, n)
        if not d.is_floating_point:
            d = _types.get_default_dtype()
        rounded = _exact if d.np == np.float64 else _single
        degrees = np.asarray(as_dtype(n, d.np))
        at, degrees = np.broadcast_arrays(np.asarray(as_dtype(x, d.np)).astype(np.float64), np.trunc(degrees).astype(np.float64))
        degrees = np.where(np.abs(degrees) < INT64_END, degrees, -1.0)  # PyTorch converts them to int64: what has no place there is its lowest
        if shifted:
            at = rounded(2 * at - 1)
        before, value = np.ones_like(at), rounded(first(at))
        found = np.where(degrees < 0, 0.0, np.where(degrees < 1, 1.0, value))
        for k in range(1, int(np.max(degrees, initial=0.0))):
            before, value = value, step(rounded, k, at, value, before)
            found = np.where(degrees == k + 1, value, found)
        if angle is not None and rounded is _single:
            inside = (degrees >= angle_from) & (np.abs(at) < 1)
            if inside.any():
                found = np.where(inside, angle(rounded, degrees, at, rounded(np.arccos(at))), found)
        return found.astype(d.np)

    return kernel


def _chebyshev_step(rounded, k, x, p, before):
    return rounded(2 * x * p - before)


def _angle_t(rounded, n, x, angle):
    return np.cos(rounded(n * angle))


def _angle_u(rounded, n, x, angle):
    return rounded(np.sin(rounded((n + 1) * angle))) / rounded(np.sin(angle))


def _angle_v(rounded, n, x, angle):
    return rounded(np.cos(rounded((n + 0.5) * angle))) / rounded(np.cos(0.5 * angle))


def _angle_w(rounded, n, x, angle):
    return rounded(np.sin(rounded((n + 0.5) * angle))) / rounded(np.sin(0.5 * angle))


def _family(prefix, shifted, angles_from):
    """The four kinds of Chebyshev polynomials, which differ in p_1 alone."""
    firsts = (lambda x: x, lambda x: 2 * x, lambda x: 2 * x - 1, lambda x: 2 * x + 1)
    angles = (_angle_t, _angle_u, _angle_v, _angle_w)
    return [
        _polynomial(f"{prefix}chebyshev_polynomial_{kind}", first, _chebyshev_step, shifted, angle, angle_from)
        for kind, first, angle, angle_from in zip("tuvw", firsts, angles, angles_from)
    ]


chebyshev_polynomial_t, chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w = _family("", False, (7, 9, 9, 9))
(
    shifted_chebyshev_polynomial_t, shifted_chebyshev_polynomial_u, shifted_chebyshev_polynomial_v, shifted_chebyshev_polynomial_w,
) = _family("shifted_", True, (7, 7, 7, 5))  # fmt: skip
hermite_polynomial_h = _polynomial("hermite_polynomial_h", lambda x: 2 * x, lambda r, k, x, p, before: r(2 * x * p - r(2 * k * before)))
hermite_polynomial_he = _polynomial("hermite_polynomial_he", lambda x: x, lambda r, k, x, p, before: r(x * p - r(k * before)))
laguerre_polynomial_l = _polynomial(
    "laguerre_polynomial_l", lambda x: 1 - x, lambda r, k, x, p, before: r(r(r(2 * k + r(1 - x)) * p - r(k * before)) / (k + 1))
)
legendre_polynomial_p = _polynomial(
    "legendre_polynomial_p", lambda x: x, lambda r, k, x, p, before: r(r(r((2 * k + 1) * x) * p - r(k * before)) / (k + 1))
)
