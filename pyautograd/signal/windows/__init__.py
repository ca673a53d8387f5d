"""``torch.signal.windows``: windows as tensors of M numbers.

Each takes ``sym`` (True: symmetric, for filters; False: one period, for spectra), ``dtype`` (float32 or float64), ``layout``, ``device`` and
``requires_grad``. ValueError for a negative length, another dtype, or a parameter out of its range.
"""
import math

import pyautograd as torch

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming", "hann", "kaiser", "nuttall",
]  # fmt: skip


def _checked(name, length, options):
    dtype, layout = options["dtype"], options["layout"]
    if dtype is None:
        dtype = torch.get_default_dtype()
    if length < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={length}")
    if layout is not torch.strided:
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    if dtype not in (torch.float32, torch.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
    return {**options, "dtype": dtype}


def _points(start, end, length, options):
    return torch.linspace(start=start, end=end, steps=length, **options)


def _options(dtype, layout, device, requires_grad):
    return {"dtype": dtype, "layout": torch.strided if layout is None else layout, "device": device, "requires_grad": requires_grad}


def exponential(M, *, center=None, tau=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``exp(-|n - center| / tau)``; the centre is the middle of a symmetric window."""
    options = _checked("exponential", M, _options(dtype, layout, device, requires_grad))
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    if M == 0:
        return torch.empty((0,), **options)
    if center is None:
        center = (M if not sym and M > 1 else M - 1) / 2.0
    constant = 1 / tau
    return torch.exp(-torch.abs(_points(-center * constant, (-center + (M - 1)) * constant, M, options)))


def cosine(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``sin(pi * (n + 1/2) / M)``."""
    options = _checked("cosine", M, _options(dtype, layout, device, requires_grad))
    if M == 0:
        return torch.empty((0,), **options)
    constant = math.pi / (M + 1 if not sym and M > 1 else M)
    return torch.sin(_points(0.5 * constant, (0.5 + (M - 1)) * constant, M, options))


def gaussian(M, *, std=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``exp(-(n / std)^2 / 2)`` around the middle."""
    options = _checked("gaussian", M, _options(dtype, layout, device, requires_grad))
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    if M == 0:
        return torch.empty((0,), **options)
    start = -(M if not sym and M > 1 else M - 1) / 2.0
    constant = 1 / (std * math.sqrt(2))
    return torch.exp(-(_points(start * constant, (start + (M - 1)) * constant, M, options) ** 2))


def kaiser(M, *, beta=12.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``i0(beta * sqrt(1 - x^2)) / i0(beta)`` for x from -1 to 1."""
    options = _checked("kaiser", M, _options(dtype, layout, device, requires_grad))
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M == 0:
        return torch.empty((0,), **options)
    if M == 1:
        return torch.ones((1,), **options)
    beta = torch.tensor(beta, dtype=options["dtype"], device=device)
    constant = 2.0 * beta / (M if not sym else M - 1)
    points = _points(-beta, torch.minimum(beta, -beta + (M - 1) * constant), M, options)
    return torch.i0(torch.sqrt(beta * beta - torch.pow(points, 2))) / torch.i0(beta)


def bartlett(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """A triangle."""
    options = _checked("bartlett", M, _options(dtype, layout, device, requires_grad))
    if M == 0:
        return torch.empty((0,), **options)
    if M == 1:
        return torch.ones((1,), **options)
    constant = 2 / (M if not sym else M - 1)
    return 1 - torch.abs(_points(-1, -1 + (M - 1) * constant, M, options))


def general_cosine(M, *, a, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``sum_i (-1)^i * a[i] * cos(2 * pi * i * n / (M - 1))``."""
    options = _checked("general_cosine", M, _options(dtype, layout, device, requires_grad))
    if M == 0:
        return torch.empty((0,), **options)
    if M == 1:
        return torch.ones((1,), **options)
    if not isinstance(a, (list, tuple)):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    constant = 2 * math.pi / (M if not sym else M - 1)
    points = _points(0, (M - 1) * constant, M, options)
    kept = {"dtype": options["dtype"], "device": device, "requires_grad": requires_grad}
    weights = torch.tensor([(-1) ** i * w for i, w in enumerate(a)], **kept)
    orders = torch.arange(len(a), **kept)
    return (weights.unsqueeze(-1) * torch.cos(orders.unsqueeze(-1) * points)).sum(0)


def general_hamming(M, *, alpha=0.54, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``alpha - (1 - alpha) * cos(2 * pi * n / (M - 1))``."""
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def hamming(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """`general_hamming` with 0.54."""
    return general_hamming(M, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def hann(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """`general_hamming` with 0.5."""
    return general_hamming(M, alpha=0.5, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def blackman(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """`general_cosine` with 0.42, 0.5 and 0.08."""
    _checked("blackman", M, _options(dtype, layout, device, requires_grad))
    return general_cosine(M, a=[0.42, 0.5, 0.08], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def nuttall(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """`general_cosine` with Nuttall's four coefficients."""
    a = [0.3635819, 0.4891775, 0.1365995, 0.0106411]
    return general_cosine(M, a=a, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)
