"""``torch.utils._device``: a default device for what is made in a block or a function. There is the CPU, and meta, which has no memory."""
import functools
import threading

from .. import _types
from ..overrides import TorchFunctionMode, _pop_mode, _push_mode

CURRENT_DEVICE = None


@functools.lru_cache(1)
def _device_constructors():
    """The functions that take ``device=`` and make tensors of nothing."""
    import pyautograd as torch

    names = (
        "empty", "empty_permuted", "empty_strided", "ones", "arange", "bartlett_window", "blackman_window", "eye", "full", "hamming_window", "hann_window",
        "kaiser_window", "linspace", "logspace", "rand", "randn", "randint", "randperm", "range", "scalar_tensor", "tril_indices", "triu_indices", "zeros",
        "asarray", "tensor", "as_tensor",
    )  # fmt: skip
    return {torch.fft.fftfreq, torch.fft.rfftfreq, *(getattr(torch, name) for name in names)}


class DeviceContext(TorchFunctionMode):
    """Within ``with DeviceContext(device)``, functions that make tensors are called with that ``device=`` unless they are given one."""

    def __init__(self, device):
        self.device = _types.device(device)

    def __enter__(self):
        global CURRENT_DEVICE
        self.old_device = CURRENT_DEVICE
        CURRENT_DEVICE = self.device
        _push_mode(self)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        global CURRENT_DEVICE
        CURRENT_DEVICE = self.old_device
        _pop_mode()

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in _device_constructors() and kwargs.get("device") is None:
            kwargs["device"] = self.device
        return func(*args, **kwargs)


def device_decorator(device, func):
    """`func`, run in ``device()``."""

    @functools.wraps(func)
    def run(*args, **kwargs):
        with device():
            return func(*args, **kwargs)

    return run


def set_device(device):
    """A decorator that runs a function with a default device."""
    return lambda func: device_decorator(lambda: _types.device(device), func)


class _Entered(threading.local):
    """What a thread has entered by ``with torch.device(...)``, and the device that it has set."""

    def __init__(self):
        self.contexts, self.default = [], None


_entered = _Entered()


def enter(device):
    """Begin to make tensors on `device`, in this thread; `leave` ends it. The CPU needs no mode where nothing else was asked for."""
    context = DeviceContext(device) if device.type != "cpu" or _entered.contexts or _entered.default else None
    if context is not None:
        context.__enter__()
    _entered.contexts.append((device, context))
    return device


def leave():
    """End what `enter` began last."""
    _, context = _entered.contexts.pop()
    if context is not None:
        context.__exit__(None, None, None)


def set_default(device):
    """Make tensors on `device` from now on, in this thread; None is the CPU."""
    if _entered.default is not None:
        _entered.default.__exit__(None, None, None)
        _entered.default = None
    if device is not None and _types.device(device).type != "cpu":
        _entered.default = DeviceContext(device)
        _entered.default.__enter__()


def get_default():
    """The device that tensors are made on where none is asked for."""
    if _entered.contexts:
        return _entered.contexts[-1][0]
    return _types.CPU if _entered.default is None else _entered.default.device
