"""Derivatives of selections and of scattering reductions."""
import math

import numpy as np

from ..core import array, ops, wrap


def value_selecting_backward(grad, dim, indices, shape):
    """The gradient of values picked along `dim`, each element at most once: sort, topk, kthvalue, max and min with indices.

    `grad` and `indices` may lack the dimension `dim` (a reduction without ``keepdim``).
    """
    if grad.ndim < len(shape):
        grad, indices = grad.unsqueeze(dim), indices.unsqueeze(dim)
    return ops.gather_backward(grad, shape, dim, indices, True)


def no_derivative(name):
    """The derivative of an operator that PyTorch has none for, but a node."""
    raise NotImplementedError(f"the derivative for '{name}' is not implemented.")


def index_rows(grad, dim, index, shape):
    """The slices of `grad` that went to `index`, in the `shape` they came in (which is () for a single number)."""
    rows = ops.index_select(grad, dim, index)
    return ops.reshape(rows, shape) if len(shape) != rows.ndim else rows


def index_fill_value_backward(grad, dim, index):
    """The sum of the gradient over the filled slices, each once."""
    if grad.ndim and index.numel():
        index = wrap(np.unique(array(index) % grad.shape[dim]))
    return ops.index_select(grad, dim, index).sum()


def scatter_reduce_backward(grad, self, dim, index, src, reduce, include_self, result):
    """Gradients of ``scatter_reduce`` for self and src."""

    def read(x):
        return ops.gather(x, dim, index)

    def add(x, y):
        return ops.scatter_add(x, dim, index, y)

    def again(x, y):
        return ops.scatter_reduce(x, dim, index, y, reduce, include_self=include_self)

    to_self, to_src = _reduce_backward(grad, self, src, reduce, include_self, result, read, add, again)
    return to_self if include_self else ops.scatter(to_self, dim, index, 0), to_src


def index_reduce_backward(grad, self, dim, index, source, reduce, include_self, result):
    """Gradients of ``index_reduce`` for self and source."""

    def read(x):
        return ops.reshape(ops.index_select(x, dim, index), source.shape)

    def add(x, y):
        return ops.index_add(x, dim, index, y)

    def again(x, y):
        return ops.index_reduce(x, dim, index, y, reduce, include_self=include_self)

    to_self, to_source = _reduce_backward(grad, self, source, reduce, include_self, result, read, add, again)
    return to_self if include_self else ops.index_fill(to_self, dim, index, 0), to_source


def _reduce_backward(grad, self, src, reduce, include_self, result, read, add, again):
    """`read` brings values from where src went, `add` sends values there, `again` repeats the forward."""
    if reduce == "sum":
        return grad, read(grad)
    if reduce == "mean":
        start = ops.ones_like(self) if include_self else ops.zeros_like(self)
        counts = add(start, ops.ones_like(src))
        share = grad / ops.masked_fill(counts, counts == 0, 1)
        return share, read(share)
    if reduce == "prod":
        # The product of the others is result / x, except where x is the only zero.
        safe_self = ops.masked_fill(self, self == 0, 1)
        to_self = grad * again(safe_self, src) / safe_self
        zero = src == 0
        zeros = read(add(ops.zeros_like(self), zero.to(self.dtype)))
        single = zero & (zeros == 1)
        without = read(grad * again(self, ops.masked_fill(src, single, 1)))
        others = read(grad * result) / ops.masked_fill(src, zero, 1)
        return to_self, ops.where(single, without, others)
    # amax, amin: what equals the result shares the gradient
    self_hits = (self == result).to(self.dtype)
    src_hits = (src == read(result)).to(self.dtype)
    share = grad / add(self_hits, src_hits)
    return self_hits * share, src_hits * read(share)


def _members(shape, lengths, offsets, axis):
    """The number of the segment that each element along `axis` belongs to, and whether it belongs to one, in the shape of the data up to `axis`."""
    ends = array(offsets) if offsets is not None else np.concatenate((np.zeros((*lengths.shape[:-1], 1), np.int64), np.cumsum(array(lengths), -1)), -1)
    places = np.arange(shape[axis])
    segment = (ends[..., None, :] <= places[:, None]).sum(-1) - 1
    inside = (segment >= 0) & (segment < ends.shape[-1] - 1)
    return np.where(inside, segment, 0), inside


def segment_reduce_backward(grad, data, reduce, lengths, offsets, axis, initial, result):
    """The gradient of ``segment_reduce``. Equal extrema share theirs."""
    axis = axis % data.ndim
    segment, inside = _members(data.shape, lengths, offsets, axis)
    tail = (1,) * (data.ndim - axis - 1)
    index = ops.expand(wrap(segment.reshape(*segment.shape, *tail)), data.shape)
    held = wrap(inside.reshape(*inside.shape, *tail))

    def read(x):
        return ops.gather(x, axis, index)

    def add(x):
        return ops.scatter_add(ops.zeros_like(result), axis, index, ops.where(held, x, 0))

    def has_other(marks):
        counts = marks.to(data.dtype)
        return read(add(counts)) > counts

    if reduce == "sum":
        factor = 1
    elif reduce == "mean":
        factor = 1 / read(add(ops.ones_like(data)))
    elif reduce in ("max", "amax", "min", "amin"):
        hits = ops.where(held & ((data == read(result)) | data.isnan()), ops.ones_like(data), 0)
        factor = hits / ops.clamp(read(add(hits)), min=1)
    else:
        zero, nan = data == 0, data.isnan()
        filled = ops.where(zero | nan, 1, data)
        others = read(ops.segment_reduce(filled, "prod", lengths=lengths, offsets=offsets, axis=axis, unsafe=True, initial=initial)) / filled
        factor = ops.where(has_other(nan), math.nan, ops.where(has_other(zero), 0, others))
    return ops.where(held, read(grad) * factor, 0)
