"""``autograd.Function`` under transforms: its ``vmap`` static method, or the rule that ``generate_vmap_rule = True`` asks for."""
from typing import NamedTuple

from .._core import core
from .._py.function_errors import merged_keywords
from ..autograd.function import Function
from ..utils._pytree import (
    _broadcast_to_and_flatten,
    arg_tree_leaves,
    tree_any,
    tree_flatten,
    tree_leaves,
    tree_unflatten,
)
from ._batched import BatchedTensor, Separately, TensorBase, batch
from ._levels import state
from ._vmap import _Running, restore_vmap, unwrap_batched, wrap_batched

ops = core.ops
_MORE = "For more details, please see https://pytorch.org/docs/main/notes/extending.func.html"
_SETUP = (
    "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, ...), it must override the setup_context staticmethod. "
    + _MORE
)


NO_OUT_DIMS = "not specified"


class VmapInfo(NamedTuple):
    """What a ``vmap`` static method is told of the batch."""

    batch_size: int
    randomness: str


def apply(cls, args, kwargs):
    """What ``Function.apply`` does while a transform is going on; NotImplemented where nothing is batched. Defaults are in `args`."""
    if state.stack[-1].randomness == "one pass":
        if tree_any(_is_batched, (args, kwargs)):
            raise Separately((state.stack[-1].level,), _SETUP)
        return NotImplemented
    if cls.setup_context is Function.setup_context:
        if getattr(cls, "known_to_transforms", False) and not tree_any(_is_batched, (args, kwargs)):
            return NotImplemented  # one of this library, whose arguments are what they seem
        raise RuntimeError(_SETUP)
    if any([t.kind == "vmap" for t in state.stack]):
        _require_rule(cls)
    if not tree_any(_is_batched, (args, kwargs)):
        return NotImplemented
    if kwargs:
        args = merged_keywords(cls.forward, 0, args, kwargs)
    level = max([x._levels[-1] for x in tree_leaves(args) if isinstance(x, BatchedTensor)])
    transform = next((t for t in state.stack if t.level == level and t.kind == "vmap"), None)
    if transform is None:
        from ._batched import ESCAPED

        raise RuntimeError(ESCAPED)
    if cls.generate_vmap_rule:
        return generated(cls, transform, args, None)
    if _differentiated_inside(level, args):
        return generated(cls, transform, args, cls.vmap)
    return by_static_method(cls, transform, args)


def _require_rule(cls):
    """Refuse a Function that says nothing, or two things, about batches."""
    if cls.generate_vmap_rule:
        if cls.vmap is not Function.vmap:
            raise RuntimeError(
                f"You tried to vmap over {cls.__name__}, but it has both generate_vmap_rule=True and an overridden vmap staticmethod. Please set "
                f"generate_vmap_rule=False or delete the overridden vmap staticmethod to avoid ambiguity. {_MORE}"
            )
    elif cls.vmap is Function.vmap:
        raise RuntimeError(
            f"You tried to vmap over {cls.__name__}, but it does not have vmap support. Please override and implement the vmap staticmethod or set "
            f"generate_vmap_rule=True. {_MORE}"
        )


def _is_batched(x):
    return isinstance(x, BatchedTensor)


def _differentiated_inside(level, args):
    """Whether a transform inside of the vmap differentiates by these arguments: then by the Function's own derivative."""
    if not any([t.kind in ("grad", "jvp") for t in state.stack if t.level > level]):
        return False
    return any([isinstance(x, BatchedTensor) and x._value.requires_grad for x in tree_leaves(args)])


class _Below:
    """Context manager: the transforms from `transform` on are not going on."""

    def __init__(self, transform):
        self.transform = transform

    def __enter__(self):
        self.stack, self.vmaps = state.stack, state.vmaps
        at = self.stack.index(self.transform)
        state.stack = self.stack[:at]
        state.vmaps = tuple([v for v in self.vmaps if v[0] < self.transform.level])

    def __exit__(self, *_):
        state.stack, state.vmaps = self.stack, self.vmaps


