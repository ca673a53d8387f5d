"""Activation functions, and the fused backward operators that derivatives call.

A fused backward is an operator of its own, linear in ``grad_output``; its derivative gives second derivatives. Activations
that PyTorch shows under ``nn.functional`` with an ``inplace`` flag are composites over rows that have an in-place form.
"""
from .row import op

_F = dict(module="nn.functional", variants="f")
_FO = dict(module="nn.functional", variants="fo")

# Fused backward operators. At a kink they take the branch that PyTorch takes: threshold and hardtanh give 0 there.
op("tanh_backward(Tensor grad_output, Tensor output)", scalar="grad_output * (1 - output * output)", variants="",
   grad={"grad_output": "tanh_backward(grad, conj(output))", "output": "grad * conj(grad_output * output) * -2"})  # fmt: skip
op("sigmoid_backward(Tensor grad_output, Tensor output)", scalar="grad_output * (1 - output) * output", variants="",
   grad={"grad_output": "sigmoid_backward(grad, conj(output))", "output": "grad * conj(grad_output * (1 - 2 * output))"})  # fmt: skip
op("threshold_backward(Tensor grad_output, Tensor self, Number threshold)", scalar="where(self <= threshold, 0, grad_output)", variants="",
   grad={"grad_output": "threshold_backward(grad, self, threshold)", "self": "zeros_like(grad)"})  # fmt: skip
op("elu_backward(Tensor grad_output, Tensor self, Number alpha, Number scale, Number input_scale)", variants="",
   scalar="where(self > 0, grad_output * scale, grad_output * (alpha * scale * input_scale) * exp(self * input_scale))",
   grad={"grad_output": "elu_backward(grad, self, alpha, scale, input_scale)",
         "self": "where(self < 0, elu_backward(grad * grad_output * input_scale, self, alpha, scale, input_scale), 0)"},
   shown={"self_or_result": "self", "is_result": (False,)})  # fmt: skip
op("leaky_relu_backward(Tensor grad_output, Tensor self, Number negative_slope)", variants="",
   scalar="where(self > 0, grad_output, grad_output * negative_slope)",
   grad={"grad_output": "leaky_relu_backward(grad, self, negative_slope)", "self": "zeros_like(grad)"})  # fmt: skip
op("hardtanh_backward(Tensor grad_output, Tensor self, Number min_val, Number max_val)", variants="",
   scalar="where(self <= min_val, 0, where(self >= max_val, 0, grad_output))",
   grad={"grad_output": "hardtanh_backward(grad, self, min_val, max_val)", "self": "zeros_like(grad)"})  # fmt: skip
op("softplus_backward(Tensor grad_output, Tensor self, Number beta, Number threshold)", variants="",
   scalar="where(self * beta > threshold, grad_output, grad_output * (exp(self * beta) / (1 + exp(self * beta))))",
   grad={"grad_output": "softplus_backward(grad, self, beta, threshold)",
         "self": "softplus_double_backward(grad * grad_output, self, beta, threshold)"})  # fmt: skip
op("log_sigmoid_backward(Tensor grad_output, Tensor self)", variants="",
   scalar="where(self < 0, grad_output / (1 + exp(-abs(self))), grad_output * (exp(-abs(self)) / (1 + exp(-abs(self)))))",
   grad={"grad_output": "log_sigmoid_backward(grad, self)", "self": "neg(sigmoid_backward(grad * grad_output, sigmoid(self)))"})  # fmt: skip
op("silu_backward(Tensor grad_output, Tensor self)", variants="",
   scalar="grad_output * (1 + self * (1 - 1 / (1 + exp(-self)))) / (1 + exp(-self))",
   grad={"grad_output": "silu_backward(grad, conj(self))", "self": "silu_double_backward(grad, conj(grad_output), conj(self))"})  # fmt: skip
op("mish_backward(Tensor grad_output, Tensor self)", kernel="elementwise.mish_backward", variants="",
   grad={"grad_output": "mish_backward(grad, self)", "self": "mish_double_backward(grad * grad_output, self)"})  # fmt: skip
