"""Elementwise operators of one tensor: arithmetic, exponentials, trigonometry, rounding, tests.

Derivatives are the textbook ones; the comments name the choices at points where there is none. What is saved (the input or
the result) is what PyTorch saves, because it decides which in-place changes invalidate a graph.
"""
from .row import op

# Sign and size. The derivative of abs at 0 is 0, by sgn(0) = 0.
op("abs(Tensor self)", ufunc="absolute", aliases="absolute", grad={"self": "grad * sgn(self)"})
op("neg(Tensor self)", ufunc="negative", aliases="negative", grad={"self": "neg(grad)"})
op("sign(Tensor self)", scalar="where(self > 0, 1, where(self < 0, -1, 0))", grad={"self": "zeros_like(grad)"})
op("sgn(Tensor self)", kernel="elementwise.sgn", variants="fmio", grad={"self": "sgn_backward(grad, self, result)"})
op("positive(Tensor self)", composite="elementwise.positive")
op("signbit(Tensor self)", ufunc="signbit", promote="bool", variants="fmo")

# Exponentials and logarithms.
op("exp(Tensor self)", ufunc="exp", promote="float", grad={"self": "grad * conj(result)"})
op("exp2(Tensor self)", ufunc="exp2", promote="float", grad={"self": "grad * conj(result) * 0.6931471805599453"})
op("expm1(Tensor self)", ufunc="expm1", promote="float", aliases="special.expm1", grad={"self": "grad * (conj(result) + 1)"})
op("log(Tensor self)", ufunc="log", promote="float", grad={"self": "div(grad, conj(self))"})
op("log1p(Tensor self)", ufunc="log1p", promote="float", aliases="special.log1p", node="Log1PBackward0", grad={"self": "div(grad, conj(self + 1))"})
op("log2(Tensor self)", ufunc="log2", promote="float", grad={"self": "div(grad, conj(self) * 0.6931471805599453)"})
op("log10(Tensor self)", ufunc="log10", promote="float", grad={"self": "div(grad, conj(self) * 2.302585092994046)"})

# Powers. The derivative of sqrt at 0 is inf.
op("sqrt(Tensor self)", ufunc="sqrt", promote="float", grad={"self": "div(grad, 2 * conj(result))"})
op("rsqrt(Tensor self)", scalar="rsqrt(self)", promote="float", grad={"self": "-0.5 * grad * conj(pow(result, 3))"})
op("reciprocal(Tensor self)", ufunc="reciprocal", promote="float", grad={"self": "neg(grad * conj(result * result))"})
op("square(Tensor self)", ufunc="square", promote="integer", node="PowBackward0", grad={"self": "grad * conj(self * 2)"})

# Trigonometric and hyperbolic functions.
op("sin(Tensor self)", ufunc="sin", promote="float", grad={"self": "grad * conj(cos(self))"})
op("cos(Tensor self)", ufunc="cos", promote="float", grad={"self": "neg(grad * conj(sin(self)))"})
op("tan(Tensor self)", ufunc="tan", promote="float", grad={"self": "grad * conj(1 + result * result)"})
op("asin(Tensor self)", ufunc="arcsin", promote="float", aliases="arcsin", grad={"self": "grad * conj(rsqrt(1 - self * self))"})
op("acos(Tensor self)", ufunc="arccos", promote="float", aliases="arccos", grad={"self": "neg(grad * conj(rsqrt(1 - self * self)))"})
op("atan(Tensor self)", ufunc="arctan", promote="float", aliases="arctan", grad={"self": "div(grad, conj(1 + self * self))"})
op("sinh(Tensor self)", ufunc="sinh", promote="float", grad={"self": "grad * conj(cosh(self))"})
op("cosh(Tensor self)", ufunc="cosh", promote="float", grad={"self": "grad * conj(sinh(self))"})
op("tanh(Tensor self)", ufunc="tanh", promote="float", aliases="nn.functional.tanh", grad={"self": "tanh_backward(grad, conj(result))"})
op("asinh(Tensor self)", ufunc="arcsinh", promote="float", variants="fmo", aliases="arcsinh", grad={"self": "grad * conj(rsqrt(self * self + 1))"})
# PyTorch has no derivatives of these three in place.
op("asinh.in_place(Tensor self)", ufunc="arcsinh", promote="float", variants="i", aliases="arcsinh", node="AsinhBackward1",
   grad={"self": "no_derivative('inplace version of asinh')"}, jvp="unwritten")
# Two roots, because sqrt(z - 1) sqrt(z + 1) and sqrt(z^2 - 1) lie on different branches where Re z < 0.
op("acosh(Tensor self)", ufunc="arccosh", promote="float", variants="fmo", aliases="arccosh", grad={"self": "acosh_backward(grad, self)"})
op("acosh.in_place(Tensor self)", ufunc="arccosh", promote="float", variants="i", aliases="arccosh", node="AcoshBackward1",
   grad={"self": "no_derivative('inplace version of acosh')"}, jvp="unwritten")
