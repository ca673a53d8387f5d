"""The arguments of `Module.to`."""
from ... import _types
from ..._core import core


def _parse_to(*args, **kwargs):
    """``(device, dtype, non_blocking, memory_format)`` from the arguments of ``Tensor.to``, which words the errors."""
    ndim = 5 if kwargs.get("memory_format") is _types.channels_last_3d else 4
    try:
        core.ops.zeros((0,) * ndim, dtype=_types.float32).to(*args, **kwargs)
    except (AssertionError, NotImplementedError):
        pass  # a device that there is not: refused when a tensor is to go there
    if args and isinstance(args[0], core.TensorBase) or "tensor" in kwargs or "other" in kwargs:
        first = args[0] if args else kwargs.get("tensor", kwargs.get("other"))
        names, values = ("non_blocking", "copy"), args[1:]
        given = {"device": first.device, "dtype": first.dtype}
    elif args and isinstance(args[0], _types.dtype):
        names, values, given = ("dtype", "non_blocking", "copy"), args, {}
    else:
        names, values, given = ("device", "dtype", "non_blocking", "copy"), args, {}
    given.update(zip(names, values))
    given.update(kwargs)
    if given.get("copy"):
        raise RuntimeError(".to() does not accept copy argument")
    device = given.get("device")
    if device is not None and not isinstance(device, _types.device):
        device = _types.device(device)
    return device, given.get("dtype"), bool(given.get("non_blocking", False)), given.get("memory_format")
