"""What hooks see of graphs: several outputs, in-place operations, hooks that record, edges (golden/hooks_and_graphs.json holds PyTorch's outcomes).

``python tests/test_hooks_and_graphs.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("hooks_and_graphs")
case, leaf = recorder.case, leaf_maker(torch)


# Several outputs.


@case("grad repeated input")
def _():
    x = leaf()
    return torch.autograd.grad((x * 2).sum(), [x, x])


@case("grad of output")
def _():
    x = leaf()
    y = x * 2
    return torch.autograd.grad(y, [y, x], torch.ones(2))


@case("grad ancestor output")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    return torch.autograd.grad([z, y], [x, y], [torch.ones(2), torch.ones(2)])


@case("multi out capture")
def _():
    x = torch.randn(4, 2, requires_grad=True)
    a, b = x.chunk(2)
    go = torch.ones(2, 2)
    log = []
    x.register_hook(lambda g: log.append(1))
    g = torch.autograd.grad(a + 2 * b, [a, b], go, create_graph=True)
    return (g, log, x.grad)


@case("unbind hooks")
def _():
    x = torch.ones(5, requires_grad=True)
    xs = x.unbind()
    seen = []
    xs[0].register_hook(lambda g: seen.append(g))
    xs[0].backward()
    xs[1].backward()
    return (seen, x.grad)


@case("multiout one used")
def _():
    x = torch.ones(4, requires_grad=True)
    a, b = x.split(2)
    log = []
    b.register_hook(lambda g: log.append(g))
    a.register_hook(lambda g: log.append(("a", g)))
    b.retain_grad()
    a.sum().backward()
    return (log, b.grad, x.grad)


@case("var mean prehook")
def _():
    b = torch.arange(9.0).reshape(3, 3).requires_grad_()
    v, m = torch.var_mean(b, dim=0)
    log = []

    def pre(g):
        log.append([x is None for x in g])
        return tuple(None if x is None else x * 2 for x in g)

    m.grad_fn.register_prehook(pre)
    v.sum().backward()
    return (b.grad, log)


@case("custom multi prehook")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, k, y):
            ctx.k = k
            return (k * x * 2, k, k * y * 2)

        @staticmethod
        def backward(ctx, g1, _, g2):
            return (ctx.k * g1 * 2, None, ctx.k * g2 * 2)

    a = torch.ones(3, requires_grad=True)
    b = torch.ones(3, requires_grad=True)
    c, _, d = F.apply(a, 3, b)
    log = []

    def pre(g):
        log.append([x is None for x in g])
        return (g[0] * 2, None, g[2] * 2)

    c.grad_fn.register_prehook(pre)
    (c + d).sum().backward()
    return (a.grad, b.grad, log)


@case("multi backward list")
def _():
    x = leaf()
    y = x * 2
    z = x * 3
    torch.autograd.backward([y, z], [torch.ones(2), None]) if False else None
    return (
        outcome(lambda: torch.autograd.backward([y, z], [torch.ones(2), None])),
        outcome(lambda: torch.autograd.backward((y.sum(), z.sum()))),
        x.grad,
    )


# What hooks return and record.


@case("prehook custom none")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return (x * 2, x * 3)

        @staticmethod
        def backward(ctx, a, b):
            return a * 2 + b * 3

    x = leaf()
    a, b = F.apply(x)
    log = []
    a.grad_fn.register_prehook(lambda g: log.append([x is None for x in g]))
    a.sum().backward()
    return (log, x.grad)


@case("posthook custom")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * 2

        @staticmethod
        def backward(ctx, a):
            return (a * 2, None)

    x = leaf()
    y = F.apply(x, 1)
    log = []
    y.grad_fn.register_hook(lambda a, b: log.append((a, b)))
    y.sum().backward()
    return log


@case("hook create graph")
def _():
    x = leaf()
    y = x * x
    seen = []
    y.register_hook(lambda g: (seen.append(g.requires_grad), g * x)[1])
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    return (seen, g, torch.autograd.grad(g.sum(), x))


@case("hook returns requires grad")
def _():
    x = leaf()
    w = leaf()
    y = x * 2
    y.register_hook(lambda g: g * w)
    (y * 1).sum().backward()
    return (x.grad, x.grad.requires_grad, w.grad)


@case("leafhook returns requires")
def _():
    x = leaf()
    w = leaf()

    def h(g):
        with torch.enable_grad():
            return g * w

    x.register_hook(h)
    (x * 2).sum().backward()
    return (x.grad, x.grad.requires_grad)


@case("hook changes leaf")
def _():
    x = leaf()
    y = x * 2

    def h(g):
        with torch.no_grad():
            x.add_(10)

    y.register_hook(h)
    r = outcome(lambda: (y * y).sum().backward())
    return (r, x.grad, x)


@case("hook changes saved")
def _():
    x = leaf()
    y = x * x

    def h(g):
        with torch.no_grad():
            x.add_(10)

    y.register_hook(h)
    return outcome(lambda: y.sum().backward())


@case("hook detaches")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g.detach())
    y.sum().backward()
    return x.grad


# Hooks made by hooks; sharing.


@case("retain in hook")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    z.register_hook(lambda g: y.retain_grad())
    z.sum().backward()
    return y.grad


@case("register in hook downstream")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    log = []
    z.register_hook(lambda g: (y.register_hook(lambda h: log.append(h)), None)[1])
    z.sum().backward()
    return log


@case("leaf hook registered in hook")
def _():
    x = leaf()
    y = x * 2
    log = []
    y.register_hook(lambda g: (x.register_hook(lambda h: log.append(h)), None)[1])
    y.sum().backward()
    return log


@case("postacc registered in hook")
def _():
    x = leaf()
    y = x * 2
    log = []
    y.register_hook(lambda g: (x.register_post_accumulate_grad_hook(lambda p: log.append(p.grad)), None)[1])
    y.sum().backward()
    return log


@case("same hook twice")
def _():
    x = leaf()
    y = x * 2
    log = []

    def h(g):
        log.append(1)

    a = y.register_hook(h)
    b = y.register_hook(h)
    y.sum().backward(retain_graph=True)
    a.remove()
    y.sum().backward()
    return (log, a.id != b.id)


@case("hook order many")
def _():
    x = leaf()
    y = x * 2
    log = []
    hs = [y.register_hook(lambda g, i=i: log.append(i)) for i in range(5)]
    hs[2].remove()
    y.register_hook(lambda g: log.append("n"))
    y.sum().backward()
    return log


@case("hooks shared after detach")
def _():
    x = leaf()
    y = x * 2
    log = []
    y.register_hook(lambda g: log.append(1))
    z = y.detach().requires_grad_()
    (z * 2).sum().backward()
    return (log, z._backward_hooks)


# In-place operations.


@case("retains after inplace")
def _():
    a = leaf().clone()
    a.retain_grad()
    v = a[:]
    v.mul_(2)
    a.mul_(3)
    a.sum().backward()
    return (a.grad, a.retains_grad)


@case("retain view")
def _():
    base = torch.tensor([1.0], requires_grad=True).clone()
    v = base[:]
    v2 = base[:]
    v.retain_grad()
    v2.retain_grad()
    v.mul_(2)
    (v + v2).sum().backward()
    return (v.grad, v2.grad)


@case("copyslices hook")
def _():
    x = leaf(3)
    b = x.clone()
    log = []
    b.register_hook(lambda g: log.append(g))
    b[0:1].mul_(2)
    b.register_hook(lambda g: log.append(("2", g)))
    b.sum().backward()
    return (log, x.grad)


@case("copyslices needed")
def _():
    x = leaf()
    y = leaf()
    ys = torch._C._functions.DelayedError("Boom!", 1)(y)

    def f(x, y):
        o = x.clone().view(-1)
        o += y
        return o

    o = f(x, ys)
    a = outcome(lambda: o.sum().backward())
    o = f(x, ys)
    b = outcome(lambda: torch.autograd.grad(o.sum(), y))
    o = f(x, ys)
    c = outcome(lambda: torch.autograd.grad(o.sum(), x))
    o = f(x, ys)
    d = outcome(lambda: torch.autograd.grad(o.sum(), ys))
    o = f(x, ys)
    e = outcome(lambda: torch.autograd.grad(o.sum(), (x, ys)))
    return (a, b, c, d, e)


@case("copyslices noextra")
def _():
    x = leaf()
    y = leaf()
    ys = torch._C._functions.DelayedError("Boom!", 1)(y)
    log = []
    o = x.clone().view(-1)
    o.register_hook(lambda g: log.append(1))
    b = o + ys
    o += ys
    r = outcome(lambda: torch.autograd.grad((o + b).sum(), (b, ys)))
    return (r, log)


@case("edge inplace")
def _():
    x = leaf().clone()
    e = torch.autograd.graph.get_gradient_edge(x)
    x *= 2
    return torch.autograd.grad(x.sum(), (e, x))


@case("edge multi")
def _():
    x = leaf()
    v = torch.var_mean(x)[1]
    e = torch.autograd.graph.get_gradient_edge(v)
    o = v.clone()
    return (torch.autograd.grad(o, e), e.output_nr)


# Modes and nesting.


@case("no grad backward")
def _():
    x = leaf()
    y = (x * 2).sum()
    with torch.no_grad():
        y.backward()
    return x.grad


@case("inference backward")
def _():
    x = leaf()
    y = (x * 2).sum()
    with torch.inference_mode():
        r = outcome(lambda: y.backward())
    return (r, x.grad, x.grad is not None and x.grad.is_inference())


@case("nested grad in forward")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                a = x.detach().requires_grad_()
                b = (a**3).sum()
                (g,) = torch.autograd.grad(b, a)
            ctx.save_for_backward(g)
            return b.detach()

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0]

    x = leaf()
    F.apply(x).backward()
    return x.grad


@case("third order")
def _():
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = (x**4).sum()
    out = []
    for _ in range(3):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        out.append(y.detach())
    return out


@case("graph shape")
def _():

    def desc(f):
        return None if f is None else (f.name(), [desc(n) for n, _ in f.next_functions])

    x = leaf()
    return desc((x * 2 + x.exp()).sum().grad_fn)


@case("next none")
def _():
    x = leaf()
    c = torch.ones(2)
    return (
        [(None if n is None else n.name(), i) for n, i in (x * c).grad_fn.next_functions],
        [(None if n is None else n.name(), i) for n, i in (c + x).grad_fn.next_functions],
        [(None if n is None else n.name(), i) for n, i in torch.where(c > 0, x, c).grad_fn.next_functions],
    )


@case("setattr handles")
def _():
    x = leaf()
    y = x * 2
    n = y.grad_fn

    def s():
        n.foo = 1

    return (outcome(s), hasattr(n, "__dict__"))


@case("reenter custom leaf")
def _():

    class R(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = torch.autograd.Variable(x, requires_grad=True)
                ctx.y = torch.autograd.Variable(torch.full((2,), 3.0), requires_grad=True)
                ctx.o = ctx.x * ctx.y
            return ctx.o.detach()

        @staticmethod
        def backward(ctx, g):
            with torch.enable_grad():
                ctx.o.sum().backward()
            return ctx.x.grad * g

    x = leaf()
    R.apply(x).sum().backward()
    return x.grad


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
