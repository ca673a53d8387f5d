"""Hooks that come and go while a backward runs, hooks of leaves and of several tensors, and what they may do (golden/hooks_during_a_run.json holds PyTorch's outcomes).

``python tests/test_hooks_during_a_run.py`` records the golden file again; it needs torch.
"""

import copy
import gc
import pickle
from collections import OrderedDict

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("hooks_during_a_run")
case, leaf = recorder.case, leaf_maker(torch)


# Removal and registration during a run.


@case("remove during")
def _():
    x = leaf()
    y = x * 2
    log = []
    hs = []

    def h1(g):
        log.append(1)
        hs[1].remove()
        hs[2].remove()

    hs.append(y.register_hook(h1))
    hs.append(y.register_hook(lambda g: log.append(2)))
    hs.append(y.register_hook(lambda g: log.append(3)))
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    return log


@case("remove self during")
def _():
    x = leaf()
    y = x * 2
    log = []

    def h1(g):
        log.append(1)
        h.remove()

    h = y.register_hook(h1)
    y.register_hook(lambda g: log.append(2))
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    return log


@case("add during")
def _():
    x = leaf()
    y = x * 2
    log = []

    def h1(g):
        log.append(1)
        y.register_hook(lambda g: log.append("new"))

    y.register_hook(h1)
    y.sum().backward(retain_graph=True)
    log.append("-")
    y.sum().backward()
    return log


@case("preremove during")
def _():
    x = leaf()
    y = x * 2
    log = []
    hs = []

    def h1(g):
        log.append(1)
        hs[1].remove()

    hs.append(y.grad_fn.register_prehook(h1))
    hs.append(y.grad_fn.register_prehook(lambda g: log.append(2)))
    y.grad_fn.register_prehook(lambda g: log.append(3))
    y.sum().backward()
    return log


@case("postremove during")
def _():
    x = leaf()
    y = x * 2
    log = []
    hs = []

    def h1(a, b):
        log.append(1)
        hs[1].remove()

    hs.append(y.grad_fn.register_hook(h1))
    hs.append(y.grad_fn.register_hook(lambda a, b: log.append(2)))
    y.grad_fn.register_hook(lambda a, b: log.append(3))
    y.sum().backward()
    return log


@case("preadd during")
def _():
    x = leaf()
    y = x * 2
    log = []

    def h1(g):
        log.append(1)
        y.grad_fn.register_prehook(lambda g: log.append("new"))
        y.grad_fn.register_hook(lambda a, b: log.append(("newpost", a, b)))
        y.register_hook(lambda g: log.append("newtensor"))

    y.grad_fn.register_prehook(h1)
    y.sum().backward(retain_graph=True)
    return log


@case("post in unpack")
def _():
    a = torch.rand(3, 3, requires_grad=True)
    log = []

    def unpack(t):
        n = torch._C._current_autograd_node()

        def hook(o, i):
            log.append(i)
            return tuple(x / 2 if x is not None else None for x in o)

        n.register_hook(hook)
        return t

    def model():
        v, m = torch.var_mean(a, dim=0)
        (v + m).sum().backward()

    model()
    ref = a.grad.clone()
    a.grad = None
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, unpack):
        model()
    return (bool(torch.allclose(ref / 2, a.grad)), log)


# Post-accumulate hooks.


@case("postacc multi")
def _():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda t: t.sub_(t.grad) and None)
    x.register_post_accumulate_grad_hook(lambda t: (t.mul_(4.0), None)[1])
    x.sum().backward()
    return (x, x._version)


@case("postacc grad none")
def _():
    x = leaf()
    log = []

    def h(p):
        log.append(p.grad.clone())
        p.grad = None

    x.register_post_accumulate_grad_hook(h)
    (x * 2).sum().backward()
    (x * 3).sum().backward()
    return (log, x.grad)


@case("postacc with grad fn")
def _():
    x = leaf()
    log = []
    x.register_post_accumulate_grad_hook(lambda p: log.append(1))
    torch.autograd.grad((x * 2).sum(), x)
    return log


@case("postacc remove")
def _():
    x = leaf()
    log = []
    h = x.register_post_accumulate_grad_hook(lambda p: log.append(1))
    (x * 2).sum().backward()
    h.remove()
    (x * 2).sum().backward()
    return (log, type(h).__name__)


