"""Factorisations that NumPy does not offer: LU, Cholesky with the order of the failing minor, triangular solves, matrix exponential.

All work on batches ``(..., m, n)`` with loops over columns, never over elements.
"""
import math

import numpy as np


def flat_batch(a):
    """``(..., m, n)`` as ``(batch, m, n)``."""
    batch = 1
    for n in a.shape[:-2]:
        batch *= n
    return a.reshape((batch,) + a.shape[-2:])


def lu(a):
    """LU with partial pivoting: the packed factors, LAPACK's pivots (from 1), and the position of the first zero pivot (0 for none)."""
    made = flat_batch(a).copy("C")
    batch, m, n = made.shape
    steps, every = min(m, n), np.arange(batch)
    pivots, info = np.zeros((batch, steps), np.int32), np.zeros(batch, np.int32)
    for j in range(steps):
        column = made[:, j:, j]
        size = np.abs(column.real) + np.abs(column.imag) if made.dtype.kind == "c" else np.abs(column)
        chosen = size.argmax(1) + j if batch else np.zeros(0, np.int64)
        pivots[:, j] = chosen + 1
        row = made[every, chosen]
        made[every, chosen] = made[:, j]
        made[:, j] = row
        pivot = made[:, j, j]
        zero = pivot == 0
        info[zero & (info == 0)] = j + 1
        below = made[:, j + 1 :, j]
        below /= np.where(zero, 1, pivot)[:, None]
        made[:, j + 1 :, j + 1 :] -= below[:, :, None] * made[:, j, None, j + 1 :]
    return made.reshape(a.shape), pivots.reshape(a.shape[:-2] + (steps,)), info.reshape(a.shape[:-2])


def permutation(pivots, m):
    """LAPACK's successive row exchanges as the order of rows: ``a[order] == l @ u``."""
    batch = pivots.reshape(math.prod(pivots.shape[:-1]), pivots.shape[-1])
    order = np.tile(np.arange(m), (batch.shape[0], 1))
    every = np.arange(batch.shape[0])
    for j in range(batch.shape[1]):
        other = batch[:, j] - 1
        kept = order[:, j].copy()
        order[:, j] = order[every, other]
        order[every, other] = kept
    return order.reshape(pivots.shape[:-1] + (m,))


