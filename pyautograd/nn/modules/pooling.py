"""Pooling. Sizes are ints, or tuples with an element per dimension; fractional pooling stands in `_fractional_pooling`."""
from .. import functional as F
from ._fractional_pooling import FractionalMaxPool2d, FractionalMaxPool3d
from .module import Module
from .utils import _pair, _single, _triple


class _MaxPoolNd(Module):
    __constants__ = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"]

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if (stride is not None) else kernel_size
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def _apply_pooling(self, function, input):
        sizes = (self.kernel_size, self.stride, self.padding, self.dilation)
        return function(input, *sizes, ceil_mode=self.ceil_mode, return_indices=self.return_indices)

    def extra_repr(self):
        """The options."""
        sizes = f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"
        return f"{sizes}, dilation={self.dilation}, ceil_mode={self.ceil_mode}"


class MaxPool1d(_MaxPoolNd):
    """The maxima over windows of ``(N, C, L)`` or ``(C, L)``; with `return_indices` also where they were."""

    def forward(self, input):
        """`functional.max_pool1d`."""
        return self._apply_pooling(F.max_pool1d, input)


class MaxPool2d(_MaxPoolNd):
    """`MaxPool1d` for ``(N, C, H, W)`` or ``(C, H, W)``."""

    def forward(self, input):
        """`functional.max_pool2d`."""
        return self._apply_pooling(F.max_pool2d, input)


class MaxPool3d(_MaxPoolNd):
    """`MaxPool1d` for ``(N, C, D, H, W)`` or ``(C, D, H, W)``."""

    def forward(self, input):
        """`functional.max_pool3d`."""
        return self._apply_pooling(F.max_pool3d, input)


class _MaxUnpoolNd(Module):
    def _set_sizes(self, as_tuple, kernel_size, stride, padding):
        self.kernel_size = as_tuple(kernel_size)
        self.stride = as_tuple(stride if (stride is not None) else kernel_size)
        self.padding = as_tuple(padding)

    def extra_repr(self):
        """The sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpoolNd):
    """Puts maxima back where `MaxPool1d` found them, among zeros."""

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self._set_sizes(_single, kernel_size, stride, padding)

    def forward(self, input, indices, output_size=None):
        """`functional.max_unpool1d`; `output_size` chooses among the sizes that pool to the same."""
        return F.max_unpool1d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool2d(_MaxUnpoolNd):
    """Puts maxima back where `MaxPool2d` found them, among zeros."""

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self._set_sizes(_pair, kernel_size, stride, padding)

    def forward(self, input, indices, output_size=None):
        """`functional.max_unpool2d`; `output_size` chooses among the sizes that pool to the same."""
        return F.max_unpool2d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool3d(_MaxUnpoolNd):
    """Puts maxima back where `MaxPool3d` found them, among zeros."""

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self._set_sizes(_triple, kernel_size, stride, padding)

    def forward(self, input, indices, output_size=None):
        """`functional.max_unpool3d`; `output_size` chooses among the sizes that pool to the same."""
        return F.max_unpool3d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class _AvgPoolNd(Module):
    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"]

    def extra_repr(self):
        """The sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPoolNd):
    """The means over windows of ``(N, C, L)`` or ``(C, L)``."""

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__()
        self.kernel_size = _single(kernel_size)
        self.stride = _single(stride if stride is not None else kernel_size)
        self.padding = _single(padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input):
        """`functional.avg_pool1d`."""
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)


class AvgPool2d(_AvgPoolNd):
    """The means over windows of ``(N, C, H, W)`` or ``(C, H, W)``; `divisor_override` divides the sums by something else."""

    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"]

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if (stride is not None) else kernel_size
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        """`functional.avg_pool2d`."""
        sizes = (self.kernel_size, self.stride, self.padding)
        return F.avg_pool2d(input, *sizes, self.ceil_mode, self.count_include_pad, self.divisor_override)


class AvgPool3d(_AvgPoolNd):
    """`AvgPool2d` for ``(N, C, D, H, W)`` or ``(C, D, H, W)``."""

    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"]

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if (stride is not None) else kernel_size
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        """`functional.avg_pool3d`."""
        sizes = (self.kernel_size, self.stride, self.padding)
        return F.avg_pool3d(input, *sizes, self.ceil_mode, self.count_include_pad, self.divisor_override)

    def __setstate__(self, d):
        super().__setstate__(d)
        self.__dict__.setdefault("padding", 0)
        self.__dict__.setdefault("ceil_mode", False)
        self.__dict__.setdefault("count_include_pad", True)


class _LPPoolNd(Module):
    __constants__ = ["norm_type", "kernel_size", "stride", "ceil_mode"]

    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def extra_repr(self):
        """The options."""
        return f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, ceil_mode={self.ceil_mode}"


class LPPool1d(_LPPoolNd):
    """``sum(x ** p) ** (1 / p)`` over windows of ``(N, C, L)`` or ``(C, L)``."""

    def forward(self, input):
        """`functional.lp_pool1d`."""
        return F.lp_pool1d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_LPPoolNd):
    """`LPPool1d` for ``(N, C, H, W)`` or ``(C, H, W)``."""

    def forward(self, input):
        """`functional.lp_pool2d`."""
        return F.lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool3d(_LPPoolNd):
    """`LPPool1d` for ``(N, C, D, H, W)`` or ``(C, D, H, W)``."""

    def forward(self, input):
        """`functional.lp_pool3d`."""
        return F.lp_pool3d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class _AdaptiveMaxPoolNd(Module):
    __constants__ = ["output_size", "return_indices"]

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def extra_repr(self):
        """The size of the output."""
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The maxima over as many windows as the output has elements."""

    def forward(self, input):
        """`functional.adaptive_max_pool1d`."""
        return F.adaptive_max_pool1d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """`AdaptiveMaxPool1d` for two dimensions; None keeps one as it is."""

    def forward(self, input):
        """`functional.adaptive_max_pool2d`."""
        return F.adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """`AdaptiveMaxPool1d` for three dimensions; None keeps one as it is."""

    def forward(self, input):
        """`functional.adaptive_max_pool3d`."""
        return F.adaptive_max_pool3d(input, self.output_size, self.return_indices)


class _AdaptiveAvgPoolNd(Module):
    __constants__ = ["output_size"]

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def extra_repr(self):
        """The size of the output."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """The means over as many windows as the output has elements."""

    def forward(self, input):
        """`functional.adaptive_avg_pool1d`."""
        return F.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """`AdaptiveAvgPool1d` for two dimensions; None keeps one as it is."""

    def forward(self, input):
        """`functional.adaptive_avg_pool2d`."""
        return F.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """`AdaptiveAvgPool1d` for three dimensions; None keeps one as it is."""

    def forward(self, input):
        """`functional.adaptive_avg_pool3d`."""
        return F.adaptive_avg_pool3d(input, self.output_size)


__all__ = [
    "MaxPool1d", "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "FractionalMaxPool2d",
    "FractionalMaxPool3d", "LPPool1d", "LPPool2d", "LPPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
]  # fmt: skip
