"""Softmax and the normalisations of layers, groups and batches, with their backward passes."""
import math

import numpy as np

from .. import fast
from ..util import check_mixture, wrap_dim
from .reductions import _cast, accumulated, scalar_name


def _floating(x, kernel):
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x)}'")
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _kept_sum(x, axis):
    shape = list(x.shape)
    shape[axis] = 1
    return accumulated(x, (axis,)).reshape(shape)


def softmax(x, dim, dtype):
    """``exp(x) / sum(exp(x))`` along `dim`, shifted by the largest element."""
    axis = wrap_dim(dim, x.ndim)
    if dtype is not None:
        x = _cast(x, dtype)
    if not x.size:
        return x.copy()
    wide = _floating(x, "softmax_lastdim_kernel_impl" if axis == max(x.ndim, 1) - 1 else "softmax_kernel_impl")
    if not x.ndim:
        return np.exp(wide - wide).astype(x.dtype)
    made = fast.softmax(wide, axis)
    if made is not None:
        return made.astype(x.dtype, copy=False)
    result = np.subtract(wide, np.maximum.reduce(wide, axis=axis, keepdims=True), order="C")
    np.exp(result, out=result)
    result /= _kept_sum(result, axis)
    return result.astype(x.dtype, copy=False)


def safe_softmax(x, dim, dtype):
    """`softmax` with zeros in rows of which every element is minus infinity."""
    made = np.asarray(softmax(x, dim, dtype))
    if x.dtype.kind == "c":
        raise RuntimeError("isneginf does not support complex inputs.")
    nothing = np.asarray(x == -np.inf).all(axis=wrap_dim(dim, x.ndim) if x.ndim else None, keepdims=True)
    return np.where(nothing, made.dtype.type(0), made) if nothing.any() else made


def softmax_backward(grad, output, dim):
    """``(grad - sum(grad * output)) * output``."""
    if not output.ndim or not output.size:
        return np.asarray((grad - grad * output) * output)
    axis = wrap_dim(dim, output.ndim)
    wide = _floating(output, "softmax_backward")
    made = fast.softmax_backward(grad, wide, axis)
    if made is not None:
        return made.astype(output.dtype, copy=False)
    result = np.multiply(grad, wide, dtype=wide.dtype)
    np.subtract(grad, _kept_sum(result, axis), out=result)
    result *= wide
    return result.astype(output.dtype, copy=False)


def log_softmax(x, dim, dtype):
    """``x - log(sum(exp(x)))`` along `dim`, shifted by the largest element."""
    axis = wrap_dim(dim, x.ndim)
    if dtype is not None:
        x = _cast(x, dtype)
    if not x.size:
        return x.copy()
    wide = _floating(x, "log_softmax_lastdim_kernel_impl" if axis == max(x.ndim, 1) - 1 else "log_softmax_kernel_impl")
    if not x.ndim:
        return (wide - wide).astype(x.dtype)
    made = fast.log_softmax(wide, axis)
    if made is not None:
        return made.astype(x.dtype, copy=False)
    result = np.subtract(wide, np.maximum.reduce(wide, axis=axis, keepdims=True), order="C")
    result -= np.log(_kept_sum(np.exp(result), axis))
    return result.astype(x.dtype, copy=False)


def log_softmax_backward(grad, output, dim):
    """``grad - exp(output) * sum(grad)``."""
    if not output.ndim or not output.size:
        return np.asarray(grad - np.exp(output) * grad)
    axis = wrap_dim(dim, output.ndim)
    wide = _floating(output, "log_softmax_backward")
    grad = grad.astype(wide.dtype, copy=False)
    made = fast.log_softmax_backward(grad, wide, axis)
    if made is not None:
        return made.astype(output.dtype, copy=False)
    result = np.exp(wide)
    result *= _kept_sum(grad, axis)
    np.subtract(grad, result, out=result)
    return result.astype(output.dtype, copy=False)


