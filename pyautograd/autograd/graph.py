"""The graph seen from outside: nodes, edges, hooks on saved tensors and on several gradients at once."""
import abc
import collections
import contextlib
import threading
import weakref
from typing import Any, NamedTuple

from .._core import core
from ..utils.hooks import RemovableHandle
from ._engine import _NODES, _logger
from ._engine import run_backward as _engine_run_backward  # noqa: F401
from ._switches import _pop_saved_tensors_default_hooks, _push_saved_tensors_default_hooks  # noqa: F401


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

    @abc.abstractmethod
    def _register_hook_dict(self, tensor):
        """Have the hooks in ``tensor._backward_hooks`` run before the node."""

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is Node and issubclass(subclass, core.FunctionBase):
            return hasattr(subclass, "apply_jvp")  # a Function's node, and not the Function
        if cls is Node and (issubclass(subclass, _NODES) or getattr(subclass, "_makes_nodes", False)):
            return True
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
    node, number = core.edge_of(tensor)
    token = None
    if isinstance(node, core.CustomNode):  # as in PyTorch, where such a node does not keep its graph
        before = core.is_grad_enabled()
        core.set_grad_enabled(True)
        try:
            token = tensor.view_as(tensor).grad_fn
        finally:
            core.set_grad_enabled(before)
    return GradientEdge(node, number, token)


def _get_grad_fn_or_grad_acc(t):
    if isinstance(t, GradientEdge):
        return t.node
    if not t.requires_grad:
        raise AssertionError("Expected gradient function to be set")
    return core.edge_of(t)[0]


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
    """Context manager that keeps saved tensors in main memory, where they are anyway; with `pin_memory` as copies."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        def pack_to_cpu(tensor):
            if pin_memory and device_type == "cpu":
                raise RuntimeError(
                    "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on this system."
                )
            return (tensor.device, tensor.clone() if pin_memory else tensor.cpu())

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

        return _MultiHandle(tuple([t.register_hook(first) for t in tensors if t.requires_grad]))

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


class _Handle:
    """Stands for a saved tensor at one version of it; lives as long as a node keeps it."""

    __slots__ = ("__weakref__",)


class _AllowMutationOnSavedContext:
    """What `allow_mutation_on_saved_tensors` knows: the tensors that are saved, and copies of those that were changed since."""

    def __init__(self):
        self.cloned = weakref.WeakKeyDictionary()
        self.original = weakref.WeakKeyDictionary()
        self.tid_to_weakhandle = weakref.WeakValueDictionary()
        self.sid_to_tid = collections.defaultdict(set)

    def clear(self):
        """Forget them; a backward that needs one fails."""
        self.cloned.clear()
        self.original.clear()
        self.tid_to_weakhandle.clear()
        self.sid_to_tid.clear()

    def pack(self, tensor):
        """The handle for a tensor that is being saved; one for all saves of the same version of it."""
        version = 0 if tensor.is_inference() else tensor._version
        key = id(tensor), tensor.data_ptr(), version, tuple(tensor.shape), tensor.stride()
        self.sid_to_tid[_storage_key(tensor)].add(key)
        handle = self.tid_to_weakhandle.get(key)
        if handle is None:
            handle = self.tid_to_weakhandle[key] = _Handle()
            self.original[handle] = tensor if tensor.is_leaf else tensor.detach()  # a result must not keep its own node alive
        return handle

    def unpack(self, handle):
        """What was saved, as it was then."""
        if _allowing and handle in self.cloned:
            return self.cloned[handle]
        if not _allowing or handle not in self.original:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which the graph was originally recorded."
            )
        return self.original[handle]

    def before_write(self, tensor):
        """Copy what is saved of the memory that is about to be written."""
        for key in self.sid_to_tid.get(_storage_key(tensor), ()):
            handle = self.tid_to_weakhandle.get(key)
            if handle is not None and handle not in self.cloned:
                self.cloned[handle] = self.original.pop(handle).clone()


def _storage_key(tensor):
    return id(core.storage_of(tensor))  # which lives as long as a tensor that is kept


_allowing = []  # not empty while a context of `allow_mutation_on_saved_tensors` is open


@contextlib.contextmanager
def allow_mutation_on_saved_tensors():
    """Context manager inside which tensors saved for backward may be changed in place: backward sees them as they were.

    Both forward and backward must run inside. A saved tensor is copied when it, or memory it shares, is first written. Gives the context object that
    holds the copies; it is cleared on leaving.
    """
    context = _AllowMutationOnSavedContext()
    with saved_tensors_hooks(context.pack, context.unpack):
        if _allowing:
            raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
        _allowing.append(context)
        core.set_before_write(context.before_write)
        try:
            yield context
        finally:
            core.set_before_write(None)
            _allowing.clear()
            context.clear()


def region_activation_memory_budget(budget):
    """The share of activations that a compiled region may keep. Nothing is compiled here: a valid `budget` raises RuntimeError."""
    if isinstance(budget, bool) or not isinstance(budget, (int, float)):
        raise TypeError(f"torch.autograd.graph.region_activation_memory_budget: expects a float, got {type(budget).__name__}")
    if not 0.0 <= budget <= 1.0:
        raise ValueError(f"torch.autograd.graph.region_activation_memory_budget: must be in [0, 1], got {budget}")
    raise RuntimeError(
        "torch.autograd.graph.region_activation_memory_budget can only be used inside a torch.compile region; it has no effect in eager mode."
    )


# Flags about the streams of accelerators, of which there are none: what is set is kept.
_stream_flags = {"warn_on_accumulate_grad_stream_mismatch": True, "override_stale_capture_stream": False}


def set_warn_on_accumulate_grad_stream_mismatch(enabled):
    """Whether to warn where a leaf's gradient comes from another stream than its own. There are no streams on the CPU."""
    _stream_flags["warn_on_accumulate_grad_stream_mismatch"] = bool(enabled)


