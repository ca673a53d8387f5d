"""Batching rules written over other operators of batched tensors, for operators whose kernels take one example."""
import numpy as np

from .._core import core
from .._py.util import wrap_dim
from ._batched import BatchedTensor, TensorBase, Unsuited, batched, full, levels_of, loop, target_of
from ._batching_rules import call, spec_of, wrapped
from ._batching_rules_nn import _count, _fold, _unfold
from ._batching_rules_views import batch_sizes

ops = core.ops


def stored(rule):
    """A rule, whose in-place form copies the result into the first argument."""

    def both(spec, values, inplace):
        if not inplace:
            return rule(spec, values)
        target_of(spec, values, levels_of(values)[0])
        return values[0].copy_(rule(spec, [ops.clone(values[0]), *values[1:]]))  # derivatives need what was there before

    return both


def _flat(x):
    return ops.reshape(x, (x.numel(),))


def _largest(x, of=ops.amax):
    """The largest number in all examples."""
    value = x._value if isinstance(x, BatchedTensor) else x
    return of(value, tuple(range(value.ndim))).item() if value.numel() else 0


# ---------------------------------------------------------------------------------------------------------------------
# Masks and places


def put(spec, values):
    x, index, source, accumulate = values
    if index.dtype.name != "int64" or x.dtype is not source.dtype or index.numel() != source.numel() or not x.numel():
        raise Unsuited
    return ops.reshape(ops.index_put(_flat(x), [_flat(index)], _flat(source), accumulate), x.shape)


def take_backward(spec, values, inplace):
    grad, shape, index = values
    count = 1
    for n in shape:
        count *= n
    made = ops.index_put(ops.zeros((count,), dtype=grad.dtype), [_flat(index)], _flat(grad), True)
    return ops.reshape(made, shape)


def masked_scatter(spec, values):
    """The n-th place that the mask names gets the n-th element of the source."""
    x, mask, source = values
    if mask.dtype.name != "bool" or source.dtype is not x.dtype or not x.numel():
        raise Unsuited
    x, mask = ops.broadcast_tensors([x, mask])
    places = ops.cumsum(_flat(mask), 0)
    if _largest(places) > source.numel() or not source.numel():
        raise Unsuited
    chosen = ops.index(_flat(source), [ops.clamp(places - 1, 0, source.numel() - 1)], None)
    return ops.where(mask, ops.reshape(chosen, x.shape), x)


def masked_select_backward(spec, values, inplace):
    """Known places: those of a mask that all examples share."""
    grad, shape, mask = values
    if isinstance(mask, BatchedTensor):
        return loop(spec, values, inplace)
    whole = core.ops.zeros((), dtype=grad.dtype).expand(tuple(np.broadcast_shapes(tuple(shape), tuple(mask.shape)))).clone()
    return ops.sum_to_size(ops.masked_scatter(whole, mask, grad), tuple(shape))


def masked_scatter_backward(spec, values, inplace):
    grad, mask, sizes = values
    if isinstance(mask, BatchedTensor) or not isinstance(grad, BatchedTensor):
        return loop(spec, values, inplace)
    count = 1
    for n in sizes:
        count *= n
    found = ops.masked_select(grad._value, mask).view((*batch_sizes(grad), -1)) if mask.any() else grad._value.new_zeros((*batch_sizes(grad), 0))
    rest = ops.zeros((*batch_sizes(grad), count - found.shape[-1]), dtype=grad.dtype)
    return batched(ops.cat([found, rest], -1).view((*batch_sizes(grad), *sizes)), grad._levels)


