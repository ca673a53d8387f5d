"""Tensors from data: ``tensor``, ``as_tensor``, ``asarray``, ``from_numpy``, ``frombuffer``, ``from_dlpack``.

How data is read stands in ``_convert``; here are the functions that users call, their arguments and what shares memory with what.
"""
import warnings

import numpy as np

from . import _types
from ._convert import checked_array, convert, type_name
from ._core import core
from ._memory import BorrowedMemory
from ._warnings import is_due

_REQUIRES = "Only Tensors of floating point and complex dtype can require gradients"
_PYTHON_DTYPES = _types.PYTHON_DTYPES
_NOT_WRITABLE = (
    "The given {0} is not writable, and PyTorch does not support non-writable tensors. This means {1}. You may want to copy the {2} to protect its "
    "data or make it writable before converting it to a tensor. This type of warning will be suppressed for the rest of this program."
)


_quick_tensor = getattr(core, "quick_tensor", lambda data, requires_grad, dtype=None: None)  # the compiled core's
_quick_borrow = getattr(core, "_quick_borrow", lambda array: None)


# arguments


def _check_dtype(name, dtype):
    if dtype is None or isinstance(dtype, _types.dtype):
        return dtype
    found = _PYTHON_DTYPES.get(dtype) if isinstance(dtype, type) else None
    if found is None:
        raise TypeError(f"{name}(): argument 'dtype' must be torch.dtype, not {type(dtype).__name__}")
    return found


def _check_device(name, device):
    """Refuse a device that there is not; whether it is meta."""
    if device is None:
        return False
    if not isinstance(device, (str, int, _types.device)) or isinstance(device, bool):
        raise TypeError(f"{name}(): argument 'device' must be torch.device, not {type(device).__name__}")
    if isinstance(device, int):
        raise RuntimeError("Cannot access accelerator device when none is available.")
    kind = _types.device(device).type
    if kind in ("cuda", "xpu"):
        raise AssertionError(f"Torch not compiled with {kind.upper()} enabled")
    if kind == "meta":
        return True
    if kind != "cpu":
        raise NotImplementedError(f"device '{device}' is not supported: this library computes on the CPU")
    return False


def _on_meta(tensor, requires_grad=False):
    from ._meta import as_meta

    return as_meta(tensor).requires_grad_(requires_grad or tensor.requires_grad)


def _check_flag(name, flag, value):
    if value is not True and value is not False:
        raise TypeError(f"{name}(): argument '{flag}' must be bool, not {type(value).__name__}")


def _one_positional(name, args, kwargs, param):
    """The single data argument of a function that takes no other positional ones."""
    if len(args) > 1:
        raise TypeError(f"{name}() takes 1 positional argument but {len(args)} were given")
    if args:
        return args[0]
    if param not in kwargs:
        raise TypeError(f'{name}() missing 1 required positional arguments: "{param}"')
    return kwargs.pop(param)


def _unexpected(name, kwargs):
    raise TypeError(f"{name}() got an unexpected keyword argument '{next(iter(kwargs))}'")


# What a `TorchDispatchMode` makes of a tensor that a program gives its elements: ``lifted(tensor)``. None while no thread has one.
lifted = None


def _finish(made, dtype, requires_grad):
    tensor = core.wrap(made, dtype)
    if requires_grad:
        if not (dtype.is_floating_point or dtype.is_complex):
            raise RuntimeError(_REQUIRES)
        tensor.requires_grad = True
    return tensor


# tensor()


