"""``detect_anomaly(check_forward=True)``: the first operation that makes a NaN stops the program; and the page about anomaly detection."""
import traceback
import warnings

import numpy as np
import pytest
from test_tutorial import run

import pyautograd as torch

X = torch.tensor([1.0, -1.0, 0.0])


def checked(action, **options):
    """The result of a call with the check on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly(check_forward=True, **options):
            return action()


class NumpyLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        with np.errstate(all="ignore"):
            return torch.from_numpy(np.log(x.detach().numpy()))

    @staticmethod
    def backward(ctx, g):
        return g


class Two(torch.autograd.Function):
    @staticmethod
    def forward(x):
        with np.errstate(all="ignore"):
            return x * 1, "label", torch.from_numpy(np.sqrt(x.detach().numpy()))

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass


MAKES_NAN = {
    "method": (lambda: X.log(), "log", "finite", 0),
    "function": (lambda: torch.sqrt(X), "sqrt", "finite", 0),
    "operator": (lambda: X / X, "div", "finite", 0),
    "in place": (lambda: X.clone().sqrt_(), "sqrt_", "finite", 0),
    "several outputs": (lambda: torch.std_mean(X[:1]), "std_mean", "finite", 0),
    "recorded": (lambda: X.clone().requires_grad_().log(), "log", "finite", 0),
    "without recording": (torch.no_grad()(lambda: X.log()), "log", "finite", 0),
    "of several": (lambda: torch.stack([X, X]).prod(0).neg().abs().neg().log(), "log", "finite", 0),
    "functional": (lambda: torch.nn.functional.normalize(X[2:], dim=0, eps=0), "normalize", "finite", 0),
    "from infinity": (lambda: torch.exp(X * 1000) * 0, "mul", "infinite", 0),
    "a Function": (lambda: NumpyLog.apply(X), "NumpyLog", "finite", 0),
    "a Function, recorded": (lambda: NumpyLog.apply(X.clone().requires_grad_()), "NumpyLog", "finite", 0),
    "the third output": (lambda: Two.apply(X.clone().requires_grad_()), "Two", "finite", 2),
    "complex": (lambda: torch.tensor([0j]) / torch.tensor([0j]), "div", "finite", 0),
    "half": (lambda: X.half().log(), "log", "finite", 0),
    "bfloat16": (lambda: X.bfloat16().log(), "log", "finite", 0),
}


@pytest.mark.parametrize("name", MAKES_NAN)
def test_the_operation_is_named(name):
    action, operation, given, position = MAKES_NAN[name]
    with pytest.raises(RuntimeError) as caught:
        checked(action)
    assert str(caught.value) == f"Function '{operation}' turned {given} input into nan values in its {position}th output."
    assert not torch.is_anomaly_enabled()
    action()  # and nothing is checked afterwards


FINE = {
    "numbers": lambda: X.exp() * 2 - X,
    "nan given": lambda: torch.tensor([float("nan")]) + X[:1],
    "nan kept": lambda: (X * float("nan")).sin(),
    "masked_fill": lambda: X.masked_fill(X < 0, float("nan")),
    "assigned": lambda: X.clone().__setitem__(0, float("nan")),
    "made": lambda: torch.full((2,), float("nan")),
    "uninitialised": lambda: torch.empty_like(torch.ones(1000)),
    "integers": lambda: torch.arange(3).sum(),
    "nan attribute": lambda: torch.tensor([float("nan")]).T,
    "infinite": lambda: X.clone().zero_().log(),
    "backward": lambda: (X.clone().requires_grad_() * 2).sum().backward(),
}


@pytest.mark.parametrize("name", FINE)
def test_what_makes_no_nan_goes_on(name):
    checked(FINE[name])


def test_the_traceback_shows_the_line():
    def action():
        y = X * 1
        return y.log()  # this line

    with pytest.raises(RuntimeError) as caught:
        checked(action)
    assert any(frame.line.endswith("# this line") for frame in traceback.extract_tb(caught.value.__traceback__))


def test_the_backward_is_checked_as_ever():
    x = torch.zeros(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="^Function 'SqrtBackward0' returned nan values in its 0th output.$"):
        checked(lambda: (x.sqrt() * 0).sum().backward())
    checked(lambda: (x.sqrt() * 0).sum().backward(), check_nan=False)


def test_contexts_nest():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly(check_forward=True):
            with torch.autograd.detect_anomaly(check_forward=True):
                with pytest.raises(RuntimeError):
                    NumpyLog.apply(X)
            with pytest.raises(RuntimeError):
                NumpyLog.apply(X)
            with torch.autograd.detect_anomaly():
                with pytest.raises(RuntimeError):
                    X.log()
    X.log(), NumpyLog.apply(X)


def test_the_page_prints_what_it_says():
    results = list(run("anomaly.md"))
    assert len(results) == 5
    for printed, expected in results:
        assert printed == expected
