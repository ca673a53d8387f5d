"""``torch.backends.cusparselt``: absent."""


def is_available():
    """False."""
    return False


def version():
    """None: there is no version to state."""
    return None


def get_max_alg_id():
    """None: there are no algorithms."""
    return None
