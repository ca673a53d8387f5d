"""Values and derivatives of custom Functions, and what kinds of results they give, held against PyTorch
(golden/function.json).

``python tests/test_function.py`` records the golden file again; it needs torch.
"""
import collections

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function")
case = recorder.case
function, ramp = makers(torch)
Cube, Exp, Split, leaf = samples(torch)
Function, grad = torch.autograd.Function, torch.autograd.grad


@case("first derivative")
def _():
    x = ramp()
    return grad(Cube.apply(x).sum(), x)


@case("second and third derivative")
def _():
    x = ramp()
    (g,) = grad(Cube.apply(x).sum(), x, create_graph=True)
    (h,) = grad(g.sum(), x, create_graph=True)
    return g, h, grad(h.sum(), x)


@case("saved output, second derivative")
def _():
    x = ramp()
    y = Exp.apply(x)
    (g,) = grad(y.sum(), x, create_graph=True)
    return y, g, grad(g.sum(), x)


@case("setup_context, several outputs, arguments that are no tensors")
def _():
    x, y = ramp(), leaf(3)
    a, b, label, nothing = Split.apply(x, 5, y)
    (a + b).sum().backward()
    return a, b, label, nothing, x.grad, y.grad, a.grad_fn.k, a.grad_fn.seen, a.grad_fn is b.grad_fn, a.output_nr, b.output_nr


@case("one of several outputs used")
def _():
    x, y = ramp(), leaf(3)
    a, b, _, _ = Split.apply(x, 5, y)
    return grad(b.sum(), [x, y], allow_unused=True)


@case("nothing requires grad")
def _():
    y = Cube.apply(torch.ones(2))
    return y, y.requires_grad, y.grad_fn


@case("in no_grad")
def _():
    with torch.no_grad():
        y = Cube.apply(leaf())
    return y, y.requires_grad, y.grad_fn


@case("grad mode inside forward and backward")
def _():
    seen = []

    def forward(ctx, x):
        seen.extend([torch.is_grad_enabled(), (x * 2).requires_grad, x.requires_grad])
        return x * 2

    def backward(ctx, g):
        seen.append((torch.is_grad_enabled(), g.requires_grad))
        return g * 2

    made = function(forward, backward)
    x = leaf()
    made.apply(x).sum().backward()
    grad(made.apply(x).sum(), x, create_graph=True)
    return seen


@case("the graph around a Function")
def _():
    x = leaf()
    y = Cube.apply(x * 1)
    node = y.grad_fn
    return y, node.name(), node.next_functions, type(node).__name__, node.needs_input_grad, type(node).__mro__[1].__name__, isinstance(node, Cube), node.metadata


@case("the same tensor twice")
def _():
    x = leaf()
    function(lambda ctx, a, b: a * b, lambda ctx, g: (g * 2, g * 3)).apply(x, x).sum().backward()
    return x.grad


@case("tensors inside a list are not tracked")
def _():
    x = leaf()
    y = function(lambda ctx, xs: xs[0] * 2, lambda ctx, g: g).apply([x])
    return y, y.requires_grad


@case("output is a list")
def _():
    a = function(lambda ctx, x: [x * 2, x * 3], lambda ctx, *g: g[0]).apply(leaf())
    return type(a).__name__, a


@case("output is a one-tuple")
def _():
    return function(lambda ctx, x: (x * 2,), lambda ctx, g: g).apply(leaf())


@case("output is an empty tuple")
def _():
    return function(lambda ctx, x: (), lambda ctx: None).apply(leaf())


@case("output is None")
def _():
    return function(lambda ctx, x: None, lambda ctx, g: None).apply(leaf())


@case("output is a dict")
def _():
    return function(lambda ctx, x: {"a": x * 2}, lambda ctx, g: None).apply(leaf())


@case("output is a named tuple")
def _():
    from collections import namedtuple

    Pair = namedtuple("Pair", "a b")
    made = function(lambda ctx, x: Pair(x * 2, x * 3), lambda ctx, a, b: a).apply(leaf())
    return type(made).__name__, made


@case("integer output")
def _():
    y = function(lambda ctx, x: x.long(), lambda ctx, g: g).apply(leaf())
    return y, y.requires_grad, y.grad_fn


@case("integer output beside a float one")
def _():
    seen = []

    def backward(ctx, a, b):
        seen.extend([a, b])
        return a

    y, n = function(lambda ctx, x: (x * 2, x.long()), backward).apply(leaf())
    y.sum().backward()
    return y, n, n.grad_fn, n.requires_grad, seen


@case("integer input")
def _():
    n = torch.arange(2)
    y = function(lambda ctx, n, x: n * x, lambda ctx, g: (None, g)).apply(n, leaf())
    y.sum().backward()
    return y, y.grad_fn.next_functions, y.grad_fn.needs_input_grad


@case("f none")
def _():
    return function(lambda c, x: None, lambda c, g: g).apply(ramp())


@case("f int")
def _():
    return function(lambda c, x: 3, lambda c, g: g).apply(ramp())


@case("f list")
def _():
    return function(lambda c, x: [x, x * 2], lambda c, g: g).apply(ramp())


@case("f empty")
def _():
    return function(lambda c, x: (), lambda c: None).apply(ramp())


@case("f tuple1")
def _():
    return function(lambda c, x: (x * 2,), lambda c, g: g).apply(ramp())


@case("f dict")
def _():
    return function(lambda c, x: {"a": x * 2}, lambda c, g: g).apply(ramp())


@case("f namedtuple")
def _():
    P = collections.namedtuple("P", "a b")
    r = function(lambda c, x: P(x * 2, x), lambda c, g, h: g).apply(ramp())
    return type(r), len(r)


@case("f mixed")
def _():
    r = function(lambda c, x: (x * 2, None, 3, "s", x * 3), lambda c, *g: g[0] + g[4]).apply(ramp())
    return (
        r,
        [a.output_nr for a in (r[0], r[4])],
        [list(m.shape) if m is not None and shown(lambda: m.shape)[0] != "R" else None for m in r[0].grad_fn._input_metadata],
    )


@case("f same twice")
def _():
    def f(c, x):
        y = x * 2
        return y, y

    x = ramp()
    a, b = function(f, lambda c, g, h: g + 10 * h).apply(x)
    r = a is b, a.output_nr, b.output_nr
    (a.sum() + b.sum()).backward()
    return r, x.grad


@case("f input twice")
def _():
    x = ramp()
    a, b = function(lambda c, x: (x, x), lambda c, g, h: g + 10 * h).apply(x)
    r = a is b, a.output_nr, b.output_nr
    (a.sum() + b.sum()).backward()
    return r, x.grad


@case("double")
def _():
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    x = ramp()
    y = Cube.apply(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (k,) = torch.autograd.grad(h.sum(), x)
    return g, h, k


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
