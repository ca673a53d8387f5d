"""Softmax and normalisation as ``nn.functional`` spells them, over the operators with kernels."""
import warnings

from ..core import ops
from ..kernels.normalise import check_normalized_shape
from ..util import check_mixture, refuse_dtype
from .losses import refuse_gradient


def special_softmax(input, dim, dtype):
    """``special.softmax``."""
    return ops.softmax(input, dim, dtype)


def special_log_softmax(input, dim, dtype):
    """``special.log_softmax``."""
    return ops.log_softmax(input, dim, dtype)


def _implicit_dim(name, ndim, stacklevel):
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.", stacklevel=stacklevel + 2
    )
    return 0 if ndim in (0, 1, 3) else 1


def functional_softmax(input, dim, _stacklevel, dtype):
    """``nn.functional.softmax``; without `dim` warns and takes 0 for 0, 1 or 3 dimensions, else 1."""
    if dim is None:
        dim = _implicit_dim("softmax", input.ndim, _stacklevel)
    return ops.softmax(input, dim, dtype)


def functional_log_softmax(input, dim, _stacklevel, dtype):
    """``nn.functional.log_softmax``, with the same choice of `dim`."""
    if dim is None:
        dim = _implicit_dim("log_softmax", input.ndim, _stacklevel)
    return ops.log_softmax(input, dim, dtype)


def functional_softmin(input, dim, _stacklevel, dtype):
    """``softmax(-input)``."""
    if dim is None:
        dim = _implicit_dim("softmin", input.ndim, _stacklevel)
    return ops.softmax(-input, dim, dtype)


def layer_norm(input, normalized_shape, weight, bias, eps, cudnn_enable):
    """Each sample standardised over the last dimensions, scaled and shifted."""
    return ops.native_layer_norm(input, normalized_shape, weight, bias, eps)[0]


def functional_layer_norm(input, normalized_shape, weight, bias, eps):
    """``nn.functional.layer_norm``."""
    return ops.native_layer_norm(input, normalized_shape, weight, bias, eps)[0]


def group_norm(input, num_groups, weight, bias, eps, cudnn_enabled):
    """Channels in `num_groups` groups, each standardised per sample, scaled and shifted per channel."""
    if input.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    shape, channels = list(input.shape), input.shape[1]
    if num_groups <= 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if channels % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {shape} and num_groups={num_groups}"
        )
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and tuple(parameter.shape) != (channels,):
            # PyTorch prints the weight's shape here, whichever of the two is wrong.
            listed = [0] if weight is None else list(weight.shape)
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape {listed} "
                f"and input of shape {shape}"
            )
    return ops.native_group_norm(input, weight, bias, num_groups, eps)[0]


def _several_values(count, size):
    """Refuse to standardise a single value; `count` times the spatial dimensions of `size` is how many there are."""
    for n in size[2:]:
        count *= n
    if count == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def functional_group_norm(input, num_groups, weight, bias, eps):
    """``nn.functional.group_norm``: refuses groups of a single value."""
    if input.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    shape = list(input.shape)
    _several_values(shape[0] * shape[1] // num_groups, shape)
    return group_norm(input, num_groups, weight, bias, eps, True)


def batch_norm_shown(input, weight, bias, running_mean, running_var, training, momentum, eps):
    """``(result, mean, inverse deviation)``; in training the running statistics are moved, otherwise they are what was used and are not returned."""
    made = tuple(ops.native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps))
    return made if training else (made[0], *[ops.new_empty(x, (0,)) for x in made[1:]])


def batch_norm_without_statistics(input, weight, bias, training, momentum, eps):
    """``(result, mean, inverse deviation)`` by the statistics of the batch."""
    return batch_norm_shown(input, weight, bias, None, None, training, momentum, eps)


def batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled):
    """Each channel standardised over the batch (in training) or by the running statistics, scaled and shifted."""
    if not input.numel():
        for scale in (weight, bias):
            if scale is not None:
                input = input * ops.select(scale, 0, 0) if scale is weight else input + ops.select(scale, 0, 0)
        return input.clone() if weight is None and bias is None else input
    channels = input.shape[1] if input.ndim > 1 else 0
    for name, parameter in (("running_mean", running_mean), ("running_var", running_var)):
        if parameter is None:
            if not training:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
        elif parameter.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {parameter.numel()}")
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and parameter.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {parameter.numel()}")
    refuse_gradient("native_batch_norm", "running_mean", running_mean)
    refuse_gradient("native_batch_norm", "running_var", running_var)
    given = [p for p in (input, weight, bias, running_mean, running_var) if p is not None]
    for p in given:
        if p.dtype is not input.dtype and input.dtype.is_floating_point:
            check_mixture([x.dtype.scalar_name for x in given])
            break
    wide = {}
    if training:  # the kernel has float32 arrays for tensors of bfloat16, and cannot write into these
        wide = {id(p): (p, p.float()) for p in (running_mean, running_var) if p is not None and p.dtype.name == "bfloat16"}
        running_mean, running_var = [wide[id(p)][1] if id(p) in wide else p for p in (running_mean, running_var)]
    made = ops.native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps)[0]
    for narrow, updated in wide.values():
        narrow.detach().copy_(updated)
    return made


