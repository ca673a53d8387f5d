"""``torch.profiler.itt``: ranges for Intel's tools, which are not here. Marks go nowhere."""
from contextlib import contextmanager

__all__ = ["is_available", "range_push", "range_pop", "mark", "range"]


def is_available():
    """False."""
    return False


def range_push(msg):
    """Begin a range."""


def range_pop():
    """End the last range."""


def mark(msg):
    """Mark a moment."""


@contextmanager
def range(msg, *args, **kwargs):
    """A range for a ``with`` block or a function; `msg` is formatted with the rest."""
    range_push(msg.format(*args, **kwargs))
    try:
        yield
    finally:
        range_pop()
