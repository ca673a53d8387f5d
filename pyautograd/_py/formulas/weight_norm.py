"""The derivative of ``v * g / |v|``."""
from ..core import ops


def weight_norm_backward(grad, v, g, dim):
    """Gradients of direction and length. The direction's has no part along ``v``."""
    norms = ops.norm_except_dim(v, 2, dim)  # anew: second derivatives go through it
    others = [d for d in range(v.ndim) if d != dim]
    along = ops.div(ops.sum(ops.mul(grad, v), others, True), norms)
    return ops.mul(ops.div(g, norms), ops.sub(grad, ops.mul(v, ops.div(along, norms)))), along