def functional_batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps):
    """``nn.functional.batch_norm``: refuses to train on one value per channel."""
    if training:
        _several_values(input.shape[0], input.shape)
    if eps < 0.0 or (training and eps == 0.0):
        kind = "positive during training" if training else "non-negative"
        raise ValueError(f"batch_norm eps must be {kind}, but got {eps}")
    return batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)


def instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled):
    """A batch norm in which every sample's channels are channels of their own; the running statistics are averaged over samples."""
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    samples, channels = input.shape[0], input.shape[1]
    kept = running_mean, running_var
    target = input.dtype if weight is None else weight.dtype
    if running_mean is not None and running_mean.dtype is not target:
        if running_var is None:
            raise RuntimeError("Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument #0 'self'")
        running_mean, running_var = running_mean.to(target), running_var.to(target)
    folded = ops.reshape(ops.contiguous(input), [1, samples * channels] + list(input.shape[2:]))
    mean, var, weight, bias = [None if p is None else ops.repeat(p, [samples]) for p in (running_mean, running_var, weight, bias)]
    result = ops.reshape(batch_norm(folded, weight, bias, mean, var, use_input_stats, momentum, eps, True), input.shape)
    if use_input_stats:
        for running, repeated in zip(kept, (mean, var)):
            if running is not None:
                running.detach().copy_(ops.mean(ops.reshape(repeated, [samples, channels]), 0))
    return result


def functional_instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps):
    """``nn.functional.instance_norm``: refuses a single spatial element."""
    if use_input_stats:
        count = 1
        for n in input.shape[2:]:
            count *= n
        if count == 1:
            raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    return instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True)


def rms_norm(input, normalized_shape, weight, eps):
    """``input / sqrt(mean(input**2) + eps) * weight`` over the last dimensions; `eps` is the dtype's by default."""
    check_normalized_shape(input.shape, normalized_shape, None if weight is None else weight.shape, None, "")
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise NotImplementedError(f"\"rms_norm\" not implemented for '{input.dtype.scalar_name}'")
    half = input.dtype.itemsize == 2
    wide = input.float() if half else input
    if eps is None:
        eps = 2.0**-52 if wide.dtype.to_real().itemsize == 8 else 2.0**-23
    axes = list(range(input.ndim - len(normalized_shape), input.ndim))
    result = wide * ops.rsqrt(ops._add_number(ops.mean(ops.pow(wide, 2), axes, True), eps))
    if weight is not None and weight.dtype is not input.dtype:
        if input.dtype.name == "float16" and weight.dtype.name == "float32":
            warnings.warn(
                "Mismatch dtype between input and weight: input dtype = c10::Half, weight dtype = float, Cannot dispatch to fused implementation.",
                stacklevel=3,
            )
        return (result * weight).contiguous().to(input.dtype)
    if weight is not None:
        result = result * weight
    result = result.contiguous()
    return result.to(input.dtype) if half else result


def functional_normalize(input, p, dim, eps, out):
    """``input / max(norm(input), eps)`` along `dim`."""
    size = ops.norm(input, p, dim, True).clamp_min(eps).expand_as(input)
    return input / size if out is None else ops.div(input, size, out=out)


def functional_local_response_norm(input, size, alpha, beta, k):
    """``input / (k + alpha * mean of squares over `size` neighbouring channels) ** beta``."""
    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality                          input (got {input.ndim} dimensions)")
    if not input.numel():
        return input
    if input.ndim == 3:
        refuse_dtype("avg_pool2d", input.dtype, "bsc")
    else:
        refuse_dtype("avg_pool3d_out_frame", input.dtype, "bsch")
    squares = ops.mul(input, input)
    before, after = size // 2, (size - 1) // 2
    shape = list(input.shape)
    pads = []
    for count in (before, after):
        shape[1] = count
        pads.append(ops.zeros(shape, dtype=squares.dtype))
    windows = ops.cat([pads[0], squares, pads[1]], 1).unfold(1, size, 1)
    if squares.dtype.is_floating_point or squares.dtype.is_complex:
        average = ops.mean(windows, -1)
    else:
        average = ops.div(ops.sum(windows, -1), size, rounding_mode="trunc")
    return input / ops.pow(average * alpha + k, beta)
