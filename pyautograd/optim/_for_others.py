"""What optimizers that others write import from ``torch.optim.optimizer``: types of arguments, sentences of docstrings, and checks."""
from collections.abc import Callable, Iterable
from typing import Any

import pyautograd as torch

ParamsT = Iterable[torch.Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, torch.Tensor]]
Args, Kwargs, StateDict = tuple[Any, ...], dict[str, Any], dict[str, Any]
DeviceDict, DeviceDtypeDict, TensorListList = dict, dict, list[list[torch.Tensor | None]]
GlobalOptimizerPreHook = Callable[["Optimizer", Args, Kwargs], tuple[Args, Kwargs] | None]  # noqa: F821
GlobalOptimizerPostHook = Callable[["Optimizer", Args, Kwargs], None]  # noqa: F821

_params_doc = "params (iterable): the parameters, named ones, or dicts that define groups of them"
_maximize_doc = "maximize (bool, optional): go up instead of down (default: False)"
_foreach_doc = "foreach (bool, optional): taken for PyTorch's sake (default: None)"
_fused_doc = "fused (bool, optional): taken for PyTorch's sake (default: None)"
_capturable_doc = "capturable (bool, optional): for graphs of CUDA, which are not supported (default: False)"
_differentiable_doc = "differentiable (bool, optional): whether gradients flow through the step (default: False)"


def _stack_if_compiling(x):
    """`x` itself: nothing is compiled."""
    return x


def _disable_dynamo_if_unsupported(single_tensor_fn=None):
    """A decorator that leaves a function as it is: nothing is compiled."""
    return lambda function: function


def _get_capturable_supported_devices(supports_xla=True):
    """The devices whose steps can be captured in a graph: there are none here."""
    return []


def _device_dtype_check_for_fused(param, cuda_unsupported=False):
    """RuntimeError unless a fused step takes the parameter: it must be floating point."""
    if not torch.is_floating_point(param):
        raise RuntimeError(
            "`fused=True` requires all the params to be floating point Tensors of supported devices: ['mtia', 'mps', 'cuda', 'xpu', 'hpu', 'cpu', "
            f"'privateuseone'] but {param.dtype} and {param.device.type}"
        )
