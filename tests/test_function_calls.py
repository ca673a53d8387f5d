"""How custom Functions are called, keyword arguments and all, what their ``backward`` may return, old kinds of Functions and the nodes of
``torch._C._functions``, held against PyTorch (golden/function_calls.json).

``python tests/test_function_calls.py`` records the golden file again; it needs torch.
"""

import collections
import copy
import functools
import inspect
import pickle
import threading
import weakref
from importlib import import_module

import pytest
from function_cases import makers, shown
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

recorder = Recorder("function_calls")
case = recorder.case
function, ramp = makers(torch)


def run_backward(backward, count=1, forward=None):
    """The gradient by a Function of `count` arguments, of which the first is a tensor."""
    x = ramp()
    function(forward or (lambda ctx, *args: args[0] * 2), backward).apply(x, *([3] * (count - 1))).sum().backward()
    return x.grad


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


@case("b list")
def _():
    return run_backward(lambda c, g: [g])


@case("b none")
def _():
    return run_backward(lambda c, g: None)


@case("b toomany")
def _():
    return run_backward(lambda c, g: (g, g))


@case("b toomany none")
def _():
    return run_backward(lambda c, g: (g, None, None))


@case("b toofew")
def _():
    return run_backward(lambda c, g: g, 2)


@case("b str")
def _():
    return run_backward(lambda c, g: "x")


@case("b int")
def _():
    return run_backward(lambda c, g: 3)


@case("b nonnone")
def _():
    return run_backward(lambda c, g: (g, g), 2)


@case("b nonnone2")
def _():
    return run_backward(lambda c, g: (g, 3), 2)


@case("b empty")
def _():
    return run_backward(lambda c, g: ())


@case("b shape")
def _():
    return run_backward(lambda c, g: torch.ones(5))


@case("b shape bc")
def _():
    return run_backward(lambda c, g: torch.ones(2, 3))


@case("b scalar")
def _():
    return run_backward(lambda c, g: torch.tensor(2.0))


@case("b dtype")
def _():
    return run_backward(lambda c, g: g.double())


@case("b long")
def _():
    return run_backward(lambda c, g: g.long())


@case("b complex")
def _():
    return run_backward(lambda c, g: g + 1j)


@case("b raise")
def _():
    def b(c, g):
        raise KeyError("boo")

    return run_backward(b)


@case("b noargs")
def _():
    return run_backward(lambda c: None)


@case("b unneeded wrong")
def _():
    x = ramp()
    y = function(lambda c, x, w: x * 2, lambda c, g: (g, "bad")).apply(x, torch.ones(3))
    y.sum().backward()


@case("b unneeded shape")
def _():
    x = ramp()
    y = function(lambda c, x, w: x * 2, lambda c, g: (g, torch.ones(77))).apply(x, torch.ones(3))
    y.sum().backward()
    return x.grad


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


@case("kwargs setup missing")
def _():
    return function(lambda x, k: x * k, lambda c, g: (g, None), setup_context=lambda c, i, o: None).apply(ramp())


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


@case("noargs")
def _():
    return function(lambda c: torch.ones(2), lambda c, g: None).apply()


@case("nested list arg")
def _():
    y = function(lambda c, x: x[0] * 2, lambda c, g: g).apply([ramp()])
    return y.requires_grad


@case("nonstatic")
def _():
    class F(torch.autograd.Function):
        def forward(self, x):
            return x * 2

        def backward(self, g):
            return g * 3

    x = ramp()
    y = F.apply(x)
    y.sum().backward()
    return y, x.grad


@case("legacy")
def _():
    class F(torch.autograd.Function):
        def forward(self, x):
            return x * 2

        def backward(self, g):
            return g * 3

    return F()(ramp())


@case("init args")
def _():
    class F(torch.autograd.Function):
        pass

    return type(F(1, 2, a=3)).__name__