def index_fill(spec, values):
    """A mask of the rows that are named: where it is set the value, elsewhere the tensor."""
    x, dim, index, value = values
    if isinstance(x, BatchedTensor) and x.ndim and not isinstance(index, BatchedTensor) and not isinstance(value, BatchedTensor):
        return batched(call(spec, [x._value, wrap_dim(dim, x.ndim) + len(x._levels), index, value]), x._levels)
    if index.ndim > 1 or index.dtype.name != "int64" or isinstance(value, TensorBase) and value.ndim:
        raise Unsuited
    dim = wrap_dim(dim, x.ndim, True)
    n = x.shape[dim] if x.ndim else 1
    if index.numel() and not (-n <= _largest(index, ops.amin) and _largest(index) < n):
        raise Unsuited
    places = ops.reshape(ops.remainder(index, n), (-1, 1)) if index.numel() else ops.reshape(index, (0, 1))
    named = ops.any(ops.eq(places, ops.arange(n)), 0)
    named = ops.reshape(named, (n, *(1,) * (x.ndim - dim - 1))) if x.ndim else ops.reshape(named, ())
    return ops.masked_fill(x, named, value)


def narrow_tensor(spec, values, inplace):
    """``narrow`` from a place that differs from example to example is no view."""
    x, dim, start, length = values
    if not isinstance(start, BatchedTensor):
        return ops.narrow(x, dim, int(start), length)
    dim = wrap_dim(dim, x.ndim)
    n = x.shape[dim]
    if start.ndim or start.dtype.name not in ("int64", "int32") or not 0 <= length <= n or not (-n <= _largest(start, ops.amin) and _largest(start) <= n):
        raise Unsuited
    start = ops.where(start < 0, start + n, start)
    if length and _largest(start) + length > n:
        raise Unsuited
    return ops.index_select(x, dim, start + ops.arange(length))


def isin(spec, values, inplace):
    elements, tests, _, invert = values
    if not isinstance(elements, TensorBase):
        elements = ops.scalar_tensor(elements, dtype=tests.dtype)
    if not isinstance(tests, TensorBase):
        return batched(call(spec, [elements._value, *values[1:]]), elements._levels)
    if not isinstance(tests, BatchedTensor) and isinstance(values[0], TensorBase):
        return batched(call(spec, [elements._value, *values[1:]]), elements._levels)
    found = ops.any(ops.eq(ops.unsqueeze(elements, -1), _flat(tests)), -1)
    return ops.logical_not(found) if invert else found


def search_number(spec, values, inplace):
    """``searchsorted`` and ``bucketize`` of a number: of a tensor of it."""
    if spec.name == "bucketize":
        return ops.bucketize(ops.scalar_tensor(values[0]), values[1], out_int32=values[2], right=values[3])
    sequence, x, *rest = values
    names = ("out_int32", "right", "side", "sorter")
    return ops.searchsorted(sequence, ops.scalar_tensor(x), **dict(zip(names, rest)))


# ---------------------------------------------------------------------------------------------------------------------
# Tables


def _numbered(indices, levels, sizes, rows):
    """Indices into the tables of all examples, one under another."""
    count = _count(sizes)
    step = (ops.arange(count) * rows).view((*sizes, *(1,) * indices.ndim))
    return full(indices, levels, sizes) + step


def embedding_backward(spec, values, inplace):
    """The tables of all examples are one; what would fall on a padding row is left out before."""
    grad, indices, rows, padding, by_frequency = values
    levels, sizes = levels_of(values)
    if by_frequency or not _count(sizes):
        return loop(spec, values, inplace)
    if padding >= 0:
        grad = ops.masked_fill(grad, ops.unsqueeze(ops.eq(indices, padding), -1), 0)
    made = call(spec, [full(grad, levels, sizes), _numbered(indices, levels, sizes, rows), rows * _count(sizes), -1, False])
    return batched(made.view((*sizes, rows, *made.shape[1:])), levels)


def embedding_backward_adjoint(spec, values, inplace):
    table, indices, padding, by_frequency = values
    if by_frequency:
        return loop(spec, values, inplace)
    made = ops.index(table, [indices], None)
    return ops.masked_fill(made, ops.unsqueeze(ops.eq(indices, padding), -1), 0) if padding >= 0 else made


def block_diag(spec, values, inplace):
    """Rows of blocks between zeros."""
    (tensors,) = values
    if any([t.ndim > 2 for t in tensors]):
        raise Unsuited
    blocks = [ops.reshape(t, (1, *t.shape)[-2:] if t.ndim else (1, 1)) for t in tensors]
    width, before, rows = sum([b.shape[1] for b in blocks]), 0, []
    for b in blocks:
        n, m = b.shape
        zeros = [ops.zeros((n, before), dtype=b.dtype), b, ops.zeros((n, width - before - m), dtype=b.dtype)]
        rows.append(ops.cat(zeros, 1))
        before += m
    return ops.cat(rows, 0)


