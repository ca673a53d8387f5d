"""The deprecated ``torch.cpu.amp`` and ``torch.cuda.amp``: `autocast`, `GradScaler` and the decorators with the device filled in."""
import warnings

from . import autocast_mode, grad_scaler


def _warn(device, name, instead, level=3):
    warnings.warn(f"`torch.{device}.amp.{name}` is deprecated. Please use `torch.amp.{instead}` instead.", FutureWarning, stacklevel=level)


def autocast_for(device, default_dtype):
    """`autocast` for one kind of device."""

    class autocast(autocast_mode.autocast):
        """`torch.amp.autocast` for one kind of device. Deprecated."""

        def __init__(self, enabled=True, dtype=default_dtype, cache_enabled=True):
            _warn(device, "autocast(args...)", f"autocast('{device}', args...)")
            super().__init__(device, enabled=enabled, dtype=dtype, cache_enabled=cache_enabled)

    return autocast


def scaler_for(device):
    """`GradScaler` for one kind of device."""

    class GradScaler(grad_scaler.GradScaler):
        """`torch.amp.GradScaler` for one kind of device. Deprecated."""

        def __init__(self, init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
            _warn(device, "GradScaler(args...)", f"GradScaler('{device}', args...)")
            super().__init__(device, init_scale, growth_factor, backoff_factor, growth_interval, enabled)

    return GradScaler
