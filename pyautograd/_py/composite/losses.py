"""The losses of ``nn.functional``: arguments checked as PyTorch checks them, then operators."""
import math
import warnings

from ..._autograd_texts import C_NAMES
from ..._types import can_cast, get_default_dtype, promote_types
from ..core import TensorBase, array, is_grad_enabled, ops, readable, set_grad_enabled

_REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


def _legacy(size_average, reduce, reduction):
    """`reduction`, unless one of the two arguments it replaced was given."""
    if size_average is None and reduce is None:
        return reduction
    size_average = True if size_average is None else size_average
    reduce = True if reduce is None else reduce
    reduction = ("mean" if size_average else "sum") if reduce else "none"
    warnings.warn(f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.", stacklevel=4)
    return reduction


def _number(reduction):
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return _REDUCTIONS[reduction]


def _reduced(values, reduction):
    if reduction == 1:
        return ops.mean(values)
    return ops.sum(values) if reduction == 2 else values


def _same_size(input, target, name="input size"):
    if target.shape != input.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the {name} ({input.shape}). This will likely lead to incorrect results due "
            "to broadcasting. Please ensure they have the same size.",
            stacklevel=4,
        )


def _check_weight(input, weight):
    if weight.shape != input.shape:
        raise ValueError("Weights and input must have the same size.")


def refuse_gradient(function, name, tensor):
    """Refuse the argument `name` of an operator that has no derivative for it, where it requires a gradient."""
    if tensor is not None and tensor.requires_grad and is_grad_enabled():
        raise RuntimeError(
            f"The function '{function}' is not differentiable with respect to argument '{name}'. This input cannot have requires_grad True."
        )


def unrecorded(function, *args):
    """Call a function without recording it."""
    before = is_grad_enabled()
    set_grad_enabled(False)
    try:
        return function(*args)
    finally:
        set_grad_enabled(before)


def mse_loss(input, target, size_average, reduce, reduction, weight):
    """The squared error."""
    _same_size(input, target)
    reduction = _number(_legacy(size_average, reduce, reduction))
    if weight is None:
        return ops.mse_loss(input, target, reduction)
    _check_weight(input, weight)
    squared = ops.pow(input - target, 2) * weight
    if reduction == 1:
        return ops.sum(squared) / ops.sum(weight)
    return _reduced(squared, reduction)


def _absolute(input, target, reduction):
    return _reduced(ops.abs(input - target), reduction)


def l1_loss(input, target, size_average, reduce, reduction, weight):
    """The absolute error."""
    _same_size(input, target)
    reduction = _number(_legacy(size_average, reduce, reduction))
    if weight is None:
        return _absolute(input, target, reduction)
    _check_weight(input, weight)
    weighted = ops.abs(input - target) * weight
    if reduction == 1:
        return ops.sum(weighted) / ops.sum(weight)
    return _reduced(weighted, reduction)


def smooth_l1_loss(input, target, size_average, reduce, reduction, beta):
    """Squared below `beta`, absolute above."""
    _same_size(input, target)
    reduction = _number(_legacy(size_average, reduce, reduction))
    return _absolute(input, target, reduction) if beta == 0 else ops.smooth_l1_loss(input, target, reduction, beta)


def huber_loss(input, target, reduction, delta, weight):
    """Squared below `delta`, absolute times `delta` above."""
    _same_size(input, target)
    if input.dtype is target.dtype and weight is None:
        return ops.huber_loss(input, target, _number(reduction), delta)
    common = promote_types(input.dtype, target.dtype)
    if not can_cast(common, input.dtype):
        raise RuntimeError(f"result type {common.scalar_name} can't be cast to the desired output type {input.dtype.scalar_name}")
    if weight is None:
        return ops.huber_loss(input, target, _number(reduction), delta).to(input.dtype)
    _check_weight(input, weight)
    weighted = ops.huber_loss(input, target, 0, delta).to(input.dtype) * weight
    if reduction == "mean":
        return ops.sum(weighted) / weight.numel()
    return _reduced(weighted, _number(reduction))


