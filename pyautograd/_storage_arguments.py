"""What storages are made of: a size, a sequence or other memory, and PyTorch's words for what is none of them."""
import numpy as np

from . import _types
from ._core import core

_TYPED = (
    "(*, torch.device device, torch.dtype dtype)", "(int size, *, torch.device device, torch.dtype dtype)",
    "(Sequence data, *, torch.device device, torch.dtype dtype)", "(*, UntypedStorage wrap_storage, torch.dtype dtype)",
)  # fmt: skip
_LEGACY = ("no arguments", "(int size)", "(Sequence data)", "(*, UntypedStorage wrap_storage)")


def _check_device(device):
    if device is not None and _types.device(device).type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")


def _uninitialised(nbytes):
    if nbytes < 0:
        raise RuntimeError(
            f"[enforce fail at alloc_cpu.cpp:98] ((ptrdiff_t)nbytes) >= 0. alloc_cpu() seems to have been called with negative number: {nbytes % 2**64}"
        )
    return np.empty(nbytes, np.uint8)


def bytes_of(source, device=None):
    """New bytes: so many of them for an int, or those of a sequence."""
    _check_device(device)
    if isinstance(source, (int, np.integer)) and not isinstance(source, bool):
        return _uninitialised(source)
    if not (hasattr(source, "__len__") and hasattr(source, "__getitem__")) or isinstance(source, core.TensorBase):
        raise RuntimeError(f"torch.UntypedStorage(): Expected a sequence type, but got {type(source).__name__}")
    items = list(source)
    for item in items:
        if not isinstance(item, (int, np.integer)):
            kind = type(source).__name__
            raise RuntimeError(
                f"torch.UntypedStorage(): tried to construct a storage from a sequence ({kind}), but one of the items was of type "
                f"{type(item).__name__} instead of int"
            )
    return np.array(items, np.int64).astype(np.uint8)


def _refusal(kind, who, forms, reason):
    expected = "".join(f"\n * {form}" for form in forms)
    return kind(f"{who} received an invalid combination of arguments. Expected one of:{expected}\n{reason}")


def typed_memory(args, wrap_storage, dtype, device, legacy=None):
    """What a `TypedStorage` is over: an `UntypedStorage`, or new bytes, and a dtype.

    Parameters
    ----------
    args : tuple
        The arguments that were given by position: none, a size, or a sequence of elements.
    legacy : (type, dtype), optional
        The class of one dtype (``torch.FloatStorage``) that is called, which takes neither dtype nor device.
    """
    from .storage import UntypedStorage

    who, forms = ("TypedStorage.__init__", _TYPED) if legacy is None else (f"{legacy[0]}.__new__", _LEGACY)
    if legacy is not None:
        for name, value in (("dtype", dtype), ("device", device)):
            if value is not None:
                raise _refusal(RuntimeError, who, forms, f"Keyword argument '{name}' cannot be specified")
        dtype = legacy[1]
    if wrap_storage is not None:
        if args:
            raise _refusal(RuntimeError, who, forms, "No positional arguments should be given when using 'wrap_storage'")
        if dtype is None:
            raise _refusal(RuntimeError, who, forms, "Argument 'dtype' must be specified")
        if not isinstance(dtype, _types.dtype):
            raise _refusal(TypeError, who, forms, f"Argument 'dtype' must be torch.dtype, not {type(dtype)}")
        if device is not None:
            raise _refusal(RuntimeError, who, forms, "Argument 'device' should not be specified when 'wrap_storage' is given")
        if not isinstance(wrap_storage, UntypedStorage):
            raise _refusal(TypeError, who, forms, f"Argument 'wrap_storage' must be UntypedStorage, but got {type(wrap_storage)}")
        return wrap_storage, dtype
    if dtype is None:
        dtype = _types.get_default_dtype()
    elif not isinstance(dtype, _types.dtype):
        raise RuntimeError(f"expected torch.dtype, but got {type(dtype)}")
    _check_device(device)
    if len(args) > 1:
        raise _refusal(RuntimeError, who, forms, "Too many positional arguments")
    source = args[0] if args else 0
    if isinstance(source, (int, np.integer)):
        return UntypedStorage._over(_uninitialised(int(source) * dtype.itemsize)), dtype
    if isinstance(source, (list, tuple, range, str)):
        from ._creation import tensor

        return UntypedStorage._of(tensor(source, dtype=dtype)), dtype
    raise _refusal(TypeError, who, forms, f"Argument type not recognized: {type(source)}")
