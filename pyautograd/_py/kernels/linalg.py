"""Linear algebra on batches of matrices ``(..., m, n)``: NumPy's LAPACK with PyTorch's checks and results.

float32, float64, complex64 and complex128; others are refused. A decomposition that does not exist is reported through the
``info`` of the ``_ex`` operators; the operators above them raise.
"""
import numpy as np

from pyautograd._warnings import warn_once

from ..._errors import LinAlgError
from ..util import wrap_dim
from . import decompositions as own
from .layouts import columns
from .linalg_checks import (
    adjoint,
    batch_of,
    check_batches,
    check_equation,
    check_floating,
    check_lapack,
    check_matrix,
    check_square,
    check_system,
    name_of,
    needs_no_routine,
    of_no_elements,
    raise_not_positive,
    raise_unknown_code,
    refuse_dtype,
    vector_case,
)


def det(a):
    """The determinant."""
    check_square(a, "linalg.det")
    if check_lapack(a, "linalg.det", "lu_cpu"):
        return of_no_elements(det, a)
    return np.linalg.det(a)


def cofactors(a):
    """The derivative of the determinant by each element."""
    return own.cofactors(a)


def cofactors_derivative(a, direction):
    """The derivative of the cofactors in a direction."""
    return own.cofactors_derivative(a, direction)


def slogdet(a):
    """Sign (of modulus 1, or 0) and logarithm of the modulus of the determinant."""
    check_square(a, "linalg.slogdet")
    check_floating(a, "linalg.slogdet")
    sign, logabsdet = np.linalg.slogdet(a)
    return sign, logabsdet


def inv_ex(a):
    """The inverse, and the position of the first zero pivot where there is none."""
    check_square(a, "linalg.inv")
    check_floating(a, "linalg.inv")
    try:
        return columns(np.linalg.inv(a)), np.zeros(a.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        made, info = _one_by_one(a, np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape))
        return columns(made), info


def _one_by_one(a, b):
    """Solutions for a batch that has singular matrices (with inf and nan for those), and the position of each one's first zero pivot."""
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    factors, pivots, info = own.lu(a)
    order = np.broadcast_to(own.permutation(pivots, a.shape[-1]), batch + a.shape[-1:]).reshape(-1, a.shape[-1])
    factors = np.broadcast_to(factors, batch + a.shape[-2:]).reshape((-1,) + a.shape[-2:])
    codes, n = np.broadcast_to(info, batch).reshape(-1).copy(), a.shape[-1]
    first = np.broadcast_to(a, batch + a.shape[-2:]).reshape((-1,) + a.shape[-2:])
    second = np.broadcast_to(b, batch + b.shape[-2:]).reshape((-1,) + b.shape[-2:])
    made = np.full(second.shape, np.nan, b.dtype)
    for at in range(len(made)):
        if codes[at] == 0:
            try:
                made[at] = np.linalg.solve(first[at], second[at])
            except np.linalg.LinAlgError:  # zero only by LAPACK's rounding
                codes[at] = n
        if codes[at] != 0:
            made[at] = _substituted(factors[at], second[at][order[at]])
    if batch == a.shape[:-2]:
        info = codes.reshape(batch)
    return made.reshape(batch + b.shape[-2:]), info


def _substituted(factors, x):
    """The solution by packed LU factors of which a pivot is zero, by which it is divided as LAPACK does."""
    n = len(factors)
    with np.errstate(all="ignore"):
        for j in range(n):
            x[j + 1 :] -= factors[j + 1 :, j, None] * x[j]
        for j in range(n - 1, -1, -1):
            x[j] /= factors[j, j]
            x[:j] -= factors[:j, j, None] * x[j]
    return x


