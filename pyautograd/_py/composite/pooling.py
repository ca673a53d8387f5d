"""Pooling as users call it: arguments checked with PyTorch's texts, then the fused operators.

The one-dimensional forms are two-dimensional ones of height 1, in PyTorch too.
"""
import math
from collections.abc import Iterable

from pyautograd._py import determinism

from ..core import exemplar, is_grad_enabled, ops
from ..kernels.layouts import suggests_channels_last
from ..kernels.pooling import output_length
from ..util import refuse_dtype
from .losses import refuse_gradient

_COUNTS = {1: "one int", 2: "two ints", 3: "three ints"}
_LARGEST_INT = 2147483647
_RANKS = {2: "3D or 4D", 3: "4D or 5D"}


def _expand(values, n, refusal):
    """A number per dimension; RuntimeError(refusal) where the count is wrong."""
    values = [values] if isinstance(values, int) else list(values)
    if len(values) == 1:
        return values * n
    if len(values) != n:
        raise RuntimeError(refusal)
    return values


def _arguments(name, n, kernel_size, stride, padding, dilation=1):
    """Kernel, stride, padding and dilation with one number per dimension; a stride left out is the kernel."""
    many = _COUNTS[n]
    either = "be" if name == "avg_pool3d" else "either be"
    kernel = _expand(kernel_size, n, f"{name}: kernel_size must {either} a single int, or a tuple of {many}")
    if stride is None or (not isinstance(stride, int) and len(stride) == 0):
        stride = kernel
    else:
        omitted = "be omitted" if name == "avg_pool3d" else "either be omitted"
        stride = _expand(stride, n, f"{name}: stride must {omitted}, a single int, or a tuple of {many}")
    padding = _expand(padding, n, f"{name}: padding must {either} a single int, or a tuple of {many}")
    dilation = _expand(dilation, n, f"{name}: dilation must be either a single int, or a tuple of {many}")
    if max(*kernel, *stride, *padding, *dilation) > _LARGEST_INT:
        raise RuntimeError("value cannot be converted to type int without overflow")
    return kernel, stride, padding, dilation


def _check(name, x, n, kernel, stride, padding, dilation, ceil_mode):
    """Raise RuntimeError for windows that do not fit the input."""
    shape = list(x.shape)
    if x.ndim not in (n + 1, n + 2):
        if name == "avg_pool2d":
            raise IndexError(f"Dimension out of range (expected to be in range of [{-x.ndim}, {x.ndim - 1}], but got -3)")
        raise RuntimeError(f"non-empty {_RANKS[n]} (batch mode) tensor expected for input")
    if any([s == 0 for s in stride]):
        raise RuntimeError("stride should not be zero")
    words = "HW" if n == 2 else "THW"
    for what, values in (("kernel size", kernel), ("stride", stride), ("dilation", dilation)):
        if any([v <= 0 for v in values]):
            short = {"kernel size": "k", "stride": "d", "dilation": "dilation"}[what]
            raise RuntimeError(f"{what} should be greater than zero, but got {' '.join([f'{short}{w}: {v}' for w, v in zip(words, values)])}")
    for k, p, d in zip(kernel, padding, dilation):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > ((k - 1) * d + 1) // 2:
            raise RuntimeError(f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}")
    if 0 in shape[x.ndim - n - 1 :]:
        if n == 2:
            raise RuntimeError(f"Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:{shape}")
        at = shape.index(0, 1 if x.ndim == n + 2 else 0) - (1 if x.ndim == n + 2 else 0)
        raise RuntimeError(
            f"{name}{'_with_indices_out_cpu_template' if name.startswith('max') else ''}(): Expected input's non-batch dimensions to have positive length, but input has a shape of {shape} "
            f"and non-batch dimension {at} has length zero!"
        )
    size = shape[x.ndim - n :]
    if name == "avg_pool3d" and any([m < k for m, k in zip(size, kernel)]):  # the padding does not count
        raise RuntimeError(
            f"input image (T: {size[0]} H: {size[1]} W: {size[2]}) smaller than kernel size (kT: {kernel[0]} kH: {kernel[1]} kW: {kernel[2]})"
        )
    counts = [output_length(*a, ceil_mode) for a in zip(size, kernel, stride, padding, dilation)]
    if min(counts) < 1:
        channels = shape[x.ndim - n - 1]
        raise RuntimeError(
            f"Given input size: ({'x'.join(map(str, [channels, *size]))}). Calculated output size: ({'x'.join(map(str, [channels, *counts]))}). "
            "Output size is too small"
        )


