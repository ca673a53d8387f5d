"""Convolutions and sliding blocks as users call them: arguments checked with PyTorch's texts, then the fused operator."""
from pyautograd._warnings import warn_once

from ..._autograd_texts import C_NAMES
from ..core import ops
from ..util import refuse_dtype, tensor_type_name

_LAYOUT = {1: "2D (unbatched) or 3D (batched)", 2: "3D (unbatched) or 4D (batched)", 3: "4D (unbatched) or 5D (batched)"}


def per_dimension(values, n, name):
    """One number per dimension from one number, or from as many as there are dimensions."""
    values = [values] if isinstance(values, int) else list(values)
    if len(values) == 1:
        return values * n
    if len(values) != n:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {n} values to match the convolution dimensions, but got {name}={values}"
        )
    return values


def _by(sizes):
    return f"({' x '.join(map(str, sizes))})"


def _check(input, weight, bias, stride, padding, dilation, groups, transposed, output_padding):
    """Raise RuntimeError with PyTorch's text for arguments that do not fit each other."""
    shape, size = tuple(weight.shape), list(input.shape)
    if any([p < 0 for p in padding]):
        raise RuntimeError("negative padding is not supported")
    if any([p < 0 for p in output_padding]):
        raise RuntimeError("negative output_padding is not supported")
    if any([s <= 0 for s in stride]):
        raise RuntimeError("non-positive stride is not supported")
    if any([d < 0 for d in dilation]):
        raise RuntimeError("dilation should be greater than zero")
    if len(shape) != len(size):
        raise RuntimeError(
            f"Expected {len(shape)}-dimensional input for {len(shape)}-dimensional weight {list(shape)}, but got {len(size)}-dimensional input of size "
            f"{size} instead"
        )
    if shape[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {list(shape)} instead"
        )
    if shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size [{list(shape)}] instead"
        )
    channels = shape[0] if transposed else shape[1] * groups
    if size[1] != channels:
        given = "transposed=1" if transposed else f"groups={groups}"
        raise RuntimeError(
            f"Given {given}, weight of size {list(shape)}, expected input{size} to have {channels} channels, but got {size[1]} channels instead"
        )
    outputs = shape[1] * groups if transposed else shape[0]
    if bias is not None and (bias.ndim != 1 or bias.shape[0] != outputs):
        given = f"transposed=1, weight of size {list(shape)}" if transposed else f"weight of size {list(shape)}"
        raise RuntimeError(
            f"Given {given}, expected bias to be 1-dimensional with {outputs} elements, but got bias of size {list(bias.shape)} instead"
        )
    if not transposed:
        padded = [n + 2 * p for n, p in zip(size[2:], padding)]
        kernel = [d * (k - 1) + 1 for d, k in zip(dilation, shape[2:])]
        if any([n < k for n, k in zip(padded, kernel)]):
            raise RuntimeError(
                f"Calculated padded input size per channel: {_by(padded)}. Kernel size: {_by(kernel)}. Kernel size can't be greater than actual "
                "input size"
            )
    # PyTorch leaves float32 and bfloat16 to a library, whose rules are worded by itself.
    by_library = input.dtype.name in ("float32", "bfloat16")
    spatial = len(stride)
    if transposed:
        _check_output_padding(stride, dilation, output_padding)
    if 0 in size[2:] and size[0] and size[1]:
        shown = [*size[:2], 1, *size[2:]] if spatial == 1 else size
        raise RuntimeError(f"Only zero batch or zero channel inputs are supported, but got input shape: {shown}")
    if transposed and not by_library:
        refuse_dtype(f"slow_conv_transpose{max(spatial, 2)}d_out_cpu", input.dtype, "bs")
    # Single small images of float32 are not left to it.
    large = size[0] > 1 or groups > 1 or spatial > 1 and min(shape[-2:]) > 3 or input.numel() > 20480
    library = by_library and (large or input.dtype.name == "bfloat16")
    if weight.dtype is not input.dtype:
        if not library and not input.dtype.is_complex:
            raise RuntimeError(f"expected scalar type {input.dtype.scalar_name} but found {weight.dtype.scalar_name}")
        names = [tensor_type_name(t.dtype.scalar_name) for t in (input, weight)]
        end = " or input should be a MKLDNN tensor and weight is a dense tensor" if library else ""
        raise RuntimeError(f"Input type ({names[0]}) and weight type ({names[1]}) should be the same{end}")
    if bias is not None and bias.dtype is not input.dtype and (library or input.dtype.is_complex or spatial == 3):
        if not library and not input.dtype.is_complex:
            raise RuntimeError(f"expected scalar type {input.dtype.scalar_name} but found {bias.dtype.scalar_name}")
        names = [tensor_type_name(t.dtype.scalar_name) for t in (input, bias)]
        end = " or input should be a MKLDNN tensor and bias is a dense tensor" if library else ""
        raise RuntimeError(f"Input type ({names[0]}) and bias type ({names[1]}) should be the same{end}")
    if 0 in dilation:
        _refuse_zero_dilation(dilation, transposed, by_library)
    if 0 in shape[2:]:
        _refuse_empty_kernel(shape[2:], transposed, by_library)
    if transposed:
        _check_transposed_size(input, weight, stride, padding, dilation, output_padding, by_library)
    if transposed:
        refuse_dtype(f"slow_conv_transpose{max(spatial, 2)}d_out_cpu", input.dtype, "bs")
    elif any([d > 1 for d in dilation]):
        refuse_dtype("slow_conv_dilated<>", input.dtype, "bs")
    elif spatial < 3:
        refuse_dtype("slow_conv2d_cpu", input.dtype, "b")
    else:
        plain = groups == 1 and all([k == 1 for k in shape[2:]]) and all([s == 1 for s in stride]) and not any(padding)
        refuse_dtype("slow_conv3d_cpu" if plain else "compute_columns3d", input.dtype, "b")


