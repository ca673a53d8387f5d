"""``torch._refs.nn.functional``: the names of ``torch.nn.functional``."""
import pyautograd as torch

from .. import names_of

__getattr__ = names_of("_refs.nn.functional", torch.nn.functional)
