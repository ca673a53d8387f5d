"""``torch.Stream`` and ``torch.Event``. Operators on the CPU are done when they return: streams have nothing to order, events nothing to mark."""
from . import _types

_NO_EVENTS = "cpu backend doesn't support events."


def _cpu(device):
    given = _types.CPU if device is None else _types.device(device)
    if given.type != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {given.type} devices")
    return given


class Stream:
    """A queue of work. There is one, whose work is always done."""

    device_index, device_type, stream_id = -1, 0, 0

    def __init__(self, device=None, *, priority=0):
        self.device = _cpu(device)

    def query(self):
        """True: all work is done."""
        return True

    def synchronize(self):
        """Nothing to wait for."""

    def wait_event(self, event):
        """Nothing to wait for."""

    def wait_stream(self, stream):
        """Raises RuntimeError: it would need an event."""
        raise RuntimeError(_NO_EVENTS)

    def record_event(self, event=None):
        """Raises RuntimeError: the CPU has no events."""
        raise RuntimeError(_NO_EVENTS)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def __eq__(self, other):
        return isinstance(other, Stream)

    def __hash__(self):
        return hash((Stream, self.stream_id))

    def __repr__(self):
        return f"torch.Stream device_type=cpu, device_index={self.device_index}, stream_id={self.stream_id}"


class Event:
    """A mark in a stream. It cannot be recorded on the CPU, so that it is always reached."""

    event_id = 0

    def __init__(self, device=None, *, enable_timing=False, blocking=False, interprocess=False):
        self.device, self._timed = _cpu(device), bool(enable_timing)

    def query(self):
        """True: it was never recorded."""
        return True

    def synchronize(self):
        """Nothing to wait for."""

    def wait(self, stream=None):
        """Nothing to wait for."""

    def record(self, stream=None):
        """Raises RuntimeError: the CPU has no events."""
        raise RuntimeError(_NO_EVENTS)

    def elapsed_time(self, other):
        """Raises: there are no recorded events to measure between."""
        if not (self._timed and other._timed):
            raise ValueError("Both events must be created with argument 'enable_timing=True'.")
        raise ValueError("Both events must be recorded before calculating elapsed time.")

    def __repr__(self):
        return f"torch.Event device_type=cpu, device_index=-1, event_flag={int(self._timed)}, event_id={self.event_id}"
