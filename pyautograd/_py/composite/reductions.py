"""Reductions made of other operators: nanmean, quantiles, norms of matrices, covariance, differences."""
import warnings

from ..._return_types import named_tuple
from ..core import TensorBase, array, ops
from ..util import wrap_dim

_INF = float("inf")
_MATRIX_ORDERS = (2, -2, 1, -1, _INF, -_INF)


def max_other(self, other):
    """`maximum` under its older name."""
    return ops.maximum(self, other)


def min_other(self, other):
    """`minimum` under its older name."""
    return ops.minimum(self, other)


def nanmean(self, dim, keepdim, dtype):
    """The mean over `dim` of what is not NaN."""
    if not (self.dtype.is_floating_point or self.dtype.is_complex):
        raise RuntimeError(f"nanmean(): expected input to have floating point or complex dtype but got {self.dtype.scalar_name}")
    if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError(
            f"nanmean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: {dtype.scalar_name}"
        )
    total = ops.nansum(self, dim, keepdim, dtype=dtype)
    count = ops.sum(ops.logical_not(ops.isnan(self.detach())), dim, keepdim)
    return total / count


def _quantile(self, q, dim, keepdim, interpolation, ignore_nan):
    if not isinstance(q, float):
        if q.ndim > 1:
            raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    elif not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
    if self.numel() == 0:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if self.dtype.name not in ("float32", "float64"):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if isinstance(q, float):
        q = ops.scalar_tensor(q, dtype=self.dtype)
    elif q.dtype is not self.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(f"quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}")
    chosen = array(q)
    if not ((chosen >= 0) & (chosen <= 1)).all():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    wrapped = wrap_dim(0 if dim is None else dim, self.ndim)
    if dim is None:
        rows = ops.sort(ops.reshape(self, [-1]))[0]
        rows = rows.view(rows.shape)
    elif wrapped == max(self.ndim - 1, 0):
        rows = ops.sort(self)[0]
    else:
        rows = ops.sort(ops.transpose(ops.unsqueeze(self, -1), wrapped, -1))[0]
        rows = rows.view([n for at, n in enumerate(self.shape) if at != wrapped] + [self.shape[wrapped]])
    if not rows.ndim:
        rows = ops.unsqueeze(rows, -1)
    n = rows.shape[-1]
    if n > 16_000_000:
        raise RuntimeError("quantile() input tensor is too large")
    scalar = q.ndim == 0
    flat = ops.unsqueeze(q, 0) if scalar else q
    missing = ops.isnan(rows.detach())
    if ignore_nan:
        good = ops.sum(ops.logical_not(missing), -1, True)
        ranks = (flat * (good - 1)).masked_fill(ops.eq(good, 0), 0)
    else:
        ranks = (flat * (n - 1)).expand(rows.shape[:-1] + flat.shape).masked_fill(ops.any(missing, -1, True), n - 1)
    if interpolation == "lower":
        ranks = ops.floor(ranks)
    elif interpolation == "higher":
        ranks = ops.ceil(ranks)
    elif interpolation == "nearest":
        ranks = ops.round(ranks)
    below = ranks.detach().long()
    values = ops.gather(rows, -1, below)
    if interpolation in ("linear", "midpoint"):
        weights = ops.full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - below
        values = ops.lerp(values, ops.gather(rows, -1, ops.ceil(ranks.detach()).long()), weights)
    if keepdim and self.ndim:
        values = ops.reshape(values, [1] * self.ndim + [values.shape[-1]]) if dim is None else ops.unsqueeze(values, wrapped)
    # The quantiles lie along the last dimension: bring them to the front, or drop it.
    if not scalar:
        values = ops.transpose(ops.unsqueeze(values, 0), 0, -1)
    return ops._squeeze_product(values, -1)


def quantile(self, q, dim, keepdim, interpolation):
    """The `q`-quantiles along `dim` (of all elements without); a row with a NaN gives NaN."""
    return _quantile(self, q, dim, keepdim, interpolation, False)


def nanquantile(self, q, dim, keepdim, interpolation):
    """The `q`-quantiles along `dim` of what is not NaN."""
    return _quantile(self, q, dim, keepdim, interpolation, True)


def _listed(dim):
    return " ".join(map(str, dim))


