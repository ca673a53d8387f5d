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


_WORDS = {"Float": "float", "Double": "double", "Half": "c10::Half", "Long": "long int", "Int": "int", "Short": "short int", "Char": "signed char",
          "Byte": "unsigned char", "Bool": "bool"}  # fmt: skip


def histogram_edges(x, bins, weight=None, density=False):
    """How many elements (or what weight of them) lie in each bin; the last bin contains its right edge. `density` divides by total and width."""
    if bins.dtype != x.dtype:
        raise RuntimeError(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
            f"{_WORDS.get(scalar_name(x), scalar_name(x))} and bins for dimension 0 with dtype {_WORDS.get(scalar_name(bins), scalar_name(bins))}"
        )
    if bins.ndim != 1:
        raise RuntimeError(f"torch.histogramdd: bins tensor should have one dimension, but got {bins.ndim} dimensions in the bins tensor for dimension 0")
    if weight is not None and weight.shape != x.shape:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but "
            f"got input with shape {[x.size, 1]} and weight with shape {list(weight.shape)}"
        )
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{scalar_name(x)}'")
    flat = x.ravel()
    inside = (flat >= bins[0]) & (flat <= bins[-1])
    at = np.minimum(np.searchsorted(bins, flat[inside], "right") - 1, bins.size - 2)
    counts = np.bincount(at, None if weight is None else weight.ravel()[inside], bins.size - 1).astype(x.dtype)
    if density:
        counts /= counts.sum() * np.diff(bins)
    return counts, bins.copy()


def histogram(x, bins=100, range=None, weight=None, density=False):
    """`histogram_edges` with `bins` bins of equal width over `range`, by default from the least to the greatest element."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{scalar_name(x)}'")
    if range is not None:
        low, high = range
        if low > high:
            raise RuntimeError(f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension 0")
    else:
        low, high = (float(x.min()), float(x.max())) if x.size else (0.0, 0.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    kind, at = x.dtype.type, np.arange(bins + 1)
    step = (kind(high) - kind(low)) / kind(bins)
    edges = np.where(at < (bins + 1) // 2, kind(low) + step * at.astype(x.dtype), kind(high) - step * (bins - at).astype(x.dtype))
    return histogram_edges(x, edges.astype(x.dtype), weight, density)
