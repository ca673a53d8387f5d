"""What ``autograd.Function`` rests on: calling ``forward``, and placing what it returns in the graph.

A `FunctionBase` is the node and the ``ctx`` of one call; the Function classes that users write derive from it as well, as in
PyTorch. User code writes attributes to a ctx, so methods are called through the class.
"""
import warnings
from types import FunctionType

from .._types import Size, float32
from . import function_errors as errors
from .custom_node import CustomNode, mark_view_creation, view_as_self
from .duals import set_forward_enabled
from .grad_mode import modes
from .node import InputMetadata
from .operators import differentiable
from .tensor import TensorBase, note_change

CO_VARARGS, CO_VARKEYWORDS = 4, 8  # as in `inspect`, which loads much

_defaults = {}  # the methods of the facade's base class, by which overriding is seen
_handlers = {"transform": None, "jvp": None, "check": None}


def set_function_defaults(setup_context, backward):
    """The base class's ``setup_context`` and ``backward`` (which is its ``vjp`` too)."""
    _defaults["setup_context"], _defaults["backward"] = setup_context, backward


def set_function_transform(handler):
    """Offer every ``Function.apply`` to ``handler(cls, args, kwargs)`` first, which gives NotImplemented where no transform is on; None ends that.

    For a Function with ``setup_context`` the arguments have their defaults filled in.
    """
    _handlers["transform"] = handler


def set_function_jvp(handler):
    """Have ``Function.apply`` call ``handler(node, inputs, raw_outputs, outputs, fixed, dirty)`` inside levels of forward mode."""
    _handlers["jvp"] = handler


def set_forward_check(handler):
    """Have ``Function.apply`` call ``handler(cls, args)``, and what that returns with what ``forward`` returned; gives the handler before."""
    before, _handlers["check"] = _handlers["check"], handler
    return before


def _field(slot):
    """An attribute of ctx that is None until it is set, and again when it is deleted."""
    return property(lambda self: getattr(self, slot), lambda self, value: setattr(self, slot, value), lambda self: setattr(self, slot, None))


def _read_only(name, getter):
    def refuse(self, value=None):
        raise AttributeError(f"attribute '{name}' of 'torch._C._FunctionBase' objects is not writable")

    return property(getter, refuse, refuse)


def _flag(slot, name, setter, readable=False):
    def get(self):
        if readable:
            return getattr(self, slot)
        raise AttributeError(f"attribute '{name}' of 'torch._C._FunctionBase' objects is not readable")

    def set(self, value):
        if not isinstance(value, bool):
            raise errors.not_bool(setter, value)
        setattr(self, slot, value)

    return property(get, set)


class FunctionBase(CustomNode):
    """The node of a custom Function, which is the ``ctx`` of its methods."""

    __slots__ = (
        "_function", "_are_tensors", "_without_tensor", "_without_gradient", "_accessed", "_to_save", "_dirty", "_fixed", "_for_forward", "_needs",
        "_materialize", "_materialize_fixed", "_pure_view",
    )  # fmt: skip

    def __new__(cls, *args, **kwargs):
        node = CustomNode.__new__(cls)
        node._function = node._to_save = node._dirty = node._fixed = node._for_forward = node._needs = None
        node._are_tensors = node._without_tensor = node._without_gradient = ()  # positions of arguments; positions of outputs
        node._materialize = node._materialize_fixed = True
        node._accessed = node._pure_view = False
        return node

    to_save, dirty_tensors, non_differentiable = _field("_to_save"), _field("_dirty"), _field("_fixed")
    saved_for_forward, needs_input_grad = _field("_for_forward"), _field("_needs")
    materialize_grads = _flag("_materialize", "materialize_grads", "set_materialize_grads")
    _materialize_non_diff_grads = _flag("_materialize_fixed", "_materialize_non_diff_grads", "set_materialize_non_diff_grads", True)
    _is_pure_view = _flag("_pure_view", "_is_pure_view", "set_pure_view")
    _raw_saved_tensors = _read_only("_raw_saved_tensors", CustomNode.raw_saved)
    next_functions = _read_only("next_functions", CustomNode.next_functions.fget)
    metadata = _read_only("metadata", CustomNode.metadata.fget)
    requires_grad = _read_only("requires_grad", lambda self: True)
    _input_metadata = _read_only("_input_metadata", CustomNode._input_metadata.fget)
    saved_tensors = _read_only("saved_tensors", lambda self: _saved_tensors(self))

    def _saved_variables(self):
        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2)
        return _saved_tensors(self)

    saved_variables = _read_only("saved_variables", _saved_variables)

    def __call__(self, *grads):
        raise TypeError(f"'{type(self).__name__}' object is not callable")

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    def save_for_backward(self, *tensors):
        """Keep tensors (or None) for ``backward``, which finds them in ``ctx.saved_tensors``.

        Inputs and outputs should be kept this way and not as attributes: it checks that they were not changed in place
        and makes no reference cycle. May be called once; a second call replaces the first.
        """
        self._to_save = tensors

    def maybe_clear_saved_tensors(self):
        """Drop the saved tensors of a Function with ``clear_saved_tensors_on_access``."""
        if getattr(self._function, "clear_saved_tensors_on_access", False):
            self._kept, self._accessed = None, True

    @classmethod
    def apply(cls, *args, **kwargs):
        """Run ``forward`` on the arguments and record the Function as one step of the graph.

        Returns what ``forward`` returns, its tensors attached to the graph if gradients are recorded and any tensor
        argument requires them.
        """
        return apply_function(cls, args, kwargs)

    def run_backward(self, grads):
        """Gradients of the tensor arguments: what the Function's ``backward`` (or ``vjp``) returns, checked."""
        return run_function(self, grads)


