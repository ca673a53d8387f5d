"""`Bernoulli`."""
import math
from numbers import Number

import pyautograd as torch

from ..nn.functional import binary_cross_entropy_with_logits
from . import constraints
from ._families import ProbsOrLogits
from .exp_family import ExponentialFamily
from .utils import broadcast_all


class Bernoulli(ProbsOrLogits, ExponentialFamily):
    """1 with probability ``probs`` (log odds ``logits``), else 0."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True
    _mean_carrier_measure = 0
    _expanded = ("probs", "logits")

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._given, value = self._take_one(probs, logits)
        (tensor,) = broadcast_all(value)
        setattr(self, self._given, tensor)
        super().__init__(torch.Size() if isinstance(value, Number) else tensor.size(), validate_args=validate_args)

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    @property
    def mode(self):
        mode = (self.probs >= 0.5).to(self.probs)
        mode[self.probs == 0.5] = math.nan
        return mode

    def sample(self, sample_shape=()):
        with torch.no_grad():
            return torch.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand=True):
        return self._enumerated(2, self._param.dtype, expand)

    @property
    def _natural_params(self):
        return (torch.logit(self.probs),)

    def _log_normalizer(self, x):
        return torch.log1p(torch.exp(x))


__all__ = ["Bernoulli"]
