"""``__torch_dispatch__``: which operators it is offered, under which names and with which arguments, and what becomes of its answer.

A subclass of `Tensor` with a ``__torch_dispatch__`` is an intercepted class (docs/architecture.md): the core records the operator on the level of its
tensors, and calls `offered` for the result. `TorchDispatchMode` stands on the same functions, for all calls of a thread.
Loaded when the first such class or mode is defined.
"""
import math
import threading

import numpy as np

from . import _ops, _types
from ._core import core
from ._tensor import Tensor

TensorBase = core.TensorBase

# Composites here that are operators of their own below autograd in PyTorch: factories and random numbers.
FACTORIES = frozenset((
    "zeros ones empty full zeros_like ones_like empty_like full_like new_zeros new_ones new_empty new_full new_empty_strided empty_strided eye arange "
    "linspace logspace scalar_tensor tril_indices triu_indices rand randn randint rand_like randn_like randint_like randperm"
).split())  # fmt: skip
_NAMED = ("generator", "dtype", "layout", "device", "pin_memory", "memory_format")  # their keyword arguments, in PyTorch's order
_LIKE = ("_like", "new_")


def disabled_torch_dispatch_impl(func, types, args=(), kwargs=None):
    """What `Tensor` has as its ``__torch_dispatch__``: it takes no part."""
    return NotImplemented


disabled_torch_dispatch_impl.__name__ = disabled_torch_dispatch_impl.__qualname__ = "_disabled_torch_dispatch_impl"


def dispatches(cls):
    """Whether a tensor class has a ``__torch_dispatch__`` of its own."""
    found = getattr(cls, "__torch_dispatch__", None)
    return found is not None and found is not disabled_torch_dispatch_impl


class _Dispatching(type):
    def __instancecheck__(cls, tensor):
        return dispatches(type(tensor)) and not _disabled.on


class Dispatching(metaclass=_Dispatching):
    """Stands for all tensor classes with a ``__torch_dispatch__``, for `isinstance`."""


class _Disabled(threading.local):
    """Whether ``torch._C._DisableTorchDispatch`` is going on in the thread."""

    on = False


_disabled = _Disabled()


def is_disabled():
    """Whether no subclass and no mode is asked in this thread."""
    return _disabled.on


class DisableTorchDispatch:
    """``torch._C._DisableTorchDispatch``: while it lives, or inside its ``with``, no subclass and no mode is asked."""

    def __init__(self):
        self._before, _disabled.on = _disabled.on, True

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        _disabled.on = self._before

    def __del__(self):
        _disabled.on = self._before


def described(spec, values, inplace, outs=()):
    """A call of an operator of the table as PyTorch's dispatcher sees it: ``(overload, args, kwargs)``; `outs`: the tensors that it writes into."""
    func = _ops.overload_for(spec, values, inplace)
    if spec.name in _WITH_NUMBERS and func._overloadname == "Tensor" and isinstance(values[1], (int, float, complex)) and _in_formula():
        func = func._packet.overload("Scalar")  # Python's functions make a tensor of the number first; formulas do not
    if spec.name in FACTORIES:
        args, kwargs = _factory_arguments(spec, values)
        return (func, args, kwargs) if not outs else _writing(func, args, {}, outs)
    special = _ARGUMENTS.get(spec.key)
    args, kwargs = special(*values) if special is not None else _ops.arguments_of(spec, values)
    args = tuple([list(a) if type(a) in (tuple, _types.Size) else a for a in args])  # lists arrive as such
    return (func, args, kwargs) if not outs else _writing(func, args, kwargs, outs)


def outs_among(spec, values):
    """The tensor that a factory was given to write into, which is an argument of its own there, in a list; empty for other calls."""
    given = values[spec.parameters.index("out")] if spec.name in FACTORIES and "out" in spec.parameters else None
    return [] if given is None else [given]


def _writing(func, args, kwargs, outs):
    """The same call with the tensors that are written into by name; None for `func` where PyTorch has no such overload."""
    func = func._packet.out_overload(func._overloadname)
    if func is None or len(func._outs) != len(outs):
        return None, args, kwargs
    return func, args, {**kwargs, **dict(zip(func._outs, outs))}


