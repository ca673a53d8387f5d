"""``torch.distributed.nn``: collective operators with derivatives."""
from .functional import *  # noqa: F403
