"""``torch.backends``: which libraries compute, and their switches. NumPy and its BLAS compute here; the switches are kept and change nothing."""
from .. import _lazy

__all__ = [
    "cpu", "cuda", "cudnn", "cusparselt", "kleidiai", "mha", "miopen", "mkl", "mkldnn", "mps", "nnpack", "openmp", "opt_einsum", "python_native", "quantized",
    "xnnpack",
]  # fmt: skip

fp32_precision = "none"
_frozen = False


def flags_frozen():
    """Whether `disable_global_flags` was called."""
    return _frozen


def disable_global_flags():
    """From here on, change switches through ``flags(...)`` only. Kept, not enforced."""
    global _frozen
    _frozen = True


class _FP32Precision:
    """The precision of float32 in one kind of computation. Kept, not used: it is always full."""

    def __init__(self, backend, op):
        self.backend, self.op, self.fp32_precision = backend, op, "none"

    def __repr__(self):
        return f"<torch.backends.{self.backend}.{self.op}>"


__getattr__, __dir__ = _lazy.attributes(__name__, __all__)
