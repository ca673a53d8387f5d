"""Sampling: flat arrays of random numbers, drawn from a `Generator` in the order and by the formulas of PyTorch's CPU kernels.

Samplers take a generator, a count and a dtype and give a 1-d array; `fill_order` brings a flat sample into the order
in which elements of a strided tensor lie in memory, which is the order in which PyTorch draws them.

Uniform, integer, Bernoulli, permutation and multinomial samples are the same bits as PyTorch's. Where a logarithm or a
trigonometric function is involved (normal, exponential, Cauchy, log-normal) the stream is the same and a value can differ in the
last digits, as it does between two builds of PyTorch.
"""
import math
import warnings

import numpy as np

from pyautograd._types import bfloat16, bool_, complex32, float16, float32, float64, int64, uint16, uint32, uint64

from .. import fast
from ..util import from_bfloat16, nothing_like, to_bfloat16

UINT64_END = 18446744073709551616  # written out: a shift of literals is compiled in C arithmetic, where it overflows
# The names that C++ gives the types, which the bounds checks of random_ print.
C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int", "int64": "long", "bool": "bool",
    "uint16": "unsigned short", "uint32": "unsigned int", "uint64": "unsigned long",
    "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double",
}  # fmt: skip
# Integers that a floating type represents exactly reach up to 2**digits.
DIGITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
_LIMITS = {"float16": 65504.0, "bfloat16": 3.3895313892515355e38, "float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}


def number(value):
    """A float as C++ streams print it: six significant digits, no trailing zeros."""
    return f"{value:.6g}"


def cast(values, dtype):
    """Real `values` as an array of `dtype`'s storage type."""
    if dtype is bfloat16:
        return to_bfloat16(values.astype(np.float32, copy=False))
    if dtype in (float16, float32):
        with np.errstate(over="ignore"):
            return values.astype(dtype.np, copy=False)
    return values.astype(dtype.np, copy=False)


def fill_order(flat, shape, like=None):
    """`flat` as an array of `shape` whose elements follow the memory order of the strided array `like`."""
    if like is not None and not like.size:
        return nothing_like(like, flat.dtype)
    if like is None or like.ndim < 2 or like.flags.c_contiguous:
        return flat.reshape(shape)
    order = sorted(range(like.ndim), key=lambda d: -abs(like.strides[d]))
    back = [0] * like.ndim
    for at, d in enumerate(order):
        back[d] = at
    return flat.reshape([shape[d] for d in order]).transpose(back)


def fused(a, b, c):
    """``a * b + c`` of float64 arrays, rounded once: the product's and the sum's rounding errors are computed and added back."""
    product = a * b
    split = 134217729.0  # 2**27 + 1 cuts a float64 into halves whose products are exact (Dekker)
    high = split * a
    a_high = high - (high - a)
    a_low = a - a_high
    high = split * b
    b_high = high - (high - b)
    b_low = b - b_high
    error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    total = product + c
    back = total - product
    return total + (((product - (total - back)) + (c - back)) + error)


def uniform_values(generator, n, dtype, low=0.0, high=1.0):
    """`n` numbers uniform in [low, high): ``u * (high - low) + low`` with u of 24 bits, or of 53 for float64."""
    if dtype.is_complex:
        return _pairs(uniform_values(generator, 2 * n, dtype.to_real(), low, high), dtype)
    if dtype is float64:
        u = generator.doubles(n)
        if low == 0.0 or math.frexp(high - low)[0] == 0.5 or abs(high - low) > 1e290:  # exact, nothing is added, or too large to be split
            u *= high - low
            u += low
            return u
        return fused(u, high - low, low)
    u = generator.floats(n)
    if low != 0.0 or high != 1.0:
        u = scale_and_shift(u, np.float32(high) - np.float32(low), np.float32(low))
    if dtype is float32:
        return u
    rounded, limit = cast(u, dtype), cast(np.array([low, high], np.float32), dtype)
    rounded[rounded == limit[1]] = limit[0]  # rounding may reach the open end of the interval
    return rounded


def scale_and_shift(values, factor, offset):
    """``values * factor + offset`` of float32 arrays, rounded once as a fused multiply-add does."""
    if offset == 0.0:
        values *= np.float32(factor)
        values += np.float32(0)  # -0.0 becomes 0.0
        return values
    wide = values.astype(np.float64)
    wide *= factor
    wide += offset
    return wide.astype(np.float32)


def _pairs(values, dtype):
    if dtype is complex32:
        return values.view(np.uint32)
    return values.view(dtype.np)


def check_uniform(dtype, low, high):
    """Refuse bounds that `dtype` cannot hold, or types without uniform numbers."""
    if not (dtype.is_floating_point or dtype.is_complex):
        raise NotImplementedError(f'"check_uniform_bounds" not implemented for \'{dtype.scalar_name}\'')
    if -65504.0 <= low <= high <= 65504.0 and high - low <= 65504.0:
        return  # within every type
    real = dtype.to_real()
    limit = _LIMITS[real.name]
    for name, value in (("from", low), ("to", high)):
        if not -limit <= value <= limit:
            raise RuntimeError(f"{name} is out of bounds for {C_NAMES[real.name]}")
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={number(low)} > to={number(high)}")
    if high - low > limit:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{real.scalar_name}>::max(), but found to={number(high)} and "
            f"from={number(low)} which result in to-from to exceed the limit"
        )


