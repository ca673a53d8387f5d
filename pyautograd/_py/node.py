"""Graph nodes of the plain core: what a backward pass walks.

A node is made by an operator that records. It holds an edge (next node, output number) per differentiable input, the saved
values its derivative needs, and the shape and dtype of each of its outputs, against which incoming gradients are checked.
"""
import itertools
import sys
import threading
import weakref
from types import SimpleNamespace

from .. import _autograd_texts as texts
from .._node_arguments import no_argument, not_a_tensor, one_argument, sequence_number
from .._types import CPU
from .grad_mode import modes
from .hooks import checked_hook_result
from .tensor_state import grad_dtype_of

_sequence = itertools.count()
_making_accumulators = threading.RLock()
_references = getattr(sys, "getrefcount", None)
LAST = 2**63 - 1  # AccumulateGrad runs as soon as it is ready
SHOWN_LAST = 2**64 - 1  # the number that is shown for it


def next_sequence_nr():
    """The sequence number that the next node will get."""
    return int(repr(_sequence)[len("count(") : -1])


class InputMetadata:
    """Shape and dtype of one output of a node, that is of one gradient it receives."""

    __slots__ = ("shape", "dtype")
    device = CPU
    is_nested_tensor = is_cpp_nested_tensor = False

    def __init__(self, shape, dtype):
        self.shape, self.dtype = shape, dtype


InputMetadata.__name__ = InputMetadata.__qualname__ = "_InputMetadata"
InputMetadata.__module__ = "torch._C._autograd"


def _read_only(getter):
    """A property of nodes, refused in PyTorch's words where somebody sets or deletes it."""

    def refuse(self, value=None):
        raise AttributeError(f"attribute '{getter.__name__}' of '{type(self).__name__}' objects is not writable")

    return property(getter, refuse, refuse)


