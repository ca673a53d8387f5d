"""Forward mode: dual levels, and tensors that carry a tangent.

Inside a level `make_dual` gives a view of a tensor that carries a tangent, operators on such tensors give tensors that carry
theirs, and `unpack_dual` takes both apart. The tangents are computed by operators: they can be differentiated by backward, and
backward through dual tensors gives gradients that carry tangents.
"""
from typing import NamedTuple

from .._core import core
from ..utils._contextlib import _DecoratorContextManager


class UnpackedDualTensor(NamedTuple):
    r"""The parts of a dual tensor; ``tangent`` is None for one that has none."""

    primal: object
    tangent: object | None


def enter_dual_level():
    """Begin a level, 0; RuntimeError inside another. Levels belong to the thread."""
    if core.dual_levels():
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    return core.enter_level()


def exit_dual_level(*, level=None):
    """End the level; tangents made in it are gone."""
    current = core.dual_levels() - 1
    if level is None:
        level = current
    if level != current:
        raise RuntimeError("Trying to exit a forward AD level that was not the last one that was created. This is not supported.")
    if level < 0:
        raise RuntimeError("Dual level must be a positive number.")
    core.leave_level()


def make_dual(tensor, tangent, *, level=None):
    """A view of `tensor` that carries `tangent`.

    The tangent is kept as it is, not copied, where it lies in memory as `tensor` does: an operator that changes the dual tensor in
    place then changes it too.

    Parameters
    ----------
    tensor, tangent : Tensor
        Floating point or complex, of one shape. Either may have a history, which results then share.
    level : int, optional
        The current one by default.

    Raises
    ------
    RuntimeError
        Outside a level, for a tangent of another shape, and where `tensor` or `tangent` has a tangent at the level.
    ValueError
        For integer tensors.
    """
    if level is None:
        level = _innermost()
    if level < 0:
        raise RuntimeError("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")
    for called, x in (("primal", tensor), ("tangent", tangent)):
        if not (x.is_floating_point() or x.is_complex()):
            raise ValueError(f"Expected {called} to be floating point or complex, but got: {x.dtype}")
    return core.ops._make_dual(tensor, tangent, level)


def unpack_dual(tensor, *, level=None):
    """The primal and the tangent of `tensor`; the tangent is None where it was computed from no dual tensor.

    The primal is a view of `tensor` without tangent, the tangent the very tensor that operators keep up to date.
    """
    if level is None:
        level = _innermost()
    if level < 0:
        return UnpackedDualTensor(tensor, None)
    return UnpackedDualTensor(*core.ops._unpack_dual(tensor, level))


def _innermost():
    return core.dual_levels() - 1


class dual_level(_DecoratorContextManager):
    """Context manager for a level: leaving it deletes the tangents made in it. May not be nested."""

    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, exc_type, exc_value, traceback):
        exit_dual_level()


class _nested_level(_DecoratorContextManager):
    """Context manager for a level inside others, which gives its number; what `torch.func` builds on.

    ``make_dual(x, t, level=number)`` and ``unpack_dual(y, level=number)`` take it. Derivatives do not mix: an operator computes a
    tangent of one level with that level and those inside it out of sight, so a tangent may itself be dual at an outer level, and
    `unpack_dual` of a result gives a primal and a tangent that both are. Results are unpacked before their level is left.
    """

    def __enter__(self):
        self.level = core.enter_level()
        return self.level

    def __exit__(self, exc_type, exc_value, traceback):
        core.leave_level()


class _set_fwd_grad_enabled(_DecoratorContextManager):
    """Turn forward mode on or off in this thread: at once, and back again on leaving. Off, no tensor shows a tangent."""

    def __init__(self, mode):
        self.mode = mode
        self.prev = core.set_forward_enabled(mode)

    def __call__(self, function):
        core.set_forward_enabled(self.prev)
        return super().__call__(function)

    def __enter__(self):
        core.set_forward_enabled(self.mode)

    def __exit__(self, exc_type, exc_value, traceback):
        core.set_forward_enabled(self.prev)

    def clone(self):
        return type(self)(self.mode)


def _switch(mode):
    """Turn forward mode on or off in this thread."""
    core.set_forward_enabled(mode)


def _is_fwd_grad_enabled():
    """Whether forward mode is on in this thread."""
    return core.is_forward_enabled()


def __getattr__(name):
    if name == "_current_level":
        return _innermost()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


for _shown in (UnpackedDualTensor, dual_level, _set_fwd_grad_enabled):
    _shown.__module__ = "torch.autograd.forward_ad"

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]
