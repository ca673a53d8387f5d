"""Views: arrays over the memory of their first argument.

Strides are PyTorch's, which differ from NumPy's habits in three places: a view must never copy (NumPy's ``reshape`` may),
a new dimension has a dense stride (NumPy's ``newaxis`` has stride 0), and a diagonal is writable. Negative strides never arise.
The storage of a tensor is the memory of the array at the end of the chain of ``.base``.
"""
import math

import numpy as np

from ..._types import dtype_of_numpy
from ..util import refuse_expansion, wrap_dim, wrap_dims

INT64_MAX = 9223372036854775807


def storage_of(a):
    """The array that owns the memory of `a`."""
    base = a.base
    while isinstance(base, np.ndarray):
        a = base
        base = a.base
    return a


def address(a):
    """The address of the first element."""
    return a.__array_interface__["data"][0]


def storage_offset(a):
    """How many elements lie between the start of the storage and the first element of `a`."""
    root = storage_of(a)
    return 0 if root is a else (address(a) - address(root)) // a.itemsize


def over_storage(a, shape, strides, offset=0, descr=None):
    """An array over the storage of `a`; `strides` in bytes, `offset` in bytes from the first element of `a`."""
    root = storage_of(a)
    if root is not a:
        offset += address(a) - address(root)
    if not root.flags.c_contiguous:
        root = memory(root)
    if 0 in shape:
        root, offset = place(root, offset), 0
    return np.ndarray(shape, a.dtype if descr is None else descr, root, offset, strides)


def place(root, offset):
    """An array without elements that begins `offset` bytes into `root`, or behind its end: an empty view keeps the place that its strides lead to."""
    return np.ndarray((0, offset + 1), np.uint8, root, 0, (1, 1))[:, offset:]


def memory(root):
    """A contiguous array over the memory of an array that lies in it in another order, or with gaps (memory of another library)."""
    strides = root.strides
    turned = root.transpose(sorted(range(root.ndim), key=lambda d: -strides[d]))
    if turned.flags.c_contiguous:
        return turned
    item = root.itemsize
    return np.lib.stride_tricks.as_strided(root, (1 + sum([(n - 1) * s for n, s in zip(root.shape, strides)]) // item,), (item,))


def dense_strides(shape, itemsize):
    """Strides in bytes of a contiguous array."""
    strides, step = [0] * len(shape), itemsize
    for at in range(len(shape) - 1, -1, -1):
        strides[at] = step
        step *= max(shape[at], 1)
    return tuple(strides)


def infer_size(size, numel):
    """`size` with its -1 replaced. Raises RuntimeError where `numel` elements cannot have that shape."""
    known, unknown = 1, -1
    for at, n in enumerate(size):
        if n == -1:
            if unknown >= 0:
                raise RuntimeError("only one dimension can be inferred")
            unknown = at
        elif n < 0:
            raise RuntimeError(f"invalid shape dimension {n} at index {at} of shape {list(size)}")
        else:
            known *= n
    if known == numel and unknown < 0:
        return tuple(size)
    if unknown >= 0 and known and numel % known == 0:
        return tuple(size[:unknown]) + (numel // known,) + tuple(size[unknown + 1 :])
    if unknown >= 0 and not known and not numel:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(size)} because the unspecified dimension size -1 can be any value and is ambiguous"
        )
    raise RuntimeError(f"shape '{list(size)}' is invalid for input of size {numel}")


def view_strides(shape, strides, size):
    """The strides that show an array of `shape` and `strides` as `size` without a copy; None where there are none.

    The dimensions fall into runs that are dense in themselves; each new dimension must lie within one run.
    """
    runs = []  # innermost first: [elements, stride of the innermost dimension]
    for n, s in zip(reversed(shape), reversed(strides)):
        if n == 1:
            continue
        if runs and s == runs[-1][0] * runs[-1][1]:
            runs[-1][0] *= n
        else:
            runs.append([n, s])
    made, left, step, at = [], 1, strides[-1], 0
    for n in reversed(size):
        if n != 1:
            if left == 1:
                left, step = runs[at]
                at += 1
            if left % n:
                return None
            left //= n
        made.append(step)
        step *= n
    return tuple(reversed(made))


def view(a, size):
    """The same elements in another shape, without a copy. Raises RuntimeError where strides do not allow it."""
    shape = infer_size(size, a.size)
    if not a.size:
        return over_storage(a, shape, a.strides if shape == a.shape else dense_strides(shape, a.itemsize))
    if not a.ndim or 1 not in a.shape and a.flags.c_contiguous:
        return a.reshape(shape)  # with a dimension of size 1, whose stride may be anything, strides are worked out
    strides = view_strides(a.shape, a.strides, shape)
    if strides is None:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). "
            "Use .reshape(...) instead."
        )
    return over_storage(a, shape, strides)


