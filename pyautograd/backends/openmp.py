"""``torch.backends.openmp``: absent."""


def is_available():
    """False."""
    return False
