"""Arrays made from numbers alone: constants, ranges, grids, index triangles, windows.

Sequences are rounded as PyTorch's CPU kernels round them, down to the fused multiply-adds.
"""
import math

import numpy as np

from pyautograd._types import bfloat16, bool_, complex32, float16, float32, float64, int32, int64

from ..util import refuse_dtype, to_bfloat16
from .random import broadcast_two
from .sampling import fused

# Written out: a shift of literals is compiled in C arithmetic, where it overflows.
INT64_END = 9223372036854775808
# The C++ names that conversion errors print.
_C_NAMES = {
    "uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t", "uint16": "uint16_t", "uint32": "uint32_t",
    "uint64": "uint64_t", "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double", "bool": "bool",
    "complex32": "c10::complex<c10::Half>", "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
}  # fmt: skip
_MAXIMA = {"float16": 65504.0, "bfloat16": 3.3895313892515355e38, "float32": 3.4028234663852886e38, "float64": math.inf}


def overflow(dtype):
    """The error for a number that `dtype` cannot hold."""
    return RuntimeError(f"value cannot be converted to type {_C_NAMES[dtype.name]} without overflow")


def fill_value(value, dtype):
    """A Python number as a NumPy scalar of `dtype`'s storage type.

    Raises RuntimeError where the number is out of range, is complex and the dtype is not, or is nan or infinite and the dtype has no
    such value. Negative integers wrap around in unsigned types.
    """
    if dtype is bool_:
        return np.bool_(value)
    if dtype.is_complex:
        if dtype is complex32:
            return np.array([complex(value).real, complex(value).imag], np.float16).view(np.uint32)[0]
        value = complex(value)
        if any(abs(part) > _MAXIMA[dtype.to_real().name] and not math.isinf(part) for part in (value.real, value.imag)):
            raise overflow(dtype)
        return dtype.np.type(value)
    if isinstance(value, complex):
        if value.imag != 0:
            raise overflow(dtype)
        value = value.real
    if dtype.is_floating_point:
        value = float(value)
        if abs(value) > _MAXIMA[dtype.name] and not math.isinf(value):
            raise overflow(dtype)
        return to_bfloat16(np.array(value, np.float32))[()] if dtype is bfloat16 else dtype.np.type(value)
    if isinstance(value, float) and (not math.isfinite(value) or value < 0 and not dtype.is_signed):
        raise overflow(dtype)
    whole, info = int(value), np.iinfo(dtype.np)
    low = int(info.min) if dtype.is_signed else -int(info.max)
    if not low <= whole <= int(info.max):
        raise overflow(dtype)
    return dtype.np.type(whole if whole >= 0 or dtype.is_signed else whole + int(info.max) + 1)


def full(shape, value, dtype):
    """An array of `shape` with `value` everywhere."""
    made = np.empty(shape, dtype.np)
    made.fill(fill_value(value, dtype))
    return made


def eye(n, m, dtype):
    """Ones on the main diagonal of an n by m array, zeros elsewhere."""
    refuse_dtype("eye", dtype, "")
    made = np.zeros((n, m), dtype.np)
    made.reshape(-1)[: min(n, m) * m : m + 1] = fill_value(1, dtype)
    return made


def round_to(values, dtype):
    """float64 values as an array of `dtype`; integers by truncation, wrapping around."""
    if dtype is bfloat16:
        return to_bfloat16(values.astype(np.float32))
    if dtype is float16:
        return values.astype(np.float32).astype(np.float16)
    if dtype.np.kind in "iu":
        return values.astype(np.int64).astype(dtype.np)
    return values.astype(dtype.np)


