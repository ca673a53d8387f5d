"""``torch.nn.attention.flex_attention``: attention whose scores a function changes, and masks that say which blocks of scores there are.

There is no compiler, so what PyTorch does without one is done: all scores are computed, `score_mod` and the mask applied to them, and softmax taken.
"""
import inspect
import math
from typing import NamedTuple

import pyautograd as torch

from ..._dynamo._trace_wrapped_higher_order_op import TransformGetItemToIndex

_DEFAULT_SPARSE_BLOCK_SIZE = 128


class AuxRequest(NamedTuple):
    """Which further results are wanted of `flex_attention`: the logarithms of the sums, the largest scores."""

    lse: bool = False
    max_scores: bool = False


class AuxOutput(NamedTuple):
    """Those results."""

    lse: object = None
    max_scores: object = None


def _over_positions(function, scores_first):
    """``function(b, h, q, kv)``, with the score in front for a `score_mod`, over all positions at once."""
    first = (0,) if scores_first else ()
    for at in (3, 2, 1, 0):
        dims = (*first, *(0 if i == at else None for i in range(4)))
        function = torch.vmap(function, in_dims=dims, out_dims=0)
    return function


def _positions(b, h, q, kv):
    return tuple(torch.arange(n) for n in (b, h, q, kv))


def _is_score_mod(function):
    count = sum(p.default is inspect.Parameter.empty for p in inspect.signature(function).parameters.values())
    if count not in (4, 5):
        raise AssertionError(f"Got a mask_mod or score_mod with {count} positional arguments")
    return count == 5


def create_mask(mod_fn, B, H, Q_LEN, KV_LEN, device=None):
    """What a ``mask_mod(b, h, q_idx, kv_idx)`` says of every position, as a bool tensor of shape (B, H, Q_LEN, KV_LEN).

    Of a ``score_mod(score, b, h, q_idx, kv_idx)``, where it leaves scores above minus infinity.
    """
    b, h = 1 if B is None else B, 1 if H is None else H
    with TransformGetItemToIndex():
        if _is_score_mod(mod_fn):
            made = _over_positions(mod_fn, True)(torch.zeros(b, h, Q_LEN, KV_LEN), *_positions(b, h, Q_LEN, KV_LEN))
            return torch.where(torch.isneginf(made), False, True)
        return _over_positions(mod_fn, False)(*_positions(b, h, Q_LEN, KV_LEN)).expand(b, h, Q_LEN, KV_LEN)


def _ordered(dense):
    """Numbers of the marked blocks of each row, and the blocks, marked ones first."""
    dense = dense.to(torch.int32)
    return dense.sum(-1).to(torch.int32), torch.argsort(dense, dim=-1, descending=True, stable=True).to(torch.int32)


def _dense(counts, indices):
    made = torch.zeros(indices.shape, dtype=torch.int32)
    here = torch.arange(indices.shape[-1]) < counts.unsqueeze(-1)
    return made.scatter(-1, indices.long(), here.to(torch.int32))


