"""``torch._refs.special``: the names of ``torch.special``."""
import pyautograd as torch

from . import names_of

__getattr__ = names_of("_refs.special", torch.special)
