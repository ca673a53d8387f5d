"""``torch.nn.parallel``: modules on several devices. There is one device here, on which they are what they wrap."""
from ... import _lazy
from .data_parallel import DataParallel, data_parallel
from .distributed import DistributedDataParallel
from .parallel_apply import parallel_apply
from .replicate import replicate


def scatter(inputs, target_gpus, dim=0):
    """Refused where there is a tensor to send: there are no devices to send it to."""
    from .scatter_gather import scatter

    return scatter(inputs, target_gpus, dim)


def gather(outputs, target_device, dim=0):
    """Refused where there is a tensor to fetch: there are no devices to fetch it from."""
    from .scatter_gather import gather

    return gather(outputs, target_device, dim)


__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = ["replicate", "scatter", "parallel_apply", "gather", "data_parallel", "DataParallel", "DistributedDataParallel"]
