"""``CompressedTensor``: matrices in compressed row (CSR) and column (CSC) format.

A matrix in CSR format has, for each row, where its elements begin (`_ptr`, of length rows + 1), their columns (`_where`) and their values (`_held`); in CSC
format rows and columns change places. What is computed with one is computed in coordinate format (`coordinates`), as it is with other sparse tensors.
"""

import numpy as np

from .. import _types
from .._core import core
from .._py.overrides import disabled_torch_function_impl
from .._tensor import Tensor
from .._warnings import warn_once
from ..nn.parameter import Parameter, parameter_class
from ._coo import NO_STORAGE, TensorBase, make, unrecorded

_BETA = (
    "Sparse CSR tensor support is in beta state. If you miss a functionality in the sparse tensor support, please submit a feature request to "
    "https://github.com/pytorch/pytorch/issues."
)
# layout -> its name in errors, the dimension that is compressed, and the names of the two kinds of indices
KINDS = {
    _types.sparse_csr: ("SparseCsr", 0, "crow_indices", "col_indices"),
    _types.sparse_csc: ("SparseCsc", 1, "ccol_indices", "row_indices"),
}


def _another(name, layout):
    def method(self, *args, **kwargs):
        raise RuntimeError(f"{name} expected {layout} tensor layout but got {KINDS[self.layout][0]}")

    method.__name__ = name
    method.__doc__ = "Refused: it belongs to another layout."
    return method