def range_length(start, end, step, dtype):
    """How many elements ``arange(start, end, step)`` has. Raises RuntimeError with PyTorch's texts."""
    check_range(start, end, step)
    if dtype is int64:
        a, b, by = _as_integer(start, dtype), _as_integer(end, dtype), _as_integer(step, dtype)
        if by == 0:
            raise ValueError("step must be nonzero")
        return max((b - a + by - (1 if by > 0 else -1)) // by, 0)
    size = (float(end) - float(start)) / float(step)
    if not size <= 9.223372036854775e18:
        raise RuntimeError("invalid size, possible overflow?")
    return math.ceil(size)


def _as_integer(value, dtype):
    if isinstance(value, float) and not math.isfinite(value) or not -INT64_END <= value < INT64_END:
        raise overflow(dtype)
    return int(value)


def check_range(start, end, step):
    """Refuse a step of zero, ends that are not finite, or a step that leads away from the end."""
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:.6g} -> {end:.6g}")
    if step > 0 and end < start or step < 0 and end > start:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")


def arange(start, end, step, dtype):
    """``start, start + step, ...`` up to but without `end`."""
    refuse_dtype("arange_cpu", dtype, "bc")
    return sequence(start, step, range_length(start, end, step, dtype), dtype)


def closed_range(start, end, step, dtype):
    """``start, start + step, ...`` up to and with `end`: the deprecated ``range``."""
    refuse_dtype("range_cpu", dtype, "bc")
    check_range(float(start), float(end), float(step))
    return sequence(start, step, int((float(end) - float(start)) / float(step) + 1), dtype)


def sequence(start, step, n, dtype):
    """The first `n` terms of ``start + i * step``.

    Floating point terms are made in vectors of 32 bytes: the first term of a vector is rounded to `dtype`, the others count from it.
    """
    if not dtype.is_floating_point:
        return whole_sequence(int(start), int(step), n, dtype)
    first, by = float(start), float(step)
    index = np.arange(n, dtype=np.float64)
    if first.is_integer() and by.is_integer() and abs(first) + abs(by) * n < 2048 and dtype is not bfloat16:
        return (index * by + first).astype(dtype.np)  # exact in every format
    lanes = 16 if dtype in (float16, bfloat16) else 8 if dtype is float32 else 4
    vectors = n - n % (2 * lanes)  # they are made in twos; the rest one by one
    if dtype in (float16, bfloat16):
        first, by = float(np.float32(first)), float(np.float32(by))
    # Only float64 terms need the fused form: float64 arithmetic is as good as fused for the narrower types.
    multiply_add = fused if dtype is float64 else _multiply_add
    terms = multiply_add(index, by, first)
    if vectors:
        leads = _widened(round_to(terms[:vectors:lanes], dtype), dtype)
        terms[:vectors] = multiply_add(index[:lanes], by, leads[:, None]).reshape(-1)
    return round_to(terms, dtype)


def whole_sequence(first, by, n, dtype):
    """`sequence` in an integer dtype, for integers."""
    if by == 0:
        return np.full(n, first, np.int64).astype(dtype.np)
    last = first + by * n
    if -INT64_END <= last < INT64_END:
        made = np.arange(first, last, by, np.int64)
    else:
        made = np.arange(n, dtype=np.int64) * by + first
    return made if dtype is int64 else made.astype(dtype.np)


def _multiply_add(a, b, c):
    return a * b + c