op("gelu_backward(Tensor grad_output, Tensor self)", variants="",
   scalar="grad_output * (0.5 * (1 + erf(self * 0.7071067811865476)) + self * exp(-0.5 * self * self) * 0.3989422804014327)",
   grad={"grad_output": "gelu_backward(grad, self)", "self": "gelu_double_backward(grad * grad_output, self)"}, shown={"approximate": ("none",)})  # fmt: skip
op("gelu_tanh_backward(Tensor grad_output, Tensor self)", kernel="elementwise.gelu_tanh_backward", variants="", node="GeluBackwardBackward0",
   grad={"grad_output": "gelu_tanh_backward(grad, self)", "self": "gelu_tanh_double_backward(grad * grad_output, self)"}, shown={"approximate": ("tanh",)})  # fmt: skip
op("hardsigmoid_backward(Tensor grad_output, Tensor self)", scalar="where(self > -3, where(self < 3, grad_output / 6, 0), 0)", variants="",
   grad={"grad_output": "hardsigmoid_backward(grad, self)", "self": "zeros_like(grad)"})  # fmt: skip
op("hardswish_backward(Tensor grad_output, Tensor self)", variants="",
   scalar="where(self <= -3, 0, where(self >= 3, grad_output, grad_output * (self / 3 + 0.5)))",
   grad={"grad_output": "hardswish_backward(grad, self)", "self": "hardsigmoid_backward(grad * grad_output * 2, self)"})  # fmt: skip
op("_linked(Tensor self, Tensor other)", kernel="elementwise.linked", variants="", node="BackwardBackward0",
   grad={"self": "grad", "other": "new_zeros(grad, other.shape)"}, jvp="linear")  # fmt: skip
op("shrink_backward(Tensor grad_output, Tensor self, Number lambd)", variants="",
   scalar="where(self >= -lambd, where(self <= lambd, 0, grad_output), grad_output)",
   grad={"grad_output": "shrink_backward(grad, self, lambd)", "self": "zeros_like(grad)"})  # fmt: skip

# Activations that are also functions of the main namespace.
# PyTorch numbers the derivatives of what works in place by themselves.
op("threshold(Tensor self, Number threshold, Number value)", scalar="where(self <= threshold, value, self)", variants="fo",
   grad={"self": "threshold_backward(grad, self, threshold)"})  # fmt: skip
op("threshold.in_place(Tensor self, Number threshold, Number value)", scalar="where(self <= threshold, value, self)", variants="i",
   node="ThresholdBackward1", grad={"self": "threshold_backward(grad, self, threshold)"})  # fmt: skip
op("celu(Tensor self, Number alpha=1.0)", scalar="where(self > 0, self, alpha * expm1(self / alpha))", variants="f",
   grad={"self": "elu_backward(grad, self, alpha, 1.0, 1.0 / alpha)"})  # fmt: skip
op("celu.in_place(Tensor self, Number alpha=1.0)", scalar="where(self > 0, self, alpha * expm1(self / alpha))", variants="i", node="CeluBackward1",
   grad={"self": "elu_backward(grad, self, alpha, 1.0, 1.0 / alpha)"})  # fmt: skip
op("selu(Tensor self)", composite="elementwise.selu", variants="fi")
op("rrelu(Tensor self, Number lower=0.125, Number upper=0.3333333333333333, bool training=False, Generator? generator=None)",
   composite="elementwise.rrelu", variants="fi")  # fmt: skip
op("_rrelu_noise(Tensor self, float lower, float upper, Generator? generator=None)", kernel="random.rrelu_noise", variants="")
op("_rrelu_mean(Tensor self, Number slope)", scalar="where(self > 0, self, self * slope)", variants="", node="RreluWithNoiseBackward0",
   grad={"self": "leaky_relu_backward(grad, self, slope)"})  # fmt: skip
op("_rrelu_mean.in_place(Tensor self, Number slope)", scalar="where(self > 0, self, self * slope)", variants="i", node="RreluWithNoiseBackward1",
   grad={"self": "leaky_relu_backward(grad, self, slope)"})  # fmt: skip
