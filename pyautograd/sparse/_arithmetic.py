"""Elementwise operators on sparse tensors."""
import numpy as np

from .._core import core
from ._coo import SparseTensor, coalesced, keys_of, made_like, make, not_for, ops, summed
from ._rules import IN_PLACE, elementwise, is_sparse, on_values, rule

_DENSE_DIVISOR = "Sparse division requires a scalar or zero-dim dense tensor divisor (got shape {} for divisor)"
_NOT_TO_DENSE = "add(sparse, dense) is not supported. Use add(dense, sparse) instead."


def _scalar(x):
    """Whether an operand is a number, or a plain tensor without dimensions."""
    return not is_sparse(x) and (not hasattr(x, "dim") or x.dim() == 0)


def _same_shape(name, a, b):
    if a.shape != b.shape:
        raise RuntimeError(
            f"{name}: expected 'self' and 'other' to have same size, but self has size {_braced(a)} while other has size {_braced(b)}"
            " (FYI: op(sparse, sparse) does not support broadcasting)" if name != "add" else
            f"add: expected sizes of 'self' and 'other' to match, but {_braced(a)} != {_braced(b)}"
        )


def _braced(t):
    return str(list(t.shape))


def _same_densities(a, b):
    if a.sparse_dim() != b.sparse_dim():
        raise RuntimeError(
            "add: expected 'self' and 'other' to have same density, but 'self' has "
            f"{a.sparse_dim()} sparse dimensions while 'other' has {b.sparse_dim()} sparse dimensions"
        )


def add(a, b, alpha=1):
    """``a + alpha * b`` of sparse tensors, merged as sorted lists are (values with gaps: one after the other); coalesced where both are."""
    _same_shape("add", a, b)
    _same_densities(a, b)
    values = ops.cat([a._held, ops.mul(b._held, alpha) if alpha != 1 else b._held])
    where = np.concatenate([a._where, b._where], axis=1)
    if a._sorted and b._sorted:
        return coalesced(made_like(a, where, values))
    if not (a._held.is_contiguous() and b._held.is_contiguous()):
        return made_like(a, where, values)
    first, places = _merged(keys_of(where, a.shape[: a.sparse_dim()]).tolist(), a._nnz())
    return made_like(a, where[:, first], summed(values, np.array(places, np.int64), len(first)))


def _merged(keys, count):
    """Two lists of keys, the second after the first `count`, merged as if they were sorted: what is at each place, and the place of each key."""
    first, places, i, j, end = [], [0] * len(keys), 0, count, len(keys)
    while i < count or j < end:
        take_first = j == end or i < count and keys[i] <= keys[j]
        both = i < count and j < end and keys[i] == keys[j]
        place = len(first)
        first.append(i if take_first else j)
        if take_first:
            places[i] = place
            i += 1
        if both or not take_first:
            places[j] = place
            j += 1
    return first, places


def add_to_dense(dense, sparse, alpha=1):
    """``dense + alpha * sparse`` as a new plain tensor."""
    if dense.shape != sparse.shape:
        raise RuntimeError(
            f"add: expected 'self' and 'other' to have same size, but self has size {_braced(dense)} while other has size {_braced(sparse)} "
            "(FYI: dense-sparse addition does not currently support broadcasting)"
        )
    values = sparse._held if alpha == 1 else ops.mul(sparse._held, alpha)
    made = dense.detach().to(core_promoted(dense, values), copy=True)
    return write_sum(made, sparse, values)


def core_promoted(a, b):
    from .._py.kernels.promotion import promote_types

    return promote_types(a.dtype, b.dtype)


def write_sum(target, sparse, values):
    """Add values at a sparse tensor's coordinates to a plain tensor, in place."""
    places = tuple([core.wrap(row) for row in sparse._where])
    if not places:
        return target.add_(values.sum(0))
    return target.index_put_(places, values.to(target.dtype), accumulate=True)


def _summands(spec, values):
    """The two operands and the factor of the second, of a sum or a difference; a plain one cannot be added to a sparse one."""
    a, b, alpha = values
    if is_sparse(a) and not is_sparse(b):
        raise RuntimeError(_NOT_TO_DENSE)
    return a, b, -alpha if spec.name == "sub" else alpha


@rule("add sub")
def _add(spec, values):
    a, b, alpha = _summands(spec, values)
    if is_sparse(a):
        return add(a, b, alpha)
    return add_to_dense(a, b, alpha)


@rule("add sub", IN_PLACE)
def _add_(spec, values):
    from ._coo import assign

    a, b, alpha = _summands(spec, values)
    if is_sparse(a):
        made = add(a, b, alpha)
        if made.dtype is not a.dtype:
            made = on_values(made, lambda held: held.to(a.dtype))
        return assign(a, made)
    if a.shape != b.shape:
        add_to_dense(a, b)
    write_sum(a.detach(), b, b._held if alpha == 1 else ops.mul(b._held, alpha))
    return a


