"""Reductions of arrays: sums, products, extrema, logical reductions, counts of the nonzero.

Every function takes ndarrays of any layout and returns a fresh ndarray (or a NumPy scalar for a 0-d result). float16 is
computed in float32 and rounded once.
"""
import functools

import numpy as np

from ... import _types as types
from .. import fast
from ..util import in_steps_of, wrap_dim, wrap_dims
from .conversion import real_part_of
from .layouts import row_major
from .summation import cascade_sum


def scalar_name(x):
    """The dtype's name in error texts: ``"Long"``."""
    return types.dtype_of_numpy(x.dtype).scalar_name


def default_float():
    """The NumPy type of the default dtype."""
    return types.get_default_dtype().np


def check_broadcast(x, y):
    """Refuse shapes that do not broadcast, in PyTorch's words."""
    if x.shape == y.shape:
        return
    ndim = max(x.ndim, y.ndim)
    for back in range(1, min(x.ndim, y.ndim) + 1):
        n, m = x.shape[-back], y.shape[-back]
        if n != m and n != 1 and m != 1:
            raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {ndim - back}")


def reduced_axes(x, dim):
    """`dim` (None and () mean all) as axes of `x`, ready for NumPy: none for a 0-d array."""
    axes = wrap_dims(dim, x.ndim)
    return axes if x.ndim else ()


def with_kept(result, shape, axes, keepdim):
    """`result`, of `shape` without `axes`, with those axes of length one if `keepdim`; contiguous, whatever was reduced."""
    if result.ndim:
        result = row_major(result)
    if not keepdim:
        return result
    return np.reshape(result, [1 if at in axes else n for at, n in enumerate(shape)])


def count_of(shape, axes):
    """How many elements are reduced into one."""
    count = 1
    for axis in axes:
        count *= shape[axis]
    return count


def accumulated(x, axes):
    """The sum of `x` over `axes` in its own dtype, except that float16 is summed in, and returned as, float32."""
    if x.dtype == np.float16:
        x = x.astype(np.float32)
    if not axes:
        return x.copy()
    if x.dtype.kind in "fc":
        return cascade_sum(x, axes)
    return integer_sum(x, axes)


_SHORT = 8  # up to so many slices are added one by one


def integer_sum(x, axes):
    """The sum of integers or bools over `axes`, modulo 2**64."""
    if len(axes) == 1 and 0 < x.shape[axes[0]] <= _SHORT and x.size > _SHORT * 1024:
        slices = np.moveaxis(x, axes[0], 0)
        total = slices[0].astype(np.int64, order="C")
        for part in slices[1:]:
            total += part.astype(np.int64, copy=False)
        return total
    made = fast.sum_integers(x, min(axes), max(axes)) if len(axes) == max(axes) - min(axes) + 1 else None
    return np.add.reduce(x, axis=axes, dtype=np.int64) if made is None else made


def no_identity(x, axes, name):
    """Refuse to reduce an empty dimension by an operation without identity."""
    if x.size:
        return
    for axis in axes:
        if not x.shape[axis]:
            raise IndexError(f"{name}: Expected reduction dim {axis} to have non-zero size.")


def _cast(x, dtype):
    """`x` as the requested dtype; without one, integers and bools as int64."""
    if dtype is None:
        return x.astype(np.int64, copy=False) if x.dtype.kind in "biu" else x
    kind = np.dtype(np.float32) if dtype is types.bfloat16 else dtype.np
    if kind == x.dtype:
        return x
    return (real_part_of(x) if x.dtype.kind == "c" and kind.kind != "c" else x).astype(kind)


def _summed(x, axes, keepdim):
    if x.dtype == np.bool_:
        result = np.logical_or.reduce(x, axis=axes)
    else:
        result = accumulated(x, axes)
        if result.dtype != x.dtype:  # half precision, and integers shorter than 64 bits, which wrap around
            result = result.astype(x.dtype)
    return with_kept(result, x.shape, axes, keepdim)