op("_rrelu(Tensor self, Tensor noise)", scalar="self * noise", variants="", node="RreluWithNoiseBackward0",
   grad={"self": "grad * noise"}, keep="self")
op("_rrelu.in_place(Tensor self, Tensor noise)", scalar="self * noise", variants="i", node="RreluWithNoiseBackward1",
   grad={"self": "grad * noise"}, keep="self")
op("hardshrink(Tensor self, Number lambd=0.5)", scalar="where(self > lambd, self, where(self < -lambd, self, where(isnan(self), self, 0)))",
   variants="fmo", aliases="nn.functional.hardshrink", grad={"self": "shrink_backward(grad, self, lambd)"})  # fmt: skip
op("prelu(Tensor self, Tensor weight)", composite="elementwise.prelu", aliases="nn.functional.prelu")
op("_prelu_kernel(Tensor self, Tensor weight)", scalar="where(self > 0, self, weight * self)", variants="", node="PreluKernelBackward0",
   grad={"self": "linked(where(gt(self, 0), grad, weight * grad), self)", "weight": "where(gt(self, 0), 0, self * grad)"}, jvp="prelu_jvp")  # fmt: skip

# The rows behind functions with an ``inplace`` flag.
op("elu(Tensor self, Number alpha=1, Number scale=1, Number input_scale=1)", variants="",
   scalar="where(self < 0, expm1(self * input_scale) * (alpha * scale), self * scale)",
   grad={"self": "elu_backward(grad, self, alpha, scale, input_scale)"})  # fmt: skip
op("elu.in_place(Tensor self, Number alpha=1, Number scale=1, Number input_scale=1)", variants="i", node="EluBackward1",
   scalar="where(self < 0, expm1(self * input_scale) * (alpha * scale), self * scale)",
   grad={"self": "elu_backward(grad, self, alpha, scale, input_scale)"})  # fmt: skip
op("leaky_relu(Tensor self, Number negative_slope=0.01)", scalar="where(self > 0, self, self * negative_slope)", variants="",
   grad={"self": "leaky_relu_backward(grad, self, negative_slope)"})  # fmt: skip
op("leaky_relu.in_place(Tensor self, Number negative_slope=0.01)", scalar="where(self > 0, self, self * negative_slope)", variants="i",
   node="LeakyReluBackward1", grad={"self": "leaky_relu_backward(grad, self, negative_slope)"})  # fmt: skip
op("hardtanh(Tensor self, Number min_val=-1, Number max_val=1)", scalar="where(self < min_val, min_val, where(self > max_val, max_val, self))", variants="i",
   grad={"self": "hardtanh_backward(grad, self, min_val, max_val)"})  # fmt: skip
op("silu(Tensor self)", scalar="self / (1 + exp(-self))", variants="i", grad={"self": "silu_backward(grad, conj(self))"})
op("mish(Tensor self)", scalar="self * tanh(log1p(exp(self)))", variants="i", grad={"self": "mish_backward(grad, self)"})
op("hardsigmoid(Tensor self)", scalar="minimum(maximum(self + 3, 0), 6) / 6", variants="i", grad={"self": "hardsigmoid_backward(grad, self)"})
op("hardswish(Tensor self)", scalar="self * minimum(maximum(self + 3, 0), 6) / 6", variants="i", grad={"self": "hardswish_backward(grad, self)"})
op("gelu_erf(Tensor self)", scalar="0.5 * self * (1 + erf(self * 0.7071067811865476))", variants="", node="GeluBackward0",
   grad={"self": "gelu_backward(grad, self)"}, shown={"approximate": ("none",)})  # fmt: skip
op("gelu_tanh(Tensor self)", variants="", node="GeluBackward0",
   scalar="0.5 * self * (1 + tanh(0.7978845608028654 * (self + 0.044715 * self * self * self)))",
   grad={"self": "gelu_tanh_backward(grad, self)"}, shown={"approximate": ("tanh",)})  # fmt: skip

