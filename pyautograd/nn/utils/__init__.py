"""``torch.nn.utils``: tools for parameters and modules. Everything loads when it is asked for."""
import sys
import types

from ... import _lazy

_SOURCES = {
    "clip_grad": ("_clip_grads_with_norm_", "_get_total_norm", "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_",
                  "get_total_norm"),
    "convert_parameters": ("parameters_to_vector", "vector_to_parameters"),
    "fusion": ("fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights"),
    "init": ("skip_init",),
    "memory_format": ("convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"),
    "spectral_norm": ("remove_spectral_norm", "spectral_norm"),
    "weight_norm": ("remove_weight_norm", "weight_norm"),
}  # fmt: skip
_NAMES = {_name: _module for _module, _names in _SOURCES.items() for _name in _names}
__all__ = [*[_name for _name in _NAMES if not _name.startswith("_")], "parametrizations", "parametrize", "rnn", "stateless"]

__getattr__, __dir__ = _lazy.attributes(
    __name__, (*_SOURCES, "rnn", "parametrizations", "parametrize", "prune", "stateless"), _NAMES
)

# These two functions hide the modules they come from. The import system binds a module to its package whenever it is imported under a new
# name (the runner's `torch.nn.utils.weight_norm`), so the package does not let itself be bound.
_HIDDEN = ("spectral_norm", "weight_norm")


class _Package(types.ModuleType):
    def __setattr__(self, name, value):
        if not (name in _HIDDEN and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
from .spectral_norm import spectral_norm
from .weight_norm import weight_norm
