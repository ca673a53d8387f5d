"""``torch._linalg_utils``: small tools for algorithms over matrices that may be left out (None: the identity)."""
from ._core import core
from ._toplevel import eig, lstsq, matrix_rank, solve  # noqa: F401


def is_sparse(A):  # noqa: N803  PyTorch's name
    """Whether a tensor is sparse in coordinate format."""
    if isinstance(A, core.TensorBase):
        return A.is_sparse
    raise TypeError(f"expected Tensor but got {type(A)}")


def get_floating_dtype(A):  # noqa: N803
    """The dtype of a floating point tensor; float32 for others."""
    from . import _types

    return A.dtype if A.dtype in (_types.float16, _types.float32, _types.float64) else _types.float32


def matmul(A, B):  # noqa: N803
    """``A @ B``; `B` where `A` is None."""
    return B if A is None else A @ B


def bform(X, A, Y):  # noqa: N803
    """The bilinear form :math:`X^H A Y`."""
    return X.mH @ matmul(A, Y)


def qform(A, S):  # noqa: N803
    """The quadratic form :math:`S^H A S`."""
    return bform(S, A, S)


def basis(A):  # noqa: N803
    """An orthogonal basis of the columns of a matrix."""
    return core.ops.linalg_qr(A)[0]


def symeig(A, largest=False):  # noqa: N803
    """Eigenvalues and eigenvectors of a Hermitian matrix, rising, or falling where `largest`."""
    values, vectors = core.ops.linalg_eigh(A)
    return (values.flip(-1), vectors.flip(-1)) if largest else (values, vectors)
