"""Kernels of random operators: `self` gives shape, layout and dtype, the result is an array of its own.

The in-place forms (``uniform_`` and the like) write the result over `self`. Numbers are drawn in the order in which self's elements lie in
memory. Without a generator they come from `default_generator`.
"""
import math

import numpy as np

from pyautograd._autograd_texts import C_NAMES as CPP_NAMES
from pyautograd._types import bfloat16, bool_, dtype_of_numpy, float64

from ..util import Bfloat16Values, from_bfloat16, to_bfloat16
from .generator import default_generator
from .sampling import (
    DIGITS,
    any_integers_values,
    bernoulli_values,
    cast,
    cauchy_values,
    check_std,
    check_uniform,
    exponential_values,
    fill_order,
    geometric_values,
    integer_range,
    integers_values,
    normal_values,
    number,
    standard_normal,
    uniform_values,
)  # fmt: skip


def kind(self):
    """The dtype whose numbers are drawn for the array `self`."""
    return bfloat16 if isinstance(self, Bfloat16Values) else dtype_of_numpy(self.dtype)


def filled(flat, self):
    """The sample `flat` in self's shape and layout; the bits of bfloat16 numbers as float32 values."""
    if isinstance(self, Bfloat16Values):
        flat = from_bfloat16(flat)
    return fill_order(flat, self.shape, self)


def uniform(self, low, high, generator):
    """Numbers uniform in [low, high). Raises RuntimeError for low > high or bounds out of the dtype's range."""
    dtype = kind(self)
    check_uniform(dtype, low, high)
    return filled(uniform_values(generator or default_generator, self.size, dtype, low, high), self)


def rrelu_noise(self, low, high, generator):
    """One where `self` is positive, elsewhere slopes uniform in [low, high), drawn in double precision for those elements alone."""
    if self.dtype.kind != "f":
        raise NotImplementedError(f"\"rrelu_with_noise_out_cpu\" not implemented for '{dtype_of_numpy(self.dtype).scalar_name}'")
    made = np.ones(self.shape, self.dtype)
    below = ~(self > 0)
    made[below] = uniform_values(generator or default_generator, int(below.sum()), float64, low, high)
    return made


def normal(self, mean, std, generator):
    """Normal numbers. Raises RuntimeError for a negative std."""
    check_std(std)
    contiguous = self.flags.c_contiguous
    return filled(normal_values(generator or default_generator, self.size, kind(self), mean, std, contiguous), self)


def random(self, generator):
    """Integers over all of the dtype's range (``0 .. 2**digits`` for a floating dtype)."""
    return filled(any_integers_values(generator or default_generator, self.size, kind(self)), self)


def random_to(self, to, generator):
    """Integers in [0, to)."""
    return random_between(self, 0, to, generator)


def random_between(self, low, high, generator):
    """Integers in [low, high); without `high`, up to the largest number the dtype holds."""
    dtype = kind(self)
    if high is None:
        if dtype.is_complex:
            raise NotImplementedError(f'"random_update_from_to" not implemented for \'{dtype.scalar_name}\'')
        if dtype.is_floating_point:
            high = (1 << DIGITS[dtype.name]) + 1
        else:
            high = 2 if dtype is bool_ else int(np.iinfo(dtype.np).max) + 1
    low, high = integer_range(dtype, low, high)
    return filled(integers_values(generator or default_generator, self.size, low, high, dtype), self)


def check_probability(p):
    """Refuse a number that is no probability."""
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={number(p)}")


def bernoulli(self, p, generator):
    """Ones of probability `p`, zeros otherwise."""
    check_probability(p)
    if self.dtype.kind == "c":
        raise NotImplementedError(f'"bernoulli_scalar_cpu_" not implemented for \'{kind(self).scalar_name}\'')
    return filled(cast(bernoulli_values(generator or default_generator, self.size, p), kind(self)), self)


def check_probabilities(p):
    """Refuse an array of probabilities with an element outside [0, 1]."""
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  "
            "(Could this error message be improved?  If so, please report an enhancement request to PyTorch.)"
        )


def bernoulli_tensor(self, p, generator):
    """Ones of probability ``p[i]``, where the array `p` expands to self's shape."""
    if self.size and (self.dtype.kind == "c" or self.dtype.kind == "u" and self.dtype.itemsize > 1):
        raise NotImplementedError(f'"bernoulli_tensor_cpu_self_" not implemented for \'{kind(self).scalar_name}\'')
    if p.dtype.kind != "f" and self.size:
        raise NotImplementedError(f'"bernoulli_tensor_cpu_p_" not implemented for \'{dtype_of_numpy(p.dtype).scalar_name}\'')
    check_probabilities(p)
    wide = p if p.shape == self.shape else expanded(p, self.shape)
    generator = generator or default_generator
    u = generator.doubles(self.size) if p.dtype == np.float64 else generator.floats(self.size)
    return (fill_order(u, self.shape, self) < wide).astype(self.dtype)


def expanded(p, shape):
    """`p` broadcast to `shape`; raises RuntimeError with PyTorch's text."""
    for k in range(1, p.ndim + 1):
        wanted = shape[-k] if k <= len(shape) else 1
        if p.shape[-k] not in (1, wanted):
            raise RuntimeError(
                f"The expanded size of the tensor ({wanted}) must match the existing size ({p.shape[-k]}) at non-singleton dimension "
                f"{len(shape) - k}.  Target sizes: {list(shape)}.  Tensor sizes: {list(p.shape)}"
            )
    return np.broadcast_to(p, shape)


def exponential(self, rate, generator):
    """Exponentially distributed numbers. Raises RuntimeError for a rate that is not positive."""
    if self.dtype.kind != "f":
        name = kind(self).scalar_name
        text = "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified "
        raise RuntimeError(text + name)
    if not rate > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={number(rate)}")
    return filled(cast(exponential_values(generator or default_generator, self.size, rate), kind(self)), self)


