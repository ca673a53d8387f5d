"""Elementwise kernels where one NumPy ufunc is not what PyTorch computes.

They take ndarrays (a number where a row's ``numbers`` allow it) and promote their operands themselves, by PyTorch's rules.
The special functions that scalar expressions may call and the checks on elementwise operators can be had from here too.
"""
import numpy as np

from ... import _types
from .. import special_loops
from ..util import BFLOAT16_MAX, Bfloat16Values, from_bfloat16, to_bfloat16, wrap_dim
from . import bessel_modified, special
from .elementwise_checks import *  # noqa: F403  cores look for the checks here
from .elementwise_checks import (
    NO_COMPLEX_CLAMP,
    check_clamp,
    check_erfcx,
    check_floor_divide,
    check_glu,
    check_i0,
    check_i0e,
    check_i1,
    check_i1e,
    check_igamma,
    check_igammac,
    check_log_ndtr,
    check_logaddexp,
    check_logit,
    check_ndtri,
    check_real,
    check_trunc_divide,
    check_zeta,
    dtype_of,
    not_implemented,
    refuse,
)  # fmt: skip
from .layouts import iterated, row_major
from .promotion import FLOATS, as_dtype, check_shapes, common_dtype, floated, promoted
from .special import digamma, erf, erfc, erfinv, lgamma, ndtr  # noqa: F401  the scalar language's functions


def div_mode(self, other, rounding_mode=None):
    """Division with ``rounding_mode`` None, "trunc" or "floor"."""
    check_shapes(self, other)
    if rounding_mode is None:
        d = common_dtype(self, other)
        descr = (d if d.is_floating_point or d.is_complex else _types.get_default_dtype()).np
        return np.divide(as_dtype(self, descr), as_dtype(other, descr))
    if rounding_mode not in ("trunc", "floor"):
        raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")
    (check_floor_divide if rounding_mode == "floor" else check_trunc_divide)(self, other)
    a, b = promoted(self, other)
    if rounding_mode == "floor":
        return np.floor_divide(a, b)
    if a.dtype.kind == "f":
        if a.dtype == np.float16:  # rounded once
            return np.trunc(np.divide(a, b, dtype=np.float32)).astype(np.float16)
        quotient = np.divide(a, b)
        return np.trunc(from_bfloat16(to_bfloat16(quotient)) if isinstance(quotient, Bfloat16Values) else quotient)
    return np.floor_divide(a - np.fmod(a, b), b)


def _complex_power(a, b):
    """Powers of complex numbers; what is not finite, and what zero gives, by the logarithm, as the C library has all of them."""
    found = np.asarray(np.power(a, b))
    a, b = np.broadcast_arrays(a, b)
    odd = ~np.isfinite(found) | (a == 0)
    if odd.any():
        log, b = np.log(a[odd]), b[odd]
        exponent = np.empty_like(log)
        exponent.real, exponent.imag = b.real * log.real - b.imag * log.imag, b.real * log.imag + b.imag * log.real
        found[odd] = np.exp(exponent)
    return found


def _power(a, b):
    if a.dtype == np.float64:
        return special_loops.binary("power", np.asarray(a), np.asarray(b))
    if b.size == 1 and b.dtype.kind == "f" and b.item() == 0.5:  # NumPy takes the square root of all, which differs at -0 and -inf
        b = np.full(np.broadcast_shapes(a.shape, b.shape), 0.5, b.dtype)
    if a.dtype.kind == "c":
        return _complex_power(a, b)
    if a.dtype == np.float32:  # NumPy's own loop is not as exact
        return np.asarray(np.power(a, b, dtype=np.float64)).astype(np.float32)
    return np.power(a, b)


