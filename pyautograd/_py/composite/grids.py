"""``affine_grid`` and ``grid_sample``: arguments checked with PyTorch's texts, then operators."""
import warnings

import numpy as np

from ..._types import bfloat16
from ..core import exemplar, ops, wrap
from ..kernels.grids import check_sizes, identity_grid
from ..util import refuse_dtype

_CORNERS = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior "
    "is desired. See the documentation of grid_sample for details."
)
_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
_PADDINGS = {"zeros": 0, "border": 1, "reflection": 2}


def affine_grid(theta, size, align_corners=None):
    """The points (N, *size, dimensions) that affine maps theta, (N, 2, 3) or (N, 3, 4), take the pixels of `size` to."""
    if align_corners is None:
        warnings.warn(_CORNERS, stacklevel=4)
        align_corners = False
    if not theta.dtype.is_floating_point:
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    size = tuple(size)
    if len(size) not in (4, 5):
        raise NotImplementedError(
            f"affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size {size}."
        )
    n = len(size) - 2
    if theta.ndim != 3 or tuple(theta.shape[-2:]) != (n, n + 1):
        raise ValueError(f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size {size}. Got {theta.shape}.")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    if theta.shape[0] != size[0]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{size[0]}, {n + 1}] but got: [{theta.shape[0]}, {n + 1}]."
        )
    wide = theta.dtype is bfloat16  # which NumPy lacks
    base = wrap(identity_grid(np.float32 if wide else exemplar(theta).dtype, size[2:], align_corners))
    if wide:
        base = base.to(bfloat16)
    return ops.matmul(base, ops.transpose(theta, 1, 2)).view((size[0], *size[2:], n))


def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """The values of input (N, C, *size) at the points of grid (N, *points, dimensions), x first."""
    if mode not in _MODES:
        raise ValueError(f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'")
    if padding_mode not in _PADDINGS:
        raise ValueError(f"nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '{padding_mode}'")
    if align_corners is None:
        warnings.warn(_CORNERS, stacklevel=4)
        align_corners = False
    return ops.grid_sampler(input, grid, _MODES[mode], _PADDINGS[padding_mode], align_corners)


def grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners):
    """`grid_sample` with numbers for the modes."""
    n = input.ndim - 2
    check_sizes(tuple(input.shape), tuple(grid.shape), interpolation_mode)
    if not input.dtype.is_floating_point:
        refuse_dtype("grid_sampler3d_cpu" if n == 3 else "grid_sampler_2d_cpu_kernel_impl", input.dtype, "bslc")
    if grid.dtype is not input.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.scalar_name} but found {grid.dtype.scalar_name}")
    if n == 2:
        return ops.grid_sampler_2d(input, grid, interpolation_mode, padding_mode, align_corners)
    return ops.grid_sampler_3d(input, grid, interpolation_mode, padding_mode, align_corners)
