"""Derivatives of packing sequences."""
from ..core import array, ops


def packed_backward(grad, batch_sizes, shape, batch_first):
    """Padded sequences with the gradients of the packed rows, and zeros elsewhere."""
    padded = ops._unpack_rows(grad, array(batch_sizes).tolist(), shape[1 if batch_first else 0], 0)
    return ops.transpose(padded, 0, 1) if batch_first else padded
