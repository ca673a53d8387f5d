"""Advanced indexing on arrays: reading, writing and accumulating at integer arrays and masks.

``indices`` is a list of index arrays (int64, int32, bool or uint8). ``dims`` says which dimension of the indexed array each
of them starts at; None means that they follow each other from dimension 0. A mask of n dimensions covers n dimensions.
Dimensions that no index covers are taken whole. Where the indices are next to each other the indexed dimensions are
replaced in place, otherwise the broadcast shape of the indices comes first: NumPy's rule and PyTorch's are one.

The checks cost nothing where nothing is wrong: NumPy raises, and only then is PyTorch's text worked out.
"""
import math
import warnings

import numpy as np

from ..._types import dtype_of_numpy
from .. import fast
from .layouts import iterated_over, over_dimensions

WHOLE = slice(None)
NOT_AN_INDEX = "tensors used as indices must be long, int, byte or bool tensors"
_C_NAMES = {
    "f2": "c10::Half", "f4": "float", "f8": "double", "c8": "c10::complex<float>", "c16": "c10::complex<double>", "b1": "bool",
    "i1": "signed char", "i2": "short int", "i4": "int", "i8": "long int", "u1": "unsigned char", "u2": "short unsigned int",
    "u4": "unsigned int", "u8": "long unsigned int",
}  # fmt: skip
_VALUE_NAMES = {"i1": "int8_t", "i2": "int16_t", "i8": "int64_t", "u1": "uint8_t", "u2": "uint16_t", "u4": "uint32_t", "u8": "uint64_t"}


def scalar_name(array):
    """The name error texts use for the dtype of `array`, such as ``Float``."""
    return dtype_of_numpy(array.dtype).scalar_name


def c_name(array):
    """The C++ name some error texts use for the dtype of `array`."""
    return _C_NAMES[array.dtype.str[1:]]


def as_element(value, dtype):
    """A Python number (or 0-d array) as a number that can be stored in an array of `dtype`.

    Fractions are dropped for integer types and small negative numbers wrap around in unsigned ones. Raises RuntimeError
    where the value does not fit, or is complex with an imaginary part and the type is real.
    """
    kind = dtype.kind
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.item()
    if kind == "b":
        return bool(value)
    fits = True
    if isinstance(value, complex):
        if kind != "c":
            fits = value.imag == 0
            value = value.real
    if kind in "iu":
        if isinstance(value, float):
            whole = value == value and value not in (float("inf"), float("-inf"))
            if whole:
                limit = np.iinfo(dtype)
                whole = limit.min <= value <= limit.max
                value = int(value)
            fits = fits and whole
        else:
            value = int(value)
            limit = np.iinfo(dtype)
            fits = fits and (-limit.max if kind == "u" else limit.min) <= value <= limit.max
            if fits and value < 0 and kind == "u":
                value += limit.max + 1
    elif kind == "f" and fits and dtype.itemsize < 8:
        value = float(value)
        fits = not abs(value) > float(np.finfo(dtype).max) or abs(value) == float("inf")
    elif kind == "c" and dtype.itemsize < 16:
        value = complex(value)
        largest = float(np.finfo(np.float32).max)
        fits = not any(abs(part) > largest and abs(part) != float("inf") for part in (value.real, value.imag))
    if not fits:
        code = dtype.str[1:]
        raise RuntimeError(f"value cannot be converted to type {_VALUE_NAMES.get(code) or _C_NAMES[code]} without overflow")
    return value


def mask_of_bytes(index):
    """The boolean mask that a uint8 index stands for, with PyTorch's warning."""
    warnings.warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.", UserWarning, stacklevel=3)
    return index != 0


