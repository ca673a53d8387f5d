"""``torch._C._functorch``: what programs ask of batched tensors and of the stack of transforms."""
from .._core import core
from ..func import _levels
from ..func._batched import BatchedTensor, batch, unbatch
from ..func._levels import current_level


def _add_batch_dim(tensor, batch_dim, level):
    """`tensor` with a dimension as the batch dimension of `level`."""
    return batch(tensor, batch_dim % tensor.ndim, level)


def _remove_batch_dim(tensor, level, batch_size, out_dim):
    """The reverse; expanded where the tensor is not batched at `level`."""
    return unbatch(tensor, level, batch_size, out_dim)


def _unwrap_batched(tensor, level):
    """The tensor with its batch dimension of `level` in front, and 0; or the tensor as it is, and None."""
    return (unbatch(tensor, level, 0, 0), 0) if isinstance(tensor, BatchedTensor) and level in tensor._levels else (tensor, None)


def _vmap_increment_nesting(batch_size, randomness):
    """Begin a vmap; its level."""
    return _levels.push("vmap", batch_size, randomness).level


def _decrement():
    level = len(_levels.state.stack)
    _levels.pop()
    return level


_vmap_decrement_nesting = _grad_decrement_nesting = _jvp_decrement_nesting = _func_decrement_nesting = _decrement


def _grad_increment_nesting():
    return _levels.push("grad").level


def _jvp_increment_nesting():
    return _levels.push("jvp").level


def _func_increment_nesting(reapply_views):
    return _levels.push("functionalize").level


def _wrap_for_grad(tensor, level):
    """The tensor: derivatives need no wrapper here."""
    return tensor


def _unwrap_for_grad(tensor, level):
    return tensor


def is_batchedtensor(tensor):
    """Whether a tensor is batched at some level."""
    return isinstance(tensor, BatchedTensor)


is_functorch_wrapped_tensor = is_batchedtensor


def is_gradtrackingtensor(tensor):
    """False: derivatives need no wrapper here."""
    return False


is_functionaltensor = is_legacy_batchedtensor = is_dead_tensor_wrapper = is_gradtrackingtensor


def get_unwrapped(tensor):
    """The tensor under a batched one, with one level less."""
    if not isinstance(tensor, BatchedTensor):
        raise RuntimeError("No wrappers present!")
    return unbatch(tensor, tensor._levels[-1], 0, 0)


def unwrap_if_dead(tensor):
    return tensor


def maybe_get_level(tensor):
    """The innermost level of a tensor; -1 for one that is not batched."""
    return tensor._levels[-1] if isinstance(tensor, BatchedTensor) else -1


def maybe_get_bdim(tensor):
    """Where the batch dimension of the innermost level is; -1 for a tensor that is not batched."""
    return 0 if isinstance(tensor, BatchedTensor) else -1


def maybe_current_level():
    """The level of the innermost transform, or None."""
    return len(_levels.state.stack) or None


def get_dynamic_layer_stack_depth():
    return len(_levels.state.stack)


def peek_interpreter_stack():
    """The innermost transform, or None."""
    return _levels.state.stack[-1] if _levels.state.stack else None


def get_interpreter_stack():
    """The transforms that are going on, or None."""
    return list(_levels.state.stack) or None


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