def normal_values(generator, n, dtype, mean=0.0, std=1.0, contiguous=True):
    """`n` normal numbers by the Box-Muller transform.

    From 16 contiguous elements on, blocks of 16 uniform numbers become 16 normal ones in the precision of `dtype`; a last
    block that is not full is drawn anew together with the elements before it. Below that, pairs are made in double
    precision, and half a pair may be left for the next call.
    """
    if dtype.is_complex:
        return _pairs(normal_values(generator, 2 * n, dtype.to_real(), mean, std * math.sqrt(0.5), contiguous), dtype)
    if not dtype.is_floating_point:
        raise NotImplementedError(f'"normal_kernel_cpu" not implemented for \'{dtype.scalar_name}\'')
    if n >= 16 and contiguous:
        return _normal_blocks(generator, n, dtype, mean, std)
    values = standard_normal(generator, n)
    if std != 1.0 or mean != 0.0:
        values *= std
        values += mean  # also when it is zero: -0.0 becomes 0.0
    return cast(values, dtype)


def _normal_blocks(generator, n, dtype, mean, std):
    draw = generator.doubles if dtype is float64 else generator.floats
    full = n - n % 16
    if full == n:
        values = u = draw(n)
        box_muller_blocks(u)
    else:
        if dtype in (float16, bfloat16):
            u = draw(full + 16)
        else:  # here an incomplete block takes its share of the stream before it is drawn anew
            u = draw(n + 16)
            u = np.concatenate((u[:full], u[n:]))
        box_muller_blocks(u)
        values = np.empty(n, u.dtype)
        values[:full] = u[:full]
        values[n - 16 :] = u[full:]
    if std != 1.0 or mean != 0.0:
        if dtype is float64:
            values *= std
            values += mean  # also when it is zero: -0.0 becomes 0.0
        else:
            values = scale_and_shift(values, np.float32(std), np.float32(mean))
    return cast(values, dtype)


def box_muller_blocks(u):
    """Turn blocks of 16 uniform numbers into normal ones in place: elements j and j + 8 of a block make a pair."""
    if fast.normal_blocks(u) is True:
        return
    for start in range(0, u.size, _CACHED):
        _box_muller(u[start : start + _CACHED].reshape(-1, 2, 8))


_CACHED = 16384  # numbers that stay in the cache while they are worked on


def _box_muller(block):
    radius = 1 - block[:, 0]
    np.log(radius, out=radius)
    radius *= -2
    np.sqrt(radius, out=radius)
    theta = block[:, 1] * block.dtype.type(2 * math.pi)
    cosine = np.cos(theta)
    np.multiply(radius, cosine, out=block[:, 0])
    np.sin(theta, out=theta)
    np.multiply(radius, theta, out=block[:, 1])


