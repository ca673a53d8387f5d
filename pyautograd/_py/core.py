"""The plain core, assembled: operators made from the table and installed on the tensor.

This is the surface the facade and the shared modules use; ``pyautograd._C.core`` offers the same names.
"""
from types import SimpleNamespace

from .. import _autograd_texts as texts
from .. import _types
from .._table import rows
from .._table.listings import in_python
from . import arithmetic, dispatch, history, inplace, lazy, operators, overrides, python_functions
from .assembly import assemble
from .binder import Binder, Overload, set_tensor_base
from .current import (
    adopt_thread_state,
    current_autograd_node,
    current_graph_task_execution_order,
    current_graph_task_id,
    current_graph_task_keep_graph,
    is_checkpoint_valid,
    queue_callback,
    thread_state,
    use_count,
    will_engine_execute_node,
)
from .custom_function import FunctionBase, set_forward_check, set_function_defaults, set_function_jvp, set_function_transform, user_backward
from .custom_node import (
    CustomNode,
    creation_of,
    fresh_alias,
    increment_version,
    mark_view_creation,
    set_creation,
    set_version,
    view_as_self,
)
from .determinism import set_filled as set_empty_filled
from .dispatch import (
    add_plain_type,
    intercept,
    intercepting,
    pop_interceptor,
    push_interceptor,
    set_torch_function_state,
    torch_function_state,
    watch,
)
from .duals import (
    dual_levels,
    dual_mask,
    enter_level,
    forward,
    get_tangent,
    is_forward_enabled,
    keep_with_node,
    leave_level,
    put_tangent,
    set_dual_mask,
    set_forward_enabled,
    share_cell,
    top_level,
)  # fmt: skip
from .elementwise import result_type
from .engine import any_leaf, release_graph, run_backward
from .fast import set_threads
from .grad_mode import (
    admit,
    count_transforms,
    disable_saved_tensors_hooks,
    enter_scope,
    is_anomaly_check_nan_enabled,
    is_anomaly_enabled,
    is_captured,
    is_differentiating,
    is_grad_enabled,
    is_grad_layout_enforced,
    is_inference_mode_enabled,
    is_view_replay_enabled,
    modes,
    pop_saved_tensors_hooks,
    push_saved_tensors_hooks,
    saved_tensors_hooks,
    saved_tensors_hooks_disabled,
    set_anomaly_mode,
    set_before_write,
    set_grad_enabled,
    set_grad_layout_enforced,
    set_inference_mode,
    set_scope,
    set_view_replay_enabled,
    withhold,
)  # fmt: skip
from .history import view_over
from .memory import bytes_of, is_same_storage, move_storage, on_move, over_memory, over_storage, resize, storage_of
from .node import (
    AccumulateGrad,
    DelayedErrorNode,
    ErrorNode,
    InputMetadata,
    Node,
    NotImplementedNode,
    UndefinedGradNode,
    delayed_error,
    edge_of,
    next_sequence_nr,
    undefined_grad,
)
from .operators import run_row, run_row_
from .overridable import overridable, overridable_property
from .saved_hooks import RawSavedTensor as SavedTensor
from .saved_hooks import make_saved_tensor
from .swap import settle_edges, swap
from .table_node import evaluate_vjp, node_type
from .tensor import TensorBase, array, ask_method_hook, exemplar, new, note_change, readable, recast, set_method_hook, set_tensor_type, wrap
from .tensor_state import store_requires_grad

name = "python"
ops = SimpleNamespace()
functions = {}


def set_default_dtype(d):
    """Set the dtype of results that nothing else determines."""
    _types.store_default_dtype(d)


def as_strided(tensor, size, stride, storage_offset=None):
    """A view of `tensor`'s storage; size, stride and offset in elements."""
    if dispatch.intercepts(tensor):
        if hasattr(tensor, "as_strided_examples"):
            return tensor.as_strided_examples(tuple(size), tuple(stride), storage_offset)
        made = ask_method_hook("as_strided", tensor, (tuple(size), tuple(stride), storage_offset))
        if made is not NotImplemented:
            return made
        raise NotImplementedError(f"as_strided: not supported for a {type(tensor).__name__}")
    size, stride = tuple(size), tuple(stride)
    if dual_mask() and top_level((tensor,)) >= 0:
        from .forward import as_strided_dual

        return as_strided_dual(tensor, size, stride, storage_offset)
    root = storage_of(tensor)
    offset = tensor.storage_offset() if storage_offset is None else storage_offset
    inplace.check_strided(root, size, stride, offset, tensor._array.itemsize)
    made = inplace_view(tensor, inplace.as_strided_array(root, size, stride, offset, tensor._array.dtype))
    history.note_replay(tensor, made)
    if modes.grad and tensor.requires_grad and not tensor._inference:
        node = history.AsStrided(tensor, made, storage_offset is not None)
        made._output_nr = node.add_output(made)
        made._grad_fn = node
    return made


def inplace_view(tensor, ndarray):
    """A differentiable view of `tensor` over `ndarray`."""
    from .tensor import view_of

    return view_of(tensor, ndarray)