def by_static_method(cls, transform, args):
    """The results of ``cls.vmap`` as batched tensors; an argument that it returns stays the argument."""
    unwrapped, in_dims = unwrap_batched(args, transform.level, as_given=True)
    with _Below(transform):
        result = cls.vmap(VmapInfo(transform.batch_size, transform.randomness), in_dims, *unwrapped)
    output, out_dims = _two(result)
    originals = {id(u): x for u, x in zip(arg_tree_leaves(*unwrapped), arg_tree_leaves(*args))}
    flat, spec = tree_flatten(output)
    dims = _broadcast_to_and_flatten(out_dims, spec)
    if dims is None:
        raise RuntimeError(
            f"The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) tuple. Expected out_dims={out_dims} to be compatible "
            f"with the structure of `output`. out_dims has structure {tree_flatten(out_dims)[1]} but output has structure {spec}. {_MORE}"
        )
    made = []
    for x, dim in zip(flat, dims):
        if isinstance(x, TensorBase):
            x = originals[id(x)] if id(x) in originals else x if dim is None else batch(x, dim % x.ndim if dim < 0 else dim, transform.level)
        made.append(x)
    return tree_unflatten(made, spec)


def _two(result):
    text = "Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure compatible with the output. "
    if not isinstance(result, tuple):
        raise RuntimeError(f"{text}Got a {type(result)} instead")
    if len(result) != 2:
        raise RuntimeError(f"{text}Got {len(result)} returns instead")
    return result


def generated(cls, transform, args, static_method):
    """``cls`` applied to the batch as one step of the graph, whose derivative is that of ``cls`` on every example."""
    unwrapped, in_dims = unwrap_batched(args, transform.level)
    function = vmapped(cls, in_dims, transform.batch_size, transform.randomness, static_method)
    with _Below(transform):
        outputs = function.apply(*unwrapped)
    *values, out_dims = outputs
    values = tuple(values) if function.several else values[0]
    return wrap_batched(values, out_dims, transform.level)


def vmapped(cls, in_dims, batch_size, randomness, static_method=None):
    """A Function on batches whose methods run those of ``cls`` under a vmap. Its last output says where the batch dimensions are."""

    class Generated(Function):
        generate_vmap_rule = True
        several = False

        @staticmethod
        def forward(*operands):
            with _Running(batch_size, randomness) as level:
                if static_method is None:
                    inputs = wrap_batched(operands, in_dims, level)
                    outputs = cls.forward(*inputs)
                else:  # what it calls in turn records nothing: an argument changed there comes back as it is
                    cut = tuple([x.detach() if isinstance(x, TensorBase) and x.requires_grad else x for x in operands])
                    inputs = wrap_batched(cut, in_dims, level)
                    outputs = by_static_method(cls, state.stack[-1], inputs)
                same = {id(x): operand for x, operand in zip(inputs, operands) if isinstance(x, BatchedTensor)}
                Generated.several = isinstance(outputs, tuple)
                kept = [same.get(id(x)) for x in (outputs if Generated.several else (outputs,))]
                outputs, out_dims = unwrap_batched(outputs, level)
            outputs = outputs if Generated.several else (outputs,)
            return (*[x if k is None else k for x, k in zip(outputs, kept)], out_dims)

        @staticmethod
        def setup_context(ctx, inputs, outputs):
            *values, out_dims = outputs
            values = tuple(values) if Generated.several else values[0]
            with _Running(batch_size, randomness) as level:
                inside = (_Saving if static_method is None else _Marking)(ctx, level)
                given, made = wrap_batched((tuple(inputs), values), (in_dims, out_dims), level)
                cls.setup_context(inside, given, made)
                shapes = tuple([x.shape if isinstance(x, TensorBase) else None for x in given])
            notes_of(ctx)[id(Generated)] = inside._pt_saved_dims, out_dims, shapes

        @staticmethod
        def backward(ctx, *grads):
            grads = grads[:-1]
            saved_dims, out_dims, shapes = notes_of(ctx)[id(Generated)]
            dims = out_dims if isinstance(out_dims, tuple) else (out_dims,)
            dims = tuple([None if g is None else d for g, d in zip(grads, dims)])
            run = restore_vmap(lambda saved, *gs: cls.backward(_Restored(ctx, saved), *gs), (saved_dims, *dims), batch_size, randomness)
            found, found_dims = run(ctx.saved_tensors, *grads)
            return reductify(found, found_dims, in_dims, batch_size, shapes)

        @staticmethod
        def jvp(ctx, *tangents):
            if cls.jvp is Function.jvp:
                return cls.jvp(ctx, *tangents)
            saved_dims, out_dims, _ = notes_of(ctx)[id(Generated)]
            dims = tuple([None if t is None else d for t, d in zip(tangents, in_dims)])
            run = restore_vmap(lambda saved, *ts: cls.jvp(_Restored(ctx, saved), *ts), (saved_dims, *dims), batch_size, randomness)
            found, found_dims = run(ctx.saved_tensors, *tangents)
            return (*reductify(found, found_dims, out_dims, batch_size, None), None)

    Generated.__name__ = Generated.__qualname__ = f"Vmapped{cls.__name__}"
    return Generated


