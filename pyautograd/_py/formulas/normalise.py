"""Backward functions of softmax and the normalisations.

A normalisation's gradient goes through a kernel; when it is itself to be differentiated, the same formula is written over
operators, with the mean and the deviation computed anew so that the second derivative sees them depend on the input.
"""
import math

from ..._types import float32, float64
from ..core import is_differentiating, ops


def softmax_double_backward(grad, grad_output, output, dim):
    """The derivative of ``(g - sum(g * y)) * y`` with respect to ``y``."""
    inner = ops.sum(grad_output * output, dim, True) if output.ndim else grad_output * output
    outer = ops.sum(grad * output, dim, True) if output.ndim else grad * output
    return grad * (grad_output - inner) - grad_output * outer


def _wide(x):
    """`x`, in float32 where it has half precision: sums for a parameter are taken, and handed on, in that."""
    return x.float() if x.dtype.itemsize == 2 else x


def _standardised(x, eps, axes):
    """`x` shifted and scaled to mean zero and variance one over `axes`, and the inverse deviation."""
    centred = x - ops.mean(x, axes, True)
    rstd = ops.rsqrt(ops.mean(centred * centred, axes, True) + eps)
    return centred * rstd, rstd


def _through(grad, x, eps, axes):
    """``rstd * (g - mean(g) - n * mean(g * n))`` over operators."""
    normal, rstd = _standardised(x, eps, axes)
    return rstd * (grad - ops.mean(grad, axes, True) - normal * ops.mean(grad * normal, axes, True))


def layer_norm_input_backward(grad, self, mean, rstd, weight, lead, eps):
    """The gradient for a layer norm's input; `lead` dimensions are not normalised."""
    if not is_differentiating():
        return ops._layer_norm_backward(grad, self, mean, rstd, weight, lead)
    return _through(grad if weight is None else grad * weight, self, eps, list(range(lead, self.ndim)))


def layer_norm_weight_backward(grad, self, mean, rstd, ndim, eps):
    """The gradient for a layer norm's scale, of the last `ndim` dimensions."""
    lead = self.ndim - ndim
    grad, self = _wide(grad), _wide(self)
    if is_differentiating():
        normal = _standardised(self, eps, list(range(lead, self.ndim)))[0]
    elif lead and self.dtype in (float32, float64) and self.dtype == grad.dtype == mean.dtype:
        return ops._layer_norm_weight_backward(grad, self, mean, rstd, lead)
    else:
        normal = (self - mean) * rstd
    weighted = grad * normal
    return ops.sum(weighted, list(range(lead))) if lead else weighted


def layer_norm_bias_backward(grad, ndim):
    """The gradient for a layer norm's shift, of the last `ndim` dimensions."""
    lead = grad.ndim - ndim
    return ops.sum(_wide(grad), list(range(lead))) if lead else grad


def channel_sum(grad):
    """The sum over every dimension but the second."""
    return ops.sum(_wide(grad), [at for at in range(grad.ndim) if at != 1])


def _per_channel(parameter, ndim):
    return ops.reshape(parameter, [1, -1] + [1] * (ndim - 2))


def _grouped(x, groups):
    return ops.reshape(x, [x.shape[0], groups, math.prod(x.shape[1:]) // groups])


def group_norm_input_backward(grad, self, mean, rstd, weight, groups, eps):
    """The gradient for a group norm's input."""
    if not is_differentiating() or not self.numel():
        return ops._group_norm_backward(grad, self, mean, rstd, weight, groups)
    if weight is not None:
        grad = grad * _per_channel(weight, self.ndim)
    return ops.reshape(_through(_grouped(grad, groups), _grouped(self, groups), eps, [2]), self.shape)


def group_norm_weight_backward(grad, self, mean, rstd, groups, eps):
    """The gradient for a group norm's scale, per channel."""
    if not self.numel():
        return channel_sum(grad)
    grad, self = _wide(grad), _wide(self)
    if not is_differentiating():
        return ops._channel_moments(grad, self, mean, rstd)
    return channel_sum(grad * ops.reshape(_standardised(_grouped(self, groups), eps, [2])[0], self.shape))


def batch_norm_input_backward(grad, self, weight, mean, invstd, training, eps):
    """The gradient for a batch norm's input; in evaluation the statistics are constants."""
    if not is_differentiating():
        return ops._batch_norm_backward(grad, self, weight, mean, invstd, training)
    if weight is not None:
        grad = grad * _per_channel(weight, self.ndim)
    if not training:
        return grad * _per_channel(invstd, self.ndim)
    return _through(grad, self, eps, [at for at in range(self.ndim) if at != 1])


def batch_norm_weight_backward(grad, self, mean, invstd, training, eps):
    """The gradient for a batch norm's scale, per channel."""
    grad, self = _wide(grad), _wide(self)
    if not is_differentiating() and self.numel():
        return ops._channel_moments(grad, self, mean, invstd)
    if training:
        return channel_sum(grad * _standardised(self, eps, [at for at in range(self.ndim) if at != 1])[0])
    return channel_sum(grad * ((self - _per_channel(mean, self.ndim)) * _per_channel(invstd, self.ndim)))
