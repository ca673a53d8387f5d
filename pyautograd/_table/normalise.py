"""Softmax and normalisation: rows with a kernel, and the functions of ``nn.functional`` made of them."""
from .row import op

op("softmax.int(Tensor self, int dim, dtype? dtype=None)", kernel="normalise.softmax", variants="fmo",
   grad={"self": "_softmax_backward_data(grad, result, dim)"}, jvp="symmetric")
op("log_softmax.int(Tensor self, int dim, dtype? dtype=None)", kernel="normalise.log_softmax", variants="fmo",
   grad={"self": "_log_softmax_backward_data(grad, result, dim)"}, jvp="log_softmax_jvp")
op("_softmax_backward_data(Tensor grad_output, Tensor output, int dim)", kernel="normalise.softmax_backward", variants="",
   grad={"grad_output": "_softmax_backward_data(grad, output, dim)", "output": "softmax_double_backward(grad, grad_output, output, dim)"})
op("_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim)", kernel="normalise.log_softmax_backward", variants="",
   grad={"grad_output": "grad - (grad * exp(output)).sum(dim, True)", "output": "-(grad * exp(output) * grad_output.sum(dim, True))"})
op("_safe_softmax(Tensor self, int dim, dtype? dtype=None)", kernel="normalise.safe_softmax", variants="f",
   grad={"self": "_softmax_backward_data(grad, result, dim)"}, jvp="symmetric")
op("special_softmax(Tensor input, int dim, *, dtype? dtype=None)", composite="normalise.special_softmax", variants="f", module="special")
op("special_log_softmax(Tensor input, int dim, *, dtype? dtype=None)", composite="normalise.special_log_softmax", variants="f", module="special")
for _name in ("softmax", "log_softmax", "softmin"):
    op(f"nn_functional_{_name}(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)", composite=f"normalise.functional_{_name}",
       variants="f", module="nn.functional")

op("native_layer_norm(Tensor self, int[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor output, Tensor mean, Tensor rstd)",
   kernel="normalise.native_layer_norm", variants="f", nondiff=("mean", "rstd"), node="NativeLayerNormBackward0",
   grad={"self": "layer_norm_input_backward(grad, self, mean, rstd, weight, self.ndim - len(normalized_shape), eps)",
         "weight": "layer_norm_weight_backward(grad, self, mean, rstd, weight.ndim, eps)",
         "bias": "layer_norm_bias_backward(grad, bias.ndim)"},
   shown={"input": "self", "result1": "mean", "result2": "rstd", "eps": None}, keep="bias")
op("layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enable=True)",
   composite="normalise.layer_norm", variants="f")
op("_layer_norm_weight_backward(Tensor grad, Tensor self, Tensor mean, Tensor rstd, int lead)", kernel="normalise.layer_norm_weight_backward", variants="")
op("_layer_norm_backward(Tensor grad, Tensor self, Tensor mean, Tensor rstd, Tensor? weight, int lead)", kernel="normalise.layer_norm_backward",
   variants="")
op("nn_functional_layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05)",
   composite="normalise.functional_layer_norm", variants="f", module="nn.functional")

op("native_group_norm(Tensor self, Tensor? weight, Tensor? bias, int groups, float eps) -> (Tensor output, Tensor mean, Tensor rstd)",
   kernel="normalise.native_group_norm", variants="", nondiff=("mean", "rstd"), node="NativeGroupNormBackward0",
   grad={"self": "group_norm_input_backward(grad, self, mean, rstd, weight, groups, eps)",
         "weight": "group_norm_weight_backward(grad, self, mean, rstd, groups, eps)",
         "bias": "channel_sum(grad)"},
   shown={"input": "self", "result1": "mean", "result2": "rstd", "group": "groups", "N": "self.shape#0", "C": "self.shape#1", "HxW": "self.shape#rest"})
op("_group_norm_backward(Tensor grad, Tensor self, Tensor mean, Tensor rstd, Tensor? weight, int groups)", kernel="normalise.group_norm_backward",
   variants="")
op("_channel_moments(Tensor grad, Tensor self, Tensor mean, Tensor scale)", kernel="normalise.channel_moments", variants="")
op("group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enabled=True)",
   composite="normalise.group_norm", variants="f")
op("nn_functional_group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05)",
   composite="normalise.functional_group_norm", variants="f", module="nn.functional")

op("native_batch_norm(Tensor self, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, "
   "float eps) -> (Tensor output, Tensor mean, Tensor invstd)",
   kernel="normalise.native_batch_norm", variants="", nondiff=("mean", "invstd"), node="NativeBatchNormBackward0",
   grad={"self": "batch_norm_input_backward(grad, self, weight, mean, invstd, training, eps)",
         "weight": "batch_norm_weight_backward(grad, self, mean, invstd, training, eps)",
         "bias": "channel_sum(grad)"},
   shown={"input": "self", "result1": "mean", "result2": "invstd"}, keep=("running_mean", "running_var"))
op("_native_batch_norm_legit(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, bool training, float momentum, "
   "float eps) -> Tensor[]", composite="normalise.batch_norm_shown", variants="fo")
op("_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float momentum, float eps) -> Tensor[]",
   composite="normalise.batch_norm_without_statistics", variants="fo")
op("_batch_norm_backward(Tensor grad, Tensor self, Tensor? weight, Tensor mean, Tensor invstd, bool training)",
   kernel="normalise.batch_norm_backward", variants="")
op("batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, "
   "bool cudnn_enabled)", composite="normalise.batch_norm", variants="f")
op("nn_functional_batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight=None, Tensor? bias=None, bool training=False, "
   "float momentum=0.1, float eps=1e-05)", composite="normalise.functional_batch_norm", variants="f", module="nn.functional")
op("nn_functional_instance_norm(Tensor input, Tensor? running_mean=None, Tensor? running_var=None, Tensor? weight=None, Tensor? bias=None, "
   "bool use_input_stats=True, float momentum=0.1, float eps=1e-05)", composite="normalise.functional_instance_norm", variants="f",
   module="nn.functional")
op("instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, "
   "float momentum, float eps, bool cudnn_enabled)", composite="normalise.instance_norm", variants="f")

op("rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)", composite="normalise.rms_norm", variants="f",
   aliases="nn.functional.rms_norm")
op("nn_functional_normalize(Tensor input, float p=2.0, object dim=1, float eps=1e-12, Tensor? out=None)", composite="normalise.functional_normalize",
   variants="f", module="nn.functional")
op("nn_functional_local_response_norm(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0)",
   composite="normalise.functional_local_response_norm", variants="f", module="nn.functional")

op("_weight_norm(Tensor v, Tensor g, int dim=0)", composite="weight_norm.weight_norm", variants="f")
op("_weight_norm_interface(Tensor v, Tensor g, int dim=0) -> (Tensor output, Tensor norms)", kernel="weight_norm.weight_norm", variants="f",
   nondiff="norms", grad={("v", "g"): "weight_norm_backward(grad, v, g, dim)"}, keep="norms", shown={"result1": "norms"})
