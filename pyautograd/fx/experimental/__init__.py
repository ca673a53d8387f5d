"""``torch.fx.experimental``: `proxy_tensor`, which traces operators."""
from ... import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__)
