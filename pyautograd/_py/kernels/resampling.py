"""Resizing of the last dimensions, one dimension after the other, each output element a weighted sum of a few input elements."""

import numpy as np

from .. import fast


def _scale(size, count, align_corners, given):
    """The step in the input for one step in the output."""
    if align_corners:
        return (size - 1) / (count - 1) if count > 1 else 0.0
    return 1.0 / given if given is not None and given > 0 else size / count


def _cubic_near(t, a):
    return ((a + 2) * t - (a + 3)) * t * t + 1


def _cubic_far(t, a):
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a


def _within(place, size):
    """Positions of a dimension, those outside brought to its ends; NaN, which a step that is infinite gives, to the first."""
    return np.fmin(np.fmax(place.astype(np.float64), 0), size - 1).astype(np.int64)


def taps(size, count, mode, align_corners, given, dtype):
    """Positions and weights, each (count, taps), of what is summed along one dimension; weights None means one tap of weight 1."""
    at = np.arange(count)
    work = np.float32 if dtype.itemsize <= 4 and dtype.kind == "f" else np.float64
    if mode in ("nearest", "nearest-exact"):
        scale = np.float32(_scale(size, count, False, given))
        source = at * scale if mode == "nearest" else (at + 0.5) * scale
        return _within(np.floor(source.astype(np.float32)), size)[:, None], None
    scale = work(_scale(size, count, align_corners, given))
    source = at.astype(work) * scale if align_corners else (at.astype(work) + work(0.5)) * scale - work(0.5)
    if mode == "linear":
        source = np.maximum(source, 0)
        low = _within(np.floor(source), size)
        high = np.minimum(low + 1, size - 1)
        part = np.clip(source - low, 0, 1)
        return np.stack([low, high], 1), np.stack([1 - part, part], 1)
    low = np.floor(source).astype(np.float64)
    t, a = source - low, work(-0.75)
    weights = [_cubic_far(t + 1, a), _cubic_near(t, a), _cubic_near(1 - t, a), _cubic_far(2 - t, a)]
    positions = _within(low[:, None] + np.arange(-1, 3), size)
    return positions, np.stack(weights, 1)


def smooth_taps(size, count, mode, align_corners, given):
    """`taps` of a filter that widens when it shrinks (antialiasing): a triangle, or Keys' cubic with a = -0.5."""
    scale = _scale(size, count, align_corners, given)
    reach = (1.0 if mode == "linear" else 2.0) * max(scale, 1.0)
    inverse = 1.0 / max(scale, 1.0)
    center = scale * (np.arange(count) + 0.5)
    start = np.maximum((center - reach + 0.5).astype(np.int64), 0)
    end = np.minimum((center + reach + 0.5).astype(np.int64), size)
    wide = max(int((end - start).max()), 1)
    positions = start[:, None] + np.arange(wide)
    t = np.abs((positions - center[:, None] + 0.5) * inverse)
    if mode == "linear":
        weights = np.maximum(1.0 - t, 0.0)
    else:
        weights = np.where(t < 1, _cubic_near(t, -0.5), np.where(t < 2, _cubic_far(t, -0.5), 0.0))
    weights = np.where(positions < end[:, None], weights, 0.0)
    weights /= weights.sum(1, keepdims=True)
    return np.minimum(positions, size - 1), weights


def _all_taps(sizes, counts, mode, align_corners, scales, antialias, dtype):
    n = len(sizes)
    scales = list(scales) if scales is not None else [None] * n
    if antialias:
        return [smooth_taps(sizes[i], counts[i], mode, align_corners, scales[i]) for i in range(n)]
    return [taps(sizes[i], counts[i], mode, align_corners, scales[i], dtype) for i in range(n)]


def whole_weights(positions, weights):
    """`weights` for uint8 as integers, and of how many bits their fractions are: as many as keep the largest below 2 ** 15.

    Weights of one input element are added up before they are rounded.
    """
    weights = weights.copy()
    for tap in range(weights.shape[1] - 1, 0, -1):
        same = positions[:, tap] == positions[:, tap - 1]
        weights[same, tap - 1] += weights[same, tap]
        weights[same, tap] = 0.0
    largest, bits = float(weights.max()), 0
    while bits < 22 and int(0.5 + largest * 2.0 ** (bits + 1)) < 32768:
        bits += 1
    scaled = weights * 2.0**bits
    return np.trunc(scaled + np.where(scaled < 0, -0.5, 0.5)).astype(np.int32), bits


