"""``torch.nn.functional``: every operator from the table, and the functions that PyTorch writes in Python.

Helpers that PyTorch's modules and other programs import from here, with names that begin with ``_``, stand in `_functional_helpers`.
"""
from .. import _lazy
from .._core import core

globals().update(_lazy.operators_of("nn.functional"))


def assert_int_or_pair(arg, arg_name, message):
    """Raise AssertionError with `message` unless `arg` is an int or has two elements."""
    if not (isinstance(arg, int) or len(arg) == 2):
        raise AssertionError(message.format(arg_name))


rrelu_ = core.functions["rrelu_"]
linear_cross_entropy = core.overridable(linear_cross_entropy)  # noqa: F821  from the table

_SHARED = {"math": "math", "warnings": "warnings", "np": "numpy", "importlib": "importlib", "dataclasses": "dataclasses"}
_HELPERS = (
    "_canonical_mask", "_check_key_padding_mask", "_in_projection", "_in_projection_packed", "_mha_shape_check", "_none_or_dtype", "_get_softmax_dim",
    "_unpool_output_size", "_check_unpool_output_size", "_verify_batch_size", "_verify_spatial_size", "_is_integer", "_no_grad_embedding_renorm_",
    "_list_or_empty", "_max_pool1d", "_max_pool2d", "_max_pool3d", "_adaptive_max_pool1d", "_adaptive_max_pool2d", "_adaptive_max_pool3d",
    "_fractional_max_pool2d", "_fractional_max_pool3d", "_threshold", "boolean_dispatch", "GRID_SAMPLE_INTERPOLATION_MODES",
    "GRID_SAMPLE_PADDING_MODES",
)  # fmt: skip


def __getattr__(name):
    import importlib
    import sys

    module = sys.modules[__name__]
    if name in _HELPERS:
        value = getattr(importlib.import_module("._functional_helpers", __package__), name)
    elif name in ("_single", "_pair", "_triple", "_list_with_default"):
        value = getattr(importlib.import_module(".modules.utils", __package__), name)
    elif name == "grouped_mm":
        value = importlib.import_module(".._native_matrices", __package__).grouped_mm
    elif name == "_Reduction":
        value = importlib.import_module("._reduction", __package__)
    elif name == "grad":
        value = importlib.import_module(".grad", __package__)
    elif name in _SHARED:
        value = importlib.import_module(_SHARED[name])
    elif name in ("torch", "Tensor"):
        value = importlib.import_module("..", __package__)
        value = value.Tensor if name == "Tensor" else value
    elif name in ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic", "handle_torch_function"):
        value = getattr(importlib.import_module("..overrides", __package__), name)
    else:
        raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
    setattr(module, name, value)
    return value
