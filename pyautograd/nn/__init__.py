"""``torch.nn``: for now its functions; the modules come with a later version."""
from .. import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__, ("functional",))
