"""Attention with several heads: projections, masks merged, attention per head, the output projection."""
import math
import warnings

from ..core import ops


def _require(condition, text):
    if not condition:
        raise AssertionError(text)


def _batched(query, key, value, key_padding_mask, attn_mask, num_heads):
    """Whether the inputs have a batch dimension; refuses mixtures."""
    ndim = query.ndim
    _require(ndim in (2, 3), f"query should be unbatched 2D or batched 3D tensor but received {ndim}-D query tensor")
    start = f"For {'batched (3-D)' if ndim == 3 else 'unbatched (2-D)'} `query`, expected "
    _require(
        key.ndim == ndim and value.ndim == ndim,
        f"{start}`key` and `value` to be {ndim}-D but found {key.ndim}-D and {value.ndim}-D tensors respectively",
    )
    if key_padding_mask is not None:
        _require(
            key_padding_mask.ndim == ndim - 1,
            f"{start}`key_padding_mask` to be `None` or {ndim - 1}-D but found {key_padding_mask.ndim}-D tensor instead",
        )
    if attn_mask is not None:
        _require(attn_mask.ndim in (2, 3), f"{start}`attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.ndim}-D tensor instead")
        if ndim == 2 and attn_mask.ndim == 3:
            expected = (num_heads, query.shape[0], key.shape[0])
            _require(tuple(attn_mask.shape) == expected, f"Expected `attn_mask` shape to be {expected} but got {attn_mask.shape}")
    return ndim == 3


def _additive(mask, name, dtype, other=None):
    """A mask as numbers to add to the scores: -inf where a boolean one is True."""
    if mask is None:
        return None
    floating = mask.dtype.is_floating_point
    _require(floating or mask.dtype.name == "bool", f"only bool and floating types of {name} are supported")
    if other is not None and other.dtype is not mask.dtype:
        warnings.warn(f"Support for mismatched {name} and attn_mask is deprecated. Use same type for both instead.", stacklevel=3)
    return mask if floating else ops.masked_fill(ops.zeros_like(mask, dtype=dtype), mask, -math.inf)


def _packed(query, key, value, weight, bias):
    """The three projections by one matrix of three parts; one product where the inputs are the same tensor."""
    E = query.shape[-1]
    if key is value:
        if query is key:
            made = ops.nn_functional_linear(query, weight, bias)
            parts = made.unflatten(-1, (3, E)).unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
            return parts[0], parts[1], parts[2]
        first, rest = ops.split_with_sizes(weight, (E, 2 * E))
        first_bias, rest_bias = (None, None) if bias is None else ops.split_with_sizes(bias, (E, 2 * E))
        made = ops.nn_functional_linear(key, rest, rest_bias)
        parts = made.unflatten(-1, (2, E)).unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
        return ops.nn_functional_linear(query, first, first_bias), parts[0], parts[1]
    weights = ops.chunk(weight, 3)
    biases = (None, None, None) if bias is None else ops.chunk(bias, 3)
    return tuple([ops.nn_functional_linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases)])


def _separate(query, key, value, weights, bias):
    """The three projections by three matrices."""
    E = query.shape[-1]
    biases = (None, None, None) if bias is None else ops.chunk(bias, 3)
    for x, w, word in zip((query, key, value), weights, ("query", "key", "value")):
        _require(tuple(w.shape) == (E, x.shape[-1]), f"expecting {word} weights shape of {(E, x.shape[-1])}, but got {w.shape}")
    for b, word in zip(biases, ("query", "key", "value")):
        _require(b is None or tuple(b.shape) == (E,), f"expecting {word} bias shape of {(E,)}, but got {b.shape if b is not None else None}")
    return tuple([ops.nn_functional_linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases)])


def _one_more(mask):
    """A mask for one more key, which is not hidden."""
    return None if mask is None else ops.constant_pad_nd(mask, (0, 1), 0)


def _heads(x, static, word, batch_heads, width):
    """``(heads, length, width)`` from a projection, or a given tensor of that form."""
    if static is None:
        return x.view(x.shape[0], batch_heads, width).transpose(0, 1)
    _require(static.shape[0] == batch_heads, f"expecting static_{word}.size(0) of {batch_heads}, but got {static.shape[0]}")
    _require(static.shape[2] == width, f"expecting static_{word}.size(2) of {width}, but got {static.shape[2]}")
    return static


