"""Batched tensors: what a function sees of its arguments under `vmap`.

A batched tensor wraps a *physical* tensor whose first dimensions are the batch dimensions, one for each `vmap` that it depends on, in the
order of their levels; what it shows (shape, dtype, strides) is one example. Ordinary autograd and forward mode run on the
physical tensors. The core hands every operator on a batched tensor, with bound arguments, to `intercepted`, which looks up the
operator's batching rule: a function ``rule(spec, values, inplace)`` that computes on physical tensors. Composite operators are
run as they are, on the batched tensors. An operator without a rule runs once per example (`loop`).

What needs the values of single examples (``item``, ``bool``, results of data-dependent shape) raises `PerExample`, which the `vmap` that made the tensor
refuses, unless it has made a batch of what is none. What this library alone needs them for raises `Separately`, and the function runs example by example.
"""
import numpy as np

from .._core import core
from .._py.overrides import disabled_torch_function_impl
from .._tensor import Tensor
from .._types import Size
from ._captured import _is_variable as is_variable
from ._captured import refuse_method
from ._levels import state, was_expanded

ops = core.ops
TensorBase = core.TensorBase


class PerExample(RuntimeError):
    """The values of single examples are asked for; `levels` are those of the batched tensor, `text` is what PyTorch says."""

    def __init__(self, levels, text):
        super().__init__(text)
        self.levels, self.text = levels, text


class Separately(PerExample):
    """What goes on has no rule for batches, which is none of the user's business: it is to be run example by example."""


ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite what "
    "you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report."
)
CONTROL_FLOW = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please file an issue at "
    "https://github.com/pytorch/pytorch/issues ."
)
ESCAPED = (
    "Either your tensor may have escaped from inside a function being vmapped and this is a user error (see "
    "https://pytorch.org/functorch/stable/ux_limitations.html), or there is an internal functorch error in `gen_vmap_plumbing` Please file an issue if "
    "it looks like the latter"
)
NO_RULE = "Batching rule not implemented for aten::{}. We could not generate a fallback."
STORAGE = "Cannot access data pointer of Tensor that doesn't have storage"
DYNAMIC = (
    "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap over aten::{}. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)


def asked(x, text, kind=PerExample):
    """The exception for a question about single examples; a plain RuntimeError where the vmap has ended."""
    running = [level for level, _ in state.vmaps]
    return kind(x._levels, text) if any([level in running for level in x._levels]) else RuntimeError(text)


class BatchedTensor(Tensor):
    """One example of a batch, standing for all of them. Made by `vmap` only."""

    __slots__ = ("_value", "_levels", "_given_dim")
    __torch_function__ = disabled_torch_function_impl
    records_below = True

    def refuse_elements(self):
        """What the core calls where an operator looks at elements."""
        raise asked(self, ITEM, Separately)

    def new_tensor(self, data, **options):
        """A tensor of this one's dtype from `data`; the same for all examples."""
        return ops.empty((), dtype=self.dtype).new_tensor(data, **options)

    def as_strided_examples(self, size, stride, storage_offset):
        """``as_strided`` of every example; the offset is that of the first."""
        value, nb = self._value, len(self._levels)
        offset = value.storage_offset() if storage_offset is None else storage_offset
        return batched(ops.as_strided(value, (*value.shape[:nb], *size), (*value.stride()[:nb], *stride), offset), self._levels)

    def as_strided_examples_(self, size, stride, storage_offset):
        """The same in place."""
        value, nb = self._value, len(self._levels)
        offset = value.storage_offset() if storage_offset is None else storage_offset
        value.as_strided_((*value.shape[:nb], *size), (*value.stride()[:nb], *stride), offset)
        return self.shown_anew()

    def shown_anew(self):
        """This tensor, after the shape of its physical tensor was changed in place."""
        scope = core.set_scope(0)
        try:
            TensorBase.data.__set__(self, core.alias_as(TensorBase, batched(self._value, self._levels), False))
        finally:
            core.set_scope(scope)
        return self

    def storage_offset(self):
        return self._value.storage_offset()

    def untyped_storage(self):
        raise NotImplementedError("Cannot access storage of BatchedTensorImpl")

    def storage(self):
        self.untyped_storage()

    def item(self):
        raise asked(self, ITEM)

    __int__ = __float__ = __complex__ = __index__ = item

    def __bool__(self):
        raise asked(self, CONTROL_FLOW)

    is_nonzero = __bool__

    def tolist(self):
        raise asked(self, STORAGE)

    def numpy(self, *, force=False):
        raise asked(self, STORAGE)

    def data_ptr(self):
        raise asked(self, STORAGE)

    def detach(self):
        """The same values without history."""
        return batched(self._value.detach(), self._levels)

    def detach_(self):
        self._value = self._value.detach()
        return self

    def _alias(self):
        return self.detach()

    @property
    def data(self):
        raise RuntimeError("accessing `data` under vmap transform is not allowed")

    @data.setter
    def data(self, value):
        raise RuntimeError("mutating directly with `.data` under vmap transform is not allowed.")

    @property
    def requires_grad(self):
        """Whether a derivative is being taken of each example; what is differentiated outside of the vmap does not show."""
        return self._value.requires_grad and any([t.kind == "grad" and t.level > self._levels[-1] for t in state.stack])

    @requires_grad.setter
    def requires_grad(self, value):
        self.requires_grad_(value)

    @property
    def is_leaf(self):
        return not self.requires_grad or is_variable(self._value)

    @property
    def grad_fn(self):
        return None if self.is_leaf else self._value.grad_fn

    def requires_grad_(self, requires_grad=True):
        refuse_method("requires_grad_")
        raise RuntimeError(ESCAPED)

    def retain_grad(self):
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        refuse_method("retain_grad")
        raise RuntimeError(ESCAPED)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from ..autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook):
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        levels = self._levels

        def on_examples(grad):
            answer = hook(add_levels(grad, levels))
            return None if answer is None else without_levels(answer, levels, grad.shape[: len(levels)])

        return self._value.register_hook(on_examples)

    def __deepcopy__(self, memo):
        made = batched(self._value.detach().clone(), self._levels)
        memo[id(self)] = made
        return made

    def __reduce_ex__(self, protocol):
        raise asked(self, STORAGE)

    def __repr__(self, *, tensor_contents=None):
        from ._layers import describe

        return describe(self)

    __str__ = __repr__

    def __format__(self, spec):
        return object.__format__(self, spec)


