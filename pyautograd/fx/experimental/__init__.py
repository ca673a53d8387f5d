"""``torch.fx.experimental``: `proxy_tensor`, which traces operators, and `optimization`, which fuses layers."""
from ... import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__)
