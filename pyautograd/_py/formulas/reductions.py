"""Backward functions of reductions, norms and order statistics."""
import numpy as np

from ..._types import bfloat16, complex32
from ..core import array, is_differentiating, ops, readable
from ..util import from_bfloat16, from_complex32, wrap_dim, wrap_dims

_INF = float("inf")


def restored(tensor, ndim, dim, keepdim):
    """A reduction's result with the reduced dimensions back, of length one; `ndim` is the input's."""
    if keepdim or not ndim:
        return tensor
    if isinstance(dim, int):
        return ops.unsqueeze(tensor, wrap_dim(dim, ndim))
    for d in sorted(wrap_dims(dim, ndim)):
        tensor = ops.unsqueeze(tensor, d)
    return tensor


def unreduced(grad, shape, dim, keepdim):
    """A reduction's gradient stretched over the input's shape."""
    return restored(grad, len(shape), dim, keepdim).expand(shape)


def reduced_count(shape, dim):
    """How many elements of `shape` are reduced into one."""
    count = 1
    if shape:
        for d in wrap_dims(dim, len(shape)):
            count *= shape[d]
    return count


def nansum_backward(grad, self, dim, keepdim):
    """The gradient reaches what is not NaN."""
    return unreduced(grad, self.shape, dim, keepdim) * ops.logical_not(ops.isnan(self))


def mean_backward(grad, shape, dim, keepdim):
    """The gradient shared by the elements averaged."""
    count = reduced_count(shape, dim)
    if not count:
        return unreduced(grad, shape, dim, keepdim)
    return unreduced(grad / count, shape, dim, keepdim)


def elements(x):
    """The elements of a tensor as an ndarray, in a wider dtype where NumPy lacks theirs."""
    return from_bfloat16(array(x)) if x.dtype is bfloat16 else from_complex32(array(x)) if x.dtype is complex32 else array(x)


def evenly_distribute_backward(grad, self, result):
    """The gradient of a single extreme or median, shared by all elements equal to it (by all NaN, if it is NaN)."""
    if not readable(result):
        mask = ops.logical_or(ops.logical_and(ops.isnan(self), ops.isnan(result)), ops.eq(self, result))
        return mask * (grad / ops.sum(mask))
    value = elements(result)
    mask = ops.eq(self, result) if value == value else ops.isnan(self)
    return mask * (grad / ops.sum(mask))


def selected_backward(grad, shape, dim, keepdim, indices):
    """The gradient of a reduction that picks one element per row, put where it was picked."""
    if not shape:
        return grad
    if not keepdim:
        grad, indices = ops.unsqueeze(grad, dim), ops.unsqueeze(indices, dim)
    return ops.zeros(shape, dtype=grad.dtype).scatter(dim, indices, grad)


def extremum_backward(grad, self, result, dim, keepdim):
    """The gradient of an extreme over dimensions, shared by the elements equal to it."""
    mask = ops.eq(self, restored(result, self.ndim, dim, keepdim))
    return restored(grad, self.ndim, dim, keepdim) * mask / ops.sum(mask, wrap_dims(dim, self.ndim), True)


def aminmax_backward(grads, self, low, high, dim, keepdim):
    """Both extremes' gradients."""
    return extremum_backward(grads[0], self, low, dim, keepdim) + extremum_backward(grads[1], self, high, dim, keepdim)


def _product_of_others(x, dim):
    """For each element along `dim`, the product of all the others: products from the left times products from the right."""
    one = ops.ones([1 if at == dim else n for at, n in enumerate(x.shape)], dtype=x.dtype)
    n = x.shape[dim]
    left = ops.cumprod(ops.cat([one, ops.narrow(x, dim, 0, n - 1)], dim), dim)
    right = ops.flip(ops.cumprod(ops.cat([one, ops.flip(ops.narrow(x, dim, 1, n - 1), [dim])], dim), dim), [dim])
    return left * right


def prod_backward(grad, self, result):
    """``grad * conj(result / self)``; exact where elements are zero."""
    if not self.ndim:
        return grad
    if readable(self) and elements(self).all():
        return grad * ops.conj_physical(result / self)
    if readable(self) and not is_differentiating() and np.count_nonzero(elements(self)) < self.numel() - 1:
        return ops.zeros_like(self)
    return (grad * ops.conj_physical(_product_of_others(ops.reshape(self, [-1]), 0))).reshape(self.shape)