def _standardised(rows, eps):
    """The rows of a 2-d array shifted to mean zero and scaled to variance one; their means and inverse deviations."""
    count = rows.dtype.type(rows.shape[1])
    mean = (accumulated(rows, (1,)) / count)[:, None]
    centred = rows - mean
    variance = (accumulated(centred * centred, (1,)) / count)[:, None]
    scale = 1 / np.sqrt(variance + rows.dtype.type(eps))
    centred *= scale
    return centred, mean, scale


def _statistics_dtype(x, *parameters):
    """The dtype in which a normalisation returns its statistics, that of the parameters; their dtypes are checked."""
    given = [p for p in parameters if p is not None]
    for p in given:
        if p.dtype != x.dtype:
            check_mixture([scalar_name(x)] + [scalar_name(p) for p in given])
            return p.dtype
    return x.dtype


def check_normalized_shape(shape, normalized_shape, weight, bias, star):
    """Refuse a normalized_shape that does not match the end of `shape`, or parameters of another shape."""
    listed = list(normalized_shape)
    if not listed:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []"
        )
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and list(parameter) != listed:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {list(parameter)} and normalized_shape = {listed}"
            )
    if list(shape[-len(listed) :]) != listed:
        expected = ", ".join(map(str, listed))
        raise RuntimeError(f"Given normalized_shape={listed}, expected input with shape [*{star}{expected}], but got input of size{list(shape)}")


