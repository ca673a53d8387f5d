"""What programs reach in ``torch._C`` of the backward that is going on, of nodes, and of tensors behind weak references."""
import weakref

from .._core import core

_current_graph_task_id = core.current_graph_task_id
_current_autograd_node = core.current_autograd_node
_will_engine_execute_node = core.will_engine_execute_node


def _current_graph_task_execution_order():
    """The nodes of the backward that is going on, in the order in which it runs them.

    Raises
    ------
    RuntimeError
        Outside of a backward, or unless ``torch.autograd.set_multithreading_enabled(False)`` is in force.
    """
    if core.current_graph_task_id() == -1:
        raise RuntimeError("_current_graph_task_execution_order should only be called during the backward pass")
    from ..autograd import is_multithreading_enabled

    if is_multithreading_enabled():
        raise RuntimeError(
            "get_current_graph_task_execution_order expects the current backward to be executed with multithreading disabled, e.g. by running:\n\n"
            ">>> with torch.autograd.set_multithreading_enabled(False):\n...     torch.autograd.grad(...)\n"
        )
    return core.current_graph_task_execution_order()


def _warn_on_accumulate_grad_stream_mismatch():
    """What `set_warn_on_accumulate_grad_stream_mismatch` has set."""
    from ..autograd.graph import _stream_flags

    return _stream_flags["warn_on_accumulate_grad_stream_mismatch"]


def _set_warn_on_accumulate_grad_stream_mismatch(enabled):
    """Set whether to warn of gradients from other streams; there are no streams."""
    from ..autograd.graph import set_warn_on_accumulate_grad_stream_mismatch

    set_warn_on_accumulate_grad_stream_mismatch(enabled)


def _ImperativeEngine():
    """The engine as an object."""
    from ..autograd._engine import _EngineBase

    return _EngineBase()


class _WeakTensorRef:
    """A weak reference to a tensor."""

    __slots__ = ("_ref",)

    def __init__(self, tensor):
        self._ref = weakref.ref(tensor)

    def expired(self):
        """Whether the tensor is gone."""
        return self._ref() is None


_WeakTensorRef.__module__ = "torch._C"
