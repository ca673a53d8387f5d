"""``torch.utils``."""
from .. import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__, ("checkpoint", "hooks", "data", "weak", "dlpack", "flop_counter", "_python_dispatch", "_mode_utils", "_pytree", "_contextlib"), {"swap_tensors": "_swapping"})
