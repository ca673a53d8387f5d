"""Custom operators: a `Function` has a ``forward`` and a ``backward`` of its own, in Python.

``Function.apply`` runs ``forward`` without recording and hangs one node on the results. The node is the ``ctx`` that both
methods get, an instance of the class ``<Function's name>Backward``. All of that is in the core (``custom_function``); here is what
users derive from.
"""
import copyreg
import functools
import itertools
import warnings
from typing import Any

from .._core import core
from ..utils import hooks
from ._custom_jvp import add_tangents

_TensorBase = core.TensorBase

_LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward method. "
    "(Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)
_NO_BACKWARD = "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
AUTOGRAD_FUNCTION_COUNTER = itertools.count()  # numbers the Functions


class FunctionCtx:
    """What ``ctx`` offers in ``forward``, ``setup_context`` and ``backward``."""

    def save_for_backward(self, *tensors):
        """Keep tensors (or None) for ``backward``, which finds them in ``ctx.saved_tensors``.

        Inputs and outputs should be kept this way and not as attributes: it checks that they were not changed in place
        and makes no reference cycle. May be called once; a second call replaces the first.
        """
        self.to_save = tensors

    def save_for_forward(self, *tensors):
        """Keep tensors (or None) for ``jvp``, which finds them in ``ctx.saved_tensors``."""
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
        """Whether gradients that did not arrive are zeros in ``backward`` and ``jvp`` (the default) or None."""
        self.materialize_grads = value


_ContextMethodMixin = FunctionCtx


class _HookMixin:
    @staticmethod
    def _register_hook(backward_hooks, hook):
        from collections import OrderedDict

        if backward_hooks is None:
            backward_hooks = OrderedDict()
        handle = hooks.RemovableHandle(backward_hooks)
        backward_hooks[handle.id] = hook
        return backward_hooks, handle


class BackwardCFunction(core.FunctionBase, FunctionCtx, _HookMixin):
    """Base of the nodes that Functions make. Instances are the ``ctx``."""

    _forward_cls: type  # the Function
    _compiled_autograd_backward_state = None

    def _get_user_fn(self):
        return core.user_backward(self._forward_cls)

    def apply(self, *args):
        """Call the Function's ``backward`` (or ``vjp``) on gradients of the outputs, as they are and without any check."""
        if getattr(self._forward_cls, "boxed_grads_call", False):
            args = (list(args),)
        return self._get_user_fn()(self, *args)

    def apply_boxed(self, *args):
        """The same for a Function with ``boxed_grads_call``: one argument, the list of gradients."""
        return self._get_user_fn()(self, *args)

    def apply_jvp(self, *args):
        """Call the Function's ``jvp`` on tangents of the arguments."""
        return self._forward_cls.jvp(self, *args)

    def _compiled_autograd_key(self):
        return self._forward_cls._compiled_autograd_key(self)

    def _get_compiled_autograd_symints(self):
        return ()


class FunctionMeta(type):
    """Makes the node class of each Function: ``Cube`` gets ``CubeBackward``."""

    def __init__(cls, name, bases, members):
        number = next(AUTOGRAD_FUNCTION_COUNTER)
        node = {"_forward_cls": cls, "_autograd_function_id": number, "__module__": "torch.autograd.function"}
        cls._backward_cls = type(name + "Backward", (BackwardCFunction,), node)
        super().__init__(name, bases, members)


class _SingleLevelFunction(core.FunctionBase, FunctionCtx, _HookMixin, metaclass=FunctionMeta):
    """What a Function defines: its methods, all static."""

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the results. ``forward(ctx, *args)``, or ``forward(*args)`` where ``setup_context`` is defined as well.

        Runs without recording. Arguments may be anything; gradients flow to the tensors among them.
        """
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Keep what ``backward`` needs, apart from ``forward``. `inputs` is a tuple, `output` what ``forward`` returned."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Gradients of the arguments of ``forward`` from those of its outputs: one, or a tuple with one per argument.

        None for arguments that need none; ``ctx.needs_input_grad`` says which do. ``vjp`` is another name; a Function defines one.
        """
        raise NotImplementedError(_NO_BACKWARD)

    vjp = backward
    clear_saved_tensors_on_access = False
    boxed_grads_call = False

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """Forward mode: tangents of the outputs from those of the arguments."""
        raise NotImplementedError("You must implement the jvp function for custom autograd.Function to use it with forward mode AD.")


core.set_function_defaults(_SingleLevelFunction.setup_context, _SingleLevelFunction.backward)
core.set_function_jvp(add_tangents)


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

    Attributes
    ----------
    generate_vmap_rule : bool
        Whether `vmap` derives how the Function acts on batches from its methods, which must then be written over operators and with
        ``setup_context``.
    clear_saved_tensors_on_access : bool
        Drop the saved tensors when ``ctx.saved_tensors`` is read, which can be done once then.
    boxed_grads_call : bool
        Have ``backward`` get one list of gradients, from which it may remove them, and not one argument for each.
    """

    generate_vmap_rule = False

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
        """How the Function acts on batches, for `vmap`.

        Parameters
        ----------
        info : named tuple
            ``batch_size`` and ``randomness``.
        in_dims : tuple
            Per argument the dimension that counts the batch, or None.
        args
            The arguments of ``forward``.

        Returns
        -------
        tuple
            The results, and their batch dimensions in the same structure.
        """
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or set generate_vmap_rule=True."
        )

    @staticmethod
    def _compiled_autograd_key(ctx):
        return (ctx._autograd_function_id,)


def _is_setup_context_defined(function):
    return function != _SingleLevelFunction.setup_context


def once_differentiable(fn):
    """Decorator for a ``backward`` that cannot be differentiated itself: it runs without recording, and differentiating its
    results raises RuntimeError."""

    @functools.wraps(fn)
    def wrapper(ctx, *args, **kwargs):
        recording = core.is_grad_enabled()
        core.set_grad_enabled(False)
        try:
            outputs = fn(ctx, *args, **kwargs)
        finally:
            core.set_grad_enabled(recording)
        if not recording or not any(isinstance(a, _TensorBase) and a.requires_grad for a in args):
            return outputs
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        from .._C import _functions

        refuse = _functions.DelayedError(b"trying to differentiate twice a function that was marked with @once_differentiable", len(outputs))
        return refuse(*[out if out is None else _as_leaf(out) for out in outputs])

    return wrapper


def _as_leaf(tensor):
    leaf = tensor.detach()
    leaf.requires_grad = True
    return leaf


class InplaceFunction(Function):
    """A Function for operators that may work in place. Kept for old code; the same as `Function`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace


def _named(name):
    return globals()[name]


def _reduce_function(cls):
    """The library's own classes are found here, whatever their ``__module__`` shows; a user's by its name."""
    return (_named, (cls.__name__,)) if globals().get(cls.__name__) is cls else cls.__qualname__


copyreg.pickle(FunctionMeta, _reduce_function)

from ._nested_io import (  # noqa: E402, F401
    NestedIOFunction,
    _iter_filter,
    _iter_None_tensors,
    _iter_tensors,
    _iter_tensors_permissive,
    _map_tensor_data,
    _nested_map,
    _unflatten,
)

for _shown in (FunctionCtx, FunctionMeta, BackwardCFunction, _HookMixin, _SingleLevelFunction, Function, InplaceFunction, NestedIOFunction):
    _shown.__module__ = "torch.autograd.function"

__all__ = ["FunctionCtx", "BackwardCFunction", "FunctionMeta", "Function", "once_differentiable", "InplaceFunction", "NestedIOFunction"]
