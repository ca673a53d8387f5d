"""Warnings that a process sees once, whatever its filters, unless ``torch.set_warn_always(True)`` asks for each."""
import warnings

given = set()  # what has been warned of
always = False


def is_due(what):
    """Whether to warn of `what` (the warning's text, or a word for it) now; it counts as given from here on."""
    due = always or what not in given
    given.add(what)
    return due


def warn_once(text, stacklevel=2):
    """A `UserWarning`, unless this process has had it. `stacklevel` counts from the caller, interpreted frames alone."""
    if is_due(text):
        warnings.warn(text, UserWarning, stacklevel=stacklevel + 1)
