"""Forward mode: dual levels. Tangents are not carried yet: making a dual tensor raises NotImplementedError."""
from typing import NamedTuple

from .._core import core
from .grad_mode import _Mode

_current_level = -1


class UnpackedDualTensor(NamedTuple):
    """The parts of a dual tensor; ``tangent`` is None for one that has none."""

    primal: object
    tangent: object | None


def enter_dual_level():
    """Begin a level, 0; RuntimeError inside another."""
    global _current_level
    if _current_level >= 0:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _current_level += 1
    return _current_level


def exit_dual_level(*, level=None):
    """End the level; tangents made in it are gone."""
    global _current_level
    level = _current_level if level is None else level
    if level < 0:
        raise RuntimeError("Dual level must be a positive number.")
    if level != _current_level:
        raise RuntimeError("Trying to exit a forward AD level that was not the last one that was created. This is not supported.")
    _current_level -= 1


def make_dual(tensor, tangent, *, level=None):
    """A view of `tensor` that carries `tangent`.

    Raises
    ------
    RuntimeError
        Outside a level, or for a tangent of another shape.
    ValueError
        For integer tensors.
    NotImplementedError
        Where all of that is right: operators do not carry tangents.
    """
    level = _current_level if level is None else level
    if level < 0:
        raise RuntimeError("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")
    for called, x in (("primal", tensor), ("tangent", tangent)):
        if not (x.is_floating_point() or x.is_complex()):
            raise ValueError(f"Expected {called} to be floating point or complex, but got: {x.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
            f"{list(tensor.shape)} while the given forward gradient is of size {list(tangent.shape)}."
        )
    raise NotImplementedError("forward mode is not supported: make_dual() cannot give operators a tangent to carry; use autograd.functional.jvp")


def unpack_dual(tensor, *, level=None):
    """The primal and the tangent of `tensor`; no tensor has a tangent here."""
    level = _current_level if level is None else level
    if not isinstance(tensor, core.TensorBase):
        if level < 0:
            return UnpackedDualTensor(tensor, None)
        raise TypeError(f"_unpack_dual(): argument 'dual' (position 1) must be Tensor, not {type(tensor).__name__}")
    return UnpackedDualTensor(tensor, None)


class dual_level(_Mode):
    """Context manager for a level."""

    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, exc_type, exc_value, traceback):
        exit_dual_level()


for _shown in (UnpackedDualTensor, dual_level):
    _shown.__module__ = "torch.autograd.forward_ad"

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]
