"""Causal masks by their kind alone: `causal_upper_left` and `causal_lower_right`, which ``scaled_dot_product_attention`` takes as its mask."""
import warnings
from enum import IntEnum

import pyautograd as torch


class CausalVariant(IntEnum):
    """Where the triangle of a causal mask stands: at the upper left corner, or at the lower right one."""

    UPPER_LEFT = 1
    LOWER_RIGHT = 2


class CausalBias(torch.Tensor):
    """A causal mask of ``(seq_len_q, seq_len_kv)``, made where it is used.

    Parameters
    ----------
    variant : CausalVariant
    seq_len_q, seq_len_kv : int

    Warns
    -----
    UserWarning
        If rows at the top keep nothing, which gives NaN.
    """

    def __init__(self, variant, seq_len_q, seq_len_kv):
        if not isinstance(variant, CausalVariant):
            raise AssertionError(f"variant must be a CausalVariant, got {type(variant).__name__}")
        super().__init__()
        self.variant, self.seq_len_q, self.seq_len_kv = variant, seq_len_q, seq_len_kv
        if seq_len_q > seq_len_kv and variant == CausalVariant.LOWER_RIGHT:
            warnings.warn("Lower right causal bias will produce NaNs in the output when seq_len_q > seq_len_kv!", stacklevel=2)

    def _materialize(self, device=None):
        """The mask as a tensor of bools."""
        diagonal = 0 if self.variant == CausalVariant.UPPER_LEFT else self.seq_len_kv - self.seq_len_q
        return torch.ones(self.seq_len_q, self.seq_len_kv, dtype=torch.bool, device=device).tril(diagonal)

    @staticmethod
    def _dispatch(query, key, value, attn_mask, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
        if is_causal:
            raise ValueError("CausalBias should not be used with causal=True")
        options = {"dropout_p": dropout_p, "scale": scale, "enable_gqa": enable_gqa}
        attention = torch.nn.functional.scaled_dot_product_attention
        if attn_mask.seq_len_q == attn_mask.seq_len_kv or attn_mask.variant == CausalVariant.UPPER_LEFT:
            return attention(query, key, value, attn_mask=None, is_causal=True, **options)
        if attn_mask.variant != CausalVariant.LOWER_RIGHT:
            raise ValueError(f"CausalBias.variant must be a CausalVariant type, but found: {attn_mask.variant}")
        _validate_sdpa_input(query, key, value)
        return attention(query, key, value, attn_mask=attn_mask._materialize(), is_causal=False, **options)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func is torch.nn.functional.scaled_dot_product_attention:
            return cls._dispatch(*args, **(kwargs or {}))
        return super().__torch_function__(func, types, args, kwargs or {})

    def __repr__(self):
        return repr(self._materialize())


def _validate_sdpa_input(query, key, value, allow_lowp_kv=False):
    """Raise ValueError unless these have one dtype and two dimensions or more."""
    if not allow_lowp_kv and not query.dtype == key.dtype == value.dtype:
        raise ValueError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {query.dtype}, key.dtype: {key.dtype}, and value.dtype: "
            f"{value.dtype} instead."
        )
    if min(query.dim(), key.dim(), value.dim()) < 2:
        raise ValueError(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {query.dim()}, key.dim: {key.dim()} and value.dim: "
            f"{value.dim()} instead."
        )


def causal_upper_left(*size):
    """The mask that keeps a key at or before the query's place: `is_causal` of ``scaled_dot_product_attention``."""
    if len(size) != 2:
        raise AssertionError("causal_upper_left only supports 2D tensors")
    return CausalBias(CausalVariant.UPPER_LEFT, *size)


def causal_lower_right(*size):
    """The mask whose last query keeps all keys, the one before all but the last, and so on."""
    if len(size) != 2:
        raise AssertionError("causal_lower_right only supports 2D tensors")
    return CausalBias(CausalVariant.LOWER_RIGHT, *size)


__all__ = ["causal_upper_left", "causal_lower_right", "CausalVariant", "CausalBias"]
