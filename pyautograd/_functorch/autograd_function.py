"""``torch._functorch.autograd_function``: the names under which PyTorch has what `func/_function.py` does."""
from ..autograd.function import Function
from ..func._function import NO_OUT_DIMS, VmapInfo, reductify, reductify_leaf
from ..func._function import _Context as WrappedCtx
from ..func._function import _Restored as CtxWithSavedTensors
from ..func._function import _Saving as CtxCustomSave
from ..func._function import _two as validate_vmap_returns_tuple_of_two_elements
from ..func._function import vmapped as vmapify_autograd_function


def has_overridden_vmap_rule(autograd_function):
    """Whether a Function has a ``vmap`` static method of its own."""
    return autograd_function.vmap is not Function.vmap


class CustomFunctionHigherOrderOperator:
    """What `custom_function_call` is."""

    __name__ = "custom_function_call"

    def __call__(self, autograd_function, *args, **kwargs):
        """``autograd_function.apply``."""
        return autograd_function.apply(*args, **kwargs)


custom_function_call = CustomFunctionHigherOrderOperator()

__all__ = [
    "NO_OUT_DIMS", "CtxCustomSave", "CtxWithSavedTensors", "CustomFunctionHigherOrderOperator", "VmapInfo", "WrappedCtx", "custom_function_call",
    "has_overridden_vmap_rule", "reductify", "reductify_leaf", "validate_vmap_returns_tuple_of_two_elements", "vmapify_autograd_function",
]  # fmt: skip