_KERNELS = {"avg_pool3d": "avg_pool3d_out_frame", "adaptive_avg_pool3d": "adaptive_avg_pool3d_cpu", "adaptive_max_pool3d": "adaptive_max_pool3d_cpu"}


def _refuse_dtype(x, name, integers):
    d = x.dtype
    if d.is_complex or d.name == "bool" or (not d.is_floating_point and not (integers is True or d.name in integers)):
        raise NotImplementedError(f"\"{_KERNELS.get(name, name)}\" not implemented for '{d.scalar_name}'")


def _max(x, n, kernel_size, stride, padding, dilation, ceil_mode):
    name = f"max_pool{n}d"
    kernel, stride, padding, dilation = _arguments(name, n, kernel_size, stride, padding, dilation)
    _check(name, x, n, kernel, stride, padding, dilation, ceil_mode)
    _refuse_dtype(x, name, True)
    if n == 3 and x.ndim == 4 and suggests_channels_last(exemplar(x)):
        raise RuntimeError("Unsupported memory format. Supports only ChannelsLast3d, Contiguous")
    return getattr(ops, name + "_with_indices")(x, kernel, stride, padding, dilation, ceil_mode)


def _nothing(stride):
    return stride is None or not isinstance(stride, int) and len(stride) == 0


def _check_1d(x, kernel_size, stride, padding, dilation, ceil_mode):
    """What `max_pool1d` checks before it becomes two-dimensional; its arguments as numbers."""
    if x.ndim not in (2, 3) or 0 in x.shape[-2:]:
        raise RuntimeError(f"max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(x.shape)}")
    if _nothing(stride):
        stride = kernel_size
    one = []
    for name, value in (("kernel_size", kernel_size), ("stride", stride), ("padding", padding), ("dilation", dilation)):
        kind = {"stride": "None, an int, list of ints, or tuple of ints", "padding": "an int, list of ints, or tuple of ints"}.get(
            name, "an int, list of ints or tuple of ints"
        )
        count = 1 if isinstance(value, int) else len(value)
        if count != 1:
            raise RuntimeError(f"max_pool1d() {name} must be {kind} of size 1 but got size {count}")
        one.append(value if isinstance(value, int) else value[0])
    kernel, stride, padding, dilation = one
    for name, value in (("kernel_size", kernel), ("stride", stride)):
        if value <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {value}")
    if padding < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding}")
    if padding > kernel // 2:
        raise RuntimeError(f"max_pool1d() padding should be at most half of kernel size, but got padding={padding} and kernel_size={kernel}")
    if dilation <= 0:
        raise RuntimeError(f"max_pool1d() dilation must be greater than zero, but got {dilation}")
    count = output_length(x.shape[-1], kernel, stride, padding, dilation, ceil_mode)
    if count < 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {count}")
    return kernel, stride, padding, dilation


def _max_1d(x, kernel, stride, padding, dilation, ceil_mode):
    flat = ops.unsqueeze(x, -2)
    values, indices = ops.max_pool2d_with_indices(flat, [1, kernel], [1, stride], [0, padding], [1, dilation], ceil_mode)
    return ops.squeeze(values, -2), ops.squeeze(indices, -2)


def max_pool1d(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The maximum of every window of (N, C, L)."""
    kernel, stride, padding, dilation = _check_1d(self, kernel_size, stride, padding, dilation, ceil_mode)
    if self.requires_grad and is_grad_enabled():
        refuse_dtype("max_pool2d", self.dtype, "bc")
        return _max_1d(self, kernel, stride, padding, dilation, ceil_mode)[0]
    refuse_dtype("max_pool1d_impl", self.dtype, "bslc")
    flat = ops.unsqueeze(self.contiguous(), -2)
    values = ops.max_pool2d_with_indices(flat, [1, kernel], [1, stride], [0, padding], [1, dilation], ceil_mode)[0]
    return ops._squeeze_product(values, -2)  # PyTorch has a kernel of its own where nothing is recorded: no view


def max_pool1d_with_indices(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The maximum of every window of (N, C, L), and where it is: a pooling of images of height 1, which does the checks."""
    if self.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {self.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for max_pool1d)"
        )
    one = []
    for name, value in (("kernel_size", kernel_size), ("stride", kernel_size if _nothing(stride) else stride), ("padding", padding), ("dilation", dilation)):
        count = 1 if isinstance(value, int) else len(value)
        if count != 1:
            raise RuntimeError(f"max_pool1d() argument '{name}' should contain one int (got {count})")
        one.append(value if isinstance(value, int) else value[0])
    kernel, stride, padding, dilation = one
    _check("max_pool2d", ops.unsqueeze(self.detach(), -2), 2, [1, kernel], [1, stride], [0, padding], [1, dilation], ceil_mode)
    refuse_dtype("max_pool2d", self.dtype, "bc")
    return _max_1d(self, kernel, stride, padding, dilation, ceil_mode)


