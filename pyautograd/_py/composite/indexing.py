"""``x[index]`` and ``x[index] = value``, and what is written over sorting and scatter operators.

An index is a tuple of integers, slices, None, Ellipsis, bools, integer tensors and masks (or sequences and arrays that stand
for tensors). Left to right, integers become ``select``, slices ``slice``, None ``unsqueeze``: all views. The tensors are
collected with the dimensions they fall on, and what is left is one ``index`` (a copy) or one ``index_put_``.
Unlike in NumPy an integer is therefore gone before the tensors are looked at.
"""
import warnings

import numpy as np

from ..core import TensorBase, array, exemplar, ops, readable, wrap
from ..kernels.creation import fill_value
from ..kernels.indexing import NOT_AN_INDEX, as_element
from ..util import refuse_expansion, wrap_dim

_INTEGERS = (int, np.integer)
_NON_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use x[tuple(seq)] instead of "
    "x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an error or a "
    "different result"
)
_LONGEST = 2**63


def getitem(self, index):
    """``self[index]``. Raises IndexError (or TypeError, ValueError for malformed indices) with PyTorch's texts."""
    kind = type(index)
    if kind is int:
        return _select(self, 0, index, 0)
    if kind is slice:
        return _slice(self, 0, index, False)
    if index is Ellipsis:
        return ops.alias(self)
    if index is None:
        return ops.unsqueeze(self, 0)
    if isinstance(index, np.integer):
        return _select(self, 0, int(index), 0)
    found, tensors, dims = _apply(self, _as_tuple(index))
    if tensors:
        return ops.index(found, tensors, dims)
    return ops.alias(self) if found is self else found


def setitem(self, index, value):
    """``self[index] = value``: through a view and ``copy_`` or ``fill_``, or ``index_put_`` where tensors index."""
    if not isinstance(value, TensorBase):
        value = _value_tensor(self, value)
    kind = type(index)
    tensors = None
    if kind is int:
        found = _select(self, 0, index, 0)
    elif kind is slice:
        found = _slice(self, 0, index, True)
    elif index is Ellipsis:
        found = self
    elif index is False:
        return
    elif index is True:
        found = ops.unsqueeze(self, 0)
    elif isinstance(index, np.integer):
        found = _select(self, 0, int(index), 0)
    else:
        found, tensors, dims = _apply(self, _as_tuple(index))
    if tensors:
        shape = _without_leading_ones(value.shape)
        if len(shape) != value.ndim:
            value = ops.reshape(value, shape)
        ops._index_put_impl_(found, tensors, value, False, dims)
    else:
        _copy_to(found, value)


def _copy_to(target, value):
    """Write `value`, broadcast, into the view `target`."""
    if target.shape == value.shape:
        target.copy_(value)
    elif value.ndim == 0:
        target.fill_(value)
    else:
        shape = _without_leading_ones(value.shape)
        if len(shape) != value.ndim:
            value = ops.reshape(value, shape)
        target.copy_(_expand_to(value, target.shape))


def _expand_to(value, shape):
    if value.shape == shape:
        return value
    if value.ndim > len(shape):
        refuse_expansion(value.dtype.scalar_name, value.shape, shape)
    return value.expand(shape)


def _without_leading_ones(shape):
    first = 0
    while first < len(shape) and shape[first] == 1:
        first += 1
    return tuple(shape[first:])


def _value_tensor(self, value):
    """A 0-d tensor of the dtype of `self` for the number `value`."""
    dtype = self.dtype
    if isinstance(value, _INTEGERS):
        if not -_LONGEST <= value < _LONGEST:
            raise ValueError("Overflow when unpacking long long")
        value = int(value)
    elif not isinstance(value, (float, complex)):
        raise TypeError(f"can't assign a {_type_name(value)} to a torch.{dtype.scalar_name}Tensor")
    if dtype.itemsize == 2 and dtype.is_floating_point and isinstance(value, complex):
        value = as_element(value, np.dtype(np.float64))
    if dtype.name == "bfloat16":
        return wrap(np.asarray(as_element(value, np.dtype(np.float32)), np.float32)).to(dtype)
    if dtype.name == "complex32":
        return wrap(np.asarray(fill_value(value, dtype)), dtype)
    if dtype.np.kind == "f" and dtype.itemsize == 2 and not isinstance(value, complex):
        with np.errstate(over="ignore"):
            return wrap(np.asarray(np.float64(value)).astype(np.float16))
    return wrap(np.asarray(as_element(value, dtype.np), dtype.np), dtype)


