"""``torch.utils``."""
from .. import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__, ("checkpoint", "hooks", "data"), {"swap_tensors": "_swap"})
