"""Sums of floating point arrays, accurate along every axis and in PyTorch's order.

PyTorch's CPU sum is a cascade: rows of numbers are added one after another in blocks of ``2**p`` rows, the blocks' sums in
blocks again, four levels deep, so that the rounding error grows with the fourth root of the length rather than with the
length. A contiguous run is first folded into 32-byte vectors, four of which are summed side by side. The same order is
followed here (found by measurement: one thread, contiguous input), which makes float32 and float64 sums equal to
PyTorch's to the last bit: ``full((10**7,), 0.1).sum() == 999999.4375``. ``np.add.reduce`` on its own is pairwise along the
fastest axis only.
"""
import math

import numpy as np

from .. import fast

_LEVELS = 4
_ILP = 4  # vectors (or columns) that PyTorch sums side by side
_FEW = 4096  # elements up to which a copy is cheap


def _cascade(x):
    """Sum `x` of shape (batch, rows, width) over rows, in blocks of blocks. Width is at least 2 and contiguous."""
    batch, rows, width = x.shape
    step = 1 << max(4, (rows - 1).bit_length() // _LEVELS) if rows > 1 else 16
    if rows < step:
        return np.add.reduce(x, axis=1)
    parts = []
    for _ in range(_LEVELS - 1):
        blocks = x.shape[1] // step
        if not blocks:
            break
        rest = x[:, blocks * step :]
        parts.append(np.add.reduce(rest, axis=1) if rest.shape[1] else None)
        x = np.add.reduce(x[:, : blocks * step].reshape(batch, blocks, step, width), axis=2)
    if x.shape[1]:
        parts.append(np.add.reduce(x, axis=1))
    total = parts[0]
    for part in parts[1:]:
        if part is not None:
            total = part if total is None else total + part
    return total


def _interleaved(x):
    """Sum `x` of shape (batch, rows, width) over rows, row ``i`` going to accumulator ``i % 4``."""
    batch, rows, width = x.shape
    quads = rows // _ILP
    if not quads:
        return _in_order(x)
    main = x[:, : quads * _ILP].reshape(batch, quads, _ILP * width)
    lanes = (_cascade(main) if quads > 1 else main[:, 0]).reshape(batch, _ILP, width)
    if quads * _ILP == rows:
        return _in_order(lanes)
    return _in_order(np.concatenate((lanes[:, :1], x[:, quads * _ILP :], lanes[:, 1:]), axis=1))


def _in_order(x):
    """Sum `x` of shape (batch, rows, width) over rows from first to last."""
    if x.shape[2] > 1 or x.shape[1] < (8 if x.dtype.kind == "f" else 4):  # NumPy adds fewer than eight numbers in order
        return np.add.reduce(x, axis=1)
    return np.add.accumulate(x, axis=1)[:, -1]


def _contiguous_runs(x):
    """Sum the C-contiguous `x` of shape (batch, length) over its last axis."""
    made = fast.sum_runs(x)
    if made is not None:
        return made
    batch, length = x.shape
    lanes = 32 // x.itemsize
    if length < lanes:
        return _interleaved(x.reshape(batch, length, 1))[:, 0]
    vectors = length // lanes
    cut = vectors * lanes
    folded = _interleaved(x[:, :cut].reshape(batch, vectors, lanes)) if vectors > 1 else x[:, :cut]
    if cut != length:
        folded = np.concatenate((x[:, cut:], folded), axis=1)
    return _in_order(folded.reshape(batch, -1, 1))[:, 0]


def _is_short(x, axis):
    """Whether numbers along an axis are added one by one: so few that it does not matter how they lie, or less than a vector of them side by side."""
    length, item = x.shape[axis], x.itemsize
    if length < _ILP:
        return True
    if length >= 32 // item or x.strides[axis] != item or min(np.abs(x.strides)) != item:
        return False
    return not any([n > 1 and step == item for n, step in zip(x.shape[axis + 1 :], x.strides[axis + 1 :])])  # else that one lies further inside


def _short_runs(x):
    """Sum the last axis of `x`, shorter than a vector, as `_contiguous_runs` does: slice by slice, without laying the runs out one after another."""
    length = x.shape[-1]
    order = [0, *range(_ILP, length), *range(1, _ILP)] if length >= _ILP else range(length)
    total = np.zeros(x.shape[:-1], x.dtype)
    for at in order:
        total += x[..., at]
    return total


def _columns(x):
    """Sum the C-contiguous `x` of shape (batch, rows, width) over rows."""
    made = fast.sum_columns(x)
    if made is not None:
        return made
    width = x.shape[2]
    lanes = 32 // x.itemsize
    group = lanes * _ILP if width >= lanes else _ILP
    cut = width // group * group
    if cut == width:
        return _cascade(x)
    if not cut:
        return _interleaved(x)
    return np.concatenate((_cascade(x[:, :, :cut]), _interleaved(x[:, :, cut:])), axis=1)


def cascade_sum(x, axes):
    """Sum a float32, float64 or complex array over the tuple `axes` (each in ``[0, ndim)``); the axes vanish.

    Axes are visited in the order of memory, as PyTorch does: an array that is contiguous after a permutation is summed
    without a copy.
    """
    ndim = x.ndim
    if not x.size:
        return np.zeros([n for at, n in enumerate(x.shape) if at not in axes], x.dtype)
    if x.flags.c_contiguous:
        if len(axes) == ndim:
            return _contiguous_runs(x.reshape(1, -1))[0]
        if len(axes) == 1:
            axis = axes[0]
            shape = x.shape
            left, length, after = shape[:axis], shape[axis], shape[axis + 1 :]
            width = 1
            for n in after:
                width *= n
            x = _contiguous_runs(x.reshape(-1, length)) if width == 1 else _columns(x.reshape(-1, length, width))
            return x.reshape(left + after)
    elif ndim == 1 and axes:
        return _columns(np.ascontiguousarray(x).reshape(1, -1, 1))[0, 0]  # with gaps, one number at a time
    elif len(axes) == 1 and x.size > _FEW and _is_short(x, axes[0]):
        return _short_runs(np.moveaxis(x, axes[0], -1))
    kept = [at for at in range(ndim) if at not in axes]
    strides = x.strides
    if x.flags.c_contiguous:
        order = list(range(ndim))
    else:
        order = sorted(range(ndim), key=lambda at: -abs(strides[at]) if strides[at] else -math.inf)  # what is repeated comes last
        x = np.ascontiguousarray(x.transpose(order))
    shape = x.shape
    # Runs of neighbouring axes that are all kept, or all summed and without gaps in memory, become one axis: [(summed, length), ...].
    runs, inner = [], 0  # the stride of the last axis
    for at, axis in enumerate(order):
        if shape[at] == 1:
            continue
        summed = axis in axes
        if runs and runs[-1][0] == summed and (not summed or inner == strides[axis] * shape[at]):
            runs[-1][1] *= shape[at]
        else:
            runs.append([summed, shape[at]])
        inner = strides[axis]
    first = True
    while True:
        at = len(runs) - 1
        while at >= 0 and not runs[at][0]:
            at -= 1
        if at < 0:
            break
        length = runs[at][1]
        after = runs[at + 1][1] if at + 1 < len(runs) else 1
        before = x.size // (length * after)
        if first and after == 1 and inner == x.itemsize:
            x = _contiguous_runs(x.reshape(before, length))
        elif first:
            x = _columns(x.reshape(before, length, after))
        else:  # the outermost of several loops: one partial sum after another
            x = _in_order(x.reshape(before, length, after))
        first = False
        merged = [run for where, run in enumerate(runs) if where != at]
        if 0 < at < len(runs) - 1 and not runs[at - 1][0]:  # the kept axes on both sides are neighbours now
            merged[at - 1 : at + 1] = [[False, merged[at - 1][1] * merged[at][1]]]
        runs = merged
    kept_in_memory = [axis for axis in order if axis in kept]
    lengths = dict(zip(order, shape))
    x = x.reshape([lengths[axis] for axis in kept_in_memory])
    if kept_in_memory != kept:
        x = x.transpose([kept_in_memory.index(axis) for axis in kept])
    return x
