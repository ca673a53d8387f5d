"""Cumulative operations along one dimension."""
import numpy as np

from ..._autograd_texts import C_NAMES
from ..._types import dtype_of_numpy
from .. import fast
from ..util import Bfloat16Values, wrap_dim
from .reductions import _cast, scalar_name

# PyTorch's CPU scans carry the running value in the next wider type, of half precision in float32, and round it at every element.
_WIDER = {"e": np.float32, "f": np.float64, "F": np.complex128}


def _scan(x, dim, dtype, ufunc):
    axis = wrap_dim(dim, x.ndim)
    half = isinstance(x, Bfloat16Values)
    x = np.asarray(_cast(x, dtype), order="C")  # a scan's result is contiguous, whatever the input
    if not x.ndim or not x.size:
        return x.copy()
    if x.dtype.kind == "b":
        raise NotImplementedError(f"\"{'cumsum' if ufunc is np.add else 'cumprod'}_out_cpu\" not implemented for 'Bool'")
    made = fast.cumsum(x, axis) if ufunc is np.add and not half else None
    if made is not None:
        return made
    wider = None if half else _WIDER.get(x.dtype.char)
    result = ufunc.accumulate(x, axis=axis, dtype=wider or x.dtype)
    if ufunc is np.add and x.dtype.kind in "fc":
        result += 0.0  # a sum begins with zero, so a negative zero turns positive
    return result.astype(x.dtype, copy=False)


def cumsum(x, dim, dtype):
    """Running sums; integers and bools sum to int64."""
    return _scan(x, dim, dtype, np.add)


def cumprod(x, dim, dtype):
    """Running products; integers and bools multiply to int64."""
    return _scan(x, dim, dtype, np.multiply)


def _scan_in_place(x, dim, dtype, ufunc):
    own = dtype_of_numpy(x.dtype)
    if dtype is not None and dtype is not own:
        raise RuntimeError(f"Bad in-place call: input tensor dtype {C_NAMES[own.name]} and output tensor dtype {C_NAMES[dtype.name]} should match")
    x[...] = _scan(x, dim, own, ufunc)
    return x


def cumsum_(x, dim, dtype=None):
    """Running sums in place, in the dtype that is there."""
    return _scan_in_place(x, dim, dtype, np.add)


def cumprod_(x, dim, dtype=None):
    """Running products in place, in the dtype that is there."""
    return _scan_in_place(x, dim, dtype, np.multiply)


def _running(x, dim, ufunc, name):
    if not x.ndim and dim not in (-1, 0):
        raise IndexError(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    if not x.size:
        return x.copy(), np.zeros(x.shape, np.int64)
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        return x.copy(), np.zeros(x.shape, np.int64)
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{scalar_name(x)}'")
    x = np.asarray(x, order="C")
    if x.dtype == np.float16:  # of two zeros NumPy's loops take another one
        values, places = _running(x.astype(np.float32), dim, ufunc, name)
        return values.astype(np.float16), places
    values = ufunc.accumulate(x, axis=axis)
    hit = x == values  # a tie moves on to the later index
    if x.dtype.kind == "f":
        hit |= np.isnan(x)
    place = np.arange(x.shape[axis]).reshape([-1 if at == axis else 1 for at in range(x.ndim)])
    return values, np.maximum.accumulate(np.where(hit, place, 0), axis=axis)


def cummax(x, dim):
    """The largest value so far and its last index; NaN from the first NaN on."""
    return _running(x, dim, np.maximum, "cummax")


def cummin(x, dim):
    """The smallest value so far and its last index; NaN from the first NaN on."""
    return _running(x, dim, np.minimum, "cummin")


def logcumsumexp(x, dim):
    """``log(cumsum(exp(x)))`` without overflow."""
    axis = wrap_dim(dim, x.ndim)
    if x.dtype.kind not in "fc":
        raise NotImplementedError(f"\"logcumsumexp_out_cpu\" not implemented for '{scalar_name(x)}'")
    if not x.ndim or not x.size:
        return x.copy()
    x = np.asarray(x, order="C")
    if x.dtype.kind == "f":
        return np.logaddexp.accumulate(x, axis=axis, dtype=np.float64).astype(x.dtype, copy=False)
    rows = np.moveaxis(x, axis, 0).astype(np.complex128)
    result = np.empty_like(rows)
    total = result[0] = rows[0]
    for at in range(1, len(rows)):  # the ufunc has no complex loop: step along the one axis
        low, high = np.where(rows[at].real < total.real, (rows[at], total), (total, rows[at]))
        total = result[at] = np.where(np.isneginf(low.real), high, high + np.log1p(np.exp(low - high)))
    return np.moveaxis(result, 0, axis).astype(x.dtype, order="C")
