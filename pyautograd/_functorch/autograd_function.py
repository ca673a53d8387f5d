"""``torch._functorch.autograd_function``."""
from ..func._function import VmapInfo
from ..func._function import vmapped as vmapify_autograd_function


def has_overridden_vmap_rule(autograd_function):
    """Whether a Function has a ``vmap`` static method of its own."""
    from ..autograd.function import Function

    return autograd_function.vmap is not Function.vmap


def custom_function_call(autograd_function, *args, **kwargs):
    """``autograd_function.apply``."""
    return autograd_function.apply(*args, **kwargs)


__all__ = ["VmapInfo", "custom_function_call", "has_overridden_vmap_rule", "vmapify_autograd_function"]
