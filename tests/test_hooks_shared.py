"""Hooks that are held, captured, shared by threads, and on several gradients (golden/hooks_shared.json holds PyTorch's outcomes).

``python tests/test_hooks_shared.py`` records the golden file again; it needs torch.
"""

import copy
import functools
import threading

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("hooks_shared")
case, leaf = recorder.case, leaf_maker(torch)


def vector(*values):
    return torch.tensor(list(values), requires_grad=True)


# Hooks and how they are held, captured and shared.


@case("a handle that holds two dictionaries")
def _():
    leaf()
    from importlib import import_module

    H = import_module(torch.__name__ + ".utils.hooks").RemovableHandle
    a = {}
    b = {}
    h = H(a, extra_dict=b)
    a[h.id] = 1
    b[h.id] = 2
    h.remove()
    return (a, b)


@case("a hook that is not to be copied")
def _():
    from importlib import import_module

    m = import_module(torch.__name__ + ".utils.hooks")
    f = m.unserializable_hook(lambda g: g)
    x = leaf()
    x.register_hook(f)
    return (copy.deepcopy(x).requires_grad, f.__torch_unserializable__)


@case("a copied leaf has no hooks")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 2)
    y = copy.deepcopy(x)
    return y._backward_hooks


@case("a hook without a parameter")
def _():
    x = leaf()
    x.register_hook(lambda: 1)
    return outcome(lambda: (x * 2).sum().backward())


@case("a partial function as a hook")
def _():
    x = leaf()
    x.register_hook(functools.partial(lambda a, g: g * a, 3))
    (x * 1).sum().backward()
    return x.grad


@case("a bound method as a hook")
def _():

    class A:
        def h(self, g):
            return g * 4

    x = leaf()
    x.register_hook(A().h)
    (x * 1).sum().backward()
    return x.grad


@case("what a posthook of addmm gets")
def _():
    _x, _w = (leaf(), leaf())
    out = []
    y = torch.addmm(torch.ones(2, 2), torch.ones(2, 2), torch.ones(2, 2).requires_grad_())
    y.grad_fn.register_hook(lambda i, o: out.append(([None if v is None else tuple(v.shape) for v in i], [tuple(v.shape) for v in o])))
    y.sum().backward()
    return out


@case("hooks of a node with two outputs")
def _():
    x = torch.tensor([[3.0, 1.0], [2.0, 5.0]], requires_grad=True)
    m = x.max(0)
    out = []
    m[0].grad_fn.register_hook(lambda i, o: out.append((len(i), [None if v is None else v for v in o])))
    m[0].grad_fn.register_prehook(lambda o: out.append(len(o)))
    m[0].sum().backward()
    return out


@case("gradients that are missing in a prehook")
def _():
    x = torch.ones(3, 2, requires_grad=True)
    a = x.unbind(0)
    out = []
    a[0].grad_fn.register_prehook(lambda o: out.append([v is None for v in o]))
    a[1].sum().backward()
    return (out, x.grad)


@case("hooks of the parts of a split")
def _():
    x = torch.ones(4, requires_grad=True)
    a = x.split(2)
    a[0].register_hook(lambda g: g * 3)
    out = []
    a[1].register_hook(lambda g: out.append(g))
    a[0].sum().backward()
    return (x.grad, out)


@case("grad() of a tensor with a hook")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g * 7)
    z = y * 3
    return (torch.autograd.grad(z.sum(), y, retain_graph=True), torch.autograd.grad(z.sum(), [y, x]))


@case("grad() of a tensor whose node has a prehook")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda g: (g[0] * 7,))
    z = y * 3
    return (
        torch.autograd.grad(z.sum(), y, retain_graph=True),
        torch.autograd.grad(z.sum(), x, retain_graph=True),
        torch.autograd.grad(z.sum(), [x, y]),
    )


@case("a prehook of AccumulateGrad")
def _():
    x = leaf()
    y = x * 2
    a = y.grad_fn.next_functions[0][0]
    a.register_prehook(lambda g: (g[0] * 7,))
    y.sum().backward(retain_graph=True)
    return (x.grad, torch.autograd.grad(y.sum(), x))


