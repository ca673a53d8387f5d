"""Hooks in detail: order, what they return, what happens while they run (golden/hook_rules.json holds PyTorch's outcomes).

``python tests/test_hook_rules.py`` records the golden file again; it needs torch.
"""

from collections import OrderedDict
from functools import partial

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("hook_rules")
case, leaf = recorder.case, leaf_maker(torch)


# Order.


@case("order")
def _():
    log = []
    x = leaf()
    y = x.exp()
    acc = y.grad_fn.next_functions[0][0]
    y.register_hook(lambda g: log.append("t1"))
    y.grad_fn.register_prehook(lambda g: log.append("pre1"))
    y.retain_grad()
    y.register_hook(lambda g: log.append("t2"))
    y.grad_fn.register_prehook(lambda g: log.append("pre2"))
    y.grad_fn.register_hook(lambda a, b: log.append("post1"))
    y.grad_fn.register_hook(lambda a, b: log.append("post2"))
    x.register_hook(lambda g: log.append("leaf"))
    acc.register_prehook(lambda g: log.append("accpre"))
    x.register_post_accumulate_grad_hook(lambda p: log.append("postacc"))
    acc.register_hook(lambda a, b: log.append(("accpost", a, b)))
    y.sum().backward(retain_graph=True)
    log.append("--")
    torch.autograd.grad(y.sum(), x, retain_graph=True)
    log.append("--")
    torch.autograd.grad(y.sum(), y, retain_graph=True)
    log.append("--")
    torch.autograd.grad(y.sum(), [x, y], retain_graph=True)
    log.append("--")
    y.sum().backward(inputs=[x], retain_graph=True)
    log.append("--")
    y.sum().backward(inputs=[y])
    return log


@case("capture prehook")
def _():
    a = torch.tensor(1.0, requires_grad=True)
    b = a.clone()
    log = []

    def h1(g):
        log.append(1)
        return g * 3

    def h2(gs):
        log.append(2)
        return tuple(g * 2 for g in gs)

    b.grad_fn.register_prehook(h2)
    b.register_hook(h1)
    b.grad_fn.register_prehook(h2)
    acc = b.grad_fn.next_functions[0][0]
    a.register_hook(h1)
    acc.register_prehook(h2)
    a.register_hook(h1)
    b.sum().backward(retain_graph=True)
    r = [list(log), a.grad]
    log.clear()
    r.append(torch.autograd.grad(b.sum(), inputs=(a,), retain_graph=True))
    r.append(list(log))
    log.clear()
    r.append(torch.autograd.grad(b.sum(), inputs=(b,), retain_graph=True))
    r.append(list(log))
    log.clear()
    r.append(torch.autograd.grad(b.sum(), inputs=(a, b), retain_graph=True))
    r.append(list(log))
    log.clear()
    b.sum().backward(inputs=(b,))
    r.append(b.grad)
    r.append(list(log))
    return r


@case("capture order retain")
def _():
    a = torch.tensor(1.0, requires_grad=True)
    b = a.clone()
    b.retain_grad()
    b.register_hook(lambda g: g * 2)
    b.grad_fn.register_prehook(lambda g: (g[0] * 5,))
    g = torch.autograd.grad(b * 1, (a, b), retain_graph=True)
    r = [g, b.grad]
    (b * 1).backward(inputs=[a, b])
    return r + [a.grad, b.grad]


@case("postacc ordering")
def _():
    t = torch.rand(3, requires_grad=True)
    acc = t.view_as(t).grad_fn.next_functions[0][0]
    t.register_hook(lambda g: g.sub(2.0))
    acc.register_prehook(lambda g: (g[0].div(5.0),))
    t.register_post_accumulate_grad_hook(lambda p: (p.grad.add_(0.5), None)[1])

    def post(gi, go):
        t.grad = go[0].mul(10)

    acc.register_hook(post)
    t.sum().backward()
    return t.grad


@case("hook order inplace")
def _():
    a = torch.tensor([1.0], requires_grad=True)
    b = a.clone()
    log = []
    b.register_hook(lambda g: (log.append(("1", g)), g * 2)[1])
    b.mul_(2)
    b.register_hook(lambda g: (log.append(("2", g)), g * 2)[1])
    b.sum().backward()
    return (log, a.grad)


# Returned values.


@case("hook return")
def _():
    out = []
    for ret in (
        1,
        "a",
        (torch.ones(2),),
        [torch.ones(2)],
        torch.ones(3),
        torch.ones(2, 1),
        torch.ones(2, dtype=torch.float64),
        torch.ones(2, dtype=torch.int64),
        torch.ones(2, dtype=torch.complex64),
        None,
        False,
        torch.ones(2, requires_grad=True),
    ):
        x = leaf()
        y = x * 2

        def hook(g):
            return ret

        y.register_hook(hook)
        out.append((outcome(lambda: y.sum().backward()), x.grad))
    return out


@case("hook return leaf")
def _():
    out = []
    for ret in (1, (torch.ones(2),), torch.ones(3), torch.ones(2, dtype=torch.float64), torch.zeros(2)):
        x = leaf()

        def hook(g):
            return ret

        x.register_hook(hook)
        out.append((outcome(lambda: (x * 2).sum().backward()), x.grad))
    return out


@case("prehook return")
def _():
    out = []
    for ret in (
        1,
        torch.ones(2),
        [torch.ones(2)],
        (torch.ones(2), torch.ones(2)),
        (),
        (1,),
        (None,),
        (torch.ones(3),),
        (torch.ones(2, dtype=torch.float64),),
        "a",
    ):
        x = leaf()
        y = x * 2

        def hook(g):
            return ret

        y.grad_fn.register_prehook(hook)
        out.append((outcome(lambda: y.sum().backward()), x.grad))
    return out


