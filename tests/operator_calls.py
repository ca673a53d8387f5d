"""What a sample of an operator's arguments is, and the call it makes of a row.

A sample is what to call a row with. Tensors in it are described, not made: `T(2, 3)` stands for a tensor of that shape
whose values, dtype and memory layout the test chooses; `Ints` and `Bools` are integer and boolean tensors with the values given.
"""
import zlib

import numpy as np

import pyautograd as torch
from pyautograd._core import core
from pyautograd._table import rows

ops = core.ops
ROWS = {row.key: row for row in rows()}


class T:
    """A tensor to be differentiated: shape, and an interval its values lie in, or None for standard normal ones."""

    def __init__(self, *shape, low=None, high=None, real=False):
        self.shape, self.low, self.high, self.real = shape, low, high, real

    def array(self, rng, complex_):
        if self.low is None:
            values = rng.standard_normal(self.shape)
            return values + 1j * rng.standard_normal(self.shape) if complex_ and not self.real else values
        values = rng.uniform(self.low, self.high, self.shape)
        if complex_ and not self.real:
            values = values + 1j * rng.uniform(0.1, 0.4, self.shape) * (self.high - self.low)
        return values


class Ints:
    """An integer tensor."""

    def __init__(self, values):
        self.values = np.array(values, np.int64)


class Pivots(Ints):
    """Row exchanges of an LU factorisation, which are int32."""

    def __init__(self, values):
        self.values = np.array(values, np.int32)


class Bools(Ints):
    """A boolean tensor."""

    def __init__(self, values):
        self.values = np.array(values, bool)


class Draw:
    """A generator in the same state on every call, so that a random operator is a function."""


class Sample:
    """Arguments of one call, and what is done to the tensors before (`pre`) and to the outputs after it (`post`)."""

    def __init__(self, *args, pre=None, post=None, real=True, complex=True, **kwargs):
        self.args, self.kwargs, self.pre, self.post = args, kwargs, pre, post
        self.real, self.complex = real, complex  # whether it stands for real, for complex tensors


S = Sample


class Call:
    """A sample bound to a row: a function of the differentiable tensors."""

    def __init__(self, row, sample, complex_=False, layout=None):
        self.row, self.sample = row, sample
        rng = np.random.default_rng(zlib.crc32(row.key.encode()))
        differentiable = set()
        for targets, text in row.grad.items():
            if text is not None:
                differentiable.update((targets,) if isinstance(targets, str) else targets)
        self.inputs = []
        names = [p.name for p in row.params]
        self.args = [self.describe(a, n in differentiable, rng, complex_, layout) for a, n in zip(sample.args, names)]
        self.kwargs = {n: self.describe(a, n in differentiable, rng, complex_, layout) for n, a in sample.kwargs.items()}
        in_place = "i" in row.variants and not set("fm") & set(row.variants)
        self.in_place = in_place and hasattr(ops, row.name + "_")
        self.form = getattr(ops, row.name + ("_" if self.in_place else ""))

    def describe(self, value, wanted, rng, complex_, layout):
        if isinstance(value, (list, tuple)) and any(isinstance(v, (T, Ints)) for v in value):
            return [self.describe(v, wanted, rng, complex_, layout) for v in value]
        if isinstance(value, Ints):
            return torch.from_numpy(value.values)
        if isinstance(value, T):
            array = np.asarray(value.array(rng, complex_))
            tensor = torch.from_numpy(array.copy()) if layout is None else (LAYOUTS.get(layout) or layout)(array)
            if not wanted:
                return tensor
            self.inputs.append(tensor.requires_grad_())
            return Slot(len(self.inputs) - 1)
        return value

    def fill(self, value, tensors):
        if isinstance(value, Slot):
            return tensors[value.at]
        if isinstance(value, Draw):
            return torch.Generator().manual_seed(7)
        if isinstance(value, list):
            return [self.fill(v, tensors) for v in value]
        return value

    def outputs(self, *tensors):
        """All outputs of the operator."""
        if self.sample.pre is not None:
            tensors = self.sample.pre(*tensors)
            tensors = tensors if isinstance(tensors, tuple) else (tensors,)
        args = [self.fill(a, tensors) for a in self.args]
        if self.in_place:
            args[0] = args[0].clone()
        made = self.form(*args, **{n: self.fill(a, tensors) for n, a in self.kwargs.items()})
        return tuple(made) if isinstance(made, (tuple, list)) else (made,)

    def __call__(self, *tensors):
        """The differentiable outputs."""
        made = self.outputs(*tensors)
        if self.row.nondiff:
            made = tuple([out for out, name in zip(made, self.row.outputs) if name not in self.row.nondiff])
        if self.sample.post is not None:
            made = self.sample.post(*made)
        return made


class Slot:
    """The place of a differentiable tensor among the arguments."""

    def __init__(self, at):
        self.at = at


# The same values in other memory layouts.


def reversed_dims(array):
    """Strides in the opposite order."""
    return torch.from_numpy(np.array(array, order="F"))


def gaps(array):
    """Every second element of a larger array, one in from its start."""
    larger = np.zeros([2 * n + 1 for n in array.shape], array.dtype)
    part = tuple([slice(1, None, 2)] * array.ndim)
    larger[part] = array
    return torch.from_numpy(larger)[part]


LAYOUTS = {"reversed": reversed_dims, "gaps": gaps}
