"""``torch.storage``: the memory beneath tensors, as bytes and as elements.

The core keeps a storage as an ndarray; an `UntypedStorage` stands for one of those, and there is never more than one that does. It follows the
memory where that moves: tensors, their views and storages see one another's changes, of content and of length.
"""
import sys
import warnings
import weakref

import numpy as np

from . import _types
from ._core import core
from ._memory import SharedMemory, check_resizable, shared_memory
from ._storage_arguments import bytes_of, typed_memory
from ._warnings import warn_once

DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage class. This should only matter to you if "
    "you are using storages directly.  To access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


_warns_always = False


def _get_always_warn_typed_storage_removal():
    """Whether every use of a `TypedStorage` warns, instead of the first one."""
    return _warns_always


def _set_always_warn_typed_storage_removal(always_warn):
    """Have every use of a `TypedStorage` warn, or the first one only."""
    global _warns_always
    if not isinstance(always_warn, bool):
        raise AssertionError(f"always_warn must be bool, got {type(always_warn).__name__}")
    _warns_always = always_warn


def warn_deprecated(stacklevel=2):
    """The warning about `TypedStorage`: once, or at every use."""
    if _warns_always:
        warnings.warn(DEPRECATED, UserWarning, stacklevel=stacklevel + 1)
    else:
        warn_once(DEPRECATED, stacklevel + 1)


_known = weakref.WeakValueDictionary()  # id of the core's array -> the UntypedStorage that stands for it, and keeps it


def _follow(before, now):
    storage = _known.pop(id(before), None)
    if storage is not None:
        storage._take(now)


core.on_move(_follow)


class StorageBase:
    """What `UntypedStorage` is a kind of."""

    __slots__ = ()


StorageBase.__module__ = "torch._C"


