"""What autograd records between compressed, sparse and dense tensors, and the constructors of the compressed formats."""
import numpy as np

from .. import _types
from .._core import core
from . import _compressed, _coo
from ._compressed import KINDS, compressed, coordinates, from_coordinates
from ._constructors import _OPTIONS, as_values, is_size, no_form, refuse_device, wanted_check
from ._functions import SparseFunction, at_coordinates, shown_as

_SIGNATURES = {
    name: tuple([
        f"(object {first}, object {second}, object values, {size}*, {_OPTIONS.replace('torch.device device', 'torch.layout layout = None, torch.device device')})"
        for size in ("tuple of ints size, ", "")
    ])
    for name, first, second in (
        ("sparse_csr_tensor", "crow_indices", "col_indices"), ("sparse_csc_tensor", "ccol_indices", "row_indices"),
        ("sparse_compressed_tensor", "compressed_indices", "plain_indices"),
    )
}  # fmt: skip


@shown_as("ValuesBackward0")
class CompressedValues(SparseFunction):
    """The values of a compressed matrix."""

    @staticmethod
    def forward(ctx, tensor):
        ctx.of = tensor.detach()
        return tensor._held.detach()

    @staticmethod
    def backward(ctx, grad):
        return WithCompressedValues.apply(ctx.of, grad)


@shown_as("SparseCompressedTensorBackward0")
class WithCompressedValues(SparseFunction):
    """A matrix with the places of another, and values."""

    @staticmethod
    def forward(ctx, of, values):
        ctx.of = of
        return _compressed.with_values(of, values.detach())

    @staticmethod
    def backward(ctx, grad):
        return None, values_at(grad, ctx.of)


def values_at(tensor, of):
    """The elements of a tensor in any layout at the places of a compressed matrix, in its order."""
    if isinstance(tensor, _compressed.CompressedTensor):
        tensor = tensor.to_sparse_coo()
    lines = np.repeat(np.arange(of._ptr.size - 1), np.diff(of._ptr))
    return at_coordinates(tensor, np.stack([lines, of._where] if KINDS[of._kind][1] == 0 else [of._where, lines]).astype(np.int64))


@shown_as("ToSparseBackward1")
class FromCompressed(SparseFunction):
    """A compressed matrix in coordinate format."""

    @staticmethod
    def forward(ctx, tensor):
        ctx.of = tensor.detach()
        return coordinates(tensor)

    @staticmethod
    def backward(ctx, grad):
        return WithCompressedValues.apply(ctx.of, values_at(grad, ctx.of))


def _to_compressed(name, layout):
    @shown_as(name)
    class ToCompressed(SparseFunction):
        """A matrix in a compressed format."""

        @staticmethod
        def forward(ctx, tensor):
            ctx.layout, ctx.of = tensor.layout, tensor.detach() if tensor.layout is not _types.strided else None
            if isinstance(tensor, _compressed.CompressedTensor):
                return from_coordinates(coordinates(tensor), layout, tensor._where.dtype)
            return from_coordinates(tensor if tensor.is_sparse else _coo.sparse_of(tensor, 2), layout)

        @staticmethod
        def backward(ctx, grad):
            if ctx.layout is _types.strided:
                return grad.to_dense()
            if ctx.layout is _types.sparse_coo:
                return grad if grad.layout is _types.sparse_coo else grad.to_sparse()
            return WithCompressedValues.apply(ctx.of, values_at(grad, ctx.of))

    return ToCompressed


_CONVERSIONS = {
    _types.sparse_csr: _to_compressed("ToSparseCsrBackward0", _types.sparse_csr), _types.sparse_csc: _to_compressed("ToSparseCscBackward0", _types.sparse_csc),
}  # fmt: skip


def to_compressed(tensor, layout):
    """``Tensor.to_sparse_csr`` and ``to_sparse_csc``."""
    if tensor.layout is layout:
        return tensor
    if tensor.dim() != 2:
        raise NotImplementedError(f"{layout!r} of a tensor of {tensor.dim()} dimensions: not supported by pyautograd, which has it for matrices")
    return _CONVERSIONS[layout].apply(tensor)


def _construct(name, layout, args, kwargs):
    given = dict(kwargs)
    options = {k: given.pop(k) for k in list(given) if k in ("dtype", "layout", "device", "pin_memory", "requires_grad", "check_invariants")}
    first, second = [part.split()[1] for part in _SIGNATURES[name][0].strip("(").split(", ")[:2]]
    names = (first, second, "values", "size")
    parts = dict(zip(names, args), **{k: v for k, v in given.items() if k in names})
    size = parts.get("size")
    if len(args) > 4 or any([k not in names for k in given]) or any([k not in parts for k in names[:3]]) or size is not None and not is_size(size):
        raise no_form(name, _SIGNATURES[name], args, kwargs)
    refuse_device(options.get("device"))
    layout = layout or options.get("layout")
    if layout is None or layout is _types.strided:
        raise RuntimeError(f"{name} expected sparse compressed tensor layout but got {'none' if layout is None else 'Strided'}")
    if layout not in KINDS:
        raise NotImplementedError(f"torch.{name}: the layout {layout!r}: not supported by pyautograd, which has torch.sparse_csr and torch.sparse_csc")
    ptr, where = as_index(parts[first]), as_index(parts[second])
    values = as_values(parts["values"], options.get("dtype"), None)
    if ptr.ndim != 1 or where.ndim != 1 or values.dim() != 1:
        raise NotImplementedError(f"torch.{name}: batches and blocks of values: not supported by pyautograd, which has it for matrices")
    shape = _compressed.inferred_shape(layout, ptr, where) if size is None else tuple(size)
    if wanted_check(options.get("check_invariants")):
        _compressed.check_parts(layout, ptr, where, values, shape)
    if values.requires_grad and core.is_grad_enabled():
        return WithCompressedValues.apply(compressed(layout, ptr, where, values.detach(), shape), values)
    return compressed(layout, ptr, where, values.detach(), shape, bool(options.get("requires_grad", False)))


def as_index(indices):
    """An array of int32 or int64."""
    from .._creation import tensor as make_tensor

    made = (indices if isinstance(indices, core.TensorBase) else make_tensor(indices)).detach()
    return core.array(made if made.dtype in (_types.int32, _types.int64) else made.to(_types.int64))


def sparse_csr_tensor(*args, **kwargs):
    """A matrix in compressed row format.

    Parameters
    ----------
    crow_indices : array_like, shape (rows + 1,)
        Where each row begins among the values.
    col_indices, values : array_like, shape (nnz,)
    size : pair of int, optional
        The smallest that holds all if it is not given.
    dtype, layout, device, pin_memory, requires_grad, check_invariants
        As for `sparse_coo_tensor`.
    """
    return _construct("sparse_csr_tensor", _types.sparse_csr, args, kwargs)


def sparse_csc_tensor(*args, **kwargs):
    """A matrix in compressed column format: ``ccol_indices``, ``row_indices`` and the rest as for `sparse_csr_tensor`."""
    return _construct("sparse_csc_tensor", _types.sparse_csc, args, kwargs)


def sparse_compressed_tensor(*args, **kwargs):
    """A matrix in the compressed format that ``layout`` names, `torch.sparse_csr` or `torch.sparse_csc`."""
    return _construct("sparse_compressed_tensor", None, args, kwargs)


__all__ = ["sparse_compressed_tensor", "sparse_csc_tensor", "sparse_csr_tensor", "to_compressed", "values_at"]
