"""``torch._VF``: the functions that PyTorch's modules call without argument checks in Python. They are those of the main namespace."""
from ._core import core


def __getattr__(name):
    if name in core.functions:
        return core.functions[name]
    raise AttributeError(f"module 'torch._VF' has no attribute '{name}'")
