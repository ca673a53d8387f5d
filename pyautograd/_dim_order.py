"""``Tensor.dim_order``: in which order the dimensions of a tensor lie in memory."""
from . import _types


def checked(tensor, ambiguity_check):
    """TypeError for an argument of another kind; RuntimeError where the answer is asked to be the only one, and cannot be."""
    if not isinstance(ambiguity_check, bool):
        if not isinstance(ambiguity_check, list) or any(not isinstance(f, _types.memory_format) for f in ambiguity_check):
            raise TypeError("The ambiguity_check argument must be a bool or a list of memory formats.")
    formats = ambiguity_check if isinstance(ambiguity_check, list) else []
    strides = tensor.stride()
    several = any(a == b for a, b in zip(strides, strides[1:])) or 1 in tensor.shape
    if ambiguity_check is not False and several and sum(tensor.is_contiguous(memory_format=f) for f in formats) != 1:
        raise RuntimeError("The tensor does not have unique dim order, or cannot map to exact one of the given memory formats.")


def _at_least(a, b):
    return b == 0 or (a != 0 and (a >= b or a % b == 0))


def _compared(tensor, a, b):
    """-1 where dimension `a` lies within `b`, 1 where it is the other way round, 0 where nothing tells."""
    stride_a, stride_b = tensor.stride(a), tensor.stride(b)
    if stride_a == 0 or stride_b == 0:
        return 0
    if stride_a == stride_b:
        return 0 if _at_least(tensor.shape[b], tensor.shape[a]) else 1
    return -1 if _at_least(stride_b, stride_a) else 1


def order(tensor, ambiguity_check):
    """The dimensions, outermost first. Where strides do not tell, they stay in their order."""
    dims = tensor.dim()
    if dims < 2:
        return tuple(range(dims))
    is_last = dims == 4 and tensor.is_contiguous(memory_format=_types.channels_last)
    if tensor.is_contiguous() != is_last:
        return (0, *range(2, dims), 1) if is_last else tuple(range(dims))
    found = list(reversed(range(dims)))
    for i in range(1, dims):
        at = i
        for before in reversed(range(i)):
            which = _compared(tensor, found[before], found[at])
            if which > 0:
                found[before], found[at] = found[at], found[before]
                at = before
            elif which < 0:
                break
    if ambiguity_check and any(_compared(tensor, a, b) != -1 for a, b in zip(found, found[1:])):
        raise RuntimeError("The tensor does not have unique dim order.")
    return tuple(reversed(found))
