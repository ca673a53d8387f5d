"""Views and copies that are made of other operators."""
import itertools
import warnings

from pyautograd._warnings import warn_once

from ..._types import contiguous_format
from ..core import array, exemplar, ops
from ..kernels.views import infer_size, viewable
from ..util import wrap_dim


def reshape(self, shape):
    """The same elements in another shape: a view where strides allow, a copy otherwise."""
    under = exemplar(self)
    size = infer_size(shape, under.size)
    if under.flags.c_contiguous:
        return ops.view(self, size)
    if viewable(under, size):
        return ops._reshape_alias(self, size)
    return ops._unsafe_view(ops.clone(self, memory_format=contiguous_format), size)


def view_as(self, other):
    """``self.view(other.shape)``."""
    return ops.view(self, tuple(other.shape))


def reshape_as(self, other):
    """``self.reshape(other.shape)``."""
    return reshape(self, tuple(other.shape))


def flatten(self, start_dim, end_dim):
    """Dimensions `start_dim` to `end_dim` made one; `self` where that changes nothing."""
    ndim = self.ndim
    start, end = wrap_dim(start_dim, ndim), wrap_dim(end_dim, ndim)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if ndim == 0:
        return reshape(self, (1,))
    if start == end:
        return self
    shape, length = tuple(self.shape), 1
    for n in shape[start : end + 1]:
        length *= n
    return reshape(self, shape[:start] + (length,) + shape[end + 1 :])


def unflatten(self, dim, sizes):
    """Dimension `dim` split into several."""
    at = wrap_dim(dim, self.ndim)
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    shape = tuple(self.shape)
    if not shape:
        raise RuntimeError(f"unflatten got an unexpected error:\nDimension specified as {dim} but tensor has no dimensions")
    try:
        split = infer_size(sizes, shape[at])
    except RuntimeError as error:
        if "is invalid for input" not in str(error):
            raise RuntimeError(f"unflatten got an unexpected error:\n{error}") from None
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {at} ({shape[at]}) in the input tensor"
        ) from None
    return ops.view(self, shape[:at] + split + shape[at + 1 :])


def ravel(self):
    """All elements in one dimension, copied only where they are not contiguous."""
    return ops.view(contiguous(self, None), (-1,))


def contiguous(self, memory_format):
    """`self` where its elements lie in row-major order without gaps, else a copy that has them so."""
    if memory_format is not None and memory_format is not contiguous_format and memory_format.name != "preserve_format":
        if self.is_contiguous(memory_format=memory_format):
            return self
        return ops.clone(self, memory_format=memory_format)
    if memory_format is not None and memory_format.name == "preserve_format" and not exemplar(self).flags.c_contiguous:
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    return self if exemplar(self).flags.c_contiguous else ops.clone(self, memory_format=contiguous_format)


def swapaxes(self, axis0, axis1):
    """`transpose` under NumPy's name."""
    return ops.transpose(self, axis0, axis1)


def numpy_T(self):
    """All dimensions reversed: ``x.T``."""
    ndim = self.ndim
    if ndim == 0:
        warn_once("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.", stacklevel=3)
    elif ndim != 2 and ndim != 1:
        warn_once(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a future "
            "release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the "
            "dimensions of a tensor.",
            stacklevel=3,
        )
    return ops.permute(self, tuple(range(ndim - 1, -1, -1)))


def _batches_only(self, name, instead):
    ndim = self.ndim
    if ndim == 0:
        warnings.warn(f"{name} is deprecated on 0-D tensors. {instead}", UserWarning, stacklevel=4)
    elif ndim == 1:
        name = name[0].lower() + name[1:] if name != "adjoint()" else "tensor.adjoint()"
        raise RuntimeError(f"{name} is only supported on matrices or batches of matrices. Got 1-D tensor.")
    return ndim == 0


def mT(self):
    """The last two dimensions exchanged."""
    return self if _batches_only(self, "Tensor.mT", "This function is the identity in these cases.") else ops.transpose(self, -2, -1)


