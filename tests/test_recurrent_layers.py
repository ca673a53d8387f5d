"""A recurrent layer as one operator: against its steps, against NumPy's loop, to second derivatives, with what has ended and what begins late."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd import nn
from pyautograd._core import core
from pyautograd._py.kernels import recurrent

MODES = {"lstm": (4, True), "gru": (3, False), "tanh": (1, False), "relu": (1, False)}
SIZES = {"whole": (4,) * 5, "packed": (4, 4, 3, 1, 1), "one": (4,)}
fast = pytest.importorskip("pyautograd._C.fast") if torch.backend == "compiled" else pytest.importorskip("pyautograd._py.fast")


def arguments(mode, sizes, dtype, hidden=6, bias=True):
    random = np.random.default_rng(len(sizes))
    gates, cells = MODES[mode]
    shapes = ((sum(sizes), gates * hidden), (4, hidden), (4, hidden) if cells else None, (gates * hidden, hidden), (gates * hidden,) if bias else None)
    return [None if s is None else (random.standard_normal(s) / max(1, s[-1]) ** 0.5).astype(dtype) for s in shapes]


def close(made, expected, dtype):
    for a, b in zip(made, expected):
        assert (a is None or not a.size) == (b is None or not b.size)
        if a is not None and b is not None:
            np.testing.assert_allclose(a, b, rtol=1e-4 if dtype == "float32" else 1e-12, atol=2e-5 if dtype == "float32" else 1e-13)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("mode", MODES)
def test_compiled_loops(mode, sizes, reverse, dtype):
    for hidden, bias in ((1, True), (6, False), (33, True)):
        inputs = arguments(mode, sizes, dtype, hidden, bias)
        expected = recurrent._forward(mode, *inputs, sizes, reverse)
        made = fast.recurrent_layer(mode, *inputs, sizes, reverse)
        if made is None:
            assert torch.backend == "python"
            return
        close(made, expected, dtype)
        grads = [np.random.default_rng(9).standard_normal(expected[0].shape).astype(dtype), inputs[1] + 1, None if inputs[2] is None else inputs[2] - 1]
        rest = (*grads, inputs[2], inputs[3], sizes, reverse, *expected[3:], bias)
        close(fast.recurrent_layer_backward(mode, *rest), recurrent._backward(mode, *rest), dtype)


@pytest.mark.skipif(torch.backend == "python", reason="the plain core has no loops")
def test_other_memory_is_left_to_numpy():
    inputs = arguments("lstm", (4, 4), "float32")
    for at, wrong in ((0, inputs[0][:7]), (1, inputs[1].astype("float64")), (2, inputs[2][:, :3]), (3, inputs[3].T), (4, inputs[4][::2])):
        assert fast.recurrent_layer("lstm", *inputs[:at], wrong, *inputs[at + 1 :], (4, 4), False) is None
    assert fast.recurrent_layer("lstm", *inputs, (8,), False) is None and fast.recurrent_layer("lstm", *inputs, (), False) is None


def layer(kind, inputs=3, hidden=4, **options):
    torch.manual_seed(0)
    return getattr(nn, kind)(inputs, hidden, **options).double()


KINDS = [("LSTM", {}), ("GRU", {}), ("RNN", {}), ("RNN", {"nonlinearity": "relu"}), ("LSTM", {"bidirectional": True, "num_layers": 2}), ("GRU", {"bias": False})]


def outputs(module, x):
    out, last = module(x)
    return [out.data if isinstance(out, nn.utils.rnn.PackedSequence) else out, *(last if isinstance(last, tuple) else (last,))]


@pytest.mark.parametrize(("kind", "options"), KINDS, ids=str)
@pytest.mark.parametrize("packed", [False, True])
def test_whole_layers_against_their_steps(kind, options, packed):
    module, found = layer(kind, **options), []
    for whole in (True, False):
        torch.manual_seed(1)
        x = torch.randn(5, 3, 3, dtype=torch.float64, requires_grad=True)
        given = nn.utils.rnn.pack_padded_sequence(x, [2, 5, 4], enforce_sorted=False) if packed else x
        if whole:
            made = outputs(module, given)
        else:  # what looks at single operators has a layer taken apart
            class Seen(torch.Tensor):
                pass

            core.intercept(Seen, lambda spec, values, inplace: NotImplemented)
            core.push_interceptor(lambda spec, values, inplace: NotImplemented)
            level = core.enter_level()
            try:
                made = outputs(module, given)
            finally:
                core.leave_level()
                core.pop_interceptor()
            assert level == 0
        loss = sum(((at + 1) * m * m).sum() for at, m in enumerate(made))
        found.append([*made, *torch.autograd.grad(loss, [x, *module.parameters()])])
    for a, b in zip(*found):
        torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("kind", "options"), KINDS[:3], ids=str)
def test_second_derivatives(kind, options):
    module = layer(kind, 1, 2, **options)
    names, parameters = zip(*module.named_parameters())
    x = torch.linspace(-1, 1, 4, dtype=torch.float64).reshape(2, 2, 1).requires_grad_()

    def function(x, *parameters):
        return tuple(outputs(lambda x: torch.func.functional_call(module, dict(zip(names, parameters)), x), x))

    assert torch.autograd.gradcheck(function, (x, *parameters)) and torch.autograd.gradgradcheck(function, (x, *parameters))
    _, tangent = torch.func.jvp(lambda x: function(x, *parameters), (x.detach(),), (torch.ones_like(x),))
    jacobian = torch.autograd.functional.jacobian(lambda x: function(x, *parameters)[0], x)
    torch.testing.assert_close(tangent[0].detach(), jacobian.sum((3, 4, 5)))


def test_outputs_may_be_changed_before_backward():
    module, x = layer("GRU"), torch.ones(2, 1, 3, dtype=torch.float64)
    out, last = module(x)
    grads = torch.autograd.grad(out.sum() + last.sum(), list(module.parameters()))
    out, last = module(x)
    out += 1
    last *= 1
    for a, b in zip(grads, torch.autograd.grad(out.sum() + last.sum(), list(module.parameters()))):
        torch.testing.assert_close(a, b)
