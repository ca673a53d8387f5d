"""``torch.fx._symbolic_trace``."""
from . import Tracer, symbolic_trace, wrap  # noqa: F401
