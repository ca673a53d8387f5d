"""PyTorch's internal names of `func`, which some programs import."""
from .._lazy import attributes

_MODULES = (
    "apis", "autograd_function", "batch_norm_replacement", "config", "deprecated", "eager_transforms", "functional_call", "make_functional", "predispatch",
    "pyfunctorch", "utils", "vmap",
)  # fmt: skip
__getattr__, __dir__ = attributes(__name__, _MODULES)
