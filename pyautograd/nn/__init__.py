"""``torch.nn``: for now its functions and the tensors that modules own; the modules come with a later version."""
from .. import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__, ("functional", "parameter"), dict.fromkeys(("Parameter", "Buffer"), "parameter"))
