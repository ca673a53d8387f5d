"""Losses that have a node of their own: elementwise ones with a reduction, and those that pick classes.

`reduction` is PyTorch's number: 0 none, 1 mean, 2 sum.
"""
import numpy as np

from .layouts import row_major
from .promotion import floated, promoted
from .reductions import accumulated, check_broadcast, scalar_name

NONE, MEAN, SUM = 0, 1, 2


def _reduced(values, reduction, dtype=None):
    dtype = dtype or values.dtype
    if reduction != NONE:
        total = accumulated(values, tuple(range(values.ndim)))
        values = total / total.dtype.type(values.size) if reduction == MEAN else total
    return values.astype(dtype, copy=False)


def _floating(x, kernel):
    """Refuse what is no real floating point array, in the words of PyTorch's `kernel`."""
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x)}'")


def _difference(x, target, kernel):
    check_broadcast(x, target)
    x, target = promoted(x, target)
    _floating(x, kernel)
    return np.subtract(x, target)


def mse_loss(x, target, reduction):
    """``(x - target) ** 2``, reduced."""
    d = _difference(x, target, "mse_cpu")
    return _reduced(np.multiply(d, d, out=d) if d.ndim else d * d, reduction)


def smooth_l1_loss(x, target, reduction, beta):
    """``d**2 / (2 beta)`` where ``|d| < beta``, else ``|d| - beta / 2``; ``d = x - target``."""
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    d = np.abs(_difference(x, target, "smooth_l1_cpu"))
    kind = d.dtype.type
    return _reduced(np.where(d < beta, kind(0.5) * d * d / kind(beta), d - kind(0.5 * beta)), reduction)


def huber_loss(x, target, reduction, delta):
    """``d**2 / 2`` where ``|d| <= delta``, else ``delta * (|d| - delta / 2)``; ``d = x - target``."""
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    d = np.abs(_difference(x, target, "huber_cpu"))
    if d.dtype == np.float16:  # terms are rounded once
        return _reduced(huber_loss(x.astype(np.float32), target.astype(np.float32), NONE, delta).astype(np.float16), reduction)
    kind = d.dtype.type
    return _reduced(np.where(d <= delta, kind(0.5) * d * d, kind(delta) * (d - kind(0.5 * delta))), reduction)


def binary_cross_entropy(x, target, weight, reduction):
    """``-(target * log(x) + (1 - target) * log(1 - x))`` with the logarithms held above -100, times `weight`."""
    if target.dtype != x.dtype:
        raise RuntimeError(f"Found dtype {scalar_name(target)} but expected {scalar_name(x)}")
    _floating(x, "binary_cross_entropy")
    wrong = [np.flatnonzero(~((a >= 0) & (a <= 1)))[:1] for a in (x, target)]
    if wrong[0].size or wrong[1].size:  # elements are looked at in turn
        first = "input" if wrong[0].size and not (wrong[1].size and wrong[1][0] < wrong[0][0]) else "target"
        raise RuntimeError(f"all elements of {first} should be between 0 and 1")
    kind = x.dtype.type
    values = (target - kind(1)) * np.maximum(np.log1p(-x), kind(-100)) - target * np.maximum(np.log(x), kind(-100))
    return _reduced(values if weight is None else values * weight, reduction, x.dtype)


def binary_cross_entropy_with_logits(x, target, weight, pos_weight, reduction):
    """Binary cross entropy of ``sigmoid(x)``, computed without overflow."""
    _floating(x, "log_sigmoid_cpu")
    kind = x.dtype.type
    tail = np.log1p(np.exp(-np.abs(x))) + np.maximum(-x, kind(0))
    if pos_weight is not None:
        tail = ((pos_weight - kind(1)) * target + kind(1)) * tail
    values = (kind(1) - target) * x + tail
    return _reduced(values if weight is None else values * weight, reduction, target.dtype)  # computed in place of the target


