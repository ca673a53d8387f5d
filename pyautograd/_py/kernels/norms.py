"""Vector norms of arrays, and what is scaled by them."""
import numpy as np

from ..util import wrap_dim
from .elementwise import absolute
from .elementwise_checks import check_sub, dtype_of, not_implemented
from .promotion import promoted
from .reductions import check_broadcast, count_of, reduced_axes, scalar_name, with_kept
from .summation import cascade_sum

_INF = float("inf")

def _norm(x, ord, axes):
    """The `ord`-norm of the floating point or complex `x` over `axes`; float16 comes back as float32."""
    if x.dtype == np.float16:
        x = x.astype(np.float32)
    if ord == 0:
        count = np.add.reduce(x != 0, axis=axes, dtype=np.int64) if axes else (x != 0)
        return count.astype(x.real.dtype)
    if count_of(x.shape, axes) == 1:
        return absolute(x).reshape([n for at, n in enumerate(x.shape) if at not in axes])
    if ord == 2:
        squares = x.real * x.real + x.imag * x.imag if x.dtype.kind == "c" else x * x
        return np.sqrt(cascade_sum(squares, axes))
    sizes = absolute(x)
    if ord == _INF:
        return np.maximum.reduce(sizes, axis=axes)
    if ord == -_INF:
        return np.minimum.reduce(sizes, axis=axes)
    if ord == 1:
        return cascade_sum(sizes, axes)
    return np.power(cascade_sum(np.power(sizes, sizes.dtype.type(ord)), axes), sizes.dtype.type(1.0 / ord))


def _number(value):
    return f"{value:g}"


def linalg_vector_norm(x, ord, dim, keepdim, dtype):
    """``(sum |x|**ord) ** (1 / ord)`` over `dim`; 0 counts the nonzero, inf and -inf take the extremes."""
    if x.dtype.kind not in "fc":
        raise RuntimeError(f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {scalar_name(x)}")
    if isinstance(ord, complex):
        raise RuntimeError("linalg.vector_norm: Expected a non-complex scalar as the order of norm.")
    if dtype is not None:
        if not (dtype.is_floating_point or dtype.is_complex):
            raise RuntimeError(f"linalg.vector_norm: dtype should be floating point or complex, but got {dtype.scalar_name}")
        if (x.dtype.kind == "c") != dtype.is_complex:
            kind = "complex" if x.dtype.kind == "c" else "real"
            raise RuntimeError(f"linalg.vector_norm: dtype should be {kind} for {kind} inputs, but got {dtype.scalar_name}")
        if dtype.itemsize < x.dtype.itemsize or dtype.itemsize == 2 and dtype.np != x.dtype:
            raise RuntimeError(
                f"linalg.vector_norm: the dtype of the input ({scalar_name(x)}) should be convertible without narrowing "
                f"to the specified dtype ({dtype.scalar_name})"
            )
        x = x.astype(dtype.np, copy=False)
    axes = reduced_axes(x, dim)
    if not x.size and (ord < 0 or ord == _INF):
        if not dim:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {_number(ord)} norm on an empty tensor because the operation does not have an identity"
            )
        for axis in axes:
            if not x.shape[axis]:
                raise RuntimeError(
                    f"linalg.vector_norm cannot compute the {_number(ord)} norm on the dimension {axis}because this dimension is empty "
                    "and the operation does not have an identity"
                )
    result = _norm(x, ord, axes).astype(x.real.dtype, copy=False)
    return with_kept(result, x.shape, axes, keepdim)


def norm_dim(x, p, dim, keepdim):
    """The older operator for the same, which `pairwise_distance` calls."""
    return linalg_vector_norm(x, p, dim, keepdim, None)


def dist(x, y, p):
    """The `p`-norm of ``x - y``, all elements taken as one vector."""
    check_broadcast(x, y)
    check_sub(x, y)
    x, y = promoted(x, y)
    if x.dtype.kind == "u" and x.dtype.itemsize > 1:
        raise not_implemented("add_stub", dtype_of(x))
    difference = np.subtract(x, y)
    if difference.dtype.kind not in "fc":
        raise RuntimeError(f"norm(): input dtype should be either floating point or complex. Got {scalar_name(difference)} instead.")
    return _norm(difference, p, tuple(range(difference.ndim))).astype(difference.real.dtype, copy=False)


def renorm(x, p, dim, maxnorm):
    """Slices of `x` along `dim` whose `p`-norm exceeds `maxnorm`, scaled down to it."""
    if isinstance(p, complex):
        raise RuntimeError("renorm: p must be real-valued")
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if isinstance(maxnorm, complex):
        raise RuntimeError("renorm: maxnorm must be real-valued")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {_number(maxnorm)}")
    if x.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {x.ndim} dimensions")
    axis = wrap_dim(dim, x.ndim)
    axes = tuple(at for at in range(x.ndim) if at != axis)
    if x.dtype.kind not in "fc":
        raise RuntimeError(f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {scalar_name(x)}")
    norms = with_kept(_norm(x, p, axes), x.shape, axes, True)
    factor = np.where(norms > maxnorm, maxnorm / (norms + norms.dtype.type(1e-7)), norms.dtype.type(1))
    return np.multiply(x, factor.astype(x.dtype, copy=False), order="C")
