"""Max pooling over windows at random places. `pooling` shows the modules."""
from .. import functional as F
from .module import Module
from .utils import _pair, _triple


class _FractionalMaxPoolNd(Module):
    __constants__ = ["kernel_size", "return_indices", "output_size", "output_ratio"]

    def _set_sizes(self, as_tuple, kernel_size, output_size, output_ratio, return_indices, samples):
        self.kernel_size = as_tuple(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", samples)
        self.output_size = as_tuple(output_size) if output_size is not None else None
        self.output_ratio = as_tuple(output_ratio) if output_ratio is not None else None
        if output_size is None and output_ratio is None:
            raise ValueError(f"{type(self).__name__} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all([0 < ratio < 1 for ratio in self.output_ratio]):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")


class FractionalMaxPool2d(_FractionalMaxPoolNd):
    """The maxima over windows of ``(N, C, H, W)`` or ``(C, H, W)`` whose places are drawn at random, for a size or a ratio of the output."""

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        self._set_sizes(_pair, kernel_size, output_size, output_ratio, return_indices, _random_samples)

    def forward(self, input):
        """`functional.fractional_max_pool2d`."""
        sizes = (self.kernel_size, self.output_size, self.output_ratio, self.return_indices)
        return F.fractional_max_pool2d(input, *sizes, _random_samples=self._random_samples)


class FractionalMaxPool3d(_FractionalMaxPoolNd):
    """`FractionalMaxPool2d` for ``(N, C, D, H, W)`` or ``(C, D, H, W)``."""

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        sizes = [kernel_size] if isinstance(kernel_size, int) else kernel_size if isinstance(kernel_size, (tuple, list)) else []
        if any([k <= 0 for k in sizes]):
            raise ValueError(f"kernel_size must be greater than 0, but got {kernel_size}")
        self._set_sizes(_triple, kernel_size, output_size, output_ratio, return_indices, _random_samples)

    def forward(self, input):
        """`functional.fractional_max_pool3d`."""
        sizes = (self.kernel_size, self.output_size, self.output_ratio, self.return_indices)
        return F.fractional_max_pool3d(input, *sizes, _random_samples=self._random_samples)


for _shown in (FractionalMaxPool2d, FractionalMaxPool3d):
    _shown.__module__ = __name__.replace("_fractional_pooling", "pooling")