@case("inplacefunction")
def _():
    class F(torch.autograd.function.InplaceFunction):
        @staticmethod
        def forward(ctx, x, inplace=False):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 3, None

    f = F(True)
    return f.inplace, F.apply(ramp()), F(inplace=False).inplace


@case("nestedio")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

        def backward_extended(self, g):
            return g * 3

    return F.apply(ramp())


@case("nestedio call")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

    return F()(ramp())


@case("nestedio dobackward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

    return F()._do_backward(1, 2)


@case("nestedio fe")
def _():
    return torch.autograd.function.NestedIOFunction().forward_extended(1)


@case("nestedio be")
def _():
    return torch.autograd.function.NestedIOFunction().backward_extended(1)


@case("nestedio forward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x, y):
            self.seen = (x, y)
            return (x, [y["a"], None])

    f = F()
    f._nested_input = (torch.ones(1), {"a": torch.ones(2, requires_grad=True)})
    return f.forward(), f.seen, f._nested_output, hasattr(f, "_nested_input")


@case("nestedio backward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def backward_extended(self, *a):
            self.seen = a
            return [a[0], None, a[1]]

    f = F()
    f._nested_output = (torch.ones(1), [torch.ones(2), None])
    return shown(lambda: f.backward(1, 2)), f.seen, shown(lambda: f.backward(torch.ones(1), torch.ones(2)))


@case("nestedio marks")
def _():
    f = torch.autograd.function.NestedIOFunction()
    f.mark_dirty(torch.ones(1), a=[torch.ones(2)])
    f.mark_non_differentiable([torch.ones(1)], {"a": torch.ones(2)})
    f.save_for_backward(torch.ones(1), [torch.ones(2), None])
    return f.dirty_tensors, f.non_differentiable, f.to_save, f._to_save_nested


@case("nestedio bad")
def _():
    f = torch.autograd.function.NestedIOFunction()
    f.mark_dirty(3)


@case("map")
def _():
    m = torch.autograd.function._nested_map(lambda x: isinstance(x, int), lambda x: x + 1, "ints")
    return m([1, (2, None), {"a": 3}]), shown(lambda: m("a")), shown(lambda: torch.autograd.function._nested_map(lambda x: False, None)(2.0))


@case("iter")
def _():
    f = torch.autograd.function
    return (
        list(f._iter_tensors([torch.ones(1), (torch.ones(2), None)])),
        shown(lambda: list(f._iter_tensors(3))),
        list(f._iter_tensors_permissive([1, torch.ones(1)])),
        list(f._iter_None_tensors([None, torch.ones(1)])),
        f._unflatten([1, 2, 3], (0, [0, None], 0)),
        f._map_tensor_data([torch.ones(1, requires_grad=True)]),
        shown(lambda: list(f._iter_filter(lambda x: False)(torch.ones(1)))),
    )


@case("once")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g * 3))
    y = F.apply(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return g, g.requires_grad, shown(lambda: torch.autograd.grad(g.sum(), x))


@case("once seed")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g * 3))
    y = F.apply(x)
    (g,) = torch.autograd.grad(y, x, s, create_graph=True)
    return g, g.grad_fn, g.grad_fn.name(), len(g.grad_fn.next_functions), g.grad_fn.next_functions[0][0], shown(lambda: g.sum().backward())


@case("once none")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x, w: x * 2, o(lambda c, g: (g * 3, None)))
    (g,) = torch.autograd.grad(F.apply(x, 3), x, s, create_graph=True)
    return g


@case("once nontensor")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x, w: x * 2, o(lambda c, g: (g * 3, 7)))
    (g,) = torch.autograd.grad(F.apply(x, 3), x, s, create_graph=True)


@case("once int")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g.long()))
    (g,) = torch.autograd.grad(F.apply(x), x, s, create_graph=True)


@case("once direct")
def _():
    o = torch.autograd.function.once_differentiable
    w = o(lambda c, g: g * 3)
    a = w(None, ramp())
    b = w(None, torch.ones(2))
    with torch.no_grad():
        c = w(None, ramp())
    return a, b, c, type(a), w.__name__, o(lambda c, *a, k=0: k)(None, torch.ones(1), k=5)


