"""``torch.masked``: reductions and normalisations of the elements of a tensor that a mask lets through, and tensors that carry their mask."""
from .. import _lazy
from ._masks import _canonical_dim, _combine_input_and_mask, _input_mask, _output_mask, _reduction_identity, _where  # noqa: F401
from ._normalisations import cumprod, cumsum, log_softmax, normalize, softmax, softmin
from ._reductions import amax, amin, argmax, argmin, logaddexp, logsumexp, mean, median, norm, prod, std, sum, var

__all__ = [
    "amax", "amin", "argmax", "argmin", "as_masked_tensor", "cumprod", "cumsum", "is_masked_tensor", "log_softmax", "logaddexp", "logsumexp",
    "masked_tensor", "MaskedTensor", "mean", "median", "norm", "normalize", "prod", "softmax", "softmin", "std", "sum", "var",
]  # fmt: skip

__getattr__, __dir__ = _lazy.attributes(
    __name__, names=dict.fromkeys(("MaskedTensor", "as_masked_tensor", "is_masked_tensor", "masked_tensor"), "_tensor")
)
