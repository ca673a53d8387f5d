"""``make_tensor``: random tensors for tests."""
import math
import warnings
from collections.abc import Sequence

from .. import _types
from .._core import core


def _interval(dtype, low, high, lowest, highest, default_low, default_high):
    """`low` and `high` within what a dtype can hold; ValueError where nothing is between them."""
    low, high = default_low if low is None else low, default_high if high is None else high
    exact = not (dtype.is_floating_point or dtype.is_complex)
    if any(isinstance(value, float) and math.isnan(value) for value in (low, high)):
        raise ValueError(f"`low` and `high` cannot be NaN, but got low={low!r} and high={high!r}")
    if low == high and not exact:
        warnings.warn(
            "Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is deprecated since 2.1 and will be removed in 2.3. "
            "Use `torch.full(...)` instead.",
            FutureWarning,
            stacklevel=3,
        )
    elif low >= high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    elif high < lowest or low >= highest:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), but {dtype} only supports [{lowest}, {highest})"
        )
    low, high = min(max(low, lowest), highest), min(max(high, lowest), highest)
    return (math.ceil(low), math.ceil(high)) if exact else (low, high)


def make_tensor(*shape, dtype, device=None, low=None, high=None, requires_grad=False, noncontiguous=False, exclude_zero=False, memory_format=None):
    """A tensor of uniform random elements in ``[low, high)``.

    Defaults: floating point and complex ``[-9, 9)``, integers ``[-9, 10)`` (uint8 ``[0, 10)``), bool ``{False, True}``. `noncontiguous` gives a
    tensor with gaps in memory; `exclude_zero` replaces zeros by the smallest positive number.

    Raises
    ------
    TypeError
        `dtype` is none.
    ValueError
        For an empty interval, one beyond the dtype, NaN, `requires_grad` of a dtype without gradients, or both `noncontiguous` and `memory_format`.
    """
    ops = core.ops
    size = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], Sequence) else tuple(shape)
    if noncontiguous and memory_format is not None:
        raise ValueError(
            f"The parameters `noncontiguous` and `memory_format` are mutually exclusive, but got noncontiguous={noncontiguous!r} and "
            f"memory_format={memory_format!r}"
        )
    if not isinstance(dtype, _types.dtype):
        raise TypeError(
            f"The requested dtype '{dtype}' is not supported by torch.testing.make_tensor(). To request support, file an issue at: "
            "https://github.com/pytorch/pytorch/issues"
        )
    inexact = dtype.is_floating_point or dtype.is_complex
    if requires_grad and not inexact:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got dtype={dtype!r}")
    noncontiguous = noncontiguous and math.prod(size) > 1
    if noncontiguous:
        size = (*size[:-1], 2 * size[-1])
    if inexact:
        limits = _types.finfo(dtype)
        low, high = _interval(dtype, low, high, limits.min, limits.max, -9, 9)
        made = ops.empty(size, dtype=dtype, device=device)
        parts = ops.view_as_real(made) if dtype.is_complex else made
        if high - low >= limits.max:  # uniform_ takes no wider range
            parts.uniform_(low / 2, high / 2).mul_(2)
        else:
            parts.uniform_(low, high)
    elif dtype is _types.bool_:
        made = ops.randint(*_interval(dtype, low, high, 0, 2, 0, 2), size, dtype=dtype, device=device)
    else:
        limits = _types.iinfo(dtype)
        beyond = limits.max + (dtype is not _types.int64)
        made = ops.randint(*_interval(dtype, low, high, limits.min, beyond, -9, 10), size, dtype=dtype, device=device)
    if noncontiguous:
        made = made[..., 1::2]
    elif memory_format is not None:
        made = made.clone(memory_format=memory_format)
    if exclude_zero:
        made[made == 0] = _types.finfo(dtype).tiny if inexact else 1
    if inexact:
        made.requires_grad = requires_grad
    return made
