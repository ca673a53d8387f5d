"""``torch.sparse_coo_tensor``, and the checks of what it is given."""
import math

import numpy as np

from .. import _types
from .._convert import type_name
from .._core import core
from .._creation import tensor as make_tensor
from .._warnings import warn_once
from ._coo import empty, grouped, make

_OPTIONS = "torch.dtype dtype = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False, bool check_invariants = None"
_FORMS = (
    f"(object indices, object values, *, {_OPTIONS}, bool is_coalesced = None)",
    f"(object indices, object values, tuple of ints size, *, {_OPTIONS}, bool is_coalesced = None)",
    "(tuple of ints size, *, torch.dtype dtype = None, torch.device device = None, bool requires_grad = False, bool check_invariants = None)",
)
_UNCHECKED = (
    "Sparse invariant checks are implicitly disabled. Memory errors (e.g. SEGFAULT) will occur when operating on a sparse tensor which violates the "
    "invariants, but checks incur performance overhead. To silence this warning, explicitly opt in or out. See "
    "`torch.sparse.check_sparse_tensor_invariants.__doc__` for guidance."
)
checking = None  # what `check_sparse_tensor_invariants` was told; None: nothing yet


def no_form(name, forms, args, kwargs):
    """The error for arguments that fit no form of a constructor."""
    got = ", ".join([type_name(a) for a in args] + [f"{k}={type_name(v)}" for k, v in kwargs.items()])
    lines = "".join([f" * {form}\n" for form in forms])
    return TypeError(f"{name}() received an invalid combination of arguments - got ({got}), but expected one of:\n{lines}")


def is_size(value):
    """Whether a value can be a shape."""
    return isinstance(value, (tuple, list)) and all([isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in value])


def wanted_check(check_invariants):
    """Whether to check a tensor that is being made; the first time that nobody has said, it is warned that there is no check."""
    if check_invariants is not None:
        return bool(check_invariants)
    if checking is None:
        warn_once(_UNCHECKED, stacklevel=3)
        return False
    return checking


def as_values(values, dtype, device):
    """The plain tensor of what was given as values."""
    if isinstance(values, core.TensorBase):
        return values if dtype is None or values.dtype is dtype else values.to(dtype)
    return make_tensor(values, dtype=dtype)


def as_indices(indices):
    """The integer array of what was given as indices, shared with a tensor of int64."""
    tensor = indices if isinstance(indices, core.TensorBase) else make_tensor(indices)
    tensor = tensor.detach()
    return core.array(tensor if tensor.dtype is _types.int64 else tensor.to(_types.int64))


def refuse_device(device):
    """Raise for a device other than the CPU."""
    if device is not None and _types.device(device).type != "cpu":
        if _types.device(device).type == "cuda":
            raise AssertionError("Torch not compiled with CUDA enabled")
        raise NotImplementedError(f"sparse tensors on the device '{device}': not supported by pyautograd")


def check_parts(where, values, size):
    """Raise PyTorch's errors for parts that cannot belong together; the shape, inferred where it is not given."""
    if where.ndim != 2:
        raise RuntimeError(f"indices must be sparse_dim x nnz, but got: {list(where.shape)}")
    sparse = where.shape[0]
    if size is None:
        sizes = [0] * sparse
        if where.shape[1]:
            smallest = where.min(axis=1) if sparse else ()
            for d, n in enumerate(smallest):
                if n < 0:
                    raise RuntimeError(f"found negative index {n} for dim {d}")
            sizes = [int(n) + 1 for n in where.max(axis=1)] if sparse else []
        size = (*sizes, *values.shape[1:])
    dense = values.dim() - 1
    if sparse + dense != len(size):
        raise RuntimeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = {sparse}, dense_dim = {dense}"
        )
    if any([n < 0 for n in size]) or math.prod(size) >= 2**63:
        raise RuntimeError("numel: integer multiplication overflow")
    if where.shape[1] != values.shape[0]:
        raise RuntimeError(f"indices and values must have same nnz, but got nnz from indices: {where.shape[1]}, nnz from values: {values.shape[0]}")
    if tuple(values.shape[1:]) != tuple(size[sparse:]):
        raise RuntimeError(f"values has incorrect size, expected {[where.shape[1], *size[sparse:]]}, got {list(values.shape)}")
    return tuple([int(n) for n in size])


