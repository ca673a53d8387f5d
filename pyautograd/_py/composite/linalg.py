"""Linear algebra over the decompositions: what raises where they fail, older names, and combinations of them."""

import math

import numpy as np

from pyautograd._warnings import warn_once

from ..._return_types import named_tuple
from ..core import array, exemplar, ops, readable, wrap
from ..kernels.linalg_checks import check_errors as raise_failures
from ..kernels.linalg_checks import check_matrix, check_square
from ..util import refuse_dtype, wrap_dim
from .losses import refuse_gradient


def det(self):
    """The determinant."""
    return ops.linalg_det(self)


def slogdet(self):
    """Sign and logarithm of the modulus of the determinant."""
    return named_tuple("slogdet", ["sign", "logabsdet"])(ops.linalg_slogdet(self))


def logdet(self):
    """The logarithm of the determinant: nan where it is negative."""
    check_square(exemplar(self), "logdet")
    if not (self.dtype.is_floating_point or self.dtype.is_complex):
        raise RuntimeError(f"logdet: Expected a floating point or complex tensor as input. Got {self.dtype.scalar_name}")
    if self.dtype.itemsize == 2:
        raise RuntimeError(f"logdet: Low precision dtypes not supported. Got {self.dtype.scalar_name}")
    sign, logabsdet = ops.linalg_slogdet(self)
    if self.dtype.is_complex:
        return ops.add(logabsdet, ops.log(sign))
    return ops.where(ops.eq(sign, -1), ops.scalar_tensor(math.nan, dtype=logabsdet.dtype), logabsdet)


def _check_errors(info, name):
    """Raise where a code says that `name` failed. Codes that cannot be read here are an operator's to look at, which modes see."""
    if readable(info):
        raise_failures(array(info), name)
    else:
        ops._linalg_check_errors(info, name, is_matrix=info.ndim == 0)


def _inverse(A):
    if A.dtype.name == "complex32":
        raise RuntimeError("linalg.inv: Low precision dtypes not supported. Got ComplexHalf")
    return ops._inverse(A)


def inv_ex(A, check_errors):
    """The inverse without a check, and the position of a zero pivot."""
    inverse, info = _inverse(A)
    if check_errors:
        _check_errors(info, "linalg.inv_ex")
    return named_tuple("linalg_inv_ex", ["inverse", "info"])((inverse, info))


def inv(A):
    """The inverse. Raises LinAlgError for a singular matrix."""
    inverse, info = _inverse(A)
    _check_errors(info, "linalg.inv")
    return inverse


def _plain(tolerance):
    if not hasattr(tolerance, "requires_grad"):
        return tolerance
    return array(tolerance) if tolerance.ndim else tolerance.item()


def pinv(self, atol, rtol, hermitian):
    """Moore and Penrose's inverse."""
    for name, tolerance in (("atol", atol), ("rtol", rtol)):
        refuse_gradient("linalg_pinv", name, tolerance if hasattr(tolerance, "requires_grad") else None)
    return ops._pinv(self, _plain(atol), _plain(rtol), hermitian)


def pinv_rcond(self, rcond, hermitian):
    """`pinv` with a relative tolerance only."""
    return ops._pinv(self, 0.0, _plain(rcond), hermitian)


def pinverse(self, rcond):
    """`pinv` under its older name."""
    return ops._pinv(self, 0.0, rcond, False)


def matrix_rank(input, atol, rtol, hermitian):
    """The number of singular values beyond the tolerance."""
    return ops._matrix_rank(input, _plain(atol), _plain(rtol), hermitian)


def matrix_rank_tol(input, tol, hermitian):
    """The number of singular values beyond an absolute tolerance."""
    return ops._matrix_rank(input, _plain(tol), 0.0, hermitian)


def _identity(a):
    """The identity (cut to the shape) for each matrix of a batch."""
    return wrap(np.broadcast_to(np.eye(a.shape[-2], a.shape[-1], dtype=a.dtype), a.shape).copy())


def _constant(x, value):
    """`value` as something that depends on `x`, with derivative zero."""
    return ops.where(wrap(np.zeros((), bool)), x, value)


def matrix_power(self, n):
    """An integer power of each matrix, by repeated squaring."""
    check_square(exemplar(self), "linalg.matrix_power")
    if n == 0:
        return _constant(self, _identity(exemplar(self)))
    if n < 0:
        self, n = ops.linalg_inv(self), -n
    if n == 1:
        return ops.clone(self)
    if n == 3:
        return ops.matmul(ops.matmul(self, self), self)
    power, made = self, None
    while n:
        if n & 1:
            made = power if made is None else ops.matmul(made, power)
        n >>= 1
        if n:
            power = ops.matmul(power, power)
    return made


