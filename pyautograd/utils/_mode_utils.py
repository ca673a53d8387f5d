"""``torch.utils._mode_utils``."""
import contextlib


def all_same_mode(modes):
    """Whether all elements are equal."""
    return all(tuple(mode == modes[0] for mode in modes))


def no_dispatch():
    """A context without ``__torch_dispatch__``: there is none in any case."""
    return contextlib.nullcontext()
