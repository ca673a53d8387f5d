"""Batching rules of advanced indexing: the batch dimensions take part as indices of their own where an index is batched."""
import numpy as np

from .._core import core
from ._batched import DYNAMIC, NO_RULE, BatchedTensor, PerExample, TensorBase, Unsuited, batched, front, full, levels_of, loop, target_of
from ._batching_rules import call, spec_of

ops = core.ops
_MASK = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to batch over indexing with a boolean mask."
)


_SELECTED = (
    "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot support this because for each batch this would return a "
    "differently shaped Tensor. Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
)


class Plan:
    """How an indexing of one example is done on the batch.

    Attributes
    ----------
    indices, dims
        The index tensors and the dimensions that they index, of the physical tensor.
    order : list or None
        How the physical result is permuted to have the batch dimensions in front and the rest as for one example.
    """

    __slots__ = ("indices", "dims", "order")

    def __init__(self, x_ndim, indices, dims, levels, sizes):
        nb = len(levels)
        indices, at = _integers(indices, dims)
        lowest = min(at) if at else 0
        adjacent = at == list(range(lowest, lowest + len(at)))
        broadcast = max([i.ndim for i in indices])
        rest = x_ndim - len(at)
        is_batched = any([isinstance(i, BatchedTensor) for i in indices])
        if not is_batched:
            self.indices, self.dims, self.order = indices, tuple([d + nb for d in at]), None
            if not adjacent and nb:
                # what the indices give comes first, the batch dimensions behind it
                self.order = [*range(broadcast, broadcast + nb), *range(broadcast), *range(broadcast + nb, broadcast + nb + rest)]
            return
        counts = [ops.arange(n).view((*(1,) * k, n, *(1,) * (nb - k - 1 + broadcast))) for k, n in enumerate(sizes)]
        self.indices = counts + [front(i, levels, broadcast) if isinstance(i, BatchedTensor) else i for i in indices]
        self.dims = (*range(nb), *[d + nb for d in at])
        self.order = None
        if adjacent and lowest:
            # all indices are not adjacent now: theirs come first, dimensions before `lowest` behind them
            total = nb + broadcast
            self.order = [*range(nb), *range(total, total + lowest), *range(nb, total), *range(total + lowest, total + rest)]


def _integers(indices, dims):
    """Index tensors without masks, and the dimension that each indexes."""
    made, at, position = [], [], 0
    for number, index in enumerate(indices):
        position = position if dims is None else dims[number]
        if index.dtype.name in ("bool", "uint8"):
            if isinstance(index, BatchedTensor):
                raise PerExample(index._levels, _MASK)
            for places in ops.nonzero(index, as_tuple=True):
                made.append(places)
                at.append(position)
                position += 1
        else:
            made.append(index)
            at.append(position)
            position += 1
    return made, at


def index(spec, values, inplace):
    x, indices, dims = values
    levels, sizes = levels_of(values)
    plan = Plan(x.ndim, indices, dims, levels, sizes)
    source = full(x, levels, sizes) if isinstance(x, BatchedTensor) or len(plan.dims) > len(plan.indices) else x
    source = full(x, levels, sizes)
    made = call(spec, [source, plan.indices, plan.dims])
    return batched(made.permute(plan.order) if plan.order else made, levels)


def _arranged(value, shape, plan, levels, sizes):
    """A value for the places that an index gives (`shape` for one example), in the order of the physical result."""
    value = ops.expand(value, shape) if tuple(value.shape) != tuple(shape) else value
    value = full(value, levels, sizes)
    if plan.order:
        back = [0] * len(plan.order)
        for to, source in enumerate(plan.order):
            back[source] = to
        value = value.permute(back)
    return value


def _result_shape(x, indices, dims):
    """The shape of the indexed example."""
    blank = ops.zeros((), dtype=x.dtype).expand(*x.shape)
    return ops.index(blank, [_first(i) for i in indices], dims).shape


def _first(x):
    """An index of the same shape whose values are within any size that is not zero."""
    return ops.zeros(tuple(x.shape), dtype=x.dtype) if isinstance(x, BatchedTensor) else x


def index_put(spec, values, inplace):
    x, indices, value, accumulate, *rest = values
    dims = rest[0] if rest else None
    levels, sizes = levels_of(values)
    if any([i.dtype.name in ("bool", "uint8") and isinstance(i, BatchedTensor) for i in indices]):
        return _masked_put(spec, values, inplace, levels)
    plan = Plan(x.ndim, indices, dims, levels, sizes)
    shape = _result_shape(x, indices, dims)
    value = _arranged(value, shape, plan, levels, sizes)
    put = spec_of("_index_put_impl")
    if inplace:
        target = target_of(spec, values, levels)
        call(put, [target, plan.indices, value, accumulate, plan.dims], True)
        return x
    target = full(x, levels, sizes).clone()
    call(put, [target, plan.indices, value, accumulate, plan.dims], True)
    return batched(target, levels)


