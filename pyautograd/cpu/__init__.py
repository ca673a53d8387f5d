"""``torch.cpu``: the one device, asked as others are."""
from contextlib import AbstractContextManager

from .. import _lazy
from . import amp  # noqa: F401

__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = [
    "Event", "Stream", "StreamContext", "current_device", "current_stream", "device_count", "is_available", "is_initialized", "set_device", "stream",
    "synchronize",
]  # fmt: skip


def is_available():
    """True."""
    return True


def is_initialized():
    """True."""
    return True


def synchronize(device=None):
    """Nothing runs on by itself."""


def device_count():
    """1."""
    return 1


def current_device():
    """``"cpu"``."""
    return "cpu"


def set_device(device):
    """There is one device."""


class Stream:
    """The order that operators run in: one after another."""

    def __init__(self, priority=-1):
        pass

    def wait_stream(self, stream):
        """Nothing to wait for."""

    def record_event(self):
        """Nothing to record."""

    def wait_event(self, event):
        """Nothing to wait for."""


class Event:
    """A point in a stream, always reached."""

    def query(self):
        """True."""
        return True

    def record(self, stream=None):
        """Nothing to record."""

    def synchronize(self):
        """Nothing to wait for."""

    def wait(self, stream=None):
        """Nothing to wait for."""


_current = Stream()


def current_stream(device=None):
    """The stream that `stream` has set."""
    return _current


class StreamContext(AbstractContextManager):
    """Makes a stream the current one; None changes nothing."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        global _current
        if self.stream is not None:
            self.prev_stream, _current = _current, self.stream

    def __exit__(self, *exc):
        global _current
        if self.stream is not None:
            _current = self.prev_stream


def stream(stream):
    """A context with another current stream."""
    return StreamContext(stream)