def power(self, exponent):
    """``self ** exponent`` in the common dtype; either may be a number. Frequent exponents take cheaper routes."""
    number = not isinstance(exponent, np.ndarray)
    if isinstance(self, np.ndarray) and self.dtype.kind in "fc" and number and not (isinstance(exponent, complex) and self.dtype.kind == "f"):
        if self.dtype.itemsize == 2:
            from .creation import fill_value

            fill_value(exponent, _types.float16)  # refuses what is out of range
            return _power(self, as_dtype(exponent, self.dtype))  # rounded once
        if exponent == 0 and self.dtype.kind == "c":
            return np.ones_like(self)
        if exponent == 2:
            return np.multiply(self, self)
        if exponent == 1:
            return self.copy()
        if exponent == 0.5:
            return np.sqrt(self)
        if exponent == -0.5:
            return 1 / np.sqrt(self)
        if exponent == -1:
            return reciprocal(self)
        if exponent == 3:
            return self * self * self
        if exponent == -2:
            return reciprocal(self * self)
        return _power(self, as_dtype(exponent, self.dtype))
    check_shapes(self, exponent)
    d = common_dtype(self, exponent)
    if d.is_complex and not isinstance(self, np.ndarray) and self == 1:
        return np.ones_like(exponent, dtype=d.np)
    if d is _types.bool_ and number:
        return self.copy() if exponent else np.ones_like(self)
    if d is _types.bool_ or d is _types.complex32:
        raise not_implemented("pow", d)
    if number and isinstance(exponent, int) and exponent < 0 and not (d.is_floating_point or d.is_complex):
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    if number and isinstance(exponent, int) and d is dtype_of(self) and not (d.is_floating_point or d.is_complex):
        from .creation import fill_value

        fill_value(exponent, d)  # refuses what is out of range
    a, b = as_dtype(self, d.np), as_dtype(exponent, d.np)
    if d.is_floating_point or d.is_complex or d.np.kind == "u":
        return _power(a, b)
    negative = b < 0
    if not negative.any():
        return np.power(a, b)
    # The only integers with an integer reciprocal are 1 and -1.
    inverse = np.where(a == 1, 1, np.where(a == -1, np.where(b & 1, -1, 1), 0)).astype(d.np)
    return np.where(negative, inverse, np.power(a, np.where(negative, np.zeros_like(b), b)))


def where(condition, self, other):
    """`self` where `condition` holds, else `other`, in the common dtype of the two."""
    if condition.dtype != np.bool_:
        if condition.dtype != np.uint8:
            raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {dtype_of(condition).scalar_name}")
        condition = condition.astype(np.bool_)
    check_shapes(condition, self, other)
    if isinstance(self, np.ndarray) and isinstance(other, np.ndarray) and self.dtype == other.dtype:
        return np.where(condition, self, other)
    d = common_dtype(self, other)
    if d is _types.complex32:
        d = _types.complex64  # NumPy has no complex32
    if d.np.kind in "iuf":
        from .creation import fill_value

        self, other = [x if isinstance(x, np.ndarray) else np.asarray(fill_value(x, d)) for x in (self, other)]
    return np.where(condition, as_dtype(self, d.np), as_dtype(other, d.np))


def clamp(self, min=None, max=None):
    """`self` limited to [min, max]; either end may be missing, a number or an array. The result is `max` where min > max."""
    check_clamp(self)
    check_shapes(self, min, max)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, np.ndarray) or isinstance(max, np.ndarray):
        kernel = "minimum_cpu" if min is None else "maximum_cpu" if max is None else "clamp_cpu"
        refuse(kernel, common_dtype(*[x for x in (self, min, max) if x is not None]), "c" if min is None or max is None else "bc")
    elif isinstance(min, complex) or isinstance(max, complex):
        check_real(min, max)
    elif self.dtype.kind == "b" and common_dtype(*[x for x in (self, min, max) if x is not None]) is _types.bool_:
        kernel = "clamp_max_scalar_cpu" if min is None else "clamp_min_scalar_cpu" if max is None else "clamp_scalar_cpu"
        raise not_implemented(kernel, _types.bool_)
    bounds = [bound for bound in (min, max) if isinstance(bound, (int, float))]
    if bounds and self.dtype.kind in "iuf":
        from .creation import fill_value

        for bound in bounds:
            if self.dtype.kind == "f" or isinstance(bound, int):
                fill_value(bound, dtype_of(self))  # refuses what is out of range
    if common_dtype(*[x for x in (self, min, max) if x is not None]).np.kind in "iu":
        return _clipped(self, min, max)
    if max is None:
        return _limited(np.maximum, *promoted(self, min))
    if min is None:
        return _limited(np.minimum, *promoted(self, max))
    a, low, high = promoted(self, min, max)
    return _limited(np.minimum, _limited(np.maximum, a, low), high)


def _clipped(x, low, high):
    """Integers limited by one pass."""
    a, *bounds = promoted(*[operand for operand in (x, low, high) if operand is not None])
    limits = np.iinfo(a.dtype)
    return np.clip(a, limits.min if low is None else bounds[0], limits.max if high is None else bounds[-1])


