"""``torch._C._VariableFunctions``: the functions of torch."""
from ._namespaces import finder

__getattr__, __dir__ = finder(__name__, "")
