"""``torch._functorch.eager_transforms``."""
import contextlib

from .._C._functorch import get_inplace_requires_grad_allowed, get_unwrapped, is_functorch_wrapped_tensor, set_inplace_requires_grad_allowed
from ..func import _levels
from ..func._forward import _jvp_with_argnums, jacfwd, jvp, linearize
from ..func._grad import (
    _slice_argnums,
    _validate_and_wrap_argnum,
    _vjp_with_argnums,
    assert_non_empty_tensor_output,
    debug_unwrap,
    error_if_complex,
    functionalize,
    grad_and_value_impl,
    grad_impl,
    hessian,
    jacrev,
    vjp,
)  # fmt: skip
from ..func._grad import standard_basis as _chunked_standard_basis
from ..func._variables import doesnt_support_saved_tensors_hooks
from ..func._vmap import get_chunk_sizes
from ..utils._pytree import tree_flatten, tree_map, tree_unflatten
from .apis import grad, grad_and_value, vmap


def _construct_standard_basis_for(tensors, tensor_numels):
    """The unit vectors of the space of all elements of `tensors`."""
    return next(_chunked_standard_basis(tensors))


@contextlib.contextmanager
def enable_inplace_requires_grad(enabled):
    """``requires_grad_`` is allowed inside of transforms, or not: kept for PyTorch's sake, it is refused here."""
    before = get_inplace_requires_grad_allowed()
    set_inplace_requires_grad_allowed(enabled)
    try:
        yield
    finally:
        set_inplace_requires_grad_allowed(before)


def _as_tuple(val):
    return val if isinstance(val, tuple) else (val,)


@contextlib.contextmanager
def grad_increment_nesting():
    """A derivative by reverse mode is going on; gives its level."""
    try:
        yield _levels.push("grad").level
    finally:
        _levels.pop()


@contextlib.contextmanager
def jvp_increment_nesting():
    """A derivative by forward mode is going on; gives its level."""
    try:
        yield _levels.push("jvp").level
    finally:
        _levels.pop()


__all__ = [
    "_as_tuple", "_construct_standard_basis_for", "_jvp_with_argnums", "_slice_argnums", "_validate_and_wrap_argnum", "_vjp_with_argnums",
    "assert_non_empty_tensor_output", "debug_unwrap", "enable_inplace_requires_grad", "get_chunk_sizes", "get_unwrapped", "is_functorch_wrapped_tensor",
    "tree_flatten", "tree_map", "tree_unflatten", "doesnt_support_saved_tensors_hooks", "error_if_complex", "functionalize", "grad",
    "grad_and_value", "grad_and_value_impl", "grad_impl", "grad_increment_nesting", "hessian", "jacfwd", "jacrev", "jvp", "jvp_increment_nesting",
    "linearize", "vjp", "vmap",
]  # fmt: skip
