"""Functions of sparse matrices that stand in ``torch`` itself."""
import numpy as np

from .._core import core
from ._coo import SparseTensor, coalesced, make, not_for


def spmm(input, mat2):
    """The product of two matrices; the same as `mm`."""
    return core.ops.mm(input, mat2)


dsmm = hsmm = spmm


def smm(input, mat):
    """The product of a sparse and a plain matrix as a sparse matrix. No gradient."""
    if not isinstance(input, SparseTensor):
        raise not_for("sspaddmm", "CPU")
    return (core.ops.mm(input.detach(), mat.detach())).to_sparse()


def sspaddmm(input, mat1, mat2, *, beta=1, alpha=1):
    """``beta * input + alpha * (mat1 @ mat2)`` as a sparse matrix, for sparse `input` and `mat1`. No gradient."""
    if not isinstance(input, SparseTensor) or not isinstance(mat1, SparseTensor):
        raise not_for("sspaddmm", "CPU")
    made = core.ops.mm(mat1.detach(), mat2.detach())
    return (input.detach() * beta + (made * alpha).to_sparse()).coalesce()


def hspmm(mat1, mat2):
    """The product of a sparse and a plain matrix whose rows are stored where the first has elements. No gradient."""
    if not isinstance(mat1, SparseTensor):
        raise not_for("hspmm", "CPU")
    made = core.ops.mm(mat1.detach(), mat2.detach())
    rows = np.unique(coalesced(mat1)._where[0])
    return make(rows[None], made[core.wrap(rows)], tuple(made.shape), True)


def saddmm(*args, **kwargs):
    """The same as `sparse.addmm`."""
    from . import addmm

    return addmm(*args, **kwargs)


def resize_as_sparse_(input, the_template):
    """Give a sparse tensor the shape of another."""
    return input.resize_as_sparse_(the_template)