def _conjugate_transpose(self):
    turned = self if self.ndim == 0 else ops.transpose(self, -2, -1)
    return ops.conj(turned) if turned.dtype.is_complex else turned


def mH(self):
    """The last two dimensions exchanged, and the complex conjugate."""
    _batches_only(self, "Tensor.mH", "Consider using x.conj().")
    return _conjugate_transpose(self)


def adjoint(self):
    """The last two dimensions exchanged, and the complex conjugate."""
    _batches_only(self, "adjoint()", "Consider using x.conj().")
    return _conjugate_transpose(self)


def matrix_H(self):
    """The conjugate transpose of a matrix: ``x.H``."""
    ndim = self.ndim
    if ndim == 0:
        warnings.warn("Tensor.H is deprecated on 0-D tensors. Consider using x.conj().", UserWarning, stacklevel=3)
    elif ndim != 2:
        more = " For batches of matrices, consider using tensor.mH" if ndim > 2 else ""
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). Got {ndim}-D tensor.{more}")
    return _conjugate_transpose(self)


def movedim(self, source, destination):
    """Dimensions moved from `source` to `destination`, the others in their order."""
    source = (source,) if isinstance(source, int) else source
    destination = (destination,) if isinstance(destination, int) else destination
    if len(source) != len(destination):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(source)} dims) should contain the same number of dims as destination "
            f"({list(destination)} dims)"
        )
    ndim = self.ndim
    from_, to = [wrap_dim(d, ndim) for d in source], [wrap_dim(d, ndim) for d in destination]
    if len(set(from_)) != len(from_):
        raise RuntimeError(f"movedim: repeated dim in `source` ({list(source)})")
    if len(set(to)) != len(to):
        raise RuntimeError(f"movedim: repeated dim in `destination` ({list(destination)})")
    if ndim == 0:
        return ops.alias(self)
    order, rest = [-1] * ndim, [d for d in range(ndim) if d not in from_]
    for s, d in zip(from_, to):
        order[d] = s
    for at in range(ndim):
        if order[at] < 0:
            order[at] = rest.pop(0)
    return ops.permute(self, tuple(order))


def expand_as(self, other):
    """``self.expand(other.shape)``."""
    return ops.expand(self, tuple(other.shape))


def broadcast_to(self, size):
    """`expand` as a function."""
    return ops.expand(self, size)


def narrow(self, dim, start, length):
    """`length` positions of a dimension from `start`."""
    ndim = self.ndim
    if ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    at = wrap_dim(dim, ndim)
    size = self.shape[at]
    if not -size <= start <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    if start < 0:
        start += size
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return ops.slice(self, at, start, start + length, 1)


def narrow_tensor(self, dim, start, length):
    """`narrow` with a 0-d integer tensor as start."""
    under = array(start)
    if under.ndim or under.dtype.kind not in "iu":
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    return narrow(self, dim, int(under), length)


def linalg_diagonal(A, offset, dim1, dim2):
    """`diagonal` of the last two dimensions."""
    return ops.diagonal(A, offset, dim1, dim2)


def _chunk_size(self, chunks, dim):
    if self.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    length = self.shape[wrap_dim(dim, self.ndim)]
    return (length + chunks - 1) // chunks


def chunk(self, chunks, dim):
    """At most `chunks` pieces of equal size, the last one smaller."""
    size = _chunk_size(self, chunks, dim)
    return ops.split(self, size, dim) if size else ops.split_with_sizes(self, (0,) * chunks, dim)


def unsafe_chunk(self, chunks, dim):
    """`chunk` with pieces that may be changed in place."""
    size = _chunk_size(self, chunks, dim)
    return ops.unsafe_split(self, size, dim) if size else ops.unsafe_split_with_sizes(self, (0,) * chunks, dim)


def tensor_split(self, sections, dim):
    """`sections` pieces as equal as can be, or pieces between the given indices."""
    if self.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    dim = wrap_dim(dim, self.ndim)
    length = self.shape[dim]
    if isinstance(sections, int):
        if sections <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {sections}")
        small, larger = divmod(length, sections)
        sizes = [small + 1] * larger + [small] * (sections - larger)
        bounds = [0, *itertools.accumulate(sizes)]
    else:
        bounds = [0, *sections, length]
    return tuple([ops.slice(self, dim, a, b, 1) for a, b in zip(bounds, bounds[1:])])


