"""Elementwise operators: values against NumPy and the C library, derivatives by gradcheck, and PyTorch's conventions."""
import math

import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
inf, nan = math.inf, math.nan

X = np.array([-3.4, -1.25, -0.75, -0.3, 0.2, 0.6, 0.9, 1.45, 2.6, 7.1])
POSITIVE = np.abs(X)
UNIT = np.array([-0.95, -0.6, -0.1, 0.05, 0.4, 0.85])
ABOVE_ONE = 1 + POSITIVE


def values(x):
    return x.detach().numpy()


def leaf(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def gradcheck(function, inputs):
    return torch.autograd.gradcheck(function, inputs, check_undefined_grad=False)


def gradgradcheck(function, inputs):
    return torch.autograd.gradgradcheck(function, inputs, check_undefined_grad=False)


def mapped(function):
    return lambda x: np.array([function(float(v)) for v in x])


UNARY = [
    ("abs", np.abs, X), ("neg", np.negative, X), ("sign", np.sign, X), ("exp", np.exp, X), ("exp2", np.exp2, X), ("expm1", np.expm1, X),
    ("log", np.log, POSITIVE), ("log1p", np.log1p, POSITIVE), ("log2", np.log2, POSITIVE), ("log10", np.log10, POSITIVE), ("sqrt", np.sqrt, POSITIVE),
    ("rsqrt", lambda x: x**-0.5, POSITIVE), ("reciprocal", np.reciprocal, X), ("square", np.square, X), ("sin", np.sin, X), ("cos", np.cos, X),
    ("tan", np.tan, X), ("asin", np.arcsin, UNIT), ("acos", np.arccos, UNIT), ("atan", np.arctan, X), ("sinh", np.sinh, X), ("cosh", np.cosh, X),
    ("tanh", np.tanh, X), ("asinh", np.arcsinh, X), ("acosh", np.arccosh, ABOVE_ONE), ("atanh", np.arctanh, UNIT),
    ("sigmoid", lambda x: 1 / (1 + np.exp(-x)), X), ("relu", lambda x: np.maximum(x, 0), X), ("erf", mapped(math.erf), X),
    ("erfc", mapped(math.erfc), X),
    ("lgamma", mapped(math.lgamma), X), ("floor", np.floor, X), ("ceil", np.ceil, X), ("round", np.rint, X), ("trunc", np.trunc, X),
    ("frac", lambda x: x - np.trunc(x), X), ("deg2rad", np.deg2rad, X), ("rad2deg", np.rad2deg, X), ("sinc", np.sinc, X),
    ("logit", lambda x: np.log(x / (1 - x)), np.abs(UNIT)), ("i0", np.i0, X),
]  # fmt: skip


@pytest.mark.parametrize("name, reference, points", UNARY, ids=[u[0] for u in UNARY])
def test_unary(name, reference, points):
    function = getattr(torch, name)
    for dtype, tolerance in ((torch.float64, 1e-14), (torch.float32, 1e-6)):
        x = torch.tensor(points, dtype=dtype)
        got = function(x)
        assert got.dtype is dtype
        np.testing.assert_allclose(values(got), reference(values(x).astype(float)), rtol=tolerance * 20, atol=tolerance)
    assert gradcheck(function, leaf(points))
    assert gradgradcheck(function, leaf(points))
    assert function(torch.empty(0, 3)).shape == (0, 3)
    if hasattr(torch.Tensor, name):
        assert values(getattr(leaf(points), name)()).tolist() == values(function(leaf(points))).tolist()


@pytest.mark.parametrize(
    "name",
    "exp log sqrt rsqrt reciprocal square sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid exp2 expm1 log1p log2 log10 sgn abs "
    "angle sinc".split(),
)
def test_complex_derivatives(name):
    z = torch.tensor([0.3 + 0.4j, -0.8 + 0.2j, 1.5 - 0.7j, -0.1 - 1.2j], dtype=torch.complex128, requires_grad=True)
    assert gradcheck(getattr(torch, name), z)
    assert gradgradcheck(getattr(torch, name), z)


ACTIVATIONS = [
    ("relu", lambda x: np.maximum(x, 0)), ("relu6", lambda x: np.clip(x, 0, 6)), ("hardtanh", lambda x: np.clip(x, -1, 1)),
    ("silu", lambda x: x / (1 + np.exp(-x))), ("elu", lambda x: np.where(x > 0, x, np.expm1(x))),
    ("selu", lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x))),
    ("celu", lambda x: np.where(x > 0, x, np.expm1(x))),
    ("leaky_relu", lambda x: np.where(x > 0, x, 0.01 * x)), ("softplus", lambda x: np.log1p(np.exp(x))),
    ("logsigmoid", lambda x: -np.log1p(np.exp(-x))), ("hardsigmoid", lambda x: np.clip(x + 3, 0, 6) / 6),
    ("hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6),
    ("mish", lambda x: x * np.tanh(np.log1p(np.exp(x)))), ("softsign", lambda x: x / (1 + np.abs(x))), ("tanhshrink", lambda x: x - np.tanh(x)),
    ("softshrink", lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0)), ("hardshrink", lambda x: np.where(np.abs(x) > 0.5, x, 0)),
    ("gelu", lambda x: 0.5 * x * (1 + mapped(math.erf)(x / math.sqrt(2)))), ("tanh", np.tanh), ("sigmoid", lambda x: 1 / (1 + np.exp(-x))),
]  # fmt: skip


