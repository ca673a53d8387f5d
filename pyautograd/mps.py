"""``torch.mps``: absent. Programs may ask and seed; anything that needs a device raises."""
from ._absent_devices import device_count, is_available, manual_seed, refusing  # noqa: F401

_CALLS = {
    "empty_cache": "emptyCache", "synchronize": "deviceSynchronize", "current_allocated_memory": "getCurrentAllocatedMemory",
    "driver_allocated_memory": "getDriverAllocatedMemory", "recommended_max_memory": "getRecommendedMaxMemory",
    "set_per_process_memory_fraction": "setMemoryFraction", **dict.fromkeys(("seed", "get_rng_state", "set_rng_state"), "getDefaultGenerator"),
}  # fmt: skip
globals().update(refusing(RuntimeError, {name: f"Cannot execute {call}() without MPS backend." for name, call in _CALLS.items()}))