def _nll(input, target, weight, reduction, ignore_index):
    """Negative log likelihood of class indices, with classes in dimension 1 (0 for a single sample)."""
    if not input.ndim:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if input.ndim != 1 and (not target.ndim or input.shape[0] != target.shape[0]):
        batch = target.shape[0] if target.ndim else 0
        raise ValueError(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({batch}).")
    if input.ndim <= 2:
        if target.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if input.ndim == 1 and target.ndim == 1 and target.shape[0] != 1:
            raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {target.shape[0]}")
        if weight is not None and weight.dtype is not input.dtype:
            raise RuntimeError(f"expected scalar type {input.dtype.scalar_name} but found {weight.dtype.scalar_name}")
        refuse_gradient("nll_loss_forward", "weight", weight)
        return ops.nll_loss_forward(input, target, weight, reduction, ignore_index)[0]
    refuse_gradient("nll_loss2d_forward", "weight", weight)
    if input.ndim == 4:
        if target.ndim != 3:
            raise RuntimeError(f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.ndim}")
        if (input.shape[0], *input.shape[2:]) != tuple(target.shape):
            raise RuntimeError(f"size mismatch (got input: {list(input.shape)} , target: {list(target.shape)}")
        return ops.nll_loss2d_forward(input, target, weight, reduction, ignore_index)[0]
    expected = [input.shape[0], *input.shape[2:]]
    if target.ndim < 2 or list(target.shape[1:]) != expected[1:]:
        raise RuntimeError(f"Expected target size {expected}, got {list(target.shape)}")
    n, c = input.shape[:2]
    # Everything behind the classes counts as one row of an image.
    width = 1
    for size in input.shape[2:]:
        width *= size
    result = ops.nll_loss2d_forward(
        ops.reshape(input, [n, c, 1, width]), ops.reshape(target, [n, 1, width]), weight, reduction, ignore_index
    )[0]
    return ops.reshape(result, expected) if reduction == 0 else result


def nll_loss(input, target, weight, size_average, ignore_index, reduce, reduction):
    """The negative log likelihood of class indices, given log-probabilities."""
    return _nll(input, target, weight, _number(_legacy(size_average, reduce, reduction)), ignore_index)


def _entropy_of_probabilities(input, target, weight, reduction, smoothing):
    axis = 0 if input.ndim == 1 else 1
    classes = input.shape[axis] if input.ndim else 1
    if weight is not None and tuple(weight.shape) != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(weight.shape)}"
        )
    logs = ops.log_softmax(input, axis if input.ndim else 0)
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    terms = logs * target
    if weight is not None:
        terms = terms * (weight if input.ndim == 1 else ops.reshape(weight, [1, -1] + [1] * (input.ndim - 2)))
    if reduction == 1:
        total = -ops.sum(terms)
        count = input.numel() / classes
        return ops._div_number(total, count) if count else total * math.nan
    if reduction == 2:
        return -ops.sum(terms)
    return -ops.sum(terms, axis) if input.ndim else -terms


def _entropy_with_smoothing(input, target, weight, reduction, ignore_index, smoothing):
    axis = 0 if input.ndim == 1 else 1
    classes = input.shape[axis]
    logs = ops.log_softmax(input, axis)
    likelihood = _nll(logs, target, weight, reduction, ignore_index)
    if weight is not None:
        spread = -ops.sum(logs * ops.reshape(weight, [-1] if input.ndim == 1 else [1, -1] + [1] * (input.ndim - 2)), axis)
    else:
        spread = -ops.sum(logs, axis)
    ignored = ops.eq(target, ignore_index)
    if input.ndim == 1 and target.ndim == 1:
        ignored = ops.squeeze(ignored, 0)
    spread = spread.masked_fill(ignored, 0)
    if reduction == 1:
        if weight is not None:
            kept = target.masked_fill(ops.eq(target, ignore_index), 0)
            chosen = ops.index_select(weight, 0, ops.reshape(kept, [-1])).masked_fill(ops.reshape(ignored, [-1]), 0)
            spread = ops.sum(spread) / ops.sum(chosen)
        else:
            spread = ops.sum(spread) / ops.sum(ops.logical_not(ignored))
    elif reduction == 2:
        spread = ops.sum(spread)
    return (1 - smoothing) * likelihood + spread * (smoothing / classes)


