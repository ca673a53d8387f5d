"""Which implementations of attention may be used: the switches of ``torch.backends.cuda``. They are `nn.attention`'s set of chosen ones."""
import contextlib
import warnings

__all__ = [
    "SDPAParams", "allow_fp16_bf16_reduction_math_sdp", "can_use_cudnn_attention", "can_use_efficient_attention", "can_use_flash_attention",
    "cudnn_sdp_enabled", "enable_cudnn_sdp", "enable_flash_sdp", "enable_math_sdp", "enable_mem_efficient_sdp", "flash_sdp_enabled",
    "fp16_bf16_reduction_math_sdp_allowed", "is_ck_sdpa_available", "is_flash_attention_available", "math_sdp_enabled", "mem_efficient_sdp_enabled",
    "sdp_kernel",
]  # fmt: skip

_reduced_sums = False


def _switch(kind):
    def enabled():
        """Whether this implementation may be used."""
        from ..nn import attention

        return attention.SDPBackend[kind] in attention._chosen

    def enable(enabled):
        """Set whether this implementation may be used."""
        from ..nn import attention

        others = [backend for backend in attention._chosen if backend != attention.SDPBackend[kind]]
        attention._chosen = [*others, attention.SDPBackend[kind]] if enabled else others

    return enable, enabled


enable_flash_sdp, flash_sdp_enabled = _switch("FLASH_ATTENTION")
enable_mem_efficient_sdp, mem_efficient_sdp_enabled = _switch("EFFICIENT_ATTENTION")
enable_math_sdp, math_sdp_enabled = _switch("MATH")
enable_cudnn_sdp, cudnn_sdp_enabled = _switch("CUDNN_ATTENTION")


@contextlib.contextmanager
def sdp_kernel(enable_flash=True, enable_math=True, enable_mem_efficient=True, enable_cudnn=True):
    """Set the switches for a ``with`` block. Deprecated: see `nn.attention.sdpa_kernel`."""
    from ..nn import attention

    warnings.warn(
        "`torch.backends.cuda.sdp_kernel()` is deprecated. In the future, this context manager will be removed. Please see "
        "`torch.nn.attention.sdpa_kernel()` for the new context manager, with updated signature.",
        FutureWarning,
        stacklevel=3,
    )
    wanted = {"FLASH_ATTENTION": enable_flash, "MATH": enable_math, "EFFICIENT_ATTENTION": enable_mem_efficient, "CUDNN_ATTENTION": enable_cudnn}
    with attention.sdpa_kernel([attention.SDPBackend[name] for name, on in wanted.items() if on]):
        yield {}


def allow_fp16_bf16_reduction_math_sdp(enabled):
    """Kept; nothing depends on it."""
    global _reduced_sums
    _reduced_sums = enabled


def fp16_bf16_reduction_math_sdp_allowed():
    """What was set."""
    return _reduced_sums


def is_flash_attention_available():
    """False."""
    return False


def is_ck_sdpa_available():
    """False."""
    return False


class SDPAParams:
    """The arguments of a call of `scaled_dot_product_attention`, to be asked about."""

    def __init__(self, query, key, value, attn_mask, dropout, is_causal, enable_gqa):
        self.query, self.key, self.value, self.attn_mask = query, key, value, attn_mask
        self.dropout, self.is_causal, self.enable_gqa = dropout, is_causal, enable_gqa


def can_use_flash_attention(params, debug=False):
    """False."""
    return False


can_use_efficient_attention = can_use_cudnn_attention = can_use_flash_attention
