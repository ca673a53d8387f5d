"""Derivatives of linear algebra, as vector-Jacobian products over operators, so that they can be differentiated again.

Sources: Giles, "An extended collection of matrix derivative results for forward and reverse mode algorithmic differentiation"
(2008); Townsend, "Differentiating the singular value decomposition" (2016); Boeddeker et al., "On the computation of
complex-valued gradients with application to statistically optimum beamforming" (2017); Golub and Pereyra, "The
differentiation of pseudo-inverses and nonlinear least squares problems" (1973). ``^H`` is the conjugate transpose.
"""
import numpy as np

from ..core import array, exemplar, ops, readable, wrap
from ..kernels.linalg_checks import vector_case


def _h(x):
    x = ops.transpose(x, -2, -1)
    return ops.conj_physical(x) if x.dtype.is_complex else x


def _mm(*factors):
    made = factors[0]
    for x in factors[1:]:
        made = ops.matmul(made, x)
    return made


def _eye(n, like):
    return wrap(np.eye(n, dtype=exemplar(like).dtype))


def _column(x):
    return ops.unsqueeze(x, -1)


def _row(x):
    return ops.unsqueeze(x, -2)


def _diagonal(x):
    return ops.diagonal(x, 0, -2, -1)


def _without_diagonal(x):
    return x - ops.diag_embed(_diagonal(x))


def _differences(values):
    """``values[k] - values[j]`` at row j and column k, 1 on the diagonal."""
    return _row(values) - _column(values) + _eye(values.shape[-1], values)


def _well_conditioned(a, det):
    """Whether the determinant is not small against Hadamard's bound, the product of the rows' norms. Only large matrices go by zero."""
    if a.shape[-1] > 64:
        return (det != 0).all()
    bound = np.sqrt((np.abs(a) ** 2).sum(-1)).prod(-1)
    return (np.abs(det) > bound * np.sqrt(np.finfo(a.dtype).eps)).all()


def det_backward(grad, det, A):
    """``grad conj(det) A^{-H}``; where a matrix is singular, the conjugate cofactors, which exist there too."""
    n = A.shape[-1]
    if n == 0:
        return ops.zeros_like(A)
    if readable(A) and readable(det) and _well_conditioned(array(A), array(det)):
        scale = grad * ops.conj_physical(det)
        right = ops.diag_embed(ops.expand(_column(scale), (*scale.shape, n)))
        solution, info = ops._solve(_h(A), right, True)
        if not readable(solution) or not array(info).any() and np.isfinite(array(solution)).all():
            return solution
    return _column(_column(grad)) * ops.conj_physical(ops._cofactors(A))


def slogdet_backward(gsign, glog, A, sign):
    """``g A^{-H}`` with g the gradient of the logarithm, minus i times the phase's."""
    n = A.shape[-1]
    if A.dtype.is_complex:
        g = ops.complex(glog, -ops.imag(ops.conj_physical(gsign) * sign))
    else:
        g = glog
    if n == 0:
        return ops.zeros_like(A)
    right = ops.diag_embed(ops.expand(_column(g), (*g.shape, n)))
    return ops._solve(_h(A), right, True)[0]


def inv_backward(grad, inverse):
    """``-A^{-H} grad A^{-H}``."""
    turned = _h(inverse)
    return -_mm(turned, grad, turned)


def pinv_backward(grad, pinv, A):
    """Golub and Pereyra's formula, in the order that keeps products small."""
    m, n = A.shape[-2], A.shape[-1]
    turned, grad = _h(pinv), _h(grad)
    if m <= n:
        K = _mm(grad, pinv)
        KH = _mm(K, turned)
        return -_h(_mm(pinv, K)) + KH - _mm(_mm(A, pinv), KH) + _mm(_mm(turned, pinv), grad - _mm(K, A))
    K = _mm(pinv, grad)
    HK = _mm(turned, K)
    return -_h(_mm(K, pinv)) + _mm(grad - _mm(A, K), pinv, turned) + HK - _mm(_mm(HK, pinv), A)


def matrix_exp_backward(grad, A):
    """The derivative at ``A^H`` in the direction grad: a block of the exponential of ``[[A^H, grad], [0, A^H]]``."""
    n = A.shape[-1]
    turned = _h(A)
    block = ops.cat([ops.cat([turned, grad], -1), ops.cat([ops.zeros_like(turned), turned], -1)], -2)
    return ops.narrow(ops.narrow(ops.linalg_matrix_exp(block), -2, 0, n), -1, n, n)


