"""What elementwise operators refuse, in PyTorch's words.

``check_<operator>`` takes the operator's arguments (ndarrays and numbers) and raises for dtypes and values that PyTorch does
not compute on; a core calls the one named like the operator, if there is one, before it computes. No check refuses arguments
that are all float32 or all float64, except for operators that are defined on integers alone, for `nn_functional_softshrink`
and for `celu`, whose checks look at a number.
"""
import numpy as np

from ... import _types
from ..._autograd_texts import C_NAMES
from ..._types import dtype_of_numpy
from .promotion import as_dtype, check_shapes, common_dtype


def not_implemented(kernel, d):
    return NotImplementedError(f"\"{kernel}\" not implemented for '{d.scalar_name}'")


def dtype_of(x):
    return dtype_of_numpy(x.dtype)


def refuse(kernel, d, kinds):
    """Refuse dtypes by kind: "b" bool, "i" integer, "f" floating point, "c" complex, "h" half precision."""
    kind = "c" if d.is_complex else "f" if d.is_floating_point else "b" if d is _types.bool_ else "i"
    if kind in kinds or ("h" in kinds and d.itemsize == 2 and kind == "f"):
        raise not_implemented(kernel, d)


BY_DTYPE = set()  # checks that look at dtypes alone: what one has let through need not be asked again


def _by_dtype(check):
    BY_DTYPE.add(check)
    return check


def check_abs(self):
    if self.dtype == np.bool_:
        raise not_implemented("abs_cpu", _types.bool_)


def check_neg(self):
    if self.dtype == np.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def check_sign(self):
    if self.dtype.kind == "c":
        raise NotImplementedError("Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.")


def check_relu(self):
    if self.dtype == np.bool_:
        raise RuntimeError("Boolean inputs not supported for relu")
    check_clamp(self)


NO_COMPLEX_CLAMP = "clamp is not supported for complex types"


def check_clamp(self, *_):
    if self.dtype.kind == "c":
        raise NotImplementedError(NO_COMPLEX_CLAMP)


def _rounding_check(name):
    def check(self, *_):
        if self.dtype.kind == "c":
            if name == "round":
                raise not_implemented("round_vml_cpu", dtype_of(self))
            raise NotImplementedError(f"{name} is not supported for complex inputs")
        if self.dtype == np.bool_:
            raise not_implemented(name + "_vml_cpu", _types.bool_)

    return _by_dtype(check)


check_floor = _rounding_check("floor")
check_ceil = _rounding_check("ceil")
check_trunc = _rounding_check("trunc")
check_round = _rounding_check("round")


def _dtype_check(kernel, kinds):
    """A check that refuses by the common dtype of the operator's leading operands."""

    def check(*operands):
        try:
            refuse(kernel, dtype_of(operands[0]) if len(operands) == 1 else common_dtype(*operands), kinds)
        except NotImplementedError:
            check_shapes(*operands)  # PyTorch's operators look at shapes first
            raise

    return _by_dtype(check)


def _first_check(kernel, kinds):
    """A check that refuses by the dtype of the first argument alone."""

    def check(self, *_, **__):
        if self.dtype.kind != "f" or "h" in kinds or "f" in kinds:
            refuse(kernel, dtype_of(self), kinds)

    return _by_dtype(check)


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
check_threshold = _first_check("threshold_cpu", "bc")
check_glu = _first_check("glu_cpu", "bic")
check_logit = _first_check("logit_cpu", "c")
check_i0 = _first_check("i0_vml_cpu", "c")
check_i0e = _first_check("i0e_cpu", "c")
check_i1 = _first_check("i1_cpu", "c")
check_i1e = _first_check("i1e_cpu", "c")
check_special_entr = _first_check("entr_cpu", "c")
check_ndtri = _first_check("ndtri_cpu", "ch")
check_log_ndtr = _first_check("log_ndtr_cpu", "ch")
check_erfcx = _first_check("erfcx_cpu", "ch")
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
check_zeta = _dtype_check("zeta_cpu", "ch")
check_igamma = _dtype_check("igamma_cpu", "bic")
check_igammac = _dtype_check("igammac_cpu", "bic")
check_lt = _dtype_check("lt_cpu", "c")
check_le = _dtype_check("le_cpu", "c")
check_gt = _dtype_check("gt_cpu", "c")
check_ge = _dtype_check("ge_cpu", "c")


def check_hardshrink(self, lambd=0.5):
    if self.dtype.kind != "f":
        raise not_implemented("hardshrink_cpu", dtype_of(self))
    if isinstance(lambd, complex):
        raise RuntimeError(f"value cannot be converted to type {C_NAMES[dtype_of(self).name]} without overflow")


def check_real(*numbers):
    """Refuse complex numbers where PyTorch takes real ones, as double precision."""
    for number in numbers:
        if isinstance(number, complex) and number.imag:
            raise RuntimeError("value cannot be converted to type double without overflow")


def check_celu(self, alpha=1.0):
    check_real(alpha)
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
    check_real(lambd)
    if self.dtype.kind != "f":
        raise not_implemented("softshrink_check", dtype_of(self))
    limit = float(np.finfo(self.dtype).max)
    if not 0 <= lambd <= limit:
        raise RuntimeError(f"lambda must be in range [0, {limit:.6g}] for input dtype {dtype_of(self).scalar_name}, but found {lambd:g}")


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


def check_ldexp(self, other):
    if other.dtype == np.bool_ and self.dtype.kind == "f":
        raise not_implemented("ldexp_cpu_exp", _types.bool_)


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
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )
    check_add(self, other, alpha)


check_rsub = check_sub


def check_addcmul(self, tensor1, tensor2, value=1):
    if self.dtype == np.bool_ and common_dtype(self, tensor1, tensor2) is _types.bool_:
        raise not_implemented("addcmul_cpu_out", _types.bool_)


def check_addcdiv(self, tensor1, tensor2, value=1):
    if tensor1.dtype.kind in "biu" and tensor2.dtype.kind in "biu":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and "
            "tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for "
            "integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
            "implementation: (input + value * tensor1 / tensor2), for all dtypes."
        )


def check_lerp(self, end, weight):
    d = dtype_of(self)
    if self.dtype != end.dtype:
        raise RuntimeError(f"expected dtype {C_NAMES[d.name]} for `end` but got dtype {C_NAMES[dtype_of(end).name]}")
    if isinstance(weight, np.ndarray):
        if weight.dtype != self.dtype and weight.ndim:
            raise RuntimeError(f"expected dtype {C_NAMES[d.name]} for `weight` but got dtype {C_NAMES[dtype_of(weight).name]}")
        refuse("lerp_kernel_tensor", d, "bi")
    else:
        refuse("lerp_kernel_scalar", d, "bi")
        if isinstance(weight, complex) and not d.is_complex:
            raise RuntimeError(f"value cannot be converted to type {'double' if d is _types.float64 else 'float'} without overflow")


def _division_check(kernel):
    def check(self, other, *_):
        if isinstance(self, np.ndarray) and self.dtype.kind == "f" and not isinstance(other, complex):
            if not isinstance(other, np.ndarray) or other.dtype.kind == "f":
                return
        d = common_dtype(self, other)
        refuse(kernel, d, "bc")
        if not d.is_floating_point and d.code < _types.uint16.code and not np.all(as_dtype(np.asarray(other), d.np) if type(other) is int else other):
            raise RuntimeError("ZeroDivisionError")

    return check


check_floor_divide = _division_check("div_floor_cpu")
check_remainder = _division_check("remainder_cpu")
check_fmod = _division_check("fmod_cpu")
check_trunc_divide = _division_check("div_trunc_cpu")
