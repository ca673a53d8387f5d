"""Reductions over consecutive segments of one dimension: ``segment_reduce``."""
import numpy as np

from ..util import wrap_dim
from .indexing import scalar_name

_REDUCE = {
    "sum": (np.add, 0), "mean": (np.add, 0), "prod": (np.multiply, 1), **dict.fromkeys(("max", "amax"), (np.maximum, -np.inf)),
    **dict.fromkeys(("min", "amin"), (np.minimum, np.inf)),
}  # fmt: skip


def _checked(array, reduce, lengths, indices, offsets, axis, unsafe):
    """The axis and the first and last element of every segment, or PyTorch's error."""
    if reduce not in _REDUCE:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    axis = wrap_dim(axis, array.ndim)
    if indices is not None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    given = offsets if offsets is not None else lengths
    if given is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    name = "offsets" if offsets is not None else "lengths"
    if given.ndim == 0 or axis != given.ndim - 1:
        raise RuntimeError(f"segment_reduce(): Expected axis to be the last dimension of {name} but got {axis}.")
    if given.dtype not in (np.int32, np.int64):
        raise NotImplementedError(f"\"_segment_reduce_{name}_cpu_kernel1\" not implemented for '{scalar_name(given)}'")
    if given.shape[:-1] != array.shape[:axis]:
        raise RuntimeError(f"segment_reduce(): Expected {name} of shape {[*array.shape[:axis], given.shape[-1]]} but got {list(given.shape)}")
    if offsets is not None:
        if offsets.shape[-1] == 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension -1: {[*array.shape[:axis], -1, *array.shape[axis + 1 :]]}")
        first, last = offsets[..., :-1], offsets[..., 1:]
    else:
        if not unsafe:
            if (lengths < 0).any():
                raise RuntimeError("lengths contains negative value!")
            if (lengths.sum(-1) != array.shape[axis]).any():
                raise RuntimeError("segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when !unsafe.")
        last = np.cumsum(lengths, -1)
        first = last - lengths
    if (last < first).any():
        raise RuntimeError(
            "Expected segment_length >= 0 to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement "
            "request to PyTorch.)"
        )
    if first.size and (first.min() < 0 or last.max() > array.shape[axis]):
        raise RuntimeError(f"segment_reduce(): Expected all segments to lie within the {array.shape[axis]} elements along axis {axis}")
    return axis, first, last


def segment_reduce(array, reduce, lengths, indices, offsets, axis, unsafe, initial):
    """``sum``, ``mean``, ``prod``, ``max`` or ``min`` over segments of `axis`, given by their lengths or by their ends.

    `lengths` and `offsets` have the dimensions of `array` up to `axis`: every row has segments of its own. An empty segment gives `initial`, or what
    the reduction starts from (NaN for the mean).
    """
    axis, first, last = _checked(array, reduce, lengths, indices, offsets, axis, unsafe)
    if array.dtype.kind != "f":
        raise NotImplementedError(f"\"_segment_reduce_cpu\" not implemented for '{scalar_name(array)}'")
    function, identity = _REDUCE[reduce]
    start = identity if initial is None else initial
    outer, inner = array.shape[:axis], array.shape[axis + 1 :]
    made = np.full((*outer, first.shape[-1], *inner), start, array.dtype)
    with np.errstate(all="ignore"):
        for row in np.ndindex(outer):
            _reduce_row(array[row], first[row], last[row], made[row], function)
        if reduce == "mean":
            counts = (last - first).reshape(*first.shape, *(1,) * len(inner))
            empty = counts == 0
            made = np.where(empty, np.nan if initial is None else made, made / np.where(empty, 1, counts)).astype(array.dtype)
    return made


def _reduce_row(values, first, last, made, function):
    """Reduce the segments of one row into `made`, which holds what they start from."""
    filled = np.flatnonzero(last > first)
    if not filled.size:
        return
    ends = np.empty(2 * filled.size, np.int64)
    ends[::2], ends[1::2] = first[filled], last[filled]
    padded = np.concatenate((values, values[:1]))  # an end may be one past the last element
    made[filled] = function(made[filled], function.reduceat(padded, ends, axis=0)[::2])