def prod_dim_backward(grad, self, result, dim, keepdim):
    """`prod_backward` along one dimension."""
    if not self.ndim:
        return grad
    dim = wrap_dim(dim, self.ndim)
    if not keepdim:
        grad, result = ops.unsqueeze(grad, dim), ops.unsqueeze(result, dim)
    if readable(self) and elements(self).all():
        return grad * ops.conj_physical(result / self)
    return grad * ops.conj_physical(_product_of_others(self, dim))


def var_backward(grad, self, dim, correction, keepdim):
    """``grad * 2 * (self - mean) / (count - correction)``.

    Without degrees of freedom left, PyTorch makes the gradient of a full reduction infinite, NaN at the mean; that of a
    reduction over dimensions follows the formula.
    """
    correction = 1 if correction is None else correction
    freedom = reduced_count(self.shape, dim) - correction
    grad = restored(grad, self.ndim, dim, keepdim)
    mean = ops.mean(self, dim, True) if self.ndim else self
    if freedom <= 0 and not dim:
        return grad * ops.where(ops.eq(self, mean), float("nan"), _INF)
    return (2.0 / freedom if freedom else _INF) * grad * (self - mean)


def std_backward(grad, result, self, dim, correction, keepdim):
    """The gradient of the variance over ``2 * std``; zero where the deviation is zero."""
    return var_backward(grad / (result * 2).masked_fill(ops.eq(result, 0), _INF), self, dim, correction, keepdim)


def var_mean_backward(grads, self, dim, correction, keepdim):
    """Variance and mean together."""
    return var_backward(grads[0], self, dim, correction, keepdim) + mean_backward(grads[1], self.shape, dim, keepdim)


def std_mean_backward(grads, result, self, dim, correction, keepdim):
    """Standard deviation and mean together."""
    return std_backward(grads[0], result, self, dim, correction, keepdim) + mean_backward(grads[1], self.shape, dim, keepdim)


def norm_backward(grad, self, p, norm, dim, keepdim):
    """``grad * self * |self|**(p-2) / norm**(p-1)``, zero at norm zero; ties of an infinity norm share equally."""
    if p == 0:
        return None
    grad, norm = restored(grad, self.ndim, dim, keepdim), restored(norm, self.ndim, dim, keepdim)
    if p == 1:
        return ops.sgn(self) * grad
    if p == 2:
        return grad * (self / norm).masked_fill(ops.eq(norm, 0), 0)
    sizes = ops.abs(self)
    if p == _INF or p == -_INF:
        mask = ops.logical_or(ops.eq(sizes, norm), ops.isnan(sizes))
        count = ops.sum(mask, wrap_dims(dim, self.ndim), True) if self.ndim else ops.sum(mask)
        return ops.sgn(self) * (grad / count * mask)
    if p < 1:
        return (ops.sgn(self) * ops.pow(sizes, p - 1)).masked_fill(ops.eq(sizes, 0), 0) * (grad * ops.pow(norm, 1 - p))
    scale = grad / ops.pow(norm, p - 1).masked_fill(ops.eq(norm, 0), _INF)
    if p < 2:
        return ops.sgn(self) * ops.pow(sizes, p - 1) * scale
    return self * ops.pow(sizes, p - 2) * scale


def renorm_backward(grad, self, p, dim, maxnorm):
    """Through ``self * maxnorm / (norm + 1e-7)`` where the norm exceeds `maxnorm`, else through the identity."""
    axis = wrap_dim(dim, self.ndim)
    axes = [at for at in range(self.ndim) if at != axis]
    norm = ops.linalg_vector_norm(self, p, axes, True)
    along = ops.sum(ops.conj_physical(self) * grad, axes, True)
    if along.dtype.is_complex:
        along = ops.real(along)
    inverse = 1 / (norm + 1e-7)
    scaled = maxnorm * inverse * (grad - inverse * norm_backward(along, self, p, norm, axes, True))
    return ops.where(ops.gt(norm, maxnorm), scaled, grad)


def logsumexp_backward(grad, self, result, dim, keepdim):
    """``grad * softmax(self)``."""
    grad, result = restored(grad, self.ndim, dim, keepdim), restored(result, self.ndim, dim, keepdim)
    return grad * ops.conj_physical(ops.exp(self - result))
