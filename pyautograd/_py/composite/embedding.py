"""``nn.functional.embedding`` over the operator ``embedding``."""
from ..core import is_grad_enabled, ops, set_grad_enabled


def functional_embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """The rows `input` of `weight`. `padding_idx`: a row without gradient; `max_norm`: rows are first scaled down to that norm."""
    if sparse:
        raise NotImplementedError("embedding(sparse=True): sparse gradients are not supported")
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
        before = is_grad_enabled()
        set_grad_enabled(False)
        try:
            ops.embedding_renorm_(weight.detach(), input, max_norm, norm_type)
        finally:
            set_grad_enabled(before)
    return ops.embedding(weight, input, padding_idx, scale_grad_by_freq)