def assign_part(part, value):
    """``x.real = value`` and ``x.imag = value``: a tensor or a number, written into the view."""
    part.copy_(value if hasattr(value, "grad_fn") else _value_tensor(part, value))


def _type_name(value):
    kind = type(value)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


def _as_tuple(index):
    """The parts of an index: some sequences are read as tuples, which PyTorch warns about."""
    if type(index) is tuple or isinstance(index, tuple):
        return index
    if isinstance(index, (TensorBase, np.ndarray)) or not _is_sequence(index) or len(index) >= 32:
        return (index,)
    for part in index:
        if part is None or part is Ellipsis or isinstance(part, (TensorBase, slice)) or _is_sequence(part):
            warnings.warn(_NON_TUPLE, UserWarning, stacklevel=4)
            return tuple(index)
    return (index,)


def _is_sequence(value):
    return hasattr(type(value), "__getitem__") and not isinstance(value, (dict, np.generic))


def _apply(self, parts):
    """The view of `self` that integers, slices and None in `parts` make; the tensors among them and their dimensions in it."""
    given = 0
    for part in parts:
        if isinstance(part, TensorBase):
            given += part.ndim if part.dtype.name in ("bool", "uint8") else 1
        elif part is not None and part is not Ellipsis and part is not True and part is not False:
            given += 1
    ndim = self.ndim
    if given > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim}")
    found, dim = self, 0
    tensors, dims = [], []
    for position, part in enumerate(parts):
        kind = type(part)
        if kind is int:
            found = _select(found, dim, part, position)
            continue
        if kind is slice:
            found = _slice(found, dim, part, True)
            dim += 1
            continue
        if part is Ellipsis:
            dim += ndim - given
            continue
        if part is None:
            found = ops.unsqueeze(found, dim)
            dim += 1
            continue
        if kind is bool:
            found = ops.unsqueeze(found, dim)
            tensors.append(_bool_index(part))
            dims.append(dim)
            dim += 1
            continue
        if isinstance(part, _INTEGERS):
            found = _select(found, dim, int(part), position)
            continue
        if not isinstance(part, TensorBase):
            if not isinstance(part, np.ndarray) and not _is_sequence(part):
                raise IndexError(
                    f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {_type_name(part)})"
                )
            part = _index_tensor(part)
        data = exemplar(part)
        code = data.dtype.kind
        mask = code == "b" or (code == "u" and data.itemsize == 1)
        if data.ndim == 0 and code in "iub" and part.dtype.name != "bfloat16":
            if mask:
                found = ops.unsqueeze(found, dim)
                tensors.append(_bool_index(bool(array(part))))
                dims.append(dim)
                dim += 1
            elif readable(part):
                found = _select(found, dim, int(data), position)
            else:
                tensors.append(part)
                dims.append(dim)
                dim += 1
            continue
        tensors.append(part)
        dims.append(dim)
        dim += data.ndim if mask else 1
    for part in tensors:
        if part.dtype.name == "bfloat16":  # kernels see other dtypes that do not index, but its bits would pass for integers
            raise IndexError(NOT_AN_INDEX)
    return found, tensors, tuple(dims)


def _select(self, dim, index, position):
    """``self.select(dim, index)`` with the errors of indexing; `position` is what they call the dimension."""
    shape = exemplar(self).shape
    if not shape:
        if index == 0:
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
            )
        raise IndexError(f"index {index} is out of bounds for dimension 0 with size 0")
    size = shape[dim] if dim < len(shape) else 0
    if -size <= index < size:
        return ops.select(self, dim, index)
    if not -_LONGEST <= index < _LONGEST:
        raise ValueError("Overflow when unpacking long long")
    raise IndexError(f"index {index} is out of bounds for dimension {position} with size {size}")


def _slice(self, dim, part, keep_whole):
    """The view ``start:stop:step`` of dimension `dim`; `self` where it is the whole and `keep_whole`."""
    shape = exemplar(self).shape
    size = shape[dim] if dim < len(shape) else 0
    start, stop, step = part.indices(size)
    if step < 0:
        raise ValueError("step must be greater than zero")
    if dim >= len(shape):
        if not shape:
            raise IndexError("slice() cannot be applied to a 0-dim tensor.")
        if part.start in (None, 0) and (part.stop is None or part.stop >= 0):
            return self  # past a mask that came as an array and counted as one dimension
        raise IndexError(f"Dimension out of range (expected to be in range of [{-len(shape)}, {len(shape) - 1}], but got {dim})")
    if keep_whole and step == 1 and start == 0 and stop == size and part.start in (None, 0) and (size or part.stop is None or part.stop >= 0):
        return self
    return ops.slice(self, dim, start, stop if stop > start else start, step)


