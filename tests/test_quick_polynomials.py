"""Orthogonal polynomials by the compiled core's loop: the values of the kernels, bit for bit."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import polynomials

NAMES = [
    *[f"{shifted}chebyshev_polynomial_{kind}" for shifted in ("", "shifted_") for kind in "tuvw"],
    "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
]  # fmt: skip


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_values(name, dtype):
    function, kernel = getattr(torch.special, name), getattr(polynomials, name)
    points = np.array([-3.0, -1.0, -0.99, -0.3, -0.0, 0.0, 0.25, 0.7, 1.0, 1.5, np.inf, np.nan, *(np.random.default_rng(0).random(20) * 2.4 - 1.2)])
    degrees = np.array([-2.0, -0.5, 0.0, 0.9, 1.0, 2.0, 3.7, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 13.0, np.nan, -np.inf])
    x, n = torch.tensor(points, dtype=dtype)[:, None], torch.tensor(degrees, dtype=dtype)
    with np.errstate(all="ignore"):
        expected = kernel(x.numpy(), n.numpy())
        np.testing.assert_array_equal(function(x, n).numpy(), expected)
        np.testing.assert_array_equal(function(x.expand(-1, len(n)).t().contiguous().t(), n).numpy(), expected)
        for degree in (0, 3, 9, -1, 2.5):
            np.testing.assert_array_equal(function(x, degree).numpy(), kernel(x.numpy(), degree))
        np.testing.assert_array_equal(function(0.4, n).numpy(), kernel(0.4, n.numpy()))
        np.testing.assert_array_equal(function(x, torch.tensor([2, 8])).numpy(), kernel(x.numpy(), np.array([2, 8])))
    assert function(x, n).dtype is dtype and function(torch.tensor([1, 2]), torch.tensor([2, 3])).dtype is torch.float32
