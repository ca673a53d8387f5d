"""``SparseTensor``: tensors in coordinate format (COO).

A sparse tensor has the coordinates of what is stored, an integer array of shape ``(sparse_dim, nnz)``, and the values there, a plain tensor of shape
``(nnz, *dense dimensions)``. Coordinates may occur more than once: such values add up, which `coalesce` does, in the order of the coordinates.
The class is intercepted (see docs/architecture.md): the array that the core sees holds one zero, shown in the tensor's shape; `_rules` computes
operators on coordinates and values, and the core records them as it does those of dense tensors. Dense tensors know nothing of all this.
"""
import math

import numpy as np

from .. import _types
from .._core import core
from .._py.overrides import disabled_torch_function_impl
from .._tensor import Tensor
from ..nn.parameter import Parameter, parameter_class

TensorBase = core.TensorBase
ops = core.ops

NO_STORAGE = "Cannot access data pointer of Tensor that doesn't have storage"
_UNCOALESCED = "Cannot get {} on an uncoalesced tensor, please call .coalesce() first"
_NBYTES = (
    "nbytes is not defined for sparse tensors.  If you want the size of the constituent tensors, add the nbytes of the indices and values.  If you want "
    "the size of the  equivalent dense tensor, multiply numel() by element_size()"
)


def not_for(key, layout="SparseCPU"):
    """The error for an operator that has no implementation for a layout."""
    return NotImplementedError(
        f"Could not run 'aten::{key}' with arguments from the '{layout}' backend. This could be because the operator doesn't exist for this backend, or was "
        "omitted during the selective/custom build process (if using custom build). Turn the sparse tensor into a dense one with to_dense() first."
    )


class unrecorded:
    """A ``with`` block that records nothing."""

    def __enter__(self):
        self.before = core.is_grad_enabled()
        core.set_grad_enabled(False)

    def __exit__(self, *exc):
        core.set_grad_enabled(self.before)


def plain(tensor):
    """The tensor's elements without history, as a plain tensor."""
    return tensor.detach() if isinstance(tensor, TensorBase) else tensor


