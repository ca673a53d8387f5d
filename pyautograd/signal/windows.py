"""``torch.signal.windows``: windows of `M` points, symmetric or, with ``sym=False``, one period of a periodic one.

Every function takes ``sym``, ``dtype`` (float32 or float64; the default dtype), ``layout``, ``device`` and ``requires_grad`` as keywords and returns
a 1-d tensor. Raises ValueError for a negative `M`, another dtype or layout, and parameters out of range. With N = M - 1 (M if not ``sym``) the n-th
point is a function of n / N; the formulas are those of F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier
transform", 1978.
"""
import math

from .. import _types
from .._core import core

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming", "hann", "kaiser", "nuttall",
]  # fmt: skip
_F = core.functions


class _Window:
    """The points of one window: their number, what tensors are made with, and the length that they divide."""

    def __init__(self, name, M, sym, dtype, layout, device, requires_grad):
        dtype = dtype or _types.get_default_dtype()
        if M < 0:
            raise ValueError(f"{name} requires non-negative window length, got M={M}")
        if layout is not _types.strided:
            raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
        if dtype not in (_types.float32, _types.float64):
            raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
        self.count, self.length = M, M if not sym and M > 1 else M - 1
        self.options = {"dtype": dtype, "layout": layout, "device": device, "requires_grad": requires_grad}

    def points(self, first, step):
        """``first + n * step`` for every point."""
        return _F["linspace"](first, first + (self.count - 1) * step, self.count, **self.options)

    def empty(self):
        return _F["empty"]((0,), **self.options)

    def one(self):
        return _F["ones"]((1,), **self.options)


def exponential(M, *, center=None, tau=1.0, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """``exp(-|n - center| / tau)``. `center` is the middle, and can be given for periodic windows alone."""
    window = _Window("exponential", M, sym, dtype, layout, device, requires_grad)
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    if M == 0:
        return window.empty()
    center = window.length / 2.0 if center is None else center
    return _F["exp"](-_F["abs"](window.points(-center / tau, 1 / tau)))


def cosine(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """Half a period of the sine: ``sin(pi (n + 1/2) / (N + 1))``."""
    window = _Window("cosine", M, sym, dtype, layout, device, requires_grad)
    if M == 0:
        return window.empty()
    step = math.pi / (window.length + 1)
    return _F["sin"](window.points(0.5 * step, step))


def gaussian(M, *, std=1.0, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """``exp(-(n - N/2)^2 / (2 std^2))``."""
    window = _Window("gaussian", M, sym, dtype, layout, device, requires_grad)
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    if M == 0:
        return window.empty()
    step = 1 / (std * math.sqrt(2))
    return _F["exp"](-(window.points(-window.length / 2.0 * step, step) ** 2))


def kaiser(M, *, beta=12.0, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """``I0(beta sqrt(1 - (2n/N - 1)^2)) / I0(beta)``, I0 the modified Bessel function of the first kind."""
    window = _Window("kaiser", M, sym, dtype, layout, device, requires_grad)
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M == 0:
        return window.empty()
    if M == 1:
        return window.one()
    beta = _F["scalar_tensor"](beta, dtype=window.options["dtype"])
    step = 2.0 * beta / window.length
    # The last point may miss beta by rounding, which would give the root of a negative number.
    last = _F["minimum"](beta, -beta + (M - 1) * step)
    points = _F["linspace"](-beta, last, M, **window.options)
    return _F["i0"](_F["sqrt"](beta * beta - points**2)) / _F["i0"](beta)


def bartlett(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """A triangle: ``1 - |2n/N - 1|``."""
    window = _Window("bartlett", M, sym, dtype, layout, device, requires_grad)
    if M == 0:
        return window.empty()
    if M == 1:
        return window.one()
    return 1 - _F["abs"](window.points(-1, 2 / window.length))


def general_cosine(M, *, a, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """``sum_i (-1)^i a[i] cos(2 pi i n / N)``."""
    window = _Window("general_cosine", M, sym, dtype, layout, device, requires_grad)
    if M == 0:
        return window.empty()
    if M == 1:
        return window.one()
    if not hasattr(a, "__iter__"):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    points = window.points(0, 2 * math.pi / window.length)
    signed = _F["stack"]([_F["scalar_tensor"]((-1) ** i * w, dtype=points.dtype) for i, w in enumerate(a)])
    order = _F["arange"](len(signed), dtype=points.dtype)
    return (signed.unsqueeze(-1) * _F["cos"](order.unsqueeze(-1) * points)).sum(0)


def general_hamming(M, *, alpha=0.54, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """``alpha - (1 - alpha) cos(2 pi n / N)``."""
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def hamming(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """`general_hamming` with alpha = 0.54."""
    return general_hamming(M, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def hann(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """`general_hamming` with alpha = 0.5: a raised cosine."""
    return general_hamming(M, alpha=0.5, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def blackman(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """Blackman's window: `general_cosine` with 0.42, 0.5, 0.08."""
    _Window("blackman", M, sym, dtype, layout, device, requires_grad)
    return general_cosine(M, a=[0.42, 0.5, 0.08], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def nuttall(M, *, sym=True, dtype=None, layout=_types.strided, device=None, requires_grad=False):
    """Nuttall's window with four terms: `general_cosine` with 0.3635819, 0.4891775, 0.1365995, 0.0106411."""
    coefficients = [0.3635819, 0.4891775, 0.1365995, 0.0106411]
    return general_cosine(M, a=coefficients, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)