def _limited(extremum, x, bound):
    """The larger or smaller of the two; a zero at the bound keeps its sign."""
    found = extremum(x, bound)
    if bound.ndim == 0 and bound == 0 and x.dtype.kind == "f":
        ties = x == 0
        if ties.any():
            found = np.asarray(found)
            np.copyto(found, x, where=ties)
    return found


# Where NumPy's ufuncs have another sign of zero: the remainder is that of the dividend, and of two equal numbers the first counts.


def remainder(self, other, out=None, casting="same_kind"):
    """`self` modulo `other`, with the sign of `other` but for zeros."""
    found = np.remainder(self, other)
    if found.dtype.kind == "f":
        found = np.where(found == 0, np.copysign(found, self), found)
    return _stored(found, out, casting)


def fmax(self, other, out=None, casting="same_kind"):
    """The larger of the two, of which one may be nan."""
    return _stored(np.where((self >= other) | (other != other), self, other), out, casting)


def fmin(self, other, out=None, casting="same_kind"):
    """The smaller of the two, of which one may be nan."""
    return _stored(np.where((self <= other) | (other != other), self, other), out, casting)


def nextafter(self, other, out=None, casting="same_kind"):
    """The number that follows `self` on the way to `other`; `other` where they are equal."""
    if isinstance(self, Bfloat16Values):
        a, b = np.broadcast_arrays(np.asarray(self, np.float32), np.asarray(other, np.float32))
        bits = a.view(np.int32) if a.flags.c_contiguous else np.ascontiguousarray(a).view(np.int32)
        away = (a < b) == (a > 0)  # the size grows
        step = np.where(a == 0, (np.signbit(b).astype(np.int32) << 31) | 0x10000, bits + np.where(away, 0x10000, -0x10000).astype(np.int32)).astype(np.int32)
        found = np.where(np.isnan(a) | np.isnan(b), np.float32(np.nan), np.where(a == b, b, step.view(np.float32)))
    else:
        found = np.nextafter(self, other)
        if found.dtype == np.float16:
            found = np.where(np.equal(self, other), other, found)
    return _stored(found, out, casting)


def reciprocal(self, out=None, casting="same_kind"):
    """1 / self; of complex numbers with the signs of zero that a division has."""
    found = np.divide(self.dtype.type(1), self) if self.dtype.kind == "c" else np.reciprocal(self)
    return _stored(found, out, casting)


def absolute(self, out=None, casting="same_kind"):
    """The size of numbers; of complex ones by the square root of a sum that neither overflows nor loses digits, as NumPy's does in some of its loops."""
    if self.dtype.kind != "c":
        return np.absolute(self) if out is None else np.absolute(self, out=out, casting=casting)
    return _stored(_size(self), out, casting)


def _size(z):
    """|z| of complex numbers."""
    if z.dtype == np.complex64:
        x, y = z.real.astype(np.float64), z.imag.astype(np.float64)  # their squares neither overflow nor vanish
        size = np.sqrt(x * x + y * y)
        if np.isnan(size).any():  # infinite where one part is, whatever the other
            size = np.hypot(x, y)
        return size.astype(np.float32)
    return np.hypot(z.real, z.imag)


def log1p(self, out=None, casting="same_kind"):
    """log(1 + self). Of complex numbers the real part is log1p(x (2 + x) + y^2) / 2, computed in numbers of twice the width, for the terms may cancel."""
    if self.dtype.kind != "c":
        return np.log1p(self, dtype=self.dtype) if out is None else np.log1p(self, out=out, casting=casting)
    x, y = self.real.astype(np.float64), self.imag.astype(np.float64)
    near = (np.abs(x) < 1e6) & (np.abs(y) < 1e6)
    a, b = np.where(near, x, 0.0), np.where(near, y, 0.0)
    square, lost = _squared(a)
    other, more = _squared(b)
    total, rest = _added(2 * a, square)
    total, least = _added(total, other)
    far = np.where(near, 1.0, 0.25)  # so that the size does not overflow
    found = np.empty_like(self)
    size = np.log(np.hypot(far * x + far, far * y)) - np.log(far)
    found.real = np.where(near, np.where(total > -0.75, 0.5 * np.log1p(total + (rest + least + lost + more)), np.log(np.hypot(x + 1, y))), size)
    found.imag = np.arctan2(y, x + 1)
    found = np.where(np.isnan(x) | np.isnan(y), found.dtype.type(complex(np.nan, np.nan)), np.where(self == 0, self, found))
    return _stored(found, out, casting)


