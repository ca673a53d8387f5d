"""Samples by rejection: gamma, Dirichlet, Poisson and binomial numbers.

How many uniform numbers an element takes depends on what they are, so elements are drawn one after the other, from a stream of
words that is read ahead in blocks; the generator is left where the last element stopped. Methods: Marsaglia and Tsang (2000) for
gamma, Hoermann's transformed rejection (1993) for Poisson and binomial numbers, sums of geometric steps for small binomial means.
"""
import functools
import math

import numpy as np

from pyautograd._types import dtype_of_numpy

from ..util import Bfloat16Values
from .generator import default_generator


class Stream:
    """float64 uniform and normal numbers of a generator, one at a time."""

    __slots__ = ("generator", "block", "at", "used", "kept", "start")

    def __init__(self, generator):
        self.generator = generator
        self.start = generator._bits.state
        self.block, self.at, self.used = [], 0, 0

    def uniform(self):
        """The next number in [0, 1)."""
        if self.at == len(self.block):
            self.block = self.generator.few_doubles(min(64 + self.used, 4096))
            self.at = 0
        self.at += 1
        self.used += 1
        return self.block[self.at - 1]

    def normal(self):
        """The next standard normal number: the pending half of a pair, or a new pair's first half."""
        kept = self.generator.next_normal
        if kept is not None:
            self.generator.next_normal = None
            return kept
        first, second = self.uniform(), self.uniform()
        radius, theta = math.sqrt(-2.0 * math.log1p(-second)), 2.0 * math.pi * first
        self.generator.next_normal = radius * math.sin(theta)
        return radius * math.cos(theta)

    def close(self):
        """Give back what was read ahead."""
        if self.at < len(self.block):
            self.generator._bits.state = self.start
            if self.used:
                self.generator.words(2 * self.used)


def drawn(self, sample, generator, name, *others):
    """An array of self's dtype and shape with ``sample(stream, element, ...)`` for each element in row-major order."""
    if self.dtype.kind != "f":
        raise NotImplementedError(f'"{name}" not implemented for \'{dtype_of_numpy(self.dtype).scalar_name}\'')
    stream = Stream(generator or default_generator)
    columns = [np.broadcast_to(a, self.shape).ravel().astype(np.float64).tolist() for a in (self, *others)]
    values = [sample(stream, *arguments) for arguments in zip(*columns)]
    stream.close()
    return np.array(values, np.float64).reshape(self.shape).astype(self.dtype)


# Written in single precision in PyTorch's sampler, also where it draws in double.
_THIRD, _SQUEEZE = float(np.float32(1.0 / 3.0)), float(np.float32(0.0331))


def gamma_number(stream, alpha, real=float):
    """One number of density ``x**(alpha - 1) * exp(-x) / Gamma(alpha)``; `real` is the type in which alpha is raised above 1."""
    if alpha <= 0:
        return 0.0 if alpha == 0 else math.nan
    scale = 1.0
    if alpha < 1:
        scale = (1.0 - stream.uniform()) ** float(real(1.0) / real(alpha))
        alpha = float(real(alpha) + real(1.0))
    d = alpha - _THIRD
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = stream.normal()
        y = 1.0 + c * x
        while y <= 0:
            x = stream.normal()
            y = 1.0 + c * x
        v = y * y * y
        u = 1.0 - stream.uniform()
        xx = x * x
        if u < 1.0 - _SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1.0 - v + math.log(v)):
            return scale * d * v


def gamma_sampler(self):
    """`gamma_number` for the dtype of the array `self`."""
    return gamma_number if self.dtype != np.float32 else functools.partial(gamma_number, real=np.float32)


def standard_gamma(self, generator):
    """Gamma distributed numbers of shape parameter ``self[i]`` and scale 1, at least the smallest number of the dtype."""
    made = drawn(self, gamma_sampler(self), generator, "gamma_cpu")
    return np.maximum(made, np.finfo(self.dtype).tiny)


def sample_dirichlet(self, generator):
    """Rows of gamma numbers divided by their sums: points on the simplex with concentrations `self` along the last dimension."""
    if self.dtype == np.float16 or isinstance(self, Bfloat16Values):
        raise NotImplementedError(f"\"dirichlet\" not implemented for '{'Half' if self.dtype == np.float16 else 'BFloat16'}'")
    made = drawn(self, gamma_sampler(self), generator, "dirichlet").astype(np.float64)
    made = np.maximum(made, np.finfo(self.dtype).tiny)
    return (made / made.sum(-1, keepdims=True)).astype(self.dtype)


def poisson_number(stream, rate):
    """One count of mean `rate`."""
    if not rate >= 0:
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    if rate < 10:
        if rate == 0:
            return 0.0
        limit, count, product = math.exp(-rate), 0, stream.uniform()
        while product > limit:
            count += 1
            product *= stream.uniform()
        return float(count)
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    accepted_below = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = stream.uniform() - 0.5, stream.uniform()
        us = 0.5 - abs(u)
        if us == 0:
            continue
        k = math.floor((2 * a / us + b) * u + rate + 0.43)
        if us >= 0.07 and v <= accepted_below:
            return float(k)
        if k < 0 or us < 0.013 and v > us:
            continue
        if math.log(v) + math.log(inverse_alpha) - math.log(a / (us * us) + b) <= -rate + k * log_rate - math.lgamma(k + 1):
            return float(k)


def poisson(self, generator):
    """Counts of mean ``self[i]`` in self's dtype. Raises RuntimeError for a negative rate."""
    if self.size and self.dtype.kind == "f" and not (self >= 0).all():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    return drawn(self, poisson_number, generator, "poisson_cpu")