def solve_ex(a, b, left):
    """The solution of ``AX = B`` (``XA = B`` if not `left`), and the position of the first zero pivot of A where there is none."""
    name = "linalg.solve"
    if a.dtype.kind not in "fc":
        check_floating(a, name)
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"{name}: Expected A and B to have the same dtype, but found A of type {name_of(a)} and B of type {name_of(b)} instead"
        )
    check_square(a, name)
    if check_lapack(a, name, "lu_cpu"):
        return of_no_elements(solve_ex, a, b, left)
    vector = vector_case(a, b)
    if vector and not left:
        check_equation(a, b[..., None], left, name)
        raise RuntimeError(
            "linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to "
            "B / A.squeeze(-1)"
        )
    right = b[..., None] if vector else b
    check_matrix(right, name, "B")
    check_equation(a, right, left, name)
    check_batches(a, right)
    if not left:
        a, right = a.swapaxes(-1, -2), right.swapaxes(-1, -2)
    try:
        made, info = np.linalg.solve(a, right), np.zeros(a.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        made, info = _one_by_one(a, right)
    if vector:
        return made[..., 0] if made.ndim == 2 else columns(made[..., 0]), info
    return columns(made) if left else np.ascontiguousarray(made.swapaxes(-1, -2)), info


def solve_triangular(a, b, upper, left, unitriangular):
    """The solution of ``AX = B`` (``XA = B`` if not `left`) for triangular A."""
    name = "linalg.solve_triangular"
    check_square(a, name)
    check_matrix(b, name, "B")
    check_equation(a, b, left, name)
    check_batches(a, b)
    refuse_dtype(a, "triangular_solve_cpu")
    b = b.astype(a.dtype, copy=False)
    if left:
        return columns(own.solve_triangular(a, b, upper, unitriangular))
    return columns(own.solve_triangular(a.swapaxes(-1, -2), b.swapaxes(-1, -2), not upper, unitriangular).swapaxes(-1, -2))


def old_triangular_solve(b, a, upper, transpose, unitriangular):
    """``X`` with ``AX = B`` (or the transposed A), and A."""
    warn_once(
        "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be removed in a future PyTorch release.\n"
        "torch.linalg.solve_triangular has its arguments reversed and does not return a copy of one of the inputs.\n"
        "X = torch.triangular_solve(B, A).solution\nshould be replaced with\nX = torch.linalg.solve_triangular(A, B).",
        stacklevel=3,
    )
    if b.ndim < 2:
        raise RuntimeError(f"torch.triangular_solve: Expected b to have at least 2 dimensions, but it has {b.ndim} dimensions instead")
    if a.ndim < 2:
        raise RuntimeError(f"torch.triangular_solve: Expected A to have at least 2 dimensions, but it has {a.ndim} dimensions instead")
    check_system(b, a, "triangular_solve")
    refuse_dtype(b, "triangular_solve_cpu")
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    used = a.swapaxes(-1, -2) if transpose else a
    made = own.solve_triangular(used, np.broadcast_to(b, batch + b.shape[-2:]), upper != transpose, unitriangular)
    return columns(made), columns(np.broadcast_to(a, batch + a.shape[-2:]).copy())


def cholesky_ex(a, upper):
    """The Cholesky factor, and the order of the first leading minor that is not positive."""
    return _cholesky(a, upper, "linalg.cholesky")


def _cholesky(a, upper, name):
    check_square(a, name)
    if check_lapack(a, name, "cholesky_cpu"):
        return of_no_elements(_cholesky, a, upper, name)
    made, info = own.cholesky(adjoint(a) if upper else a)
    return columns(adjoint(made) if upper else made), info


def old_cholesky(a, upper):
    """The Cholesky factor."""
    warn_once(
        "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a future PyTorch release.\nL = torch.cholesky(A)\n"
        "should be replaced with\nL = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\nshould be replaced with\n"
        "U = torch.linalg.cholesky(A).mH\nThis transform will produce equivalent results for all valid (symmetric positive definite) inputs.",
        stacklevel=3,
    )
    if a.size == 0:
        return a.copy()
    refuse_dtype(a, "cholesky_cpu")
    made, info = _cholesky(a, upper, "cholesky")
    if info.any():
        raise_not_positive(info, "cholesky")
    return made


def _check_solve(b, a, name):
    for letter, x in (("b", b), ("u", a)):
        if x.ndim < 2:
            raise RuntimeError(f"{letter} should have at least 2 dimensions, but has {x.ndim} dimensions instead")
    check_system(b, a, name)


def cholesky_solve(b, factor, upper):
    """The solution of ``AX = B`` by A's Cholesky factor."""
    _check_solve(b, factor, "cholesky_solve")
    refuse_dtype(b, "cholesky_solve_cpu")
    other = adjoint(factor)
    first, second = (other, factor) if upper else (factor, other)
    return columns(own.solve_triangular(second, own.solve_triangular(first, b, False, False), True, False))


def cholesky_inverse(factor, upper):
    """The inverse of A by its Cholesky factor."""
    check_square(factor, "cholesky_inverse")
    refuse_dtype(factor, "cholesky_inverse_out_cpu")
    zero = factor.diagonal(axis1=-2, axis2=-1) == 0
    if zero.any():
        batch, code = batch_of(np.where(zero.any(-1), zero.argmax(-1) + 1, 0))
        raise LinAlgError(
            f"cholesky_inverse: {batch}The diagonal element {code} is zero, the inversion could not be completed because the input matrix is singular."
        )
    lower = adjoint(factor) if upper else factor
    half = own.solve_triangular(lower, np.eye(factor.shape[-1], dtype=factor.dtype), False, False)
    return columns(adjoint(half) @ half)


def qr(a, mode):
    """Q with orthonormal columns and upper triangular R; Q is empty in mode ``"r"``."""
    check_matrix(a, "linalg.qr")
    if mode not in ("reduced", "r", "complete") and a.dtype.kind in "fc":
        raise RuntimeError(f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'")
    if a.dtype.kind in "fc":
        refuse_dtype(a, "geqrf_cpu")
    check_floating(a, "linalg.qr")
    if mode == "r":
        return np.empty(0, a.dtype), columns(np.linalg.qr(a, "r"))
    q, r = np.linalg.qr(a, mode)
    return columns(q), columns(r)


def eigh(a, UPLO):
    """Eigenvalues in ascending order and orthonormal eigenvectors of Hermitian matrices, of which one triangle is read."""
    check_square(a, "linalg.eigh")
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    if needs_no_routine(a, "linalg_eigh_cpu"):
        return of_no_elements(eigh, a, UPLO)
    try:
        values, vectors = np.linalg.eigh(a, UPLO.upper())
        return values, columns(vectors)
    except np.linalg.LinAlgError:
        if not np.isfinite(a).all():
            return np.full(a.shape[:-1], np.nan, a.real.dtype), np.full(a.shape, np.nan, a.dtype)
        raise LinAlgError(
            "linalg.eigh: The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues "
            "(error code: 1)."
        ) from None


def eig(a):
    """Eigenvalues and eigenvectors of general matrices; always complex."""
    check_square(a, "linalg.eig")
    if a.dtype.kind not in "fc":
        raise RuntimeError(f"Unknown Complex ScalarType for {name_of(a)}")
    refuse_dtype(a, "linalg_eig_out_cpu")
    if not np.isfinite(a).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")
    values, vectors = np.linalg.eig(a)
    kind = np.result_type(a.dtype, np.complex64)
    return values.astype(kind, copy=False), columns(vectors.astype(kind, copy=False))


def svd(a, full_matrices, driver):
    """Singular values in descending order, and the left and right singular vectors."""
    check_matrix(a, "linalg.svd")
    if check_lapack(a, "linalg.svd", "linalg_svd_cpu"):
        return of_no_elements(svd, a, full_matrices, driver)
    if driver is not None and a.size:
        raise RuntimeError("torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.")
    try:
        u, s, vh = np.linalg.svd(a, full_matrices)
    except np.linalg.LinAlgError:
        bad = ~np.isfinite(own.flat_batch(a)).all((-1, -2))
        batch = f"(Batch element {int(bad.argmax())}): " if a.ndim > 2 else ""
        if bad.any():
            raise LinAlgError(
                f"linalg.svd: {batch}The algorithm failed to converge because the input matrix contained non-finite values."
            ) from None
        raise LinAlgError(
            f"linalg.svd: {batch}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated singular "
            "values (error code: 1)."
        ) from None
    return columns(u), s, columns(vh)


def _tolerance(s, atol, rtol, shape):
    """The bound below which a singular value counts as zero: ``max(atol, rtol * largest)``."""
    atol = np.asarray(0.0 if atol is None else atol, s.dtype)
    if rtol is None:
        rtol = np.where(atol > 0, 0, np.finfo(s.dtype).eps * max(shape[-2:]))
    largest = s.max(-1, initial=0)
    return np.maximum(atol, np.asarray(rtol, s.dtype) * largest)


def pinv(a, atol, rtol, hermitian):
    """Moore and Penrose's inverse; singular values up to ``max(atol, rtol * largest)`` count as zero."""
    if a.ndim < 2 or a.dtype.kind not in "fc" or a.dtype == np.float16:
        raise RuntimeError(
            f"linalg.pinv({name_of(a)}{{{list(a.shape)}}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types"
        )
    if a.size == 0:
        return np.empty(a.shape[:-2] + (a.shape[-1], a.shape[-2]), a.dtype)
    if hermitian:
        values, u = eigh(a, "L")
        size = np.abs(values)
        keep = size > _tolerance(size, atol, rtol, a.shape)[..., None]
        return (u * np.where(keep, 1 / np.where(keep, values, 1), 0)[..., None, :].astype(a.dtype)) @ adjoint(u)
    u, s, vh = svd(a, False, None)
    keep = s > _tolerance(s, atol, rtol, a.shape)[..., None]
    return (adjoint(vh) * np.where(keep, 1 / np.where(keep, s, 1), 0)[..., None, :].astype(a.dtype)) @ adjoint(u)


def matrix_rank(a, atol, rtol, hermitian):
    """How many singular values (moduli of eigenvalues if `hermitian`) exceed the tolerance."""
    check_matrix(a, "torch.linalg.matrix_rank", "input")
    if (a.dtype.kind not in "fc" or a.dtype == np.float16) and rtol is None:
        raise RuntimeError("This function doesn't handle types other than float and double")
    if a.size == 0:
        return np.zeros(a.shape[:-2], np.int64)
    if hermitian:
        check_square(a, "linalg.eigh")
    s = np.abs(eigh(a, "L")[0]) if hermitian else svd(a, False, None)[1]
    return (s > _tolerance(s, atol, rtol, a.shape)[..., None]).sum(-1)


def matrix_exp(a):
    """The matrix exponential."""
    if a.dtype.kind not in "fc":
        check_floating(a, "linalg.matrix_exp")
    check_square(a, "linalg.matrix_exp")
    return own.matrix_exp(a)


def lstsq(a, b, rcond, driver):
    """Least squares: solution, residuals, rank and singular values. What the driver does not compute is empty."""
    name = "torch.linalg.lstsq"
    if a.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if b.ndim < 1:
        raise RuntimeError(f"{name}: other must have at least 1 dimension.")
    if not 0 <= a.ndim - b.ndim <= 1:
        raise RuntimeError(f"{name}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1")
    vector = b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1])
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"{name}: Expected input and other to have the same dtype, but got input's dtype {name_of(a)} and other's dtype {name_of(b)}"
        )
    if a.shape[-2] != (b.shape[-1] if vector else b.shape[-2]):
        raise RuntimeError(f"{name}: input.size(-2) should match other.size({'-1' if vector else '-2'})")
    driver = "gelsy" if driver is None else driver
    if driver not in ("gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    if a.dtype.kind not in "fc" or a.dtype == np.float16:
        if rcond is None:
            raise RuntimeError("This function doesn't handle types other than float and double")
        raise NotImplementedError(f"\"linalg_lstsq_cpu\" not implemented for '{name_of(a)}'")
    right = b[..., None] if vector else b
    m, n = a.shape[-2:]
    batch = np.broadcast_shapes(a.shape[:-2], right.shape[:-2])
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    bound = (np.finfo(s.dtype).eps * max(m, n) if rcond is None else rcond) * s.max(-1, initial=0)
    keep = s > bound[..., None] if driver != "gels" else np.ones(s.shape, bool)
    if driver == "gels" and a.size:
        _refuse_deficient(name, a)
    inverse = np.where(keep & (s != 0), 1 / np.where(s == 0, 1, s), 0).astype(a.dtype)
    made = adjoint(vh) @ (inverse[..., None] * (adjoint(u) @ right))
    if made.shape[:-2] != batch:
        made = np.broadcast_to(made, batch + made.shape[-2:]).copy()
    rank = keep.sum(-1)
    empty = np.empty(0, a.real.dtype)
    residuals = empty
    if m > n and driver != "gelsy" and (driver == "gels" or (rank == n).all()):
        residuals = (np.abs(a @ made - right) ** 2).sum(-2)
    if vector:
        made = made[..., 0]
    elif m > n:  # LAPACK solves within the right-hand sides, whose columns are longer
        whole = columns(np.empty(made.shape[:-2] + (m, made.shape[-1]), made.dtype))
        whole[..., :n, :] = made
        made = whole[..., :n, :]
    else:
        made = columns(made)
    rank = np.empty(0, np.int64) if driver == "gels" else rank
    return made, residuals, rank, s if driver in ("gelsd", "gelss") else empty


def _check_lu(a, pivot, name):
    """Refuse what is not to be factored; whether there is nothing to compute."""
    if a.ndim < 2:
        raise RuntimeError(f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(a.shape)} instead")
    nothing = needs_no_routine(a, "lu_cpu")
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    return nothing


def lu_factor_ex(a, pivot):
    """The packed LU factors, pivots, and the position of the first zero on U's diagonal."""
    if _check_lu(a, pivot, "torch.lu_factor"):
        return of_no_elements(lu_factor_ex, a, pivot)
    packed, pivots, info = own.lu(a)
    return columns(packed), pivots, info


def _unpack(packed):
    k = min(packed.shape[-2:])
    lower = np.tril(packed[..., :, :k], -1)
    at = np.arange(k)
    lower[..., at, at] = 1
    return lower, np.triu(packed[..., :k, :])


def _permutation_matrix(pivots, m, dtype):
    order = own.permutation(pivots, m)
    return (order[..., None, :] == np.arange(m)[:, None]).astype(dtype)


def lu(a, pivot):
    """``P L U == A`` with a permutation, a unit lower and an upper triangular matrix."""
    if _check_lu(a, pivot, "linalg.lu"):
        return of_no_elements(lu, a, pivot)
    packed, pivots, info = own.lu(a)
    return (_permutation_matrix(pivots, a.shape[-2], a.dtype), *_unpack(packed))


def lu_unpack(packed, pivots, unpack_data, unpack_pivots):
    """P, L and U of packed factors; empty where not asked for."""
    if pivots.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this function is intended to be used with "
            "the output produced by torch.linalg.lu_factor"
        )
    empty = np.empty(0, packed.dtype)
    lower, upper = _unpack(packed) if unpack_data else (empty, empty)
    return _permutation_matrix(pivots, packed.shape[-2], packed.dtype) if unpack_pivots else empty, lower, upper


