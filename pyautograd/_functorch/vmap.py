"""``torch._functorch.vmap``."""
import sys
import types

from .._tensor import Tensor  # noqa: F401
from ..func import _vmap
from ..func._variables import doesnt_support_saved_tensors_hooks
from ..func._vmap import (
    _check_out_dims_is_int_or_int_pytree,
    _check_randomness_arg,
    _chunked_vmap,
    _create_batched_inputs,
    _flat_vmap,
    _get_chunked_inputs,
    _process_batched_inputs,
    _unwrap_batched,
    _validate_and_get_batch_size,
    get_chunk_sizes,
    restore_vmap,
    unwrap_batched,
    vmap_impl,
    vmap_increment_nesting,
    wrap_batched,
)  # fmt: skip
from ..func._vmap import get_name as _get_name
from ..utils._pytree import _broadcast_to_and_flatten, tree_flatten, tree_unflatten
from .predispatch import _add_batch_dim, _remove_batch_dim, _vmap_decrement_nesting, _vmap_increment_nesting

__all__ = [
    "_add_batch_dim", "_broadcast_to_and_flatten", "_check_out_dims_is_int_or_int_pytree", "_check_randomness_arg", "_chunked_vmap",
    "_create_batched_inputs", "_flat_vmap", "_get_chunked_inputs", "_get_name", "_process_batched_inputs", "_remove_batch_dim", "_unwrap_batched",
    "_validate_and_get_batch_size", "_vmap_decrement_nesting", "_vmap_increment_nesting", "doesnt_support_saved_tensors_hooks", "get_chunk_sizes",
    "restore_vmap", "tree_flatten", "tree_unflatten", "unwrap_batched", "vmap_impl", "vmap_increment_nesting", "wrap_batched",
]  # fmt: skip


class _Replaceable(types.ModuleType):
    """Libraries put functions of their own in the places of these three, to take structures apart in their way: `vmap` then goes by them."""

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if name in ("_process_batched_inputs", "_create_batched_inputs", "_unwrap_batched"):
            setattr(_vmap, name, value)


sys.modules[__name__].__class__ = _Replaceable


def _maybe_remove_batch_dim(name, batched_output, vmap_level, batch_size, out_dim):
    """A result of the function `name` with its batch dimension at `out_dim`; where that is None, the result, which may not be batched."""
    from ..func._batched import BatchedTensor

    if out_dim is None:
        if isinstance(batched_output, BatchedTensor):
            raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
        return batched_output
    if not isinstance(batched_output, Tensor):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(batched_output)}. Did you mean to set out_dims= to None for output?"
        )
    return _remove_batch_dim(batched_output, vmap_level, batch_size, out_dim)
