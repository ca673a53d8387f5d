"""Sorting, selection of the k largest, search in sorted values, unique values, membership.

NaN counts as larger than every number. Equal elements keep their order in a stable sort and in short ones; else they come as PyTorch leaves them
(`introsort`).
"""
import numpy as np

from ..._warnings import warn_once
from .. import fast
from ..util import wrap_dim
from . import introsort
from .indexing import scalar_name
from .promotion import as_dtype, common_dtype


def _refuse_complex(array, what):
    if array.dtype.kind == "c":
        raise RuntimeError(f" {what} does not support complex dtypes on CPU")


def _order(array, axis, descending):
    """The stable order of `array` along `axis` as int64 indices."""
    made = fast.order(array, axis, descending)
    if made is not None:
        return made
    if not descending:
        return array.argsort(axis, kind="stable")
    # Sorting the reversed array stably and reversing the result puts the largest first and keeps equal elements in order.
    order = np.flip(np.flip(array, axis).argsort(axis, kind="stable"), axis)
    return array.shape[axis] - 1 - order


def _along(array, order, axis):
    """The elements of `array` in that order along `axis`."""
    made = fast.gather(array, axis, order)
    return np.take_along_axis(array, order, axis) if made is None else made


_RADIX_FROM = 32768  # PyTorch sorts so many integers by their digits, which is stable


def _has_ties(ordered, axis):
    """Whether neighbours along `axis` are equal, NaN as well."""
    before, after = np.moveaxis(ordered, axis, 0)[:-1], np.moveaxis(ordered, axis, 0)[1:]
    if ordered.dtype.kind == "f":
        return bool(np.any((before == after) | (np.isnan(before) & np.isnan(after))))
    return bool(np.any(before == after))


def arranged_along(array, axis, descending, how, k=0):
    """`introsort.arranged` along an axis of any array."""
    rows = np.moveaxis(array, axis, -1)
    keys = introsort.keys_of(rows, descending).reshape(-1, rows.shape[-1])
    if keys.base is not None or not keys.flags.c_contiguous:
        keys = np.array(keys, order="C")
    return np.ascontiguousarray(np.moveaxis(introsort.arranged(keys, how, k).reshape(rows.shape), -1, axis))


def sorted_order(array, axis, descending=False):
    """The order that `std::sort` leaves along `axis`."""
    made = fast.standard_sort_order(array, axis, descending)
    if made is not None:
        return made
    order = _order(array, axis, descending)
    if introsort.keeps_order(array.shape[axis]) or not _has_ties(np.take_along_axis(array, order, axis), axis):
        return order
    return arranged_along(array, axis, descending, introsort.SORT)


def _order_for(array, axis, descending, stable):
    """The order that `sort` leaves, and the array laid out for the loops that read it by."""
    stable = stable or array.strides[axis] == 0 or (array.ndim == 1 and array.size >= _RADIX_FROM and array.dtype.kind in "iu" and not descending)
    array = np.ascontiguousarray(array)
    return _order(array, axis, descending) if stable else sorted_order(array, axis, descending), array


def sort(array, dim=-1, descending=False, stable=False):
    """The values in order along `dim`, and the int64 indices they came from."""
    axis = wrap_dim(dim, array.ndim)
    _refuse_complex(array, "Sort")
    if array.ndim == 0:
        return array.copy(), np.zeros((), np.int64)
    order, array = _order_for(array, axis, descending, stable)
    if array.ndim == 1:
        return array.take(order), order
    return _along(array, order, axis), order


def sort_stable(array, stable, dim=-1, descending=False):
    """`sort` under PyTorch's other signature."""
    return sort(array, dim, descending, bool(stable))


def topk(array, k, dim=-1, largest=True, sorted=True):
    """The `k` largest (or smallest) values along `dim` in order, and the indices they came from."""
    axis = wrap_dim(dim, array.ndim)
    size = array.shape[axis] if array.ndim else 1
    if not 0 <= k <= size:
        raise RuntimeError("selected index k out of range")
    _refuse_complex(array, "topk")
    if array.dtype == np.bool_:
        raise RuntimeError("topk does not support bool dtypes on CPU")
    if array.ndim == 0:
        return array.copy(), np.zeros((), np.int64)
    if k == 0:
        empty = array.shape[:axis] + (0,) + array.shape[axis + 1 :]
        return np.empty(empty, array.dtype), np.empty(empty, np.int64)
    few = 64 * k <= size  # PyTorch then sorts partially, else it partitions, and sorts if asked
    made = fast.top_orders(array, axis, largest, k, few, sorted)
    if made is not None:
        return _along(array, made, axis), made
    if not sorted and not few:
        order = arranged_along(array, axis, largest, introsort.NTH, k - 1)
    else:
        if size > 256 and 4 * k < size:
            near = array.argpartition(size - k if largest else k - 1, axis)
            near = near.take(np.arange(size - k, size) if largest else np.arange(k), axis)
            near.sort(axis)
            order = np.take_along_axis(near, _order(np.take_along_axis(array, near, axis), axis, largest), axis)
        else:
            order = _order(array, axis, largest)
        if _top_has_ties(array, order.take(np.arange(k), axis), axis):
            order = arranged_along(array, axis, largest, introsort.PARTIAL if few else introsort.TOP, k if few else k - 1)
    order = order.take(np.arange(k), axis)
    return np.take_along_axis(array, order, axis), order