def lu_solve(packed, pivots, b, left, adjoint_):
    """The solution of ``AX = B`` by the packed LU factors of A; `adjoint_` solves with A's conjugate transpose, not `left` ``XA = B``."""
    name = "linalg.lu_solve"
    if packed.dtype.kind not in "fc":
        check_floating(packed, "torch." + name)
    if packed.dtype != b.dtype:
        raise RuntimeError(
            f"{name}: Expected LU and B to have the same dtype, but found LU of type {name_of(packed)} and B of type {name_of(b)} instead"
        )
    if b.size:
        refuse_dtype(packed, name + "_cpu")
    if pivots.dtype != np.int32:
        raise RuntimeError(f"{name}: pivots should be a Tensor of scalar type torch.int32")
    check_square(packed, "torch." + name)
    check_matrix(b, name, "B")
    check_equation(packed, b, left, name)
    if pivots.shape[wrap_dim(-1, pivots.ndim, False)] != packed.shape[-1]:
        raise RuntimeError(f"{name}: Number of pivots per batch should be same as the dimension of the matrix")
    if pivots.shape != packed.shape[:-1]:
        raise RuntimeError(f"{name}: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape {list(pivots.shape)} instead")
    if pivots.size and pivots.min() < 1:
        raise RuntimeError("Pivots given to lu_solve must all be greater or equal to 1. Did you properly pass the result of lu_factor?")
    if not b.size:
        return columns(np.zeros(np.broadcast_shapes(packed.shape[:-2], b.shape[:-2]) + b.shape[-2:], b.dtype))
    if not left:  # X A = B is A^H X^H = B^H
        return np.ascontiguousarray(adjoint(lu_solve(packed, pivots, adjoint(b), True, not adjoint_)))
    order = own.permutation(pivots, packed.shape[-1])
    if adjoint_:
        turned = adjoint(packed)
        half = own.solve_triangular(turned, own.solve_triangular(turned, b, False, False), True, True)
        return columns(np.take_along_axis(half, np.broadcast_to(order.argsort(-1)[..., None], half.shape), -2))
    batch = np.broadcast_shapes(packed.shape[:-2], b.shape[:-2])
    b = np.broadcast_to(b, batch + b.shape[-2:])
    moved = np.take_along_axis(b, np.broadcast_to(order[..., None], b.shape), -2)
    return columns(own.solve_triangular(packed, own.solve_triangular(packed, moved, False, True), True, False))