FunctionBase.__module__, FunctionBase.__qualname__, FunctionBase.__name__ = "torch._C", "_FunctionBase", "_FunctionBase"
FunctionBase.apply.__func__.__qualname__ = "Function.apply"


def _saved_tensors(node):
    if node._for_forward is not None:
        return node._for_forward
    if node._accessed:
        raise RuntimeError(errors.ACCESSED_TWICE)
    found = CustomNode.saved(node)
    if getattr(node._function, "clear_saved_tensors_on_access", False):
        node._kept, node._accessed = None, True
    return found


def _may_need_defaults(forward, count):
    """Whether `forward`, called with `count` positional arguments, may take defaults beside them, or may not take so many."""
    if not isinstance(forward, FunctionType):
        return True
    code = forward.__code__
    return code.co_argcount != count or code.co_kwonlyargcount or code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)


def apply_function(cls, args, kwargs):
    """What ``Function.apply`` does."""
    apart = cls.setup_context is not _defaults["setup_context"]
    if apart and (kwargs or _may_need_defaults(cls.forward, len(args))):
        args, kwargs = errors.with_defaults(cls.forward, args, kwargs)
    if _handlers["transform"] is not None:
        answer = _handlers["transform"](cls, args, kwargs)
        if answer is not NotImplemented:
            return answer
    if kwargs:
        args = errors.merged_keywords(cls.forward, 0 if apart else 1, args, kwargs)
    node = cls._backward_cls()
    node._function = cls
    node._are_tensors = [isinstance(a, TensorBase) for a in args]
    inputs = [a for a in args if isinstance(a, TensorBase)]
    node._needs = tuple([isinstance(a, TensorBase) and a.requires_grad for a in args])
    was_recording = modes.grad
    recording = was_recording and True in node._needs
    if recording:
        CustomNode.set_edges(node, inputs)
    check = None if _handlers["check"] is None else _handlers["check"](cls, args)
    modes.grad = False
    scope, modes.scope = modes.scope, 0  # forward is run as if there were no transforms
    dual = modes.duals != 0
    if dual:
        set_forward_enabled(False)
    try:
        if apart:
            returned = cls.forward(*args)
            cls.setup_context(node, args, returned)
        else:
            returned = cls.forward(node, *args)
    finally:
        modes.grad, modes.scope = was_recording, scope
        if dual:
            set_forward_enabled(True)
    if check is not None:
        check(returned)
    outputs = returned if isinstance(returned, tuple) else (returned,)
    to_save = _to_save(node, recording) if apart else ()
    fixed = _marked(node, "non_differentiable", errors.FIXED_NO_TENSOR)
    dirty = _marked(node, "dirty_tensors", errors.DIRTY_NO_TENSOR)
    node._dirty = node._fixed = None
    made = place_outputs(node, recording, inputs, outputs, fixed, dirty, _saved_after(node, to_save) if apart else ())
    if dual:
        _handlers["jvp"](node, inputs, outputs, made, fixed, dirty)
    if recording:
        if not apart:
            to_save = _to_save(node, True)
        if to_save:
            CustomNode.save(node, to_save)
    node._to_save = node._for_forward = None
    return tuple(made) if isinstance(returned, tuple) else made[0]


def _to_save(node, recording):
    """The tensors (or None) that ``save_for_backward`` got; checked where they will be saved."""
    given = node._to_save
    if given is None:
        return ()
    if not isinstance(given, tuple):
        raise RuntimeError(errors.NOT_A_TUPLE.format("to_save"))
    if recording:
        for i, tensor in enumerate(given):
            if tensor is not None and not isinstance(tensor, TensorBase):
                raise errors.cannot_save(i, tensor)
    return given


def _saved_after(node, to_save):
    """What ``setup_context`` saved, for either mode: must not be an argument that ``forward`` returned."""
    return [*to_save, *(node._for_forward or ())]


