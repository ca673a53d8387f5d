"""Anomaly detection, held against PyTorch's errors and warnings (golden/anomaly.json).

``python tests/test_anomaly.py`` records the golden file again; it needs torch.
"""
import os
import warnings

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

detect_anomaly, set_detect_anomaly = torch.autograd.detect_anomaly, torch.autograd.set_detect_anomaly
recorder = Recorder("anomaly")
case = recorder.case


def zero():
    return torch.zeros(1, requires_grad=True)


def modes():
    return torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()


class Fails(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        raise ValueError("mine")


@case("modes")
def _():
    seen = [modes()]
    with detect_anomaly():
        seen.append(modes())
        with detect_anomaly(check_nan=False):
            seen.append(modes())
        seen.append(modes())
    seen.append(modes())
    return seen


@case("set_detect_anomaly")
def _():
    seen = []
    with set_detect_anomaly(True):
        seen.append(modes())
    seen.append(modes())
    set_detect_anomaly(True, check_nan=False)
    seen.append(modes())
    with set_detect_anomaly(False):
        seen.append(modes())
    seen.append(modes())
    set_detect_anomaly(False)
    return seen, modes()


@case("NaN")
def _():
    with detect_anomaly():
        x = zero()
        (x.sqrt() * 0).sum().backward()


@case("NaN in the second gradient")
def _():
    with detect_anomaly():
        x, y = torch.ones(1, requires_grad=True), torch.tensor([-1.0], requires_grad=True)
        (y**x).sum().backward()


@case("NaN, not looked for")
def _():
    with detect_anomaly(check_nan=False):
        x = zero()
        (x.sqrt() * 0).sum().backward()
    return x.grad


@case("NaN, no anomaly detection")
def _():
    x = zero()
    (x.sqrt() * 0).sum().backward()
    return x.grad


@case("infinity is none")
def _():
    with detect_anomaly():
        x = zero()
        x.sqrt().sum().backward()
    return x.grad


@case("NaN in a complex gradient")
def _():
    with detect_anomaly():
        x = zero() * (1 + 1j)
        (x * float("nan")).abs().sum().backward()


@case("forward outside")
def _():
    x = zero()
    y = x.sqrt() * 0
    with detect_anomaly():
        y.sum().backward()


@case("backward outside")
def _():
    with detect_anomaly():
        x = zero()
        y = x.sqrt() * 0
    y.sum().backward()
    return x.grad


@case("error in a Function")
def _():
    with detect_anomaly():
        Fails.apply(torch.ones(1, requires_grad=True)).sum().backward()


@case("NaN from a Function")
def _():
    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * float("nan")

    with detect_anomaly():
        Bad.apply(torch.ones(1, requires_grad=True)).sum().backward()


@case("changed in place")
def _():
    with detect_anomaly():
        x = torch.ones(3, requires_grad=True)
        y = x.exp()
        y.add_(1)
        y.sum().backward()


@case("second time")
def _():
    with detect_anomaly():
        y = torch.ones(3, requires_grad=True).exp().sum()
        y.backward()
        y.backward()


@case("second derivative")
def _():
    with detect_anomaly():
        x = zero()
        (g,) = torch.autograd.grad((x**1.5).sum(), x, create_graph=True)
        (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
        torch.autograd.grad((h * 0).sum(), x)


@case("error in a hook")
def _():
    def hook(g):
        raise KeyError("mine")

    with detect_anomaly():
        x = torch.ones(1, requires_grad=True)
        y = x * 2
        y.register_hook(hook)
        y.sum().backward()


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_the_traceback_ends_in_the_line_that_called():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(RuntimeError, match="'SqrtBackward0' returned nan values in its 0th output"):
            with detect_anomaly():
                x = zero()
                (x.sqrt() * 0).sum().backward()  # this line
    text = str(caught[-1].message)
    assert text.startswith("Error detected in SqrtBackward0. Traceback of forward call that caused the error:\n  File ")
    assert text.rstrip().endswith("# this line")
    assert os.path.basename(__file__) in text


if RECORDING:
    recorder.record()