def _masked_put(spec, values, inplace, levels):
    """``x[mask] = value`` with a batched mask: possible for a single number."""
    x, indices, value, accumulate = values[:4]
    mask = indices[0]
    if len(indices) != 1 or value.numel() != 1 or mask.dtype.name != "bool" or mask.ndim > x.ndim or (len(values) > 4 and tuple(values[4]) != (0,)):
        raise PerExample(mask._levels, _MASK)
    value = ops.reshape(value, ())
    mask = ops.reshape(mask, (*mask.shape, *(1,) * (x.ndim - mask.ndim)))
    if accumulate:
        made = ops.where(mask, x + value, x)
    else:
        made = ops.where(mask, value.to(x.dtype), x)
    if not inplace:
        return made
    target_of(spec, values, levels)
    return x.copy_(made)


def index_backward(spec, values, inplace):
    """The gradient of ``index``: added at the places into zeros."""
    grad, indices, shape, dims = values
    levels, sizes = levels_of(values)
    plan = Plan(len(shape), indices, dims, levels, sizes)
    grad = full(grad, levels, sizes)
    if plan.order:
        back = [0] * len(plan.order)
        for to, source in enumerate(plan.order):
            back[source] = to
        grad = grad.permute(back)
    return batched(call(spec, [grad, plan.indices, (*sizes, *shape), plan.dims]), levels)


def index_zero(spec, values, inplace):
    grad, indices, dims = values
    levels, sizes = levels_of(values)
    plan = Plan(grad.ndim, indices, dims, levels, sizes)
    return batched(call(spec, [full(grad, levels, sizes), plan.indices, plan.dims]), levels)


def dynamic(spec, values, inplace):
    """Operators whose result's shape depends on the values."""
    levels, _ = levels_of(values)
    raise PerExample(levels, _SELECTED if spec.name == "masked_select" else DYNAMIC.format(_SHOWN.get(spec.key, spec.name)))


_SHOWN = {"_nonzero": "nonzero", "_unique_consecutive": "unique_consecutive"}


def nonzero(spec, values, inplace):
    """The indices of elements that are not zero: their number depends on the values."""
    if values[1]:
        raise PerExample(values[0]._levels, NO_RULE.format("nonzero_numpy"))
    return dynamic(spec, values, inplace)


def question(spec, values, inplace):
    """Answers that are no tensors: there would be one for each example."""
    levels, _ = levels_of(values)
    raise PerExample(levels, NO_RULE.format(spec.name) if spec.name == "equal" else _QUESTION.format(spec.name))


def masked_select(spec, values, inplace):
    """Of examples that share a mask."""
    x, mask = values
    if isinstance(mask, BatchedTensor):
        return dynamic(spec, values, inplace)
    levels, sizes = levels_of(values)
    lead = (1,) * (mask.ndim - x.ndim)
    picked = call(spec, [full(x, levels, sizes).reshape((*sizes, *lead, *x.shape)), mask])
    count = int(mask.expand(np.broadcast_shapes(tuple(x.shape), tuple(mask.shape))).sum())
    return batched(picked.view((*sizes, count)), levels)


def take(spec, values, inplace):
    """``take``: the example laid flat and gathered from."""
    x, places = values
    if places.dtype.name != "int64":
        raise Unsuited
    flat = ops.reshape(x, (x.numel(),))
    if not isinstance(places, BatchedTensor):
        return ops.index(flat, [places], None)
    return ops.index(flat, [places], None)


def embedding(spec, values, inplace):
    """Rows of a table: as indexing; the derivative leaves the padding row out."""
    weight, indices, padding, by_frequency, _ = values
    if not isinstance(weight, BatchedTensor):
        return batched(call(spec, [weight, indices._value, *values[2:]]), indices._levels)
    if by_frequency or weight.ndim != 2:
        return loop(spec, values, inplace)
    made = ops.index(weight, [indices], None)
    return made if padding < 0 else ops.where(ops.unsqueeze(ops.eq(indices, padding), -1), made.detach(), made)


def unravel_index(spec, values, inplace):
    return tuple([batched(c, values[0]._levels) for c in call(spec, [values[0]._value, values[1]])])


def one_hot(spec, values, inplace):
    x, classes = values
    if classes == -1:
        raise PerExample(x._levels, ONE_HOT)
    return batched(call(spec, [x._value, classes]), x._levels)


ONE_HOT = "When vmap-ing torch.nn.functional.one_hot, please provide an explicit positive num_classes argument."
_QUESTION = "vmap over torch.{} isn't supported yet. Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
RULES = {
    "index": index, "index_put": index_put, "_index_put_impl": index_put, "index_backward": index_backward, "index_zero": index_zero,
    "take": take, "unravel_index": unravel_index, "embedding": embedding, "nn_functional_one_hot": one_hot,
    "masked_select": masked_select,
    **dict.fromkeys((), loop),
    **dict.fromkeys(("_nonzero", "where", "_unique2", "unique_dim", "_unique_consecutive"), dynamic),
    **dict.fromkeys(("argwhere", "repeat_interleave.Tensor", "bincount"), loop),
    "nonzero": nonzero, "allclose": question, "equal": question,
}  # fmt: skip

__all__ = ["RULES", "TensorBase"]
