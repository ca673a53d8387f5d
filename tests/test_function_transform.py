"""The hook by which transforms take over ``Function.apply``."""
import pytest

import pyautograd as torch
from pyautograd._core import core


class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(x, factor=2, *, note=None):
        return x * factor

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.factor = inputs[1]

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None


class Plain(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor=2):
        return x * factor

    @staticmethod
    def backward(ctx, g):
        return g


@pytest.fixture
def offered():
    """What a handler is called with; its answer is in `answers`, NotImplemented where that is empty."""
    calls, answers = [], []

    def handler(cls, args, kwargs):
        calls.append((cls, args, kwargs))
        return answers.pop() if answers else NotImplemented

    core.set_function_transform(handler)
    yield calls, answers
    core.set_function_transform(None)


def test_the_answer_is_the_result(offered):
    calls, answers = offered
    answers.append("mine")
    x = torch.ones(2)
    assert Plain.apply(x, factor=3) == "mine"
    assert calls == [(Plain, (x,), {"factor": 3})]


def test_defaults_are_filled_in(offered):
    calls, answers = offered
    answers.append(None)
    x = torch.ones(2)
    assert Scaled.apply(x) is None
    assert calls == [(Scaled, (x, 2), {"note": None})]


def test_without_an_answer_the_function_runs(offered):
    calls, _ = offered
    x = torch.ones(2, requires_grad=True)
    y = Plain.apply(x, factor=3)
    assert y.tolist() == [3, 3] and len(calls) == 1
    core.set_function_transform(None)
    Plain.apply(x)
    assert len(calls) == 1


def test_the_static_method_sees_the_dimensions_that_the_caller_gave():
    seen = []

    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x * 2

        @staticmethod
        def setup_context(ctx, inputs, output):
            pass

        @staticmethod
        def vmap(info, in_dims, x):
            seen.append((in_dims, tuple(x.shape)))
            return Twice.apply(x), in_dims[0]

    x = torch.arange(6.0).reshape(2, 3)
    assert torch.vmap(Twice.apply, 1, 1)(x).equal(x * 2)
    assert seen == [((1,), (2, 3))]