# Retained gradients.


@case("retain inplace")
def _():
    a = torch.tensor([1.0], requires_grad=True).clone()
    a.retain_grad()
    a.mul_(2)
    a.mul_(2)
    a.sum().backward()
    return a.grad


@case("retain multi")
def _():
    x = leaf()
    y = x * 2
    y.retain_grad()
    y.retain_grad()
    z = (y * 3).sum()
    z.backward(retain_graph=True)
    g = y.grad
    z.backward()
    return (y.grad, g is y.grad, y.grad.requires_grad)


@case("retain leaf")
def _():
    x = leaf()
    x.retain_grad()
    return (x.retains_grad, (x * 2).retains_grad)


@case("retain grad set")
def _():
    x = leaf()
    y = x * 2
    y.retain_grad()
    y.grad = torch.full((2,), 7.0)
    (y * 1).sum().backward()
    return y.grad


@case("nonleaf grad set")
def _():
    x = leaf()
    y = x * 2
    y.grad = torch.full((2,), 7.0)
    (y * 1).sum().backward()
    return y.grad


@case("warn grad nonleaf")
def _():
    y = leaf() * 2
    return y.grad


# Several gradients.


@case("multi all")
def _():
    t1, t2, t3, t4 = [torch.ones(2, requires_grad=True) for _ in range(4)]
    log = []
    h = torch.autograd.graph.register_multi_grad_hook((t1, t2, t3, t4), lambda gs: log.append([g is not None for g in gs]))
    out = (t2 * t3).sum()
    out.backward(inputs=(t2, t3), retain_graph=True)
    out.backward(inputs=(t1, t4), retain_graph=True)
    out.backward(inputs=(t1, t3), retain_graph=True)
    out.backward(retain_graph=True)
    r = outcome(lambda: torch.autograd.grad(out, [t2, t3], retain_graph=True))
    h.remove()
    out.backward()
    return (log, r, type(h).__name__)


@case("multi nonleaf")
def _():
    x = leaf()
    a = x * 2
    b = x * 3
    c = a * b
    d = a * b
    log = []
    torch.autograd.graph.register_multi_grad_hook((x, a, b, c, d), lambda gs: log.append(gs))
    c.sum().backward(retain_graph=True)
    c.sum().backward(inputs=(x,), retain_graph=True)
    torch.autograd.grad(c.sum(), a, retain_graph=True)
    return log


@case("multi err")
def _():
    return [
        outcome(f)
        for f in (
            lambda: torch.autograd.graph.register_multi_grad_hook((leaf(),), lambda g: g, mode="foo"),
            lambda: torch.autograd.graph.register_multi_grad_hook((torch.ones(2),), lambda g: g),
            lambda: torch.autograd.graph.register_multi_grad_hook((torch.ones(2), leaf()), lambda g: g, mode="any"),
            lambda: torch.autograd.graph.register_multi_grad_hook((), lambda g: g),
            lambda: torch.autograd.graph.register_multi_grad_hook((1,), lambda g: g),
        )
    ]


@case("multi raise")
def _():
    x = leaf()
    a = x * 2
    b = x * 3
    log = []

    def f(gs):
        log.append(1)
        raise ValueError("multi")

    torch.autograd.graph.register_multi_grad_hook((a, b), f)
    o = (a * b).sum()
    return (outcome(lambda: o.backward(retain_graph=True)), outcome(lambda: o.backward(retain_graph=True)), log)


@case("multi partial err")
def _():
    x = leaf()
    y = leaf()
    log = []
    n = [0]

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            n[0] += 1
            if n[0] == 1:
                raise RuntimeError("once")
            return g

    torch.autograd.graph.register_multi_grad_hook((x, y), lambda gs: log.append(len(gs)))
    o = (F.apply(x) * y).sum()
    r = outcome(lambda: o.backward(retain_graph=True))
    o.backward()
    return (r, log)


@case("multi any")
def _():
    x = leaf()
    a = x * 2
    b = a * 3
    log = []
    h = torch.autograd.graph.register_multi_grad_hook((a, b), lambda g: log.append(g), mode="any")
    o = b.sum()
    o.backward(retain_graph=True)
    o.backward(retain_graph=True)
    h.remove()
    o.backward()
    return (log, len(h.handles))


