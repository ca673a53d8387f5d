"""Reading and writing where a mask is true, and at positions in the flattened array.

A function called ``name_`` writes into its first argument and returns it; ``name`` works on a copy. The ``*_backward``
functions are the transposes.
"""
import warnings

import numpy as np

from pyautograd._py import determinism

from .indexing import as_element, c_name, scalar_name
from .views import expand


def _together(shape, other):
    """The shape two arrays broadcast to, with PyTorch's text where they do not."""
    try:
        return np.broadcast_shapes(shape, other)
    except ValueError:
        ndim = max(len(shape), len(other))
        a, b = (1,) * (ndim - len(shape)) + tuple(shape), (1,) * (ndim - len(other)) + tuple(other)
        at = max(k for k in range(ndim) if a[k] != b[k] and a[k] != 1 and b[k] != 1)
        raise RuntimeError(
            f"The size of tensor a ({a[at]}) must match the size of tensor b ({b[at]}) at non-singleton dimension {at}"
        ) from None


def _into(array, mask):
    """`mask` broadcast to `array`, which is written to and so cannot grow."""
    if mask.shape == array.shape:
        return mask
    shape = _together(array.shape, mask.shape)
    if shape != array.shape:
        raise RuntimeError(f"output with shape {list(array.shape)} doesn't match the broadcast shape {list(shape)}")
    return np.broadcast_to(mask, shape)


def _grown(array, mask):
    """A copy of `array` broadcast with `mask`."""
    if mask.shape == array.shape:
        return array.copy()
    return np.broadcast_to(array, _together(mask.shape, array.shape)).copy()


def _fill_checks(array, mask, value):
    if isinstance(value, np.ndarray) and value.ndim:
        raise RuntimeError(f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s).")
    if mask.dtype != np.bool_:
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {c_name(mask)}")
    return np.asarray(as_element(value, array.dtype), array.dtype)


def masked_fill_(array, mask, value):
    """`value` (a number or 0-d array) where `mask` is true, in place."""
    value = _fill_checks(array, mask, value)
    if 0 in array.strides and array.size > 1 and any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape)):
        warnings.warn(
            "Use of masked_fill_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
            "This also applies to advanced indexing e.g. tensor[mask] = scalar", UserWarning, stacklevel=3,
        )  # fmt: skip
    np.copyto(array, value, where=_into(array, mask))
    return array


def masked_fill(array, mask, value):
    """A copy of `array` (broadcast with `mask`) with `value` where `mask` is true."""
    value = _fill_checks(array, mask, value)
    if mask.shape != array.shape:
        _together(mask.shape, array.shape)
    return np.asarray(np.where(mask, value, array), order="C")


def _selecting(array, mask):
    if mask.dtype != np.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")


def masked_select(array, mask):
    """The elements where `mask` is true, one-dimensional, in order; both are broadcast."""
    _selecting(array, mask)
    if array.shape != mask.shape:
        shape = _together(mask.shape, array.shape)
        array, mask = np.broadcast_to(array, shape), np.broadcast_to(mask, shape)
    return array[mask].reshape(-1)


def masked_select_backward(grad, shape, mask):
    """Zeros (of `shape` broadcast with `mask`) with `grad` where `mask` is true."""
    together = _together(mask.shape, shape)
    out = np.zeros(together, grad.dtype)
    out[np.broadcast_to(mask, together)] = grad
    return out


def masked_scatter_(array, mask, source):
    """The elements of `source`, in order, where `mask` is true, in place. Surplus elements are left over."""
    if source.dtype != array.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{scalar_name(array)} and {scalar_name(source)}"
        )
    mask = mask if mask.shape == array.shape else expand(mask, array.shape)
    if mask.dtype == np.uint8:
        warnings.warn(
            "masked_scatter_ received a mask with dtype torch.uint8, this behavior is now deprecated,please use a mask with dtype "
            "torch.bool instead.", UserWarning, stacklevel=3,
        )  # fmt: skip
    if mask.dtype != np.bool_:
        raise RuntimeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {scalar_name(mask)}")
    count = int(np.count_nonzero(mask))
    if source.size < count:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    array[mask] = source.reshape(-1)[:count]
    return array


def masked_scatter(array, mask, source):
    """A copy of `array` (broadcast with `mask`) with the elements of `source` where `mask` is true."""
    return masked_scatter_(_grown(array, mask), mask, source)


def masked_scatter_backward(grad, mask, shape):
    """The gradient for the source: `grad` where `mask` is true, then zeros, in `shape`."""
    out = np.zeros(shape, grad.dtype)
    found = grad[np.broadcast_to(mask, grad.shape)]
    out.reshape(-1)[: found.size] = found.reshape(-1)
    return out


def _flat_index(array, index, name):
    if index.dtype != np.int64:
        raise RuntimeError(f"{name}(): Expected a long tensor for index, but got {scalar_name(index)}")


def _flat_bounds(index, size):
    if index.size and (index.min() < -size or index.max() >= size):
        wrong = index[(index < -size) | (index >= size)][0]
        raise IndexError(f"out of range: tried to access index {wrong} on a tensor of {size} elements.")


def take(array, index):
    """The elements at flat positions `index`, in the shape of `index`."""
    _flat_index(array, index, "take")
    if not array.size and index.size:
        raise IndexError("take(): tried to take from an empty tensor")
    _flat_bounds(index, array.size)
    return array.take(index)


def take_backward(grad, shape, index):
    """Zeros of `shape` with `grad` added at the flat positions `index`."""
    out = np.zeros(shape, grad.dtype)
    np.add.at(out.reshape(-1), index.reshape(-1), grad.reshape(-1))
    return out


def put_(array, index, source, accumulate=False):
    """Write `source` at flat positions `index`, in place, or add it there if `accumulate`."""
    _flat_index(array, index, "put_")
    if source.dtype != array.dtype:
        raise RuntimeError(
            "put_(): self and source expected to have the same dtype, but got self.dtype = "
            f"{scalar_name(array)} and source.dtype = {scalar_name(source)}"
        )
    if source.size != index.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {source.size}, index.numel() = {index.size}"
        )
    if not accumulate:
        determinism.alert("put_")
    if not array.size and index.size:
        raise IndexError("put_(): Tried to put elements into an empty tensor")
    _flat_bounds(index, array.size)
    places, values = index.reshape(-1), source.reshape(-1)
    if array.flags.c_contiguous:
        target, key = array.reshape(-1), places
    else:
        target, key = array, np.unravel_index(np.where(places < 0, places + array.size, places), array.shape)
    if accumulate:
        np.add.at(target, key, values)
    else:
        target[key] = values
    return array


def put(array, index, source, accumulate=False):
    """A copy of `array` with `source` at flat positions `index`."""
    return put_(array.copy(), index, source, accumulate)