def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight,
    out_proj_bias, training, key_padding_mask, need_weights, attn_mask, use_separate_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight,
    static_k, static_v, average_attn_weights, is_causal,
):  # fmt: skip
    """Attention of queries (L, N, E) to keys and values (S, N, E): output (L, N, E), and weights (N, L, S), averaged over the heads, or None.

    Without a batch dimension N is missing. Masks hide keys where True, or are added to the scores.
    """
    batched = _batched(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        same = key is query, value is key
        query = ops.unsqueeze(query, 1)
        key = query if same[0] else ops.unsqueeze(key, 1)
        value = key if same[1] else ops.unsqueeze(value, 1)
        if key_padding_mask is not None:
            key_padding_mask = ops.unsqueeze(key_padding_mask, 0)
    length, batch, width = query.shape
    source = key.shape[0]
    key_padding_mask = _additive(key_padding_mask, "key_padding_mask", query.dtype, attn_mask)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create "
            "this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = _additive(attn_mask, "attn_mask", query.dtype)
        if key_padding_mask is not None:
            is_causal = False
    _require(width == embed_dim_to_check, f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}")
    each = width // num_heads
    _require(each * num_heads == width, f"embed_dim {width} not divisible by num_heads {num_heads}")
    if use_separate_proj_weight:
        _require(
            key.shape[:2] == value.shape[:2], f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
        for w, letter in ((q_proj_weight, "q"), (k_proj_weight, "k"), (v_proj_weight, "v")):
            _require(w is not None, f"use_separate_proj_weight is True but {letter}_proj_weight is None")
        q, k, v = _separate(query, key, value, (q_proj_weight, k_proj_weight, v_proj_weight), in_proj_bias)
    else:
        _require(key.shape == value.shape, f"key shape {key.shape} does not match value shape {value.shape}")
        _require(in_proj_weight is not None, "use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = _packed(query, key, value, in_proj_weight, in_proj_bias)
    if attn_mask is not None:
        expected = (length, source) if attn_mask.ndim == 2 else (batch * num_heads, length, source)
        if tuple(attn_mask.shape) != expected:
            raise RuntimeError(f"The shape of the {attn_mask.ndim}D attn_mask is {attn_mask.shape}, but should be {expected}.")
        if attn_mask.ndim == 2:
            attn_mask = ops.unsqueeze(attn_mask, 0)
    if bias_k is not None and bias_v is not None:
        _require(static_k is None, "bias cannot be added to static key.")
        _require(static_v is None, "bias cannot be added to static value.")
        k = ops.cat([k, bias_k.repeat(1, batch, 1)], 0)
        v = ops.cat([v, bias_v.repeat(1, batch, 1)], 0)
        attn_mask, key_padding_mask = _one_more(attn_mask), _one_more(key_padding_mask)
    else:
        _require(bias_k is None, "bias_k is set but bias_v is None")
        _require(bias_v is None, "bias_v is set but bias_k is None")
    q = q.view(length, batch * num_heads, each).transpose(0, 1)
    k = _heads(k, static_k, "k", batch * num_heads, each)
    v = _heads(v, static_v, "v", batch * num_heads, each)
    if add_zero_attn:
        zero = (batch * num_heads, 1, each)
        k = ops.cat([k, ops.zeros(zero, dtype=k.dtype)], 1)
        v = ops.cat([v, ops.zeros(zero, dtype=v.dtype)], 1)
        attn_mask, key_padding_mask = _one_more(attn_mask), _one_more(key_padding_mask)
    source = k.shape[1]
    if key_padding_mask is not None:
        for d, n in enumerate((batch, source)):
            _require(key_padding_mask.shape[d] == n, f"Expected key_padded_mask.shape[{d}] to be {n}, but got {key_padding_mask.shape[d]}")
        hidden = key_padding_mask.view(batch, 1, 1, source).expand(-1, num_heads, -1, -1).reshape(batch * num_heads, 1, source)
        attn_mask = hidden if attn_mask is None else attn_mask + hidden
    if not training:
        dropout_p = 0.0
    if not need_weights:
        return _without_weights(q, k, v, attn_mask, dropout_p, is_causal, batch, num_heads, out_proj_weight, out_proj_bias, batched), None
    scaled = q * math.sqrt(1.0 / float(each))
    _require(not (is_causal and attn_mask is None), "FIXME: is_causal not implemented for need_weights")
    turned = ops.transpose(k, -2, -1)
    scores = ops.bmm(scaled, turned) if attn_mask is None else ops.baddbmm(attn_mask, scaled, turned)
    weights = ops.softmax(scores, -1)
    if dropout_p > 0.0:
        weights = ops.dropout(weights, dropout_p, True)
    made = ops.bmm(weights, v).transpose(0, 1).reshape(length * batch, width)
    made = ops.nn_functional_linear(made, out_proj_weight, out_proj_bias)
    made = made.view(length, batch, made.shape[1])
    weights = weights.view(batch, num_heads, length, source)
    if average_attn_weights:
        weights = ops.mean(weights, 1)
    if not batched:
        made, weights = ops.squeeze(made, 1), ops.squeeze(weights, 0)
    return made, weights


def _without_weights(q, k, v, attn_mask, dropout_p, is_causal, batch, num_heads, out_weight, out_bias, batched):
    """The output alone, by `scaled_dot_product_attention`."""
    length, source, each = q.shape[1], k.shape[1], q.shape[2]
    if attn_mask is not None:
        attn_mask = ops.unsqueeze(attn_mask, 0) if attn_mask.shape[0] == 1 else attn_mask.view(batch, num_heads, -1, source)
    q, k, v = [x.view(batch, num_heads, n, each) for x, n in ((q, length), (k, source), (v, source))]
    made = ops.nn_functional_scaled_dot_product_attention(q, k, v, attn_mask, dropout_p, is_causal)
    made = made.permute(2, 0, 1, 3).reshape(batch * length, num_heads * each)
    made = ops.nn_functional_linear(made, out_weight, out_bias)
    made = made.view(length, batch, made.shape[1])
    return made if batched else ops.squeeze(made, 1)
