"""What autograd records between sparse and dense tensors: one `Function` each, named as PyTorch's nodes are."""
import numpy as np

from .._core import core
from ..autograd.function import Function
from . import _coo

ops = core.ops


def shown_as(name):
    """Give the nodes of a Function PyTorch's name of them."""

    def named(cls):
        cls._backward_cls.__name__ = cls._backward_cls.__qualname__ = name
        return cls

    return named


class SparseFunction(Function):
    """The base of these: reverse mode through them needs no wrapper, inside of `torch.func` either."""

    known_to_transforms = True


@shown_as("CoalesceBackward0")
class Coalesce(SparseFunction):
    """`SparseTensor.coalesce`: the gradient passes as it is."""

    @staticmethod
    def forward(ctx, tensor):
        return _coo.coalesced(tensor)

    @staticmethod
    def backward(ctx, grad):
        return grad


@shown_as("ValuesBackward0")
class Values(SparseFunction):
    """The values of a coalesced tensor."""

    @staticmethod
    def forward(ctx, tensor):
        ctx.where, ctx.shape = tensor._where, tuple(tensor.shape)
        return tensor._held.detach()

    @staticmethod
    def backward(ctx, grad):
        return WithValues.apply(ctx.where, grad, ctx.shape, True)


@shown_as("SparseCooTensorWithDimsAndTensorsBackward0")
class WithValues(SparseFunction):
    """A sparse tensor of coordinates and values."""

    @staticmethod
    def forward(ctx, where, values, shape, coalesced):
        ctx.where = where
        return _coo.make(where, values.detach(), shape, coalesced)

    @staticmethod
    def backward(ctx, grad):
        return None, at_coordinates(grad, ctx.where), None, None


class AtCoordinates(SparseFunction):
    """The elements at an array of coordinates."""

    @staticmethod
    def forward(ctx, tensor, where):
        ctx.where, ctx.shape = where, tuple(tensor.shape)
        if not isinstance(tensor, _coo.SparseTensor):
            return tensor.detach()[tuple([core.wrap(row) for row in where])].clone()
        held = _coo.coalesced(tensor)
        shape = ctx.shape[: len(where)]
        keys, wanted = _coo.keys_of(held._where, shape), _coo.keys_of(where, shape)
        values = ops.zeros((where.shape[1], *held._held.shape[1:]), dtype=held.dtype)
        if keys.size:
            at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
            found = np.flatnonzero(keys[at] == wanted)
            values[core.wrap(found)] = held._held[core.wrap(at[found])]
        return values

    @staticmethod
    def backward(ctx, grad):
        return WithValues.apply(ctx.where, grad, ctx.shape, False), None


def at_coordinates(tensor, where):
    """The elements of a tensor, sparse or not, at an array of coordinates."""
    return AtCoordinates.apply(tensor, where)


@shown_as("ToDenseBackward0")
class ToDense(SparseFunction):
    """`SparseTensor.to_dense`: what is not stored gets no gradient, if that is masked."""

    @staticmethod
    def forward(ctx, tensor, masked):
        ctx.masked, ctx.of = masked, tensor.detach()
        return _coo.dense_of(tensor)

    @staticmethod
    def backward(ctx, grad):
        return (mask(grad, _coo.coalesced(ctx.of)) if ctx.masked else ToSparse.apply(grad, ctx.of.sparse_dim())), None


@shown_as("ToSparseBackward0")
class ToSparse(SparseFunction):
    """``Tensor.to_sparse``."""

    @staticmethod
    def forward(ctx, tensor, sparse_dim):
        return _coo.sparse_of(tensor, sparse_dim)

    @staticmethod
    def backward(ctx, grad):
        return grad.to_dense(), None


@shown_as("SparseMaskBackward0")
class Mask(SparseFunction):
    """``Tensor.sparse_mask``."""

    @staticmethod
    def forward(ctx, tensor, of):
        ctx.of = of.detach()
        if isinstance(tensor, _coo.SparseTensor):
            return _coo.made_like(of, of._where, at_coordinates(tensor.detach(), of._where).detach(), of._sorted)
        return _coo.picked(tensor, of)

    @staticmethod
    def backward(ctx, grad):
        return (mask(grad, ctx.of) if grad.is_sparse else grad).to_dense(), None


def mask(tensor, of):
    """The elements of `tensor` at the coordinates of a sparse tensor."""
    return Mask.apply(tensor, of)


@shown_as("EmbeddingBackward0")
class Embedding(SparseFunction):
    """``nn.functional.embedding(sparse=True)``: the gradient of the weight stores the rows that were looked up."""

    @staticmethod
    def forward(ctx, weight, indices, padding_idx, scale_grad_by_freq):
        ctx.rows, ctx.shape, ctx.padding, ctx.scaled = core.array(indices), tuple(weight.shape), padding_idx, scale_grad_by_freq
        return ops.embedding(weight.detach(), indices, padding_idx, scale_grad_by_freq, True)

    @staticmethod
    def backward(ctx, grad):
        if ctx.scaled:
            raise RuntimeError("embedding_backward: scale_grad_by_freq not supported with sparse gradients")
        rows = ctx.rows.reshape(-1).astype(np.int64)
        values = grad.reshape(rows.size, *grad.shape[ctx.rows.ndim :])
        if ctx.padding != -1:
            kept = np.flatnonzero(rows != ctx.padding)
            rows, values = rows[kept], values[core.wrap(kept)]
        return WithValues.apply(rows[None], values, ctx.shape, rows.size < 2), None, None, None


