"""Pooling over the last dimensions: maxima with their positions, means, and their adjoints.

Windows are not laid out: each position within the window is one strided slice of the padded input, taken for all windows at once.
"""
import itertools
import math

import numpy as np

from .. import fast

_WHOLE = (Ellipsis,)


def output_length(size, kernel, stride, padding, dilation, ceil_mode):
    """How many windows fit one dimension; with `ceil_mode` also the last that starts inside the input or its left padding."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    count = (-(-room // stride) if ceil_mode else room // stride) + 1
    if ceil_mode and (count - 1) * stride >= size + padding:
        count -= 1
    return count


def _spread(values, axis, n):
    """A vector along dimension `axis` of `n`."""
    return values.reshape((1,) * axis + (-1,) + (1,) * (n - axis - 1))


def _flat_positions(positions, size):
    """Positions per dimension as one row-major position, for every combination."""
    n = len(size)
    flat = np.zeros((1,) * n, np.int64)
    for axis in range(n):
        flat = flat * size[axis] + _spread(positions[axis], axis, n)
    return flat


def _volumes(x, n):
    """x as (planes, depth, height, width)."""
    lead = x.ndim - n
    return np.ascontiguousarray(x).reshape((math.prod(x.shape[:lead]),) + (1,) * (3 - n) + x.shape[lead:])


def _bounds(pairs):
    """(starts, ends) of regions in each of the last dimensions, one row for all planes or one per plane, as `fast` takes them for three."""
    rows = [tuple([np.ascontiguousarray(np.atleast_2d(at), np.int64) for at in pair]) for pair in pairs]
    return [(np.zeros((1, 1), np.int64), np.ones((1, 1), np.int64))] * (3 - len(rows)) + rows


def _region_maxima(x, pairs):
    """The maximum of each region of the last dimensions and its flat position, by the compiled loops; None without them."""
    found = fast.region_maxima(_volumes(x, len(pairs)), _bounds(pairs)) if x.dtype.char in "fd" else None
    if found is None:
        return None
    counts = tuple([np.shape(start)[-1] for start, _ in pairs])
    return tuple([made.reshape(x.shape[: x.ndim - len(pairs)] + counts) for made in found])


def _windows(size, kernel, stride, padding, counts):
    """The (starts, ends) of windows in each dimension, within the input."""
    starts = [np.arange(c, dtype=np.int64) * s - p for c, s, p in zip(counts, stride, padding)]
    return [(np.maximum(at, 0), np.minimum(at + k, m)) for at, k, m in zip(starts, kernel, size)]


def max_pool(x, kernel, stride, padding, dilation, ceil_mode):
    """The maximum of every window over the last dimensions and its flat position in them; NaN is a maximum, and of equals the first counts."""
    n = len(kernel)
    size, lead = x.shape[x.ndim - n :], x.shape[: x.ndim - n]
    counts = [output_length(*a, ceil_mode) for a in zip(size, kernel, stride, padding, dilation)]
    if n == 2:
        made = fast.max_pool(np.ascontiguousarray(x), tuple(kernel), tuple(stride), tuple(padding), tuple(dilation), tuple(counts))
        if made is not None:
            return made
    if n == 3 and tuple(dilation) == (1, 1, 1):
        made = _region_maxima(x, _windows(size, kernel, stride, padding, counts))
        if made is not None:
            return made
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    whole = [max((c - 1) * s + (k - 1) * d + 1, p + m) for c, s, k, d, p, m in zip(counts, stride, kernel, dilation, padding, size)]
    if whole != list(size):
        padded = np.full(lead + tuple(whole), least, x.dtype)
        padded[_WHOLE + tuple([slice(p, p + m) for p, m in zip(padding, size)])] = x
    else:
        padded = x
    best = np.full(lead + tuple(counts), least, x.dtype)
    # Where nothing beats the start value the position is the first of the window that lies within the input.
    first = []
    for c, s, p, d in zip(counts, stride, padding, dilation):
        start = np.arange(c, dtype=np.int64) * s - p
        first.append(np.where(start < 0, start + -(start // d) * d, start))
    where = np.empty(best.shape, np.int64)
    where[...] = _flat_positions(first, size)
    for at in itertools.product(*[range(k) for k in kernel]):
        value = padded[_WHOLE + tuple([slice(a * d, a * d + (c - 1) * s + 1, s) for a, d, c, s in zip(at, dilation, counts, stride)])]
        better = (value > best) | (value != value) if x.dtype.kind == "f" else value > best
        np.copyto(best, value, where=better)
        position = [np.arange(c, dtype=np.int64) * s - p + a * d for c, s, p, a, d in zip(counts, stride, padding, at, dilation)]
        np.copyto(where, _flat_positions(position, size), where=better)
    return best, where


def adaptive_bounds(size, count):
    """Start and end of each of `count` windows that cover a dimension evenly."""
    at = np.arange(count, dtype=np.int64)
    return at * size // count, -(-(at + 1) * size // count)


def adaptive_max_pool(x, output_size):
    """`max_pool` with windows that cover each dimension evenly, whatever its size."""
    n = len(output_size)
    size, lead = x.shape[x.ndim - n :], x.shape[: x.ndim - n]
    bounds = [adaptive_bounds(m, c) for m, c in zip(size, output_size)]
    made = _region_maxima(x, bounds)
    if made is not None:
        return made
    best = np.full(lead + tuple(output_size), -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min, x.dtype)
    where = np.empty(best.shape, np.int64)
    where[...] = _flat_positions([start for start, _ in bounds], size)
    flat = x.reshape(lead + (math.prod(size),))
    longest = [int((end - start).max(initial=0)) for start, end in bounds]
    for at in itertools.product(*[range(k) for k in longest]):
        inside = np.ones((1,) * n, bool)
        position = []
        for axis in range(n):
            start, end = bounds[axis]
            position.append(np.minimum(start + at[axis], end - 1))
            inside = inside & _spread(start + at[axis] < end, axis, n)
        positions = _flat_positions(position, size)
        value = flat[..., positions]
        better = ((value > best) | (value != value) if x.dtype.kind == "f" else value > best) & inside
        np.copyto(best, value, where=better)
        np.copyto(where, positions, where=better)
    return best, where


def _fractional_starts(samples, size, kernel, count):
    """Where windows of a pseudo-random spacing start (Graham, 2014), ``(..., count)`` for a random number per plane: the first at 0, the last at the
    end."""
    starts = np.zeros(samples.shape + (count,), np.int64)
    if count > 1:
        alpha = samples.dtype.type(size - kernel) / samples.dtype.type(count - 1)
        at = np.arange(count, dtype=samples.dtype)
        starts[...] = ((at + samples[..., None]) * alpha).astype(np.int64) - (samples[..., None] * alpha).astype(np.int64)
    starts[..., -1:] = size - kernel
    return starts


def fractional_max_pool(x, kernel, output_size, samples):
    """The maximum of windows that overlap or leave gaps at random, and its flat position; `samples` has a number per plane and dimension.

    In two dimensions the first number is the width's, in three the depth's.
    """
    n = len(kernel)
    size, lead = x.shape[x.ndim - n :], x.shape[: x.ndim - n]
    samples = samples.reshape(lead + (n,))
    order = [1, 0] if n == 2 else [0, 1, 2]
    wide = samples.astype(np.float32) if samples.dtype == np.float16 else samples
    starts = [_fractional_starts(wide[..., order[d]], size[d], kernel[d], output_size[d]) for d in range(n)]
    rows = [at.reshape(-1, at.shape[-1]) for at in starts]
    made = _region_maxima(x, [(at, at + k) for at, k in zip(rows, kernel)])
    if made is not None:
        return made
    flat = x.reshape(lead + (int(np.prod(size)),))
    count = int(np.prod(output_size))
    best = np.full(lead + tuple(output_size), -np.inf, x.dtype)
    where = None
    for at in itertools.product(*[range(k) for k in kernel]):
        position = np.zeros(lead + (1,) * n, np.int64)
        for d in range(n):
            position = position * size[d] + (starts[d] + at[d]).reshape(lead + (1,) * d + (output_size[d],) + (1,) * (n - 1 - d))
        if where is None:
            where = position.copy()
        value = np.take_along_axis(flat, position.reshape(lead + (count,)), -1).reshape(position.shape)
        better = (value > best) | (value != value)
        np.copyto(best, value, where=better)
        np.copyto(where, position, where=better)
    return best, np.zeros(best.shape, np.int64) if where is None else where


def _in_planes(indices, planes, each):
    """Flat positions within planes of so many elements each as positions in all of them, one after another."""
    return (indices.reshape(planes, -1) + np.arange(planes, dtype=np.int64)[:, None] * each).ravel()


def pool_scatter(grad, indices, size):
    """Values added up at flat positions of the last dimensions of `size`: the adjoint of `pool_gather`."""
    n = len(size)
    lead = grad.shape[: grad.ndim - n]
    planes, each = int(np.prod(lead)), int(np.prod(size))
    if grad.size and grad.dtype.kind == "f" and grad.itemsize > 2:
        made = np.empty(lead + tuple(size), grad.dtype)
        if fast.pool_scatter(np.ascontiguousarray(grad), np.ascontiguousarray(indices), made, planes) is True:
            return made
    positions, values = _in_planes(indices, planes, each), grad.ravel()
    if grad.dtype.kind == "f" and grad.itemsize > 2:
        made = np.bincount(positions, values, planes * each).astype(grad.dtype, copy=False)
    else:
        made = np.zeros(planes * each, grad.dtype)
        np.add.at(made, positions, values)
    return made.reshape(lead + tuple(size))


def pool_gather(x, indices, n):
    """The elements of the last `n` dimensions at flat positions."""
    planes = math.prod(x.shape[: x.ndim - n])
    return x.ravel().take(_in_planes(indices, planes, x.size // max(planes, 1))).reshape(indices.shape)


def max_unpool(x, indices, size):
    """Zeros of the last dimensions `size` with each value of x at its flat position."""
    n = len(size)
    lead = x.shape[: x.ndim - n]
    each = int(np.prod(size))
    if indices.size and (int(indices.min()) < 0 or int(indices.max()) >= each):
        wrong = int(indices.min()) if int(indices.min()) < 0 else int(indices.max())
        raise RuntimeError(f"Found an invalid max index: {wrong} (output volumes are of size {'x'.join(map(str, size))})")
    planes = math.prod(lead)
    made = np.zeros(planes * each, x.dtype)
    made[_in_planes(indices, planes, each)] = x.ravel()
    return made.reshape(lead + tuple(size))


def _divisors(size, kernel, stride, padding, counts, count_include_pad, divisor_override, dtype):
    """What the sum of each window is divided by."""
    if divisor_override is not None:
        return divisor_override
    total = np.ones((1,) * len(size), np.int64)
    for axis, (m, k, s, p, c) in enumerate(zip(size, kernel, stride, padding, counts)):
        start = np.arange(c) * s - p
        end = np.minimum(start + k, m + p)
        length = end - start if count_include_pad else np.minimum(end, m) - np.maximum(start, 0)
        total = total * _spread(length, axis, len(size))
    return total if dtype.kind in "iu" else total.astype(np.float32 if dtype == np.float16 else dtype)


def _each_divisor(divisor, counts, dtype):
    return np.ascontiguousarray(np.broadcast_to(np.asarray(divisor, dtype), counts))


def _geometry(size, kernel, stride, padding, ceil_mode):
    ones = [1] * len(kernel)
    counts = [output_length(*a, ceil_mode) for a in zip(size, kernel, stride, padding, ones)]
    whole = [max((c - 1) * s + k, p + m) for c, s, k, p, m in zip(counts, stride, kernel, padding, size)]
    return counts, whole


def avg_pool(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override):
    """The mean of every window over the last dimensions."""
    n = len(kernel)
    size, lead = x.shape[x.ndim - n :], x.shape[: x.ndim - n]
    counts, whole = _geometry(size, kernel, stride, padding, ceil_mode)
    divisor = _divisors(size, kernel, stride, padding, counts, count_include_pad, divisor_override, x.dtype)
    if x.dtype.char in "fd":
        made = fast.region_means(_volumes(x, n), _bounds(_windows(size, kernel, stride, padding, counts)), _each_divisor(divisor, counts, x.dtype))
        if made is not None:
            return made.reshape(lead + tuple(counts))
    dtype = np.dtype(np.float32) if x.dtype == np.float16 else x.dtype
    if whole != list(size):
        padded = np.zeros(lead + tuple(whole), dtype)
        padded[_WHOLE + tuple([slice(p, p + m) for p, m in zip(padding, size)])] = x
    else:
        padded = x
    made = np.zeros(lead + tuple(counts), dtype)
    for at in itertools.product(*[range(k) for k in kernel]):
        made += padded[_WHOLE + tuple([slice(a, a + (c - 1) * s + 1, s) for a, c, s in zip(at, counts, stride)])]
    if x.dtype.kind in "iu":  # towards zero, as C divides
        return (np.sign(made) * np.sign(divisor) * (np.abs(made) // np.abs(divisor))).astype(x.dtype)
    made /= divisor
    return made.astype(x.dtype, copy=False)


def avg_pool_backward(grad, size, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override):
    """The adjoint of `avg_pool`: each output's share goes to every element of its window."""
    lead = grad.shape[: grad.ndim - len(kernel)]
    counts, whole = _geometry(size, kernel, stride, padding, ceil_mode)
    divisor = _divisors(size, kernel, stride, padding, counts, count_include_pad, divisor_override, grad.dtype)
    n = len(kernel)
    if grad.dtype.char in "fd":
        volume = (1,) * (3 - n) + tuple(size)
        bounds = _bounds(_windows(size, kernel, stride, padding, counts))
        made = fast.region_shares(_volumes(grad, n), volume, bounds, _each_divisor(divisor, counts, grad.dtype))
        if made is not None:
            return made.reshape(lead + tuple(size))
    share = grad / divisor
    made = np.zeros(lead + tuple(whole), share.dtype)
    for at in itertools.product(*[range(k) for k in kernel]):
        made[_WHOLE + tuple([slice(a, a + (c - 1) * s + 1, s) for a, c, s in zip(at, counts, stride)])] += share
    made = made[_WHOLE + tuple([slice(p, p + m) for p, m in zip(padding, size)])]
    return made.astype(grad.dtype)