class UntypedStorage(StorageBase):
    """The bytes beneath a tensor and its views. ``UntypedStorage(n)`` has n bytes of any content, a sequence gives its bytes."""

    __slots__ = ("_root", "__weakref__")
    is_cuda = is_sparse = is_sparse_csr = is_hpu = False
    device = _types.CPU

    def __init__(self, size=0, *, device=None):
        self._take(bytes_of(size, device))

    def _take(self, root):
        self._root = root
        _known[id(root)] = self

    @classmethod
    def _over(cls, root):
        found = _known.get(id(root))
        if found is None:
            found = cls.__new__(cls)
            found._take(root)
        return found

    @classmethod
    def from_file(cls, filename, shared=False, nbytes=0):
        """A storage over the first `nbytes` of a file; what is written reaches the file if `shared`, which then is made or lengthened as needed."""
        from ._mapped_files import map_file

        return cls._over(map_file(filename, bool(shared), nbytes))

    @classmethod
    def from_buffer(cls, buffer, byte_order=None, count=-1, offset=0, *, dtype=None):
        """A copy of a buffer's bytes: `count` elements of `dtype` (all, for -1) from byte `offset` on, turned over where `byte_order` is another one."""
        return cls._over(_from_buffer(buffer, byte_order, count, offset, dtype))

    @classmethod
    def _of(cls, tensor):
        return cls._over(core.storage_of(tensor))

    @property
    def _bytes(self):
        return core.bytes_of(self._root)

    def _tensor(self, dtype):
        return core.over_storage(self._root, dtype, (self.nbytes() // dtype.itemsize,), (1,), 0)

    @property
    def _cdata(self):
        return id(self._root)

    def nbytes(self):
        """The number of bytes."""
        return self._root.nbytes if self._root.flags.c_contiguous else len(self._bytes)

    size = nbytes

    def untyped(self):
        """The storage itself."""
        return self

    def element_size(self):
        """Bytes per element: one."""
        return 1

    def data_ptr(self):
        """The address of the first byte; 0 where there is none."""
        return self._root.__array_interface__["data"][0] if self._root.size else 0

    @property
    def filename(self):
        """The file that the memory is mapped from; None where it is from none."""
        return getattr(self._root, "filename", None)

    def is_shared(self):
        """Whether `share_memory_` was called."""
        return isinstance(self._root, SharedMemory)

    def share_memory_(self):
        """Move the memory to where processes share it: what one of them writes, the others see, be they made by ``fork`` or given a tensor over it by
        `multiprocessing`. It cannot grow from then on."""
        if not self.is_shared():
            core.move_storage(self._root, self.nbytes(), shared_memory)
        return self

    def is_pinned(self, device=None):
        """Whether the memory is pinned for an accelerator: never."""
        return False

    def get_device(self):
        """The number of the accelerator: there is none."""

    def resizable(self):
        """Whether the memory is the library's own, so that it can grow: not that of an ndarray, nor what processes share."""
        return type(self._root) is np.ndarray

    def clone(self):
        """A copy in memory of its own."""
        return UntypedStorage._over(self._bytes.copy())

    def new(self):
        """An empty storage."""
        return UntypedStorage(0)

    def __deepcopy__(self, memo):
        copies = memo.setdefault("torch", {})  # PyTorch's place for them
        if self._cdata not in copies:
            copies[self._cdata] = self.clone()
        return copies[self._cdata]

    def __reduce__(self):
        return _rebuilt, (np.array(self._bytes),)

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
        """Make the storage `size` bytes long, for every tensor that shares it. What fits is kept.

        Memory that a tensor still shows is not given back when the storage becomes shorter than that tensor.
        """
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool):
            raise RuntimeError(f"resize_ expects an int, but got {type(size).__name__}")
        check_resizable(self._root)
        if size < 0:
            raise RuntimeError(f"invalid storage size {size}")
        if size != self.nbytes():
            core.move_storage(self._root, int(size))
        return self

    def tolist(self):
        """The bytes as a list of ints."""
        return self._bytes.tolist()

    def __len__(self):
        return len(self._bytes)

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return int(self._bytes[index])
        return UntypedStorage._over(self._bytes[index])

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

    def __init__(self, *args, wrap_storage=None, dtype=None, device=None, _internal=False):
        if not _internal:
            warn_deprecated()
        self._untyped_storage, self.dtype = typed_memory(args, wrap_storage, dtype, device)

    @classmethod
    def _of(cls, tensor):
        made = cls.__new__(cls)
        made._untyped_storage, made.dtype = UntypedStorage._of(tensor), tensor.dtype
        return made

    @classmethod
    def from_buffer(cls, *args, **kwargs):
        """A copy of a buffer's elements, as `UntypedStorage.from_buffer`, of the class's dtype; `TypedStorage` itself is told it by `dtype`."""
        dtype = kwargs.pop("dtype", None) or getattr(cls, "_class_dtype", None) or _types.get_default_dtype()
        return cls._over(UntypedStorage.from_buffer(*args, dtype=dtype, **kwargs), dtype)

    _from_buffer = from_buffer

    @classmethod
    def _over(cls, untyped, dtype):
        made = cls.__new__(cls)
        made._untyped_storage, made.dtype = untyped, dtype
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

    @property
    def _cdata(self):
        return self._untyped_storage._cdata

    @property
    def filename(self):
        """The file that the memory is mapped from; None where it is from none."""
        return self._untyped_storage.filename

    def is_shared(self):
        """Whether `share_memory_` was called."""
        return self._untyped_storage.is_shared()

    def share_memory_(self):
        """`UntypedStorage.share_memory_`."""
        self._untyped_storage.share_memory_()
        return self

    def is_pinned(self, device=None):
        """Whether the memory is pinned for an accelerator: never."""
        return False

    def get_device(self):
        """The number of the accelerator: -1."""
        return -1

    def resizable(self):
        """`UntypedStorage.resizable`."""
        return self._untyped_storage.resizable()

    def resize_(self, size):
        """Make the storage `size` elements long, for every tensor that shares it."""
        self._untyped_storage.resize_(size * self.dtype.itemsize)

    def copy_(self, source, non_blocking=None):
        """Take over the elements of another storage of the same length."""
        self._tensor().copy_(source._tensor())
        return self

    def __reduce__(self):
        return _rebuilt, (np.array(self._untyped_storage._bytes), self.dtype)

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


def _from_buffer(buffer, byte_order, count, offset, dtype):
    """The bytes of a new storage. ValueError for a buffer, `count` and `offset` that do not fit, RuntimeError for a missing dtype."""
    if dtype is None:
        raise RuntimeError("argument 'dtype' cannot be None")
    size = dtype.itemsize
    if size > 1 and byte_order is None:
        raise TypeError("function missing required argument 'byte_order' (pos 2)")
    if byte_order not in (None, "native", "big", "little"):
        raise ValueError(f"invalid byte_order '{byte_order}' (expected 'big', 'little', or 'native')")
    whole = np.frombuffer(buffer, np.uint8) if len(memoryview(buffer)) else np.empty(0, np.uint8)
    if offset and not 0 <= offset < whole.size:
        raise ValueError(f"offset must be non-negative and no greater than buffer length ({whole.size}) , but got {offset}")
    if count < 0:
        if (whole.size - offset) % size:
            raise ValueError(f"buffer size ({whole.size}) must be a multiple of element size ({size})")
        count = (whole.size - offset) // size
    elif count * size > whole.size - offset:
        raise ValueError(f"buffer has only {(whole.size - offset) // size} elements after offset {offset}, but specified a size of {count}")
    taken = whole[offset : offset + count * size].copy()
    if byte_order not in (None, "native", sys.byteorder):
        part = size // 2 if dtype.is_complex else size
        taken = taken.reshape(-1, part)[:, ::-1].reshape(-1).copy()
    return taken


def _rebuilt(memory, dtype=None):
    """What unpickling a storage calls."""
    storage = UntypedStorage._over(memory)
    if dtype is None:
        return storage
    made = TypedStorage.__new__(TypedStorage)
    made._untyped_storage, made.dtype = storage, dtype
    return made


def _load_from_bytes(b):
    """The storage in a pickle that PyTorch wrote: it is a file in the pickle."""
    import io

    from .serialization import load

    return load(io.BytesIO(b), weights_only=False)


UntypedStorage.__module__ = TypedStorage.__module__ = "torch.storage"


class _OfOneDtype(type):
    """The type of ``FloatStorage`` and its like: their instances are the `TypedStorage` of that dtype."""

    def __instancecheck__(cls, instance):
        return type(instance) is TypedStorage and instance.dtype is cls._class_dtype


def _typed(dtype):
    def __new__(cls, *args, wrap_storage=None, dtype=None, device=None, _internal=False):
        warn_deprecated()
        return TypedStorage._over(*typed_memory(args, wrap_storage, dtype, device, (cls, cls._class_dtype)))

    @classmethod
    def _over(cls, untyped, dtype):
        return TypedStorage._over(untyped, dtype)

    name = dtype.legacy_name + "Storage"
    inside = {"__slots__": (), "__new__": __new__, "_over": _over, "_class_dtype": dtype, "__module__": "torch", "__doc__": f"A storage of {dtype!r} elements."}
    return _OfOneDtype(name, (TypedStorage,), inside)


FloatStorage, DoubleStorage, HalfStorage = _typed(_types.float32), _typed(_types.float64), _typed(_types.float16)
BFloat16Storage, LongStorage, IntStorage = _typed(_types.bfloat16), _typed(_types.int64), _typed(_types.int32)
ShortStorage, CharStorage, ByteStorage, BoolStorage = _typed(_types.int16), _typed(_types.int8), _typed(_types.uint8), _typed(_types.bool_)
ComplexFloatStorage, ComplexDoubleStorage = _typed(_types.complex64), _typed(_types.complex128)
Storage = FloatStorage