@pytest.mark.parametrize("name, reference", ACTIVATIONS, ids=[a[0] for a in ACTIVATIONS])
def test_activation(name, reference):
    function = getattr(F, name)
    np.testing.assert_allclose(values(function(leaf(X))), reference(X), rtol=1e-12, atol=1e-14)
    assert gradcheck(function, leaf(X))
    assert gradgradcheck(function, leaf(X))


def test_gelu_by_tanh():
    def function(x):
        return F.gelu(x, approximate="tanh")

    assert np.abs(values(function(leaf(X))) - values(F.gelu(leaf(X)))).max() < 1e-3
    assert gradcheck(function, leaf(X)) and gradgradcheck(function, leaf(X))
    with pytest.raises(RuntimeError, match="approximate argument must be either none or tanh."):
        F.gelu(leaf(X), approximate="foo")


@pytest.mark.parametrize("name", "relu relu6 hardtanh silu elu selu celu leaky_relu hardsigmoid hardswish mish".split())
def test_activation_in_place(name):
    x, y = leaf(X), leaf(X)
    function = getattr(F, name)
    changed = x + 0
    assert function(changed, inplace=True) is changed
    expected = function(y)
    assert values(changed).tolist() == values(expected).tolist()
    changed.sum().backward()
    expected.sum().backward()
    np.testing.assert_allclose(values(x.grad), values(y.grad))


def test_threshold_glu_prelu():
    x = leaf(X)
    assert values(F.threshold(x, 0.5, 20.0)).tolist() == [20.0 if v <= 0.5 else v for v in X]
    np.testing.assert_allclose(values(F.glu(x)), X[:5] / (1 + np.exp(-X[5:])))
    weight = leaf([0.1, 0.2])
    assert gradcheck(lambda a, w: F.prelu(a.view(5, 2), w), (x, weight))
    assert gradcheck(F.glu, leaf(X.reshape(2, 5).repeat(2, 1)))
    assert gradgradcheck(F.glu, leaf(X.reshape(2, 5).repeat(2, 1)))
    with pytest.raises(RuntimeError, match="Halving dimension must be even, but dimension 0 is size 3"):
        F.glu(torch.ones(3))


