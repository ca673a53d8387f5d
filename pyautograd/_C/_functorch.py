"""``torch._C._functorch``: what programs ask of batched tensors and of the stack of transforms."""
import enum

from .._core import core
from ..func import _levels
from ..func._batched import BatchedTensor, batch, unbatch
from ..func._layers import DEAD, kind_of, layers, level_of, scopes_of, unwrapped
from ..func._levels import current_level


def _add_batch_dim(tensor, batch_dim, level):
    """`tensor` with a dimension as the batch dimension of `level`."""
    return batch(tensor, batch_dim % tensor.ndim, level)


def _remove_batch_dim(tensor, level, batch_size, out_dim):
    """The reverse; expanded where the tensor is not batched at `level`."""
    return unbatch(tensor, level, batch_size, out_dim)


def _unwrap_batched(tensor, level):
    """The tensor with its batch dimension of `level` where it was given, and that place; or the tensor as it is, and None."""
    dim = getattr(tensor, "_given_dim", 0)
    return (unbatch(tensor, level, 0, dim), dim) if isinstance(tensor, BatchedTensor) and level in tensor._levels else (tensor, None)


def _vmap_increment_nesting(batch_size, randomness):
    """Begin a vmap; its level."""
    return _levels.push("vmap", batch_size, randomness).level


def _decrement():
    level = len(_levels.state.stack)
    _levels.pop()
    return level


_vmap_decrement_nesting = _grad_decrement_nesting = _jvp_decrement_nesting = _func_decrement_nesting = _decrement


def _vmapmode_increment_nesting():
    """Begin a vmap of the first form; its level. How many examples it has is not known."""
    return _levels.push("vmap", None, "one pass").level


_vmapmode_decrement_nesting = _decrement


def _grad_increment_nesting():
    return _levels.push("grad").level


def _jvp_increment_nesting():
    return _levels.push("jvp").level


def _func_increment_nesting(reapply_views):
    return _levels.push("functionalize").level


def _wrap_for_grad(tensor, level):
    """A view of the tensor that belongs to the derivative at `level`."""
    scope = _levels.state.stack[level - 1].scope
    made = tensor.view_as(tensor)
    physical = made._value if isinstance(made, BatchedTensor) else made
    source = tensor._value if isinstance(tensor, BatchedTensor) else tensor
    physical.__dict__["_pt_layers"] = tuple(sorted({*scopes_of(source), scope}))
    physical.__dict__["_pt_given"] = source
    return made


def _unwrap_for_grad(tensor, level):
    """A tensor as the transform around the derivative at `level` sees it; one that does not belong to it as it is."""
    found = layers(tensor)
    return unwrapped(tensor) if found and found[-1] == (level, "grad") else tensor


def is_batchedtensor(tensor):
    """Whether the outermost wrapper of a tensor is that of a vmap."""
    return kind_of(tensor) == "vmap"


def is_gradtrackingtensor(tensor):
    """Whether the outermost wrapper of a tensor is that of a derivative (in PyTorch; none is needed here)."""
    return kind_of(tensor) == "grad"


def is_functorch_wrapped_tensor(tensor):
    """Whether a tensor belongs to a transform."""
    return bool(layers(tensor))


def is_functionaltensor(tensor):
    """False: `functionalize` has no wrappers."""
    return False


is_legacy_batchedtensor = is_functionaltensor


def is_dead_tensor_wrapper(tensor):
    """Whether a tensor stood for an argument of a derivative that has been taken."""
    return level_of(tensor) == DEAD


def get_unwrapped(tensor):
    """The tensor under the outermost wrapper."""
    return unwrapped(tensor)


def unwrap_if_dead(tensor):
    """What a tensor whose transform has ended stood for; others as they are."""
    return unwrapped(tensor) if is_dead_tensor_wrapper(tensor) else tensor


def maybe_get_level(tensor):
    """The level of the outermost wrapper; -1 for a tensor without, -2 where the transform has ended."""
    return level_of(tensor)


def dlevel(tensor):
    """The level of a derivative that a tensor belongs to; 0 for other tensors, -1 where it has ended."""
    level = level_of(tensor) if is_gradtrackingtensor(tensor) else 0
    return -1 if level == DEAD else level


def maybe_get_bdim(tensor):
    """Where the batch dimension of the outermost wrapper is; -1 for a tensor that is not batched there."""
    return tensor._given_dim if is_batchedtensor(tensor) else -1


class TransformType(enum.Enum):
    """What kind of transform a level is."""

    Torch, Vmap, Grad, Jvp, Functionalize = range(5)


class RandomnessType(enum.Enum):
    """How a vmap treats random operators."""

    Error, Same, Different = range(3)


class CInterpreter:
    """A level of the stack of transforms."""

    def __init__(self, transform):
        self._transform = transform

    def key(self):
        """What kind of transform it is."""
        return TransformType[self._transform.kind.capitalize()]

    def level(self):
        """Its number, from 1."""
        return self._transform.level


def maybe_current_level():
    """The level of the innermost transform, or None."""
    return len(_levels.state.stack) or None


def get_dynamic_layer_stack_depth():
    return len(_levels.state.stack)


def peek_interpreter_stack():
    """The innermost transform, or None."""
    return CInterpreter(_levels.state.stack[-1]) if _levels.state.stack else None


def get_interpreter_stack():
    """The transforms that are going on, outermost first, or None."""
    return [CInterpreter(t) for t in _levels.state.stack] or None


def dump_tensor(tensor):
    """Print a tensor with all that it belongs to."""
    print(tensor)


_fallback = {"warning": False, "enabled": True}


def _set_vmap_fallback_warning_enabled(enabled):
    """Kept for PyTorch's sake: nothing warns here where an operator runs once per example."""
    _fallback["warning"] = bool(enabled)


def _set_vmap_fallback_enabled(enabled):
    _fallback["enabled"] = bool(enabled)


def _is_vmap_fallback_enabled():
    return _fallback["enabled"]


_allowed = {"inplace": False, "single": False}


def get_inplace_requires_grad_allowed():
    return _allowed["inplace"]


def set_inplace_requires_grad_allowed(allowed):
    _allowed["inplace"] = bool(allowed)


def get_single_level_autograd_function_allowed():
    return _allowed["single"]


def set_single_level_autograd_function_allowed(allowed):
    _allowed["single"] = bool(allowed)


def reshape_dim_into(src, dst, x):
    """The dimension `src` multiplied into what is the dimension `dst` without it."""
    src, dst = src % x.ndim, dst % (x.ndim - 1)
    shape = list(x.shape)
    shape.pop(src)
    shape[dst] *= x.shape[src]
    return core.ops.movedim(x, src, dst).reshape(shape)


def reshape_dim_outof(src, size1, x):
    """The reverse: a dimension taken apart into one of `size1` and the rest."""
    src = src % x.ndim
    shape = list(x.shape)
    if size1 == 0 or shape[src] % size1:
        raise RuntimeError("shape[src] % size1 == 0 INTERNAL ASSERT FAILED")
    return x.reshape((*shape[:src], size1, shape[src] // size1, *shape[src + 1 :]))


__all__ = ["current_level"]
