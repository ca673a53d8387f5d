"""Padding of the last dimensions, and its adjoint.

`pad` is PyTorch's list: two numbers per dimension, the last dimension first.
"""
import numpy as np


def _by_dimension(pad, ndim):
    """(axis, left, right) of each padded dimension, the first dimension first."""
    count = len(pad) // 2
    return [(ndim - 1 - i, pad[2 * i], pad[2 * i + 1]) for i in range(count - 1, -1, -1)]


def constant_pad(x, pad, value):
    """x with `value` around it; negative numbers cut off."""
    grown, inner, outer = list(x.shape), [slice(None)] * x.ndim, [slice(None)] * x.ndim
    for axis, left, right in _by_dimension(pad, x.ndim):
        grown[axis] += left + right
        if grown[axis] < 0:
            raise RuntimeError(
                f"The input size {x.shape[axis]}, plus negative padding {left} and {right} resulted in a negative output size, which is invalid. "
                f"Check dimension {axis} of your input."
            )
        outer[axis] = slice(max(-left, 0), x.shape[axis] - max(-right, 0))
        inner[axis] = slice(max(left, 0), grown[axis] - max(right, 0))
    made = np.full(grown, value, x.dtype)
    made[tuple(inner)] = x[tuple(outer)]
    return made


def sources(size, left, right, mode):
    """For each element of a padded dimension the element of the dimension that it copies."""
    at = np.arange(-left, size + right)
    if mode == "replicate":
        return np.clip(at, 0, size - 1)
    if mode == "circular":  # what negative padding cuts off does not come round
        first, kept = max(-left, 0), size + min(left, 0) + min(right, 0)
        return first + np.arange(-max(left, 0), kept + max(right, 0)) % max(kept, 1)
    at = np.abs(at)  # reflect, without repeating the edge
    return np.where(at >= size, 2 * (size - 1) - at, at)


def pad_copies(x, pad, mode):
    """x continued by copies of its own elements: ``reflect``, ``replicate`` or ``circular``."""
    for axis, left, right in _by_dimension(pad, x.ndim):
        if left or right:
            x = x.take(sources(x.shape[axis], left, right, mode), axis)
    return x.copy() if x.base is not None else x


def pad_copies_backward(grad, size, pad, mode):
    """The adjoint of `pad_copies`: what was copied from an element adds up there."""
    made = grad
    for axis, left, right in _by_dimension(pad, grad.ndim):
        if not (left or right):
            continue
        length = size[axis]
        at = sources(length, left, right, mode)
        rows = np.moveaxis(made, axis, 0)
        total = np.zeros((length,) + rows.shape[1:], made.dtype)
        keep = slice(max(left, 0), max(left, 0) + length - max(-left, 0) - max(-right, 0))
        total[at[keep]] = rows[keep]
        for i in [*range(keep.start), *range(keep.stop, len(at))]:
            total[at[i]] += rows[i]
        made = np.moveaxis(total, 0, axis)
    return np.array(made, order="C")
