"""``torch.nn.parallel.distributed``: the module that several processes train. There are no groups of processes here."""
from ..modules.module import Module


class DistributedDataParallel(Module):
    """Refused: there is no distributed computation."""

    def __init__(self, *args, **kwargs):
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
