"""``torch.cuda`` where there is none: its modules import, its types have no instances."""
import pytest

import pyautograd as torch


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
