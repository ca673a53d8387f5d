"""``torch._C._nn``: the functions behind nn.functional."""
from ._namespaces import finder

__getattr__, __dir__ = finder(__name__, "nn.functional")
