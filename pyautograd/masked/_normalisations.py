"""What keeps the shape: running sums and products, softmax and unit vectors, over the elements that a mask lets through. Arguments as for reductions."""
import pyautograd as torch

from . import _reductions
from ._masks import _canonical_dim, _combine_input_and_mask, refuse_layout


def _prepared(name, like, input, dim, dtype, mask):
    """(the input with the identity of the reduction `like` where the mask is false, the dimension, the dtype of the result)."""
    refuse_layout(name, input)
    dim = _canonical_dim(dim, input.ndim)[0]
    return _combine_input_and_mask(like, input, mask), dim, dtype or input.dtype


def cumsum(input, dim, *, dtype=None, mask=None):
    """Running sums."""
    kept, dim, dtype = _prepared("cumsum", _reductions.sum, input, dim, dtype, mask)
    return torch.cumsum(kept, dim, dtype=dtype)


def cumprod(input, dim, *, dtype=None, mask=None):
    """Running products."""
    kept, dim, dtype = _prepared("cumprod", _reductions.prod, input, dim, dtype, mask)
    return torch.cumprod(kept, dim, dtype=dtype)


def softmax(input, dim, *, dtype=None, mask=None):
    """``softmax`` with zeros where the mask is false; nan where it is false everywhere."""
    kept, dim, dtype = _prepared("softmax", _reductions.amax, input, dim, dtype, mask)
    return torch.nn.functional.softmax(kept, dim, dtype=dtype)


def log_softmax(input, dim, *, dtype=None, mask=None):
    """``log_softmax`` with minus infinity where the mask is false; nan where it is false everywhere."""
    kept, dim, dtype = _prepared("log_softmax", _reductions.amax, input, dim, dtype, mask)
    return torch.nn.functional.log_softmax(kept, dim, dtype=dtype)


def softmin(input, dim, *, dtype=None, mask=None):
    """``softmin`` with zeros where the mask is false; nan where it is false everywhere."""
    kept, dim, dtype = _prepared("softmin", _reductions.amin, input, dim, dtype, mask)
    return torch.nn.functional.softmin(kept, dim, dtype=dtype)


def normalize(input, ord, dim, *, eps=1e-12, dtype=None, mask=None):
    """The input over its norm of the order `ord`, which counts as `eps` where it is less; zeros where the mask is false."""
    kept = _prepared("normalize", _reductions.sum, input, dim, dtype, mask)[0]
    size = _reductions.norm(input, ord, dim, keepdim=True, dtype=dtype or input.dtype, mask=mask)
    return torch.divide(kept, torch.maximum(size, size.new_full([], eps)))