def sum_all(x, dtype):
    """The sum of all elements; integers and bools sum to int64."""
    return _summed(_cast(x, dtype), tuple(range(x.ndim)), False)


def sum_dim(x, dim, keepdim, dtype):
    """The sum over `dim` (an int, several, or None for all)."""
    axes = reduced_axes(x, dim)
    return _summed(_cast(x, dtype), axes, keepdim)


def nansum(x, dim, keepdim, dtype):
    """The sum over `dim` with NaN counted as zero; real inputs only."""
    if x.dtype.kind == "c":
        raise RuntimeError("nansum on CPU does not support complex inputs")
    if dtype is not None and dtype.is_complex and x.dtype.kind == "f":
        raise NotImplementedError(f"\"nansum_cpu\" not implemented for '{dtype.scalar_name}'")
    axes = reduced_axes(x, dim)
    x = _cast(x, dtype)
    if x.dtype.kind == "f":
        x = np.where(np.isnan(x), x.dtype.type(0), x)
    return _summed(x, axes, keepdim)


def _meaned(x, axes, keepdim, dtype):
    if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError(
            "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: " + dtype.scalar_name
        )
    if dtype is None and x.dtype.kind not in "fc":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: " + scalar_name(x)
        )
    x = _cast(x, dtype)
    total = accumulated(x, axes)
    result = np.true_divide(total, total.dtype.type(count_of(x.shape, axes)))
    if x.dtype == np.float16:
        result = result.astype(np.float16)
    return with_kept(result, x.shape, axes, keepdim)


def mean_all(x, dtype):
    """The mean of all elements; floating point and complex only."""
    return _meaned(x, tuple(range(x.ndim)), False, dtype)


def mean_dim(x, dim, keepdim, dtype):
    """The mean over `dim`; floating point and complex only."""
    return _meaned(x, reduced_axes(x, dim), keepdim, dtype)


def _multiplied(x, axes):
    if x.dtype == np.bool_:
        return np.logical_and.reduce(x, axis=axes)
    if x.dtype == np.float16:
        return np.multiply.reduce(x.astype(np.float32), axis=axes).astype(np.float16)
    if x.dtype.kind in "fc" and type(x) is np.ndarray and x.size and axes:
        if len(axes) == x.ndim and (x.flags.c_contiguous or x.flags.f_contiguous):
            return _product_of_runs(x.ravel(order="K"))
        if len(axes) == 1 and x.strides[axes[0]] == x.itemsize:
            return _product_of_runs(np.moveaxis(x, axes[0], -1))
    return np.multiply.reduce(x, axis=axes, dtype=x.dtype)


def _product_of_runs(x):
    """The product over the last axis, whose numbers lie side by side, in PyTorch's order: four vectors of 32 bytes at a time, the rest one by one."""
    if x.dtype.kind == "c":
        made = fast.multiply_runs(x.reshape(-1, x.shape[-1]))
        return _product_of_pairs(x) if made is None else made.reshape(x.shape[:-1])
    lanes = 32 // x.itemsize
    cut = x.shape[-1] // (4 * lanes) * (4 * lanes)
    if cut:
        parts = np.multiply.reduce(x[..., :cut].reshape((*x.shape[:-1], -1, 4, lanes)), axis=-3)
        folded = (parts[..., 0, :] * parts[..., 1, :]) * (parts[..., 2, :] * parts[..., 3, :])
        x = np.concatenate((folded, x[..., cut:]), axis=-1)
    return np.multiply.reduce(x, axis=-1)


def _product_of_pairs(x):
    """The same of complex numbers, whose parts are rounded one by one: NumPy's loops fuse some of their products with sums."""
    lanes = 32 // x.itemsize
    blocks = x.shape[-1] // (4 * lanes)
    rest = [x[..., at] for at in range(blocks * 4 * lanes, x.shape[-1])]
    if blocks:
        parts = np.moveaxis(x[..., : blocks * 4 * lanes].reshape((*x.shape[:-1], blocks, 4, lanes)), -3, 0)
        a = functools.reduce(_times, parts)
        folded = _times(_times(a[..., 0, :], a[..., 1, :]), _times(a[..., 2, :], a[..., 3, :]))
        rest = [folded[..., at] for at in range(lanes)] + rest
    return functools.reduce(_times, rest)


