"""Elementwise operators of two and three tensors: arithmetic, comparison, logic, bits, selection.

Gradients come out in the broadcast shape; the engine sums them to each operand's.
"""
from .row import op

# Arithmetic. A difference is a sum with a factor: infinities and zeros of complex numbers tell.
op("add(Tensor self, Tensor other, *, Number alpha=1)", scalar="self + alpha * other", numbers=("self", "other"),
   grad={"self": "grad", "other": "scaled(grad, alpha)"})  # fmt: skip
op("sub(Tensor self, Tensor other, *, Number alpha=1)", scalar="self + (0 - alpha) * other", numbers=("self", "other"), aliases="subtract",
   grad={"self": "grad", "other": "neg(scaled(grad, alpha))"})  # fmt: skip
op("rsub.Tensor(Tensor self, Tensor other, *, Number alpha=1)", scalar="other + (0 - alpha) * self", variants="f",
   grad={"self": "neg(scaled(grad, alpha))", "other": "grad"})  # fmt: skip
op("rsub.Scalar(Tensor self, Tensor other, Number alpha=1)", scalar="other + (0 - alpha) * self", numbers="other", variants="f", node="RsubBackward1",
   grad={"self": "neg(scaled(grad, alpha))"})  # fmt: skip
op("mul(Tensor self, Tensor other)", ufunc="multiply", numbers=("self", "other"), aliases="multiply",
   grad={"self": "grad * conj(other)", "other": "grad * conj(self)"})  # fmt: skip
op("div.Tensor(Tensor self, Tensor other)", ufunc="divide", promote="float", numbers=("self", "other"), aliases=("divide", "true_divide"),
   grad={"self": "div(grad, conj(other))", "other": "div_other_backward(grad, self, other)"}, jvp="quotient_jvp")  # fmt: skip
op("_add_number(Tensor self, Tensor number)", scalar="self + number", numbers="number", variants="", node="AddBackward1", grad={"self": "grad"})
op("_sub_number(Tensor self, Tensor number)", scalar="self - number", numbers="number", variants="", node="SubBackward1", grad={"self": "grad"})
op("_mul_number(Tensor self, Number number)", scalar="self * number", promote="float", variants="", node="MulBackward1",
   grad={"self": "mul(grad, conj(number))"})  # fmt: skip
op("_div_number(Tensor self, Number number)", scalar="self / number", promote="float", variants="", node="DivBackward1",
   grad={"self": "div(grad, number)"})  # fmt: skip
op("div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode)", kernel="elementwise.div_mode", numbers=("self", "other"), aliases="divide",
   variants="fmio", node="DivBackward2",
   grad={"self": "div_mode_self_backward(grad, other, rounding_mode)",
         "other": "div_mode_other_backward(grad, self, other, rounding_mode)"}, jvp="elementwise")  # fmt: skip
op("floor_divide(Tensor self, Tensor other)", ufunc="floor_divide", numbers=("self", "other"), grad="not_implemented")
op("fmod.Tensor(Tensor self, Tensor other)", ufunc="fmod", node="FmodBackward1",
   grad={"self": "grad", "other": "neg(grad * div(self, other, rounding_mode='trunc'))"})  # fmt: skip
op("fmod.Scalar(Tensor self, Tensor other)", ufunc="fmod", numbers="other", grad={"self": "grad"})
op("remainder.Tensor(Tensor self, Tensor other)", ufunc="remainder", node="RemainderBackward1",
   grad={"self": "grad", "other": "neg(grad * div(self, other, rounding_mode='floor'))"})  # fmt: skip
op("remainder.Scalar_Tensor(Tensor self, Tensor other)", ufunc="remainder", numbers="self", variants="f", grad="not_implemented")
op("remainder.Scalar(Tensor self, Tensor other)", ufunc="remainder", numbers="other", grad={"self": "grad"})
op("gcd(Tensor self, Tensor other)", ufunc="gcd")
op("lcm(Tensor self, Tensor other)", ufunc="lcm")

