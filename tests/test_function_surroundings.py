"""Custom Functions among hooks, modes, threads, subclasses and errors, held against PyTorch
(golden/function_surroundings.json).

``python tests/test_function_surroundings.py`` records the golden file again; it needs torch.
"""
import copy
import threading
import traceback
from importlib import import_module

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_surroundings")
case = recorder.case
function, ramp = makers(torch)
Cube, _, Split, leaf = samples(torch)


@case("error inside forward")
def _():
    def forward(ctx, x):
        raise KeyError("mine")

    try:
        function(forward).apply(leaf())
    except KeyError as error:
        return error, torch.is_grad_enabled()


@case("hooks of the node")
def _():
    log = []
    x = leaf()
    y = Cube.apply(x)
    y.grad_fn.register_prehook(lambda g: log.append(("pre", g)))
    y.grad_fn.register_hook(lambda gi, go: log.append(("post", gi, go)))
    y.register_hook(lambda g: log.append(("tensor", g)))
    y.sum().backward()
    return log


@case("posthook replaces the gradients")
def _():
    x = leaf()
    y = Cube.apply(x)
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 100,))
    y.sum().backward()
    return x.grad


@case("posthook of a Function with an argument that is no tensor")
def _():
    log = []
    x, y = ramp(), leaf(3)
    a = Split.apply(x, 5, y)[0]
    a.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
    a.sum().backward()
    return log


@case("backward inside backward")
def _():
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            z = x.detach().requires_grad_()
            (z**3).sum().backward()
        return g * z.grad

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    made = function(forward, backward)
    x = ramp()
    made.apply(made.apply(x)).sum().backward()
    return x.grad


@case("retain_grad on the output")
def _():
    y = Cube.apply(leaf())
    y.retain_grad()
    (y * 2).sum().backward()
    return y.grad


@case("requires_grad of a Function's results inside inference_mode")
def _():
    with torch.inference_mode():
        y = Cube.apply(torch.ones(2))
    return y.is_inference(), y.requires_grad


@case("jvp: called by nobody in reverse mode")
def _():
    def jvp(ctx, t):
        raise ValueError("not wanted")

    x = leaf()
    function(lambda ctx, x: x * 2, lambda ctx, g: g * 2, jvp=jvp).apply(x).sum().backward()
    return x.grad


@case("hooks node")
def _():
    x = ramp()
    seen = []
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(x)
    n = y.grad_fn
    h1 = n.register_hook(lambda gi, go: seen.append((gi, go)))
    h2 = n.register_prehook(lambda go: (go[0] * 2,))
    h3 = n.register_hook(lambda gi, go: (gi[0] * 10,))
    y.sum().backward(retain_graph=True)
    h1.remove()
    h2.remove()
    h3.remove()
    y.sum().backward()
    return seen, x.grad, h1.id is not None


@case("hook nontensor arg")
def _():
    x = ramp()
    seen = []
    y = function(lambda c, k, x: x * 2, lambda c, g: (None, g * 3)).apply(5, x)
    y.grad_fn.register_hook(lambda gi, go: seen.append((gi, go)))
    y.sum().backward()
    return seen, len(y.grad_fn.next_functions)


@case("inference mode")
def _():
    with torch.inference_mode():
        y = function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())
        z = function(lambda c, x: x, lambda c, g: g).apply(torch.ones(2))
    return y.is_inference(), y.requires_grad, z.is_inference()


@case("grad mode inside")
def _():
    seen = []

    def f(ctx, x):
        seen.append(torch.is_grad_enabled())
        return x * 2

    def b(ctx, g):
        seen.append(torch.is_grad_enabled())
        return g

    x = ramp()
    y = function(f, b).apply(x)
    y.sum().backward()
    y = function(f, b).apply(x)
    torch.autograd.grad(y.sum(), x, create_graph=True)
    return seen


@case("enable grad inside")
def _():
    def f(ctx, x):
        with torch.enable_grad():
            y = x * 2
        return y

    x = ramp()
    y = function(f, lambda c, g: g * 9).apply(x)
    y.sum().backward()
    return y.grad_fn.name(), x.grad


@case("requires inside")
def _():
    def f(ctx, x):
        return (x * 2).requires_grad_()

    x = torch.ones(2)
    y = function(f, lambda c, g: g * 9).apply(x)
    return y, y.is_leaf, y.requires_grad


@case("subclass out")
def _():
    class T(torch.Tensor):
        pass

    def f(ctx, x):
        return (x * 2).as_subclass(T)

    y = function(f, lambda c, g: g * 9).apply(ramp())
    return type(y).__name__, y.grad_fn.name()


@case("parameter")
def _():
    p = torch.nn.Parameter(torch.ones(2))
    y = function(lambda c, x: x, lambda c, g: g * 9).apply(p)
    y.sum().backward()
    return type(y), p.grad


@case("error in forward")
def _():
    def f(ctx, x):
        raise ValueError("boo")

    r = shown(lambda: function(f).apply(ramp()))
    return r, torch.is_grad_enabled()


