"""``torch.save`` and ``torch.load``: objects with tensors in files, in PyTorch's format."""
import io
import mmap as _mmap
import os
import pickle
import re
import sys
import warnings
from collections.abc import Callable
from typing import IO

import numpy as np

from . import _archive, _legacy_files, _types, _weights_only_unpickler
from . import _serialization_options as _options
from ._legacy_files import MAGIC_NUMBER, PROTOCOL_VERSION  # noqa: F401
from ._pickler import Pickler
from ._restored import checked_count as _checked_count
from ._restored import decoded as _decoded
from ._restored import default_restore_location, location_tag, register_package  # noqa: F401
from ._restored import restoring as _restoring
from ._restored import storage_over as _storage
from ._restored import swapped as _swapped
from ._restored import unpickled as _unpickled
from ._serialization_options import (  # noqa: F401
    LoadEndianness,
    SourceChangeWarning,
    StorageType,
    check_module_version_greater_or_equal,
    get_crc32_options,
    get_default_load_endianness,
    get_default_mmap_options,
    mkdtemp,
    normalize_storage_type,
    set_crc32_options,
    set_default_load_endianness,
    set_default_mmap_options,
    skip_data,
    storage_to_tensor_type,
    validate_cuda_device,
)
from ._utils import sparse_checked_after
from .storage import TypedStorage, UntypedStorage

DEFAULT_PROTOCOL = 2
UNSAFE_MESSAGE = (
    "In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from `False` to `True`. Re-running `torch.load` with "
    "`weights_only` set to `False` will likely succeed, but it can result in arbitrary code execution. Do it only if you got the file from a trusted "
    "source."
)
_DOCS = (
    "\n\nCheck the documentation of torch.load to learn more about types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html."
)
# what annotations of programs name
FileLike = str | os.PathLike | IO[bytes]
MAP_LOCATION = Callable[[UntypedStorage, str], UntypedStorage] | _types.device | str | dict | None
STORAGE = UntypedStorage | TypedStorage
_TRUE = ("1", "y", "yes", "true")


# what weights_only lets through


def _get_layout(name):
    """The layout of a name, ``"torch.sparse_coo"``; files name this function."""
    return _types.constant_by_name(name.rpartition(".")[2])


def add_safe_globals(safe_globals):
    """Allow classes and functions, or (object, name in the file) pairs, in files loaded with ``weights_only=True``."""
    _weights_only_unpickler._add_safe_globals(safe_globals)


def get_safe_globals():
    """What `add_safe_globals` has allowed."""
    return _weights_only_unpickler._get_safe_globals()


def clear_safe_globals():
    """Take everything back that `add_safe_globals` has allowed."""
    _weights_only_unpickler._clear_safe_globals()


class safe_globals(_weights_only_unpickler._safe_globals):
    """Context manager: allow classes and functions for a while."""


def get_unsafe_globals_in_checkpoint(f):
    """The names in a file that ``weights_only=True`` would refuse.

    Parameters
    ----------
    f : path or binary file

    Returns
    -------
    list of str
    """
    with _opened(f) as file:
        if not _archive.looks_like_archive(file):
            raise ValueError("Expected input to be a checkpoint returned by torch.save")
        pickled = io.BytesIO(_archive.Reader(file).read("data.pkl"))
    allowed = {*_weights_only_unpickler._known_globals(), *_weights_only_unpickler._users_globals()}
    return list(_weights_only_unpickler.get_globals_in_pkl(pickled) - allowed)


# saving


def save(obj, f, pickle_module=pickle, pickle_protocol=DEFAULT_PROTOCOL, _use_new_zipfile_serialization=True, _disable_byteorder_record=False):
    """Write an object and its tensors to a file that `load` and PyTorch read.

    Parameters
    ----------
    obj : object
        Tensors that share memory share it again after loading; a view takes its whole storage along.
    f : path, or file with ``write``
        A file that exists at a path is replaced at the end: an error before leaves it as it was.
    pickle_protocol : int
    """
    if not _is_path(f) and not hasattr(f, "write"):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute")
    if pickle_module is not pickle:
        raise NotImplementedError("torch.save: other pickle modules are not supported")
    if not _use_new_zipfile_serialization:
        _legacy_files.save(obj, f, pickle_protocol)
        return
    pickled = io.BytesIO()
    pickler = Pickler(pickled, pickle_protocol)
    pickler.dump(obj)
    with _archive.writing(f) as archive:
        archive.write("data.pkl", pickled.getbuffer())
        archive.write_format(not _disable_byteorder_record)
        for key, array in pickler.storages.items():
            content = array.view(np.uint8)
            archive.write(f"data/{key}", np.zeros_like(content) if _options.skipping() else content)


