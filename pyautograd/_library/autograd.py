"""Calls of user's operators that are recorded with the derivative that ``register_autograd`` got, or batched by ``register_vmap``."""
from types import SimpleNamespace
from typing import Any, NamedTuple

from .._core import core
from ..autograd import Function
from ..autograd.grad_mode import no_grad
from ..utils._pytree import tree_flatten, tree_leaves, tree_unflatten


class Derivative(NamedTuple):
    """What ``register_autograd`` got."""

    backward: Any
    setup_context: Any


class _Call:
    """What a recorded call has beside tensors."""

    def __init__(self, kwargs):
        self.kwargs, self.spec, self.out_spec = kwargs, None, None

    def arguments(self, flat):
        """The arguments of the operator, which were flattened together with this object at their end."""
        return tuple(tree_unflatten(list(flat), self.spec))[:-1]


def _is_no_list_of_tensors(x):
    return not isinstance(x, tuple) and not (isinstance(x, list) and x and all(t is None or isinstance(t, core.TensorBase) for t in x))


def _function_of(op):
    """The Function that records calls of `op`."""
    name = f"GeneratedBackwardFor_{op._namespace}_{op._opname}_{op._overloadname}"

    def forward(*flat):
        call = flat[-1]
        made = op.computed(call.arguments(flat), call.kwargs)
        flat_made, call.out_spec = tree_flatten(made, is_leaf=_is_no_list_of_tensors)
        return tuple(flat_made)

    def setup_context(ctx, inputs, output):
        call = ctx.__dict__["_pt_call"] = inputs[-1]
        if op.autograd is None or op.autograd.setup_context is None:
            return
        args, kwargs = op._schema.filled(call.arguments(inputs), call.kwargs)
        made = tree_unflatten(list(output), call.out_spec)
        if op._schema.keyword_only:
            op.autograd.setup_context(ctx=ctx, inputs=args, keyword_only_inputs=kwargs, output=made)
        else:
            op.autograd.setup_context(ctx=ctx, inputs=args, output=made)

    def backward(ctx, *grads):
        if op.autograd is None:
            raise RuntimeError(
                f"Trying to backward through {op} but no autograd formula was registered. Please use register_autograd to add one."
            )
        call, needs = ctx.__dict__["_pt_call"], ctx.needs_input_grad
        grads = tree_unflatten(list(grads), call.out_spec)
        try:
            ctx.needs_input_grad = call.arguments(needs)
            found = op.autograd.backward(ctx, *(grads if isinstance(grads, tuple) else (grads,)))
        finally:
            ctx.needs_input_grad = needs
        found = (*found, None) if isinstance(found, tuple) else (found, None)
        if not any("[" in a.type and a.type.startswith("Tensor") for a in op._schema.arguments):
            return found
        flat, spec = tree_flatten(found, is_leaf=_is_no_list_of_tensors)
        if spec != call.spec:
            raise RuntimeError(
                f"Expected the return from backward to be of the same structure as the inputs. Got: {spec} (return from backward), {call.spec} (inputs)"
            )
        return tuple(flat)

    methods = {"forward": forward, "setup_context": setup_context, "backward": backward}
    return type(name, (Function,), {"generate_vmap_rule": True, **{k: staticmethod(f) for k, f in methods.items()}})


def recorded_call(op, args, kwargs):
    """The results of a call, with the operator as one step of the graph where gradients are wanted."""
    call = _Call(kwargs)
    flat, call.spec = tree_flatten((*args, call), is_leaf=_is_no_list_of_tensors)
    if op._schema.is_mutable or not (core.is_grad_enabled() and any(isinstance(x, core.TensorBase) and x.requires_grad for x in flat)):
        with no_grad():
            made = op.computed(args, kwargs)
        _count_changes(op, args, kwargs)
        return made
    if "_recorder" not in op.__dict__:
        op._recorder = _function_of(op)
    made = op._recorder.apply(*flat)
    return tree_unflatten(list(made), call.out_spec)


def _count_changes(op, args, kwargs):
    if not op._schema.is_mutable:
        return
    given = {**dict(zip([a.name for a in op._schema.positional], args)), **kwargs}
    for argument in op._schema.arguments:
        if argument.alias_info is not None and argument.alias_info.is_write:
            for tensor in tree_leaves(given.get(argument.name)):
                if isinstance(tensor, core.TensorBase):
                    core.increment_version(tensor)


def batched_call(op, args, kwargs):
    """The results by the rule of ``register_vmap``; NotImplemented where nothing is batched."""
    from ..func._batched import BatchedTensor
    from ..func._function import by_static_method
    from ..func._levels import state

    levels = [x._levels[-1] for x in tree_leaves((args, kwargs)) if isinstance(x, BatchedTensor)]
    transform = next((t for t in state.stack if levels and t.level == max(levels) and t.kind == "vmap"), None)
    if transform is None:
        return NotImplemented
    rule = SimpleNamespace(vmap=lambda info, in_dims, *values: op.vmap(info, in_dims, *values, **kwargs))
    return by_static_method(rule, transform, args)
