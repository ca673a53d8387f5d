"""Helpers of the products' derivatives."""
from ..core import ops


def scaled(grad, factor):
    """The gradient of ``factor * x`` for a Python number; nothing to do for 1."""
    return grad if factor == 1 else grad * (factor.conjugate() if isinstance(factor, complex) else factor)


def over_batch(grad, batch_shape):
    """A matrix's gradient as seen by every matrix of a batch that was summed."""
    return ops.expand(grad, (batch_shape[0], *grad.shape))


def _by_columns(strides, rows):
    return strides[0] == 1 and strides[1] == rows


def left_factor_gradient(grad, right, strides):
    """Of the left one of two matrices, which has `strides`: by columns if its elements lie so."""
    if _by_columns(strides, grad.shape[0]):
        return ops.t(ops.mm(ops.conj(right), ops.t(grad)))
    return ops.mm(grad, ops.conj(ops.t(right)))


def right_factor_gradient(grad, left, strides):
    """Of the right one of two matrices, which has `strides`: by columns if its elements lie so, as those of a transposed weight do."""
    if _by_columns(strides, left.shape[1]):
        return ops.t(ops.mm(ops.t(grad), ops.conj(left)))
    return ops.mm(ops.conj(ops.t(left)), grad)