def geometric(self, p, generator):
    """The number of trials up to the first success. Raises RuntimeError unless 0 < p < 1."""
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={number(p)}")
    dtype = kind(self)
    if dtype.is_complex or dtype is bool_:
        raise NotImplementedError(f'"geometric_cpu" not implemented for \'{dtype.scalar_name}\'')
    return filled(cast(geometric_values(generator or default_generator, self.size, p), dtype), self)


def cauchy(self, median, sigma, generator):
    """Cauchy distributed numbers. Raises RuntimeError for a sigma that is not positive."""
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={number(sigma)}")
    dtype = kind(self)
    if not dtype.is_floating_point:
        name = CPP_NAMES[dtype.name]
        raise RuntimeError(f"Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you specified {name}")
    return filled(cast(cauchy_values(generator or default_generator, self.size, median, sigma), dtype), self)


def log_normal(self, mean, std, generator):
    """Exponentials of normal numbers. Raises RuntimeError for a std that is not positive."""
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={number(std)}")
    dtype = kind(self)
    if not dtype.is_floating_point:
        raise NotImplementedError(f'"log_normal_cpu" not implemented for \'{dtype.scalar_name}\'')
    values = standard_normal(generator or default_generator, self.size)
    values *= std
    values += mean
    np.exp(values, out=values)
    return filled(cast(values, dtype), self)


def bernoulli_of(p, generator):
    """Zeros and ones of p's dtype, one with probability ``p[i]``."""
    return bernoulli_tensor(np.empty(p.shape, p.dtype), p, generator)


def normal_around(mean, std, generator):
    """Normal numbers of the given mean and standard deviation, of which either may be an array; the dtype is that of the first array."""
    first = mean if isinstance(mean, np.ndarray) else std
    if isinstance(std, np.ndarray):
        if std.dtype.kind == "c":
            raise RuntimeError("normal expects standard deviation to be non-complex")
        if std.size and not (std >= 0).all():
            raise RuntimeError("normal expects all elements of std >= 0.0")
    else:
        check_std(std)
    shape = first.shape
    if isinstance(mean, np.ndarray) and isinstance(std, np.ndarray):
        shape = broadcast_two(mean.shape, std.shape)
    dtype = kind(first)
    values = normal_values(generator or default_generator, math.prod(shape), dtype).reshape(shape)
    if dtype is bfloat16:  # each step is rounded
        values = from_bfloat16(to_bfloat16(from_bfloat16(values) * np.asarray(std, np.float32)))
        return from_bfloat16(to_bfloat16(values + np.asarray(mean, np.float32)))
    values *= np.asarray(std, values.real.dtype)
    values += np.asarray(mean, values.dtype)
    return values


def broadcast_two(a, b):
    """The broadcast shape of two; raises RuntimeError with PyTorch's text."""
    shape = []
    for k in range(max(len(a), len(b)), 0, -1):
        n, m = a[-k] if k <= len(a) else 1, b[-k] if k <= len(b) else 1
        if n != m and n != 1 and m != 1:
            at = max(len(a), len(b)) - k
            raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {at}")
        shape.append(m if n == 1 else n)
    return tuple(shape)


def multinomial(self, num_samples, replacement, generator):
    """Indices drawn with the probabilities (up to a factor) in each row of `self`: int64, ``[..., num_samples]``.

    Without replacement the largest of ``p / e`` are taken with e exponentially distributed; with replacement a uniform number
    is looked up in the cumulated probabilities.
    """
    if self.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if self.dtype.kind != "f":
        name = kind(self).scalar_name
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {name}")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    categories = self.shape[-1]
    if not replacement and num_samples > categories:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if categories > 1 << 24:
        raise RuntimeError("number of categories cannot exceed 2^24")
    generator = generator or default_generator
    if self.ndim == 2 and self.shape[0] == 0:
        return np.empty((0, num_samples), np.int64)
    if replacement and num_samples > 1:
        return _multinomial_lookup(self, num_samples, generator)
    if not (np.isfinite(self).all() and (self >= 0).all()):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not (self.sum(-1) > 0).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    e = filled(cast(exponential_values(generator, self.size, 1.0), kind(self)), self)
    keys = self / e
    if kind(self) is bfloat16:
        keys = from_bfloat16(to_bfloat16(np.asarray(keys)))
    if num_samples == 1:
        return keys.argmax(-1).reshape(keys.shape[:-1] + (1,))
    return np.ascontiguousarray(np.argsort(-keys, axis=-1, kind="stable")[..., :num_samples])


def _multinomial_lookup(p, num_samples, generator):
    if not (p >= 0).all() or np.isinf(p).any():
        if (p < 0).any() or not np.isinf(p).any():  # what is found first; a sum with nan in it is no larger than 0
            raise RuntimeError("invalid multinomial distribution (encountering probability entry < 0)")
        raise RuntimeError("invalid multinomial distribution (encountering probability entry = infinity or NaN)")
    if p.dtype == np.float16:
        p = p.astype(np.float32)
    cumulated = np.cumsum(p, axis=-1, dtype=p.dtype)
    total = cumulated[..., -1:]
    if not (total > 0).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    cumulated /= total
    rows = cumulated.reshape(-1, p.shape[-1])
    u = generator.doubles(len(rows) * num_samples).reshape(len(rows), num_samples)
    found = np.empty(u.shape, np.int64)
    for at in range(len(rows)):
        found[at] = np.searchsorted(rows[at], u[at], "left")
    np.minimum(found, p.shape[-1] - 1, out=found)
    return found.reshape(p.shape[:-1] + (num_samples,))
