"""Elementwise kernels where one NumPy ufunc is not what PyTorch computes, and the checks on elementwise operators.

Kernels take ndarrays (a number where a row's ``numbers`` allow it) and promote their operands themselves, by PyTorch's
rules. ``check_<operator>`` functions take an operator's arguments and raise PyTorch's error for dtypes and values that it
refuses; a core calls the one named like the operator, if there is one, before it computes. No check ever refuses arguments
that are all float32 or all float64, except for the operators that are defined on integers alone.
"""
import numpy as np

from ... import _types
from ..._types import dtype_of_numpy, promote_types
from ..util import wrap_dim
from . import special
from .special import digamma, erf, erfc, erfinv, lgamma  # noqa: F401  the scalar language's functions

_FLOATS = "fc"


# ---------------------------------------------------------------------------------------------------------------------
# Dtypes

def _number_dtype(x):
    if isinstance(x, (bool, np.bool_)):
        return _types.bool_
    if isinstance(x, (int, np.integer)):
        return _types.int64
    return _types.get_default_dtype().to_complex() if isinstance(x, (complex, np.complexfloating)) else _types.get_default_dtype()


def _combined(higher, lower):
    # An operand of a lower rank (number < 0-d tensor < tensor) matters only through a higher category.
    if higher is None or lower is None:
        return higher or lower
    if higher.is_complex:
        return higher
    if higher.is_floating_point:
        return higher.to_complex() if lower.is_complex else higher
    if higher is _types.bool_ or lower.is_floating_point or lower.is_complex:
        return promote_types(higher, lower)
    return higher


def common_dtype(*operands):
    """The dtype (a ``pyautograd._types.dtype``) in which PyTorch computes on these arrays and numbers."""
    dimensioned = zero = number = None
    for x in operands:
        if isinstance(x, (np.ndarray, np.generic)):
            d = dtype_of_numpy(x.dtype)
            if x.ndim:
                dimensioned = d if dimensioned is None or dimensioned is d else promote_types(dimensioned, d)
            else:
                zero = d if zero is None or zero is d else promote_types(zero, d)
        else:
            d = _number_dtype(x)
            number = d if number is None or number is d else promote_types(number, d)
    return _combined(dimensioned, _combined(zero, number))


def as_dtype(x, descr):
    """An array or number as an array of the NumPy dtype `descr`; integers wrap around as in PyTorch."""
    if isinstance(x, np.ndarray):
        return x if x.dtype == descr else x.astype(descr)
    return np.asarray(x).astype(descr)


def promoted(*operands):
    """The operands as arrays of their common dtype."""
    first = operands[0]
    for x in operands:
        if not isinstance(x, np.ndarray) or not isinstance(first, np.ndarray) or x.dtype != first.dtype:
            break
    else:
        return operands
    descr = common_dtype(*operands).np
    return [as_dtype(x, descr) for x in operands]


def floated(x):
    """An array in floating point: integers and bools become the default dtype."""
    return x if x.dtype.kind in _FLOATS else x.astype(_types.get_default_dtype().np)


# ---------------------------------------------------------------------------------------------------------------------
# Checks

def _not_implemented(kernel, d):
    return NotImplementedError(f"\"{kernel}\" not implemented for '{d.scalar_name}'")


def _dtype(x):
    return dtype_of_numpy(x.dtype)


def _refuse(kernel, d, kinds):
    """Refuse dtypes by kind: "b" bool, "i" integer, "f" floating point, "c" complex, "h" half precision."""
    kind = "c" if d.is_complex else "f" if d.is_floating_point else "b" if d is _types.bool_ else "i"
    if kind in kinds or ("h" in kinds and d.itemsize == 2 and kind == "f"):
        raise _not_implemented(kernel, d)


def check_abs(self):
    if self.dtype == np.bool_:
        raise _not_implemented("abs_cpu", _types.bool_)


def check_neg(self):
    if self.dtype == np.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def check_sign(self):
    if self.dtype.kind == "c":
        raise NotImplementedError("Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.")


def check_relu(self):
    if self.dtype == np.bool_:
        raise RuntimeError("Boolean inputs not supported for relu")
    check_clamp(self)


def check_clamp(self, *_):
    if self.dtype.kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")


