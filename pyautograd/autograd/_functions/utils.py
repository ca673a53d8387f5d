"""Shapes of gradients, for Functions written before broadcasting was undone by the engine."""


def maybe_view(tensor, size, check_same_size=True):
    """`tensor` in the shape `size`; itself where it has that shape, unless `check_same_size` is False."""
    return tensor if check_same_size and tensor.size() == size else tensor.contiguous().view(size)


def maybe_unexpand(tensor, old_size, check_same_size=True):
    """`tensor` summed to `old_size`, from which it was expanded; itself where it has that shape."""
    if check_same_size and tensor.size() == old_size:
        return tensor
    for _ in range(tensor.dim() - len(old_size)):
        tensor = tensor.sum(0)
    for dim, size in enumerate(old_size):
        if tensor.size(dim) != size:
            tensor = tensor.sum(dim, keepdim=True)
    return tensor
