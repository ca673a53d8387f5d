"""Sequences of different lengths: padded to one tensor, or packed step after step."""
from collections.abc import Iterable
from typing import NamedTuple

from ... import _types, arange, as_tensor, empty_like, sort, tensor
from ..._core import core

_functions = core.functions


class PackedSequence_(NamedTuple):
    data: object
    batch_sizes: object
    sorted_indices: object
    unsorted_indices: object


def bind(optional, fn):
    """``fn(optional)``, or None for None."""
    return None if optional is None else fn(optional)


class PackedSequence(PackedSequence_):
    """The rows of all sequences, step after step.

    Attributes
    ----------
    data : Tensor
        ``(sum of lengths, ...)``.
    batch_sizes : Tensor
        How many sequences reach each step.
    sorted_indices, unsorted_indices : Tensor or None
        The order of the sequences by length, and the way back.
    """

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        return super().__new__(cls, *_packed_sequence_init_args(data, batch_sizes, sorted_indices, unsorted_indices))

    def pin_memory(self):
        """Refused as for a tensor."""
        indices = [bind(t, lambda t: t.pin_memory()) for t in (self.sorted_indices, self.unsorted_indices)]
        return type(self)(self.data.pin_memory(), self.batch_sizes, *indices)

    def to(self, *args, **kwargs):
        """With ``data.to(...)``; the sequence itself where that changes nothing."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def cuda(self, *args, **kwargs):
        """Refused as for a tensor."""
        return type(self)(self.data.cuda(*args, **kwargs), self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def cpu(self, *args, **kwargs):
        """The sequence on the CPU: itself."""
        if tensor((), dtype=self.data.dtype, device=self.data.device).to(*args, **kwargs).device.type == "cpu":
            return self.to(*args, **kwargs)
        kwargs["device"] = "cpu"
        return self.to(*args, **kwargs)

    def double(self):
        """In float64."""
        return self.to(dtype=_types.float64)

    def float(self):
        """In float32."""
        return self.to(dtype=_types.float32)

    def half(self):
        """In float16."""
        return self.to(dtype=_types.float16)

    def long(self):
        """In int64."""
        return self.to(dtype=_types.int64)

    def int(self):
        """In int32."""
        return self.to(dtype=_types.int32)

    def short(self):
        """In int16."""
        return self.to(dtype=_types.int16)

    def char(self):
        """In int8."""
        return self.to(dtype=_types.int8)

    def byte(self):
        """In uint8."""
        return self.to(dtype=_types.uint8)

    @property
    def is_cuda(self):
        """False."""
        return self.data.is_cuda

    def is_pinned(self):
        """False."""
        return self.data.is_pinned()


def _packed_sequence_init_args(data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
    if unsorted_indices is None:
        unsorted_indices = invert_permutation(sorted_indices)
    if batch_sizes is None:
        if not (isinstance(data, (list, tuple)) and len(data) == 2):
            raise AssertionError("Expected data to be a list or tuple of length 2")
        data, batch_sizes = data
    elif batch_sizes.device.type != "cpu":
        raise ValueError(
            "batch_sizes should always be on CPU. Instances of PackedSequence should never be created manually. They should be instantiated by functions "
            "like pack_sequence and pack_padded_sequences in nn.utils.rnn. https://pytorch.org/docs/stable/nn.html#torch.nn.utils.rnn.pack_sequence"
        )
    return data, batch_sizes, sorted_indices, unsorted_indices


def _packed_sequence_init(data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
    return PackedSequence(data, batch_sizes, sorted_indices, unsorted_indices)


def invert_permutation(permutation):
    """The permutation that undoes one; None for None."""
    if permutation is None:
        return None
    made = empty_like(permutation)
    made.scatter_(0, permutation, arange(0, permutation.numel(), device=permutation.device))
    return made


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    """Pack padded sequences ``(T, N, ...)``.

    Parameters
    ----------
    lengths : Tensor or sequence of int
        The length of each; they have to fall unless `enforce_sorted` is False.

    Raises
    ------
    RuntimeError
        If the lengths do not fit, one is zero, or they are not sorted.
    """
    if isinstance(lengths, core.TensorBase):
        lengths = lengths.to(dtype=_types.int64)
    else:
        lengths = as_tensor(lengths, dtype=_types.int64)
    order = None
    if not enforce_sorted:
        lengths, order = sort(lengths, descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    data, batch_sizes = _functions["_pack_padded_sequence"](input, lengths, batch_first)
    return _packed_sequence_init(data, batch_sizes, order, None)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    """Padded sequences and their lengths from a packed one, padded to `total_length` if given."""
    length = sequence.batch_sizes.size(0)
    if total_length is not None:
        if total_length < length:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {length}"
            )
        length = total_length
    padded, lengths = _functions["_pad_packed_sequence"](sequence.data, sequence.batch_sizes, batch_first, padding_value, length)
    back = sequence.unsorted_indices
    if back is None:
        return padded, lengths
    return padded.index_select(0 if batch_first else 1, back), lengths[back.cpu()]


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Tensors ``(L_i, ...)`` as one ``(T, N, ...)``, padded to the longest at the ``"right"`` or ``"left"``."""
    if not isinstance(sequences, Iterable):
        raise RuntimeError(f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}")
    return core.ops._pad_sequence(tuple(sequences), batch_first, padding_value, padding_side)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """A list of the sequences without their padding. Without `batch_first` the tensor is transposed in place, as PyTorch does."""
    if not batch_first:
        padded_sequences.transpose_(0, 1)
    positions = arange(padded_sequences.shape[1], device=lengths.device)
    return [sequence[positions < length] for sequence, length in zip(padded_sequences, lengths, strict=True)]


def pack_sequence(sequences, enforce_sorted=True):
    """Pack a list of tensors ``(L_i, ...)``."""
    lengths = as_tensor([v.size(0) for v in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences):
    """The list of tensors that were packed."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


__all__ = [
    "PackedSequence", "invert_permutation", "pack_padded_sequence", "pad_packed_sequence", "pad_sequence", "unpad_sequence", "pack_sequence",
    "unpack_sequence",
]  # fmt: skip
