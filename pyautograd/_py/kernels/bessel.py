"""Bessel and Airy functions over float32 and float64 arrays; ``special_loops`` of the core computes them."""
import numpy as np

from .. import special_loops
from . import bessel_modified
from .elementwise_checks import dtype_of, refuse
from .promotion import floated


def _unary(name, function):
    """A kernel: PyTorch's refusals, promotion, the function, by name where `special_loops` has it."""

    def kernel(self):
        refuse(name + "_cpu", dtype_of(self), "ch")
        if isinstance(function, str):
            return special_loops.unary(function, floated(self))
        return np.asarray(function(self))

    return kernel


bessel_j0, bessel_j1 = _unary("bessel_j0", "j0"), _unary("bessel_j1", "j1")
bessel_y0, bessel_y1 = _unary("bessel_y0", "y0"), _unary("bessel_y1", "y1")
modified_bessel_i0, modified_bessel_i1 = _unary("modified_bessel_i0", bessel_modified.i0), _unary("modified_bessel_i1", bessel_modified.modified_i1)
modified_bessel_k0, modified_bessel_k1 = _unary("modified_bessel_k0", "k0"), _unary("modified_bessel_k1", "k1")
scaled_modified_bessel_k0, scaled_modified_bessel_k1 = _unary("scaled_modified_bessel_k0", "k0e"), _unary("scaled_modified_bessel_k1", "k1e")
spherical_bessel_j0, airy_ai = _unary("spherical_bessel_j0", "spherical_j0"), _unary("airy_ai", "airy")
