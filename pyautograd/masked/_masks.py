"""Masks brought to the shape of their tensor, and what stands for the elements that they leave out."""
import pyautograd as torch

from .._py.util import wrap_dim

_REDUCTIONS = frozenset("sum prod amax amin argmax argmin mean median norm var std logsumexp".split())
_NORMALISATIONS = frozenset("softmax log_softmax softmin normalize cumsum cumprod".split())
_INFINITE = {"amax": -1, "argmax": -1, "logaddexp": -1, "logsumexp": -1, "amin": 1, "argmin": 1}  # operation -> the sign of its identity


def _canonical_dim(dim, ndim):
    """One dimension or several as a sorted tuple of distinct ones counted from the front; None and () are all. IndexError, RuntimeError."""
    if dim is None or dim == ():
        return tuple(range(ndim))
    found = []
    for d in (dim,) if isinstance(dim, int) else dim:
        if d in found:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims")
        found.append(wrap_dim(d, ndim))
    return tuple(sorted(found))


def _reduction_identity(op_name, input, *args):
    """A 0-d tensor that changes nothing when the operation meets it; None where there is none of that kind (mean, var, std)."""
    dtype, name = input.dtype, op_name.rpartition(".")[2]
    if name in ("mean", "var", "std"):
        return None
    if name in ("sum", "cumsum"):
        return torch.tensor(0, dtype=dtype)
    if name in ("prod", "cumprod"):
        return torch.tensor(1, dtype=dtype)
    if name == "norm":
        lowest = args and args[0] == -torch.inf
        if lowest and not dtype.is_floating_point:
            raise AssertionError(f"input must be floating point, got {dtype}")
        return torch.tensor(torch.inf if lowest else 0, dtype=dtype)
    if name == "median":
        return torch.tensor(torch.nan, dtype=dtype if dtype.is_floating_point else torch.float32)
    sign = _INFINITE.get(name)
    if sign is not None:
        if dtype.is_floating_point:
            return torch.tensor(sign * torch.inf, dtype=dtype)
        if dtype.is_complex and name == "logsumexp":
            return torch.tensor(complex(-torch.inf, 0), dtype=dtype)
        if dtype is not torch.bool:
            limits = torch.iinfo(dtype)
            return torch.tensor(limits.min if sign < 0 else limits.max, dtype=dtype)
    raise NotImplementedError(f"identity of {name} on {dtype} input")


def _where(mask, input, fill_value):
    """`input` with `fill_value` where the mask is false."""
    return torch.where(mask, input, fill_value)


def _input_mask(input, *args, **kwargs):
    """The argument ``mask`` as a bool tensor of the shape of `input`. ValueError without a mask, IndexError for one of more dimensions."""
    mask = kwargs.get("mask")
    if input.layout is not torch.strided:
        raise ValueError(f"_input_mask expects strided tensor but got {input.layout}")
    if mask is None:
        raise ValueError("_input_mask requires explicit mask")
    if mask.ndim > input.ndim:
        raise IndexError("_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)")
    if mask.layout is not torch.strided:
        mask = mask.to_dense()
    if mask.shape != input.shape:
        mask = torch.broadcast_to(mask.clone(), input.shape)
    return mask.to(dtype=torch.bool)


def _output_mask(op, input, *args, **kwargs):
    """Which elements of a masked operation's result come from elements that the mask lets through."""
    if not callable(op):
        raise ValueError(f"_output_mask expected masked operation (got {type(op).__name__} object)")
    name = op.__name__
    if name in _NORMALISATIONS:
        return _input_mask(input, *args, **kwargs)
    if name not in _REDUCTIONS:
        raise ValueError(f"_output_mask expected masked operation (got callable {op.__module__}.{name})")
    if name == "norm":
        args = args[1:]  # without the order
    mask = _input_mask(input, *args, **kwargs)
    for d in reversed(_canonical_dim(args[0] if args else kwargs.get("dim"), input.ndim)):
        mask = mask.any(dim=d, keepdim=bool(kwargs.get("keepdim", False)))
    return mask


def _combine_input_and_mask(op, input, mask, *args):
    """`input` with the identity of the operation where the mask is false."""
    if mask is None:
        return input
    mask = _input_mask(input, mask=mask)
    if not callable(op):
        raise ValueError(f"_combine_input_and_mask expected masked operation (got {type(op).__name__} object)")
    return _where(mask, input, _reduction_identity(op.__name__, input, *args))


def refuse_layout(name, *tensors):
    """ValueError unless the tensors are dense."""
    for tensor in tensors:
        if tensor.layout is not torch.strided:
            raise ValueError(f"masked {name} expects strided tensor (got {tensor.layout} tensor)")
