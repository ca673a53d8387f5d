"""``torch.accelerator`` where there is none."""


def is_available():
    """False."""
    return False


def device_count():
    """0."""
    return 0


def current_accelerator(check_available=False):
    """None."""
    return None


def _absent(name):
    def refuse(*args, **kwargs):
        raise RuntimeError("Cannot access accelerator device when none is available.")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "RuntimeError: there is no accelerator."
    return refuse


for _name in (
    "current_device_idx", "current_device_index", "current_stream", "empty_cache", "empty_host_cache", "get_device_capability", "get_memory_info",
    "max_memory_allocated", "max_memory_reserved", "memory_allocated", "memory_reserved", "memory_stats", "reset_accumulated_memory_stats",
    "reset_peak_memory_stats", "set_device_idx", "set_device_index", "set_stream", "synchronize",
):  # fmt: skip
    globals()[_name] = _absent(_name)


class device_index:
    """``with device_index(None)`` changes nothing; a number raises."""

    def __init__(self, device):
        self.idx = device

    def __enter__(self):
        if self.idx is not None:
            _absent("device_index")()

    def __exit__(self, *exc):
        return False
