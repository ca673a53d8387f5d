"""``torch.fx.node``."""
from . import Node  # noqa: F401