def tensor(*args, dtype=None, device=None, requires_grad=False, pin_memory=False, **kwargs):
    """A new tensor that copies `data`.

    Parameters
    ----------
    data : number, sequence (nested to any depth), ndarray, NumPy scalar, tensor, or object with ``__dlpack__``
    dtype : dtype, optional
        Inferred where missing: int64 for ints, bool for bools, the default dtype for floats and empty lists, its complex relative for complex
        numbers, and NumPy's own dtype for its arrays and scalars.
    device : optional
        Only the CPU.
    requires_grad : bool
        Make the result a leaf that gradients flow to; only for floating point and complex dtypes (RuntimeError otherwise).

    Raises
    ------
    ValueError
        A ragged sequence, or an integer beyond 64 bits.
    TypeError
        An element that is no number.
    RuntimeError
        A type whose dtype cannot be inferred, or a number that `dtype` cannot hold.
    """
    if len(args) == 1 and not kwargs:
        data = args[0]
        if (dtype is None or type(dtype) is _types.dtype) and (device is None or device == "cpu") and pin_memory is False and (requires_grad is False or requires_grad is True):
            made = _quick_tensor(data, requires_grad, dtype) if lifted is None else None
            if made is not None:
                return made
    else:
        data = _one_positional("tensor", args, kwargs, "data")
        if kwargs:
            _unexpected("tensor", kwargs)
    if dtype is not None and type(dtype) is not _types.dtype:
        dtype = _check_dtype("tensor", dtype)
    if device is not None and _check_device("tensor", device):
        return _on_meta(tensor(data, dtype=dtype), requires_grad)
    if requires_grad is not False:
        _check_flag("tensor", "requires_grad", requires_grad)
    if pin_memory is not False:
        _refuse_pinned("tensor", pin_memory)
    if hasattr(type(data), "untyped"):
        return _of_storage(data, dtype).requires_grad_(requires_grad)
    made, found = convert(data, dtype, "torch.tensor")
    if requires_grad and not (found.is_floating_point or found.is_complex):
        raise RuntimeError(_REQUIRES)
    result = core.wrap(made, found)
    if lifted is not None:
        result = lifted(result)
    if requires_grad:
        result.requires_grad = True
    return result


def _refuse_pinned(name, pin_memory):
    _check_flag(name, "pin_memory", pin_memory)
    if pin_memory:
        raise RuntimeError("pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on this system.")


def _warn_not_writable(what, meaning, short):
    if is_due(what):
        warnings.warn(_NOT_WRITABLE.format(what, meaning, short), stacklevel=3)


def from_numpy(*args, **kwargs):
    """A tensor over the memory of an ndarray: a change of one shows in the other.

    Raises TypeError for anything but an ndarray and for dtypes without a counterpart, ValueError for negative strides, a foreign byte order, or
    strides that are no multiple of the element size. Warns once about an array that is not writable.
    """
    if kwargs:
        raise TypeError("torch._VariableFunctionsClass.from_numpy() takes no keyword arguments")
    if len(args) != 1:
        raise TypeError(f"torch._VariableFunctionsClass.from_numpy() takes exactly one argument ({len(args)} given)")
    array = args[0]
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(array)})")
    return _over(array)


def _over(array):
    made = _quick_borrow(array)
    if made is not None:
        return made if lifted is None else lifted(made)
    if not array.flags.writeable:
        _warn_not_writable("NumPy array", "writing to this tensor will result in undefined behavior", "array")
    made = checked_array(array)
    made = _borrowed(made, _types.dtype_of_numpy(made.dtype))
    return made if lifted is None else lifted(made)


class _Memory:
    """The memory of an array as writable, whatever the array says of itself. It keeps the array."""

    def __init__(self, array):
        self.array = array
        self.__array_interface__ = {**array.__array_interface__, "data": (array.__array_interface__["data"][0], False)}


def _borrowed(array, dtype):
    if not array.flags.writeable:
        array = np.asarray(_Memory(array))  # as in PyTorch, which has no tensors that cannot be written
    if not any(array.strides) and not array.size:
        array = np.ndarray(array.shape, array.dtype, array)  # with the strides that elements would have
    return core.over_memory(array.view(BorrowedMemory), array, dtype)


def as_tensor(*args, **kwargs):
    """A tensor of `data`, over the same memory where possible: a tensor of the right dtype is returned itself, an ndarray is shared.

    ``as_tensor(data, dtype=None, device=None)``
    """
    if len(args) > 1 or not args:
        data = _one_positional("as_tensor", args, kwargs, "data")
    else:
        data = args[0]
    dtype = _check_dtype("as_tensor", kwargs.pop("dtype", None))
    meta = _check_device("as_tensor", kwargs.pop("device", None))
    if kwargs:
        _unexpected("as_tensor", kwargs)
    if meta:
        return _on_meta(_alias_or_convert(data, dtype))
    return _alias_or_convert(data, dtype)