class BlockMask:
    """Which blocks of scores there are: for each block of queries the number of blocks of keys, and which.

    Attributes
    ----------
    kv_num_blocks, kv_indices : Tensor
        (B, H, blocks of queries), and (B, H, blocks of queries, blocks of keys): blocks in which `mask_mod` decides.
    full_kv_num_blocks, full_kv_indices : Tensor or None
        Blocks that are there as a whole.
    q_num_blocks, q_indices, full_q_num_blocks, full_q_indices : Tensor or None
        The same, seen from the keys.
    seq_lengths, BLOCK_SIZE : tuple of int
    mask_mod : callable
    """

    _TENSORS = (
        "kv_num_blocks", "kv_indices", "full_kv_num_blocks", "full_kv_indices", "q_num_blocks", "q_indices", "full_q_num_blocks", "full_q_indices",
    )  # fmt: skip

    def __init__(self, seq_lengths, kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, q_num_blocks, q_indices, full_q_num_blocks,
                 full_q_indices, BLOCK_SIZE, mask_mod):  # fmt: skip
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        self.seq_lengths, self.BLOCK_SIZE, self.mask_mod = seq_lengths, BLOCK_SIZE, mask_mod
        self.kv_num_blocks, self.kv_indices = kv_num_blocks, kv_indices
        self.full_kv_num_blocks, self.full_kv_indices = full_kv_num_blocks, full_kv_indices
        self.q_num_blocks, self.q_indices = q_num_blocks, q_indices
        self.full_q_num_blocks, self.full_q_indices = full_q_num_blocks, full_q_indices

    @classmethod
    def from_kv_blocks(cls, kv_num_blocks, kv_indices, full_kv_num_blocks=None, full_kv_indices=None, BLOCK_SIZE=_DEFAULT_SPARSE_BLOCK_SIZE,
                       mask_mod=None, seq_lengths=None, compute_q_blocks=True):  # fmt: skip
        """From the blocks of keys of each block of queries."""
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        if (full_kv_num_blocks is None) != (full_kv_indices is None):
            raise AssertionError("full_kv_num_blocks and full_kv_indices must be both provided or omitted")
        size = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else BLOCK_SIZE
        from_keys = (None,) * 4
        if compute_q_blocks:
            full = (None, None) if full_kv_num_blocks is None else _ordered(_dense(full_kv_num_blocks, full_kv_indices).transpose(-2, -1))
            from_keys = (*_ordered(_dense(kv_num_blocks, kv_indices).transpose(-2, -1)), *full)
        if seq_lengths is None:
            seq_lengths = (kv_indices.shape[-2] * size[0], kv_indices.shape[-1] * size[1])
        return cls(seq_lengths, kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, *from_keys, size, mask_mod or noop_mask)

    def as_tuple(self, flatten=True):
        """All that the mask is made of."""
        lengths, size = (self.seq_lengths, self.BLOCK_SIZE) if flatten else ((self.seq_lengths,), (self.BLOCK_SIZE,))
        return (*lengths, *[getattr(self, name) for name in self._TENSORS], *size, self.mask_mod)

    @property
    def shape(self):
        """(B, H, length of queries, length of keys)."""
        return (*self.kv_indices.shape[:-2], *self.seq_lengths)

    def numel(self):
        """The number of scores, whether or not they are there."""
        return math.prod(self.shape)

    def sparsity(self):
        """How much of the scores is left out, in percent."""
        computed = self.kv_num_blocks.sum()
        if self.full_kv_num_blocks is not None:
            computed = computed + self.full_kv_num_blocks.sum()
        return 100 * (1 - computed.item() * self.BLOCK_SIZE[0] * self.BLOCK_SIZE[1] / self.numel())

    def to_dense(self):
        """For each block, whether it is there."""
        made = _dense(self.kv_num_blocks, self.kv_indices)
        return made if self.full_kv_num_blocks is None else made | _dense(self.full_kv_num_blocks, self.full_kv_indices)

    def __getitem__(self, index):
        """The mask of some of the batches, heads and blocks of queries. It has no `mask_mod`, which counts positions from the start."""
        index = index if isinstance(index, tuple) else (index,)
        index = tuple(slice(i + n if i < 0 else i, (i + n if i < 0 else i) + 1) if isinstance(i, int) else i
                      for i, n in zip((*index, slice(None), slice(None))[:3], self.kv_num_blocks.shape))  # fmt: skip
        full = (None, None) if self.full_kv_num_blocks is None else (self.full_kv_num_blocks[index], self.full_kv_indices[index])
        return BlockMask.from_kv_blocks(
            self.kv_num_blocks[index], self.kv_indices[index], *full, BLOCK_SIZE=self.BLOCK_SIZE, mask_mod=_sliced_mask_mod_error,
            seq_lengths=self.seq_lengths, compute_q_blocks=self.q_indices is not None,
        )  # fmt: skip

    def to(self, device):
        """The mask itself: there is one device with memory."""
        torch.empty(0, device=device)
        return self

    def __repr__(self):
        shown = ", ".join(f"{n}={getattr(self, n).shape if getattr(self, n) is not None else None}" for n in self._TENSORS)
        return f"BlockMask(shape={self.shape}, sparsity={self.sparsity():.2f}%, {shown}, BLOCK_SIZE={self.BLOCK_SIZE})"

    def __str__(self):
        return f"BlockMask(shape={self.shape}, sparsity={self.sparsity():.2f}%)"


def _sliced_mask_mod_error(batch, head, token_q, token_kv):
    raise RuntimeError("Cannot use mask_mod from a sliced BlockMask")


