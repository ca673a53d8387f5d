"""``torch.nn.attention.flex_attention``: attention whose scores and mask are functions of places.

As PyTorch's does without ``torch.compile``, it computes the whole matrix of scores.
"""
import inspect
import math
import warnings
from typing import NamedTuple, TypedDict

import pyautograd as torch

from ..._dynamo._trace_wrapped_higher_order_op import TransformGetItemToIndex
from ._block_mask import _DEFAULT_SPARSE_BLOCK_SIZE, _LARGE_SPARSE_BLOCK_SIZE, BlockMask, _dense_to_ordered, _sliced_mask_mod_error, noop_mask
from .bias import _validate_sdpa_input

_FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = False
_WARNINGS_SHOWN = set()
_UNFUSED = (
    "flex_attention called without torch.compile() - this will use an unfused implementation that materializes the full scores matrix instead of "
    "generating a fused kernel.\n\nSOLUTION: Use torch.compile(flex_attention)(...)\n\nIf you want to debug your score_mod/mask_mod, you can set:\n"
    "torch.nn.attention.flex_attention._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = True\n\nThis will allow you to use print statements or breakpoints. "
    "Note: This doesn't work with the backwards pass and may produce incorrect results."
)


class FlexKernelOptions(TypedDict, total=False):
    """Options of PyTorch's kernels. They are checked, and change nothing here."""

    BACKEND: str
    PRESCALE_QK: bool
    ROWS_GUARANTEED_SAFE: bool
    BLOCKS_ARE_CONTIGUOUS: bool
    WRITE_DQ: bool
    FORCE_USE_FLEX_ATTENTION: bool


class AuxRequest(NamedTuple):
    """What `flex_attention` is to return beside its result."""

    lse: bool = False
    max_scores: bool = False


class AuxOutput(NamedTuple):
    """What it returned beside its result; None for what was not asked for."""

    lse: object = None
    max_scores: object = None


def _warn_once(name, text, category=UserWarning):
    if name not in _WARNINGS_SHOWN:
        warnings.warn(text, category, stacklevel=3)
        _WARNINGS_SHOWN.add(name)


def _takes_score(function):
    """Whether a function is a ``score_mod``, of five arguments, rather than a ``mask_mod``, of four."""
    if hasattr(function, "__code__"):
        count = function.__code__.co_argcount - len(getattr(function, "__defaults__", None) or ())
    else:
        count = len([p for p in inspect.signature(function).parameters.values() if p.default is inspect.Parameter.empty])
    if count not in (4, 5):
        raise AssertionError(f"Expected 4 or 5 positional args, got {count}")
    return count == 5


def _vmap_for_bhqkv(function, prefix, suffix=(), out_dims=0, group_dim=False):
    """`function` of one element as a function of a whole matrix, over keys, queries, heads (and groups of them) and the batch."""
    for at in (3, 2, 1, 1, 0) if group_dim else (3, 2, 1, 0):
        dims = tuple([0 if i == at else None for i in range(4)])
        function = torch.vmap(function, in_dims=prefix + dims + suffix, out_dims=out_dims)
    return function


def _scored(score_mod, scores, *places):
    with TransformGetItemToIndex():
        return _vmap_for_bhqkv(score_mod, prefix=(0,))(scores, *places)


def _masked(mask_mod, *places):
    with TransformGetItemToIndex():
        return _vmap_for_bhqkv(mask_mod, prefix=())(*places)


def _places(*sizes):
    return [torch.arange(n) for n in sizes]


def _identity(score, batch, head, token_q, token_kv):
    return score


def or_masks(*mask_mods):
    """The mask that keeps what one of `mask_mods` keeps."""
    return _combined(mask_mods, False)


def and_masks(*mask_mods):
    """The mask that keeps what all `mask_mods` keep."""
    return _combined(mask_mods, True)