def _key(shape, indices, dims):
    """The NumPy index for `indices` at `dims` of an array of `shape`."""
    key = []
    at = 0
    for index in indices:
        if index.dtype.char not in "?Bilq":
            raise IndexError(NOT_AN_INDEX)
    for position, index in enumerate(indices):
        kind = index.dtype.kind
        if kind == "u":
            index = mask_of_bytes(index)
            kind = "b"
        if dims is not None:
            if dims[position] > len(shape):
                raise _no_dimension(len(shape), dims[position])
            while at < dims[position]:
                key.append(WHOLE)
                at += 1
        key.append(index)
        if kind == "b":
            if index.shape != shape[at : at + index.ndim]:
                check_mask(shape, index, at)
            at += index.ndim
        else:
            at += 1
    if at > len(shape):
        if dims is None:
            raise IndexError(f"too many indices for tensor of dimension {len(shape)} (got {at})")
        _expanded(shape, key)
        raise _no_dimension(len(shape), len(shape))
    return tuple(key)


def _no_dimension(n, dim):
    return IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")


def check_mask(shape, mask, at):
    """Raise IndexError for a mask that has not the sizes of the dimensions it indexes, of which `at` is the first."""
    n = len(shape)
    for axis in range(mask.ndim):
        if at + axis >= n:
            raise _no_dimension(n, at + axis)
        if mask.shape[axis] != shape[at + axis]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {axis} does not match the shape of the indexed tensor "
                f"{list(shape)} at index {at + axis}"
            )


def _expanded(shape, key):
    """What PyTorch makes of the indices before it looks at them: masks as coordinates, each with the dimension it indexes."""
    found = []
    at = 0
    for index in key:
        if isinstance(index, slice):
            at += 1
        elif index.dtype.kind == "b":
            check_mask(shape, index, at)
            found.extend((at + axis, places) for axis, places in enumerate(index.nonzero()))
            at += index.ndim
        else:
            found.append((at, index))
            at += 1
    return found


def _structure_error(shape, key):
    """The exception for a `key` whose masks or shapes do not fit; None if they do. Values are not looked at."""
    try:
        found = _expanded(shape, key)
    except IndexError as error:
        return error
    try:
        together = np.broadcast_shapes(*[index.shape for _, index in found])
    except ValueError:
        shapes = ", ".join(str(list(index.shape)) for _, index in found)
        return IndexError(f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}")
    if 0 not in together and any(shape[dim] == 0 for dim, _ in found):
        return IndexError("index is out of bounds for dimension with size 0")
    return None


def _bounds_error(shape, key):
    """The exception for the first index out of bounds in a `key` that fits otherwise; None if there is none."""
    found = _expanded(shape, key)
    together = np.broadcast_shapes(*[index.shape for _, index in found])
    first = None
    for number, (dim, index) in enumerate(found):
        size = shape[dim]
        wrong = np.flatnonzero(np.broadcast_to((index < -size) | (index >= size), together))
        if wrong.size and (first is None or wrong[0] < first[0]):
            value = np.broadcast_to(index, together).reshape(-1)[wrong[0]]
            first = (wrong[0], IndexError(f"index {value} is out of bounds for dimension {number} with size {size}"))
    return first and first[1]


def _result_shape(shape, key):
    """The shape of ``array[key]`` for an array of `shape`, whether or not the indices are in bounds."""
    shape, harmless, at = list(shape), [], 0
    for index in key:
        if isinstance(index, slice) or index.dtype.kind == "b":
            at += 1 if isinstance(index, slice) else index.ndim
        else:
            shape[at] = 1
            index = np.zeros(index.shape, np.int64)
            at += 1
        harmless.append(index)
    return np.broadcast_to(np.False_, shape)[tuple(harmless)].shape


def index(array, indices, dims=None):
    """The elements at `indices`; always a copy. Raises IndexError."""
    found = _found(array, indices, dims)
    if found.ndim < 2 or array.flags.c_contiguous and all([i.flags.c_contiguous for i in indices]):
        return found
    return _laid_out(array, _key(array.shape, indices, dims), found)


