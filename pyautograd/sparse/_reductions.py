"""Sums, norms and softmax of sparse tensors."""
import numpy as np

from .._core import core
from .._py.util import wrap_dim
from ._coo import coalesced, grouped, made_like, make, ops, summed
from ._rules import COMPOSED, rule


def summed_over(self, dims, keepdim=False, dtype=None, coalesce=True):
    """The sum over dimensions: plain where no sparse dimension is left."""
    if dtype is not None and dtype is not self.dtype:
        self = made_like(self, self._where, self._held.to(dtype), self._sorted)
    sparse = self.sparse_dim()
    dims = sorted({wrap_dim(d, self.dim()) for d in dims})
    in_values = [d - sparse + 1 for d in dims if d >= sparse]
    held = ops.sum(self._held, in_values, False) if in_values else self._held
    left = [d for d in range(sparse) if d not in dims]
    shape = [n for d, n in enumerate(self.shape) if d not in dims]
    if not left:
        made = held.sum(0)
        return made.reshape([1 if d in dims else n for d, n in enumerate(self.shape)]) if keepdim else made
    where = self._where[left]
    if coalesce:
        where, inverse = grouped(where, [self.shape[d] for d in left])
        held = summed(held, inverse, where.shape[1])
    if not keepdim:
        return make(where, held, tuple(shape), coalesce)
    for d in dims:
        if d < sparse:
            where = np.insert(where, d, 0, axis=0)
        else:
            held = held.unsqueeze(d - sparse + 1)
    return make(where, held, tuple([1 if d in dims else n for d, n in enumerate(self.shape)]), False)


@rule("sum")
def _sum(spec, values):
    given = dict(zip(spec.parameters, values))
    self, dtype = given["self"], given.get("dtype")
    if given.get("dim") is None:
        made = self._held.sum(dtype=dtype)
        return made.reshape([1] * self.dim()) if given.get("keepdim") else made
    return summed_over(self, given["dim"] or range(self.dim()), given.get("keepdim", False), dtype or _sum_dtype(self))


def _sum_dtype(self):
    return None if self.dtype.is_floating_point or self.dtype.is_complex else ops.empty((0,), dtype=self.dtype).sum().dtype


@rule("any")
def _any(spec, values):
    if len(values) > 1:
        raise RuntimeError("any: dimensions of sparse tensors are not supported")
    return coalesced(values[0])._held.any()


@rule("norm", COMPOSED)
def _norm(spec, values):
    from ._functions import Norm

    given = dict(zip(spec.parameters, values))
    self, p, dims = given["self"], given.get("p"), given.get("dim")
    if dims and len(dims) != self.dim() or given.get("keepdim"):
        raise RuntimeError("norm_sparse currently only supports full reductions")
    made = Norm.apply(self, 2 if p is None or p == "fro" else p)
    return made if given.get("dtype") is None else made.to(given["dtype"])


def pools_of(self, dim):
    """For each stored element the group along `dim` that it belongs to, and how many there are."""
    where = np.delete(self._where, dim, axis=0)
    if not where.shape[0]:
        return np.zeros(self._nnz(), np.int64), 1
    found, inverse = grouped(where, [n for d, n in enumerate(self.shape[: self.sparse_dim()]) if d != dim])
    return inverse, found.shape[1]


def softmax(self, dim, log):
    """Softmax over the stored elements along `dim`; what is not stored counts as minus infinity."""
    self = coalesced(self)
    if dim >= self.sparse_dim():
        function = ops.log_softmax if log else ops.softmax
        return made_like(self, self._where, function(self._held, dim - self.sparse_dim() + 1), True)
    pools, count = pools_of(self, dim)
    held, index = self._held, core.wrap(pools)
    shape = (count, *held.shape[1:])
    places = index.view(-1, *[1] * (held.dim() - 1)).expand(held.shape)
    largest = ops.scatter_reduce(ops.full(shape, -float("inf"), dtype=held.dtype), 0, places, held, "amax")
    shifted = ops.sub(held, largest[index])
    total = ops.zeros(shape, dtype=held.dtype).index_add_(0, index, ops.exp(shifted))
    made = ops.sub(shifted, ops.log(total)[index]) if log else ops.div(ops.exp(shifted), total[index])
    return made_like(self, self._where, made, True)