def _bool_index(value):
    """True and False index a new dimension of size 1: with everything of it, or nothing."""
    return wrap(np.zeros(1 if value else 0, np.int64))


def _index_tensor(part):
    """The index tensor for a sequence or ndarray: a mask for bools and bytes, otherwise int64, fractions dropped."""
    if isinstance(part, np.ndarray):
        if part.dtype.kind not in "biufc":
            raise TypeError(
                f"can't convert np.ndarray of type numpy.{part.dtype.type.__name__}. The only supported types are: float64, float32, float16, "
                "complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool."
            )
        if any(step < 0 for step in part.strides):
            raise ValueError(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. "
                "(You can probably work around this by making a copy of your array  with array.copy().) "
            )
        if part.dtype == np.uint8:
            return wrap(part.copy())
        data = part
    else:
        if isinstance(part, (str, bytes)):
            raise TypeError(f"new(): invalid data type '{type(part).__name__}'")
        try:
            data = np.array(part) if not _holds_tensor(part) else None
        except (ValueError, OverflowError):
            data = None
        if data is None or data.dtype.kind not in "biuf" or (data.dtype.kind == "u" and data.itemsize == 8):
            data = _from_parts(part)
    if data.dtype.kind == "b":
        return wrap(data.copy())
    if data.dtype.kind == "c":
        warnings.warn("Casting complex values to real discards the imaginary part", UserWarning, stacklevel=5)
        data = data.real
    if data.dtype.kind == "f" and not isinstance(part, np.ndarray) and data.size and not np.isfinite(data).all():
        raise RuntimeError("value cannot be converted to type int64 without overflow")
    with np.errstate(invalid="ignore"):
        return wrap(data.astype(np.int64))


def _holds_tensor(part):
    return any(isinstance(item, TensorBase) for item in part)


def _shape_of(part):
    shape = []
    while _is_sequence(part) and not isinstance(part, TensorBase):
        if isinstance(part, (str, bytes)):
            raise TypeError(f"new(): invalid data type '{type(part).__name__}'")
        shape.append(len(part))
        if not shape[-1]:
            break
        part = part[0]
    return shape


def _from_parts(part):
    """An int64 array of nested sequences that NumPy does not read as PyTorch does, with PyTorch's refusals."""
    shape = _shape_of(part)
    flat = []

    def walk(item, depth):
        if depth == len(shape):
            flat.append(_whole(item))
            return
        if not _is_sequence(item):
            raise TypeError(f"not a sequence: {_type_name(item)}")
        if len(item) != shape[depth]:
            raise ValueError(f"expected sequence of length {shape[depth]} at dim {depth} (got {len(item)})")
        for inner in item:
            walk(inner, depth + 1)

    walk(part, 0)
    return np.array(flat, np.int64).reshape(shape)


def _whole(item):
    if isinstance(item, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type(item).__name__}'")
    if isinstance(item, TensorBase):
        if item.numel() != 1 or exemplar(item).dtype.kind not in "biu":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(item.item())
    if isinstance(item, complex):
        raise TypeError("'complex' object cannot be interpreted as an integer")
    if isinstance(item, (int, float, np.integer, np.floating, np.bool_)):
        if isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
            raise RuntimeError("value cannot be converted to type int64 without overflow")
        value = int(item)
        if not -_LONGEST <= value < _LONGEST:
            raise ValueError("Overflow when unpacking long long")
        return value
    raise RuntimeError(f"Could not infer dtype of {_type_name(item)}")


# -- operators written over others ------------------------------------------------------------------------------------


def nonzero(self, as_tuple=False):
    """The coordinates of the elements that are not zero: (found, ndim), or a tuple with one tensor a dimension."""
    if not as_tuple:
        return ops._nonzero(self)
    return ops.unbind(ops._nonzero(self if self.ndim else ops.unsqueeze(self, 0)), 1)


