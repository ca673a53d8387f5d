"""Sampling at the points of a grid: values interpolated between neighbours, and the gradients for the image and for the grid.

Coordinates run from -1 to 1 over a dimension: over the centres of the outer pixels with `align_corners`, else over their outer edges.
"""
import itertools

import numpy as np

from ..._types import dtype_of_numpy
from ..util import refuse_dtype, wrap_dim
from .indexing import add_rows


def identity_grid(theta_dtype, size, align_corners):
    """The coordinates of every pixel with a one appended: (H * W, 3) or (D * H * W, 4), x first."""
    axes = []
    for n in size:
        axis = np.linspace(-1, 1, n, dtype=theta_dtype) if n > 1 else np.zeros(1, theta_dtype)
        axes.append(axis if align_corners else axis * (n - 1) / n)
    grids = np.meshgrid(*axes, indexing="ij")
    return np.stack([*[g.ravel() for g in reversed(grids)], np.ones(grids[0].size, theta_dtype)], 1).astype(theta_dtype)


def check_sizes(size, points, interpolation_mode):
    """Raise RuntimeError unless an image of `size` can be sampled at a grid of the shape `points`."""
    wrap_dim(0, len(size), False)
    n = len(size) - 2
    shown = f"but got input with sizes {list(size)} and grid with sizes {list(points)}"
    if size[0] != points[0]:
        raise RuntimeError(f"grid_sampler(): expected grid and input to have same batch size, {shown}")
    if points[-1] != n:
        raise RuntimeError(f"grid_sampler(): expected grid to have size {n} in last dimension, but got grid with sizes {list(points)}")
    if len(size) not in (4, 5) or len(points) != len(size):
        raise RuntimeError(f"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, {shown}")
    if interpolation_mode == 2 and n == 3:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    for at in range(2, len(size)):
        if size[at] <= 0:
            raise RuntimeError(
                f"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {list(size)} with dimension {at} "
                "being empty"
            )


def _taps(coordinate, size, mode, padding_mode, align_corners, order=1):
    """(position, weight, derivatives of the weight up to `order`) of the neighbours along one dimension; outside, weight and derivatives are zero.

    The derivatives are those with respect to the coordinate; what a mode leaves out is zero.
    """
    one = coordinate.dtype.type(1)
    place = (coordinate + one) / 2 * (size - 1) if align_corners else ((coordinate + one) * size - one) / 2
    factor = coordinate.dtype.type((size - 1) / 2 if align_corners else size / 2)
    if mode != 2:
        place, factor = _inside(place, factor, size, padding_mode, align_corners)
    if mode == 1:
        return [_tap(np.round(place), [one], size)]
    low = np.floor(place)
    part = place - low
    if mode == 0:
        return [_tap(low, [one - part, -factor], size), _tap(low + one, [part, factor], size)]
    found = []
    for offset, *weights in zip((-1, 0, 1, 2), *[derivative(part) for derivative in _CUBIC[: order + 1]]):
        at = low + offset
        weights = [weight * factor**i for i, weight in enumerate(weights)]
        found.append(_tap(_inside(at, factor, size, padding_mode, align_corners)[0] if padding_mode else at, weights, size))
    return found


def _inside(place, factor, size, padding_mode, align_corners):
    """Positions brought into the dimension as `padding_mode` says, and `factor` times the derivative of that."""
    if padding_mode == 2:
        low, span = (0.0, size - 1.0) if align_corners else (-0.5, float(size))
        if span <= 0:
            place, factor = np.zeros_like(place), np.zeros_like(place)
        else:
            distance = np.abs(place - low)
            turns = np.floor(distance / span)
            rest = distance - turns * span
            even = np.remainder(turns, 2) == 0
            factor = np.where(even == (place >= low), factor, -factor)
            place = np.where(even, rest + low, span - rest + low).astype(place.dtype, copy=False)
    if padding_mode:
        factor = np.where((place > 0) & (place < size - 1), factor, place.dtype.type(0))
        place = np.fmin(np.fmax(place, 0), size - 1).astype(place.dtype, copy=False)  # nan becomes 0
    return place, factor


def _cubic(t):
    """Keys' weights with a = -0.75 of four neighbours at distances 1 + t, t, 1 - t and 2 - t."""
    a = -0.75
    far = lambda d: ((a * d - 5 * a) * d + 8 * a) * d - 4 * a  # noqa: E731
    near = lambda d: ((a + 2) * d - (a + 3)) * d * d + 1  # noqa: E731
    return far(t + 1), near(t), near(1 - t), far(2 - t)


def _cubic_slopes(t):
    """The derivatives of `_cubic` with respect to `t`."""
    a = -0.75
    far = lambda d: (3 * a * d - 10 * a) * d + 8 * a  # noqa: E731
    near = lambda d: (3 * (a + 2) * d - 2 * (a + 3)) * d  # noqa: E731
    return far(t + 1), near(t), -near(1 - t), -far(2 - t)


