"""``torch.xpu``: absent. Programs may ask, seed and synchronise conditionally; anything that needs a device raises."""
from ._absent_devices import device_count, is_available, is_bf16_supported, is_initialized, manual_seed, manual_seed_all, refusing  # noqa: F401

_NEED_A_DEVICE = (
    "current_device", "current_stream", "get_device_capability", "get_device_name", "get_device_properties", "get_rng_state", "init", "initial_seed",
    "mem_get_info", "set_device", "set_rng_state", "synchronize",
)  # fmt: skip
globals().update(refusing(AssertionError, dict.fromkeys(_NEED_A_DEVICE, "Torch not compiled with XPU enabled")))
globals().update(refusing(RuntimeError, {name: f"Tried to instantiate dummy base class {name}" for name in ("Stream", "Event")}))


def empty_cache():
    """No memory is held."""


def seed():
    """Nothing to seed."""


seed_all = seed


def memory_allocated(device=None):
    """0 bytes."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def get_rng_state_all():
    """No device, no state."""
    return []


def set_rng_state_all(new_states):
    """No device, no state."""
