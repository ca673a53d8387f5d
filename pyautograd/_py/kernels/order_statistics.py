"""Order statistics: median, nanmedian, mode, k-th smallest. Values and the index each came from.

Among equal elements the median's index is that of a stable sort, the others' as PyTorch's partitioning leaves it (`introsort`).
"""
import numpy as np

from ..util import wrap_dim
from . import introsort
from .reductions import no_identity, scalar_name, with_kept
from .sorting import arranged_along, sorted_order


def _refuse(x, kinds, kernel):
    if x.dtype.kind in kinds:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x)}'")


def _picked(x, indices, axis, keepdim):
    """The values at `indices` (of length one along `axis`), and the indices."""
    values = np.take_along_axis(x, indices, axis)
    if keepdim:
        return values, indices
    return np.squeeze(values, axis), np.squeeze(indices, axis)


def _empty(x, axis, keepdim):
    shape = [n for at, n in enumerate(x.shape) if at != axis]
    values, indices = np.zeros(shape, x.dtype), np.zeros(shape, np.int64)
    return with_kept(values, x.shape, (axis,), keepdim), with_kept(indices, x.shape, (axis,), keepdim)


def _median_all(x, skip_nan):
    if x.size:
        _refuse(x, "bc", "median_cpu")
    flat = x.reshape(-1)
    floating = x.dtype.kind == "f"
    if not flat.size:
        return x.dtype.type(np.nan) if floating else x.dtype.type(np.iinfo(x.dtype).min if x.dtype.kind == "i" else 0)
    if floating:
        missing = np.isnan(flat)
        if missing.any():
            if not skip_nan or missing.all():
                return x.dtype.type(np.nan)
            flat = flat[~missing]
    k = (flat.size - 1) // 2
    return np.partition(flat, k)[k]


def median_all(x):
    """The lower median of all elements; NaN if there is one."""
    return _median_all(x, False)


def nanmedian_all(x):
    """The lower median of the elements that are not NaN."""
    return _median_all(x, True)


def _median_dim(x, dim, keepdim, skip_nan):
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        _refuse(x, "bc", "median_out")
        return x.copy(), np.zeros((), np.int64)
    no_identity(x, (axis,), "median()")
    _refuse(x, "bc", "median_out")
    if not x.size:
        return _empty(x, axis, keepdim)
    n = x.shape[axis]
    order = np.argsort(x, axis=axis, kind="stable")  # NaN sorts last
    if x.dtype.kind == "f":
        missing = np.isnan(x)
        if missing.any():
            good = n - np.add.reduce(missing, axis=axis, keepdims=True)
            # Without skipping, the first NaN is the median of a row that has one.
            at = np.where(good == n, (n - 1) // 2, np.maximum(good - 1, 0) // 2 if skip_nan else good)
            return _picked(x, np.take_along_axis(order, at, axis), axis, keepdim)
    return _picked(x, np.take(order, [(n - 1) // 2], axis=axis), axis, keepdim)


def median_dim(x, dim, keepdim):
    """The lower median along a dimension; NaN where there is one."""
    return _median_dim(x, dim, keepdim, False)


def nanmedian_dim(x, dim, keepdim):
    """The lower median along a dimension of what is not NaN."""
    return _median_dim(x, dim, keepdim, True)


def kthvalue(x, k, dim, keepdim):
    """The `k`-th smallest element along a dimension, counted from one; NaN counts as largest."""
    axis = wrap_dim(dim, x.ndim)
    if x.ndim:
        no_identity(x, (axis,), "kthvalue()")
    n = x.shape[axis] if x.ndim else 1
    if not 0 < k <= n:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    _refuse(x, "bc", "kthvalue_cpu")
    if not x.size:
        return _empty(x, axis, keepdim)
    same = x == np.partition(x, k - 1, axis).take([k - 1], axis)
    if (np.add.reduce(same, axis, dtype=np.int64) == 1).all():
        found = same.argmax(axis, keepdims=True)
    else:  # several, or NaN
        found = np.take(arranged_along(x, axis, False, introsort.QUICK, k - 1), [k - 1], axis=axis)
    return _picked(x, found, axis, keepdim)


def mode(x, dim, keepdim):
    """The most frequent value along a dimension (the smallest of several) and its last index."""
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    no_identity(x, (axis,), "mode()")
    if not x.size:
        return _empty(x, axis, keepdim)
    _refuse(x, "c", "mode_cpu")
    rows = np.moveaxis(x, axis, -1)
    order = sorted_order(rows, -1)
    ordered = np.take_along_axis(rows, order, -1)
    # Each run of equal values is counted from its start: the longest count is first reached at the end of its run.
    place = np.arange(rows.shape[-1])
    starts = np.zeros(ordered.shape, np.int64)
    np.multiply(ordered[..., 1:] != ordered[..., :-1], place[1:], out=starts[..., 1:])
    longest = np.argmax(place - np.maximum.accumulate(starts, axis=-1), axis=-1)
    indices = np.take_along_axis(order, longest[..., None], -1)
    return _picked(x, np.ascontiguousarray(np.moveaxis(indices, -1, axis)), axis, keepdim)
