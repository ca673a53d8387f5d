"""Derivatives of views, joins and rearrangements that do not fit in a line of the table."""
from ..core import ops
from ..util import wrap_dim


def permute_backward(grad, dims):
    """The inverse permutation."""
    ndim = len(dims)
    order = [0] * ndim
    for at, d in enumerate(dims):
        order[d % ndim] = at
    return ops.permute(grad, order)


def cat_backward(grad, sizes, dim):
    """Each tensor's part of the gradient of a concatenation."""
    dim = wrap_dim(dim, grad.ndim)
    parts, at = [], 0
    for shape in sizes:
        if tuple(shape) == (0,):
            parts.append(ops.zeros(shape, dtype=grad.dtype))
            continue
        parts.append(ops.slice(grad, dim, at, at + shape[dim], 1))
        at += shape[dim]
    return parts


def block_diag_backward(grad, sizes):
    """Each matrix's block of the gradient, in the matrix's own shape."""
    parts, row, column = [], 0, 0
    for shape in sizes:
        rows, columns = (1,) * (2 - len(shape)) + tuple(shape)
        part = ops.slice(ops.slice(grad, 0, row, row + rows, 1), 1, column, column + columns, 1)
        parts.append(ops.reshape(part, shape) if len(shape) < 2 else part)
        row += rows
        column += columns
    return parts


def narrow_backward(grad, shape, dim, start, length):
    """Zeros, with the gradient where `narrow` took its positions."""
    start = start + shape[dim] if start < 0 else start
    return ops.slice_backward(grad, shape, dim, start, start + length, 1)


def repeat_backward(grad, repeats, shape):
    """The sum over the copies."""
    if 0 in repeats:
        return ops.zeros(shape, dtype=grad.dtype)
    extra = len(repeats) - len(shape)
    split, summed = [], []
    for at, r in enumerate(repeats):
        n = 1 if at < extra else shape[at - extra]
        if r != 1 or at < extra:
            summed.append(len(split))
            split.append(r)
        if at >= extra:
            split.append(n)
    if not summed:
        return grad
    return ops.sum(ops.reshape(grad, split), summed)


def written_backward(grad, view, *where):
    """The gradient of what a scatter wrote over: zeros under the view that `view` (an operator's name) shows."""
    scatter = {"slice": "slice_scatter", "select": "select_scatter", "diagonal": "diagonal_scatter", "as_strided": "as_strided_scatter"}[view]
    under = getattr(ops, view)(grad, *where)
    return getattr(ops, scatter)(grad, ops.zeros(under.shape, dtype=grad.dtype), *where)


