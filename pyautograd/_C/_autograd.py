"""What programs reach as ``torch._C._autograd``: saved-tensor hooks, version counters, how a view came to be."""
import enum

from .._core import core
from ..autograd._switches import (  # noqa: F401
    _pop_saved_tensors_default_hooks,
    _push_saved_tensors_default_hooks,
    _saved_tensors_hooks_disable,
    _saved_tensors_hooks_enable,
    _saved_tensors_hooks_get_disabled_error_message,
    _saved_tensors_hooks_is_enabled,
    _top_saved_tensors_default_hooks,
    _unsafe_set_version_counter,
)


class CreationMeta(enum.IntEnum):
    """How a view came to be, for what may be done to it in place."""

    DEFAULT = 0
    IN_CUSTOM_FUNCTION = 1
    MULTI_OUTPUT_NODE = 2
    NO_GRAD_MODE = 3
    INFERENCE_MODE = 4


_CREATIONS = ("default", "custom_function", "multi_output", "no_grad", "inference")


def _get_creation_meta(tensor):
    """How a view came to be."""
    return CreationMeta(_CREATIONS.index(core.creation_of(tensor)))


def _set_creation_meta(tensor, meta):
    """Say that a view came to be in another way."""
    core.set_creation(tensor, _CREATIONS[meta])


def __getattr__(name):
    if name == "SavedTensor":
        return core.SavedTensor
    raise AttributeError(f"module 'torch._C._autograd' has no attribute '{name}'")
