"""``torch._refs._conversions``: methods that convert, and ``complex`` and ``polar``."""
import pyautograd as torch

from . import names_of

_METHODS = "bfloat16 bool byte cdouble cfloat chalf char double float half int long short".split()
globals().update({name: getattr(torch.Tensor, name) for name in _METHODS})
__getattr__ = names_of("_refs._conversions", torch)