def check_bounds(where, size, is_coalesced):
    """Raise PyTorch's errors for coordinates that are out of bounds, or not what they are said to be."""
    for d, row in enumerate(where):
        if not row.size:
            continue
        if row.min() < 0:
            raise RuntimeError(f"found negative index {row.min()} for dim {d}")
        if row.max() >= size[d]:
            raise RuntimeError(f"size is inconsistent with indices: for dim {d}, size is {size[d]} but found index {row.max()}")
    if is_coalesced:
        found, order = grouped(where, size[: len(where)])
        if found.shape != where.shape or (np.diff(order) <= 0).any():
            raise RuntimeError("cannot set is_coalesced to true if indices correspond to uncoalesced COO tensor")


def sparse_coo_tensor(*args, **kwargs):
    """A sparse tensor in coordinate format.

    Parameters
    ----------
    indices : array_like, shape (sparse_dim, nnz)
        The coordinates of the values. A tensor of int64 is shared.
    values : array_like, shape (nnz, *dense shape)
        A tensor is shared, and gradients flow to it.
    size : sequence of int, optional
        The shape; the smallest that holds all coordinates if it is not given. Given alone, nothing is stored.
    dtype : dtype, optional
    device : device, optional
        The CPU.
    pin_memory, requires_grad : bool
    check_invariants : bool, optional
        Check that the coordinates are inside of the shape; `torch.sparse.check_sparse_tensor_invariants` says so for all.
    is_coalesced : bool, optional
        That every coordinate is there once, in order.

    Returns
    -------
    Tensor

    Raises
    ------
    TypeError
        If the arguments fit no form.
    RuntimeError
        If indices, values and size do not fit each other.
    """
    given = dict(kwargs)
    options = {name: given.pop(name) for name in list(given) if name in _NAMES}
    names = ("indices", "values", "size") if len(args) > 1 or "indices" in given or "values" in given else ("size",)
    if len(args) > len(names) or not args and not given or any([n not in names for n in given]):
        raise no_form("sparse_coo_tensor", _FORMS, args, kwargs)
    parts = dict(zip(names, args), **given)
    size, dtype, requires_grad = parts.get("size"), options.get("dtype"), options.get("requires_grad", False)
    if names == ("size",):
        if not is_size(size):
            raise TypeError(f"sparse_coo_tensor(): argument 'size' (position 1) must be tuple of ints, not {type_name(size)}")
        refuse_device(options.get("device"))
        if any([n < 0 for n in size]) or math.prod(size) >= 2**63:
            raise RuntimeError("numel: integer multiplication overflow")
        return empty(tuple(size), dtype or _types.get_default_dtype()).requires_grad_(bool(requires_grad))
    if "indices" not in parts or "values" not in parts or size is not None and not is_size(size):
        raise no_form("sparse_coo_tensor", _FORMS, args, kwargs)
    refuse_device(options.get("device"))
    values = as_values(parts["values"], dtype, options.get("device"))
    where = as_indices(parts["indices"])
    if where.ndim == 2 and not values.dim():
        values = values.expand(1)
    return coo_tensor(where, values, size, options.get("check_invariants"), options.get("is_coalesced"), requires_grad)


_NAMES = frozenset(("dtype", "device", "pin_memory", "requires_grad", "check_invariants", "is_coalesced"))


def coo_tensor(where, values, size, check_invariants=None, is_coalesced=None, requires_grad=False):
    """The sparse tensor of an array of coordinates and a tensor of values, after the checks."""
    check = wanted_check(check_invariants)
    size = check_parts(where, values, size)
    if check:
        check_bounds(where, size, is_coalesced)
    if values.requires_grad and core.is_grad_enabled():
        from ._functions import WithValues

        return WithValues.apply(where, values, size, bool(is_coalesced))
    return make(where, values.detach(), size, bool(is_coalesced), bool(requires_grad))