def _rounding_check(name):
    def check(self, *_):
        if self.dtype.kind == "c":
            if name == "round":
                raise _not_implemented("round_vml_cpu", _dtype(self))
            raise NotImplementedError(f"{name} is not supported for complex inputs")
        if self.dtype == np.bool_:
            raise _not_implemented(name + "_vml_cpu", _types.bool_)

    return check


check_floor = _rounding_check("floor")
check_ceil = _rounding_check("ceil")
check_trunc = _rounding_check("trunc")
check_round = _rounding_check("round")


def _dtype_check(kernel, kinds):
    """A check that refuses by the common dtype of the operator's leading operands."""

    def check(*operands):
        _refuse(kernel, _dtype(operands[0]) if len(operands) == 1 else common_dtype(*operands), kinds)

    return check


def _first_check(kernel, kinds):
    """A check that refuses by the dtype of the first argument alone."""

    def check(self, *_, **__):
        if self.dtype.kind != "f" or "h" in kinds or "f" in kinds:
            _refuse(kernel, _dtype(self), kinds)

    return check


check_frac = _first_check("frac_cpu", "bic")
check_erf = _first_check("erf_vml_cpu", "c")
check_erfc = _first_check("erfc_vml_cpu", "c")
check_erfinv = _first_check("erfinv_vml_cpu", "c")
check_lgamma = _first_check("lgamma_vml_cpu", "c")
check_digamma = _first_check("digamma", "c")
check_bitwise_not = _first_check("bitwise_not_cpu", "fc")
check_elu = _first_check("elu_cpu", "bic")
check_gelu_erf = check_gelu_tanh = _first_check("GeluKernelImpl", "bic")
check_silu = _first_check("silu_cpu", "bi")
check_leaky_relu = _first_check("leaky_relu_cpu", "bic")
check_nn_functional_softplus = _first_check("softplus_cpu", "bic")
check_nn_functional_logsigmoid = _first_check("log_sigmoid_cpu", "bic")
check_hardsigmoid = _first_check("hardsigmoid_cpu", "bic")
check_hardswish = _first_check("hardswish_cpu", "bic")
check_mish = _first_check("mish_cpu", "bic")
check_hardshrink = _first_check("hardshrink_cpu", "bic")
check_threshold = _first_check("threshold_cpu", "bc")
_check_glu = _first_check("glu_cpu", "bic")
_check_logit = _first_check("logit_cpu", "c")
_check_i0 = _first_check("i0_vml_cpu", "c")
_check_i0e = _first_check("i0e_cpu", "c")
_check_i1 = _first_check("i1_cpu", "c")
_check_i1e = _first_check("i1e_cpu", "c")
check_special_entr = _first_check("entr_cpu", "c")
_check_ndtri = _first_check("ndtri_cpu", "ch")
_check_log_ndtr = _first_check("log_ndtr_cpu", "ch")
_check_erfcx = _first_check("erfcx_cpu", "ch")
check_special_ndtr = check_erf
check_bitwise_and = _dtype_check("bitwise_and_cpu", "fc")
check_bitwise_or = _dtype_check("bitwise_or_cpu", "fc")
check_bitwise_xor = _dtype_check("bitwise_xor_cpu", "fc")
check_bitwise_left_shift = _dtype_check("lshift_cpu", "bfc")
check_bitwise_right_shift = _dtype_check("rshift_cpu", "bfc")
check_gcd = _dtype_check("gcd_cpu", "bfc")
check_lcm = _dtype_check("lcm_cpu", "bfc")
check_atan2 = _dtype_check("atan2_cpu", "c")
check_copysign = _dtype_check("copysign_cpu", "c")
check_nextafter = _dtype_check("nextafter_cpu", "bic")
check_hypot = _dtype_check("hypot_cpu", "bic")
check_logaddexp = _dtype_check("logaddexp_cpu", "bi")
check_logaddexp2 = _dtype_check("logaddexp2_cpu", "bic")
check_xlogy = _dtype_check("xlogy_cpu", "c")
check_special_xlog1py = _dtype_check("xlog1py_cpu", "c")
_check_zeta = _dtype_check("zeta_cpu", "ch")
_check_igamma = _dtype_check("igamma_cpu", "bic")
_check_igammac = _dtype_check("igammac_cpu", "bic")
check_lt = _dtype_check("lt_cpu", "c")
check_le = _dtype_check("le_cpu", "c")
check_gt = _dtype_check("gt_cpu", "c")
check_ge = _dtype_check("ge_cpu", "c")


