"""Joins, repeats and rearrangements (fresh arrays), and the scatters that are the derivatives of views."""
import numpy as np

from ..._types import channels_last, channels_last_3d, contiguous_format, dtype_of_numpy, promote_types
from ..util import wrap_dim, wrap_dims
from .layouts import copy_with_gaps, in_channels_last, in_order, laid_out_as, laid_out_like, row_major, suggests_channels_last
from .views import as_strided, diagonal, over_storage, select, slice_, storage_of, unfold, unsqueeze, view
from .views import storage_offset as offset_of


def _same_type(arrays):
    first = arrays[0].dtype
    for a in arrays:
        if a.dtype is not first and a.dtype != first:
            return False
    return True


def _common(arrays):
    """The NumPy type of a join, by PyTorch's promotion."""
    first = arrays[0].dtype
    if _same_type(arrays):
        return first
    found = dtype_of_numpy(first)
    for a in arrays[1:]:
        found = promote_types(found, dtype_of_numpy(a.dtype))
    return found.np


def cat(tensors, dim):
    """Concatenation along an existing dimension. Empty 1-d tensors are passed over, whatever the others' shapes."""
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for at, a in enumerate(tensors):
        if a.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {at}) cannot be concatenated")
    kept = [(at, a) for at, a in enumerate(tensors) if a.shape != (0,)]
    if not kept:
        wrap_dim(dim, 1)
        return np.empty(0, _common(tensors))
    shape = kept[0][1].shape
    dim = wrap_dim(dim, len(shape))
    for at, a in kept[1:]:
        if a.ndim != len(shape):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(shape)} and {a.ndim}")
        if a.shape != shape:
            for d in range(len(shape)):
                if d != dim and a.shape[d] != shape[d]:
                    raise RuntimeError(
                        f"Sizes of tensors must match except in dimension {dim}. Expected size {shape[d]} but got size {a.shape[d]} "
                        f"for tensor number {at} in the list."
                    )
    arrays = [a for at, a in kept]
    if _same_type(tensors):
        made = np.concatenate(arrays, dim)
    else:
        made = np.concatenate(arrays, dim, dtype=_common(tensors), casting="unsafe")
    return in_channels_last(made) if all([suggests_channels_last(a) for a in arrays]) else row_major(made)


_INTERLEAVED = 32  # up to so many tensors a new last dimension is written tensor by tensor, not element by element


