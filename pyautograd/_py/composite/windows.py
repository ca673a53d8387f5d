"""Window functions of signal processing."""
from pyautograd import _types

from ..kernels import creation as kernels
from .creation import constant


def window(name, length, make, dtype, layout, device, pin_memory, requires_grad):
    """A window of `length` elements, after the checks that all of them share."""
    wanted = dtype or _types.get_default_dtype()
    if not wanted.is_floating_point:
        words = {"int32": "int", "int64": "long int", "int16": "short int", "int8": "signed char", "uint8": "unsigned char"}
        described = f"dtype={words.get(wanted.name, wanted.name)}, device=cpu, layout=Strided (default), requires_grad=false (default)"
        raise RuntimeError(
            f"{name} expects floating point dtypes, got: TensorOptions({described}, pinned_memory=false, memory_format=(nullopt))"
        )
    if length < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={length}")
    return constant(name, make, None, None, dtype, layout, device, pin_memory, requires_grad)


def cosine(name, length, periodic, coefficients, dtype, layout, device, pin_memory, requires_grad):
    """A sum of cosines."""

    def make(size, dtype):
        return kernels.cosine_window(length, periodic, coefficients, dtype)

    return window(name, length, make, dtype, layout, device, pin_memory, requires_grad)


def hann_window(window_length, periodic=True, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``(1 - cos(t)) / 2``."""
    return cosine("hann_window", window_length, periodic, (0.5, 0.5), dtype, layout, device, pin_memory, requires_grad)


def hann_window_periodic(window_length, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return hann_window(window_length, True, dtype, layout, device, pin_memory, requires_grad)


def hamming_window_1(window_length, periodic, alpha, beta, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``alpha - beta cos(t)``."""
    return cosine("hamming_window", window_length, periodic, (alpha, beta), dtype, layout, device, pin_memory, requires_grad)


def hamming_window_0(window_length, periodic, alpha, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return hamming_window_1(window_length, periodic, alpha, 0.46, dtype, layout, device, pin_memory, requires_grad)


def hamming_window(window_length, periodic=True, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return hamming_window_1(window_length, periodic, 0.54, 0.46, dtype, layout, device, pin_memory, requires_grad)


def hamming_window_periodic(window_length, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return hamming_window(window_length, True, dtype, layout, device, pin_memory, requires_grad)


def blackman_window(window_length, periodic=True, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``0.42 - 0.5 cos(t) + 0.08 cos(2 t)``."""
    return cosine("blackman_window", window_length, periodic, (0.42, 0.5, 0.08), dtype, layout, device, pin_memory, requires_grad)


def blackman_window_periodic(window_length, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return blackman_window(window_length, True, dtype, layout, device, pin_memory, requires_grad)


def bartlett_window(window_length, periodic=True, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A triangle."""

    def make(size, dtype):
        return kernels.bartlett_window(window_length, periodic, dtype)

    return window("bartlett_window", window_length, make, dtype, layout, device, pin_memory, requires_grad)


def bartlett_window_periodic(window_length, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return bartlett_window(window_length, True, dtype, layout, device, pin_memory, requires_grad)


def kaiser_window_0(window_length, periodic, beta, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``I0(beta sqrt(1 - t**2)) / I0(beta)``."""

    def make(size, dtype):
        return kernels.kaiser_window(window_length, periodic, beta, dtype)

    return window("kaiser_window", window_length, make, dtype, layout, device, pin_memory, requires_grad)


def kaiser_window(window_length, periodic=True, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return kaiser_window_0(window_length, periodic, 12.0, dtype, layout, device, pin_memory, requires_grad)


def kaiser_window_periodic(window_length, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return kaiser_window(window_length, True, dtype, layout, device, pin_memory, requires_grad)
