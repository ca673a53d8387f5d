"""``torch.backends.nnpack``: absent."""
from ._switches import switches

set_flags, flags = switches(globals(), enabled=False)


def is_available():
    """False."""
    return False
