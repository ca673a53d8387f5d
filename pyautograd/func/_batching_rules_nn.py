"""Batching rules of convolutions, normalisations, pooling, resampling and losses.

Most of these kernels take any leading dimensions. A convolution takes one: the batch dimensions are folded into it, or, where the weights are
batched, into the channels with as many times the groups.
"""
from .._core import core
from ._batched import BatchedTensor, TensorBase, batched, full, levels_of, loop
from ._batching_rules import call, elementwise, wrapped
from ._batching_rules_views import with_sizes

ops = core.ops


def leading(spec, values, inplace):
    """Kernels that work on the last dimensions: all tensors aligned and expanded."""
    levels, sizes = levels_of(values)
    return wrapped(call(spec, [full(v, levels, sizes) if isinstance(v, TensorBase) else v for v in values]), levels)


def _count(sizes):
    total = 1
    for n in sizes:
        total *= n
    return total


def _fold(x, levels, sizes, at):
    """The batch dimensions multiplied into dimension `at` of the example."""
    value = full(x, levels, sizes)
    nb, count = len(levels), _count(sizes)
    shape = tuple(x.shape)
    if at:
        value = value.movedim(tuple(range(nb)), tuple(range(at, at + nb)))
    return value.reshape((*shape[:at], count * shape[at], *shape[at + 1 :]))