def standard_normal(generator, n):
    """`n` standard normal float64 numbers drawn pair by pair, the pending half of a pair first."""
    if n == 0:
        return np.empty(0)
    kept = generator.next_normal
    pairs = (n - (kept is not None) + 1) // 2
    if pairs < 16:
        found = [] if kept is None else [kept]
        u = generator.few_doubles(2 * pairs)
        for i in range(0, 2 * pairs, 2):
            radius, theta = math.sqrt(-2.0 * math.log1p(-u[i + 1])), 2.0 * math.pi * u[i]
            found.append(radius * math.cos(theta))
            found.append(radius * math.sin(theta))
        values = np.array(found)
    else:
        at = 0 if kept is None else 1
        values = np.empty(2 * pairs + at)
        values[:at] = kept
        u = generator.doubles(2 * pairs)
        radius = np.sqrt(-2.0 * np.log1p(-u[1::2]))
        theta = (2.0 * math.pi) * u[0::2]
        np.multiply(radius, np.cos(theta), out=values[at::2])
        np.multiply(radius, np.sin(theta), out=values[at + 1 :: 2])
    generator.next_normal = float(values[-1]) if len(values) > n else None
    return values[:n]


def check_std(std):
    """Refuse a standard deviation below zero."""
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {number(std)}")


def integers_values(generator, n, low, high, dtype):
    """`n` integers uniform in [low, high): a word modulo the range, a 64-bit word for ranges from 2**28 on."""
    span = high - low
    if span == UINT64_END:
        drawn = generator.long_words(n)
    elif span >= 1 << 28:
        drawn = generator.long_words(n)
        drawn %= np.uint64(span)
    else:
        drawn = generator.words(n).astype(np.uint32)
        if span & (span - 1):
            drawn %= np.uint32(span)
        else:
            drawn &= np.uint32(span - 1)
    drawn = drawn.astype(np.int64, copy=False) if drawn.dtype == np.uint32 else drawn.view(np.int64)
    if low and span != UINT64_END:
        drawn += np.int64(low)  # wraps around as the 64-bit sum does
    return _integers_as(drawn, dtype)


def _integers_as(drawn, dtype):
    return to_bfloat16(drawn.astype(np.float32)) if dtype is bfloat16 else drawn.astype(dtype.np, copy=False)


def any_integers_values(generator, n, dtype):
    """`n` integers over all values of an integer `dtype`, or over ``0 .. 2**digits`` of a floating one."""
    if dtype.is_complex or dtype in (uint16, uint32, uint64):
        raise NotImplementedError(f'"random_kernel_cpu" not implemented for \'{dtype.scalar_name}\'')
    if dtype is int64:
        return (generator.long_words(n) & np.uint64(9223372036854775807)).view(np.int64)
    if dtype is float64:
        return (generator.long_words(n) % np.uint64((1 << 53) + 1)).astype(np.float64)
    words = generator.words(n)
    if dtype.is_floating_point:
        return cast((words % np.uint64((1 << DIGITS[dtype.name]) + 1)).astype(np.float32), dtype)
    top = 1 if dtype is bool_ else np.iinfo(dtype.np).max
    return (words & np.uint64(top)).astype(dtype.np)


def integer_range(dtype, low, high):
    """``(low, high)`` as `dtype` can draw from it.

    Raises RuntimeError for a range that `dtype` cannot hold. Warns where a floating type cannot tell its integers apart; there the ends are
    moved inwards to numbers that it does hold.
    """
    check_integers(dtype, low, high)
    if not dtype.is_floating_point:
        return low, high
    digits = DIGITS[dtype.name]
    if -(1 << digits) <= low and high <= 1 << digits:
        return low, high
    above, below = _rounded(low + 1, dtype), _rounded(high - 1, dtype)
    if above < low:
        low = above + (1 << (abs(low + 1).bit_length() - digits))
    if below >= high:
        high = below - (1 << (abs(high - 1).bit_length() - digits))
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from={low} >= to={high}")
    return low, high


def _rounded(whole, dtype):
    rounded = cast(np.array([whole], np.float64), dtype)
    return int((from_bfloat16(rounded) if dtype is bfloat16 else rounded)[0])


