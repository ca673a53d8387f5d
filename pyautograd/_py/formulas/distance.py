"""Derivatives of distances between rows; a distance of zero has the slope zero."""
import numpy as np

from ..core import ops, wrap


def _quotient(grad, distance):
    """``grad / distance``, zero where the distance is."""
    zero = ops.eq(distance, 0)
    return ops.masked_fill(ops.div(grad, ops.masked_fill(distance, zero, 1)), zero, 0)


def _slope(difference, distance, p):
    """d distance / d difference, with the distance unsqueezed to the difference's rank."""
    if p == 1:
        return ops.sign(difference)
    if p == float("inf"):
        return ops.sign(difference) * ops.eq(ops.abs(difference), distance).to(difference.dtype)
    zero = ops.eq(distance, 0)
    safe = ops.masked_fill(distance, zero, 1)
    size = ops.abs(difference)
    if p < 1:  # the slope at 0 is infinite; PyTorch takes 0 there
        size = ops.masked_fill(size, ops.eq(difference, 0), 1)
    return ops.masked_fill(ops.sign(difference) * ops.pow(size / safe, p - 1), zero, 0)


def cdist_backward(grad, x1, x2, p, result):
    """The gradient of the rows `x1` from that of their distances to the rows `x2`."""
    if p == 0:
        return ops.zeros_like(x1)
    if p == 2:  # x1 - x2 over the distance, summed over x2: two products
        weight = _quotient(grad, result)
        return x1 * ops.sum(weight, -1, True) - ops.matmul(weight, x2)
    difference = ops.unsqueeze(x1, -2) - ops.unsqueeze(x2, -3)
    return ops.sum(ops.unsqueeze(grad, -1) * _slope(difference, ops.unsqueeze(result, -1), p), -2)


def pdist_backward(grad, self, p, result):
    """The gradient of the rows from that of the distances of all pairs."""
    if p == 0 or not self.shape[0]:
        return ops.zeros_like(self)
    first, second = [wrap(at) for at in np.triu_indices(self.shape[0], 1)]
    difference = ops.index_select(self, 0, first) - ops.index_select(self, 0, second)
    distance = ops.unsqueeze(result, -1)
    slope = _quotient(difference, distance) if p == 2 else _slope(difference, distance, p)
    part = ops.unsqueeze(grad, -1) * slope
    return ops.zeros_like(self).index_add(0, first, part).index_add(0, second, -part)