def cross_entropy(input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing):
    """The cross entropy of logits with class indices, or with class probabilities of the input's shape."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if target.shape == input.shape:
        if not target.dtype.is_floating_point:
            raise RuntimeError(f"Expected floating point type for target with class probabilities, got {target.dtype.scalar_name}")
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        if label_smoothing > 1 or label_smoothing < 0:
            raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
        return _entropy_of_probabilities(input, target, weight, reduction, label_smoothing)
    if label_smoothing > 0:
        if label_smoothing > 1:
            raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
        return _entropy_with_smoothing(input, target, weight, reduction, ignore_index, label_smoothing)
    return _nll(ops.log_softmax(input, 0 if input.ndim <= 1 else 1), target, weight, reduction, ignore_index)


def linear_cross_entropy(input, linear_weight, target, linear_bias, weight, reduction, ignore_index, label_smoothing, options):
    """`cross_entropy` of ``linear(input, linear_weight, linear_bias)``.

    A weight ``(C, d1, ..., in)`` gives logits ``(N, C, d1, ...)``. `options` ask PyTorch to save memory by working in chunks; the result is the same.
    """
    if input.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.ndim}")
    if linear_weight.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.ndim}")
    width = input.shape[-1]
    if width != linear_weight.shape[-1]:
        raise RuntimeError(
            f"expected equal input and linear_weight last dimensions (in_features), got {width} and {linear_weight.shape[-1]}, respectively"
        )
    out = tuple(linear_weight.shape[:-1])
    if linear_bias is not None and tuple(linear_bias.shape) != out:
        raise RuntimeError(f"expected linear_bias shape {out}, got {tuple(linear_bias.shape)}")
    if len(out) > 1 and input.ndim == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, (N, {width}), got unbatched input "
            f"with shape {tuple(input.shape)}"
        )
    shape = tuple(input.shape[:-1]) + out
    if tuple(target.shape) == shape and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if options is not None and (len(out) > 1 or reduction not in _REDUCTIONS or label_smoothing != 0.0 or target.dtype.name != "int64"):
        warnings.warn(
            "linear_cross_entropy: ``options`` ignored; chunked path needs reduction in {'mean','sum','none'}, label_smoothing == 0, target.dtype "
            f"== int64, out_features == (). Got reduction={reduction!r}, label_smoothing={label_smoothing}, target.dtype={target.dtype}, "
            f"out_features={out[1:]}, tracing=False, linear_bias.shape={tuple(linear_bias.shape) if linear_bias is not None else None}.",
            stacklevel=2,
        )
    if len(out) > 1:
        linear_weight = ops.reshape(linear_weight, (-1, width))
        linear_bias = None if linear_bias is None else ops.reshape(linear_bias, (-1,))
    logits = ops.reshape(ops.nn_functional_linear(input, linear_weight, linear_bias), shape)
    return cross_entropy(logits, target, weight, None, -100 if ignore_index is None else ignore_index, None, reduction, label_smoothing)


def binary_cross_entropy(input, target, weight, size_average, reduce, reduction):
    """The cross entropy of probabilities of one class."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        for back in range(1, weight.ndim + 1):
            n = weight.shape[-back]
            if n != 1 and (back > input.ndim or n != input.shape[-back]):
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {n} at {-back}! Mismatching argument at index 1 had {weight.shape}; but expected "
                    f"shape should be broadcastable to {list(input.shape)}"
                )
        weight = weight.expand(input.shape)
        refuse_gradient("binary_cross_entropy", "weight", weight)
    return ops.binary_cross_entropy(input, target, weight, reduction)


