"""Conversions written over other operators."""
from pyautograd import _types

from ..core import ops


def convert(self, dtype, copy=False, memory_format=None):
    """The tensor in `dtype` and laid out in `memory_format`; itself where nothing changes and no copy is asked for."""
    if self.dtype is dtype and not copy and (memory_format is None or memory_format is _types.preserve_format or _suggests(self, memory_format)):
        return self
    return ops._to_copy(self, dtype, memory_format)


def _suggests(self, memory_format):
    """Whether the strides stand for `memory_format`: channels last without a doubt, or anything else for the contiguous format."""
    if memory_format is _types.contiguous_format:
        return self.is_contiguous() or not (
            self.is_contiguous(memory_format=_types.channels_last) or self.is_contiguous(memory_format=_types.channels_last_3d)
        )
    return self.is_contiguous(memory_format=memory_format) and not self.is_contiguous()


def to_double(self, memory_format=None):
    return convert(self, _types.float64, False, memory_format)


def to_float(self, memory_format=None):
    return convert(self, _types.float32, False, memory_format)


def to_half(self, memory_format=None):
    return convert(self, _types.float16, False, memory_format)


def to_bfloat16(self, memory_format=None):
    return convert(self, _types.bfloat16, False, memory_format)


def to_int(self, memory_format=None):
    return convert(self, _types.int32, False, memory_format)


def to_long(self, memory_format=None):
    return convert(self, _types.int64, False, memory_format)


def to_short(self, memory_format=None):
    return convert(self, _types.int16, False, memory_format)


def to_char(self, memory_format=None):
    return convert(self, _types.int8, False, memory_format)


def to_byte(self, memory_format=None):
    return convert(self, _types.uint8, False, memory_format)


def to_bool(self, memory_format=None):
    return convert(self, _types.bool_, False, memory_format)


def to_cfloat(self, memory_format=None):
    return convert(self, _types.complex64, False, memory_format)


def to_cdouble(self, memory_format=None):
    return convert(self, _types.complex128, False, memory_format)


def to_chalf(self, memory_format=None):
    return convert(self, _types.complex32, False, memory_format)


def sum_to_size(self, size):
    """Sum over the dimensions that broadcasting `size` to this tensor's shape would add."""
    shape = tuple(self.shape)
    size = tuple(size)
    lead = len(shape) - len(size)
    if lead < 0 or any(w not in (1, h) for h, w in zip(shape[lead:], size)):
        raise RuntimeError(f"size {{{list(size)}}} is not expandable to size {{{list(shape)}}}.")
    if not size:
        return self.sum()
    if shape == size:
        return self
    dims = [*range(lead), *[i for i in range(lead, len(shape)) if size[i - lead] == 1 and shape[i] != 1]]
    made = self.sum(dims, True) if dims else self
    return made.view(size) if lead else made


def to_device(self, device=None, dtype=None, non_blocking=False, copy=False, memory_format=None):
    """``to`` with a device: the CPU, or meta, which has no memory."""
    if device is not None and device.type != "cpu":
        if device.type == "meta":
            from pyautograd._meta import as_meta, moved

            made = as_meta(convert(self, self.dtype if dtype is None else dtype, copy and self.is_meta, memory_format))
            return made if self.is_meta else moved(self, made)
        refuse_device(device)
    return convert(self, self.dtype if dtype is None else dtype, copy, memory_format)


def refuse_device(device):
    """Raise what PyTorch's CPU build raises for a device it lacks."""
    if device.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    raise NotImplementedError(f"device '{device}' is not supported: this library computes on the CPU")


def to_dtype(self, dtype, non_blocking=False, copy=False, memory_format=None):
    return convert(self, dtype, copy, memory_format)


def to_other(self, other, non_blocking=False, copy=False, memory_format=None):
    if other.device.type == "meta":
        return to_device(self, other.device, other.dtype)
    return convert(self, other.dtype, copy, memory_format)


def type_as(self, other):
    return convert(self, other.dtype)


def type_(self, dtype=None, non_blocking=False, memory_format=None):
    """The legacy type name, or the tensor converted to `dtype` (a dtype, a name such as ``torch.DoubleTensor``, or a class)."""
    if dtype is None:
        return f"torch.{self.dtype.legacy_name}Tensor"
    if isinstance(dtype, _types.dtype):
        return convert(self, dtype, False, memory_format)
    wanted = dtype if isinstance(dtype, str) else f"torch.{getattr(dtype, '__name__', '')}"
    if wanted == "torch.Tensor":
        return convert(self, _types.get_default_dtype())
    for d in _types.ALL_DTYPES:
        if wanted == f"torch.{d.legacy_name}Tensor":
            return convert(self, d, False, memory_format)
    if isinstance(dtype, (str, type)):
        raise ValueError(f"invalid type: '{dtype if isinstance(dtype, str) else dtype.__name__}'")
    raise TypeError("dtype must be a type, str, or dtype object")
