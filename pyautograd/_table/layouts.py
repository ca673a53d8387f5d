"""Which kernels' results are laid out by a rule of ``_py/kernels/layouts.py``: in all others the kernel itself, or NumPy, gives PyTorch's layout."""

_RULES = {
    "suggested": (
        "pooling.max_pool resampling.resample_by "
        "padding.constant_pad rearranging.pixel_shuffle rearranging.pixel_unshuffle rearranging.channel_shuffle normalise.native_batch_norm"
    ),
    "suggested_unless_circular": "padding.pad_copies",
    "suggested_2d": "pooling.avg_pool pooling.adaptive_avg_pool pooling.adaptive_max_pool pooling.max_unpool",
    "suggested_by_two": "convolution.convolution convolution.conv convolution.conv_input convolution.conv_weight",
    "iterated": (
        "creation.complex_ creation.polar elementwise.igamma elementwise.igammac elementwise.zeta elementwise.logaddexp elementwise.isclose "
        "elementwise.where elementwise.clamp elementwise.clamp_min elementwise.clamp_max elementwise.div_mode elementwise.power elementwise.polygamma products.addr "
        "elementwise.i0 elementwise.i0e elementwise.i1 elementwise.i1e elementwise.erfcx elementwise.log_ndtr elementwise.ndtri "
        "elementwise.logit elementwise.logit_backward elementwise.round_decimals elementwise.sgn elementwise.mish_backward elementwise.gelu_tanh_backward "
        "elementwise.clamp_backward"
    ),
    "preserved": (
        "scatter.index_fill indexing.index_put masks.put elementwise.nan_to_num elementwise.isreal shapes.flip conversion.fill sorting.sort "
        "sorting.sort_stable sorting.argsort sorting.argsort_stable elementwise.frexp"
    ),
    "contiguous": (
        "normalise.native_layer_norm normalise.native_group_norm "
        "moments.var_mean moments.var_mean_all moments.std_mean_all moments.var_mean_dim moments.std_mean moments.std_mean_dim reductions.aminmax reductions.nansum elementwise.mvlgamma "
        "reductions.all_dims reductions.any_dims reductions.count_nonzero "
        "counts.hash_tensor order_statistics.mode embedding.one_hot linalg.lu_unpack"
    ),
}
_OF_KERNEL = {kernel: rule for rule, kernels in _RULES.items() for kernel in kernels.split()}


def layout_rule(kernel):
    """The name of the rule for a kernel's results, or None."""
    if kernel.startswith(("polynomials.", "bessel.")):
        return "iterated"
    return _OF_KERNEL.get(kernel)
