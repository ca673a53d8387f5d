"""Operators of ``torch.ops.aten`` that have no function in PyTorch, or other arguments than the operator of that name here.

Programs call some of them where they write a derivative themselves. Loaded when one is first asked for. Where a dispatch mode hands on the arguments
of an operator of the table, which is no other call than its own, these are taken as well.
"""
from ._core import core
from ._native_matrices import _euclidean_dist
from ._types import bool_, uint8

ops = core.ops


def _functional(name):
    return core.functions["nn.functional." + name]


def _vjp(function, inputs, grad, mask=None):
    """The vector-Jacobian products of `function` for those of `inputs` that `mask` names, and None for the others; recorded where gradients are."""
    from . import autograd

    mask = mask or [True] * len(inputs)
    wanted = [m and x is not None for m, x in zip(mask, inputs)]
    recorded = core.is_grad_enabled() and any(x is not None and x.requires_grad for x in (*inputs, grad))
    before = core.is_grad_enabled()
    core.set_grad_enabled(True)
    try:
        own = []
        for x, w in zip(inputs, wanted):
            own.append(x if not w else ops.alias(x) if recorded and x.requires_grad else x.detach().requires_grad_())
        result = function(*own)
    finally:
        core.set_grad_enabled(before)
    if not any(wanted):
        return (None,) * len(wanted)
    found = iter(autograd.grad(result, [x for x, w in zip(own, wanted) if w], grad, create_graph=recorded))
    return tuple([next(found) if w else None for w in wanted])


def _over_channels(x):
    return ops.sum(x, [d for d in range(x.ndim) if d != 1])


def _per_channel(x, like):
    return ops.reshape(x, [1, -1] + [1] * (like.ndim - 2))


def convolution_backward(grad_output, input, weight, bias_sizes, stride, padding, dilation, transposed, output_padding, groups, output_mask):
    """The gradients of a convolution's input, weight and bias, those that `output_mask` names."""

    def forward(x, w):
        return ops.convolution(x, w, None, stride, padding, dilation, transposed, output_padding, groups)

    made = _vjp(forward, (input, weight), grad_output, list(output_mask[:2]))
    return (*made, _over_channels(grad_output) if output_mask[2] else None)


def native_layer_norm_backward(grad_out, input, normalized_shape, mean, rstd, weight, bias, output_mask):
    """The gradients of a layer norm's input, weight and bias."""
    lead = input.ndim - len(normalized_shape)
    first = list(range(lead))
    normal = (input - mean) * rstd
    return (
        ops._layer_norm_backward(grad_out, input, mean, rstd, weight, lead) if output_mask[0] else None,
        (ops.sum(grad_out * normal, first) if lead else grad_out * normal) if output_mask[1] else None,
        (ops.sum(grad_out, first) if lead else grad_out) if output_mask[2] else None,
    )


def native_group_norm_backward(grad_out, input, mean, rstd, weight, N, C, HxW, group, output_mask):
    """The gradients of a group norm's input, weight and bias."""
    rows = ops.reshape(input, [N, group, -1])
    normal = ops.reshape((rows - ops.unsqueeze(mean, -1)) * ops.unsqueeze(rstd, -1), input.shape)
    return (
        ops._group_norm_backward(grad_out, input, mean, rstd, weight, group) if output_mask[0] else None,
        _over_channels(grad_out * normal) if output_mask[1] else None,
        _over_channels(grad_out) if output_mask[2] else None,
    )


def native_batch_norm_backward(grad_out, input, weight, running_mean, running_var, save_mean, save_invstd, train, eps, output_mask):
    """The gradients of a batch norm's input, weight and bias."""
    mean, invstd = (save_mean, save_invstd) if train else (running_mean, ops.rsqrt(running_var + eps))
    normal = (input - _per_channel(mean, input)) * _per_channel(invstd, input)
    return (
        ops._batch_norm_backward(grad_out, input, weight, mean, invstd, train) if output_mask[0] else None,
        _over_channels(grad_out * normal) if output_mask[1] else None,
        _over_channels(grad_out) if output_mask[2] else None,
    )


def _batch_norm_with_update(input, weight, bias, running_mean, running_var, momentum, eps):
    """Training's ``native_batch_norm``, and a reserve, which is empty."""
    return *ops.native_batch_norm(input, weight, bias, running_mean, running_var, True, momentum, eps), input.new_empty(0, dtype=uint8)


