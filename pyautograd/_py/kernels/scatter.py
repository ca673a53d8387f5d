"""Reading and writing along one dimension: gather and scatter, and the ``index_*`` operators on whole slices.

A function called ``name_`` writes into its first argument and returns it; ``name`` works on a copy. The ``*_backward``
functions are the transposes: they add into zeros of the shape the forward read from.
"""
import math

import numpy as np

from pyautograd._warnings import warn_once

from .. import fast
from ..util import wrap_dim
from .indexing import WHOLE, add_rows, as_element, copied, rows_of, scalar_name


def _along(array, dim, index):
    """The NumPy index that picks ``array[..., index, ...]`` elementwise: `index` at `dim`, every other coordinate its own."""
    key = []
    for axis, size in enumerate(index.shape):
        if axis == dim:
            key.append(index)
        else:
            key.append(np.arange(size).reshape((1,) * axis + (size,) + (1,) * (index.ndim - axis - 1)))
    return tuple(key)


def _at_least_1d(array):
    return array.reshape(1) if array.ndim == 0 else array


def outside(index, size):
    """Whether any of `index` is not in [0, size): one pass, as negative numbers are large unsigned ones."""
    if not index.size:
        return False
    found = fast.outside(index, size)
    if found is not None:
        return found
    if index.dtype == np.int64:
        return index.view(np.uint64).max() >= size
    return index.min() < 0 or index.max() >= size


def _in_bounds(index, size, dim):
    """Refuse an index outside [0, size); gather and scatter do not count from the end."""
    if outside(index, size):
        flat = index.reshape(-1)
        wrong = flat[np.flatnonzero((flat < 0) | (flat >= size))[0]]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {dim} with size {size}")


def _wanted_index(index, what):
    if index.dtype != np.int64 and index.dtype != np.int32 and index.size:
        raise RuntimeError(f"{what}(): Expected dtype int32/int64 for index")


def gather(array, dim, index, sparse_grad=False):
    """``out[i][j] = array[index[i][j]][j]`` (for dim 0): an array of the shape of `index`."""
    axis = wrap_dim(dim, array.ndim)
    _wanted_index(index, "gather")
    if index.size == 0:
        return np.empty(index.shape, array.dtype)
    source, places = _at_least_1d(array), _at_least_1d(index)
    if source.ndim != places.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    if any(n > m for at, (n, m) in enumerate(zip(places.shape, source.shape)) if at != axis):
        at = [n > m and k != axis for k, (n, m) in enumerate(zip(places.shape, source.shape))].index(True)
        raise RuntimeError(
            f"Size does not match at dimension {at} expected index {list(index.shape)} to be no larger than self {list(array.shape)} "
            f"apart from dimension {axis}"
        )
    made = fast.gather(source, axis, places)
    if made is not None:
        return made.reshape(index.shape)
    _in_bounds(places, source.shape[axis], axis)
    if source.ndim == 1:
        return source.take(places).reshape(index.shape)
    if source.flags.c_contiguous:
        return source.reshape(-1).take(_flat_places(source.shape, axis, places))
    return np.asarray(source[_along(source, axis, places)], order="C")


def _flat_places(shape, axis, index):
    """The flat positions in a contiguous array of `shape` that `index` names along `axis`, in the shape of `index`."""
    inner = math.prod(shape[axis + 1 :])
    offset, step = 0, 1
    for at in range(index.ndim - 1, -1, -1):
        if at != axis and index.shape[at] > 1:
            offset = offset + (np.arange(index.shape[at]) * step).reshape((-1,) + (1,) * (index.ndim - at - 1))
        step *= shape[at]
    if inner == 1:
        return index + offset
    places = index * np.int64(inner)
    places += offset
    return places


