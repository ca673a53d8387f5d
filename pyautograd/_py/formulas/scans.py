"""Backward functions of cumulative operations."""
from ..._types import bool_, finfo
from ..core import is_differentiating, ops, readable
from ..util import wrap_dim
from .reductions import elements


def _cumsum_from_end(x, dim):
    return ops.flip(ops.cumsum(ops.flip(x, [dim]), dim), [dim])


def cumsum_backward(grad, dim):
    """Sums from the end."""
    return _cumsum_from_end(grad, dim) if grad.ndim and grad.shape[dim] > 1 else grad


def cumprod_backward(grad, self, dim, result):
    """``sum_{k >= i} grad[k] * prod_{j <= k, j != i} self[j]``.

    Without zeros that is ``cumsum_from_end(grad * result) / self``. From the first zero on the products vanish: before it
    the same formula holds, behind it the gradient is zero, and at it the zero is replaced by one. With a second derivative
    to come that shortcut would hide what depends on the zero, so the products are written out: quadratic in the length.
    """
    if not self.ndim or self.shape[dim] <= 1:
        return grad
    dim = wrap_dim(dim, self.ndim)
    weighted = grad * ops.conj_physical(result)
    if readable(self) and elements(self).all():
        return _cumsum_from_end(weighted, dim) / ops.conj_physical(self)
    if is_differentiating():
        n = self.shape[dim]
        rows = ops.transpose(self, dim, -1).unsqueeze(-2)
        here = ops.eye(n, dtype=bool_)
        products = ops.cumprod(ops.where(here, 1, rows), -1)  # row i leaves out element i
        terms = ops.conj_physical(products) * ops.transpose(grad, dim, -1).unsqueeze(-2)
        return ops.transpose(ops.sum(ops.triu(terms), -1), dim, -1)
    zeros = ops.cumsum(ops.eq(self, 0), dim)
    first = ops.logical_and(ops.eq(zeros, 1), ops.eq(self, 0))
    replaced = ops.cumprod(self.masked_fill(first, 1), dim)
    at_zero = _cumsum_from_end(grad * ops.conj_physical(replaced), dim)
    behind = ops.ge(zeros, 1)
    before = _cumsum_from_end(weighted.masked_fill(behind, 0), dim) / ops.conj_physical(self)
    return ops.where(first, at_zero, before.masked_fill(behind, 0))


def cumextremum_backward(grad, shape, indices, dim):
    """Each running extreme's gradient added where it came from."""
    if not shape:
        return grad
    return ops.zeros(shape, dtype=grad.dtype).scatter_add(dim, indices, grad)


def logcumsumexp_backward(grad, self, result, dim):
    """``exp(self[i]) * sum_{k >= i} grad[k] * exp(-result[k])``, the sum done in logarithms by sign of `grad`."""
    if not self.ndim or not self.numel():
        return grad

    def summed(logs):
        return ops.exp(ops.flip(ops.logcumsumexp(ops.flip(logs - result, [dim]), dim), [dim]) + self)

    if self.dtype.is_complex:
        logs = ops.log(ops.conj_physical(grad))
        return ops.conj_physical(summed(logs))
    logs = ops.log(ops.abs(grad))
    nothing = finfo(self.dtype).min  # finite, so that a second derivative meets no inf - inf
    positive = summed(ops.where(ops.gt(grad, 0), logs, nothing))
    negative = summed(ops.where(ops.lt(grad, 0), logs, nothing))
    return positive - negative
