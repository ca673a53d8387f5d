"""``torch.backends.opt_einsum``: absent; ``einsum`` contracts from left to right, as PyTorch does without it."""
from ._switches import switches

set_flags, flags = switches(globals(), enabled=False, strategy=None)


def is_available():
    """False."""
    return False


def get_opt_einsum():
    """None: the package is not used."""
    return None