def matrix_norm(self, ord, dim, keepdim, dtype):
    """The norm of the matrices in two dimensions: "fro", "nuc", or 1, 2, inf and their negatives."""
    if isinstance(ord, str):
        if ord not in ("fro", "nuc"):
            raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    elif isinstance(ord, complex):
        raise RuntimeError("linalg.matrix_norm: Expected a non-complex scalar as the order of norm.")
    elif ord not in _MATRIX_ORDERS:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord:g} not supported.")
    if self.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if not (self.dtype.is_floating_point or self.dtype.is_complex):
        raise RuntimeError(f"linalg.matrix_norm: Expected a floating point or complex tensor as input. Got {self.dtype.scalar_name}")
    if len(dim) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {_listed(dim)}")
    first, second = wrap_dim(dim[0], self.ndim), wrap_dim(dim[1], self.ndim)
    if first == second:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    if ord == "fro":
        return ops.linalg_vector_norm(self, 2, [first, second], keepdim, dtype=dtype)
    if ord in ("nuc", 2, -2):
        if self.dtype.itemsize == 2:
            raise RuntimeError(f"linalg.matrix_norm: Low precision dtypes not supported. Got {self.dtype.scalar_name}")
        rows = self if dtype is None else self.to(dtype)
        values = ops.linalg_svdvals(ops.movedim(rows, [first, second], [-2, -1]))
        if ord == "nuc" or not values.shape[-1] and ord > 0:
            result = ops.sum(values, -1)
        else:
            result = ops.amax(values, -1) if ord > 0 else ops.amin(values, -1)
        if keepdim:
            for at in sorted((first, second)):
                result = ops.unsqueeze(result, at)
        return result
    if abs(ord) == _INF:
        first, second = second, first
    sums = ops.linalg_vector_norm(self, 1, [first], keepdim, dtype=dtype)
    if not keepdim and second > first:
        second -= 1
    if not sums.shape[second] and ord > 0:  # PyTorch gives zero for a matrix without columns
        return ops.sum(sums, second, keepdim)
    return ops.amax(sums, [second], keepdim) if ord > 0 else ops.amin(sums, [second], keepdim)


def linalg_norm(self, ord, dim, keepdim, dtype):
    """A vector or matrix norm, as `ord` and the number of dimensions say."""
    if dim is not None and len(dim) not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got [{', '.join(map(str, dim))}]")
    if isinstance(ord, str) and (dim is not None or self.ndim == 2):
        return matrix_norm(self, ord, (-2, -1) if dim is None else dim, keepdim, dtype)
    if dim is None and ord is not None and self.ndim not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {self.ndim}D.")
    if isinstance(ord, str):
        return matrix_norm(self, ord, (-2, -1), keepdim, dtype)
    if ord is not None and (len(dim) == 2 if dim is not None else self.ndim == 2):
        return matrix_norm(self, ord, (-2, -1) if dim is None else dim, keepdim, dtype)
    return ops.linalg_vector_norm(self, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def norm(self, p, dim, keepdim, dtype):
    """The older norm: a vector norm unless `p` is "nuc", or "fro" over two named dimensions."""
    if isinstance(p, str):
        if p == "fro" and (dim is None or len(dim) <= 2):
            return ops.linalg_vector_norm(self, 2, dim, keepdim, dtype=dtype)
        return matrix_norm(self, p, tuple(range(self.ndim)) if dim is None else dim, keepdim, dtype)
    return ops.linalg_vector_norm(self, 2 if p is None else p, dim, keepdim, dtype=dtype)


def _check_weights(weights, name, observations, floating):
    if weights.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.ndim} dimensions")
    if weights.dtype.is_floating_point != floating or weights.dtype.is_complex or weights.dtype.name == "bool":
        kind = "floating point" if floating else "integral"
        raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {weights.dtype.scalar_name} dtype")
    if weights.numel() != observations:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got {weights.numel()} != {observations}"
        )
    if observations and (array(weights) < 0).any():
        raise RuntimeError(f"cov(): {name} cannot be negative")


