"""``torch.nn.functional``: every operator from the table, and the functions that PyTorch writes in Python.

Helpers that PyTorch's modules and other programs import from here, with names that begin with ``_``, stand in `_functional_helpers`.
"""
import math
import warnings

from .. import _lazy
from .._core import core

globals().update(_lazy.operators_of("nn.functional"))
_operators = _lazy.operators_of("nn.functional")
_linear, _cross_entropy = _operators["linear"], _operators["cross_entropy"]


def linear_cross_entropy(input, linear_weight, target, *, linear_bias=None, weight=None, reduction="mean", ignore_index=None, label_smoothing=0.0,
                         options=None):  # fmt: skip
    """`cross_entropy` of the linear map of the input.

    Parameters
    ----------
    input : Tensor
        ``(N, in_features)`` or ``(in_features,)``.
    linear_weight : Tensor
        ``(num_classes, *K, in_features)``; the logits have the shape ``(N, num_classes, *K)``.
    options : LinearCrossEntropyOptions, optional
        PyTorch computes in pieces as it says; the result does not depend on it.

    Raises
    ------
    RuntimeError
        If the shapes do not fit, or `ignore_index` is given with targets that are probabilities.
    """
    if input.dim() < 1 or input.dim() > 2:
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if linear_weight.dim() < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.dim()}")
    batch, features = tuple(input.shape[:-1]), input.shape[-1]
    if features != linear_weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), "
            f"got {features} and {linear_weight.shape[-1]}, respectively"
        )
    outputs = tuple(linear_weight.shape[:-1])
    extra = outputs[1:]
    if linear_bias is not None and tuple(linear_bias.shape) != outputs:
        raise RuntimeError(f"expected linear_bias shape {outputs}, got {tuple(linear_bias.shape)}")
    if extra and not batch:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, (N, {features}), got unbatched "
            f"input with shape {tuple(input.shape)}"
        )
    if tuple(target.shape) == batch + outputs and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    _warn_of_ignored_options(options, target, extra, reduction, label_smoothing, linear_bias)
    if extra:
        linear_weight = linear_weight.reshape((math.prod(outputs), features))
        linear_bias = linear_bias if linear_bias is None else linear_bias.reshape(math.prod(outputs))
    logits = _linear(input, linear_weight, linear_bias).reshape(batch + outputs)
    ignore_index = -100 if ignore_index is None else ignore_index
    return _cross_entropy(logits, target, weight=weight, reduction=reduction, ignore_index=ignore_index, label_smoothing=label_smoothing)


def _warn_of_ignored_options(options, target, extra, reduction, label_smoothing, linear_bias):
    if options is None:
        return
    name = str(target.dtype)
    if extra or reduction not in ("mean", "sum", "none") or label_smoothing != 0.0 or name != "torch.int64":
        warnings.warn(
            "linear_cross_entropy: ``options`` ignored; chunked path needs reduction in {'mean','sum','none'}, label_smoothing == 0, target.dtype == "
            f"int64, out_features == (). Got reduction={reduction!r}, label_smoothing={label_smoothing}, target.dtype={name}, out_features={extra}, "
            f"tracing=False, linear_bias.shape={None if linear_bias is None else tuple(linear_bias.shape)}.",
            stacklevel=3,
        )


def assert_int_or_pair(arg, arg_name, message):
    """Raise AssertionError with `message` unless `arg` is an int or has two elements."""
    if not (isinstance(arg, int) or len(arg) == 2):
        raise AssertionError(message.format(arg_name))


rrelu_ = core.functions["rrelu_"]

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
