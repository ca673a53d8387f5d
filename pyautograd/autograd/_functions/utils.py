"""Shapes put back after broadcasting."""


def maybe_view(tensor, size, check_same_size=True):
    """`tensor` in the shape `size`, itself where it has that already."""
    if check_same_size and tensor.size() == size:
        return tensor
    return tensor.contiguous().view(size)


def maybe_unexpand(tensor, old_size, check_same_size=True):
    """`tensor` summed over what expanding `old_size` to its shape added."""
    if check_same_size and tensor.size() == old_size:
        return tensor
    return tensor.sum_to_size(old_size)