def _unfold(x, sizes, at):
    """The reverse."""
    shape, count = tuple(x.shape), _count(sizes)
    value = x.reshape((*shape[:at], *sizes, shape[at] // count, *shape[at + 1 :]))
    return value.movedim(tuple(range(at, at + len(sizes))), tuple(range(len(sizes)))) if at else value


def convolution(spec, values, inplace):
    x, weight, bias, stride, padding, dilation, transposed, output_padding, groups = values
    levels, sizes = levels_of([x, weight])
    if not levels or not _count(sizes):
        made = call(spec, [x, weight, None, *values[3:]]) if not levels else loop(spec, [x, weight, None, *values[3:]], False)
    elif not isinstance(weight, BatchedTensor):
        made = batched(_unfold(call(spec, [_fold(x, levels, sizes, 0), weight, None, *values[3:]]), sizes, 0), levels)
    else:
        folded = _fold(x, levels, sizes, 1)
        done = call(spec, [folded, _fold(weight, levels, sizes, 0), None, stride, padding, dilation, transposed, output_padding, groups * _count(sizes)])
        made = batched(_unfold(done, sizes, 1), levels)
    if bias is None:
        return made
    return made + ops.reshape(bias, (1, bias.shape[0], *(1,) * (x.ndim - 2)))


def conv(spec, values, inplace):
    """The products of the convolution's derivatives: ``_conv`` and ``_conv_input``, whose second argument is the weight."""
    x, weight, stride, padding, dilation, groups, counts = values
    levels, sizes = levels_of(values)
    if not _count(sizes):
        return loop(spec, values, inplace)
    if not isinstance(weight, BatchedTensor):
        return batched(_unfold(call(spec, [_fold(x, levels, sizes, 0), *values[1:]]), sizes, 0), levels)
    arguments = [_fold(x, levels, sizes, 1), _fold(weight, levels, sizes, 0), stride, padding, dilation, groups * _count(sizes), counts]
    return batched(_unfold(call(spec, arguments), sizes, 1), levels)


def conv_weight(spec, values, inplace):
    grad, x, stride, padding, dilation, groups, kernel = values
    levels, sizes = levels_of(values)
    if not _count(sizes):
        return loop(spec, values, inplace)
    arguments = [_fold(grad, levels, sizes, 1), _fold(x, levels, sizes, 1), stride, padding, dilation, groups * _count(sizes), kernel]
    return batched(_unfold(call(spec, arguments), sizes, 0), levels)


def folded(spec, values, inplace):
    """Kernels of one tensor with one leading dimension."""
    x = values[0]
    levels, sizes = levels_of(values)
    if any([isinstance(v, BatchedTensor) for v in values[1:]]) or x.ndim == 0 or not _count(sizes):
        return loop(spec, values, inplace)
    made = call(spec, [_fold(x, levels, sizes, 0), *values[1:]])
    return batched(_unfold(made, sizes, 0), levels) if isinstance(made, TensorBase) else [batched(_unfold(m, sizes, 0), levels) for m in made]


def layer_norm(spec, values, inplace):
    """Weight and bias act elementwise on what is normalised without them where they are batched."""
    x, shape, weight, bias, eps = values
    if not isinstance(x, BatchedTensor):
        made, mean, rstd = call(spec, [x, shape, None, None, eps])
        return [_affine(made, weight, bias), mean, rstd]
    if not isinstance(weight, BatchedTensor) and not isinstance(bias, BatchedTensor):
        return wrapped(call(spec, [x._value, *values[1:]]), x._levels)
    made, mean, rstd = wrapped(call(spec, [x._value, shape, None, None, eps]), x._levels)
    return [_affine(made, weight, bias), mean, rstd]


def _affine(x, weight, bias):
    if weight is not None:
        x = x * weight
    return x if bias is None else x + bias


def _by_channel(v, x):
    return None if v is None else ops.reshape(v, (1, v.shape[0], *(1,) * (x.ndim - 2)))


def group_norm(spec, values, inplace):
    x, weight, bias, groups, eps = values
    if isinstance(x, BatchedTensor):
        levels, sizes = x._levels, tuple(x._value.shape[: len(x._levels)])
        if not _count(sizes):
            return loop(spec, values, inplace)
        batch = isinstance(weight, BatchedTensor) or isinstance(bias, BatchedTensor)
        done = call(spec, [_fold(x, levels, sizes, 0), *((None, None) if batch else (weight, bias)), groups, eps])
        made, mean, rstd = [batched(_unfold(m, sizes, 0), levels) for m in done]
        if not batch:
            return [made, mean, rstd]
    else:
        made, mean, rstd = call(spec, [x, None, None, groups, eps])
    return [_affine(made, _by_channel(weight, x), _by_channel(bias, x)), mean, rstd]


_RUNNING = (
    "Batch norm got a batched tensor as input while the running_mean or running_var, which will be updated in place, were not batched.\nIf you are "
    "using a module and do not need eval mode, please set `track_running_stats` to be False.If you are using a prebuilt module and do not need eval mode, "
    "please see the functorch website for resources on how to patch your module to work with vmap"
)


def batch_norm(spec, values, inplace):
    """The batch folded into the channels."""
    x, weight, bias, mean, var, training, momentum, eps = values
    levels, sizes = levels_of([x, mean, var])
    if not levels:
        made, *rest = call(spec, [x, None, None, mean, var, training, momentum, eps])
        return [_affine(made, _by_channel(weight, x), _by_channel(bias, x)), *rest]
    if not _count(sizes) or x.ndim < 2:
        return loop(spec, values, inplace)
    running = []
    for statistic in (mean, var):
        if statistic is not None:
            if training and (not isinstance(statistic, BatchedTensor) or statistic._levels != levels):
                raise RuntimeError(_RUNNING)
            value = full(statistic, levels, sizes)
            if training and not value.is_contiguous():
                return loop(spec, values, inplace)
            statistic = value.view((-1,)) if value.is_contiguous() else value.reshape((-1,))
        running.append(statistic)
    channels = _fold(x, levels, sizes, 1)
    batch = isinstance(weight, BatchedTensor) or isinstance(bias, BatchedTensor)
    scale = [None if v is None or batch else full(v, levels, sizes).reshape((-1,)) for v in (weight, bias)]
    made, saved_mean, saved_std = call(spec, [channels, *scale, *running, training, momentum, eps])
    made = batched(_unfold(made, sizes, 1), levels)
    rest = [batched(_unfold(m, sizes, 0), levels) if m.ndim == 1 and m.shape[0] else batched(m.expand(*sizes, *m.shape), levels) for m in (saved_mean, saved_std)]
    return [_affine(made, _by_channel(weight, x), _by_channel(bias, x)) if batch else made, *rest]


def loss(spec, values, inplace):
    """An elementwise loss: computed without reduction, then reduced over the example."""
    at = spec.parameters.index("reduction")
    reduction, values = values[at], list(values)
    values[at] = 0
    made = elementwise(spec, values, False)
    return made if reduction == 0 else ops.mean(made) if reduction == 1 else ops.sum(made)


def nll_loss(spec, values, inplace):
    """The loss of each element from the folded batch; the mean's divisor is each example's own."""
    x, target, weight, reduction, ignored = values
    levels, sizes = levels_of(values)
    foldable = x.ndim > 1 and target.ndim == x.ndim - 1 and x.shape[0] == target.shape[0] or x.ndim == 1 and target.ndim == 0
    if isinstance(weight, BatchedTensor) or not _count(sizes) or not foldable:
        from ._batching_rules_composed import nll_loss as gathered

        return gathered(spec, values, inplace)
    if x.ndim == 1:
        x, target = ops.unsqueeze(x, 0), ops.unsqueeze(target, 0)
        single = True
    else:
        single = False
    done, total = call(spec, [_fold(x, levels, sizes, 0), _fold(target, levels, sizes, 0), weight, 0, ignored])
    made = batched(_unfold(done, sizes, 0), levels)
    counted = target != ignored
    if weight is None:
        total = ops.sum(counted, dtype=x.dtype)
    else:
        total = ops.sum(ops.where(counted, ops.index(weight, [ops.where(counted, target, 0)], None), 0.0))
    if reduction == 0:
        made = ops.squeeze(made, 0) if single else made
    elif reduction == 2:
        made = ops.sum(made)
    else:
        made = ops.sum(made) / total
    return [made, total if isinstance(total, BatchedTensor) else batched(total.expand(*sizes), levels)]


_LAST = [f"{name}{n}d" for name in ("max_pool", "adaptive_max_pool", "avg_pool", "_adaptive_avg_pool", "max_unpool") for n in (2, 3)]
_LAST = [name + "_with_indices" if name.startswith("max_pool") else name for name in _LAST]
_UPSAMPLED = [
    "upsample_" + k for k in ("nearest1d", "nearest2d", "nearest3d", "nearest_exact1d", "nearest_exact2d", "nearest_exact3d", "linear1d", "bilinear2d",
                              "trilinear3d", "bicubic2d", "bilinear_aa2d", "bicubic_aa2d")
]  # fmt: skip
RULES = {
    "convolution": convolution, "_conv": conv, "_conv_input": conv, "_conv_weight": conv_weight,
    **dict.fromkeys([*_LAST, *_UPSAMPLED, "_pool_scatter", "_pool_gather", "_avg_pool_backward", "_avg_pool", "_adaptive_avg_pool_backward",
                     "_adaptive_avg_pool", "_constant_pad", "reflection_pad1d", "reflection_pad2d", "reflection_pad3d", "replication_pad1d",
                     "replication_pad2d", "replication_pad3d", "_linked", "_pad_copies", "_resample", "_resample_backward", "pixel_shuffle", "pixel_unshuffle"], leading),
    "_pad_copies_backward": with_sizes(("size",)), "channel_shuffle": folded, "im2col": folded, "col2im": folded,
    "native_layer_norm": layer_norm, "native_group_norm": group_norm, "native_batch_norm": batch_norm,
    **dict.fromkeys(("mse_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits", "soft_margin_loss"), loss),
    "nll_loss_forward": nll_loss, "nll_loss2d_forward": nll_loss,
}  # fmt: skip
