"""Writes ``pyautograd/_special_tables.py``: the special functions as polynomials about many centres, for both cores.

``python -m bench.special_tables`` computes them with mpmath. A table covers a range by centres `step` apart; a row has the 16 numbers
``c0, its rest, c1, its rest, c2, ..., c13`` of the polynomial in the distance from its centre that interpolates the function at Chebyshev's points. The
two leading coefficients are sums of two float64 numbers, so that the value comes out with about 64 bits. At a centre where the function is zero the
quotient by the distance is interpolated, which keeps the relative precision.
"""
import base64
import pathlib
import textwrap

import mpmath
import numpy as np

PAGE = pathlib.Path(__file__).parent.parent / "pyautograd" / "_special_tables.py"
TERMS = 14
m = mpmath
DIGITS = 80


def with_rests(powers):
    """A row of the table: the coefficients as floats, each of the first two followed by its rest."""
    row = []
    for k, p in enumerate(powers):
        row.append(float(p))
        if k < 2:
            row.append(float(p - m.mpf(float(p))))
    return row


def interpolated(f, centre, half, is_zero):
    """The row of `f` about a centre, over `half` to both sides."""
    count = TERMS - 1 if is_zero else TERMS
    nodes = [m.cos(m.pi * (2 * k + 1) / (2 * count)) for k in range(count)]  # in [-1, 1]
    nodes = [t if abs(t) > 1e-30 else m.mpf("1e-30") for t in nodes]  # a quotient by nothing
    values = [f(centre + half * t) / (half * t if is_zero else 1) for t in nodes]
    # Chebyshev coefficients, then powers.
    chebyshev = [2 * m.fsum(v * m.cos(m.pi * j * (2 * k + 1) / (2 * count)) for k, v in enumerate(values)) / count for j in range(count)]
    chebyshev[0] /= 2
    powers, before, now = [m.mpf(0)] * count, [m.mpf(1)], [m.mpf(0), m.mpf(1)]
    for c in chebyshev:
        for k, p in enumerate(before):
            powers[k] += c * p
        after = [m.mpf(0)] + [2 * p for p in now]
        for k, p in enumerate(before):
            after[k] -= p
        before, now = now, after
    powers = [p / half**k for k, p in enumerate(powers)]
    if is_zero:
        powers = [m.mpf(0)] + powers
    return with_rests(powers)


def _erfcx(x):
    return m.exp(x * x) * m.erfc(x)


def _erfcinv(z):
    """The inverse of erfc on (0, 1], by Newton's steps on its logarithm."""
    y = m.sqrt(max(-m.log(z) - m.log(max(-m.log(z), 1)) / 2, m.mpf(1) / 10))
    if z > 0.3:
        return m.erfinv(1 - z)
    for _ in range(60):
        value = m.erfc(y)
        step = (m.log(value) - m.log(z)) * value * m.sqrt(m.pi) * m.exp(y * y) / 2
        y += step
        if abs(step) < m.mpf(10) ** -40:
            return y
    raise ArithmeticError(z)


def _normal_tail(s):
    """The -x for which the area under the normal density left of x is exp(-s^2 / 2)."""
    y = s - (m.log(s) + m.log(2 * m.pi) / 2) / s
    for _ in range(60):
        area = m.erfc(y / m.sqrt(2)) / 2
        step = (m.log(area) + s * s / 2) * area * m.sqrt(2 * m.pi) * m.exp(y * y / 2)
        y += step
        if abs(step) < m.mpf(10) ** -40:
            return y
    raise ArithmeticError(s)


_i0e, _i1e = (lambda x: m.exp(-x) * m.besseli(0, x)), (lambda x: m.exp(-x) * m.besseli(1, x))


def _k0_rest(x):
    x = abs(x)
    return m.besselk(0, x) + m.log(x) * m.besseli(0, x) if x else m.log(2) - m.euler


def _k1_rest(x):
    size = abs(x)
    return m.sign(x) * (m.besselk(1, size) - 1 / size - m.log(size) * m.besseli(1, size)) if x else m.mpf(0)


def _y0_rest(x):
    x = abs(x)
    return m.bessely(0, x) - 2 / m.pi * m.log(x) * m.besselj(0, x)


def _y1_rest(x):
    size = abs(x)
    return m.sign(x) * (m.bessely(1, size) + 2 / m.pi / size - 2 / m.pi * m.log(size) * m.besselj(1, size)) if x else m.mpf(0)


def _on(power, f):
    """x^power f(x) as a function of 1/x; at and left of 0 by its values on the right, whose polynomial it continues."""
    return lambda w: (1 / w) ** power * f(1 / w)


def _ai_scaled(x):
    return m.exp(2 * x * m.sqrt(x) / 3) * m.airyai(x)