def _native_batch_norm_legit_no_training(input, weight, bias, running_mean, running_var, momentum, eps):
    """``native_batch_norm`` in evaluation, which returns no statistics."""
    made = ops.native_batch_norm(input, weight, bias, running_mean, running_var, False, momentum, eps)[0]
    return made, input.new_empty(0), input.new_empty(0)


def _fused_rms_norm(input, normalized_shape, weight, eps):
    """``rms_norm``, and the reciprocal root mean squares it divided by."""
    axes = list(range(input.ndim - len(normalized_shape), input.ndim))
    eps = 2.0 ** (-52 if input.dtype.itemsize == 8 else -23) if eps is None else eps
    return ops.rms_norm(input, normalized_shape, weight, eps), ops.rsqrt(ops.mean(input * input, axes, True) + eps)


def embedding_dense_backward(grad_output, indices, num_weights, padding_idx, scale_grad_by_freq):
    """The gradient of an embedding's weight."""
    return ops.embedding_backward(grad_output, indices, num_weights, padding_idx, scale_grad_by_freq)


def embedding_backward(grad, indices, num_weights, padding_idx, scale_grad_by_freq, sparse=False):
    """The gradient of an embedding's weight; a sparse one is refused."""
    if sparse:
        raise NotImplementedError("torch.ops.aten.embedding_backward: sparse gradients are not supported by pyautograd")
    return ops.embedding_backward(grad, indices, num_weights, padding_idx, scale_grad_by_freq)


# resampling

_SCALES = {1: ("scales",), 2: ("scales_h", "scales_w"), 3: ("scales_d", "scales_h", "scales_w")}


def _scales_of(n, corners, rest, named):
    """(align_corners, scales) of what follows the sizes: scales one by one, or a list of them (the overload ``vec``)."""
    rest = list(rest)
    align = bool(named.pop("align_corners", False))
    if rest and (corners or isinstance(rest[0], bool)):
        align = bool(rest.pop(0))
    if "scale_factors" in named:
        rest = [named["scale_factors"]]
    rest += [named[name] for name in _SCALES[n][len(rest) :] if name in named]
    if len(rest) == 1 and (rest[0] is None or isinstance(rest[0], (list, tuple))):
        return align, rest[0]
    rest += [None] * (n - len(rest))
    return align, None if all(s is None for s in rest) else rest


def _upsampling(name, n, corners):
    row = getattr(ops, name)

    def upsample(input, output_size, *args, **kwargs):
        align, scales = _scales_of(n, corners, args, kwargs)
        if output_size is None:
            output_size = [int(size * scale) for size, scale in zip(input.shape[2:], scales)]
        return row(input, output_size, align, scales)

    return upsample


def _upsampling_backward(mode, n, corners, smooth):
    def upsample_backward(grad_output, output_size, input_size, *args, **kwargs):
        align, scales = _scales_of(n, corners, args, kwargs)
        return ops._resample_backward(grad_output, list(input_size)[2:], mode, align, scales, smooth)

    return upsample_backward


# activations


def gelu_backward(grad_output, self, *, approximate="none"):
    """The gradient of ``gelu``."""
    return ops.gelu_tanh_backward(grad_output, self) if approximate == "tanh" else ops.gelu_backward(grad_output, self)


def elu_backward(grad_output, alpha, scale, input_scale, is_result, self_or_result=None):
    """The gradient of ``elu``, from its argument or from its result."""
    if self_or_result is None:
        return ops.elu_backward(grad_output, alpha, scale, input_scale, is_result)
    if not is_result:
        return ops.elu_backward(grad_output, self_or_result, alpha, scale, input_scale)
    if alpha < 0:
        raise RuntimeError(
            "In-place elu backward calculation is triggered with a negative slope which is not supported. This is caused by calling in-place forward "
            "function with a negative slope, please call out-of-place version instead."
        )
    return ops.where(self_or_result <= 0, grad_output * input_scale * (self_or_result + alpha * scale), grad_output * scale)


def leaky_relu_backward(grad_output, self, negative_slope, self_is_result=False):
    """The gradient of ``leaky_relu``."""
    return ops.leaky_relu_backward(grad_output, self, negative_slope)


def _shrink_backward(grad_out, self, lambd):
    """The gradient of ``hardshrink`` and ``softshrink``."""
    return ops.shrink_backward(grad_out, self, lambd)


def log_sigmoid_forward(self):
    """``logsigmoid``, and PyTorch's buffer ``exp(-|x|)``."""
    return _functional("logsigmoid")(self), ops.exp(-ops.abs(self))


