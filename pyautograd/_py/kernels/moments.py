"""Variance and standard deviation of arrays."""
import warnings

import numpy as np

from .reductions import count_of, reduced_axes, with_kept


def _moments(x, axes, correction, name):
    """Variance and mean over `axes`, in double precision, without the axes.

    Two passes: the mean, then the squared deviations from it. The divisor is ``max(0, count - correction)``.
    """
    wide = np.complex128 if x.dtype.kind == "c" else np.float64
    count = count_of(x.shape, axes)
    if (count if x.size else 0) <= correction:  # no elements are no count, whatever the sizes of the other dimensions
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel).",
            UserWarning,
            stacklevel=4,
        )
    mean = np.add.reduce(x, axis=axes, dtype=wide, keepdims=True) / np.float64(count)
    deviation = np.subtract(x, mean, dtype=wide)
    squared = deviation.real**2 + deviation.imag**2 if wide is np.complex128 else deviation * deviation
    total = np.add.reduce(squared, axis=axes)
    return np.true_divide(total, np.float64(max(0.0, count - correction))), mean


def _real_type(x):
    return x.real.dtype


def _spread(x, dim, correction, keepdim, root, name):
    if x.dtype.kind not in "fc":
        raise RuntimeError("std and var only support floating point and complex dtypes")
    axes = reduced_axes(x, dim)
    variance, _ = _moments(x, axes, 1.0 if correction is None else correction, name)
    result = np.sqrt(variance) if root else variance
    return with_kept(result.astype(_real_type(x)), x.shape, axes, keepdim)


def var(x, dim, correction, keepdim):
    """The variance over `dim`, ``sum |x - mean|**2 / max(0, count - correction)``; complex input has a real variance."""
    return _spread(x, dim, correction, keepdim, False, "var")


def std(x, dim, correction, keepdim):
    """The square root of the variance over `dim`."""
    return _spread(x, dim, correction, keepdim, True, "std")


def var_dim(x, dim, unbiased, keepdim):
    """`var` with a correction of one or none."""
    return _spread(x, dim, float(unbiased), keepdim, False, "var")


def std_dim(x, dim, unbiased, keepdim):
    """`std` with a correction of one or none."""
    return _spread(x, dim, float(unbiased), keepdim, True, "std")


def var_all(x, unbiased):
    """`var` of all elements."""
    return _spread(x, None, float(unbiased), False, False, "var")


def std_all(x, unbiased):
    """`std` of all elements."""
    return _spread(x, None, float(unbiased), False, True, "std")


def _spread_and_mean(x, dim, correction, keepdim, root, name):
    if x.dtype.kind not in "fc":
        raise RuntimeError(f"{name} only support floating point and complex dtypes")
    axes = reduced_axes(x, dim)
    variance, mean = _moments(x, axes, 1.0 if correction is None else correction, name)
    first = with_kept((np.sqrt(variance) if root else variance).astype(_real_type(x)), x.shape, axes, keepdim)
    mean = mean.astype(x.dtype)
    return first, mean if keepdim else np.reshape(mean, [n for at, n in enumerate(x.shape) if at not in axes])


def var_mean(x, dim, correction, keepdim):
    """The variance and the mean over `dim`."""
    return _spread_and_mean(x, dim, correction, keepdim, False, "var_mean")


def std_mean(x, dim, correction, keepdim):
    """The standard deviation and the mean over `dim`."""
    return _spread_and_mean(x, dim, correction, keepdim, True, "std_mean")


def var_mean_dim(x, dim, unbiased, keepdim):
    """`var_mean` with a correction of one or none."""
    return _spread_and_mean(x, dim, float(unbiased), keepdim, False, "var_mean")


def std_mean_dim(x, dim, unbiased, keepdim):
    """`std_mean` with a correction of one or none."""
    return _spread_and_mean(x, dim, float(unbiased), keepdim, True, "std_mean")


def var_mean_all(x, unbiased):
    """`var_mean` of all elements."""
    return _spread_and_mean(x, None, float(unbiased), False, False, "var_mean")


def std_mean_all(x, unbiased):
    """`std_mean` of all elements."""
    return _spread_and_mean(x, None, float(unbiased), False, True, "std_mean")