def _cubic_curvatures(t):
    """The second derivatives of `_cubic` with respect to `t`."""
    a = -0.75
    far = lambda d: 6 * a * d - 10 * a  # noqa: E731
    near = lambda d: 6 * (a + 2) * d - 2 * (a + 3)  # noqa: E731
    return far(t + 1), near(t), near(1 - t), far(2 - t)


def _cubic_thirds(t):
    """The third derivatives of `_cubic`, which are constant."""
    far, near = t.dtype.type(6 * -0.75), t.dtype.type(6 * (-0.75 + 2))
    return far, near, -near, -far


_CUBIC = (_cubic, _cubic_slopes, _cubic_curvatures, _cubic_thirds)


def _tap(position, weights, size):
    inside = (position >= 0) & (position <= size - 1)
    zero = position.dtype.type(0)
    return np.where(inside, position, zero).astype(np.int64), *[np.where(inside, weight, zero) for weight in weights]


def grid_taps(coordinate, size, mode, padding_mode, align_corners):
    """For every neighbour along one dimension, stacked first: its position, its weight, and the weight's first three derivatives."""
    taps = _taps(coordinate, size, mode, padding_mode, align_corners, 3)
    zero = np.zeros_like(coordinate)
    made = list(zip(*[(*tap, *[zero] * (5 - len(tap))) for tap in taps]))
    return tuple([np.stack(each) for each in made])


def _neighbours(x, grid, mode, padding_mode, align_corners):
    """(places, weights, slopes) of every combination of neighbours: places in a flattened image, (N, points) each, a slope per dimension."""
    size = x.shape[2:]
    n = len(size)
    batch = len(grid)
    taps = [_taps(grid[..., n - 1 - i].reshape(batch, -1), size[i], mode, padding_mode, align_corners) for i in range(n)]
    for chosen in itertools.product(*taps):
        place, weight = chosen[0][0], chosen[0][1]
        for i in range(1, n):
            place, weight = place * size[i] + chosen[i][0], weight * chosen[i][1]
        slopes = None
        if mode != 1:
            slopes = []
            for i in range(n):
                slope = chosen[i][2]
                for j in range(n):
                    if j != i:
                        slope = slope * chosen[j][1]
                slopes.append(slope)
        yield place, weight, slopes


def _refuse_dtype(x, kernel):
    refuse_dtype(kernel, dtype_of_numpy(x.dtype), "bslc")


def grid_sample(x, grid, mode, padding_mode, align_corners):
    """The values of ``x``, (N, C, *size), at the points of ``grid``, (N, *points, dimensions)."""
    check_sizes(x.shape, grid.shape, mode)
    _refuse_dtype(x, "grid_sampler3d_cpu" if x.ndim == 5 else "grid_sampler_2d_cpu_kernel_impl")
    if grid.dtype != x.dtype:
        raise RuntimeError(f"expected scalar type {dtype_of_numpy(x.dtype).scalar_name} but found {dtype_of_numpy(grid.dtype).scalar_name}")
    flat = x.reshape(x.shape[0], x.shape[1], -1)
    made = None
    for place, weight, _ in _neighbours(x, grid, mode, padding_mode, align_corners):
        value = np.take_along_axis(flat, place[:, None], 2) * weight[:, None]
        made = value if made is None else np.add(made, value, out=made)
    made = made.reshape(x.shape[:2] + grid.shape[1:-1])
    if mode != 1 and (mode == 2 or padding_mode == 0) and x.ndim == 4 and not np.isfinite(grid).all():
        nowhere = np.broadcast_to(~np.isfinite(grid).all(-1)[:, None], made.shape)
        made[nowhere] = np.nan  # PyTorch's weights are nan there, and what they weigh is zero
    return made


def grid_sample_backward(grad, x, grid, mode, padding_mode, align_corners):
    """The gradients of `grid_sample` for the image and for the grid."""
    _refuse_dtype(x, f"grid_sampler_{x.ndim - 2}d_backward_cpu" + ("_kernel_impl" if x.ndim == 4 else ""))
    batch, channels = x.shape[:2]
    n, pixels = x.ndim - 2, 1
    for size in x.shape[2:]:
        pixels *= size
    flat = x.reshape(batch, channels, -1)
    rows = grad.reshape(batch, channels, -1)
    by_pixel = np.zeros((batch * pixels, channels), x.dtype)
    for_grid = np.zeros((batch, rows.shape[2], n), x.dtype)
    first = np.arange(batch)[:, None] * pixels
    for place, weight, slopes in _neighbours(x, grid, mode, padding_mode, align_corners):
        add_rows(by_pixel, 0, (first + place).reshape(-1), np.ascontiguousarray((rows * weight[:, None]).transpose(0, 2, 1)).reshape(-1, channels))
        if slopes is not None:
            along = (np.take_along_axis(flat, place[:, None], 2) * rows).sum(1)
            for i in range(n):
                for_grid[:, :, n - 1 - i] += along * slopes[i]
    image = np.ascontiguousarray(by_pixel.reshape(batch, pixels, channels).transpose(0, 2, 1)).reshape(x.shape)
    return image, for_grid.reshape(grid.shape)
