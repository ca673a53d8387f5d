"""`Distribution`: batches of random variables, with parameters that are checked."""
import warnings

import pyautograd as torch

from . import constraints
from .utils import lazy_property

_TURN_OFF = "Please {}initialize the distribution with `validate_args=False` to turn off validation."


class Distribution:
    """Base class.

    A sample has shape ``sample_shape + batch_shape + event_shape``: independent draws, independent variables with
    parameters of their own, and the dimensions of one variable.

    Parameters
    ----------
    batch_shape, event_shape : Size
    validate_args : bool, optional
        Check parameters now and samples in `log_prob`.
    """

    has_rsample = False
    has_enumerate_support = False
    _validate_args = __debug__
    _expanded = ()  # attributes of the shape of the batch, which `expand` takes along where they are there

    @staticmethod
    def set_default_validate_args(value):
        """Whether distributions check what they are given, unless they are told."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape = torch.Size(batch_shape)
        self._event_shape = torch.Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    def _check_parameters(self):
        try:
            wanted = self.arg_constraints
        except NotImplementedError:
            wanted = {}
            warnings.warn(
                f"{type(self)} does not define `arg_constraints`. " + _TURN_OFF.format("set `arg_constraints = {}` or "), stacklevel=3
            )
        for name, constraint in wanted.items():
            if constraints.is_dependent(constraint):
                continue
            if name not in self.__dict__ and isinstance(getattr(type(self), name), lazy_property):
                continue
            value = getattr(self, name)
            if not torch._is_all_true(constraint.check(value)):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                    f"{constraint!r}, but found invalid values:\n{value}"
                )

    def expand(self, batch_shape, _instance=None):
        """The same distribution for a larger batch.

        Parameters
        ----------
        batch_shape : Size
        _instance : Distribution, optional
            What a subclass with another ``__init__`` has made already.
        """
        if not self._expanded:
            raise NotImplementedError
        made = self._get_checked_instance(self._expanding_class(), _instance)
        batch_shape = torch.Size(batch_shape)
        for name in self._expanded:
            if name in self.__dict__:
                setattr(made, name, getattr(self, name).expand(batch_shape))
        return self._finish_expanding(made, batch_shape, self._event_shape)

    def _expanding_class(self):
        """The class whose ``__init__`` a subclass must not have changed without changing `expand`."""
        return next(cls for cls in type(self).__mro__ if "_expanded" in cls.__dict__)

    def _finish_expanding(self, made, batch_shape, event_shape):
        Distribution.__init__(made, batch_shape, event_shape, validate_args=False)
        made._validate_args = self._validate_args
        return made

    def _get_checked_instance(self, cls, _instance=None):
        if _instance is None and type(self).__init__ != cls.__init__:
            raise NotImplementedError(
                f"Subclass {type(self).__name__} of {cls.__name__} that defines a custom __init__ method must also define a custom .expand() method."
            )
        return self.__new__(type(self)) if _instance is None else _instance

    batch_shape = property(lambda self: self._batch_shape, doc="The shape of independent variables.")
    event_shape = property(lambda self: self._event_shape, doc="The shape of one variable.")

    @property
    def arg_constraints(self):
        """Name of a parameter -> its constraint."""
        raise NotImplementedError

    @property
    def support(self):
        """The constraint that samples satisfy."""
        raise NotImplementedError

    @property
    def mean(self):
        raise NotImplementedError

    @property
    def mode(self):
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self):
        raise NotImplementedError

    @property
    def stddev(self):
        return self.variance.sqrt()

    def sample(self, sample_shape=()):
        """Draws, without gradients."""
        with torch.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        """Draws as a function of the parameters, through which gradients go."""
        raise NotImplementedError

    def sample_n(self, n):
        """`n` draws. Deprecated: ``sample((n,))``."""
        warnings.warn("`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning, stacklevel=2)
        return self.sample(torch.Size((n,)))

    def log_prob(self, value):
        """The logarithm of the density or probability at `value`."""
        raise NotImplementedError

    def cdf(self, value):
        """The probability of at most `value`."""
        raise NotImplementedError

    def icdf(self, value):
        """The inverse of `cdf`."""
        raise NotImplementedError

    def enumerate_support(self, expand=True):
        """All values of a discrete distribution, along a first dimension."""
        raise NotImplementedError

    def entropy(self):
        raise NotImplementedError

    def perplexity(self):
        """The exponential of the entropy."""
        return torch.exp(self.entropy())

    def _extended_shape(self, sample_shape=()):
        return torch.Size(tuple(sample_shape) + tuple(self._batch_shape) + tuple(self._event_shape))

    def _enumerated(self, count, dtype, expand):
        """0 .. count - 1 along a first dimension, over the batch."""
        values = torch.arange(count, dtype=dtype).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1,) + self._batch_shape) if expand else values

    def _validate_sample(self, value):
        """Raise ValueError for a value that `log_prob` cannot take; nothing without `validate_args`."""
        if not self._validate_args:
            return
        if not isinstance(value, torch.Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        size, expected = value.size(), self._batch_shape + self._event_shape
        if size[len(size) - len(self._event_shape) :] != self._event_shape:
            raise ValueError(f"The right-most size of value must match event_shape: {size} vs {self._event_shape}.")
        for i, j in zip(reversed(size), reversed(expected)):
            if i != 1 and j != 1 and i != j:
                raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {size} vs {torch.Size(expected)}.")
        try:
            support = self.support
        except NotImplementedError:
            warnings.warn(f"{type(self)} does not define `support` to enable sample validation. " + _TURN_OFF.format(""), stacklevel=3)
            return
        if not torch._is_all_true(support.check(value)):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the support ({support!r}) of the distribution "
                f"{self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self):
        shown = [(name, self.__dict__[name]) for name in self.arg_constraints if name in self.__dict__]
        return f"{type(self).__name__}({', '.join(f'{name}: {v if v.numel() == 1 else v.size()}' for name, v in shown)})"


__all__ = ["Distribution"]