def check_celu(self, alpha=1.0):
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    check_elu(self)


def check_hardtanh(self, min_val=-1, max_val=1):
    if self.dtype == np.bool_:
        raise RuntimeError("Bool inputs not supported for hardtanh")
    check_clamp(self)
    if self.dtype.kind == "u" and int(min_val) < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")


def check_nn_functional_softshrink(self, lambd=0.5):
    if self.dtype.kind != "f":
        raise _not_implemented("softshrink_check", _dtype(self))
    if not lambd >= 0:
        limit = f"{float(np.finfo(self.dtype).max):.6g}"
        raise RuntimeError(f"lambda must be in range [0, {limit}] for input dtype {_dtype(self).scalar_name}, but found {lambd:g}")


def _no_complex(text, error=RuntimeError):
    def check(*operands):
        for x in operands:
            if isinstance(x, complex) or getattr(x, "dtype", None) is not None and x.dtype.kind == "c":
                raise error(text)

    return check


check_isposinf = _no_complex("isposinf does not support complex inputs.")
check_isneginf = _no_complex("isneginf does not support complex inputs.")
check_signbit = _no_complex("signbit is not implemented for complex tensors.", NotImplementedError)
check_deg2rad = _no_complex("deg2rad is not supported for complex tensors.")
check_rad2deg = _no_complex("rad2deg is not supported for complex tensors.")
check_maximum = _no_complex("maximum not implemented for complex tensors.")
check_minimum = _no_complex("minimum not implemented for complex tensors.")
check_fmax = _no_complex("fmax not implemented for complex tensors.")
check_fmin = _no_complex("fmin not implemented for complex tensors.")


def check_heaviside(self, values):
    if self.dtype.kind == "c" or values.dtype.kind == "c":
        raise RuntimeError("heaviside is not yet implemented for complex tensors.")
    if self.dtype != values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")


def check_add(self, other, alpha=1):
    if type(alpha) is int:  # the default, by far the most frequent
        return
    d = common_dtype(self, other)
    if isinstance(alpha, bool) and d is not _types.bool_:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, (float, complex)) and not (d.is_floating_point or d.is_complex):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if isinstance(alpha, complex) and not d.is_complex:
        raise RuntimeError("For non-complex input tensors, argument alpha must not be a complex number.")


def _is_bool(x):
    return isinstance(x, bool) or getattr(x, "dtype", None) == np.bool_


def check_sub(self, other, alpha=1):
    first, second = _is_bool(self), _is_bool(other)
    if first and second:
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
        )
    if first or second:
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )
    check_add(self, other, alpha)


check_rsub = check_sub


def check_addcmul(self, tensor1, tensor2, value=1):
    if self.dtype == np.bool_ and common_dtype(self, tensor1, tensor2) is _types.bool_:
        raise _not_implemented("addcmul_cpu_out", _types.bool_)


def check_addcdiv(self, tensor1, tensor2, value=1):
    if tensor1.dtype.kind in "biu" and tensor2.dtype.kind in "biu":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and "
            "tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for "
            "integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
            "implementation: (input + value * tensor1 / tensor2), for all dtypes."
        )


def check_lerp(self, end, weight):
    d = _dtype(self)
    if self.dtype != end.dtype:
        raise RuntimeError(f"expected dtype {_c_name(d)} for `end` but got dtype {_c_name(_dtype(end))}")
    if isinstance(weight, np.ndarray):
        if weight.dtype != self.dtype and weight.ndim:
            raise RuntimeError(f"expected dtype {_c_name(d)} for `weight` but got dtype {_c_name(_dtype(weight))}")
        _refuse("lerp_kernel_tensor", d, "bi")
    else:
        _refuse("lerp_kernel_scalar", d, "bi")


_C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short int", "int32": "int", "int64": "long int", "float16": "c10::Half",
    "float32": "float", "float64": "double", "complex64": "c10::complex<float>", "complex128": "c10::complex<double>", "bool": "bool",
    "bfloat16": "c10::BFloat16",
}  # fmt: skip


def _c_name(d):
    return _C_NAMES.get(d.name, d.name)


