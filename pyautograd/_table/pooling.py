"""Pooling: windows of the last one, two or three dimensions reduced to their maximum or mean.

A maximum keeps the flat position it was found at; its gradient goes there.
"""
from .row import op

_F = dict(variants="f", module="nn.functional")
_LETTERS = {2: "2D", 3: "3D"}

for _n in (2, 3):
    _window = f"int[{_n}] kernel_size, int[{_n}] stride, int[{_n}] padding"
    op(f"max_pool{_n}d_with_indices(Tensor self, {_window}, int[{_n}] dilation, bool ceil_mode) -> (Tensor output, Tensor indices)",
       kernel="pooling.max_pool", variants="", nondiff="indices", node=f"MaxPool{_n}DWithIndicesBackward0",
       grad={"self": f"linked(_pool_scatter(grad, indices, self.shape[-{_n}:]), self)"}, keep=("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
       shown={"result1": "indices"})
    op(f"adaptive_max_pool{_n}d(Tensor self, int[{_n}] output_size) -> (Tensor output, Tensor indices)", kernel="pooling.adaptive_max_pool",
       variants="", nondiff="indices", node=f"AdaptiveMaxPool{_n}DBackward0",
       grad={"self": f"linked(_pool_scatter(of_windows(grad, 'adaptive_max_pool{_n}d'), indices, self.shape[-{_n}:]), self)"}, shown={"result1": "indices"})
    op(f"avg_pool{_n}d(Tensor self, {_window}, bool ceil_mode, bool count_include_pad, int? divisor_override)", kernel="pooling.avg_pool",
       variants="", node=f"AvgPool{_n}DBackward0",
       grad={"self": f"linked(_avg_pool_backward(grad, self.shape[-{_n}:], kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override), "
                      "self)"})
    op(f"_adaptive_avg_pool{_n}d(Tensor self, int[{_n}] output_size)", kernel="pooling.adaptive_avg_pool", variants="",
       node=f"AdaptiveAvgPool{_n}DBackward0", grad={"self": f"linked(_adaptive_avg_pool_backward(of_windows(grad, 'adaptive_avg_pool{_n}d'), self.shape[-{_n}:]), self)"})
    op(f"max_unpool{_n}d(Tensor self, Tensor indices, int[{_n}] output_size)", kernel="pooling.max_unpool", variants="",
       node=f"MaxUnpool{_n}DBackward0", grad={"self": f"_pool_gather(grad, indices, {_n})"})
    op(f"fractional_max_pool{_n}d(Tensor self, int[{_n}] kernel_size, int[{_n}] output_size, Tensor random_samples) -> (Tensor output, Tensor indices)",
       kernel="pooling.fractional_max_pool", variants="", nondiff="indices", node=f"FractionalMaxPool{_n}DBackward0",
       grad={"self": f"linked(_pool_scatter(grad, indices, self.shape[-{_n}:]), self)"}, keep=("kernel_size", "output_size"), shown={"result1": "indices"})
    _signature = f"(Tensor input, int[{_n}] kernel_size, int[{_n}]? output_size=None, object output_ratio=None, bool return_indices="
    op(f"nn_functional_fractional_max_pool{_n}d{_signature}False, Tensor? _random_samples=None) -> object",
       composite=f"pooling.fractional_max_pool{_n}d", **_F)
    op(f"nn_functional_fractional_max_pool{_n}d_with_indices{_signature}True, Tensor? _random_samples=None) -> object",
       composite=f"pooling.fractional_max_pool{_n}d", **_F)
op("_pool_scatter(Tensor grad_output, Tensor indices, int[] size)", kernel="pooling.pool_scatter", variants="", node="MaxPoolBackwardBackward0",
   grad={"grad_output": "_pool_gather(grad, indices, len(size))"})
op("_pool_gather(Tensor self, Tensor indices, int n)", kernel="pooling.pool_gather", variants="", node="MaxUnpoolBackwardBackward0",
   grad={"self": "_pool_scatter(grad, indices, self.shape[-n:])"})
op("_avg_pool_backward(Tensor grad_output, int[] size, int[] kernel_size, int[] stride, int[] padding, bool ceil_mode, bool count_include_pad, "
   "int? divisor_override)", kernel="pooling.avg_pool_backward", variants="", node="AvgPoolBackwardBackward0",
   grad={"grad_output": "_avg_pool(grad, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)"})
op("_avg_pool(Tensor self, int[] kernel_size, int[] stride, int[] padding, bool ceil_mode, bool count_include_pad, int? divisor_override)",
   kernel="pooling.avg_pool", variants="", node="AvgPoolBackward0",
   grad={"self": "_avg_pool_backward(grad, self.shape[-len(kernel_size):], kernel_size, stride, padding, ceil_mode, count_include_pad, "
                 "divisor_override)"})
op("_adaptive_avg_pool_backward(Tensor grad_output, int[] size)", kernel="pooling.adaptive_avg_pool_backward", variants="",
   node="AdaptiveAvgPoolBackwardBackward0", grad={"grad_output": "_adaptive_avg_pool(grad, grad_output.shape[-len(size):])"})
op("_adaptive_avg_pool(Tensor self, int[] output_size)", kernel="pooling.adaptive_avg_pool", variants="", node="AdaptiveAvgPoolBackward0",
   grad={"self": "_adaptive_avg_pool_backward(grad, self.shape[-len(output_size):])"})

for _n in (1, 2, 3):
    _max = f"int[{_n}] kernel_size, int[{_n}]? stride=None, int[{_n}] padding=0, int[{_n}] dilation=1, bool ceil_mode=False"
    op(f"max_pool{_n}d(Tensor self, {_max})", composite=f"pooling.max_pool{_n}d", variants="f")
    op(f"nn_functional_max_pool{_n}d(Tensor input, {_max}, bool return_indices=False) -> object", composite=f"pooling.functional_max_pool{_n}d", **_F)
    op(f"nn_functional_max_pool{_n}d_with_indices(Tensor input, {_max}, bool return_indices=True) -> object",
       composite=f"pooling.functional_max_pool{_n}d", **_F)
    _avg = f"int[{_n}] kernel_size, int[{_n}]? stride=None, int[{_n}] padding=0, bool ceil_mode=False, bool count_include_pad=True"
    op(f"nn_functional_avg_pool{_n}d(Tensor input, {_avg}{', int? divisor_override=None' if _n > 1 else ''})", composite=f"pooling.avg_pool{_n}d",
       aliases="avg_pool1d" if _n == 1 else (), variants="f" if _n == 1 else "fo", module="nn.functional")
    op(f"nn_functional_adaptive_avg_pool{_n}d(Tensor input, object output_size)", composite=f"pooling.adaptive_avg_pool{_n}d",
       aliases="adaptive_avg_pool1d" if _n == 1 else (), **_F)
    op(f"nn_functional_adaptive_max_pool{_n}d(Tensor input, object output_size, bool return_indices=False) -> object",
       composite=f"pooling.adaptive_max_pool{_n}d", **_F)
    op(f"nn_functional_adaptive_max_pool{_n}d_with_indices(Tensor input, object output_size, bool return_indices=True) -> object",
       composite=f"pooling.adaptive_max_pool{_n}d", **_F)
    op(f"nn_functional_max_unpool{_n}d(Tensor input, Tensor indices, object kernel_size, object stride=None, object padding=0, object output_size=None)",
       composite=f"pooling.max_unpool{_n}d", **_F)
    op(f"nn_functional_lp_pool{_n}d(Tensor input, Number norm_type, int[{_n}] kernel_size, int[{_n}]? stride=None, bool ceil_mode=False)",
       composite=f"pooling.lp_pool{_n}d", **_F)
op("adaptive_max_pool1d(Tensor self, int[1] output_size) -> object", composite="pooling.adaptive_max_pool1d_with_indices", variants="f")
op("max_pool1d_with_indices(Tensor self, int[1] kernel_size, int[1]? stride=None, int[1] padding=0, int[1] dilation=1, bool ceil_mode=False) -> object",
   composite="pooling.max_pool1d_with_indices", variants="f")
