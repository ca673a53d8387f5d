"""``torch.utils._mode_utils``."""
import contextlib


def all_same_mode(modes):
    """Whether all elements are equal."""
    return all(tuple(mode == modes[0] for mode in modes))


@contextlib.contextmanager
def no_dispatch():
    """A context in which no `TorchDispatchMode` of the thread is asked, and no class with a ``__torch_dispatch__``."""
    from .._dispatch import DisableTorchDispatch

    with DisableTorchDispatch():
        yield