_WITH_NUMBERS = frozenset(("mul", "div", "add", "sub"))


def _in_formula():
    """Whether the derivative of an operator of the table is being computed whose numbers are its own."""
    node = core.current_autograd_node()
    return node is not None and not isinstance(node, core.CustomNode) and node.name() not in ("MulBackward0", "DivBackward0")


def _index_arguments(tensor, indices, dims=None, *rest):
    """The indices with None for the dimensions before and between them."""
    if dims is None:
        return (tensor, list(indices), *rest), {}
    given = dict(zip(dims, indices))
    return (tensor, [given.get(d) for d in range(max(given) + 1)], *rest), {}


def _slice_arguments(tensor, dim=0, start=None, end=None, step=1):
    """An end that is the length is the one that PyTorch writes for a missing one."""
    start = 0 if start is None else start
    end = _TO_THE_END if end is None or tensor.ndim and end == tensor.shape[dim] else end
    args = [tensor, dim, start, end, step]
    for at, default in ((4, 1), (3, None), (2, None), (1, 0)):
        if len(args) != at + 1 or args[at] != default:
            break
        args.pop()
    return tuple(args), {}


def _softmax_arguments(tensor, dim, dtype):
    """The tensor converted before: that is an operator of its own."""
    return (tensor if dtype is None else tensor.to(dtype), dim, False), {}


def _group_norm_arguments(tensor, weight, bias, groups, eps):
    """With the numbers of samples, of channels and of elements of a channel."""
    samples, channels = tensor.shape[:2]
    return (tensor, weight, bias, samples, channels, math.prod(tensor.shape[2:]), groups, eps), {}


_TO_THE_END = 2**63 - 1
# Rows whose arguments PyTorch's dispatcher orders in another way.
_ARGUMENTS = {
    "gelu_tanh": lambda x: ((x,), {"approximate": "tanh"}), "gelu_tanh_backward": lambda grad, x: ((grad, x), {"approximate": "tanh"}),
    "native_group_norm": _group_norm_arguments, "softmax.int": _softmax_arguments, "log_softmax.int": _softmax_arguments,
    "_softmax_backward_data": lambda grad, result, dim: ((grad, result, dim, grad.dtype), {}),
    "_log_softmax_backward_data": lambda grad, result, dim: ((grad, result, dim, grad.dtype), {}),
    "index": _index_arguments, "slice": _slice_arguments, "_to_copy": lambda x, dtype, memory_format: (
        (x,), {name: value for name, value in (("dtype", dtype), ("memory_format", memory_format)) if value is not None}
    ),
}  # fmt: skip


def _factory_arguments(spec, values):
    args, kwargs = [], {}
    for name, value in zip(spec.parameters, values):
        if name in _NAMED:
            if value is not None:
                kwargs[name] = value
        elif name not in ("out", "requires_grad"):
            args.append(list(value) if type(value) in (tuple, _types.Size) else value)
    if not any(mark in spec.name for mark in _LIKE):
        kwargs.setdefault("device", _types.CPU)
    return tuple(args), {name: kwargs[name] for name in _NAMED if name in kwargs}


def takes_part(spec, values=()):
    """Whether an operator is offered as it is; a composite is offered as what it is made of, one on a batch of a vmap as what is computed underneath."""
    if spec.implementation == "composite" and spec.name not in FACTORIES:
        return False
    return not is_batched(values)


def is_batched(values):
    """Whether a tensor among `values` is one example of a batch, under a vmap: what records is the tensor underneath."""
    return any([getattr(type(v), "records_below", False) for v in tensors_of(values)])


def tensors_of(values):
    """The tensors among `values` and in lists among them."""
    for value in values:
        for v in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(v, TensorBase):
                yield v


def handlers(values):
    """Those of the tensors in `values` whose class dispatches, one of each class: subclasses before their bases, then as they stand."""
    found = []
    for v in tensors_of(values):
        cls = type(v)
        if cls is Tensor or not dispatches(cls) or any([type(f) is cls for f in found]):
            continue
        at = next((i for i, f in enumerate(found) if issubclass(cls, type(f))), len(found))
        found.insert(at, v)
    return found