@case("a posthook of AccumulateGrad that returns something")
def _():
    x = leaf()
    y = x * 2
    a = y.grad_fn.next_functions[0][0]
    a.register_hook(lambda i, o: (torch.ones(2),))
    return outcome(lambda: y.sum().backward())


@case("the grad mode inside hooks")
def _():
    x = leaf()
    out = []
    y = x * 2
    y.register_hook(lambda g: out.append(torch.is_grad_enabled()))
    x.register_post_accumulate_grad_hook(lambda p: out.append(torch.is_grad_enabled()))
    y.grad_fn.register_hook(lambda i, o: out.append(torch.is_grad_enabled()))
    with torch.no_grad():
        y.sum().backward() if False else torch.autograd.backward(y, torch.ones(2))
    return out


@case("hooks of a leaf in four threads")
def _():
    x = leaf()
    out = []
    x.register_hook(lambda g: out.append(1))
    ts = [threading.Thread(target=lambda: (x * 2).sum().backward()) for _ in range(4)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    return (len(out), x.grad)


@case("an optimiser inside a post-accumulate hook")
def _():
    x = leaf()
    o = torch.optim.SGD([x], lr=0.1)

    def f(p):
        o.step()
        o.zero_grad()

    x.register_post_accumulate_grad_hook(f)
    (x * 2).sum().backward()
    return (x, x.grad)


# Hooks on several gradients.


@case("several gradients, all of them")
def _():
    a, b, c, d = [vector(1.0, 2.0) for _ in range(4)]
    n = []
    c2 = a * b
    d2 = a * c
    h = torch.autograd.graph.register_multi_grad_hook((a, b, c, d), lambda gs: n.append([g is not None for g in gs]))
    c2.sum().backward(retain_graph=True)
    c2.sum().backward(inputs=(a,), retain_graph=True)
    d2.sum().backward()
    h.remove()
    (a * b).sum().backward()
    return n


@case("several gradients, any of them")
def _():
    a, b = [vector(1.0, 2.0) for _ in range(2)]
    n = []
    h = torch.autograd.graph.register_multi_grad_hook((a, b), lambda g: n.append(g), mode="any")
    (a * b).sum().backward()
    (a * b).sum().backward()
    (b * 3).sum().backward()
    h.remove()
    (a * b).sum().backward()
    return n


@case("several gradients, refusals")
def _():
    a = leaf()
    f = torch.autograd.graph.register_multi_grad_hook
    return (
        outcome(lambda: f((a,), lambda g: 0, mode="x")),
        outcome(lambda: f((torch.ones(1),), lambda g: 0)),
        outcome(lambda: f((torch.ones(1),), lambda g: 0, mode="any")),
        outcome(lambda: f((), lambda g: 0).remove()),
    )


@case("several gradients, grad()")
def _():
    a, b = (leaf(), leaf())
    n = []
    y = (a * b).sum()
    torch.autograd.graph.register_multi_grad_hook((a, b), lambda g: n.append([None if x is None else x.tolist() for x in g]))
    torch.autograd.grad(y, a, retain_graph=True)
    torch.autograd.grad(y, (a, b))
    return n


@case("several gradients, a hook that raises")
def _():
    a, b = (leaf(), leaf())
    y = (a * b).sum()
    ok = [0]

    def f(gs):
        if ok[0] == 0:
            ok[0] = 1
            raise RuntimeError("x")
        ok.append([g is not None for g in gs])

    torch.autograd.graph.register_multi_grad_hook((a, b), f)
    return (outcome(lambda: y.backward(retain_graph=True)), outcome(lambda: y.backward()), ok, a.grad, b.grad)


@case("several gradients, three threads")
def _():
    a, b = (leaf(), leaf())
    n = []
    torch.autograd.graph.register_multi_grad_hook((a, b), lambda g: n.append(1))

    def run():
        for _ in range(20):
            (a * b).sum().backward()

    ts = [threading.Thread(target=run) for _ in range(3)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    return (len(n), a.grad)


@case("several gradients, the handle")
def _():
    a = leaf()
    h = torch.autograd.graph.register_multi_grad_hook((a,), lambda g: 0)
    return (type(h).__name__, isinstance(h, torch.utils.hooks.RemovableHandle), len(h.handles))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