# loading


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args):
    """Read an object that `save`, or PyTorch, has written.

    Parameters
    ----------
    f : path, or binary file that can seek
    map_location : str, device, dict or callable, optional
        Where storages go that were saved on another device: ``"cpu"``, device names by device names, or
        ``function(storage, location)``.
    weights_only : bool
        By default, and with True, nothing is made but tensors, containers and what `add_safe_globals` allows. With False the
        file can run any code: only for files that are trusted.
    mmap : bool
        Leave tensors in the file, and read what is used of them. Changes stay in memory.
    pickle_module : module, optional
        Another module to unpickle with, by its ``Unpickler``; only with ``weights_only=False``.

    Raises
    ------
    pickle.UnpicklingError
        For a file with other objects than `weights_only` allows.
    RuntimeError, EOFError
        For a file that is cut off or was altered, or whose device is not there.
    """
    weights_only = _whether_weights_only(weights_only, pickle_module)
    if weights_only and pickle_load_args:
        warnings.warn("pickle_load_args only works if `weights_only=False`.", stacklevel=2)
    pickle_load_args.setdefault("encoding", "utf-8")
    if _is_path(f) and os.fspath(f).endswith(".safetensors"):
        return _load_safetensors(os.fspath(f), map_location)
    kind = _weights_only_unpickler.Unpickler if weights_only else _options.unpickler_of(pickle_module)
    try:
        with _opened(f) as file, sparse_checked_after():
            if _archive.looks_like_archive(file):
                return _load_archive(_archive.Reader(file), kind, map_location, _mapped(f) if mmap else None, pickle_load_args, weights_only)
            if mmap:
                named = f"{f}, " if isinstance(f, str) else ""
                raise RuntimeError(
                    f"mmap can only be used with files saved with `torch.save({named}_use_new_zipfile_serialization=True), please torch.save your checkpoint "
                    "with this option in order to use mmap."
                )
            return _legacy_files.load(file, kind, _restoring(map_location), pickle_load_args)
    except pickle.UnpicklingError as error:
        if not weights_only:
            raise
        raise pickle.UnpicklingError(_refusal(str(error))) from None


def _whether_weights_only(weights_only, pickle_module):
    asked = weights_only
    if weights_only is None:
        weights_only = pickle_module is None
    force, forbid = [os.getenv(name, "0").lower() in _TRUE for name in ("TORCH_FORCE_WEIGHTS_ONLY_LOAD", "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD")]
    if force and forbid:
        raise RuntimeError(
            "Only one of `TORCH_FORCE_WEIGHTS_ONLY_LOAD` or `TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD` should be set, but both were set."
        )
    if force:
        weights_only = True
    elif forbid and asked is None:
        warnings.warn(
            "Environment variable TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD detected, since the`weights_only` argument was not explicitly passed to `torch.load`, "
            "forcing weights_only=False.",
            UserWarning,
            stacklevel=3,
        )
        weights_only = False
    if weights_only and pickle_module is not None:
        raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
    return weights_only


def _refusal(message):
    """PyTorch's words around what the restricted unpickler says."""
    if re.search(r"GLOBAL (\S+) was not an allowed global by default.", message):
        return (
            "Weights only load failed. This file can still be loaded, to do so you have two options, \033[1mdo those steps only if you trust the source of "
            f"the checkpoint\033[0m. \n\t(1) {UNSAFE_MESSAGE}\n\t(2) Alternatively, to load with `weights_only=True` please check the recommended steps in "
            f"the following error message.\n\tWeightsUnpickler error: {message}{_DOCS}"
        )
    text = f"Weights only load failed. {UNSAFE_MESSAGE}\n"
    if not re.search(r"whose module (\S+) is blocked", message):
        text += (
            "Please file an issue with the following so that we can make `weights_only=True` compatible with your use case: WeightsUnpickler error: "
        )
    return f"{text}\n\n{message}{_DOCS}"


