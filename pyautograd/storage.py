"""``torch.storage``: the memory beneath tensors, as bytes and as elements.

A storage here is a window on memory that tensors hold. Two storages over the same memory compare equal; there is no file and no device
behind one, and one cannot be resized.
"""
import warnings

import numpy as np

from . import _types
from ._core import core

DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage class. This should only matter to you if "
    "you are using storages directly.  To access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


def _memory(tensor):
    """The flat array of all elements of a tensor's storage."""
    root = tensor._storage if tensor._storage is not None else tensor._array
    return tensor.detach().as_strided((root.nbytes // tensor.element_size(),), (1,), 0)._array


class UntypedStorage:
    """The bytes beneath a tensor and its views. ``UntypedStorage(n)`` has n bytes of any content."""

    __slots__ = ("_bytes",)
    is_cuda = is_sparse = is_hpu = False
    device = _types.CPU

    def __init__(self, size=0):
        self._bytes = np.empty(size, np.uint8)

    @classmethod
    def _of(cls, tensor):
        made = cls.__new__(cls)
        made._bytes = _memory(tensor).view(np.uint8)
        return made

    def _tensor(self, dtype):
        return core.wrap(self._bytes[: len(self._bytes) // dtype.itemsize * dtype.itemsize].view(dtype.np), dtype)

    def nbytes(self):
        """The number of bytes."""
        return len(self._bytes)

    size = nbytes

    def element_size(self):
        """Bytes per element: one."""
        return 1

    def data_ptr(self):
        """The address of the first byte; 0 where there is none."""
        return self._bytes.__array_interface__["data"][0] if len(self._bytes) else 0

    def is_shared(self):
        """Whether the memory is shared between processes: it is not."""
        return False

    def clone(self):
        """A copy in memory of its own."""
        made = UntypedStorage(0)
        made._bytes = self._bytes.copy()
        return made

    def cpu(self):
        """The storage on the CPU: itself."""
        return self

    def copy_(self, source, non_blocking=None):
        """Take over the bytes of another storage of the same size."""
        self._bytes[...] = source._bytes
        return self

    def fill_(self, value):
        """Every byte set to `value`."""
        self._bytes[...] = value
        return self

    def resize_(self, size):
        """Refused: tensors hold their memory themselves."""
        raise NotImplementedError("resizing a storage is not supported: use Tensor.resize_")

    def tolist(self):
        """The bytes as a list of ints."""
        return self._bytes.tolist()

    def __len__(self):
        return len(self._bytes)

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return int(self._bytes[index])
        made = UntypedStorage(0)
        made._bytes = self._bytes[index]
        return made

    def __setitem__(self, index, value):
        self._bytes[index] = value

    def __iter__(self):
        return iter(self._bytes.tolist())

    def __eq__(self, other):
        return isinstance(other, UntypedStorage) and self.data_ptr() == other.data_ptr() and self.nbytes() == other.nbytes()

    def __hash__(self):
        return hash((self.data_ptr(), self.nbytes()))

    def __repr__(self):
        lines = "\n ".join(map(str, self.tolist()))
        return f" {lines}\n[{type(self).__module__}.{type(self).__name__}(device=cpu) of size {len(self)}]"


class TypedStorage:
    """The elements beneath a tensor and its views, in order of memory."""

    __slots__ = ("_untyped_storage", "dtype")
    is_cuda = is_sparse = is_hpu = False
    device = _types.CPU

    def __init__(self, size=0, *, dtype=None, wrap_storage=None, device=None, _internal=False):
        warnings.warn(DEPRECATED, stacklevel=2)
        self.dtype = dtype or _types.get_default_dtype()
        self._untyped_storage = UntypedStorage(size * self.dtype.itemsize) if wrap_storage is None else wrap_storage

    @classmethod
    def _of(cls, tensor):
        made = cls.__new__(cls)
        made._untyped_storage, made.dtype = UntypedStorage._of(tensor), tensor.dtype
        return made

    def _tensor(self, dtype=None):
        return self._untyped_storage._tensor(dtype or self.dtype)

    def untyped(self):
        """The same memory as bytes."""
        return self._untyped_storage

    def size(self):
        """The number of elements."""
        return self._untyped_storage.nbytes() // self.dtype.itemsize

    __len__ = size

    def nbytes(self):
        """The number of bytes."""
        return self._untyped_storage.nbytes()

    def element_size(self):
        """Bytes per element."""
        return self.dtype.itemsize

    def data_ptr(self):
        """The address of the first element."""
        return self._untyped_storage.data_ptr()

    def is_shared(self):
        """Whether the memory is shared between processes: it is not."""
        return False

    def pickle_storage_type(self):
        """The legacy name of the type."""
        return f"{self.dtype.legacy_name}Storage"

    def tolist(self):
        """The elements as a list."""
        return self._tensor().tolist()

    def clone(self):
        """A copy in memory of its own."""
        made = TypedStorage.__new__(TypedStorage)
        made._untyped_storage, made.dtype = self._untyped_storage.clone(), self.dtype
        return made

    def cpu(self):
        """The storage on the CPU: itself."""
        return self

    def fill_(self, value):
        """Every element set to `value`."""
        self._tensor().fill_(value)
        return self

    def __getitem__(self, index):
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return self._tensor()[index].item()

    def __setitem__(self, index, value):
        self._tensor()[index] = value

    def __iter__(self):
        return iter(self.tolist())

    def __repr__(self):
        lines = "\n ".join(map(str, self.tolist()))
        return f" {lines}\n[torch.storage.TypedStorage(dtype={self.dtype}, device=cpu) of size {len(self)}]"


UntypedStorage.__module__ = TypedStorage.__module__ = "torch.storage"


def _typed(dtype):
    def __init__(self, size=0, **options):
        TypedStorage.__init__(self, size, dtype=dtype)

    name = dtype.legacy_name + "Storage"
    return type(name, (TypedStorage,), {"__slots__": (), "__init__": __init__, "__module__": "torch", "__doc__": f"A storage of {dtype!r} elements."})


FloatStorage, DoubleStorage, HalfStorage = _typed(_types.float32), _typed(_types.float64), _typed(_types.float16)
BFloat16Storage, LongStorage, IntStorage = _typed(_types.bfloat16), _typed(_types.int64), _typed(_types.int32)
ShortStorage, CharStorage, ByteStorage, BoolStorage = _typed(_types.int16), _typed(_types.int8), _typed(_types.uint8), _typed(_types.bool_)
Storage = FloatStorage
