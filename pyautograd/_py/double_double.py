"""Arithmetic of float64 arrays held as pairs, a number and a rest (Dekker 1971; Knuth, The Art of Computer Programming 4.2.2), and the tables that
the special functions are computed from.

``csrc/pyautograd/_C/double_double.h`` and ``special_parts.h`` are the same in C.
"""
import base64

import numpy as np

from .._special_tables import ROWS, TABLES

_ROWS = np.frombuffer(base64.b64decode(ROWS), "<f8").reshape(-1, 16).astype(np.float64)
_LN2 = 0.693147180369123816490, 1.9082149292705877e-10, 1.1612227229362532e-26  # its first 32 bits, and two rests


def sum_of(a, b):
    """a + b exactly."""
    s = a + b
    back = s - a
    return s, (a - (s - back)) + (b - back)


def ordered(a, b):
    """a + b exactly, where |a| >= |b| or a is zero."""
    s = a + b
    return s, b - (s - a)


def product_of(a, b):
    """a times b exactly."""
    p, ta, tb = a * b, a * 134217729.0, b * 134217729.0
    ah, bh = ta - (ta - a), tb - (tb - b)
    al, bl = a - ah, b - bh
    return p, ((ah * bh - p) + ah * bl + al * bh) + al * bl


def plus(a, b):
    s, rest = sum_of(a[0], b[0])
    return ordered(s, rest + (a[1] + b[1]))


def minus(a, b):
    return plus(a, (-b[0], -b[1]))


def times(a, b):
    p, rest = product_of(a[0], b[0])
    return ordered(p, rest + (a[0] * b[1] + a[1] * b[0]))


def inverse(a):
    q = 1 / a[0]
    p, rest = product_of(q, a[0])
    return q, q * (((1 - p) - rest) - q * a[1])


def root(a):
    r = np.sqrt(a[0])
    p, rest = product_of(r, r)
    return r, np.where(r > 0, (((a[0] - p) - rest) + a[1]) / (2 * r), 0.0)


def choose(condition, a, b):
    return np.where(condition, a[0], b[0]), np.where(condition, a[1], b[1])


def at_rows(number, t, rest):
    """The polynomials of rows of the tables, at `t` plus `rest` from their centres."""
    row = _ROWS[number]
    q = row[..., 15]
    for k in range(14, 3, -1):
        q = q * t + row[..., k]
    slope, under = sum_of(row[..., 2], t * q)
    part, lost = product_of(t, slope)
    found, more = sum_of(row[..., 0], part)
    return found, more + (row[..., 1] + (lost + (t * (under + row[..., 3]) + rest * (row[..., 2] + 2 * t * row[..., 4]))))


def in_table(name, u, rest=0.0, shift=0.0):
    """A table's function at u + rest + shift, where `shift` is a number of steps."""
    first_row, first, step = TABLES[name]
    first = first - shift
    n = np.rint((u - first) * (1 / step))
    return at_rows(first_row + n.astype(np.intp), u - (first + n * step), rest)


def first_row(name):
    return TABLES[name][0]


def constant(name):
    """What stands beside the first row of a table of one row: the two parts of its centre."""
    return TABLES[name][1:]


def exponential(x, rest=0.0):
    """e^(x + rest): a pair, and the power of two it is to be multiplied by."""
    x = np.clip(x, -1500, 1500)
    n = np.rint(x * (1 / 0.69314718055994530942))
    low, lost = product_of(n, _LN2[1])
    r, more = sum_of(x - n * _LN2[0], -low)
    return in_table("exp", r, (more - lost) + (rest - n * _LN2[2])), n


def scaled(x, power):
    """A pair times a power of two, rounded."""
    power = np.asarray(power).astype(np.int32)
    half = power // 2
    return np.ldexp(np.ldexp(x[0] + x[1], half), power - half)


def logarithm(x, rest=0.0):
    """log(x + rest) of positive finite numbers."""
    m, e = np.frexp(x)
    low = m < 0.70710678118654752
    m, e = np.where(low, 2 * m, m), np.where(low, e - 1, e).astype(np.float64)
    part, under = in_table("log", m, np.where(np.equal(rest, 0), 0.0, rest * (m / x)))  # m / x may be infinite
    found, lost = ordered(e * _LN2[0], part)
    middle, more = product_of(e, _LN2[1])
    both, less = sum_of(found, middle)
    return ordered(both, less + (lost + (under + (more + e * _LN2[2]))))