class SparseTensor(Tensor):
    """A tensor of which the elements that are not zero are stored, with their coordinates."""

    __slots__ = ("_where", "_held", "_sorted")
    __torch_function__ = disabled_torch_function_impl
    layout = property(lambda self: _types.sparse_coo)
    is_sparse = property(lambda self: True)

    # what there is

    def _indices(self):
        """The coordinates as they are stored, of shape ``(sparse_dim, nnz)``."""
        return core.wrap(self._where)

    def _values(self):
        """The values as they are stored, without history."""
        return self._held.detach()

    def indices(self):
        """The coordinates of a coalesced tensor, of shape ``(sparse_dim, nnz)``."""
        if not self._sorted:
            raise RuntimeError(_UNCOALESCED.format("indices"))
        return core.wrap(self._where)

    def values(self):
        """The values of a coalesced tensor, of shape ``(nnz, *dense dimensions)``."""
        if not self._sorted:
            raise RuntimeError(_UNCOALESCED.format("values"))
        from ._functions import Values

        return Values.apply(self)

    def _nnz(self):
        """How many values are stored."""
        return self._where.shape[1]

    def is_coalesced(self):
        """Whether every coordinate is stored once, in order."""
        return self._sorted

    def _coalesced_(self, coalesced):
        """Say whether the tensor is coalesced."""
        if self.requires_grad and self.is_leaf and core.is_grad_enabled():
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        self._sorted = bool(coalesced)
        return self

    def coalesce(self):
        """The tensor with every coordinate once, in order; values at the same coordinate are added. Itself if it is so already."""
        if self._sorted:
            return self
        from ._functions import Coalesce

        return Coalesce.apply(self)

    def sparse_dim(self):
        """The number of dimensions that have coordinates."""
        return self._where.shape[0]

    def dense_dim(self):
        """The number of dimensions of a value."""
        return self._held.dim() - 1

    _dimI, _dimV = sparse_dim, dense_dim

    def to_dense(self, dtype=None, *, masked_grad=True):
        """The strided tensor of these elements. With `masked_grad` the gradient is that of the stored elements alone."""
        if dtype is not None:
            raise RuntimeError("dtype argument is not supported by sparse_to_dense")
        from ._functions import ToDense

        return ToDense.apply(self, masked_grad is None or bool(masked_grad))

    # sizes and storage

    def is_contiguous(self, memory_format=None):
        """False."""
        return False

    def storage_offset(self):
        """0."""
        return 0

    def untyped_storage(self):
        """Refused: there is none."""
        raise NotImplementedError("Cannot access storage of SparseTensorImpl")

    storage = _typed_storage = untyped_storage

    def data_ptr(self):
        """Refused: there is no storage."""
        raise RuntimeError(NO_STORAGE)

    def tolist(self):
        """Refused."""
        raise RuntimeError(NO_STORAGE)

    def numpy(self, *, force=False):
        """Refused."""
        raise TypeError("can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.")

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    @property
    def nbytes(self):
        """Refused: coordinates and values each have theirs."""
        raise RuntimeError(_NBYTES)

    def refuse_elements(self):
        """What the core calls where an operator looks at elements."""
        raise not_for("as_strided")

    def item(self):
        """The number that a tensor of one element holds."""
        if self.numel() != 1:
            raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
        with unrecorded():
            return dense_of(self).item()

    # aliases and copies

    def detach(self):
        """The same coordinates and values without history."""
        return made_like(self, self._where, self._held, self._sorted)

    _alias = detach

    @property
    def data(self):
        """The same coordinates and values without history."""
        return self.detach()

    @data.setter
    def data(self, value):
        if not isinstance(value, SparseTensor):
            raise RuntimeError(
                "incompatible tensor type: a tensor in sparse layout takes the data of one in sparse layout"
            )
        assign(self, value)

    def new(self, *args, **kwargs):
        """A sparse tensor of this dtype, read as the legacy constructors read their arguments."""
        from ._typed import construct

        return construct(args, kwargs, self.dtype)

    def new_tensor(self, data, **options):
        """A strided tensor of this one's dtype from `data`."""
        options.setdefault("dtype", self.dtype)
        return ops.empty((), dtype=self.dtype).new_tensor(data, **options)

    def resize_(self, *size, memory_format=None):
        """Refused: `sparse_resize_` is what resizes."""
        raise not_for("resize_")

    def resize_as_(self, the_template, *, memory_format=None):
        """Give the tensor the shape of another."""
        return self.resize_as_sparse_(the_template)

    def sparse_resize_(self, size, sparse_dim, dense_dim):
        """Give the tensor another shape, with the same coordinates and values. Dimensions may only grow where something is stored."""
        from ._shapes import resize

        return resize(self, size, sparse_dim, dense_dim)

    def sparse_resize_and_clear_(self, size, sparse_dim, dense_dim):
        """Give the tensor another shape and store nothing."""
        return assign(self, empty(tuple(size), self.dtype, sparse_dim, dense_dim))

    def resize_as_sparse_(self, other):
        """Give the tensor the shape of another."""
        return self.sparse_resize_(tuple(other.shape), other.sparse_dim(), other.dense_dim())

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        if not self.is_leaf:
            return super().__deepcopy__(memo)  # which refuses
        with unrecorded():
            made = made_like(self, self._where.copy(), self._held.clone(), self._sorted)
        if isinstance(self, Parameter):
            made = Parameter(made, self.requires_grad)
        made.requires_grad_(self.requires_grad)
        if self.grad is not None:
            made.grad = self.grad.__deepcopy__(memo)
        memo[id(self)] = made
        return made

    def __reduce_ex__(self, protocol):
        from .._utils import _rebuild_sparse_tensor

        return _rebuild_sparse_tensor, (_types.sparse_coo, (self._indices(), self._values(), self.shape, self._sorted))

    def __setitem__(self, index, value):
        raise TypeError("Cannot assign to a sparse tensor")

    def __repr__(self, *, tensor_contents=None):
        from ._printing import describe

        return describe(self)

    __str__ = __repr__

    def __format__(self, spec):
        return object.__format__(self, spec)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """See `autograd.backward`."""
        from ..autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)


SparseParameter = parameter_class(SparseTensor)


