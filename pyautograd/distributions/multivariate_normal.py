"""`MultivariateNormal`."""
import math

import pyautograd as torch

from . import constraints
from .distribution import Distribution
from .utils import _standard_normal, lazy_property


def _batch_mv(bmat, bvec):
    """Matrix times vector, both with batches."""
    return torch.matmul(bmat, bvec.unsqueeze(-1)).squeeze(-1)


def _batch_mahalanobis(bL, bx):
    """x^T M^-1 x for M = L L^T, where the batch of `bL` may repeat within that of `bx`.

    Each matrix is solved for all its vectors at once: the dimensions in which `bL` has size 1 and `bx` more are split off,
    and moved to the columns of the right-hand side.
    """
    n, shape = bx.size(-1), bx.shape[:-1]
    inner = bL.dim() - 2
    outer = len(shape) - inner
    split = shape[:outer]
    for of_matrix, of_vector in zip(bL.shape[:-2], shape[outer:]):
        split += (of_vector // of_matrix, of_matrix)
    repeated, own = [outer + 2 * i for i in range(inner)], [outer + 2 * i + 1 for i in range(inner)]
    order = [*range(outer), *repeated, *own]
    bx = bx.reshape(split + (n,)).permute(*order, outer + 2 * inner)
    matrices = bL.reshape(-1, n, n)
    columns = bx.reshape(-1, matrices.size(0), n).permute(1, 2, 0)
    lengths = torch.linalg.solve_triangular(matrices, columns, upper=False).pow(2).sum(-2).t().reshape(bx.shape[:-1])
    back = [order.index(i) for i in range(len(order))]
    return lengths.permute(back).reshape(shape)


def _precision_to_scale_tril(P):
    """The Cholesky factor of the inverse of a matrix."""
    reversed_factor = torch.linalg.cholesky(torch.flip(P, (-2, -1)))
    upper = torch.transpose(torch.flip(reversed_factor, (-2, -1)), -2, -1)
    return torch.linalg.solve_triangular(upper, torch.eye(P.shape[-1], dtype=P.dtype), upper=False)


class MultivariateNormal(Distribution):
    """The normal distribution of vectors with mean ``loc`` and one of covariance, precision, or Cholesky factor of the covariance."""

    arg_constraints = {
        "loc": constraints.real_vector, "covariance_matrix": constraints.positive_definite, "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }  # fmt: skip
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {"scale_tril": scale_tril, "covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix}
        given = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        ((name, matrix),) = given.items()
        if matrix.dim() < 2:
            shown = "scale_tril matrix" if name == "scale_tril" else name
            raise ValueError(f"{shown} must be at least two-dimensional, with optional leading batch dimensions")
        batch_shape = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand(batch_shape + (-1, -1)))
        self.loc = loc.expand(batch_shape + (-1,))
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args=validate_args)
        if name == "scale_tril":
            self._unbroadcasted_scale_tril = matrix
        elif name == "covariance_matrix":
            self._unbroadcasted_scale_tril = torch.linalg.cholesky(matrix)
        else:
            self._unbroadcasted_scale_tril = _precision_to_scale_tril(matrix)

    def expand(self, batch_shape, _instance=None):
        made = self._get_checked_instance(MultivariateNormal, _instance)
        batch_shape = torch.Size(batch_shape)
        made.loc = self.loc.expand(batch_shape + self.event_shape)
        made._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        for name in ("covariance_matrix", "scale_tril", "precision_matrix"):
            if name in self.__dict__:
                setattr(made, name, getattr(self, name).expand(batch_shape + self.event_shape + self.event_shape))
        return self._finish_expanding(made, batch_shape, self.event_shape)

    def _over_batch(self, matrix):
        return matrix.expand(self._batch_shape + self._event_shape + self._event_shape)

    @lazy_property
    def scale_tril(self):
        return self._over_batch(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self):
        return self._over_batch(self._unbroadcasted_scale_tril @ self._unbroadcasted_scale_tril.mT)

    @lazy_property
    def precision_matrix(self):
        return self._over_batch(torch.cholesky_inverse(self._unbroadcasted_scale_tril))

    mean = property(lambda self: self.loc)
    mode = property(lambda self: self.loc)
    variance = property(lambda self: self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(self._batch_shape + self._event_shape))

    @property
    def _half_log_det(self):
        return self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def rsample(self, sample_shape=()):
        return self.loc + _batch_mv(self._unbroadcasted_scale_tril, _standard_normal(self._extended_shape(sample_shape), self.loc.dtype))

    def log_prob(self, value):
        self._validate_sample(value)
        lengths = _batch_mahalanobis(self._unbroadcasted_scale_tril, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + lengths) - self._half_log_det

    def entropy(self):
        entropy = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._half_log_det
        return entropy.expand(self._batch_shape) if len(self._batch_shape) else entropy


__all__ = ["MultivariateNormal"]