@case("posthook return")
def _():
    out = []
    for ret in (
        1,
        torch.ones(2),
        [torch.ones(2)],
        (torch.ones(2), torch.ones(2)),
        (),
        (1,),
        (None,),
        (torch.ones(3),),
        (torch.ones(2, dtype=torch.float64),),
        "a",
        (torch.ones(2), None),
        (None, torch.ones(2)),
        (None, None),
    ):
        x = leaf()
        y = x * 2

        def hook(a, b):
            return ret

        y.grad_fn.register_hook(hook)
        out.append((outcome(lambda: y.sum().backward()), x.grad))
    return out


@case("posthook acc return")
def _():
    out = []
    for ret in (1, (torch.ones(2),), (), None):
        x = leaf()
        y = x * 2
        acc = y.grad_fn.next_functions[0][0]

        def hook(a, b):
            return ret

        acc.register_hook(hook)
        out.append((outcome(lambda: y.sum().backward()), x.grad))
    return out


@case("postacc return")
def _():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: p.grad)
    return (outcome(lambda: x.sum().backward()), x.grad)


@case("hook nameless")
def _():

    class H:
        def __call__(self, g):
            return torch.ones(3)

    x = leaf()
    y = x * 2
    y.register_hook(H())
    return outcome(lambda: y.sum().backward())


@case("hook partial name")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(partial(lambda a, g: torch.ones(3), 1))
    return outcome(lambda: y.sum().backward())


@case("posthook args")
def _():
    log = []
    x = leaf()
    y = x * 2
    z = x * x
    for t in (y, z):
        t.grad_fn.register_hook(lambda a, b: log.append((a, b)))
    (y + z).sum().backward()
    return log


# Registering.


@case("hook noreq")
def _():
    x = torch.ones(2)
    return [
        outcome(f)
        for f in (
            lambda: x.register_hook(lambda g: g),
            lambda: x.register_post_accumulate_grad_hook(lambda g: g),
            lambda: x.retain_grad(),
            lambda: (leaf() * 2).register_post_accumulate_grad_hook(lambda g: g),
        )
    ]


@case("attrs")
def _():
    x = leaf()
    o = [x._backward_hooks, x._post_accumulate_grad_hooks]
    x.register_hook(lambda g: g)
    x.register_post_accumulate_grad_hook(lambda p: None)
    o.append([type(x._backward_hooks).__name__, len(x._backward_hooks), type(x._post_accumulate_grad_hooks).__name__])
    y = x * 2
    o.append(y._backward_hooks)
    y.register_hook(lambda g: g)
    o.append((type(y._backward_hooks).__name__, len(y._backward_hooks)))
    return o


@case("set backward hooks")
def _():
    x = leaf()
    log = []
    x._backward_hooks = OrderedDict()
    x._backward_hooks["t"] = lambda g: log.append(1)
    (x * 2).sum().backward()
    a = list(log)
    y = x * 2
    y._backward_hooks = OrderedDict(a=lambda g: log.append("y"))
    y.sum().backward()
    x._backward_hooks = None
    (x * 2).sum().backward()
    z = torch.ones(2)
    z._backward_hooks = OrderedDict()
    z._backward_hooks["t"] = lambda g: 1
    return (a, log, outcome(lambda: (z + x).sum().backward()))


@case("register hook dict")
def _():
    x = leaf()
    y = x * 2
    log = []
    y._backward_hooks = OrderedDict(a=lambda g: log.append("a"))
    r = outcome(lambda: y.grad_fn._register_hook_dict(y))
    y.sum().backward()
    return (r, log)


@case("hook requires toggle")
def _():
    x = leaf()
    log = []
    x.register_hook(lambda g: log.append(1))
    x.requires_grad_(False)
    x.requires_grad_(True)
    (x * 2).sum().backward()
    return log


@case("hook leaf after graph")
def _():
    x = leaf()
    y = x * 2
    log = []
    x.register_hook(lambda g: log.append(1))
    y.sum().backward()
    return log


@case("hook leaf before acc")
def _():
    x = leaf()
    log = []
    h = x.register_hook(lambda g: log.append(1))
    y = x * 2
    z = x * 3
    h.remove()
    x.register_hook(lambda g: log.append(2))
    (y + z).sum().backward()
    return log


@case("hook leaf data set")
def _():
    x = leaf()
    log = []
    x.register_hook(lambda g: log.append(1))
    y = x * 2
    x.data = torch.zeros(2)
    (x * 2).sum().backward()
    y.sum().backward()
    return (log, x.grad)


@case("hook on view")
def _():
    base = torch.tensor([1.0], requires_grad=True).clone()
    view = base[:]
    view2 = base[:]
    log = []
    view.register_hook(lambda g: log.append(0))
    view2.register_hook(lambda g: log.append(1))
    view.mul_(2)
    view2.grad_fn
    view2.register_hook(lambda g: log.append(("2", g)))
    (view + view2).sum().backward()
    return log


@case("hook then detach")
def _():
    x = leaf()
    y = x * 2
    log = []
    y.register_hook(lambda g: log.append(1))
    y.detach_()
    return (y._backward_hooks is None or len(y._backward_hooks), outcome(lambda: y.register_hook(lambda g: g)))


@case("zero dim hookdict")
def _():
    x = leaf()
    y = x * 2
    h = y.register_hook(lambda g: None)
    return (type(h).__name__, isinstance(h.id, int), h.hooks_dict_ref() is y._backward_hooks)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
