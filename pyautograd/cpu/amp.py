"""``torch.cpu.amp``, deprecated: `torch.amp` for the CPU."""
from .. import _types
from ..amp._per_device import autocast_for, scaler_for

autocast = autocast_for("cpu", _types.bfloat16)
GradScaler = scaler_for("cpu")
for _class in (autocast, GradScaler):
    _class.__module__, _class.__qualname__ = __name__, _class.__name__
