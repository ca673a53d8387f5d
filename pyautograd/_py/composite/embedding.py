"""``nn.functional.embedding`` and ``embedding_bag`` over the operator ``embedding``."""
import warnings

import numpy as np

from pyautograd._types import dtype_of_numpy

from ..core import array, exemplar, is_grad_enabled, ops, wrap
from ..util import tensor_type_name
from .losses import unrecorded


def _renorm(weight, indices, max_norm, norm_type):
    """Scale the looked-up rows of `weight` down to `max_norm`, in place and unrecorded."""
    unrecorded(ops.embedding_renorm_, weight.detach(), indices, max_norm, norm_type)


def functional_embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """The rows `input` of `weight`. `padding_idx`: a row without gradient; `max_norm`: rows are first scaled down to that norm."""
    if padding_idx is None:
        padding_idx = -1
    elif padding_idx > 0:
        if padding_idx >= weight.shape[0]:
            raise AssertionError("Padding_idx must be within num_embeddings")
    elif padding_idx < 0:
        if padding_idx < -weight.shape[0]:
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx += weight.shape[0]
    if max_norm is not None:
        _renorm(weight, input, max_norm, norm_type)
    return looked_up(weight, input, padding_idx, scale_grad_by_freq, sparse)


def looked_up(weight, indices, padding_idx, scale_grad_by_freq, sparse):
    """The operator; where the gradient is to be sparse, what records that."""
    if sparse and weight.requires_grad and is_grad_enabled():
        from pyautograd.sparse._functions import Embedding

        return Embedding.apply(weight, indices, padding_idx, scale_grad_by_freq)
    return ops.embedding(weight, indices, padding_idx, scale_grad_by_freq, bool(sparse))


def _first_largest(rows, bag, count):
    """For each of `count` bags and each column the first row with the bag's largest number, which alone gets the gradient."""
    largest = np.full((count, rows.shape[1]), -np.inf, rows.dtype)
    np.maximum.at(largest, bag, rows)
    found = (rows == largest[bag]) | (rows != rows)
    first = np.full(largest.shape, len(rows) - 1)
    np.minimum.at(first, bag, np.where(found, np.arange(len(rows))[:, None], len(rows) - 1))
    return first


def _bag_checks(indices, weight, offsets, mode, scale_grad_by_freq, sparse, per_sample_weights):
    """The indices, offsets and sample weights of one-dimensional bags, after PyTorch's checks."""
    if weight.ndim != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim}")
    if per_sample_weights is not None and indices.shape != per_sample_weights.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same shape as the input "
            f"({indices.shape})"
        )
    if indices.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found "
                f"offsets of type {type(offsets)}"
            )
        offsets = np.arange(indices.shape[0]) * indices.shape[1]
        indices = indices.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
    elif indices.ndim == 1:
        if offsets is None or not hasattr(offsets, "ndim"):
            raise ValueError("offsets has to be a 1D Tensor but got None")
        if offsets.ndim != 1:
            raise ValueError("offsets has to be a 1D Tensor")
        offsets = array(offsets)
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {indices.ndim}")
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}'). Please open a feature request on GitHub."
        )
    return indices, offsets, per_sample_weights


def functional_embedding_bag(
    input, weight, offsets=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode="mean", sparse=False, per_sample_weights=None,
    include_last_offset=False, padding_idx=None,
):  # fmt: skip
    """The sum, mean or maximum of the rows of `weight` over each bag of indices; an empty bag gives zeros.

    A row of a two-dimensional `input` is a bag; in a one-dimensional one a bag starts at each of `offsets`. `padding_idx` names
    a row that no bag counts.
    """
    if not weight.dtype.is_floating_point and input.dtype.is_floating_point:
        warnings.warn(
            "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input, ...)` is deprecated, and should "
            "now be `embedding_bag(input, weight, ...)`.", stacklevel=3,
        )  # fmt: skip
        input, weight = weight, input
    indices, offsets, sample_weights = _bag_checks(input, weight, offsets, mode, scale_grad_by_freq, sparse, per_sample_weights)
    count, places = weight.shape[0], array(indices)
    fast = padding_idx is None and mode != "max" and weight.dtype.name != "float64"
    if padding_idx is not None:
        if not -count <= padding_idx < count:
            raise RuntimeError(f"padding_idx must be within the number of embeddings, {-count} through {count - 1}, but got {padding_idx}")
        padding_idx %= count
    if max_norm is not None:
        _renorm(weight, indices, max_norm, norm_type)
    for kind, wanted, found in (
        ("indices", "Long, Int", indices.dtype), ("indices", "Long, Int", offsets.dtype), ("weight", "Half, BFloat16, Float, Double", weight.dtype)
    ):  # fmt: skip
        shown = getattr(found, "scalar_name", None) or dtype_of_numpy(found).scalar_name
        if shown not in wanted.split(", "):
            raise RuntimeError(
                f"Expected tensor for argument #1 '{kind}' to have one of the following scalar types: {wanted}; but got "
                f"{tensor_type_name(shown)} instead (while checking arguments for embedding_bag)"
            )
    if sample_weights is not None and sample_weights.dtype is not weight.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type "
            f"torch.{weight.dtype.scalar_name}Tensor does not equal torch.{sample_weights.dtype.scalar_name}Tensor "
            "(while checking arguments for embedding_bag)"
        )
    if offsets.size and offsets[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got "
            f"{offsets[0]}\n[ torch.{'Long' if offsets.dtype == np.int64 else 'Int'}Tensor{{}} ]"
        )
    if offsets.size and offsets[-1] > places.size:
        raise RuntimeError(f"offsets[-1] can not be greater than input's length {places.size} but got offsets[-1] of {offsets[-1]}")
    if include_last_offset and not offsets.size:
        raise RuntimeError("include_last_offset: number of offset should be at least 1")
    outside = np.flatnonzero((places < 0) | (places >= count))
    if outside.size:
        at = outside[0]
        if fast:
            raise RuntimeError(f"Index {at} of input takes value {places[at]} which is not in the valid range [0, {count})")
        raise RuntimeError(f"embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {places[at]}")
    lengths = np.diff(offsets) if include_last_offset else np.diff(offsets, append=places.size)
    if (lengths < 0).any():
        raise RuntimeError(
            "Expected i < index_size to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request "
            "to PyTorch.)"
        )
    bag = np.repeat(np.arange(lengths.size), lengths)
    places = places[: bag.size]
    kept = None
    if padding_idx is not None and (places == padding_idx).any():
        kept = np.flatnonzero(places != padding_idx)
        bag, places = bag[kept], places[kept]
    rows = looked_up(weight, wrap(places), -1, scale_grad_by_freq, sparse)
    if sample_weights is not None:
        factors = sample_weights if kept is None else sample_weights[wrap(kept)]
        rows = rows * factors.unsqueeze(1)
    start = wrap(np.zeros((lengths.size, weight.shape[1]), exemplar(weight).dtype), weight.dtype)
    if mode == "max":
        if not bag.size:
            return ops.index_add(start, 0, wrap(bag), rows)
        shown = rows.detach()
        first = _first_largest(array(shown.float() if shown.dtype.itemsize < 4 else shown), bag, lengths.size)
        empty = np.bincount(bag, minlength=lengths.size) == 0
        return ops.where(wrap(empty[:, None]), start, ops.gather(rows, 0, wrap(first)))
    total = ops.index_add(start, 0, wrap(bag), rows)
    if mode == "sum":
        return total
    counts = np.maximum(np.bincount(bag, minlength=lengths.size), 1)
    return total / wrap(counts[:, None]).to(weight.dtype)
