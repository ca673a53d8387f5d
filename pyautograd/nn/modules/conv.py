"""Convolutions and transposed convolutions. The lazy ones stand in `_lazy_conv`."""
import math
import warnings

from ... import contiguous_format, empty, empty_like
from ..._tensor_attributes import core_no_grad
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module
from .utils import _pair, _reverse_repeat_tuple, _single, _triple


class _ConvNd(Module):
    __constants__ = [
        "stride", "padding", "dilation", "groups", "padding_mode", "output_padding", "in_channels", "out_channels", "kernel_size",
    ]  # fmt: skip

    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode,
                 device=None, dtype=None):  # fmt: skip
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str):
            words = {"same", "valid"}
            if padding not in words:
                raise ValueError(f"Invalid padding string {padding!r}, should be one of {words}")
            if padding == "same" and any([s != 1 for s in stride]):
                raise ValueError("padding='same' is not supported for strided convolutions")
        modes = {"zeros", "reflect", "replicate", "circular"}
        if padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {modes}, but got padding_mode='{padding_mode}'")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.transposed = transposed
        self.output_padding = output_padding
        self.groups = groups
        self.padding_mode = padding_mode
        # In the order of `F.pad`: the last dimension first, before and after.
        if padding == "valid":
            self._reversed_padding_repeated_twice = [0, 0] * len(kernel_size)
        elif padding == "same":
            totals = [d * (k - 1) for d, k in zip(dilation, kernel_size)]
            self._reversed_padding_repeated_twice = [n for total in reversed(totals) for n in (total // 2, total - total // 2)]
        else:
            self._reversed_padding_repeated_twice = _reverse_repeat_tuple(self.padding, 2)
        channels = (in_channels, out_channels // groups) if transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(empty((*channels, *kernel_size), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draw new initial values, uniform within ``1 / sqrt(fan_in)`` of zero."""
        with core_no_grad():
            if self.weight.is_contiguous():
                init.kaiming_uniform_(self.weight, a=math.sqrt(5))
            else:  # the same numbers at the same places, whatever the order in memory
                self.weight.copy_(init.kaiming_uniform_(empty_like(self.weight, memory_format=contiguous_format), a=math.sqrt(5)))
            if self.bias is not None:
                fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
                bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self):
        """The options that are not the default."""
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        zero = (0,) * len(self.padding)
        for name, default in (("padding", zero), ("dilation", (1,) * len(self.dilation)), ("output_padding", (0,) * len(self.output_padding)),
                              ("groups", 1)):  # fmt: skip
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text

    def __setstate__(self, state):
        super().__setstate__(state)
        if not hasattr(self, "padding_mode"):
            self.padding_mode = "zeros"

    def _padded(self, input):
        """The input and the padding that is left to the convolution: none where it is not of zeros."""
        if self.padding_mode == "zeros":
            return input, self.padding
        return F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode), (0,) * len(self.kernel_size)


class Conv1d(_ConvNd):
    """A convolution (cross-correlation) of ``(N, C, L)`` or ``(C, L)``.

    Parameters
    ----------
    in_channels, out_channels, kernel_size : int
        ``weight`` has the shape ``(out_channels, in_channels // groups, kernel_size)``.
    stride, dilation, groups : int
    padding : int or str
        ``"same"`` keeps the length, ``"valid"`` pads nothing.
    padding_mode : str
        ``"zeros"``, ``"reflect"``, ``"replicate"`` or ``"circular"``.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None,
                 dtype=None):  # fmt: skip
        padding = padding if isinstance(padding, str) else _single(padding)
        sizes = (_single(kernel_size), _single(stride), padding, _single(dilation))
        super().__init__(in_channels, out_channels, *sizes, False, _single(0), groups, bias, padding_mode, device, dtype)

    def _conv_forward(self, input, weight, bias):
        input, padding = self._padded(input)
        return F.conv1d(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input):
        """`functional.conv1d` with the module's parameters."""
        return self._conv_forward(input, self.weight, self.bias)


class Conv2d(_ConvNd):
    """`Conv1d` for ``(N, C, H, W)`` or ``(C, H, W)``; sizes are ints or pairs."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None,
                 dtype=None):  # fmt: skip
        padding = padding if isinstance(padding, str) else _pair(padding)
        sizes = (_pair(kernel_size), _pair(stride), padding, _pair(dilation))
        super().__init__(in_channels, out_channels, *sizes, False, _pair(0), groups, bias, padding_mode, device, dtype)

    def _conv_forward(self, input, weight, bias):
        input, padding = self._padded(input)
        return F.conv2d(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input):
        """`functional.conv2d` with the module's parameters."""
        return self._conv_forward(input, self.weight, self.bias)


class Conv3d(_ConvNd):
    """`Conv1d` for ``(N, C, D, H, W)`` or ``(C, D, H, W)``; sizes are ints or triples."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None,
                 dtype=None):  # fmt: skip
        padding = padding if isinstance(padding, str) else _triple(padding)
        sizes = (_triple(kernel_size), _triple(stride), padding, _triple(dilation))
        super().__init__(in_channels, out_channels, *sizes, False, _triple(0), groups, bias, padding_mode, device, dtype)

    def _conv_forward(self, input, weight, bias):
        input, padding = self._padded(input)
        return F.conv3d(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input):
        """`functional.conv3d` with the module's parameters."""
        return self._conv_forward(input, self.weight, self.bias)


class _ConvTransposeNd(_ConvNd):
    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode,
                 device=None, dtype=None):  # fmt: skip
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {self.__class__.__name__}')
        sizes = (kernel_size, stride, padding, dilation, transposed, output_padding)
        super().__init__(in_channels, out_channels, *sizes, groups, bias, padding_mode, device, dtype)

    def _output_padding(self, input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None):
        """The output padding that gives `output_size`, out of the sizes that are possible."""
        if output_size is None:
            return _single(self.output_padding)
        count = num_spatial_dims
        before = 2 if input.dim() == count + 2 else 1
        if len(output_size) == before + count:
            output_size = output_size[before:]
        if len(output_size) != count:
            raise ValueError(
                f"ConvTranspose{count}D: for {input.dim()}D input, output_size must have {count} or {before + count} elements (got {len(output_size)})"
            )
        dilation = dilation if dilation is not None else (1,) * count
        smallest = [
            (input.size(before + d) - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1 for d in range(count)
        ]
        largest = [n + step - 1 for n, step in zip(smallest, stride)]
        for size, low, high in zip(output_size, smallest, largest):
            if not low <= size <= high:
                raise ValueError(
                    f"requested an output size of {output_size}, but valid sizes range from {smallest} to {largest} (for an input of "
                    f"{input.size()[2:]})"
                )
        return [size - low for size, low in zip(output_size, smallest)]

    def _transposed(self, function, input, output_size):
        count = len(self.kernel_size)
        if self.padding_mode != "zeros":
            raise ValueError(f"Only `zeros` padding mode is supported for ConvTranspose{count}d")
        if not isinstance(self.padding, tuple):
            raise AssertionError("self.padding must be a tuple")
        output_padding = self._output_padding(input, output_size, self.stride, self.padding, self.kernel_size, count, self.dilation)
        return function(input, self.weight, self.bias, self.stride, self.padding, output_padding, self.groups, self.dilation)


class ConvTranspose1d(_ConvTransposeNd):
    """The transpose of `Conv1d` as a linear map; `output_padding`, or ``forward(input, output_size)``, chooses among the sizes that are possible.

    ``weight`` has the shape ``(in_channels, out_channels // groups, kernel_size)``.
    """

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
                 padding_mode="zeros", device=None, dtype=None):  # fmt: skip
        sizes = (_single(kernel_size), _single(stride), _single(padding), _single(dilation))
        super().__init__(in_channels, out_channels, *sizes, True, _single(output_padding), groups, bias, padding_mode, device, dtype)

    def forward(self, input, output_size=None):
        """`functional.conv_transpose1d` with the module's parameters."""
        return self._transposed(F.conv_transpose1d, input, output_size)