def viewable(a, size):
    """Whether `view` succeeds for `size`, which has the right number of elements."""
    return a.flags.c_contiguous or view_strides(a.shape, a.strides, size) is not None


def view_dtype(a, dtype, source):
    """The same bytes, elements of the dtype `source`, read as another; the last dimension changes its size with the element's."""
    old, new = a.itemsize, dtype.itemsize
    if old == new:
        return a.view(dtype.np)
    name = f"to view {source.scalar_name} as {dtype.scalar_name} (different element sizes)"
    if a.ndim == 0:
        raise RuntimeError(f"self.dim() cannot be 0 {name}")
    wrong_stride = f"self.stride(-1) must be 1 {name}, but got {a.strides[-1] // old}" if a.strides[-1] != old else None
    if old > new:
        if wrong_stride:
            raise RuntimeError(wrong_stride)
        return over_storage(a, a.shape[:-1] + (a.shape[-1] * (old // new),), a.strides[:-1] + (new,), 0, dtype.np)
    ratio = new // old
    if a.shape[-1] % ratio:
        raise RuntimeError(f"self.size(-1) must be divisible by {ratio} {name}, but got {a.shape[-1]}")
    if storage_offset(a) % ratio:
        raise RuntimeError(f"self.storage_offset() must be divisible by {ratio} {name}, but got {storage_offset(a)}")
    if wrong_stride:
        raise RuntimeError(wrong_stride)
    for at in range(a.ndim - 1):
        if a.strides[at] % new:
            raise RuntimeError(f"self.stride({at}) must be divisible by {ratio} {name}, but got {a.strides[at] // old}")
    return over_storage(a, a.shape[:-1] + (a.shape[-1] // ratio,), a.strides[:-1] + (new,), 0, dtype.np)


def alike(a):
    """All of the array, as another object."""
    return a[...]


conj = neg = alike  # what is to be done with the elements, the tensor keeps in mind


def transpose(a, dim0, dim1):
    """Two dimensions exchanged."""
    ndim = a.ndim
    dim0, dim1 = wrap_dim(dim0, ndim), wrap_dim(dim1, ndim)
    return a if ndim == 0 else a.swapaxes(dim0, dim1)


def t(a):
    """The transpose of a matrix; vectors and scalars as they are."""
    if a.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {a.ndim}D")
    return a.T


def permute(a, dims):
    """All dimensions in another order."""
    ndim = a.ndim
    if len(dims) != ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions "
            f"i.e. input.dim() = {ndim} is not equal to len(dims) = {len(dims)}"
        )
    order = [wrap_dim(d, ndim) for d in dims]
    if len(set(order)) != ndim:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return a.transpose(order)


def expand(a, size, implicit=False):
    """Dimensions of size 1 repeated with stride 0, new ones in front; -1 keeps a size."""
    shape, strides, ndim = a.shape, a.strides, a.ndim
    extra = len(size) - ndim
    if extra < 0:
        refuse_expansion(dtype_of_numpy(a.dtype).scalar_name, shape, size)
    new_shape, new_strides = [0] * len(size), [0] * len(size)
    if ndim == 0 and not any([n < 0 for n in size]):
        return over_storage(a, tuple(size), tuple(new_strides))
    for at in range(len(size) - 1, -1, -1):
        want = size[at]
        if at >= extra:
            have, stride = shape[at - extra], strides[at - extra]
        else:
            have, stride = 1, new_shape[at + 1] * new_strides[at + 1] if at + 1 < len(size) else a.itemsize
        if want == -1:
            if at < extra:
                raise RuntimeError(f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {at}")
            want = have
        elif have != want:
            if have != 1:
                raise RuntimeError(
                    f"The expanded size of the tensor ({want}) must match the existing size ({have}) at non-singleton dimension {at}.  "
                    f"Target sizes: {list(size)}.  Tensor sizes: {list(shape)}"
                )
            stride = 0
        new_shape[at], new_strides[at] = want, stride
    if new_shape and (min(new_shape) < 0 or math.prod(new_shape) > INT64_MAX):
        raise RuntimeError("numel: integer multiplication overflow")
    return over_storage(a, tuple(new_shape), tuple(new_strides))


def _without(a, drop):
    keep = [d for d in range(a.ndim) if not (d in drop and a.shape[d] == 1)]
    if len(keep) == a.ndim:
        return a[...]
    return over_storage(a, tuple([a.shape[d] for d in keep]), tuple([a.strides[d] for d in keep]))


def squeeze(a):
    """Without the dimensions of size 1."""
    return a.squeeze()


def squeeze_dim(a, dim):
    """Without dimension `dim` if its size is 1."""
    dim = wrap_dim(dim, a.ndim)
    return a.squeeze(dim) if a.ndim and a.shape[dim] == 1 else a[...]


def squeeze_dims(a, dims):
    """Without those of `dims` whose size is 1; an empty list names none."""
    return _without(a, wrap_dims(dims, a.ndim) if len(dims) else ())


def unsqueeze(a, dim):
    """A dimension of size 1 inserted."""
    ndim, shape, strides = a.ndim, a.shape, a.strides
    dim = wrap_dim(dim, ndim + 1)
    new_shape = shape[:dim] + (1,) + shape[dim:]
    if a.size and a.flags.c_contiguous and 1 not in shape:
        return a.reshape(new_shape)
    stride = shape[dim] * strides[dim] if dim < ndim else a.itemsize
    return over_storage(a, new_shape, strides[:dim] + (stride,) + strides[dim:])


def select(a, dim, index):
    """One position of a dimension, which goes away."""
    if a.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, a.ndim)
    if not -a.shape[dim] <= index < a.shape[dim]:
        raise IndexError(f"select(): index {index} out of range for tensor of size {list(a.shape)} at dimension {dim}")
    return a[(slice(None),) * dim + (index, Ellipsis)]


def slice_(a, dim, start, end, step):
    """Every `step`-th position of a dimension from `start` to before `end`; bounds are clamped as Python's are."""
    if a.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, a.ndim)
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    return _sliced(a, dim, start, end, step)


def _sliced(a, dim, start, end, step=1):
    if a.size and a.shape[dim] and (start or 0) < a.shape[dim]:
        made = a[(slice(None),) * dim + (slice(start, end, step),)]
        if made.size:
            return made
    start, end, step = slice(start, end, step).indices(a.shape[dim])
    shape, strides = list(a.shape), list(a.strides)
    skip = start * strides[dim]  # NumPy has an empty slice begin at the start, with the stride that was
    shape[dim], strides[dim] = max(0, -((start - end) // step)), strides[dim] * step
    return over_storage(a, tuple(shape), tuple(strides), skip)


def diagonal(a, offset, dim1, dim2):
    """A diagonal of two dimensions, as the last dimension."""
    ndim = a.ndim
    first, second = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    shape, strides = a.shape, a.strides
    if offset >= 0:
        count, skip = max(min(shape[first], shape[second] - offset), 0), offset * strides[second]
    else:
        count, skip = max(min(shape[first] + offset, shape[second]), 0), -offset * strides[first]
    rest = [d for d in range(ndim) if d != first and d != second]
    return over_storage(
        a,
        tuple([shape[d] for d in rest]) + (count,),
        tuple([strides[d] for d in rest]) + (strides[first] + strides[second],),
        skip if count else 0,
    )


def as_strided(a, size, stride, storage_offset_=None):
    """Any sizes and strides over the storage, in elements. Raises RuntimeError where they leave it."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any([s < 0 for s in stride]):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    if any([n < 0 for n in size]):
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    root, item = storage_of(a), a.itemsize
    here = address(a) - address(root)
    start = here // item if storage_offset_ is None else storage_offset_
    if start < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {start}")
    if 0 not in size:
        needed = (start + 1 + sum([(n - 1) * s for n, s in zip(size, stride)])) * item
        if needed > root.nbytes:
            raise RuntimeError(
                f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {start}, and itemsize {item} requiring a storage size of "
                f"{needed} are out of bounds for storage of size {root.nbytes}"
            )
    return over_storage(a, tuple(size), tuple([s * item for s in stride]), start * item - here)


def unfold(a, dimension, size, step):
    """Windows of `size` along a dimension, `step` apart, as a new last dimension."""
    ndim = a.ndim
    dim = wrap_dim(dimension, ndim)
    length = a.shape[dim] if ndim else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > length:
        raise RuntimeError(f"maximum size for tensor at dimension {dim} is {length} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if ndim == 0:
        return over_storage(a, (size,), (a.itemsize,))
    windows, stride = (length - size) // step + 1, a.strides[dim]
    return over_storage(
        a,
        a.shape[:dim] + (windows,) + a.shape[dim + 1 :] + (size,),
        a.strides[:dim] + (stride * step,) + a.strides[dim + 1 :] + (stride,),
    )


def _pieces(a, dim, sizes):
    made, at = [], 0
    for n in sizes:
        made.append(_sliced(a, dim, at, at + n))
        at += n
    return made


def split(a, split_size, dim):
    """Consecutive pieces of `split_size`, the last one shorter where it does not divide."""
    if a.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = wrap_dim(dim, a.ndim)
    if split_size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={split_size}")
    length = a.shape[dim]
    if split_size == 0:
        if length:
            raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {length}")
        return [a[...]]
    count = max((length + split_size - 1) // split_size, 1)
    return _pieces(a, dim, [split_size] * (count - 1) + [length - split_size * (count - 1)])


def split_with_sizes(a, split_sizes, dim):
    """Consecutive pieces of the given sizes."""
    if a.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = wrap_dim(dim, a.ndim)
    if any([n < 0 for n in split_sizes]):
        raise RuntimeError(f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={list(split_sizes)}")
    if sum(split_sizes) != a.shape[dim]:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {a.shape[dim]} (input tensor's size at dimension {dim}), "
            f"but got split_sizes={list(split_sizes)}"
        )
    return _pieces(a, dim, split_sizes)


def unbind(a, dim):
    """Every position of a dimension by itself."""
    dim = wrap_dim(dim, a.ndim, False)
    lead = (slice(None),) * dim
    return [a[lead + (at, Ellipsis)] for at in range(a.shape[dim])]


def view_as_real(a, source):
    """A complex array, whose elements are of the dtype `source`, as a real one with a last dimension of two."""
    if not source.is_complex:
        raise RuntimeError("view_as_real is only supported for complex tensors")
    half = a.itemsize // 2
    return over_storage(a, a.shape + (2,), a.strides + (half,), 0, np.dtype(f"f{half}"))


def view_as_complex(a, source):
    """A real array, whose elements are of the dtype `source`, and whose last dimension is two numbers, as a complex one (pairs of float16 as uint32)."""
    if not source.is_floating_point or source.np.kind != "f":
        name = source.scalar_name
        raise RuntimeError(f"view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: {name}")
    if a.ndim == 0:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if a.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    if a.size and a.strides[-1] != a.itemsize:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    whole = a.itemsize * 2
    if a.size and any([s % whole for s in a.strides[:-1]]):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension")
    if storage_offset(a) % 2:
        raise RuntimeError("Tensor must have a storage_offset divisible by 2")
    return over_storage(a, a.shape[:-1], a.strides[:-1], 0, np.dtype(f"c{whole}" if whole > 4 else "u4"))
