"""The bounds that docs/accuracy.md states hold, on a sample of the arguments that it was measured on."""
import sys
from pathlib import Path

import pytest

import pyautograd as torch

mpmath = pytest.importorskip("mpmath")
sys.path.insert(0, str(Path(__file__).parent.parent))
from bench import accuracy  # noqa: E402

BOUNDS = accuracy.stated_bounds()


def test_page_has_every_function():
    assert set(BOUNDS) == {case.title for case in accuracy.CASES}


@pytest.mark.parametrize("dtype", accuracy.DTYPES, ids=["float32", "float64"])
@pytest.mark.parametrize("case", accuracy.CASES, ids=[case.title for case in accuracy.CASES])
def test_bound(case, dtype):
    columns = [column[: 8 if case.slow else 40] for column in accuracy.samples(case, dtype, accuracy.COUNT)]
    error = accuracy.errors(accuracy.computed(torch, case.name, columns), accuracy.exact_values(case, columns), dtype)
    assert error.size and error.max() <= BOUNDS[case.title][accuracy.DTYPES.index(dtype)]


@pytest.mark.parametrize("dtype", accuracy.COMPLEX_DTYPES, ids=["complex64", "complex128"])
@pytest.mark.parametrize("name", accuracy.COMPLEX_CASES)
def test_complex(name, dtype):
    """Powers are exponentials of products, whose own error grows with their size."""
    (error,) = accuracy.complex_errors(name, dtype, 60, [torch])
    assert error <= (300 if name == "pow" else 1.1 if name in ("abs", "angle") else 5)


@pytest.mark.parametrize("case", accuracy.sum_cases(1_000_000), ids=lambda case: case[0])
def test_sums(case):
    assert accuracy.sum_errors(case, [torch])[0] < 5e-7


def test_many_equal_numbers():
    """PyTorch's cascade of partial sums gives this very number."""
    t = torch.full((10_000_000,), 0.1)
    assert t.sum().item() == 999999.4375