def ask(func, values, args, kwargs):
    """The answer of the ``__torch_dispatch__`` of the classes among the arguments. TypeError where all of them decline."""
    asked = handlers(values)
    answer = answer_of(asked, func, args, kwargs)
    if answer is NotImplemented:
        raise declined(func, asked)
    return answer


def answer_of(asked, func, args, kwargs):
    """What the first of `asked` answers that does not decline; NotImplemented where all do."""
    types = tuple([type(v) for v in asked])
    rules = getattr(func, "rules", {})
    for v in asked:
        cls = type(v)
        answer = rules[cls](cls, func, types, args, kwargs) if cls in rules else cls.__torch_dispatch__(func, types, args, kwargs)
        if answer is not NotImplemented:
            return answer
    return NotImplemented


def declined(func, asked, mode=None):
    """The error where all handlers of a call returned NotImplemented."""
    lines = [] if mode is None else [f"  - mode object {mode}"]
    lines += [f"  - tensor subclass {type(v)!r}" for v in asked]
    return TypeError(
        f"Multiple dispatch failed for 'torch._ops.{func}'; all __torch_dispatch__ handlers returned NotImplemented:\n\n" + "\n".join(lines) + "\n\nFor more "
        "information, try re-running with TORCH_LOGS=not_implemented"
    )


class below_autograd:
    """A context in which nothing is recorded: what handlers compute belongs to the operator that is recorded above them."""

    def __enter__(self):
        self._recording = core.is_grad_enabled()
        core.set_grad_enabled(False)
        return self

    def __exit__(self, *exc):
        core.set_grad_enabled(self._recording)


def offered(spec, values, inplace, outs=()):
    """What the core calls for an operator with a tensor of a dispatching class among its arguments, or among the tensors that it writes into."""
    if not takes_part(spec):
        return NotImplemented
    outs = outs or outs_among(spec, values)
    func, args, kwargs = described(spec, values, inplace, outs)
    if func is None:
        return NotImplemented
    with below_autograd():
        made = ask(func, [*values, *outs], args, kwargs)
    if inplace:
        return values[0]
    if outs:
        return outs[0]
    made = checked(spec, values, made)
    return with_options(spec, values, made)


offered.takes_outs = True


def with_options(spec, values, made):
    """What a factory gives, with its option ``requires_grad``."""
    if spec.name in FACTORIES and "requires_grad" in spec.parameters and values[spec.parameters.index("requires_grad")]:
        made.requires_grad_()
    return made


def checked(spec, values, made):
    """What a handler returned as results without history; RuntimeError for what is no tensor where the operator gives one."""
    if isinstance(made, TensorBase):
        if any([made is v for v in tensors_of(values)]):
            return core.recast(type(made), made) if spec.implementation == "composite" else _alias(made)
        return made.detach() if made.grad_fn is not None else made
    if isinstance(made, (tuple, list)):
        return type(made)([checked(spec, values, m) for m in made]) if type(made) in (tuple, list) else made
    if made is None or spec.result == "object":
        return made
    raise RuntimeError(f"Unable to cast {made!r} to Tensor")


def _alias(tensor):
    """Another tensor over the same thing, with the attributes of the first."""
    if not dispatches(type(tensor)):
        return tensor.detach()
    made = core.alias_as(type(tensor), tensor, False)
    made.__dict__.update(tensor.__dict__)
    return made


# What is no operator of the table: detach, item, as_strided


def _asked_method(name, tensor, args):
    """What the core calls for these methods."""
    from .utils import _python_dispatch as modes

    if _disabled.on:
        return NotImplemented
    own = dispatches(type(tensor))
    if not own and (not modes.is_in_torch_dispatch_mode() or not isinstance(tensor, Tensor) or not core.readable(tensor)):
        return NotImplemented
    if name == "tolist":
        if own:
            raise RuntimeError(f".tolist() is not supported for tensor subclasses, got {type(tensor).__name__}")
        return NotImplemented
    func, given = _METHODS[name](tensor, *args)
    return modes.ask_all(func, given, {}) if not own or modes.is_in_torch_dispatch_mode() else _below(func, given)


