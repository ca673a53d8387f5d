"""``torch._C._linalg``: the functions of torch.linalg."""
from ._namespaces import finder

__getattr__, __dir__ = finder(__name__, "linalg", "linalg_")