_NO_PRIMITIVE = (
    "could not create a primitive descriptor for the {}convolution forward propagation primitive. Run workload with environment variable "
    "ONEDNN_VERBOSE=all to get additional diagnostic information."
)


def _refuse_zero_dilation(dilation, transposed, by_library):
    if by_library:
        if not transposed:
            raise RuntimeError("non-positive dilation is not supported")
        raise RuntimeError("dimensions are invalid" if len(dilation) == 3 else _NO_PRIMITIVE.format("de"))
    shown = [1, *dilation] if len(dilation) == 1 else list(dilation)
    if transposed:
        shown = ", ".join([f"dilation_{name}: {d}" for name, d in zip(("depth", "height", "width")[-len(shown) :], shown)])
    raise RuntimeError(f"dilation should be greater than zero, but got {shown}")


def _refuse_empty_kernel(kernel, transposed, by_library):
    if by_library:
        raise RuntimeError(_NO_PRIMITIVE.format("de" if transposed else ""))
    if len(kernel) == 3:
        raise RuntimeError(f"kernel size should be greater than zero, but got: {' x '.join(map(str, kernel))} (TxHxW)")
    height, width = (1, *kernel) if len(kernel) == 1 else kernel
    raise RuntimeError(f"kernel size should be greater than zero, but got kernel_height: {height} kernel_width: {width}")


def _check_output_padding(stride, dilation, output_padding):
    if any([o >= s and o >= d for o, s, d in zip(output_padding, stride, dilation)]):
        names = [("height", "width"), ("depth", "height", "width")][len(stride) == 3]
        if len(stride) == 1:
            names, output_padding, stride, dilation = ("height", "width"), [0, *output_padding], [1, *stride], [1, *dilation]
        text = " ".join(
            [
                f"{what}_{name}: {v}"
                for what, vs in (("output_padding", output_padding), ("stride", stride), ("dilation", dilation))
                for name, v in zip(names, vs)
            ]
        )
        raise RuntimeError(f"output padding must be smaller than either stride or dilation, but got {text}")


def _check_transposed_size(input, weight, stride, padding, dilation, output_padding, by_library):
    sizes = [
        (m - 1) * s - 2 * p + d * (k - 1) + o + 1
        for m, s, p, d, k, o in zip(input.shape[2:], stride, padding, dilation, weight.shape[2:], output_padding)
    ]
    if any([n < 1 for n in sizes]):
        if by_library:
            raise RuntimeError("could not construct a memory descriptor using a format tag")
        lead = [1] if len(sizes) == 1 else []
        given, made = _by(lead + list(input.shape[2:])), _by(lead + sizes)
        raise RuntimeError(f"Given input size per channel: {given}. Calculated output size per channel: {made}. Output size is too small")


