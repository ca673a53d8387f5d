"""Padding as users call it: arguments checked with PyTorch's texts."""
from ..core import ops
from ..util import refuse_dtype

_SUPPORTED = (
    "Supported combinations for non-constant padding:\n"
    "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
    "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
    "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
)


def constant_pad_nd(self, pad, value=0):
    """The tensor with `value` around it; negative numbers cut off. `pad` lists the last dimension first."""
    pad = list(pad)
    if len(pad) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(pad)}")
    if len(pad) > 2 * self.ndim:
        raise RuntimeError(
            f"Length of pad should be no more than twice the number of dimensions of the input. Pad length is {len(pad)}while the input has "
            f"{self.ndim}dimensions."
        )
    for i in range(len(pad) // 2):
        left, right, size = pad[2 * i], pad[2 * i + 1], self.shape[-1 - i]
        kept = size + min(left, 0) + min(right, 0)
        if kept < 0:
            raise RuntimeError("narrow(): length must be non-negative.")
    return ops._constant_pad(self, pad, value)


def pad(input, pad, mode="constant", value=None):
    """The tensor padded by a constant, its reflection, its edge, or itself repeated."""
    if mode not in ("constant", "reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    pad = list(pad)
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {input.ndim}"
        )
    if mode == "constant":
        return constant_pad_nd(input, pad, 0.0 if value is None else value)
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    n = len(pad) // 2
    if n not in (1, 2, 3) or input.ndim not in (n + 1, n + 2):
        raise NotImplementedError(f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor.\n{_SUPPORTED}")
    if mode == "circular":
        return _circular(input, pad, n)
    _check(input, pad, n, mode)
    refuse_dtype(f"{'reflection' if mode == 'reflect' else 'replication'}_pad{n}d", input.dtype, "b")
    return getattr(ops, f"{'reflection' if mode == 'reflect' else 'replication'}_pad{n}d")(input, pad)


def _circular(input, pad, n):
    for i in range(n):
        size = input.shape[-1 - i]
        left, right = pad[2 * i], pad[2 * i + 1]
        if max(left, right) <= size and left + right + size < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
        if max(left, right) > max(size + min(left, 0) + min(right, 0), 0):  # what is cut off does not come round
            raise RuntimeError("Padding value causes wrapping around more than once.")
    return ops._pad_copies(input, pad, "circular")


def _check(input, pad, n, mode):
    shape = list(input.shape)
    if 0 in shape[input.ndim - n - (0 if n == 1 else 1) :]:
        raise RuntimeError(
            f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {shape}"
        )
    made = []
    for i in range(n):
        left, right, axis = pad[2 * i], pad[2 * i + 1], input.ndim - 1 - i
        if mode == "reflect" and (left >= shape[axis] or right >= shape[axis]):
            raise RuntimeError(
                f"Argument #{4 + 2 * i}: Padding size should be less than the corresponding input dimension, but got: padding ({left}, {right}) at "
                f"dimension {axis} of input {shape}"
            )
        made.insert(0, shape[axis] + left + right)
    if max(made) < 1:  # PyTorch asks it of one dimension alone
        letters = "DHW"[3 - n :]
        have = ", ".join([f"{c}: {m}" for c, m in zip(letters, shape[input.ndim - n :])])
        raise RuntimeError(f"input ({have}) is too small. Calculated output {' '.join([f'{c}: {m}' for c, m in zip(letters, made)])}")
