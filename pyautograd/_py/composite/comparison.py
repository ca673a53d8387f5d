"""Comparisons of whole tensors."""
import numpy as np

from ..core import array, ops


def allclose(self, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether ``|self - other| <= atol + rtol * |other|`` everywhere."""
    return bool(array(ops.isclose(self, other, rtol, atol, equal_nan)).all())


def equal(self, other):
    """Whether two tensors have the same shape and elements."""
    a, b = array(self), array(other)
    return a.shape == b.shape and bool(np.equal(a, b).all())
