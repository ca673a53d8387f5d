"""``torch.backends``: which libraries compute. NumPy and its BLAS do; all others are absent."""


class _Backend:
    """A library that may be asked about and whose flags may be set; setting them changes nothing."""

    def __init__(self, name, available=False, **flags):
        self.__dict__.update(flags)
        self.__name__ = "torch.backends." + name
        self._available = available

    def is_available(self):
        """Whether the library computes here."""
        return self._available

    def is_built(self):
        """Whether the library is built in."""
        return self._available

    def version(self):
        """None: there is no version to state."""
        return None

    def __repr__(self):
        return f"<{self.__name__}>"


cudnn = _Backend("cudnn", enabled=True, benchmark=False, deterministic=False, allow_tf32=True, benchmark_limit=10)
cuda = _Backend("cuda", matmul=_Backend("cuda.matmul", allow_tf32=False, allow_fp16_reduced_precision_reduction=True))
mps = _Backend("mps")
mkl = _Backend("mkl")
mkldnn = _Backend("mkldnn", enabled=True)
openmp = _Backend("openmp")
opt_einsum = _Backend("opt_einsum", enabled=False, strategy=None)
quantized = _Backend("quantized", engine="none", supported_engines=["none"])


class _Cpu:
    @staticmethod
    def get_cpu_capability():
        """The widest vector instructions that NumPy found: ``"AVX512"``, ``"AVX2"`` or ``"DEFAULT"``."""
        from numpy import _core

        features = _core._multiarray_umath.__cpu_features__
        return "AVX512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "DEFAULT"


cpu = _Cpu()