def binary_cross_entropy_with_logits(input, target, weight, size_average, reduce, reduction, pos_weight):
    """The cross entropy of logits of one class."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if not input.dtype.is_floating_point and not target.dtype.is_floating_point:
        _refuse(input, "log_sigmoid_cpu", half=False)
    if target.dtype.name == "bool":
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
        )
    if not (target.dtype.is_floating_point or target.dtype.is_complex):
        raise RuntimeError(f"result type {input.dtype.scalar_name.capitalize()} can't be cast to the desired output type {target.dtype.scalar_name}")
    if pos_weight is not None:
        ops.broadcast_tensors([pos_weight, target])
    if weight is not None:
        ops.broadcast_tensors([input, weight])
        refuse_gradient("binary_cross_entropy_with_logits", "weight", weight)
    refuse_gradient("binary_cross_entropy_with_logits", "pos_weight", pos_weight)
    return ops.binary_cross_entropy_with_logits(input, target, weight, pos_weight, reduction)


def kl_div(input, target, size_average, reduce, reduction, log_target):
    """``target * (log(target) - input)``: the divergence from log-probabilities."""
    if size_average is not None or reduce is not None:
        reduction = _legacy(size_average, reduce, reduction)
    elif reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
            stacklevel=3,
        )
    if input.dtype.is_complex or target.dtype.is_complex:
        raise RuntimeError("kl_div: Complex inputs not supported.")
    if not (input.dtype.is_floating_point and target.dtype.is_floating_point):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    batch = reduction == "batchmean"
    number = _number("sum" if batch else reduction)
    terms = ops.exp(target) * (target - input) if log_target else ops.xlogy(target, target) - target * input
    result = _reduced(terms, number)
    return result / input.shape[0] if batch and input.ndim else result


def cosine_similarity(x1, x2, dim, eps):
    """``sum(x1 * x2) / (max(|x1|, eps) * max(|x2|, eps))`` along `dim`."""
    if eps < 0:
        raise RuntimeError(f"eps must be non-negative, got: {eps:g}")
    common = promote_types(x1.dtype, x2.dtype)
    if not common.is_floating_point:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {common.scalar_name}")
    x1, x2 = ops.broadcast_tensors([x1.to(common), x2.to(common)])
    sides = []
    for x in (x1, x2):
        size = ops.clone(ops.linalg_vector_norm(x, 2, dim, True))
        unrecorded(size.clamp_min_, eps)  # holds the size without cutting off its gradient
        sides.append(x / size)
    return ops.sum(sides[0] * sides[1], dim)


def pairwise_distance(x1, x2, p, eps, keepdim):
    """The `p`-norm of ``x1 - x2 + eps`` along the last dimension."""
    return ops._norm_dim(ops._add_number(x1 - x2, eps), p, (max(x1.ndim, x2.ndim) - 1,), keepdim)


def cosine_embedding_loss(input1, input2, target, margin, size_average, reduce, reduction):
    """``1 - cos`` where the target is 1, ``max(0, cos - margin)`` where it is -1."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    sizes = f"but found inputs with sizes {list(input1.shape)} and {list(input2.shape)}."
    if target.ndim == 0 and (input1.ndim != 1 or input2.ndim != 1):
        raise RuntimeError(f"0D target tensor expects 1D input tensors, {sizes}")
    if target.ndim == 1 and (input1.ndim != 2 or input2.ndim != 2):
        raise RuntimeError(f"1D target tensor expects 2D input tensors, {sizes}")
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    epsilon = 1e-12
    dim = target.ndim
    product = ops.sum(input1 * input2, dim)
    lengths = [ops._add_number(ops.sum(x * x, dim), epsilon) for x in (input1, input2)]
    cosine = product / ops.sqrt(lengths[0] * lengths[1])
    zero = ops.zeros_like(cosine)
    alike = ops.where(ops.eq(target, 1), ops.sub(1, cosine), zero)
    apart = ops.where(ops.eq(target, -1), ops.clamp_min(ops._sub_number(cosine, margin), 0), zero)
    return _reduced(alike + apart, reduction)


def margin_ranking_loss(input1, input2, target, margin, size_average, reduce, reduction):
    """``max(0, -target * (input1 - input2) + margin)``."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if input1.ndim != input2.ndim or input1.ndim != target.ndim:
        raise RuntimeError(
            f"margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {input1.shape}, input2: {input2.shape}, "
            f"target: {target.shape} "
        )
    difference = input1 - input2
    return _reduced(ops.clamp_min(ops._add_number(-target * difference, float(margin)), 0), reduction)


def hinge_embedding_loss(input, target, margin, size_average, reduce, reduction):
    """`input` where the target is 1, ``max(0, margin - input)`` where it is -1; both where it is neither."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    zero = ops.zeros((), dtype=input.dtype)
    exact = not (input.dtype.is_floating_point or input.dtype.is_complex)  # the margin in the dtype of integers
    difference = ops.sub(ops.full_like(input, int(margin)), input) if exact else ops.sub(margin, input)
    below = ops.where(ops.ne(target, 1), ops.clamp_min(difference, 0), zero)
    return _reduced(below + ops.where(ops.ne(target, -1), input, zero), reduction)


def soft_margin_loss(input, target, size_average, reduce, reduction):
    """``log(1 + exp(-target * input))``."""
    refuse_gradient("soft_margin_loss", "target", target)
    return ops.soft_margin_loss(input, target, _number(_legacy(size_average, reduce, reduction)))