@shown_as("NormBackward1")
class Norm(SparseFunction):
    """The norm of all elements."""

    @staticmethod
    def forward(ctx, tensor, p):
        ctx.p = p
        ctx.save_for_backward(tensor)
        return _coo.coalesced(tensor)._held.norm(p)

    @staticmethod
    def backward(ctx, grad):
        (tensor,) = ctx.saved_tensors
        whole = tensor.coalesce()
        values = whole.values()
        if ctx.p == 2:
            factor = values * (grad / values.detach().norm()).nan_to_num(0.0, 0.0, 0.0)
        else:
            core.set_grad_enabled(True)
            leaf = values.detach().requires_grad_()
            from ..autograd import grad as gradient

            (factor,) = gradient(leaf.norm(ctx.p), leaf, grad.detach())
            core.set_grad_enabled(False)
        return WithValues.apply(whole._where, factor, tuple(tensor.shape), True), None


@shown_as("SparseSumBackward0")
class Sum(SparseFunction):
    """`sparse.sum` over dimensions: the gradient at every stored element."""

    @staticmethod
    def forward(ctx, tensor, dims, dtype):
        from ._reductions import summed_over

        ctx.dims, ctx.of = sorted(d % tensor.dim() for d in dims), _coo.coalesced(tensor.detach())
        return summed_over(tensor, dims, False, dtype)

    @staticmethod
    def backward(ctx, grad):
        of, dims = ctx.of, ctx.dims
        sparse = of.sparse_dim()
        left = [d for d in range(sparse) if d not in dims]
        values = at_coordinates(grad, of._where[left]) if left else grad.unsqueeze(0)
        for d in dims:
            if d >= sparse:
                values = values.unsqueeze(d - sparse + 1)
        values = values.expand(of._held.shape).to(of.dtype)
        return WithValues.apply(of._where, values, tuple(of.shape), of._sorted), None, None


@shown_as("SparseSoftmaxBackward0")
class Softmax(SparseFunction):
    """`sparse.softmax`."""

    @staticmethod
    def forward(ctx, tensor, dim):
        return _softmax_forward(ctx, tensor, dim, False)

    @staticmethod
    def backward(ctx, grad):
        return _softmax_backward(ctx, grad, False), None


@shown_as("SparseLogSoftmaxBackward0")
class LogSoftmax(SparseFunction):
    """`sparse.log_softmax`."""

    @staticmethod
    def forward(ctx, tensor, dim):
        return _softmax_forward(ctx, tensor, dim, True)

    @staticmethod
    def backward(ctx, grad):
        return _softmax_backward(ctx, grad, True), None


def _softmax_forward(ctx, tensor, dim, log):
    from ._reductions import softmax

    ctx.dim, made = dim, softmax(tensor, dim, log)
    ctx.made = made.detach()
    return made


def _softmax_backward(ctx, grad, log):
    from ._reductions import pools_of

    made, dim = ctx.made, ctx.dim
    values, held = at_coordinates(grad, made._where), made._held
    factor = held.exp() if log else held
    weighted = values if log else values * held
    if dim >= made.sparse_dim():
        total = weighted.sum(dim - made.sparse_dim() + 1, keepdim=True)
    else:
        pools, count = pools_of(made, dim)
        index = core.wrap(pools)
        total = ops.zeros((count, *held.shape[1:]), dtype=held.dtype).index_add(0, index, weighted)[index]
    answer = values - factor * total if log else factor * (values - total)
    return WithValues.apply(made._where, answer, tuple(made.shape), True)


@shown_as("SparseAddmmBackward0")
class Addmm(SparseFunction):
    """`sparse.addmm`: the gradient of the sparse matrix has its coordinates."""

    @staticmethod
    def forward(ctx, added, sparse, dense, beta, alpha):
        from ._products import times

        ctx.save_for_backward(sparse, dense)
        ctx.factors = beta, alpha
        made = times(sparse, dense)
        made = made if alpha == 1 else made * alpha
        if added is None or beta == 0:
            return made
        return made + (added.detach() if beta == 1 else added.detach() * beta)

    @staticmethod
    def backward(ctx, grad):
        sparse, dense = ctx.saved_tensors
        beta, alpha = ctx.factors
        places = _coo.coalesced(sparse.detach())._where
        of_added = of_sparse = of_dense = None
        if ctx.needs_input_grad[0]:
            of_added = grad * beta
        if ctx.needs_input_grad[1]:
            rows, columns = [core.wrap(row) for row in places]
            values = (grad[rows] * dense.conj()[columns]).sum(1) * alpha
            of_sparse = WithValues.apply(places, values, tuple(sparse.shape), True)
        if ctx.needs_input_grad[2]:
            of_dense = ops.mm(sparse.t().conj(), grad) * alpha
        return of_added, of_sparse, of_dense, None, None


@shown_as("SparseSparseMatmulBackward0")
class SparseMatmul(SparseFunction):
    """`sparse.mm` of two sparse matrices: each gradient has the coordinates of its matrix."""

    @staticmethod
    def forward(ctx, a, b):
        from ._products import times

        ctx.save_for_backward(a, b)
        return times(a, b)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        of_a = mask(SparseMatmul.apply(grad, b.t().conj()), a.detach().coalesce()) if ctx.needs_input_grad[0] else None
        of_b = mask(SparseMatmul.apply(a.t().conj(), grad), b.detach().coalesce()) if ctx.needs_input_grad[1] else None
        return of_a, of_b
