"""``v * g / |v|`` in one step."""
import numpy as np

from .elementwise_checks import dtype_of, refuse


def weight_norm(v, g, dim):
    """The weight, and the norms over all dimensions but the first or the last, in the shape of `g`."""
    refuse("weight_norm_kernel", dtype_of(v), "bic")
    norms = np.sqrt(np.square(v).sum(tuple([d for d in range(v.ndim) if d != dim]), keepdims=True, dtype=v.dtype))
    return v * (g / norms), norms.reshape(g.shape)