def _squared(a):
    """The square of a float64 array, rounded, and what rounding lost of it (Dekker)."""
    square = a * a
    high = a * 134217729.0
    high = high - (high - a)
    low = a - high
    return square, ((high * high - square) + 2 * high * low) + low * low


def _added(a, b):
    """The sum of two float64 arrays, rounded, and what rounding lost of it (Knuth)."""
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def _stored(found, out, casting):
    if out is None:
        return found
    np.copyto(out, found, casting=casting)
    return out


def clamp_min(self, min):
    """`self`, at least `min`."""
    if isinstance(min, np.ndarray):
        refuse("maximum_cpu", common_dtype(self, min), "c")
    elif isinstance(min, complex):
        raise NotImplementedError(NO_COMPLEX_CLAMP)
    return clamp(self, min, None)


def clamp_max(self, max):
    """`self`, at most `max`."""
    if isinstance(max, np.ndarray):
        refuse("minimum_cpu", common_dtype(self, max), "c")
    elif isinstance(max, complex):
        raise NotImplementedError(NO_COMPLEX_CLAMP)
    return clamp(self, None, max)


def _write_clamped(function, self, *bounds):
    try:
        made = function(self, *bounds)
    except NotImplementedError as error:
        if not str(error).startswith('"'):  # what refuses in quotes is the kernel, which comes last
            raise
        d, own = common_dtype(self, *[x for x in bounds if x is not None]), dtype_of(self)
        if not _types.can_cast(d, own):
            raise RuntimeError(f"result type {d.scalar_name} can't be cast to the desired output type {own.scalar_name}") from None
        raise
    if made.shape != self.shape:
        raise RuntimeError(f"output with shape {list(self.shape)} doesn't match the broadcast shape {list(made.shape)}")
    d, own = dtype_of(made), dtype_of(self)
    if not _types.can_cast(d, own):
        name = own.scalar_name
        if not any([isinstance(bound, np.ndarray) for bound in bounds]):
            from ..._autograd_texts import C_NAMES

            name = C_NAMES[own.name]
        raise RuntimeError(f"result type {d.scalar_name} can't be cast to the desired output type {name}")
    self[...] = made


def clamp_(self, min=None, max=None):
    """`clamp` in place."""
    _write_clamped(clamp, self, min, max)


def clamp_min_(self, min):
    """`clamp_min` in place."""
    _write_clamped(clamp_min, self, min)


def clamp_max_(self, max):
    """`clamp_max` in place."""
    _write_clamped(clamp_max, self, max)


def clamp_backward(grad_output, self, min=None, max=None):
    """`grad_output` where min <= self <= max, else 0: both bounds belong to the inside."""
    if isinstance(self, Bfloat16Values):
        min, max = [None if bound is None else from_bfloat16(to_bfloat16(np.float32(bound))) for bound in (min, max)]
    inside = True if min is None else self >= min
    if max is not None:
        inside = inside & (self <= max)
    return np.where(inside, grad_output, np.zeros((), grad_output.dtype))


def sgn(self):
    """self / |self| for complex, the sign for real input; 0 at 0, and for real nan."""
    kind = self.dtype.kind
    if kind == "c":
        size = _size(self)
        found = np.empty_like(self)
        found.real, found.imag = self.real / size, self.imag / size
        return np.where(size == 0, self.dtype.type(0), found)
    if kind == "f":
        return np.where(self != self, self.dtype.type(0), np.sign(self))
    return self.copy() if kind == "b" else np.sign(self)


def angle(self):
    """The argument of a complex number; pi for negative and 0 for other real numbers, nan for nan."""
    if self.dtype.kind == "c":
        return row_major(np.arctan2(self.imag, self.real, dtype=np.float64).astype(self.real.dtype, copy=False))
    if self.dtype.kind != "f":
        return np.multiply(self < 0, np.pi, dtype=_types.get_default_dtype().np)
    x = floated(self)
    return iterated([self], np.where(x < 0, x.dtype.type(np.pi), np.where(x == x, x.dtype.type(0), x)))


def isreal(self):
    """Whether the imaginary part is zero."""
    return self.imag == 0 if self.dtype.kind == "c" else np.ones(self.shape, np.bool_)


