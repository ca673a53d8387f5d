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


def t_(self):
    return adopt(self, t(self))


def transpose_(self, dim0, dim1):
    return adopt(self, transpose(self, dim0, dim1))


def squeeze_(self, dim=None):
    return adopt(self, squeeze(self, dim))


def unsqueeze_(self, dim):
    return adopt(self, unsqueeze(self, dim))