@case("delayed")
def _():
    d = torch._C._functions.DelayedError(b"boo", 2)
    a = d(ramp(), torch.ones(2))
    return a, [x.grad_fn for x in a], shown(lambda: a[0].sum().backward())


@case("delayed2")
def _():
    return torch._C._functions.DelayedError("boo", 1)(ramp()).grad_fn


@case("delayed none")
def _():
    return torch._C._functions.DelayedError(b"boo", 1)(torch.ones(2)).requires_grad


@case("delayed bad")
def _():
    return torch._C._functions.DelayedError(b"boo", 1)(3)


@case("delayed args")
def _():
    return torch._C._functions.DelayedError(3)


@case("delayed attr")
def _():
    d = torch._C._functions.DelayedError(b"boo", 2)
    return d.name(), d.next_functions, type(d), type(d).__module__


@case("undef")
def _():
    u = torch._C._functions.UndefinedGrad()
    x = ramp()
    y = u(x)
    y.sum().backward()
    return y, y.grad_fn, y.grad_fn.name(), x.grad, y is x, y._is_view()


@case("undef two")
def _():
    return torch._C._functions.UndefinedGrad()(ramp(), ramp())


@case("undef name")
def _():
    u = torch._C._functions.UndefinedGrad()
    return u.name(), u


@case("node types")
def _():
    f = torch._C._functions
    x = ramp()
    return (
        type((x + x).grad_fn) is f.AddBackward0,
        type((x * x).grad_fn) is f.MulBackward0,
        isinstance((x + x).grad_fn.next_functions[0][0], f.AccumulateGrad),
        f.CopySlices.__name__,
        f.Error.__name__,
        f.NotImplemented.__name__,
        shown(lambda: f.Nope),
    )