def as_parameter(tensor, requires_grad):
    """The `Parameter` over a sparse tensor."""
    made = core.alias_as(SparseParameter, tensor, requires_grad)
    made._where, made._held, made._sorted = tensor._where, tensor._held, tensor._sorted
    return made


SparseTensor.as_parameter = as_parameter


# ---------------------------------------------------------------------------------------------------------------------
# Making and taking apart


def make(where, values, shape, coalesced=False, requires_grad=False):
    """A sparse tensor of an integer array of coordinates and a plain tensor of values, both of which it shares."""
    example = np.broadcast_to(np.zeros((), values.dtype.np), shape)
    made = core.alias_as(SparseTensor, core.wrap(example, values.dtype), requires_grad)
    made._where, made._held, made._sorted = where, values, bool(coalesced) or where.shape[1] < 2
    return made


def made_like(tensor, where, values, coalesced=False):
    """One of the same shape."""
    return make(where, values, tuple(tensor.shape), coalesced)


def empty(shape, dtype, sparse_dim=None, dense_dim=0):
    """A sparse tensor that stores nothing: zeros."""
    sparse_dim = len(shape) if sparse_dim is None else sparse_dim
    values = ops.empty((0, *shape[len(shape) - dense_dim :]), dtype=dtype)
    return make(np.empty((sparse_dim, 0), np.int64), values, shape, True)


def assign(tensor, value):
    """Give `tensor` shape, coordinates and values of another sparse tensor."""
    if tensor.shape != value.shape or tensor.dtype is not value.dtype:
        TensorBase.data.__set__(tensor, core.alias_as(TensorBase, core.wrap(core.exemplar(value), value.dtype), False))
    tensor._where, tensor._held, tensor._sorted = value._where, value._held, value._sorted
    return tensor


def keys_of(where, shape):
    """A number for each coordinate, in the order of coordinates."""
    keys = np.zeros(where.shape[1], np.int64)
    for row, n in zip(where, shape):
        keys *= n
        keys += row
    return keys


def grouped(where, shape):
    """The different coordinates in order, and for each stored one the position among them."""
    _, first, inverse = np.unique(keys_of(where, shape), return_index=True, return_inverse=True)
    return where[:, first], inverse.reshape(-1)


def coalesced(tensor):
    """The tensor with every coordinate once, in order, without history."""
    if tensor._sorted:
        return tensor
    where, inverse = grouped(tensor._where, tensor.shape[: tensor.sparse_dim()])
    return made_like(tensor, where, summed(tensor._held, inverse, where.shape[1]), True)


def summed(values, positions, count):
    """Values added up at `positions`, of which there are `count`."""
    with unrecorded():
        target = ops.zeros((count, *values.shape[1:]), dtype=values.dtype)
        return target.index_add_(0, core.wrap(positions), values)


def dense_of(tensor):
    """The elements as a plain tensor."""
    shape = tuple(tensor.shape[: tensor.sparse_dim()])
    made = summed(tensor._held, keys_of(tensor._where, shape), math.prod(shape))
    with unrecorded():
        return made.reshape(tuple(tensor.shape))


def sparse_of(tensor, sparse_dim):
    """A plain tensor in coordinate format: what is not zero in its first `sparse_dim` dimensions."""
    with unrecorded():
        array = core.array(tensor.resolve_conj())
        filled = array != 0 if tensor.dtype is not _types.bfloat16 else (array & 0x7FFF) != 0
        if sparse_dim < array.ndim:
            filled = filled.any(axis=tuple(range(sparse_dim, array.ndim)))
        places = np.nonzero(np.atleast_1d(filled))[-sparse_dim:] if sparse_dim else ()
        where = np.array(places, np.int64).reshape(sparse_dim, -1 if sparse_dim else int(np.count_nonzero(filled)))
        values = core.wrap(array[places] if sparse_dim else array[None][: where.shape[1]].copy(), tensor.dtype)
        return make(where, values, tuple(tensor.shape), True)


def picked(tensor, mask):
    """The elements of a plain tensor at the coordinates of a sparse one, in its format."""
    with unrecorded():
        values = tensor.detach()[tuple([core.wrap(row) for row in mask._where])]
        return made_like(mask, mask._where, values.clone(), mask._sorted)
