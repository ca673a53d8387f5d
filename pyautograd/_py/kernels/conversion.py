"""Array functions behind copies, fills and dtype conversions."""
import warnings

import numpy as np

from pyautograd._types import bfloat16, bool_, complex32

from ..util import Bfloat16Values
from .layouts import laid_out_like, preserved_strides, with_strides
from .shapes import clone


def copy(self, src, non_blocking=False):
    """`src` broadcast to the shape of `self`, in its dtype."""
    made = np.empty_like(self)
    copy_(made, src)
    return made


def copy_(self, src, non_blocking=False):
    """Write `src` into `self`, converting as C does."""
    source = np.asarray(src)
    if source.shape != self.shape:
        lead = source.ndim - self.ndim
        if lead > 0 or any(n not in (1, m) for n, m in zip(source.shape[::-1], self.shape[::-1])):
            for at in range(self.ndim - 1, -1, -1):
                n, m = self.shape[at], source.shape[at - self.ndim] if at + source.ndim >= self.ndim else 1
                if m not in (1, n):
                    if n != 1:
                        raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {at + max(lead, 0)}")
            broadcast = list(np.broadcast_shapes(self.shape, source.shape))
            raise RuntimeError(f"output with shape {list(self.shape)} doesn't match the broadcast shape {broadcast}")
    if source.dtype.kind == "c" and self.dtype.kind not in "cb":
        source = real_part_of(source)
    self[...] = convert_array(source, self.dtype)


def real_part_of(source):
    """The real part of a complex array that is converted; PyTorch warns of the first conversion in a process."""
    if source.size:
        from pyautograd.autograd._engine import is_due

        if is_due("complex"):
            warnings.warn("Casting complex values to real discards the imaginary part", stacklevel=2)
    return source.real


def convert_array(source, descr):
    """`source` as NumPy dtype `descr`: floats beyond an integer's range as the machine converts them, but to uint8 through int64, so that they wrap around.

    float64 becomes float16 by way of float32, which rounds twice.
    """
    if source.dtype == descr:
        return source
    if source.dtype == np.float64 and descr == np.float16:
        return source.astype(np.float32).astype(descr)
    if source.dtype.kind == "f" and descr.kind == "u" and descr.itemsize == 1:
        return source.astype(np.int64).astype(descr)
    return source.astype(descr)


def fill(self, value):
    """`value` everywhere, in the shape of `self`."""
    made = np.empty_like(self)
    fill_(made, value)
    return made


def fill_(self, value):
    """Write `value` everywhere."""
    if isinstance(value, np.ndarray):
        if value.ndim:
            raise RuntimeError(f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions.")
        self[...] = real_part_of(value) if value.dtype.kind == "c" and self.dtype.kind not in "cb" else value
        return
    if self.dtype.kind == "b":
        value = bool(value)
    alone = self.size == 1 and (self.dtype == np.float16 or isinstance(self, Bfloat16Values))  # PyTorch goes by way of double precision there
    if isinstance(value, complex) and self.dtype.kind != "c":
        if value.imag:
            raise RuntimeError(f"value cannot be converted to type {'double' if alone else type_word(self.dtype)} without overflow")
        value = value.real
    if self.dtype.kind == "f" and not alone:
        value = float(value)
        if np.isfinite(value) and abs(value) > np.finfo(self.dtype).max:
            raise RuntimeError(f"value cannot be converted to type {type_word(self.dtype)} without overflow")
    if self.dtype.kind in "iu":
        as_int = int(value)
        info = np.iinfo(self.dtype)
        low = -int(info.max) - 1 if self.dtype.kind == "u" else int(info.min)
        if not low <= as_int <= int(info.max):
            raise RuntimeError(f"value cannot be converted to type {type_word(self.dtype)} without overflow")
        self[...] = as_int & ((1 << info.bits) - 1) if self.dtype.kind == "u" else as_int
        return
    self[...] = value


def type_word(descr):
    """The C type name that conversion errors use."""
    return {"u1": "uint8_t", "i1": "int8_t", "i2": "int16_t", "i4": "int", "i8": "int64_t", "f2": "c10::Half", "f4": "float", "f8": "double"}.get(
        descr.str[1:], descr.name
    )


def zero(self):
    """Zeros in the shape of `self`."""
    return np.zeros_like(self)


def zero_(self):
    """Write zeros."""
    self[...] = 0


def to_copy(self, dtype, memory_format=None):
    """A copy in another dtype, keeping the order of dimensions in memory unless `memory_format` says otherwise."""
    if memory_format is not None:
        self = clone(self, memory_format)
    elif 0 in self.strides:
        self = laid_out_like(self)
    made = _converted(self, dtype)
    return made if made.size else with_strides(made, preserved_strides(self, made.itemsize))


def _converted(self, dtype):
    if dtype is bfloat16:
        return (real_part_of(self) if self.dtype.kind == "c" else self).astype(np.float32)
    if dtype is complex32:
        return self.astype(np.complex64)  # rounded by the core
    if self.dtype.kind == "c" and dtype.np.kind not in "c" and dtype is not bool_:
        self = real_part_of(self)
    return convert_array(self, dtype.np) if self.dtype.kind == "f" and self.dtype != dtype.np else self.astype(dtype.np)


def alias(self):
    """The same array as a view."""
    return self.view()


def fw_primal(self, level):
    """The same array as a view."""
    return self.view()