def _top_has_ties(array, top, axis):
    """Whether equal elements are among those at `top`, or left out although equal to the last of them."""
    values = np.take_along_axis(array, top, axis)
    if _has_ties(values, axis):
        return True
    last = values.take([-1], axis)
    same = array == last
    if array.dtype.kind == "f":
        same |= np.isnan(array) & np.isnan(last)
    return bool((np.add.reduce(same, axis, dtype=np.int64) > 1).any())


def argsort(array, dim=-1, descending=False):
    """The indices that sort `array` along `dim`."""
    return argsort_stable(array, False, dim, descending)


def argsort_stable(array, stable, dim=-1, descending=False):
    """`argsort` under PyTorch's other signature."""
    axis = wrap_dim(dim, array.ndim)
    _refuse_complex(array, "Sort")
    return _order_for(array, axis, descending, stable)[0] if array.ndim else np.zeros((), np.int64)


def _number_like(value, array):
    """An array for `value`, where it is a Python number in the dtype that it is compared with `array` in."""
    if isinstance(value, np.ndarray):
        return value
    if array.dtype.kind == "f" and not isinstance(value, complex) or isinstance(value, int) and array.dtype.kind in "iu":
        return as_dtype(value, array.dtype)
    return np.asarray(value)


def _number_among(value, array):
    """An array for `value`, where it is a Python number one that compares with `array` by its value."""
    if isinstance(value, np.ndarray):
        return value
    fits = array.dtype.kind == "f" or isinstance(value, int) and np.iinfo(array.dtype).min <= value <= np.iinfo(array.dtype).max
    return np.asarray(value, array.dtype if fits else None)


def searchsorted(sorted_sequence, values, out_int32=False, right=False, side=None, sorter=None):
    """Where `values` belong in the last dimension of `sorted_sequence`: before equal elements, or after them if `right`.

    `sorter`: the order that sorts `sorted_sequence`. Raises RuntimeError where the leading dimensions do not match.
    """
    given, given_sequence, values = values, sorted_sequence, _number_like(values, sorted_sequence)
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if right and side == "left":
        raise RuntimeError("torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True")
    if sorted_sequence.ndim == 0 and values.ndim:
        raise RuntimeError("torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension")
    if sorted_sequence.ndim != 1 and (values.ndim == 0 or sorted_sequence.ndim == 0):
        raise RuntimeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor "
            f"dim({sorted_sequence.ndim}) and input value's dim({values.ndim}) numel({values.size})"
        )
    if sorted_sequence.ndim != 1 and sorted_sequence.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value "
            f"tensor must match, but we got boundaries tensor {list(sorted_sequence.shape)} and input value tensor {list(values.shape)}"
        )
    if sorter is not None:
        if sorter.shape != sorted_sequence.shape:
            raise RuntimeError(
                "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
                f"{list(sorted_sequence.shape)}and got sorter tensor {list(sorter.shape)}"
            )
        if sorter.dtype != np.int64:
            raise RuntimeError(f"torch.searchsorted(): sorter must be a tensor of long dtype but got dtype {scalar_name(sorter)}")
        if sorter.size and (sorter.min() < 0 or sorter.max() >= sorter.shape[-1]):
            raise RuntimeError("torch.searchsorted(): sorter index out of range")
        sorted_sequence = np.take_along_axis(sorted_sequence, sorter, -1)
    if sorted_sequence.dtype.kind in "bc" or values.dtype.kind in "bc":
        common = common_dtype(sorted_sequence, given if isinstance(given, (bool, complex)) else values)
        if (common.is_complex or common.np.kind == "b") and sorted_sequence.size and values.size:
            raise NotImplementedError(f'"searchsorted_out_cpu" not implemented for \'{common.scalar_name}\'')
    for what, a in (("input value", values), ("boundary", given_sequence), ("sorter", sorter)):
        if a is not None and not a.flags.c_contiguous:
            warn_once(
                f"torch.searchsorted(): {what} tensor is non-contiguous, this will lower the performance due to extra data copy when converting "
                f"non-contiguous tensor to contiguous, please use contiguous {what} tensor if possible. This message will only appear once per program.",
                stacklevel=3,
            )
    where = "right" if right or side == "right" else "left"
    kind = np.int32 if out_int32 else np.int64
    nan = np.isnan(values) if values.dtype.kind == "f" else None
    if nan is not None and not nan.any():
        nan = None  # a NaN belongs at the very end, also where the sequence ends with NaN
    if sorted_sequence.ndim == 1:
        out = np.asarray(sorted_sequence.searchsorted(values, where), kind)
        return out if nan is None else np.where(nan, kind(sorted_sequence.size), out)
    rows = sorted_sequence.reshape(-1, sorted_sequence.shape[-1]) if sorted_sequence.size else None
    out = np.zeros(values.shape, kind)
    if rows is not None and values.size:
        for found, row, wanted in zip(out.reshape(len(rows), -1), rows, values.reshape(len(rows), -1)):
            found[...] = row.searchsorted(wanted, where)
    if nan is not None:
        out[nan] = sorted_sequence.shape[-1]
    return out


