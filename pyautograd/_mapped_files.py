"""Tensors over the memory of files: ``torch.from_file``."""
import mmap
import os

import numpy as np

from . import _types
from ._core import core
from ._memory import SharedMemory


def map_file(filename, shared, nbytes):
    """The first `nbytes` of a file as a writable ndarray of uint8.

    Writes reach the file if `shared`, which makes the file or lengthens it where needed; otherwise they stay here. Raises RuntimeError where the
    file cannot be opened, is too short, or cannot be mapped.
    """
    if nbytes < 0:
        raise RuntimeError(f"unable to mmap {nbytes} bytes from file <{filename}>: Cannot allocate memory (12)")
    flags = (os.O_RDWR | os.O_CREAT if shared else os.O_RDONLY) | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(filename, flags, 0o600)
    except OSError as error:
        mode = "read-write" if shared else "read-only"
        raise RuntimeError(f"unable to open file <{filename}> in {mode} mode: {error.strerror} ({error.errno})") from None
    try:
        size = os.fstat(file).st_size
        if size < nbytes:
            if not shared:
                raise RuntimeError(f"file <{filename}> size <{size}> is smaller than the required mapping size <{nbytes}>")
            os.ftruncate(file, nbytes)
        if nbytes == 0:
            return np.empty(0, np.uint8).view(SharedMemory)
        memory = mmap.mmap(file, nbytes, access=mmap.ACCESS_WRITE if shared else mmap.ACCESS_COPY)
    except OSError as error:
        raise RuntimeError(f"unable to mmap {nbytes} bytes from file <{filename}>: {error.strerror} ({error.errno})") from None
    finally:
        os.close(file)
    mapped = np.frombuffer(memory, np.uint8).view(SharedMemory)
    mapped.filename = os.fspath(filename)
    return mapped


def from_file(filename, shared=None, size=0, *, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A 1-d tensor over a memory-mapped file.

    Parameters
    ----------
    filename : str
    shared : bool
        Whether writes reach the file, which is then made or lengthened where needed. By default they do not.
    size : int
        The number of elements.
    dtype : torch.dtype
        By default the default dtype.

    Raises
    ------
    RuntimeError
        The file cannot be opened, is shorter than `size` elements and not `shared`, or cannot be mapped.
    """
    if not isinstance(filename, str):
        raise TypeError(f"from_file(): argument 'filename' (position 1) must be str, not {type(filename).__name__}")
    if pin_memory:
        raise RuntimeError("tensors constructed from a file cannot be pinned")
    dtype = dtype or _types.get_default_dtype()
    root = map_file(filename, bool(shared), size * dtype.itemsize)
    return core.over_memory(root, root.view(np.ndarray).view(dtype.np), dtype).requires_grad_(requires_grad)
