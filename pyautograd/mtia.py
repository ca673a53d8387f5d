"""``torch.mtia``: absent. Programs may ask and seed; anything that needs a device raises."""
from ._absent_devices import device_count, is_available, is_bf16_supported, is_initialized, manual_seed, manual_seed_all, refusing  # noqa: F401

_CALLS = {
    **dict.fromkeys(("synchronize", "current_device", "empty_cache", "memory_stats"), "getCurrentDevice"), "set_device": "setCurrentDevice",
    "current_stream": "getCurrentStream", "default_stream": "getDefaultStream", "get_rng_state": "getDefaultGenerator",
}  # fmt: skip
globals().update(refusing(RuntimeError, {name: f"Cannot execute {call}() without MTIA backend." for name, call in _CALLS.items()}))
