"""Custom Functions beside everything else: hooks, in-place changes, views, modes, threads, classes that change, held against PyTorch
(golden/function_corners.json).

``python tests/test_function_corners.py`` records the golden file again; it needs torch.
"""

import copy
import threading
import traceback

import pytest
from function_cases import makers, shown
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

recorder = Recorder("function_corners")
case = recorder.case
function, ramp = makers(torch)


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


@case("meta in forward")
def _():
    def f(c, x):
        c.metadata["a"] = 3
        return x * 2

    return function(f).apply(ramp()).grad_fn.metadata


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


@case("dirty two")
def _():
    def f(c, x, y):
        x.add_(1)
        y.mul_(2)
        c.mark_dirty(x, y)
        return x, y

    a, b = ramp(), ramp()
    x, y = a * 1, b * 1
    p, q = function(f, lambda c, g, h: (g * 3, h * 5)).apply(x, y)
    (p.sum() + q.sum()).backward()
    return p is x, q is y, a.grad, b.grad


@case("dirty swapped")
def _():
    def f(c, x, y):
        x.add_(1)
        c.mark_dirty(x)
        return y * 2, x

    a, b = ramp(), ramp()
    x, y = a * 1, b * 1
    p, q = function(f, lambda c, g, h: (h * 3, g * 5)).apply(x, y)
    (p.sum() + q.sum()).backward()
    return q is x, a.grad, b.grad, x.output_nr


@case("dirty same twice")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        return x, x

    a = ramp()
    x = a * 1
    p, q = function(f, lambda c, g, h: g * 3 + h * 100).apply(x)
    (p.sum() + q.sum()).backward()
    return p is x, q is x, a.grad, x.output_nr


@case("dirty nondiff")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        c.mark_non_differentiable(x)
        return x

    a = ramp()
    x = a * 1
    p = function(f, lambda c, g: g).apply(x)
    return p is x, p.requires_grad


@case("dirty nondiff2")
def _():
    def f(c, x, y):
        y.add_(1)
        c.mark_dirty(y)
        c.mark_non_differentiable(y)
        return x * 2, y

    p, q = function(f, lambda c, g, h: (g, None)).apply(ramp(), torch.ones(3))
    return q.requires_grad, q


@case("dirty then saved")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        c.save_for_backward(x)
        return x

    a = ramp()
    x = a * 1
    p = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x)
    p.sum().backward()
    return a.grad


@case("dirty expanded")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        return x

    return function(f, lambda c, g: g).apply(torch.ones(1).expand(3).requires_grad_() * 1)


@case("view base modified after")
def _():
    a = ramp()
    b = a * 1
    v = function(lambda c, x: x[:2], lambda c, g: torch.cat([g, g[:1] * 0])).apply(b)
    b.mul_(2)
    return shown(lambda: v + 1), shown(lambda: v.grad_fn)


@case("inplace on output")
def _():
    a = ramp()
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    y.mul_(5)
    y.sum().backward()
    return a.grad, y.grad_fn.name()


@case("inplace on multi output")
def _():
    a = ramp()
    y, z = function(lambda c, x: (x * 2, x * 3), lambda c, g, h: g * 3 + h).apply(a)
    y.mul_(5)
    (y.sum() + z.sum()).backward()
    return a.grad


@case("view of output inplace")
def _():
    a = ramp()
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    y[:1].mul_(5)
    y.sum().backward()
    return a.grad, y.grad_fn.name()


@case("nograd output then graph")
def _():
    a = ramp()
    with torch.no_grad():
        y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    return y.requires_grad, y.is_leaf


@case("set grad enabled in fwd")
def _():
    def f(c, x):
        torch.set_grad_enabled(True)
        return x * 2

    y = function(f, lambda c, g: g * 3).apply(ramp())
    return torch.is_grad_enabled(), y.grad_fn.name()


@case("inference out")
def _():
    x = ramp()

    def f(c, x):
        with torch.inference_mode():
            return x * 2

    return shown(lambda: function(f, lambda c, g: g).apply(x).is_inference()), shown(lambda: function(f, lambda c, g: g).apply(x).requires_grad)


