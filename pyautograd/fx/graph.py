"""``torch.fx.graph``."""
from . import Graph  # noqa: F401
