"""Batches in memory that a device may copy from."""
from collections.abc import Mapping, Sequence

import pyautograd as torch


def pin_memory(data, device=None):
    """`data` with the tensors in it, and whatever has a method `pin_memory`, in such memory: refused, there is no device."""
    if isinstance(data, torch.Tensor):
        return data.pin_memory()
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, Mapping):
        return {key: pin_memory(value, device) for key, value in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(pin_memory(value, device) for value in data))
    if isinstance(data, Sequence):
        return [pin_memory(value, device) for value in data]
    return data.pin_memory() if hasattr(data, "pin_memory") else data
