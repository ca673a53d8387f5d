"""``torch.backends.mha``: whether ``MultiheadAttention`` may take its short way where no gradient is recorded."""

_enabled = True


def get_fastpath_enabled():
    """What `set_fastpath_enabled` set; True until then."""
    return _enabled


def set_fastpath_enabled(value):
    """Kept, not used: both ways give the same numbers."""
    global _enabled
    _enabled = bool(value)
