"""Anomaly detection: find the operator whose backward fails or makes NaN, and the line that called it."""
import warnings

from .._core import core
from .._toplevel import set_anomaly_enabled


class _AnomalyMode:
    forward = None

    def __enter__(self):
        if self.check_forward:
            from ._forward_check import ForwardCheck

            self.forward = ForwardCheck()
            self.forward.__enter__()
        set_anomaly_enabled(True, self.check_nan)

    def __exit__(self, *exc):
        core.set_anomaly_mode(self.prev, self.prev_check_nan)
        if self.forward is not None:
            self.forward.__exit__(*exc)
            self.forward = None


class detect_anomaly(_AnomalyMode):
    """Context manager: a backward that fails names the forward call, with its traceback, that the failing node came from.

    Parameters
    ----------
    check_nan : bool
        Raise RuntimeError also where a gradient becomes NaN.
    check_forward : bool
        Raise RuntimeError in the forward pass already, at the first operation or custom Function of this thread that makes a NaN from
        arguments without one: the error names it, its traceback ends in the line that called it. Beyond PyTorch.

    Both the forward and the backward must run inside. Every operator then records its traceback, which is slow; outside, nothing
    is recorded and nothing costs. The tracebacks come as warnings before the error: first that of the node which failed, then, where
    that node was itself made by a backward, that of the node whose backward it was, and so on.

    A tensor that is changed in place inside remembers by which operation and from which line. Where it was saved for backward and the
    change makes that fail, the error ("modified by an inplace operation") ends with them. PyTorch leaves that to the reader.

    The mode belongs to the process and not to the thread, as in PyTorch.
    """

    def __init__(self, check_nan=True, *, check_forward=False):
        self.prev = core.is_anomaly_enabled()
        self.prev_check_nan = core.is_anomaly_check_nan_enabled()
        self.check_nan, self.check_forward = check_nan, check_forward
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.", stacklevel=2
        )


class set_detect_anomaly(_AnomalyMode):
    """Turn anomaly detection on or off: at once when called, and back on leaving when used as a context manager."""

    def __init__(self, mode, check_nan=True):
        self.prev = core.is_anomaly_enabled()
        self.prev_check_nan = core.is_anomaly_check_nan_enabled()
        self.mode, self.check_nan = mode, check_nan
        set_anomaly_enabled(mode, check_nan)

    def __enter__(self):
        pass


for _shown in (detect_anomaly, set_detect_anomaly):
    _shown.__module__ = "torch.autograd.anomaly_mode"

__all__ = ["detect_anomaly", "set_detect_anomaly"]