def gather_backward(grad, shape, dim, index, unique=False):
    """Zeros of `shape` with `grad` added where ``gather(dim, index)`` read. `unique`: no element was read twice."""
    out = np.zeros(shape, grad.dtype)
    if index.size:
        axis = wrap_dim(dim, out.ndim)
        if out.ndim and fast.gather_add(out, axis, index, grad):
            return out
        places = _flat_places(_at_least_1d(out).shape, axis, _at_least_1d(index)).reshape(-1)
        if unique:
            out.reshape(-1)[places] = grad.reshape(-1)
        else:
            np.add.at(out.reshape(-1), places, grad.reshape(-1))
    return out


def _scatter_checks(array, dim, index, source):
    """The wrapped dimension, and index and source as at least 1-d arrays; None where there is nothing to write."""
    axis = wrap_dim(dim, array.ndim)
    _wanted_index(index, "scatter")
    values = source if isinstance(source, np.ndarray) else None
    if values is not None and values.dtype != array.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if index.size == 0:
        return axis, None, None
    places = _at_least_1d(index)
    shape = array.shape or (1,)
    if places.ndim != len(shape):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    if values is not None:
        values = _at_least_1d(values)
        if places.ndim != values.ndim:
            raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    too_large = any(n > m for at, (n, m) in enumerate(zip(places.shape, shape)) if at != axis)
    if too_large or (values is not None and any(n > m for n, m in zip(places.shape, values.shape))):
        text = f"Expected index {list(index.shape)} to be no larger than self {list(array.shape)} apart from dimension {axis}"
        if values is not None:
            text += f" and to be no larger size than src {list(source.shape)}"
        raise RuntimeError(text)
    _in_bounds(places, shape[axis], axis)
    if values is not None and values.shape != places.shape:
        values = values[tuple([slice(n) for n in places.shape])]
    return axis, places, values


_REDUCE = {
    "add": np.add, "multiply": np.multiply, "sum": np.add, "prod": np.multiply, "mean": np.add, "amax": np.maximum, "amin": np.minimum,
}  # fmt: skip


def _reduce_at(array, axis, places, values, function):
    """``array[places] = function(array[places], values)`` one after the other, duplicates and all."""
    if function is np.add and isinstance(values, np.ndarray) and fast.gather_add(array, axis, places, np.ascontiguousarray(values)):
        return
    if array.flags.c_contiguous:
        at = _flat_places(array.shape, axis, places).reshape(-1)
        if array.dtype == np.bool_ and function is np.add and isinstance(values, np.ndarray):
            array.reshape(-1)[at[values.reshape(-1)]] = True
            return
        function.at(array.reshape(-1), at, values.reshape(-1) if isinstance(values, np.ndarray) else values)
    else:
        function.at(array, _along(array, axis, places), values)


def scatter_(array, dim, index, src, reduce=None):
    """``array[index[i][j]][j] = src[i][j]`` (for dim 0), in place; `src` an array or a number.

    `reduce`: ``"add"`` or ``"multiply"`` combines with what is there. Raises RuntimeError for bad shapes and indices.
    """
    if reduce is not None and isinstance(src, np.ndarray):
        warn_once(
            "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a future PyTorch release. "
            "Use torch.scatter_reduce instead for more reduction options."
        )
    if reduce is not None and reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    axis, places, values = _scatter_checks(array, dim, index, src)
    if values is None and not isinstance(src, np.ndarray):
        values = as_element(src, array.dtype)
    if places is None:
        return array
    target = _at_least_1d(array)
    if reduce is None and isinstance(values, np.ndarray) and fast.scatter(target, axis, places, values):
        return array
    if reduce is None and target.ndim > 1 and target.flags.c_contiguous:
        target.reshape(-1)[_flat_places(target.shape, axis, places)] = values
    elif reduce is None:
        target[_along(target, axis, places)] = values
    else:
        _reduce_at(target, axis, places, np.asarray(values, array.dtype), _REDUCE[reduce])
    return array


def scatter(array, dim, index, src, reduce=None):
    """A copy of `array` with `src` scattered into it."""
    return scatter_(copied(array), dim, index, src, reduce)