def round_decimals(self, decimals):
    """Half-to-even rounding at a decimal place; a negative one rounds to powers of ten."""
    if self.dtype.kind != "f":
        raise not_implemented("round_cpu" if decimals else "round_vml_cpu", dtype_of(self))
    if decimals == 0:
        return np.rint(self)
    if self.dtype == np.float16:  # whose products overflow
        return round_decimals(self.astype(np.float32), decimals).astype(np.float16)
    scale = self.dtype.type(10.0 ** abs(decimals) if abs(decimals) < 309 else np.inf)
    return np.rint(self * scale) / scale if decimals > 0 else np.rint(self / scale) * scale


def nan_to_num(self, nan=None, posinf=None, neginf=None):
    """nan and the infinities replaced: by 0 and the largest and smallest finite number unless told."""
    if self.dtype.kind not in FLOATS:
        return self.copy()
    if self.dtype.kind == "c":
        found = np.empty_like(self)
        found.real = nan_to_num(np.ascontiguousarray(self.real), nan, posinf, neginf)
        found.imag = nan_to_num(np.ascontiguousarray(self.imag), nan, posinf, neginf)
        return found
    limits, of = np.finfo(self.dtype), self.dtype.type
    largest = BFLOAT16_MAX if isinstance(self, Bfloat16Values) else limits.max
    found = np.where(self != self, of(0 if nan is None else nan), self)
    found = np.where(self == np.inf, of(largest if posinf is None else posinf), found)
    return np.where(self == -np.inf, of(-largest if neginf is None else neginf), found)


def logit(self, eps=None):
    """log(x / (1 - x)), x limited to [eps, 1 - eps] where an eps >= 0 is given."""
    check_logit(self)
    x = floated(self)
    if eps is not None and eps >= 0:
        x = np.clip(x, x.dtype.type(eps), x.dtype.type(1) - x.dtype.type(eps))
    return np.log(x / (1 - x))


def logit_backward(grad_output, self, eps=None):
    """grad / (x (1 - x)); outside the limits 0 with an eps, nan without."""
    low, outside = (0.0, np.nan) if eps is None or eps < 0 else (eps, 0.0)
    found = grad_output / (self * (1 - self))
    found = np.where((self == 0) | (self == 1), grad_output * found.dtype.type(np.inf), found)
    return np.where((self < low) | (self > 1 - low), found.dtype.type(outside), found)