def _division_check(kernel):
    def check(self, other, *_):
        if isinstance(self, np.ndarray) and self.dtype.kind == "f" and not isinstance(other, complex):
            if not isinstance(other, np.ndarray) or other.dtype.kind == "f":
                return
        d = common_dtype(self, other)
        _refuse(kernel, d, "bc")
        if not d.is_floating_point and not np.all(other):
            raise RuntimeError("ZeroDivisionError")

    return check


check_floor_divide = _division_check("div_floor_cpu")
check_remainder = _division_check("remainder_cpu")
check_fmod = _division_check("fmod_cpu")
_check_trunc_divide = _division_check("div_trunc_cpu")


# ---------------------------------------------------------------------------------------------------------------------
# Kernels

def div_mode(self, other, rounding_mode=None):
    """Division with ``rounding_mode`` None, "trunc" or "floor"."""
    if rounding_mode is None:
        d = common_dtype(self, other)
        descr = (d if d.is_floating_point or d.is_complex else _types.get_default_dtype()).np
        with np.errstate(all="ignore"):
            return np.divide(as_dtype(self, descr), as_dtype(other, descr))
    if rounding_mode not in ("trunc", "floor"):
        raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")
    (check_floor_divide if rounding_mode == "floor" else _check_trunc_divide)(self, other)
    a, b = promoted(self, other)
    with np.errstate(all="ignore"):
        if rounding_mode == "floor":
            return np.floor_divide(a, b)
        if a.dtype.kind == "f":
            return np.trunc(np.divide(a, b))
        return np.floor_divide(a - np.fmod(a, b), b)


def power(self, exponent):
    """``self ** exponent`` in the common dtype; either may be a number. Frequent exponents take cheaper routes."""
    number = not isinstance(exponent, np.ndarray)
    if isinstance(self, np.ndarray) and self.dtype.kind in "fc" and number and not (isinstance(exponent, complex) and self.dtype.kind == "f"):
        with np.errstate(all="ignore"):
            if exponent == 2:
                return np.multiply(self, self)
            if exponent == 1:
                return self.copy()
            if exponent == 0.5:
                return np.sqrt(self)
            if exponent == -0.5:
                return 1 / np.sqrt(self)
            if exponent == -1:
                return np.reciprocal(self)
            if exponent == 3:
                return self * self * self
            if exponent == -2:
                return np.reciprocal(self * self)
            return np.power(self, as_dtype(exponent, self.dtype))
    d = common_dtype(self, exponent)
    if d is _types.bool_ and number:
        return self.copy() if exponent else np.ones_like(self)
    if d is _types.bool_ or d is _types.complex32:
        raise _not_implemented("pow", d)
    if number and isinstance(exponent, int) and exponent < 0 and not (d.is_floating_point or d.is_complex):
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    a, b = as_dtype(self, d.np), as_dtype(exponent, d.np)
    with np.errstate(all="ignore"):
        if d.is_floating_point or d.is_complex or d.np.kind == "u":
            return np.power(a, b)
        negative = b < 0
        if not negative.any():
            return np.power(a, b)
        # The only integers with an integer reciprocal are 1 and -1.
        reciprocal = np.where(a == 1, 1, np.where(a == -1, np.where(b & 1, -1, 1), 0)).astype(d.np)
        return np.where(negative, reciprocal, np.power(a, np.where(negative, np.zeros_like(b), b)))


def where(condition, self, other):
    """`self` where `condition` holds, else `other`, in the common dtype of the two."""
    if condition.dtype != np.bool_:
        if condition.dtype != np.uint8:
            raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {_dtype(condition).scalar_name}")
        condition = condition.astype(np.bool_)
    if isinstance(self, np.ndarray) and isinstance(other, np.ndarray) and self.dtype == other.dtype:
        return np.where(condition, self, other)
    descr = common_dtype(self, other).np
    return np.where(condition, as_dtype(self, descr), as_dtype(other, descr))


def clamp(self, min=None, max=None):
    """`self` limited to [min, max]; either end may be missing, a number or an array. The result is `max` where min > max."""
    check_clamp(self)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, np.ndarray) or isinstance(max, np.ndarray):
        _refuse("clamp_cpu", common_dtype(*[x for x in (self, min, max) if x is not None]), "c" if min is None or max is None else "bc")
    elif isinstance(min, complex) or isinstance(max, complex):
        raise NotImplementedError("clamp is not supported for complex types")
    if max is None:
        return np.maximum(*promoted(self, min))
    if min is None:
        return np.minimum(*promoted(self, max))
    a, low, high = promoted(self, min, max)
    return np.minimum(np.maximum(a, low), high)


