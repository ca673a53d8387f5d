"""``torch.fx.experimental``: what programs ask while nothing is traced."""
from ... import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__)
