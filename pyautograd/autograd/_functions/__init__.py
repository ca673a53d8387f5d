"""Functions from before operators had derivatives of their own, which old programs still name."""
from .tensor import Resize, Type  # noqa: F401