def isclose(self, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |self - other| <= atol + rtol |other|; equal infinities are close, nans are with `equal_nan`."""
    if self.dtype != other.dtype:
        raise RuntimeError(f"{dtype_of(self).scalar_name} did not match {dtype_of(other).scalar_name}")
    if rtol < 0:
        raise RuntimeError(f"rtol must be greater than or equal to zero, but got {rtol:g}")
    if atol < 0:
        raise RuntimeError(f"atol must be greater than or equal to zero, but got {atol:g}")
    check_shapes(self, other)
    close = self == other
    floating = self.dtype.kind in FLOATS
    if equal_nan and floating:
        close |= (self != self) & (other != other)
    if rtol == 0 and atol == 0:
        return close
    if floating:
        difference = np.abs(self - other)
        return close | (np.isfinite(difference) & (difference <= atol + np.abs(other * rtol)))
    a, b = self.astype(np.int64), other.astype(np.int64)
    return close | (np.abs(a - b) <= atol + np.abs(b * _types.get_default_dtype().np.type(rtol)))


def logaddexp(self, other):
    """log(e^self + e^other); for complex numbers the operand of larger real part is taken out."""
    check_logaddexp(self, other)
    check_shapes(self, other)
    a, b = promoted(self, other)
    if a.dtype.kind == "f":
        return np.logaddexp(a, b)
    larger = a.real >= b.real
    high, low = np.where(larger, a, b), np.where(larger, b, a)
    same = np.isinf(high.real) & (high == low)  # e^-inf and e^inf add to themselves
    return np.where(same, high, high + np.log1p(np.exp(low - high)))


def frexp(self):
    """Mantissa in [0.5, 1) and int32 exponent."""
    if self.dtype.kind != "f":
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    mantissa, exponent = np.frexp(self)
    return mantissa, exponent.astype(np.int32, copy=False)


def mish_backward(grad_output, self):
    """The derivative of x t, t = tanh(softplus(x)): t + x sigmoid(x) (1 - t^2)."""
    if self.dtype == np.float16:  # rounded once
        return mish_backward(grad_output.astype(np.float32), self.astype(np.float32)).astype(np.float16)
    t = np.tanh(np.log1p(np.exp(self)))
    return grad_output * (t + self * (1 - t * t) / (1 + np.exp(-self)))


def gelu_tanh_backward(grad_output, self):
    """The derivative of x (1 + t) / 2, t = tanh(u), u = sqrt(2/pi) (x + 0.044715 x^3)."""
    if self.dtype == np.float16:  # whose squares overflow
        return gelu_tanh_backward(grad_output.astype(np.float32), self.astype(np.float32)).astype(np.float16)
    of = self.dtype.type
    root, cubic = of(0.7978845608028654), of(0.044715)
    square = self * self
    t = np.tanh(root * self * (1 + cubic * square))
    slope = root * (1 + 3 * cubic * square)
    return grad_output * (of(0.5) * (1 + t + self * (1 - t * t) * slope))


def linked(self, other):
    """`self`; the row is about derivatives alone."""
    return self


def glu(self, dim):
    """The first half along `dim` times the sigmoid of the second."""
    if self.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    dim = wrap_dim(dim, self.ndim)
    if self.shape[dim] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {self.shape[dim]}")
    check_glu(self)
    if self.dtype == np.float16:  # rounded once
        return glu(self.astype(np.float32), dim).astype(np.float16)
    half, lead = self.shape[dim] // 2, (slice(None),) * dim
    first, second = self[(*lead, slice(half))], self[(*lead, slice(half, None))]
    return iterated([first, second], first / (1 + np.exp(-second)))


# ---------------------------------------------------------------------------------------------------------------------
# Special functions, with PyTorch's promotion and refusals

def _special(check, function):
    def kernel(self):
        check(self)
        return function(self)

    return kernel


i0 = _special(check_i0, bessel_modified.i0)
i0e = _special(check_i0e, bessel_modified.i0e)
i1 = _special(check_i1, bessel_modified.i1)
i1e = _special(check_i1e, bessel_modified.i1e)
ndtri = _special(check_ndtri, special.ndtri)
log_ndtr = _special(check_log_ndtr, special.log_ndtr)
erfcx = _special(check_erfcx, special.erfcx)


def _float_operands(check, *operands):
    check(*operands)
    check_shapes(*operands)
    d = common_dtype(*operands)
    descr = (d if d.is_floating_point else _types.get_default_dtype()).np
    return [as_dtype(x, descr) for x in operands]


def zeta(self, other):
    """Hurwitz' zeta function of order `self` at `other`."""
    return special.zeta(*_float_operands(check_zeta, self, other))


def igamma(self, other):
    """The regularised lower incomplete gamma function."""
    return special.gammainc(*_float_operands(check_igamma, self, other))


def igammac(self, other):
    """The regularised upper incomplete gamma function."""
    return special.gammaincc(*_float_operands(check_igammac, self, other))


def polygamma(n, self):
    """The n-th derivative of digamma."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    if self.dtype.kind == "c":
        raise not_implemented("digamma" if n == 0 else "trigamma" if n == 1 else "polygamma", dtype_of(self))
    return special.polygamma(n, self)


def polygamma_of(self, n):
    """`polygamma` as the method has it."""
    return polygamma(n, self)


_MOST_BYTES = 1 << 32  # PyTorch lays all terms out at once; beyond this it runs out of memory where this would run out of time


def mvlgamma(self, p):
    """The logarithm of the multivariate gamma function of dimension p (DLMF 35.3.4)."""
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    if self.dtype.kind == "c":
        raise not_implemented("arange_cpu", dtype_of(self))
    if self.dtype == np.bool_:
        raise RuntimeError("The input tensor may not be a boolean tensor.")
    x = floated(self)
    needed = x.dtype.itemsize * p * max(x.size, 1)
    if needed > _MOST_BYTES:
        raise RuntimeError(
            f"[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate {needed} bytes. "
            "Error code 12 (Cannot allocate memory)"
        )
    total = np.zeros(x.shape, x.dtype)
    several = max(1, 2**20 // max(x.size, 1))  # terms at a time
    for j in range(0, p, several):
        total = total + special.lgamma(x[..., None] - np.arange(j, min(p, j + several), dtype=x.dtype) * x.dtype.type(0.5)).sum(-1, dtype=x.dtype)
    return (total + p * (p - 1) / 4 * np.log(np.pi)).astype(x.dtype)