def check_integers(dtype, low, high):
    """The checks of `integer_range`."""
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if dtype.is_complex:
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean types")
    if dtype is int64:
        return
    c_name = C_NAMES[dtype.name]
    for name, value in (("from", low), ("to - 1", high - 1)):
        if dtype.is_floating_point:
            limit = _LIMITS[dtype.name]
            if not -limit <= value <= limit:
                raise RuntimeError(f"{name} is out of bounds for {c_name}")
            digits = DIGITS[dtype.name]
            if not -(1 << digits) <= value <= 1 << digits:
                warnings.warn(
                    f"{name} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision limitations {c_name} can support discrete uniform "
                    "distribution only within this range. This warning will become an error in version 1.7 release, please fix the code in advance",
                    stacklevel=4,
                )
        else:
            low_limit, high_limit = (0, 1) if dtype is bool_ else (np.iinfo(dtype.np).min, np.iinfo(dtype.np).max)
            if not low_limit <= value <= high_limit:
                raise RuntimeError(f"{name} is out of bounds for {c_name}")


def permutation_values(generator, n, dtype):
    """A random permutation of ``range(n)``: element i is swapped with element ``i + word % (n - i)`` for each i in turn."""
    if dtype is bool_ or dtype.is_complex or dtype in (uint16, uint32, uint64):
        raise NotImplementedError(f'"randperm" not implemented for \'{dtype.scalar_name}\'')
    if n < 2:
        return np.zeros(n, dtype.np)
    draws = generator.words(n - 1) if n < (1 << 32) // 20 else generator.long_words(n - 1)
    draws %= np.arange(n, 1, -1, dtype=np.uint64)
    return _integers_as(_swapped_in_turn(draws.view(np.int64)), dtype)


def _swapped_in_turn(offsets):
    """What ``range(n)`` becomes when element i and element ``i + offsets[i]`` change places, for each i in turn."""
    n = len(offsets) + 1
    if n < 256:
        order = list(range(n))
        i = 0
        for offset in offsets.tolist():
            if offset:
                order[i], order[i + offset] = order[i + offset], order[i]
            i += 1
        return np.array(order, np.int64)
    # Without a loop: a swap i' that hits place p > i' puts there what lay at place i'. So what lies at place i when its turn
    # comes was at the place of the last swap that hit it, and so on back to a place that was never hit: its own number.
    index = np.arange(n)
    target = index.copy()
    target[:-1] += offsets
    moved = offsets > 0
    source = index.copy()
    source[target[:-1][moved]] = index[:-1][moved]  # of equal targets the last one stays
    while True:
        earlier = source[source]
        if np.array_equal(earlier, source):
            break
        source = earlier
    # Element i of the result is what lay at its target: brought there by the swap before with the same target, if there is one.
    by_target = np.argsort(target.astype(np.uint16), kind="stable")
    for shift in (16, 32):
        if n > 1 << shift:
            by_target = by_target[np.argsort((target >> shift).astype(np.uint16)[by_target], kind="stable")]
    brought = target[by_target]
    again = np.flatnonzero(brought[1:] == brought[:-1])
    brought[again + 1] = source[by_target[again]]
    result = np.empty(n, np.int64)
    result[by_target] = brought
    return result


def bernoulli_values(generator, n, p):
    """`n` bools, True with probability `p`: a float64 uniform number below p."""
    return generator.doubles(n) < p


def exponential_values(generator, n, rate):
    """`n` float64 numbers of density ``rate * exp(-rate * x)``: ``-log1p(-u) / rate``."""
    u = generator.doubles(n)
    np.negative(u, out=u)
    np.log1p(u, out=u)
    u *= -1.0 / rate
    return u


def geometric_values(generator, n, p):
    """`n` numbers of trials up to the first success: ``ceil(log(u) / log1p(-p))``."""
    u = generator.doubles(n)
    with np.errstate(divide="ignore"):
        np.log(u, out=u)
    u /= math.log1p(-p)
    return np.ceil(u, out=u)


def cauchy_values(generator, n, median, sigma):
    """`n` float64 numbers ``median + sigma * tan(pi * (u - 1/2))``."""
    u = generator.doubles(n)
    u -= 0.5
    u *= math.pi
    np.tan(u, out=u)
    u *= sigma
    u += median
    return u
