"""Matrix products with sparse matrices."""
import numpy as np

from .._core import core
from ._coo import coalesced, dense_of, keys_of, make, not_for, ops
from ._rules import is_sparse, rule


def matrix_rows(sparse, dense):
    """The product of a sparse matrix and a plain matrix, as a plain one: row by row, in the order of what is stored."""
    rows, columns = sparse._where
    held = sparse._held
    dtype = held.dtype
    made = ops.zeros((sparse.shape[0], dense.shape[1]), dtype=dtype)
    if not rows.size or not dense.shape[1]:
        return made
    return made.index_add_(0, core.wrap(rows), ops.mul(ops.index_select(dense.detach(), 0, core.wrap(columns)), held.unsqueeze(1)))


def _check_matrix(sparse, dense, name="addmm"):
    if dense.dim() != 2:
        raise RuntimeError(f"{name}: Argument #3 (dense): Expected dim 2, got {dense.dim()}")
    if sparse.sparse_dim() != 2 or sparse.dense_dim():
        raise RuntimeError(
            f"{name}: expected matrices: sparse has {sparse.sparse_dim()} sparse and {sparse.dense_dim()} dense dimensions, where two and none are needed"
        )
    if dense.shape[0] != sparse.shape[1]:
        raise RuntimeError(f"{name}: Argument #3 (dense): Expected dim 0 size {sparse.shape[1]}, got {dense.shape[0]}")
    if dense.dtype is not sparse.dtype:
        raise RuntimeError(f"{name}: expected both matrices to have one dtype, got {sparse.dtype!r} and {dense.dtype!r}")


def times(a, b):
    """The product of matrices of which one at least is sparse; sparse if both are."""
    if is_sparse(a) and is_sparse(b):
        return _sparse_times_sparse(a, b)
    if is_sparse(a):
        _check_matrix(a, b)
        return matrix_rows(a, b)
    _check_matrix(_turned(b), a.t())
    return matrix_rows(_turned(b), a.detach().t()).t()


def _turned(sparse):
    return make(sparse._where[::-1], sparse._held, tuple(sparse.shape)[::-1])


def _sparse_times_sparse(a, b):
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})")
    a, b = coalesced(a), coalesced(b)
    starts = np.searchsorted(b._where[0], np.arange(b.shape[0] + 1))
    first, counts = starts[a._where[1]], np.diff(starts)[a._where[1]]
    left = np.repeat(np.arange(a._nnz()), counts)
    offsets = np.arange(left.size) - np.repeat(np.cumsum(counts) - counts, counts)
    right = np.repeat(first, counts) + offsets
    held = ops.mul(a._held[core.wrap(left)], b._held[core.wrap(right)])
    where = np.stack([a._where[0][left], b._where[1][right]])
    return coalesced(make(where, held, (a.shape[0], b.shape[1])))


@rule("mm")
def _mm(spec, values):
    return times(*values)


@rule("mv")
def _mv(spec, values):
    a, vec = values
    if not is_sparse(a) or is_sparse(vec):
        raise not_for(spec.key)
    if a.dim() != 2 or vec.dim() != 1:
        raise RuntimeError("mv: two dim tensor 'self' and one dim tensor 'vec' are expected, but got tensors of other dimensions")
    if a.shape[1] != vec.shape[0]:
        raise RuntimeError("mv: expected self.size(-1) == vec.size(-1)")
    return times(a, vec.unsqueeze(1)).squeeze(1)


@rule("addmm")
def _addmm(spec, values):
    self, a, b, beta, alpha = values
    if is_sparse(self) and not (is_sparse(a) and is_sparse(b)):
        raise RuntimeError("addmm: a sparse matrix is added to the product of sparse matrices alone")
    made = times(a, b)
    if alpha != 1:
        made = ops.mul(made, alpha)
    if beta != 1:
        self = ops.mul(self, beta)
    if is_sparse(self):
        return ops.add(self, made)
    return ops.add(self.detach().expand(made.shape), made)


@rule("bmm")
def _bmm(spec, values):
    a, b = values
    if is_sparse(b):
        raise not_for(spec.key)
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError("bmm_sparse: expected the batches of matrices to fit each other")
    batch, n, m = a.shape
    rows = a._where[0] * n + a._where[1]
    columns = a._where[0] * m + a._where[2]
    flat = make(np.stack([rows, columns]), a._held, (batch * n, batch * m))
    return matrix_rows(flat, b.detach().reshape(batch * m, b.shape[2])).reshape(batch, n, b.shape[2])


@rule("dot outer ger")
def _unsupported(spec, values):
    raise not_for(spec.key)


def sampled(sparse, a, b, beta=1, alpha=1):
    """``alpha * (a @ b)`` at the coordinates of a sparse matrix, plus `beta` times its own values."""
    sparse = coalesced(sparse)
    rows, columns = [core.wrap(row) for row in sparse._where]
    held = ops.mul(ops.mul(a.detach()[rows], b.detach().t()[columns]).sum(1), alpha)
    return make(sparse._where, ops.add(held, ops.mul(sparse._held, beta)), tuple(sparse.shape), True)


__all__ = ["dense_of", "keys_of", "matrix_rows", "sampled", "times"]