def _alias_or_convert(data, dtype):
    if isinstance(data, core.TensorBase):
        return data if dtype is None or dtype is data.dtype else data.to(dtype)
    if isinstance(data, np.ndarray):
        made = _over(data)
        return made if dtype is None or dtype is made.dtype else made.to(dtype)
    if hasattr(type(data), "untyped"):
        return _of_storage(data, dtype)
    made, found = convert(data, dtype, None)
    made = core.wrap(made, found)
    return made if lifted is None else lifted(made)


def _of_storage(storage, dtype):
    """A flat tensor over a storage, which it shares. RuntimeError where the storage's own dtype is another one than `dtype`."""
    own = getattr(storage, "dtype", None)
    if own is not None and dtype is not None and own is not dtype:
        raise RuntimeError(f"Expected a Storage of type {dtype.legacy_name} or an UntypedStorage, but got {own.legacy_name}")
    return storage._tensor(dtype or own or _types.int64)  # the dtype of a sequence of ints, as PyTorch finds it


_UNSPECIFIED_GRAD = (
    "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. Pass requires_grad=False explicitly to get the "
    "old behavior and silence this warning."
)


def asarray(*args, **kwargs):
    """A tensor of `obj`: a tensor, an ndarray or NumPy scalar, an object with ``__dlpack__`` or the buffer protocol, a number or a sequence.

    ``asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=None)``: memory is shared where that is possible and `copy` is not True;
    ``copy=False`` raises ValueError where it is not.
    """
    obj = _one_positional("asarray", args, kwargs, "obj")
    dtype = _check_dtype("asarray", kwargs.pop("dtype", None))
    meta = _check_device("asarray", kwargs.pop("device", None))
    copy, requires_grad = kwargs.pop("copy", None), kwargs.pop("requires_grad", None)
    for flag, value in (("copy", copy), ("requires_grad", requires_grad)):
        if value is not None:
            _check_flag("asarray", flag, value)
    if kwargs:
        _unexpected("asarray", kwargs)
    shared = None
    if isinstance(obj, core.TensorBase):
        shared = obj
    elif isinstance(obj, np.ndarray):
        shared = _over(obj)
    elif isinstance(obj, np.generic) and not isinstance(obj, (np.str_, np.bytes_)):
        shared = core.wrap(checked_array(np.asarray(obj)))
    elif hasattr(obj, "__dlpack__"):
        shared = from_dlpack(obj)
    elif hasattr(obj, "_untyped_storage") or hasattr(obj, "untyped"):  # a storage
        shared = _of_storage(obj, dtype)
    elif _has_buffer(obj):
        shared = buffer_tensor(obj, dtype or _types._default_dtype, -1, 0)
    if shared is None:
        if copy is False:
            raise ValueError("can't alias arbitrary sequence into a tensor.")
        made, found = convert(obj, dtype, None)
        shared = _finish(made, found, bool(requires_grad))
        return _on_meta(shared) if meta else shared
    if meta:
        return _on_meta(_as_asked(shared, dtype, copy, requires_grad))
    return _as_asked(shared, dtype, copy, requires_grad)


def _as_asked(shared, dtype, copy, requires_grad):
    differs = dtype is not None and dtype is not shared.dtype
    if differs and copy is False:
        raise ValueError(f"can't alias tensor with dtype '{shared.dtype.scalar_name}' into dtype '{dtype.scalar_name}'.")
    if requires_grad is None and shared.requires_grad and is_due("asarray"):
        warnings.warn(_UNSPECIFIED_GRAD, stacklevel=3)
    made = shared
    if differs:
        made = shared.to(dtype)
    elif copy:
        made = shared.clone()
    if requires_grad is None:
        return made
    if not requires_grad:
        if made.is_leaf:
            made.requires_grad = False
            return made
        return made.detach()
    if made.requires_grad:
        return made
    if not (made.dtype.is_floating_point or made.dtype.is_complex):
        raise RuntimeError(_REQUIRES)
    made.requires_grad = True
    return made


def _has_buffer(obj):
    try:
        memoryview(obj)
    except TypeError:
        return False
    return True