class Node:
    """A step of the backward graph. Subclasses define ``apply(grads) -> list of gradients``."""

    __slots__ = (
        "_edges",
        "_outputs",
        "sequence_nr",
        "pre_hooks",
        "post_hooks",
        "tensor_hooks",
        "retain_hooks",
        "metadata_",
        "__weakref__",
    )
    label = "Node"

    def __init__(self, edges, sequence_nr=None):
        self._edges = edges  # list of (Node, int) or None
        self._outputs = []  # InputMetadata per output
        self.sequence_nr = next(_sequence) if sequence_nr is None else sequence_nr
        self.pre_hooks = self.post_hooks = self.tensor_hooks = self.retain_hooks = self.metadata_ = None
        if modes.anomaly:
            from .anomaly import CallStack

            self.metadata_ = CallStack(modes.node)

    def add_output(self, tensor):
        """Register `tensor` as the next output and return its number."""
        self._outputs.append(InputMetadata(tensor.shape, tensor.dtype))
        return len(self._outputs) - 1

    def apply(self, grads):
        """Gradients of the inputs from those of the outputs; None where there is none."""
        raise NotImplementedError(f"{self.name()} defines no apply")

    def _evaluate(self, grads):
        """What the engine calls."""
        return self.apply(grads)

    def release(self):
        """Drop the saved values."""

    def __call__(self, *grads, **named):
        if named:
            raise TypeError("keyword arguments are not supported")
        if len(grads) != len(self._outputs):
            raise TypeError(f"expected {len(self._outputs)} arguments, got {len(grads)} instead")
        for i, grad in enumerate(grads):
            if not (grad is None or hasattr(grad, "_counter")):
                raise TypeError(f"argument {i} is not a Variable")
        results = self._evaluate(list(grads))
        return results[0] if len(results) == 1 else tuple(results)

    def _register_hook_dict(self, *args, **named):
        """Have the hooks in ``tensor._backward_hooks`` run before this node."""
        tensor = one_argument(self._owner(), "_register_hook_dict", args, named)
        if not hasattr(tensor, "_counter"):
            raise not_a_tensor(self._owner() == "_FunctionBase")
        if tensor._hooks is not None:
            attach_hooks(tensor, tensor._hooks, self)

    # What users see.

    def _owner(self):
        """The class that errors about arguments name."""
        return type(self).__name__

    def name(self, *args, **named):
        """The name PyTorch gives this node, such as ``MulBackward0``."""
        if args or named:
            no_argument(self._owner(), "name", args, named)
        return self.label

    def _sequence_nr(self, *args, **named):
        no_argument(self._owner(), "_sequence_nr", args, named)
        return self.sequence_nr if self.sequence_nr != LAST else SHOWN_LAST

    def _set_sequence_nr(self, *args, **named):
        value = sequence_number(one_argument(self._owner(), "_set_sequence_nr", args, named))
        self.sequence_nr = min(value, LAST)

    @_read_only
    def next_functions(self):
        """One ``(node, output number)`` per differentiable input; the node is None where no gradient is wanted."""
        return tuple([(None, 0) if e is None else (e[0], e[1]) for e in self._edges])

    @_read_only
    def metadata(self):
        """A dictionary for the user."""
        if type(self.metadata_) is not dict:
            self.metadata_ = {} if self.metadata_ is None else self.metadata_.metadata()
        return self.metadata_

    @_read_only
    def _input_metadata(self):
        return tuple([InputMetadata(list(m.shape), m.dtype) for m in self._outputs])

    @_read_only
    def requires_grad(self):
        return True

    def register_hook(self, *args, **named):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run; a result replaces grad_inputs."""
        hook = one_argument(self._owner(), "register_hook", args, named)
        if self.post_hooks is None:
            self.post_hooks = _hooks()
        return _handle(self.post_hooks, hook)

    def register_prehook(self, *args, **named):
        """Call ``hook(grad_outputs)`` before this node runs; a result replaces them."""
        hook = one_argument(self._owner(), "register_prehook", args, named)
        if self.pre_hooks is None:
            self.pre_hooks = _hooks()
        return _handle(self.pre_hooks, hook)

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    def __repr__(self):
        return f"<{type(self).__name__} object at {id(self):#x}>"


def _hooks():
    from collections import OrderedDict

    return OrderedDict()


def _handle(hooks, hook):
    from ..utils.hooks import RemovableHandle

    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


class AccumulateGrad(Node):
    """The end of the graph at a leaf: adds what arrives to ``variable.grad``."""

    __slots__ = ("variable", "lock")
    label = "torch::autograd::AccumulateGrad"

    def __init__(self, variable=None):
        if variable is None:
            raise RuntimeError("Cannot construct")
        Node.__init__(self, [], LAST)
        self.variable = variable
        self.lock = threading.RLock()
        self.add_output(variable)
        self._outputs[0].dtype = grad_dtype_of(variable)

    @_read_only
    def _input_metadata(self):
        return (InputMetadata(list(self._outputs[0].shape), self.variable._dtype),)

    def apply(self, grads):
        variable, grads[0], grad = self.variable, None, grads[0]
        try:
            return self.accumulate(grad, variable)
        finally:
            grads[0] = grad

    def accumulate(self, grad, variable):
        """Add to ``variable.grad`` and run its hooks, one thread at a time."""
        if grad is None:
            run_post_accumulate_hooks(variable)
            return []
        if variable._grad_fn is not None:
            raise RuntimeError("leaf variable has been moved into the graph interior")
        if not variable._requires_grad:  # turned off since the graph was made
            return []
        with self.lock:
            held = variable._held_grad
            if held is None:
                if is_free(grad, variable):
                    variable._held_grad = grad
                elif not modes.grad_layout and not modes.grad and _references is not None and _references(grad) <= _OF_CALLS[0]:
                    variable._held_grad = grad.detach()  # nobody else holds it, whatever its layout
                else:
                    alone = not modes.grad and _references is not None and _references(grad) <= _OF_CALLS[0]
                    variable._held_grad = grad._clone_like(variable, alone)
            elif modes.grad:
                variable._held_grad = held + grad if grad.is_sparse or not held.is_sparse else grad + held
            elif held.is_sparse and not grad.is_sparse:  # PyTorch adds no dense tensor to a sparse one
                variable._held_grad = grad + held
            else:
                held.add_(grad)
            variable._held_grad._used = True
            if held is not None and modes.grad_layout and not (held._array.flags.c_contiguous and variable._array.flags.c_contiguous):
                from ..autograd._engine import check_layout

                check_layout(variable._grad, variable)
            run_post_accumulate_hooks(variable)
        return []


def is_free(grad, variable):
    """Whether nobody but the engine and the callers up to the node hold a gradient, so that the leaf can keep it as it is."""
    if modes.grad or _references is None or grad._tangents or grad._grad_fn is not None or grad._view_base is not None or grad._storage is not None or grad._lazy:
        return False
    array = grad._array
    return array.flags.owndata and array.strides == variable._array.strides and _references(grad) <= _OF_CALLS[1] and _references(array) <= _OF_CALLS[2]


class _Unheld:
    """`AccumulateGrad.apply`, `accumulate` and `is_free` in outline, for a gradient that nobody else holds."""

    def apply(self, grads):
        variable, grads[0], grad = self, None, grads[0]
        try:
            return self.accumulate(grad, variable)
        finally:
            grads[0] = grad

    def accumulate(self, grad, variable):
        return _references(grad), *_unheld(grad, variable)


def _unheld(grad, variable):
    array = grad._array
    return _references(grad), _references(array)


# How many references the calls themselves hold: to the gradient in `accumulate` and in `is_free`, and to its array. Versions of Python count differently.
_OF_CALLS = (0, 0, 0) if _references is None else _Unheld().apply([SimpleNamespace(_array=object())])


def run_post_accumulate_hooks(variable):
    """Hooks that run when a leaf's ``grad`` has been updated."""
    if variable._post_accumulate_hooks:
        given = variable
        for hook in list(variable._post_accumulate_hooks.values()):
            given = checked_hook_result(hook, given, hook(given))  # what a hook returns is all that the next one sees
        if given is not variable:
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")