@case("node types2")
def _():
    f = torch._C._functions
    x = ramp()
    y = x * 1
    y[:1] = x[:1]
    return type(y.grad_fn) is f.CopySlices, type((x // 2).grad_fn) is f.NotImplemented, type(x.shown().grad_fn).__name__


@case("utils")
def _():
    u = import_module(torch.__name__ + ".autograd._functions.utils")
    x = torch.ones(2, 3)
    return (
        u.maybe_view(x, (3, 2)).shape,
        u.maybe_view(x, x.size()) is x,
        u.maybe_unexpand(torch.ones(4, 2, 3), (2, 1)),
        u.maybe_unexpand(x, x.size()) is x,
        u.maybe_view(x, x.size(), False) is x,
    )


@case("functions tensor")
def _():
    u = import_module(torch.__name__ + ".autograd._functions")
    x = ramp(6)
    y = u.Resize.apply(x, (2, 3))
    y.sum().backward()
    return y, x.grad, shown(lambda: u.Resize.apply(x, (2, 2)))


@case("functions type")
def _():
    u = import_module(torch.__name__ + ".autograd._functions")
    x = ramp(6)
    y = u.Type.apply(x, "torch.DoubleTensor")
    return y.dtype


@case("subclass inherit")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 5

    class Bq(A):
        @staticmethod
        def forward(ctx, x):
            return A.forward(ctx, x) * 3

    x = ramp()
    y = Bq.apply(x)
    y.sum().backward()
    return y, x.grad, y.grad_fn.name(), Bq._backward_cls is not A._backward_cls


@case("mixin")
def _():
    class M:
        @staticmethod
        def backward(ctx, g):
            return g * 5

    class A(M, torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    x = ramp()
    A.apply(x).sum().backward()
    return x.grad


@case("classmethod forward")
def _():
    class A(torch.autograd.Function):
        k = 4

        @classmethod
        def forward(cls, ctx, x):
            return x * cls.k

        @classmethod
        def backward(cls, ctx, g):
            return g * cls.k

    x = ramp()
    A.apply(x).sum().backward()
    return x.grad


@case("override apply")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

        @classmethod
        def apply(cls, x):
            return super().apply(x) + 1

    x = ramp()
    y = A.apply(x)
    y.sum().backward()
    return y, x.grad


@case("dynamic forward")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g)
    a = F.apply(ramp())
    F.forward = staticmethod(lambda c, x: x * 9)
    F.backward = staticmethod(lambda c, g: g * 8)
    x = ramp()
    b = F.apply(x)
    b.sum().backward()
    return a, b, x.grad


@case("pickle")
def _():
    return pickle.loads(pickle.dumps(torch.autograd.Function)) is torch.autograd.Function, pickle.loads(
        pickle.dumps(torch.autograd.Function.apply)
    ) == torch.autograd.Function.apply


@case("deepcopy node")
def _():
    return shown(lambda: copy.deepcopy(function(lambda c, x: x * 2).apply(ramp()).grad_fn))


@case("pickle node")
def _():
    return shown(lambda: pickle.dumps(function(lambda c, x: x * 2).apply(ramp()).grad_fn))


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


@case("nodes eq")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(ramp())
    return (
        y.grad_fn is y.grad_fn,
        y.grad_fn == y.grad_fn,
        isinstance(y.grad_fn, torch.autograd.graph.Node),
        isinstance(y.grad_fn, torch.autograd.function.FunctionCtx),
        isinstance(y.grad_fn, torch._C._FunctionBase),
        issubclass(torch.autograd.Function, torch.autograd.graph.Node),
    )


@case("ctx attr")
def _():
    def f(ctx, x):
        ctx.a = 3
        ctx.name2 = "x"
        return x * 2

    n = function(f).apply(ramp()).grad_fn
    return n.a, n.name2, n.__dict__, shown(lambda: n.nope), hasattr(n, "a")


@case("ctx weakref")
def _():
    n = function(lambda c, x: x * 2).apply(ramp()).grad_fn
    return weakref.ref(n)() is n


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


@case("needs")
def _():
    seen = []

    def f(ctx, *a):
        seen.append(ctx.needs_input_grad)
        return a[0] * 2

    F = function(f, lambda c, *g: g)
    F.apply(ramp(), torch.ones(1), 3)
    F.apply(torch.ones(1), 3)
    with torch.no_grad():
        F.apply(ramp(), 3)
    return seen


@case("needs set")
def _():
    def f(ctx, x):
        ctx.needs_input_grad = (False, 5)
        return x * 2

    return function(f, lambda c, g: g).apply(ramp()).grad_fn.needs_input_grad


@case("undefined all")
def _():
    seen = []
    x = ramp()
    F = function(lambda c, x: x * 2, lambda c, g: (seen.append(g), None)[1])
    y = F.apply(F.apply(x))
    y.sum().backward()
    return seen, x.grad


@case("undefined nomat")
def _():
    seen = []
    x = ramp()

    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2

    F = function(f, lambda c, g: (seen.append(g), None)[1])
    y = F.apply(F.apply(x))
    y.sum().backward()
    return seen, x.grad


@case("sig")
def _():
    F = torch.autograd.Function
    return str(inspect.signature(F.apply)), str(inspect.signature(F.forward)), F.apply.__self__ is F, inspect.ismethod(F.apply)


@case("traceable")
def _():
    return shown(lambda: torch.autograd.function.traceable), shown(lambda: torch.autograd.Function.is_traceable)


@case("detach out")
def _():
    def f(ctx, x):
        y = x * 2
        ctx.mark_non_differentiable(y)
        return y

    y = function(f, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("nondiff with grad")
def _():
    def f(ctx, x):
        with torch.enable_grad():
            y = x * 2
        ctx.mark_non_differentiable(y)
        return y

    y = function(f, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("ctx as positional")
def _():
    # ctx returned
    return type(function(lambda c, x: (x * 2, c), lambda c, g, h: g).apply(ramp())[1]).__name__


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


if RECORDING:
    recorder.record()
else:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
