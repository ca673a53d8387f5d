"""Resizing as users call it: arguments checked with PyTorch's texts."""
import math
import warnings

from ..core import exemplar, ops
from ..kernels.layouts import suggests_channels_last
from ..util import refuse_dtype

_MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"
_NEEDS = {"linear": 3, "bilinear": 4, "trilinear": 5}


def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None, antialias=False):
    """(N, C, *size) resized to `size` or by `scale_factor`."""
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear")
    elif align_corners is None:
        align_corners = False
    n = input.ndim - 2
    have = tuple(input.shape[2:])
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        size = _each(size, n, have, "output", "output size of", "output size in (o1, o2, ...,oK)")
        factors = None
    elif scale_factor is not None:
        factors = _each(scale_factor, n, have, "scale_factor", "scale_factor of shape", "scale_factor in (s1, s2, ...,sK)")
    else:
        raise ValueError("either size or scale_factor should be defined")
    if recompute_scale_factor and size is not None:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    if size is None and recompute_scale_factor:
        size, factors = [int(m * f) for m, f in zip(have, factors)], None
    elif size is None:
        size = [int(math.floor(float(m) * float(f))) for m, f in zip(have, factors)]
        factors = None if mode == "area" else [float(f) for f in factors]
    if antialias and not (mode in ("bilinear", "bicubic") and input.ndim == 4):
        raise ValueError("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input")
    needed = _NEEDS.get(mode) if isinstance(mode, str) else None
    if needed is not None and 3 <= input.ndim <= 5 and input.ndim != needed:
        raise NotImplementedError(f"Got {input.ndim}D input, but {mode} mode needs {needed}D input")
    known = mode in ("nearest", "nearest-exact", "area") and 3 <= input.ndim <= 5 or needed == input.ndim or mode == "bicubic" and n == 2
    if not known:
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for the modes: {_MODES} (got {mode})"
        )
    if mode == "area":
        return getattr(ops, f"nn_functional_adaptive_avg_pool{n}d")(input, size)
    if not (align_corners is None or isinstance(align_corners, bool)):
        raise TypeError(f"interpolate(): argument 'align_corners' (position 5) must be bool, not {type(align_corners).__name__}")
    return _resized(input, n, size, mode, bool(align_corners), factors, antialias)


def _each(value, n, have, what, shown, wanted):
    if not isinstance(value, (list, tuple)):
        return [value] * n
    if len(value) != n:
        raise ValueError(
            f"Input and {what} must have the same number of spatial dimensions, but got input with spatial dimensions of {list(have)} and {shown} "
            f"{value}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and {wanted} format."
        )
    return list(value)


def _resized(input, n, size, mode, align_corners, factors, antialias):
    have = list(input.shape[2:])
    if min(have) < 1 or min(size) < 1:
        letters = ("W", "HW", "DHW")[n - 1]
        shown = [", ".join([f"{c}: {m}" for c, m in zip(letters, sizes)]) for sizes in (have, size)]
        raise RuntimeError(f"Input and output sizes should be greater than 0, but got input ({shown[0]}) {'and ' if n == 1 else ''}output ({shown[1]})")
    if input.shape[1] == 0:
        raise RuntimeError(f"Non-empty {n + 2}D data tensor expected but got a tensor with sizes {list(input.shape)}")
    name = f"upsample_{mode.replace('-', '_')}{'_aa' if antialias else ''}{n}d"
    if antialias:
        if input.dtype.name not in ("float32", "float64", "uint8"):
            raise NotImplementedError(f"\"compute_index_ranges_weights\" not implemented for '{input.dtype.scalar_name}'")
    elif not input.dtype.is_floating_point:
        if mode in ("linear", "trilinear"):
            refuse_dtype("compute_indices_weights_linear", input.dtype, "bslc")
        elif input.dtype.name != "uint8":
            kernel = "compute_indices_weights_" + {"nearest-exact": "nearest", "bicubic": "cubic"}.get(mode, mode)
            last = f"upsample_{mode.partition('-')[0]}{n}d_channels_last"
            rows = n == 1 or mode == "bicubic" or n == 3 and (input.shape[1] < 4 or not suggests_channels_last(exemplar(input)))
            refuse_dtype(kernel if rows else last, input.dtype, "bslc")
    return getattr(ops, name)(input, size, align_corners, factors)


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """`interpolate` under its former name."""
    warnings.warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=4)
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input, size=None, scale_factor=None):
    """`interpolate` to the nearest element, under its former name."""
    warnings.warn("`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=4)
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(input, size=None, scale_factor=None):
    """`interpolate` linearly with aligned corners, under its former name."""
    warnings.warn("`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=4)
    return interpolate(input, size, scale_factor, "bilinear", True)
