"""Devices that tensors are made on where none is asked for: ``with torch.device("meta")`` and `set_default_device`."""
import functools
import threading

import pyautograd as torch

from .. import _types
from ..overrides import TorchFunctionMode


@functools.lru_cache(None)
def _device_constructors():
    """The functions that take a device and make a tensor from no other."""
    names = (
        "empty empty_permuted empty_strided empty_quantized ones arange bartlett_window blackman_window eye full fill hamming_window hann_window "
        "kaiser_window linspace logspace nested_tensor normal rand randn randint randperm range sparse_coo_tensor sparse_compressed_tensor "
        "sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor sparse_bsc_tensor tril_indices triu_indices zeros asarray tensor as_tensor scalar_tensor"
    )
    found = {getattr(torch, name) for name in names.split() if name not in ("normal", "fill", "nested_tensor") and hasattr(torch, name)}
    windows = torch.signal.windows
    return found | {getattr(windows, name) for name in windows.__all__}


class DeviceContext(TorchFunctionMode):
    """Lets functions that make tensors make them on `device` where they are not told on which."""

    def __init__(self, device):
        self.device = torch.device(device)

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if kwargs.get("device") is None and func in _device_constructors():
            kwargs = {**kwargs, "device": self.device}
        return func(*args, **kwargs)


_local = threading.local()


def _entered():
    if not hasattr(_local, "entered"):
        _local.entered, _local.default = [], None
    return _local


def enter(device):
    """Begin to make tensors on `device`, in this thread. What `leave` ends."""
    mode = DeviceContext(device) if device.type != "cpu" or _entered().entered or _entered().default else None
    if mode is not None:
        mode.__enter__()
    _entered().entered.append((device, mode))
    return device


def leave():
    """End what `enter` began last."""
    _, mode = _entered().entered.pop()
    if mode is not None:
        mode.__exit__(None, None, None)


def set_default(device):
    """Make tensors on `device` from now on, in this thread; None is the CPU."""
    local = _entered()
    if local.default is not None:
        local.default.__exit__(None, None, None)
        local.default = None
    if device is not None and torch.device(device).type != "cpu":
        local.default = DeviceContext(device)
        local.default.__enter__()


def get_default():
    """The device that tensors are made on where none is asked for."""
    local = _entered()
    if local.entered:
        return local.entered[-1][0]
    return local.default.device if local.default is not None else _types.CPU


def set_device(device):
    """A decorator that calls a function within ``with torch.device(device)``."""

    def decorated(function):
        @functools.wraps(function)
        def called(*args, **kwargs):
            with torch.device(device):
                return function(*args, **kwargs)

        return called

    return decorated
