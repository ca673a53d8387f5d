"""``torch.cuda`` where there is no CUDA: programs may ask, seed and synchronise conditionally; anything that needs a device raises."""
from .. import _lazy, _types

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


init = current_device = set_device = synchronize = get_device_name = get_device_capability = get_device_properties = current_stream = _refuse
default_stream = mem_get_info = _refuse


def manual_seed(seed):
    """Nothing to seed."""
    int(seed)


def manual_seed_all(seed):
    """Nothing to seed."""
    int(seed)


def seed():
    """Nothing to seed."""


seed_all = seed


def empty_cache():
    """No memory is held."""


def ipc_collect():
    """No memory is held."""


def memory_allocated(device=None):
    """0 bytes."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def reset_peak_memory_stats(device=None):
    """Refused: there is no device."""
    _refuse()


def get_rng_state_all():
    """No device, no state."""
    return []


def set_rng_state_all(new_states):
    """No device, no state."""


class device:
    """``with cuda.device(i)``: a negative number or None changes nothing; a device raises."""

    def __init__(self, device):
        self.idx = -1 if device is None else device.index if isinstance(device, _types.device) else int(device)

    def __enter__(self):
        if self.idx is not None and self.idx >= 0:
            _refuse()

    def __exit__(self, *exc):
        return False


class Stream:
    """Refused: streams need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("torch.cuda.Stream requires CUDA support")


class Event:
    """Refused: events need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tried to instantiate dummy base class Event")


__getattr__, __dir__ = _lazy.attributes(__name__, ("amp",))
