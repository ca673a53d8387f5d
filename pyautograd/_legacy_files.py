"""The format of files before PyTorch 1.6: pickles one after another, then the elements of the storages."""
import errno
import os
import pickle
import struct
import sys

import numpy as np

from . import _archive, _types
from ._pickler import Pickler
from ._restored import checked_count, decoded, storage_over, unpickled
from .storage import UntypedStorage

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001


class _LegacyPickler(Pickler):
    """Names a storage as that format does: a view of another storage it is not."""

    def persistent_id(self, obj):
        named = super().persistent_id(obj)
        return None if named is None else (*named, None)


def save(obj, f, pickle_protocol):
    """Write an object to a path or a file."""
    if hasattr(f, "write"):
        _write(obj, f, pickle_protocol)
        return
    directory = os.path.dirname(os.fspath(f))
    if directory and not os.path.isdir(directory):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(f))
    with _archive.replacing(f) as file:
        _write(obj, file, pickle_protocol)


def _write(obj, file, protocol):
    sizes = {"short": struct.calcsize("h"), "int": struct.calcsize("i"), "long": struct.calcsize("l")}
    machine = {"protocol_version": PROTOCOL_VERSION, "little_endian": sys.byteorder == "little", "type_sizes": sizes}
    for part in (MAGIC_NUMBER, PROTOCOL_VERSION, machine):
        pickle.dump(part, file, protocol)
    pickler = _LegacyPickler(file, protocol)
    pickler.dump(obj)
    keys = sorted(pickler.storages)
    pickle.dump(keys, file, protocol)
    for key in keys:
        array = pickler.storages[key]
        file.write(struct.pack("<q", array.nbytes // pickler.widths[key]))
        file.write(array.view(np.uint8).tobytes())


def load(file, kind, restore, pickle_load_args):
    """Read an object; `restore` places its storages."""
    loaded = {}

    def persistent_load(saved_id):
        if not isinstance(saved_id, tuple):
            raise AssertionError(f"saved_id must be a tuple, got {type(saved_id).__name__}")
        typename, *data = saved_id
        if decoded(typename) == "module":
            return data[0]
        if decoded(typename) != "storage":
            raise RuntimeError(f"Unknown saved id type: {saved_id[0]}")
        dtype, key, location, count, view = data
        dtype = _types.uint8 if dtype is UntypedStorage else dtype
        if key not in loaded:
            awaited = storage_over(np.zeros(checked_count(count) * dtype.itemsize, np.uint8), dtype)
            loaded[key] = restore(awaited, decoded(location))
        if view is None:
            return loaded[key]
        _, offset, size = view
        whole = loaded[key]._untyped_storage
        return storage_over(whole._bytes[offset * dtype.itemsize : (offset + size) * dtype.itemsize], dtype)

    def next_pickle(persistent=None):
        return unpickled(kind, file, persistent, pickle_load_args)

    if next_pickle() != MAGIC_NUMBER:
        raise RuntimeError("Invalid magic number; corrupt file?")
    version = next_pickle()
    if version != PROTOCOL_VERSION:
        raise RuntimeError(f"Invalid protocol version: {version}")
    next_pickle()  # about the machine that wrote it
    result = next_pickle(persistent_load)
    for key in next_pickle():
        if key not in loaded:
            raise AssertionError(f"storage key {key!r} not found in deserialized_objects")
        storage = loaded[key]
        header = file.read(8)
        if len(header) != 8 or struct.unpack("<q", header)[0] != storage.size():
            raise RuntimeError(f"storage has wrong byte size: expected {storage.nbytes()} got something else")
        content = file.read(storage.nbytes())
        if len(content) != storage.nbytes():
            raise RuntimeError(f"unexpected EOF, expected {storage.nbytes() - len(content)} more bytes. The file might be corrupted.")
        storage._untyped_storage._bytes[...] = np.frombuffer(content, np.uint8)
    return result
