"""``torch.cuda.amp``, deprecated: `torch.amp` for CUDA, which is not there."""
import functools

from ... import _lazy, _types, amp
from ...amp._per_device import _warn, autocast_for, scaler_for
from .common import amp_definitely_not_available

__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = ["GradScaler", "amp_definitely_not_available", "autocast", "custom_bwd", "custom_fwd"]

autocast = autocast_for("cuda", _types.float16)
GradScaler = scaler_for("cuda")
for _class, _module in ((autocast, "autocast_mode"), (GradScaler, "grad_scaler")):
    _class.__module__, _class.__qualname__ = f"{__name__}.{_module}", _class.__name__


def custom_fwd(fwd=None, *, cast_inputs=None):
    """`torch.amp.custom_fwd` for CUDA. Deprecated."""
    _warn("cuda", "custom_fwd(args...)", "custom_fwd(args..., device_type='cuda')")
    return functools.partial(amp.custom_fwd, device_type="cuda")(fwd=fwd, cast_inputs=cast_inputs)


def custom_bwd(bwd):
    """`torch.amp.custom_bwd` for CUDA. Deprecated."""
    _warn("cuda", "custom_bwd(args...)", "custom_bwd(args..., device_type='cuda')")
    return functools.partial(amp.custom_bwd, device_type="cuda")(bwd)