def soft_margin_loss(x, target, reduction):
    """``log(1 + exp(-target * x))``."""
    check_broadcast(x, target)
    if np.broadcast_shapes(x.shape, target.shape) != x.shape:
        raise RuntimeError(f"output with shape {list(x.shape)} doesn't match the broadcast shape {list(np.broadcast_shapes(x.shape, target.shape))}")
    if x.dtype == np.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
            "`logical_not()` operator instead."
        )
    given = x
    x, target = promoted(x, target)
    if given.dtype.kind not in "fc" or x.dtype.kind != given.dtype.kind:
        name = scalar_name(x if x.dtype.kind in "fc" else floated(x))
        raise RuntimeError(f"result type {name} can't be cast to the desired output type {scalar_name(given)}")
    return _reduced(np.log1p(np.exp(-x * target)), reduction, given.dtype)


def _targets(target):
    if target.dtype not in (np.int64, np.uint8):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {scalar_name(target)}")


def _check_class_weight(weight, classes):
    if weight is not None and weight.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: {list(weight.shape)}"
        )


def _chosen(classes, target, ignore_index):
    """Where targets count, and the targets with the ignored ones made harmless. Refuses those that name no class."""
    target = target.astype(np.int64, copy=False)
    kept = target != ignore_index
    wrong = kept & ((target < 0) | (target >= classes))
    if wrong.any():
        raise IndexError(f"Target {target[wrong].flat[0]} is out of bounds.")
    return kept, np.where(kept, target, 0)


def nll_loss(x, target, weight, reduction, ignore_index):
    """``-weight[target] * x[target]`` and the sum of the weights; a mean divides by that sum.

    `x` is (C), (N, C) or (N, C, H, W) with `target` (), (N) or (N, H, W).
    """
    _targets(target)
    axis = 0 if x.ndim == 1 else 1
    _check_class_weight(weight, x.shape[axis])
    _floating(x, "nll_loss_out_frame" if x.ndim < 3 else "nll_loss2d_forward_out_frame")
    if x.ndim == 1:
        target = target.reshape(())
    kept, at = _chosen(x.shape[axis], target, ignore_index)
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    zero = wide.dtype.type(0)
    scale = kept.astype(wide.dtype) if weight is None else np.where(kept, weight[at], zero)
    picked = np.take_along_axis(wide, np.expand_dims(at, axis), axis)
    values = np.where(kept, np.negative(np.squeeze(picked, axis)) * scale, zero)
    if reduction == NONE:
        return row_major(values.astype(x.dtype, copy=False)), np.zeros((), x.dtype)
    every = tuple(range(values.ndim))
    total, weights = accumulated(values, every), accumulated(scale, every)
    if reduction == MEAN:
        total = np.divide(total, weights)
    return total.astype(x.dtype), weights.astype(x.dtype)


def nll_loss_backward(grad, shape, target, weight, reduction, ignore_index, total_weight):
    """The gradient of `nll_loss` with respect to its input of `shape`."""
    axis = 0 if len(shape) == 1 else 1
    if len(shape) == 1:
        target = target.reshape(())
    kept, at = _chosen(shape[axis], target, ignore_index)
    scale = np.negative(grad if reduction != MEAN else np.divide(grad, total_weight))
    if weight is not None:
        scale = scale * weight[at]
    result = np.zeros(shape, grad.dtype)
    scale = np.broadcast_to(np.where(kept, scale, grad.dtype.type(0)), at.shape).astype(grad.dtype, copy=False)
    np.put_along_axis(result, np.expand_dims(at, axis), np.expand_dims(scale, axis), axis)
    return result


def multi_margin_loss(x, target, p, margin, weight, reduction):
    """``sum_j max(0, margin - x[y] + x[j])**p * weight[y] / C`` over the classes ``j`` other than the target ``y``."""
    shape, rows = _margins(x, target, p, weight)
    _floating(x, "multi_margin_loss_cpu_kernel")
    at = target.reshape(-1, 1)
    gap = _positive(margin - np.take_along_axis(rows, at, 1) + rows)
    np.put_along_axis(gap, at, 0, 1)
    if p == 2:
        gap = gap * gap
    if weight is not None:
        gap = gap * weight[at]
    values = (np.add.reduce(gap, axis=1) / x.dtype.type(rows.shape[1])).astype(x.dtype, copy=False)
    return _reduced(values.reshape(shape), reduction)


