"""Kinds of memory under tensors that are not their own to grow. A storage is an ndarray; these are its classes where it is a special one."""
import os

import numpy as np

NOT_RESIZABLE = "Trying to resize storage that is not resizable"


class BorrowedMemory(np.ndarray):
    """The storage of a tensor over memory of NumPy or of another library."""


class SharedMemory(np.ndarray):
    """The storage of a tensor in memory that processes share. `file`: the unnamed file that it is mapped from; None of a file with a name."""

    file = None


class Descriptor:
    """A file without a name, by its number; closed when nothing needs it any more."""

    __slots__ = ("number",)

    def __init__(self, number):
        self.number = number

    def fileno(self):
        return self.number

    def __del__(self, close=os.close):
        close(self.number)


def shared_memory(nbytes, dtype=np.uint8, file=None):
    """Memory for several processes: mapped from a new file that has no name, or from one that another process made."""
    import mmap

    if file is None:
        file = Descriptor(_unnamed())
        os.truncate(file.fileno(), max(nbytes, 1))
    made = np.frombuffer(mmap.mmap(file.fileno(), max(nbytes, 1)), dtype)[:nbytes].view(SharedMemory)
    made.file = file
    return made


def _unnamed():
    if hasattr(os, "memfd_create"):
        return os.memfd_create("tensor")
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def check_resizable(root):
    """Raise RuntimeError where the storage `root` cannot grow or shrink."""
    if type(root) is not np.ndarray:
        raise RuntimeError(NOT_RESIZABLE)
