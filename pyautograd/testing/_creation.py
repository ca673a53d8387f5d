"""``make_tensor``: random tensors for tests."""
import math

from .. import _types
from .._core import core


def make_tensor(*shape, dtype, device=None, low=None, high=None, requires_grad=False, noncontiguous=False, exclude_zero=False, memory_format=None):
    """A tensor of uniform random elements in ``[low, high)``.

    Defaults: floating point and complex ``[-9, 9)``, integers ``[-9, 10)``, uint8 ``[0, 10)``, bool ``{False, True}``. `noncontiguous` gives
    a tensor with gaps in memory; `exclude_zero` replaces zeros by the smallest positive number.
    """
    ops = core.ops
    size = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else tuple(shape)
    if noncontiguous and math.prod(size) > 1:
        size = (*size[:-1], 2 * size[-1])
    if dtype is _types.bool_:
        made = ops.randint(int(low or 0), int(2 if high is None else math.ceil(high)), size, dtype=dtype)
    elif dtype.is_floating_point or dtype.is_complex:
        real = dtype.to_real() if dtype.is_complex else dtype
        low, high = -9 if low is None else low, 9 if high is None else high
        if low > high:
            raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
        made = ops.rand(size, dtype=real) * (high - low) + low
        if dtype.is_complex:
            made = ops.complex(made, ops.rand(size, dtype=real) * (high - low) + low)
    else:
        low = (0 if dtype is _types.uint8 else -9) if low is None else math.floor(low)
        made = ops.randint(low, 10 if high is None else math.ceil(high), size, dtype=dtype)
    if noncontiguous and math.prod(size) > 1:
        made = made[..., ::2]
    if exclude_zero:
        smallest = _types.finfo(dtype).tiny if dtype.is_floating_point or dtype.is_complex else 1
        made.masked_fill_(made == 0, smallest)
    if requires_grad:
        made = made.detach()
        made.requires_grad = True
    return made