# ---------------------------------------------------------------------------------------------------------------------
# Reductions and norms


def middle(key):
    """The median of everything; its gradient is shared by all elements that equal it."""

    def rule(spec, values, inplace):
        x = values[0]
        if not x.numel():
            return loop(spec, values, inplace)
        flat = batched(x._value.reshape((*batch_sizes(x), x.numel())), x._levels)
        found = batched(call(spec_of(key), [flat._value.detach(), len(x._levels), False])[0], x._levels)
        if not x.dtype.is_floating_point or not (x._value.requires_grad or core.dual_mask()):
            return found
        mask = ops.logical_or(ops.eq(flat, found), ops.logical_and(ops.isnan(flat), ops.isnan(found)))
        return ops.amax(ops.masked_fill(flat, ops.logical_not(mask), float("-inf")), (0,))

    return rule


def dist(spec, values, inplace):
    return ops.linalg_vector_norm(values[0] - values[1], values[2])


def pdist(spec, values, inplace):
    """The norms of the differences of all pairs of rows."""
    x, p = values
    if x.ndim != 2:
        raise Unsuited
    i, j = ops.triu_indices(x.shape[0], x.shape[0], 1)
    return ops.linalg_vector_norm(ops.index(x, [i], None) - ops.index(x, [j], None), p, [-1])


def renorm(spec, values):
    x, p, dim, limit = values
    if x.ndim < 2 or not x.dtype.is_floating_point and not x.dtype.is_complex:
        raise Unsuited
    dim = wrap_dim(dim, x.ndim)
    norm = ops.linalg_vector_norm(x, p, [d for d in range(x.ndim) if d != dim], True)
    return ops.where(norm > limit, x * (limit / (norm + 1e-7)), x)


# ---------------------------------------------------------------------------------------------------------------------
# Linear algebra


def batched_all(made, levels, sizes):
    """Results of a batched call, those that are empty whatever the batch among them."""
    n = len(sizes)
    return wrapped([m if tuple(m.shape[:n]) == tuple(sizes) else m.expand(*sizes, *m.shape) for m in made], levels)


def lstsq(spec, values, inplace):
    a, b = values[:2]
    levels, sizes = levels_of(values)
    if a.ndim != b.ndim or a.ndim < 2 or not _count(sizes):
        return loop(spec, values, inplace)
    return batched_all(call(spec, [full(a, levels, sizes), full(b, levels, sizes), *values[2:]]), levels, sizes)


def lu_unpack(spec, values, inplace):
    lu, pivots = values[:2]
    if lu.ndim < 2 or pivots.ndim != lu.ndim - 1:
        raise Unsuited
    levels, sizes = levels_of(values)
    if not _count(sizes):
        return loop(spec, values, inplace)
    return batched_all(call(spec, [full(lu, levels, sizes), full(pivots, levels, sizes), *values[2:]]), levels, sizes)


def factored_solve(spec, values, inplace):
    """``lu_solve`` and ``ldl_solve``: the factors' batch dimensions are brought to as many as the right-hand side's."""
    factors, pivots, b = values[:3]
    n = max(factors.ndim, b.ndim)
    if factors.ndim < 2 or b.ndim < 2 or pivots.ndim != factors.ndim - 1:
        raise Unsuited
    levels, sizes = levels_of(values)
    if not _count(sizes) or spec.name == "linalg_ldl_solve" and factors.ndim != b.ndim:
        return loop(spec, values, inplace)
    parts = []
    for x, ndim in ((factors, n), (pivots, n - 1), (b, n)):
        value = full(x, levels, sizes)
        pad = ndim - x.ndim
        parts.append(value.reshape((*sizes, *(1,) * pad, *x.shape)) if pad else value)
    return batched(call(spec, [*parts, *values[3:]]), levels)


