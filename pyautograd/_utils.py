"""What PyTorch keeps in ``torch._utils`` and programs import from there."""
import contextlib
import functools
import importlib
import importlib.util
import os
import sys
import threading
import traceback
import warnings

from ._core import core


class KeyErrorMessage(str):
    """A text that prints as it is: KeyError shows the repr of its argument."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


class ExceptionWrapper:
    """The exception being handled, made ready to be raised again in another thread or process.

    Parameters
    ----------
    exc_info : tuple, optional
        As of ``sys.exc_info()``. Only the type and the printed traceback are kept.
    where : str
        Where it happened, for the text.
    """

    def __init__(self, exc_info=None, where="in background"):
        exc_info = sys.exc_info() if exc_info is None else exc_info
        self.exc_type = exc_info[0]
        self.exc_msg = "".join(traceback.format_exception(*exc_info))
        self.where = where

    def reraise(self):
        """Raise an exception of that type whose text has the traceback; RuntimeError where the type cannot be made of a text."""
        text = f"Caught {self.exc_type.__name__} {self.where}.\nOriginal {self.exc_msg}"
        if self.exc_type is KeyError:
            text = KeyErrorMessage(text)
        try:
            exception = self.exc_type(message=text) if getattr(self.exc_type, "message", None) else self.exc_type(text)
        except Exception:  # a constructor may raise anything
            raise RuntimeError(text) from None
        raise exception


# What pickles of tensors call. A storage arrives as a flat tensor over its memory.


def _is_privateuse1_backend_available():
    """Whether an extension has added a device: never."""
    return False


def _rebuild_tensor(storage, storage_offset, size, stride):
    """A tensor over a storage."""
    tensor = storage_as(storage, None)
    available, needed = tensor.numel(), storage_offset + 1 + sum((n - 1) * s for n, s in zip(size, stride))
    if 0 not in tuple(size) and needed > available:
        item = tensor.element_size()
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {storage_offset}, and itemsize {item} requiring a storage size of "
            f"{needed * item} are out of bounds for storage of size {available * item}"
        )
    return tensor.as_strided(tuple(size), tuple(stride), storage_offset).detach()


def storage_as(storage, dtype):
    """A flat tensor over a storage's memory, of `dtype` or of the storage's own."""
    from .storage import TypedStorage, UntypedStorage

    if isinstance(storage, (TypedStorage, UntypedStorage)):
        if dtype is None and isinstance(storage, UntypedStorage):
            raise RuntimeError("a storage without dtype")
        return storage._tensor(dtype or storage.dtype)
    raise TypeError(f"expected a storage, not {type(storage).__name__}")


def _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None):
    """A tensor over a storage, with what else was saved of it."""
    tensor = _rebuild_tensor(storage, storage_offset, size, stride)
    if metadata:
        if metadata.get("conj"):
            tensor = tensor.conj()
        if metadata.get("neg"):
            tensor = tensor._neg_view()
        tensor = tensor.detach()
    tensor = _placed(tensor, storage)
    tensor.requires_grad = requires_grad
    core.TensorBase._backward_hooks.__set__(tensor, backward_hooks)
    return tensor


def _placed(tensor, storage):
    """The tensor on the device of its storage."""
    from ._restored import MetaStorage

    if isinstance(getattr(storage, "_untyped_storage", storage), MetaStorage):
        from ._meta import as_meta

        return as_meta(tensor)
    return tensor


def _rebuild_tensor_v3(storage, storage_offset, size, stride, requires_grad, backward_hooks, dtype, metadata=None):
    """The same for a dtype that has no storage class, over bytes."""
    tensor = storage_as(storage, dtype).as_strided(tuple(size), tuple(stride), storage_offset).detach()
    tensor = _placed(tensor, storage)
    tensor.requires_grad = requires_grad
    core.TensorBase._backward_hooks.__set__(tensor, backward_hooks)
    return tensor


def _rebuild_parameter(data, requires_grad, backward_hooks):
    """A `Parameter` over a tensor."""
    from .nn.parameter import Parameter

    made = Parameter(data, requires_grad)
    core.TensorBase._backward_hooks.__set__(made, backward_hooks)
    return made


def _rebuild_parameter_with_state(data, requires_grad, backward_hooks, state):
    """A `Parameter` with attributes."""
    made = _rebuild_parameter(data, requires_grad, backward_hooks)
    return _set_obj_state(made, state)


def _set_obj_state(obj, state):
    """Give an object its attributes, from a dict or a pair of dicts (``__dict__`` and slots)."""
    attributes, slots = state if isinstance(state, tuple) else (state, None)
    for held in (attributes, slots):
        for key, value in (held or {}).items():
            setattr(obj, key, value)
    return obj


def _get_available_device_type():
    """The type of the accelerator that there is: None."""
    return None


def _get_device_module(device_type):
    """The module of a type of devices: ``torch.cuda``."""
    import pyautograd as torch

    module = getattr(torch, device_type, None)
    if module is None:
        raise RuntimeError(
            f"Device '{device_type}' does not have a corresponding module registered as 'torch.{device_type}'."
        )
    return module


def _rebuild_meta_tensor_no_storage(dtype, size, stride, requires_grad):
    """What unpickling a tensor on the device meta calls."""
    from ._meta import blank

    return blank(tuple(size), dtype, requires_grad, tuple(stride))


_rebuilding = threading.local()


@contextlib.contextmanager
def sparse_checked_after():
    """A block at whose end the sparse tensors rebuilt in it are checked: in some files the elements come after the objects."""
    before, _rebuilding.checks = getattr(_rebuilding, "checks", None), []
    try:
        yield
        for check in _rebuilding.checks:
            check()
    finally:
        _rebuilding.checks = before


def _rebuild_sparse_tensor(layout, data):
    """What unpickling a sparse tensor calls: `data` has indices, values, shape and, in newer files, whether it is coalesced."""
    from . import _types
    from .sparse import _compressed, sparse_coo_tensor
    from .sparse._constructors import check_bounds

    if layout in (_types.sparse_csr, _types.sparse_csc):
        from .sparse._compressed_functions import sparse_compressed_tensor

        made = sparse_compressed_tensor(*data, layout=layout, check_invariants=False)
        check = functools.partial(_compressed.check_parts, layout, made._ptr, made._where, made._held, tuple(made.shape))
    elif layout is _types.sparse_coo:
        indices, values, size, is_coalesced = (*data, None) if len(data) == 3 else data
        made = sparse_coo_tensor(indices, values, size, check_invariants=False, is_coalesced=is_coalesced)
        check = functools.partial(check_bounds, core.array(indices), tuple(size), False)
    else:
        raise NotImplementedError(f"rebuilding sparse tensor for layout {layout}")
    awaiting = getattr(_rebuilding, "checks", None)
    if awaiting is None:
        check()
    else:
        awaiting.append(check)  # a file may hold anything
    return made


# Sizes, and lists of tensors joined to one.


def _element_size(dtype):
    """Bytes per element of a dtype. RuntimeError for what is none."""
    from ._types import dtype as dtype_class

    if not isinstance(dtype, dtype_class):
        raise RuntimeError(f"expected torch.dtype, but got {type(dtype)}")
    return dtype.itemsize


def _flatten_dense_tensors(tensors):
    """The elements of all tensors in one dimension, one tensor after another."""
    return core.ops.cat([x.reshape(-1) for x in tensors], 0)


def _unflatten_dense_tensors(flat, tensors):
    """The parts of `flat`, a tensor of one dimension, in the shapes of `tensors`: the inverse of `_flatten_dense_tensors`."""
    parts, at = [], 0
    for like in tensors:
        parts.append(flat.narrow(0, at, like.numel()).view(like.shape) if like.numel() else flat.new_zeros(like.shape))
        at += like.numel()
    return tuple(parts)


def _take_tensors(tensors, size_limit):
    """The tensors in lists of one type each, which are given as soon as they hold more than `size_limit` bytes would; the rest at the end."""
    held = {}
    for tensor in tensors:
        size = tensor.numel() * tensor.element_size()
        group, total = held.get(tensor.type(), ([], 0))
        if group and total + size > size_limit:
            yield group
            group, total = [], 0
        held[tensor.type()] = [*group, tensor], total + size
    for group, _ in held.values():
        if group:
            yield group


def _reorder_tensors_as(tensors, ordered_tensors):
    """The tensors, which are grouped by type, in an order in which their types are those of `ordered_tensors`."""
    by_type = {}
    for tensor in tensors:
        by_type.setdefault(tensor.type(), []).append(tensor)
    queues = {kind: iter(group) for kind, group in by_type.items()}
    return tuple([next(queues[tensor.type()]) for tensor in ordered_tensors])


# Devices.


def _get_device_index(device, optional=False, allow_cpu=False):
    """The number of a device, which is given as one, as its name or as the number.

    None (the current device, where there is an accelerator) for a device without number if `optional`; -1 for the CPU if `allow_cpu`. ValueError
    otherwise.
    """
    from . import _types

    device = _types.device(device) if isinstance(device, str) else device
    if isinstance(device, _types.device):
        if device.type == "cpu" and not allow_cpu:
            raise ValueError(f"Expected a non cpu device, but got: {device}")
        number = -1 if device.type == "cpu" else device.index
    else:
        number = device if isinstance(device, int) else None
    if number is None and not optional:
        raise ValueError(f"Expected a torch.device with a specified index or an integer, but got:{device}")
    return number


def _get_all_device_indices():
    """The numbers of the accelerators: None, there are none."""
    return None


def _get_current_device_index():
    """The number of the current accelerator: None, there is none."""
    return None


def get_current_device_index():
    """The number of the current accelerator: -1, there is none."""
    return -1


def _get_async_or_non_blocking(function_name, non_blocking, kwargs):
    """`non_blocking`, or what was given under its former name ``async``, with a warning. TypeError for anything else in `kwargs`."""
    if not kwargs:
        return non_blocking
    if len(kwargs) != 1 or "async" not in kwargs:
        unexpected = next(name for name in kwargs if name != "async")
        raise TypeError(f"{function_name}() got an unexpected keyword argument '{unexpected}'")
    warnings.warn("'async' is deprecated; use 'non_blocking'", stacklevel=2)
    return kwargs["async"]


class _ClassPropertyDescriptor:
    """A property of a class: reading it calls a class method."""

    def __init__(self, fget, fset=None):
        self.fget = fget

    def __get__(self, instance, owner=None):
        return self.fget.__get__(instance, type(instance) if owner is None else owner)()


def classproperty(func):
    """A decorator: the function, of the class, becomes an attribute of the class that is computed when it is read."""
    return _ClassPropertyDescriptor(func if isinstance(func, (classmethod, staticmethod)) else classmethod(func))


def _import_dotted_name(name):
    """What a name with dots stands for, from the module that it begins with."""
    first, *rest = name.split(".")
    found = __import__(first)
    for part in rest:
        found = getattr(found, part)
    return found


def try_import(module_name):
    """A module by its name; None where there is none."""
    return importlib.import_module(module_name) if module_name in sys.modules or importlib.util.find_spec(module_name) is not None else None


def cpu_count():
    """How many processors this process may run on; None where that is not known."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


torch = sys.modules[__package__]  # the way by which PyTorch's pickles reach a memory format
