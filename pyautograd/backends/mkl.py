"""``torch.backends.mkl``: absent; NumPy's BLAS computes."""

VERBOSE_OFF, VERBOSE_ON = 0, 1


def is_available():
    """False."""
    return False


class verbose:
    """A context manager that would have MKL print what it computes."""

    def __init__(self, enable):
        self.enable = enable

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False
