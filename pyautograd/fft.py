"""``torch.fft``: discrete Fourier transforms, every operator from the table."""
from . import _lazy

globals().update(_lazy.operators_of("fft"))
