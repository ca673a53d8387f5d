"""The graph seen from outside: nodes, edges, hooks on saved tensors and on several gradients at once."""
import abc
import contextlib
import threading
from typing import Any, NamedTuple

from .._core import core
from ..utils.hooks import RemovableHandle
from ._switches import _push_saved_tensors_default_hooks

_NODE_NAMES = ("name", "next_functions", "metadata", "register_hook", "register_prehook", "_input_metadata", "_sequence_nr")


class Node(abc.ABC):
    """What every ``grad_fn`` is an instance of."""

    @abc.abstractmethod
    def name(self):
        """The node's name, such as ``MulBackward0``."""

    @property
    @abc.abstractmethod
    def next_functions(self):
        """One ``(node, output number)`` per differentiable input; the node is None where no gradient is wanted."""

    @abc.abstractmethod
    def metadata(self):
        """A dictionary for the user."""

    @property
    @abc.abstractmethod
    def _input_metadata(self):
        """Shape and dtype of each gradient the node receives."""

    @abc.abstractmethod
    def register_hook(self, fn):
        """Call ``fn(grad_inputs, grad_outputs)`` after the node has run; a result replaces `grad_inputs`."""

    @abc.abstractmethod
    def register_prehook(self, fn):
        """Call ``fn(grad_outputs)`` before the node runs; a result replaces them."""

    @abc.abstractmethod
    def _sequence_nr(self):
        """When the node was made: higher numbers run first."""

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is Node:
            return issubclass(subclass, core.Node) or all(hasattr(subclass, n) for n in _NODE_NAMES)
        return NotImplemented


class GradientEdge(NamedTuple):
    """Where a gradient goes: a node and which of its outputs. May stand for a tensor in `backward` and `grad`."""

    node: Any
    output_nr: int
    ownership_token: Any | None = None


def get_gradient_edge(tensor):
    """The edge that the gradient of `tensor` takes.

    ``grad(outputs, get_gradient_edge(x))`` is ``grad(outputs, x)``, and does not need ``x`` to be kept.
    """
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return GradientEdge(*core.edge_of(tensor))


def _get_grad_fn_or_grad_acc(t):
    if isinstance(t, GradientEdge):
        return t.node
    edge = core.edge_of(t)
    if edge is None:
        raise AssertionError("Expected gradient function to be set")
    return edge[0]


def increment_version(tensor):
    """Count a change of the memory of a tensor (or of several) that was made behind the library's back."""
    tensors = (tensor,) if isinstance(tensor, core.TensorBase) else tensor
    try:
        tensors = tuple(tensors)
    except TypeError:
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input") from None
    if not all(isinstance(t, core.TensorBase) for t in tensors):
        raise RuntimeError("increment_version expects each element of the iterable to be a tensor")
    for t in tensors:
        core.increment_version(t)


class saved_tensors_hooks:
    """Context manager: tensors saved for backward inside go through ``pack_hook``, and come back through ``unpack_hook``.

    Parameters
    ----------
    pack_hook : callable
        Gets a tensor and returns anything. Must not change the tensor.
    unpack_hook : callable
        Gets what ``pack_hook`` returned and gives a tensor with the same content.
    """

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self):
        _push_saved_tensors_default_hooks(self.pack_hook, self.unpack_hook)

    def __exit__(self, *args):
        core.pop_saved_tensors_hooks()


class save_on_cpu(saved_tensors_hooks):
    """Context manager that keeps saved tensors in main memory, where they are anyway. `pin_memory` is refused."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        def pack_to_cpu(tensor):
            return (tensor.device, tensor.pin_memory() if pin_memory else tensor.cpu())

        def unpack_from_cpu(packed):
            device, tensor = packed
            return tensor.to(device)

        super().__init__(pack_to_cpu, unpack_from_cpu)


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message):
    """Context manager inside which entering `saved_tensors_hooks` raises RuntimeError with this message."""
    if core.saved_tensors_hooks():
        raise RuntimeError(error_message)
    before = core.saved_tensors_hooks_disabled()
    core.disable_saved_tensors_hooks(error_message)
    try:
        yield
    finally:
        core.disable_saved_tensors_hooks(before)


class _MultiHandle(RemovableHandle):
    """Removes the hooks of several tensors."""

    def __init__(self, handles):
        self.handles = handles

    def remove(self):
        for handle in self.handles:
            handle.remove()

    def __getstate__(self):
        return self.handles

    def __setstate__(self, state):
        self.handles = state


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Call a hook on the gradients of several tensors.

    Parameters
    ----------
    tensors : sequence of Tensor
    fn : callable
        ``mode="all"``: ``fn(grads)`` once per backward, when all gradients that it computes are known; None for the others.
        ``mode="any"``: ``fn(grad)`` with the first.
    mode : {"all", "any"}

    Returns
    -------
    A handle with ``remove()``.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    lock, states = threading.Lock(), {}
    if mode == "any":

        def first(grad):
            run = core.current_graph_task_id()
            with lock:
                if run in states:
                    return
                states.clear()
                states[run] = True
            fn(grad)

        return _MultiHandle(tuple([t.register_hook(first) for t in tensors]))

    nodes = [_get_grad_fn_or_grad_acc(t) for t in tensors]

    def hook_of(position):
        def arrived(grad):
            run = core.current_graph_task_id()
            with lock:
                if run not in states:
                    states[run] = [0, sum([core.will_engine_execute_node(n) for n in nodes]), [None] * len(nodes)]
                state = states[run]
                state[0] += 1
                state[2][position] = grad
                complete = state[0] == state[1]
                if complete:
                    del states[run]
            if complete:
                fn(state[2])

        return arrived

    return _MultiHandle(tuple([t.register_hook(hook_of(i)) for i, t in enumerate(tensors)]))


class _AllowMutationOnSavedContext:
    """The copies that `allow_mutation_on_saved_tensors` holds."""

    def __init__(self):
        self.cloned = {}
        self.active = True

    def clear(self):
        """Drop them; a backward that needs one fails."""
        self.cloned.clear()


_allowing = threading.local()


@contextlib.contextmanager
def allow_mutation_on_saved_tensors():
    """Context manager inside which tensors saved for backward may be changed in place: backward sees them as they were.

    Both forward and backward must run inside. Every saved tensor is copied when it is saved.
    """
    if getattr(_allowing, "active", False):
        raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
    context = _AllowMutationOnSavedContext()

    def pack(tensor):
        key = object()
        context.cloned[key] = tensor.detach().clone()
        return key

    def unpack(key):
        if not (context.active and key in context.cloned):
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which the graph was originally recorded."
            )
        return context.cloned[key]

    with saved_tensors_hooks(pack, unpack):
        _allowing.active = True
        try:
            yield context
        finally:
            _allowing.active = context.active = False
            context.clear()


for _shown in (Node, GradientEdge, saved_tensors_hooks, save_on_cpu, _MultiHandle):
    _shown.__module__ = "torch.autograd.graph"

__all__ = [
    "GradientEdge", "Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks", "get_gradient_edge", "increment_version",
    "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks",
]  # fmt: skip
