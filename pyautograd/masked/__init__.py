"""``torch.masked``: reductions and normalisations of the elements of a tensor that a mask lets through. Tensors that carry their mask are not supported."""
from .. import _absent
from ._masks import _canonical_dim, _combine_input_and_mask, _input_mask, _output_mask, _reduction_identity, _where  # noqa: F401
from ._normalisations import cumprod, cumsum, log_softmax, normalize, softmax, softmin
from ._reductions import amax, amin, argmax, argmin, logaddexp, logsumexp, mean, median, norm, prod, std, sum, var

__all__ = [
    "amax", "amin", "argmax", "argmin", "as_masked_tensor", "cumprod", "cumsum", "is_masked_tensor", "log_softmax", "logaddexp", "logsumexp",
    "masked_tensor", "MaskedTensor", "mean", "median", "norm", "normalize", "prod", "softmax", "softmin", "std", "sum", "var",
]  # fmt: skip

_FEATURE = "tensors that carry a mask"
MaskedTensor = _absent.refusing_class(__name__, "torch.masked.MaskedTensor", _FEATURE)
masked_tensor, as_masked_tensor = [_absent.refusing_function(f"torch.masked.{name}", _FEATURE) for name in ("masked_tensor", "as_masked_tensor")]


def is_masked_tensor(obj, /):
    """False: no tensor carries a mask."""
    return False
