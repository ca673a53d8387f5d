"""Operators that move, pick and join the elements of sparse tensors."""
import numpy as np

from .._core import core
from .._py.util import wrap_dim
from ._coo import SparseTensor, assign, coalesced, empty, make, not_for, ops
from ._rules import IN_PLACE, is_sparse, rule

_NON_EMPTY = (
    "on a non-empty sparse tensor is not supported.\nYou could try the following options:\n1. If you need an empty sparse tensor of this size, call "
    "`x = torch.sparse_coo_tensor(size)`.\n2. If you need to resize this tensor, you have the following options:\n    1. For both sparse and dense dimensions, "
    "keep the number of them constant and the size of them non-shrinking, and then try the same call again.\n    2. Or, create a new sparse tensor with the "
    "correct indices and values from this sparse tensor."
)


def permuted(self, dims):
    """The dimensions in another order; sparse ones stay in front of dense ones."""
    sparse = self.sparse_dim()
    if sorted(dims[:sparse]) != list(range(sparse)):
        raise RuntimeError("transpose: a sparse tensor's sparse dimensions and its dense dimensions cannot be exchanged")
    held = self._held
    if list(dims[sparse:]) != list(range(sparse, self.dim())):
        held = ops.permute(held, [0, *[d - sparse + 1 for d in dims[sparse:]]])
    same = list(dims[:sparse]) == list(range(sparse))
    shape = [self.shape[d] for d in dims]
    return make(self._where[list(dims[:sparse])], held, tuple(shape), self._sorted and same)


def _exchanged(self, first, second):
    if (first < self.sparse_dim()) != (second < self.sparse_dim()):
        raise RuntimeError(f"sparse transpose: transposed dimensions must be sparse Got sparse_dim: {self.sparse_dim()}, d0: {first}, d1: {second}")
    dims = list(range(self.dim()))
    dims[first], dims[second] = dims[second], dims[first]
    return permuted(self, dims)


@rule("t")
def _t(spec, values):
    self = values[0]
    if self.sparse_dim() > 2 or self.dense_dim():
        raise RuntimeError(f"t() expects a tensor with <= 2 sparse and 0 dense dimensions, but got {self.sparse_dim()} sparse and {self.dense_dim()} dense dimensions")
    return _exchanged(self, 0, 1) if self.dim() == 2 else self.detach()


@rule("transpose")
def _transpose(spec, values):
    self, a, b = values
    return _exchanged(self, wrap_dim(a, self.dim()), wrap_dim(b, self.dim()))


@rule("permute")
def _permute(spec, values):
    self, dims = values
    if len(dims) != self.dim():
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. "
            f"input.dim() = {self.dim()} is not equal to len(dims) = {len(dims)}"
        )
    return permuted(self, [wrap_dim(d, self.dim()) for d in dims])


@rule("t transpose", IN_PLACE)
def _transpose_(spec, values):
    return assign(values[0], (_t if spec.name == "t" else _transpose)(spec, values))


@rule("unsqueeze")
def _unsqueeze(spec, values):
    self, dim = values
    dim = wrap_dim(dim, self.dim() + 1)
    shape = (*self.shape[:dim], 1, *self.shape[dim:])
    if dim <= self.sparse_dim():
        return make(np.insert(self._where, dim, 0, axis=0), self._held, shape, self._sorted)
    return make(self._where, self._held.unsqueeze(dim - self.sparse_dim() + 1), shape, self._sorted)


def selected(self, dim, index):
    """One slice along a dimension; a plain tensor where no sparse dimension is left."""
    sparse = self.sparse_dim()
    shape = tuple(self.shape[:dim]) + tuple(self.shape[dim + 1 :])
    if dim >= sparse:
        return make(self._where, ops.select(self._held, dim - sparse + 1, index), shape, self._sorted)
    kept = np.flatnonzero(self._where[dim] == index)
    held = self._held[core.wrap(kept)]
    if sparse == 1:
        return held.sum(0).to(self.dtype)
    return make(np.delete(self._where, dim, axis=0)[:, kept], held, shape, kept.size < 2)


@rule("select")
def _select(spec, values):
    self, dim, index = values
    dim = wrap_dim(dim, self.dim())
    if not -self.shape[dim] <= index < self.shape[dim]:
        raise IndexError(f"select(): index {index} out of range for tensor of size {list(self.shape)} at dimension {dim}")
    return selected(self, dim, index % self.shape[dim])


@rule("unbind")
def _unbind(spec, values):
    self, dim = values
    dim = wrap_dim(dim, self.dim())
    return [selected(self, dim, i) for i in range(self.shape[dim])]


@rule("index_select")
def _index_select(spec, values):
    self, dim, index = values
    dim = wrap_dim(dim, self.dim())
    wanted = core.array(index).reshape(-1)
    size = self.shape[dim]
    shape = (*self.shape[:dim], wanted.size, *self.shape[dim + 1 :])
    bad = wanted[(wanted < -size) | (wanted >= size)]
    if bad.size:
        raise IndexError(f"index_select(): index contains {bad[0]} that is out of range for tensor of size {list(self.shape)} at dimension {dim}")
    wanted = np.where(wanted < 0, wanted + size, wanted)
    if dim >= self.sparse_dim():
        return make(self._where, ops.index_select(self._held, dim - self.sparse_dim() + 1, core.wrap(wanted)), shape, self._sorted)
    order = np.argsort(self._where[dim], kind="stable")
    rows = self._where[dim][order]
    first, last = np.searchsorted(rows, wanted, "left"), np.searchsorted(rows, wanted, "right")
    counts = last - first
    target = np.repeat(np.arange(wanted.size), counts)
    at = order[np.repeat(first, counts) + np.arange(target.size) - np.repeat(np.cumsum(counts) - counts, counts)]
    where = self._where[:, at]
    where[dim] = target
    return make(where, self._held[core.wrap(at)], shape, at.size < 2)