@rule("rsub")
def _rsub(spec, values):
    raise RuntimeError(_NOT_TO_DENSE)


def _times_sparse(a, b):
    """The product of two sparse tensors: of their common coordinates."""
    _same_shape("mul", a, b)
    a, b = (b, coalesced(a)) if not a._sorted and not b._sorted else (a, coalesced(b))
    shape = tuple(a.shape[: a.sparse_dim()])
    mine, theirs = keys_of(a._where, shape), keys_of(b._where, shape)
    order = np.argsort(theirs)
    theirs = theirs[order]
    at = np.minimum(np.searchsorted(theirs, mine), max(theirs.size - 1, 0))
    found = theirs[at] == mine if theirs.size else np.zeros(mine.size, bool)
    if a._sorted and b._sorted:
        kept = np.flatnonzero(found)
        held = ops.mul(a._held[core.wrap(kept)], b._held[core.wrap(order[at[kept]])])
        return make(a._where[:, kept], held, tuple(a.shape), True)
    if not theirs.size:
        return on_values(a, lambda held: ops.mul(held, 0))
    factors = b._held[core.wrap(order[at])]
    return on_values(a, lambda held: ops.where(core.wrap(found.reshape(-1, *[1] * (held.dim() - 1))), ops.mul(held, factors), ops.zeros_like(held)))


def _times_dense(sparse, dense):
    if sparse.shape != dense.shape:
        dense = dense.expand(sparse.shape) if dense.dim() <= sparse.dim() else dense
        if sparse.shape != dense.shape:
            raise RuntimeError("expand is unsupported for Sparse tensors")
    return on_values(sparse, lambda held: ops.mul(held, dense.detach()[tuple([core.wrap(row) for row in sparse._where])]))


@rule("mul")
def _mul(spec, values):
    a, b = values
    if is_sparse(a) and is_sparse(b):
        if b.dim() == 0 and b._nnz() <= 1:
            return on_values(a, lambda held: ops.mul(held, _value(b)))
        if a.dim() == 0 and a._nnz() <= 1:
            return on_values(b, lambda held: ops.mul(held, _value(a)))
        return _times_sparse(a, b)
    sparse, other = (a, b) if is_sparse(a) else (b, a)
    if _scalar(other):
        return on_values(sparse, lambda held: ops.mul(held, other))
    return _times_dense(sparse, other)


def _value(x):
    return x._held.sum().item()


@rule("div")
def _div(spec, values):
    a, b = values[:2]
    if is_sparse(b) or not _scalar(b):
        if not is_sparse(a):
            raise not_for("reciprocal")
        raise RuntimeError(_DENSE_DIVISOR.format(list(b.shape)))
    mode = dict(zip(spec.parameters, values)).get("rounding_mode")
    if mode is None:
        return on_values(a, lambda held: ops.div(held, b))
    return elementwise(a, lambda held: ops.div(held, b, rounding_mode=mode))


@rule("floor_divide")
def _floor_divide(spec, values):
    a, b = values
    if is_sparse(b) or not _scalar(b):
        raise RuntimeError(f"Sparse floor division requires a scalar or zero-dim dense tensor divisor (got shape {list(b.shape)} for divisor)")
    return elementwise(a, lambda held: ops.floor_divide(held, b))


@rule("neg positive")
def _linear(spec, values):
    return on_values(values[0], getattr(ops, spec.name))


@rule(
    "abs absolute asin asinh atan atanh ceil deg2rad erf erfinv expm1 floor frac isinf isnan isneginf isposinf log1p rad2deg relu round sgn sign "
    "signbit sin sinh sqrt tan tanh trunc nan_to_num square"
)
def _unary(spec, values):
    return elementwise(values[0], lambda held: core.call(spec, [held, *values[1:]]))


@rule("pow")
def _pow(spec, values):
    base, exponent = values
    if is_sparse(exponent) or not is_sparse(base) or not _scalar(exponent):
        raise not_for(spec.key)
    if exponent == 0:
        raise RuntimeError("pow: cannot raise to zeroth power on sparse tensor; it would make the result tensor dense")
    return elementwise(base, lambda held: ops.pow(held, exponent))


@rule("threshold_backward")
def _threshold_backward(spec, values):
    """The gradient of ``relu``: sparse, at the coordinates of the result."""
    from ._functions import mask

    grad, result = values[:2]
    if is_sparse(result):
        result = coalesced(result)
        grad = mask(grad.detach(), result)
        return made_like(result, result._where, core.call(spec, [grad._held, result._held, *values[2:]]), True)
    raise not_for(spec.key)


@rule("tanh_backward")
def _tanh_backward(spec, values):
    from ._functions import mask

    grad, result = values
    if not is_sparse(result):
        raise not_for(spec.key)
    grad = mask(grad.detach(), result)
    return made_like(result, result._where, core.call(spec, [grad._held, result._held]), result._sorted)


__all__ = ["SparseTensor", "add", "add_to_dense", "summed"]
