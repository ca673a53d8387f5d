"""Nodes whose backward is Python code, and helpers for what a custom Function returns.

User code writes attributes to such a node, so its own state has names with a leading underscore.
"""
from .. import _autograd_texts as texts
from . import overrides
from .grad_mode import modes
from .history import CopySlices, rebase_history
from .inplace import CUSTOM_FUNCTION, MULTI_OUTPUT, check_view_write
from .node import Node, SavedTensor, edge_of
from .tensor import note_change, view_of


class CustomNode(Node):
    """Base of the nodes that Python classes derive from. ``run_backward`` of the subclass gets and gives gradients."""

    __slots__ = ("_kept", "_released")

    def __new__(cls, *args, **kwargs):
        node = object.__new__(cls)
        Node.__init__(node, [])
        node._kept = None  # SavedTensor or None per saved value
        node._released = False
        return node

    def __init__(self):
        """The state is there since ``__new__``: the user's classes may have an ``__init__`` of their own."""

    __repr__ = object.__repr__

    def _owner(self):
        return "_FunctionBase"

    def name(self):
        """The class's name."""
        return type(self).__name__

    def set_edges(self, tensors):
        """Make the edges of this node lead to `tensors` (None, or no tensor: an empty edge)."""
        self._edges = [edge_of(t) if hasattr(t, "_counter") else None for t in tensors]

    def needs_gradient(self, position):
        """Whether the gradient of an input is wanted."""
        return position < len(self._edges) and self._edges[position] is not None

    def attach(self, tensor):
        """Make this node the history of a result."""
        tensor._output_nr = self.add_output(tensor)
        tensor._grad_fn = self
        tensor._requires_grad = False
        tensor._attr_version = tensor._counter.value

    def rebase(self, tensor):
        """Make this node the history of a tensor that was changed in place. Raises where a view must not be changed."""
        if tensor.requires_grad:
            check_view_write(tensor)
        tensor._attr_version = -1  # the history follows the base's new one, whoever counted the change
        rebase_history(tensor, self)

    def register_output(self, tensor):
        """Count an output that carries no gradient."""
        return self.add_output(tensor)

    def save(self, tensors, outputs=None):
        """Keep tensors (or None) with their versions; the node's own outputs without a reference to the node."""
        self._kept = [None if t is None else SavedTensor(t, t._grad_fn is self or self._changed_view(t)) for t in tensors]

    def _changed_view(self, tensor):
        """Whether `tensor` is a view that this node has changed in place."""
        maker = None if tensor._view_base is None else tensor._view_base._grad_fn
        return isinstance(maker, CopySlices) and maker.inner is self

    def saved(self):
        """The saved tensors, checked to be what was saved."""
        if self._released:
            raise RuntimeError(texts.FREED)
        return tuple([None if k is None else k.get(self) for k in self._kept or ()])

    def raw_saved(self):
        """The saved tensors before unpacking, which take hooks of their own."""
        from .saved_hooks import make_raw

        if self._released:
            raise RuntimeError(texts.FREED)
        return tuple([make_raw(k, self) for k in self._kept or ()])

    def release(self):
        """Drop the saved tensors after a backward that does not keep the graph."""
        self._released = True
        self._kept = None

    def was_released(self):
        """Whether the saved tensors are gone."""
        return self._released

    def zeros_for(self, position):
        """Zeros in the shape of an output."""
        from .core import ops

        meta = self._outputs[position]
        return ops.zeros(meta.shape, dtype=meta.dtype)

    def _evaluate(self, grads):
        return self.run_backward(grads)

    def run_backward(self, grads):
        """Gradients of the inputs from those of the outputs; the subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} defines no run_backward")


def mark_view_creation(tensor, several):
    """A view that a custom Function returned: it must not be changed in place."""
    tensor._creation = MULTI_OUTPUT if several else CUSTOM_FUNCTION


def view_as_self(tensor):
    """A view of the whole tensor, without history."""
    before = modes.grad
    modes.grad = True
    try:
        made = view_of(tensor, tensor._array)
    finally:
        modes.grad = before
    made._attr_version = made._counter.value
    return made


def fresh_alias(tensor):
    """The same data and version counter as a result of its own."""
    return tensor._detached() if type(tensor) in overrides.EXACT_TENSORS else tensor.detach()


def increment_version(tensor):
    """Count a change of the tensor's memory that no operator made."""
    if not tensor._inference:
        tensor._bump()
    if modes.anomaly:
        note_change(tensor, "increment_version")


def creation_of(tensor):
    """How a view came to be: "default", "multi_output", "no_grad", "custom_function" or "inference"."""
    if tensor._view_base is None:
        raise RuntimeError("the tensor is no view")
    return tensor._creation


def set_creation(tensor, creation):
    """Say that a view came to be in another way."""
    if tensor._view_base is None:
        raise RuntimeError("the tensor is no view")
    tensor._creation = creation


def set_version(tensor, version):
    """Give the tensor's version counter another value."""
    if tensor._inference:
        raise RuntimeError(texts.INFERENCE_VERSION)
    tensor._counter.value = version
