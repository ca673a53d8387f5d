"""What is said of values that are not close: how many, by how much at most, and where."""
import numpy as np

from .._types import int64


def _header(default, identifier, exact):
    name = identifier(default) if callable(identifier) else identifier or default
    return f"{name} are not {'equal' if exact else 'close'}!\n\n"


def make_scalar_mismatch_msg(actual, expected, *, rtol, atol, identifier=None):
    """The text for two numbers. `identifier` replaces the word "Scalars", or makes another of it."""
    exact = rtol == atol == 0
    difference = abs(actual - expected)
    relative = float("inf") if expected == 0 else difference / abs(expected)
    lines = [f"Expected {expected} but got {actual}."]
    for name, value, limit in (("Absolute", difference, atol), ("Relative", relative, rtol)):
        lines.append(f"{name} difference: {value}" + ("" if exact else f" (up to {limit} allowed)"))
    return _header("Scalars", identifier, exact) + "\n".join(lines)


def make_tensor_mismatch_msg(actual, expected, matches, *, rtol, atol, identifier=None):
    """The text for two tensors of one shape and dtype, which agree where the bool tensor `matches` is true."""
    exact = rtol == atol == 0
    actual, expected = actual.detach(), expected.detach()
    if not (actual.dtype.is_floating_point or actual.dtype.is_complex):
        actual, expected = actual.to(int64), expected.to(int64)
    # Positions that match do not count; of the others the greatest, NaN before all.
    difference = (actual - expected).abs().masked_fill(matches, 0)
    relative = (difference / expected.abs()).masked_fill(matches, 0)
    count = matches.numel()
    wrong = count - int(matches.sum())
    lines = [f"Mismatched elements: {wrong} / {count} ({wrong / count:.1%})"]
    for name, values, limit in (("absolute", difference, atol), ("relative", relative, rtol)):
        greatest, at = values.flatten().max(0)
        index = tuple([int(i) for i in np.unravel_index(int(at), matches.shape)])
        lines.append(f"Greatest {name} difference: {greatest.item()} at index {index}" + ("" if exact else f" (up to {limit} allowed)"))
    return _header("Tensor-likes", identifier, exact) + "\n".join(lines)