def scatter_add_(array, dim, index, src):
    """``array[index[i][j]][j] += src[i][j]`` (for dim 0), in place."""
    axis, places, values = _scatter_checks(array, dim, index, src)
    if places is not None:
        _reduce_at(_at_least_1d(array), axis, places, values, np.add)
    return array


def scatter_add(array, dim, index, src):
    """A copy of `array` with `src` added into it."""
    return scatter_add_(copied(array), dim, index, src)


def _start(dtype, reduce):
    """What a reduction starts from where the old value does not count."""
    if reduce in ("sum", "mean"):
        return 0
    if reduce == "prod":
        return 1
    if dtype.kind == "b":
        return reduce == "amin"
    if dtype.kind == "f":
        return -np.inf if reduce == "amax" else np.inf
    limit = np.iinfo(dtype)
    return limit.min if reduce == "amax" else limit.max


def _divide_counts(array, counts):
    """``array /= counts`` in place where counts are at least one; integers round down."""
    counts = np.maximum(counts, 1)
    if array.dtype.kind in "iu":
        np.floor_divide(array, counts.astype(array.dtype), out=array)
    else:
        np.divide(array, counts.astype(array.real.dtype), out=array)


def scatter_reduce_(array, dim, index, src, reduce, include_self=True):
    """Reduce the values of `src` that go to one place (with the one there, if `include_self`), in place.

    `reduce` is ``"sum"``, ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``; a NaN stays a NaN.
    """
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    axis, places, values = _scatter_checks(array, dim, index, src)
    kind = array.dtype.kind
    if (kind == "c" and reduce in ("amax", "amin")) or (kind == "b" and reduce == "mean"):
        raise NotImplementedError(f'"scatter_gather_tensor_cpu_reduce_{reduce}" not implemented for \'{scalar_name(array)}\'')
    if places is None:
        return array
    target = _at_least_1d(array)
    if not include_self:
        target[_along(target, axis, places)] = _start(array.dtype, reduce)
    _reduce_at(target, axis, places, values, _REDUCE[reduce])
    if reduce == "mean":
        counts = np.full(target.shape, 1 if include_self else 0)
        _reduce_at(counts, axis, places, np.ones(places.shape, np.int64), np.add)
        _divide_counts(target, counts)
    return array


def scatter_reduce(array, dim, index, src, reduce, include_self=True):
    """A copy of `array` with `src` reduced into it."""
    return scatter_reduce_(copied(array), dim, index, src, reduce, include_self)


# -- whole slices of one dimension --------------------------------------------------------------------------------------


def index_select(array, dim, index):
    """The slices `index` (1-d, or 0-d for one) of dimension `dim`. Negative numbers are not counted from the end."""
    axis = wrap_dim(dim, array.ndim)
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index.dtype != np.int64 and index.dtype != np.int32:
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    if array.ndim == 0 and index.size != 1:
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {index.size} value(s)")
    source = _at_least_1d(array)
    size = source.shape[axis]
    places = _at_least_1d(index)
    if outside(places, size):
        if source.ndim > 1 and size == 0:
            raise RuntimeError("index_select(): self indexing axis dim should be positive")
        if source.ndim > 1:
            wrong = places[(places < 0) | (places >= size)][0]
            raise RuntimeError(f"INDICES element is out of DATA bounds, id={wrong} axis_dim={size}")
        raise IndexError("index out of range in self")
    found = fast.take_rows(source, axis, places)
    if found is None:
        found = source.take(places, axis)
    return found if array.ndim else found.reshape(())


def index_select_backward(grad, shape, dim, index):
    """Zeros of `shape` with the slices of `grad` added at `index`."""
    out = np.zeros(shape, grad.dtype)
    if grad.size:
        axis = wrap_dim(dim, out.ndim)
        add_rows(_at_least_1d(out), axis, _at_least_1d(index), grad)
    return out


