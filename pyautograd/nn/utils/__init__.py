"""``torch.nn.utils``: tools for parameters and modules. Everything loads when it is asked for."""
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
__all__ = [_name for _name in _NAMES if not _name.startswith("_")]

__getattr__, __dir__ = _lazy.attributes(
    __name__, (*_SOURCES, "rnn", "parametrizations", "parametrize", "prune", "stateless"), _NAMES
)

# These hide the modules they come from, however those are imported: at once, then.
from .spectral_norm import spectral_norm
from .weight_norm import weight_norm