def _sum_batch(x, shape):
    """`x` summed to the batch dimensions of `shape`."""
    return x.sum_to_size(tuple(shape)) if tuple(x.shape) != tuple(shape) else x


def solve_backward(grad, A, b_shape, X, left, needs_A):
    """``gB = A^{-H} grad`` and ``gA = -gB X^H`` (the other way round where A stands on the right)."""
    vector = len(b_shape) == 1 or (A.ndim - 1 == len(b_shape) and tuple(b_shape) == tuple(A.shape[:-1]))
    if vector:
        grad, X = _column(grad), _column(X)
    gB = ops._solve(_h(A), grad, left)[0]
    gA = None
    if needs_A:
        gA = -_mm(gB, _h(X)) if left else -_mm(_h(X), gB)
    return gA, ops.squeeze(gB, -1) if vector else gB


def solve_triangular_backward(grad, A, X, upper, left, unitriangular, needs_A):
    """As `solve_backward`, with the gradient of A in A's triangle only."""
    gB = ops.linalg_solve_triangular(_h(A), grad, upper=not upper, left=left, unitriangular=unitriangular)
    gA = None
    if needs_A:
        gA = -_mm(gB, _h(X)) if left else -_mm(_h(X), gB)
        gA = ops.triu(gA, int(unitriangular)) if upper else ops.tril(gA, -int(unitriangular))
    return gA, gB


def triangular_solve_backward(gX, gM, b_shape, A, X, upper, transpose, unitriangular, needs_A):
    """The older operator's gradients; its second result is a copy of A."""
    inner = _h(A) if not transpose else ops.conj_physical(A)
    gB = ops.linalg_solve_triangular(inner, gX, upper=upper == transpose, left=True, unitriangular=unitriangular)
    gA = None
    if needs_A:
        gA = -_mm(ops.conj_physical(X), ops.transpose(gB, -2, -1)) if transpose else -_mm(gB, _h(X))
        gA = (ops.triu(gA, int(unitriangular)) if upper else ops.tril(gA, -int(unitriangular))) + gM
    return gB, gA


def lstsq_backward(gX, gR, A, B, X):
    """Through ``X = pinv(A) B`` and the residuals ``sum |A X - B|^2``, which do not change with X at the optimum."""
    vector = vector_case(exemplar(A), exemplar(B))
    right, solution, gX = (_column(B), _column(X), _column(gX)) if vector else (B, X, gX)
    pinv = ops._pinv(A, None, None, False)
    gA = pinv_backward(_mm(gX, _h(right)), pinv, A)
    gB = _mm(_h(pinv), gX)
    if gR is not None and gR.numel():
        rest = (_mm(A, solution) - right) * (2 * _row(gR))
        gA = gA + _mm(rest, _h(solution))
        gB = gB - rest
    return gA, ops.squeeze(gB, -1) if vector else gB


def cholesky_backward(grad, L, upper):
    """``L^{-H} sym(tril(L^H grad)) L^{-1}``, the lower triangle with half its diagonal made Hermitian."""
    if upper:
        L, grad = _h(L), _h(grad)
    phi = ops.tril(_mm(_h(L), grad))
    middle = 0.5 * (phi + _h(ops.tril(phi, -1)))
    turned = _h(L)
    half = ops.linalg_solve_triangular(turned, middle, upper=True, left=True)
    return ops.linalg_solve_triangular(L, half, upper=False, left=False)


def cholesky_solve_backward(grad, L, X, upper):
    """``gB = A^{-1} grad`` and, by ``A = L L^H``, ``gL = -(gB X^H + X gB^H) L``."""
    gB = ops.cholesky_solve(grad, L, upper)
    product = _mm(gB, _h(X))
    both = product + _h(product)
    return gB, -_mm(L, both) if upper else -_mm(both, L)


def cholesky_inverse_backward(grad, L, upper, inverse):
    """``gL = -A^{-1} (grad + grad^H) A^{-1} L``."""
    both = _mm(inverse, grad + _h(grad), inverse)
    return -_mm(L, both) if upper else -_mm(both, L)