def _combined(mask_mods, every):
    if not all([callable(mask) for mask in mask_mods]):
        raise RuntimeError(f"All inputs should be callable mask_mods: {mask_mods}")

    def or_mask(b, h, q_idx, kv_idx):
        result = b.new_zeros((), dtype=torch.bool)
        for mask in mask_mods:
            result = result | mask(b, h, q_idx, kv_idx)
        return result

    def and_mask(b, h, q_idx, kv_idx):
        result = b.new_ones((), dtype=torch.bool)
        for mask in mask_mods:
            result = result & mask(b, h, q_idx, kv_idx)
        return result

    return and_mask if every else or_mask


def create_mask(mod_fn, B, H, Q_LEN, KV_LEN, device=None):
    """A mask (B, H, Q_LEN, KV_LEN) of bools from a ``mask_mod``, or from a ``score_mod``: False where it gives -inf.

    Parameters
    ----------
    mod_fn : callable
        ``mask_mod(b, h, q_idx, kv_idx)`` or ``score_mod(score, b, h, q_idx, kv_idx)``, of 0-d tensors.
    B, H : int, optional
        1 where None.
    """
    B, H = 1 if B is None else B, 1 if H is None else H
    places = _places(B, H, Q_LEN, KV_LEN)
    if _takes_score(mod_fn):
        return ~torch.isneginf(_scored(mod_fn, torch.zeros(B, H, Q_LEN, KV_LEN, device=device), *places))
    return _masked(mod_fn, *places)