def matrix_exp(self):
    """The matrix exponential."""
    return ops.linalg_matrix_exp(self)


def solve_ex(A, B, left, check_errors):
    """The solution without a check, and the position of a zero pivot."""
    solution, info = ops._solve(A, B, left)
    if check_errors:
        _check_errors(info, "linalg.solve_ex")
    return named_tuple("linalg_solve_ex", ["result", "info"])((solution, info))


def solve(A, B, left):
    """The solution of ``AX = B``. Raises LinAlgError for singular A."""
    solution, info = ops._solve(A, B, left)
    _check_errors(info, "linalg.solve")
    return solution


def cholesky_ex(self, upper, check_errors):
    """The Cholesky factor without a check, and the order of the first minor that is not positive."""
    factor, info = ops._cholesky(self, upper)
    if check_errors:
        _check_errors(info, "linalg.cholesky_ex")
    return named_tuple("linalg_cholesky_ex", ["L", "info"])((factor, info))


def cholesky(self, upper):
    """The Cholesky factor. Raises LinAlgError unless every matrix is positive definite."""
    factor, info = ops._cholesky(self, upper)
    _check_errors(info, "linalg.cholesky")
    return factor


def qr(self, some):
    """`linalg_qr` under its older name."""
    warn_once(
        "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch release.\nThe boolean parameter 'some' has been "
        "replaced with a string parameter 'mode'.\nQ, R = torch.qr(A, some)\nshould be replaced with\n"
        "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')",
        stacklevel=3,
    )
    return named_tuple("qr", ["Q", "R"])(ops.linalg_qr(self, "reduced" if some else "complete"))


def eigvalsh(self, UPLO):
    """Eigenvalues of Hermitian matrices."""
    return ops.linalg_eigh(self, UPLO)[0]


def eigvals(self):
    """Eigenvalues of general matrices."""
    check_square(exemplar(self), "linalg.eigvals")
    return ops.linalg_eig(self)[0]


def svdvals(A, driver):
    """Singular values."""
    return ops.linalg_svd(A, False, driver=driver)[1]


def svd(self, some, compute_uv):
    """`linalg_svd` in its older form: reduced by default, and with V instead of its conjugate transpose."""
    if self.ndim < 2:
        raise RuntimeError(f"linalg.svd: input should have at least 2 dimensions, but has {self.ndim} dimensions instead")
    made = named_tuple("svd", ["U", "S", "V"])
    if not compute_uv:
        batch, (m, n) = tuple(self.shape[:-2]), tuple(self.shape[-2:])
        return made((ops.zeros(batch + (m, m), dtype=self.dtype), svdvals(self, None), ops.zeros(batch + (n, n), dtype=self.dtype)))
    U, S, Vh = ops.linalg_svd(self, not some)
    return made((U, S, ops.mH(Vh)))


def lu_factor_ex(A, pivot, check_errors):
    """The packed LU factors, pivots, and the position of the first zero on U's diagonal."""
    made = ops._lu_factor(A, pivot)
    if check_errors:
        _check_errors(made[2], "linalg.lu_factor_ex")
    return named_tuple("linalg_lu_factor_ex", ["LU", "pivots", "info"])(made)


def lu_method(self, pivot, get_infos):
    """``x.lu()``: the packed factors and pivots as a plain tuple."""
    made = ops._lu_factor(self, pivot)
    return tuple(made) if get_infos else tuple(made)[:2]


def lu_factor(A, pivot):
    """The packed LU factors and pivots. Raises RuntimeError for a singular matrix."""
    factors, pivots, info = ops._lu_factor(A, pivot)
    _check_errors(info, "linalg.lu_factor")
    return named_tuple("linalg_lu_factor", ["LU", "pivots"])((factors, pivots))


def ldl_factor(self, hermitian):
    """The packed LDL factors and pivots. Raises RuntimeError for a zero pivot."""
    factors, pivots, info = ops.linalg_ldl_factor_ex(self, hermitian=hermitian)
    _check_errors(info, "linalg.ldl_factor")
    return named_tuple("linalg_ldl_factor", ["LD", "pivots"])((factors, pivots))