def _positive(gap):
    """What is larger than zero, which nan is not."""
    return np.where(gap > 0, gap, gap.dtype.type(0))


def _margins(x, target, p, weight):
    """The checks of `multi_margin_loss`; the shape of its unreduced result, and the scores in rows."""
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if x.ndim > 2 or not x.ndim and not x.size or x.ndim and not x.shape[-1]:
        raise RuntimeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(x.shape)}")
    rows = x.reshape(-1, x.shape[-1]) if x.ndim == 2 else x.reshape(1, -1)
    if target.ndim > 1 or target.size != len(rows):
        raise RuntimeError(
            f"multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). "
            f"Expected target size [{len(rows)}], but got {list(target.shape)}. Input has shape {list(x.shape)}."
        )
    if weight is not None and weight.size != rows.shape[1]:
        raise RuntimeError(f"inconsistent weight size, expected {rows.shape[1]} but got {list(weight.shape)}")
    if target.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {scalar_name(target)}")
    if ((target < 0) | (target >= rows.shape[1])).any():
        raise RuntimeError("target out of range")
    return ((len(rows),) if x.ndim == 2 or target.ndim else ()), rows


def _label_sets(x, target):
    """Rows of scores and, per row, which classes its labels (up to the first -1) name."""
    if x.ndim > 2 or x.ndim and not x.shape[-1]:
        raise RuntimeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(x.shape)}")
    if target.shape != x.shape and not (x.ndim <= 1 and target.ndim <= 1 and target.size == x.size):
        raise RuntimeError(f"inconsistent target size: {list(target.shape)} for input of size: {list(x.shape)}")
    if target.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {scalar_name(target)}")
    rows = x.reshape(-1, x.shape[-1]) if x.ndim == 2 else x.reshape(1, -1)
    labels = target.reshape(rows.shape)
    if ((labels < -1) | (labels >= rows.shape[1])).any():
        raise RuntimeError("argument #2 'target' is out of range")
    valid = np.logical_and.accumulate(labels >= 0, axis=1)
    member = np.zeros(rows.shape, np.bool_)
    sample, place = np.nonzero(valid)
    member[sample, labels[sample, place]] = True
    return rows, labels, valid, member


def multilabel_margin_loss(x, target, reduction):
    """``sum_jk max(0, 1 - (x[j] - x[k])) / C`` over labels ``j`` and classes ``k`` that are no labels."""
    _floating(x, "multilabel_margin_loss_forward_out_frame")
    rows, labels, valid, member = _label_sets(x, target)
    scores = np.take_along_axis(rows, np.where(valid, labels, 0), 1)
    gap = np.where(valid[:, :, None] & ~member[:, None, :], _positive(1 - scores[:, :, None] + rows[:, None, :]), 0)
    values = (np.add.reduce(gap, axis=(1, 2)) / x.dtype.type(rows.shape[1])).astype(x.dtype, copy=False)
    return _reduced(values.reshape(x.shape[:1] if x.ndim == 2 else ()), reduction)


def multilabel_margin_slope(x, target):
    """The derivative of each row's unreduced `multilabel_margin_loss`, of the shape of `x`."""
    rows, labels, valid, member = _label_sets(x, target)
    at = np.where(valid, labels, 0)
    scores = np.take_along_axis(rows, at, 1)
    active = (1 - scores[:, :, None] + rows[:, None, :] > 0) & valid[:, :, None] & ~member[:, None, :]
    result = np.add.reduce(active, axis=1).astype(x.dtype)
    sample = np.broadcast_to(np.arange(len(rows))[:, None], at.shape)
    np.subtract.at(result, (sample, at), np.add.reduce(active, axis=2).astype(x.dtype))
    return (result / x.dtype.type(rows.shape[1])).astype(x.dtype, copy=False).reshape(x.shape)
