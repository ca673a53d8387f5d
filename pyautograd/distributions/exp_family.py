"""`ExponentialFamily`: densities exp(<t(x), theta> - F(theta) + k(x)), whose entropy follows from F (Nielsen and Nock, 2010)."""
import pyautograd as torch

from .distribution import Distribution


class ExponentialFamily(Distribution):
    """Base class: a subclass gives theta (`_natural_params`), F (`_log_normalizer`) and the mean of k."""

    @property
    def _natural_params(self):
        raise NotImplementedError

    def _log_normalizer(self, *natural_params):
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self):
        raise NotImplementedError

    def entropy(self):
        """F(theta) - <theta, grad F(theta)> - E[k(x)]."""
        result = -self._mean_carrier_measure
        params = [p.detach().requires_grad_() for p in self._natural_params]
        normalizer = self._log_normalizer(*params)
        gradients = torch.autograd.grad(normalizer.sum(), params, create_graph=True)
        result = result + normalizer
        for p, g in zip(params, gradients):
            result = result - (p * g).reshape(self._batch_shape + (-1,)).sum(-1)
        return result


__all__ = ["ExponentialFamily"]
