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


def _edges(size, left, right, mode):
    """(target, source) of each edge of a padded dimension: the places that are filled and those that they copy, a single place or as many."""
    end = left + size
    if mode == "replicate":
        pairs = (slice(0, left), slice(left, left + 1)), (slice(end, end + right), slice(end - 1, end))
    elif mode == "reflect":  # without repeating the edge
        pairs = (slice(0, left), slice(2 * left, left, -1)), (slice(end, end + right), slice(end - 2, end - 2 - right if end - 2 - right >= 0 else None, -1))
    else:
        pairs = (slice(0, left), slice(size, end)), (slice(end, end + right), slice(left, left + right))
    return [pair for pair, count in zip(pairs, (left, right)) if count]


def _growth(shape, pad, mode):
    """The numbers of `pad` that add, as (axis, size, left, right), and what the negative ones cut off.

    What is cut off comes round in no circle; an edge may still be its reflection.
    """
    cut, shape = [min(n, 0) for n in pad], list(shape)
    if mode == "circular":
        for axis, left, right in _by_dimension(cut, len(shape)):
            shape[axis] += left + right
    steps = [(axis, shape[axis], max(left, 0), max(right, 0)) for axis, left, right in _by_dimension(pad, len(shape))]
    return [step for step in steps if step[2] or step[3]], cut if any(cut) else None


def pad_copies(x, pad, mode):
    """x continued by copies of its own elements: ``reflect``, ``replicate`` or ``circular``."""
    steps, cut = _growth(x.shape, pad, mode)
    if cut and mode == "circular":
        x = constant_pad(x, cut, 0)
    grown, filled = list(x.shape), [slice(None)] * x.ndim
    for axis, size, left, right in steps:
        grown[axis] += left + right
        filled[axis] = slice(left, left + size)
    made = np.empty(grown, x.dtype)
    made[tuple(filled)] = x
    for axis, size, left, right in steps:
        for target, source in _edges(size, left, right, mode):
            to, of = list(filled), list(filled)
            to[axis], of[axis] = target, source
            made[tuple(to)] = made[tuple(of)]
        filled[axis] = slice(None)
    return constant_pad(made, cut, 0) if cut and mode != "circular" else made


def _folded(grad, steps, mode):
    """What each element of the middle and all its copies add up to.

    Padding is one step after another, each the middle and its edges. Of the sum of their products only the middle of all steps is large.
    """
    middle = [slice(None)] * grad.ndim
    for axis, size, left, _ in steps:
        middle[axis] = slice(left, left + size)
    made = grad[tuple(middle)].copy()
    part = [slice(None)] * grad.ndim  # the middle of the steps before
    for k, (axis, size, left, right) in enumerate(steps):
        for target, source in _edges(size, left, right, mode):
            to, of = list(part), [slice(None)] * grad.ndim
            to[axis] = target
            edge = _folded(grad[tuple(to)], steps[k + 1 :], mode)
            start, stop = source.start - left, None if source.stop is None else source.stop - left
            of[axis] = slice(start, stop if stop is None or stop >= 0 else None, source.step)
            made[tuple(of)] += edge.sum(axis, keepdims=True) if mode == "replicate" else edge
        part[axis] = middle[axis]
    return made


def pad_copies_backward(grad, size, pad, mode):
    """The adjoint of `pad_copies`: what was copied from an element adds up there."""
    steps, cut = _growth(size, pad, mode)
    if not cut:
        return _folded(grad, steps, mode)
    restored = [-n for n in cut]
    return constant_pad(_folded(grad, steps, mode), restored, 0) if mode == "circular" else _folded(constant_pad(grad, restored, 0), steps, mode)
