"""Options of `save` and `load` that hold for a while or for good, and the small questions that ``torch.serialization`` answers."""
import mmap as _mmap
import sys
import tempfile
import threading
import warnings
from contextlib import contextmanager
from enum import Enum

from . import _pickler
from .utils.serialization import config

_local = threading.local()


class SourceChangeWarning(Warning):
    """A class has another source than when it was saved: old files hold sources. Not given here: sources are not compared."""


class LoadEndianness(Enum):
    """The order of bytes in a file that does not name it."""

    NATIVE = 1
    LITTLE = 2
    BIG = 3


def get_default_load_endianness():
    """What `set_default_load_endianness` has set."""
    return config.load.endianness


def set_default_load_endianness(endianness):
    """Set the order of bytes in files that do not name it: a `LoadEndianness`, or None for the machine's own."""
    if not isinstance(endianness, LoadEndianness) and endianness is not None:
        raise TypeError("Invalid argument type in function set_default_load_endianness")
    config.load.endianness = endianness


def order_without_record():
    """The order of bytes in a file that does not name it."""
    asked = config.load.endianness
    return sys.byteorder if asked in (None, LoadEndianness.NATIVE) else asked.name.lower()


def get_crc32_options():
    """What `set_crc32_options` has set."""
    return config.save.compute_crc32


def set_crc32_options(compute_crc32):
    """Kept; checksums are always written."""
    config.save.compute_crc32 = compute_crc32


def get_default_mmap_options():
    """The flags that files are mapped with."""
    return config.load.mmap_flags


class set_default_mmap_options:
    """Set how ``load(mmap=True)`` maps files, for good or for a ``with`` block: ``mmap.MAP_PRIVATE`` or ``mmap.MAP_SHARED``."""

    def __init__(self, flags):
        if sys.platform == "win32":
            raise RuntimeError("Changing the default mmap options is currently not supported for Windows")
        if flags not in (_mmap.MAP_PRIVATE, _mmap.MAP_SHARED):
            raise ValueError(
                f"Invalid argument in function set_default_mmap_options, expected mmap.MAP_PRIVATE or mmap.MAP_SHARED, but got {flags}"
            )
        self.prev = config.load.mmap_flags
        config.load.mmap_flags = flags

    def __enter__(self):
        pass

    def __exit__(self, *exc):
        config.load.mmap_flags = self.prev


def mapping_access():
    """How `mmap` maps a file whose changes stay in memory, or reach the file."""
    shared = getattr(_mmap, "MAP_SHARED", None)
    return _mmap.ACCESS_WRITE if shared is not None and config.load.mmap_flags == shared else _mmap.ACCESS_COPY


class skip_data:
    """A block in which `save` leaves the elements of tensors as zeros in the file, and `load` does not read them."""

    def __init__(self, materialize_fake_tensors=False):
        self.materialize_fake_tensors = materialize_fake_tensors

    def __enter__(self):
        self._before = skipping()
        _local.skipping = True

    def __exit__(self, *exc):
        _local.skipping = self._before


def skipping():
    """Whether `skip_data` is in force in this thread."""
    return getattr(_local, "skipping", False)


def unpickler_of(module):
    """The class that reads trusted pickles: a module's own, which finds our objects for torch's."""
    if module is None or module.__name__ == "pickle":
        return _pickler.Unpickler

    class Unpickler(module.Unpickler):
        def find_class(self, name, attribute):
            return _pickler.find_class(name, attribute) if name.partition(".")[0] == "torch" else super().find_class(name, attribute)

    return Unpickler


@contextmanager
def mkdtemp():
    """A directory that is removed after the block."""
    with tempfile.TemporaryDirectory() as path:
        yield path


def check_module_version_greater_or_equal(module, req_version_tuple, error_if_malformed=True):
    """Whether a module's version is at least the given one.

    Raises
    ------
    RuntimeError
        If it cannot be compared; with ``error_if_malformed=False`` that is a warning, and the answer True.
    """
    try:
        parts = module.__version__.split(".")
        return tuple(type(wanted)(parts[i]) for i, wanted in enumerate(req_version_tuple)) >= req_version_tuple
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        text = (
            f"'{module.__name__}' module version string is malformed '{module.__version__}' and cannot be compared with tuple {req_version_tuple}"
        )
        if error_if_malformed:
            raise RuntimeError(text) from error
        warnings.warn(text + ", but continuing assuming that requirement is met", stacklevel=2)
        return True


def validate_cuda_device(location):
    """RuntimeError: there is no such device."""
    from ._restored import default_restore_location

    return default_restore_location(None, location)


def normalize_storage_type(storage_type):
    """The storage class of a name in the top-level namespace."""
    import pyautograd

    return getattr(pyautograd, storage_type.__name__)


def storage_to_tensor_type(storage):
    """The typed tensor class that belongs to a storage's class."""
    import pyautograd

    return getattr(pyautograd, type(storage).__name__.replace("Storage", "Tensor"))


class StorageType:
    """The dtype that a storage class in a file stands for."""

    def __init__(self, name):
        found = _pickler.storage_dtypes().get(name)
        if found is None:
            raise KeyError(f'pickle storage type "{name}" is not recognized')
        self._dtype = found

    @property
    def dtype(self):
        """The dtype."""
        return self._dtype

    def __str__(self):
        return f"StorageType(dtype={self.dtype})"