def tensor_split_by(self, tensor_indices_or_sections, dim):
    """`tensor_split` by a tensor: one number of sections, or indices."""
    if self.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    given = tensor_indices_or_sections
    if given.dtype.name != "int64":
        raise RuntimeError(f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {given.dtype.scalar_name}")
    if given.ndim > 1:
        raise RuntimeError(
            "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, "
            f"but got a tensor with {given.ndim} dims"
        )
    value = array(given).tolist()
    return tensor_split(self, value if isinstance(value, int) else tuple(value), dim)


def _axis_split(self, by, name, least, dim):
    if self.ndim < least:
        raise RuntimeError(f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {self.ndim} dimensions!")
    if isinstance(by, int):
        length = self.shape[dim]
        if by == 0 or length % by:
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {length} is not divisible "
                f"by the split_size {by}!"
            )
    return tensor_split(self, by, dim)


def hsplit(self, by):
    """Pieces along the second dimension, or the only one."""
    return _axis_split(self, by, "hsplit", 1, 0 if self.ndim == 1 else 1)


def vsplit(self, by):
    """Pieces along the first dimension of at least two."""
    return _axis_split(self, by, "vsplit", 2, 0)


def dsplit(self, by):
    """Pieces along the third dimension."""
    return _axis_split(self, by, "dsplit", 3, 2)


# Copies.


def tile(self, dims):
    """`repeat` that pads `dims` with ones in front."""
    return ops.repeat(self, (1,) * (self.ndim - len(dims)) + tuple(dims))


def repeat_interleave(self, repeats, dim, output_size):
    """Each position of a dimension repeated as often as its count says; without `dim`, of the flat tensor."""
    x = flatten(self, 0, -1) if dim is None else self
    dim = wrap_dim(0 if dim is None else dim, x.ndim)
    length = x.shape[dim] if x.ndim else 1
    if repeats.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if repeats.ndim == 0 or repeats.shape[0] == 1:
        repeats = ops.expand(reshape(repeats, (1,)), (length,))
    elif repeats.shape[0] != length:
        raise RuntimeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats.shape[0]} and input.size({dim}) = {length}"
        )
    return ops.index_select(x, dim, ops.repeat_interleave(repeats, output_size=output_size))


def repeat_interleave_int(self, repeats, dim, output_size):
    """Each position of a dimension repeated `repeats` times; without `dim`, of the flat tensor."""
    x = flatten(self, 0, -1) if dim is None else self
    if x.ndim == 0:
        x = reshape(x, (1,))
    dim = wrap_dim(0 if dim is None else dim, x.ndim)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    if output_size is not None and output_size != repeats * x.shape[dim]:
        raise RuntimeError("repeat_interleave: Invalid output_size")
    shape = tuple(x.shape)
    wide = ops.expand(ops.unsqueeze(x, dim + 1), shape[: dim + 1] + (repeats,) + shape[dim + 1 :])
    return flatten(ops.clone(wide, memory_format=contiguous_format), dim, dim + 1)


def fliplr(self):
    """The second dimension reversed."""
    if self.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return ops.flip(self, (1,))


def flipud(self):
    """The first dimension reversed."""
    if self.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return ops.flip(self, (0,))


def diag(self, diagonal):
    """A vector as the diagonal of a matrix, or a copy of a matrix's diagonal."""
    if self.ndim == 1:
        return ops.diag_embed(self, diagonal, 0, 1)
    if self.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.ndim}D")
    return ops.diagonal_copy(self, diagonal, 0, 1)


def diagflat(self, offset):
    """All elements on the diagonal of a matrix."""
    return diag(reshape(self, (-1,)), offset)


def trace_backward(grad_output, input_sizes):
    """The gradient on the main diagonal of zeros."""
    length = min(input_sizes)
    return ops.diagonal_backward(ops.expand(grad_output, (length,)), input_sizes, 0, 0, 1)
