"""``torch.cuda`` where there is no CUDA: programs may ask, seed and synchronise conditionally; anything that needs a device raises."""
from collections import OrderedDict

from .. import _lazy, _types
from .._errors import AcceleratorError, OutOfMemoryError  # noqa: F401

_MISSING = "Torch not compiled with CUDA enabled"


def is_available():
    """False."""
    return False


def is_initialized():
    """False."""
    return False


def is_bf16_supported(including_emulation=True):
    """False."""
    return False


def device_count():
    """0."""
    return 0


def _refuse(*args, **kwargs):
    raise AssertionError(_MISSING)


init = current_device = synchronize = get_device_name = get_device_capability = get_device_properties = current_stream = _refuse
default_stream = _lazy_init = cudart = current_blas_handle = current_solver_handle = can_device_access_peer = _refuse
get_stream_from_external = change_current_allocator = caching_allocator_disabled = use_mem_pool = _refuse
get_sync_debug_mode = set_sync_debug_mode = _refuse


class device:
    """``with cuda.device(i)``: a negative number or None changes nothing; a device raises."""

    def __init__(self, device):
        self.idx = -1 if device is None else device.index if isinstance(device, _types.device) else int(device)

    def __enter__(self):
        if self.idx is not None and self.idx >= 0:
            _refuse()

    def __exit__(self, *exc):
        return False


class device_of(device):
    """``with cuda.device_of(tensor)``: changes nothing for a tensor on the CPU."""

    def __init__(self, obj):
        super().__init__(obj.get_device() if obj.is_cuda else -1)


def _no_monitor(*args, **kwargs):
    """ModuleNotFoundError: nothing watches devices here."""
    raise ModuleNotFoundError("nvidia-ml-py does not seem to be installed or it can't be imported.")


utilization = memory_usage = temperature = power_draw = clock_rate = device_memory_used = _no_monitor


class cudaStatus:
    """Numbers of CUDA's errors."""

    SUCCESS, ERROR_NOT_READY = 0, 34


def check_error(res):
    """CudaError for a number that is not that of success."""
    if res != cudaStatus.SUCCESS:
        raise CudaError(res)


class StreamContext:
    """``with cuda.stream(s)``: nothing for None, which is all there can be."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        if self.stream is not None:
            _refuse()

    def __exit__(self, *exc):
        return False


def stream(stream):
    """A context that does nothing: `stream` is None where there are no streams."""
    return StreamContext(stream)


def set_stream(stream):
    """Nothing to set for None."""
    if stream is not None:
        _refuse()


def set_device(device):
    """Nothing for a negative number; a device raises."""
    if globals()["device"](device).idx >= 0:
        _refuse()


def is_tf32_supported():
    """False."""
    return False


def get_arch_list():
    """[]: compiled for no device."""
    return []


def get_gencode_flags():
    """An empty string: compiled for no device."""
    return ""


def _is_compiled():
    return False


def _lazy_call(callable, **kwargs):
    """Dropped: it would run once there is a device."""


def _get_device_index(device, optional=False, allow_cpu=False):
    """The number of a device: -1 for the CPU where `allow_cpu`."""
    if isinstance(device, str):
        device = _types.device(device)
    if isinstance(device, _types.device):
        if device.type == "cpu" and allow_cpu:
            return -1
        if device.type != "cuda":
            raise ValueError(f"Expected a cuda device, but got: {device}")
        device = device.index
    if device is None:
        if not optional:
            raise ValueError(f"Expected a torch.device with a specified index or an integer, but got:{device}")
        _refuse()
    return device


class CudaError(RuntimeError):
    """What the CUDA runtime reports."""

    def __init__(self, code):
        super().__init__(f"({code})")


class DeferredCudaCallError(Exception):
    """A call that waited for CUDA's initialisation has failed."""


has_half, has_magma, default_generators, _initialized = True, False, (), False
def caching_allocator_enable(value=True):
    """Nothing to turn on."""


def host_memory_stats():
    """An empty dict: no memory is pinned."""
    return OrderedDict()


def host_memory_stats_as_nested_dict():
    """The same."""
    return {}


_SUBMODULES = ("amp", "memory", "random", "nvtx", "graphs", "streams", "_utils", "_typed")
_NAMES = {
    **dict.fromkeys(("Stream", "Event", "ExternalStream"), "streams"),
    **dict.fromkeys(("CUDAGraph", "graph", "graph_pool_handle", "is_current_stream_capturing", "make_graphed_callables"), "graphs"),
    **dict.fromkeys(
        ("get_rng_state", "get_rng_state_all", "set_rng_state", "set_rng_state_all", "manual_seed", "manual_seed_all", "seed", "seed_all", "initial_seed"),
        "random",
    ),
    **dict.fromkeys(
        (
            "MemPool", "caching_allocator_alloc", "caching_allocator_delete", "empty_cache", "get_allocator_backend", "get_per_process_memory_fraction",
            "ipc_collect", "list_gpu_processes", "max_memory_allocated", "max_memory_cached", "max_memory_reserved", "mem_get_info", "memory_allocated",
            "memory_cached", "memory_reserved", "memory_snapshot", "memory_stats", "memory_stats_as_nested_dict", "memory_summary",
            "reset_accumulated_memory_stats", "reset_max_memory_allocated", "reset_max_memory_cached", "reset_peak_memory_stats",
            "set_per_process_memory_fraction",
        ),
        "memory",
    ),
    **dict.fromkeys(
        (
            "BFloat16Tensor", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor", "LongTensor",
            "ShortTensor", "BFloat16Storage", "BoolStorage", "ByteStorage", "CharStorage", "DoubleStorage", "FloatStorage", "HalfStorage", "IntStorage",
            "LongStorage", "ShortStorage",
        ),
        "_typed",
    ),
}  # fmt: skip

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, _NAMES)
