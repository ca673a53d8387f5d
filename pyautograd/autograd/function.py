"""Custom operators: a `Function` has a ``forward`` and a ``backward`` of its own, in Python.

``Function.apply`` runs ``forward`` without recording and hangs one node on the results. The node is the ``ctx`` that both
methods get, an instance of the class ``<Function's name>Backward``. User code writes any attribute to it, so the core's
methods are called through the class (``_attach(node, ...)``), never looked up on the instance.
"""
import functools
import inspect
import warnings

import numpy as np

from .._core import core
from ..func._levels import state as _transforms
from . import _custom_jvp

_TensorBase, _Node = core.TensorBase, core.CustomNode
_attach, _rebase, _register_output = _Node.attach, _Node.rebase, _Node.register_output
_save, _saved, _set_edges, _zeros_for = _Node.save, _Node.saved, _Node.set_edges, _Node.zeros_for

_LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward method. "
    "(Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)
_NO_BACKWARD = "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
_BOTH = "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one of them."
_NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all be outputs of "
    "the Function."
)
_NOT_AN_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated should be passed to ctx.mark_dirty()."
)
_VIEW_AND_MORE = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one Tensor. This is not "
    "supported by the current autograd engine. You should either make sure the input is not a view (using .clone() for example) or make your Function "
    "only return one Tensor (potentially splitting it into two Functions: one doing the inplace that returns a single Tensor and a second one that "
    "does the other operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)
_DIRTY_LEAF = "a leaf Variable that requires grad has been used in an in-place operation."


class FunctionCtx:
    """What ``ctx`` offers in ``forward``, ``setup_context`` and ``backward``."""

    to_save = dirty_tensors = non_differentiable = saved_for_forward = None
    _materialize = True

    def save_for_backward(self, *tensors):
        """Keep tensors (or None) for ``backward``, which finds them in ``ctx.saved_tensors``.

        Inputs and outputs should be kept this way and not as attributes: it checks that they were not changed in place
        and makes no reference cycle. May be called once; a second call replaces the first.
        """
        self.to_save = tensors

    def save_for_forward(self, *tensors):
        """Keep tensors (or None) for ``jvp``."""
        for tensor in tensors:
            if not (isinstance(tensor, _TensorBase) or tensor is None):
                raise AssertionError("save_for_forward expects all arguments to be tensors; you should save non-tensors as attributes on ctx.")
        self.saved_for_forward = tensors

    def mark_dirty(self, *args):
        """Say which inputs ``forward`` changed in place. Each must be returned as well."""
        self.dirty_tensors = args

    def mark_shared_storage(self, *pairs):
        """Does nothing: shared storage is seen without help."""
        warnings.warn(
            "`mark_shared_storage` is deprecated. Tensors with shared storages are automatically tracked. Note that calls to `set_()` are not tracked",
            FutureWarning,
            stacklevel=2,
        )

    def mark_non_differentiable(self, *args):
        """Say which outputs carry no gradient; ``backward`` still gets one, of zeros, for each."""
        self.non_differentiable = args

    def set_materialize_grads(self, value):
        """Whether gradients that did not arrive are zeros in ``backward`` (the default) or None."""
        self._materialize = bool(value)

    @property
    def materialize_grads(self):
        raise AttributeError("attribute 'materialize_grads' of 'torch._C._FunctionBase' objects is not readable")

    @materialize_grads.setter
    def materialize_grads(self, value):
        self._materialize = bool(value)


_ContextMethodMixin = FunctionCtx


class _HookMixin:
    @staticmethod
    def _register_hook(backward_hooks, hook):
        from collections import OrderedDict

        from ..utils.hooks import RemovableHandle

        if backward_hooks is None:
            backward_hooks = OrderedDict()
        handle = RemovableHandle(backward_hooks)
        backward_hooks[handle.id] = hook
        return backward_hooks, handle


def _read_only(name, getter):
    def setter(self, value):
        raise AttributeError(f"attribute '{name}' of 'torch._C._FunctionBase' objects is not writable")

    return property(getter, setter)


