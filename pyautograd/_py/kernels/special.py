"""Special functions over ndarrays that NumPy lacks: error functions, gamma functions, zeta, modified Bessel functions.

Each takes real arrays (or numbers) and returns the dtype of its input; integers come back in the default dtype. ``special_loops`` of the core
computes them, in float64 with a rest that keeps the result within about half an ulp.
"""
import math

import numpy as np

from ... import _types
from .. import special_loops


def _function(name):
    def function(x):
        x = np.asarray(x)
        answer = x.dtype if x.dtype.kind == "f" else _types.get_default_dtype().np
        return special_loops.unary(name, x.astype(np.float64 if answer == np.float64 else np.float32, copy=False)).astype(answer, copy=False)

    return function


erf, erfc, erfcx, erfinv = _function("erf"), _function("erfc"), _function("erfcx"), _function("erfinv")
ndtr, ndtri, log_ndtr = _function("ndtr"), _function("ndtri"), _function("log_ndtr")
lgamma, digamma, trigamma = _function("lgamma"), _function("digamma"), _function("trigamma")
i0, i0e, i1, i1e = _function("i0"), _function("i0e"), _function("i1"), _function("i1e")


def _of_two(name):
    def function(first, second):
        first, second = np.asarray(first), np.asarray(second)
        answer = np.result_type(first, second)
        answer = answer if answer.kind == "f" else np.dtype(np.float64)
        wide = np.float64 if answer == np.float64 else np.float32
        return special_loops.binary(name, first.astype(wide, copy=False), second.astype(wide, copy=False)).astype(answer, copy=False)

    return function


zeta, gammainc, gammaincc = _of_two("zeta"), _of_two("igamma"), _of_two("igammac")


def polygamma(n, x):
    """The n-th derivative of `digamma`: (-1)^(n+1) n! zeta(n + 1, x) (NIST Digital Library of Mathematical Functions, 25.11.12)."""
    if n < 2:
        return trigamma(x) if n else digamma(x)
    x = np.asarray(x)
    answer = x.dtype if x.dtype.kind == "f" else _types.get_default_dtype().np
    found = special_loops.binary("zeta", np.full(x.shape, n + 1.0), x.astype(np.float64, copy=False))
    size = float(math.factorial(n)) if n < 171 else math.inf
    return ((size if n % 2 else -size) * found).astype(answer, copy=False)
