"""Histograms: how many elements fall where."""
import numpy as np

from .reductions import scalar_name

_INF = float("inf")

def histc(x, bins, low, high):
    """How many elements fall in each of `bins` equal intervals of ``[low, high]``; the extremes of `x` where these are equal."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"aminmax_cpu\" not implemented for '{scalar_name(x)}'")
    if x.dtype.kind == "b":
        raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool'")
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"histogram_cpu\" not implemented for '{scalar_name(x)}'")
    flat = x.reshape(-1)
    wide = flat.astype(np.float32) if x.dtype == np.float16 else flat
    if low == high and wide.size:
        low, high = float(wide.min()), float(wide.max())
    if not (abs(low) < _INF and abs(high) < _INF):
        raise RuntimeError(f"torch.histc: range of [{_range_end(low)}, {_range_end(high)}] is not finite")
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min")
    if low == high:
        low, high = low - 1, high + 1
    kind = wide.dtype.type
    inside = wide[(wide >= low) & (wide <= high)]
    at = ((inside - kind(low)) / (kind(high) - kind(low)) * kind(bins)).astype(np.int64)
    return np.bincount(np.minimum(at, bins - 1), minlength=bins).astype(x.dtype)


def _range_end(value):
    return "-nan" if value != value else f"{value:g}"


def bincount(x, weights, minlength):
    """How often each value occurs in a 1-d array of non-negative integers, or the sum of its weights."""
    if x.dtype.kind not in "iu":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{scalar_name(x)}'")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if x.ndim == 1 and not x.size:
        return np.zeros(minlength, np.int64)
    if x.ndim != 1 or x.min() < 0:
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None:
        return np.bincount(x.astype(np.int64, copy=False), minlength=minlength).astype(np.int64, copy=False)
    if weights.shape != x.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    counts = np.bincount(x.astype(np.int64, copy=False), weights=weights.astype(np.float64, copy=False), minlength=minlength)
    return counts.astype(np.float32) if weights.dtype == np.float32 else counts
