"""``torch.distributed.nn.functional``: collective operators with derivatives. They need a process group, and there is none."""
from .. import _without_group

for _name in ("all_gather", "all_reduce", "all_to_all", "all_to_all_single", "broadcast", "gather", "reduce", "reduce_scatter", "scatter"):
    globals()[_name] = _without_group(_name)
