"""The memory under tensors: a storage that grows, shrinks or moves takes along everything that shares it.

A storage is an ndarray, and a tensor has it whose `_storage` it is, or whose own array where that is None. Nothing is kept about who shares one,
so that views cost nothing; who does is looked up when a shared storage moves, which is rare.
"""
import gc
import sys
from types import SimpleNamespace

import numpy as np

from .._memory import check_resizable
from .inplace import as_strided_array, flat, needed_bytes, storage_length
from .kernels.views import place

_references = getattr(sys, "getrefcount", None)
_moved = []  # told of every storage that has moved


def on_move(function):
    """Have ``function(before, now)`` called when a shared storage has moved."""
    _moved.append(function)


def storage_of(tensor):
    """The ndarray whose memory a tensor and its views share."""
    return tensor._storage if tensor._storage is not None else tensor._array


def bytes_of(root):
    """The bytes of a storage, in the order of memory."""
    return flat(root).view(np.uint8) if root.size else np.empty(0, np.uint8)


def _offset(array, root):
    return array.__array_interface__["data"][0] - root.__array_interface__["data"][0]


def _end(array, root):
    """How many bytes of the storage `root` lie before the end of an array."""
    return _offset(array, root) + array.itemsize + sum([(n - 1) * s for n, s in zip(array.shape, array.strides)]) if array.size else 0


def move_storage(root, nbytes, allocate=np.empty):
    """Give the storage `root` other memory of `nbytes`, with what it holds, and move every tensor that shares it there. Returns the new storage.

    Tensors that reach beyond a storage that was made shorter keep memory to reach. `allocate` is called with a number and `np.uint8`.
    """
    from .tensor import TensorBase

    sharers = [h for h in gc.get_referrers(root) if isinstance(h, TensorBase) and storage_of(h) is root]
    memory = allocate(max([nbytes, *[_end(t._array, root) for t in sharers]]), np.uint8)
    held = bytes_of(root)[: memory.size]
    memory[: held.size] = held
    made = memory if memory.size == nbytes else memory[:nbytes]
    for tensor in sharers:
        array = tensor._array
        start, offset = (memory, _offset(array, root)) if array.size else (place(memory, _offset(array, root)), 0)
        tensor._array = np.ndarray(array.shape, array.dtype, start, offset, array.strides)
        tensor._storage = made
    for function in _moved:
        function(root, made)
    return made


def grow(tensor, root, nbytes):
    """The storage `root` of `tensor` made `nbytes` long. Raises RuntimeError where its memory is borrowed or shared with processes."""
    check_resizable(root)
    if _references is None or _references(root) > _OF_CALLS + (tensor._array.base is root):
        return move_storage(root, nbytes)
    made, held = np.empty(nbytes, np.uint8), bytes_of(root)  # nobody else has it
    made[: held.size] = held
    return made


def _unheld(tensor):
    """`resize` and `grow` in outline, for a storage that nobody else holds."""
    root = tensor._array
    return _references_in_grow(tensor, root, 0)


def _references_in_grow(tensor, root, nbytes):
    return _references(root)


# How many references a tensor and the calls themselves hold to its storage in `grow`. Versions of Python count differently.
_OF_CALLS = 0 if _references is None else _unheld(SimpleNamespace(_array=object()))


def resize(tensor, shape, strides=None):
    """Another shape (row-major without `strides`) from the tensor's first element, in the same storage, which grows where it is too short."""
    from .kernels.views import dense_strides

    root, dtype, offset = storage_of(tensor), tensor._array.dtype, tensor.storage_offset()
    strides = strides or [s // dtype.itemsize for s in dense_strides(shape, dtype.itemsize)]
    needed = needed_bytes(shape, strides, offset, dtype.itemsize)
    if needed > storage_length(root) * root.itemsize:
        root = grow(tensor, root, needed)
    tensor._array, tensor._storage = as_strided_array(root, shape, strides, offset, dtype), root


def over_storage(root, dtype, size, stride, offset):
    """A tensor over the storage `root`, which grows where it is too short; size, stride and offset in elements of `dtype`."""
    from .tensor import new

    needed = needed_bytes(size, stride, offset, dtype.itemsize)
    if needed > storage_length(root) * root.itemsize:
        check_resizable(root)
        root = move_storage(root, needed)
    made = new(as_strided_array(root, size, stride, offset, dtype.np), dtype)
    made._storage = root
    return made


def over_memory(root, array, dtype):
    """A tensor of `array`, which has the memory of the storage `root`."""
    from .tensor import new

    made = new(array, dtype)
    made._storage = root
    return made


def is_same_storage(a, b):
    """Whether two tensors share one storage."""
    return storage_of(a) is storage_of(b)
