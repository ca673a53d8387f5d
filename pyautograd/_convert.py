"""Python data as arrays: what ``tensor(data)`` reads, and which dtype it infers.

Lists of Python numbers, however nested, take a short way: their types are collected level by level and NumPy converts
the flat list. Everything else (NumPy scalars, tensors and arrays inside lists, sequences of other kinds) is walked element by
element, as PyTorch does, and errors are raised where PyTorch raises them.
"""
import importlib
import warnings
from itertools import chain

import numpy as np

from . import _types
from ._core import core
from ._types import bfloat16, bool_, complex32, int64, uint64
from ._warnings import is_due

_util = importlib.import_module(".util", core.__package__)
_SEQUENCES = frozenset((list, tuple))
_BOOLS, _INTS, _FLOATS, _COMPLEXES = frozenset((bool,)), frozenset((bool, int)), frozenset((bool, int, float)), frozenset((bool, int, float, complex))
_COPY_CONSTRUCT = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than {}(sourceTensor)."
)
_SLOW_LIST = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a single numpy.ndarray with "
    "numpy.array() before converting to a tensor."
)
_SUPPORTED = "float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool"
_NEGATIVE_STRIDE = (
    "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. (You can probably "
    "work around this by making a copy of your array  with array.copy().) "
)


def type_name(value):
    """A type's name as C knows it: with its module for types that are not written in Python."""
    kind = type(value)
    if isinstance(value, core.TensorBase):
        return "Tensor"
    if isinstance(value, _types.dtype):
        return "torch.dtype"
    written_in_python = kind.__flags__ & (1 << 9) and not kind.__flags__ & (1 << 8)  # a heap type that can be changed
    if kind.__module__ == "builtins" or written_in_python and kind.__module__ != "numpy":
        return kind.__name__
    return f"{kind.__module__}.{kind.__name__}"


def convert(data, dtype, caller):
    """``(array, dtype)`` of a copy of `data`, the array in dtype's storage type."""
    kind = type(data)
    if kind is float:
        if dtype is None or dtype is _types._default_dtype:
            dtype = _types._default_dtype
            if dtype is _types.float32 and -3.4e38 < data < 3.4e38:
                return np.array(data, np.float32), dtype
            if dtype is _types.float64:
                return np.array(data, np.float64), dtype
        return from_leaves([data], (), _FLOATS, dtype), dtype
    if kind is list or kind is tuple:
        shape, leaves, kinds = flatten(data)
        if kinds is not None:
            dtype = dtype or dtype_of_kinds(kinds)
            return from_leaves(leaves, shape, kinds, dtype), dtype
    elif kind is int or kind is bool or kind is complex:
        kinds = frozenset((kind,))
        dtype = dtype or dtype_of_kinds(kinds)
        return from_leaves([data], (), kinds, dtype), dtype
    return convert_any(data, dtype, caller)


def flatten(data):
    """``(shape, leaves, kinds)`` of nested lists whose leaves are Python numbers; kinds is None where they are anything else or ragged."""
    level, shape = data, [len(data)]
    while True:
        kinds = frozenset(map(type, level))
        if kinds <= _COMPLEXES:
            return shape, level, kinds
        if not kinds <= _SEQUENCES:
            return None, None, None
        lengths = set(map(len, level))
        if len(lengths) != 1:
            return None, None, None
        shape.append(lengths.pop())
        level = list(chain.from_iterable(level))


def dtype_of_kinds(kinds):
    """The dtype inferred from the Python types of the elements."""
    if complex in kinds:
        return complex_default()
    if float in kinds or not kinds:
        return _types._default_dtype
    return int64 if int in kinds else bool_


def complex_default():
    """The complex dtype that goes with the default dtype."""
    if _types._default_dtype is bfloat16:
        raise RuntimeError("invalid default scalar type for complex")
    return _types._default_dtype.to_complex()


def from_leaves(leaves, shape, kinds, dtype):
    """An array of `shape` from a flat list of Python numbers of the given types."""
    try:
        if dtype.is_floating_point:
            if complex in kinds:
                raise TypeError("must be real number, not complex")
            if dtype is bfloat16:
                made = _util.to_bfloat16(_floats(leaves, np.float32))
            else:
                made = _floats(leaves, dtype.np)
        elif dtype is int64 and kinds <= _INTS:
            made = np.array(leaves, np.int64)
        elif dtype is bool_:
            made = np.array(leaves, np.bool_) if kinds <= _BOOLS else np.array([bool(x) for x in leaves], np.bool_)
        elif dtype.is_complex:
            if dtype is complex32:
                made = _util.to_complex32(_floats(leaves, np.complex64))
            else:
                made = _floats(leaves, dtype.np)
        else:
            if complex in kinds:
                raise TypeError("'complex' object cannot be interpreted as an integer")
            made = _integers(leaves, dtype)
    except OverflowError as error:
        if dtype is int64 or dtype.np.kind == "i":
            raise ValueError("Overflow when unpacking long long") from None
        raise error
    return made.reshape(shape)


def _floats(leaves, descr):
    with np.errstate(over="ignore"):
        return np.array(leaves, descr)


def _integers(leaves, dtype):
    """Integers of `dtype` from numbers: floats are cut, what does not fit raises RuntimeError, negative ints wrap in unsigned types."""
    info = np.iinfo(dtype.np)
    low, high = int(info.min), int(info.max)
    wraps = not dtype.is_signed
    made = []
    for x in leaves:
        if isinstance(x, float):
            if not low - 1 < x < high + 1 or wraps and x < 0:
                raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
            x = int(x)
        elif not low <= x <= high:
            if dtype is uint64:
                raise OverflowError("can't convert negative int to unsigned" if x < 0 else "int too big to convert")
            if not -(1 << 63) <= x < 1 << 63:
                raise ValueError("Overflow when unpacking long long")
            if not (wraps and -high <= x < 0):
                raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
            x += high + 1
        made.append(x)
    return np.array(made, dtype.np)


