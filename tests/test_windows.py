"""``torch.signal.windows``, held against PyTorch where it is installed, and against what is known of windows."""
import pytest

import pyautograd as torch

W = torch.signal.windows
NAMES = [name for name in W.__all__ if name != "general_cosine"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [0, 1, 2, 7, 8])
@pytest.mark.parametrize("sym", [True, False])
def test_is_pytorch_s(name, length, sym):
    theirs = pytest.importorskip("torch")
    for dtype in ("float32", "float64"):
        made = getattr(W, name)(length, sym=sym, dtype=getattr(torch, dtype))
        expected = getattr(theirs.signal.windows, name)(length, sym=sym, dtype=getattr(theirs, dtype))
        assert made.dtype is getattr(torch, dtype)
        torch.testing.assert_close(made, torch.tensor(expected.numpy()))


@pytest.mark.parametrize("name", NAMES)
def test_symmetric_with_its_largest_in_the_middle(name):
    made = getattr(W, name)(9, dtype=torch.float64)
    torch.testing.assert_close(made, made.flip(0))
    assert made.argmax().item() == 4 and abs(made[4].item() - 1) < 1e-6
    assert getattr(W, name)(3, requires_grad=True).requires_grad


@pytest.mark.parametrize(
    "call, kind, text",
    [
        (lambda: W.hann(-1), ValueError, "general_cosine requires non-negative window length, got M=-1"),
        (lambda: W.cosine(3, dtype=torch.int64), ValueError, "cosine expects float32 or float64 dtypes, got: torch.int64"),
        (lambda: W.hann(3, layout=torch.sparse_coo), ValueError, "general_cosine is implemented for strided tensors only, got: torch.sparse_coo"),
        (lambda: W.exponential(3, tau=0), ValueError, "Tau must be positive, got: 0 instead."),
        (lambda: W.exponential(3, center=1.0), ValueError, "Center must be None for symmetric windows"),
        (lambda: W.gaussian(3, std=0), ValueError, "Standard deviation must be positive, got: 0 instead."),
        (lambda: W.kaiser(3, beta=-1), ValueError, "beta must be non-negative, got: -1 instead."),
        (lambda: W.general_cosine(3, a=3.0), TypeError, "Coefficients must be a list/tuple"),
        (lambda: W.general_cosine(3, a=[]), ValueError, "Coefficients cannot be empty"),
    ],
)
def test_refused(call, kind, text):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == text