def max_pool2d(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The maximum of every window of (N, C, H, W)."""
    return _max(self, 2, kernel_size, stride, padding, dilation, ceil_mode)[0]


def max_pool3d(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The maximum of every window of (N, C, D, H, W)."""
    return _max(self, 3, kernel_size, stride, padding, dilation, ceil_mode)[0]


def functional_max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """`max_pool1d`, with positions if asked for."""
    if return_indices:
        return max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
    return max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode)


def functional_max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """`max_pool2d`, with positions if asked for."""
    values, indices = _max(input, 2, kernel_size, stride, padding, dilation, ceil_mode)
    return (values, indices) if return_indices else values


def functional_max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """`max_pool3d`, with positions if asked for."""
    values, indices = _max(input, 3, kernel_size, stride, padding, dilation, ceil_mode)
    return (values, indices) if return_indices else values


def _avg(x, n, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    name = f"avg_pool{n}d"
    kernel, stride, padding, ones = _arguments(name, n, kernel_size, stride, padding)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    _check(name, x, n, kernel, stride, padding, ones, ceil_mode)
    _refuse_dtype(x, name, ("int64",))
    if n == 3:
        refuse_dtype(_KERNELS[name], x.dtype, "h")
    return getattr(ops, name)(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The mean of every window of (N, C, L)."""
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for avg_pool1d)"
        )
    if stride is None or (not isinstance(stride, int) and len(stride) == 0):
        stride = kernel_size
    one = []
    for name, value in (("kernel_size", kernel_size), ("stride", stride), ("padding", padding)):
        count = 1 if isinstance(value, int) else len(value)
        if count != 1:
            raise RuntimeError(f"avg_pool1d() argument '{name}' should contain one int (got {count})")
        one.append(value if isinstance(value, int) else value[0])
    kernel, stride, padding = one
    made = _avg(ops.unsqueeze(input, -2), 2, [1, kernel], [1, stride], [0, padding], ceil_mode, count_include_pad, None)
    return ops.squeeze(made, -2)


def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    """The mean of every window of (N, C, H, W)."""
    return _avg(input, 2, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool3d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    """The mean of every window of (N, C, D, H, W)."""
    return _avg(input, 3, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def _output_size(output_size, x, n):
    """The size asked for, with None as the input's own."""
    if output_size is None or isinstance(output_size, int):
        output_size = [output_size] * n
    elif x.ndim <= len(output_size):
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}")
    size = x.shape[max(x.ndim - len(output_size), 0) :]
    return [int(have if want is None else want) for want, have in zip(output_size, size)] if len(size) == len(output_size) else list(output_size)


def _check_adaptive(name, x, n, colon=""):
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"{name}(): Expected {_RANKS[n]} tensor, but got{colon} {list(x.shape)}")
    for at in range(x.ndim - n if n == 2 else 1, x.ndim):
        if x.shape[at] == 0:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes {list(x.shape)} with dimension {at} "
                "being empty"
            )


def _adaptive_avg(x, n, size):
    name = f"adaptive_avg_pool{n}d"
    if len(size) != n:
        raise RuntimeError(f"{name}: output_size must be {n}")
    if min(size) < 0:
        shown = f"{size[0]}, {size[1]},{size[2]}" if n == 3 else ", ".join(map(str, size))  # as PyTorch sets the commas
        raise RuntimeError(f"{name}: elements of output_size must be greater than or equal to 0 but received {{{shown}}}")
    if all([c == 1 for c in size]) and x.ndim in (n + 1, n + 2):
        return ops.mean(x, list(range(-n, 0)), True)
    _check_adaptive(name, x, n)
    if min(size) and x.numel():
        _refuse_dtype(x, name, ())
    return getattr(ops, "_" + name)(x, size)


def adaptive_avg_pool1d(input, output_size):
    """Means of `output_size` windows that cover (N, C, L) evenly."""
    size = _one_length("adaptive_avg_pool1d", input, output_size)
    return ops.squeeze(_adaptive_avg(ops.unsqueeze(input, -2), 2, [1, size]), -2)


def _one_length(name, input, output_size):
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for {name})"
        )
    count = 1 if isinstance(output_size, int) else len(output_size)
    if count != 1:
        raise RuntimeError(f"{name}() argument 'output_size' should contain one int (got {count})")
    return output_size if isinstance(output_size, int) else output_size[0]