# Handles.


@case("handle")
def _():
    H = torch.utils.hooks.RemovableHandle
    d = OrderedDict()
    h = H(d)
    d[h.id] = 1
    e = pickle.loads(pickle.dumps(h))
    s = h.__getstate__()
    h.remove()
    h.remove()
    with H(d) as k:
        d[k.id] = 2
        n = len(d)
    return (type(s).__name__, len(s), len(d), n, e.id == h.id, e.hooks_dict_ref() is None, H.__module__, k.id - h.id, isinstance(H.next_id, int))


@case("handle weak")
def _():
    x = leaf()
    y = x * 2
    h = y.register_hook(lambda g: g)
    r = h.hooks_dict_ref() is not None
    del y
    gc.collect()
    a = h.hooks_dict_ref()
    h.remove()
    return (r, a)


@case("handle ctx")
def _():
    x = leaf()
    log = []
    with x.register_hook(lambda g: log.append(1)):
        (x * 2).sum().backward()
    (x * 2).sum().backward()
    return log


@case("handle extra")
def _():
    H = torch.utils.hooks.RemovableHandle
    d = OrderedDict()
    e = OrderedDict()
    f = OrderedDict()
    h = H(d, extra_dict=e)
    k = H(d, extra_dict=[e, f])
    for q in (d, e, f):
        q[h.id] = 1
        q[k.id] = 2
    h.remove()
    a = (len(d), len(e), len(f))
    k.remove()
    return (a, len(d), len(e), len(f))


@case("handle err")
def _():
    H = torch.utils.hooks.RemovableHandle
    return (outcome(lambda: H({})), outcome(lambda: H(1)), outcome(lambda: H()))


@case("deepcopy hooks")
def _():
    x = leaf()
    log = []
    x.register_hook(lambda g: log.append(1))
    y = copy.deepcopy(x)
    (y * 2).sum().backward()
    return (log, y._backward_hooks)


# Autograd in hooks.


@case("hook autograd")
def _():
    x = leaf()
    y = x * x

    def h(g):
        with torch.enable_grad():
            z = (x**3).sum()
            (d,) = torch.autograd.grad(z, x)
        return g + d

    y.register_hook(h)
    y.sum().backward()
    return x.grad


@case("hook backward in hook")
def _():
    x = leaf()
    y = x * x

    def h(g):
        with torch.enable_grad():
            (x * 5).sum().backward()

    y.register_hook(h)
    y.sum().backward()
    return x.grad


@case("leafhook reentrant")
def _():
    x = torch.ones(3, requires_grad=True)
    hs = []

    def h(g):
        hs[0].remove()
        x.grad = None
        with torch.enable_grad():
            a = g.detach().requires_grad_()
            b = x.detach().requires_grad_()
            (a * 2 + b).sum().backward()
        return a.grad + g

    hs.append(x.register_hook(h))
    (x * x).sum().backward()
    return x.grad


@case("hook raise types")
def _():

    class E(Exception):
        pass

    out = []
    for where in ("tensor", "pre", "post", "leaf", "acc", "retain"):
        x = leaf()
        y = x * 2

        def bad(*a):
            raise E(where)

        if where == "tensor":
            y.register_hook(bad)
        if where == "pre":
            y.grad_fn.register_prehook(bad)
        if where == "post":
            y.grad_fn.register_hook(bad)
        if where == "leaf":
            x.register_hook(bad)
        if where == "acc":
            x.register_post_accumulate_grad_hook(bad)
        out.append((outcome(lambda: y.sum().backward()), x.grad))
    return out


@case("hook mutates grad")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: (g.mul_(10), None)[1])
    y.sum().backward()
    return x.grad


@case("hook same grad two")
def _():
    x = leaf()
    y = leaf()
    a = x * 1
    b = y * 1
    g = torch.ones(2)
    a.register_hook(lambda g: (g.mul_(10), None)[1])
    (a + b).backward(g)
    return (x.grad, y.grad, g)


@case("hook grad identity")
def _():
    x = leaf()
    y = x * 2
    g = torch.ones(2)
    log = []
    y.register_hook(lambda h: log.append(h is g))
    y.backward(g)
    return log


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