BatchedTensor.__module__ = "torch"


def batched(value, levels):
    """The batched tensor over a physical one whose first ``len(levels)`` dimensions are those of `levels`."""
    array, nb = core.exemplar(value), len(levels)
    if nb == 1 and array.shape[0] or 0 not in array.shape[:nb]:
        example = array[(0,) * nb + (...,)]
    else:
        example = np.empty(array.shape[nb:], array.dtype)
    made = core.alias_as(BatchedTensor, core.wrap(example, value.dtype), False)
    made._value, made._levels, made._given_dim = value, levels, 0
    return made


# ---------------------------------------------------------------------------------------------------------------------
# Between batched and physical tensors


def batch(x, dim, level):
    """`x` with its dimension `dim` as the batch dimension of `level`, which is above all of its others."""
    if isinstance(x, BatchedTensor):
        nb = len(x._levels)
        value = x._value
        made = batched(value if dim == 0 else ops.movedim(value, nb + dim, nb), (*x._levels, level))
    else:
        made = batched(x if dim == 0 else ops.movedim(x, dim, 0), (level,))
    made._given_dim = dim  # shown to the ``vmap`` of a Function that gets this very tensor
    return made


def unbatch(x, level, size, dim):
    """`x` with the batch dimension of `level` as its dimension `dim`; expanded where it has none."""
    if isinstance(x, BatchedTensor) and level in x._levels:
        levels, value = x._levels, x._value
        at, nb = levels.index(level), len(levels) - 1
        rest = levels[:at] + levels[at + 1 :]
        to = nb + _wrapped(dim, value.ndim - nb)
        value = value if at == to else ops.movedim(value, at, to)
        return batched(value, rest) if rest else value
    dim = _wrapped(dim, x.ndim + 1)
    return ops.unsqueeze(x, dim).expand(*x.shape[:dim], size, *x.shape[dim:])