class CompressedTensor(Tensor):
    """A matrix of which the elements that are not zero are stored, row by row or column by column."""

    __slots__ = ("_kind", "_ptr", "_where", "_held")
    __torch_function__ = disabled_torch_function_impl
    layout = property(lambda self: self._kind)
    is_sparse_csr = property(lambda self: self._kind is _types.sparse_csr)
    for _name in ("indices", "coalesce", "is_coalesced"):
        locals()[_name] = _another(_name, "sparse coordinate")

    def crow_indices(self):
        """Where each row's elements begin, of shape (rows + 1,), in CSR format."""
        return self._part(_types.sparse_csr, "crow_indices", self._ptr, "row")

    def col_indices(self):
        """The columns of the values, in CSR format."""
        return self._part(_types.sparse_csr, "col_indices", self._where, "row")

    def ccol_indices(self):
        """Where each column's elements begin, of shape (columns + 1,), in CSC format."""
        return self._part(_types.sparse_csc, "ccol_indices", self._ptr, "column")

    def row_indices(self):
        """The rows of the values, in CSC format."""
        return self._part(_types.sparse_csc, "row_indices", self._where, "column")

    def _part(self, layout, name, array, side):
        if self._kind is not layout:
            raise RuntimeError(f"{name} expected sparse {side} compressed tensor layout but got {KINDS[self._kind][0]}")
        return core.wrap(array)

    def values(self):
        """The values, in the order of the format."""
        from ._compressed_functions import CompressedValues

        return CompressedValues.apply(self)

    def _values(self):
        """The values without history."""
        return self._held.detach()

    def parts_shown(self):
        """What a print shows: names and plain tensors."""
        _, _, first, second = KINDS[self._kind]
        return [(first, core.wrap(self._ptr)), (second, core.wrap(self._where)), ("values", self._held.detach())]

    def _nnz(self):
        """How many values are stored."""
        return self._where.shape[0]

    def sparse_dim(self):
        """2."""
        return 2

    def dense_dim(self):
        """0."""
        return 0

    def to_dense(self, dtype=None, *, masked_grad=True):
        """The strided matrix of these elements; see `SparseTensor.to_dense`."""
        return self.to_sparse_coo().to_dense(dtype, masked_grad=masked_grad)

    def to_sparse_coo(self):
        """The matrix in coordinate format."""
        from ._compressed_functions import FromCompressed

        return FromCompressed.apply(self)

    def _no_strides(self, *args, **kwargs):
        raise RuntimeError(f"Sparse {KINDS[self._kind][0][-3:].upper()} tensors do not have strides")

    stride = _no_strides

    def is_contiguous(self, memory_format=None):
        """Refused: there are no strides."""
        raise RuntimeError(f"Sparse {KINDS[self._kind][0][-3:].upper()} tensors do not have is_contiguous")

    def untyped_storage(self):
        """Refused: there is none."""
        raise NotImplementedError("Cannot access storage of SparseCsrTensorImpl")

    storage = _typed_storage = untyped_storage

    def data_ptr(self):
        """Refused: there is no storage."""
        raise RuntimeError(NO_STORAGE)

    tolist = data_ptr

    def numpy(self, *, force=False):
        """Refused."""
        raise TypeError(f"can't convert {KINDS[self._kind][0]} layout tensor to numpy. Use Tensor.to_dense() first.")

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    def refuse_elements(self):
        """What the core calls where an operator looks at elements."""
        raise RuntimeError(f"unsupported tensor layout: {KINDS[self._kind][0]}")

    def detach(self):
        """The same without history."""
        return compressed(self._kind, self._ptr, self._where, self._held, tuple(self.shape))

    _alias = detach

    @property
    def data(self):
        """The same without history."""
        return self.detach()

    @data.setter
    def data(self, value):
        if not isinstance(value, CompressedTensor):
            raise RuntimeError("incompatible tensor type: a tensor in a compressed format takes the data of one in such a format")
        if self.shape != value.shape or self.dtype is not value.dtype:
            TensorBase.data.__set__(self, core.alias_as(TensorBase, core.wrap(core.exemplar(value), value.dtype), False))
        self._kind, self._ptr, self._where, self._held = value._kind, value._ptr, value._where, value._held

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        if not self.is_leaf:
            return super().__deepcopy__(memo)  # which refuses
        with unrecorded():
            made = compressed(self._kind, self._ptr.copy(), self._where.copy(), self._held.clone(), tuple(self.shape))
        if isinstance(self, Parameter):
            made = Parameter(made, self.requires_grad)
        memo[id(self)] = made.requires_grad_(self.requires_grad)
        return made

    def __reduce_ex__(self, protocol):
        from .._utils import _rebuild_sparse_tensor

        return _rebuild_sparse_tensor, (self._kind, (core.wrap(self._ptr), core.wrap(self._where), self._values(), self.shape))

    def __setitem__(self, index, value):
        raise TypeError("Cannot assign to a sparse tensor")

    def __repr__(self, *, tensor_contents=None):
        from ._printing import describe

        return describe(self)

    __str__ = __repr__

    def __format__(self, spec):
        return object.__format__(self, spec)

    def as_parameter(self, requires_grad):
        """The `Parameter` over this matrix."""
        made = core.alias_as(CompressedParameter, self, requires_grad)
        made._kind, made._ptr, made._where, made._held = self._kind, self._ptr, self._where, self._held
        return made


CompressedParameter = parameter_class(CompressedTensor)


def compressed(layout, ptr, where, values, shape, requires_grad=False):
    """A matrix in a compressed format, of arrays of integers and a plain tensor of values, all of which it shares."""
    warn_once(_BETA, stacklevel=3)
    example = np.broadcast_to(np.zeros((), values.dtype.np), shape)
    made = core.alias_as(CompressedTensor, core.wrap(example, values.dtype), requires_grad)
    made._kind, made._ptr, made._where, made._held = layout, ptr, where, values
    return made


def coordinates(tensor):
    """The matrix in coordinate format, without history."""
    lines = np.repeat(np.arange(tensor._ptr.size - 1), np.diff(tensor._ptr))
    by_row = tensor._kind is _types.sparse_csr
    where = np.stack([lines, tensor._where] if by_row else [tensor._where, lines]).astype(np.int64)
    if by_row:
        return make(where, tensor._held, tuple(tensor.shape), True)
    order = np.lexsort((where[1], where[0]))
    with unrecorded():
        return make(where[:, order], tensor._held[core.wrap(order)], tuple(tensor.shape), True)


