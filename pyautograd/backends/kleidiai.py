"""``torch.backends.kleidiai``: absent."""


def is_available():
    """False."""
    return False
