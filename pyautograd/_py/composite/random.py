"""Tensors of random numbers: ``rand`` and its relatives, over the samplers of ``kernels/sampling.py``."""
from pyautograd import _types

from ..core import array, wrap
from ..kernels import sampling as samplers
from ..kernels.generator import default_generator
from .creation import check_options, check_size, constant, like


def sized(name, sample, size, out, dtype, layout, device, pin_memory, requires_grad):
    """A tensor of `size` filled by ``sample(count, dtype)``."""
    count = 1
    for n in size:
        count *= n
        if n < 0:
            check_size(size)
    if out is None and layout is None and device is None and not pin_memory and not requires_grad:
        if dtype is None:
            dtype = _types._default_dtype
        made = sample(count, dtype)
        return wrap(made if len(size) == 1 else made.reshape(size), dtype)

    def make(size, dtype):
        return sample(count, dtype).reshape(size)

    return constant(name, make, size, out, dtype, layout, device, pin_memory, requires_grad)


def rand_generator(size, generator, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Numbers uniform in [0, 1)."""

    def sample(n, dtype):
        if not dtype.is_floating_point:
            samplers.check_uniform(dtype, 0.0, 1.0)
        return samplers.uniform_values(generator or default_generator, n, dtype)

    return sized("rand", sample, size, out, dtype, layout, device, pin_memory, requires_grad)


def rand(size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return rand_generator(size, None, out, dtype, layout, device, pin_memory, requires_grad)


def randn_generator(size, generator, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Numbers of the standard normal distribution."""
    return normal_sized(0.0, 1.0, size, generator, out, dtype, layout, device, pin_memory, requires_grad)


def randn(size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return normal_sized(0.0, 1.0, size, None, out, dtype, layout, device, pin_memory, requires_grad)


def normal_sized(mean, std, size, generator=None, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Normal numbers of the given mean and standard deviation. Raises RuntimeError for a negative one."""
    contiguous = out is None or out.is_contiguous() or tuple(out.shape) != tuple(size)  # another shape is made anew

    def sample(n, dtype):
        samplers.check_std(std)
        return samplers.normal_values(generator or default_generator, n, dtype, mean, std, contiguous)

    return sized("normal", sample, size, out, dtype, layout, device, pin_memory, requires_grad)


def randint_low_generator(low, high, size, generator, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Integers uniform in [low, high), int64 unless `dtype` says otherwise."""

    def sample(n, dtype):
        first, end = samplers.integer_range(dtype, low, high)
        return samplers.integers_values(generator or default_generator, n, first, end, dtype)

    if dtype is None and out is None:
        dtype = _types.int64
    return sized("randint", sample, size, out, dtype, layout, device, pin_memory, requires_grad)


def randint_low(low, high, size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_low_generator(low, high, size, None, out, dtype, layout, device, pin_memory, requires_grad)


def randint_generator(high, size, generator, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_low_generator(0, high, size, generator, out, dtype, layout, device, pin_memory, requires_grad)


def randint(high, size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_low_generator(0, high, size, None, out, dtype, layout, device, pin_memory, requires_grad)


def randperm_generator(n, generator, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """The integers below `n` in random order, int64 unless `dtype` says otherwise."""
    check_size((n,))
    wanted = dtype or (out.dtype if out is not None else _types.int64)
    check_permutation(n, wanted)

    def make(size, dtype):
        return samplers.permutation_values(generator or default_generator, n, dtype)

    return constant("randperm", make, (n,), out, dtype if out is not None else wanted, layout, device, pin_memory, requires_grad)


_LARGEST = {
    "uint8": ("uint8_t", 255), "int8": ("int8_t", 127), "int16": ("int16_t", 32767), "int32": ("int", 2147483647),
}  # fmt: skip
_EXACT = {"float16": 2049, "float32": 16777217, "float64": 9007199254740993}


def check_permutation(n, dtype):
    """Refuse more elements than `dtype` can number."""
    if dtype.name in _LARGEST and n > _LARGEST[dtype.name][1]:
        raise RuntimeError(f"value cannot be converted to type {_LARGEST[dtype.name][0]} without overflow")
    if dtype.name in _EXACT and n > _EXACT[dtype.name]:
        raise RuntimeError(f"n cannot be greater than {_EXACT[dtype.name]} for {dtype.scalar_name} type.")


def randperm(n, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randperm_generator(n, None, out, dtype, layout, device, pin_memory, requires_grad)


# like another tensor


def filled_like(self, sample, memory_format, dtype, layout, device, pin_memory, requires_grad):
    """A tensor laid out as `self` is, filled by ``sample(count, dtype, contiguous)`` in the order of its memory."""
    if check_options(layout, device, pin_memory):
        return like(self, _empty, memory_format, dtype, layout, device, False, requires_grad)
    empty = like(self, _empty, memory_format, dtype, None, None, False, False)
    blank = array(empty)
    made = samplers.fill_order(sample(blank.size, empty.dtype, blank.flags.c_contiguous), blank.shape, blank)
    tensor = wrap(made, empty.dtype)
    if requires_grad:
        tensor.requires_grad = True
    return tensor


def _empty(size, dtype):
    from .creation import _empty as make

    return make(size, dtype)


def rand_like_generator(self, generator, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Numbers uniform in [0, 1) in the shape of another tensor."""

    def sample(n, dtype, contiguous):
        if not dtype.is_floating_point:
            samplers.check_uniform(dtype, 0.0, 1.0)
        return samplers.uniform_values(generator or default_generator, n, dtype)

    return filled_like(self, sample, memory_format, dtype, layout, device, pin_memory, requires_grad)


def rand_like(self, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return rand_like_generator(self, None, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randn_like_generator(self, generator, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Numbers of the standard normal distribution in the shape of another tensor."""

    def sample(n, dtype, contiguous):
        return samplers.normal_values(generator or default_generator, n, dtype, 0.0, 1.0, contiguous)

    return filled_like(self, sample, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randn_like(self, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randn_like_generator(self, None, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randint_like_low_generator(
    self, low, high, generator, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False
):
    """Integers uniform in [low, high) in the shape and dtype of another tensor."""

    def sample(n, dtype, contiguous):
        first, end = samplers.integer_range(dtype, low, high)
        return samplers.integers_values(generator or default_generator, n, first, end, dtype)

    return filled_like(self, sample, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randint_like_low(self, low, high, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_like_low_generator(self, low, high, None, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randint_like_generator(self, high, generator, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_like_low_generator(self, 0, int(high), generator, memory_format, dtype, layout, device, pin_memory, requires_grad)


def randint_like(self, high, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return randint_like_low_generator(self, 0, int(high), None, memory_format, dtype, layout, device, pin_memory, requires_grad)
