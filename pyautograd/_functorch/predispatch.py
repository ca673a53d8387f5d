"""``torch._functorch.predispatch``: levels and batch dimensions by hand."""
from .._C._functorch import (
    _add_batch_dim,
    _jvp_decrement_nesting,
    _jvp_increment_nesting,
    _remove_batch_dim,
    _unwrap_for_grad,
    _vmap_decrement_nesting,
    _vmap_increment_nesting,
)  # fmt: skip


def lazy_load_decompositions():
    """Does nothing: there are no decompositions to load."""


__all__ = [
    "_add_batch_dim", "_jvp_decrement_nesting", "_jvp_increment_nesting", "_remove_batch_dim", "_unwrap_for_grad", "_vmap_decrement_nesting",
    "_vmap_increment_nesting", "lazy_load_decompositions",
]  # fmt: skip