def stack(tensors, dim):
    """Concatenation along a new dimension."""
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = tensors[0].shape
    dim = wrap_dim(dim, len(shape) + 1)
    for at, a in enumerate(tensors):
        if a.shape != shape:
            raise RuntimeError(f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and {list(a.shape)} at entry {at}")
    if dim < len(shape) and shape != (0,):  # PyTorch joins along the dimension and splits it, so that channels last stays
        return view(cat(tensors, dim), shape[:dim] + (len(tensors),) + shape[dim:])
    parts = [unsqueeze(a, dim) for a in tensors]
    if dim == len(shape) and len(tensors) <= _INTERLEAVED:
        made = np.empty((*shape, len(tensors)), _common(tensors))
        for at, a in enumerate(tensors):
            np.copyto(made[..., at], a, casting="unsafe")
    elif _same_type(tensors):
        made = np.concatenate(parts, dim)
    else:
        made = np.concatenate(parts, dim, dtype=_common(tensors), casting="unsafe")
    return in_channels_last(made) if all([suggests_channels_last(a) for a in parts]) else row_major(made)


def block_diag(tensors):
    """Matrices along the diagonal of a matrix of zeros; vectors count as rows, scalars as 1 x 1."""
    if not tensors:
        return np.empty((1, 0), np.float32)
    blocks = []
    for at, a in enumerate(tensors):
        if a.ndim > 2:
            raise RuntimeError(f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {at} has {a.ndim} dimensions")
        blocks.append(a.reshape(1, -1) if a.ndim < 2 else a)
    made = np.zeros((sum([b.shape[0] for b in blocks]), sum([b.shape[1] for b in blocks])), _common(tensors))
    row = column = 0
    for b in blocks:
        made[row : row + b.shape[0], column : column + b.shape[1]] = b
        row += b.shape[0]
        column += b.shape[1]
    return made


def repeat(a, repeats):
    """The whole tensor repeated along each dimension, new ones in front."""
    extra = len(repeats) - a.ndim
    if extra < 0:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    shape = (1,) * extra + a.shape
    target = [n * r for n, r in zip(shape, repeats)]
    for n in target:
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {target}")
    made = np.empty([n for r, s in zip(repeats, shape) for n in (r, s)], a.dtype)
    made[...] = a.reshape([n for s in shape for n in (1, s)])
    return made.reshape(target)


def repeat_counts(repeats, output_size):
    """``[2, 0, 1]`` to ``[0, 0, 2]``: each index as often as its count says."""
    if repeats.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    if repeats.dtype not in (np.int32, np.int64):
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{dtype_of_numpy(repeats.dtype).scalar_name}'")
    if repeats.size and repeats.min() < 0:
        raise RuntimeError("repeats can not be negative")
    if output_size is not None and output_size != repeats.sum():
        raise RuntimeError("allocated size does not match required size")
    return np.repeat(np.arange(repeats.size, dtype=repeats.dtype), repeats)


def flip(a, dims):
    """The order along `dims` reversed."""
    dims = wrap_dims(dims, a.ndim) if len(dims) else ()
    index = [slice(None)] * a.ndim
    if a.ndim:
        for d in dims:
            index[d] = slice(None, None, -1)
    made = np.empty_like(a)  # in the order of dimensions of `a`
    made[...] = a[tuple(index)]
    return made


def roll(a, shifts, dims):
    """Elements moved cyclically along `dims`, or in flat order without any."""
    if not shifts:
        raise RuntimeError("`shifts` required")
    if not a.size:
        return laid_out_like(a)
    if not dims:
        if len(shifts) != 1:
            raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:0")
        return row_major(np.roll(a, shifts[0]))
    if len(shifts) != len(dims):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    if a.ndim == 0:
        wrap_dim(dims[0], 0, False)
    made = np.roll(a, shifts, tuple([wrap_dim(d, a.ndim) for d in dims]))
    return in_channels_last(made) if suggests_channels_last(a) else row_major(made)


def rot90(a, k, dims):
    """Rotation by `k` quarter turns in the plane of two dimensions."""
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if a.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {a.ndim}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == a.ndim:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    wrap_dim(dims[0], a.ndim)
    wrap_dim(dims[1], a.ndim)
    k %= 4
    first, second = dims
    if k % 2:
        return laid_out_as(a, np.flip(a, second if k == 1 else first)).swapaxes(first, second)
    return laid_out_as(a, np.flip(a, (first, second))) if k else in_order(a, range(a.ndim - 1, -1, -1), True)


def tril(a, diagonal_):
    """The lower triangle of each matrix, zeros above diagonal number `diagonal_`."""
    if a.ndim < 2:
        raise RuntimeError("tril: input tensor must have at least 2 dimensions")
    return np.asarray(np.where(np.tri(a.shape[-2], a.shape[-1], diagonal_, dtype=bool), a, np.zeros((), a.dtype)), order="C")


def triu(a, diagonal_):
    """The upper triangle of each matrix, zeros below diagonal number `diagonal_`."""
    if a.ndim < 2:
        raise RuntimeError("triu: input tensor must have at least 2 dimensions")
    return np.asarray(np.where(np.tri(a.shape[-2], a.shape[-1], diagonal_ - 1, dtype=bool), np.zeros((), a.dtype), a), order="C")


def diagonal_copy(a, offset, dim1, dim2):
    """A diagonal as a fresh array."""
    return diagonal(a, offset, dim1, dim2).copy()


def diag_embed(a, offset, dim1, dim2):
    """The last dimension laid out on a diagonal of two new dimensions, zeros elsewhere."""
    ndim = a.ndim + 1
    first, second = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    side = a.shape[-1] + abs(offset)
    shape = list(a.shape[:-1])
    for d in sorted((first, second)):
        shape.insert(d, side)
    made = np.zeros(shape, a.dtype)
    diagonal(made, offset, first, second)[...] = a
    return made


def trace(a):
    """The sum of the main diagonal; integers sum as int64."""
    if a.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {a.ndim}")
    if a.dtype.kind == "b":
        raise NotImplementedError("\"trace\" not implemented for 'Bool'")
    return diagonal(a, 0, 0, 1).sum(dtype=np.int64 if a.dtype.kind in "biu" else a.dtype)


def clone(a, memory_format):
    """A copy. Strides are kept where they are dense, made dense in the same order otherwise."""
    if memory_format is contiguous_format:
        return a.copy("C")
    if memory_format is channels_last or memory_format is channels_last_3d:
        ndim = 4 if memory_format is channels_last else 5
        if a.ndim != ndim:
            raise RuntimeError(f"required rank {ndim} tensor to use {memory_format.name} format")
        return in_channels_last(a, True)
    return laid_out_like(a)


# The derivatives of views.


def slice_backward(grad_output, input_sizes, dim, start, end, step):
    """Zeros, with `grad_output` where the slice lay."""
    made = np.zeros(input_sizes, grad_output.dtype)
    slice_(made, dim, start, end, step)[...] = grad_output
    return made


def select_backward(grad_output, input_sizes, dim, index):
    """Zeros, with `grad_output` at one position of a dimension."""
    made = np.zeros(input_sizes, grad_output.dtype)
    made[(slice(None),) * wrap_dim(dim, len(input_sizes)) + (index,)] = grad_output
    return made


def diagonal_backward(grad_output, input_sizes, offset, dim1, dim2):
    """Zeros, with `grad_output` on a diagonal."""
    made = np.zeros(input_sizes, grad_output.dtype)
    diagonal(made, offset, dim1, dim2)[...] = grad_output
    return made


def _add_at(flat, positions, values):
    """``flat[positions] += values``, counting repeated positions."""
    positions, values = positions.ravel(), values.ravel()
    if values.dtype.kind == "f" and values.itemsize >= 4:
        flat += np.bincount(positions, values, flat.size).astype(flat.dtype, copy=False)
    else:
        np.add.at(flat, positions, values)


def _flat_positions(size, stride, offset):
    """The storage index of each element of a strided tensor."""
    positions = np.full((), offset, np.int64)
    for n, s in zip(size, stride):
        positions = positions[..., None] + np.arange(n) * s
    return positions


def unfold_backward(grad_output, input_sizes, dim, size, step):
    """The sum of the windows at the places they came from."""
    made = np.zeros(input_sizes, grad_output.dtype)
    windows = unfold(made, dim, size, step)
    if size <= step:  # windows do not overlap
        windows[...] = grad_output
        return made
    for at in range(size):
        windows[..., at] += grad_output[..., at]
    return made


def as_strided_backward(grad_output, input_sizes, input_strides, input_offset, size, stride, storage_offset):
    """The gradient of the input: each storage location sums what the view read from it, shared among the input's elements there."""
    offset = input_offset if storage_offset is None else storage_offset
    if 0 in input_sizes:
        return np.zeros(input_sizes, grad_output.dtype)
    there = _flat_positions(size, stride, offset)
    here = _flat_positions(input_sizes, input_strides, input_offset)
    storage = np.zeros(max(int(there.max(initial=0)), int(here.max(initial=0))) + 1, grad_output.dtype)
    _add_at(storage, there, np.ascontiguousarray(grad_output))
    if any([s == 0 and n > 1 for n, s in zip(input_sizes, input_strides)]):
        count = np.bincount(here.ravel(), minlength=storage.size)
        storage /= np.maximum(count, 1).astype(storage.real.dtype)
    return storage[here]


def as_strided_forward(a, input_strides, input_offset, size, stride, storage_offset):
    """What ``as_strided`` reads when `a` lies in storage with the given strides and offset."""
    offset = input_offset if storage_offset is None else storage_offset
    there = _flat_positions(size, stride, offset)
    here = _flat_positions(a.shape, input_strides, input_offset)
    storage = np.zeros(max(int(there.max(initial=0)), int(here.max(initial=0))) + 1, a.dtype)
    storage[here] = a
    return storage[there]


def _written(view, src):
    if view.shape != src.shape:
        raise RuntimeError(f"expected src to have a size equal to the slice of self. src size = {list(src.shape)}, slice size = {list(view.shape)}")
    view[...] = src


def slice_scatter(a, src, dim, start, end, step):
    """A copy of `a` with `src` written over a slice."""
    made = copy_with_gaps(a)
    _written(slice_(made, dim, start, end, step), src)
    return made


def select_scatter(a, src, dim, index):
    """A copy of `a` with `src` written at one position of a dimension."""
    made = copy_with_gaps(a)
    select(made, dim, index)  # refuses what is out of range
    _written(made[(slice(None),) * wrap_dim(dim, a.ndim) + (index, Ellipsis)], src)
    return made


def diagonal_scatter(a, src, offset, dim1, dim2):
    """A copy of `a` with `src` written over a diagonal."""
    made = copy_with_gaps(a)
    _written(diagonal(made, offset, dim1, dim2), src)
    return made


def as_strided_scatter(a, src, size, stride, storage_offset):
    """A copy of `a` and the storage around it, with `src` written over the elements of that storage picked by strides."""
    root = storage_of(a)
    start = offset_of(a)
    made = over_storage(root.copy(order="K"), a.shape, a.strides, start * a.itemsize, a.dtype)
    _written(as_strided(made, size, stride, start if storage_offset is None else storage_offset), src)
    return made


def cross(a, b, dim):
    """The vector product of 3-vectors along `dim`, other dimensions broadcast."""
    if a.ndim != b.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    axis = wrap_dim(dim, a.ndim)
    if a.shape[axis] != 3 or b.shape[axis] != 3:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {a.shape[axis]} and {b.shape[axis]}")
    for d in range(a.ndim):
        if a.shape[d] != b.shape[d] and a.shape[d] != 1 and b.shape[d] != 1:
            raise RuntimeError(f"The size of tensor a ({a.shape[d]}) must match the size of tensor b ({b.shape[d]}) at non-singleton dimension {d}")
    lead = (slice(None),) * axis
    if a.dtype.kind == "b":
        raise NotImplementedError("\"cross\" not implemented for 'Bool'")
    if a.dtype != b.dtype:
        raise RuntimeError(f"expected scalar type {dtype_of_numpy(a.dtype).scalar_name} but found {dtype_of_numpy(b.dtype).scalar_name}")
    made = np.empty(np.broadcast_shapes(a.shape, b.shape), a.dtype)
    x, y = [a[lead + (i,)] for i in range(3)], [b[lead + (i,)] for i in range(3)]
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        part = made[lead + (i, Ellipsis)]
        np.multiply(x[j], y[k], out=part, casting="unsafe")
        part -= x[k] * y[j]
    return made


def narrow_copy(a, dim, start, length):
    """`narrow` as a fresh array."""
    if a.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if dim >= a.ndim:
        raise RuntimeError(
            "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could this error message be improved?  If so, please "
            "report an enhancement request to PyTorch.)"
        )
    dim = wrap_dim(dim, a.ndim)
    length_ = a.shape[dim]
    if not -length_ <= start <= length_:
        raise IndexError(f"start out of range (expected to be in range of [{-length_}, {length_}], but got {start})")
    start = start + length_ if start < 0 else start
    if length < 0 or start + length > length_:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({length_}).")
    return slice_(a, dim, start, start + length, 1).copy()
