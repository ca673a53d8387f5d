"""``torch._C._special``: the functions of torch.special."""
from ._namespaces import finder

__getattr__, __dir__ = finder(__name__, "special", "special_")
