"""Reductions over the elements that a mask lets through.

``mask`` is a bool tensor that broadcasts to ``input``; without it all elements count. ``dim`` is one dimension, several, or None for all; ``dtype`` is that
of the result, by default the input's (int64 for sums and products of shorter integers).
"""
import pyautograd as torch

from ._masks import _canonical_dim, _combine_input_and_mask, _input_mask, refuse_layout

_SHORT = (torch.uint8, torch.bool, torch.int8, torch.int16, torch.int32)


def _of_sum(input, dtype):
    return dtype if dtype is not None else torch.int64 if input.dtype in _SHORT else input.dtype


def _kept(op, input, dim, mask):
    """(the input with the operation's identity where the mask is false, the dimensions); wrong dimensions are refused before a wrong mask."""
    dim = _canonical_dim(dim, input.ndim)
    return _combine_input_and_mask(op, input, mask), dim


def sum(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The sum; 0 of nothing."""
    refuse_layout("sum", input)
    return torch.sum(*_kept(sum, input, dim, mask), bool(keepdim), dtype=_of_sum(input, dtype))


def prod(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The product; 1 of nothing."""
    refuse_layout("prod", input)
    made, dims = _kept(prod, input, dim, mask)
    made = made.to(dtype=_of_sum(input, dtype))
    for d in reversed(dims):
        made = made.prod(dim=d, keepdim=bool(keepdim))
    return made


def amax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The largest; the dtype's lowest value of nothing."""
    refuse_layout("amax", input)
    made = torch.amax(_combine_input_and_mask(amax, input, mask), _canonical_dim(dim, input.ndim), bool(keepdim))
    return made.to(dtype=dtype or input.dtype)


def amin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The smallest; the dtype's highest value of nothing."""
    refuse_layout("amin", input)
    made = torch.amin(_combine_input_and_mask(amin, input, mask), _canonical_dim(dim, input.ndim), bool(keepdim))
    return made.to(dtype=dtype or input.dtype)


def argmax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The place of the largest, of the input's dtype unless `dtype` is given."""
    refuse_layout("argmax", input)
    return torch.argmax(_combine_input_and_mask(argmax, input, mask), dim, bool(keepdim)).to(dtype=dtype or input.dtype)


def argmin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The place of the smallest, of the input's dtype unless `dtype` is given."""
    refuse_layout("argmin", input)
    return torch.argmin(_combine_input_and_mask(argmin, input, mask), dim, bool(keepdim)).to(dtype=dtype or input.dtype)


def _count(input, dim, keepdim, mask):
    """(how many elements count, the mask in the input's shape or None)."""
    if mask is None:
        return sum(torch.ones(input.shape, dtype=torch.int64), dim, keepdim=keepdim), None
    mask = _input_mask(input, mask=mask)
    return mask.sum(dim=dim, keepdim=bool(keepdim)), mask


def mean(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The mean; nan of nothing. ValueError for a dtype of integers."""
    source, dtype = ("Input", input.dtype) if dtype is None else ("Optional", dtype)
    if not (dtype.is_floating_point or dtype.is_complex):
        raise ValueError(
            f"mean(): Could not infer output dtype. {source} dtype must be either a floating point or complex dtype. Got: {dtype}"
        )
    refuse_layout("mean", input)
    count, mask = _count(input, dim, keepdim, mask)
    return sum(input, dim, keepdim=keepdim, dtype=dtype, mask=mask) / count


def median(input, dim=-1, *, keepdim=False, dtype=None, mask=None):
    """The lower median along one dimension; nan of nothing, which integers do not have (ValueError)."""
    refuse_layout("median", input)
    floating = input.is_floating_point()
    values = input if floating else input.to(dtype=torch.float32)
    kept, dims = _kept(median, values, dim, mask)
    found = torch.nanmedian(kept, dims[0], keepdim).values
    if floating:
        return found
    if torch.isnan(found).any():
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return found.to(dtype=dtype or input.dtype)


def logsumexp(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The logarithm of the sum of exponentials; minus infinity of nothing."""
    refuse_layout("logsumexp", input)
    return torch.logsumexp(*_kept(logsumexp, input, dim, mask), keepdim=keepdim).to(dtype=dtype or input.dtype)


def logaddexp(input, other, *, dtype=None, input_mask=None, other_mask=None):
    """The logarithm of the sum of two exponentials, elementwise; what a mask leaves out counts as minus infinity."""
    if input.layout is not torch.strided or other.layout is not torch.strided:
        raise ValueError(f"masked logaddexp expects strided tensors (got {input.layout} tensor for input, {other.layout} for other)")
    parts = [_combine_input_and_mask(logaddexp, t, mask) for t, mask in ((input, input_mask), (other, other_mask))]
    return torch.logaddexp(*parts).to(dtype=dtype or input.dtype)


def norm(input, ord=2.0, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The norm of the elements as a vector; 0 of nothing, and infinity for the order minus infinity."""
    refuse_layout("norm", input)
    kept = _combine_input_and_mask(norm, input, mask, ord)
    return torch.linalg.vector_norm(kept, ord, _canonical_dim(dim, input.ndim), bool(keepdim), dtype=dtype or input.dtype)


def _variance(input, dim, unbiased, correction, keepdim, dtype, mask):
    if unbiased is not None and correction is not None:
        raise AssertionError("Only one of unbiased and correction may be given")
    if correction is None:
        correction = 0.0 if unbiased is False else 1.0
    if dtype is None:
        dtype = input.dtype if input.is_floating_point() or input.is_complex() else torch.float32
    computed = dtype if dtype.is_floating_point or dtype.is_complex else torch.float32
    refuse_layout("std/var", input)
    count, mask = _count(input, dim, True, mask)
    from_mean = torch.subtract(input, torch.divide(sum(input, dim, keepdim=True, dtype=dtype, mask=mask), count))
    total = sum(from_mean * from_mean.conj(), dim, keepdim=keepdim, dtype=computed, mask=mask)
    if not keepdim:
        count = count.reshape(total.shape)
    if correction:
        count = torch.subtract(count.to(computed.to_real()), float(correction)).clamp(min=0)
    return torch.divide(total, count).to(dtype=dtype)


def var(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    """The variance, with `correction` (by default 1, 0 unless `unbiased`) taken from the number of elements; nan of nothing."""
    return _variance(input, dim, unbiased, correction, keepdim, dtype, mask)


def std(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    """The square root of `var`."""
    return torch.sqrt(_variance(input, dim, unbiased, correction, keepdim, dtype, mask))
