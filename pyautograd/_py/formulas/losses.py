"""Backward functions of losses, written over operators so that they are differentiable in turn."""
from ..core import ops

_MEAN = 1


def _scaled(grad, count, reduction):
    """The gradient each element gets: a mean shares it."""
    return grad / count if reduction == _MEAN else grad


def _count(a, b):
    """How many elements the two tensors have when broadcast."""
    if a.shape == b.shape:
        return a.numel()
    return ops.broadcast_tensors([a.detach(), b.detach()])[0].numel()


def mse_loss_backward(grad, self, target, reduction):
    """``2 * (self - target)``."""
    return (self - target) * _scaled(grad * 2, _count(self, target), reduction)


def smooth_l1_loss_backward(grad, self, target, reduction, beta):
    """``d / beta`` held in [-1, 1]."""
    d = self - target
    slope = ops.where(ops.ge(ops.abs(d), beta), ops.sign(d), d / beta if beta else d)
    return slope * _scaled(grad, _count(self, target), reduction)


def huber_loss_backward(grad, self, target, reduction, delta):
    """``d`` held in [-delta, delta]."""
    d = self - target
    slope = ops.where(ops.ge(ops.abs(d), delta), ops.sign(d) * delta, d)
    return slope * _scaled(grad, _count(self, target), reduction)


def _weighted(grad, self, target, weight, reduction):
    grad = _scaled(grad, _count(self, target), reduction)
    return grad if weight is None else grad * weight


def binary_cross_entropy_backward(grad, self, target, weight, reduction):
    """``(self - target) / (self * (1 - self))``, the divisor held above 1e-12."""
    slope = (self - target) / ops.clamp_min((1 - self) * self, 1e-12)
    return slope * _weighted(grad, self, target, weight, reduction)


def binary_cross_entropy_target_backward(grad, self, target, weight, reduction):
    """``log(1 - self) - log(self)``."""
    slope = ops.log1p(-self) - ops.log(self)
    return slope * _weighted(grad, self, target, weight, reduction)


def bce_with_logits_backward(grad, self, target, weight, pos_weight, reduction):
    """``sigmoid(self) - target``, positives weighted by `pos_weight`."""
    if pos_weight is None:
        slope = ops.sigmoid(self) - target
    else:
        positive = pos_weight * target
        slope = (positive + 1 - target) * ops.sigmoid(self) - positive
    return slope * _weighted(grad, self, target, weight, reduction)


def bce_with_logits_target_backward(grad, self, target, weight, pos_weight, reduction):
    """``-self``; with `pos_weight`, ``log(1 - s) - pos_weight * log(s)`` for ``s = sigmoid(self)``."""
    slope = -self if pos_weight is None else ops.nn_functional_logsigmoid(-self) - ops.nn_functional_logsigmoid(self) * pos_weight
    return slope * _weighted(grad, self, target, weight, reduction)


def soft_margin_loss_backward(grad, self, target, reduction):
    """``-target * sigmoid(-target * self)``."""
    return -target * ops.sigmoid(-target * self) * _scaled(grad, _count(self, target), reduction)


def multi_margin_loss_backward(grad, self, target, p, margin, weight, reduction):
    """Every class inside the margin pushes itself down and the target up."""
    rows = ops.reshape(self, [-1, self.shape[-1]]) if self.ndim == 2 else ops.reshape(self, [1, -1])
    at = ops.reshape(target, [-1, 1])
    gap = margin - ops.gather(rows, 1, at) + rows
    push = ops.gt(gap.detach(), 0).to(self.dtype).scatter(1, at, 0)
    if p == 2:
        push = push * gap * 2
    if weight is not None:
        push = push * ops.index_select(weight, 0, ops.reshape(target, [-1])).unsqueeze(1)
    pull = ops.zeros_like(push).scatter(1, at, ops.sum(push, 1, True))
    grad = _scaled(grad, rows.shape[0] * rows.shape[1], reduction) if reduction == _MEAN else grad / rows.shape[1]
    if reduction == 0 and self.ndim == 2:
        grad = ops.unsqueeze(grad, 1)
    return ops.reshape((push - pull) * grad, self.shape)


def multilabel_margin_loss_backward(grad, self, target, reduction):
    """The loss is linear between its kinks: the slope of each row times its share of the gradient."""
    slope = ops._multilabel_margin_slope(self, target)
    if reduction == _MEAN and self.ndim == 2:
        grad = grad / self.shape[0]
    if reduction == 0 and self.ndim == 2:
        grad = ops.unsqueeze(grad, 1)
    return slope * grad
