"""`GeneralizedPareto`."""
import math

import pyautograd as torch

from . import constraints
from ._families import batch_of
from .distribution import Distribution


class GeneralizedPareto(Distribution):
    """The distribution of excesses over a threshold ``loc``; ``concentration`` 0 gives the exponential distribution, negative ones end."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive, "concentration": constraints.real}
    has_rsample = True
    _expanded = ("loc", "scale", "concentration")

    def __init__(self, loc, scale, concentration, validate_args=None):
        shape, self.loc, self.scale, self.concentration = batch_of(loc, scale, concentration)
        super().__init__(shape, validate_args=validate_args)

    def rsample(self, sample_shape=()):
        return self.icdf(torch.rand(self._extended_shape(sample_shape), dtype=self.loc.dtype))

    def _z(self, x):
        return (x - self.loc) / self.scale

    def _exponential(self):
        """Where the concentration is 0, and the concentration with 1 there, to divide by."""
        zero = torch.isclose(self.concentration, torch.zeros_like(self.concentration))
        return zero, torch.where(zero, torch.ones_like(self.concentration), self.concentration)

    def log_prob(self, value):
        self._validate_sample(value)
        z = self._z(value)
        zero, concentration = self._exponential()
        y = 1 / concentration + torch.ones_like(z)
        other = torch.where(y == 0, y, y * torch.log1p(concentration * z))
        return -self.scale.log() - torch.where(zero, z, other)

    def log_survival_function(self, value):
        """The logarithm of the probability of more than `value`."""
        self._validate_sample(value)
        z = self._z(value)
        zero, concentration = self._exponential()
        return torch.where(zero, -z, -torch.log1p(concentration * z) / concentration)

    def log_cdf(self, value):
        """The logarithm of `cdf`."""
        return torch.log1p(-torch.exp(self.log_survival_function(value)))

    def cdf(self, value):
        return torch.exp(self.log_cdf(value))

    def icdf(self, value):
        zero, concentration = self._exponential()
        log_above = torch.log1p(-value)
        other = self.loc + self.scale / concentration * torch.expm1(-concentration * log_above)
        return torch.where(zero, self.loc - self.scale * log_above, other)

    @property
    def mean(self):
        finite = self.concentration < 1
        concentration = torch.where(finite, self.concentration, 0.5)
        return torch.where(finite, self.loc + self.scale / (1 - concentration), math.nan)

    @property
    def variance(self):
        finite = self.concentration < 0.5
        concentration = torch.where(finite, self.concentration, 0.25)
        return torch.where(finite, self.scale**2 / ((1 - concentration) ** 2 * (1 - 2 * concentration)), math.nan)

    mode = property(lambda self: self.loc)

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self):
        return constraints.interval(self.loc, torch.where(self.concentration < 0, self.loc - self.scale / self.concentration, math.inf))

    def entropy(self):
        return torch.broadcast_to(torch.log(self.scale) + self.concentration + 1, self._batch_shape)


__all__ = ["GeneralizedPareto"]
