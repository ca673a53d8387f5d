"""``torch._functorch.apis``: the transforms as the namespace `func` shows them."""
from ..func._grad import grad, grad_and_value
from ..func._vmap import chunk_vmap, vmap

__all__ = ["chunk_vmap", "grad", "grad_and_value", "vmap"]