@case("output detached input")
def _():
    x = ramp()
    y = function(lambda c, x: x.detach(), lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y.requires_grad, x.grad, y._is_view()


@case("output data")
def _():
    x = ramp()
    y = function(lambda c, x: x.data, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y.requires_grad, x.grad


@case("output constant")
def _():
    w = torch.ones(3)
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y is w, w.requires_grad, x.grad


@case("output param")
def _():
    w = ramp()
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y is w, w.is_leaf, x.grad


@case("output nonleaf other")
def _():
    w = ramp() * 2
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    return y is w, w.grad_fn.name()


@case("same out twice calls")
def _():
    w = torch.ones(3)
    F = function(lambda c, x: w, lambda c, g: g * 3)
    F.apply(ramp())
    y = F.apply(ramp())
    return y is w, w.grad_fn.name()


@case("backward uses ctx attr tensor")
def _():
    def f(c, x):
        c.y = x * 2
        return c.y * 3

    x = ramp()
    y = function(f, lambda c, g: g * c.y).apply(x)
    y.sum().backward()
    return x.grad


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


@case("backward scalar zero dim")
def _():
    x = torch.tensor(2.0, requires_grad=True)
    function(lambda c, x: x * 2, lambda c, g: g * 3).apply(x).backward()
    return x.grad


@case("dtype change")
def _():
    x = ramp()
    y = function(lambda c, x: x.double(), lambda c, g: g).apply(x)
    y.sum().backward()
    return y.dtype, x.grad.dtype


@case("grad dtype out")
def _():
    seen = []
    x = ramp()
    y = function(lambda c, x: x.half(), lambda c, g: (seen.append(g.dtype), g)[1]).apply(x)
    y.float().sum().backward()
    return seen, x.grad.dtype


@case("int input")
def _():
    y = function(lambda c, i, x: x[i], lambda c, g: (None, g)).apply(torch.arange(3), ramp())
    return y.grad_fn.next_functions[0], y.grad_fn.needs_input_grad


@case("bool out")
def _():
    y = function(lambda c, x: x > 1, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("all nondiff grad fn")
def _():
    a, b = function(lambda c, x: (x > 1, x.long()), lambda c, g, h: g).apply(ramp())
    return a.grad_fn, b.grad_fn


@case("long out marked")
def _():
    def f(c, x):
        i = x.long()
        c.mark_non_differentiable(i)
        return x * 2, i

    a, b = function(f, lambda c, g, h: g).apply(ramp())
    return a.requires_grad, b.requires_grad


@case("mark after setup")
def _():
    def s(c, i, o):
        c.mark_non_differentiable(o[1])
        c.set_materialize_grads(False)

    seen = []
    a, b = function(lambda x: (x * 2, x * 3), lambda c, g, h: (seen.append((g, h)), g)[1], setup_context=s).apply(ramp())
    a.sum().backward()
    return a.requires_grad, b.requires_grad, seen


@case("dirty setup")
def _():
    def s(c, i, o):
        c.mark_dirty(i[0])

    a = ramp()
    x = a * 1
    y = function(lambda x: x.mul_(2), lambda c, g: g * 2, setup_context=s).apply(x)
    y.sum().backward()
    return y is x, a.grad


@case("setup attr")
def _():
    def s(c, inputs, output):
        c.i = type(inputs).__name__
        c.o = type(output).__name__
        c.n = c.needs_input_grad

    n = function(lambda x, k: [x * 2], lambda c, g: g, setup_context=s)
    y = n.apply(ramp(), 3)
    return type(y)


@case("setup returns")
def _():
    return function(lambda x: x * 2, lambda c, g: g, setup_context=lambda c, i, o: 5).apply(ramp())


@case("ctx reuse")
def _():
    keep = []
    F = function(lambda c, x: (keep.append(c), x * 2)[1], lambda c, g: g)
    F.apply(ramp())
    F.apply(ramp())
    return keep[0] is keep[1]


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


@case("save list")
def _():
    def f(c, x):
        c.save_for_backward([x])
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


@case("wrap types")
def _():
    class S(str):
        pass

    r = function(lambda c, x: (x * 2, S("a")), lambda c, g, h: g).apply(ramp())
    return type(r[1]).__name__


@case("error backward type")
def _():
    class E(Exception):
        pass

    def b(c, g):
        raise E("x", 1)

    try:
        function(lambda c, x: x * 2, b).apply(ramp()).sum().backward()
    except E as e:
        return e.args


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


@case("zeros layout")
def _():
    seen = []
    x = ramp()
    a, b = function(
        lambda c, x: (x * 2, (x * torch.ones(2, 1)).shown()), lambda c, g, h: (seen.append((h.shape, h.stride(), h.requires_grad)), g)[1]
    ).apply(x)
    a.sum().backward()
    return seen


@case("ctx eq")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())
    n = y.grad_fn
    return hash(n) == hash(y.grad_fn), n in {n}, n != 3, repr(n)[:40]


@case("deepcopy out")
def _():
    return shown(lambda: copy.deepcopy(function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())))


@case("function subclass attr")
def _():
    class A(torch.autograd.Function):
        scale = 3

        @staticmethod
        def forward(ctx, x):
            return x * A.scale

        @staticmethod
        def backward(ctx, g):
            return g * ctx._forward_cls.scale

    x = ramp()
    A.apply(x).sum().backward()
    A.scale = 5
    A.apply(x).sum().backward()
    return x.grad


@case("backward cls swap")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = ramp()
    A.apply(x).sum().backward()
    A.backward = staticmethod(lambda ctx, g: g * 100)
    y = A.apply(x)
    A.backward = staticmethod(lambda ctx, g: g * 1000)
    y.sum().backward()
    return x.grad


@case("base class changed")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    class B(A):
        pass

    x = ramp()
    B.apply(x).sum().backward()
    A.backward = staticmethod(lambda ctx, g: g * 100)
    A.forward = staticmethod(lambda ctx, x: x * 7)
    y = B.apply(x)
    y.sum().backward()
    return x.grad, y


@case("setup added later")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(*a):
            return a[-1] * len(a)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    a = A.apply(ramp())
    A.setup_context = staticmethod(lambda c, i, o: None)
    b = A.apply(ramp())
    del A.setup_context
    return a, b, A.apply(ramp())


if RECORDING:
    recorder.record()
else:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
