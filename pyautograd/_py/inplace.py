"""Views and in-place changes: what may be written, and how the history of a base and its views is rewritten."""
import math

import numpy as np

from .. import _autograd_texts as texts
from .grad_mode import modes
from .kernels.views import place
from .overlap import ANY_OUTPUT, APART, DEPRECATED, warn_expanded

# How a view came to be, for what may be done to it in place.
DEFAULT, MULTI_OUTPUT, NO_GRAD, CUSTOM_FUNCTION, INFERENCE = "default", "multi_output", "no_grad", "custom_function", "inference"


def view_error(view, indirect):
    """The error for a change of a view, or (`indirect`) of its base, that is forbidden."""
    maker = view._grad_fn
    return RuntimeError(texts.view_text(view._creation, None if maker is None else maker.name(), view._output_nr, indirect))


def check_inplace(tensor):
    """Raise unless `tensor` may be changed in place under the current grad mode."""
    if tensor._inference and not modes.inference:
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if modes.before_write is not None and modes.saved_hooks:
        modes.before_write(tensor)
    if not modes.grad or not tensor.requires_grad:
        return
    base = tensor._view_base
    if base is not None:
        if tensor._creation != DEFAULT:
            raise view_error(tensor, False)
        if base._grad_fn is None:
            raise RuntimeError(texts.LEAF_VIEW)
    if tensor._requires_grad and tensor._grad_fn is None:
        raise RuntimeError(texts.LEAF)


def check_captured(spec, values):
    """Raise if an operator is about to change a tensor that a function being differentiated has captured. For when there is a scope."""
    if getattr(values[0], "_born", modes.scope) < modes.scope:
        from ..func._captured import refuse

        refuse(spec.name, spec.key, values)


def check_changeable(tensor, name):
    """Raise if a method is about to change a tensor that a function being differentiated has captured."""
    if tensor._born < modes.scope:
        from ..func._captured import refuse

        refuse(name, name, (tensor,))


def check_view_write(tensor):
    """Raise where an in-place change that brings gradients into a view is forbidden."""
    base = tensor._view_base
    if base is None:
        return
    if tensor._creation != DEFAULT:
        raise view_error(tensor, False)
    if base._requires_grad and base._grad_fn is None:
        raise RuntimeError(texts.LEAF_VIEW)


def check_output(flags, name, array):
    """Raise if elements of `array`, which operator `name` is about to write, share memory and it minds."""
    if flags & ANY_OUTPUT or not (array.size > 0 and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape))):
        return
    if not flags & DEPRECATED:
        raise RuntimeError(texts.INTERNAL_OVERLAP)
    warn_expanded(name)


def is_dense(array):
    """Whether the elements fill their memory range without gaps or overlap."""
    expected = array.itemsize
    for stride, n in sorted((s, n) for s, n in zip(array.strides, array.shape) if n != 1):
        if stride != expected:
            return False
        expected *= n
    return True


def check_apart(out, source, wholly):
    """Raise if two dense arrays share part of their memory; `wholly`: or all of it, in the same order."""
    if out.size == 0 or source.size == 0 or out is source and not wholly:
        return
    a, b = out.__array_interface__["data"][0], source.__array_interface__["data"][0]
    if a >= b + source.nbytes or b >= a + out.nbytes or not (is_dense(out) and is_dense(source)):
        return
    if not wholly and a == b and out.nbytes == source.nbytes and _walk(out) == _walk(source):
        return
    raise RuntimeError(texts.PARTIAL_OVERLAP)


def _walk(array):
    """The strides, in elements, that matter: of dimensions longer than one."""
    return [s // array.itemsize for s, n in zip(array.strides, array.shape) if n != 1]


def check_inputs(flags, values, out):
    """Raise if the array `out` shares memory with one of the operands `values` in a way that the operator minds."""
    wholly = bool(flags & APART)
    for value in values:
        if hasattr(value, "_counter"):
            check_apart(out, value._array, wholly)
        elif wholly and isinstance(value, (tuple, list)):
            for v in value:
                if hasattr(v, "_counter"):
                    check_apart(out, v._array, True)


def as_strided_array(root, shape, strides, offset, dtype=None):
    """An ndarray over `root`'s memory; shape, strides and offset in elements of `dtype`."""
    dtype = dtype or root.dtype
    item = dtype.itemsize
    if math.prod(shape) * item > 8e18:
        raise RuntimeError("numel: integer multiplication overflow")
    buffer = root if root.flags.c_contiguous else flat(root)
    if 0 in shape:
        buffer, offset = place(buffer, offset * item), 0
    return np.ndarray(shape, dtype, buffer, offset * item, [s * item for s in strides])


def flat(root):
    """The memory of an array with gaps or another order, as one dimension."""
    item = root.itemsize
    start = root.reshape(-1)[:1] if root.size == 0 else np.lib.stride_tricks.as_strided(root, (1,), (item,))
    return np.lib.stride_tricks.as_strided(start, (storage_length(root),), (item,))


def storage_length(root):
    """Elements from the first of `root` to the last that its strides reach."""
    if root.size == 0:
        return 0
    return 1 + sum((n - 1) * s // root.itemsize for n, s in zip(root.shape, root.strides))


def needed_bytes(size, stride, offset, itemsize):
    """How long a storage must be for these, in elements; PyTorch's errors for what cannot be."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(s < 0 for s in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    if any(n < 0 for n in size):
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    return 0 if 0 in size else (offset + 1 + sum((n - 1) * s for n, s in zip(size, stride))) * itemsize


def check_strided(root, size, stride, offset, itemsize):
    """Raise PyTorch's errors for a size, stride and offset that do not lie within the storage `root`."""
    needed, available = needed_bytes(size, stride, offset, itemsize), storage_length(root) * root.itemsize
    if needed > available:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize {itemsize} requiring a storage size "
            f"of {needed} are out of bounds for storage of size {available}"
        )
