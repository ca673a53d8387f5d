"""Arithmetic in half precision: computed in float32 and rounded once, as PyTorch's kernels do."""
import warnings

import pytest

import pyautograd as torch

F = torch.nn.functional
DTYPES = (torch.float16, torch.bfloat16)
NUMBER = 0.6  # no half-precision number


@pytest.fixture(params=DTYPES, ids=str)
def x(request):
    return torch.linspace(-1.37, 4.6, 60).to(request.param)


@pytest.mark.parametrize("function", [
    lambda x: x * NUMBER, lambda x: NUMBER * x, lambda x: x / NUMBER, lambda x: torch.true_divide(x, NUMBER), lambda x: x.clone().mul_(NUMBER),
    lambda x: x * torch.tensor(NUMBER), lambda x: x / torch.tensor(NUMBER),
])  # fmt: skip
def test_a_factor_is_not_rounded(x, function):
    assert torch.equal(function(x), function(x.float()).to(x.dtype))


@pytest.mark.parametrize("function", [
    lambda x, number: x + number, lambda x, number: number - x, lambda x, number: x.clone().add_(number), lambda x, number: x % number,
    lambda x, number: x < number, lambda x, number: torch.atan2(x, torch.tensor(number)),
])  # fmt: skip
def test_other_numbers_are_rounded_first(x, function):
    rounded = torch.tensor(NUMBER, dtype=x.dtype).item()
    wide = function(x.float(), rounded)
    assert torch.equal(function(x, NUMBER), wide if wide.dtype is torch.bool else wide.to(x.dtype))


@pytest.mark.parametrize("function", [
    lambda x: F.elu(x, NUMBER), lambda x: F.leaky_relu(x, NUMBER), lambda x: F.celu(x, NUMBER), lambda x: F.softplus(x, NUMBER),
    lambda x: torch.addcmul(x, x, x, value=NUMBER), lambda x: torch.lerp(x, 2 * x, NUMBER), lambda x: F.gelu(x), lambda x: F.silu(x),
    lambda x: F.hardswish(x), lambda x: F.mish(x), lambda x: torch.logaddexp(x, 2 * x), lambda x: torch.sigmoid(x),
])  # fmt: skip
def test_a_function_is_rounded_once(x, function):
    assert torch.equal(function(x), function(x.float()).to(x.dtype))


def test_a_tensor_of_numbers_is_rounded(x):
    numbers = torch.full_like(x, NUMBER)
    assert torch.equal(x * numbers, (x.float() * numbers.float()).to(x.dtype))


def test_the_stored_dtype_stays(x):
    assert (x * NUMBER).dtype is x.dtype and (x + torch.tensor(NUMBER)).dtype is x.dtype


@pytest.mark.parametrize("function", [lambda x: x * 1e36, lambda x: x / 1e-36, lambda x: x.lerp(-x, 1e36), lambda x: x.addcmul(x, x, value=1e36)])
def test_what_overflows_warns_of_nothing(x, function):
    """It is infinite, as in PyTorch; NumPy's warnings stay inside."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert torch.isinf(function(x.abs() + 60000)).any()
