"""What a node shows of its saved values: ``_saved_<name>`` under PyTorch's names, found among the names the derivative uses.

A row's ``shown`` gives other names to saved values (``{"result1": "indices"}``), or none (``{"dims": None}``). ``"scales#0"`` is an item of
one, ``#int`` a bool as a number, ``#optional`` the shape of a tensor that may be missing, ``#len`` the number of dimensions; ``("none",)`` is a constant.
"""
import math
import re

TENSORS = ("input", "inputs", "output", "weak")
_PART = re.compile(r"(\w+?)_sym_(sizes|strides|numel|argsize_minus_\d+|argsize_\d+)$")


def find(called, kinds, shown):
    """Where the attribute ``_saved_<called>`` comes from: (saved name, part of it or None), (None, a constant), or None where there is no such attribute.

    Parameters
    ----------
    called : str
    kinds : dict of str to str
        The saved names of a node and their kinds.
    shown : dict
        The row's.
    """
    if called in shown:
        source = shown[called]
        return None if source is None else _saved(source, kinds)
    if kinds.get(called) in (*TENSORS, "value") and called not in _renamed(shown):
        return called, None
    matched = _PART.match(called)
    if matched:
        owner, part = matched.groups()
        if kinds.get(owner) == "weak":
            return None  # the tensor itself is shown
        return _saved(f"{owner}.{'shape' if part.startswith('argsize') or part == 'sizes' else part}", kinds, part)
    return None


def _saved(source, kinds, part=None):
    """A saved name, or the tensor it is an attribute of, with what to take of it."""
    if isinstance(source, tuple):
        return None, source[0]
    source, _, item = source.partition("#")
    owner, _, attribute = source.partition(".")
    if item:
        if attribute:
            return (owner, "tensor " + item) if owner in kinds else None
        return (source, item) if source in kinds else None
    if not attribute:
        return (owner, part) if owner in kinds else None
    if part == attribute == "numel" and f"{owner}_shape" in kinds and f"{owner}_numel" not in kinds:
        return f"{owner}_shape", "product"
    if f"{owner}_{attribute}" in kinds:
        return f"{owner}_{attribute}", part if part not in ("sizes", "strides", "numel") else None
    if attribute == "numel" and f"{owner}_shape" in kinds:
        return f"{owner}_shape", "product"
    if kinds.get(owner) in ("input", "output"):
        return owner, "tensor " + (part or attribute)
    return None


def part_of(value, part):
    """The part of a saved value that an attribute shows."""
    if part is None or value is None:
        return value
    if part.startswith("tensor "):
        part = part[7:]
        if part == "strides":
            return value.stride()
        if part == "numel":
            return value.numel()
        value = value.shape
    if part == "product":
        return value.numel()
    if part == "int":
        return int(value)
    if part == "optional":
        return tuple(value) or (0,)
    if part == "len":
        return len(value)
    if part == "rest":
        return math.prod(value[2:])
    if part.lstrip("-").isdigit():
        return value[int(part)]
    if part.startswith("argsize_minus_"):
        return value[-int(part[14:])]
    if part.startswith("argsize_"):
        return value[int(part[8:])]
    return value


def _renamed(shown):
    """The saved names that are shown under others."""
    return {source.partition("#")[0] for source in shown.values() if isinstance(source, str)}


def names(kinds, shown):
    """The attributes ``_saved_...`` and ``_raw_saved_...`` of a node."""
    renamed = _renamed(shown)
    made = {"_saved_" + name for name, source in shown.items() if source is not None}
    made.update("_raw_saved_" + name for name, source in shown.items() if isinstance(source, str) and kinds.get(source) in TENSORS)
    for name, kind in kinds.items():
        if name in renamed or name in shown:
            continue
        if kind in ("shape", "strides", "numel"):
            owner = name[: -len(kind) - 1]
            attribute = f"{owner}_sym_{'sizes' if kind == 'shape' else kind}"
            if f"{owner}.{kind}" not in renamed and attribute not in shown and kinds.get(owner) != "weak":
                made.add("_saved_" + attribute)
        elif kind in TENSORS or kind == "value":
            made.add("_saved_" + name)
            if kind in TENSORS:
                made.add("_raw_saved_" + name)
    return made


def shown_value(value, type_):
    """A saved argument as PyTorch's attributes show it: sequences as tuples, negative ints of int parameters as unsigned."""
    if type_ in ("int", "int[]"):
        if isinstance(value, (list, tuple)):
            return tuple([v + 2**64 if isinstance(v, int) and v < 0 else v for v in value])
        return value + 2**64 if isinstance(value, int) and value < 0 else value
    return tuple(value) if isinstance(value, (list, tuple)) else value


def aligned(indices, dims):
    """Index tensors and the dimensions they index as a tuple with None for the dimensions between."""
    made, at = [], 0
    for index, dim in zip(indices, range(len(indices)) if dims is None else dims):
        while at < dim:
            made.append(None)
            at += 1
        made.append(index)
        at += index.dim() if index.dtype.name in ("bool", "uint8") else 1
    return tuple(made)