def _averaging(size, count, dtype):
    """The matrix (count, size) whose rows average the windows that cover a dimension evenly."""
    start, end = adaptive_bounds(size, count)
    at = np.arange(size)
    inside = (at >= start[:, None]) & (at < end[:, None])
    return inside.astype(dtype) / (end - start)[:, None].astype(dtype)


def adaptive_avg_pool(x, output_size):
    """Means of windows that cover each of the last dimensions evenly."""
    return _apply_averaging(x, output_size, False)


def adaptive_avg_pool_backward(grad, size):
    """The adjoint of `adaptive_avg_pool`."""
    return _apply_averaging(grad, size, True)


def _average_by_window(x, sizes, transposed):
    """`_apply_averaging`, of each window alone."""
    n = len(sizes)
    for i, length in enumerate(sizes):
        axis = x.ndim - n + i
        have = x.shape[axis]
        x = np.moveaxis(x, axis, -1)
        made = np.zeros(x.shape[:-1] + (length,), x.dtype)
        for at, (start, end) in enumerate(zip(*adaptive_bounds(length, have) if transposed else adaptive_bounds(have, length))):
            if transposed:
                made[..., start:end] += x[..., at : at + 1] / (end - start)
            else:
                made[..., at] = np.add.reduce(x[..., start:end], axis=-1) / (end - start)
        x = np.moveaxis(made, -1, axis)
    return np.ascontiguousarray(x)


def _apply_averaging(x, sizes, transposed):
    n = len(sizes)
    made = x.astype(np.float32) if x.dtype == np.float16 else x
    if made.dtype.kind == "f" and not np.isfinite(np.add.reduce(made, axis=None)):
        return _average_by_window(made, sizes, transposed).astype(x.dtype)  # a product with zeros would spread nan and inf to all windows
    for i, length in enumerate(sizes):
        axis = x.ndim - n + i
        have = made.shape[axis]
        if have == length:
            continue
        matrix = _averaging(length, have, made.dtype).T if transposed else _averaging(have, length, made.dtype)
        made = np.moveaxis(np.matmul(matrix, np.moveaxis(made, axis, -2)), -2, axis) if made.ndim > 1 else matrix @ made
    return np.array(made, x.dtype, order="C")
