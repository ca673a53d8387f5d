"""``torch.multiprocessing.reductions``: how tensors are taken apart for another process. Those in shared memory are handed on, others pickled as copies."""
import os
import threading
import weakref
from multiprocessing import reduction
from multiprocessing.reduction import ForkingPickler

from .._memory import Descriptor, SharedMemory, shared_memory
from ..storage import TypedStorage, UntypedStorage


class StorageWeakRef:
    """A weak reference to a storage, which compares and hashes by its memory.

    Parameters
    ----------
    storage : UntypedStorage
    """

    __slots__ = ("cdata", "__weakref__")

    def __init__(self, storage):
        self.cdata = weakref.ref(storage._root)

    @classmethod
    def from_weakref(cls, cdata):
        """One for a weak reference that there is."""
        made = cls.__new__(cls)
        made.cdata = cdata
        return made

    def expired(self):
        """Whether the memory is gone."""
        return self.cdata() is None

    def __hash__(self):
        return id(self.cdata)

    def __eq__(self, other):
        return self is other or isinstance(other, StorageWeakRef) and self.cdata is other.cdata


class SharedCache(dict):
    """The memory of other processes by the files that it is mapped from, as weak references."""

    def __init__(self):
        self.limit = 128
        self.lock = threading.Lock()

    def found(self, file, nbytes):
        """The storage over a file: the one that there is, or a new one."""
        status = os.fstat(file.fileno())
        key = status.st_dev, status.st_ino
        with self.lock:
            root = self[key]() if key in self else None
            if root is None:
                for dead in [k for k, reference in self.items() if reference() is None]:
                    del self[dead]
                root = shared_memory(nbytes, file=file)
                self[key] = weakref.ref(root)
            return UntypedStorage._over(root)


shared_cache = SharedCache()


def reduce_tensor(tensor):
    """What pickle makes of a tensor: a function and its arguments. RuntimeError for one with a history, which cannot travel."""
    if tensor.requires_grad and not tensor.is_leaf:
        raise RuntimeError(
            "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd does not support crossing process boundaries.  If you just "
            "want to transfer the data, call detach() on the tensor before serializing (e.g., putting it on the queue)."
        )
    return tensor.__reduce_ex__(2)


def rebuild_storage_fd(handle, nbytes):
    """A storage of another process from the handle of its file."""
    return shared_cache.found(Descriptor(handle.detach()), nbytes)


def reduce_storage(storage):
    """What pickle makes of a storage: the handle of its file where processes share it, else its bytes."""
    root = storage._root
    if isinstance(root, SharedMemory) and root.file is not None and hasattr(reduction, "DupFd"):
        return rebuild_storage_fd, (reduction.DupFd(root.file.fileno()), storage.nbytes())
    return storage.__reduce__()


def rebuild_typed_storage(storage, dtype):
    """A typed storage over an untyped one."""
    return TypedStorage._over(storage, dtype)


def _reduce_typed_storage(storage):
    return rebuild_typed_storage, (storage._untyped_storage, storage.dtype)


def init_reductions():
    """Let processes hand on the storages that they share."""
    from .._tensor import Tensor
    from ..nn.parameter import Parameter

    ForkingPickler.register(Tensor, reduce_tensor)
    ForkingPickler.register(Parameter, reduce_tensor)
    ForkingPickler.register(UntypedStorage, reduce_storage)
    ForkingPickler.register(TypedStorage, _reduce_typed_storage)
