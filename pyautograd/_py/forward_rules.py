"""Tangents of single operators, where none of the general rules does: `jvp` of a row names a function here.

Each gets the arguments, their tangents (None for zero) and the results, and gives a list with the tangent of each result.
"""
from .core import evaluate_vjp, ops, run_row
from .forward import is_complex, transposed_tangents

# Where the dimension stands among the arguments of operators that select elements.
_DIM = {"kthvalue": 2, "topk": 2}


def logcumsumexp_jvp(spec, values, tangents, results):
    """``cumsum(exp(x) t) / cumsum(exp(x))``, with the largest element taken off first."""
    (x, dim), t = values, tangents[0]
    if not x.ndim or not x.numel() or is_complex(x):
        return transposed_tangents(spec, values, tangents, results)
    weights = ops.exp(x - ops.amax(x.detach(), [dim], True))
    return [ops.cumsum(weights * t, dim) / (ops.cumsum(weights, dim) + 1e-13)]


def log_softmax_jvp(spec, values, tangents, results):
    """``t - sum(softmax(x) t)``."""
    (result,), t, dim = results, tangents[0], values[1]
    if t.dtype is not result.dtype:
        t = t.to(result.dtype)
    return [t - ops.sum(ops.exp(result) * t, dim, True) if result.ndim else ops.zeros_like(result)]


def selected_jvp(spec, values, tangents, results):
    """The tangents of the elements that were selected along a dimension."""
    t, indices = tangents[0], results[1]
    if not t.ndim:
        return [t, None]
    dim = 2 if spec.name == "sort" and len(values) == 4 else _DIM.get(spec.name, 1)
    dim = values[dim]
    if indices.ndim == t.ndim:
        return [ops.gather(t, dim, indices), None]
    return [ops.squeeze(ops.gather(t, dim, ops.unsqueeze(indices, dim)), dim), None]


def added_product_jvp(spec, values, tangents, results):
    """``beta x + alpha a b``, whatever the product is: the operator itself adds up the tangent's three terms."""
    total, a, b = tangents[:3]
    factor, alpha = values[3], values[4]
    if tangents[1] is None and tangents[2] is None:
        return [total * factor]
    first, second = values[1], values[2]
    for left, right in ((a, second), (first, b)):
        if left is not None and right is not None:
            start = ops.zeros((), dtype=results[0].dtype) if total is None else total
            total = run_row(spec, [start, left, right, factor, alpha])
            factor = 1
    return [total]


# Where operands are equal, at bounds and at NaN the Jacobian-vector product is not always the transpose of the vector-Jacobian product: these
# are PyTorch's choices.


def _along(tangent, result):
    """A tangent in the result's dtype, zero where there is none."""
    if tangent is None:
        return ops.zeros((), dtype=result.dtype)
    return tangent if tangent.dtype is result.dtype else tangent.to(result.dtype)


def larger_jvp(spec, values, tangents, results):
    """``maximum`` and ``minimum``: the mean of both tangents where the operands are equal, the second one's at NaN."""
    (x, y), (result,) = values, results
    s, t = _along(tangents[0], result), _along(tangents[1], result)
    first = ops.gt(x, y) if spec.name == "maximum" else ops.lt(x, y)
    return [t + ops.where(ops.eq(x, y), 0.5, first.to(result.dtype)).to(result.dtype) * (s - t)]


def clamp_jvp(spec, values, tangents, results):
    """The tangent of the bound that is passed, else that of the tensor, at the bounds and at NaN as well."""
    (x, low, high), (result,) = values, results
    made = _along(tangents[0], result)
    if high is not None:
        above = _along(tangents[2], result)
        made = ops.where(ops.gt(x, high), above, made)
    if low is not None:
        made = ops.where(ops.lt(x, low), _along(tangents[1], result), made)
        if high is not None:
            made = ops.where(ops.gt(low, high), above, made)
    return [made]


def atan2_jvp(spec, values, tangents, results):
    """``(y' x - y x') / (x^2 + y^2)``, NaN where both are 0."""
    (y, x), (result,) = values, results
    s, t = _along(tangents[0], result), _along(tangents[1], result)
    return [(x * s - y * t) / (y * y + x * x)]


def quotient_jvp(spec, values, tangents, results):
    """``(x' - y' x / y) / y``."""
    (_, y), (result,) = values, results
    s, t = tangents
    above = _along(s, result)
    return [(above if t is None else above - _along(t, result) * result) / y]


def prelu_jvp(spec, values, tangents, results):
    (x, weight), (result,) = values, results
    s, t = _along(tangents[0], result), _along(tangents[1], result)
    below = weight * s
    return [ops.where(ops.ge(x, 0), s, below if tangents[1] is None else below + x * t)]


def evenly_read_jvp(spec, values, tangents, results):
    """The mean of the tangents of the elements that equal the one chosen from all; NaN if that is NaN."""
    mask = ops.eq(values[0], results[0])
    return [ops.sum(ops.where(mask, tangents[0], 0)) / ops.sum(mask)]


def convolution_jvp(spec, values, tangents, results):
    """The product rule for the input and the weight; the bias is added to each channel."""
    x, weight, bias, *geometry = values
    t_x, t_weight, t_bias = tangents[:3]
    total = None
    if t_x is not None:
        total = run_row(spec, [t_x, weight, t_bias, *geometry])
    if t_weight is not None:
        part = run_row(spec, [x, t_weight, t_bias if total is None else None, *geometry])
        total = part if total is None else total + part
    if total is None:
        batched = ops.reshape(t_bias, [-1] + [1] * (weight.ndim - 2))
        total = batched.expand(results[0].shape)
    return [total]


def padded_jvp(spec, values, tangents, results):
    """The tangent with zeros for the number that fills, which is the last argument."""
    return [run_row(spec, [tangents[0], *values[1:-1], 0])]


def eigh_jvp(spec, values, tangents, results):
    """``diag(P)`` and ``V (P / E)`` with ``P = V^H t V`` and ``E_jk = L_k - L_j``, zero where ``j = k``."""
    L, V = results
    product = ops.matmul(ops.matmul(_adjoint(V), tangents[0].to(V.dtype)), V)
    diagonal = ops.diagonal(product, 0, -2, -1)
    differences = ops.unsqueeze(L, -2) - ops.unsqueeze(L, -1)
    ones = ops.diag_embed(ops.ones_like(L.detach()))
    middle = (product - ops.diag_embed(diagonal)) / (differences + ones)
    return [ops.real(diagonal).contiguous(), ops.matmul(V, middle)]


def cholesky_jvp(spec, values, tangents, results):
    """``L tril(L^{-1} t L^{-H})``, the diagonal halved; for an upper factor all of it adjoint."""
    upper, factor, t = values[1], results[0], tangents[0]
    L = _adjoint(factor) if upper else factor
    inner = ops.linalg_solve_triangular(L, t, upper=False)
    inner = ops.linalg_solve_triangular(_adjoint(L), inner, upper=True, left=False)
    inner = ops.tril(inner) - 0.5 * ops.diag_embed(ops.diagonal(inner, 0, -2, -1))
    made = ops.matmul(L, inner)
    return [_adjoint(made) if upper else made, *[None] * (len(results) - 1)]


def _adjoint(x):
    return ops.conj_physical(ops.transpose(x, -2, -1))


def ctc_jvp(spec, values, tangents, results):
    """A loss depends on its own sequence alone, so one vector-Jacobian product has the derivatives of all."""
    (product,) = evaluate_vjp(spec, values, results, (0,), [ops.ones_like(r) for r in results])
    return [ops.sum(product * tangents[0], [0, 2]), *[None] * (len(results) - 1)]