def convert_any(data, dtype, caller):
    """`convert` for what is not plain Python numbers in lists."""
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(data)}'")
    if isinstance(data, core.TensorBase):
        if caller is not None:
            warnings.warn(_COPY_CONSTRUCT.format(caller), stacklevel=4)
        return converted(data.detach(), dtype)
    if isinstance(data, (np.ndarray, np.generic)):
        if isinstance(data, (np.str_, np.bytes_)):
            raise TypeError(f"new(): invalid data type '{type_name(data)}'")
        return converted(core.wrap(checked_array(np.asarray(data))), dtype)
    if hasattr(data, "__dlpack__"):
        from ._creation import from_dlpack

        return converted(from_dlpack(data), dtype)
    shape = sizes_of(data)
    found = dtype or infer(data)
    if 0 in shape:
        return np.empty(shape, found.np), found
    leaves = []
    collect(data, shape, 0, leaves)
    leaves = [leaf_number(x, found) for x in leaves]
    return from_leaves(leaves, shape, frozenset(map(type, leaves)), found), found


def converted(source, dtype):
    """``(array, dtype)`` of a copy of a tensor, keeping the order of its dimensions in memory."""
    if dtype is None or dtype is source.dtype:
        return core.array(source).copy(order="K"), source.dtype
    return core.array(core.ops._to_copy(source, dtype)), dtype


def is_sequence(value):
    """Whether `value` has elements that can be counted and fetched by position."""
    return hasattr(type(value), "__getitem__") and not isinstance(value, (dict, core.TensorBase)) and not isinstance(value, (np.generic, type))


def sizes_of(data):
    """The shape of nested sequences, read off their first elements."""
    shape = []
    while isinstance(data, str) or is_sequence(data):
        length = len(data)
        shape.append(length)
        if len(shape) > 128:
            raise ValueError(f"too many dimensions '{type_name(data)}'")
        if length == 0:
            break
        try:
            data = data[0]
        except Exception:  # whatever a user's __getitem__ raises
            raise ValueError(f"could not determine the shape of object type '{type_name(data)}'") from None
    return shape


def infer(data):
    """The dtype that `data` would get, from all of its elements."""
    if isinstance(data, (np.ndarray, np.generic)):
        return dtype_of_array(data)
    if isinstance(data, bool):
        return bool_
    if isinstance(data, int):
        return int64
    if isinstance(data, float):
        return _types._default_dtype
    if isinstance(data, complex):
        return complex_default()
    if isinstance(data, core.TensorBase):
        return data.dtype
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(data)}'")
    if not is_sequence(data):
        raise RuntimeError(f"Could not infer dtype of {type_name(data)}")
    if len(data) == 0:
        return _types._default_dtype
    found = None
    for item in data:
        if isinstance(item, np.ndarray) and is_due("list"):
            warnings.warn(_SLOW_LIST, stacklevel=6)
        kind = infer(item)
        found = kind if found is None else _types.promote_types(found, kind)
        if found.is_complex:
            break
    return found


def collect(data, shape, dim, leaves):
    """Append the elements of nested sequences of the given shape to `leaves`."""
    if dim == len(shape):
        leaves.append(data)
        return
    if isinstance(data, np.ndarray) and data.ndim == len(shape) - dim and data.shape == tuple(shape[dim:]):
        leaves.extend(data.ravel().tolist() if data.dtype.kind in "biufc" else data.ravel())
        return
    try:
        items = data if isinstance(data, (list, tuple)) else list(data)
    except TypeError:
        raise TypeError("not a sequence") from None
    if len(items) != shape[dim]:
        raise ValueError(f"expected sequence of length {shape[dim]} at dim {dim} (got {len(items)})")
    for item in items:
        collect(item, shape, dim + 1, leaves)


def leaf_number(value, dtype):
    """One element as a Python number fit for `dtype`."""
    kind = type(value)
    if kind is int or kind is float or kind is bool or kind is complex:
        return value
    if isinstance(value, np.generic):
        return value.item()
    if dtype is bool_:
        return bool(value)
    if dtype.is_floating_point:
        if not hasattr(kind, "__float__") and not hasattr(kind, "__index__") or isinstance(value, str):
            raise TypeError(f"must be real number, not {type_name(value)}")
        return float(value)
    if dtype.is_complex:
        return complex(value)
    if not hasattr(kind, "__index__"):
        raise TypeError(f"'{type_name(value)}' object cannot be interpreted as an integer")
    return kind.__index__(value)


def dtype_of_array(array):
    """The dtype of an ndarray or NumPy scalar; raises TypeError where there is none."""
    descr = array.dtype
    found = _types.dtype_of_numpy(descr if descr.isnative else descr.newbyteorder("="))
    if found is None:
        kind = descr.type
        raise TypeError(f"can't convert np.ndarray of type {kind.__module__}.{kind.__name__}. The only supported types are: {_SUPPORTED}.")
    return found


def checked_array(array):
    """`array` as a plain ndarray that a tensor can stand on; raises PyTorch's errors otherwise."""
    if type(array) is not np.ndarray:
        array = np.asarray(array)
    item = array.itemsize
    for stride in array.strides:
        if item and stride % item:
            raise ValueError("given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate the memory.")
    dtype_of_array(array)
    for stride in array.strides:
        if stride < 0:
            raise ValueError(_NEGATIVE_STRIDE)
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is currently not supported."
        )
    return array