def adopt(tensor, view):
    """Have `tensor` become what `view`, made of it, shows: its shape and its place in the graph, over the same memory."""
    tensor._array, tensor._storage, tensor._lazy = view._array, view._storage, view._lazy
    if dual_mask():
        share_cell(tensor, view)
    if view._grad_fn is not None:
        tensor._grad_fn, tensor._output_nr = view._grad_fn, view._output_nr
    tensor._bump()
    if is_anomaly_enabled():
        note_change(tensor, "a change of its shape in place")
    tensor._attr_version = tensor._counter.value
    return tensor


def as_strided_(tensor, size, stride, storage_offset=None):
    """`as_strided` in place."""
    if dispatch.intercepts(tensor) and hasattr(tensor, "as_strided_examples_"):
        return tensor.as_strided_examples_(tuple(size), tuple(stride), storage_offset)
    inplace.check_changeable(tensor, "as_strided")
    inplace.check_inplace(tensor)
    view = as_strided(tensor, size, stride, storage_offset)
    if isinstance(view._grad_fn, history.AsStrided):
        view._grad_fn.label = "AsStridedBackward1"
    return adopt(tensor, view)


def resize_(tensor, shape, strides=None):
    """Another shape over the same storage, which grows where it is too short. Raises for a tensor that requires gradients."""
    inplace.check_changeable(tensor, "resize")
    if tensor.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    if tensor._inference and not is_inference_mode_enabled():
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if strides is not None or shape != tensor._array.shape:
        resize(tensor, shape, strides)
        tensor._bump()
    return tensor


def set_(tensor, source):
    """Have `tensor` show the memory of `source`, of the same dtype. Not differentiable."""
    inplace.check_changeable(tensor, "set")
    inplace.check_inplace(tensor)
    node = None
    if modes.grad and (tensor.requires_grad or source.requires_grad):
        if not tensor.requires_grad:
            inplace.check_view_write(tensor)
        node = NotImplementedNode([edge_of(tensor), edge_of(source)], "derivative for set_ is not implemented")
    tensor._array, tensor._storage, tensor._lazy = source._array, source._storage, 0
    tensor._accumulator = None  # graphs made before lead to the AccumulateGrad that was
    tensor._bump()
    if node is not None:
        history.rebase_history(tensor, node)
    return tensor


def _set_lazy(tensor, bit, on):
    """Say whether the tensor's memory holds the conjugate (bit 1), or the negative (bit 2), of what it shows."""
    lazy.note_lazy()
    tensor._lazy = tensor._lazy | bit if on else tensor._lazy & ~bit


def alias_as(cls, tensor, requires_grad):
    """An instance of the Tensor subclass `cls` that shares the tensor's data, as a leaf."""
    made = new(tensor._array, tensor._dtype, cls)
    made._storage, made._counter, made._born, made._lazy, made._inference = tensor._storage, tensor._counter, tensor._born, tensor._lazy, tensor._inference
    if requires_grad and not operators.differentiable(made):
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    store_requires_grad(made, bool(requires_grad))
    return made


_ROWS = rows()
_NODE_CLASSES = {
    "AccumulateGrad": AccumulateGrad, "AsStridedBackward0": history.AsStrided, "CopySlices": history.CopySlices, "Error": DelayedErrorNode,
    "NotImplemented": NotImplementedNode, "UndefinedGradBackward": UndefinedGradNode, "CopyBackwards": node_type("torch::autograd::CopyBackwards"),
}  # fmt: skip


def node_class_names():
    """The names of all node classes."""
    return sorted({*_NODE_CLASSES, *[row.node.rpartition("::")[2] for row in _ROWS if row.grad and not row.node.endswith("::Identity")]})


def node_class(called):
    """The class of the nodes of that name, or None where there are none."""
    if called in _NODE_CLASSES:
        return _NODE_CLASSES[called]
    labels = [row.node for row in _ROWS if row.grad and row.node.rpartition("::")[2] == called and called != "Identity"]
    return node_type(labels[0]) if labels else None


_specs = {}


def spec_of(number):
    """A row made ready; its modules load on the first call."""
    made = _specs.get(number)
    if made is None:
        made = _specs[number] = operators.Spec(_ROWS[number])
    return made


def spec_named(name):
    """The spec of an operator's first row."""
    return spec_of([n for n, row in enumerate(_ROWS) if row.name == name][0])


def spec_of_key(key):
    """The spec of an overload: ``"mul"``, ``"remainder.Scalar"``."""
    for number, row in enumerate(_ROWS):
        if row.key == key:
            return spec_of(number)
    raise KeyError(key)


call = operators.call
record_call = dispatch.finish


class Described:
    """What `inspect.signature` finds behind an operator's function: the signature that PyTorch's function has, if it is one in Python."""

    __slots__ = ("call", "full_name")

    def __init__(self, call, full_name):
        self.call, self.full_name = call, full_name

    def __call__(self, *args, **kwargs):
        return self.call(*args, **kwargs)

    @property
    def __signature__(self):
        return python_functions.signature(self.full_name)


