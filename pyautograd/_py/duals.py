"""Where tangents are kept: one cell per dual tensor, found by the number of the level, and emptied when the level ends.

The thread's mask of levels that operators see is ``modes.duals``; what an operator does about them is in ``forward.py``.
"""
import weakref

from .grad_mode import modes

MAX_LEVELS = 60  # bits of the mask


class Cell(dict):
    """The tangents of one tensor by level. The alias that a node keeps of a result shares it."""

    __slots__ = ("__weakref__",)
    __hash__ = object.__hash__


def dual_mask():
    """The levels that operators on this thread see, a bit for each."""
    return modes.duals


def set_dual_mask(mask):
    """Set the levels that operators see; returns those they saw."""
    before = modes.duals
    modes.duals = mask
    return before


def dual_levels():
    """How many levels are open on this thread."""
    return len(modes.dual_cells)


def enter_level():
    """Open a level inside those that are open, and return its number."""
    level = len(modes.dual_cells)
    if level >= MAX_LEVELS:
        raise RuntimeError(f"more than {MAX_LEVELS} levels of forward mode inside each other")
    modes.dual_cells.append(set())
    if modes.forward:
        modes.duals |= 1 << level
    else:
        modes.duals_off |= 1 << level
    return level


def leave_level():
    """Close the last level and drop its tangents."""
    cells = modes.dual_cells.pop()
    level = len(modes.dual_cells)
    modes.duals &= ~(1 << level)
    modes.duals_off &= ~(1 << level)
    for reference in list(cells):
        cell = reference()
        if cell is not None:
            cell.pop(level, None)
    cells.clear()  # the references hold the set, which is what they are told to leave when a cell dies


def is_forward_enabled():
    """Whether forward mode is on."""
    return modes.forward


def set_forward_enabled(mode):
    """Turn forward mode on or off; returns whether it was on."""
    before = modes.forward
    if before and not mode:
        modes.duals_off, modes.duals = modes.duals, 0
    elif mode and not before:
        modes.duals, modes.duals_off = modes.duals_off, 0
    modes.forward = bool(mode)
    return before


def forward():
    """The module with the rules."""
    from . import forward as module

    return module


def get_tangent(tensor, level):
    """The tangent that a tensor itself holds; None where it holds none, False where it has none even if its base has."""
    cell = tensor._tangents
    return None if cell is None else cell.get(level)


def put_tangent(tensor, level, tangent):
    """Give a tensor a tangent, or with None take away what its base would show."""
    cell = tensor._tangents
    if cell is None:
        cell = tensor._tangents = Cell()
    cell[level] = False if tangent is None else tangent
    cells = modes.dual_cells[level]
    cells.add(weakref.ref(cell, cells.discard))


def top_level(values):
    """The highest level in sight at which one of the arguments (or its base) has a tangent; -1 where none has."""
    found, mask = -1, modes.duals
    for value in values:
        if hasattr(value, "_counter"):
            seen = mask
            while value is not None:
                for level, tangent in (value._tangents or {}).items():
                    if tangent is False:
                        seen &= ~(1 << level)
                    elif level > found and seen >> level & 1:
                        found = level
                value = value._view_base
        elif type(value) in (tuple, list):
            found = max(found, top_level(value))
    return found


def share_cell(tensor, other):
    """Have `tensor` hold the tangents of `other`, also those it gets later."""
    tensor._tangents = other._tangents


def keep_with_node(result):
    """Let what the node of a result has saved of it hold the result's tangents."""
    node = result._grad_fn
    for saved in (getattr(node, "saved", None) or {}).values():
        if getattr(saved, "output_nr", -1) == result._output_nr and saved.is_output and saved.tensor is not None:
            saved.tensor._tangents = result._tangents
