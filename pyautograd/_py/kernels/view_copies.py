"""The views of ``kernels/views.py`` as fresh arrays."""
from ..._types import dtype_of_numpy
from . import views


def _one(view):
    def copied(a, *arguments):
        return view(a, *arguments).copy()

    return copied


def _several(view):
    def copied(a, *arguments):
        return tuple([part.copy() for part in view(a, *arguments)])

    return copied


expand, permute, transpose, t, select, slice_ = [_one(v) for v in (views.expand, views.permute, views.transpose, views.t, views.select, views.slice_)]
squeeze, squeeze_dim, squeeze_dims, unsqueeze = [_one(v) for v in (views.squeeze, views.squeeze_dim, views.squeeze_dims, views.unsqueeze)]
unfold = _one(views.unfold)
unbind, split, split_with_sizes = [_several(v) for v in (views.unbind, views.split, views.split_with_sizes)]


def view_as_real(a):
    """A complex array as a real one with a last dimension of two."""
    return views.view_as_real(a, dtype_of_numpy(a.dtype)).copy()


def view_as_complex(a):
    """A real array whose last dimension is two numbers as a complex one."""
    return views.view_as_complex(a, dtype_of_numpy(a.dtype)).copy()


def view(a, size):
    """The elements in another shape."""
    return a.reshape(views.infer_size(size, a.size)).copy()


def alias(a):
    """A copy."""
    return a.copy()
