"""`TorchDispatchMode`: what a mode sees and may change, and the counter of operations that stands on it."""
import threading

import pytest

import pyautograd as torch
from pyautograd.utils._mode_utils import no_dispatch
from pyautograd.utils._python_dispatch import (
    BaseTorchDispatchMode,
    TorchDispatchMode,
    _disable_current_modes,
    _get_current_dispatch_mode,
    _get_current_dispatch_mode_stack,
    _len_torch_dispatch_stack,
    is_in_torch_dispatch_mode,
)
from pyautograd.utils.flop_counter import FlopCounterMode, register_flop_formula

aten = torch.ops.aten


class Log(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.seen.append(str(func))
        return func(*args, **(kwargs or {}))


def leaf(*shape):
    return torch.ones(*(shape or (2, 2)), requires_grad=True)


def test_forward_and_backward_are_seen_and_recorded():
    x = leaf()
    with Log() as log:
        y = (x * 2 + 1).relu().sum()
        forward = list(log.seen)
        y.backward()
    assert forward == ["aten.mul.Tensor", "aten.add.Tensor", "aten.relu.default", "aten.sum.default"]
    assert log.seen[len(forward) :] == [
        "aten.ones_like.default", "aten.expand.default", "aten.threshold_backward.default", "aten.mul.Tensor"
    ]
    assert x.grad.tolist() == [[2, 2], [2, 2]] and type(y.grad_fn).__name__ == "SumBackward0"
    x * 2
    assert len(log.seen) == 8


def test_overloads_and_arguments():
    calls = []

    class Arguments(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            calls.append((func, types, [type(a) for a in args], kwargs))
            return func(*args, **kwargs)

    x = leaf()
    with Arguments():
        x.view(4), x.add(x, alpha=2), x.max(0), torch.cat([x, x]), torch.softmax(x, 0), torch.nn.functional.linear(x, x, x[0]), x.clone().mul_(3)
    assert [str(func) for func, *_ in calls] == [
        "aten.view.default", "aten.add.Tensor", "aten.max.dim", "aten.cat.default", "aten._softmax.default", "aten.select.int", "aten.t.default",
        "aten.addmm.default", "aten.clone.default", "aten.mul_.Tensor",
    ]  # fmt: skip
    assert calls[0][0] is aten.view.default and calls[0][1:] == ((), [torch.Tensor, list], {})
    assert calls[1][3] == {"alpha": 2} and calls[3][2] == [list]


def test_what_a_mode_returns_is_the_result_of_the_operator():
    class Fivefold(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            return func(*args, **(kwargs or {})) * 5

    x = leaf()
    with Fivefold():
        y = x * 2
    assert y.tolist() == [[10, 10], [10, 10]]
    y.sum().backward()
    assert x.grad.tolist() == [[2, 2], [2, 2]]  # recorded as the operator, not as what the mode did


def test_views_and_changes_in_place():
    x = leaf(4)
    with BaseTorchDispatchMode():
        y = x * 1
        v = y[:2]
        v.mul_(3)
    assert v._base is y and y.grad_fn.name() == "torch::autograd::CopySlices" and y._version == 1
    y.sum().backward()
    assert x.grad.tolist() == [3, 3, 1, 1]


def test_modes_nest_and_are_off_inside_themselves():
    order = []

    class Named(TorchDispatchMode):
        def __init__(self, name):
            super().__init__()
            self.name = name

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            order.append((self.name, str(func), _len_torch_dispatch_stack(), getattr(_get_current_dispatch_mode(), "name", None)))
            return func(*args, **(kwargs or {}))

    x = leaf()
    with Named("outer") as outer, Named("inner") as inner:
        assert _get_current_dispatch_mode_stack() == [outer, inner] and is_in_torch_dispatch_mode()
        torch.sin(x)
        with _disable_current_modes() as modes:
            assert modes == [outer, inner] and not is_in_torch_dispatch_mode()
            torch.sin(x)
        with no_dispatch():
            torch.sin(x)
    assert order == [("inner", "aten.sin.default", 1, "outer"), ("outer", "aten.sin.default", 0, None)]
    assert _get_current_dispatch_mode() is None


def test_another_thread_is_not_seen():
    with Log() as log:
        thread = threading.Thread(target=lambda: torch.exp(leaf()))
        thread.start()
        thread.join()
    assert log.seen == []


def test_a_mode_that_raises_leaves_nothing_behind():
    class Fails(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"), Fails():
        leaf() * 2
    assert torch.is_grad_enabled() and not is_in_torch_dispatch_mode() and (leaf() * 2).requires_grad


def test_what_is_no_result_is_refused():
    class Answers(TorchDispatchMode):
        def __init__(self, answer):
            super().__init__()
            self.answer = answer

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            return self.answer

    x = leaf()
    with pytest.raises(RuntimeError, match="Unable to cast 3 to Tensor"), Answers(3):
        x * 2
    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch._ops.aten.exp.default'"), Answers(NotImplemented):
        torch.exp(x)
    with pytest.raises(NotImplementedError), TorchDispatchMode():
        torch.exp(x)


@pytest.mark.parametrize(
    "call, counts",
    [
        (lambda: torch.ones(2, 3) @ torch.ones(3, 4), {"mm": 48}),
        (lambda: (leaf(2, 3) @ leaf(3, 4)).sum().backward(), {"mm": 144}),
        (lambda: torch.nn.Linear(3, 4)(leaf(2, 3)).sum().backward(), {"addmm": 48, "mm": 96}),
        (lambda: torch.bmm(torch.ones(2, 3, 4), torch.ones(2, 4, 5)), {"bmm": 240}),
        (lambda: torch.nn.Conv2d(3, 5, 3)(leaf(2, 3, 8, 8)).sum().backward(), {"convolution": 19440, "convolution_backward": 38880}),
        (lambda: torch.nn.ConvTranspose2d(3, 5, 3)(leaf(2, 3, 8, 8)).sum().backward(), {"convolution": 34560, "convolution_backward": 69120}),
        (lambda: leaf() + 1, {}),
    ],
)
def test_operations_are_counted_as_in_pytorch(call, counts):
    with FlopCounterMode(display=False) as mode:
        call()
    found = {str(op).removeprefix("aten."): n for op, n in mode.get_flop_counts()["Global"].items()}
    assert found == counts and mode.get_total_flops() == sum(counts.values())


def test_formulas_of_programs(capsys):
    with FlopCounterMode(custom_mapping={aten.exp: lambda shape, out_shape=None: 7 * shape.numel()}) as mode:
        torch.exp(leaf())
    assert mode.get_total_flops() == 28 and "aten.exp" in capsys.readouterr().out
    with pytest.raises(ValueError, match="expected each target to be OpOverloadPacket"):
        register_flop_formula(3)(lambda: 0)
    with pytest.raises(RuntimeError, match="duplicate registrations for aten.mm"):
        register_flop_formula(aten.mm)(lambda: 0)
