"""Joins that are no concatenation alone."""
import numpy as np

from ..util import wrap_dim


def chunk_cat(tensors, dim, num_chunks):
    """Each tensor cut into `num_chunks` along `dim`, with zeros after the last, and flattened from there; those side by side."""
    dim = _chunk_dim(tensors, dim, num_chunks)
    made = []
    for tensor in tensors:
        missing = -tensor.shape[dim] % num_chunks
        if missing:
            tensor = np.pad(tensor, [(0, missing if at == dim else 0) for at in range(tensor.ndim)])
        made.append(tensor.reshape(*tensor.shape[:dim], num_chunks, -1))
    return np.concatenate(made, dim + 1)


def _chunk_dim(tensors, dim, num_chunks):
    """The dimension that `chunk_cat` cuts, counted from the front, after its checks."""
    if num_chunks < 1:
        raise RuntimeError("_chunk_cat expects positive num_chunks")
    if not tensors:
        raise RuntimeError("_chunk_cat expects a non-empty input tensor list")
    first = tensors[0]
    if any([t.dtype is not first.dtype for t in tensors]):
        raise RuntimeError("_chunk_cat expects all input tensors with the same dtype")
    if not all([t.size for t in tensors]):
        raise RuntimeError("_chunk_cat expects non-empty tensor")
    if all([t.ndim == first.ndim for t in tensors]):
        dim = wrap_dim(dim, first.ndim)
    elif dim < 0:
        raise RuntimeError("_chunk_cat expects non-negative dim when input tensors have different ndims")
    elif any([dim >= t.ndim for t in tensors]):
        raise RuntimeError("_chunk_cat expects dim < ndim for all input tensors")
    if any([tuple(t.shape[:dim]) != tuple(first.shape[:dim]) for t in tensors]):
        raise RuntimeError("_chunk_cat expects same sizes of 0,...,dim-1 dimensions for all tensors")
    return dim