def notes_of(ctx):
    """What the Functions made for batches remember on a ctx, which those inside one another share: a dict by the Function's id."""
    if not hasattr(ctx, "_pt_notes"):
        ctx._pt_notes = {}
    return ctx._pt_notes


def reductify(found, found_dims, wanted_dims, batch_size, shapes=None):
    """Gradients as what they belong to is batched: `reductify_leaf` of each, for one or a tuple."""
    found = found if isinstance(found, tuple) else (found,)
    found_dims = found_dims if isinstance(found_dims, tuple) else (found_dims,)
    wanted_dims = wanted_dims if isinstance(wanted_dims, tuple) else (wanted_dims,)
    shapes = (None,) * len(found) if shapes is None else shapes
    return tuple([reductify_leaf(g, have, want, batch_size, shape) for g, have, want, shape in zip(found, found_dims, wanted_dims, shapes)])


def reductify_leaf(grad, have, want, batch_size, shape=None):
    """A gradient with its batch dimension at `want` in place of `have`: summed over the batch where that is None, expanded where it had none.

    `shape`: of one example, to which the gradient of each is summed.
    """
    if grad is None or have is None and want is None:
        return grad
    if want is None:
        return grad.sum(have)
    grad = grad.unsqueeze(0).expand(batch_size, *grad.shape) if have is None else grad.movedim(have, 0)
    if shape is not None and grad.shape[1:] != shape:
        lead = grad.ndim - 1 - len(shape)
        over = [*range(1, 1 + lead), *[1 + lead + d for d, n in enumerate(shape) if n == 1 and grad.shape[1 + lead + d] != 1]]
        grad = grad.sum(tuple(over), True).reshape((batch_size, *shape))
    return grad.movedim(0, want)


class _Context:
    """A ctx around another: attributes go to that one, but for the names in `_own`."""

    _own = ("_pt_inner_ctx",)

    def __init__(self, ctx):
        if not isinstance(ctx, _Context):
            for name in self._own:
                if hasattr(ctx, name):
                    raise RuntimeError(
                        f"PyTorch reserves the {self._own} field on ctx. Please name your fields on ctx something else to avoid name collision."
                    )
        self.__dict__["_pt_inner_ctx"] = ctx

    def __getattr__(self, name):
        return getattr(self._pt_inner_ctx, name)

    def __setattr__(self, name, value):
        if name in self._own:
            self.__dict__[name] = value
        else:
            setattr(self._pt_inner_ctx, name, value)


class _Saving(_Context):
    """Saves batched tensors without their batch, and remembers where that was."""

    _own = ("_pt_saved_dims", "_pt_level", *_Context._own)

    def __init__(self, ctx, level):
        super().__init__(ctx)
        self._pt_saved_dims, self._pt_level = (), level

    def save_for_backward(self, *tensors):
        values, self._pt_saved_dims = unwrap_batched(tensors, self._pt_level)
        self._pt_inner_ctx.save_for_backward(*values)

    def save_for_forward(self, *tensors):
        values, self._pt_saved_dims = unwrap_batched(tensors, self._pt_level)
        self._pt_inner_ctx.save_for_forward(*values)


class _Marking(_Saving):
    """Marks batched tensors without their batch as well. A generated rule does not, so that marked ones count as lost, as in PyTorch."""

    def mark_dirty(self, *tensors):
        self._pt_inner_ctx.mark_dirty(*unwrap_batched(tensors, self._pt_level)[0])

    def mark_non_differentiable(self, *tensors):
        self._pt_inner_ctx.mark_non_differentiable(*unwrap_batched(tensors, self._pt_level)[0])


class _Restored(_Context):
    """Shows other saved tensors."""

    _own = ("_pt_new_saved_tensors", *_Context._own)

    def __init__(self, ctx, saved):
        super().__init__(ctx)
        self._pt_new_saved_tensors = saved

    @property
    def saved_tensors(self):
        return self._pt_new_saved_tensors
