"""What custom Functions save for backward, and when it is gone, held against PyTorch
(golden/function_saved.json).

``python tests/test_function_saved.py`` records the golden file again; it needs torch.
"""
import gc
import weakref

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_saved")
case = recorder.case
function, ramp = makers(torch)
Cube, Exp, _, leaf = samples(torch)


@case("save_for_backward(None)")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(None, x)
        return x * 2

    seen = []

    def backward(ctx, g):
        seen.append(ctx.saved_tensors)
        return g

    function(forward, backward).apply(leaf()).sum().backward()
    return seen


@case("save_for_backward twice")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.save_for_backward(x * 5)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf()).grad_fn.saved_tensors


@case("saved_tensors inside forward")
def _():
    seen = []

    def forward(ctx, x):
        ctx.save_for_backward(x)
        seen.append(ctx.to_save)
        seen.append(ctx.saved_tensors)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())
    return seen


@case("saved_tensors when nothing was saved")
def _():
    x = leaf()
    y = function(lambda ctx, x: x * 2, lambda ctx, g: g * len(ctx.saved_tensors)).apply(x)
    y.sum().backward()
    y.sum().backward()
    return x.grad


@case("saved_variables")
def _():
    return Cube.apply(leaf()).grad_fn.saved_variables


@case("_raw_saved_tensors")
def _():
    return len(Cube.apply(leaf()).grad_fn._raw_saved_tensors), type(Cube.apply(leaf()).grad_fn._raw_saved_tensors[0]).__name__


@case("save_for_backward of a list")
def _():
    def forward(ctx, x):
        ctx.save_for_backward([x])
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("save_for_backward of a string in second place")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(x, "a")
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("saved input is the input")
def _():
    x = leaf()
    y = Cube.apply(x)
    return y.grad_fn.saved_tensors[0] is x


@case("saved output has the node as grad_fn")
def _():
    y = Exp.apply(leaf())
    (kept,) = y.grad_fn.saved_tensors
    return kept, kept is y, kept.grad_fn is y.grad_fn


@case("saved intermediate value")
def _():
    def forward(ctx, x):
        z = x * 5
        ctx.save_for_backward(z)
        return z * 2

    x = leaf()
    y = function(forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x)
    y.sum().backward()
    return x.grad


@case("saved input changed in place")
def _():
    x = leaf().clone()
    y = Cube.apply(x)
    x.add_(1)
    y.sum().backward()


@case("saved output changed in place")
def _():
    y = Exp.apply(leaf())
    y.add_(1)
    y.sum().backward()


@case("backward twice with saved tensors")
def _():
    y = Cube.apply(leaf()).sum()
    y.backward()
    y.backward()


@case("backward twice, retained")
def _():
    x = leaf()
    y = Cube.apply(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@case("saved_tensors after backward")
def _():
    y = Cube.apply(leaf())
    y.sum().backward()
    return y.grad_fn.saved_tensors


@case("save_for_forward")
def _():
    def forward(ctx, x):
        ctx.save_for_forward(x, None, x * 2)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf()).grad_fn.saved_for_forward


@case("save_for_forward of a number")
def _():
    def forward(ctx, x):
        ctx.save_for_forward(3)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("saved identity")
def _():
    seen = []

    def f(ctx, x):
        r = x * 2
        ctx.save_for_backward(x, r)
        ctx.x = x
        return r

    def b(ctx, g):
        x, r = ctx.saved_tensors
        seen.append((x is ctx.x, r.grad_fn is ctx, ctx.saved_tensors[0] is x, ctx.saved_tensors[1] is r))
        return g

    x = ramp()
    y = function(f, b).apply(x)
    y.sum().backward()
    return seen


@case("saved hooks")
def _():
    seen = []

    def f(ctx, x):
        r = x * 2
        ctx.save_for_backward(x, r)
        return r

    def b(ctx, g):
        x, r = ctx.saved_tensors
        return g * x * r

    x = ramp()
    with torch.autograd.graph.saved_tensors_hooks(lambda z: (seen.append("p"), z)[1], lambda z: (seen.append("u"), z)[1]):
        y = function(f, b).apply(x)
    y.sum().backward()
    return seen, x.grad


