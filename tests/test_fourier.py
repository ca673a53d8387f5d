"""``torch.fft`` and short-time transforms: against PyTorch's measured answers, NumPy, and numerical derivatives."""
import numpy as np
import pytest
from expressions import answer, golden

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

GOLDEN = golden("fourier")


@pytest.mark.parametrize("line", GOLDEN)
def test_as_pytorch(line):
    assert answer(torch, line) == GOLDEN[line]


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"])
@pytest.mark.parametrize("norm", [None, "backward", "ortho", "forward"])
def test_one_dimension_as_numpy(name, norm):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, 5, 4))
    if name in ("fft", "ifft", "irfft", "hfft"):
        x = x + 1j * rng.standard_normal(x.shape)
    for axis in (0, 1, -1):
        for n in (None, 3, 8):
            if n is None and name in ("irfft", "hfft") and x.shape[axis] == 1:
                continue
            made = getattr(torch.fft, name)(torch.from_numpy(x), n, axis, norm)
            np.testing.assert_allclose(made.resolve_conj().numpy(), getattr(np.fft, name)(x, n, axis, norm), atol=1e-12)


@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn"])
def test_several_dimensions_as_numpy(name):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((3, 5, 4))
    if not name.startswith("r"):
        x = x + 1j * rng.standard_normal(x.shape)
    for axes in ((0, 1), (2, 0), (1,), (0, 1, 2)):
        for s in (None, (4,) * len(axes)):
            # NumPy's inverse takes the real part of what is not Hermitian at another point; a half of a real transform is.
            given = np.fft.rfftn(rng.standard_normal((4, 4, 6)), s=(4,) * len(axes), axes=axes) if name == "irfftn" else x
            made = getattr(torch.fft, name)(torch.from_numpy(given), s, axes)
            np.testing.assert_allclose(made.numpy(), getattr(np.fft, name)(given, s, axes), atol=1e-12)


def test_inverses():
    x = torch.arange(60.0, dtype=torch.float64).reshape(3, 5, 4).sin()
    z = torch.complex(x, x.cos())
    assert torch.allclose(torch.fft.ifftn(torch.fft.fftn(z)), z) and torch.allclose(torch.fft.irfftn(torch.fft.rfftn(x), s=x.shape), x)
    assert torch.allclose(torch.fft.hfftn(torch.fft.ihfftn(x), s=x.shape), x)
    assert torch.equal(torch.fft.ifftshift(torch.fft.fftshift(x)), x)


def test_single_precision_stays_single():
    assert torch.fft.fft(torch.ones(3)).dtype is torch.complex64 and torch.fft.irfft(torch.ones(3)).dtype is torch.float32


CALLS = {
    "fft": lambda x: torch.fft.fft(x, 5, norm="ortho"), "ifft of real": lambda x: torch.fft.ifft(x.real), "rfft": lambda x: torch.fft.rfft(x.real, 5, 0),
    "irfft": lambda x: torch.fft.irfft(x, 5), "hfft": lambda x: torch.fft.hfft(x, 6, 0), "ihfft": lambda x: torch.fft.ihfft(x.real),
    "fftn": lambda x: torch.fft.fftn(x, norm="forward"), "rfftn": lambda x: torch.fft.rfftn(x.real), "irfftn": lambda x: torch.fft.irfftn(x),
    "hfftn": lambda x: torch.fft.hfftn(x, dim=(1, 0)), "ihfftn": lambda x: torch.fft.ihfftn(x.real), "fft2": lambda x: torch.fft.fft2(x, (2, 5)),
    "fftshift": lambda x: torch.fft.fftshift(x), "stft": lambda x: torch.stft(x.reshape(-1), 4, window=WINDOW, hop_length=2, pad_mode="constant"),
    "stft of real": lambda x: torch.stft(x.real, 3, window=WINDOW[:3], hop_length=1, center=False, return_complex=True, onesided=True),
    "istft": lambda x: torch.istft(x.T, 4, window=WINDOW, hop_length=1),
}  # fmt: skip
WINDOW = torch.tensor([0.4, 1.1, 0.9, 0.7], dtype=torch.float64)


@pytest.mark.parametrize("name", CALLS)
def test_derivatives(name):
    rng = np.random.default_rng(2)
    x = torch.from_numpy(rng.standard_normal((4, 3)) + 1j * rng.standard_normal((4, 3))).requires_grad_()
    assert gradcheck(CALLS[name], (x,)) and gradgradcheck(CALLS[name], (x,), fast_mode=True)


def test_the_signal_comes_back():
    x = torch.arange(50, dtype=torch.float64).sin().reshape(2, 25)
    window = torch.hann_window(8, dtype=torch.float64)
    for normalized in (False, True):
        spectrum = torch.stft(x, 8, 2, window=window, normalized=normalized, return_complex=True)
        assert spectrum.shape == (2, 5, 13)
        assert torch.allclose(torch.istft(spectrum, 8, 2, window=window, normalized=normalized, length=25), x)


def test_no_window_is_said_once():
    x = torch.arange(20.0)
    torch.stft(x, 4, return_complex=True)
    assert torch.istft(torch.stft(x, 4, return_complex=True), 4).shape == (20,)
