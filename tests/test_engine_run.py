"""A backward that goes on: what it shows, what it restores, backwards inside it (golden/engine_run.json holds PyTorch's outcomes).

``python tests/test_engine_run.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("engine_run")
case, leaf = recorder.case, leaf_maker(torch)


# Runs that are restricted to some inputs.


def asked_for(function, *shapes, wanted):
    """Which gradients the node of the result computes, how many values it unpacks, and the gradients."""
    leaves = [(torch.arange(1.0, m * n + 1) / 8).reshape(m, n).requires_grad_() for m, n in shapes]
    unpacked, computed = [], []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (unpacked.append(1), t)[1]):
        y = function(*leaves)
    y.grad_fn.register_hook(lambda inputs, _: computed.append([g is not None for g in inputs]))
    grads = torch.autograd.grad(y.sum(), [leaves[i] for i in wanted], retain_graph=True)
    return computed, len(unpacked), grads, torch.autograd.grad(y.sum(), leaves)


@case("restricted")
def _():
    pair = (2, 3), (2, 3)
    return [
        *[asked_for(torch.mul, *pair, wanted=wanted) for wanted in ([0], [1], [1, 0])],
        *[asked_for(torch.mm, (2, 3), (3, 4), wanted=wanted) for wanted in ([0], [1])],
        *[asked_for(torch.atan2, *pair, wanted=wanted) for wanted in ([0], [1])],
        asked_for(torch.div, *pair, wanted=[0]), asked_for(lambda x, y: torch.where(x > 2, x, y), *pair, wanted=[1]),
        asked_for(lambda x, y: torch.cat((x, y)), *pair, wanted=[0]),
    ]


@case("restricted, changed")
def _():
    """What only the other gradient needs was written meanwhile."""
    x, y = leaf(), leaf()
    a, b = x * 1, y * 1
    z = a * b
    a.add_(1)
    return outcome(lambda: torch.autograd.grad(z.sum(), x))


@case("restricted, without hooks")
def _():
    x, w = (torch.ones(2, 3) / 8).requires_grad_(), (torch.ones(3, 4) / 8).requires_grad_()
    y = (x.exp() @ w).tanh().sum()
    only = torch.autograd.grad(y, x, retain_graph=True), torch.autograd.grad(y, w, retain_graph=True)
    y.backward(inputs=[w])
    return only, x.grad, w.grad


# Callbacks.


@case("queue")
def _():
    log = []
    x = leaf()
    y = x * 2
    q = torch.autograd.Variable._execution_engine.queue_callback
    y.register_hook(lambda g: (log.append("hook"), q(lambda: (log.append("cb"), log.append(x.grad is not None))), None)[-1])
    y.sum().backward()
    log.append("end")
    return log


@case("queue outside")
def _():
    return outcome(lambda: torch.autograd.Variable._execution_engine.queue_callback(lambda: None))


@case("queue error")
def _():
    log = []
    x = leaf()
    y = x * 2
    q = torch.autograd.Variable._execution_engine.queue_callback

    def bad():
        raise ValueError("cb failed")

    y.register_hook(lambda g: (q(bad), q(lambda: log.append("second")), None)[-1])
    r = outcome(lambda: y.sum().backward())
    return (r, log, x.grad)


@case("queue nested")
def _():
    log = []
    x = leaf()
    y = x * 2
    q = torch.autograd.Variable._execution_engine.queue_callback
    y.register_hook(lambda g: (q(lambda: (log.append(1), q(lambda: (log.append(2), q(lambda: log.append(3)))))), None)[-1])
    y.sum().backward()
    return log


@case("queue order")
def _():
    log = []
    x = leaf()
    y = x * 2
    z = y * 3
    q = torch.autograd.Variable._execution_engine.queue_callback
    z.register_hook(lambda g: (q(lambda: log.append("z")), None)[-1])
    y.register_hook(lambda g: (q(lambda: log.append("y")), None)[-1])
    z.sum().backward()
    return log


@case("queue gradmode")
def _():
    log = []
    x = leaf()
    y = x * 2
    q = torch.autograd.Variable._execution_engine.queue_callback
    y.register_hook(lambda g: (q(lambda: log.append((torch.is_grad_enabled(), torch._C._current_graph_task_id() != -1))), None)[-1])
    y.sum().backward()
    with torch.no_grad():
        (y.sum if 0 else lambda: None)()
    return log


@case("queue grad err")
def _():
    log = []
    x = leaf()
    y = x * 2
    q = torch.autograd.Variable._execution_engine.queue_callback

    def h(g):
        q(lambda: log.append("cb"))
        raise ValueError("hook")

    y.register_hook(h)
    return (outcome(lambda: y.sum().backward()), log, outcome(lambda: q(lambda: None)))


@case("queue reentrant")
def _():
    log = []
    q = torch.autograd.Variable._execution_engine.queue_callback
    x = leaf()
    y = x * 2

    def h(g):
        q(lambda: log.append("outer"))
        with torch.enable_grad():
            a = leaf()
            b = a * 2
            b.register_hook(lambda g: (q(lambda: log.append("inner")), None)[-1])
            b.sum().backward()
        log.append("after inner")

    y.register_hook(h)
    y.sum().backward()
    log.append("end")
    return log


# Grad mode.


@case("gradmode set in hook")
def _():
    x = leaf()
    y = x * x
    log = []
    y.register_hook(lambda g: (torch.set_grad_enabled(True), None)[-1])
    x.register_hook(lambda g: log.append((torch.is_grad_enabled(), g.requires_grad)))
    y.sum().backward()
    return (log, torch.is_grad_enabled())


# What is going on.


@case("taskid")
def _():
    out = [torch._C._current_graph_task_id()]
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: out.append(torch._C._current_graph_task_id()))
    for _ in range(3):
        y.sum().backward(retain_graph=True)
    torch.autograd.grad(y.sum(), x)
    b = out[1]
    return (out[0], [o - b for o in out[1:]], torch._C._current_graph_task_id())


@case("current node")
def _():
    out = [torch._C._current_autograd_node()]
    x = leaf()
    y = x.exp()
    f = y.grad_fn
    y.register_hook(lambda g: out.append(type(torch._C._current_autograd_node()).__name__))
    f.register_prehook(lambda g: out.append(torch._C._current_autograd_node() is f))
    f.register_hook(lambda a, b: out.append(torch._C._current_autograd_node() is f))
    x.register_hook(lambda g: out.append(type(torch._C._current_autograd_node()).__name__))
    x.register_post_accumulate_grad_hook(lambda p: out.append(type(torch._C._current_autograd_node()).__name__))
    y.sum().backward()
    return (out, torch._C._current_autograd_node())


@case("current node custom")
def _():
    out = []

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            out.append(torch._C._current_autograd_node() is ctx)
            return g

    x = leaf()
    F.apply(x).sum().backward()
    return out


@case("will execute")
def _():
    x = leaf()
    y = x * 2
    out = [
        outcome(lambda: torch._C._will_engine_execute_node(y.grad_fn)),
        outcome(lambda: torch._C._will_engine_execute_node(y)),
        outcome(lambda: torch._C._will_engine_execute_node(None)),
        outcome(lambda: torch._C._will_engine_execute_node(1)),
    ]
    z = y.exp()
    w = y.sin()
    acc = y.grad_fn.next_functions[0][0]
    z.register_hook(
        lambda g: out.append([outcome(lambda n=n: torch._C._will_engine_execute_node(n)) for n in (z.grad_fn, y.grad_fn, w.grad_fn, acc)])
    )
    z.sum().backward(retain_graph=True)
    z.sum().backward(inputs=[y], retain_graph=True)
    z.sum().backward(inputs=[x], retain_graph=True)
    torch.autograd.grad(z.sum(), y, retain_graph=True)
    torch.autograd.grad(z.sum(), x, retain_graph=True)
    torch.autograd.grad(z.sum(), [x, y])
    return out


@case("seq order")
def _():
    x, y, z = (leaf(), leaf(), leaf())
    a = x + y
    b = y + z
    c = a + b
    o = []
    a.grad_fn._set_sequence_nr(100)
    b.grad_fn._set_sequence_nr(99)
    c.grad_fn._set_sequence_nr(98)
    for t, n in ((a, "a"), (b, "b"), (c, "c")):
        t.register_hook(lambda g, n=n: (o.append(n), None)[1])
    c.sum().backward()
    return (o, y.grad)


# Freed values.


@case("freed")
def _():
    x = leaf()
    y = x * x
    z = y.sum()
    z.backward()
    return (outcome(lambda: z.backward()), outcome(lambda: y.sum().backward()), outcome(lambda: y.backward(torch.ones(2))))


@case("freed inputs")
def _():
    x = leaf()
    a = x.exp()
    b = a.sin()
    torch.autograd.grad(b.sum(), a)
    return (outcome(lambda: torch.autograd.grad(a.sum(), x)), outcome(lambda: torch.autograd.grad(b.sum(), x)))


@case("freed notneeded")
def _():
    x = leaf()
    w = leaf()
    a = x.exp()
    c = w.exp()
    b = a * c
    torch.autograd.grad(b.sum(), x)
    return (outcome(lambda: torch.autograd.grad(c.sum(), w)), outcome(lambda: torch.autograd.grad(a.sum(), x)))


@case("retain values")
def _():
    x = leaf()
    y = (x**3).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    return (x.grad, outcome(lambda: y.backward()))


@case("retain false create")
def _():
    x = leaf()
    y = (x**3).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True, retain_graph=False)
    return (outcome(lambda: g.sum().backward()), outcome(lambda: y.backward()), x.grad)


# Backwards inside backwards.


@case("reentrant err")
def _():
    x = leaf()
    y = x * x
    a = leaf()
    b = a * a
    c = b.sum()

    def bad(g):
        raise ValueError("inner")

    b.register_hook(bad)
    y.register_hook(lambda g: c.backward() if False else (c.backward(), None)[-1])
    return (
        outcome(lambda: y.sum().backward()),
        x.grad,
        a.grad,
        torch._C._current_graph_task_id(),
        torch.is_grad_enabled(),
        outcome(lambda: y.sum().backward()),
    )


@case("reentrant same")
def _():
    x = leaf()
    y = x * x
    z = (y * 3).sum()
    done = []

    def h(g):
        if not done:
            done.append(1)
            z.backward(retain_graph=True)

    y.register_hook(h)
    z.backward(retain_graph=True)
    return x.grad


@case("reentrant priority")
def _():
    order = []

    class MyF(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, x):
            order.append("M")
            return x

    class R(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = torch.autograd.Variable(x.detach(), requires_grad=True)
                ctx.x = ctx.x - 1
            return ctx.x.detach()

        @staticmethod
        def backward(ctx, x):
            order.append("R")
            if ctx.x < 0:
                return x
            with torch.enable_grad():
                R.apply(ctx.x).backward()
            return x

    a = MyF.apply(torch.tensor(6.0, requires_grad=True))
    b = R.apply(torch.tensor(9.0, requires_grad=True))
    (a * b).backward()
    return order


@case("deep reentrant")
def _():

    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = torch.autograd.Variable(x.detach(), requires_grad=True)
                ctx.x = ctx.x - 1
            return ctx.x.detach()

        @staticmethod
        def backward(ctx, x):
            if ctx.x < 0:
                return x
            with torch.enable_grad():
                D.apply(ctx.x).sum().backward()
            return x

    v = torch.tensor(2000.0, requires_grad=True)
    D.apply(v).sum().backward()
    w = torch.tensor(200.0, requires_grad=True)
    D.apply(w).sum().backward()
    return (v.grad, w.grad)


@case("deep reentrant error")
def _():

    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = torch.autograd.Variable(x.detach(), requires_grad=True)
                ctx.x = ctx.x - 1
            return ctx.x.detach()

        @staticmethod
        def backward(ctx, x):
            if ctx.x < 0:
                raise ValueError("bottom")
            with torch.enable_grad():
                D.apply(ctx.x).sum().backward()
            return x

    v = torch.tensor(500.0, requires_grad=True)
    r = outcome(lambda: D.apply(v).sum().backward())
    return (r, v.grad, torch.is_grad_enabled(), torch._C._current_graph_task_id())


# Undefined gradients.


@case("undefined")
def _():

    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return None

    x = leaf(1)
    N.apply(x).backward()
    a = x.grad
    N.apply(x**2).backward()
    b = x.grad
    log = []
    y = x**2
    y.register_hook(lambda g: log.append(g))
    y.grad_fn.register_prehook(lambda g: log.append(g))
    y.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
    y.retain_grad()
    N.apply(y).sum().backward()
    return (a, b, x.grad, log, y.grad, torch.autograd.grad(N.apply(x), x, allow_unused=True), outcome(lambda: torch.autograd.grad(N.apply(x), x)))


@case("undefined leafhook")
def _():

    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return None

    log = []
    x = leaf(1)
    x.register_hook(lambda g: log.append(g))
    x.register_post_accumulate_grad_hook(lambda p: log.append(("post", p.grad)))
    N.apply(x).backward()
    return (log, x.grad)


@case("undefgrad")
def _():
    x = leaf(1)
    y = torch._C._functions.UndefinedGrad()(x * 2)
    n = y.grad_fn
    y.backward()
    return (x.grad, type(n).__name__, n.name(), y, torch.autograd.grad(torch._C._functions.UndefinedGrad()(x * 2), x, allow_unused=True))


@case("delayed")
def _():
    x = leaf(2)
    y = torch._C._functions.DelayedError("Boom!", 1)(x)
    return (
        type(y.grad_fn).__name__,
        y.grad_fn.name(),
        y,
        outcome(lambda: y.sum().backward()),
        outcome(lambda: torch.autograd.grad(y.sum(), x)),
        torch.autograd.grad(y.sum(), y),
    )


@case("delayed2")
def _():
    x = leaf(2)
    z = torch.ones(2)
    r = torch._C._functions.DelayedError("Boom!", 2)(x, z)
    return (
        r,
        outcome(lambda: r[0].sum().backward()),
        outcome(lambda: torch._C._functions.DelayedError("B", 1)(z)),
        outcome(lambda: torch._C._functions.DelayedError()),
        outcome(lambda: torch._C._functions.DelayedError("a")),
        outcome(lambda: torch._C._functions.UndefinedGrad()(x, x)),
    )


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