def _laid_out(array, key, found):
    """What was found at `key` in the order in which PyTorch iterates over the array, which does not move along the indexed dimensions, and its indices."""
    gathered, rest, at, lead, apart = [], [], 0, 0, False
    covered = sum([index.ndim if isinstance(index, np.ndarray) and index.dtype.kind == "b" else 1 for index in key])
    for index in key + (WHOLE,) * (array.ndim - covered):
        if isinstance(index, slice):
            rest.append(array.strides[at])
            at += 1
            continue
        apart = apart or len(gathered) > 0 and len(rest) > lead
        lead = len(rest)
        at += index.ndim if index.dtype.kind == "b" else 1
        gathered += np.nonzero(index) if index.dtype.kind == "b" else (index,)
    lead, count = 0 if apart else lead, found.ndim - len(rest)
    shape, before, after = found.shape[lead : lead + count], (0,) * lead, (0,) * (len(rest) - lead)
    operands = [(*rest[:lead], *(0,) * count, *rest[lead:])]
    operands += [before + over_dimensions(index, shape) + after for index in gathered]
    return iterated_over(found, operands)


def _found(array, indices, dims):
    if len(indices) == 1:
        places = indices[0]
        if places.dtype.char in "lqi":
            dim = 0 if dims is None else dims[0]
            try:
                found = array.take(places, dim)
                if found.size or not places.size or array.shape[dim]:
                    return found
            except IndexError:
                pass
    key = _key(array.shape, indices, dims)
    try:
        found = array[key]
    except IndexError:
        error = _structure_error(array.shape, key)
        if error is None:
            made = _result_shape(array.shape, key)
            if 0 in made:  # where there is nothing to read no index is looked at
                return np.empty(made, array.dtype)
            error = _bounds_error(array.shape, key)
        if error is None:
            raise
        raise error from None
    if type(found) is not np.ndarray or found.flags.c_contiguous:
        return found
    return found.copy("C")


def index_put_(array, indices, values, accumulate=False, dims=None):
    """Write `values` (broadcast) at `indices` of `array`, in place, or add them there if `accumulate`.

    With duplicates and no `accumulate` the last one written stays.
    Raises IndexError for bad indices, RuntimeError for values of another dtype or of a shape that does not broadcast.
    """
    if 0 in array.strides and array.size > 1 and any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape)):
        warnings.warn(
            "Use of index_put_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
            "This also applies to advanced indexing e.g. tensor[indices] = tensor", UserWarning, stacklevel=3,
        )  # fmt: skip
    if not accumulate and values.size == 1 and len(indices) == 1 and indices[0].dtype == np.uint8:
        check_mask(array.shape, indices[0], 0 if dims is None else dims[0])
        raise RuntimeError("masked_fill_ only supports boolean masks, but got mask with dtype unsigned char")
    key = _key(array.shape, indices, dims)
    if values.dtype != array.dtype:
        if accumulate or values.size != 1 or len(indices) != 1 or indices[0].dtype.kind not in "bu":
            raise _put_error(array, key, values, False) or RuntimeError(
                f"Index put requires the source and destination dtypes match, got {scalar_name(array)} for the destination and "
                f"{scalar_name(values)} for the source."
            )
        values = np.asarray(as_element(values, array.dtype), array.dtype)
    try:
        if values.ndim > 1 and values.ndim > len(_result_shape(array.shape, key)):
            raise ValueError  # NumPy drops leading dimensions of size 1; PyTorch does not
        if accumulate:
            add_at(array, key, values)
        else:
            array[key] = values
    except (IndexError, ValueError) as error:
        wrong = _put_error(array, key, values)
        if wrong is not None:
            raise wrong from None
        if 0 not in _result_shape(array.shape, key):
            raise error
    return array


def _put_error(array, key, values, bounds=True):
    """The exception PyTorch raises for writing `values` at a `key`; None if it would write. `bounds`: look at the indices' values too."""
    error = _structure_error(array.shape, key)
    if error is not None:
        return error
    made = _result_shape(array.shape, key)
    try:
        fits = np.broadcast_shapes(values.shape, made) == made
    except ValueError:
        fits = False
    if not fits:
        return RuntimeError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to indexing result of shape {list(made)}"
        )
    return _bounds_error(array.shape, key) if bounds and 0 not in made else None


def index_put(array, indices, values, accumulate=False, dims=None):
    """A copy of `array` with `values` written or added at `indices`."""
    return index_put_(copied(array), indices, values, accumulate, dims)