def _wrapped(dim, ndim):
    if not -ndim <= dim < ndim:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-ndim}, {ndim - 1}], but got {dim})")
    return dim % ndim if ndim else dim


def levels_of(values):
    """The levels of all batched tensors among `values`, ascending, and the sizes of their batch dimensions."""
    found = {}
    for v in values:
        for x in v if type(v) in (tuple, list) else (v,):
            if isinstance(x, BatchedTensor):
                found.update(zip(x._levels, x._value.shape))
    levels = tuple(sorted(found))
    return levels, tuple([found[l] for l in levels])


def front(x, levels, ndim=None):
    """The physical tensor of `x` with a dimension for each of `levels`, of size 1 where `x` has none, and ones before its own up to `ndim`."""
    if isinstance(x, BatchedTensor):
        value, own = x._value, x._levels
    else:
        value, own = x, ()
    nb = len(own)
    pad = 0 if ndim is None else ndim - (value.ndim - nb)
    if own == levels and pad <= 0:
        return value
    shape = tuple(value.shape)
    sizes = [shape[own.index(l)] if l in own else 1 for l in levels]
    return value.view((*sizes, *(1,) * max(pad, 0), *shape[nb:]))


def full(x, levels, sizes):
    """The physical tensor of `x` with all batch dimensions in their full size."""
    if isinstance(x, BatchedTensor) and x._levels == levels:
        return x._value
    made = front(x, levels)
    return made.expand(*sizes, *made.shape[len(levels) :])


def add_levels(x, levels):
    """`x`, whose first logical dimensions are those of `levels`, with these as batch dimensions."""
    if not levels:
        return x
    if not isinstance(x, BatchedTensor):
        return batched(x, levels)
    own, nb = x._levels, len(levels)
    both = tuple(sorted((*own, *levels)))
    order = {l: i for i, l in enumerate(own)} | {l: len(own) + i for i, l in enumerate(levels)}
    value = x._value
    value = value.permute([order[l] for l in both] + list(range(len(own) + nb, value.ndim)))
    return batched(value, both)


def without_levels(x, levels, sizes):
    """The reverse: the batch dimensions of `levels` (expanded where `x` has none) become the first logical ones."""
    if not levels:
        return x
    own = x._levels if isinstance(x, BatchedTensor) else ()
    outer = tuple([l for l in own if l not in levels])
    both = tuple(sorted({*own, *levels}))
    found = dict(zip(own, x._value.shape)) if own else {}
    found.update(zip(levels, sizes))
    value = full(x, both, [found[l] for l in both])
    order = [both.index(l) for l in (*outer, *levels)]
    if order != list(range(len(both))):
        value = value.permute(order + list(range(len(both), value.ndim)))
    return batched(value, outer) if outer else value


# ---------------------------------------------------------------------------------------------------------------------
# Dispatch

_rules = {}  # by key of the operator; found when it is first needed


def intercepted(spec, values, inplace):
    """What the core calls for an operator with a batched argument."""
    if not state.vmaps:
        raise RuntimeError(ESCAPED)
    rule = _rules.get(spec.key)
    if rule is None:
        from ._batching_rules import rule_for

        rule = _rules[spec.key] = rule_for(spec)
    if rule is False:
        return NotImplemented
    try:
        return rule(spec, values, inplace)
    except Unsuited:
        pass
    return explained(spec, values, inplace)


class Unsuited(Exception):
    """Raised by a rule for arguments that the operator refuses, or where the rule does not apply."""


def explained(spec, values, inplace):
    """The operator on example 0, for its error; where it has none, on one example after another."""
    recording = core.is_grad_enabled()
    core.set_grad_enabled(False)
    try:
        core.call(spec, [_example(v) for v in values], inplace)
    finally:
        core.set_grad_enabled(recording)
    return loop(spec, values, inplace)


def _example(v):
    if isinstance(v, BatchedTensor):
        return ops.zeros(tuple(v.shape), dtype=v.dtype) if 0 in v._value.shape[: len(v._levels)] else first_example(v)
    if isinstance(v, TensorBase):
        return v.detach().clone()
    return [_example(x) for x in v] if type(v) in (tuple, list) else v


def first_example(x):
    """Example 0 as a tensor of its own."""
    value = x._value.detach()
    for _ in x._levels:
        value = value.select(0, 0)
    return value.clone()