def clamp_min(self, min):
    """`self`, at least `min`."""
    if isinstance(min, np.ndarray):
        _refuse("maximum_cpu", common_dtype(self, min), "c")
    return clamp(self, min, None)


def clamp_max(self, max):
    """`self`, at most `max`."""
    if isinstance(max, np.ndarray):
        _refuse("minimum_cpu", common_dtype(self, max), "c")
    return clamp(self, None, max)


def clamp_backward(grad_output, self, min=None, max=None):
    """`grad_output` where min <= self <= max, else 0: both bounds belong to the inside."""
    inside = True if min is None else self >= min
    if max is not None:
        inside = inside & (self <= max)
    return np.where(inside, grad_output, np.zeros((), grad_output.dtype))


def sgn(self):
    """self / |self| for complex, the sign for real input; 0 at 0, and for real nan."""
    kind = self.dtype.kind
    if kind == "c":
        size = np.abs(self)
        with np.errstate(all="ignore"):
            return np.where(size == 0, self.dtype.type(0), self / size)
    if kind == "f":
        return np.where(self != self, self.dtype.type(0), np.sign(self))
    return self.copy() if kind == "b" else np.sign(self)


def angle(self):
    """The argument of a complex number; pi for negative and 0 for other real numbers, nan for nan."""
    if self.dtype.kind == "c":
        return np.arctan2(self.imag, self.real)
    x = floated(self)
    return np.where(x < 0, x.dtype.type(np.pi), np.where(x == x, x.dtype.type(0), x))


def real_view(self):
    """The real parts, sharing memory."""
    return self.real


def imag_view(self):
    """The imaginary parts, sharing memory."""
    return self.imag


def isreal(self):
    """Whether the imaginary part is zero."""
    return self.imag == 0 if self.dtype.kind == "c" else np.ones(self.shape, np.bool_)


def round_decimals(self, decimals):
    """Half-to-even rounding at a decimal place; a negative one rounds to powers of ten."""
    if self.dtype.kind != "f":
        raise _not_implemented("round_cpu" if decimals else "round_vml_cpu", _dtype(self))
    if decimals == 0:
        return np.rint(self)
    scale = self.dtype.type(10.0 ** abs(decimals))
    with np.errstate(all="ignore"):
        return np.rint(self * scale) / scale if decimals > 0 else np.rint(self / scale) * scale


def nan_to_num(self, nan=None, posinf=None, neginf=None):
    """nan and the infinities replaced: by 0 and the largest and smallest finite number unless told."""
    if self.dtype.kind not in _FLOATS:
        return self.copy()
    if self.dtype.kind == "c":
        found = np.empty_like(self)
        found.real = nan_to_num(np.ascontiguousarray(self.real), nan, posinf, neginf)
        found.imag = nan_to_num(np.ascontiguousarray(self.imag), nan, posinf, neginf)
        return found
    limits, of = np.finfo(self.dtype), self.dtype.type
    found = np.where(self != self, of(0 if nan is None else nan), self)
    found = np.where(self == np.inf, of(limits.max if posinf is None else posinf), found)
    return np.where(self == -np.inf, of(limits.min if neginf is None else neginf), found)


def logit(self, eps=None):
    """log(x / (1 - x)), x limited to [eps, 1 - eps] where an eps >= 0 is given."""
    _check_logit(self)
    x = floated(self)
    if eps is not None and eps >= 0:
        x = np.clip(x, x.dtype.type(eps), x.dtype.type(1) - x.dtype.type(eps))
    with np.errstate(all="ignore"):
        return np.log(x / (1 - x))


def logit_backward(grad_output, self, eps=None):
    """grad / (x (1 - x)); outside the limits 0 with an eps, nan without."""
    low, outside = (0.0, np.nan) if eps is None or eps < 0 else (eps, 0.0)
    with np.errstate(all="ignore"):
        found = grad_output / (self * (1 - self))
        return np.where((self < low) | (self > 1 - low), found.dtype.type(outside), found)


