"""``torch.backends`` and ``torch.cuda`` where none of those libraries computes: their modules import, their flags are kept."""
import importlib

import pytest

import pyautograd as torch


@pytest.mark.parametrize("name", ["cpu", "cuda", "cudnn", "cusparselt", "kleidiai", "miopen", "mkl", "mkldnn", "mps", "nnpack", "openmp", "opt_einsum", "quantized"])
def test_backends_are_modules(name):
    assert importlib.import_module(f"pyautograd.backends.{name}") is getattr(torch.backends, name)


def test_flags_are_kept_and_restored():
    cudnn = torch.backends.cudnn
    assert (cudnn.is_available(), cudnn.version(), cudnn.enabled, cudnn.allow_tf32) == (False, None, True, True)
    with cudnn.flags(enabled=False, benchmark=True):
        assert (cudnn.enabled, cudnn.benchmark) == (False, True)
    assert (cudnn.enabled, cudnn.benchmark) == (True, False)
    with pytest.raises(RuntimeError, match="^set_benchmark_cudnn expects a bool, but got int$"):
        cudnn.benchmark = 1
    with torch.backends.mkldnn.flags(enabled=False):
        assert not torch.backends.mkldnn.enabled
    with pytest.raises(AttributeError, match="^module 'torch.backends.cudnn' has no attribute 'foo'$"):
        cudnn.foo  # noqa: B018


def test_products_on_cuda_have_known_flags():
    matmul = torch.backends.cuda.matmul
    assert (matmul.allow_tf32, matmul.fp32_precision) == (False, "none")
    with pytest.raises(AttributeError, match="^Unknown attribute foo$"):
        matmul.foo = 1


def test_switches_of_attention_are_the_chosen_ones():
    from pyautograd.nn.attention import SDPBackend, sdpa_kernel

    cuda = torch.backends.cuda
    assert cuda.flash_sdp_enabled() and cuda.math_sdp_enabled()
    with sdpa_kernel(SDPBackend.MATH):
        assert cuda.math_sdp_enabled() and not cuda.flash_sdp_enabled()
    cuda.enable_flash_sdp(False)
    assert not cuda.flash_sdp_enabled()
    cuda.enable_flash_sdp(True)
    assert cuda.flash_sdp_enabled()
    with pytest.warns(FutureWarning, match="is deprecated"), cuda.sdp_kernel(enable_flash=False):
        assert not cuda.flash_sdp_enabled()
    with pytest.raises(RuntimeError, match="^Cannot set preferred backend to MAGMA if PyTorch has not been compiled with MAGMA.$"):
        cuda.preferred_linalg_library("magma")


def test_cuda_modules_and_types():
    from pyautograd.cuda import FloatTensor, memory, nvtx, random

    assert not isinstance(torch.ones(1), FloatTensor) and repr(FloatTensor) == "<class 'torch.cuda.FloatTensor'>"
    with pytest.raises(TypeError, match="^type torch.cuda.FloatTensor not available. Torch not compiled with CUDA enabled.$"):
        FloatTensor(2)
    with pytest.raises(RuntimeError, match="^NVTX functions not installed. Are you sure you have a CUDA build\\?$"):
        nvtx.range_push("a")
    with torch.cuda.stream(None), torch.cuda.device_of(torch.ones(1)), torch.cuda.device(None):
        assert memory.memory_allocated() == 0 and torch.cuda.memory_stats() == {} and random.get_rng_state_all() == []
    for call in (torch.cuda.get_rng_state, torch.cuda.mem_get_info, lambda: torch.cuda.set_device(0)):
        with pytest.raises(AssertionError, match="^Torch not compiled with CUDA enabled$"):
            call()
    with pytest.raises(RuntimeError, match="^Cannot access accelerator device when none is available.$"):
        torch.accelerator.synchronize()


def test_libraries_of_operators_cannot_be_loaded():
    for kind in (NotImplementedError, OSError):
        with pytest.raises(kind, match="operators from libraries are not supported"):
            torch.ops.load_library("x.so")
