"""`BlockMask`: which blocks of an attention matrix a mask leaves, as numbers of blocks per row and their columns."""
import itertools
import math

import pyautograd as torch

_DEFAULT_SPARSE_BLOCK_SIZE = 128
_LARGE_SPARSE_BLOCK_SIZE = 1 << 30
_TENSORS = (
    "kv_num_blocks", "kv_indices", "full_kv_num_blocks", "full_kv_indices", "q_num_blocks", "q_indices", "full_q_num_blocks", "full_q_indices",
    "dq_write_order", "dq_write_order_full", "dq_kv_order",
)  # fmt: skip
_NOT_BOTH = "full_{0}_num_blocks and full_{0}_indices must be both provided or omitted"


def noop_mask(batch, head, token_q, token_kv):
    """The mask that keeps everything."""
    return batch.new_ones(size=(), dtype=torch.bool, device=batch.device)


def _sliced_mask_mod_error(batch, head, token_q, token_kv):
    raise RuntimeError(
        "Cannot use mask_mod from a sliced BlockMask. When you slice a BlockMask using [], the mask_mod attribute is reset. "
        "You must set it from the original BlockMask's mask_mod."
        "\n\nIncorrect usage:"
        "\n  base_mask = create_block_mask(my_mask_fn, ...)"
        "\n  sliced_mask = base_mask[:, :, block_idx]"
        "\n  sliced_mask.mask_mod = apply_offset(sliced_mask.mask_mod, offset)  # WRONG!"
        "\n\nCorrect usage:"
        "\n  base_mask = create_block_mask(my_mask_fn, ...)"
        "\n  sliced_mask = base_mask[:, :, block_idx]"
        "\n  sliced_mask.mask_mod = apply_offset(base_mask.mask_mod, offset)  # Use base_mask!"
    )


def _ordered_to_dense(num_blocks, indices, columns):
    """Ones (int32) at the columns that each row names, zeros elsewhere."""
    valid = torch.arange(indices.shape[-1], dtype=torch.int32) < num_blocks.unsqueeze(-1)
    places = torch.where(valid, indices, columns).to(torch.int64)  # what is not valid goes to a column that is cut off
    dense = torch.zeros(*indices.shape[:-1], columns + 1, dtype=torch.int32)
    return dense.scatter(-1, places, 1)[..., :columns].contiguous()


def _dense_to_ordered(dense):
    """The number of non-zero blocks of each row, and all columns, those of the non-zero ones first."""
    dense = dense.to(torch.int32)
    return dense.sum(-1).to(torch.int32), dense.argsort(dim=-1, descending=True, stable=True).to(torch.int32).contiguous()


def _transpose_ordered(num_blocks, indices):
    return _dense_to_ordered(_ordered_to_dense(num_blocks, indices, indices.shape[-1]).transpose(-2, -1))


def _cropped(num_blocks, indices, rows, columns):
    indices, num_blocks = indices[:, :, :rows, :columns], num_blocks[:, :, :rows].clamp(max=columns)
    return (indices < num_blocks[:, :, :, None]).sum(-1).to(torch.int32), indices