# name: (function, first centre, last centre, step, zeros among the centres, whether the first centre has a right side alone)
TABLES = {
    "exp": (m.exp, -0.375, 0.375, 1 / 16, (), False),
    "log": (m.log, 0.6875, 1.4375, 1 / 32, (1.0,), False),
    "erf": (m.erf, 0.0, 6.0, 1 / 8, (0.0,), False),
    "erfcx": (_erfcx, 0.375, 8.0, 1 / 8, (), False),
    "erfcx_far": (_on(1, _erfcx), 0.0, 0.125, 1 / 64, (), True),
    "lgamma": (m.loggamma, 1.0, 9.0, 1 / 16, (1.0, 2.0), False),
    "digamma": (m.digamma, 1.0, 9.0, 1 / 16, (), False),
    "log_circle": (lambda r: m.log(m.pi * r / m.sinpi(r)) if r else m.mpf(0), 0.0, 0.5, 1 / 32, (0.0,), False),
    "cotangent": (lambda r: 1 / r - m.pi * m.cospi(r) / m.sinpi(r) if r else m.mpf(0), 0.0, 0.5, 1 / 32, (0.0,), False),
    "i0e": (_i0e, 0.0, 8.0, 1 / 8, (), False),
    "i0e_far": (_on(0.5, _i0e), 0.0, 0.125, 1 / 128, (), True),
    "i1e": (_i1e, 0.0, 8.0, 1 / 8, (0.0,), False),
    "i1e_far": (_on(0.5, _i1e), 0.0, 0.125, 1 / 128, (), True),
    "k0_near": (_k0_rest, 0.0, 1.0, 1 / 8, (), False),
    "k0e": (lambda x: m.exp(x) * m.besselk(0, x), 1.0, 8.0, 1 / 16, (), False),
    "k0e_far": (_on(0.5, lambda x: m.exp(x) * m.besselk(0, x)), 0.0, 0.125, 1 / 64, (), True),
    "k1_near": (_k1_rest, 0.0, 1.0, 1 / 8, (0.0,), False),
    "k1e": (lambda x: m.exp(x) * m.besselk(1, x), 1.0, 8.0, 1 / 16, (), False),
    "k1e_far": (_on(0.5, lambda x: m.exp(x) * m.besselk(1, x)), 0.0, 0.125, 1 / 64, (), True),
    "erfinv": (m.erfinv, 0.0, 0.5, 1 / 32, (0.0,), False),
    "normal_tail": (_normal_tail, 7.5, 39.0, 1 / 2, (), False),
    "j0": (lambda x: m.besselj(0, x), 0.0, 25.0, 1 / 4, (), False),
    "j1": (lambda x: m.besselj(1, x), 0.0, 25.0, 1 / 4, (0.0,), False),
    "y0_near": (_y0_rest, 0.0, 2.0, 1 / 4, (), False),
    "y0": (lambda x: m.bessely(0, x), 2.0, 25.0, 1 / 4, (), False),
    "y1_near": (_y1_rest, 0.0, 2.0, 1 / 4, (0.0,), False),
    "y1": (lambda x: m.bessely(1, x), 2.0, 25.0, 1 / 4, (), False),
    "airy": (m.airyai, -10.0, 2.0, 1 / 4, (), False),
    "airy_scaled": (_ai_scaled, 2.0, 10.0, 1 / 4, (), False),
}
OCTAVES, PARTS = 53, 8  # of the inverse of erfc: 2^-e (1 + (k + 1/2) / 8), e from 1 on


def rows_of(f, first, last, step, zeros, right):
    rows = []
    for k in range(round((last - first) / step) + 1):
        centre = m.mpf(first) + k * m.mpf(step)
        if right and k == 0:
            # Over [0, step / 2]: interpolated there, and moved to 0.
            rows.append(moved(interpolated_powers(f, m.mpf(step) / 4, m.mpf(step) / 4), m.mpf(step) / 4))
        else:
            rows.append(interpolated(f, centre, m.mpf(step) / 2, float(centre) in zeros))
    return rows


def interpolated_powers(f, centre, half):
    nodes = [half * m.cos(m.pi * (2 * k + 1) / (2 * TERMS)) for k in range(TERMS)]
    matrix = m.matrix(TERMS, TERMS)
    for i, t in enumerate(nodes):
        for j in range(TERMS):
            matrix[i, j] = t**j
    return list(m.lu_solve(matrix, m.matrix([f(centre + t) for t in nodes])))


def moved(powers, by):
    """The row of a polynomial about another centre, `by` to the left."""
    made = [m.fsum(p * m.binomial(k, j) * (-by) ** (k - j) for k, p in enumerate(powers) if k >= j) for j in range(TERMS)]
    return with_rests(made)


def octave_rows():
    rows = []
    for e in range(1, OCTAVES + 1):
        for k in range(PARTS):
            centre = m.ldexp(1 + (k + m.mpf(1) / 2) / PARTS, -e)
            rows.append(interpolated(_scaled_inverse(e), centre * m.ldexp(1, e), m.mpf(1) / (2 * PARTS), False))
    return rows


def _scaled_inverse(e):
    return lambda z: _erfcinv(m.ldexp(z, -e))


def extra_rows():
    """About the positive zero of digamma, whose two parts go with it."""
    zero = m.findroot(m.digamma, 1.4616)
    return [interpolated(m.digamma, zero, m.mpf(1) / 16, True)], [float(zero), float(zero - m.mpf(float(zero)))]


def main():
    with mpmath.workdps(DIGITS):
        tables, rows = {}, []
        for name, (f, first, last, step, zeros, right) in TABLES.items():
            tables[name] = (len(rows), first, step)
            rows += rows_of(f, first, last, step, zeros, right)
            print(name, len(rows), flush=True)
        tables["erfcinv"] = (len(rows), 0.0, 1 / PARTS)
        rows += octave_rows()
        more, zero = extra_rows()
        tables["digamma_zero"] = (len(rows), zero[0], zero[1])
        rows += more
    data = np.array(rows, "<f8")
    text = "\n".join(textwrap.wrap(base64.b64encode(data.tobytes()).decode(), 140))
    listed = "\n".join(f"    {name!r}: {value!r}," for name, value in tables.items())
    PAGE.write_text(
        '"""Polynomials of the special functions about many centres. Written by bench/special_tables.py, which says what they are."""\n'
        f"TABLES = {{  # first row, first centre, distance of centres\n{listed}\n}}\n"
        f'ROWS = """\n{text}\n"""\n'
    )


if __name__ == "__main__":
    main()
