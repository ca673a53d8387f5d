"""``torch._functorch.functional_call``."""
from ..func._modules import construct_stacked_leaf, functional_call, stack_module_state

__all__ = ["construct_stacked_leaf", "functional_call", "stack_module_state"]