def make_form(shown, kind, numbers):
    """The Python function for one form of an operator; argument tables are built on the first call."""
    binder = []
    method, in_place = kind in ("method", "inplace"), kind.startswith("inplace")
    module = _ROWS[numbers[0]].module.removesuffix(".functional")
    full_name = "torch." + ("Tensor." if method else module + "." if module else "") + shown

    def prepare():
        overloads = []
        for number in numbers:
            row = _ROWS[number]
            out = 0 if kind != "function" or "o" not in row.variants else len(row.outputs) if isinstance(row.outputs, list) else -1 if row.outputs == "Tensor[]" else 1
            overloads.append(Overload(row.bound_params, number, out=out, numbers=row.numbers))
        python = in_python(shown, _ROWS[numbers[0]].module, method)
        binder.append(Binder(shown, overloads, method=method, python=python))

    def call(*args, **kwargs):
        if method and not (args and isinstance(args[0], TensorBase)):
            if not args:
                raise TypeError(f"unbound method TensorBase.{shown}() needs an argument")
            raise TypeError(f"descriptor '{shown}' for 'torch._C.TensorBase' objects doesn't apply to a '{type(args[0]).__name__}' object")
        if not binder:
            prepare()
        overload, values, out = binder[0].bind(args, kwargs or None)
        spec = spec_of(overload.index)
        if dispatch.unusual(values) or out is not None and dispatch.unusual((out,)):
            answer = dispatch.ask(call, full_name, (*values, out), args, kwargs or None)
            return answer if answer is not overrides.UNANSWERED else dispatch.quietly(operators.call_unusual, spec, values, out, in_place)
        if not modes.anomaly or not in_place and out is None:
            return operators.run_inplace(spec, values) if in_place else operators.run(spec, values, out)
        # An alias, or a composite, is what the changes remember.
        before, modes.called = modes.called, modes.called or (shown if in_place else shown + "(out=...)")
        try:
            return operators.run_inplace(spec, values) if in_place else operators.run(spec, values, out)
        finally:
            modes.called = before

    call.__name__ = call.__qualname__ = shown
    call.__wrapped__ = Described(call, full_name)
    call.__doc__ = "\n".join(_ROWS[n].signature for n in numbers)
    return call


set_tensor_base(TensorBase)
assemble([(r.name, r.variants, r.module, r.aliases) for r in _ROWS], make_form, ops, functions, lambda name, form: setattr(TensorBase, name, form))
for _name, _function in functions.items():  # where pickle finds them
    _module, _, _function.__qualname__ = _name.rpartition(".")
    _function.__module__ = "pyautograd" + ("." + _module if _module else "")
ops.as_strided, ops.as_strided_ = as_strided, as_strided_  # without the way through the argument binder
arithmetic.install(TensorBase, ops)


def _operands(name, given, count):
    """The tensor and the other operands of a slot of Python's protocol; TypeError in CPython's words."""
    if not given:
        raise TypeError(f"descriptor '{name}' of 'torch._C.TensorBase' object needs an argument")
    if not isinstance(given[0], TensorBase):
        raise TypeError(f"descriptor '{name}' requires a 'torch._C.TensorBase' object but received a '{type(given[0]).__name__}'")
    got = len(given) - 1
    raise TypeError(f"expected 1 argument, got {got}" if count == 1 else f" expected {count} arguments, got {got}")


def _getitem(*given):
    if len(given) != 2 or not isinstance(given[0], TensorBase):
        _operands("__getitem__", given, 1)
    self, index = given
    from .composite.indexing import getitem

    if dispatch.unusual((self, index)):
        answer = overrides.ask_index("__getitem__", self, index)
        return answer if answer is not overrides.UNANSWERED else dispatch.quietly(getitem, self, index)
    return getitem(self, index)


def _setitem(*given):
    if len(given) != 3 or not isinstance(given[0], TensorBase):
        _operands("__setitem__", given, 2)
    self, index, value = given
    from .composite.indexing import setitem

    if dispatch.unusual((self, index, value)):
        if overrides.ask_index("__setitem__", self, index, value) is overrides.UNANSWERED:
            dispatch.quietly(setitem, self, index, value)
        return
    setitem(self, index, value)


def _delitem(self, index):
    raise TypeError("Tensor does not support deleting items")


def _part(name):
    """``x.real`` and ``x.imag``: views, written through by assignment."""
    part = getattr(ops, name)

    def assign(self, value):
        from .composite.indexing import assign_part

        assign_part(part(self), value)

    return property(part, assign, None, part.__doc__)


TensorBase.real, TensorBase.imag = _part("real"), _part("imag")
TensorBase.__getitem__ = _getitem
TensorBase.__delitem__ = _delitem
TensorBase.__setitem__ = _setitem


def fused_sgd(params, states, *options):
    """The parameters that no loop of this core steps: all of them."""
    return params


fused_adam = fused_sgd
