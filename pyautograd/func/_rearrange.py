"""``torch.func.rearrange``: axes named by a pattern, split, merged, permuted and left out."""
import functools
import keyword
import re
import warnings

from .._core import core

_DOTS = "\u2026"  # stands for "..." within a side


class DimensionBindError(Exception):
    """A pattern's axes do not fit a tensor's shape."""


_TOKEN = re.compile(rf"\s+|[()]|[\w{_DOTS}]+")


def rearrange(tensor, pattern, **axes_lengths):
    """The tensor with its axes in another order, split and merged, as ``einops.rearrange`` does.

    Parameters
    ----------
    tensor : Tensor, or a list or tuple of tensors of one shape
        A sequence is stacked along a new first axis.
    pattern : str
        ``"left -> right"``. Both sides name every axis once; ``(a b)`` is one axis made of two, ``1`` and ``()`` an axis of length one, ``...`` any
        number of axes.
    axes_lengths : int
        Lengths of axes that do not follow from the shape.

    Returns
    -------
    Tensor
        A view where the strides allow it.

    Raises
    ------
    ValueError
        The pattern is malformed, or does not fit the number of axes.
    DimensionBindError
        The lengths do not fit the shape.
    """
    if not isinstance(tensor, core.TensorBase):
        tensor = core.ops.stack(tensor)
    left, right, names = _plan(tensor.ndim, pattern, **axes_lengths)
    lengths = dict(axes_lengths)
    for axis, length in zip(left, tensor.shape):
        _split(axis, length, lengths, names)
    flat = tensor.reshape([lengths[name] for axis in left for name in axis])
    order = [names.index(name) for axis in right for name in axis]
    return flat.permute(order).reshape([_product(lengths[name] for name in axis) for axis in right])


def _product(values):
    made = 1
    for value in values:
        made *= value
    return made


def _split(axis, length, lengths, names):
    """Enter the lengths of the names that make up one axis; at most one may be unknown."""
    unknown = [name for name in axis if name not in lengths]
    known = _product(lengths[name] for name in axis if name in lengths)
    if len(unknown) > 1:
        raise DimensionBindError(f"cannot infer the sizes of two dimensions at once {' and '.join(f'd{names.index(n)}' for n in unknown[:2])}")
    if unknown:
        if known == 0 or length % known:
            parts = tuple(lengths.get(name, "?") for name in axis)
            raise DimensionBindError(f"inferred dimension does not evenly fit into larger dimension: {length} vs {parts}")
        lengths[unknown[0]] = length // known
    elif known != length:
        pack = ", ".join(f"d{names.index(n)}" for n in axis) + "," * (len(axis) == 1)
        raise DimensionBindError(f"Dimension sizes to do not match ({length} != {known}) when matching dimension pack ({pack})")


@functools.lru_cache(256)
def _plan(ndim, pattern, **axes_lengths):
    """The axes of both sides as tuples of names, and the names of the left one in order."""
    sides = pattern.split("->")
    if len(sides) != 2:
        raise ValueError("Pattern must contain a single '->' separator")
    left, right = _side(sides[0]), _side(sides[1])
    dots_left, dots_right = [any([_DOTS in axis for axis in side]) for side in (left, right)]
    if dots_right and not dots_left:
        raise ValueError(f"Ellipsis found in right side, but not left side of a pattern {pattern}")
    if dots_left and _DOTS not in left:
        raise ValueError(f"Ellipsis is parenthesis in the left side is not allowed: {pattern}")
    for length in axes_lengths.values():
        if type(length) is not int:
            raise TypeError(f"rearrange axis lengths must be integers, got: {type(length)}")
    names = [name for axis in left for name in axis]
    if any([name.isdecimal() for side in (left, right) for axis in side for name in axis]):
        raise ValueError("rearrange only supports unnamed axes of size 1")
    lone = set(names).symmetric_difference(name for axis in right for name in axis)
    if lone:
        raise ValueError(f"Identifiers only on one side of rearrange expression (should be on both): {lone}")
    strangers = axes_lengths.keys() - set(names)
    if strangers:
        raise ValueError(f"Identifiers not found in rearrange expression: {strangers}")
    _check_count(ndim, left, dots_left)
    spread = tuple([f"{_DOTS}{i}" for i in range(ndim - len(left) + 1)]) if dots_left else ()
    left = [axis for a in left for axis in ([(name,) for name in spread] if a == _DOTS else [a])]
    right = [axis for a in right for axis in ([(name,) for name in spread] if a == _DOTS else [_spread(a, spread)])]
    return left, right, [name for axis in left for name in axis]


def _check_count(ndim, left, has_dots):
    """Raise ValueError if `ndim` axes cannot be what the left side names."""
    count = len(left) - has_dots
    if has_dots and count > ndim:
        raise ValueError(f"Number of dimensions in pattern ({count}) must be less than or equal to the number of dimensions in the tensor ({ndim})")
    if not has_dots and count != ndim:
        raise ValueError(f"Number of dimensions in pattern ({count}) must be equal to the number of dimensions in the tensor ({ndim})")


def _spread(axis, spread):
    """An axis with the names that the dots stand for in their place."""
    return tuple([name for a in axis for name in (spread if a == _DOTS else (a,))])


def _side(text):
    """One side of a pattern: for each axis the tuple of the names it is made of, or the dots."""
    if "." in text:
        if "..." not in text:
            raise ValueError("Expression may contain dots only inside ellipsis (...)")
        if text.count("...") != 1 or text.count(".") != 3:
            raise ValueError("Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ")
        text = text.replace("...", _DOTS)
    axes, group, seen, at = [], None, set(), 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"Unknown character '{text[at]}'")
        at, word = token.end(), token.group()
        if word == "(":
            if group is not None:
                raise ValueError("Axis composition is one-level (brackets inside brackets not allowed)")
            group = []
        elif word == ")":
            if group is None:
                raise ValueError("Brackets are not balanced")
            axes.append(tuple(group))
            group = None
        elif not word.isspace():
            names = () if word == "1" else (_checked_name(word, seen),)
            if group is None:
                axes.append(_DOTS if word == _DOTS else names)
            else:
                group.extend(names)
    if group is not None:
        raise ValueError(f"Imbalanced parentheses in expression: '{text}'")
    return axes


def _checked_name(word, seen):
    """An axis' name, entered among those `seen`."""
    if word in seen:
        raise ValueError(f"Indexing expression contains duplicate dimension '{word}'")
    if word != _DOTS and not word.isdecimal():
        if not word.isidentifier():
            raise ValueError(f"Invalid axis identifier: {word}\nnot a valid python identifier")
        if word.startswith("_") or word.endswith("_"):
            raise ValueError(f"Invalid axis identifier: {word}\naxis name should should not start or end with underscore")
        if keyword.iskeyword(word):
            warnings.warn(f"It is discouraged to use axes names that are keywords: {word}", RuntimeWarning, stacklevel=6)
        if word == "axis":
            warnings.warn("It is discouraged to use 'axis' as an axis name and will raise an error in future", FutureWarning, stacklevel=6)
    if word.isdecimal():
        if int(word) < 1:
            raise ValueError(f"Anonymous axis should have positive length, not {int(word)}")
    else:
        seen.add(word)
    return word
