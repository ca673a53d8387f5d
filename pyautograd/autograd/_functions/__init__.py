"""Functions that PyTorch keeps for old programs."""
from .tensor import Resize, Type  # noqa: F401
