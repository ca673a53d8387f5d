"""``functorch.experimental``: what was tried out there first."""
from ..._functorch.eager_transforms import hessian, jacfwd, jvp
from ...func._grad import functionalize
from ...func._modules import replace_all_batch_norm_modules_
from ...func._vmap import chunk_vmap

__all__ = ["chunk_vmap", "functionalize", "hessian", "jacfwd", "jvp", "replace_all_batch_norm_modules_"]