def _times(a, b):
    made = np.empty(np.shape(a), a.dtype)
    made.real, made.imag = a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real
    return made if made.ndim else made[()]


def prod_all(x, dtype):
    """The product of all elements; integers and bools multiply to int64."""
    return _multiplied(_cast(x, dtype), tuple(range(x.ndim)))


def prod_dim(x, dim, keepdim, dtype):
    """The product over one dimension."""
    axes = (wrap_dim(dim, x.ndim),) if x.ndim else reduced_axes(x, dim)
    return with_kept(_multiplied(_cast(x, dtype), axes), x.shape, axes, keepdim)


def _extremum_all(x, ufunc, name):
    if not x.size:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
        )
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"{name}_all\" not implemented for '{scalar_name(x)}'")
    return ufunc.reduce(x, axis=None)


def max_all(x):
    """The largest element, NaN if there is one."""
    return _extremum_all(x, np.maximum, "max")


def min_all(x):
    """The smallest element, NaN if there is one."""
    return _extremum_all(x, np.minimum, "min")


def _extremum_dim(x, dim, keepdim, ufunc, arg, name):
    axis = wrap_dim(dim, x.ndim)
    if x.dtype.kind == "c":
        raise RuntimeError(f"{name}(): does not support complex input")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    no_identity(x, (axis,), name + "()")
    if not x.size:
        values = np.zeros([n for at, n in enumerate(x.shape) if at != axis], x.dtype)
        indices = np.zeros(values.shape, np.int64)
    else:
        values, indices = fast.extremum(x, axis, ufunc is np.minimum, True, True) or (ufunc.reduce(x, axis=axis), arg(x, axis=axis))
    return with_kept(values, x.shape, (axis,), keepdim), with_kept(indices, x.shape, (axis,), keepdim)


def max_dim(x, dim, keepdim):
    """The largest values along a dimension and the first index of each; the first NaN wins."""
    return _extremum_dim(x, dim, keepdim, np.maximum, np.argmax, "max")


def min_dim(x, dim, keepdim):
    """The smallest values along a dimension and the first index of each; the first NaN wins."""
    return _extremum_dim(x, dim, keepdim, np.minimum, np.argmin, "min")


def _extrema(x, dim, keepdim, ufunc, name, kernel):
    axes = reduced_axes(x, dim)
    if not x.size:
        given = (dim,) if isinstance(dim, int) else dim
        if not given:
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
            )
        for d in given:
            if not x.shape[d]:
                raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x)}'")
    if not axes:
        return x.copy()
    made = fast.extremum(x, axes[0], ufunc is np.minimum, True, False) if len(axes) == 1 else None
    return with_kept(ufunc.reduce(x, axis=axes) if made is None else made[0], x.shape, axes, keepdim)


def amax(x, dim, keepdim):
    """The largest values over several dimensions (none given: all)."""
    return _extrema(x, dim, keepdim, np.maximum, "amax", "max_values_cpu")


def amin(x, dim, keepdim):
    """The smallest values over several dimensions (none given: all)."""
    return _extrema(x, dim, keepdim, np.minimum, "amin", "min_values_cpu")


def aminmax(x, dim, keepdim):
    """The smallest and the largest value, of all elements or along a dimension."""
    if dim is None:
        axes = tuple(range(x.ndim))
        if not x.size:
            raise RuntimeError("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.")
    else:
        axes = reduced_axes(x, dim)
        no_identity(x, axes, "aminmax")
    if x.dtype.kind == "c":
        if dim is None or x.ndim:
            raise NotImplementedError(f"\"aminmax_cpu\" not implemented for '{scalar_name(x)}'")
        raise RuntimeError(f"aminmax not implemented for {scalar_name(x)}")
    if not axes:
        return x.copy(), x.copy()
    return np.minimum.reduce(x, axis=axes, keepdims=keepdim), np.maximum.reduce(x, axis=axes, keepdims=keepdim)