def log_sigmoid_backward(grad_output, self, buffer=None):
    """The gradient of ``logsigmoid``."""
    return ops.log_sigmoid_backward(grad_output, self)


def glu_backward(grad_output, self, dim):
    """The gradient of ``glu``."""
    return _vjp(lambda x: _functional("glu")(x, dim), (self,), grad_output)[0]


def _prelu_kernel_backward(grad_output, self, weight):
    """The gradients of ``prelu`` before they are summed to the weight's shape."""
    return ops.where(self > 0, grad_output, weight * grad_output), ops.where(self > 0, ops.zeros_like(self), self * grad_output)


# pooling


def _max_pooling(name):
    row = getattr(ops, name)

    def max_pool_with_indices(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
        return row(self, kernel_size, stride or kernel_size, padding, dilation, ceil_mode)

    return max_pool_with_indices


def _average_pooling(name):
    def avg_pool(self, kernel_size, stride=(), padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        return _functional(name)(self, kernel_size, stride or None, padding, ceil_mode, count_include_pad, divisor_override)

    return avg_pool


def _max_pool_backward(n):
    def max_pool_backward(grad_output, self, *rest, indices=None):
        if not grad_output.dtype.is_floating_point:
            raise NotImplementedError(f"\"max_pool{n}d_backward\" not implemented for '{grad_output.dtype.scalar_name}'")
        return ops._pool_scatter(grad_output, rest[-1] if indices is None else indices, list(self.shape[-n:]))

    return max_pool_backward


def _backward_of(name, adapted=False):
    """The gradient of a function whose other arguments follow its argument."""

    def backward(grad_output, self, *args, **kwargs):
        options = [list(grad_output.shape[-int(name[-2]) :])] if adapted else args
        return _vjp(lambda x: _functional(name)(x, *options, **kwargs), (self,), grad_output)[0]

    return backward


def _padding_backward(mode):
    def pad_backward(grad_output, self, padding):
        return _vjp(lambda x: _functional("pad")(x, list(padding), mode), (self,), grad_output)[0]

    return pad_backward


# others


def _grid_sampler_backward(n):
    def grid_sampler_backward(grad_output, input, grid, interpolation_mode, padding_mode, align_corners, output_mask=(True, True)):
        made = getattr(ops, f"grid_sampler_{n}d_backward")(grad_output, input, grid, interpolation_mode, padding_mode, align_corners)
        return made[0] if output_mask[0] else None, made[1]

    return grid_sampler_backward


def native_dropout_backward(grad_output, mask, scale):
    """The gradient of ``native_dropout``."""
    return grad_output * mask * scale


def index(self, indices, dims=None):
    """``self[indices]``, where None stands for a whole dimension."""
    if all(i is not None for i in indices):
        return ops.index(self, indices, dims)
    return self[tuple([slice(None) if i is None else i for i in indices])]


def index_put(self, indices, values, accumulate=False, *rest):
    """``index_put``, where None stands for a whole dimension."""
    if all(i is not None for i in indices):
        return ops.index_put(self, indices, values, accumulate, *rest)
    return index_put_(self.clone(), indices, values, accumulate)


def index_put_(self, indices, values, accumulate=False, *rest):
    """`index_put` in place."""
    if all(i is not None for i in indices):
        return ops.index_put_(self, indices, values, accumulate, *rest)
    where = tuple([slice(None) if i is None else i for i in indices])
    if accumulate:  # a place that is named twice counts twice
        places = ops.reshape(ops.arange(self.numel()), list(self.shape))[where]
        return self.put_(places, values.expand(places.shape), accumulate=True)
    self[where] = values
    return self


def _cdist_forward(x1, x2, p, compute_mode=None):
    """``cdist``."""
    return ops.cdist(x1, x2, p)


def _linalg_svd(A, full_matrices=False, compute_uv=True, *, driver=None):
    """``linalg.svd``; without `compute_uv` U and Vh are empty."""
    if compute_uv:
        return tuple(core.functions["linalg.svd"](A, full_matrices))
    return A.new_empty(0), core.functions["linalg.svdvals"](A), A.new_empty(0)


def _attention_weights(query, key, attn_mask, is_causal, scale):
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    scores = ops.matmul(query, ops.transpose(key, -2, -1)) * scale
    if is_causal:
        allowed = ops.ones(list(scores.shape[-2:]), dtype=bool_).tril()
        scores = scores.masked_fill(ops.logical_not(allowed), float("-inf"))
    if attn_mask is not None:
        scores = scores.masked_fill(ops.logical_not(attn_mask), float("-inf")) if attn_mask.dtype.name == "bool" else scores + attn_mask
    return scores


def _scaled_dot_product_attention_math(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, dropout_mask=None, *, scale=None, enable_gqa=False
):  # fmt: skip
    """Scaled dot product attention, and the weights."""
    if enable_gqa:
        key, value = [ops.repeat_interleave(x, query.shape[-3] // x.shape[-3], -3) for x in (key, value)]
    weights = ops.softmax(_attention_weights(query, key, attn_mask, is_causal, scale), -1)
    if dropout_p:
        weights = _functional("dropout")(weights, dropout_p) if dropout_mask is None else weights.masked_fill(dropout_mask, 0.0) / (1 - dropout_p)
    return ops.matmul(weights, value), weights


def _scaled_dot_product_flash_attention_for_cpu(query, key, value, dropout_p=0.0, is_causal=False, *, attn_mask=None, scale=None):
    """Scaled dot product attention, and the logarithms of the sums of exponentials of the scores."""
    scores = _attention_weights(query, key, attn_mask, is_causal, scale)
    return ops.matmul(ops.softmax(scores, -1), value), ops.logsumexp(scores, [-1])


FUNCTIONS = {
    **{function.__name__: function for function in (
        convolution_backward, native_layer_norm_backward, native_group_norm_backward, native_batch_norm_backward, _batch_norm_with_update,
        _native_batch_norm_legit_no_training, _fused_rms_norm, embedding_dense_backward, embedding_backward, gelu_backward, elu_backward,
        leaky_relu_backward, log_sigmoid_forward, log_sigmoid_backward, glu_backward, _prelu_kernel_backward, native_dropout_backward,
        index, index_put, index_put_, _cdist_forward, _euclidean_dist, _linalg_svd, _scaled_dot_product_attention_math,
        _scaled_dot_product_flash_attention_for_cpu,
    )},
    "grid_sampler_2d_backward": _grid_sampler_backward(2), "grid_sampler_3d_backward": _grid_sampler_backward(3), "lift_fresh_copy": ops.clone,
    "_unsafe_index_put": index_put,
    "hardshrink_backward": _shrink_backward, "softshrink_backward": _shrink_backward,
    **{f"{name}_backward": _max_pool_backward(n) for n in (2, 3) for name in (f"max_pool{n}d_with_indices", f"adaptive_max_pool{n}d")},
    "_adaptive_avg_pool2d": _functional("adaptive_avg_pool2d"), "_adaptive_avg_pool3d": _functional("adaptive_avg_pool3d"),
    **{f"max_pool{n}d_with_indices": _max_pooling(f"max_pool{n}d_with_indices") for n in (2, 3)},
    **{f"avg_pool{n}d": _average_pooling(f"avg_pool{n}d") for n in (2, 3)},
    **{f"avg_pool{n}d_backward": _backward_of(f"avg_pool{n}d") for n in (2, 3)},
    **{f"_adaptive_avg_pool{n}d_backward": _backward_of(f"adaptive_avg_pool{n}d", True) for n in (2, 3)},
    **{f"{kind}_pad{n}d_backward": _padding_backward(mode) for kind, mode in (("reflection", "reflect"), ("replication", "replicate")) for n in (1, 2, 3)},
}  # fmt: skip
for _n, _kinds in ((1, ("nearest", "linear")), (2, ("nearest", "bilinear", "bicubic")), (3, ("nearest", "trilinear"))):
    for _kind in _kinds:
        _mode = {"bicubic": "cubic", "nearest": "nearest"}.get(_kind, "linear")
        for _name, _of, _smooth in (
            (f"upsample_{_kind}{_n}d", _mode, False),
            *(((f"_upsample_nearest_exact{_n}d", "nearest-exact", False),) if _kind == "nearest" else ()),
            *(((f"_upsample_{_kind}{_n}d_aa", _mode, True),) if _kind in ("bilinear", "bicubic") else ()),
        ):
            _row = {"nearest-exact": f"upsample_nearest_exact{_n}d"}.get(_of, f"upsample_{_kind}{'_aa' if _smooth else ''}{_n}d")
            FUNCTIONS[_name] = _upsampling(_row, _n, _kind != "nearest")
            FUNCTIONS[_name + "_backward"] = _upsampling_backward(_of, _n, _kind != "nearest", _smooth)
