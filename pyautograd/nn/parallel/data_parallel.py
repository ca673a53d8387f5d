"""`DataParallel`: a module on several devices. Without any, as here and as in PyTorch on a machine without them, it calls the module."""
from ..modules.module import Module


class DataParallel(Module):
    """Calls `module`, its attribute of that name. There are no devices to share the batch among: ``device_ids`` is empty."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module
        self.device_ids = []

    def __class_getitem__(cls, item):
        return cls

    def forward(self, *inputs, **kwargs):
        """``module(*inputs, **kwargs)``."""
        return self.module(*inputs, **kwargs)


def data_parallel(module, inputs, device_ids=None, output_device=None, dim=0, module_kwargs=None):
    """Refused: unlike `DataParallel`, it needs devices."""
    raise RuntimeError("device type could not be determined")


__all__ = ["DataParallel", "data_parallel"]