BINARY = [
    ("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("div", np.divide), ("atan2", np.arctan2), ("hypot", np.hypot),
    ("maximum", np.maximum),
    ("minimum", np.minimum), ("fmax", np.fmax), ("fmin", np.fmin), ("fmod", np.fmod), ("remainder", np.remainder), ("logaddexp", np.logaddexp),
    ("logaddexp2", np.logaddexp2), ("copysign", np.copysign), ("ldexp", lambda a, b: a * 2.0**b),
]  # fmt: skip


@pytest.mark.parametrize("name, reference", BINARY, ids=[b[0] for b in BINARY])
def test_binary_broadcasts(name, reference):
    a, b = X[:4, None], np.array([0.7, -1.3, 2.1])
    function = getattr(torch, name)
    np.testing.assert_allclose(values(function(leaf(a), leaf(b))), reference(a, b), rtol=1e-13)
    assert gradcheck(function, (leaf(a), leaf(b)))
    assert gradgradcheck(function, (leaf(a), leaf(b)))


def test_power():
    base, exponent = POSITIVE[:5, None], np.array([-1.5, 0.0, 2.0, 3.0])
    np.testing.assert_allclose(values(leaf(base) ** leaf(exponent)), base**exponent)
    assert gradcheck(torch.pow, (leaf(base), leaf(exponent)))
    for e in (0, 1, 2, 3, 0.5, -0.5, -1, -2, 2.7, 5):
        assert gradcheck(lambda x, e=e: x**e, leaf(POSITIVE))
        assert gradgradcheck(lambda x, e=e: x**e, leaf(POSITIVE))
    assert gradcheck(lambda x: 2.5**x, leaf(X))
    integers = torch.tensor([2, 1, -1, 0])
    assert (integers ** torch.tensor([-1, -2, -3, -1])).tolist() == [0, 1, -1, 0]
    with pytest.raises(RuntimeError, match="Integers to negative integer powers are not allowed."):
        integers ** -1
    assert torch.float_power(integers, 2).dtype is torch.float64


def test_three_operands():
    a, b, c = leaf(X[:4]), leaf(X[4:8]), leaf(X[2:6])
    np.testing.assert_allclose(values(torch.addcmul(a, b, c, value=2)), X[:4] + 2 * X[4:8] * X[2:6])
    np.testing.assert_allclose(values(torch.addcdiv(a, b, c, value=0.5)), X[:4] + 0.5 * X[4:8] / X[2:6])
    for function in (torch.addcmul, torch.addcdiv, torch.lerp):
        assert gradcheck(function, (a, b, c)) and gradgradcheck(function, (a, b, c))
    assert gradcheck(lambda p, q: torch.lerp(p, q, 0.3), (a, b))
    assert gradcheck(lambda p, q: torch.add(p, q, alpha=2.5) - torch.sub(p, q, alpha=0.5) + torch.rsub(p, q, alpha=3), (a, b))
    assert torch.lerp(a, b, 1.0).tolist() == b.tolist()


@pytest.mark.parametrize(
    "function, at, slope",
    [
        (torch.abs, 0.0, 0.0), (torch.relu, 0.0, 0.0), (F.leaky_relu, 0.0, 0.01), (F.elu, 0.0, 1.0), (F.hardtanh, 1.0, 0.0), (F.hardtanh, -1.0, 0.0),
        (F.relu6, 6.0, 0.0), (lambda x: x.clamp(0, 1), 1.0, 1.0), (lambda x: x.clamp(0, 1), 0.0, 1.0), (lambda x: x.clamp_min(0), 0.0, 1.0),
        (torch.sqrt, 0.0, inf), (lambda x: x**0, 0.0, 0.0), (lambda x: x**0.5, 0.0, inf), (lambda x: 0**x, 0.0, 0.0), (torch.sinc, 0.0, 0.0),
        (lambda x: torch.xlogy(x, x), 0.0, nan), (torch.sign, 0.0, 0.0), (torch.floor, 0.5, 0.0), (torch.round, 0.5, 0.0),
        (lambda x: x % 2, 3.0, 1.0),
        (lambda x: torch.maximum(x, x.detach()), 1.0, 0.5), (lambda x: torch.minimum(x, x.detach()), 1.0, 0.5),
        (lambda x: torch.fmax(x, x.detach()), 1.0, 1.0), (F.hardsigmoid, 3.0, 0.0), (F.hardswish, -3.0, 0.0), (F.softshrink, 0.5, 0.0),
        (F.hardshrink, 0.5, 0.0), (torch.relu, nan, 1.0), (lambda x: torch.where(x > 0, x, torch.log(x)), 0.0, inf),
        (lambda x: torch.atan2(x, torch.zeros_like(x)), 0.0, 0.0),
    ],
)  # fmt: skip
def test_derivative_where_there_is_none(function, at, slope):
    x = leaf(at)
    function(x).backward()
    assert x.grad.item() == slope or math.isnan(slope) and math.isnan(x.grad.item())


NODES = [
    ("x.abs()", "AbsBackward0"), ("x.log1p()", "Log1PBackward0"), ("x.deg2rad()", "Deg2RadBackward0"), ("x**2", "PowBackward0"),
    ("x**x", "PowBackward1"),
    ("2**x", "PowBackward2"), ("x.square()", "PowBackward0"), ("1-x", "RsubBackward1"), ("torch.rsub(x,x)", "RsubBackward0"), ("1/x", "MulBackward0"),
    ("x.clamp(0,1)", "ClampBackward1"), ("x.clamp(min=x)", "ClampBackward0"), ("x.clamp_min(0)", "ClampMinBackward0"),
    ("x.clamp_max(x)", "ClampMaxBackward1"),
    ("x%2", "RemainderBackward0"), ("x%x", "RemainderBackward1"), ("x.fmod(2)", "FmodBackward0"), ("x//1", "torch::autograd::NotImplemented"),
    ("x.div(2,rounding_mode='floor')", "DivBackward2"), ("x.round(decimals=1)", "RoundBackward1"), ("x.lerp(x,x)", "LerpBackward1"),
    ("x.lerp(x,0.5)", "LerpBackward0"), ("torch.xlogy(1,x)", "XlogyBackward1"), ("torch.copysign(x,1)", "CopysignBackward1"),
    ("F.gelu(x)", "GeluBackward0"),
    ("F.selu(x)", "EluBackward0"), ("F.softsign(x)", "DivBackward0"), ("F.logsigmoid(x)", "LogSigmoidBackward0"),
    ("torch.special.i1e(x)", "SpecialI1EBackward0"),
    ("torch.special.expit(x)", "SigmoidBackward0"), ("torch.where(x>0,x,1)", "WhereBackward0"), ("x.exp().polygamma_(1)", "PolygammaBackward1"),
    ("x.exp().conj_physical_()", "ConjPhysicalBackward1"), ("torch.trapezoid(x)", "MulBackward1"), ("F.rms_norm(x,(2,))", "MulBackward0"), ("F.prelu(x,x[:1])", "PreluKernelBackward0"),
]  # fmt: skip


@pytest.mark.parametrize("expression, name", NODES)
def test_node_names(expression, name):
    x = torch.tensor([0.5, 1.5], requires_grad=True)
    assert eval(expression, {"torch": torch, "F": F, "x": x}).grad_fn.name() == name


REFUSALS = [
    ("torch.neg(b)", RuntimeError, "Negation, the `-` operator, on a bool tensor is not supported"),
    ("b - b", RuntimeError, "Subtraction, the `-` operator, with two bool tensors is not supported"),
    ("i - b", RuntimeError, "Subtraction, the `-` operator, with a bool tensor is not supported"),
    ("torch.add(i, 1, alpha=2.5)", RuntimeError, "For integral input tensors, argument alpha must not be a floating point number."),
    ("torch.add(f, 1, alpha=True)", RuntimeError, "Boolean alpha only supported for Boolean results."),
    ("i // 0", RuntimeError, "ZeroDivisionError"), ("i % (i - i)", RuntimeError, "ZeroDivisionError"),
    ("c < c", NotImplementedError, "\"lt_cpu\" not implemented for 'ComplexFloat'"),
    ("torch.sign(c)", NotImplementedError, "Please use torch.sgn instead."),
    ("f & f", NotImplementedError, "\"bitwise_and_cpu\" not implemented for 'Float'"),
    ("torch.maximum(c, c)", RuntimeError, "maximum not implemented for complex tensors."),
    ("f.clamp()", RuntimeError, "torch.clamp: At least one of 'min' or 'max' must not be None"),
    ("c.clamp(0, 1)", NotImplementedError, "clamp is not supported for complex types"),
    ("torch.lerp(f, f.double(), 0.5)", RuntimeError, "expected dtype float for `end` but got dtype double"),
    ("torch.where(f, f, f)", RuntimeError, "where expected condition to be a boolean tensor, but got a tensor with dtype Float"),
    ("torch.isclose(f, f.double())", RuntimeError, "Float did not match Double"),
    ("torch.frac(i)", NotImplementedError, "\"frac_cpu\" not implemented for 'Long'"),
    ("torch.floor(c)", NotImplementedError, "floor is not supported for complex inputs"),
    ("f.imag", RuntimeError, "imag is not implemented for tensors with non-complex dtypes."),
    ("torch.addcdiv(i, i, i)", RuntimeError, "Integer division with addcdiv is no longer supported"),
    ("i.exp_()", RuntimeError, "result type Float can't be cast to the desired output type Long"),
    ("F.celu(f, 0.0)", RuntimeError, "ZeroDivisionError: alpha cannot be 0 for CELU"),
    ("F.hardtanh(f, 2, 1)", ValueError, "min_val cannot be greater than max_val"),
    ("torch.div(f, f, rounding_mode='up')", RuntimeError, "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'"),
    ("torch.special.ndtri(f.half())", NotImplementedError, "\"ndtri_cpu\" not implemented for 'Half'"),
    ("F.softshrink(f, -1)", RuntimeError, "lambda must be in range [0, 3.40282e+38] for input dtype Float, but found -1"),
    ("(f.requires_grad_() // 2).sum().backward()", RuntimeError, "derivative for aten::floor_divide is not implemented"),
    ("torch.polygamma(-1, f)", RuntimeError, "polygamma(n, x) does not support negative n."),
    ("torch.remainder(f, 'x')", TypeError, "(Number self, Tensor other)"),
]  # fmt: skip


@pytest.mark.parametrize("expression, error, text", REFUSALS)
def test_refusals(expression, error, text):
    names = dict(torch=torch, F=F, b=torch.tensor([True, False]), i=torch.tensor([1, 2]), f=torch.tensor([1.0, 2.0]), c=torch.tensor([1j, 2.0]))
    with pytest.raises(error) as info:
        eval(expression, names)
    assert text in str(info.value)


PROMOTION = [
    ("i + f", "float32"), ("b + b", "bool"), ("b + 1", "int64"), ("u + torch.tensor([1], dtype=torch.int8)", "int16"), ("i / i", "float32"),
    ("i // 2", "int64"),
    ("i * 1.5", "float32"), ("f * torch.tensor(1.0, dtype=torch.float64)", "float32"), ("f * f.double()", "float64"), ("f * 1j", "complex64"),
    ("f.double() * 1j", "complex128"), ("i ** 2", "int64"), ("i ** 0.5", "float32"), ("2 ** i", "int64"), ("i.clamp(0.5, 1)", "float32"),
    ("i.clamp(0, 1)", "int64"),
    ("torch.where(b, 1, 2.5)", "float32"), ("torch.where(b, 1, 2)", "int64"), ("torch.sqrt(i)", "float32"), ("torch.isnan(i)", "bool"),
    ("i == 1.0", "bool"),
    ("torch.logical_and(i, f)", "bool"), ("abs(c)", "float32"), ("torch.angle(i)", "float32"), ("torch.erf(i)", "float32"),
    ("torch.xlogy(i, 2)", "float32"),
    ("f.half() * 1e5", "float16"), ("torch.hypot(f, f.double())", "float64"), ("torch.sgn(c)", "complex64"),
    ("torch.addcmul(i, i, i, value=1.5)", "int64"),
    ("torch.add(1, 2)", "int64"), ("torch.float_power(f, 2)", "float64"), ("torch.copysign(i, 1)", "float32"), ("i.bitwise_and(3)", "int64"),
]  # fmt: skip


@pytest.mark.parametrize("expression, name", PROMOTION)
def test_promotion(expression, name):
    names = dict(
        torch=torch, b=torch.tensor([True, False]), i=torch.tensor([1, 2]), f=torch.tensor([1.0, 2.0]), c=torch.tensor([1j, 2.0]),
        u=torch.tensor([1, 2], dtype=torch.uint8),
    )  # fmt: skip
    assert str(eval(expression, names).dtype) == "torch." + name


def test_integer_division():
    a, b = torch.tensor([-7, 7, -7, 7]), torch.tensor([2, -2, -2, 2])
    assert (a // b).tolist() == [-4, -4, 3, 3]
    assert (a % b).tolist() == [1, -1, -1, 1]
    assert torch.fmod(a, b).tolist() == [-1, 1, -1, 1]
    assert torch.div(a, b, rounding_mode="trunc").tolist() == [-3, -3, 3, 3]
    assert torch.div(a, b).tolist() == [-3.5, -3.5, 3.5, 3.5]


def test_nan_and_infinity():
    x = torch.tensor([nan, inf, -inf, -0.0])
    assert torch.sign(x).tolist() == [0, 1, -1, 0]
    assert torch.nan_to_num(x).tolist() == [0.0, 3.4028234663852886e38, -3.4028234663852886e38, 0.0]
    assert torch.nan_to_num(x, 1.0, inf, nan)[1:3].isnan().tolist() == [False, True]
    assert torch.relu(x)[0].isnan().item() and torch.clamp(x, -1, 1)[1:].tolist() == [1, -1, 0]
    assert torch.fmax(x, torch.zeros(4)).tolist() == [0, inf, 0, 0]
    assert torch.isposinf(x).tolist() == [False, True, False, False] and torch.isneginf(x).tolist() == [False, False, True, False]
    assert torch.signbit(x).tolist()[2:] == [True, True]
    assert torch.logit(torch.tensor([-0.1, 0.0, 0.5, 1.0])).tolist()[1:] == [-inf, 0, inf]
    assert torch.isclose(x, x, equal_nan=True).all() and torch.isclose(x, x).tolist() == [False, True, True, True]


def test_tests_of_complex_numbers():
    z = torch.tensor([1 + 2j, -3j, 4.0], requires_grad=True)
    assert z.real.tolist() == [1, 0, 4] and z.imag.tolist() == [2, -3, 0] and torch.isreal(z).tolist() == [False, False, True]
    assert z.conj().tolist() == [1 - 2j, 3j, 4]
    (z.real * 2 + z.imag * 3).sum().backward()
    assert z.grad.tolist() == [2 + 3j] * 3
    x = torch.ones(2)
    assert x.conj() is x and x.real is x and torch.positive(x) is x
    w = torch.zeros(2, dtype=torch.complex64)
    w.real = torch.tensor([1.0, 2.0])
    assert w.tolist() == [1, 2]


# Reference values to 17 digits, from a computation in 40 digits.
SPECIAL = [
    ("special.erfcx", (0.5,), 0.61569034419292587), ("special.erfcx", (10.0,), 0.056140992743822586), ("special.erfcx", (-3.0,), 16205.988853999587),
    ("erfinv", (0.5,), 0.47693627620446987), ("erfinv", (-0.999999,), -3.4589107372754988), ("digamma", (0.25,), -4.2274535333762654),
    ("digamma", (-1.5,), 0.70315664064524319), ("polygamma", (1, 0.5), 4.9348022005446793), ("polygamma", (3, 2.5), 0.22390584881725205),
    ("special.zeta", (2.5, 1.5), 0.59025638507643129), ("special.ndtr", (-1.0,), 0.15865525393145705),
    ("special.log_ndtr", (-20.0,), -203.91715537109726),
    ("special.ndtri", (0.025,), -1.9599639845400542), ("special.i0e", (40.0,), 0.06327827987523533), ("special.i1", (2.0,), 1.5906368546373291),
    ("special.i1e", (-35.0,), -0.066704431729491439), ("special.entr", (0.25,), 0.34657359027997265), ("igamma", (2.5, 1.0), 0.15085496391539036),
    ("igammac", (2.5, 9.0), 0.0029464045878802904), ("mvlgamma", (3.5, 2), 2.4664857258317196),
]  # fmt: skip


@pytest.mark.parametrize("name, arguments, value", SPECIAL)
def test_special_values(name, arguments, value):
    function = torch
    for part in name.split("."):
        function = getattr(function, part)
    made = [torch.tensor(a, dtype=torch.float64) if isinstance(a, float) else a for a in arguments]
    assert function(*made).item() == pytest.approx(value, rel=2e-14)


@pytest.mark.parametrize(
    "name, points",
    [("erf", X), ("erfc", X), ("erfinv", UNIT), ("lgamma", POSITIVE), ("digamma", POSITIVE), ("special.erfcx", UNIT), ("special.ndtr", X),
     ("special.log_ndtr", X), ("special.ndtri", np.abs(UNIT)), ("special.entr", POSITIVE), ("i0", X), ("special.i0e", X), ("special.i1", X),
     ("special.i1e", X)],
)  # fmt: skip
def test_special_derivatives(name, points):
    function = torch
    for part in name.split("."):
        function = getattr(function, part)
    assert gradcheck(function, leaf(points))
    assert gradgradcheck(function, leaf(points))


def test_special_of_two():
    a, b = leaf(POSITIVE[:5]), leaf(POSITIVE[5:])
    for function in (torch.xlogy, torch.special.xlog1py):
        assert gradcheck(function, (a, b)) and gradgradcheck(function, (a, b))
        assert gradcheck(lambda x, f=function: f(x, 2.0), a) and gradcheck(lambda x, f=function: f(2.0, x), a)
    assert gradcheck(lambda x: torch.igamma(b.detach(), x), a) and gradcheck(lambda x: torch.igammac(b.detach(), x), a)
    assert gradcheck(lambda x: torch.special.zeta(2.5, x), a) and gradcheck(lambda x: torch.mvlgamma(x + 2, 3), a)
    assert gradcheck(lambda x: torch.polygamma(2, x), a)
    assert torch.xlogy(torch.tensor([0.0, 0.0]), torch.tensor([0.0, nan]))[0].item() == 0
    with pytest.raises(NotImplementedError, match="the derivative for 'igamma: input' is not implemented."):
        torch.igamma(a, b).sum().backward()


def test_in_place_and_out():
    x = torch.tensor([1.0, 4.0])
    assert x.sqrt_().mul_(3).sub_(1).tolist() == [2.0, 5.0]
    out = torch.empty(2)
    assert torch.exp(x, out=out) is out and torch.clamp(x, 0, 3, out=out).tolist() == [2.0, 3.0]
    y = leaf([0.5, 2.0])
    z = y + 0
    z.sin_()  # keeps a copy of what it overwrites
    z.sum().backward()
    np.testing.assert_allclose(values(y.grad), np.cos([0.5, 2.0]))
    y.grad = None
    z = y + 0
    z.gt_(1).add_(y)  # a comparison passes no gradient on
    z.sum().backward()
    assert z.tolist() == [0.5, 3.0] and y.grad.tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="In-place abs is not supported for complex tensors."):
        torch.tensor([1j]).abs_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        w = y.exp()
        w.mul_(2)
        w.sum().backward()


def test_against_torch_on_a_grid():
    """Every pair of special values through the operators whose corners are easily got wrong."""
    reference = pytest.importorskip("torch")
    points = np.array([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, inf, -inf, nan])
    a, b = (m.ravel().copy() for m in np.meshgrid(points, points))
    for name in "atan2 hypot copysign fmod remainder floor_divide maximum minimum fmax fmin nextafter logaddexp xlogy pow heaviside div".split():
        p, q = leaf(a), leaf(b)
        s, t = reference.tensor(a, requires_grad=True), reference.tensor(b, requires_grad=True)
        if name in ("heaviside", "floor_divide"):
            np.testing.assert_array_equal(values(getattr(torch, name)(p, q)), getattr(reference, name)(s, t).detach().numpy(), name)
            continue
        here, there = getattr(torch, name)(p, q), getattr(reference, name)(s, t)
        np.testing.assert_allclose(values(here), there.detach().numpy(), 1e-14, 0, err_msg=name)
        here.sum().backward()
        there.sum().backward()
        np.testing.assert_allclose(values(p.grad), s.grad.numpy(), 1e-12, 0, err_msg=name)
        np.testing.assert_allclose(values(q.grad), t.grad.numpy(), 1e-12, 0, err_msg=name)


@pytest.mark.parametrize(
    "name, arguments, value",
    [
        ("bessel_j0", (3.0,), -0.26005195490193344), ("bessel_j1", (30.0,), -0.11875106261662294), ("bessel_y0", (0.5,), -0.44451873350670656),
        ("bessel_y1", (12.0,), -0.057099218260896521), ("modified_bessel_k0", (0.1,), 2.4270690247020166),
        ("modified_bessel_k1", (4.0,), 0.012483498887268431),
        ("scaled_modified_bessel_k0", (50.0,), 0.17680715585742934), ("airy_ai", (1.5,), 0.07174949700810541),
        ("airy_ai", (-3.0,), -0.37881429367765822),
        ("airy_ai", (-12.0,), -0.066555175054373129), ("spherical_bessel_j0", (2.0,), 0.45464871341284085),
        ("chebyshev_polynomial_t", (0.3, 5), 0.99888),
        ("chebyshev_polynomial_u", (0.3, 3), -0.984), ("chebyshev_polynomial_v", (0.3, 2), -1.24), ("chebyshev_polynomial_w", (0.3, 2), -0.04),
        ("shifted_chebyshev_polynomial_t", (0.3, 2), -0.68), ("hermite_polynomial_h", (0.3, 3), -3.384), ("hermite_polynomial_he", (0.3, 3), -0.873),
        ("laguerre_polynomial_l", (0.3, 3), 0.2305), ("legendre_polynomial_p", (0.3, 3), -0.3825),
    ],
)  # fmt: skip
def test_bessel_airy_polynomials(name, arguments, value):
    made = [torch.tensor(a, dtype=torch.float64) if isinstance(a, float) else a for a in arguments]
    assert getattr(torch.special, name)(*made).item() == pytest.approx(value, rel=1e-12)
