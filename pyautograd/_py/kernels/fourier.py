"""Discrete Fourier transforms by NumPy's pocketfft, with the results laid out in memory as PyTorch lays them out."""
import numpy as np

from ..util import wrap_dims
from .promotion import as_dtype

# NumPy names a mode for the direction that carries the factor.
_FORWARD = {0: "backward", 1: "ortho", 2: "forward"}
_INVERSE = {0: "forward", 1: "ortho", 2: "backward"}
_AT_ONCE = 7  # dimensions that PyTorch hands to MKL in one call


def by_stride(a, dims):
    """Dimensions from the largest stride to the smallest."""
    strides = a.strides
    return sorted(dims, key=lambda d: -strides[d])


def laid_out(a, dims, transform, dtype):
    """``transform`` over the last ``len(dims)`` axes of `a` with `dims` moved there, and the result with every axis back in its place.

    The transformed dimensions end up innermost in memory, the others before them in the order of the input.
    """
    order = [*by_stride(a, [d for d in range(a.ndim) if d not in dims]), *dims]
    made = np.ascontiguousarray(transform(a.transpose(order), tuple(range(a.ndim - len(dims), a.ndim))), dtype=dtype)
    back = [0] * a.ndim
    for at, d in enumerate(order):
        back[d] = at
    return made.transpose(back)


def complex_of(dtype):
    """The complex dtype of the same precision."""
    return np.result_type(dtype, np.complex64)


def c2c(a, dim, normalization, forward):
    """The transform of a complex array over the dimensions `dim`."""
    dims = wrap_dims(dim, a.ndim) if len(dim) else ()
    if not dims:
        return a.copy()
    transform, norm = (np.fft.fftn, _FORWARD[normalization]) if forward else (np.fft.ifftn, _INVERSE[normalization])
    left = by_stride(a, dims)
    while left:
        a = laid_out(a, left[-_AT_ONCE:], lambda x, axes: transform(x, axes=axes, norm=norm), a.dtype)
        left = by_stride(a, left[:-_AT_ONCE])
    return a


def r2c(a, dim, normalization, onesided):
    """The transform of a real array; `onesided` keeps the half of the last dimension that the other follows from."""
    dims = list(wrap_dims(dim, a.ndim))
    wide, norm = complex_of(a.dtype), _FORWARD[normalization]
    if not onesided:
        return c2c(as_dtype(a, wide), dim, normalization, True)
    first = by_stride(a, dims[:-1])
    last = [*first[-(_AT_ONCE - 1) :], dims[-1]]
    left = first[: -(_AT_ONCE - 1)]
    made = laid_out(a, last, lambda x, axes: np.fft.rfftn(x, axes=axes, norm=norm), wide)
    return c2c(made, left, normalization, True) if left else made


def c2r(a, dim, normalization, last_dim_size):
    """The inverse of the onesided `r2c`: real, with `last_dim_size` points along the last dimension."""
    dims = list(wrap_dims(dim, a.ndim))
    if len(dims) > 1:
        a = c2c(a, dims[:-1], normalization, False)
    norm, real = _INVERSE[normalization], np.zeros(0, a.dtype).real.dtype
    return laid_out(a, dims[-1:], lambda x, axes: np.fft.irfft(x, last_dim_size, axes[0], norm), real)
