"""Marks in the timeline of NVIDIA's profiler: refused, as PyTorch does without CUDA."""
from contextlib import contextmanager

__all__ = ["mark", "range", "range_end", "range_pop", "range_push", "range_start"]


def _refuse():
    raise RuntimeError("NVTX functions not installed. Are you sure you have a CUDA build?")


def range_push(msg):
    """Refused."""
    _refuse()


def range_pop():
    """Refused."""
    _refuse()


def range_start(msg):
    """Refused."""
    _refuse()


def range_end(range_id):
    """Refused."""
    _refuse()


def mark(msg):
    """Refused."""
    _refuse()


@contextmanager
def range(msg, *args, **kwargs):
    """A context that is refused when it is entered."""
    range_push(msg.format(*args, **kwargs))
    yield