def cov(self, correction, fweights, aweights):
    """The covariance matrix of variables in rows and observations in columns."""
    if self.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got an input with {self.ndim} dimensions")
    if self.dtype.name == "bool":
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = ops.reshape(self, [1, -1]) if self.ndim < 2 else self
    observations = rows.shape[1]
    weights = None
    if fweights is not None:
        _check_weights(fweights, "fweights", observations, False)
        weights = fweights
    if aweights is not None:
        _check_weights(aweights, "aweights", observations, True)
        weights = aweights if weights is None else weights * aweights
    total = observations if weights is None else ops.sum(weights)
    if weights is not None and not (observations and float(array(total))):
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    if weights is None:
        mean = ops.sum(rows, 1) / observations if observations else ops.sum(rows, 1) / 0
    else:
        mean = ops.sum(rows * weights, 1) / total
    if aweights is None or correction == 0:
        divisor = total - correction
    else:
        divisor = total - correction * ops.sum(weights * aweights) / total
    freedom = divisor if weights is None else float(array(divisor))
    if freedom <= 0:
        warnings.warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.", UserWarning, stacklevel=3
        )
        divisor = 0
    rows = rows - ops.unsqueeze(mean, 1)
    others = ops.conj_physical(ops.t(rows if weights is None else rows * weights))
    return ops.squeeze(ops.mm(rows, others.to(rows.dtype)) / divisor)


def corrcoef(self):
    """Pearson's correlation coefficients: `cov` over the product of the deviations, held in [-1, 1]."""
    if self.ndim > 2:
        raise RuntimeError(f"corrcoef(): expected input to have two or fewer dimensions but got an input with {self.ndim} dimensions")
    covariance = ops.cov(self)
    if not covariance.ndim:
        return covariance / covariance
    deviation = ops.sqrt(ops.real(ops.diagonal(covariance)))
    result = covariance / ops.unsqueeze(deviation, 1) / ops.unsqueeze(deviation, 0)
    if result.dtype.is_complex:
        return ops.complex(ops.clamp(ops.real(result), -1, 1), ops.clamp(ops.imag(result), -1, 1))
    return ops.clamp(result, -1, 1)


def diff(self, n, dim, prepend, append):
    """The `n`-th forward difference along `dim`, of the input extended by `prepend` and `append`."""
    if not self.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    axis = wrap_dim(dim, self.ndim)
    for extra in (prepend, append):
        if extra is None:
            continue
        if extra.ndim != self.ndim:
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
        for at in range(self.ndim):
            if at != axis and extra.shape[at] != self.shape[at]:
                raise RuntimeError(
                    "diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; "
                    f"input.size({at}) = {self.shape[at]}, but got tensor.size({at}) = {extra.shape[at]}"
                )
    if not n:
        return ops.zeros_like(self).copy_(self)
    if prepend is not None or append is not None:
        self = ops.cat([part for part in (prepend, self, append) if part is not None], axis)
    length = self.shape[axis]
    if n >= length:
        return ops.narrow(self, axis, 0, 0)
    for _ in range(n):
        length -= 1
        later, earlier = ops.narrow(self, axis, 1, length), ops.narrow(self, axis, 0, length)
        self = ops.logical_xor(later, earlier) if self.dtype.name == "bool" else later - earlier
    return self


def histogramdd(self, bins, range, weight, density):
    """Counts of the rows ``(..., D)`` in a D-dimensional grid, and the grid's edges: numbers of bins for every dimension, or the edges themselves."""
    dims = self.shape[-1] if self.ndim else 0
    if isinstance(bins, int):
        bins = (bins,) * dims
    if len(bins) and isinstance(bins[0], TensorBase):
        edges = tuple(bins)
        counts = ops._histogramdd_from_bin_tensors(self, edges, weight=weight, density=density)
    else:
        edges = tuple(ops._histogramdd_bin_edges(self, bins, range=range, weight=weight, density=density))
        counts = ops._histogramdd_from_bin_cts(self, bins, range=range, weight=weight, density=density)
    return named_tuple("histogramdd", ["hist", "bin_edges"])((counts, edges))


def frobenius_norm(self, dim, keepdim):
    """The 2-norm over one or two dimensions."""
    if len(dim) > 2:
        raise RuntimeError(f"Expected at most 2 dimensions, but got {len(dim)} dimensions instead.")
    return ops.linalg_vector_norm(self, 2, dim, keepdim)