def _whole_sums(x, axis, positions, weights, shape):
    whole, bits = whole_weights(positions, weights)
    total = np.full(x.shape[:axis] + (len(positions),) + x.shape[axis + 1 :], 2 ** (bits - 1), np.int32)
    for tap in range(positions.shape[1]):
        total += x.take(positions[:, tap], axis) * whole[:, tap].reshape(shape)
    total >>= bits
    return np.clip(total, 0, 255).astype(np.uint8)


def _by_pairs(x, n, mode, antialias):
    """x as planes, where its images are resized between neighbours, which there may be loops for; else None."""
    return np.ascontiguousarray(x).reshape((-1,) + x.shape[-2:]) if n == 2 and mode == "linear" and not antialias and x.dtype.kind == "f" and x.size else None


def _columns_of(wanted, dtype):
    """The positions of all dimensions, and their weights."""
    return [positions for positions, _ in wanted], [np.ascontiguousarray(weights, dtype) for _, weights in wanted]


def resample(x, output_size, mode, align_corners, scales, antialias=False):
    """x with its last dimensions brought to `output_size`; `mode` is nearest, nearest-exact, linear or cubic."""
    n = len(output_size)
    made = x.astype(np.float32) if x.dtype == np.float16 and mode not in ("nearest", "nearest-exact") else x
    wanted = _all_taps(x.shape[x.ndim - n :], output_size, mode, align_corners, scales, antialias, made.dtype)
    planes = _by_pairs(made, n, mode, antialias)
    found = None if planes is None else fast.mix_pairs(planes, *_columns_of(wanted, made.dtype))
    if found is not None:
        return found.reshape(x.shape[: x.ndim - n] + tuple(output_size)).astype(x.dtype, copy=False)
    for i in range(n - 1, -1, -1):
        positions, weights = wanted[i]
        axis = x.ndim - n + i
        if weights is None:
            made = made.take(positions[:, 0], axis)
            continue
        shape = (-1,) + (1,) * (n - 1 - i)
        if x.dtype == np.uint8:
            if made.shape[axis] != len(positions) or align_corners:
                made = _whole_sums(made, axis, positions, weights, shape)
            continue
        weights = weights.astype(np.float64 if made.dtype.kind in "iu" else made.dtype)
        total = made.take(positions[:, 0], axis) * weights[:, 0].reshape(shape)
        for tap in range(1, positions.shape[1]):
            total += made.take(positions[:, tap], axis) * weights[:, tap].reshape(shape)
        made = total
    return np.array(made, x.dtype, order="C")


def resample_backward(grad, size, mode, align_corners, scales, antialias=False):
    """The adjoint of `resample`: each output's gradient goes, weighted, to the elements it was made of."""
    n = len(size)
    made = grad.astype(np.float32) if grad.dtype == np.float16 else grad
    wanted = _all_taps(size, grad.shape[grad.ndim - n :], mode, align_corners, scales, antialias, made.dtype)
    planes = _by_pairs(made, n, mode, antialias)
    found = None if planes is None else fast.spread_pairs(planes, tuple(size), *_columns_of(wanted, made.dtype))
    if found is not None:
        return found.reshape(grad.shape[: grad.ndim - n] + tuple(size)).astype(grad.dtype, copy=False)
    for i in range(n):
        positions, weights = wanted[i]
        axis = grad.ndim - n + i
        rows = np.moveaxis(made, axis, 0)
        total = np.zeros((size[i],) + rows.shape[1:], made.dtype)
        for tap in range(positions.shape[1]):
            at = positions[:, tap]  # never decreases, so that equal targets are neighbours
            first = np.flatnonzero(np.concatenate([[True], at[1:] != at[:-1]]))
            part = rows if weights is None else rows * weights[:, tap].astype(made.dtype).reshape((-1,) + (1,) * (rows.ndim - 1))
            total[at[first]] += np.add.reduceat(part, first, axis=0)
        made = np.moveaxis(total, 0, axis)
    return np.array(made, grad.dtype, order="C")


def resample_by(x, output_size, align_corners, scales, mode, antialias):
    """`resample` with its arguments in the order of the operators named for their mode."""
    return resample(x, output_size, mode, align_corners, scales, antialias)
