"""`spdiags`: a sparse matrix of its diagonals."""
import numpy as np

from .. import _types
from .._core import core
from ._coo import make


def spdiags(diagonals, offsets, shape, layout=None):
    """A sparse matrix with the rows of a matrix on its diagonals.

    Parameters
    ----------
    diagonals : Tensor, shape (k, n) or (n,)
    offsets : Tensor of int64, shape (k,) or ()
        Which diagonals: above zero those above the main one. Element ``j`` of a row comes into column ``j``.
    shape : pair of int
    layout : layout, optional
        `torch.sparse_coo`, `torch.sparse_csr` or `torch.sparse_csc`.

    Returns
    -------
    Tensor, sparse
    """
    with_rows = diagonals.detach() if diagonals.dim() == 2 else diagonals.detach().unsqueeze(0)
    if with_rows.dim() != 2:
        raise RuntimeError("Diagonals must be vector or matrix")
    if len(shape) != 2:
        raise RuntimeError("Output shape must be 2d")
    if layout is not None and layout is not _types.sparse_coo:
        if layout in (_types.sparse_csr, _types.sparse_csc):
            return spdiags(diagonals, offsets, shape).to_sparse(layout=layout)
        raise RuntimeError(f"Only output layouts (Sparse, SparseCsc, SparseCsr) are supported, got {layout!r}")
    if offsets.dim() > 1:
        raise RuntimeError("Offsets must be scalar or vector")
    if offsets.dtype is not _types.int64:
        raise RuntimeError(f"Offset Tensor must have dtype Long but got {offsets.dtype.scalar_name}")
    places = core.array(offsets.detach()).reshape(-1)
    if places.size != with_rows.shape[0]:
        raise RuntimeError(f"Number of diagonals ({with_rows.shape[0]}) does not match the number of offsets ({places.size})")
    if np.unique(places).size != places.size:
        raise RuntimeError("Offset tensor contains duplicate values")
    rows, columns, kept = [], [], []
    length = with_rows.shape[1]
    for number, offset in enumerate(places.tolist()):
        column = np.arange(max(offset, 0), min(length, shape[1], shape[0] + offset))
        columns.append(column)
        rows.append(column - offset)
        kept.append(column + number * length)
    where = np.stack([np.concatenate(rows), np.concatenate(columns)]).astype(np.int64)
    values = with_rows.reshape(-1)[core.wrap(np.concatenate(kept).astype(np.int64))]
    return make(where, values, tuple(shape))
