"""Batching rules of matrix products and of linear algebra, whose operators take batches of matrices anyway."""
from .._core import core
from ._batched import BatchedTensor, TensorBase, Unsuited, batched, front, full, levels_of, loop, target_of
from ._batching_rules import call, wrapped

ops = core.ops


def _require(spec, tensors, ndims):
    """Refuse what would be broadcast behind the back of an operator that takes no batches; the core words the error."""
    if any([t.ndim != n for t, n in zip(tensors, ndims)]):
        if spec.name in ("dot", "vdot"):
            raise RuntimeError("Got wrong shapes for " + spec.name)
        if spec.name in ("mm", "mv", "bmm"):
            (a, b), (n, m) = tensors, ndims
            raise RuntimeError(
                f"Shape mismatch: Got incorrect dims for {spec.name}(a, b). a has dim {a.ndim}and b has dim {b.ndim}but expected them to have dim {n} and "
                f"dim {m}"
            )
        raise Unsuited
    if any([t.dtype is not tensors[0].dtype for t in tensors]):
        raise Unsuited


def mm(spec, values, inplace):
    a, b = values[:2]
    _require(spec, (a, b), (2, 2))
    levels, _ = levels_of(values)
    return batched(matrix_product(a, b, levels), levels)


def matrix_product(a, b, levels):
    """The physical product of matrices, or of batches of them."""
    first = front(a, levels) if isinstance(a, BatchedTensor) else a
    second = front(b, levels) if isinstance(b, BatchedTensor) else b
    return ops.matmul(first, second)


def mv(spec, values, inplace):
    a, b = values[:2]
    _require(spec, (a, b), (2, 1))
    levels, _ = levels_of(values)
    if not isinstance(a, BatchedTensor):
        if a.shape[1] != b.shape[0]:
            raise Unsuited
        return batched(ops.matmul(b._value, ops.t(a)), levels)
    if not isinstance(b, BatchedTensor):
        return batched(ops.matmul(a._value, b), levels)
    return batched(ops.squeeze(ops.matmul(front(a, levels), front(b, levels).unsqueeze(-1)), -1), levels)


def dot(spec, values, inplace):
    a, b = values[:2]
    _require(spec, (a, b), (1, 1))
    levels, _ = levels_of(values)
    if spec.name == "vdot" and a.dtype.is_complex:
        a = a.conj()
    if not isinstance(a, BatchedTensor):
        return batched(ops.matmul(b._value, a), levels)
    if not isinstance(b, BatchedTensor):
        return batched(ops.mv(a._value, b) if len(levels) == 1 else ops.matmul(a._value, b), levels)
    made = ops.matmul(front(a, levels).unsqueeze(-2), front(b, levels).unsqueeze(-1))
    return batched(made.squeeze(-1).squeeze(-1), levels)


def bmm(spec, values, inplace):
    a, b = values[:2]
    _require(spec, (a, b), (3, 3))
    levels, _ = levels_of(values)
    return batched(matrix_product(a, b, levels), levels)


def added(product, ndims):
    """A rule for ``beta * self + alpha * product(a, b)``."""

    def rule(spec, values, inplace):
        x, a, b, beta, alpha = values
        _require(spec, (a, b), ndims)
        if inplace and not isinstance(x, BatchedTensor):
            target_of(spec, values, levels_of(values)[0])
        made = product(a, b)
        if x.dtype is not a.dtype or x.ndim > made.ndim:
            raise Unsuited
        if alpha != 1:
            made = made * alpha
        if beta != 0:
            made = (x if beta == 1 else x * beta) + made
        else:
            ops.expand(x, made.shape)
        if made.shape != x.shape and inplace:
            raise Unsuited
        if inplace:
            levels, _ = levels_of(values)
            target_of(spec, values, levels)
            return x.copy_(made)
        return made

    return rule


def matmul(spec, values, inplace):
    """The product of vectors, matrices and batches: the physical tensors brought to what ``matmul`` broadcasts."""
    a, b = values
    levels, _ = levels_of(values)
    n, m = a.ndim, b.ndim
    if n == 0 or m == 0 or a.dtype is not b.dtype:
        raise Unsuited
    if n == 2 and m == 2:
        return batched(matrix_product(a, b, levels), levels)
    if n == 1 and m == 1:
        return dot(spec, values, inplace)
    if n == 2 and m == 1:
        return mv(spec, values, inplace)
    if n == 1 and m == 2 and not isinstance(b, BatchedTensor):
        return batched(ops.matmul(a._value, b), levels)
    left = _rows(a, levels, m) if n == 1 else _padded(a, levels, m)
    right = _columns(b, levels, n) if m == 1 else _padded(b, levels, n)
    made = ops.matmul(left, right)
    if n == 1:
        made = made.squeeze(-2)
    if m == 1:
        made = made.squeeze(-1)
    return batched(made, levels)


def _padded(x, levels, other):
    """Ones between the batch dimensions and those of `x`, so that the latter broadcast from the right."""
    return front(x, levels, max(x.ndim, other)) if isinstance(x, BatchedTensor) else x


def _rows(x, levels, other):
    x = ops.unsqueeze(x, 0)
    return front(x, levels, max(2, other)) if isinstance(x, BatchedTensor) else x


