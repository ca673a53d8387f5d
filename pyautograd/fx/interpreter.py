"""``torch.fx.interpreter``."""
from . import Interpreter, Transformer  # noqa: F401