def adaptive_avg_pool2d(input, output_size):
    """Means of windows that cover (N, C, H, W) evenly; None keeps a dimension."""
    return _adaptive_avg(input, 2, _output_size(output_size, input, 2))


def adaptive_avg_pool3d(input, output_size):
    """Means of windows that cover (N, C, D, H, W) evenly; None keeps a dimension."""
    return _adaptive_avg(input, 3, _output_size(output_size, input, 3))


def _adaptive_max(x, n, size):
    name = f"adaptive_max_pool{n}d"
    if len(size) != n:
        raise RuntimeError(f"{name}(): internal error: output_size.size() must be {n}")
    _check_adaptive(name, x, n, ":")
    if min(size) < 0:
        wanted = list(x.shape[: x.ndim - n]) + size
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(size)}: {wanted}")
    _refuse_dtype(x, name, ())
    return getattr(ops, name)(x, size)


def adaptive_max_pool1d_with_indices(self, output_size):
    """Maxima of `output_size` windows that cover (N, C, L) evenly, and where they are."""
    size = _one_length("adaptive_max_pool1d", self, output_size)
    values, indices = _adaptive_max(ops.unsqueeze(self, -2), 2, [1, size])
    return ops.squeeze(values, -2), ops.squeeze(indices, -2)


def adaptive_max_pool1d(input, output_size, return_indices=False):
    """Maxima of `output_size` windows that cover (N, C, L) evenly."""
    found = adaptive_max_pool1d_with_indices(input, output_size)
    return found if return_indices else found[0]


def adaptive_max_pool2d(input, output_size, return_indices=False):
    """Maxima of windows that cover (N, C, H, W) evenly; None keeps a dimension."""
    values, indices = _adaptive_max(input, 2, _output_size(output_size, input, 2))
    return (values, indices) if return_indices else values


def adaptive_max_pool3d(input, output_size, return_indices=False):
    """Maxima of windows that cover (N, C, D, H, W) evenly; None keeps a dimension."""
    values, indices = _adaptive_max(input, 3, _output_size(output_size, input, 3))
    return (values, indices) if return_indices else values


def _unpooled(size, kernel, stride, padding, output_size):
    """The size that pooling came from: the smallest, or the one given where it is possible."""
    n = len(kernel)
    least = [(size[at - n] - 1) * stride[at] + kernel[at] - 2 * padding[at] for at in range(n)]
    if output_size is None:
        return least
    if len(output_size) == n + 2:
        output_size = output_size[2:]
    if len(output_size) != n:
        raise ValueError(f"output_size should be a sequence containing {n} or {n + 2} elements, but it has a length of '{len(output_size)}'")
    for at in range(n):
        low, high = least[at] - stride[at], least[at] + stride[at]
        if not low < output_size[at] < high:
            raise ValueError(f'invalid output_size "{output_size}" (dim {at} must be between {low} and {high})')
    return output_size


def _unpool(x, indices, n, size, stride=()):
    if indices.dtype.name != "int64":
        raise RuntimeError(f"elements in indices should be type int64 but got: {indices.dtype.scalar_name}")
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"Input to max_unpooling{n}d should be a {n + 1}d or {n + 2}d Tensor, but got a tensor with {x.ndim} dimensions.")
    if x.shape != indices.shape:
        raise RuntimeError(
            f"Expected shape of indices to be same as that of the input tensor ({list(x.shape)}) but got indices tensor with shape: "
            f"{list(indices.shape)}"
        )
    _refuse_dtype(x, f"max_unpool{n}d" + ("_channels_last" if n == 2 and suggests_channels_last(exemplar(x)) else ""), ())
    if n == 3 and min(stride) <= 0:
        raise RuntimeError(f"strides should be greater than zero, but got stride: {list(stride)}")
    determinism.alert(f"max_unpooling{n}d_forward_out")
    return getattr(ops, f"max_unpool{n}d")(x, indices, size)


def _unpool_arguments(n, kernel_size, stride, padding):
    """Sizes of any length, and of any kind: what cannot be computed with shows where it is."""
    kernel, padding = _repeated(kernel_size, n), _repeated(padding, n)
    return kernel, kernel if stride is None else _repeated(stride, n), padding


