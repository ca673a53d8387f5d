"""Function transforms: derivatives and batches of functions, nested to any depth in any order."""
from .._lazy import attributes

_NAMES = {
    **dict.fromkeys(("grad", "grad_and_value", "vjp", "jacrev", "hessian", "functionalize", "debug_unwrap"), "_grad"),
    **dict.fromkeys(("jvp", "jacfwd", "linearize"), "_forward"),
    "vmap": "_vmap", "rearrange": "_rearrange", **dict.fromkeys(("functional_call", "stack_module_state", "replace_all_batch_norm_modules_"), "_modules"),
}  # fmt: skip
__getattr__, __dir__ = attributes(__name__, (), _NAMES)
__all__ = [
    "debug_unwrap", "functional_call", "functionalize", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "linearize", "rearrange",
    "replace_all_batch_norm_modules_", "stack_module_state", "vjp", "vmap",
]  # fmt: skip