@case("inference saved")
def _():
    with torch.inference_mode():
        w = torch.ones(3)

    def f(ctx, x, w):
        ctx.save_for_backward(w)
        return x * 2

    return function(f, lambda c, g: g).apply(ramp(), w)


@case("save twice")
def _():
    def f(c, x):
        c.save_for_backward(x)
        c.save_for_backward(x * 2, x * 3)
        return x

    return len(function(f, lambda c, g: g).apply(ramp() * 1).grad_fn.saved_tensors)


@case("save none")
def _():
    def f(c, x):
        c.save_for_backward(None, None)
        return x * 2

    return function(f, lambda c, g: g).apply(ramp()).grad_fn.saved_tensors


@case("save nothing")
def _():
    def f(c, x):
        c.save_for_backward()
        return x * 2

    return function(f, lambda c, g: g).apply(ramp()).grad_fn.saved_tensors


@case("save in backward")
def _():
    def b(c, g):
        c.save_for_backward(g)
        return g

    x = ramp()
    y = function(lambda c, x: x * 2, b).apply(x)
    y.sum().backward()
    return shown(lambda: y.grad_fn.saved_tensors), y.grad_fn.to_save


@case("many saved")
def _():
    def f(c, x):
        c.save_for_backward(*[x * i for i in range(12)], None, x)
        return x * 2

    x = ramp()
    y = function(f, lambda c, g: sum((s for s in c.saved_tensors if s is not None), g)).apply(x)
    y.sum().backward()
    return x.grad


@case("clear on access")
def _():
    out = []

    def b(ctx, g):
        out.append(len(ctx.saved_tensors))
        out.append(shown(lambda: ctx.saved_tensors))
        return g

    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, b, clear_saved_tensors_on_access=True)
    F.apply(ramp()).sum().backward()
    return out


@case("clear on access outside")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, lambda c, g: g, clear_saved_tensors_on_access=True)
    n = F.apply(ramp()).grad_fn
    return (
        shown(lambda: len(n.saved_tensors)),
        shown(lambda: len(n.saved_tensors)),
        shown(lambda: n._raw_saved_tensors),
        shown(lambda: n.maybe_clear_saved_tensors()),
    )


@case("clear retain")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, lambda c, g: g * c.saved_tensors[0], clear_saved_tensors_on_access=True)
    y = F.apply(ramp()).sum()
    y.backward(retain_graph=True)
    return shown(lambda: y.backward(retain_graph=True))


@case("maybe clear")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    n = function(f, lambda c, g: g).apply(ramp()).grad_fn
    return shown(n.maybe_clear_saved_tensors), shown(lambda: len(n.saved_tensors))


@case("freed access")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(ramp())
    y.sum().backward()
    return shown(lambda: y.grad_fn.saved_tensors), shown(lambda: y.grad_fn._raw_saved_tensors), shown(lambda: y.grad_fn.saved_variables)


@case("freed nothing saved")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())
    y.backward(torch.ones(3))
    y.backward(torch.ones(3))
    return shown(lambda: y.grad_fn.saved_tensors)


@case("modified")
def _():
    x = ramp().clone()

    def f(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x).sum()
    x.add_(1)
    y.backward()


@case("modified out")
def _():
    x = ramp()

    def f(ctx, x):
        r = x * 2
        ctx.save_for_backward(r)
        return r

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x)
    y.add_(1)
    y.sum().backward()


@case("modified leafnograd")
def _():
    x = ramp()
    w = torch.ones(3)

    def f(ctx, x, w):
        ctx.save_for_backward(w)
        return x * 2

    y = function(f, lambda c, g: (g * c.saved_tensors[0], None)).apply(x, w)
    w.add_(1)
    y.sum().backward()


@case("save nontensor")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("save nontensor nograd")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2

    return function(f, lambda c, g: g).apply(torch.ones(3))


@case("to save nontuple")
def _():
    def f(ctx, x):
        ctx.to_save = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_saved_output_makes_no_cycle():
    x = leaf()
    y = Exp.apply(x)
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None
    finally:
        gc.enable()


def test_saved_tensors_are_freed_by_backward():
    x = leaf()
    y = Cube.apply(x * 1)
    kept = weakref.ref(y.grad_fn.saved_tensors[0])
    y.sum().backward()
    gc.collect()
    assert kept() is None
