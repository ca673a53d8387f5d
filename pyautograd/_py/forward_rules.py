"""Tangents of single operators, where none of the general rules does: `jvp` of a row names a function here.

Each gets the arguments, their tangents (None for zero) and the results, and gives a list with the tangent of each result.
"""
from .core import ops
from .forward import is_complex, transposed_tangents


def logcumsumexp_jvp(spec, values, tangents, results):
    """``cumsum(exp(x) t) / cumsum(exp(x))``, with the largest element taken off first."""
    (x, dim), t = values, tangents[0]
    if not x.ndim or not x.numel() or is_complex(x):
        return transposed_tangents(spec, values, tangents, results)
    weights = ops.exp(x - ops.amax(x.detach(), [dim], True))
    return [ops.cumsum(weights * t, dim) / (ops.cumsum(weights, dim) + 1e-13)]
