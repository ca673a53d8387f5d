"""Joins, grids and common shapes."""
import itertools

import numpy as np

from pyautograd._warnings import warn_once

from ..core import ops, wrap
from .shapes import flatten, reshape


def atleast_1d(self):
    """A 0-d tensor as one of one dimension, any other as it is."""
    return ops.view(self, (1,)) if self.ndim == 0 else self


def atleast_2d(self):
    """At least two dimensions, new ones in front."""
    return ops.view(self, (1, 1)) if self.ndim == 0 else ops.unsqueeze(self, 0) if self.ndim == 1 else self


def atleast_3d(self):
    """At least three dimensions: ``(n,)`` becomes ``(1, n, 1)``, ``(n, m)`` becomes ``(n, m, 1)``."""
    ndim = self.ndim
    if ndim == 0:
        return ops.view(self, (1, 1, 1))
    if ndim == 1:
        return ops.unsqueeze(ops.unsqueeze(self, 0), -1)
    return ops.unsqueeze(self, -1) if ndim == 2 else self


def atleast_1d_each(tensors):
    """`atleast_1d` of several."""
    return tuple([atleast_1d(t) for t in tensors])


def atleast_2d_each(tensors):
    """`atleast_2d` of several."""
    return tuple([atleast_2d(t) for t in tensors])


def atleast_3d_each(tensors):
    """`atleast_3d` of several."""
    return tuple([atleast_3d(t) for t in tensors])


def _some(tensors, name):
    if not tensors:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


def hstack(tensors):
    """Side by side: along the second dimension, vectors along the only one."""
    parts = atleast_1d_each(_some(tensors, "hstack"))
    return ops.cat(parts, 0 if parts[0].ndim == 1 else 1)


def vstack(tensors):
    """One below the other; vectors are rows."""
    return ops.cat(atleast_2d_each(_some(tensors, "vstack")), 0)


def dstack(tensors):
    """Along the third dimension."""
    return ops.cat(atleast_3d_each(_some(tensors, "dstack")), 2)


def column_stack(tensors):
    """Side by side; vectors are columns."""
    parts = [t if t.ndim > 1 else reshape(t, (t.numel(), 1)) for t in _some(tensors, "column_stack")]
    return hstack(parts)


def broadcast_shape(shapes):
    """The common shape of several. Raises RuntimeError with the first two that do not fit."""
    made = ()
    for shape in shapes:
        if made != shape:
            longer = max(len(made), len(shape))
            a, b = (1,) * (longer - len(made)) + made, (1,) * (longer - len(shape)) + tuple(shape)
            for d in range(longer - 1, -1, -1):
                if a[d] != b[d] and a[d] != 1 and b[d] != 1:
                    raise RuntimeError(f"The size of tensor a ({a[d]}) must match the size of tensor b ({b[d]}) at non-singleton dimension {d}")
            made = tuple([n if m == 1 else m for m, n in zip(a, b)])
    return made


def broadcast_tensors(tensors):
    """Views of one common shape."""
    shapes = [tuple(t.shape) for t in tensors]
    size = broadcast_shape(shapes)
    return tuple([t if s == size else ops.expand(t, size) for t, s in zip(tensors, shapes)])


def meshgrid(tensors, indexing=None):
    """A grid from vectors: each tensor holds one coordinate at every point. ``"xy"`` exchanges the first two dimensions."""
    _some(tensors, "meshgrid")
    for t in tensors:
        if t.ndim > 1:
            raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {t}")
        if t.dtype is not tensors[0].dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if indexing is None:
        warn_once("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.", stacklevel=3)
    elif indexing not in ("xy", "ij"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(tensors) >= 2
    if swap:
        tensors = [tensors[1], tensors[0], *tensors[2:]]
    size, count = tuple([t.numel() for t in tensors]), len(tensors)
    grids = [ops.expand(ops.view(t, (1,) * at + (size[at],) + (1,) * (count - at - 1)), size) for at, t in enumerate(tensors)]
    if swap:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def cartesian_prod(tensors):
    """All tuples of one element from each vector, as rows."""
    for t in tensors:
        if t.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return ops.stack([flatten(g, 0, -1) for g in meshgrid(tensors, "ij")], 1)


def combinations(self, r, with_replacement):
    """All `r`-element combinations of a vector's elements, as rows."""
    if self.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(self.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return ops.empty((0,), dtype=self.dtype)
    pick = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = np.array(list(pick(range(self.shape[0]), r)), np.int64).reshape(-1, r)
    return ops.stack([ops.index_select(self, 0, wrap(np.ascontiguousarray(rows[:, at]))) for at in range(r)], 1)
