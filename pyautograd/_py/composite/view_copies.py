"""Copies of views that need the storage."""
from ..._types import contiguous_format
from ..core import ops


def as_strided(self, size, stride, storage_offset=None):
    """``as_strided`` in memory of its own."""
    return ops.clone(ops.as_strided(self, size, stride, storage_offset), memory_format=contiguous_format)


def view_dtype(self, dtype):
    """``view(dtype)`` in memory of its own."""
    return ops.clone(self.view(dtype), memory_format=contiguous_format)
