"""``torch._functorch.pyfunctorch``: the stack of transforms."""
import contextlib

from .._C._functorch import CInterpreter, RandomnessType, TransformType
from .._core import core
from ..func._levels import state


class FuncTorchInterpreter:
    """One running transform."""

    def __init__(self, cptr):
        self._cptr = cptr

    def level(self):
        """Its number, from 1."""
        return self._cptr.level()

    def key(self):
        """What kind of transform it is."""
        return self._cptr.key()

    def get_state(self):
        """What tells it from others."""
        return (self.key().name, self.level())

    def check_state(self, state):
        """Whether it is the one with this state."""
        return state == self.get_state()


class VmapInterpreter(FuncTorchInterpreter):
    """A vmap."""

    def batch_size(self):
        """How many examples there are."""
        return self._cptr._transform.batch_size

    def randomness(self):
        """``error``, ``same`` or ``different``."""
        typ = RandomnessType[self._cptr._transform.randomness.capitalize()]
        return typ.name.lower()

    def get_state(self):
        return (self.key().name, self.level(), self.randomness())


class GradInterpreter(FuncTorchInterpreter):
    """A derivative by reverse mode."""


class JvpInterpreter(FuncTorchInterpreter):
    """A derivative by forward mode."""


class FunctionalizeInterpreter(FuncTorchInterpreter):
    """A function without mutation."""


_CLASSES = {
    TransformType.Vmap: VmapInterpreter, TransformType.Grad: GradInterpreter, TransformType.Jvp: JvpInterpreter,
    TransformType.Functionalize: FunctionalizeInterpreter,
}  # fmt: skip


def coerce_cinterpreter(cinterpreter):
    """The interpreter of a level of the stack."""
    return _CLASSES[cinterpreter.key()](cinterpreter)


def retrieve_all_functorch_interpreters():
    """The transforms that are going on, outermost first."""
    return [coerce_cinterpreter(CInterpreter(t)) for t in state.stack]


def retrieve_current_functorch_interpreter():
    """The innermost transform."""
    if not state.stack:
        raise AssertionError("interpreter stack must not be empty")
    return coerce_cinterpreter(CInterpreter(state.stack[-1]))


def compare_functorch_state(states):
    """Whether the transforms that are going on are those with these states."""
    running = retrieve_all_functorch_interpreters()
    return len(running) == len(states) and all(r.check_state(s) for r, s in zip(running, states))


@contextlib.contextmanager
def temporarily_clear_interpreter_stack():
    """No transform is going on inside; gives what was."""
    stack, vmaps = state.stack, state.vmaps
    state.stack, state.vmaps = [], ()
    scope = core.set_scope(0)
    try:
        yield list(stack)
    finally:
        state.stack, state.vmaps = stack, vmaps
        core.set_scope(scope)


__all__ = [
    "CInterpreter", "FuncTorchInterpreter", "FunctionalizeInterpreter", "GradInterpreter", "JvpInterpreter", "RandomnessType", "TransformType",
    "VmapInterpreter", "coerce_cinterpreter", "compare_functorch_state", "retrieve_all_functorch_interpreters",
    "retrieve_current_functorch_interpreter", "temporarily_clear_interpreter_stack",
]  # fmt: skip
