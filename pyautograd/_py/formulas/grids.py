"""Derivatives of sampling at the points of a grid."""
import itertools

from ..core import ops


def grid_sampler_backward_backward(grad_image, grad_grid, grad, x, grid, mode, padding_mode, align_corners):
    """The gradients of ``sum(grad * t)`` for grad, image and grid, with t what a move of the image by `grad_image` and of the grid by `grad_grid` adds.

    t is the sum over the neighbours of ``grad_image W + x sum_d grad_grid_d dW/dgrid_d``, W the product of the weights along the dimensions.
    """
    n = x.ndim - 2
    batch, channels = x.shape[:2]
    size = x.shape[2:]
    rows = ops.reshape(grad, (batch, channels, -1))
    image, moved = [ops.reshape(t, (batch, channels, -1)) for t in (x, grad_image)]
    coordinates, moves = [[ops.reshape(ops.select(t, -1, n - 1 - i), (batch, 1, -1)) for i in range(n)] for t in (grid, grad_grid)]
    taps = []
    for i in range(n):
        position, *weights = [ops.unbind(t) for t in ops._grid_taps(coordinates[i], size[i], mode, padding_mode, align_corners)]
        taps.append(list(zip(position, *weights)))
    for_grad, for_image, for_grid = ops.zeros_like(rows), ops.zeros_like(image), [0] * n
    for chosen in itertools.product(*taps):
        at = chosen[0][0]
        for i in range(1, n):
            at = at * size[i] + chosen[i][0]
        at = ops.expand(at, rows.shape)
        slopes = [_derived(chosen, d) for d in range(n)]
        along = sum(moves[d] * slopes[d] for d in range(n))
        value, change = ops.gather(image, 2, at), ops.gather(moved, 2, at)
        for_grad = for_grad + change * _derived(chosen) + value * along
        for_image = ops.scatter_add(for_image, 2, at, rows * along)
        of_value, of_change = [ops.sum(rows * t, 1, True) for t in (value, change)]
        for d in range(n):
            for_grid[d] = for_grid[d] + of_change * slopes[d] + of_value * sum(moves[e] * _derived(chosen, d, e) for e in range(n))
    return ops.reshape(for_grad, grad.shape), ops.reshape(for_image, x.shape), ops.reshape(ops.stack([t[:, 0] for t in reversed(for_grid)], -1), grid.shape)


def _derived(chosen, *dims):
    """The weight of a neighbour, differentiated along each of `dims`."""
    made = None
    for i, (_, *weights) in enumerate(chosen):
        weight = weights[dims.count(i)]
        made = weight if made is None else made * weight
    return made
