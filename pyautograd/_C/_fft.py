"""``torch._C._fft``: the functions of torch.fft."""
from ._namespaces import finder

__getattr__, __dir__ = finder(__name__, "fft", "fft_")
