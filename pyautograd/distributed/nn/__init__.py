"""``torch.distributed.nn``: collective operators with derivatives. They need a process group, and there is none."""
from .functional import *  # noqa: F403
