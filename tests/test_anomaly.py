"""Anomaly detection, held against PyTorch's errors and warnings (golden/anomaly.json).

``python tests/test_anomaly.py`` records the golden file again; it needs torch.
"""
import os
import warnings

import pytest
from recorded import RECORDING, Recorder, torch

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
        result, warned = recorder.outcome(name)
        result = result.split("\nVersion ")[0]  # beyond PyTorch: who has changed the tensor
        assert [result, warned] == GOLDEN[name]


def message_of(make, change, count=1):
    """The error for a tensor that was saved and then changed in place, anomaly detection being on."""
    with torch.autograd.set_detect_anomaly(True):
        x = torch.ones(3, requires_grad=True)
        saved, y = make(x)
        for _ in range(count):
            change(saved)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(RuntimeError) as caught:
                y.sum().backward()
    return str(caught.value)


def saves_output(x):
    y = x.exp()
    return y, y


def saves_other(x):
    w = torch.ones(3)
    return w, x * w


def add_in_place(t):
    t.add_(1)  # here


def set_item(t):
    t[0] = 5  # here


def multiply(t):
    t *= 2  # here


def add_out(t):
    torch.add(t, t, out=t)  # here


def change_alias(t):
    t.detach().mul_(2)  # here


def change_view(t):
    t[:1].zero_()  # here


def change_by_an_alias(t):
    t.multiply_(2)  # here


def clip_out(t):
    with torch.no_grad():
        torch.clip(torch.ones(3), 0, out=t)  # here


def drop(t):
    torch.nn.functional.dropout(t, 0.5, True, inplace=True)  # here


def mark(t):
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, t):
            t.mul_(2)
            ctx.mark_dirty(t)
            return t

    Doubled.apply(t)  # here


@pytest.mark.parametrize(
    "make, change, operation",
    [
        (saves_output, add_in_place, "add_"),
        (saves_output, set_item, "copy_"),
        (saves_other, multiply, "mul_"),
        (saves_other, add_out, "add(out=...)"),
        (saves_other, change_alias, "mul_"),
        (saves_other, change_view, "zero_"),
        (saves_other, mark, "Doubled"),
        (saves_other, change_by_an_alias, "multiply_"),
        (saves_other, clip_out, "clip(out=...)"),
        (saves_other, drop, "dropout_"),
    ],
)
def test_the_error_names_the_operation_that_changed_the_tensor_and_its_line(make, change, operation):
    text, _, change_text = message_of(make, change).partition(" Good luck!")
    assert text.startswith("one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [3]]")
    assert f" was made by {operation}, called here:\n  File \"{__file__}\", line " in change_text
    assert change_text.endswith(", in " + change.__name__ + "\n    " + change_text.rpartition("    ")[2]) and change_text.endswith("# here")


def test_few_changes_are_shown_and_the_others_counted():
    text = message_of(saves_other, add_in_place, 9)
    assert [f"Version {n} was made" in text for n in range(1, 10)] == [True] * 5 + [False] * 4
    assert text.endswith("\n... and 4 later changes")


def test_what_was_changed_before_it_was_saved_is_not_shown():
    def make(x):
        w = torch.ones(3)
        w.sub_(1)
        return w, x * w

    text = message_of(make, add_in_place)
    assert "sub_" not in text and "Version 2 was made by add_" in text


def test_nothing_is_remembered_outside():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y.add_(1)
    with pytest.raises(RuntimeError, match=r"check_nan=False\)\.$"):
        y.sum().backward()


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