def _widened(values, dtype):
    if dtype is bfloat16:
        return (values.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    return values.astype(np.float64)


def _grid(start, end, steps, dtype):
    """`steps` evenly spaced values of `dtype`, counted from the nearer end with fused multiply-adds."""
    if dtype in (float16, bfloat16):
        return _coarse_grid(start, end, steps, dtype)
    half = steps // 2
    # Counted from the start in the first half, from the end (with negative numbers) in the second.
    index = np.arange(steps, dtype=np.float64)
    index[half:] -= steps - 1
    a, b = fill_value(start, dtype), fill_value(end, dtype)
    if dtype.is_complex:
        values = np.empty(steps, dtype.np)
        values.real = _real_grid(index, half, a.real, b.real, (b.real - a.real) / a.real.dtype.type(steps - 1))
        values.imag = _real_grid(index, half, a.imag, b.imag, (b.imag - a.imag) / a.real.dtype.type(steps - 1))
        return values
    if dtype is float32:
        by = float((b - a) / np.float32(steps - 1))
        index *= by  # exact in float64
        index[:half] += float(a)
        index[half:] += float(b)
        return index.astype(np.float32)
    if dtype is float64:
        return _real_grid(index, half, a, b, (b - a) / np.float64(steps - 1))
    return round_to(_real_grid(index, half, a, b, (float(b) - float(a)) / (steps - 1)), dtype)


def _real_grid(index, half, start, end, step):
    origin = np.full(len(index), float(end))
    origin[:half] = float(start)
    return fused(index, float(step), origin)


def _coarse_grid(start, end, steps, dtype):
    """The same for the 16-bit formats, in which every intermediate result is rounded."""

    def rounded(x):
        return _widened(round_to(np.asarray(x, np.float64), dtype), dtype)

    half = steps // 2
    a, b = (float(_widened(np.asarray(fill_value(v, dtype)), dtype)) for v in (start, end))
    by = float(rounded(float(rounded(b - a)) / float(rounded(float(steps - 1)))))
    values = np.empty(steps)
    values[:half] = a + rounded(by * rounded(np.arange(half)))
    values[half:] = b - rounded(by * rounded(np.arange(steps - 1 - half, -1, -1)))
    return round_to(values, dtype)


def check_steps(steps):
    """Refuse a negative number of steps."""
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")


def linspace(start, end, steps, dtype):
    """`steps` evenly spaced values from `start` to `end`, both included."""
    check_steps(steps)
    if steps > 1:
        refuse_dtype("linspace_cpu", dtype, "b")
    if steps < 2:
        return full((steps,), start, dtype)
    return _grid(start, end, steps, dtype)


def logspace(start, end, steps, base, dtype):
    """``base ** linspace(start, end, steps)``."""
    check_steps(steps)
    if steps > 1:
        refuse_dtype("logspace_cpu", dtype, "b")
    if steps == 1:
        return full((1,), (complex(base) if dtype.is_complex else base) ** start, dtype)
    if steps == 0:
        return np.empty(0, dtype.np)
    half = steps // 2
    kind = np.float32 if dtype in (float32, float16, bfloat16) else dtype.np.type if dtype.is_complex else np.float64
    a, b = (kind(v if dtype is bfloat16 else fill_value(v, dtype)) for v in (start, end))
    by = (b - a) / kind(steps - 1)
    exponents = np.concatenate((a + by * np.arange(half).astype(kind), b - by * np.arange(steps - 1 - half, -1, -1).astype(kind)))
    with np.errstate(all="ignore"):
        if dtype.is_complex:
            return np.exp(exponents * np.log(kind(base))).astype(dtype.np)
        return round_to(np.power(float(base), exponents.astype(np.float64)), dtype)


def tril_indices(row, col, offset, dtype):
    """Row and column numbers of the lower triangle, row by row: ``[2, n]``."""
    check_triangle(row, col, dtype, "tril_indices")
    return np.stack(np.nonzero(np.tri(row, col, offset, dtype=bool))).astype(dtype.np)


def triu_indices(row, col, offset, dtype):
    """Row and column numbers of the upper triangle, row by row: ``[2, n]``."""
    check_triangle(row, col, dtype, "triu_indices")
    return np.stack(np.nonzero(~np.tri(row, col, offset - 1, dtype=bool))).astype(dtype.np)


def check_triangle(row, col, dtype, name):
    """Refuse negative sizes and dtypes that do not index."""
    if row < 0:
        raise RuntimeError(f"row must be non-negative, got{row}")
    if col < 0:
        raise RuntimeError(f"col must be non-negative, got{col}")
    if dtype not in (int32, int64):
        raise NotImplementedError(f'"{name}" not implemented for \'{dtype.scalar_name}\'')


def cosine_window(n, periodic, coefficients, dtype):
    """``a0 - a1 cos(t) + a2 cos(2 t)`` with t from 0 to 2 pi over the window's length (one more when periodic)."""
    if n < 2:
        return full((n,), 1, dtype)
    kind = np.float32 if dtype is bfloat16 or dtype is float16 else dtype.np.type
    length = n if periodic else n - 1
    if len(coefficients) == 2:
        t = np.arange(n).astype(kind) * kind(2 * math.pi / length)
        values = np.cos(t) * kind(-coefficients[1]) + kind(coefficients[0])
    else:
        t = np.arange(n).astype(kind) * kind(math.pi / length)
        values = np.cos(t * kind(4)) * kind(coefficients[2]) - np.cos(t * kind(2)) * kind(coefficients[1]) + kind(coefficients[0])
    return round_to(values, dtype)


def bartlett_window(n, periodic, dtype):
    """A triangle from 0 to 1 and back."""
    if n < 2:
        return full((n,), 1, dtype)
    kind = np.float32 if dtype is bfloat16 or dtype is float16 else dtype.np.type
    length = n + 1 if periodic else n
    values = np.arange(length).astype(kind) * kind(2.0 / (length - 1))
    rising = ((length - 1) >> 1) + 1
    values[rising:] = kind(2) - values[rising:]
    return round_to(values[:n], dtype)


def kaiser_window(n, periodic, beta, dtype):
    """``I0(beta sqrt(1 - t**2)) / I0(beta)`` with t from -1 to 1 and I0 the modified Bessel function."""
    if n < 2:
        return full((n,), 1, dtype)
    t = np.arange(n, dtype=np.float64) * (2.0 / (n if periodic else n - 1)) - 1
    return round_to(np.i0(beta * np.sqrt(np.maximum(1 - t * t, 0))) / np.i0(beta), dtype)


def complex_(real, imag):
    """``real + i * imag`` of two floating point arrays of one dtype."""
    shape = paired_shape(real, imag)
    made = np.empty(shape, np.complex128 if real.dtype == np.float64 else np.complex64)
    made.real = real
    made.imag = imag
    return made


def polar(abs, angle):
    """``abs * exp(i * angle)`` of two floating point arrays of one dtype."""
    shape = paired_shape(abs, angle)
    if abs.dtype == np.float16:
        raise NotImplementedError("\"polar_cpu\" not implemented for 'Half'")
    made = np.empty(shape, np.complex64 if abs.dtype == np.float32 else np.complex128)
    np.multiply(abs, np.cos(angle), out=made.real)
    np.multiply(abs, np.sin(angle), out=made.imag)
    return made


def paired_shape(a, b):
    """The broadcast shape; raises where the two are not of one floating point dtype or do not broadcast."""
    from pyautograd._types import dtype_of_numpy

    first, second = dtype_of_numpy(a.dtype).scalar_name, dtype_of_numpy(b.dtype).scalar_name
    if a.dtype.kind != "f" or b.dtype.kind != "f":
        raise RuntimeError(f"Expected both inputs to be Half, Float or Double tensors but got {first} and {second}")
    if a.dtype != b.dtype:
        raise RuntimeError(f"Expected object of scalar type {first} but got scalar type {second} for second argument")
    return broadcast_two(a.shape, b.shape)


def real_part(self):
    """The real part as an array of its own."""
    return self.real.copy() if self.dtype.kind == "c" else self


def imaginary_part(self):
    """The imaginary part as an array of its own."""
    return self.imag.copy() if self.dtype.kind == "c" else np.zeros_like(self)


def frequencies(n, count, d, dtype):
    """``k / (n d)`` for the first `count` frequencies k of a transform of `n` points: 0, 1, ..., then the negative ones."""
    if n < 0 and count == n:
        raise RuntimeError(f"Trying to create tensor with negative dimension {count}: [{count}]")
    k = np.arange(count, dtype=np.float64)
    if count == n:
        k[(n + 1) // 2 :] -= n
    # One factor, as PyTorch computes it, rather than one division per element.
    with np.errstate(all="ignore"):
        if dtype is bfloat16:
            return to_bfloat16((k * (np.float64(1.0) / np.float64(n * d))).astype(np.float32))
        return k.astype(dtype.np) * dtype.np.type(np.float64(1.0) / np.float64(n * d))
