"""``torch.cpu``: the one device, asked as others are."""
import functools
import os
import platform
import types
from contextlib import AbstractContextManager

from .. import _lazy
from . import amp  # noqa: F401

__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = [
    "Event", "Stream", "StreamContext", "current_device", "current_stream", "device_count", "get_capabilities", "is_available", "is_initialized",
    "set_device", "stream", "synchronize",
]  # fmt: skip
# Extensions of the instruction set that NumPy looks for, by the names they have here.
_CAPABILITIES = {
    "x86": {
        "avx": "AVX", "avx2": "AVX2", "avx512_bf16": "AVX512BF16", "avx512_bitalg": "AVX512BITALG", "avx512_bw": "AVX512BW", "avx512_cd": "AVX512CD",
        "avx512_dq": "AVX512DQ", "avx512_f": "AVX512F", "avx512_fp16": "AVX512FP16", "avx512_ifma": "AVX512IFMA", "avx512_vbmi": "AVX512VBMI",
        "avx512_vbmi2": "AVX512VBMI2", "avx512_vl": "AVX512VL", "avx512_vnni": "AVX512VNNI", "avx512_vpopcntdq": "AVX512VPOPCNTDQ", "bmi": "BMI",
        "bmi2": "BMI2", "f16c": "F16C", "fma3": "FMA3", "fma4": "FMA4", "lzcnt": "LZCNT", "popcnt": "POPCNT", "sse": "SSE", "sse2": "SSE2",
        "sse3": "SSE3", "sse4_1": "SSE41", "sse4_2": "SSE42", "ssse3": "SSSE3",
    },
    "arm": {"dot": "ASIMDDP", "fhm": "ASIMDFHM", "fp16_arith": "ASIMDHP", "neon": "NEON", "sve": "SVE"},
}  # fmt: skip


@functools.lru_cache(None)
def get_capabilities():
    """What the processor can do: the extensions of its instruction set that NumPy looks for, its architecture and the number of its cores."""
    from ..backends.cpu import processor_features

    features = processor_features()
    machine = platform.machine()
    family = "arm" if machine.lower() in ("arm64", "aarch64") else "x86" if machine.lower() in ("x86_64", "amd64", "i386", "i686") else None
    found = {name: features[key] for name, key in _CAPABILITIES.get(family, {}).items() if key in features}
    return types.MappingProxyType({**found, "architecture": machine, "num_logical_cores": os.cpu_count() or 1})


def _is_avx2_supported():
    """Whether the processor has 256-bit vector instructions for integers."""
    return get_capabilities().get("avx2", False)


def _is_avx512_supported():
    """Whether the processor has 512-bit vector instructions."""
    return get_capabilities().get("avx512_f", False)


def _is_vnni_supported():
    """Whether the processor has instructions for sums of products of bytes."""
    return get_capabilities().get("avx512_vnni", False)


def is_available():
    """True."""
    return True


def is_initialized():
    """True."""
    return True


def synchronize(device=None):
    """Nothing runs on by itself."""


def device_count():
    """1."""
    return 1


def current_device():
    """``"cpu"``."""
    return "cpu"


def set_device(device):
    """There is one device."""


class Stream:
    """The order that operators run in: one after another."""

    def __init__(self, priority=-1):
        pass

    def wait_stream(self, stream):
        """Nothing to wait for."""

    def record_event(self):
        """Nothing to record."""

    def wait_event(self, event):
        """Nothing to wait for."""


class Event:
    """A point in a stream, always reached."""

    def query(self):
        """True."""
        return True

    def record(self, stream=None):
        """Nothing to record."""

    def synchronize(self):
        """Nothing to wait for."""

    def wait(self, stream=None):
        """Nothing to wait for."""


_current = Stream()


def current_stream(device=None):
    """The stream that `stream` has set."""
    return _current


class StreamContext(AbstractContextManager):
    """Makes a stream the current one; None changes nothing."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        global _current
        if self.stream is not None:
            self.prev_stream, _current = _current, self.stream

    def __exit__(self, *exc):
        global _current
        if self.stream is not None:
            _current = self.prev_stream


def stream(stream):
    """A context with another current stream."""
    return StreamContext(stream)
