"""Padding, resizing and rearranging of images, and distances between rows."""
from .row import op

_F = dict(variants="f", module="nn.functional")

op("constant_pad_nd(Tensor self, int[] pad, Number value=0)", composite="padding.constant_pad_nd", variants="f")
op("_constant_pad(Tensor self, int[] pad, Number value)", kernel="padding.constant_pad", variants="", node="ConstantPadNdBackward0",
   grad={"self": "_constant_pad(grad, [-n for n in pad], 0)"}, jvp="padded_jvp")
op("nn_functional_pad(Tensor input, int[] pad, str mode='constant', float? value=None)", composite="padding.pad", **_F)
for _name, _mode in (("reflection", "reflect"), ("replication", "replicate")):
    for _n in (1, 2, 3):
        op(f"{_name}_pad{_n}d(Tensor self, int[] pad, str mode='{_mode}')", kernel="padding.pad_copies", variants="",
           node=f"{_name.capitalize()}Pad{_n}DBackward0", grad={"self": "linked(_pad_copies_backward(grad, self.shape, pad, mode), self)"},
           shown={"padding": "pad", "mode": None})
op("_pad_copies(Tensor self, int[] pad, str mode)", kernel="padding.pad_copies", variants="", node="torch::autograd::CopySlices",
   grad={"self": "_pad_copies_backward(grad, self.shape, pad, mode)"})
op("_pad_copies_backward(Tensor grad_output, int[] size, int[] pad, str mode)", kernel="padding.pad_copies_backward", variants="",
   node="PadBackwardBackward0", grad={"grad_output": "_pad_copies(grad, pad, mode)"})

for _kind, _dimensions, _mode in (
    ("nearest", (1, 2, 3), "nearest"), ("nearest_exact", (1, 2, 3), "nearest-exact"), ("linear", (1,), "linear"), ("bilinear", (2,), "linear"),
    ("trilinear", (3,), "linear"), ("bicubic", (2,), "cubic"), ("bilinear_aa", (2,), "linear"), ("bicubic_aa", (2,), "cubic"),
):  # fmt: skip
    for _n in _dimensions:
        _smooth = _kind.endswith("_aa")
        _title = "".join(part.capitalize() for part in _kind.removesuffix("_aa").split("_"))
        op(f"upsample_{_kind}{_n}d(Tensor self, int[] output_size, object align_corners, object scales, str mode='{_mode}', bool antialias={_smooth})",
           kernel="resampling.resample_by", variants="", node=f"Upsample{_title}{_n}D{'Aa' if _smooth else ''}Backward0",
           grad={"self": f"_resample_backward(grad, self.shape[-{_n}:], mode, align_corners, scales, antialias)"}, keep="output_size",
           shown={"mode": None, "antialias": None, **({"align_corners": None} if _mode.startswith("nearest") else {}), **{("scales" if _n == 1 else f"scales_{'dhw'[_i - _n]}"): f"scales#{_i}" for _i in range(_n)}})
op("_resample(Tensor self, int[] output_size, str mode, object align_corners, object scales, bool antialias)", kernel="resampling.resample", variants="",
   node="UpsampleBackward0", grad={"self": "_resample_backward(grad, self.shape[-len(output_size):], mode, align_corners, scales, antialias)"})
op("_resample_backward(Tensor grad_output, int[] size, str mode, object align_corners, object scales, bool antialias)",
   kernel="resampling.resample_backward", variants="", node="UpsampleBackwardBackward0",
   grad={"grad_output": "_resample(grad, grad_output.shape[-len(size):], mode, align_corners, scales, antialias)"})
op("nn_functional_interpolate(Tensor input, object size=None, object scale_factor=None, object mode='nearest', object align_corners=None, "
   "object recompute_scale_factor=None, object antialias=False)", composite="resampling.interpolate", **_F)
op("nn_functional_upsample(Tensor input, object size=None, object scale_factor=None, object mode='nearest', object align_corners=None)",
   composite="resampling.upsample", **_F)
for _name in ("nearest", "bilinear"):
    op(f"nn_functional_upsample_{_name}(Tensor input, object size=None, object scale_factor=None)", composite=f"resampling.upsample_{_name}", **_F)