def attach_hooks(tensor, hooks, node):
    """Have the hooks in a dictionary run on the gradient of `tensor` before `node`."""
    node.tensor_hooks = node.tensor_hooks or {}
    node.tensor_hooks[tensor._output_nr] = hooks


def accumulator_of(variable):
    """The leaf's AccumulateGrad; one object as long as something holds it."""
    found = variable._accumulator and variable._accumulator()
    if found is None:
        with _making_accumulators:
            found = variable._accumulator and variable._accumulator()
            if found is None:
                found = AccumulateGrad(variable)
                if variable._hooks:
                    found.tensor_hooks = {0: variable._hooks}
                variable._accumulator = weakref.ref(found)
    return found


def edge_of(tensor):
    """Where a gradient of `tensor` goes: (node, output number), or None if it needs none."""
    node = tensor.grad_fn
    if node is not None:
        return node, tensor._output_nr
    if tensor._requires_grad:
        return accumulator_of(tensor), 0
    return None


class ErrorNode(Node):
    """Refuses to run: a derivative that is not implemented, or must not be taken."""

    __slots__ = ("message", "error")
    label = "Error"

    def __init__(self, edges, message, error=RuntimeError):
        Node.__init__(self, edges)
        self.message, self.error = message, error

    def apply(self, grads):
        raise self.error(self.message)


class NotImplementedNode(ErrorNode):
    """The grad_fn of a result whose operator has no derivative."""

    __slots__ = ()
    label = "torch::autograd::NotImplemented"


NotImplementedNode.__name__ = NotImplementedNode.__qualname__ = "NotImplemented"


class DelayedErrorNode(ErrorNode):
    """What `delayed_error` makes."""

    __slots__ = ()
    label = "torch::autograd::Error"


DelayedErrorNode.__name__ = DelayedErrorNode.__qualname__ = "Error"


class UndefinedGradNode(Node):
    """Hands on no gradient, whatever it gets."""

    __slots__ = ()
    label = "torch::autograd::UndefinedGradBackward"

    def apply(self, grads):
        return [None]


UndefinedGradNode.__name__ = UndefinedGradNode.__qualname__ = "UndefinedGradBackward"


def delayed_error(tensors, message):
    """Copies of `tensors` without their history, whose backward raises RuntimeError with `message`."""
    made = [None if t is None else t.detach() for t in tensors]
    edges = [None if t is None else edge_of(t) for t in tensors]
    if modes.grad and any(e is not None for e in edges):
        node = DelayedErrorNode(edges, message)
        for t in made:
            if t is not None and (t.dtype.is_floating_point or t.dtype.is_complex):
                t._output_nr, t._grad_fn = node.add_output(t), node
    return made[0] if len(made) == 1 else tuple(made)