# Powers. x ** 0 has derivative 0 also at 0; 0 ** e has derivative 0 with respect to e >= 0.
op("pow.Tensor_Tensor(Tensor self, Tensor exponent)", kernel="elementwise.power", variants="fmio", node="PowBackward1",
   grad={"self": "pow_self_backward(grad, self, exponent)", "exponent": "pow_exponent_backward(grad, self, exponent, result)"}, jvp="elementwise")  # fmt: skip
op("pow.Scalar(Number self, Tensor exponent)", kernel="elementwise.power", variants="fo", node="PowBackward2",
   grad={"exponent": "pow_exponent_backward_number(grad, self, exponent, result)"}, jvp="elementwise")  # fmt: skip
op("pow.Tensor_Scalar(Tensor self, Number exponent)", kernel="elementwise.power", variants="fmio",
   grad={"self": "pow_backward(grad, self, exponent)"}, jvp="elementwise")  # fmt: skip
op("float_power.Tensor_Tensor(Tensor self, Tensor exponent)", composite="elementwise.float_power", variants="fmio")
op("float_power.Scalar(Number self, Tensor exponent)", composite="elementwise.float_power", variants="fo")
op("float_power.Tensor_Scalar(Tensor self, Number exponent)", composite="elementwise.float_power", variants="fmio")

# Three operands.
op("addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Number value=1)", scalar="self + value * tensor1 * tensor2",
   grad={"self": "grad", "tensor1": "scaled(grad * conj(tensor2), value)", "tensor2": "scaled(grad * conj(tensor1), value)"})  # fmt: skip
op("addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Number value=1)", scalar="self + value * tensor1 / tensor2",
   grad={"self": "grad", "tensor1": "scaled(div(grad, conj(tensor2)), value)",
         "tensor2": "neg(scaled(grad * conj(div(tensor1, tensor2 * tensor2)), value))"})  # fmt: skip
# Two forms, so that weight 1 gives `end` exactly.
_LERP = "where(abs(weight) < 0.5, self + weight * (end - self), end - (end - self) * (1 - weight))"
op("lerp.Tensor(Tensor self, Tensor end, Tensor weight)", scalar=_LERP, node="LerpBackward1",
   grad={"self": "grad * conj(1 - weight)", "end": "grad * conj(weight)", "weight": "grad * conj(end - self)"})  # fmt: skip
op("lerp.Scalar(Tensor self, Tensor end, Number weight)", scalar=_LERP,
   grad={"self": "scaled(grad, 1 - weight)", "end": "scaled(grad, weight)"})  # fmt: skip

# Comparison.
for _name, _ufunc, _alias in (
    ("eq", "equal", ()), ("ne", "not_equal", "not_equal"), ("lt", "less", "less"), ("le", "less_equal", "less_equal"), ("gt", "greater", "greater"),
    ("ge", "greater_equal", "greater_equal"),
):  # fmt: skip
    op(_name + ".Tensor(Tensor self, Tensor other)", ufunc=_ufunc, promote="bool", aliases=_alias, variants="fmo")
    op(_name + ".Scalar(Tensor self, Tensor other)", ufunc=_ufunc, promote="bool", numbers="other", aliases=_alias, variants="fmo")
    # In place the result may be of a dtype that carries gradients, which are zero.
    op(_name + ".Tensor_(Tensor self, Tensor other)", ufunc=_ufunc, promote="bool", variants="i", node=_name.capitalize() + "Backward1",
       grad={"self": "zeros_like(grad)", "other": "zeros_like(grad)"})
    op(_name + ".Scalar_(Tensor self, Tensor other)", ufunc=_ufunc, promote="bool", numbers="other", variants="i", grad={"self": "zeros_like(grad)"})
