"""``torch.utils._mode_utils``."""

def all_same_mode(modes):
    """Whether all elements are equal."""
    return all(tuple(mode == modes[0] for mode in modes))


def no_dispatch():
    """A context in which no `TorchDispatchMode` of the thread is asked."""
    from ._python_dispatch import _disable_current_modes

    return _disable_current_modes()
