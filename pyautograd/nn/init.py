"""Initial values of parameters. Each function fills its argument in place, outside the graph, and returns it.

The numbers come from the default generator, or from `generator`, in PyTorch's order: the same seed gives the same parameters.
"""
import math
import warnings

from .. import diag, linalg, randperm, where
from .._core import core
from .._tensor_attributes import core_no_grad

_NO_ELEMENTS = "Initializing zero-element tensors is a no-op"
_ONLY_MATRICES = "Only tensors with 2 dimensions are supported"
_GAINS = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid"), 1),
    "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4,
}  # fmt: skip


def calculate_gain(nonlinearity, param=None):
    """The recommended gain for a nonlinearity; `param` is the slope of ``"leaky_relu"``. ValueError for one that is not known."""
    if nonlinearity in _GAINS:
        return _GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, (int, float)):
        raise ValueError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + slope**2))


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Values between `a` and `b`, each as likely."""
    with core_no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Values of a normal distribution."""
    with core_no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Values of a normal distribution, drawn again where they fall outside of `a` to `b`."""
    if mean < a - 2 * std or mean > b + 2 * std:
        text = "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect."
        warnings.warn(text, stacklevel=2)
    with core_no_grad():
        if _normal_cdf((b - mean) / std) - _normal_cdf((a - mean) / std) > 0.3:
            return _redrawn(tensor, mean, std, a, b, generator)
        return _accepted(tensor, mean, std, a, b, generator)


def _normal_cdf(x):
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def _redrawn(tensor, mean, std, a, b, generator):
    """Draw normal values until all lie within the bounds, as the dtype has them."""
    low, high = tensor.new_tensor(a).item(), tensor.new_tensor(b).item()
    result = tensor.normal_(mean, std, generator=generator)
    while True:
        outside = (result < low) | (result > high)
        if not outside.any():
            break
        result = where(outside, core.ops.empty_like(result).normal_(mean, std, generator=generator), result)
    if result is not tensor:
        tensor.copy_(result)
    return tensor


def _accepted(tensor, mean, std, a, b, generator):
    """Draw uniform values and accept each with the probability of its density relative to the highest: for bounds far from the mean."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    candidates, chances = core.ops.empty_like(tensor), core.ops.empty_like(tensor)

    def refused():
        density = candidates.sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)
        return chances.uniform_(generator=generator).log_().gt(density)

    tensor.uniform_(a, b, generator=generator)
    candidates.copy_(tensor)
    pending = refused()
    result = tensor
    while pending.any():
        candidates.uniform_(a, b, generator=generator)
        result = where(pending, candidates, result)
        pending = where(pending, refused(), pending)
    if result is not tensor:
        tensor.copy_(result)
    return tensor


def constant_(tensor, val):
    """One value everywhere."""
    with core_no_grad():
        return tensor.fill_(val)


def ones_(tensor):
    """One everywhere."""
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """Zero everywhere."""
    with core_no_grad():
        return tensor.zero_()


def eye_(tensor):
    """The identity matrix."""
    if tensor.ndimension() != 2:
        raise ValueError(_ONLY_MATRICES)
    with core_no_grad():
        tensor.zero_().diagonal().fill_(1)
    return tensor


def dirac_(tensor, groups=1):
    """A convolution's weight that passes its input on, as many channels as there are, in each group."""
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    size = tensor.size()
    if size[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    per_group = size[0] // groups
    middle = tuple([n // 2 for n in size[2:]])
    with core_no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(per_group, size[1])):
                tensor[(group * per_group + channel, channel, *middle)] = 1
    return tensor


def _calculate_fan_in_and_fan_out(tensor):
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    rows, columns, *field = tensor.shape
    field = math.prod(field)
    return columns * field, rows * field


def _calculate_correct_fan(tensor, mode):
    mode = mode.lower()
    modes = ["fan_in", "fan_out"]
    if mode not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {modes}")
    return _calculate_fan_in_and_fan_out(tensor)[modes.index(mode)]


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Glorot's uniform values: variance ``gain**2 * 2 / (fan_in + fan_out)``."""
    bound = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor)))))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Glorot's normal values: variance ``gain**2 * 2 / (fan_in + fan_out)``."""
    std = gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    return normal_(tensor, 0.0, std, generator)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He's uniform values: variance ``gain**2 / fan``."""
    if 0 in tensor.shape:
        warnings.warn(_NO_ELEMENTS, stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    bound = math.sqrt(3.0) * (calculate_gain(nonlinearity, a) / math.sqrt(fan))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He's normal values: variance ``gain**2 / fan``."""
    if 0 in tensor.shape:
        warnings.warn(_NO_ELEMENTS, stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    return normal_(tensor, 0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def orthogonal_(tensor, gain=1, generator=None):
    """A matrix with orthonormal rows or columns (dimensions after the first taken together), times `gain`."""
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    with core_no_grad():
        flat = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
        q, r = linalg.qr(flat.t() if rows < columns else flat)
        q *= diag(r, 0).sign()
        if rows < columns:
            q = q.t()
        tensor.view_as(q).copy_(q)
        tensor.mul_(gain)
    return tensor


def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Normal values, with the fraction `sparsity` of each column set to zero."""
    if tensor.ndimension() != 2:
        raise ValueError(_ONLY_MATRICES)
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with core_no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


# Names that other programs import.
_no_grad_uniform_, _no_grad_normal_, _no_grad_trunc_normal_ = uniform_, normal_, trunc_normal_
_no_grad_fill_, _no_grad_zero_ = constant_, zeros_


def _deprecated(function):
    old, new = function.__name__[:-1], function.__name__

    def deprecated_init(*args, **kwargs):
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    deprecated_init.__doc__ = f"Deprecated: `{new}` replaces it."
    deprecated_init.__name__ = old
    return deprecated_init


uniform_, normal_, constant_, kaiming_uniform_ = map(core.overridable, (uniform_, normal_, constant_, kaiming_uniform_))
uniform, normal, constant, eye, dirac = map(_deprecated, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal, kaiming_uniform = map(_deprecated, (xavier_uniform_, xavier_normal_, kaiming_uniform_))
kaiming_normal, orthogonal, sparse = map(_deprecated, (kaiming_normal_, orthogonal_, sparse_))

__all__ = [
    "calculate_gain", "uniform_", "normal_", "trunc_normal_", "constant_", "ones_", "zeros_", "eye_", "dirac_", "xavier_uniform_", "xavier_normal_",
    "kaiming_uniform_", "kaiming_normal_", "orthogonal_", "sparse_", "uniform", "normal", "constant", "eye", "dirac", "xavier_uniform", "xavier_normal",
    "kaiming_uniform", "kaiming_normal", "orthogonal", "sparse",
]  # fmt: skip
