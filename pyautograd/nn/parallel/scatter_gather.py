"""Tensors in nested data to devices and back."""
from ..._core import core

TensorBase = core.TensorBase
_NO_DEVICE = "Cannot access accelerator device when none is available."


def _is_namedtuple(obj):
    return isinstance(obj, tuple) and hasattr(obj, "_asdict") and hasattr(obj, "_fields")


def scatter(inputs, target_gpus, dim=0):
    """For each device, the data with its part of each tensor. A tensor is refused: there are no devices."""
    if isinstance(inputs, TensorBase):
        raise RuntimeError(_NO_DEVICE)
    if _is_namedtuple(inputs):
        return [type(inputs)(*parts) for parts in zip(*[scatter(part, target_gpus, dim) for part in inputs])]
    if isinstance(inputs, tuple) and inputs:
        return list(zip(*[scatter(part, target_gpus, dim) for part in inputs]))
    if isinstance(inputs, list) and inputs:
        return [list(parts) for parts in zip(*[scatter(part, target_gpus, dim) for part in inputs])]
    if isinstance(inputs, dict) and inputs:
        return [type(inputs)(parts) for parts in zip(*[scatter(part, target_gpus, dim) for part in inputs.items()])]
    return [inputs for _ in target_gpus]


def scatter_kwargs(inputs, kwargs, target_gpus, dim=0):
    """`scatter` of positional and keyword arguments, as tuples of equal length."""
    args = scatter(inputs, target_gpus, dim) if inputs else []
    named = scatter(kwargs, target_gpus, dim) if kwargs else []
    args.extend([()] * (len(named) - len(args)))
    named.extend([{}] * (len(args) - len(named)))
    return tuple(args), tuple(named)


def gather(outputs, target_device, dim=0):
    """The data of all devices as one. A tensor is refused: there are no devices."""
    first = outputs[0]
    if isinstance(first, TensorBase):
        raise AssertionError("Gather function not implemented for CPU tensors")
    if first is None:
        return None
    if isinstance(first, dict):
        if not all([len(first) == len(output) for output in outputs]):
            raise ValueError("All dicts must have the same number of keys")
        return type(first)([(key, gather([output[key] for output in outputs], target_device, dim)) for key in first])
    parts = [gather(part, target_device, dim) for part in zip(*outputs)]
    return type(first)._make(parts) if _is_namedtuple(first) else type(first)(parts)


__all__ = ["scatter", "scatter_kwargs", "gather"]
