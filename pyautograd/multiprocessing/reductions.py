"""``torch.multiprocessing.reductions``: how tensors are taken apart for another process. They are pickled, as copies."""
import threading
import weakref
from multiprocessing.reduction import ForkingPickler  # noqa: F401


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
    """Storages of other processes by their handles. Nothing is put there: storages travel as copies."""

    def __init__(self):
        self.limit = 128
        self.lock = threading.Lock()


shared_cache = SharedCache()


def reduce_tensor(tensor):
    """What pickle makes of a tensor: a function and its arguments."""
    return tensor.__reduce_ex__(2)


def reduce_storage(storage):
    """What pickle makes of a storage."""
    return storage.__reduce__()


def init_reductions():
    """Nothing has to be registered."""