def _refuse_deficient(name, a):
    """What LAPACK's `gels` refuses: a zero on the diagonal of the triangular factor, within rounding."""
    m, n = a.shape[-2:]
    sizes = np.abs(np.linalg.qr(a if m >= n else adjoint(a), "r").diagonal(axis1=-2, axis2=-1))
    zero = sizes <= np.finfo(sizes.dtype).eps / 8 * sizes.max(-1, keepdims=True)
    found = zero.any(-1) & (sizes.max(-1) > 0)  # a matrix of zeros has an answer
    if found.any():
        at = int(found.reshape(-1).argmax())
        batch = f"(Batch element {at}): " if a.ndim > 2 else ""
        code = int(zero.reshape(-1, zero.shape[-1])[at].argmax()) + 1
        raise LinAlgError(
            f"{name}: {batch}The least squares solution could not be computed because the input matrix does not have full rank (error code: {code})."
        )


def geqrf(a):
    """Householder's reflectors of the QR decomposition, packed with R, and their factors."""
    if a.ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    refuse_dtype(a, "geqrf_cpu")
    packed, tau = np.linalg.qr(a, "raw")
    return columns(packed.swapaxes(-1, -2)), tau


def ldl_factor_ex(a, hermitian, check_errors):
    """Bunch and Kaufman's factors of symmetric (`hermitian`: Hermitian) matrices in one lower triangle, with LAPACK's pivots and info."""
    name = "torch.linalg.ldl_factor_ex"
    check_square(a, name)
    if a.dtype.kind not in "fc":
        check_floating(a, name)
    if needs_no_routine(a, "ldl_factor_kernel_cpu"):
        return of_no_elements(ldl_factor_ex, a, hermitian, check_errors)
    factors, pivots, info = own.ldl(a, hermitian and a.dtype.kind == "c")
    if check_errors:
        raise_unknown_code(info, name)
    return columns(factors), pivots, info


