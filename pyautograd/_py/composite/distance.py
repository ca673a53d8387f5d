"""Distances between rows: arguments checked with PyTorch's texts."""
from ..core import ops

_MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


def _refuse_half(x, kernel):
    if x.dtype.itemsize == 2:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.scalar_name}'")


def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """(..., P, R) p-norm distances between the rows of (..., P, M) and (..., R, M)."""
    if compute_mode is not None and compute_mode not in _MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for name, x in (("X1", x1), ("X2", x2)):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x.ndim}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    for name, x in (("X1", x1), ("X2", x2)):
        if not x.dtype.is_floating_point:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {x.dtype.scalar_name}")
    if not p >= 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1.dtype is not x2.dtype:
        _refuse_half(x1, "cdist")
        raise RuntimeError(f"expected scalar type {x1.dtype.scalar_name} but found {x2.dtype.scalar_name}")
    lead1, lead2 = x1.shape[:-2], x2.shape[:-2]
    for at in range(1, min(len(lead1), len(lead2)) + 1):
        a, b = lead1[-at], lead2[-at]
        if a != b and a != 1 and b != 1:
            raise RuntimeError(
                f"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {max(len(lead1), len(lead2)) - at}"
            )
    if x1.numel() and x2.numel():
        _refuse_half(x1, "cdist")
    large = x1.shape[-2] > 25 or x2.shape[-2] > 25
    products = p == 2 and (compute_mode == _MODES[1] or large and compute_mode in (None, _MODES[0]))
    return ops._cdist(x1, x2, p, products)


def pdist(self, p=2.0):
    """The distances of all pairs of rows of a matrix, as a vector."""
    if self.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {self.ndim}D")
    if not self.dtype.is_floating_point:
        raise RuntimeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    if self.shape[0] > 1 and self.shape[1]:
        _refuse_half(self, "pdist")
    return ops._pdist(self, float(p))