def lu_solve(self, LU_data, LU_pivots):
    """`linalg_lu_solve` under its older name, with the right-hand side first."""
    warn_once(
        "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a future PyTorch release.\nNote that "
        "torch.linalg.lu_solve has its arguments reversed.\nX = torch.lu_solve(B, LU, pivots)\nshould be replaced with\n"
        "X = torch.linalg.lu_solve(LU, pivots, B)",
        stacklevel=3,
    )
    return ops.linalg_lu_solve(LU_data, LU_pivots, self)


def _reflect(columns, tau, x, order):
    """``x`` times the reflectors ``I - tau v v^H`` from the left, one after the other."""
    for at in order:
        v = ops.unsqueeze(ops.select(columns, -1, at), -1)
        factor = ops.unsqueeze(ops.unsqueeze(ops.select(tau, -1, at), -1), -1)
        x = ops.sub(x, ops.mul(ops.mul(factor, v), ops.matmul(ops.mH(v), x)))
    return x


def _unit_lower(input, count):
    """The reflectors' vectors: what is stored below the diagonal, 1 on it."""
    made = exemplar(input)
    unit = wrap(np.eye(made.shape[-2], count, dtype=made.dtype))
    return ops.add(ops.tril(ops.narrow(input, -1, 0, count), -1), unit)