def from_coordinates(tensor, layout, index_dtype=np.int64):
    """A sparse matrix in coordinate format in a compressed one, without history."""
    from ._coo import coalesced

    if tensor.sparse_dim() != 2 or tensor.dense_dim():
        raise NotImplementedError(f"{layout!r} of a tensor of {tensor.dim()} dimensions: not supported by pyautograd, which has it for matrices")
    whole = coalesced(tensor)
    line = KINDS[layout][1]
    order = np.lexsort((whole._where[1 - line], whole._where[line]))
    lines = whole._where[line][order]
    ptr = np.searchsorted(lines, np.arange(tensor.shape[line] + 1)).astype(index_dtype)
    with unrecorded():
        held = whole._held if line == 0 else whole._held[core.wrap(order)]
    return compressed(layout, ptr, whole._where[1 - line][order].astype(index_dtype), held, tuple(tensor.shape))


def turned(tensor):
    """The transposed matrix: the same parts in the other format."""
    other = _types.sparse_csc if tensor._kind is _types.sparse_csr else _types.sparse_csr
    return compressed(other, tensor._ptr, tensor._where, tensor._held, tuple(tensor.shape)[::-1])


def with_values(tensor, values):
    """The same places with other values."""
    return compressed(tensor._kind, tensor._ptr, tensor._where, values, tuple(tensor.shape))


def check_parts(layout, ptr, where, values, shape):
    """Raise PyTorch's errors for parts that make no matrix."""
    _, line, first, second = KINDS[layout]
    lines, width = shape[line], shape[1 - line]
    if where.size != values.shape[0]:
        raise RuntimeError(f"{second}.shape[-1] must be equal to nnz (={values.shape[0]}) as defined by values.shape[0], but got {where.size}")
    if ptr.dtype != where.dtype:
        named = {np.dtype(np.int32): "Int", np.dtype(np.int64): "Long"}
        raise RuntimeError(f"{first} and {second} must have the same dtype, bot got {named[ptr.dtype]} and {named[where.dtype]}, respectively")
    side = ("nrows", "ncols") if line == 0 else ("ncols", "nrows")
    if ptr.size != lines + 1:
        raise RuntimeError(f"{first}.shape[-1] must be equal to the number of {'rows' if line == 0 else 'columns'} + 1 (={lines + 1}), but got {ptr.size}")
    if ptr[0] != 0:
        raise RuntimeError(f"`{first}[..., 0] == 0` is not satisfied.")
    if ptr[-1] != where.size:
        raise RuntimeError(f"`{first}[..., -1] == nnz` is not satisfied.")
    counts = np.diff(ptr)
    if (counts < 0).any() or (counts > width).any():
        raise RuntimeError(f"`0 <= {first}[..., 1:] - {first}[..., :-1] <= {side[1]}` is not satisfied.")
    if where.size and (where.min() < 0 or where.max() >= width):
        raise RuntimeError(f"`0 <= {second} < {side[1]}` is not satisfied.")
    inside = np.ones(where.size, bool)
    inside[ptr[:-1][ptr[:-1] < where.size]] = False
    if where.size and (np.diff(where, prepend=-1)[inside] <= 0).any():
        raise RuntimeError(
            f"`{second}[..., {first}[..., i - 1]:{first}[..., i]] for all i = 1, ..., {side[0]} are sorted and distinct along the last dimension values` "
            "is not satisfied."
        )


def inferred_shape(layout, ptr, where):
    """The shape of a matrix that says none: the smallest."""
    lines, width = ptr.size - 1, int(where.max()) + 1 if where.size else 0
    return (lines, width) if KINDS[layout][1] == 0 else (width, lines)