op("atanh(Tensor self)", ufunc="arctanh", promote="float", variants="fmo", aliases="arctanh", grad={"self": "div(grad, conj(1 - self * self))"})
op("atanh.in_place(Tensor self)", ufunc="arctanh", promote="float", variants="i", aliases="arctanh", node="AtanhBackward1",
   grad={"self": "no_derivative('inplace version of atanh')"}, jvp="unwritten")
op("deg2rad(Tensor self)", scalar="self * 0.017453292519943295", promote="float", node="Deg2RadBackward0",
   grad={"self": "grad * 0.017453292519943295"})  # fmt: skip
op("rad2deg(Tensor self)", scalar="self * 57.29577951308232", promote="float", node="Rad2DegBackward0", grad={"self": "grad * 57.29577951308232"})
op("sinc(Tensor self)", scalar="where(self == 0, 1, sin(3.141592653589793 * self) / (3.141592653589793 * self))", promote="float",
   aliases="special.sinc", grad={"self": "sinc_backward(grad, self)"})  # fmt: skip

# Rounding: piecewise constant, so the derivative is 0; frac is the identity but for the jumps.
op("floor(Tensor self)", ufunc="floor", grad={"self": "zeros_like(grad)"})
op("ceil(Tensor self)", ufunc="ceil", grad={"self": "zeros_like(grad)"})
op("trunc(Tensor self)", ufunc="trunc", aliases="fix", grad={"self": "zeros_like(grad)"})
op("frac(Tensor self)", scalar="self - trunc(self)", grad={"self": "grad"})
op("round(Tensor self)", ufunc="rint", grad={"self": "zeros_like(grad)"})
op("round.decimals(Tensor self, *, int decimals)", kernel="elementwise.round_decimals", variants="fmio", node="RoundBackward1",
   grad={"self": "zeros_like(grad)"})  # fmt: skip
op("nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None)", kernel="elementwise.nan_to_num", variants="fmio",
   grad={"self": "grad * isfinite(self)"}, jvp="elementwise")  # fmt: skip
op("frexp(Tensor self) -> (Tensor mantissa, Tensor exponent)", kernel="elementwise.frexp", variants="fmo", nondiff="exponent",
   grad={"self": "div(grads[0], exp2(exponent))"})  # fmt: skip

# Sigmoid and its inverse.
op("sigmoid(Tensor self)", scalar="1 / (1 + exp(-self))", promote="float", aliases=("special.expit", "nn.functional.sigmoid"),
   grad={"self": "sigmoid_backward(grad, conj(result))"})  # fmt: skip
op("logit(Tensor self, float? eps=None)", kernel="elementwise.logit", variants="fmio", aliases="special.logit",
   grad={"self": "logit_backward(grad, self, eps)"}, jvp="elementwise")  # fmt: skip
op("logit_backward(Tensor grad_output, Tensor self, float? eps=None)", kernel="elementwise.logit_backward", variants="",
   grad={"grad_output": "logit_backward(grad, self, eps)", "self": "logit_double_backward(grad, grad_output, self, eps)"})  # fmt: skip
op("relu(Tensor self)", scalar="where(self < 0, 0, self)", variants="fmi", grad={"self": "threshold_backward(grad, result, 0)"})

# Complex numbers. The conjugate of a real tensor is itself; real and imag are views.
op("conj(Tensor self)", composite="elementwise.conj")
op("_conj(Tensor self)", view="views.conj", variants="", node="ConjBackward0", grad={"self": "conj(grad)"})
op("_neg_view(Tensor self)", view="views.neg", variants="fm", node="NegViewBackward0", grad={"self": "neg(grad)"})
op("conj_physical(Tensor self)", composite="elementwise.conj_physical", variants="fmo")
op("_conj_physical(Tensor self)", ufunc="conjugate", variants="", node="ConjPhysicalBackward0", grad={"self": "conj(grad)"})
op("conj_physical.in_place(Tensor self)", ufunc="conjugate", variants="i", node="ConjPhysicalBackward1", grad={"self": "conj(grad)"})
op("resolve_conj(Tensor self)", composite="elementwise.resolve_conj")
op("resolve_neg(Tensor self)", composite="elementwise.resolve_neg")
op("real(Tensor self)", composite="elementwise.real", variants="f")
op("imag(Tensor self)", composite="elementwise.imag", variants="f")
op("angle(Tensor self)", kernel="elementwise.angle", variants="fmo", grad={"self": "angle_backward(grad, self)"})

# Tests and logic.
op("isnan(Tensor self)", ufunc="isnan", promote="bool", variants="fm")
op("isinf(Tensor self)", ufunc="isinf", promote="bool", variants="fm")
op("isfinite(Tensor self)", ufunc="isfinite", promote="bool", variants="fm")
op("isposinf(Tensor self)", scalar="self == inf", promote="bool", variants="fmo")
op("isneginf(Tensor self)", scalar="self == -inf", promote="bool", variants="fmo")
op("isreal(Tensor self)", kernel="elementwise.isreal")
op("logical_not(Tensor self)", ufunc="logical_not", promote="bool")
op("bitwise_not(Tensor self)", ufunc="invert")