class BackwardCFunction(_Node, FunctionCtx, _HookMixin):
    """Base of the nodes that Functions make. Instances are the ``ctx``."""

    _forward_cls = None
    _argument_is_tensor = ()
    _without_tensor = ()  # outputs that are no tensors

    saved_tensors = _read_only("saved_tensors", lambda self: _saved(self) if self.saved_for_forward is None else self.saved_for_forward)
    _raw_saved_tensors = _read_only("_raw_saved_tensors", lambda self: _Node.raw_saved(self))
    next_functions = _read_only("next_functions", lambda self: _Node.next_functions.__get__(self))
    metadata = _read_only("metadata", lambda self: _Node.metadata.__get__(self))
    requires_grad = _read_only("requires_grad", lambda self: True)

    @property
    def saved_variables(self):
        """The old name of ``saved_tensors``."""
        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2)
        return _saved(self)

    def run_backward(self, grads):
        """Call the Function's ``backward`` (or ``vjp``) and check what it returns. Gradients of the tensor arguments only."""
        function = self._forward_cls
        backward = function.backward
        if function.vjp is not _SingleLevelFunction.vjp:
            if backward is not _SingleLevelFunction.backward:
                raise RuntimeError(_BOTH)
            backward = function.vjp
        if self._materialize and None in grads:
            grads = [_zeros_for(self, i) if g is None and i not in self._without_tensor else g for i, g in enumerate(grads)]
        results = backward(self, *grads)
        if not isinstance(results, tuple):
            results = (results,)
        are_tensors = self._argument_is_tensor
        expected, got = len(are_tensors), len(results)
        if got > expected and all(r is None for r in results[expected:]):
            got = expected
        if got != expected:
            name = type(self).__name__
            raise RuntimeError(f"function {name} returned an incorrect number of gradients (expected {expected}, got {len(results)})")
        answers = []
        for i, is_tensor in enumerate(are_tensors):
            result = results[i]
            if is_tensor:
                if result is not None and not isinstance(result, _TensorBase):
                    raise RuntimeError(f"expected Variable or None (got {type(result).__name__})")
                answers.append(result)
            elif result is not None:
                raise RuntimeError(
                    f"function {type(self).__name__} returned a gradient different than None at position {i + 1}, but the corresponding forward input "
                    "was not a Variable"
                )
        return answers

    def maybe_clear_saved_tensors(self):
        """Drop the saved tensors of a Function with ``clear_saved_tensors_on_access``."""
        if self._forward_cls.clear_saved_tensors_on_access:
            _Node.release(self)


BackwardCFunction.__module__ = "torch.autograd.function"


class FunctionMeta(type):
    """Makes the node class of each Function: ``Cube`` gets ``CubeBackward``."""

    def __init__(cls, name, bases, members):
        cls._backward_cls = type(name + "Backward", (BackwardCFunction,), {"_forward_cls": cls, "__module__": "torch.autograd.function"})
        cls._signature = None
        super().__init__(name, bases, members)


