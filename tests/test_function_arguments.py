"""How custom Functions are called: arguments by keyword, defaults, and what is refused, held against PyTorch
(golden/function_arguments.json).

``python tests/test_function_arguments.py`` records the golden file again; it needs torch.
"""
import functools

import pytest
from function_cases import makers, samples
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_arguments")
case = recorder.case
function, ramp = makers(torch)
Cube, _, Split, leaf = samples(torch)


def keywords(name, forward, *args, as_is=False, **kwargs):
    """A case: call a Function with keyword arguments."""

    @case("keywords: " + name)
    def _():
        k, x = ramp(), torch.ones(3, requires_grad=True)
        swap = {"x": x, "k": k}
        members = {"forward": forward if as_is else staticmethod(forward), "backward": staticmethod(lambda ctx, g: (g, g * 2, g * 3))}
        y = type("Made", (torch.autograd.Function,), members).apply(
            *[swap.get(a, a) if isinstance(a, str) else a for a in args],
            **{n: swap.get(v, v) if isinstance(v, str) else v for n, v in kwargs.items()},
        )
        return y, y.grad_fn and y.grad_fn.next_functions, y.grad_fn and y.grad_fn.needs_input_grad


class Callable:
    def __call__(self, ctx, x, k=2):
        return x * k


def wrapped(forward):
    @functools.wraps(forward)
    def wrapper(ctx, *args, **kwargs):
        return forward(ctx, *args, **kwargs)

    return wrapper


@case("no arguments to apply")
def _():
    return function(lambda ctx: torch.ones(2), lambda ctx, g: None).apply()


@case("keyword arguments to apply")
def _():
    Cube.apply(x=leaf())


@case("keyword argument of forward with setup_context")
def _():
    return Split.apply(ramp(), 2, y=leaf(3))


@case("default of forward with setup_context")
def _():
    seen = []

    def setup_context(ctx, inputs, output):
        seen.append(inputs)

    function(lambda x, k=3: x * k, lambda ctx, g, h: (g, None), setup_context=setup_context).apply(torch.ones(2))
    return seen


@case("missing argument of forward with setup_context")
def _():
    Split.apply(leaf())


keywords("a hole", lambda c, x, k=1, z=None, w=None: x, "x", k="k", w="k")
keywords("a hole at once", lambda c, x, k=1, z=5, w=None: x * z, "x", w="k")
keywords("the first by keyword", lambda c, x, k=1: x * k, x="x", k="k")
keywords("given twice", lambda c, x, k=1: x * k, "x", 2, k="k")
keywords("the first given twice", lambda c, x, k=1: x * k, "x", x="x")
keywords("keyword only", lambda c, x, *, k=1: x * k, "x", k="k")
keywords("caught by kwargs", lambda c, x, q=1, **kw: x * q, "x", q=2, k="k")
keywords("beside args", lambda c, x, q=2, *a: x * q, "x", q=5)
keywords("after args", lambda c, *a, k=2: a[0] * k, "x", k=5)
keywords("the ctx", lambda c, x: x, "x", c=5)
keywords("unexpected", lambda c, x, k=2: x * k, "x", q=5, k=3)
keywords("positional only", lambda c, x, k=2, /: x * k, "x", k=3)
keywords("all there", lambda c, x, k, w: x * k * w, "x", w=3, k=2)
keywords("the first missing", lambda c, x, k, w: x * k * w, k=3, w=2)
keywords("too many positional", lambda c, x, k=2: x, "x", 3, 4, k=2)
keywords("missing and given twice", lambda c, x, k=2, z=3: x, "x", z=3, x=2)
keywords("no parameters", lambda: 3, k=2)
keywords("a callable", Callable(), "x", k="k", as_is=True)
keywords("a class method", classmethod(lambda cls, c, x, k=2: x * k), "x", k="k", as_is=True)
keywords("a plain function", lambda c, x, k=2, z=1: x * k * z, "x", k="k", as_is=True)
keywords("a wrapper", wrapped(lambda c, x, k=1: x * k), "x", k="k")


