"""Convolutions and sliding blocks.

A convolution and its two adjoints are derivatives of one trilinear form (``kernels/convolution.py``), so each one's derivatives are
the other two, to any order. In the order of their arguments the adjoints take what they are linear in first.
"""
from .row import op

_GEOMETRY = "int[] stride, int[] padding, int[] dilation, int groups"
op("convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups)",
   kernel="convolution.convolution", variants="f", node="ConvolutionBackward0",
   grad={"input": "convolution_input_backward(grad, input.shape, weight, stride, padding, dilation, transposed, groups)",
         "weight": "convolution_weight_backward(grad, input, weight.shape, stride, padding, dilation, transposed, groups)",
         "bias": "channel_sum(grad)"}, jvp="convolution_jvp",
   keep=("output_padding", "bias.shape"), shown={"bias_sym_sizes_opt": "bias_shape#optional", "input_sym_sizes": None, "weight_sym_sizes": None})
op(f"_conv(Tensor self, Tensor weight, {_GEOMETRY}, int[] counts)", kernel="convolution.conv", variants="", node="ConvolutionBackwardBackward0",
   grad={"self": "_conv_input(grad, conj(weight), stride, padding, dilation, groups, self.shape[2:])",
         "weight": "_conv_weight(grad, conj(self), stride, padding, dilation, groups, weight.shape[2:])"}, jvp="multilinear",
   shown={"input": "self", "self_sym_sizes": None, "weight_sym_sizes": None})
op(f"_conv_input(Tensor grad_output, Tensor weight, {_GEOMETRY}, int[] size)", kernel="convolution.conv_input", variants="",
   node="ConvolutionBackwardBackward0",
   grad={"grad_output": "_conv(grad, conj(weight), stride, padding, dilation, groups, grad_output.shape[2:])",
         "weight": "_conv_weight(conj(grad_output), grad, stride, padding, dilation, groups, weight.shape[2:])"}, jvp="multilinear",
   shown={"grad_output_sym_sizes": None, "weight_sym_sizes": None})
op(f"_conv_weight(Tensor grad_output, Tensor self, {_GEOMETRY}, int[] kernel)", kernel="convolution.conv_weight", variants="",
   node="ConvolutionBackwardBackward0",
   grad={"grad_output": "_conv(conj(self), grad, stride, padding, dilation, groups, grad_output.shape[2:])",
         "self": "_conv_input(conj(grad_output), grad, stride, padding, dilation, groups, self.shape[2:])"}, jvp="multilinear",
   shown={"input": "self", "grad_output_sym_sizes": None, "self_sym_sizes": None})

for _n in (1, 2, 3):
    _head = f"Tensor input, Tensor weight, Tensor? bias=None, int[{_n}] stride=1"
    op(f"conv{_n}d({_head}, int[{_n}] padding=0, int[{_n}] dilation=1, int groups=1)", composite=f"convolution.conv{_n}d", variants="f",
       aliases=f"nn.functional.conv{_n}d")
    op(f"conv{_n}d.padding({_head}, str padding='valid', int[{_n}] dilation=1, int groups=1)", composite=f"convolution.conv{_n}d", variants="f")
    _name = f"conv_transpose{_n}d"
    op(f"{_name}({_head}, int[{_n}] padding=0, int[{_n}] output_padding=0, int groups=1, int[{_n}] dilation=1)", composite=f"convolution.{_name}",
       variants="f", aliases=f"nn.functional.{_name}")
op("conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0)", composite="convolution.conv_tbc", variants="f", aliases="nn.functional.conv_tbc")

op("im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)", kernel="convolution.im2col", variants="",
   node="Im2ColBackward0", grad={"self": "col2im(grad, self.shape[2:], kernel_size, dilation, padding, stride)"},
   shown={"self_sym_argsize_minus_1": "self_shape#-1", "self_sym_argsize_minus_2": "self_shape#-2"})
op("col2im(Tensor self, int[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)", kernel="convolution.col2im",
   variants="", node="Col2ImBackward0", grad={"self": "im2col(grad, kernel_size, dilation, padding, stride)"})
op("nn_functional_unfold(Tensor input, int[2] kernel_size, int[2] dilation=1, int[2] padding=0, int[2] stride=1)", composite="convolution.unfold",
   variants="f", module="nn.functional")
op("nn_functional_fold(Tensor input, int[2] output_size, int[2] kernel_size, int[2] dilation=1, int[2] padding=0, int[2] stride=1)",
   composite="convolution.fold", variants="f", module="nn.functional")
