"""Distances between the rows of matrices in the p-norm."""
import numpy as np

_CHUNK = 1 << 20  # differences held at once


def _norm(difference, p):
    """The p-norm over the last dimension."""
    if p == 2:
        return np.sqrt(np.einsum("...i,...i->...", difference, difference))
    size = np.abs(difference)
    if p == 0:
        return np.minimum(np.ceil(size), 1).sum(-1)
    if p == 1:
        return size.sum(-1)
    if p == np.inf:
        return size.max(-1, initial=0)
    return (size**p).sum(-1) ** (1 / p)


def cdist(x1, x2, p, products):
    """(..., P, R) distances between the rows of (..., P, M) and (..., R, M); with `products` through one matrix product (p = 2)."""
    if products:
        squares1, squares2 = (x1 * x1).sum(-1)[..., :, None], (x2 * x2).sum(-1)[..., None, :]
        squared = squares1 + squares2 - 2 * np.matmul(x1, x2.swapaxes(-1, -2))
        return np.sqrt(np.maximum(squared, 0))
    lead = np.broadcast_shapes(x1.shape[:-2], x2.shape[:-2])
    rows, others = x1.shape[-2], x2.shape[-2]
    made = np.zeros(lead + (rows, others), x1.dtype)
    if not made.size or not x1.shape[-1]:
        return made
    step = max(1, _CHUNK // max(made.size // rows * x1.shape[-1], 1))
    for start in range(0, rows, step):
        if p == np.inf:  # which passes over nan, unlike `pdist`
            made[..., start : start + step, :] = np.fmax.reduce(np.abs(x1[..., start : start + step, None, :] - x2[..., None, :, :]), axis=-1, initial=0)
            continue
        made[..., start : start + step, :] = _norm(x1[..., start : start + step, None, :] - x2[..., None, :, :], p)
    return made


def pdist(x, p):
    """The distances of all pairs of rows, in the order (0, 1), (0, 2), ..., (1, 2), ..."""
    first, second = np.triu_indices(x.shape[0], 1)
    return _norm(x[first] - x[second], p)