_INPLACE = (
    "vmap: {name}(self, *extra_args) is not possible because there exists a Tensor `other` in extra_args that has more elements than `self`. This "
    "happened due to `other` being vmapped over but `self` not being vmapped over {where}. Please try to use out-of-place operators instead of "
    "{name}. If said operator is being called inside the PyTorch framework, please file a bug report instead."
)
ARITHMETIC = {"mul", "sub", "div", "copy", "masked_fill", "logical_and", "logical_or", "logical_xor", "clamp_min", "clamp_max"}
_IN_A_VMAP = ("fill", "index_put", "_index_put_impl", "index_add", "index_fill", "scatter_add", "scatter_reduce")


def target_of(spec, values, levels):
    """The physical tensor that an in-place operator writes; RuntimeError where it lacks a level of the other arguments."""
    x = values[0]
    refuse_missing_levels(spec.name, x, levels)
    return x._value


def refuse_missing_levels(operator, x, levels):
    """RuntimeError if `x`, which an in-place operator is about to write, is not batched at one of `levels`."""
    own = x._levels if isinstance(x, BatchedTensor) else ()
    if own != levels:
        separate_expanded(x, levels)
        name, where = operator.removeprefix("_").removesuffix("_impl") + "_", "in a vmap"
        one_pass = state.stack and state.stack[-1].randomness == "one pass"
        if operator in ARITHMETIC and not one_pass:
            name = "inplace arithmetic"
        elif one_pass or operator not in _IN_A_VMAP:
            name, where = "aten::" + name, f"at level {max(set(levels) - set(own))}"
        raise RuntimeError(_INPLACE.format(name=name, where=where))


def separate_expanded(x, levels):
    """Run the vmaps example by example in which `x` is about to be changed by what they have expanded: PyTorch keeps such tensors as they are."""
    own = x._levels if isinstance(x, BatchedTensor) else ()
    missing = tuple([level for level in levels if level not in own])
    if missing and was_expanded(missing):
        raise Separately(missing, "vmap: a tensor that is not batched is changed in place")


def loop(spec, values, inplace):
    """The rule of last resort: the operator once per example, results stacked."""
    levels, sizes = levels_of(values)
    if inplace:
        target_of(spec, values, levels)
    whole = [_whole(v, levels, sizes) for v in values]
    count = 1
    for n in sizes:
        count *= n
    if not count:
        examples = [_example(v) for v in values]
        return _map(lambda made: batched(made.new_empty((*sizes, *made.shape)), levels), core.call(spec, examples, inplace))
    results = []
    for flat in range(count):
        index, rest = [], flat
        for n in reversed(sizes):
            index.append(rest % n)
            rest //= n
        index.reverse()
        results.append(core.call(spec, [_at(v, index) for v in whole], inplace))
    if inplace:
        return values[0]
    return _stacked(results, levels, sizes)


class _Whole:
    """A physical tensor to be taken example by example."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def _whole(v, levels, sizes):
    if isinstance(v, BatchedTensor):
        return _Whole(full(v, levels, sizes))
    return [_whole(x, levels, sizes) for x in v] if type(v) in (tuple, list) else v


def _at(v, index):
    if isinstance(v, _Whole):
        value = v.value
        for i in index:
            value = ops.select(value, 0, i)
        return value
    return [_at(x, index) for x in v] if type(v) is list else v


def _map(function, result):
    if isinstance(result, TensorBase):
        return function(result)
    if isinstance(result, (tuple, list)):
        return [_map(function, r) for r in result]
    return result


def _stacked(results, levels, sizes):
    first = results[0]
    if isinstance(first, TensorBase):
        if any([r.shape != first.shape for r in results]):
            raise PerExample(levels, "vmap: the results of the examples have different shapes")
        made = ops.stack(results)
        return batched(made.view((*sizes, *first.shape)) if len(sizes) != 1 else made, levels)
    if isinstance(first, (tuple, list)):
        return [_stacked(list(rs), levels, sizes) for rs in zip(*results)]
    return first


core.intercept(BatchedTensor, intercepted)

__all__ = ["BatchedTensor", "PerExample", "Size"]
