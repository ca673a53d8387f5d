"""Weights as a direction and a length."""
from ..core import ops


def weight_norm(v, g, dim):
    """``v * g / |v|``, the norm taken over all dimensions but `dim`."""
    if dim == 0 or dim == v.ndim - 1:
        return ops._weight_norm_interface(v, g, dim)[0]
    return ops.mul(v, ops.div(g, ops.norm_except_dim(v, 2, dim)))