def set_override_stale_capture_stream(enabled):
    """What to do where a captured CUDA graph meets a stream outside it. There are no streams on the CPU."""
    _stream_flags["override_stale_capture_stream"] = bool(enabled)


def _register_logging_hooks_on_whole_graph(t_outputs):
    """Log each node of a graph before it runs, at DEBUG. Returns a function that ends this."""
    log = _logger()
    stack, seen, handles = [_get_grad_fn_or_grad_acc(t) for t in t_outputs], set(), []

    def prehook(grad_outputs):
        from ..utils._dtype_abbrs import dtype_abbrs

        shown = ["None" if t is None else f"{dtype_abbrs[t.dtype]}[{', '.join(map(str, t.shape))}]" for t in grad_outputs]
        log.debug(f"Executing: {core.current_autograd_node()} with grad_outputs: [{','.join(shown)}]")

    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            handles.append(node.register_prehook(prehook))
            stack.extend([following for following, _ in node.next_functions])

    def remove():
        for handle in handles:
            handle.remove()

    return remove


def __getattr__(name):
    if name == "_allow_mutation_on_saved_tensors_enabled":
        return bool(_allowing)
    raise AttributeError(f"module 'torch.autograd.graph' has no attribute '{name}'")


SavedTensor = core.SavedTensor


for _shown in (Node, GradientEdge, saved_tensors_hooks, save_on_cpu, _MultiHandle):
    _shown.__module__ = "torch.autograd.graph"

__all__ = [
    "saved_tensors_hooks", "save_on_cpu", "disable_saved_tensors_hooks", "register_multi_grad_hook", "allow_mutation_on_saved_tensors", "Node",
    "GradientEdge", "get_gradient_edge", "increment_version", "region_activation_memory_budget", "set_warn_on_accumulate_grad_stream_mismatch",
    "set_override_stale_capture_stream",
]  # fmt: skip