# nn.functional.
op("nn_functional_relu(Tensor self, bool inplace=False)", composite="elementwise.relu", **_F)
op("nn_functional_relu6(Tensor self, bool inplace=False)", composite="elementwise.relu6", **_F)
op("nn_functional_hardtanh(Tensor self, Number min_val=-1.0, Number max_val=1.0, bool inplace=False)", composite="elementwise.hardtanh", **_F)
op("nn_functional_elu(Tensor self, Number alpha=1.0, bool inplace=False)", composite="elementwise.elu", **_F)
op("nn_functional_selu(Tensor self, bool inplace=False)", composite="elementwise.selu_flag", **_F)
op("nn_functional_celu(Tensor self, Number alpha=1.0, bool inplace=False)", composite="elementwise.celu", **_F)
op("nn_functional_leaky_relu(Tensor self, Number negative_slope=0.01, bool inplace=False)", composite="elementwise.leaky_relu", **_F)
op("nn_functional_threshold(Tensor self, Number threshold, Number value, bool inplace=False)", composite="elementwise.threshold", **_F)
op("nn_functional_silu(Tensor self, bool inplace=False)", composite="elementwise.silu", **_F)
op("nn_functional_mish(Tensor self, bool inplace=False)", composite="elementwise.mish", **_F)
op("nn_functional_hardsigmoid(Tensor self, bool inplace=False)", composite="elementwise.hardsigmoid", **_F)
op("nn_functional_hardswish(Tensor self, bool inplace=False)", composite="elementwise.hardswish", **_F)
op("nn_functional_rrelu(Tensor self, Number lower=0.125, Number upper=0.3333333333333333, bool training=False, bool inplace=False)",
   composite="elementwise.rrelu_flag", **_F)  # fmt: skip
op("nn_functional_gelu(Tensor self, *, str approximate='none')", composite="elementwise.gelu", **_FO)
op("nn_functional_softsign(Tensor self)", composite="elementwise.softsign", **_F)
op("nn_functional_tanhshrink(Tensor self)", composite="elementwise.tanhshrink", **_F)
op("nn_functional_softplus(Tensor self, Number beta=1, Number threshold=20)", node="SoftplusBackward0",
   scalar="where(self * beta > threshold, self, log1p(exp(self * beta)) / beta)", grad={"self": "softplus_backward(grad, self, beta, threshold)"}, **_FO)  # fmt: skip
op("nn_functional_logsigmoid(Tensor self)", scalar="minimum(self, 0) - log1p(exp(-abs(self)))", node="LogSigmoidBackward0",
   grad={"self": "log_sigmoid_backward(grad, self)"}, **_FO)  # fmt: skip
op("nn_functional_softshrink(Tensor self, Number lambd=0.5)", node="SoftshrinkBackward0",
   scalar="where(self > lambd, self - lambd, where(self < -lambd, self + lambd, self * 0))", grad={"self": "shrink_backward(grad, self, lambd)"}, **_FO)  # fmt: skip
op("nn_functional_glu(Tensor self, int dim=-1)", kernel="elementwise.glu", node="GluBackward0", grad={"self": "glu_backward(grad, self, dim)"}, **_F)

# The in-place spellings of nn.functional.
op("nn_functional_relu_(Tensor self)", composite="elementwise.relu_", **_F)
op("nn_functional_threshold_(Tensor self, Number threshold, Number value)", composite="elementwise.threshold_", **_F)
op("nn_functional_hardtanh_(Tensor self, Number min_val=-1.0, Number max_val=1.0)", composite="elementwise.hardtanh_", **_F)
op("nn_functional_elu_(Tensor self, Number alpha=1.0)", composite="elementwise.elu_", **_F)
op("nn_functional_selu_(Tensor self)", composite="elementwise.selu_", **_F)
op("nn_functional_celu_(Tensor self, Number alpha=1.0)", composite="elementwise.celu_", **_F)
op("nn_functional_leaky_relu_(Tensor self, Number negative_slope=0.01)", composite="elementwise.leaky_relu_", **_F)