def frombuffer(*args, **kwargs):
    """A 1-d tensor over the memory of an object with the buffer protocol.

    ``frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False)``: `count` elements from `offset` bytes on, all by default. Raises
    ValueError where the buffer is too short, empty, or no multiple of the element size; warns once where it is not writable.
    """
    buffer = _one_positional("frombuffer", args, kwargs, "buffer")
    if "dtype" not in kwargs:
        raise TypeError('frombuffer() missing 1 required positional arguments: "dtype"')
    dtype = _check_dtype("frombuffer", kwargs.pop("dtype"))
    count, offset = kwargs.pop("count", -1), kwargs.pop("offset", 0)
    requires_grad = kwargs.pop("requires_grad", False)
    if kwargs:
        _unexpected("frombuffer", kwargs)
    made = buffer_tensor(buffer, dtype, count, offset)
    if requires_grad:
        if not (dtype.is_floating_point or dtype.is_complex):
            raise RuntimeError(_REQUIRES)
        made.requires_grad = True
    return made


def buffer_tensor(buffer, dtype, count, offset):
    """The tensor behind `frombuffer`, arguments checked."""
    if not _has_buffer(buffer):
        raise ValueError("object does not implement Python buffer protocol.")
    view = memoryview(buffer)
    length, size = view.nbytes, dtype.itemsize
    if length == 0 or count == 0:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} bytes) minus 1")
    if count < 0:
        if (length - offset) % size:
            raise ValueError(f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a multiple of element size ({size})")
        count = (length - offset) // size
    elif offset + count * size > length:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must not be greater than actual buffer length "
            f"({length} bytes)"
        )
    if view.readonly:
        meaning = "you can write to the underlying (supposedly non-writable) buffer using the tensor"
        _warn_not_writable("buffer", meaning, "buffer")
    return _borrowed(np.frombuffer(buffer, dtype.np, count, offset), dtype)


class _Capsule:
    """A DLPack capsule as the object NumPy wants to take it from."""

    def __init__(self, capsule):
        self.capsule = capsule

    def __dlpack__(self, **options):
        return self.capsule

    def __dlpack_device__(self):
        return (1, 0)


def from_dlpack(ext_tensor, *, device=None, copy=None):
    """A tensor over the memory of an object that offers DLPack (or of a DLPack capsule)."""
    _check_device("from_dlpack", device)
    if isinstance(ext_tensor, core.TensorBase):
        if ext_tensor.requires_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        made = ext_tensor.detach()
        return made.clone() if copy else made
    if isinstance(ext_tensor, np.ndarray):
        array = np.asarray(ext_tensor)
    elif hasattr(ext_tensor, "__dlpack__"):
        array = np.from_dlpack(ext_tensor)
    elif type(ext_tensor).__name__ == "PyCapsule":
        array = np.from_dlpack(_Capsule(ext_tensor))
    else:
        raise RuntimeError(
            "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you might have already constructed "
            "a tensor from it once."
        )
    array = checked_array(array)
    made = _borrowed(array, _types.dtype_of_numpy(array.dtype))
    return made.clone() if copy else made


def to_dlpack(tensor):
    """A DLPack capsule over a tensor's memory."""
    return tensor.__dlpack__()


def new_tensor(data, dtype, requires_grad):
    """What ``Tensor.new_tensor`` returns: a copy of `data` in `dtype`."""
    quick = _quick_tensor(data, requires_grad, dtype) if lifted is None else None
    if quick is not None:
        return quick
    made, found = convert(data, dtype, "tensor.new_tensor")
    return _finish(made, found, requires_grad)


def set_default_device(device):
    """Set the device of new tensors in this thread: the CPU (or None), or meta."""
    from .utils import _device

    _device.set_default(device)


def get_default_device():
    """The device of new tensors: ``device(type='cpu')`` unless another was set, or is entered."""
    from .utils import _device

    return _device.get_default()


def set_default_dtype(d):
    """Set the dtype of what nothing else determines. Raises TypeError for anything but a real floating point dtype."""
    if not isinstance(d, _types.dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _types.refuse_named(d)
    core.set_default_dtype(d)


for _function in (tensor, as_tensor, asarray, from_numpy, frombuffer):
    # NumPy's buffers are not overridden, not even by modes
    _asks = "nobody" if _function in (from_numpy, frombuffer) else "modes"
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__, _asks)
del _function, _asks
