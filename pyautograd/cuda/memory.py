"""Memory of CUDA devices: none is held, so nothing is counted; what needs a device raises."""
import warnings
from collections import OrderedDict

from . import _refuse


def empty_cache():
    """No memory is held."""


def ipc_collect():
    """No memory is held."""


def memory_allocated(device=None):
    """0 bytes."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def memory_cached(device=None):
    """0 bytes. Deprecated: the name is `memory_reserved`."""
    warnings.warn("`torch.cuda.memory_cached` has been renamed to `torch.cuda.memory_reserved`", FutureWarning, stacklevel=2)
    return 0


def max_memory_cached(device=None):
    """0 bytes. Deprecated: the name is `max_memory_reserved`."""
    warnings.warn("`torch.cuda.max_memory_cached` has been renamed to `torch.cuda.max_memory_reserved`", FutureWarning, stacklevel=2)
    return 0


def memory_stats(device=None):
    """An empty dict."""
    return OrderedDict()


def memory_stats_as_nested_dict(device=None):
    """An empty dict."""
    return {}


def list_gpu_processes(device=None):
    """Says that there is no way to ask."""
    return "pynvml module not found, please install nvidia-ml-py"


def reset_peak_memory_stats(device=None):
    """Refused: there is no device."""
    _refuse()


mem_get_info = memory_snapshot = memory_summary = reset_accumulated_memory_stats = reset_peak_memory_stats
reset_max_memory_allocated = reset_max_memory_cached = get_per_process_memory_fraction = get_allocator_backend = reset_peak_memory_stats


def set_per_process_memory_fraction(fraction, device=None):
    """Refused: there is no device."""
    _refuse()


def _record_memory_history(*args, **kwargs):
    _refuse()


_dump_snapshot = _snapshot = _record_memory_history


def caching_allocator_alloc(size, device=None, stream=None):
    """Refused: there is no device."""
    _refuse()


def caching_allocator_delete(mem_ptr):
    """Refused: there is no device."""
    _refuse()


class MemPool:
    """Refused: pools need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tried to instantiate dummy base class MemPool")
