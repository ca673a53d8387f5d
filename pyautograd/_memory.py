"""Kinds of memory under tensors that are not their own to grow. A storage is an ndarray; these are its classes where it is a special one."""
import numpy as np

NOT_RESIZABLE = "Trying to resize storage that is not resizable"


class BorrowedMemory(np.ndarray):
    """The storage of a tensor over memory of NumPy or of another library."""


class SharedMemory(np.ndarray):
    """The storage of a tensor in memory that processes made by ``fork`` share."""


def check_resizable(root):
    """Raise RuntimeError where the storage `root` cannot grow or shrink."""
    if type(root) is not np.ndarray:
        raise RuntimeError(NOT_RESIZABLE)