def undefined_grad(tensor):
    """A copy of `tensor` whose backward gets, and hands on, no gradient."""
    if tensor is None:
        return None
    made, edge = tensor.detach().clone(), edge_of(tensor)
    if modes.grad and edge is not None:
        made._grad_fn = UndefinedGradNode([edge])
        made._output_nr = made._grad_fn.add_output(made)
    return made


class IdentityNode(Node):
    """Hands gradients through; the root that several outputs hang from."""

    __slots__ = ()
    label = "Identity"

    def apply(self, grads):
        return grads


class SavedTensor:
    """A tensor kept for backward, with the version it had.

    A saved output is kept as an alias without its node (else the node would keep itself alive); unpacking restores it.
    With saved-tensor hooks what the pack hook returned is kept instead, and the place in the graph beside it.
    """

    __slots__ = ("tensor", "version", "made", "copier", "output_nr", "maker", "is_output", "is_leaf", "packed", "unpack")

    def __init__(self, tensor, is_output=False):
        if tensor._inference:
            raise RuntimeError(texts.INFERENCE_SAVED)
        tensor._used = True
        self.version, self.made = tensor._counter.value, tensor._grad_fn is not None
        self.is_output, self.is_leaf, self.copier = is_output, False, None
        self.output_nr, self.packed, self.unpack = -1, None, None
        if is_output and tensor._grad_fn is not None:
            self.output_nr, self.maker = tensor._output_nr, None
            base = tensor._view_base
            if base is not None and base._grad_fn.__class__.__name__ == "CopySlices":
                self.copier = weakref.ref(base._grad_fn)  # of a view that was changed in place: it owns the node that saves
            self.tensor = tensor._alias()
            self.tensor._counter = tensor._counter
        else:
            self.tensor, self.maker = tensor, tensor._grad_fn
        if modes.saved_hooks:
            self.pack_with(*modes.saved_hooks[-1], tensor)

    def pack_with(self, pack_hook, unpack_hook, given):
        """Keep what `pack_hook` makes of `given` in place of the tensor."""
        from .saved_hooks import pack

        tensor = self.tensor
        self.packed = pack(pack_hook, given)
        self.unpack, self.tensor = unpack_hook, None
        if not self.is_output:
            edge = edge_of(tensor)
            if edge is not None:
                self.maker, self.output_nr = edge
                self.is_leaf = tensor._grad_fn is None

    def get(self, node, strict=True):
        """The tensor, checked to be what was saved. `node` is the node that saved it; a derivative is `strict`, and refuses one that was
        detached in place since."""
        if self.unpack is not None:
            from .saved_hooks import unpack

            return unpack(self, node)
        tensor = self.tensor
        if tensor._counter.value != self.version:
            maker, number = (node, self.output_nr) if self.output_nr >= 0 else (tensor.grad_fn, tensor._output_nr)
            name = None if maker is None else maker.name()
            text = texts.modified_text(tensor, name, number, tensor._counter.value, self.version, modes.anomaly)
            if tensor._counter.changes:
                from .anomaly import changes_after

                text += changes_after(tensor._counter.changes, self.version)
            raise RuntimeError(text)
        if self.output_nr >= 0:
            restored = tensor._alias()
            self.place(restored, node)
            return restored
        if strict and self.made and tensor._grad_fn is None:
            raise RuntimeError(texts.DETACHED_SAVED)
        return tensor

    def place(self, restored, node):
        """Give a saved output its place in the graph."""
        copier = self.copier and self.copier()
        if copier is not None:
            from .history import place_in_view

            place_in_view(restored, copier)
        else:
            restored._grad_fn, restored._output_nr = node, self.output_nr


class WeaklySavedTensor(SavedTensor):
    """A tensor that no formula uses, for `_saved_<name>` alone: None once nothing else holds it."""

    __slots__ = ("reference",)

    def __init__(self, tensor):
        self.reference = weakref.ref(tensor)
        self.version, self.made, self.maker = tensor._counter.value, False, None
        self.is_output, self.is_leaf, self.copier = False, False, None
        self.output_nr, self.packed, self.unpack = -1, None, None

    @property
    def tensor(self):
        """The tensor while it lives."""
        return self.reference and self.reference()

    @tensor.setter
    def tensor(self, packed):
        self.reference = packed

    def get(self, node, strict=True):
        """The tensor, checked to be what was saved, or None."""
        return None if self.unpack is None and self.tensor is None else SavedTensor.get(self, node, strict)