def native_layer_norm(x, normalized_shape, weight, bias, eps):
    """``(x - mean) * rstd * weight + bias`` over the last dimensions; also mean and rstd, with these of length one."""
    check_normalized_shape(x.shape, normalized_shape, None if weight is None else weight.shape, None if bias is None else bias.shape, ", ")
    kind = _statistics_dtype(x, weight, bias)
    wide = _floating(x, "LayerNormKernelImpl")
    lead = x.ndim - len(normalized_shape)
    columns = 1
    for n in normalized_shape:
        columns *= n
    kept = x.shape[:lead] + (1,) * len(normalized_shape)
    if not x.size:
        return x.copy(), np.zeros(kept, kind), np.zeros(kept, kind)
    made = fast.norm_rows(wide, weight, bias, wide.size // columns, eps)
    if made is not None:
        return made[0].astype(x.dtype, copy=False), made[1].reshape(kept).astype(kind, copy=False), made[2].reshape(kept).astype(kind, copy=False)
    result, mean, scale = _standardised(np.asarray(wide.reshape(-1, columns), order="C"), eps)
    result = result.reshape(x.shape)
    if weight is not None:
        result *= weight
    if bias is not None:
        result += bias
    return result.astype(x.dtype, copy=False), mean.reshape(kept).astype(kind, copy=False), scale.reshape(kept).astype(kind, copy=False)


def _as_wide(wide, *statistics):
    return [s.astype(wide.dtype, copy=False) for s in statistics]


def layer_norm_backward(grad, x, mean, rstd, weight, lead):
    """The gradient of `native_layer_norm` with respect to its input; `lead` dimensions are not normalised.

    With ``n = (x - mean) * rstd`` and ``g = grad * weight``: ``rstd * (g - mean(g) - n * mean(g * n))``.
    """
    if not x.size:
        return np.zeros_like(x)
    wide = _floating(x, "LayerNormBackwardKernelImpl")
    mean, rstd = _as_wide(wide, mean, rstd)
    made = fast.norm_rows_backward(grad, wide, mean, rstd, weight, math.prod(x.shape[:lead]))
    if made is not None:
        return made.astype(x.dtype, copy=False)
    grad = np.multiply(grad, weight, dtype=wide.dtype) if weight is not None else grad.astype(wide.dtype, copy=False)
    columns = 1
    for n in x.shape[lead:]:
        columns *= n
    mean, rstd = mean.reshape(-1, 1), rstd.reshape(-1, 1)
    rows, grad = wide.reshape(-1, columns), grad.reshape(-1, columns)
    return _rows_backward(grad, rows, mean, rstd).reshape(x.shape).astype(x.dtype, copy=False)


def layer_norm_weight_backward(grad, x, mean, rstd, lead):
    """The gradient of `native_layer_norm` with respect to its scale: the sum of ``(x - mean) * rstd * grad`` over the first `lead` dimensions."""
    rows = math.prod(x.shape[:lead])
    flat = (1, rows, x.size // max(rows, 1))
    weighted = fast.scale_rows(x.reshape(flat), mean.reshape(-1), rstd.reshape(-1), None, grad.reshape(flat))
    weighted = (x - mean) * rstd * grad if weighted is None else weighted.reshape(x.shape)
    return accumulated(weighted, tuple(range(lead)))


def _rows_backward(grad, rows, mean, rstd):
    count = rows.dtype.type(rows.shape[1])
    normal = rows - mean
    normal *= rstd
    total = accumulated(grad, (1,))[:, None] / count
    along = accumulated(grad * normal, (1,))[:, None] / count
    normal *= along
    result = grad - total
    result -= normal
    result *= rstd
    return result


def _per_channel(parameter, ndim):
    return parameter.reshape((1, -1) + (1,) * (ndim - 2))


def native_group_norm(x, weight, bias, groups, eps):
    """Channels in groups, each sample's group standardised, then scaled and shifted per channel; also mean and rstd (N, groups)."""
    kind = _statistics_dtype(x, weight, bias)
    wide = _floating(x, "GroupNormKernelImpl")
    kept = x.shape[0], groups
    if not x.size:
        return x.copy(), np.zeros(kept, kind), np.zeros(kept, kind)
    made = fast.norm_rows(wide, weight, bias, x.shape[0] * groups, eps, math.prod(x.shape[2:]), groups)
    if made is not None:
        return made[0].astype(x.dtype, copy=False), made[1].reshape(kept).astype(kind, copy=False), made[2].reshape(kept).astype(kind, copy=False)
    result, mean, scale = _standardised(np.asarray(wide.reshape(x.shape[0] * groups, -1), order="C"), eps)
    result = result.reshape(x.shape)
    if weight is not None:
        result *= _per_channel(weight, x.ndim)
    if bias is not None:
        result += _per_channel(bias, x.ndim)
    return result.astype(x.dtype, copy=False), mean.reshape(kept).astype(kind, copy=False), scale.reshape(kept).astype(kind, copy=False)


def group_norm_backward(grad, x, mean, rstd, weight, groups):
    """The gradient of `native_group_norm` with respect to its input."""
    if not x.size:
        return np.zeros_like(x)
    wide = _floating(x, "GroupNormBackwardKernelImpl")
    mean, rstd = _as_wide(wide, mean, rstd)
    made = fast.norm_rows_backward(grad, wide, mean, rstd, weight, x.shape[0] * groups, math.prod(x.shape[2:]), groups)
    if made is not None:
        return made.astype(x.dtype, copy=False)
    grad = np.multiply(grad, _per_channel(weight, x.ndim), dtype=wide.dtype) if weight is not None else grad.astype(wide.dtype, copy=False)
    rows = wide.reshape(x.shape[0] * groups, -1)
    result = _rows_backward(grad.reshape(rows.shape), rows, mean.reshape(-1, 1), rstd.reshape(-1, 1))
    return result.reshape(x.shape).astype(x.dtype, copy=False)


def channel_moments(grad, x, mean, scale):
    """The sum of ``grad * (x - mean) * scale`` over every dimension but the second. `mean` and `scale` are of the channels, or (batch, groups)."""
    channels, shape = x.shape[1], x.shape
    if mean.ndim == 2:  # each channel of each element of the batch has its own
        shape, each = (1, shape[0] * channels, math.prod(shape[2:])), channels // mean.shape[1]
        mean, scale, grad, x = np.repeat(mean.reshape(-1), each), np.repeat(scale.reshape(-1), each), grad.reshape(shape), x.reshape(shape)
    moments = fast.moment_rows(x, mean, grad, scale)
    if moments is None:
        weighted = (x - _per_channel(mean, x.ndim)) * _per_channel(scale, x.ndim)
        weighted *= grad
        moments = accumulated(weighted, tuple(at for at in range(x.ndim) if at != 1))
    elif x.shape[1] == channels:
        return _over_batch(moments, x)
    return np.add.reduce(moments.reshape(-1, channels), axis=0)


def _over_batch(moments, x):
    """The sum of what `moment_rows` gave, which is of single elements where they are all there is of a channel."""
    return accumulated(moments, (0,)) if moments.size == x.size else np.add.reduce(moments, axis=0)


def native_batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps):
    """Each channel (dimension 1) standardised over all others, by its own statistics or by the running ones.

    Also returns the mean and inverse deviation that were used (channels). In training the running arrays are updated in
    place, the variance with Bessel's correction.
    """
    wide = _floating(x, "batch_norm")
    kind = _statistics_dtype(x, weight, bias, running_mean, running_var)
    axes = tuple(at for at in range(x.ndim) if at != 1)
    channels = x.shape[1]
    if training:
        count = x.size // channels if channels else 0
        if not count:
            mean = variance = np.zeros(channels, wide.dtype)
        else:
            mean = accumulated(wide, axes) / wide.dtype.type(count)
            moments = fast.moment_rows(wide, mean)
            if moments is not None:
                variance = _over_batch(moments, x) / wide.dtype.type(count)
            else:
                centred = wide - _per_channel(mean, x.ndim)
                variance = accumulated(centred * centred, axes) / wide.dtype.type(count)
            if running_mean is not None:
                running_mean *= 1 - momentum
                running_mean += momentum * mean
            if running_var is not None:
                running_var *= 1 - momentum
                running_var += momentum * (variance * (count / np.float64(count - 1)))
    else:
        mean, variance = running_mean.astype(wide.dtype, copy=False), running_var.astype(wide.dtype, copy=False)
    invstd = 1 / np.sqrt(variance + wide.dtype.type(eps))
    scale = invstd if weight is None else invstd * weight
    result = fast.scale_rows(wide, mean, scale, bias)
    if result is not None:
        return result.astype(x.dtype, copy=False), np.array(mean, kind), invstd.astype(kind, copy=False)
    result = (wide - _per_channel(mean, x.ndim)) * _per_channel(scale, x.ndim)
    if not result.flags.c_contiguous and not np.moveaxis(result, 1, -1).flags.c_contiguous:
        result = result.copy("C")  # of other layouts than channels last nothing remains
    if bias is not None:
        result += _per_channel(bias, x.ndim)
    return result.astype(x.dtype, copy=False), np.array(mean, kind), invstd.astype(kind, copy=False)


def batch_norm_backward(grad, x, weight, mean, invstd, training):
    """The gradient of `native_batch_norm` with respect to its input; in evaluation the statistics are constants."""
    if not x.size:
        return np.zeros_like(x)
    wide = _floating(x, "batch_norm_backward")
    grad, mean, invstd = _as_wide(wide, grad, mean, invstd)
    scale = _per_channel(invstd if weight is None else invstd * weight, x.ndim)
    if not training:
        return (grad * scale).astype(x.dtype, copy=False)
    axes = tuple(at for at in range(x.ndim) if at != 1)
    count = wide.dtype.type(x.size // x.shape[1])
    moments = fast.moment_rows(wide, mean, grad, invstd)
    if moments is not None:
        total, along = accumulated(grad, axes) / count, _over_batch(moments, x) / count
        made = fast.unscale_rows(grad, wide, mean, invstd, total, along, scale.reshape(-1))
        if made is not None:
            return made.astype(x.dtype, copy=False)
    normal = (wide - _per_channel(mean, x.ndim)) * _per_channel(invstd, x.ndim)
    total = _per_channel(accumulated(grad, axes) / count, x.ndim)
    along = _per_channel(accumulated(grad * normal, axes) / count, x.ndim)
    return (scale * (grad - total - normal * along)).astype(x.dtype, copy=False)