def _repeated(value, n):
    return tuple(value) if isinstance(value, Iterable) else (value,) * n


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros but for the maxima of `max_pool1d` at their positions."""
    size = _unpooled(input.shape, *_unpool_arguments(1, kernel_size, stride, padding), output_size)
    return ops.squeeze(_unpool(ops.unsqueeze(input, -1), ops.unsqueeze(indices, -1), 2, [*size, 1]), -1)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros but for the maxima of `max_pool2d` at their positions."""
    return _unpool(input, indices, 2, _unpooled(input.shape, *_unpool_arguments(2, kernel_size, stride, padding), output_size))


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Zeros but for the maxima of `max_pool3d` at their positions."""
    kernel, stride, padding = _unpool_arguments(3, kernel_size, stride, padding)
    return _unpool(input, indices, 3, _unpooled(input.shape, kernel, stride, padding, output_size), stride)


def _lp(input, norm_type, n, kernel_size, stride, ceil_mode, average):
    kernel = _expand(kernel_size, n, "kernel_size")
    if norm_type == math.inf:
        return (functional_max_pool1d, functional_max_pool2d, functional_max_pool3d)[n - 1](input, kernel, stride, 0, 1, ceil_mode)
    mean = average(ops.pow(input, norm_type), kernel, stride, 0, ceil_mode)
    # The sign keeps a negative sum (of an odd power) from giving nan, and 0 from an infinite slope.
    return (ops.sign(mean) * ops.relu(ops.abs(mean)) * math.prod(kernel)).pow(1.0 / norm_type)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The `norm_type`-norm of every window of (N, C, L)."""
    return _lp(input, norm_type, 1, kernel_size, stride, ceil_mode, avg_pool1d)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The `norm_type`-norm of every window of (N, C, H, W)."""
    return _lp(input, norm_type, 2, kernel_size, stride, ceil_mode, avg_pool2d)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The `norm_type`-norm of every window of (N, C, D, H, W)."""
    return _lp(input, norm_type, 3, kernel_size, stride, ceil_mode, avg_pool3d)


def _fractional(x, n, kernel_size, output_size, output_ratio, return_indices, samples):
    name = f"fractional_max_pool{n}d"
    if output_size is None:
        if output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if n == 2 and len(output_ratio) > 2:
            raise ValueError(f"{name} requires output_ratio to either be a single Int or tuple of Ints.")
        ratios = tuple(output_ratio) if isinstance(output_ratio, (tuple, list)) else (output_ratio,) * n
        output_size = [int(x.shape[x.ndim - n + d] * ratios[d]) for d in range(n)]
    if x.ndim <= n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-x.ndim}, {x.ndim - 1}], but got {-n - 1})")
    if samples is None:
        samples = ops.rand((1 if x.ndim == n + 1 else x.shape[0], x.shape[-n - 1], n), dtype=x.dtype)
    kernel = _expand(kernel_size, n, f"{name}: kernel_size must either be a single Int or tuple of Ints")
    size = _expand(output_size, n, f"{name}: output_size must either be a single Int or tuple of Ints")
    where = f"{name}()" if n == 2 else f"{name}_out()"
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"{where}: Expected {_RANKS[n]} tensor, but got: {list(x.shape)}")
    for d in range(1 if x.ndim == n + 2 else 0, x.ndim):
        if x.shape[d] == 0:
            raise RuntimeError(
                f"{where}: Expected input to have non-zero size for non-batch dimensions, but got{list(x.shape)} with dimension {d} being empty."
            )
    for d, word in ((0, "height"), (1, "width")) if n == 2 else ((0, "time"), (2, "width"), (1, "height")):
        room = x.shape[x.ndim - n + d]
        if size[d] + kernel[d] - (1 if n == 2 else 0) > room:  # in three dimensions PyTorch wants one more
            raise RuntimeError(f"{where}: pool {word} {kernel[d]} too large relative to input {word} {room}")
    if samples.dtype is not x.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    if samples.shape[0] < (x.shape[0] if x.ndim == n + 2 else 1):
        raise RuntimeError("Expect _random_samples.size(0) no less then input batch size.")
    if samples.shape[1] != x.shape[-n - 1]:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size.")
    if samples.shape[2] != n:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {n}; got {samples.shape[2]}.")
    if x.dtype.is_complex:
        raise NotImplementedError(f"\"{name}_out_frame\" not implemented for '{x.dtype.scalar_name}'")
    refuse_gradient(name, "random_samples", samples)
    planes = x.shape[0] if x.ndim == n + 2 else 1
    made = getattr(ops, name)(x, kernel, size, samples[:planes] if samples.shape[0] > planes else samples)
    return tuple(made) if return_indices else made[0]


def fractional_max_pool2d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
    """Maxima of windows with pseudo-random spacing."""
    return _fractional(input, 2, kernel_size, output_size, output_ratio, return_indices, _random_samples)


def fractional_max_pool3d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
    """Maxima of windows with pseudo-random spacing."""
    return _fractional(input, 3, kernel_size, output_size, output_ratio, return_indices, _random_samples)
