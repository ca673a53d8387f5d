"""Options of `load` and `save`, as PyTorch names them."""
import sys


class load:
    """Options of `torch.load`."""

    mmap = False
    endianness = None
    mmap_flags = None if sys.platform == "win32" else 2
    calculate_storage_offsets = False


class save:
    """Options of `torch.save`. Kept; nothing depends on them."""

    compute_crc32 = True
    use_pinned_memory_for_d2h = False
    storage_alignment = 64
