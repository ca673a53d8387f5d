"""Views in place: the tensor keeps its memory and shows it in another shape.

The functions without underscore give the view; those with it, which the in-place methods call, have the tensor become it.
"""
from ..core import adopt, ops


def t(self):
    """A matrix transposed."""
    return ops.t(self)


def transpose(self, dim0, dim1):
    """Two dimensions exchanged."""
    return ops.transpose(self, dim0, dim1)


def squeeze(self, dim=None):
    """Without dimensions of size 1."""
    return ops.squeeze(self) if dim is None else ops.squeeze(self, dim)


def unsqueeze(self, dim):
    """A dimension of size 1 inserted."""
    return ops.unsqueeze(self, dim)


def as_strided(self, size, stride, storage_offset=None):
    """A view of the storage with the given size, strides and offset, in elements."""
    return ops.as_strided(self, size, stride, storage_offset)


def t_(self):
    if self.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {self.ndim}D")
    return adopt(self, ops._t_inplace(self))


def transpose_(self, dim0, dim1):
    return adopt(self, ops._transpose_inplace(self, dim0, dim1))


def squeeze_(self, dim=None):
    return adopt(self, ops._squeeze_inplace(self) if dim is None else ops._squeeze_inplace(self, dim))


def unsqueeze_(self, dim):
    return adopt(self, ops._unsqueeze_inplace(self, dim))


def as_strided_(self, size, stride, storage_offset=None):
    return ops.as_strided_(self, size, stride, storage_offset)
