"""``torch._functorch.pyfunctorch``: the stack of transforms."""
import contextlib

from .._core import core
from ..func._levels import state


def retrieve_all_functorch_interpreters():
    """The transforms that are going on, outermost first."""
    return list(state.stack)


def retrieve_current_functorch_interpreter():
    """The innermost transform."""
    if not state.stack:
        raise AssertionError("Expected a functorch transform to be active")
    return state.stack[-1]


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


__all__ = ["retrieve_all_functorch_interpreters", "retrieve_current_functorch_interpreter", "temporarily_clear_interpreter_stack"]