def _among(tensors, tensor):
    return any(t is tensor for t in tensors)


def _marked(node, name, text):
    """The tensors that ``mark_dirty`` or ``mark_non_differentiable`` got."""
    marked = getattr(node, name)
    if marked is None:
        return ()
    if not isinstance(marked, tuple):
        raise RuntimeError(errors.NOT_A_TUPLE.format(name))
    for tensor in marked:
        if not isinstance(tensor, TensorBase):
            raise RuntimeError(text)
    return marked


def place_outputs(node, recording, inputs, outputs, fixed, dirty, saved):
    """The outputs with their place in the graph.

    `inputs` are the tensor arguments, `recording` whether `node` is used; `saved`: what ``setup_context`` saved.
    """
    for tensor in dirty:
        tensor._bump()
        if modes.anomaly:
            note_change(tensor, node._function.__name__)
    made, views, with_gradient = [], [], 0
    for i, out in enumerate(outputs):
        if not isinstance(out, TensorBase):
            if recording:
                node._outputs.append(InputMetadata(Size(()), float32))
                node._without_tensor = (*node._without_tensor, i)
            made.append(out)
            continue
        is_input, modified = _among(inputs, out), _among(dirty, out)
        carries = recording and differentiable(out) and not _among(fixed, out)
        if is_input and not modified and _among(saved, out):
            raise RuntimeError(errors.RETURNED_AND_SAVED)
        if not carries:
            out = _without_gradient(node, recording, i, out, is_input, modified)
        else:
            with_gradient += 1
            if modified:
                _attach_modified(node, out, is_input, len(outputs))
            else:
                out = view_as_self(out) if is_input else out
                CustomNode.attach(node, out)
        if out._view_base is not None and not (is_input and modified):
            mark_view_creation(out, False)
        if out._view_base is not None:
            views.append(out)
        made.append(out)
    if with_gradient > 1:
        for view in views:
            mark_view_creation(view, True)
    for tensor in dirty:
        if not _among(outputs, tensor):
            raise RuntimeError(errors.NOT_RETURNED)
    return made


def _without_gradient(node, recording, position, out, is_input, modified):
    """An output that carries no gradient: cut from any history, but an argument keeps its own."""
    if recording:
        CustomNode.register_output(node, out)
        node._without_gradient = (*node._without_gradient, position)
    if not out.requires_grad:
        return view_as_self(out) if is_input and not modified else out
    if is_input:
        return out.detach()
    if out._view_base is None:
        out.detach_()
    return out


def _attach_modified(node, out, is_input, count):
    """Make `node` the history of an output that was changed in place."""
    if out._grad_fn is None and out.requires_grad:
        raise RuntimeError(errors.DIRTY_LEAF)
    if not is_input:
        warnings.warn(errors.NOT_AN_INPUT, stacklevel=5)
    if out._view_base is not None and count > 1:
        raise RuntimeError(errors.VIEW_AND_MORE)
    CustomNode.rebase(node, out)


def user_backward(function):
    """The Function's ``backward`` or ``vjp``, whichever it defines."""
    backward, vjp = function.backward, function.vjp
    if vjp is _defaults["backward"]:
        return backward
    if backward is not _defaults["backward"]:
        raise RuntimeError(errors.BOTH)
    return vjp


def materialized(node, grads):
    """Zeros in place of the gradients that did not arrive."""
    left = node._without_tensor if node._materialize_fixed else (*node._without_tensor, *node._without_gradient)
    return [CustomNode.zeros_for(node, i) if g is None and i not in left else g for i, g in enumerate(grads)]


def run_function(node, grads):
    """Gradients of the tensor arguments: what the Function's ``backward`` (or ``vjp``) returns, checked."""
    function = node._function
    backward = user_backward(function)
    received = grads
    if node._materialize and any(g is None for g in grads):
        grads = materialized(node, grads)
    if function.boxed_grads_call:
        boxed = list(grads)
        if not node.post_hooks:  # what `backward` removes from the list is free at once
            grads = received[:] = [None] * len(received)
        results = backward(node, boxed)
    else:
        results = backward(node, *grads)
    results = results if isinstance(results, tuple) else (results,)
    name, expected = type(node).__name__, len(node._are_tensors)
    if len(results) != expected and (len(results) < expected or any(r is not None for r in results[expected:])):
        raise errors.gradient_count(name, expected, len(results))
    answers = []
    for i, (is_tensor, result) in enumerate(zip(node._are_tensors, results)):
        if is_tensor:
            if result is not None and not isinstance(result, TensorBase):
                raise errors.not_a_gradient(result)
            answers.append(result)
        elif result is not None:
            raise errors.gradient_of_no_tensor(name, i)
    return answers