class ConvTranspose2d(_ConvTransposeNd):
    """The transpose of `Conv2d` as a linear map."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
                 padding_mode="zeros", device=None, dtype=None):  # fmt: skip
        sizes = (_pair(kernel_size), _pair(stride), _pair(padding), _pair(dilation))
        super().__init__(in_channels, out_channels, *sizes, True, _pair(output_padding), groups, bias, padding_mode, device, dtype)

    def forward(self, input, output_size=None):
        """`functional.conv_transpose2d` with the module's parameters."""
        return self._transposed(F.conv_transpose2d, input, output_size)


class ConvTranspose3d(_ConvTransposeNd):
    """The transpose of `Conv3d` as a linear map."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
                 padding_mode="zeros", device=None, dtype=None):  # fmt: skip
        sizes = (_triple(kernel_size), _triple(stride), _triple(padding), _triple(dilation))
        super().__init__(in_channels, out_channels, *sizes, True, _triple(output_padding), groups, bias, padding_mode, device, dtype)

    def forward(self, input, output_size=None):
        """`functional.conv_transpose3d` with the module's parameters."""
        return self._transposed(F.conv_transpose3d, input, output_size)


class _ConvTransposeMixin(_ConvTransposeNd):
    def __init__(self, *args, **kwargs):
        text = "`_ConvTransposeMixin` is a deprecated internal class. Please consider using public APIs."
        warnings.warn(text, FutureWarning, stacklevel=2)
        super().__init__(*args, **kwargs)


_LAZY = ("LazyConv1d", "LazyConv2d", "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d", "LazyConvTranspose3d")
__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", *_LAZY]


def __getattr__(name):
    if name in _LAZY or name == "_LazyConvXdMixin":
        from . import _lazy_conv

        return getattr(_lazy_conv, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
