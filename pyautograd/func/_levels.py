"""The transforms that are going on in this thread, outermost first, each with its level."""
import threading

from .._core import core

DERIVATIVES = ("grad", "jvp")  # the transforms that refuse changes of captured tensors


class Transform:
    """One running transform."""

    __slots__ = ("kind", "level", "batch_size", "randomness", "outer", "scope", "expanded")

    def __init__(self, kind, level, batch_size=None, randomness=None):
        self.kind, self.level, self.batch_size, self.randomness = kind, level, batch_size, randomness
        self.outer = self.scope = None
        self.expanded = False  # whether what is no example of a vmap was made one, for a derivative to be taken in it
        if kind in DERIVATIVES:
            self.outer, self.scope = core.enter_scope()


class _State(threading.local):
    def __init__(self):
        self.stack = []
        self.printing = False  # whether prints ask here
        self.physical = False  # a batching rule is drawing random numbers
        self.vmaps = ()  # (level, batch size) of the vmaps among them


state = _State()


def _offered(cls, args, kwargs):
    """What the core asks before it runs an ``autograd.Function``."""
    if not state.stack:
        return NotImplemented
    from ._function import apply

    return apply(cls, args, kwargs)


def _described(x):
    """What a print of a tensor asks first."""
    if not state.stack and "_pt_layers" not in x.__dict__:
        return None
    from ._layers import describe, layers

    return describe(x) if layers(x) else None


def _watch_prints():
    from .. import _tensor_str  # here, so that importing the library does not load it

    _tensor_str.in_transforms = _described
    state.printing = True


def push(kind, batch_size=None, randomness=None):
    """Begin a transform: ``grad``, ``jvp``, ``vmap`` or ``functionalize``."""
    if not state.stack:
        core.set_function_transform(_offered)
        if not state.printing:
            _watch_prints()
    made = Transform(kind, len(state.stack) + 1, batch_size, randomness)
    state.stack.append(made)
    core.count_transforms(1)
    if kind == "vmap":
        state.vmaps = (*state.vmaps, (made.level, batch_size))
    return made


def pop():
    """End the innermost transform."""
    ended = state.stack.pop()
    core.count_transforms(-1)
    if ended.outer is not None:
        core.set_scope(ended.outer)
    if ended.kind == "vmap":
        state.vmaps = state.vmaps[:-1]


def expand_into(x):
    """Note the vmaps whose batch dimension `x`, which a derivative is taken by, is about to get without having it."""
    own = getattr(x, "_levels", ())
    for transform in state.stack:
        if transform.kind == "vmap" and transform.level not in own:
            transform.expanded = True


def was_expanded(levels):
    """Whether tensors are batched at some of `levels` for the sake of a derivative alone, perhaps."""
    return any([t.expanded and t.level in levels for t in state.stack])


def active():
    """Whether a transform is going on."""
    return bool(state.stack)


def current_level():
    """The level of the innermost transform; RuntimeError outside of any."""
    if not state.stack:
        raise RuntimeError("maybe_layer.has_value() INTERNAL ASSERT FAILED, please report a bug to PyTorch. ")
    return state.stack[-1].level
