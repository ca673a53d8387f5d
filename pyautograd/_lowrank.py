"""Randomised decompositions of low rank: ``torch.svd_lowrank`` and ``torch.pca_lowrank``.

Source: Halko, Martinsson and Tropp, "Finding structure with randomness" (2011), algorithms 4.4 and 5.1.
"""
from ._core import core

_functions = core.functions


def _adjoint(x):
    return x.mH


def _basis(A, q, niter, M):
    """Orthonormal columns that nearly span the range of ``A - M``."""
    qr, matmul = _functions["linalg.qr"], _functions["matmul"]
    R = _functions["randn"]((A.shape[-1], q), dtype=A.dtype)
    X = matmul(A, R)
    if M is not None:
        X = X - matmul(M, R)
    Q = qr(X)[0]
    for _ in range(niter):
        X = matmul(_adjoint(A), Q)
        if M is not None:
            X = X - matmul(_adjoint(M), Q)
        Q = qr(X)[0]
        X = matmul(A, Q)
        if M is not None:
            X = X - matmul(M, Q)
        Q = qr(X)[0]
    return Q


@core.overridable
def svd_lowrank(A, q=6, niter=2, M=None):
    """``U, S, V`` with ``U diag(S) V^H`` close to ``A - M``, of rank `q` at most.

    Parameters
    ----------
    A : Tensor
        ``(*, m, n)``.
    q : int, optional
        A little more than the rank of A.
    niter : int, optional
        Subspace iterations; not negative.
    M : Tensor, optional
        What is subtracted, ``(*, m, n)``, broadcast.
    """
    q = 6 if q is None else q
    m, n = A.shape[-2:]
    if M is not None:
        M = M.broadcast_to(A.shape)
    if m < n:
        A, M = _adjoint(A), None if M is None else _adjoint(M)
    Q = _basis(A, q, niter, M)
    B = _functions["matmul"](_adjoint(Q), A)
    if M is not None:
        B = B - _functions["matmul"](_adjoint(Q), M)
    U, S, Vh = _functions["linalg.svd"](B, full_matrices=False)
    V = _adjoint(Vh)
    U = _functions["matmul"](Q, U)
    return (V, S, U) if m < n else (U, S, V)


@core.overridable
def pca_lowrank(A, q=None, center=True, niter=2):
    """``U, S, V`` of `svd_lowrank`, of the columns less their means if `center`: V's columns are the principal directions.

    Raises
    ------
    ValueError
        If `q` or `niter` is out of range.
    """
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not (q >= 0 and q <= min(m, n)):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    if not niter >= 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(dim=(-2,), keepdim=True) if center else A, q, niter=niter)