def _blocks_of(mask, rows, columns):
    """How many elements each block of ``rows x columns`` keeps."""
    mask = torch.nn.functional.pad(mask, (0, -mask.shape[-1] % columns, 0, -mask.shape[-2] % rows))
    b, h, m, n = mask.shape
    return mask.view(b, h, m // rows, rows, n // columns, columns).sum([3, 5])


def create_block_mask(
    mask_mod, B, H, Q_LEN, KV_LEN, device=None, BLOCK_SIZE=_DEFAULT_SPARSE_BLOCK_SIZE, _compile=False, separate_full_blocks=True, compute_dq_write_order=False, dq_kv_order=True
):
    """The `BlockMask` of a ``mask_mod``.

    Parameters
    ----------
    mask_mod : callable
        ``mask_mod(b, h, q_idx, kv_idx)``, a bool for one element; its arguments are 0-d tensors.
    B, H : int, optional
        1 where None, which holds for all.
    Q_LEN, KV_LEN : int
    BLOCK_SIZE : int or (int, int)
    separate_full_blocks : bool
        Whether blocks that are kept whole are listed by themselves.
    """
    if _takes_score(mask_mod):
        raise AssertionError(f"create-block_mask requires a mask_mod function! Got {mask_mod}")
    if _compile:
        warnings.warn(
            "_compile flag on create_block_mask was originally added to work around a torch.compile limitation. That limitation has since been addressed. "
            "So, to compile create_block_mask, we suggest doing torch.compile(create_block_mask). This still works for now, but will be removed in the "
            "future.", DeprecationWarning, stacklevel=2,
        )  # fmt: skip
    if not isinstance(dq_kv_order, bool):
        raise ValueError("dq_kv_order must be a bool when using create_block_mask")
    if compute_dq_write_order:
        raise NotImplementedError("create_block_mask(compute_dq_write_order=True): the order of writes of a kernel that is not there is not supported")
    size = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else BLOCK_SIZE
    kept = _blocks_of(create_mask(mask_mod, B, H, Q_LEN, KV_LEN, device), *size)
    whole = kept == size[0] * size[1]
    partial = (kept > 0) & ~whole if separate_full_blocks else kept > 0
    full = _dense_to_ordered(whole) if separate_full_blocks else (None, None)
    return BlockMask.from_kv_blocks(*_dense_to_ordered(partial), *full, BLOCK_SIZE=tuple(size), mask_mod=mask_mod, seq_lengths=(Q_LEN, KV_LEN))


def _create_empty_block_mask(query, key):
    """The mask of one block that is as large as it has to be."""
    ones, zeros = torch.ones([1, 1, 1], dtype=torch.int32), torch.zeros([1, 1, 1, 1], dtype=torch.int32)
    return BlockMask.from_kv_blocks(ones, zeros, BLOCK_SIZE=_LARGE_SPARSE_BLOCK_SIZE, seq_lengths=(1, 1))


def _check_inputs(query, key, value, block_mask, enable_gqa):
    _validate_sdpa_input(query, key, value, allow_lowp_kv=True)
    if query.size(-1) != key.size(-1):
        raise ValueError(f"Expect query and key/value to have the same embedding dimension but got E={query.size(-1)} and E={key.size(-1)}.")
    if not query.dim() == key.dim() == value.dim() == 4:
        raise NotImplementedError("NYI: query, key, and value must be 4D tensors")
    heads, kv_heads = query.size(1), key.size(1)
    if not enable_gqa and heads != kv_heads:
        raise ValueError(
            f"Expect query and key/value to have the same number of heads but got Hq={heads} and Hkv={kv_heads}. Try setting enable_gqa=True for GQA."
        )
    if enable_gqa and heads % kv_heads:
        raise ValueError(f"Expect number of query heads to be a multiple of kv heads for GQA but got Hq={heads} and Hkv={kv_heads}.")
    if query.size(0) == key.size(0):
        return
    if block_mask is None:
        raise ValueError(
            "Expect query and key/value to have the same batch size, or non-none block_mask, but got block_mask=None, "
            f"Bq={query.size(0)}, and Bkv={key.size(0)}."
        )
    if block_mask.kv_num_blocks.size(0) != query.size(0):
        raise ValueError(
            "Expect query and key/value to have the same batch size, or block_mask and query to have the same batch size, but got "
            f"Bq={query.size(0)}, Bkv={key.size(0)}, B_block_mask={block_mask.kv_num_blocks.size(0)}."
        )


def _check_block_mask(block_mask, query, key):
    if block_mask.mask_mod is _sliced_mask_mod_error:
        raise RuntimeError("Cannot use mask_mod from a sliced BlockMask")
    if tuple(block_mask.BLOCK_SIZE) == (_LARGE_SPARSE_BLOCK_SIZE, _LARGE_SPARSE_BLOCK_SIZE):
        return
    q_len, kv_len = block_mask.shape[-2:]
    have = (query.size(-2), key.size(-2))
    made = f"block_mask was created for block_mask.shape={block_mask.shape} but got q_len={have[0]} and kv_len={have[1]}. As the block mask was created for a "
    if have[0] > q_len or have[1] > kv_len:
        raise ValueError(f"{made}smaller length than you're using it for, you likely need to create a new block mask.")
    if have != (q_len, kv_len):
        raise ValueError(
            f"{made}larger length than you're using it for, you can either 1. create a new block mask with the correct length, or 2. 'adjust' the existing "
            "block mask to the correct length by calling block_mask._adjust(q_len, kv_len). This essentially 'crops' the block mask to the upper left "
            "corner, which does not work for all mask_mods!"
        )


def _check_options(kernel_options, return_aux):
    options = {} if kernel_options is None else dict(kernel_options)
    if "BACKEND" in options and options.get("FORCE_USE_FLEX_ATTENTION", False):
        raise RuntimeError(
            "BACKEND cannot be combined with legacy FORCE_USE_FLEX_ATTENTION. BACKEND supersedes the legacy knob; please drop FORCE_USE_FLEX_ATTENTION and "
            "only specify the desired BACKEND."
        )
    valid = ("AUTO", "TRITON", "FLASH", "TRITON_DECODE")
    if options.get("BACKEND", "AUTO") not in valid:
        raise ValueError(f"Invalid BACKEND value '{options['BACKEND']}'. Must be one of {valid}")
    for name in ("OUTPUT_LOGSUMEXP", "OUTPUT_MAX"):
        if name in options:
            raise AssertionError(f"{name} must not be in kernel_options")
    if return_aux is not None and return_aux.max_scores:
        if options.get("BACKEND") == "FLASH":
            raise NotImplementedError(
                "Returning max scores is not supported with BACKEND='FLASH'. Use return_aux=AuxRequest(lse=True) or omit max_scores."
            )
        raise NotImplementedError("Returning max scores is not supported on CPU/MPS.")


def flex_attention(
    query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, kernel_options=None, *, return_aux=None
):
    """``softmax(score_mod(query key^T * scale)) value``, with -inf for scores that the mask hides.

    Parameters
    ----------
    query : Tensor
        (B, Hq, L, E).
    key, value : Tensor
        (B, Hkv, S, E) and (B, Hkv, S, Ev).
    score_mod : callable, optional
        ``score_mod(score, b, h, q_idx, kv_idx)``, the new score of one element; its arguments are 0-d tensors.
    block_mask : BlockMask, optional
        As `create_block_mask` makes it. Its ``mask_mod`` is what counts.
    scale : float, optional
        ``1 / sqrt(E)`` by default.
    enable_gqa : bool
        Whether each head of key and value serves several of query.
    return_lse : bool
        Deprecated: `return_aux`.
    return_aux : AuxRequest, optional
        Return the logarithms of the sums of exponentials too, in an `AuxOutput`.

    It is differentiable, which PyTorch's is not on the CPU.
    """
    _check_inputs(query, key, value, block_mask, enable_gqa)
    block_mask = _create_empty_block_mask(query, key) if block_mask is None else block_mask
    _check_block_mask(block_mask, query, key)
    if return_lse and return_aux is not None:
        raise ValueError("Cannot specify both return_lse and return_aux. return_lse is deprecated, please use return_aux=AuxRequest(lse=True) instead.")
    if return_lse:
        text = "return_lse is deprecated and will be removed in v2.10. Please use return_aux=AuxRequest(lse=True) instead."
        _warn_once("deprecated_return_lse", text, FutureWarning)
    _check_options(kernel_options, return_aux)
    if not _FLEX_ATTENTION_DISABLE_COMPILE_DEBUG:
        _warn_once("flex_attention_performance", _UNFUSED)
    out, lse = _attention(query, key, value, score_mod or _identity, block_mask.mask_mod, 1 / math.sqrt(query.size(-1)) if scale is None else scale)
    if return_aux is not None:
        return out, AuxOutput(lse=lse if return_aux.lse and lse.numel() else None)
    return (out, lse if lse.numel() else None) if return_lse else out


def _attention(query, key, value, score_mod, mask_mod, scale):
    groups, batch = query.size(1) // key.size(1), query.size(0)
    key, value = [t.repeat_interleave(groups, dim=1) for t in (key, value)]
    if key.size(0) not in (1, batch):
        raise RuntimeError(f"Bq and Bkv must broadcast. Got Bq={batch} and Bkv={key.size(0)}")
    key, value = [t.expand(batch, *t.shape[1:]) for t in (key, value)]
    wide = torch.float64 if query.dtype == torch.float64 else torch.float32
    scores = query.to(wide) @ key.to(wide).transpose(-2, -1) * scale
    places = _places(*scores.shape)
    scores = torch.where(_masked(mask_mod, *places), _scored(score_mod, scores, *places), torch.tensor(-math.inf, dtype=wide))
    hidden = (scores == -math.inf).all(-1)
    lse = torch.where(hidden, -math.inf, scores.logsumexp(-1))
    weights = scores.softmax(-1).masked_fill(hidden.unsqueeze(-1), 0.0)
    return weights.to(query.dtype) @ value.to(query.dtype), lse


__all__ = [
    "BlockMask", "flex_attention", "AuxOutput", "AuxRequest", "FlexKernelOptions", "create_block_mask", "create_mask", "or_masks", "and_masks",
    "noop_mask",
]  # fmt: skip

BlockMask.__module__ = noop_mask.__module__ = __name__