class _SingleLevelFunction(FunctionCtx, _HookMixin, metaclass=FunctionMeta):
    @staticmethod
    def forward(*args, **kwargs):
        """Compute the results. ``forward(ctx, *args)``, or ``forward(*args)`` where ``setup_context`` is defined as well.

        Runs without recording. Arguments may be anything; gradients flow to the tensors among them.
        """
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Keep what ``backward`` needs, apart from ``forward``. `inputs` is a tuple, `output` what ``forward`` returned."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        """Gradients of the arguments of ``forward`` from those of its outputs: one, or a tuple with one per argument.

        None for arguments that need none; ``ctx.needs_input_grad`` says which do.
        """
        raise NotImplementedError(_NO_BACKWARD)

    @staticmethod
    def vjp(ctx, *grad_outputs):
        """Another name for ``backward``; a Function defines one of them."""
        raise NotImplementedError(_NO_BACKWARD)

    @staticmethod
    def jvp(ctx, *grad_inputs):
        """Forward mode: tangents of the outputs from those of the arguments."""
        raise NotImplementedError("You must implement the jvp function for custom autograd.Function to use it with forward mode AD.")


class Function(_SingleLevelFunction):
    """Base class of custom differentiable operators.

    Define ``forward`` and ``backward`` as static methods and call ``apply`` on the class::

        class Exp(Function):
            @staticmethod
            def forward(ctx, x):
                result = x.exp()
                ctx.save_for_backward(result)
                return result

            @staticmethod
            def backward(ctx, grad):
                (result,) = ctx.saved_tensors
                return grad * result

        y = Exp.apply(x)

    ``backward`` is recorded when the caller asks for a graph, so it can be differentiated in turn.
    """

    generate_vmap_rule = False
    clear_saved_tensors_on_access = False

    def __init__(self, *args, **kwargs):
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should invoke them on the class itself. "
            "Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args, **kwargs):
        raise RuntimeError(_LEGACY)

    @staticmethod
    def vmap(info, in_dims, *args):
        """How the Function acts on batches, for `vmap`."""
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or set generate_vmap_rule=True."
        )

    @classmethod
    def apply(cls, *args, **kwargs):
        """Run ``forward`` on the arguments and record the Function as one step of the graph.

        Returns what ``forward`` returns, its tensors attached to the graph if gradients are recorded and any tensor
        argument requires them.
        """
        apart = cls.setup_context is not _SingleLevelFunction.setup_context
        if _transforms.stack:
            from ..func._function import apply

            answer = apply(cls, args, kwargs)
            if answer is not NotImplemented:
                return answer
        if apart:
            args = _bound(cls, args, kwargs)
        node = cls._backward_cls()
        tensors, are_tensors, needs = [], [], []
        for a in args:
            if isinstance(a, _TensorBase):
                tensors.append(a)
                are_tensors.append(True)
                needs.append(a.requires_grad)
            else:
                are_tensors.append(False)
                needs.append(False)
        was_recording = core.is_grad_enabled()
        recording = was_recording and True in needs
        node.needs_input_grad = tuple(needs)
        if recording:
            node._argument_is_tensor = are_tensors
            _set_edges(node, tensors)
        core.set_grad_enabled(False)
        dual = core.dual_mask() != 0 and core.set_forward_enabled(False)
        try:
            if apart:
                outputs = cls.forward(*args)
                cls.setup_context(node, args, outputs)
            else:
                outputs = cls.forward(node, *args, **kwargs)
        finally:
            core.set_grad_enabled(was_recording)
            if dual:
                core.set_forward_enabled(True)
        single = not isinstance(outputs, tuple)
        if (
            single
            and recording
            and isinstance(outputs, _TensorBase)
            and outputs._base is None
            and node.dirty_tensors is None
            and node.non_differentiable is None
            and outputs.dtype.is_floating_point
            and not _contains(tensors, outputs)
        ):
            _attach(node, outputs)
            made = [outputs]
        else:
            made = _wrap_outputs(node, recording, tensors, (outputs,) if single else outputs)
        if dual:
            _custom_jvp.add_tangents(cls, node, args, made)
        if node.to_save is not None:
            if recording:
                _check_saved(node.to_save)
                _save(node, node.to_save, made)
            node.to_save = None
        node.saved_for_forward = None
        return made[0] if single else tuple(made)


def _bound(cls, args, kwargs):
    """The arguments of a ``forward`` without ctx as a full tuple, defaults filled in."""
    if cls._signature is None or cls._signature[0] is not cls.forward:
        signature = inspect.signature(cls.forward)
        plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in signature.parameters.values())
        cls._signature = cls.forward, signature, len(signature.parameters) if plain else -1
    _, signature, count = cls._signature
    if not kwargs and len(args) == count:
        return args
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.args


def _check_saved(tensors):
    for i, tensor in enumerate(tensors):
        if tensor is not None and not isinstance(tensor, _TensorBase):
            raise TypeError(f"save_for_backward can only save variables, but argument {i} is of type {type(tensor).__name__}")


def _contains(tensors, tensor):
    return any(t is tensor for t in tensors)


# A scalar that stands for an output that is no tensor, so that the outputs keep their numbers.
_NOTHING = core.wrap(np.zeros((), np.float32))


def _wrap_outputs(node, recording, inputs, outputs):
    """The outputs with their place in the graph. `inputs` are the tensor arguments; `recording` whether `node` is used."""
    dirty, fixed = node.dirty_tensors, node.non_differentiable
    if dirty is not None:
        for tensor in dirty:
            if not isinstance(tensor, _TensorBase):
                raise RuntimeError("mark_dirty can only accept variables, but argument ")
            core.increment_version(tensor)
    if fixed is not None and recording:
        for tensor in fixed:
            if not isinstance(tensor, _TensorBase):
                raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")
    made, views, differentiable = [], [], 0
    for i, out in enumerate(outputs):
        if not isinstance(out, _TensorBase):
            if recording:
                _register_output(node, _NOTHING)
                node._without_tensor = (*node._without_tensor, i)
            made.append(out)
            continue
        is_input = _contains(inputs, out)
        modified = dirty is not None and _contains(dirty, out)
        if not recording or not (out.dtype.is_floating_point or out.dtype.is_complex) or (fixed is not None and _contains(fixed, out)):
            out = _without_gradient(node, recording, out, is_input, modified)
        else:
            differentiable += 1
            if modified:
                _attach_modified(node, out, is_input, len(outputs))
            else:
                if is_input:
                    out = core.view_as_self(out)
                _attach(node, out)
        if out._base is not None and not (is_input and modified):
            core.mark_view_creation(out, False)
            views.append(out)
        made.append(out)
    if differentiable > 1:
        for view in views:
            core.mark_view_creation(view, True)
    if dirty is not None:
        for tensor in dirty:
            if not _contains(outputs, tensor):
                raise RuntimeError(_NOT_RETURNED)
    return made


def _without_gradient(node, recording, out, is_input, modified):
    """An output that carries no gradient: cut from any history, but an argument keeps its own."""
    if recording:
        _register_output(node, out)
    if not out.requires_grad:
        return core.view_as_self(out) if is_input and not modified else out
    if is_input:
        return out.detach()
    if out._base is None:
        out.detach_()
    return out


def _attach_modified(node, out, is_input, count):
    """Make `node` the history of an output that was changed in place."""
    if not is_input:
        warnings.warn(_NOT_AN_INPUT, stacklevel=4)
    if out.requires_grad and out.is_leaf:
        raise RuntimeError(_DIRTY_LEAF)
    if out._base is not None and count > 1:
        raise RuntimeError(_VIEW_AND_MORE)
    _rebase(node, out)


class _DifferentiatedTwice(_Node):
    """The history of what a ``once_differentiable`` backward returns: refuses to run."""

    def run_backward(self, grads):
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")

    def __repr__(self):
        return f"<Error object at {id(self):#x}>"


_DifferentiatedTwice.__name__ = "Error"


def once_differentiable(fn):
    """Decorator for a ``backward`` that cannot be differentiated itself: it runs without recording, and differentiating its
    results raises RuntimeError."""

    @functools.wraps(fn)
    def wrapper(ctx, *args):
        recording = core.is_grad_enabled()
        core.set_grad_enabled(False)
        try:
            outputs = fn(ctx, *args)
        finally:
            core.set_grad_enabled(recording)
        if not recording or not any(isinstance(a, _TensorBase) and a.requires_grad for a in args):
            return outputs
        node = _DifferentiatedTwice()
        refused = []
        for out in outputs if isinstance(outputs, tuple) else (outputs,):
            if isinstance(out, _TensorBase):
                out = core.fresh_alias(out)
                _attach(node, out)
            refused.append(out)
        return tuple(refused)

    return wrapper


class InplaceFunction(Function):
    """A Function for operators that may work in place. Kept for old code; the same as `Function`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace


def _map_nested(function, data):
    """`function` applied to the tensors of nested tuples, lists and dicts, the rest as it is."""
    if isinstance(data, _TensorBase):
        return function(data)
    if isinstance(data, (list, tuple)):
        parts = [_map_nested(function, d) for d in data]
        return type(data)(*parts) if hasattr(data, "_fields") else type(data)(parts)
    if isinstance(data, dict):
        return {k: _map_nested(function, v) for k, v in data.items()}
    return data


def _flat_tensors(data):
    found = []
    _map_nested(found.append, data)
    return found


class NestedIOFunction(Function):
    """A Function whose arguments and results are nested containers of tensors: define ``forward_extended(ctx, *args)`` and
    ``backward_extended(ctx, *grads)``."""

    @classmethod
    def apply(cls, *args):
        """Run on nested arguments; gradients flow to every tensor in them."""
        shape = {}

        def refill(structure, tensors):
            given = iter(tensors)
            return _map_nested(lambda _: next(given), structure)

        class Flat(Function):
            @staticmethod
            def forward(ctx, *tensors):
                result = cls.forward_extended(ctx, *refill(args, tensors))
                shape["result"] = result
                return tuple(_flat_tensors(result))

            @staticmethod
            def backward(ctx, *grads):
                answer = cls.backward_extended(ctx, *refill(shape["result"] if isinstance(shape["result"], tuple) else (shape["result"],), grads))
                return tuple(_flat_or_none(answer if isinstance(answer, tuple) else (answer,)))

        Flat._backward_cls.__name__ = cls.__name__ + "Backward"
        made = Flat.apply(*_flat_tensors(args))
        return refill(shape["result"], made)

    @staticmethod
    def forward_extended(ctx, *args):
        """The results, nested as liked."""
        raise NotImplementedError

    @staticmethod
    def backward_extended(ctx, *grads):
        """Gradients in the structure of the arguments."""
        raise NotImplementedError


def _flat_or_none(data):
    """The leaves of nested gradients, None for those that are missing."""
    if isinstance(data, (list, tuple)):
        return [leaf for d in data for leaf in _flat_or_none(d)]
    if isinstance(data, dict):
        return [leaf for d in data.values() for leaf in _flat_or_none(d)]
    return [data]


for _shown in (FunctionCtx, FunctionMeta, Function, InplaceFunction, NestedIOFunction):
    _shown.__module__ = "torch.autograd.function"

__all__ = ["BackwardCFunction", "Function", "FunctionCtx", "FunctionMeta", "InplaceFunction", "NestedIOFunction", "once_differentiable"]
