"""Attention, and samples of relaxed categorical distributions."""
import math
import warnings

from ..._autograd_texts import C_NAMES
from ..core import ops


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
    """``softmax(query key^T * scale + mask) value`` over the last two dimensions, (..., L, E), (..., S, E) and (..., S, V).

    A boolean mask keeps where it is True; a row that keeps nothing gives zeros. `enable_gqa` repeats the heads of key and value.
    """
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {query.ndim} key.dim: {key.ndim} and value.dim: "
            f"{value.ndim} instead."
        )
    if query.dtype is not key.dtype or key.dtype is not value.dtype:  # Cython reads `not a is b is c` in another way
        raise RuntimeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {C_NAMES[query.dtype.name]} key.dtype: {C_NAMES[key.dtype.name]} and "
            f"value.dtype: {C_NAMES[value.dtype.name]} instead."
        )
    if attn_mask is not None and attn_mask.dtype.name != "bool" and attn_mask.dtype is not query.dtype and attn_mask.dtype.name != "float32":
        raise RuntimeError(
            f"Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {C_NAMES[attn_mask.dtype.name]} and  query.dtype: "
            f"{C_NAMES[query.dtype.name]} instead."
        )
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if enable_gqa:
        heads = [t.shape[-3] for t in (query, key, value)]
        if heads[0] % heads[1] or heads[0] % heads[2]:
            raise RuntimeError("Number of heads in key and value must divide the number of heads in ")
        key = ops.repeat_interleave(key, query.shape[-3] // key.shape[-3], -3)
        value = ops.repeat_interleave(value, query.shape[-3] // value.shape[-3], -3)
    width = query.shape[-1]
    factor = (1 / math.sqrt(width) if width else math.inf) if scale is None else scale
    if is_causal and dropout_p == 0 and query.shape[-2] > _CAUSAL_ROWS:
        return _causal(query * factor, key, value)
    scores = ops.matmul(query * factor, ops.transpose(key, -2, -1))
    if is_causal:
        attn_mask = ops.tril(ops.ones(scores.shape[-2:], dtype=_boolean()))
    if attn_mask is None:
        weights = ops.softmax(scores, -1)
    elif attn_mask.dtype.name == "bool":
        ops.broadcast_tensors([scores, attn_mask])
        hidden = ops.logical_not(attn_mask)
        weights = ops.softmax(ops.masked_fill(scores, hidden, -math.inf), -1)
        weights = ops.masked_fill(weights, ops.all(hidden, -1, True), 0)
    else:
        weights = ops.softmax(scores + attn_mask, -1)
    if dropout_p > 0:
        weights = ops.dropout(weights, dropout_p, True)
    return ops.matmul(weights, value)


_CAUSAL_ROWS = 128  # queries that look at the same keys, the last of them at all of these


def _causal(query, key, value):
    """Attention to no key after the query, block by block of queries: none of them looks at the keys after its block's."""
    length, made = query.shape[-2], []
    for start in range(0, length, _CAUSAL_ROWS):
        stop = min(start + _CAUSAL_ROWS, length)
        seen = min(stop, key.shape[-2])
        scores = ops.matmul(ops.narrow(query, -2, start, stop - start), ops.transpose(ops.narrow(key, -2, 0, seen), -2, -1))
        if seen > start:
            hidden = ops.logical_not(ops.tril(ops.ones((stop - start, seen), dtype=_boolean()), start))
            scores = ops.masked_fill(scores, hidden, -math.inf)
        made.append(ops.matmul(ops.softmax(scores, -1), ops.narrow(value, -2, 0, seen)))
    return ops.cat(made, -2)


def _boolean():
    from ..._types import bool_

    return bool_


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """Samples of the Gumbel-Softmax distribution; `hard` gives one-hot values with the gradient of the soft ones."""
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=3)
    noise = -ops.log(ops.empty(logits.shape, dtype=logits.dtype).exponential_())  # drawn row by row, whatever the layout of `logits`
    soft = ops.softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    index = ops.max(soft, dim, True)[1]
    one_hot = ops.scatter(ops.zeros_like(logits), dim, index, 1.0)
    return one_hot - soft.detach() + soft