def ldl_solve(factors, pivots, b, hermitian):
    """The solution of ``AX = B`` by the result of `ldl_factor_ex`."""
    name = "torch.linalg.ldl_solve"
    check_square(factors, name)
    if b.ndim < 2:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-max(b.ndim, 1)}, {max(b.ndim, 1) - 1}], but got -2)")
    if factors.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for {name}: each A matrix is {factors.shape[-1]} by {factors.shape[-1]} but each b matrix is "
            f"{b.shape[-2]} by {b.shape[-1]}"
        )
    if factors.shape[:-1] != pivots.shape:
        raise RuntimeError(f"{name}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape {list(pivots.shape)} instead")
    if pivots.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: Expected pivots to be integers. Got {name_of(pivots)}")
    if factors.dtype != b.dtype:
        raise RuntimeError(f"Expected b and A to have the same dtype, but found b of type {name_of(b)} and A of type {name_of(factors)} instead.")
    if factors.dtype.kind not in "fc":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {name_of(factors)}")
    if needs_no_routine(factors, "ldl_solve_kernel_cpu"):
        return of_no_elements(ldl_solve, factors, pivots, b, hermitian)
    check_batches(factors, b)
    return columns(own.ldl_solve(factors, pivots, b, hermitian and factors.dtype.kind == "c"))