def _joined(tensors, dim, names):
    for position, t in enumerate(tensors):
        if not is_sparse(t):
            raise RuntimeError(f"Concatenating sparse tensors, but a dense tensor was found at position {position}.")
    first = tensors[0]
    sparse = first.sparse_dim()
    for position, t in enumerate(tensors):
        if t.sparse_dim() != sparse or t.dense_dim() != first.dense_dim():
            raise RuntimeError(
                f"All tensors must have the same shape: {list(first.shape)} (except in the concatenating dimension), but found shape: {list(t.shape)} at "
                f"position {position}"
            )
        if any(d != dim and t.shape[d] != first.shape[d] for d in range(first.dim())):
            raise RuntimeError(
                f"All tensors must have the same shape: {list(first.shape)} (except in the concatenating dimension), but found shape: {list(t.shape)} at "
                f"position {position}"
            )
    return sparse


@rule("cat")
def _cat(spec, values):
    tensors, dim = values
    dim = wrap_dim(dim, tensors[0].dim())
    sparse = _joined(tensors, dim, "cat")
    sizes = [t.shape[dim] for t in tensors]
    shape = (*tensors[0].shape[:dim], sum(sizes), *tensors[0].shape[dim + 1 :])
    offsets = np.cumsum([0, *sizes])
    if dim >= sparse:
        parts = []
        for t, before, size in zip(tensors, offsets, sizes):
            widths = list(t._held.shape)
            at = dim - sparse + 1
            widths[at] = sum(sizes)
            wide = ops.zeros(widths, dtype=t.dtype)
            wide.narrow(at, int(before), size).copy_(t._held)
            parts.append(wide)
        return make(np.concatenate([t._where for t in tensors], axis=1), ops.cat(parts), shape)
    wheres = []
    for t, before in zip(tensors, offsets):
        where = t._where.copy()
        where[dim] += before
        wheres.append(where)
    return make(np.concatenate(wheres, axis=1), ops.cat([t._held for t in tensors]), shape)


@rule("stack")
def _stack(spec, values):
    tensors, dim = values
    dim = wrap_dim(dim, tensors[0].dim() + 1)
    _joined(tensors, None, "stack")
    if dim > tensors[0].sparse_dim():
        raise not_for(spec.key)
    wheres = [np.insert(t._where, dim, i, axis=0) for i, t in enumerate(tensors)]
    shape = (*tensors[0].shape[:dim], len(tensors), *tensors[0].shape[dim:])
    return make(np.concatenate(wheres, axis=1), ops.cat([t._held for t in tensors]), shape)


@rule("narrow_copy")
def _narrow_copy(spec, values):
    self, dim, start, length = values
    dim = wrap_dim(dim, self.dim())
    shape = (*self.shape[:dim], length, *self.shape[dim + 1 :])
    if dim >= self.sparse_dim():
        return make(self._where, self._held.narrow(dim - self.sparse_dim() + 1, start, length), shape, self._sorted)
    kept = np.flatnonzero((self._where[dim] >= start) & (self._where[dim] < start + length))
    where = self._where[:, kept]
    where[dim] -= start
    return make(where, self._held[core.wrap(kept)], shape, self._sorted)


# What derivatives of these call.


@rule("select_backward slice_backward unbind_backward")
def _pick_backward(spec, values):
    """Not that of a sparse gradient: its dense form has the elements."""
    return core.call(spec, [v.to_dense() if isinstance(v, SparseTensor) else v for v in values])


def resize(self, size, sparse_dim, dense_dim):
    """`SparseTensor.sparse_resize_`."""
    size = tuple(size)
    if sparse_dim + dense_dim != len(size):
        raise RuntimeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = {sparse_dim}, dense_dim = {dense_dim}"
        )
    if not self._nnz():
        return assign(self, empty(size, self.dtype, sparse_dim, dense_dim))
    for what, mine, wanted in (("sparse", self.sparse_dim(), sparse_dim), ("dense", self.dense_dim(), dense_dim)):
        if mine != wanted:
            raise RuntimeError(f"changing the number of {what} dimensions (from {mine} to {wanted}) {_NON_EMPTY}")
    for what, part in (("sparse", slice(0, sparse_dim)), ("dense", slice(sparse_dim, None))):
        mine, wanted = list(self.shape[part]), list(size[part])
        if any(n < old for n, old in zip(wanted, mine)):
            raise RuntimeError(f"shrinking the size of {what} dimensions (from {mine} to {wanted}) {_NON_EMPTY}")
    held = self._held
    wide = (held.shape[0], *size[sparse_dim:])
    if tuple(held.shape) != wide:
        grown = ops.zeros(wide, dtype=held.dtype)
        grown[tuple([slice(0, n) for n in held.shape])] = held
        held = grown
    return assign(self, make(self._where, held, size, self._sorted))


__all__ = ["coalesced", "permuted", "selected"]