op("isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)", kernel="elementwise.isclose")
op("allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> object", composite="elementwise.allclose")
op("equal(Tensor self, Tensor other) -> object", composite="elementwise.equal")

# Logic and bits.
op("logical_and(Tensor self, Tensor other)", ufunc="logical_and", promote="bool")
op("logical_or(Tensor self, Tensor other)", ufunc="logical_or", promote="bool")
op("logical_xor(Tensor self, Tensor other)", ufunc="logical_xor", promote="bool")
for _name, _ufunc in (
    ("bitwise_and", "bitwise_and"), ("bitwise_or", "bitwise_or"), ("bitwise_xor", "bitwise_xor"),
    ("bitwise_left_shift", "left_shift"), ("bitwise_right_shift", "right_shift"),
):  # fmt: skip
    op(_name + ".Tensor(Tensor self, Tensor other)", ufunc=_ufunc)
    op(_name + ".Scalar_Tensor(Tensor self, Tensor other)", ufunc=_ufunc, numbers="self", variants="f")
    op(_name + ".Scalar(Tensor self, Tensor other)", ufunc=_ufunc, numbers="other")

# Extrema. Where both operands are equal, maximum and minimum give half of the gradient to each.
op("maximum(Tensor self, Tensor other)", ufunc="maximum", variants="fmo",
   grad={"self": "maximum_backward(grad, self, other)", "other": "maximum_backward(grad, other, self)"}, jvp="larger_jvp")  # fmt: skip
op("minimum(Tensor self, Tensor other)", ufunc="minimum", variants="fmo",
   grad={"self": "minimum_backward(grad, self, other)", "other": "minimum_backward(grad, other, self)"}, jvp="larger_jvp")  # fmt: skip
op("maximum_backward(Tensor grad_output, Tensor self, Tensor other)", variants="",
   scalar="where(self == other, 0.5 * grad_output, where(self < other, 0, grad_output))",
   grad={"grad_output": "maximum_backward(grad, self, other)"})  # fmt: skip
op("minimum_backward(Tensor grad_output, Tensor self, Tensor other)", variants="",
   scalar="where(self == other, 0.5 * grad_output, where(self > other, 0, grad_output))",
   grad={"grad_output": "minimum_backward(grad, self, other)"})  # fmt: skip
op("fmax(Tensor self, Tensor other)", ufunc="fmax", variants="fmo",
   grad={"self": "where(logical_or(ge(self, other), isnan(other)), grad, 0)",
   "other": "where(logical_or(ge(self, other), isnan(other)), 0, grad)"})  # fmt: skip
op("fmin(Tensor self, Tensor other)", ufunc="fmin", variants="fmo",
   grad={"self": "where(logical_or(le(self, other), isnan(other)), grad, 0)",
   "other": "where(logical_or(le(self, other), isnan(other)), 0, grad)"})  # fmt: skip

# Limits. At a bound the gradient passes to self.
op("clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None)", kernel="elementwise.clamp", variants="fmio", aliases="clip",
   grad={"self": "clamp_self_backward(grad, self, min, max)", "min": "clamp_min_bound_backward(grad, self, min, max)",
         "max": "clamp_max_bound_backward(grad, self, min, max)"}, jvp="clamp_jvp")  # fmt: skip
op("clamp(Tensor self, Number? min=None, Number? max=None)", kernel="elementwise.clamp", variants="fmio", aliases="clip", node="ClampBackward1",
   grad={"self": "clamp_backward(grad, self, min, max)"}, jvp="elementwise")  # fmt: skip
op("clamp_backward(Tensor grad_output, Tensor self, Number? min=None, Number? max=None)", kernel="elementwise.clamp_backward", variants="",
   grad={"grad_output": "clamp_backward(grad, self, min, max)"}, jvp="elementwise")  # fmt: skip