def _rows_axis(array, dim, index, source, name):
    """The wrapped dimension of index_add and index_reduce, whose shapes and dtypes fit."""
    axis = wrap_dim(dim, array.ndim)
    if index.ndim > 1:
        raise IndexError(
            f"{name}(): Index is supposed to be a vector, but got dim: {index.ndim} with type: {scalar_name(index)} and size: {list(index.shape)}"
        )
    if index.dtype != np.int64 and index.dtype != np.int32:
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index but got: {scalar_name(index)}")
    if source.dtype != array.dtype:
        raise RuntimeError(f"{name}(): self ({scalar_name(array)}) and source ({scalar_name(source)}) must have the same scalar type")
    given = source.shape[axis] if source.ndim > axis else 1
    if array.ndim == 0 and source.ndim == 0 and index.size != 1:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if source.ndim and axis >= source.ndim:
        raise RuntimeError(f"{name}(): Indexing dim {axis} is out of bounds of the source tensor with dim {source.ndim}")
    counted = array.ndim > 0 or source.ndim != 1 or given == index.size
    if counted and array.ndim != source.ndim or any(n != m for at, (n, m) in enumerate(zip(array.shape, source.shape)) if at != axis):
        if given == index.size or array.ndim != 2 or source.ndim != 1 or index.ndim:
            raise RuntimeError(
                "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
                f"{list(array.shape)} source.shape = {list(source.shape)}"
            )
    if given != index.size:
        raise RuntimeError(
            f"{name}(): Number of indices ({index.size}) should be equal to source.size(dim): ({given}), for dim: {axis}"
        )
    return axis


def _rows_places(array, axis, index, source, scatters=False):
    """The positions along `axis`, within bounds. `scatters`: PyTorch leaves the first or last of several dimensions to scatter."""
    places = _at_least_1d(index)
    size = array.shape[axis] if array.ndim else 1
    if source.size and outside(places, size):
        if scatters and array.ndim > 1 and axis in (0, array.ndim - 1) and index.dtype == np.int64:
            _in_bounds(places, size, axis)
        raise IndexError("index out of range in self")
    return places


def _rows_at(array, axis, places, values, function):
    """``function.at`` on whole slices of `axis`."""
    if array.flags.c_contiguous and function is np.add:
        add_rows(array, axis, places, values)
    elif array.flags.c_contiguous:
        function.at(array.reshape(-1), rows_of(array.shape, axis, places).reshape(-1), values.reshape(-1))
    else:
        function.at(array, (WHOLE,) * axis + (places,), values)


def index_add_(array, dim, index, source, alpha=1):
    """``array[index[i]] += alpha * source[i]`` (for dim 0), in place."""
    axis = _rows_axis(array, dim, index, source, "index_add_")
    places = _rows_places(array, axis, index, source, alpha == 1)
    factor = as_element(alpha, array.dtype)
    if source.size:
        values = source if factor == 1 else source * array.dtype.type(factor)
        _rows_at(_at_least_1d(array), axis, places, _at_least_1d(values), np.add)
    return array


def index_add(array, dim, index, source, alpha=1):
    """A copy of `array` with the slices of `source` added at `index`."""
    return index_add_(copied(array), dim, index, source, alpha)


