"""Options of `load` and `save`, as PyTorch names them."""
import sys


class _Options:
    """A fixed set of options."""

    def __init__(self, name, **options):
        self.__dict__.update(options, _name=name)

    def __getattr__(self, option):
        raise AttributeError(f"torch.utils.serialization.config.{self._name}.{option} does not exist")

    def __setattr__(self, option, value):
        if option not in self.__dict__:
            getattr(self, option)
        self.__dict__[option] = value


# How `torch.load` reads.
load = _Options("load", mmap=False, endianness=None, mmap_flags=None if sys.platform == "win32" else 2, calculate_storage_offsets=False)
# How `torch.save` writes. Kept; nothing depends on them.
save = _Options("save", compute_crc32=True, use_pinned_memory_for_d2h=False, storage_alignment=64)
