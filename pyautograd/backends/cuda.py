"""``torch.backends.cuda``: absent. Its switches can be set and read."""
import contextlib

from ..nn import attention as _attention
from ..nn.attention import SDPBackend
from . import _FP32Precision


class cuBLASModule(_FP32Precision):
    """The switches of matrix products."""

    def __init__(self):
        super().__init__("cuda", "matmul")
        self.allow_tf32 = False
        self.allow_fp16_reduced_precision_reduction = self.allow_bf16_reduced_precision_reduction = True
        self.allow_fp16_accumulation = False


class _PlanCache:
    """The cache of Fourier plans: empty."""

    size, max_size = 0, 4096

    def __getitem__(self, device):
        return self

    def clear(self):
        """Nothing is kept."""


matmul = cuBLASModule()
cufft_plan_cache = _PlanCache()
_linalg_library = _blas_library = "default"


def is_built():
    """False."""
    return False


def preferred_linalg_library(backend=None):
    """The library asked for; ``"default"`` until then. Linear algebra is NumPy's in any case."""
    global _linalg_library
    _linalg_library = backend or _linalg_library
    return _linalg_library


def preferred_blas_library(backend=None):
    """The library asked for; ``"default"`` until then. Matrix products are NumPy's in any case."""
    global _blas_library
    _blas_library = backend or _blas_library
    return _blas_library


def _switch(backend, name):
    def enabled():
        return backend in _attention._chosen

    def enable(enabled):
        if enabled and backend not in _attention._chosen:
            _attention._chosen = [*_attention._chosen, backend]
        elif not enabled:
            _attention._chosen = [b for b in _attention._chosen if b is not backend]

    enabled.__name__, enable.__name__ = f"{name}_sdp_enabled", f"enable_{name}_sdp"
    enabled.__doc__, enable.__doc__ = f"Whether {backend.name} may compute attention.", f"Allow {backend.name} to compute attention. Kept, not used."
    return enabled, enable


flash_sdp_enabled, enable_flash_sdp = _switch(SDPBackend.FLASH_ATTENTION, "flash")
mem_efficient_sdp_enabled, enable_mem_efficient_sdp = _switch(SDPBackend.EFFICIENT_ATTENTION, "mem_efficient")
math_sdp_enabled, enable_math_sdp = _switch(SDPBackend.MATH, "math")
cudnn_sdp_enabled, enable_cudnn_sdp = _switch(SDPBackend.CUDNN_ATTENTION, "cudnn")
_reduction_allowed = False


def fp16_bf16_reduction_math_sdp_allowed():
    """What `allow_fp16_bf16_reduction_math_sdp` set."""
    return _reduction_allowed


def allow_fp16_bf16_reduction_math_sdp(enabled):
    """Kept, not used: half precision is summed in float32."""
    global _reduction_allowed
    _reduction_allowed = bool(enabled)


def is_flash_attention_available():
    """False."""
    return False


class SDPAParams:
    """The arguments of an attention, which the questions below are about."""

    __slots__ = ("attn_mask", "dropout", "enable_gqa", "is_causal", "key", "query", "value")

    def __init__(self, query, key, value, attn_mask, dropout, is_causal, enable_gqa, /):
        self.query, self.key, self.value, self.attn_mask = query, key, value, attn_mask
        self.dropout, self.is_causal, self.enable_gqa = dropout, is_causal, enable_gqa


SDPAParams.__name__ = SDPAParams.__qualname__ = "_SDPAParams"


def can_use_flash_attention(params, debug=False):
    """Whether a graphics processor would compute it by flash attention: no."""
    return False


def can_use_efficient_attention(params, debug=False):
    """Whether a graphics processor would compute it by memory-efficient attention: no."""
    return False


def can_use_cudnn_attention(params, debug=False):
    """Whether cuDNN would compute it: no."""
    return False


@contextlib.contextmanager
def sdp_kernel(enable_flash=True, enable_math=True, enable_mem_efficient=True, enable_cudnn=True):
    """Choose implementations of attention for a ``with`` block. All give the same result here."""
    asked = {
        SDPBackend.FLASH_ATTENTION: enable_flash, SDPBackend.EFFICIENT_ATTENTION: enable_mem_efficient, SDPBackend.MATH: enable_math,
        SDPBackend.CUDNN_ATTENTION: enable_cudnn,
    }  # fmt: skip
    with _attention.sdpa_kernel([backend for backend, wanted in asked.items() if wanted]):
        yield {}