class BlockMask:
    """The blocks that a mask leaves, for `flex_attention`.

    Parameters
    ----------
    seq_lengths : (int, int)
        Of queries, and of keys and values.
    kv_num_blocks : Tensor
        (..., rows), how many blocks of each row of blocks are kept in part (or at all, without the full ones).
    kv_indices : Tensor
        (..., rows, columns), their columns first.
    full_kv_num_blocks, full_kv_indices : Tensor, optional
        The same for blocks that are kept whole.
    q_num_blocks, q_indices, full_q_num_blocks, full_q_indices : Tensor, optional
        The same of the transposed matrix.
    BLOCK_SIZE : (int, int)
    mask_mod : callable
        ``mask_mod(b, h, q_idx, kv_idx)``, a bool for one element.
    """

    def __init__(
        self, seq_lengths, kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, q_num_blocks, q_indices, full_q_num_blocks, full_q_indices,
        BLOCK_SIZE=(_DEFAULT_SPARSE_BLOCK_SIZE, _DEFAULT_SPARSE_BLOCK_SIZE), mask_mod=noop_mask, *, dq_write_order=None, dq_write_order_full=None, dq_kv_order=None, dq_kv_order_spt=None,
    ):  # fmt: skip
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        if kv_num_blocks is None:
            raise AssertionError("kv_num_blocks must be provided")
        if (full_kv_num_blocks is None) != (full_kv_indices is None):
            raise AssertionError(_NOT_BOTH.format("kv"))
        if (full_q_num_blocks is None) != (full_q_indices is None):
            raise AssertionError(_NOT_BOTH.format("q"))
        if dq_write_order_full is not None and dq_write_order is None:
            raise ValueError("dq_write_order_full requires dq_write_order")
        self.seq_lengths = seq_lengths
        self.kv_num_blocks, self.kv_indices = kv_num_blocks, kv_indices
        self.full_kv_num_blocks, self.full_kv_indices = full_kv_num_blocks, full_kv_indices
        self.q_num_blocks, self.q_indices = q_num_blocks, q_indices
        self.full_q_num_blocks, self.full_q_indices = full_q_num_blocks, full_q_indices
        self.dq_write_order, self.dq_write_order_full = dq_write_order, dq_write_order_full
        self.dq_kv_order, self.dq_kv_order_spt = dq_kv_order, dq_kv_order_spt
        self.BLOCK_SIZE, self.mask_mod = BLOCK_SIZE, mask_mod

    @classmethod
    def from_kv_blocks(
        cls, kv_num_blocks, kv_indices, full_kv_num_blocks=None, full_kv_indices=None, BLOCK_SIZE=_DEFAULT_SPARSE_BLOCK_SIZE, mask_mod=None, seq_lengths=None,
        compute_q_blocks=True, *, dq_write_order=None, dq_write_order_full=None, dq_kv_order=None,
    ):  # fmt: skip
        """A mask from the blocks of each row; those of each column are computed."""
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        if (full_kv_num_blocks is None) != (full_kv_indices is None):
            raise AssertionError(_NOT_BOTH.format("kv"))
        if dq_kv_order is not None and not isinstance(dq_kv_order, (bool, torch.Tensor)):
            raise ValueError("dq_kv_order must be a bool, Tensor, or None")
        q, full_q = (None, None), (None, None)
        if compute_q_blocks:
            q = _transpose_ordered(kv_num_blocks, kv_indices)
            if full_kv_num_blocks is not None:
                full_q = _transpose_ordered(full_kv_num_blocks, full_kv_indices)
        size = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else BLOCK_SIZE
        if seq_lengths is None:
            seq_lengths = (kv_indices.shape[-2] * size[0], kv_indices.shape[-1] * size[1])
        explicit = isinstance(dq_kv_order, torch.Tensor)
        return cls(
            seq_lengths, kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices, *q, *full_q, size, noop_mask if mask_mod is None else mask_mod,
            dq_write_order=dq_write_order, dq_write_order_full=dq_write_order_full, dq_kv_order=dq_kv_order if explicit else None,
            dq_kv_order_spt=None if explicit else dq_kv_order,
        )  # fmt: skip

    def as_tuple(self, flatten=True):
        """What the mask holds; the two pairs of sizes as four numbers if `flatten`."""
        lengths, size = (self.seq_lengths, self.BLOCK_SIZE) if flatten else ((self.seq_lengths,), (self.BLOCK_SIZE,))
        return (*lengths, *[getattr(self, name) for name in _TENSORS], self.dq_kv_order_spt, *size, self.mask_mod)

    @property
    def shape(self):
        """The batch dimensions and the lengths of the sequences."""
        return tuple(self.kv_indices.shape[:-2]) + tuple(self.seq_lengths)

    def numel(self):
        """The number of elements of the matrix."""
        return math.prod(self.shape)

    def sparsity(self):
        """How much of the matrix, in per cent, is in no block."""
        blocks = self.kv_num_blocks.sum()
        if self.full_kv_num_blocks is not None:
            blocks = blocks + self.full_kv_num_blocks.sum()
        return 100 * (1 - blocks.item() * self.BLOCK_SIZE[0] * self.BLOCK_SIZE[1] / self.numel())

    def to_dense(self):
        """Ones (int32) for blocks that are kept, zeros for others."""
        dense = _ordered_to_dense(self.kv_num_blocks, self.kv_indices, self.kv_indices.shape[-1])
        if self.full_kv_num_blocks is not None:
            dense = dense | _ordered_to_dense(self.full_kv_num_blocks, self.full_kv_indices, self.full_kv_indices.shape[-1])
        return dense

    def _derived(self, kv, full_kv, **options):
        made = BlockMask.from_kv_blocks(*kv, *full_kv, BLOCK_SIZE=self.BLOCK_SIZE, compute_q_blocks=self.q_indices is not None, **options)
        made.dq_kv_order_spt = self.dq_kv_order_spt
        return made

    def __getitem__(self, index):
        if self.dq_kv_order is not None:
            raise NotImplementedError(
                "Slicing BlockMask with tensor dq_kv_order is not supported yet. Construct a new BlockMask with matching precomputed dq_write_order metadata."
            )
        index = (*(index if isinstance(index, tuple) else (index,)), slice(None), slice(None), slice(None))[:3]
        index = tuple(
            [
                (slice(i + n, i + n + 1) if -n <= i < 0 else slice(i, i + 1)) if isinstance(i, int) else i
                for i, n in zip(index, self.kv_num_blocks.shape[:3])
            ]
        )
        full = (None, None)
        if self.full_kv_num_blocks is not None:
            full = (self.full_kv_num_blocks[index], self.full_kv_indices[index])
        kv = (self.kv_num_blocks[index], self.kv_indices[index])
        return self._derived(kv, full, mask_mod=_sliced_mask_mod_error, seq_lengths=self.seq_lengths)

    def _adjust(self, new_q_len, new_kv_len):
        """The upper left part of the mask, for shorter sequences."""
        if self.dq_kv_order is not None:
            raise NotImplementedError(
                "Adjusting BlockMask with tensor dq_kv_order is not supported yet. Construct a new BlockMask with matching precomputed dq_write_order "
                "metadata."
            )
        rows, columns = -(-new_q_len // self.BLOCK_SIZE[0]), -(-new_kv_len // self.BLOCK_SIZE[1])
        full = (None, None)
        if self.full_kv_num_blocks is not None:
            full = _cropped(self.full_kv_num_blocks, self.full_kv_indices, rows, columns)
        kv = _cropped(self.kv_num_blocks, self.kv_indices, rows, columns)
        return self._derived(kv, full, mask_mod=self.mask_mod, seq_lengths=(new_q_len, new_kv_len))

    def to(self, device):
        """The mask on a device: its tensors are where they are."""
        tensors = {name: value if value is None else value.to(device) for name, value in ((name, getattr(self, name)) for name in _TENSORS)}
        return BlockMask(seq_lengths=self.seq_lengths, **tensors, BLOCK_SIZE=self.BLOCK_SIZE, mask_mod=self.mask_mod, dq_kv_order_spt=self.dq_kv_order_spt)

    # printing

    def to_string(self, grid_size=(20, 20), limit=4):
        """A picture per batch entry and head, of at most `grid_size` places: full, in part, or empty."""
        dense = self.to_dense()
        rows, columns = dense.shape[-2:]
        most = (grid_size, grid_size) if isinstance(grid_size, int) else grid_size
        steps = [max(1, -(-n // m)) for n, m in zip((rows, columns), most)]
        pictures = []
        for number, at in enumerate(itertools.product(*[range(n) for n in dense.shape[:-2]])):
            if number == limit:
                pictures += [
                    "...", "To print out more, set BlockMask.to_string(limit=N)",
                    "You can also index (BlockMask[batch, head]) to choose a specific batch or head",
                ]  # fmt: skip
                break
            lines = [f"{at}"]
            for row in range(0, rows, steps[0]):
                parts = [dense[at][row : row + steps[0], column : column + steps[1]].float().mean().item() for column in range(0, columns, steps[1])]
                lines.append("".join([("█" if part == 1 else "░" if part else " ") * 2 for part in parts]))
            pictures.append("\n".join(lines) + "\n")
        return "\n".join(pictures)

    def __str__(self):
        return f"BlockMask(shape={self.shape}, sparsity={self.sparsity():.2f}%, \n{self.to_string().strip()}\n)"

    def __repr__(self):
        lines = [f"    {name}={None if value is None else value.shape},\n" for name, value in ((name, getattr(self, name)) for name in _TENSORS[:8])]
        return (
            f"BlockMask(\n{''.join(lines)}    BLOCK_SIZE={self.BLOCK_SIZE},\n    shape={self.shape},\n    sparsity={self.sparsity():.2f}%,\n"
            f"    mask_mod={getattr(self.mask_mod, '__name__', self.mask_mod)}\n)"
        )