# ---------------------------------------------------------------------------------------------------------------------
# Losses and normalisations


def margin_loss(spec, values, inplace):
    """The losses of the rows of all examples, reduced for each."""
    x, target = values[:2]
    at = spec.parameters.index("reduction")
    levels, sizes = levels_of(values)
    weight = values[spec.parameters.index("weight")] if "weight" in spec.parameters else None
    rows = 2 if spec.name == "multilabel_margin_loss" else 1
    if x.ndim not in (1, 2) or target.ndim != x.ndim - 2 + rows or isinstance(weight, BatchedTensor) or not _count(sizes) or not x.numel():
        return loop(spec, values, inplace)
    single = x.ndim == 1
    if single:
        x, target = ops.unsqueeze(x, 0), ops.unsqueeze(target, 0)
    if x.shape[0] != target.shape[0]:
        raise Unsuited
    rest = [0 if k == at else v for k, v in enumerate(values)][2:]
    made = batched(_unfold(call(spec, [_fold(x, levels, sizes, 0), _fold(target, levels, sizes, 0), *rest]), sizes, 0), levels)
    if values[at] == 0:
        return ops.squeeze(made, 0) if single else made
    return ops.mean(made) if values[at] == 1 else ops.sum(made)


def margin_slope(spec, values, inplace):
    x, target = values
    levels, sizes = levels_of(values)
    if x.ndim not in (1, 2) or target.ndim != x.ndim or not _count(sizes):
        return loop(spec, values, inplace)
    parts = [_fold(v if x.ndim == 2 else ops.unsqueeze(v, 0), levels, sizes, 0) for v in (x, target)]
    return batched(_unfold(call(spec, parts), sizes, 0).reshape((*sizes, *x.shape)), levels)


def nll_loss(spec, values, inplace):
    """The elements that the targets choose, weighted. For the shapes that `_batching_rules_nn.nll_loss` cannot fold."""
    x, target, weight, reduction, ignored = values
    dim = 1 if x.ndim > 1 else 0
    if not x.ndim or target.ndim != x.ndim - 1 or not x.numel():
        return loop(spec, values, inplace)
    counted, scale, places = _chosen(target, weight, ignored, x.shape[dim], x.dtype)
    made = -ops.squeeze(ops.gather(x, dim, ops.unsqueeze(places, dim)), dim) * scale
    made = ops.where(counted, made, 0.0)
    levels, sizes = levels_of(values)
    total = ops.sum(scale)
    if reduction:
        made = ops.sum(made) / total if reduction == 1 else ops.sum(made)
    return [batched(full(m, levels, sizes), levels) for m in (made, total)]


def _chosen(target, weight, ignored, classes, dtype):
    """Which targets count, with what weight, and the targets with 0 for those that do not."""
    counted = ops.ne(target, ignored)
    places = ops.where(counted, target, 0)
    if target.numel() and not (0 <= _largest(places, ops.amin) and _largest(places) < classes):
        raise Unsuited
    scale = ops.ones((), dtype=dtype).expand(tuple(target.shape)) if weight is None else ops.index(weight.detach(), [places], None)
    return counted, ops.where(counted, scale, 0.0), places


def nll_loss_backward(spec, values, inplace):
    """Minus the gradient, weighted, where the targets point."""
    grad, shape, target, weight, reduction, ignored, total = values
    dim = 1 if len(shape) > 1 else 0
    _, scale, places = _chosen(target, weight, ignored, shape[dim], grad.dtype)
    made = -grad * scale
    if reduction == 1:
        made = made / total
    return ops.scatter(ops.zeros(tuple(shape), dtype=grad.dtype), dim, ops.unsqueeze(places, dim), ops.unsqueeze(made, dim))


def layer_norm_backward(spec, values, inplace):
    grad, x, mean, rstd, weight, lead = values
    if isinstance(weight, BatchedTensor):
        grad, weight = grad * weight, None
    levels, sizes = levels_of((grad, x, mean, rstd))
    parts = [full(v, levels, sizes) for v in (grad, x, mean, rstd)]
    return batched(call(spec, [*parts, weight, lead + len(levels)]), levels)


