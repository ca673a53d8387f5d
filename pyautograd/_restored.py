"""What a file's storages become: where they are put, and the arrays beneath them."""
from . import _types
from .storage import TypedStorage, UntypedStorage


def unpickled(kind, file, persistent_load, pickle_load_args):
    """The object that an unpickler of a kind reads."""
    unpickler = kind(file, **pickle_load_args)
    if persistent_load is not None:
        unpickler.persistent_load = persistent_load
    return unpickler.load()


def checked_count(count):
    """A number of elements that a file names; RuntimeError unless it can be one."""
    if type(count) is not int or count < 0:
        raise RuntimeError(f"invalid number of elements of a storage: {count!r}")
    return count


def storage_over(content, dtype):
    """A storage over an array of bytes."""
    return TypedStorage._over(UntypedStorage._over(content), dtype)


def swapped(content, dtype):
    """Bytes of the other order of bytes."""
    width = dtype.itemsize // 2 if dtype.is_complex else dtype.itemsize
    return content.reshape(-1, width)[:, ::-1].reshape(-1).copy()


def decoded(text):
    """Text that old files hold as bytes."""
    return text.decode("ascii") if isinstance(text, bytes) else text


# places

_registry = []  # (priority, function that names a storage's place, function that puts a storage there)


def register_package(priority, tagger, deserializer):
    """Add a kind of place.

    Parameters
    ----------
    priority : int
        Those with less are asked first; the CPU has 10.
    tagger : callable
        ``function(storage)``: the name of the storage's place, or None.
    deserializer : callable
        ``function(storage, location)``: the storage there, or None.
    """
    _registry.append((priority, tagger, deserializer))
    _registry.sort(key=lambda entry: entry[0])


class MetaStorage(UntypedStorage):
    """A storage that was read, and whose tensors are to be on the device meta."""

    __slots__ = ()

    @classmethod
    def _at(cls, storage):
        made = cls.__new__(cls)
        made._root = storage._root
        return made


def _on_cpu(storage, location):
    return storage if location == "cpu" else None


def _elsewhere(storage, location):
    backend = str(location).partition(":")[0]
    if backend == "meta":
        if isinstance(storage, TypedStorage):
            storage._untyped_storage = MetaStorage._at(storage._untyped_storage)
            return storage
        return MetaStorage._at(storage)
    if backend in ("cuda", "mps", "xpu", "hpu"):
        raise RuntimeError(
            f"Attempting to deserialize object on a {backend.upper()} device but torch.{backend}.is_available() is False. If you are running on a CPU-only "
            "machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."
        )


register_package(10, lambda storage: "cpu", _on_cpu)
register_package(20, lambda storage: None, _elsewhere)


def default_restore_location(storage, location):
    """The storage at a location by its name; RuntimeError for a device that is not there."""
    for _, _, put in _registry:
        found = put(storage, location)
        if found is not None:
            return found
    raise RuntimeError(f"don't know how to restore data location of torch.storage.UntypedStorage (tagged with {location})")


def location_tag(storage):
    """The name of a storage's place."""
    for _, name, _ in _registry:
        found = name(storage)
        if found:
            return found
    raise RuntimeError("don't know how to determine data location of torch.storage.UntypedStorage")


_NOT_A_STORAGE = (
    "TypedStorage.__init__ received an invalid combination of arguments. Expected one of:\n * (*, torch.device device, torch.dtype dtype)\n"
    " * (int size, *, torch.device device, torch.dtype dtype)\n * (Sequence data, *, torch.device device, torch.dtype dtype)\n"
    " * (*, UntypedStorage wrap_storage, torch.dtype dtype)\nArgument 'wrap_storage' must be UntypedStorage, but got {}"
)


def restoring(map_location):
    """``function(storage, location)`` for the kinds of `map_location`."""
    if map_location is None:
        return default_restore_location
    if isinstance(map_location, dict):
        return lambda storage, location: default_restore_location(storage, map_location.get(location, location))
    if isinstance(map_location, (str, bytes, _types.device)):
        where = decoded(map_location) if isinstance(map_location, bytes) else str(map_location)
        return lambda storage, location: default_restore_location(storage, where)

    def restore(storage, location):
        typed = isinstance(storage, TypedStorage)
        result = map_location(storage.untyped() if typed else storage, location)
        if result is None:
            return default_restore_location(storage, location)
        if not typed or isinstance(result, TypedStorage):
            return result
        if not isinstance(result, UntypedStorage):
            raise TypeError(_NOT_A_STORAGE.format(type(result)))
        return TypedStorage._over(result, storage.dtype)

    return restore
