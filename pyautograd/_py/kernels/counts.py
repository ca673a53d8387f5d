"""Histograms: how many elements fall where."""
import numpy as np

from ..util import wrap_dims
from .reductions import scalar_name

_INF = float("inf")


def histc(x, bins, low, high):
    """How many elements fall in each of `bins` equal intervals of ``[low, high]``; the extremes of `x` where these are equal."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"{'aminmax' if low == high else 'histogram'}_cpu\" not implemented for '{scalar_name(x)}'")
    if x.dtype.kind == "u" and x.dtype.itemsize > 1:
        raise NotImplementedError(f"\"{'aminmax' if low == high else 'linspace'}_cpu\" not implemented for '{scalar_name(x)}'")
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


def _word(x):
    return _WORDS.get(scalar_name(x), scalar_name(x))


def _check_rows(x, bins, weight):
    """Refuse a grid of edges that does not fit rows ``(..., D)``."""
    if x.ndim < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    dims = x.shape[-1]
    if len(bins) != dims:
        raise RuntimeError(f"torch.histogramdd: expected {dims} sequences of bin edges for a {dims}-dimensional histogram but got {len(bins)}")
    for d, edges in enumerate(bins):
        if edges.dtype != x.dtype:
            raise RuntimeError(
                f"torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype {_word(x)} and bins for "
                f"dimension {d} with dtype {_word(edges)}"
            )
        if edges.ndim != 1:
            raise RuntimeError(
                f"torch.histogramdd: bins tensor should have one dimension, but got {edges.ndim} dimensions in the bins tensor for dimension {d}"
            )
        if edges.size < 2:
            raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {edges.size - 1} for dimension {d}")
    if weight is not None:
        if weight.dtype != x.dtype:
            raise RuntimeError(
                "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got input(" + _word(x)
                + "), and weight(" + _word(weight) + ")"
            )
        if weight.shape != x.shape[:-1]:
            raise RuntimeError(
                "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, "
                f"but got input with shape {list(x.shape)} and weight with shape {list(weight.shape)}"
            )
    if x.dtype.kind != "f" or x.dtype.itemsize == 2:
        raise NotImplementedError(f"\"histogram_cpu\" not implemented for '{scalar_name(x)}'")


def histogram_of_rows(x, bins, weight=None, density=False):
    """How many rows of ``(..., D)`` (or what weight of them) lie in each cell of the grid; the last bin of a dimension contains its right edge.

    `density` divides by the total and the cells' volumes.
    """
    _check_rows(x, bins, weight)
    rows = x.reshape(-1, x.shape[-1])
    sizes = [edges.size - 1 for edges in bins]
    inside, at = np.ones(len(rows), bool), np.zeros(len(rows), np.int64)
    for d, edges in enumerate(bins):
        column = rows[:, d]
        inside &= (column >= edges[0]) & (column <= edges[-1])
        at = at * sizes[d] + np.minimum(np.searchsorted(edges, column, "right") - 1, sizes[d] - 1)
    total = int(np.prod(sizes))
    counts = np.bincount(at[inside], None if weight is None else weight.reshape(-1)[inside], total).astype(x.dtype).reshape(sizes)
    if density:
        counts /= counts.sum()
        for d, edges in enumerate(bins):
            counts /= np.diff(edges).reshape([-1 if k == d else 1 for k in range(len(bins))])
    return counts


def _range_of(x, d, given):
    if given is not None:
        low, high = given[2 * d], given[2 * d + 1]
    elif x.shape[0]:
        low, high = float(x[:, d].min()), float(x[:, d].max())
    else:
        low, high = 0.0, 1.0
    if not (abs(low) < _INF and abs(high) < _INF):
        raise RuntimeError(f"torch.histogramdd: dimension {d}'s range [{low:g}, {high:g}] is not finite")
    if low > high:
        raise RuntimeError(f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension {d}")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return low, high


def _even_edges(low, high, bins, kind):
    at = np.arange(bins + 1)
    step = (kind(high) - kind(low)) / kind(bins)
    return np.where(at < (bins + 1) // 2, kind(low) + step * at.astype(kind), kind(high) - step * (bins - at).astype(kind)).astype(kind)


def row_edges(x, bins, range=None, weight=None, density=False):
    """Evenly spaced edges for every dimension of rows ``(..., D)``, by default from the least to the greatest value."""
    if x.ndim < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    dims = x.shape[-1]
    if len(bins) != dims:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input.")
    for d, n in enumerate(bins):
        if n <= 0:
            raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {n} for dimension {d}")
    if range is not None and len(range) != 2 * dims:
        raise RuntimeError(
            f"torch.histogramdd: for a {dims}-dimensional histogram range should have {2 * dims} elements, but got {len(range)}"
        )
    if x.dtype.kind != "f" or x.dtype.itemsize == 2:
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{scalar_name(x)}'")
    rows = x.reshape(-1, dims)
    return [_even_edges(*_range_of(rows, d, range), n, x.dtype.type) for d, n in enumerate(bins)]


def histogram_of_rows_by_counts(x, bins, range=None, weight=None, density=False):
    """`histogram_of_rows` over evenly spaced edges."""
    return histogram_of_rows(x, row_edges(x, bins, range), weight, density)


def histogram_edges(x, bins, weight=None, density=False):
    """How many elements (or what weight of them) lie in each bin: `histogram_of_rows` of rows of one number."""
    rows = x.reshape(-1, 1)
    if weight is not None and weight.size != x.size:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but "
            f"got input with shape {[x.size, 1]} and weight with shape {[weight.size]}"
        )
    return histogram_of_rows(rows, [bins], None if weight is None else weight.reshape(-1), density), bins.copy()


def histogram(x, bins=100, range=None, weight=None, density=False):
    """`histogram_edges` with `bins` bins of equal width over `range`, by default from the least to the greatest element."""
    return histogram_edges(x, row_edges(x.reshape(-1, 1), (bins,), range)[0], weight, density)


def hash_tensor(x, dim, keepdim, mode):
    """All elements, as 64 bits, combined by exclusive or."""
    if mode != 0:
        raise RuntimeError(f"Unknown hash_tensor mode: {mode}")
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"xor_sum_cpu\" not implemented for '{scalar_name(x)}'")
    if x.size == 0 and not len(dim):
        raise RuntimeError(
            "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
        )
    bits = np.ascontiguousarray(x.astype(np.float64)).view(np.uint64) if x.dtype.kind == "f" else x.astype(np.int64).view(np.uint64)
    axes = wrap_dims(dim, x.ndim)
    return np.bitwise_xor.reduce(bits.reshape(x.shape), axis=axes if x.ndim else (), keepdims=keepdim)