@case("error in setup")
def _():
    def s(c, i, o):
        raise ValueError("boo")

    r = shown(lambda: function(lambda x: x * 2, setup_context=s).apply(ramp()))
    return r, torch.is_grad_enabled()


@case("threads")
def _():
    x = ramp()
    res = []
    F = function(lambda c, x: x * 2, lambda c, g: g * 3)

    def run():
        y = F.apply(x)
        res.append((y.requires_grad, torch.is_grad_enabled()))

    th = threading.Thread(target=run)
    with torch.no_grad():
        th.start()
        th.join()
    return res


@case("checkpoint fn")
def _():
    c = import_module(torch.__name__ + ".utils.checkpoint")
    x = ramp()

    def f(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    F = function(f, lambda c, g: g * 2 * c.saved_tensors[0])
    y = c.checkpoint(F.apply, x, use_reentrant=False)
    y.sum().backward()
    return x.grad


@case("reentrant")
def _():
    def f(ctx, x):
        with torch.enable_grad():
            ctx.x = x.detach().requires_grad_()
            ctx.y = ctx.x**2
        return ctx.y.detach()

    def b(ctx, g):
        with torch.enable_grad():
            ctx.y.backward(g, retain_graph=True)
        return ctx.x.grad

    x = ramp()
    function(f, b).apply(x).sum().backward()
    return x.grad


@case("hook in forward")
def _():
    seen = []

    def f(c, x):
        c.register_hook(lambda gi, go: seen.append((gi, go)))
        return x * 2

    function(f, lambda c, g: g * 3).apply(ramp()).sum().backward()
    return seen


@case("prehook in forward")
def _():
    seen = []

    def f(c, x):
        c.register_prehook(lambda go: seen.append(go))
        return x * 2

    function(f, lambda c, g: g * 3).apply(ramp()).sum().backward()
    return seen


@case("tensor hook")
def _():
    seen = []
    x = ramp()
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(x)
    y.register_hook(lambda g: seen.append(g) or g * 2)
    y.retain_grad()
    y.sum().backward()
    return seen, y.grad, x.grad


@case("two outputs one used")
def _():
    x = ramp()
    a, b = function(lambda c, x: (x * 2, x * 3), lambda c, g, h: g * 10 + h).apply(x)
    b.sum().backward()
    return x.grad


@case("grad wrt output")
def _():
    x = ramp()
    a, b = function(lambda c, x: (x * 2, x * 3), lambda c, g, h: g * 10 + h).apply(x)
    z = (a * b).sum()
    return torch.autograd.grad(z, [a, b, x])


@case("set grad enabled in fwd")
def _():
    def f(c, x):
        torch.set_grad_enabled(True)
        return x * 2

    y = function(f, lambda c, g: g * 3).apply(ramp())
    return torch.is_grad_enabled(), y.grad_fn.name()


@case("nested functions")
def _():
    A = function(lambda c, x: x * 2, lambda c, g: g * 2)
    B = function(lambda c, x: A.apply(x) + 1, lambda c, g: A.apply(g))
    x = ramp()
    y = B.apply(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y, g, y.grad_fn.name(), g.requires_grad


@case("recursive")
def _():
    class R(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            ctx.n = n
            return x if n == 0 else R.apply(x, n - 1) * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2**ctx.n, None

    x = ramp()
    R.apply(x, 5).sum().backward()
    return x.grad


@case("grad modes args")
def _():
    x = ramp()
    y = function(lambda c, x, m: x * 2 if m["a"] else x, lambda c, g: (g, None)).apply(x, {"a": 1})
    return y


@case("wrap types")
def _():
    class S(str):
        pass

    r = function(lambda c, x: (x * 2, S("a")), lambda c, g, h: g).apply(ramp())
    return type(r[1]).__name__


@case("error traceback")
def _():
    def my_backward(c, g):
        raise ValueError("x")

    try:
        function(lambda c, x: x * 2, my_backward).apply(ramp()).sum().backward()
    except ValueError as e:
        return [f.name for f in traceback.extract_tb(e.__traceback__)][-1]


@case("stop iteration")
def _():
    def b(c, g):
        raise StopIteration

    return shown(lambda: function(lambda c, x: x * 2, b).apply(ramp()).sum().backward())


@case("kbd")
def _():
    def b(c, g):
        raise KeyboardInterrupt

    try:
        function(lambda c, x: x * 2, b).apply(ramp()).sum().backward()
    except BaseException as e:
        return type(e).__name__


@case("edge")
def _():
    x = ramp()
    y = function(lambda c, x: (x * 2, x * 3), lambda c, g, h: g + h).apply(x)
    e = torch.autograd.graph.get_gradient_edge(y[1])
    return e.node.name(), e.output_nr, torch.autograd.grad(e, x, torch.ones(3))


@case("parallel backward")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 3)
    x = ramp()
    y = F.apply(x)
    ts = [threading.Thread(target=lambda: y.sum().backward(retain_graph=True)) for _ in range(4)]
    [q.start() for q in ts]
    [q.join() for q in ts]
    return x.grad


@case("deepcopy out")
def _():
    return shown(lambda: copy.deepcopy(function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())))


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
