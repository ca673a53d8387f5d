"""The views of ``kernels/views.py`` as fresh arrays."""
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
unfold, view_as_real, view_as_complex = [_one(v) for v in (views.unfold, views.view_as_real, views.view_as_complex)]
view = _one(views.view)
unbind, split, split_with_sizes = [_several(v) for v in (views.unbind, views.split, views.split_with_sizes)]


def alias(a):
    """A copy."""
    return a.copy()