def layer_norm_weight_backward(spec, values, inplace):
    grad, x, mean, rstd, lead = values
    return ops.sum((x - mean) * rstd * grad, list(range(lead)))


def group_norm_backward(spec, values, inplace):
    grad, x, mean, rstd, weight, groups = values
    if isinstance(weight, BatchedTensor):
        grad, weight = grad * ops.reshape(weight, (1, -1, *(1,) * (x.ndim - 2))), None
    levels, sizes = levels_of((grad, x, mean, rstd))
    if not _count(sizes):
        return loop(spec, values, inplace)
    parts = [_fold(v, levels, sizes, 0) for v in (grad, x, mean, rstd)]
    return batched(_unfold(call(spec, [*parts, weight, groups]), sizes, 0), levels)


def batch_norm_backward(spec, values, inplace):
    """The batch folded into the channels."""
    grad, x, weight, mean, invstd, training = values
    if isinstance(weight, BatchedTensor):
        grad, weight = grad * ops.reshape(weight, (1, -1, *(1,) * (x.ndim - 2))), None
    levels, sizes = levels_of((grad, x, mean, invstd))
    if not _count(sizes) or not x.numel():
        return loop(spec, values, inplace)
    parts = [_fold(v, levels, sizes, 1) for v in (grad, x)]
    statistics = [None if v is None else full(v, levels, sizes).reshape((-1,)) for v in (weight, mean, invstd)]
    return batched(_unfold(call(spec, [*parts, *statistics, training]), sizes, 1), levels)


def channel_moments(spec, values, inplace):
    grad, x, mean, scale = values
    shape = (-1, x.shape[1]) + (1,) * (x.ndim - 2)
    if mean.ndim == 2:
        mean, scale = (ops.repeat_interleave(v, x.shape[1] // mean.shape[1], 1) for v in (mean, scale))
    weighted = grad * ((x - ops.reshape(mean, shape)) * ops.reshape(scale, shape))
    return ops.sum(weighted, [d for d in range(x.ndim) if d != 1])


def weight_norm(spec, values, inplace):
    v, g, dim = values
    if g.ndim != v.ndim:
        return loop(spec, values, inplace)
    levels, sizes = levels_of(values)
    axes = [d for d in range(v.ndim) if d != wrap_dim(dim, v.ndim)]
    norms = ops.linalg_vector_norm(v, 2, axes, True)
    return [batched(full(m, levels, sizes), levels) for m in (v * (g / norms), norms)]


RULES = {
    "put": stored(put), "take_backward": take_backward, "masked_scatter": stored(masked_scatter), "masked_select_backward": masked_select_backward,
    "masked_scatter_backward": masked_scatter_backward, "index_fill.int_Tensor": stored(index_fill), "index_fill.int_Scalar": stored(index_fill),
    "narrow.Tensor": narrow_tensor, **dict.fromkeys(("isin.Tensor_Tensor", "isin.Scalar_Tensor", "isin.Tensor_Scalar"), isin),
    "searchsorted.Scalar": search_number, "bucketize.Scalar": search_number,
    "embedding_backward": embedding_backward, "embedding_backward_adjoint": embedding_backward_adjoint, "block_diag": block_diag,
    "median": middle("median.dim"), "nanmedian": middle("nanmedian.dim"), "dist": dist, "_pdist": pdist, "renorm": stored(renorm),
    "linalg_lstsq": lstsq, "lu_unpack": lu_unpack, "linalg_lu_solve": factored_solve, "linalg_ldl_solve": factored_solve,
    "multi_margin_loss": margin_loss, "multilabel_margin_loss": margin_loss, "_multilabel_margin_slope": margin_slope, "nll_loss_backward": nll_loss_backward,
    "_layer_norm_backward": layer_norm_backward, "_layer_norm_weight_backward": layer_norm_weight_backward, "_group_norm_backward": group_norm_backward,
    "_batch_norm_backward": batch_norm_backward, "_channel_moments": channel_moments,
    "_weight_norm_interface": weight_norm,
}  # fmt: skip