def cholesky(a):
    """The lower factor of each Hermitian matrix (its lower triangle is read), and the order of the first minor that is not positive."""
    try:
        made = np.linalg.cholesky(a)
        if np.isfinite(made).all():
            return made, np.zeros(a.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        pass
    made = np.tril(flat_batch(a))
    info = np.zeros(made.shape[0], np.int32)
    for at in range(made.shape[0]):
        try:
            factor = np.linalg.cholesky(made[at])
        except np.linalg.LinAlgError:
            factor = None
        if factor is not None and np.isfinite(factor).all():
            made[at] = factor
        else:
            info[at] = _partial_cholesky(made[at])
    return made.reshape(a.shape), info.reshape(a.shape[:-2])


def _partial_cholesky(one):
    for j in range(one.shape[0]):
        pivot = one[j, j].real - (np.abs(one[j, :j]) ** 2).sum()
        if not pivot > 0:
            one[j, j] = pivot
            return j + 1
        one[j, j] = np.sqrt(pivot)
        one[j + 1 :, j] = (one[j + 1 :, j] - one[j + 1 :, :j] @ one[j, :j].conj()) / one[j, j]
    return 0


def solve_triangular(a, b, upper, unitriangular):
    """``x`` with ``a @ x == b``; only one triangle of `a` is read. A zero on the diagonal gives inf and nan, as LAPACK's trtrs does."""
    a = np.triu(a) if upper else np.tril(a)
    if unitriangular:
        at = np.arange(a.shape[-1])
        a[..., at, at] = 1
    if not (np.diagonal(a, axis1=-2, axis2=-1) == 0).any() and np.isfinite(a).all():
        return np.linalg.solve(a, b)
    n = a.shape[-1]
    made = np.empty(np.broadcast_shapes(a.shape[:-2], b.shape[:-2]) + b.shape[-2:], b.dtype)
    made[...] = b
    for j in range(n - 1, -1, -1) if upper else range(n):
        made[..., j, :] /= a[..., j, j, None]
        rest = slice(0, j) if upper else slice(j + 1, n)
        made[..., rest, :] -= a[..., rest, j, None] * made[..., j, None, :]
    return made


# Coefficients of the diagonal Pade approximant of degree 13 to exp (Higham, "The scaling and squaring method for the matrix
# exponential revisited", 2005), and the largest 1-norm for which it is accurate in double precision.
_PADE = (
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0, 129060195264000.0, 10559470521600.0, 670442572800.0,
    33522128640.0, 1323241920.0, 40840800.0, 960960.0, 16380.0, 182.0, 1.0,
)  # fmt: skip
_PADE_NORM = 5.371920351148152


def matrix_exp(a):
    """The exponential of each matrix by scaling, a Pade approximant and squaring, in double precision."""
    kind = a.dtype
    a = a.astype(np.complex128 if kind.kind == "c" else np.float64)
    if a.size == 0:
        return a.astype(kind)
    norm = np.abs(a).sum(-2).max(-1)
    finite = np.isfinite(norm)
    squarings = np.where(finite & (norm > _PADE_NORM), np.ceil(np.log2(np.where(norm > 0, norm, 1) / _PADE_NORM)), 0).astype(np.int64)
    x = np.where(finite[..., None, None], a, 0) / (2.0**squarings)[..., None, None]
    one, b = np.eye(a.shape[-1]), _PADE
    x2 = x @ x
    x4 = x2 @ x2
    x6 = x4 @ x2
    odd = x @ (x6 @ (b[13] * x6 + b[11] * x4 + b[9] * x2) + b[7] * x6 + b[5] * x4 + b[3] * x2 + b[1] * one)
    even = x6 @ (b[12] * x6 + b[10] * x4 + b[8] * x2) + b[6] * x6 + b[4] * x4 + b[2] * x2 + b[0] * one
    made = np.linalg.solve(even - odd, even + odd)
    for step in range(int(squarings.max(initial=0))):
        made = np.where((squarings > step)[..., None, None], made @ made, made)
    made = np.where(finite[..., None, None], made, np.nan)
    return made.astype(kind)


def cofactors(a):
    """The matrix of cofactors, ``d det(a) / d a``, from the SVD: also right where `a` is singular."""
    u, s, vh = np.linalg.svd(a)
    others = _products_without(s, 1)
    scale = np.linalg.det(u) * np.linalg.det(vh)
    return (scale[..., None, None] * ((u * others[..., None, :]) @ vh).conj()).astype(a.dtype)


def cofactors_derivative(a, e):
    """The derivative of `cofactors` at `a` in the direction `e`.

    In the basis of the SVD the second derivative of the determinant is ``sum over i != j of w_ij (e_ii f_jj - e_ij f_ji)`` with
    ``w_ij`` the product of all singular values but two.
    """
    u, s, vh = np.linalg.svd(a)
    w = _products_without(s, 2)
    scale = np.linalg.det(u) * np.linalg.det(vh)
    inner = u.conj().swapaxes(-1, -2) @ e @ vh.conj().swapaxes(-1, -2)
    made = -(w * inner).swapaxes(-1, -2)
    at = np.arange(a.shape[-1])
    made[..., at, at] = (w @ np.diagonal(inner, axis1=-2, axis2=-1)[..., None])[..., 0]
    return (scale[..., None, None] * (u.conj() @ made @ vh.conj())).astype(a.dtype)


def _products_without(s, count):
    """Products of all elements of the last dimension but one, or but each pair (zero on the diagonal)."""
    n = s.shape[-1]
    left_out = np.eye(n, dtype=bool)
    if count == 1:
        return np.where(left_out, 1, s[..., None, :]).prod(-1)
    pair = left_out[:, None, :] | left_out[None, :, :]
    return np.where(pair, 1, s[..., None, None, :]).prod(-1) * ~left_out


def ldl(a, hermitian):
    """Bunch and Kaufman's LDL with partial pivoting of the lower triangle, as LAPACK's sytrf and hetrf pack it, with their pivots and info."""
    made = np.tril(flat_batch(a))
    pivots, info = np.zeros(made.shape[:2], np.int32), np.zeros(made.shape[0], np.int32)
    for at in range(made.shape[0]):
        info[at] = _ldl_one(made[at], pivots[at], hermitian)
    made = np.ascontiguousarray(made.swapaxes(-1, -2)).swapaxes(-1, -2)  # columns together, as LAPACK leaves it
    return made.reshape(a.shape[:-2] + made.shape[-2:]), pivots.reshape(a.shape[:-1]), info.reshape(a.shape[:-2])


def _size(x):
    return np.abs(x.real) + np.abs(x.imag) if x.dtype.kind == "c" else np.abs(x)


def _ldl_one(a, pivots, hermitian):
    n, k, info = a.shape[0], 0, 0
    alpha = (1 + np.sqrt(17.0)) / 8

    def other(x):
        return x.conj() if hermitian else x

    while k < n:
        step, swap = 1, k
        diagonal = abs(a[k, k].real) if hermitian else float(_size(a[k, k]))
        below = _size(a[k + 1 :, k])
        row = k + 1 + int(below.argmax()) if len(below) else k
        largest = float(below.max()) if len(below) else 0.0
        if max(diagonal, largest) == 0 or diagonal != diagonal:
            info = info or k + 1
        else:
            if diagonal < alpha * largest:
                across = float(max(_size(a[row, k:row]).max(initial=0), _size(a[row + 1 :, row]).max(initial=0)))
                own = abs(a[row, row].real) if hermitian else float(_size(a[row, row]))
                if diagonal >= alpha * largest * (largest / across):
                    swap = k
                elif own >= alpha * across:
                    swap = row
                else:
                    swap, step = row, 2
            first = k + step - 1
            if swap != first:
                _exchange(a, k, first, swap, step, other)
            if step == 1:
                x = a[k + 1 :, k].copy()
                d = a[k, k].real if hermitian else a[k, k]
                a[k + 1 :, k + 1 :] -= np.tril(np.outer(x / d, other(x)))
                a[k + 1 :, k] = x / d
            elif k < n - 2:
                x = a[k + 2 :, k : k + 2].copy()
                block = np.array([[a[k, k], other(a[k + 1, k])], [a[k + 1, k], a[k + 1, k + 1]]])
                w = np.linalg.solve(block.T, x.T).T  # rows of x times the block's inverse
                a[k + 2 :, k + 2 :] -= np.tril(w @ other(x).T)
                a[k + 2 :, k : k + 2] = w
        if step == 1:
            pivots[k] = swap + 1
        else:
            pivots[k : k + 2] = -(swap + 1)
        k += step
    return info


def _exchange(a, k, first, swap, step, other):
    """Rows and columns `first` and `swap` of the trailing symmetric matrix exchanged in its lower triangle."""
    kept = a[swap + 1 :, first].copy()
    a[swap + 1 :, first], a[swap + 1 :, swap] = a[swap + 1 :, swap].copy(), kept
    kept = a[first + 1 : swap, first].copy()
    a[first + 1 : swap, first], a[swap, first + 1 : swap] = other(a[swap, first + 1 : swap].copy()), other(kept)
    a[swap, first] = other(a[swap, first])
    a[first, first], a[swap, swap] = a[swap, swap], a[first, first]
    if step == 2:
        a[k + 1, k], a[swap, k] = a[swap, k], a[k + 1, k]


def ldl_solve(factors, pivots, b, hermitian):
    """``x`` with ``a @ x == b`` by the packed factors of `ldl`."""
    batch = np.broadcast_shapes(factors.shape[:-2], b.shape[:-2])
    packed = flat_batch(np.broadcast_to(factors, batch + factors.shape[-2:]))
    order = np.broadcast_to(pivots, batch + pivots.shape[-1:]).reshape(packed.shape[0], pivots.shape[-1])
    made = flat_batch(np.broadcast_to(b, batch + b.shape[-2:])).copy()
    for at in range(packed.shape[0]):
        _ldl_solve_one(packed[at], order[at], made[at], hermitian)
    made = np.ascontiguousarray(made.swapaxes(-1, -2)).swapaxes(-1, -2)
    return made.reshape(batch + b.shape[-2:])


def _ldl_solve_one(a, pivots, x, hermitian):
    n = a.shape[0]

    def other(v):
        return v.conj() if hermitian else v

    steps, k = [], 0
    while k < n:
        step = 1 if pivots[k] > 0 else 2
        swap, first = abs(int(pivots[k])) - 1, k + step - 1
        steps.append((k, step, swap, first))
        if swap != first:
            x[[first, swap]] = x[[swap, first]]
        rest = k + step
        x[rest:] -= a[rest:, k:rest] @ x[k:rest]
        if step == 1:
            x[k] /= a[k, k].real if hermitian else a[k, k]
        else:
            block = np.array([[a[k, k], other(a[k + 1, k])], [a[k + 1, k], a[k + 1, k + 1]]])
            x[k:rest] = np.linalg.solve(block, x[k:rest])
        k = rest
    for k, step, swap, first in reversed(steps):
        rest = k + step
        x[k:rest] -= other(a[rest:, k:rest]).T @ x[rest:]
        if swap != first:
            x[[first, swap]] = x[[swap, first]]
