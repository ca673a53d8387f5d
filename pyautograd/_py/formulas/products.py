"""Helpers of the products' derivatives."""
from ..core import ops


def scaled(grad, factor):
    """The gradient of ``factor * x`` for a Python number; nothing to do for 1."""
    return grad if factor == 1 else grad * (factor.conjugate() if isinstance(factor, complex) else factor)


def over_batch(grad, batch_shape):
    """A matrix's gradient as seen by every matrix of a batch that was summed."""
    return ops.expand(grad, (batch_shape[0], *grad.shape))