def _columns(x, levels, other):
    x = ops.unsqueeze(x, 1)
    return front(x, levels, max(2, other)) if isinstance(x, BatchedTensor) else x


def linear(spec, values, inplace):
    """``x W^T + b``."""
    x, weight, bias = values
    if weight.ndim != 2 or x.ndim == 0:
        raise Unsuited
    if not isinstance(weight, BatchedTensor) and not isinstance(bias, BatchedTensor):
        return batched(call(spec, [x._value, weight, bias]), x._levels)
    made = ops.matmul(x, ops.t(weight))
    return made if bias is None else made + bias


def matrices(*ndims):
    """A rule for operators on batches of matrices: all tensors aligned and expanded; the examples must have at least `ndims` dimensions."""

    def rule(spec, values, inplace):
        levels, sizes = levels_of(values)
        tensors = [v for v in values if isinstance(v, TensorBase)]
        if any([t.ndim < n for t, n in zip(tensors, ndims)]):
            raise Unsuited
        if len(tensors) > 1:
            ndim = max([t.ndim for t in tensors])
            if any([t.ndim != ndim for t, n in zip(tensors, ndims) if n == 2]):
                return loop(spec, values, inplace)
        return wrapped(call(spec, [full(v, levels, sizes) if isinstance(v, TensorBase) else v for v in values]), levels)

    return rule


def solve(spec, values, inplace):
    """``solve`` in its forms: a vector on the right is told from a matrix by the shapes, which the batch dimensions would confuse."""
    a, b, left = values[:3]
    if a.ndim < 2:
        raise Unsuited
    vector = b.ndim == 1 or (a.ndim - 1 == b.ndim and tuple(b.shape) == tuple(a.shape[:-1]))
    if vector and not left:
        raise Unsuited
    levels, sizes = levels_of(values)
    n = max(a.ndim, b.ndim + vector)
    right = ops.unsqueeze(b, -1) if vector else b
    made = call(spec, [_expanded(a, levels, sizes, n), _expanded(right, levels, sizes, n), *values[2:]])
    if isinstance(made, TensorBase):
        return batched(made.squeeze(-1) if vector else made, levels)
    return [batched(made[0].squeeze(-1) if vector else made[0], levels), batched(made[1], levels)]


def _expanded(x, levels, sizes, ndim):
    made = front(x, levels, ndim)
    return made.expand(*sizes, *made.shape[len(levels) :])


def with_tolerances(spec, values, inplace):
    """Operators on batches of matrices whose tolerances are numbers, or tensors of one for each matrix."""
    x = values[0]
    if x.ndim < 2:
        raise Unsuited
    levels, sizes = levels_of(values)
    given = []
    for v in values[1:]:
        if isinstance(v, TensorBase):
            v = full(v, levels, sizes) if v.ndim == x.ndim - 2 or not v.ndim else None
            if v is None:
                return loop(spec, values, inplace)
            v = v.reshape((*sizes, *(1,) * (x.ndim - 2))) if v.ndim == len(sizes) else v
        given.append(v)
    return batched(call(spec, [full(x, levels, sizes), *given]), levels)


def cdist(spec, values, inplace):
    levels, sizes = levels_of(values)
    x, y = values[:2]
    if x.ndim != y.ndim or x.ndim < 2:
        return loop(spec, values, inplace)
    return batched(call(spec, [full(x, levels, sizes), full(y, levels, sizes), *values[2:]]), levels)


RULES = {
    "mm": mm, "mv": mv, "dot": dot, "vdot": dot, "bmm": bmm, "matmul": matmul,
    "addmm": added(ops.mm, (2, 2)), "addmv": added(ops.mv, (2, 1)), "addr": added(ops.outer, (1, 1)), "baddbmm": added(ops.bmm, (3, 3)),
    "addbmm": added(lambda a, b: ops.sum(ops.bmm(a, b), [0]), (3, 3)), "triangular_solve": matrices(2, 2),
    **dict.fromkeys(("linalg_ldl_factor", "linalg_ldl_factor_ex"), matrices(2)), "_pinv": with_tolerances, "_matrix_rank": with_tolerances,
    "linalg_det": matrices(2), "linalg_slogdet": matrices(2), "_inverse": matrices(2), "linalg_matrix_exp": matrices(2), "_cholesky": matrices(2),
    "cholesky": matrices(2), "linalg_qr": matrices(2), "linalg_eigh": matrices(2), "linalg_eig": matrices(2), "linalg_svd": matrices(2),
    "_lu_factor": matrices(2), "linalg_lu": matrices(2), "_cofactors": matrices(2), "cholesky_inverse": matrices(2),
    "cholesky_solve": matrices(2, 2), "linalg_solve_triangular": matrices(2, 2), "_solve": solve, "_cdist": cdist,
    **dict.fromkeys(("linalg_inv_ex", "linalg_inv", "inverse", "linalg_cholesky_ex", "linalg_cholesky", "linalg_lu_factor_ex", "linalg_lu_factor"), matrices(2)),
    "linalg_solve": solve, "linalg_solve_ex": solve, "nn_functional_linear": linear,
    "_cofactors_derivative": matrices(2, 2), "geqrf": matrices(2),
}  # fmt: skip
