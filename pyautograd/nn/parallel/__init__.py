"""``torch.nn.parallel``: modules on several devices. There is one device here, on which they are what they wrap."""
from ... import _lazy
from .data_parallel import DataParallel, data_parallel
from .distributed import DistributedDataParallel


def scatter(inputs, target_gpus, dim=0):
    """Refused where there is a tensor to send: there are no devices to send it to."""
    from .scatter_gather import scatter

    return scatter(inputs, target_gpus, dim)


def gather(outputs, target_device, dim=0):
    """Refused where there is a tensor to fetch: there are no devices to fetch it from."""
    from .scatter_gather import gather

    return gather(outputs, target_device, dim)


def replicate(network, devices, detach=False):
    """Refused unless the list of devices is empty."""
    if not devices:
        return []
    raise AssertionError("Broadcast function not implemented for CPU tensors")


def parallel_apply(modules, inputs, kwargs_tup=None, devices=None):
    """Refused: there are no devices to run on."""
    for name, values in (("inputs", inputs), ("kwargs_tup", kwargs_tup), ("devices", devices)):
        if values is not None and len(modules) != len(values):
            raise AssertionError(f"The number of modules {len(modules)} is not equal to the number of {name} {len(values)}")
    raise RuntimeError("Cannot access accelerator device when none is available.")


__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = ["replicate", "scatter", "parallel_apply", "gather", "data_parallel", "DataParallel", "DistributedDataParallel"]