def _refuse(x, kernel, half):
    """Refuse what is not floating point, and with `half` what has two bytes."""
    if not x.dtype.is_floating_point or half and x.dtype.itemsize == 2:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.scalar_name}'")


def multi_margin_loss(input, target, p, margin, weight, size_average, reduce, reduction):
    """A hinge between the target's score and every other."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    refuse_gradient("multi_margin_loss", "weight", weight)
    _refuse(input, "multi_margin_loss_cpu_kernel", half=True)
    return ops.multi_margin_loss(input, target, p, margin, weight, reduction)


def multilabel_margin_loss(input, target, size_average, reduce, reduction):
    """A hinge between each label's score and those of the classes that are no labels."""
    _refuse(input, "multilabel_margin_loss_forward_out_frame", half=True)
    return ops.multilabel_margin_loss(input, target, _number(_legacy(size_average, reduce, reduction)))


def multilabel_soft_margin_loss(input, target, weight, size_average, reduce, reduction):
    """The mean over classes of the binary cross entropy with logits."""
    reduction = _legacy(size_average, reduce, reduction)
    loss = -(target * ops.nn_functional_logsigmoid(input) + (1 - target) * ops.nn_functional_logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    axis = input.ndim - 1
    loss = ops.sum(loss, axis) / (input.shape[axis] if input.ndim else 1)
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not valid")
    return _reduced(loss, _REDUCTIONS[reduction])


def _check_triplet(anchor, positive, negative, margin):
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )


def triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, size_average, reduce, reduction):
    """``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` for the `p`-norm distance."""
    reduction = _number(_legacy(size_average, reduce, reduction))
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _check_triplet(anchor, positive, negative, margin)
    near = pairwise_distance(anchor, positive, p, eps, False)
    far = pairwise_distance(anchor, negative, p, eps, False)
    if swap:
        far = ops.minimum(far, pairwise_distance(positive, negative, p, eps, False))
    return _reduced(ops.clamp_min(ops._add_number(near, margin) - far, 0), reduction)


def triplet_margin_with_distance_loss(anchor, positive, negative, distance_function, margin, swap, reduction):
    """`triplet_margin_loss` for any distance."""
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    _check_triplet(anchor, positive, negative, margin)

    def distance(a, b):
        return pairwise_distance(a, b, 2.0, 1e-6, False) if distance_function is None else distance_function(a, b)

    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = ops.minimum(far, distance(positive, negative))
    return _reduced(ops.clamp_min(margin + near - far, 0), _REDUCTIONS[reduction])


def gaussian_nll_loss(input, target, var, full, eps, reduction):
    """``(log(var) + (input - target)**2 / var) / 2``, the variance held above `eps` without cutting off gradients."""
    if not isinstance(var, TensorBase):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = var * ops.ones_like(input)
    elif readable(var) and (array(var) < 0).any():
        raise ValueError("var has negative entry/entries")
    if var.shape != input.shape:
        if input.shape[:-1] == var.shape:
            var = ops.unsqueeze(var, -1)
        elif input.ndim != var.ndim or sum(1 for a, b in zip(input.shape, var.shape) if a != b) > 1 or not any(n == 1 for n in var.shape):
            raise ValueError("var is of incorrect size")
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not valid")
    if var.dtype.is_complex:
        raise NotImplementedError(f"\"lt_cpu\" not implemented for '{var.dtype.scalar_name}'")
    if not var.dtype.is_floating_point:
        raise RuntimeError(f"result type {get_default_dtype().scalar_name} can't be cast to the desired output type {C_NAMES[var.dtype.name]}")
    held = ops.clone(var)
    unrecorded(held.clamp_min_, eps)
    loss = 0.5 * (ops.log(held) + ops.pow(input - target, 2) / held)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return _reduced(loss, _REDUCTIONS[reduction])


def poisson_nll_loss(input, target, log_input, full, size_average, eps, reduce, reduction):
    """``exp(input) - target * input``, or ``input - target * log(input + eps)``; `full` adds Stirling's approximation."""
    reduction = _legacy(size_average, reduce, reduction)
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if log_input:
        loss = ops.exp(input) - target * input
    else:
        loss = input - target * ops.log(input + eps)
    if full:
        stirling = target * ops.log(target) - target + 0.5 * ops.log(2 * math.pi * target)
        loss = loss + stirling.masked_fill(ops.le(target, 1), 0)
    return _reduced(loss, _REDUCTIONS[reduction])