for _name, _argument in (("pixel_shuffle", "upscale_factor"), ("pixel_unshuffle", "downscale_factor"), ("channel_shuffle", "groups")):
    _node = "".join(part.capitalize() for part in _name.split("_")) + "Backward0"
    _other = {"pixel_shuffle": "pixel_unshuffle", "pixel_unshuffle": "pixel_shuffle"}.get(_name)
    _back = f"{_other}(grad, {_argument})" if _other else "channel_shuffle(grad, self.shape[1] // groups)"
    op(f"{_name}(Tensor self, int {_argument})", kernel=f"rearranging.{_name}", variants="f", node=_node,
       aliases=(f"nn.functional.{_name}", *(("native_channel_shuffle", "nn.functional.native_channel_shuffle") if not _other else ())),
       grad={"self": _back}, shown={} if _other else {"self_sym_sizes": None})

op("cdist(Tensor x1, Tensor x2, float p=2.0, str? compute_mode='use_mm_for_euclid_dist_if_necessary')", composite="distance.cdist", variants="f")
op("_cdist(Tensor x1, Tensor x2, float p, bool products)", kernel="distance.cdist", variants="", node="CdistBackward0",
   grad={"x1": "cdist_backward(grad, x1, x2, p, result)", "x2": "cdist_backward(grad.mT, x2, x1, p, result.mT)"})
op("pdist(Tensor self, float p=2.0)", composite="distance.pdist", variants="f", aliases="nn.functional.pdist")
op("_pdist(Tensor self, float p)", kernel="distance.pdist", variants="", node="PdistBackward0", grad={"self": "pdist_backward(grad, self, p, result)"})

op("nn_functional_multi_head_attention_forward(Tensor query, Tensor key, Tensor value, int embed_dim_to_check, int num_heads, Tensor? in_proj_weight, "
   "Tensor? in_proj_bias, Tensor? bias_k, Tensor? bias_v, bool add_zero_attn, float dropout_p, Tensor out_proj_weight, Tensor? out_proj_bias, "
   "bool training=True, Tensor? key_padding_mask=None, bool need_weights=True, Tensor? attn_mask=None, bool use_separate_proj_weight=False, "
   "Tensor? q_proj_weight=None, Tensor? k_proj_weight=None, Tensor? v_proj_weight=None, Tensor? static_k=None, Tensor? static_v=None, "
   "bool average_attn_weights=True, bool is_causal=False) -> object", composite="multihead.multi_head_attention_forward", **_F)
op("nn_functional_scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, "
   "bool is_causal=False, *, float? scale=None, bool enable_gqa=False)", composite="attention.scaled_dot_product_attention", **_F)
op("nn_functional_gumbel_softmax(Tensor logits, float tau=1, bool hard=False, float eps=1e-10, int dim=-1)", composite="attention.gumbel_softmax", **_F)

op("nn_functional_affine_grid(Tensor theta, int[] size, bool? align_corners=None)", composite="grids.affine_grid", **_F)
op("affine_grid_generator(Tensor theta, int[] size, bool align_corners)", composite="grids.affine_grid", variants="f")
op("nn_functional_grid_sample(Tensor input, Tensor grid, str mode='bilinear', str padding_mode='zeros', bool? align_corners=None)",
   composite="grids.grid_sample", **_F)
_GRID = "Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners"
op(f"grid_sampler({_GRID})", composite="grids.grid_sampler", variants="f")
for _n in (2, 3):
    op(f"grid_sampler_{_n}d({_GRID})", kernel="grids.grid_sample", variants="f", node=f"GridSampler{_n}DBackward0",
       grad={("input", "grid"): f"grid_sampler_{_n}d_backward(grad, input, grid, interpolation_mode, padding_mode, align_corners)"},
       jvp="unwritten")
    op(f"grid_sampler_{_n}d_backward(Tensor grad_output, {_GRID}) -> (Tensor grad_input, Tensor grad_grid)", kernel="grids.grid_sample_backward",
       variants="", node=f"GridSampler{_n}DBackwardBackward0", jvp="unwritten",
       grad={("grad_output", "input", "grid"): "grid_sampler_backward_backward(grads[0], grads[1], grad_output, input, grid, interpolation_mode, "
             "padding_mode, align_corners)"})  # fmt: skip
op("_grid_taps(Tensor coordinate, int size, int interpolation_mode, int padding_mode, bool align_corners) -> (Tensor position, Tensor weight, "
   "Tensor first, Tensor second, Tensor third)", kernel="grids.grid_taps", variants="", nondiff=("position", "third"),
   grad={"coordinate": "sum(grads[0] * first + grads[1] * second + grads[2] * third, 0)"})  # fmt: skip
