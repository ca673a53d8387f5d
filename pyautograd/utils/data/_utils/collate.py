"""Lists of samples become batches: tensors with one more dimension, in the structure of the samples."""
import copy
import re
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence

import numpy as np

import pyautograd as torch

np_str_obj_array_pattern = re.compile("[SaUO]")  # the kinds of arrays that hold no numbers
default_collate_err_msg_format = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def _rebuilt_mapping(like, values):
    """`values`, a dict, as a mapping of the type of `like` where that type can be made."""
    try:
        if isinstance(like, MutableMapping):
            made = copy.copy(like)  # it may have more to it than its keys
            made.update(values)
            return made
        return type(like)(values)
    except TypeError:
        return values


def _rebuilt_sequence(like, values):
    """The same for a list."""
    try:
        if isinstance(like, MutableSequence):
            made = copy.copy(like)
            for i, value in enumerate(values):
                made[i] = value
            return made
        return type(like)(values)
    except TypeError:
        return values


def _holds_no_numbers(array):
    return np_str_obj_array_pattern.match(array.dtype.kind) is not None


def default_convert(data):
    """NumPy arrays and scalars as tensors, at any depth of mappings, tuples and sequences; other things as they are."""
    if isinstance(data, torch.Tensor):
        return data
    if isinstance(data, np.ndarray):
        return data if _holds_no_numbers(data) else torch.as_tensor(data)
    if isinstance(data, np.generic) and not isinstance(data, (np.str_, np.bytes_)):
        return torch.as_tensor(data)
    if isinstance(data, Mapping):
        return _rebuilt_mapping(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple):
        values = [default_convert(value) for value in data]
        return type(data)(*values) if hasattr(data, "_fields") else values
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _rebuilt_sequence(data, [default_convert(value) for value in data])
    return data


def collate(batch, *, collate_fn_map=None):
    """A batch of samples by what `collate_fn_map` says of the type of the first.

    Parameters
    ----------
    batch : sequence
    collate_fn_map : dict, optional
        Type (or tuple of types) -> ``function(batch, *, collate_fn_map)``. Mappings, tuples and sequences are gone into.

    Raises
    ------
    TypeError
        For a type that is not there.
    RuntimeError
        For sequences of different lengths.
    """
    first = batch[0]
    kind = type(first)
    if collate_fn_map is not None:
        if kind in collate_fn_map:
            return collate_fn_map[kind](batch, collate_fn_map=collate_fn_map)
        for known, function in collate_fn_map.items():
            if isinstance(first, known):
                return function(batch, collate_fn_map=collate_fn_map)

    def inner(samples):
        return collate(samples, collate_fn_map=collate_fn_map)

    if isinstance(first, Mapping):
        return _rebuilt_mapping(first, {key: inner([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return kind(*[inner(samples) for samples in zip(*batch)])
    if isinstance(first, Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        values = [inner(samples) for samples in zip(*batch)]
        return values if isinstance(first, tuple) else _rebuilt_sequence(first, values)
    raise TypeError(default_collate_err_msg_format.format(kind))


def collate_tensor_fn(batch, *, collate_fn_map=None):
    if batch[0].is_sparse:
        raise RuntimeError(
            "Batches of sparse tensors are not currently supported by the default collate_fn; please provide a custom collate_fn to handle them appropriately."
        )
    return torch.stack(list(batch), 0)


def collate_numpy_array_fn(batch, *, collate_fn_map=None):
    if _holds_no_numbers(batch[0]):
        raise TypeError(default_collate_err_msg_format.format(batch[0].dtype))
    return collate([torch.as_tensor(array) for array in batch], collate_fn_map=collate_fn_map)


def collate_numpy_scalar_fn(batch, *, collate_fn_map=None):
    return torch.as_tensor(np.asarray(batch))


def collate_float_fn(batch, *, collate_fn_map=None):
    return torch.tensor(batch, dtype=torch.float64)


def collate_int_fn(batch, *, collate_fn_map=None):
    return torch.tensor(batch)


def collate_str_fn(batch, *, collate_fn_map=None):
    return batch


default_collate_fn_map = {
    torch.Tensor: collate_tensor_fn,
    np.ndarray: collate_numpy_array_fn,
    (np.bool_, np.number, np.object_): collate_numpy_scalar_fn,
    float: collate_float_fn,
    int: collate_int_fn,
    str: collate_str_fn,
    bytes: collate_str_fn,
}


def default_collate(batch):
    """Tensors stacked, numbers and arrays as tensors, strings as lists, mappings and sequences of these taken apart."""
    return collate(batch, collate_fn_map=default_collate_fn_map)
