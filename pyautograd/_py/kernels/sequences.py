"""Packed sequences: the rows of step after step, for sequences sorted by falling length."""
import numpy as np


def _sizes(lengths, steps):
    """How many sequences reach each step."""
    return (lengths[None, :] > np.arange(steps)[:, None]).sum(1)


def pack(input, lengths, batch_first):
    """The rows of padded sequences ``(T, N, ...)`` that belong to them, and their number per step."""
    if input.size == 0:
        raise RuntimeError("Cannot pack empty tensors.")
    source = np.swapaxes(input, 0, 1) if batch_first else input
    batch = source.shape[1]
    if lengths.ndim != 1:
        raise RuntimeError(f"'lengths' argument should be a 1D CPU int64 tensor, but got {lengths.ndim}D cpu Long tensor")
    if lengths.shape[0] != batch:
        raise RuntimeError(f"Expected `len(lengths)` to be equal to batch_size, but got {lengths.shape[0]} (batch_size={batch})")
    if batch == 0 or lengths[-1] <= 0:
        raise RuntimeError("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0")
    if (lengths[1:] > lengths[:-1]).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence "
            "and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability."
        )
    sizes = _sizes(lengths, int(lengths[0]))
    reached = sizes[: source.shape[0]].tolist()  # a length past the input counts in the sizes, and no row is there
    return np.concatenate([source[at, :size] for at, size in enumerate(reached)], 0), sizes.astype(np.int64)


def unpack(data, sizes, total_length, padding_value):
    """Padded sequences ``(total_length, N, ...)`` from packed rows."""
    made = np.full((total_length, sizes[0], *data.shape[1:]), padding_value, data.dtype)
    at = 0
    for step, size in enumerate(sizes):
        made[step, :size] = data[at : at + size]
        at += size
    return made


def unpack_backward(grad, sizes):
    """The rows of padded sequences that belong to packed ones."""
    return np.concatenate([grad[step, :size] for step, size in enumerate(sizes)], 0)


def lengths(batch_sizes):
    """The length of each sequence."""
    return (batch_sizes[:, None] > np.arange(int(batch_sizes[0]))[None, :]).sum(0).astype(np.int64)