def bucketize(values, boundaries, out_int32=False, right=False):
    """Which interval between the one-dimensional `boundaries` each of `values` lies in."""
    if boundaries.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})")
    return searchsorted(boundaries, values, out_int32, right)


def isin(elements, test_elements, assume_unique=False, invert=False):
    """Which of `elements` occur in `test_elements`; either may be a number."""
    for x in (elements, test_elements):
        if isinstance(x, (bool, complex)) or isinstance(x, np.ndarray) and x.dtype.kind in "bc":
            name = scalar_name(x) if isinstance(x, np.ndarray) else "Bool" if isinstance(x, bool) else "ComplexDouble"
            raise RuntimeError(f"Unsupported input type encountered for isin(): {name}")
    elements, test_elements = _number_among(elements, test_elements), _number_among(test_elements, elements)
    return np.isin(elements, test_elements, assume_unique=False, invert=invert)


def _runs(changed, size, numbered=True):
    """(index of each run's first element, number of the run each element is in if `numbered`, length of each run)."""
    starts = np.flatnonzero(np.concatenate((np.ones(min(size, 1), bool), changed)))
    if not numbered:
        return starts, None, np.diff(starts, append=size)
    inverse = np.zeros(size, np.int64)
    inverse[starts[1:]] = 1
    return starts, inverse.cumsum(), np.diff(starts, append=size)


def unique(array, sorted=True, return_inverse=True, return_counts=True):
    """The distinct values in order, for each element the number of its value, and how often each value occurs."""
    if array.dtype.kind == "c":
        raise NotImplementedError(f'"unique" not implemented for \'{scalar_name(array)}\'')
    flat = array.reshape(-1)
    if not return_inverse:
        found = np.sort(flat)
        starts, _, counts = _runs(found[1:] != found[:-1], found.size, False)
        return found.take(starts), np.empty(0, np.int64), counts
    order = flat.argsort(kind="stable")
    found = flat.take(order)
    starts, runs, counts = _runs(found[1:] != found[:-1], found.size)
    inverse = np.empty(flat.size, np.int64)
    inverse[order] = runs
    return found.take(starts), inverse.reshape(array.shape), counts


def unique_consecutive(array, return_inverse=True, return_counts=True, dim=None):
    """`array` with repeats of the element (or of the slice along `dim`) just before dropped, and as for `unique`."""
    if dim is not None and (dim != 0 or array.ndim != 1):
        return _unique_rows(array, dim, consecutive=True)
    if array.dtype.kind == "c":
        raise NotImplementedError(f'"unique" not implemented for \'{scalar_name(array)}\'')
    flat = array.reshape(-1)
    starts, inverse, counts = _runs(flat[1:] != flat[:-1], flat.size)
    return flat.take(starts), inverse.reshape(array.shape), counts


def unique_dim(array, dim, sorted=True, return_inverse=True, return_counts=True):
    """The distinct slices along `dim` in lexicographic order, the number of each slice, and how often each occurs."""
    return _unique_rows(array, dim, consecutive=False)


def _unique_rows(array, dim, consecutive):
    if array.dtype.kind == "c":
        raise NotImplementedError(f'"unique_dim" not implemented for \'{scalar_name(array)}\'')
    axis = wrap_dim(dim, array.ndim, scalar_ok=False)
    size = array.shape[axis]
    if array.size == 0:
        if sum(n == 0 for n in array.shape) > 1 and not array.shape[axis]:
            raise RuntimeError("Number of zero sized dimensions is more than one, so unique cannot be applied ")
        if array.shape[axis]:
            raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")
        none = np.empty(0, np.int64)
        return array.copy(), none, none.copy()
    rows = np.moveaxis(array, axis, 0).reshape(size, -1)
    if consecutive or size < 2:
        order = np.arange(size)
    else:
        order = np.lexsort(rows.T[::-1])
    inorder = rows[order]
    starts, runs, counts = _runs((inorder[1:] != inorder[:-1]).any(axis=1), size)
    inverse = np.empty(size, np.int64)
    inverse[order] = runs
    return np.moveaxis(np.moveaxis(array, axis, 0).take(order[starts], 0), 0, axis), inverse, counts