def take_along_dim(self, indices, dim=None):
    """The elements `indices` names along `dim` (both broadcast otherwise; taken modulo its size); without `dim`, in the flattened tensor."""
    if dim is None:
        return ops.gather(ops.view(self, (-1,)), 0, ops.view(indices, (-1,)))
    if self.ndim != indices.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{self.ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    if indices.dtype.name != "int64":
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {indices.dtype.scalar_name}")
    if not self.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    axis = wrap_dim(dim, self.ndim)
    common = []
    for at, (n, m) in enumerate(zip(self.shape, indices.shape)):
        if at != axis and n != m and n != 1 and m != 1:
            raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {at}")
        common.append(m if n == 1 else n)
    source, places = list(common), list(common)
    if self.ndim:
        source[axis], places[axis] = self.shape[axis], indices.shape[axis]
        if self.shape[axis]:
            indices = wrap(array(indices) % self.shape[axis]) if readable(indices) else ops.remainder(indices, self.shape[axis])
    return ops.gather(self.expand(source), axis, indices.expand(places))


def unravel_index(indices, shape):
    """The coordinates in an array of `shape` of flat positions: a tuple with one tensor a dimension."""
    if indices.is_complex() or indices.is_floating_point() or indices.dtype.name == "bool":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if not isinstance(shape, (int, tuple, list)):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    for n in sizes:
        if not isinstance(n, int):
            raise TypeError(f"expected 'shape' sequence to only contain ints, but got {type(n)}")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    places = array(indices).astype(np.int64)
    coordinates = np.empty(places.shape + (len(sizes),), np.int64)  # of which each result is a view
    for d in reversed(range(len(sizes))):
        coordinates[..., d] = places % sizes[d]
        places = places // sizes[d]
    return ops.unbind(wrap(coordinates), -1)


def msort(self):
    """The values sorted along the first dimension."""
    return ops.sort(self, 0)[0]


def _unique_results(made, return_inverse, return_counts):
    output, inverse, counts = made
    if return_inverse and return_counts:
        return output, inverse, counts
    return (output, inverse) if return_inverse else (output, counts) if return_counts else output


def unique(self, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The distinct elements (slices along `dim`), with the inverse and the counts if asked for."""
    made = ops._unique2(self, sorted, return_inverse, return_counts) if dim is None else ops.unique_dim(self, dim, sorted)
    return _unique_results(made, return_inverse, return_counts)


def unique_consecutive(self, return_inverse=False, return_counts=False, dim=None):
    """The elements (slices along `dim`) that differ from the one before."""
    return _unique_results(ops._unique_consecutive(self, return_inverse, return_counts, dim), return_inverse, return_counts)


def fill_diagonal(self, fill_value, wrap=False):
    """A copy with `fill_value` on the diagonal."""
    return fill_diagonal_(self.clone(), fill_value, wrap)


def fill_diagonal_(self, fill_value, wrap=False):
    """`fill_value` where all coordinates are equal, in place; `wrap` goes on below a tall matrix's end."""
    if self.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    rows, columns = self.shape[0], self.shape[1]
    if self.ndim > 2 and any(n != rows for n in self.shape):
        raise RuntimeError("all dimensions of input must be of equal length")
    step = sum(self.stride())
    count = min(self.shape)
    self.as_strided((count,), (step,), self.storage_offset()).fill_(fill_value)
    if wrap and self.ndim == 2 and rows > columns + 1:
        first = self.stride()[0] * (columns + 1)
        left = (self.numel() + columns) // (columns + 1) - count
        self.as_strided((left,), (step,), self.storage_offset() + first).fill_(fill_value)
    return self


def _within(self, indices):
    """(index tensors brought into the dimensions they index, these dimensions); None indexes none."""
    dims = [dim for dim, index in enumerate(indices) if index is not None]
    return [ops.clamp(indices[dim], 0, self.shape[dim] - 1) for dim in dims], dims


def masked_index(self, mask, indices, fill):
    """``self[indices]``, and `fill` where `mask` is false, whose indices need not be right."""
    found = ops.index(self, *_within(self, indices)) if self.numel() else ops.zeros(tuple(mask.shape), dtype=self.dtype)
    return ops.masked_fill(found, ops.logical_not(mask), fill)


def masked_index_put(self, mask, indices, values):
    """``self`` with the values added at the indices where `mask` is true."""
    made = self.clone()
    if self.numel():
        tensors, dims = _within(self, indices)
        ops._index_put_impl_(made, tensors, ops.masked_fill(values, ops.logical_not(mask), 0), True, dims)
    return made
