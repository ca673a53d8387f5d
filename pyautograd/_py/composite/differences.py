"""Numerical derivatives of sampled functions, and norms of slices."""
from ..core import ops
from ..util import wrap_dim


def _chosen(self, dim):
    if dim is None:
        return list(range(self.ndim))
    dims = [dim] if isinstance(dim, int) else list(dim)
    return [wrap_dim(d, self.ndim) for d in dims]


def gradient(self, spacing=None, dim=None, edge_order=1):
    """Central differences along each of `dim`, one-sided of order `edge_order` at the ends; one tensor per dimension.

    `spacing` is the distance of samples, one for all dimensions or one for each, or their coordinates as tensors.
    """
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    dims = _chosen(self, dim)
    given = spacing if isinstance(spacing, (list, tuple)) else [1 if spacing is None else spacing] * len(dims)
    if len(given) != len(dims) and dim is not None:
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing "
            f"argument of length {len(given)} and a dim argument of length {len(dims)}."
        )
    if len(given) != len(dims):
        raise RuntimeError(
            f"torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = {self.ndim}', "
            f"since dim argument was not given, but got a list of length {len(given)}"
        )
    if dim is not None and len(set(dims)) != len(dims):
        raise RuntimeError(f"dim {next(d for d in dims if dims.count(d) > 1)} appears multiple times in the list of dims")
    if self.dtype.name == "uint8":
        raise RuntimeError("torch.gradient does not support uint8 input.")
    if isinstance(spacing, (list, tuple)):
        for step in given:
            if hasattr(step, "shape") and step.ndim > 1:
                raise RuntimeError(f"torch.gradient expected each element of spacing to have one dimension, but got an element with {step.ndim} dimensions!")
    for d in dims:
        if self.shape[d] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    if not self.dtype.is_floating_point and not self.dtype.is_complex:
        ops.sub(ops.slice(self, dims[0], 0, 1, 1), ops.slice(self, dims[0], 0, 1, 1))  # refuses bool, and wide unsigned integers
    source = self if self.dtype.is_floating_point or self.dtype.is_complex else self.to(_default())
    return tuple([_along(source, d, step, edge_order) for d, step in zip(dims, given)])


def _default():
    from ..._types import get_default_dtype

    return get_default_dtype()


def _over(difference, distance):
    """A difference by a distance, a number or a tensor of one."""
    return difference / distance if hasattr(distance, "shape") else ops._div_number(difference, distance)


def _along(x, dim, step, edge_order):
    n = x.shape[dim]
    part = lambda start, end: ops.slice(x, dim, start, end, 1)  # noqa: E731
    if hasattr(step, "shape") and step.ndim == 1:
        h = ops.slice(step, 0, 1, None, 1) - ops.slice(step, 0, 0, n - 1, 1)
        shape = (1,) * dim + (-1,) + (1,) * (x.ndim - dim - 1)
        left, right = ops.slice(h, 0, 0, n - 2, 1).view(shape), ops.slice(h, 0, 1, n - 1, 1).view(shape)
        both = left + right
        middle = -right / (left * both) * part(0, n - 2) + (right - left) / (left * right) * part(1, n - 1) + left / (right * both) * part(2, n)
        first, last = (h[0], h[1 if n > 2 else 0]), (h[n - 2], h[n - 3 if n > 2 else 0])
    else:
        middle = _over(_over(part(2, n) - part(0, n - 2), step), 2)
        first = last = (step, step)
    if edge_order == 1:
        start, end = _over(part(1, 2) - part(0, 1), first[0]), _over(part(n - 1, n) - part(n - 2, n - 1), last[0])
    else:
        a, b = first
        start = -(2 * a + b) / (a * (a + b)) * part(0, 1) + (a + b) / (a * b) * part(1, 2) - a / (b * (a + b)) * part(2, 3)
        a, b = last
        end = a / (b * (a + b)) * part(n - 3, n - 2) - (a + b) / (a * b) * part(n - 2, n - 1) + (2 * a + b) / (a * (a + b)) * part(n - 1, n)
    return ops.cat([start, middle, end], dim)


def norm_except_dim(v, pow=2, dim=0):
    """The norm over every dimension but `dim` (all of them for -1), of a shape that broadcasts."""
    if dim == -1:
        return ops.norm(v, pow)
    rest = [d for d in range(v.ndim) if d != wrap_dim(dim, v.ndim)]
    return ops.norm(v, pow, rest, True)