def _repeated(values, n):
    return [values] * n if isinstance(values, int) else values


def _run(name, n, input, weight, bias, stride, padding, dilation, groups, transposed=False, output_padding=0):
    if bias is not None and bias.dtype is not input.dtype and not transposed:
        raise RuntimeError(f"Input type ({C_NAMES[input.dtype.name]}) and bias type ({C_NAMES[bias.dtype.name]}) should be the same")
    if input.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"Expected {_LAYOUT[n]} input to {name}, but got input of size: {list(input.shape)}")
    if isinstance(padding, str) and padding not in ("same", "valid"):
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if weight.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    batched = input.ndim == n + 2
    if not batched:
        input = ops.unsqueeze(input, 0)
    if padding == "same" and weight.ndim != n + 2:
        raise RuntimeError(
            f"Expected {weight.ndim}-dimensional input for {weight.ndim}-dimensional weight{list(weight.shape)}, but got {n + 2}-dimensional input of "
            f"size {list(input.shape)} instead"
        )
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    spatial = weight.ndim - 2
    stride = per_dimension(_repeated(stride, n), spatial, "stride")
    if not isinstance(padding, str):
        padding = per_dimension(_repeated(padding, n), spatial, "padding")
    dilation = per_dimension(_repeated(dilation, n), spatial, "dilation")
    output_padding = per_dimension(_repeated(output_padding, n), spatial, "output_padding")
    if isinstance(padding, str):
        input, padding = _padded(input, weight, padding, stride, dilation)
    _check(input, weight, bias, stride, padding, dilation, groups, transposed, output_padding)
    if not input.shape[1] and not transposed:  # PyTorch's result has no channels either
        sizes = [(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, p, d, k, s in zip(input.shape[2:], padding, dilation, weight.shape[2:], stride)]
        made = ops.reshape(ops.mul(ops.reshape(input, (0,)), ops.reshape(weight, (0,))), [input.shape[0], 0, *sizes])
        return made if batched else ops.squeeze(made, 0)
    if bias is not None and bias.dtype is not input.dtype:  # PyTorch adds this one in place
        made = ops.convolution(input, weight, None, stride, padding, dilation, transposed, output_padding, groups)
        ops.add_(made, ops.reshape(bias, [-1] + [1] * spatial))
        return made if batched else ops.squeeze(made, 0)
    made = ops.convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
    return made if batched else ops.squeeze(made, 0)


def _padded(input, weight, padding, stride, dilation):
    """``"valid"`` and ``"same"`` as numbers; where the two sides differ the input is padded here, on the right."""
    if padding == "valid":
        return input, [0] * len(stride)
    if any([s != 1 for s in stride]):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:])]
    if any([t % 2 for t in totals]):
        warn_once(
            "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be created", stacklevel=4
        )
        ends = []
        for t in reversed(totals):
            ends += [0, t % 2]
        input = ops.constant_pad_nd(input, ends)
    return input, [t // 2 for t in totals]


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """A convolution over (N, C, L) or (C, L)."""
    return _run("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """A convolution over (N, C, H, W) or (C, H, W)."""
    return _run("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """A convolution over (N, C, D, H, W) or (C, D, H, W)."""
    return _run("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """The transpose of `conv1d`; weight (C_in, C_out / groups, K)."""
    return _run("conv_transpose1d", 1, input, weight, bias, stride, padding, dilation, groups, True, output_padding)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """The transpose of `conv2d`."""
    return _run("conv_transpose2d", 2, input, weight, bias, stride, padding, dilation, groups, True, output_padding)


def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """The transpose of `conv3d`."""
    return _run("conv_transpose3d", 3, input, weight, bias, stride, padding, dilation, groups, True, output_padding)


def conv_tbc(self, weight, bias, pad=0):
    """A convolution over (time, batch, channels) with weight (K, C_in, C_out)."""
    if self.ndim != 3:
        raise RuntimeError("Input must have 3 dims: time, batch, in_channel")
    if weight.ndim != 3:
        raise RuntimeError("Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.")
    if bias.ndim != 1:
        raise RuntimeError("Bias must be 1-D")
    if self.shape[2] != weight.shape[1]:
        raise RuntimeError("Input dim 2 (input channels) is not == dim 1 in the weight tensor")
    if weight.shape[2] != bias.shape[0]:
        raise RuntimeError("Bias size must equal dim 2 in the weight tensor (output channels).")
    made = conv1d(ops.permute(self, (1, 2, 0)), ops.permute(weight, (2, 1, 0)), bias, 1, pad)
    return ops.permute(made, (2, 0, 1)).contiguous()


def _pair(values, name):
    if isinstance(values, int):
        return [values, values]
    values = list(values)
    if len(values) != 2:
        raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(values)}")
    return values


def _blocks(size, kernel, dilation, padding, stride):
    return [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, p, d, k, s in zip(size, padding, dilation, kernel, stride)]


def _check_windows(kernel, dilation, padding, stride):
    for what, values in (("kernel", kernel), ("dilation", dilation), ("stride", stride)):
        if any([v <= 0 for v in values]):
            shown = "kernel size" if what == "kernel" else what
            raise RuntimeError(f"{shown} should be greater than zero, but got {what}_height: {values[0]} {what}_width: {values[1]}")
    if any([p < 0 for p in padding]):
        raise RuntimeError(f"padding should be non-negative, but got pad_height: {padding[0]} pad_width: {padding[1]}")


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """Sliding blocks of (N, C, H, W) as columns: (N, C * kernel, blocks)."""
    kernel, dilation = _pair(kernel_size, "kernel_size"), _pair(dilation, "dilation")
    padding, stride = _pair(padding, "padding"), _pair(stride, "stride")
    _check_windows(kernel, dilation, padding, stride)
    shape = input.shape
    if input.ndim < 3:
        at = max(input.ndim, 1)
        range_ = f"Dimension out of range (expected to be in range of [{-at}, {at - 1}], but got {at})"
        raise IndexError(range_ if input.ndim else "Dimension specified as 1 but tensor has no dimensions")
    if input.ndim > 4 or 0 in shape[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: "
            f"{list(shape)}"
        )
    refuse_dtype("im2col_out_cpu", input.dtype, "sl")
    blocks = _blocks(shape[-2:], kernel, dilation, padding, stride)
    if min(blocks) < 1:
        raise RuntimeError(
            f"Given input with spatial size {tuple(shape[-2:])}, kernel_size={tuple(kernel)}, dilation={tuple(dilation)}, padding={tuple(padding)}, "
            f"calculated shape of the array of sliding blocks as {tuple(blocks)}, but its components must be at least one."
        )
    if input.ndim == 4:
        return ops.im2col(input, kernel, dilation, padding, stride)
    return ops.squeeze(ops.im2col(ops.unsqueeze(input, 0), kernel, dilation, padding, stride), 0)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """The sum of sliding blocks, (N, C * kernel, blocks), at their places in (N, C, *output_size)."""
    size, kernel = _pair(output_size, "output_size"), _pair(kernel_size, "kernel_size")
    dilation, padding, stride = _pair(dilation, "dilation"), _pair(padding, "padding"), _pair(stride, "stride")
    _check_windows(kernel, dilation, padding, stride)
    shape = input.shape
    if input.ndim not in (2, 3) or 0 in shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: "
            f"{list(shape)}"
        )
    if shape[-2] % (kernel[0] * kernel[1]):
        raise RuntimeError(
            f"Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)={shape[-2]} and "
            f"kernel_size={tuple(kernel)}."
        )
    blocks = _blocks(size, kernel, dilation, padding, stride)
    given = (
        f"Given output_size={tuple(size)}, kernel_size={tuple(kernel)}, dilation={tuple(dilation)}, padding={tuple(padding)}, stride={tuple(stride)}"
    )
    if shape[-1] != blocks[0] * blocks[1]:
        raise RuntimeError(
            f"{given}, expected size of input's dimension 2 to match the calculated number of sliding blocks {blocks[0]} * {blocks[1]} = "
            f"{blocks[0] * blocks[1]}, but got input.size(2)={shape[-1]}."
        )
    if min(blocks) < 1:
        raise RuntimeError(f"{given}, calculated shape of the array of sliding blocks as {tuple(blocks)}, which is too small (non-positive)")
    refuse_dtype("col2im_out_cpu", input.dtype, "sl")
    if input.ndim == 3:
        return ops.col2im(input, size, kernel, dilation, padding, stride)
    return ops.squeeze(ops.col2im(ops.unsqueeze(input, 0), size, kernel, dilation, padding, stride), 0)
