"""``affine_grid`` and ``grid_sample``, over operators: derivatives of any order follow."""
import itertools
import warnings

import numpy as np

from ..._types import bfloat16
from ..core import exemplar, ops, wrap
from ..kernels.grids import identity_grid
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
    shown = f"but got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(f"grid_sampler(): expected grid and input to have same batch size, {shown}")
    if grid.shape[-1] != n:
        raise RuntimeError(f"grid_sampler(): expected grid to have size {n} in last dimension, but got grid with sizes {list(grid.shape)}")
    if input.ndim not in (4, 5) or grid.ndim != input.ndim:
        raise RuntimeError(f"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, {shown}")
    if interpolation_mode == 2 and n == 3:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    for at in range(2, input.ndim):
        if input.shape[at] <= 0:
            raise RuntimeError(
                f"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {list(input.shape)} with dimension {at} "
                "being empty"
            )
    if not input.dtype.is_floating_point:
        refuse_dtype("grid_sampler3d_cpu" if n == 3 else "grid_sampler_2d_cpu_kernel_impl", input.dtype, "bslc")
    if grid.dtype is not input.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.scalar_name} but found {grid.dtype.scalar_name}")
    size = tuple(input.shape[2:])
    places = []  # positions in pixels per dimension of the input, each (N, *points)
    for i in range(n):
        place = _pixels(ops.select(grid, -1, n - 1 - i), size[i], align_corners)
        places.append(place if interpolation_mode == 2 else _inside(place, size[i], padding_mode, align_corners))
    taps = [_taps(place, size[i], interpolation_mode, padding_mode, align_corners) for i, place in enumerate(places)]
    flat = ops.reshape(input, (input.shape[0], input.shape[1], -1))
    made = None
    for chosen in itertools.product(*taps):
        index, weight = None, None
        for i, (position, part) in enumerate(chosen):
            index = position if index is None else index * size[i] + position
            weight = part if weight is None else weight * part
        points = ops.reshape(index, (input.shape[0], 1, -1)).expand((input.shape[0], input.shape[1], -1))
        value = ops.gather(flat, 2, points).reshape((input.shape[0], input.shape[1], *grid.shape[1:-1])) * ops.unsqueeze(weight, 1)
        made = value if made is None else made + value
    return made


def _pixels(coordinate, size, align_corners):
    return (coordinate + 1) / 2 * (size - 1) if align_corners else ((coordinate + 1) * size - 1) / 2


def _inside(place, size, padding_mode, align_corners):
    """Positions brought into the dimension as `padding_mode` says."""
    if padding_mode == 2:
        place = _reflected(place, -0.0 if align_corners else -0.5, size - 1.0 if align_corners else float(size))
    return ops.clamp(place, 0, size - 1) if padding_mode else place


def _reflected(place, low, span):
    if span <= 0:
        return ops.zeros_like(place)
    distance = ops.abs(place - low)
    turns = ops.floor(distance.detach() / span)
    rest = distance - turns * span
    return ops.where(ops.eq(ops.remainder(turns, 2), 0), rest + low, span - rest + low)


def _taps(place, size, mode, padding_mode, align_corners):
    """(integer positions, weights) of the neighbours along one dimension; a neighbour outside has the weight zero."""
    if mode == 1:
        near = ops.round(place.detach())
        return [_tap(near, ops.ones_like(place), size)]
    low = ops.floor(place.detach())
    part = place - low
    if mode == 0:
        return [_tap(low, 1 - part, size), _tap(low + 1, part, size)]
    found = []
    for offset, weight in zip((-1, 0, 1, 2), _cubic(part)):
        at = low + offset
        found.append(_tap(_inside(at, size, padding_mode, align_corners) if padding_mode else at, weight, size))
    return found


def _cubic(t):
    """Keys' weights with a = -0.75 of four neighbours at distances 1 + t, t, 1 - t and 2 - t."""
    a = -0.75
    far = lambda d: ((a * d - 5 * a) * d + 8 * a) * d - 4 * a  # noqa: E731
    near = lambda d: ((a + 2) * d - (a + 3)) * d * d + 1  # noqa: E731
    return far(t + 1), near(t), near(1 - t), far(2 - t)


def _tap(position, weight, size):
    outside = ops.logical_or(ops.lt(position, 0), ops.gt(position, size - 1))
    return ops.clamp(position, 0, size - 1).long(), ops.masked_fill(weight, outside, 0)