def _load_archive(archive, kind, map_location, mapped, pickle_load_args, weights_only):
    if "constants.pkl" in archive:
        warnings.warn(
            "'torch.load' received a zip file that looks like a TorchScript archive dispatching to 'torch.jit.load' (call 'torch.jit.load' directly to "
            "silence this warning)",
            UserWarning,
            stacklevel=3,
        )
        if weights_only:
            raise RuntimeError("Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch.load``. " + UNSAFE_MESSAGE)
        raise NotImplementedError("torch.load: TorchScript archives are not supported")
    order = archive.read("byteorder").decode("ascii", "replace") if "byteorder" in archive else _options.order_without_record()
    if order not in ("little", "big"):
        raise ValueError("Unknown endianness type: " + order)
    restore = _restoring(map_location)
    loaded = {}

    def persistent_load(saved_id):
        if not isinstance(saved_id, tuple):
            raise AssertionError(f"saved_id must be a tuple, got {type(saved_id).__name__}")
        typename, *data = saved_id
        if _decoded(typename) != "storage":
            raise AssertionError(f"Unknown typename for persistent_load, expected 'storage' but got '{_decoded(typename)}'")
        dtype, key, location, count = data
        dtype = _types.uint8 if dtype is UntypedStorage else dtype
        if key not in loaded:
            record = f"data/{key}"
            size = _checked_count(count) * dtype.itemsize
            if mapped is not None:
                content = _part(mapped, archive.offset(record), size)
            else:
                if archive.size(record) != size:
                    raise RuntimeError(
                        f"record size ({archive.size(record)} bytes) does not match expected size ({size} bytes = {size} elements * 1 bytes/element) for dtype "
                        "Byte"
                    )
                content = np.zeros(size, np.uint8) if _options.skipping() else np.empty(size, np.uint8)
                if not _options.skipping():
                    archive.read_into(record, memoryview(content))
            if order != sys.byteorder:
                content = _swapped(content, dtype)
            loaded[key] = restore(_storage(content, dtype), _decoded(location))
        return loaded[key]

    return _unpickled(kind, io.BytesIO(archive.read("data.pkl")), persistent_load, pickle_load_args)


# files


def _is_zipfile(f):
    """Whether a binary file goes on with an archive, as `save` writes it."""
    return _archive.looks_like_archive(f)


def _is_path(f):
    return isinstance(f, (str, os.PathLike))


_NOT_SEEKABLE = (
    ". You can only torch.load from a file that is seekable. Please pre-load the data into a buffer like io.BytesIO and try to load from it instead."
)


class _opened:
    """A path as a file that the block closes, or a file that it does not."""

    def __init__(self, f):
        self.own = _is_path(f)
        if not self.own:
            for name in ("seek", "tell", "read"):
                if not hasattr(f, name):
                    raise AttributeError(f"'{type(f).__name__}' object has no attribute '{name}'{_NOT_SEEKABLE}")
            try:
                f.seek(f.tell())
            except io.UnsupportedOperation as error:
                raise io.UnsupportedOperation(f"{error}{_NOT_SEEKABLE}") from None
        self.file = open(f, "rb") if self.own else f

    def __enter__(self):
        return self.file

    def __exit__(self, *exc):
        if self.own:
            self.file.close()


def _mapped(f):
    """A file's bytes where they are; what is written to them stays in this process, unless `set_default_mmap_options` says otherwise."""
    if not _is_path(f):
        raise ValueError("f must be a file path in order to use the mmap argument")
    access = _options.mapping_access()
    with open(f, "r+b" if access == _mmap.ACCESS_WRITE else "rb") as file:
        return np.frombuffer(_mmap.mmap(file.fileno(), 0, access=access), np.uint8)


def _part(mapped, start, size):
    if start + size > len(mapped):
        raise RuntimeError("PytorchStreamReader failed mapping a storage: it reaches beyond the end of the file")
    return mapped[start : start + size]


def _load_safetensors(path, map_location):
    if isinstance(map_location, dict) or callable(map_location) and not isinstance(map_location, _types.device):
        kind = "dict" if isinstance(map_location, dict) else "callable"
        raise RuntimeError(f"Loading safetensors file with {kind} map_location is not supported. Use a device string or torch.device instead.")
    try:
        from safetensors import safe_open
    except ImportError as error:
        raise RuntimeError(
            "Attempting to load a safetensors file but safetensors is not installed. Please install safetensors with: pip install safetensors"
        ) from error
    from ._creation import from_numpy

    with safe_open(path, "numpy") as file:
        return {key: from_numpy(file.get_tensor(key)) for key in file.keys()}


__all__ = [
    "DEFAULT_PROTOCOL", "LoadEndianness", "SourceChangeWarning", "StorageType", "add_safe_globals", "check_module_version_greater_or_equal",
    "clear_safe_globals", "default_restore_location", "get_crc32_options", "get_default_load_endianness", "get_default_mmap_options", "get_safe_globals",
    "get_unsafe_globals_in_checkpoint", "load", "location_tag", "mkdtemp", "normalize_storage_type", "register_package", "safe_globals", "save",
    "set_crc32_options", "set_default_load_endianness", "set_default_mmap_options", "skip_data", "storage_to_tensor_type", "validate_cuda_device",
]  # fmt: skip
