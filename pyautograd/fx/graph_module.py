"""``torch.fx.graph_module``."""
from . import GraphModule  # noqa: F401