def _stirling_tail(k):
    """``log(k!)`` less Stirling's approximation of it."""
    return math.lgamma(k + 1) - ((k + 0.5) * math.log(k + 1) - (k + 1) + 0.9189385332046727)


def _small_binomial(stream, count, p):
    log_q, steps, successes = math.log1p(-p), 0.0, 0
    while True:
        u = stream.uniform()
        steps += math.ceil(math.log(u) / log_q) if u > 0 else math.inf
        if steps > count:
            return float(successes)
        successes += 1


def _large_binomial(stream, count, p):
    spread = math.sqrt(count * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = count * p + 0.5
    accepted_below = 0.92 - 4.2 / b
    odds = p / (1 - p)
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((count + 1) * p)
    while True:
        u, v = stream.uniform() - 0.5, stream.uniform()
        us = 0.5 - abs(u)
        if us == 0:
            continue
        k = math.floor((2 * a / us + b) * u + c)
        if us >= 0.07 and v <= accepted_below:
            return float(k)
        if k < 0 or k > count:
            continue
        bound = (
            (mode + 0.5) * math.log((mode + 1) / (odds * (count - mode + 1))) + (count + 1) * math.log((count - mode + 1) / (count - k + 1))
            + (k + 0.5) * math.log(odds * (count - k + 1) / (k + 1)) + _stirling_tail(mode) + _stirling_tail(count - mode)
            - _stirling_tail(k) - _stirling_tail(count - k)
        )  # fmt: skip
        if v > 0 and math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return float(k)


def binomial_number(stream, count, p):
    """The number of successes in `count` trials of probability `p`."""
    if math.isnan(count) or math.isnan(p):
        return math.nan
    if count <= 0 or p <= 0:
        return 0.0
    if p >= 1:
        return count
    q = p if p <= 0.5 else 1.0 - p
    k = _large_binomial(stream, count, q) if count * q >= 10 else _small_binomial(stream, count, q)
    return k if p <= 0.5 else count - k


def binomial(self, prob, generator):
    """Numbers of successes in ``self[i]`` trials of probability ``prob[i]``."""
    return drawn(self, binomial_number, generator, "binomial_cpu", prob)


def digamma(x):
    """The derivative of ``log(Gamma(x))`` for positive float64 `x`: shifted above 10, then the asymptotic series."""
    x = np.array(x, np.float64)
    total = np.zeros_like(x)
    for _ in range(10):
        small = x < 10
        total -= np.where(small, 1.0 / x, 0.0)
        x = np.where(small, x + 1.0, x)
    s = 1.0 / (x * x)
    series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760 - s / 12))))))
    return total + np.log(x) - 0.5 / x - series


def standard_gamma_grad(self, sample):
    """Derivative of a gamma sample x with respect to its shape parameter a at a fixed quantile: ``-(dP/da) / p``.

    P is the distribution function, a power series in x whose terms are differentiated one by one, and p the density:
    ``x * sum_n x**n Gamma(a) / Gamma(a + n + 1) * (psi(a + n + 1) - log x)``. The series is summed as far as its terms matter.
    """
    a, x = self.astype(np.float64), sample.astype(np.float64)
    if a.size == 0:
        return np.zeros(a.shape, self.dtype)
    log_x = np.log(x)
    term, psi = 1.0 / a, digamma(a) + 1.0 / a
    total = term * (psi - log_x)
    largest, n = np.abs(total), 0
    while n < 20000:
        n += 1
        term = term * x / (a + n)
        psi = psi + 1.0 / (a + n)
        step = term * (psi - log_x)
        total = total + step
        largest = np.maximum(largest, np.abs(step))
        if (np.abs(step) <= 1e-17 * largest).all() and (x < a + n).all():
            break
    return (x * total).astype(self.dtype)


_TERMS = 20000  # enough for concentrations of millions; away from the mean a few dozen are


def dirichlet_grad(x, alpha, total):
    """How a coordinate `x` of a point with a Dirichlet distribution moves with its concentration `alpha`, divided by ``1 - x``.

    With ``b = total - alpha`` and F the distribution function of Beta(alpha, b), of density f, this is ``-(dF / dalpha) / f / (1 - x)``. F is
    ``x**alpha * (1 - x)**b / (alpha * B(alpha, b))`` times the series of ``2F1(total, 1; alpha + 1; x)``, whose terms are positive; beyond the mean
    the same holds for ``1 - x`` and the parameters exchanged.
    """
    x, alpha, total = np.broadcast_arrays(x, alpha, total)
    shape, dtype = x.shape, x.dtype
    x, a, total = [t.ravel().astype(np.float64) for t in (x, alpha, total)]
    x = np.clip(x, np.finfo(np.float64).tiny, 1 - 2.0**-53)
    above = x > a / total
    y, first = np.where(above, 1 - x, x), np.where(above, total - a, a)
    slope = np.log(x) - digamma(a) + digamma(total) - np.where(above, 0.0, 1 / a)  # of the logarithm of the factor before the series
    term = np.ones_like(y)
    sums, slopes, along = term.copy(), np.zeros_like(y), np.zeros_like(y)
    for k in range(_TERMS):
        term = term * y * (total + k) / (first + 1 + k)
        along = along + 1 / (total + k) - np.where(above, 0.0, 1 / (first + 1 + k))
        sums += term
        slopes += term * along
        if not (term * (1 + np.abs(along)) > 1e-16 * sums).any():
            break
    size = slope * sums + slopes
    return np.where(above, x / first * size, -x / first * size).reshape(shape).astype(dtype)
