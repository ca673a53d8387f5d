"""Tensors as PyTorch shows them inside of transforms: wrapped once for each that they belong to.

Here derivatives need no wrappers. Which ones a tensor belongs to is read off the time it was made, or from the mark ``_pt_layers`` that a transform
puts on what it hands to its function: the numbers of their scopes. ``_pt_given`` is what the caller gave.
"""
import textwrap

from .._core import core
from .._tensor_str import tensor_str
from ._batched import BatchedTensor, batched, unbatch
from ._levels import state

DEAD = -2  # the level of a tensor whose transform has ended


def scopes_of(physical):
    """The scopes of the derivatives that a tensor belongs to, outermost first."""
    found = set(physical.__dict__.get("_pt_layers", ()))
    if "_pt_layers" not in physical.__dict__:
        found.update([t.scope for t in state.stack if t.outer is not None and not core.is_captured(physical, t.scope)])
        base = physical._base
        if base is not None:
            found.update(base.__dict__.get("_pt_layers", ()))
    return tuple(sorted(found))


def layers(x):
    """``(level, kind)`` of each wrapper that PyTorch would have around `x`, from the inside out; kinds are ``vmap`` and ``grad``."""
    is_batched = isinstance(x, BatchedTensor)
    physical = x._value if is_batched else x
    live = {t.scope: t.level for t in state.stack if t.outer is not None}
    scopes = scopes_of(physical)
    found = [(live[s], "grad") for s in scopes if s in live]
    found += [(level, "vmap") for level in (x._levels if is_batched else ())]
    found.sort()
    if any([s not in live for s in scopes]):
        found.append((DEAD, "grad"))
    return found


def level_of(x):
    """The level of the outermost wrapper; -1 without one."""
    found = layers(x)
    return found[-1][0] if found else -1


def kind_of(x):
    """``vmap`` or ``grad`` for the outermost wrapper, None without one."""
    found = layers(x)
    return found[-1][1] if found else None


def unwrapped(x):
    """`x` without the outermost wrapper. RuntimeError where there is none."""
    found = layers(x)
    if not found:
        raise RuntimeError("No wrappers present!")
    level, kind = found[-1]
    if kind == "vmap":
        return unbatch(x, level, 0, x._given_dim)
    physical = x._value if isinstance(x, BatchedTensor) else x
    made = outside(physical)
    made.__dict__["_pt_layers"] = tuple([s for s in scopes_of(physical) if _is_live(s)][: -1 if level != DEAD else None])
    return batched(made, x._levels) if isinstance(x, BatchedTensor) else made


def _is_live(scope):
    return any([t.scope == scope for t in state.stack])


def _origin(physical):
    """What a tensor that stands for an argument stands for, outside of all transforms; None for others."""
    found = None
    while "_pt_given" in physical.__dict__:
        found = physical = physical.__dict__["_pt_given"]
    return found if found is not None and not scopes_of(found) else None


def _leads_outside(physical):
    return physical.requires_grad and core.any_leaf([physical], lambda leaf: "_pt_scope" not in leaf.__dict__)


def outside(physical):
    """A tensor as it is seen outside of all transforms: with a history only where that leads to a leaf which is no transform's."""
    found = _origin(physical)
    return found.view_as(found) if found is not None else physical.view_as(physical) if _leads_outside(physical) else physical.detach()


def describe(x):
    """What a tensor prints while transforms are going on."""
    is_batched = isinstance(x, BatchedTensor)
    physical = x._value if is_batched else x
    found = layers(x)
    value, dim = physical, 0
    if is_batched and x._given_dim:
        nb, dim = len(x._levels), x._given_dim
        value = core.ops.movedim(physical.detach(), nb - 1, nb - 1 + dim)
    text = _plain(physical, value)
    for level, kind in found:
        name = "GradTrackingTensor" if kind == "grad" else "BatchedTensor"
        place = f"bdim={dim if level == x._levels[-1] else 0}, " if kind == "vmap" else ""
        text = f"{name}(lvl={level}, {place}value=\n{textwrap.indent(text, '    ')}\n)"
    return text


def _plain(physical, value):
    """The print of a tensor without transforms."""
    found = _origin(physical)
    if found is not None and value is physical:
        return tensor_str(found)
    if value is physical and _leads_outside(physical):
        return tensor_str(physical, show_tangent=False)
    return tensor_str(value.detach(), show_tangent=False)
