"""``torch._refs.linalg``: the names of ``torch.linalg``."""
import pyautograd as torch

from . import names_of

__getattr__ = names_of("_refs.linalg", torch.linalg)