op("clamp_min.Tensor(Tensor self, Tensor min)", kernel="elementwise.clamp_min", variants="fmio", node="ClampMinBackward1",
   grad={"self": "where(ge(self, min), grad, 0)", "min": "where(lt(self, min), grad, 0)"}, jvp="elementwise")  # fmt: skip
op("clamp_min(Tensor self, Number min)", kernel="elementwise.clamp_min", variants="fmio", grad={"self": "clamp_backward(grad, self, min, None)"}, jvp="elementwise")
op("clamp_max.Tensor(Tensor self, Tensor max)", kernel="elementwise.clamp_max", variants="fmio", node="ClampMaxBackward1",
   grad={"self": "where(le(self, max), grad, 0)", "max": "where(gt(self, max), grad, 0)"}, jvp="elementwise")  # fmt: skip
op("clamp_max(Tensor self, Number max)", kernel="elementwise.clamp_max", variants="fmio", grad={"self": "clamp_backward(grad, self, None, max)"}, jvp="elementwise")

# Selection. A nan in the branch not taken does not reach the result, but does reach the gradient of what computed it.
op("where(Tensor condition) -> Tensor[]", composite="elementwise.where_true", variants="f")
for _overload, _numbers, _wanted in (("self", (), ("self", "other")), ("ScalarSelf", "self", ("other",)), ("ScalarOther", "other", ("self",)),
                                     ("Scalar", ("self", "other"), ())):  # fmt: skip
    _grads = {"self": "where(condition, grad, 0)", "other": "where(condition, 0, grad)"}
    op(f"where.{_overload}(Tensor condition, Tensor self, Tensor other)", kernel="elementwise.where", numbers=_numbers,
       variants="f" if _numbers else "fo", grad={_name: _grads[_name] for _name in _wanted} or None, jvp="elementwise")  # fmt: skip
op("where.method(Tensor self, Tensor condition, Tensor other)", composite="elementwise.where_method", numbers="other", variants="m")
op("heaviside(Tensor self, Tensor values)", scalar="where(self == 0, values, where(self > 0, 1, 0))", grad="not_implemented")

# Geometry and floating point.
op("atan2(Tensor self, Tensor other)", ufunc="arctan2", promote="float", aliases="arctan2",
   grad={("self", "other"): "atan2_backward(grad, self, other)"}, jvp="atan2_jvp")  # fmt: skip
op("hypot(Tensor self, Tensor other)", ufunc="hypot", grad={"self": "grad * div(self, result)", "other": "grad * div(other, result)"})
op("copysign.Tensor(Tensor self, Tensor other)", ufunc="copysign", promote="float",
   grad={"self": "copysign_backward(grad, self, result)", "other": "zeros_like(grad)"})  # fmt: skip
op("copysign.Scalar(Tensor self, Tensor other)", ufunc="copysign", promote="float", numbers="other", node="CopysignBackward1",
   grad={"self": "copysign_backward(grad, self, result)"})  # fmt: skip
op("nextafter(Tensor self, Tensor other)", ufunc="nextafter",
   grad={"self": "where(ne(self, other), grad, 0)", "other": "zeros_like(grad)"})  # fmt: skip
op("ldexp(Tensor self, Tensor other)", scalar="self * exp2(other)", promote="float",
   grad={"self": "grad * conj(exp2(other))", "other": "grad * conj(result) * 0.6931471805599453"})  # fmt: skip

# Logarithms of sums. The larger operand is subtracted first, so that nothing overflows.
op("logaddexp(Tensor self, Tensor other)", kernel="elementwise.logaddexp", variants="fmo",
   grad={"self": "logaddexp_backward(grad, self, other)", "other": "logaddexp_backward(grad, other, self)"}, jvp="elementwise")  # fmt: skip
op("logaddexp2(Tensor self, Tensor other)", ufunc="logaddexp2", variants="fmo",
   grad={"self": "div(grad, 1 + exp2(other - self))", "other": "div(grad, 1 + exp2(self - other))"})  # fmt: skip