def householder_product(input, tau):
    """The first columns of the product of Householder reflectors, as `geqrf` packs them."""
    name = "torch.linalg.householder_product"
    if input.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    m, n = input.shape[-2], input.shape[-1]
    if m < n:
        raise RuntimeError(f"{name}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    if n < tau.shape[-1]:
        raise RuntimeError(f"{name}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if input.ndim - tau.ndim != 1:
        raise RuntimeError(
            f"{name}: Expected tau to have one dimension less than input, but got tau.ndim equal to {tau.ndim} and "
            f"input.ndim is equal to {input.ndim}"
        )
    if tuple(tau.shape[:-1]) != tuple(input.shape[:-2]):
        raise RuntimeError(f"{name}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got {list(tau.shape[:-1])}")
    if tau.dtype is not input.dtype:
        raise RuntimeError(f"{name}: tau dtype {tau.dtype.scalar_name} does not match input dtype {input.dtype.scalar_name}")
    refuse_dtype("orgqr_cpu", input.dtype, "bslh")
    count, start = tau.shape[-1], _identity(exemplar(input))
    if count == 0:
        return ops._householder_columns(_constant(input, start))
    return ops._householder_columns(_reflect(_unit_lower(input, count), tau, start, range(count - 1, -1, -1)))


def ormqr(self, input2, input3, left, transpose):
    """A matrix times the orthogonal matrix that `geqrf` packs."""
    tau, other = input2, input3
    if self.ndim < 2:
        raise RuntimeError("torch.ormqr: input must have at least 2 dimensions.")
    if other.ndim < 2:
        raise RuntimeError("torch.ormqr: other must have at least 2 dimensions.")
    side = -2 if left else -1
    count = tau.shape[wrap_dim(-1, tau.ndim, False)]
    if other.shape[side] != self.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    if count != min(other.shape[side], self.shape[-1]):
        raise RuntimeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    for name, x, fewer, relation in (("tau", tau, 1, "have one dimension less than"), ("other", other, 0, "have the same number of dimensions as")):
        if x.ndim != self.ndim - fewer:
            raise RuntimeError(
                f"torch.ormqr: Expected {name} to {relation} input, but got {name}.ndim equal to {x.ndim} and input.ndim is equal to {self.ndim}"
            )
    for name, batch in (("tau", tuple(tau.shape[:-1])), ("other", tuple(other.shape[:-2]))):
        if batch != tuple(self.shape[:-2]):
            raise RuntimeError(f"torch.ormqr: Expected batch dimensions of {name} to be equal to input.shape[:-2], but got {list(batch)}")
    for name, x in (("tau", tau), ("other", other)):
        if x.dtype is not self.dtype:
            raise RuntimeError(
                f"torch.ormqr: Expected input and {name} to have the same dtype, but input has dtype{self.dtype.scalar_name} and {name} has dtype "
                f"{x.dtype.scalar_name}"
            )
    refuse_dtype("ormqr_cpu", self.dtype, "bslh")
    columns = _unit_lower(self, count)
    forward = range(count) if transpose else range(count - 1, -1, -1)
    if left:
        return ops._ormqr_columns(_reflect(columns, ops.conj_physical(tau) if transpose else tau, other, forward))
    # X Q is (Q^H X^H)^H
    turned = range(count - 1, -1, -1) if transpose else range(count)
    return ops._ormqr_columns(ops.resolve_conj(ops.mH(_reflect(columns, tau if transpose else ops.conj_physical(tau), ops.mH(other), turned))))


def nuclear_norm(self, keepdim):
    """The sum of the singular values of a matrix."""
    if self.ndim != 2:
        raise RuntimeError(f"Expected a tensor with 2 dimensions, but got a tensor with {self.ndim} dimensions instead.")
    return nuclear_norm_dim(self, (0, 1), keepdim)


def nuclear_norm_dim(self, dim, keepdim):
    """The sum of the singular values of the matrices in two dimensions."""
    ndim = self.ndim
    first, second = wrap_dim(dim[0], ndim), wrap_dim(dim[1], ndim)
    made = ops.sum(svdvals(ops.movedim(self, (first, second), (-2, -1)), None), (-1,))
    if keepdim:
        for d in sorted((first, second)):
            made = ops.unsqueeze(made, d)
    return made


def cond(self, p):
    """The condition number: the ratio of extreme singular values, or ``norm(A, p) * norm(inverse(A), p)``."""
    under = exemplar(self)
    if under.ndim < 2:
        raise RuntimeError(
            "linalg.cond: The input tensor must have at least 2 dimensions." if not isinstance(p, str) else
            f"linalg.cond(ord={p}): The input tensor A must have at least 2 dimensions."
        )
    if p is None or p == 2 or p == -2:
        check_matrix(under, "linalg.cond")
        if not under.size and not self.dtype.is_floating_point and not self.dtype.is_complex:
            return ops.zeros(tuple(self.shape[:-2]), dtype=self.dtype)
        values = svdvals(self, None)
        if under.shape[-1] == 0 or under.shape[-2] == 0:
            return ops.zeros(tuple(self.shape[:-2]), dtype=values.dtype)
        largest, smallest = ops.narrow(values, -1, 0, 1), ops.narrow(values, -1, values.shape[-1] - 1, 1)
        return ops.squeeze(ops.div(smallest, largest) if p == -2 else ops.div(largest, smallest), -1)
    known = p in ("fro", "nuc", 1, -1, float("inf"), float("-inf"))
    if not known and not isinstance(p, str):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if under.size == 0 and not isinstance(p, str):
        return ops.zeros(tuple(self.shape[:-2]), dtype=self.dtype.to_real())
    check_square(under, f"linalg.cond(ord={p})")
    if not known:
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if under.size == 0:
        return ops.zeros(tuple(self.shape[:-2]), dtype=self.dtype.to_real())
    if p == "nuc":
        values = svdvals(self, None)
        return ops.mul(ops.sum(values, (-1,)), ops.sum(ops.reciprocal(values), (-1,)))
    inverse, info = ops._inverse(self)
    codes = array(info)
    if codes.any():
        singular = wrap((codes > 0)[..., None, None])
        inverse = ops.masked_fill(inverse, singular, float("inf"))
    made = ops.mul(ops.linalg_matrix_norm(self, p), ops.linalg_matrix_norm(inverse, p))
    return ops.nan_to_num(made, float("inf"), float("inf"), float("-inf"))


def _numel(shape):
    total = 1
    for n in shape:
        total *= n
    return total


def tensorinv(self, ind):
    """The inverse of a tensor as a linear map from its last dimensions to its first `ind`."""
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    shape = tuple(self.shape)
    rows, columns = _numel(shape[:ind]), _numel(shape[ind:])
    if rows != columns:
        raise RuntimeError(
            f"Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got {columns} != {rows}"
        )
    inverse, info = ops._inverse(ops.reshape(self, (rows, columns)))
    _check_errors(info, "inv")
    return ops.reshape(inverse, shape[ind:] + shape[:ind])


def tensorsolve(self, other, dims):
    """``X`` with ``tensordot(self, X, X.ndim) == other``."""
    if dims is not None:
        ndim = self.ndim
        moved = [wrap_dim(d, ndim) for d in dims]
        self = ops.movedim(self, tuple(moved), tuple(range(ndim - len(moved), ndim)))
    shape = tuple(self.shape)
    result = shape[other.ndim :]
    columns = _numel(result)
    if columns != other.numel():
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {columns} != {other.numel()}"
        )
    return ops.reshape(ops.linalg_solve(ops.reshape(self, (columns, columns)), ops.reshape(other, (-1,))), result)