def gradient_for(leaf, grad, alone):
    """The gradient that a leaf keeps of `grad`: itself without history where nobody else holds it, else a copy laid out as the leaf is."""
    size, stride = tuple(leaf.shape), tuple(leaf.stride())
    dense = _is_dense(size, stride)
    if alone and (tuple(grad.stride()) == stride if dense else grad.is_contiguous()):
        return grad.detach()
    if not dense:
        return grad.clone(memory_format=_types.contiguous_format).detach()
    spec = core.spec_named("new_empty_strided")
    made = core.call(spec, [grad, size, stride, grad.dtype, grad.layout, grad.device, None, False])
    return made.copy_(grad)


def _is_dense(size, stride):
    step = 1
    for s, n in sorted([(s, n) for s, n in zip(stride, size) if n != 1]):
        if s != step:
            return False
        step *= n
    return True


def _below(func, given):
    with below_autograd():
        return ask(func, given, given, {})


def _item(tensor):
    if tensor.numel() != 1:
        raise RuntimeError(f"a Tensor with {tensor.numel()} elements cannot be converted to Scalar")
    return _ops.aten._local_scalar_dense.overload("default"), (tensor,)


_METHODS = {
    "detach": lambda t: (_ops.aten.detach.overload("default"), (t,)), "data": lambda t: (_ops.aten.detach.overload("default"), (t,)), "item": _item,
    "as_strided": lambda t, size, stride, offset: (
        _ops.aten.as_strided.overload("default"), (t, list(size), list(stride), *(() if offset is None else (offset,)))
    ),
}  # fmt: skip


# Tensors without data of their own


def make_wrapper(cls, size, strides, storage_offset, dtype, layout, device, requires_grad):
    """An instance of `cls` that shows a shape, strides and a dtype, over memory that nothing touches."""
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"_make_wrapper_subclass(): argument 'size' (position 2) must be tuple of ints, not {type(size).__name__}")
    size = tuple([int(n) for n in size])
    if strides is None:
        step, strides = 1, []
        for n in reversed(size):
            strides.insert(0, step)
            step *= max(n, 1)
    strides, offset = tuple([int(s) for s in strides]), int(storage_offset or 0)
    if len(strides) != len(size):
        raise RuntimeError(f"dimensionality of sizes ({len(size)}) must match dimensionality of strides ({len(strides)})")
    extent = offset + sum([(n - 1) * s for n, s in zip(size, strides)]) + 1 if all(size) else offset
    try:
        memory = np.zeros(extent, dtype.np)
    except MemoryError:
        memory = np.broadcast_to(np.zeros((), dtype.np), (extent,))
        shown = core.wrap(np.lib.stride_tricks.as_strided(memory, size, (0,) * len(size)), dtype)
    else:
        shown = core.as_strided(core.wrap(memory, dtype), size, strides, offset)
    made = core.alias_as(cls, shown, requires_grad)
    if device is not None and device.type != "cpu":
        made._shown_device = device
        if cls.device is Tensor.device:
            cls.device = property(_device)
    if layout is not None and layout is not _types.strided:
        made._shown_layout = layout
        if cls.layout is Tensor.layout:
            cls.layout = property(lambda self: self.__dict__.get("_shown_layout", _types.strided))
    return made


def _device(self):
    return self.__dict__.get("_shown_device", _types.CPU)


def copied(tensor, memo):
    """``copy.deepcopy`` of a tensor of a dispatching class."""
    import copy

    made = tensor.clone()
    if type(made) is not type(tensor):
        raise RuntimeError(
            "The default implementation of __deepcopy__() for wrapper subclasses only works for subclass types that properly implement clone() and for "
            "which that function returns another instance of the same subclass. You should either properly implement clone() for your subclass or "
            "override __deepcopy__() if it is intended behavior for clone() to return an instance of a different type."
        )
    if made.grad_fn is not None:
        made = made.detach()
    if tensor.requires_grad:
        made.requires_grad_()
    if tensor.grad is not None:
        made.grad = tensor.grad.__deepcopy__(memo)
    memo[id(tensor)] = made
    for name, value in tensor.__dict__.items():
        made.__dict__[name] = copy.deepcopy(value, memo)
    return made


core.intercept(Dispatching, offered)
core.set_method_hook(_asked_method)