def _arg(x, dim, keepdim, arg, name):
    if x.dtype.kind in "bc":
        raise RuntimeError(f"{name}(): does not support {'bool' if x.dtype.kind == 'b' else 'complex'} input")
    if dim is None:
        if not x.size:
            raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        return with_kept(np.int64(arg(x)), x.shape, tuple(range(x.ndim)), keepdim)
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        return np.zeros((), np.int64)
    no_identity(x, (axis,), name + "()")
    if not x.size:
        indices = np.zeros([n for at, n in enumerate(x.shape) if at != axis], np.int64)
    else:
        made = fast.extremum(x, axis, arg is np.argmin, False, True)
        indices = arg(x, axis=axis) if made is None else made[1]
    return with_kept(indices, x.shape, (axis,), keepdim)


def argmax(x, dim, keepdim):
    """The index of the largest element (the first one, or the first NaN), in the flattened array without `dim`."""
    return _arg(x, dim, keepdim, np.argmax, "argmax")


def argmin(x, dim, keepdim):
    """The index of the smallest element (the first one, or the first NaN), in the flattened array without `dim`."""
    return _arg(x, dim, keepdim, np.argmin, "argmin")


def _logical(x, axes, keepdim, ufunc):
    result = ufunc.reduce(x, axis=axes, keepdims=keepdim) if axes else x.astype(np.bool_)
    # uint8 was the type of masks before there was bool: it gives uint8.
    return result.astype(np.uint8) if x.dtype == np.uint8 else result


def any_all(x):
    """Whether any element is nonzero."""
    return _logical(x, tuple(range(x.ndim)), False, np.logical_or)


def any_dims(x, dim, keepdim):
    """Whether any element along the dimensions is nonzero; ``()`` reduces nothing, None everything."""
    return _logical(x, () if isinstance(dim, tuple) and not dim else reduced_axes(x, dim), keepdim, np.logical_or)


def all_all(x):
    """Whether all elements are nonzero."""
    return _logical(x, tuple(range(x.ndim)), False, np.logical_and)


def all_dims(x, dim, keepdim):
    """Whether all elements along the dimensions are nonzero; ``()`` reduces nothing, None everything."""
    return _logical(x, () if isinstance(dim, tuple) and not dim else reduced_axes(x, dim), keepdim, np.logical_and)


def count_nonzero(x, dim):
    """How many elements are nonzero, over `dim` (an int, several, or None for all)."""
    axes = reduced_axes(x, dim)
    if not axes:
        return (x != 0).astype(np.int64)
    return integer_sum(x if x.dtype == np.bool_ else x != 0, axes)


def logsumexp(x, dim, keepdim):
    """``log(sum(exp(x)))`` over `dim`, shifted by the largest (real part) so that nothing overflows."""
    axes = reduced_axes(x, dim)
    if x.dtype.kind in "biu":
        x = x.astype(default_float())
    if not x.size:
        result = np.log(np.add.reduce(x, axis=axes))
    elif not axes and x.dtype.kind == "f":
        result = x.copy()
    else:
        top = np.maximum.reduce(x.real, axis=axes, keepdims=True)
        top = np.where(np.isinf(top), top.dtype.type(0), top)
        terms = np.asarray(np.exp(x - top))
        total = in_steps_of(x, np.asarray(cascade_sum(terms.astype(np.float32) if terms.dtype == np.float16 else terms, axes)))
        result = np.log(total) + np.reshape(top, [n for at, n in enumerate(x.shape) if at not in axes])
    return with_kept(result, x.shape, axes, keepdim)
