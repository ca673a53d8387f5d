"""``torch.backends`` and its modules, ``torch.Stream`` and ``torch.Event``: absent libraries whose switches can be set, and warnings that come once."""
import importlib
import warnings

import pytest

import pyautograd as torch
from pyautograd import _warnings


@pytest.mark.parametrize("name", torch.backends.__all__)
def test_each_is_a_module_and_absent(name):
    module = importlib.import_module(f"pyautograd.backends.{name}")
    assert getattr(torch.backends, name) is module
    for question in ("is_available", "is_built"):
        assert name == "opt_einsum" or not getattr(module, question, bool)()  # that one is there where its package is installed


def test_switches_are_kept():
    cudnn = importlib.import_module("pyautograd.backends.cudnn")
    assert (cudnn.enabled, cudnn.benchmark, cudnn.deterministic, cudnn.version()) == (True, False, False, None)
    assert cudnn.set_flags(False, True) == (True, False, None, False, True, "none", "auto") and cudnn.benchmark and not cudnn.enabled
    with cudnn.flags(deterministic=True):
        assert (cudnn.enabled, cudnn.benchmark, cudnn.deterministic) == (False, False, True)
    assert cudnn.benchmark and not cudnn.deterministic
    cudnn.set_flags(_enabled=True, _benchmark=False)
    assert cudnn.enabled and not cudnn.benchmark
    for call in (cudnn.set_flags, cudnn.flags):
        with pytest.raises(TypeError, match="got an unexpected keyword argument 'speed'"):
            with call(speed=1):
                pass


def test_attention_switches_are_one_state():
    cuda, attention = torch.backends.cuda, torch.nn.attention
    assert cuda.flash_sdp_enabled() and cuda.math_sdp_enabled()
    cuda.enable_flash_sdp(False)
    assert not cuda.flash_sdp_enabled() and attention.SDPBackend.FLASH_ATTENTION not in attention._cur_sdpa_kernel_backends()
    cuda.enable_flash_sdp(True)
    with cuda.sdp_kernel(enable_math=False, enable_cudnn=False):
        assert not cuda.math_sdp_enabled() and not cuda.cudnn_sdp_enabled() and cuda.mem_efficient_sdp_enabled()
    assert cuda.math_sdp_enabled() and cuda.flash_sdp_enabled()


def test_streams_have_nothing_to_do():
    stream, event = torch.Stream(), torch.Event(enable_timing=True)
    assert repr(stream) == "torch.Stream device_type=cpu, device_index=-1, stream_id=0" and stream == torch.Stream("cpu") and stream.query()
    assert repr(event) == "torch.Event device_type=cpu, device_index=-1, event_flag=1, event_id=0" and event.query() and event.wait() is None
    with stream as entered:
        assert entered is stream and stream.device == torch.device("cpu")
    for call in (event.record, stream.record_event, lambda: stream.wait_stream(stream)):
        with pytest.raises(RuntimeError, match="^cpu backend doesn't support events.$"):
            call()
    with pytest.raises(RuntimeError, match="^PyTorch is not linked with support for cuda devices$"):
        torch.Event("cuda")


def _count(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
        call()
    return len(caught)


_MATRIX = torch.eye(2)
OLD = [
    lambda: torch.cholesky(_MATRIX), lambda: torch.triangular_solve(_MATRIX, _MATRIX), lambda: torch.qr(_MATRIX), lambda: torch.lu(_MATRIX),
    lambda: torch.chain_matmul(_MATRIX, _MATRIX), lambda: torch.meshgrid(_MATRIX[0], _MATRIX[0]), lambda: torch.ones(2, 2, 2).T,
    lambda: torch.lu_solve(_MATRIX, *torch.linalg.lu_factor(_MATRIX)), lambda: torch.set_default_tensor_type(torch.FloatTensor),
]  # fmt: skip


@pytest.mark.parametrize("call", OLD)
def test_warned_of_once(call, monkeypatch):
    monkeypatch.setattr(_warnings, "given", set())
    assert _count(call) == 1 and _count(call) == 0
    torch.set_warn_always(True)
    try:
        assert torch.is_warn_always_enabled() and _count(call) == 2
    finally:
        torch.set_warn_always(False)
    assert _count(lambda: torch.range(0, 3)) == 2  # each time, as in PyTorch


@pytest.mark.parametrize("name, error, text", [
    ("xpu", AssertionError, "Torch not compiled with XPU enabled"), ("mps", RuntimeError, r"Cannot execute deviceSynchronize\(\) without MPS backend."),
    ("mtia", RuntimeError, r"Cannot execute getCurrentDevice\(\) without MTIA backend."),
])  # fmt: skip
def test_absent_devices_answer_no(name, error, text):
    module = importlib.import_module(f"pyautograd.{name}")
    assert getattr(torch, name) is module and not module.is_available() and module.device_count() == 0 and module.manual_seed(0) is None
    with pytest.raises(error, match=f"^{text}$"):
        module.synchronize()