def index_copy_(array, dim, index, source):
    """``array[index[i]] = source[i]`` (for dim 0), in place."""
    axis = wrap_dim(dim, array.ndim)
    if index.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    if source.ndim == 0 and index.size != 1:
        raise IndexError(f"index_copy_(): When source is scalar, index should have one element (got {index.size})")
    if source.ndim != array.ndim and source.ndim and array.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. "
            f"Source dimensionality ({source.ndim}), destination dimensionality ({array.ndim})"
        )
    if index.dtype != np.int64:
        raise RuntimeError(f"index_copy_(): Expected a long tensor for index, but got {scalar_name(index)}")
    if source.dtype != array.dtype:
        raise RuntimeError(
            f"index_copy_(): self and source expected to have the same dtype, but got (self) {scalar_name(array)} and (source) {scalar_name(source)}"
        )
    ours, theirs = array.shape[:axis] + array.shape[axis + 1 :], source.shape[:axis] + source.shape[axis + 1 :]
    if ours != theirs:
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{' '.join(map(str, ours))} at dimension {axis} and source slice shape: {' '.join(map(str, theirs))} at dimension 0."
        )
    if source.ndim and index.size != source.shape[axis]:
        raise IndexError(f"index_copy_(): Number of indices ({index.size}) should be equal to source.size(dim) ({source.shape[axis]})")
    places = _at_least_1d(index)
    target = _at_least_1d(array)
    size = target.shape[axis]
    if target.size and outside(places, size):
        wrong = places[(places < 0) | (places >= size)][0]
        raise IndexError(f"index_copy_(): index {wrong} is out of bounds for dimension {axis} with size {size}")
    if target.size:
        target[(WHOLE,) * axis + (places,)] = _at_least_1d(source)
    return array


def index_copy(array, dim, index, source):
    """A copy of `array` with the slices of `source` at `index`."""
    return index_copy_(copied(array), dim, index, source)


def index_fill_(array, dim, index, value):
    """``array[index[i]] = value`` (for dim 0), in place; negative numbers count from the end. `value`: a number or 0-d array."""
    axis = wrap_dim(dim, array.ndim)
    if isinstance(value, np.ndarray) and value.ndim:
        raise RuntimeError(f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s).")
    if index.dtype != np.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    if (isinstance(value, complex) or isinstance(value, np.ndarray) and value.dtype.kind == "c") and array.dtype.kind != "c":
        raise RuntimeError("index_fill_(): Converting complex Scalar to non-complex type is not supported")
    target = _at_least_1d(array)
    places = _at_least_1d(index)
    size = target.shape[axis]
    if places.size and target.size and (places.min() < -size or places.max() >= size):
        wrong = places[(places < -size) | (places >= size)][0]
        raise IndexError(f"index {wrong} is out of bounds for dimension {axis} with size {size}")
    value = as_element(value, array.dtype)
    if target.size:
        target[(WHOLE,) * axis + (places,)] = value
    return array


def index_fill(array, dim, index, value):
    """A copy of `array` with `value` in the slices `index`."""
    return index_fill_(copied(array), dim, index, value)


def index_reduce_(array, dim, index, source, reduce, include_self=True):
    """Reduce the slices of `source` that go to one place, in place: ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``."""
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    axis = _rows_axis(array, dim, index, source, "index_reduce_")
    warn_once("index_reduce() is in beta and the API may change at any time.")
    places = _rows_places(array, axis, index, source)
    if not source.size:
        return array
    kind = array.dtype.kind
    if kind in "bc":
        kernel = "index_func_" if include_self else "index_reduce_func_exclude_input_init"
        if include_self and array.ndim > 1:  # slices, reduced by other operators
            kernel = None
            if kind == "c" and reduce in ("amax", "amin"):
                kernel = "maximum_cpu" if reduce == "amax" else "minimum_cpu"
            elif kind == "b" and reduce == "mean":
                kernel = "div_floor_cpu"
        if kernel is not None:
            raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(array)}'")
    target, values = _at_least_1d(array), _at_least_1d(source)
    if not include_self:
        target[(WHOLE,) * axis + (places,)] = _start(array.dtype, reduce)
    _rows_at(target, axis, places, values, _REDUCE[reduce])
    if reduce == "mean":
        counts = np.full(target.shape[axis], 1 if include_self else 0)
        np.add.at(counts, places, 1)
        _divide_counts(target, counts.reshape((-1,) + (1,) * (target.ndim - axis - 1)))
    return array


def index_reduce(array, dim, index, source, reduce, include_self=True):
    """A copy of `array` with the slices of `source` reduced into it."""
    return index_reduce_(copied(array), dim, index, source, reduce, include_self)
