"""Elementary functions of float64 arrays, computed in pairs and rounded once, where NumPy's are a unit off: the plain core's counterpart of
``csrc/pyautograd/_C/accurate_real.h``."""
import numpy as np

from .double_double import exponential, inverse, logarithm, minus, ordered, plus, scaled, times

_ONE = (1.0, 0.0)
_LN2 = (0.6931471805599453, 2.3190468138462996e-17)


def _exp(x):
    found, power = exponential(np.where(np.isnan(x), 0.0, x))
    return np.where(np.isnan(x), x, scaled(found, power))


def _exp2(x):
    held = np.clip(np.where(np.isnan(x), 0.0, x), -1100, 1100)
    n = np.rint(held)
    found, power = exponential(*times((held - n, 0.0), _LN2))
    return np.where(np.isnan(x), x, scaled(found, power + n))


def _log(x):
    usual = (x > 0) & (x < np.inf)
    found, rest = logarithm(np.where(usual, x, 1.0))
    return np.where(usual, found + rest, np.log(x))


def _growth(x, largest):
    """e^|x| up to a largest |x|: a pair, and the power of two that goes with it."""
    size = np.abs(x)
    return exponential(np.where(size < largest, size, largest))


def _tanh(x):
    """1 - 2 / (e^2x + 1)."""
    found, power = _growth(2 * x, 44.0)
    scale = np.ldexp(1.0, power.astype(np.int32))
    q = inverse(plus((found[0] * scale, found[1] * scale), _ONE))
    t = minus(_ONE, (2 * q[0], 2 * q[1]))
    return np.where(np.abs(x) > 2.0**-27, np.copysign(t[0] + t[1], x), x)  # NaN is no larger


def _cosh(x):
    found, power = _growth(x, 712.0)
    q = inverse(found)
    down = np.ldexp(1.0, np.maximum(-2 * power, -1000).astype(np.int32))
    return np.where(np.isnan(x), x, scaled(plus(found, (q[0] * down, q[1] * down)), power - 1))


def _arctanh(x):
    """Half the logarithm of (1 + x) / (1 - x)."""
    size = np.abs(x)
    held = np.where(size < 1, size, 0.0)
    ratio = times(ordered(1.0, held), inverse(ordered(1.0, -held)))
    found, rest = logarithm(*ordered(*ratio))
    found = np.where(size < 2.0**-20, x + x * x * x * (1 / 3), np.copysign(0.5 * (found + rest), x))
    return np.where(size < 1, found, np.arctanh(x))


def power(x, y):
    """|x|^y, with the sign of x where y is odd; NumPy has the powers of zero and infinity, and those with exponents that no power of a number next to one is
    finite of."""
    size = np.abs(x)
    usual = (size > 0) & (size < np.inf) & (np.abs(y) < 2.0**62)
    log, by = logarithm(np.where(usual, size, 1.0)), np.where(usual, y, 0.0)
    high, rest = times((by, 0.0), log)
    found, exponent = exponential(high, np.where(np.abs(high) < 1500, rest, 0.0))
    found, half = scaled(found, exponent), 0.5 * by
    signed = np.where(by != np.rint(by), np.nan, np.where(half != np.rint(half), -found, found))
    return np.where(usual, np.where(x < 0, signed, found), np.power(x, y))


_FUNCTIONS = {"exp": _exp, "exp2": _exp2, "log": _log, "tanh": _tanh, "cosh": _cosh, "arctanh": _arctanh}


def ufunc(name):
    """The function that stands in for NumPy's of this name over float64 arrays."""
    function = _FUNCTIONS[name]

    def computed(*arguments, out=None, casting="same_kind"):
        found = function(*[np.asarray(a, np.float64) for a in np.broadcast_arrays(*arguments)])
        if out is None:
            return found
        np.copyto(out, found, casting=casting)
        return out

    return computed
