"""``torch.cpu.amp``, deprecated: `torch.amp` for the CPU."""
from .. import _types
from ..amp._per_device import autocast_for, scaler_for

autocast = autocast_for("cpu", _types.bfloat16)
GradScaler = scaler_for("cpu")
for _class, _module in ((autocast, "autocast_mode"), (GradScaler, "grad_scaler")):
    _class.__module__, _class.__qualname__ = f"{__name__}.{_module}", _class.__name__
