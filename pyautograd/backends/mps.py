"""``torch.backends.mps``: absent."""


def is_available():
    """False."""
    return False


def is_built():
    """False."""
    return False


def is_macos_or_newer(major, minor):
    """False: there is no MPS device to ask for."""
    return False


def is_macos13_or_newer(minor=0):
    """False: there is no MPS device to ask for."""
    return False