def create_block_mask(
    mask_mod, B, H, Q_LEN, KV_LEN, device=None, BLOCK_SIZE=_DEFAULT_SPARSE_BLOCK_SIZE, _compile=False, separate_full_blocks=True, **_order
):
    """The `BlockMask` of a ``mask_mod(b, h, q_idx, kv_idx)``. B and H may be None where the mask does not depend on them."""
    if _is_score_mod(mask_mod):
        raise AssertionError(f"create-block_mask requires a mask_mod function! Got {mask_mod}")
    rows, cols = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else BLOCK_SIZE
    mask = create_mask(mask_mod, B, H, Q_LEN, KV_LEN, device)
    mask = torch.nn.functional.pad(mask, (0, -KV_LEN % cols, 0, -Q_LEN % rows))
    b, h, q, kv = mask.shape
    counts = mask.view(b, h, q // rows, rows, kv // cols, cols).permute(0, 1, 2, 4, 3, 5).sum(dim=[-2, -1])
    full = None
    if separate_full_blocks:
        full = counts == rows * cols
        counts = (counts > 0) & ~full
    else:
        counts = counts > 0
    ordered = (None, None) if full is None else _ordered(full)
    return BlockMask.from_kv_blocks(*_ordered(counts), *ordered, BLOCK_SIZE=(rows, cols), mask_mod=mask_mod, seq_lengths=(Q_LEN, KV_LEN))


def _identity(score, batch, head, token_q, token_kv):
    return score


def noop_mask(batch, head, token_q, token_kv):
    """True: every score is there."""
    return batch.new_ones(size=(), dtype=torch.bool)


def and_masks(*mask_mods):
    """A `mask_mod` that is true where all of these are."""
    return _joined(mask_mods, lambda a, b: a & b, True)


def or_masks(*mask_mods):
    """A `mask_mod` that is true where one of these is."""
    return _joined(mask_mods, lambda a, b: a | b, False)


def _joined(mask_mods, join, start):
    if not all(callable(m) for m in mask_mods):
        raise RuntimeError(f"All inputs should be callable mask_mods: {mask_mods}")

    def joined(b, h, q_idx, kv_idx):
        result = b.new_full((), start, dtype=torch.bool)
        for mask in mask_mods:
            result = join(result, mask(b, h, q_idx, kv_idx))
        return result

    return joined


def flex_attention(query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, kernel_options=None, *,
                   return_aux=None):  # fmt: skip
    """``softmax(score_mod(query @ key^T * scale)) @ value`` over the scores that `block_mask` leaves.

    Parameters
    ----------
    query : Tensor (B, Hq, L, E)
    key, value : Tensor (B, Hkv, S, E) and (B, Hkv, S, Ev)
    score_mod : callable, optional
        ``score_mod(score, b, h, q_idx, kv_idx)`` gives another score.
    block_mask : BlockMask, optional
    scale : float, optional
        ``1 / sqrt(E)`` where missing.
    enable_gqa : bool
        Let Hq be a multiple of Hkv.
    return_lse : bool
        Return the logarithms of the sums of exponentials as well.
    """
    for tensor in (query, key, value):
        if tensor.dim() != 4:
            raise NotImplementedError("NYI: query, key, and value must be 4D tensors")
    if query.size(-3) != key.size(-3):
        if not enable_gqa:
            raise ValueError(
                f"Expect query and key/value to have the same number of heads but got Hq={query.size(-3)} and Hkv={key.size(-3)}. Try setting "
                "enable_gqa=True for GQA."
            )
        if query.size(-3) % key.size(-3):
            raise ValueError(
                f"Expect number of query heads to be a multiple of kv heads for GQA but got Hq={query.size(-3)} and Hkv={key.size(-3)}."
            )
        groups = query.size(-3) // key.size(-3)
        key, value = key.repeat_interleave(groups, dim=1), value.repeat_interleave(groups, dim=1)
    if query.size(0) != key.size(0):
        if block_mask is None:
            raise ValueError(
                f"Expect query and key/value to have the same batch size, or non-none block_mask, but got block_mask=None, Bq={query.size(0)}, and "
                f"Bkv={key.size(0)}."
            )
        key, value = key.expand(query.size(0), -1, -1, -1), value.expand(query.size(0), -1, -1, -1)
    dtype = torch.float64 if query.dtype is torch.float64 else torch.float32
    scores = (query @ key.transpose(-2, -1)).to(dtype) * (1.0 / math.sqrt(query.size(-1)) if scale is None else scale)
    positions = _positions(*scores.shape)
    with TransformGetItemToIndex():
        if score_mod is not None:
            scores = _over_positions(score_mod, True)(scores, *positions).to(dtype)
        if block_mask is not None:
            kept = _over_positions(block_mask.mask_mod, False)(*positions)
            scores = torch.where(kept, scores, -math.inf)
    lse = torch.logsumexp(scores, dim=-1)
    weights = torch.softmax(scores, dim=-1).masked_fill((lse == -math.inf).unsqueeze(-1), 0)
    result = (weights.to(query.dtype) @ value).to(query.dtype)
    if return_aux is not None:
        return result, AuxOutput(lse if return_aux.lse else None, scores.amax(-1) if return_aux.max_scores else None)
    return (result, lse) if return_lse else result


__all__ = [
    "BlockMask", "flex_attention", "AuxOutput", "AuxRequest", "create_block_mask", "create_mask", "or_masks", "and_masks", "noop_mask",
]  # fmt: skip
