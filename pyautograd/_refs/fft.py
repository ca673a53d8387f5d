"""``torch._refs.fft``: the names of ``torch.fft``."""
import pyautograd as torch

from . import names_of

__getattr__ = names_of("_refs.fft", torch.fft)