@case("same arg twice")
def _():
    x = ramp()
    a = function(lambda c, x, y: x * y, lambda c, g: (g, 10 * g)).apply(x, x)
    a.sum().backward()
    return x.grad, len(a.grad_fn.next_functions)


@case("kwargs")
def _():
    return function(lambda c, x, k=1: x * k, lambda c, g: g).apply(ramp(), k=3)


@case("kwargs back")
def _():
    x = ramp()
    y = function(lambda c, x, k=1: x * k, lambda c, g: (g, None)).apply(x, k=3)
    y.sum().backward()
    return x.grad


@case("kwargs tensor")
def _():
    y = function(lambda c, x, k=1: x * k, lambda c, g: g).apply(torch.ones(3), k=ramp())
    return y.requires_grad, y


@case("kwargs setup")
def _():
    def s(c, i, o):
        c.i = i

    y = function(lambda x, k=1, *, z=2: x * k * z, lambda c, g: (g, None), setup_context=s).apply(ramp(), k=3)
    return y, y.grad_fn.i


@case("kwargs setup2")
def _():
    def s(c, i, o):
        c.i = i

    y = function(lambda x, k=1: x * k, lambda c, g: (g, None), setup_context=s).apply(ramp(), k=3)
    return y, len(y.grad_fn.i), y.grad_fn.needs_input_grad


@case("kwargs setup default")
def _():
    def s(c, i, o):
        c.i = i

    y = function(lambda x, k=1: x * k, lambda c, g: (g, None), setup_context=s).apply(ramp())
    return y, len(y.grad_fn.i)


@case("kwargs setup bad")
def _():
    return function(lambda x, k=1: x * k, lambda c, g: (g, None), setup_context=lambda c, i, o: None).apply(ramp(), q=3)


@case("kwargs setup toomany")
def _():
    return function(lambda x, k: x * k, lambda c, g: (g, None), setup_context=lambda c, i, o: None).apply(ramp(), 1, 2)


@case("kwargs setup var")
def _():
    def s(c, i, o):
        c.i = i

    y = function(lambda x, *k: x * k[0], lambda c, g: (g, None, None), setup_context=s).apply(ramp(), 2, 3)
    return y, len(y.grad_fn.i)


@case("kwargs setup varkw")
def _():
    def s(c, i, o):
        c.i = i

    y = function(lambda x, **k: x * 2, lambda c, g: (g, None, None), setup_context=s).apply(ramp(), a=3)
    return y, len(y.grad_fn.i)


@case("missing")
def _():
    return function(lambda c, x, k: x * k, lambda c, g: g).apply(ramp())


@case("nested list arg")
def _():
    y = function(lambda c, x: x[0] * 2, lambda c, g: g).apply([ramp()])
    return y.requires_grad


@case("many args")
def _():
    xs = [torch.full((2,), float(i), requires_grad=i % 3 == 0) for i in range(80)]
    y = function(lambda c, *a: sum(a[1:], a[0]), lambda c, g: tuple(g * i for i in range(80))).apply(*xs)
    y.sum().backward()
    return y, [x.grad[0].item() if x.grad is not None else None for x in xs], y.grad_fn.needs_input_grad


@case("many mixed")
def _():
    xs = [torch.full((2,), float(i), requires_grad=True) if i % 2 else i for i in range(140)]
    y = function(lambda c, *a: sum(a[1:], a[0]), lambda c, g: tuple(g * i if i % 2 else None for i in range(140))).apply(*xs)
    y.sum().backward()
    return y, [x.grad[0].item() for x in xs[1::2]]


@case("many mixed bad")
def _():
    xs = [torch.full((2,), float(i), requires_grad=True) if i % 2 else i for i in range(140)]
    y = function(lambda c, *a: sum(a[1:], a[0]), lambda c, g: tuple(g * i for i in range(140))).apply(*xs)
    y.sum().backward()


@case("many outs")
def _():
    x = ramp()
    outs = function(lambda c, a: tuple(a * i for i in range(90)), lambda c, *g: sum(g[1:], g[0])).apply(x)
    sum(outs[::2]).sum().backward()
    return x.grad


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
