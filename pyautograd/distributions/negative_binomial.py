"""`NegativeBinomial`."""
import pyautograd as torch

from . import constraints
from ._families import ProbsOrLogits
from .gamma import Gamma
from .utils import broadcast_all, lazy_property


class NegativeBinomial(ProbsOrLogits):
    """The number of successes, each of probability ``probs``, before ``total_count`` failures, which need not be whole."""

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0), "probs": constraints.half_open_interval(0.0, 1.0), "logits": constraints.real,
    }  # fmt: skip
    support = constraints.nonnegative_integer
    _expanded = ("total_count", "probs", "logits")

    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        self._given, value = self._take_one(probs, logits)
        self.total_count, tensor = broadcast_all(total_count, value)
        self.total_count = self.total_count.type_as(tensor)
        setattr(self, self._given, tensor)
        super().__init__(tensor.size(), validate_args=validate_args)

    mean = property(lambda self: self.total_count * torch.exp(self.logits))
    mode = property(lambda self: ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0))
    variance = property(lambda self: self.mean / torch.sigmoid(-self.logits))

    @lazy_property
    def _gamma(self):
        return Gamma(concentration=self.total_count, rate=torch.exp(-self.logits), validate_args=False)  # the count may be zero

    def sample(self, sample_shape=()):
        with torch.no_grad():
            return torch.poisson(self._gamma.sample(sample_shape=sample_shape))

    def log_prob(self, value):
        self._validate_sample(value)
        n, logsigmoid = self.total_count, torch.nn.functional.logsigmoid
        unnormalized = n * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        normalization = -torch.lgamma(n + value) + torch.lgamma(1.0 + value) + torch.lgamma(n)
        return unnormalized - normalization.masked_fill(n + value == 0.0, 0.0)  # nothing of nothing is certain, though lgamma(0) is infinite


__all__ = ["NegativeBinomial"]