def index_zero(array, indices, dims=None):
    """A copy of `array` with zeros at `indices`: what of a gradient is left for what ``index_put`` wrote over."""
    out = copied(array)
    key = _key(array.shape, indices, dims)
    try:
        out[key] = 0
    except IndexError:
        if 0 not in _result_shape(array.shape, key):
            raise
    return out


def index_backward(grad, indices, shape, dims=None):
    """The gradient of ``index``: zeros of `shape` with `grad` added at `indices`."""
    out = np.zeros(shape, grad.dtype)
    if not grad.size:
        return out
    key = _key(shape, indices, dims)
    if len(key) == 1 and key[0].dtype.kind == "b":
        out[key] = grad  # a mask names no element twice
    else:
        add_at(out, key, grad)
    return out


def copied(array):
    """A copy that may be written."""
    made = fast.copy(array)
    return array.copy() if made is None else made


def add_at(array, key, values):
    """``array[key] += values`` where places named several times get every value.

    NumPy's ``add.at`` is fast for one flat index only, so larger writes are turned into one.
    """
    if values.size > 64 and array.flags.c_contiguous and array.dtype == values.dtype:
        last, dim = key[-1], len(key) - 1
        shape = array.shape
        if last.dtype.kind == "i" and all(index is WHOLE for index in key[:-1]):
            if last.size and (last.min() < -shape[dim] or last.max() >= shape[dim]):
                raise IndexError
            values = np.broadcast_to(values, shape[:dim] + last.shape + shape[dim + 1 :])
            add_rows(array, dim, np.where(last < 0, last + shape[dim], last).reshape(-1), values)
            return
        total = array.size
        if total <= 8 * values.size:
            places = np.arange(total).reshape(shape)[key]
            np.add.at(array.reshape(-1), places.reshape(-1), np.broadcast_to(values, places.shape).reshape(-1))
            return
    np.add.at(array, key, values)


def add_rows(array, dim, index, values):
    """Add the slices of `values` at `index` (one-dimensional, in bounds, not negative) of dimension `dim` of a contiguous array."""
    values = np.ascontiguousarray(values)
    if fast.add_rows(array, dim, index, values):
        return
    shape = array.shape
    inner = math.prod(shape[dim + 1 :])
    if inner >= 128 and array.size == shape[dim] * inner:
        # Long rows: all first occurrences at once, then all second ones, ...: no place twice in one step.
        order = index.argsort(kind="stable")
        inorder = index[order]
        starts = np.flatnonzero(np.concatenate(([True], inorder[1:] != inorder[:-1])))
        counts = np.diff(starts, append=inorder.size)
        most = counts.max(initial=0)
        if most <= 16 + index.size // 64:
            rows, values = array.reshape(shape[dim], inner), values.reshape(-1, inner)
            occurrence = np.arange(index.size) - np.repeat(starts, counts)
            for n in range(most):
                now = order[occurrence == n] if most > 1 else order
                rows[index[now]] += values[now]
            return
    np.add.at(array.reshape(-1), rows_of(shape, dim, index).reshape(-1), values.reshape(-1))


def rows_of(shape, dim, index):
    """The flat positions, (outer, index, inner), of the slices `index` (not negative) of dimension `dim`."""
    inner = math.prod(shape[dim + 1 :])
    places = index.reshape(-1, 1) * inner + np.arange(inner) if inner > 1 else index.reshape(-1, 1)
    outer = math.prod(shape[:dim])
    return places if outer == 1 else (np.arange(outer) * (shape[dim] * inner))[:, None, None] + places


def nonzero(array):
    """The coordinates of the elements that are not zero, one a row: int64 of shape (found, ndim)."""
    found = np.array(np.nonzero(array) if array.ndim else np.empty((0, 1 if array else 0)), np.int64)
    return np.ndarray(found.shape[::-1], np.int64, found, 0, (found.itemsize, found.itemsize * found.shape[1]))  # a coordinate after the other


def nonzero_static(array, size, fill_value=-1):
    """The first `size` rows of `nonzero`, filled up with `fill_value`."""
    if size < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    found = nonzero(array)[:size]
    out = np.full((size, array.ndim), fill_value, np.int64)
    out[: len(found)] = found
    return out