def qr_backward(gQ, gR, Q, R, mode):
    """Walter, Lehmann and Lamour (2012); for wide matrices by the factorisation of the square part."""
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are "
            "going to differentiate through linalg.qr."
        )
    m, n = Q.shape[-2], R.shape[-1]
    if mode == "complete" and m > n:
        raise RuntimeError(
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols."
        )
    if m >= n:
        return _tall_qr(gQ, gR, Q, R)
    square, rest = ops.narrow(R, -1, 0, m), ops.narrow(R, -1, m, n - m)
    gSquare, gRest = ops.narrow(gR, -1, 0, m), ops.narrow(gR, -1, m, n - m)
    gQ = gQ + _mm(_mm(Q, rest), _h(gRest))  # rest is Q^H Y
    return ops.cat([_tall_qr(gQ, gSquare, Q, square), _mm(Q, gRest)], -1)


def _tall_qr(gQ, gR, Q, R):
    M = ops.triu(_mm(gR, _h(R)) - _mm(_h(Q), gQ))
    both = M + _h(M)
    both = both - ops.diag_embed(0.5 * _diagonal(both))
    return ops.linalg_solve_triangular(_h(R), gQ + _mm(Q, both), upper=False, left=False)


def _unused(grad):
    """Whether vectors had no part in the loss: their zeros must not be divided by the differences of equal values."""
    return not grad.requires_grad and readable(grad) and not array(grad).any()


def eigh_backward(gL, gV, L, V):
    """``V (diag(gL) + skew(V^H gV) / E) V^H`` with ``E_jk = L_k - L_j``; Hermitian, as the input's change must be."""
    turned = _h(V)
    if _unused(gV):
        return _mm(V * _row(gL.to(V.dtype)), turned)
    inner = _mm(turned, gV)
    if V.dtype.is_complex:
        _check_phase(ops.imag(_diagonal(inner)), "linalg_eigh_backward", "eigenvectors")
    inner = 0.5 * (inner - _h(inner))
    middle = _without_diagonal(inner / _differences(L)) + ops.diag_embed(gL.to(V.dtype))
    return _mm(V, middle, turned)


def _check_phase(imaginary, name, what):
    if readable(imaginary) and not np.allclose(array(imaginary), 0, atol=1e-2, rtol=1e-2):
        raise RuntimeError(
            f"{name}: The {what} in the complex case are specified up to multiplication by e^{{i phi}}. The specified loss function depends on this "
            "quantity, so it is ill-defined."
        )


def eig_backward(gL, gV, L, V):
    """``V^{-H} (diag(gL) + (V^H gV - V^H V Re(diag(V^H gV))) / conj(E)) V^H``, eigenvectors of norm 1."""
    turned = _h(V)
    if _unused(gV):
        return ops._solve(turned, _column(gL) * turned, True)[0]
    inner = _mm(turned, gV)
    _check_phase(ops.imag(_diagonal(inner)), "linalg_eig_backward", "eigenvectors")
    norms = ops.real(_diagonal(inner)).to(V.dtype)
    inner = inner - _mm(turned, V * _row(norms))
    middle = _without_diagonal(inner / ops.conj_physical(_differences(L))) + ops.diag_embed(gL)
    return ops._solve(turned, _mm(middle, turned), True)[0]


def svd_backward(grads, U, S, Vh):
    """Townsend's formula with the complex case's phase term; for full matrices only the first columns have a derivative."""
    gU, gS, gVh = grads
    k = S.shape[-1]
    m, n = U.shape[-2], Vh.shape[-1]
    if k == 0:
        return ops.zeros((*S.shape[:-1], m, n), dtype=U.dtype)
    if U.shape[-1] > k:
        U, gU = ops.narrow(U, -1, 0, k), ops.narrow(gU, -1, 0, k)
    if Vh.shape[-2] > k:
        Vh, gVh = ops.narrow(Vh, -2, 0, k), ops.narrow(gVh, -2, 0, k)
    if _unused(gU) and _unused(gVh):
        return _mm(U, _column(gS.to(U.dtype)) * Vh) if m >= n else _mm(U * _row(gS.to(U.dtype)), Vh)
    turned_U, V = _h(U), _h(Vh)
    inner_U, inner_V = _mm(turned_U, gU), _mm(Vh, _h(gVh))
    inner_U, inner_V = inner_U - _h(inner_U), inner_V - _h(inner_V)
    if U.dtype.is_complex:
        _check_phase(ops.imag(_diagonal(inner_U + inner_V)), "svd_backward", "singular vectors")
    squares = S * S
    scaled = inner_U * _row(S) + _column(S) * inner_V
    middle = _without_diagonal(scaled / _differences(squares)) + ops.diag_embed(gS.to(U.dtype))
    if U.dtype.is_complex:
        middle = middle + ops.diag_embed(_diagonal(inner_U) / (2 * S))
    made = _mm(U, middle)
    if m > k:
        part = gU / _row(S)
        made = made + part - _mm(U, _mm(turned_U, part))
    made = _mm(made, Vh)
    if n > k:
        part = _mm(U, gVh / _column(S))
        made = made + part - _mm(_mm(part, V), Vh)
    return made


