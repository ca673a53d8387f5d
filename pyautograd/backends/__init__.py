"""``torch.backends``: which libraries compute. NumPy and its BLAS do; all others are absent.

Their flags are kept, and read as they were set, so that a program that tunes PyTorch's libraries runs; nothing depends on them.
"""
import sys as _sys
from math import inf as _inf  # noqa: F401

from . import _attention, _kinds

cudnn = _kinds.Library(
    "cudnn", {"enabled": True, "benchmark": False, "deterministic": False, "allow_tf32": True},
    {"benchmark_limit": None, "fp32_precision": "none", "conv": _kinds.Precision("tf32"), "rnn": _kinds.Precision("tf32")},
    version=None, is_acceptable=False,
)  # fmt: skip
cudnn.flags = _kinds.flags_of(cudnn, enabled=False, benchmark=False, benchmark_limit=10, deterministic=False, allow_tf32=True, fp32_precision="none")
mkldnn = _kinds.Library(
    "mkldnn", {"enabled": True, "deterministic": False},
    {"allow_tf32": None, "fp32_precision": "none", "conv": _kinds.Precision("none"), "matmul": _kinds.Precision("none"), "rnn": _kinds.Precision("none")},
    is_acl_available=False,
)  # fmt: skip
mkldnn.flags = _kinds.flags_of(mkldnn, enabled=False, deterministic=False, allow_tf32=True, fp32_precision="none")
miopen = _kinds.Library("miopen", {"immediate": False})
miopen.flags = _kinds.flags_of(miopen, immediate=False)
opt_einsum = _kinds.Library("opt_einsum", {}, {"enabled": False, "strategy": None}, get_opt_einsum=None)
opt_einsum.flags = _kinds.flags_of(opt_einsum, enabled=None, strategy=None)
nnpack = _kinds.Library("nnpack")
nnpack.flags = _kinds.flags_of(nnpack, enabled=False)
mps = _kinds.Library("mps", is_built=False)
openmp, cusparselt, kleidiai, xnnpack = map(_kinds.Library, ("openmp", "cusparselt", "kleidiai", "xnnpack"))
mkl = _kinds.Library("mkl")
mkl.verbose = mkldnn.verbose = _kinds.verbose
mkl.VERBOSE_OFF, mkl.VERBOSE_ON, mkldnn.VERBOSE_OFF, mkldnn.VERBOSE_ON, mkldnn.VERBOSE_ON_CREATION = 0, 1, 0, 1, 2
quantized = _kinds.Library("quantized", {}, {"engine": "none", "supported_engines": ["none"]})
cuda = _kinds.Library("cuda", {}, {"cufft_plan_cache": _kinds.PlanCache(), "matmul": _kinds.Products()}, is_built=False)
del cuda.is_available
cuda.preferred_linalg_library = _kinds.Choice("_LinalgBackend", ("default", "cusolver", "magma"), 0)
cuda.preferred_blas_library = _kinds.Choice("_BlasBackend", ("default", "cublas", "cublaslt", "ck"), 1)
for _name in _attention.__all__:
    setattr(cuda, _name, getattr(_attention, _name))


def _capability():
    """The widest vector instructions that NumPy found: ``"AVX512"``, ``"AVX2"`` or ``"DEFAULT"``."""
    try:
        from numpy._core._multiarray_umath import __cpu_features__ as features
    except ModuleNotFoundError:  # NumPy 1
        from numpy.core._multiarray_umath import __cpu_features__ as features
    return "AVX512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "DEFAULT"


cpu = _kinds.Library("cpu")
del cpu.is_available
cpu.get_cpu_capability = _capability
fp32_precision = "none"

for _name in ("cpu", "cuda", "cudnn", "cusparselt", "kleidiai", "miopen", "mkl", "mkldnn", "mps", "nnpack", "openmp", "opt_einsum", "quantized", "xnnpack"):
    _sys.modules[f"{__name__}.{_name}"] = globals()[_name]  # `import torch.backends.cudnn` finds it there


def flags_frozen():
    """False: flags may be set."""
    return False


def disable_global_flags():
    """Taken for PyTorch's sake; flags may still be set."""
