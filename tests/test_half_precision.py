"""Arithmetic in half precision: computed in float32 and rounded once, as PyTorch's kernels do."""
import warnings

import pytest

import pyautograd as torch

F = torch.nn.functional
DTYPES = (torch.float16, torch.bfloat16)
NUMBER = 0.6  # no half-precision number
INF, NAN = float("inf"), float("nan")


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


@pytest.mark.parametrize("function, steps", [
    (lambda x: torch.xlogy(x, x.abs()), lambda x: x * x.abs().log()), (lambda x: torch.special.xlog1py(x, x.abs()), lambda x: x * x.abs().log1p()),
    (lambda x: torch.special.entr(x.abs()), lambda x: -x.abs() * x.abs().log()), (lambda x: F.mse_loss(x, 3 * x, reduction="none"), lambda x: (x - 3 * x) * (x - 3 * x)),
    (lambda x: F.soft_margin_loss(x, -x, reduction="none"), lambda x: torch.log1p(torch.exp(-x * -x))),
    (lambda x: torch.logsumexp(torch.stack([x, -x]), 0), lambda x: torch.log(torch.exp(x - x.abs()) + torch.exp(-x - x.abs())) + x.abs()),
    (lambda x: torch.logit(x, 0.1), lambda x: torch.log(x.clamp(0.1, 1 - torch.tensor(0.1, dtype=x.dtype)) / (1 - x.clamp(0.1, 1 - torch.tensor(0.1, dtype=x.dtype))))),
])  # fmt: skip
def test_steps_are_rounded_where_pytorch_takes_them(x, function, steps):
    assert torch.equal(function(x), steps(x))


def test_powers_take_steps_in_bfloat16_alone(x):
    """171 ** 3 is 4980736 in steps; of float16 all powers are rounded once."""
    base = torch.tensor([171.0, -0.0, -float("inf")], dtype=x.dtype)
    if x.dtype is torch.bfloat16:
        assert (base**3)[0] == 4980736 and (base**-2)[0].item() == 3.4332275390625e-05
    else:
        assert torch.tensor(300.0).half() ** -2 == torch.tensor(1.1086463928222656e-05).half()
        assert (base**0.5).tolist()[1:] == [0.0, float("inf")] and not (base**0.5)[1].signbit()


def test_float16_is_rounded_once_by_some_kernels():
    """Values of PyTorch 2.13."""
    x = torch.tensor([-1.0, 4.5, 10000.0], dtype=torch.float16)
    assert F.glu(torch.cat([x, x])).tolist() == [-0.26904296875, 4.44921875, 10000.0]
    assert torch.div(x, 3, rounding_mode="trunc").tolist() == [0.0, 1.0, 3332.0]
    assert torch.round(x, decimals=1).tolist() == [-1.0, 4.5, 10000.0]
    assert F.huber_loss(x, x * 0 + 20, reduction="none")[2] == 9976
    assert F.huber_loss(torch.tensor([-0.5, -2.5]).bfloat16(), torch.tensor([-170.0, -170.0]).bfloat16(), reduction="none").tolist() == [170.0, 168.0]


def test_neighbours(x):
    small = {torch.float16: 2.0**-24, torch.bfloat16: 2.0**-133}[x.dtype]
    last = {torch.float16: 2.0**-10, torch.bfloat16: 2.0**-7}[x.dtype]
    start = torch.tensor([0.0, -0.0, 1.0, 1.0, -1.0, 2.0, 3.0], dtype=x.dtype)
    to = torch.tensor([5.0, -5.0, 2.0, 0.0, -2.0, 2.0, float("nan")], dtype=x.dtype)
    found = torch.nextafter(start, to).tolist()
    assert found[:6] == [small, -small, 1 + last, 1 - last / 2, -1 - last, 2.0] and found[6] != found[6]
    assert torch.nextafter(torch.zeros((), dtype=x.dtype), -torch.zeros((), dtype=x.dtype)).signbit()


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


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", [
    torch.add, torch.sub, torch.mul, torch.div, torch.maximum, torch.minimum, torch.eq, torch.lt, torch.ge, lambda x, y: x + NUMBER, lambda x, y: x * NUMBER,
    lambda x, y: x.neg(), lambda x, y: x.abs(), lambda x, y: x.sqrt(), lambda x, y: x.reciprocal(), lambda x, y: x.round(), lambda x, y: x.float().to(x.dtype),
])  # fmt: skip
def test_many_elements_are_computed_as_few(dtype, function):
    torch.manual_seed(0)
    x, y = (torch.randn(5000) * 10.0 ** torch.randint(-6, 5, (5000,)) for _ in range(2))
    x[:8], y[:8] = torch.tensor([0.0, -0.0, INF, -INF, NAN, 65504.0, -65504.0, 6e-8]), torch.tensor([-0.0, 0.0, 1.0, NAN, 2.0, 65504.0, 1e-7, -6e-8])
    x, y = x.to(dtype), y.to(dtype)
    few = torch.cat([function(x[at : at + 100], y[at : at + 100]) for at in range(0, 5000, 100)])
    for many in (function(x, y), function(x.reshape(50, 100), y.reshape(50, 100)).flatten(), function(torch.stack([x, x], 1)[:, 0], y)):
        assert torch.equal(many.view(torch.uint8), few.view(torch.uint8))
