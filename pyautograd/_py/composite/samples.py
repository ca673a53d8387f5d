"""Operators on sampled functions and coordinates: powers, the trapezoidal rule, the vector product."""
from pyautograd._warnings import warn_once

from ..core import ops
from ..util import wrap_dim
from .joins import atleast_1d


def _powers(x, count):
    """``[1, x, x**2, ...]`` as a new last dimension."""
    shape = tuple(x.shape)
    ones = ops.ones(shape + (1,), dtype=x.dtype)
    if count == 1:
        return ones
    return ops.cat([ones, ops.cumprod(ops.expand(ops.unsqueeze(x, -1), shape + (count - 1,)), -1)], -1)


def vander(x, N, increasing):
    """Rows of descending (or ascending) powers of a vector's elements."""
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x.shape[0] if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    if not (x.dtype.is_floating_point or x.dtype.is_complex):
        x = x.long()
    made = _powers(x, count) if count else ops.empty((x.shape[0], 0), dtype=x.dtype)
    return made if increasing else ops.flip(made, (1,))


def linalg_vander(x, N):
    """Rows of ascending powers of the last dimension's elements, batched."""
    if x.dtype.name in ("bool", "float16", "bfloat16"):
        raise RuntimeError(f"linalg.vander supports floating point, complex, and integer tensors, but got {x.dtype.scalar_name}")
    x = atleast_1d(x)
    count = x.shape[-1] if N is None else N
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    if not (x.dtype.is_floating_point or x.dtype.is_complex):
        x = x.long()
    return _powers(x, count)


def _pair_sums(y, dim):
    return ops.slice(y, dim, 0, -1, 1) + ops.slice(y, dim, 1, None, 1)


def _steps(y, x, dim):
    """The differences of sample points, shaped to go with `y`."""
    if x.ndim == 1:
        if x.shape[0] != y.shape[dim]:
            raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
        x = ops.view(x, (1,) * dim + (x.shape[0],) + (1,) * (y.ndim - dim - 1))
    elif x.ndim < y.ndim:
        x = ops.view(x, (1,) * (y.ndim - x.ndim) + tuple(x.shape))
    return ops.slice(x, dim, 1, None, 1) - ops.slice(x, dim, 0, -1, 1)


def _no_bool(y, x, name):
    if y.dtype.name == "bool" or x is not None and x.dtype.name == "bool":
        which = "`y`" if x is None else "`x` or `y`"
        raise RuntimeError(f"{name}: received a bool input for {which}, but bool is not supported")


def _without_dim(y, dim):
    shape = tuple(y.shape)
    return ops.zeros(shape[:dim] + shape[dim + 1 :], dtype=y.dtype)


def trapezoid(y, x, dim):
    """The trapezoidal rule over sample points `x`."""
    dim = wrap_dim(dim, y.ndim, False)
    if y.shape[dim] == 0:
        return _without_dim(y, dim)
    _no_bool(y, x, "trapezoid")
    return ops._div_number(ops.sum(_pair_sums(y, dim) * _steps(y, x, dim), (dim,)), 2.0)


def trapezoid_dx(y, dx, dim):
    """The trapezoidal rule with equal steps."""
    dim = wrap_dim(dim, y.ndim, False)
    if y.shape[dim] == 0:
        return _without_dim(y, dim)
    _no_bool(y, None, "trapezoid")
    ends = ops.select(y, dim, 0) + ops.select(y, dim, -1)
    return ops._mul_number(ops.sum(y, (dim,)) - ends * 0.5, dx)


def cumulative_trapezoid(y, x, dim):
    """Running integrals by the trapezoidal rule over sample points `x`."""
    if y.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, y.ndim)
    _no_bool(y, x, "cumulative_trapezoid")
    return ops._div_number(ops.cumsum(_pair_sums(y, dim) * _steps(y, x, dim), dim), 2.0)


def cumulative_trapezoid_dx(y, dx, dim):
    """Running integrals by the trapezoidal rule with equal steps."""
    if y.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, y.ndim)
    _no_bool(y, None, "cumulative_trapezoid")
    return ops.cumsum(_pair_sums(y, dim) * (dx / 2.0), dim)


def cross(self, other, dim):
    """The vector product along `dim`, by default the first dimension of length 3."""
    if dim is None:
        warn_once(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply use "
            "torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future release.",
            stacklevel=3,
        )
        shape = tuple(self.shape)
        if 3 not in shape:
            raise RuntimeError("no dimension of size 3 in input")
        dim = shape.index(3)
    return ops.linalg_cross(self, other, dim=dim)