def lu_backward(gL, gU, P, L, U):
    """``P L^{-H} (tril(L^H gL) + triu(gU U^H)) U^{-H}`` for square matrices; taller or wider ones by their square part."""
    m, n = L.shape[-2], U.shape[-1]
    k = min(m, n)
    top, left = ops.narrow(L, -2, 0, k), ops.narrow(U, -1, 0, k)
    gTop, gLeft = ops.tril(ops.narrow(gL, -2, 0, k), -1), ops.triu(ops.narrow(gU, -1, 0, k))
    below = beside = None
    if m > k:
        rest, gRest = ops.narrow(L, -2, k, m - k), ops.narrow(gL, -2, k, m - k)
        below = ops.linalg_solve_triangular(_h(left), gRest, upper=False, left=False)
        gLeft = gLeft - ops.triu(_mm(_h(rest), below))
    if n > k:
        rest, gRest = ops.narrow(U, -1, k, n - k), ops.narrow(gU, -1, k, n - k)
        beside = ops.linalg_solve_triangular(_h(top), gRest, upper=True, unitriangular=True)
        gTop = gTop - ops.tril(_mm(beside, _h(rest)), -1)
    inner = ops.tril(_mm(_h(top), gTop), -1) + ops.triu(_mm(gLeft, _h(left)))
    inner = ops.linalg_solve_triangular(_h(top), inner, upper=True, unitriangular=True)
    made = ops.linalg_solve_triangular(_h(left), inner, upper=False, left=False)
    if below is not None:
        made = ops.cat([made, below], -2)
    if beside is not None:
        made = ops.cat([made, beside], -1)
    return _mm(P, made)


def _unpacked(LU):
    m, n = LU.shape[-2], LU.shape[-1]
    k = min(m, n)
    unit = wrap(np.eye(m, k, dtype=exemplar(LU).dtype))
    return ops.tril(ops.narrow(LU, -1, 0, k), -1) + unit, ops.triu(ops.narrow(LU, -2, 0, k))


def _permutation(LU, pivots):
    return ops.lu_unpack(LU.detach(), pivots, False, True)[0]


def lu_factor_backward(grad, LU, pivots):
    """`lu_backward` with both factors' gradients in one matrix."""
    k = min(LU.shape[-2], LU.shape[-1])
    L, U = _unpacked(LU)
    return lu_backward(ops.tril(ops.narrow(grad, -1, 0, k), -1), ops.triu(ops.narrow(grad, -2, 0, k)), _permutation(LU, pivots), L, U)


def lu_unpack_backward(gL, gU, shape):
    """Each factor's gradient in its triangle of the packed matrix."""
    m, n = shape[-2], shape[-1]
    if gL.ndim < 2 or gU.ndim < 2:
        return None
    k = min(m, n)
    lower, upper = ops.tril(gL, -1), ops.triu(gU)
    if n > k:
        lower = ops.cat([lower, ops.zeros((*gL.shape[:-1], n - k), dtype=gL.dtype)], -1)
    if m > k:
        upper = ops.cat([upper, ops.zeros((*gU.shape[:-2], m - k, n), dtype=gU.dtype)], -2)
    return lower + upper


def lu_solve_backward(grad, LU, pivots, X, left, adjoint, needs_LU):
    """As for `solve`; A's gradient is passed on to the factors by ``A = P L U``."""
    gB = ops.linalg_lu_solve(LU, pivots, grad, left=left, adjoint=not adjoint)
    if not needs_LU:
        return None, gB
    first, second = (gB, X) if left != adjoint else (X, gB)
    gA = -_mm(first, _h(second)) if left else -_mm(_h(first), second)
    L, U = _unpacked(LU)
    moved = _mm(ops.transpose(_permutation(LU, pivots), -2, -1), gA)
    gLU = ops.tril(_mm(moved, _h(U)), -1) + ops.triu(_mm(_h(L), moved))
    return _sum_batch(gLU, LU.shape), gB
