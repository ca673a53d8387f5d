"""How distributions take their parameters: broadcast to one batch, or as probabilities or their logarithms."""
from numbers import Number

import pyautograd as torch

from .distribution import Distribution
from .utils import broadcast_all, lazy_property, logits_to_probs, probs_to_logits


def batch_of(*given):
    """The parameters broadcast, and the shape of the batch: none if all are numbers."""
    values = broadcast_all(*given)
    return [torch.Size() if all(isinstance(g, Number) for g in given) else values[0].size(), *values]


class LocationScale(Distribution):
    """What distributions with parameters ``loc`` and ``scale`` share."""

    _expanded = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        shape, self.loc, self.scale = batch_of(loc, scale)
        super().__init__(shape, validate_args=validate_args)

    def _expanding_class(self):
        return next(cls for cls in type(self).__mro__ if "__init__" in cls.__dict__)

    mean = property(lambda self: self.loc)
    mode = property(lambda self: self.loc)

    def _standardised(self, value):
        self._validate_sample(value)
        return (value - self.loc) / self.scale


class ProbsOrLogits(Distribution):
    """What distributions share that take ``probs`` or ``logits`` and compute the other when it is asked for."""

    _binary = True

    def _take_one(self, probs, logits):
        """Check that one is given, and say which."""
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        return ("probs", probs) if probs is not None else ("logits", logits)

    @property
    def _param(self):
        return self.__dict__["probs"] if "probs" in self.__dict__ and self._given == "probs" else self.__dict__["logits"]

    @lazy_property
    def logits(self):
        return probs_to_logits(self.probs, is_binary=self._binary)

    @lazy_property
    def probs(self):
        return logits_to_probs(self.logits, is_binary=self._binary)

    @property
    def param_shape(self):
        return self._param.size()

    def _new(self, *args, **kwargs):
        return self._param.new(*args, **kwargs)

    def expand(self, batch_shape, _instance=None):
        made = super().expand(batch_shape, _instance)
        made._given = self._given
        return made