def isclose(self, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |self - other| <= atol + rtol |other|; equal infinities are close, nans are with `equal_nan`."""
    if self.dtype != other.dtype:
        raise RuntimeError(f"{_dtype(self).scalar_name} did not match {_dtype(other).scalar_name}")
    if rtol < 0:
        raise RuntimeError(f"rtol must be greater than or equal to zero, but got {rtol:g}")
    if atol < 0:
        raise RuntimeError(f"atol must be greater than or equal to zero, but got {atol:g}")
    close = self == other
    floating = self.dtype.kind in _FLOATS
    if equal_nan and floating:
        close |= (self != self) & (other != other)
    if rtol == 0 and atol == 0:
        return close
    with np.errstate(all="ignore"):
        if floating:
            difference = np.abs(self - other)
            return close | (np.isfinite(difference) & (difference <= atol + np.abs(other * rtol)))
        a, b = self.astype(np.int64), other.astype(np.int64)
        return close | (np.abs(a - b) <= atol + np.abs(b * _types.get_default_dtype().np.type(rtol)))


def logaddexp(self, other):
    """log(e^self + e^other); for complex numbers the operand of larger real part is taken out."""
    check_logaddexp(self, other)
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
    with np.errstate(all="ignore"):
        t = np.tanh(np.log1p(np.exp(self)))
        return grad_output * (t + self * (1 - t * t) / (1 + np.exp(-self)))


def gelu_tanh_backward(grad_output, self):
    """The derivative of x (1 + t) / 2, t = tanh(u), u = sqrt(2/pi) (x + 0.044715 x^3)."""
    of = self.dtype.type
    root, cubic = of(0.7978845608028654), of(0.044715)
    square = self * self
    t = np.tanh(root * self * (1 + cubic * square))
    slope = root * (1 + 3 * cubic * square)
    return grad_output * (of(0.5) * (1 + t + self * (1 - t * t) * slope))


def glu(self, dim):
    """The first half along `dim` times the sigmoid of the second."""
    if self.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    dim = wrap_dim(dim, self.ndim)
    if self.shape[dim] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {self.shape[dim]}")
    _check_glu(self)
    first, second = np.split(self, 2, axis=dim)
    return first / (1 + np.exp(-second))


# ---------------------------------------------------------------------------------------------------------------------
# Special functions, with PyTorch's promotion and refusals

def _special(check, function):
    def kernel(self):
        check(self)
        return function(self)

    return kernel


i0 = _special(_check_i0, special.i0)
i0e = _special(_check_i0e, special.i0e)
i1 = _special(_check_i1, special.i1)
i1e = _special(_check_i1e, special.i1e)
ndtri = _special(_check_ndtri, special.ndtri)
log_ndtr = _special(_check_log_ndtr, special.log_ndtr)
erfcx = _special(_check_erfcx, special.erfcx)


def _float_operands(check, *operands):
    check(*operands)
    d = common_dtype(*operands)
    descr = (d if d.is_floating_point else _types.get_default_dtype()).np
    return [as_dtype(x, descr) for x in operands]


def zeta(self, other):
    """Hurwitz' zeta function of order `self` at `other`."""
    return special.zeta(*_float_operands(_check_zeta, self, other))


def igamma(self, other):
    """The regularised lower incomplete gamma function."""
    return special.gammainc(*_float_operands(_check_igamma, self, other))


def igammac(self, other):
    """The regularised upper incomplete gamma function."""
    return special.gammaincc(*_float_operands(_check_igammac, self, other))


def polygamma(n, self):
    """The n-th derivative of digamma."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    if self.dtype.kind == "c":
        raise _not_implemented("digamma" if n == 0 else "trigamma" if n == 1 else "polygamma", _dtype(self))
    return special.polygamma(n, self)


def mvlgamma(self, p):
    """The logarithm of the multivariate gamma function of dimension p (DLMF 35.3.4)."""
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    if self.dtype.kind == "c":
        raise _not_implemented("arange_cpu", _dtype(self))
    if self.dtype == np.bool_:
        raise RuntimeError("The input tensor may not be a boolean tensor.")
    x = floated(self)
    total = special.lgamma(x)
    for j in range(1, p):
        total = total + special.lgamma(x - x.dtype.type(0.5 * j))
    return (total + p * (p - 1) / 4 * np.log(np.pi)).astype(x.dtype)
