"""What hooks return, in which order they run, and what they may do (golden/hook_results.json holds PyTorch's outcomes).

``python tests/test_hook_results.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("hook_results")
case, leaf = recorder.case, leaf_maker(torch)


def vector(*values):
    return torch.tensor(list(values), requires_grad=True)


# Hooks of tensors and nodes.


@case("a hook that doubles, and its removal")
def _():
    v = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
    h = v.register_hook(lambda grad: grad * 2)
    v.backward(torch.tensor([1.0, 2.0, 3.0]))
    a = v.grad.clone()
    h.remove()
    v.grad = None
    v.backward(torch.tensor([1.0, 2.0, 3.0]))
    return (a, v.grad)


@case("a post-accumulate hook that returns the parameter")
def _():
    v = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
    lr = 0.01
    h = v.register_post_accumulate_grad_hook(lambda p: p.data.add_(p.grad, alpha=-lr))
    v.backward(torch.tensor([1.0, 2.0, 3.0]))
    r = v.clone()
    h.remove()
    return r


@case("a post-accumulate hook that takes the gradient away")
def _():
    v = leaf()
    out = []

    def f(p):
        out.append(p.grad.clone())
        p.grad = None

    v.register_post_accumulate_grad_hook(f)
    (v * 2).sum().backward()
    (v * 3).sum().backward()
    return (out, v.grad)


@case("post-accumulate hooks run in backward alone")
def _():
    v = leaf()
    out = []
    v.register_post_accumulate_grad_hook(lambda p: out.append(1))
    torch.autograd.grad((v * 2).sum(), v)
    (v * 2).sum().backward(inputs=[v])
    return out


@case("a hook that writes into an expanded gradient")
def _():
    x = leaf()
    y = x * 2

    def f(g):
        g.mul_(10)

    y.register_hook(f)
    y.sum().backward()
    return x.grad


@case("hooks before and after a change in place")
def _():
    t = vector(0.0, 0.0, 0.0)
    a = t.clone()
    out = []
    a.register_hook(lambda g: out.append(("before", g)))
    a.mul_(2)
    a.register_hook(lambda g: out.append(("after", g)))
    a.sum().backward()
    return out


@case("retain_grad, then a change in place")
def _():
    t = vector(1.0, 2.0)
    a = t * 1
    a.retain_grad()
    a.mul_(3)
    a.sum().backward()
    return (a.grad, t.grad)


@case("retain_grad before and after a change in place")
def _():
    t = leaf()
    a = t * 1
    a.retain_grad()
    b = a.mul_(2)
    b.retain_grad()
    c = b * 5
    c.sum().backward()
    return (a.grad is b.grad, a.grad)


@case("retain_grad between two hooks")
def _():
    t = leaf()
    a = t * 2
    a.register_hook(lambda g: g * 2)
    a.retain_grad()
    a.register_hook(lambda g: g * 5)
    a.sum().backward()
    return (a.grad, t.grad)


@case("a leaf's hook in grad() and in backward")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 3)
    return (torch.autograd.grad((x * 2).sum(), x), (x * 2).sum().backward(), x.grad)


@case("a prehook that returns a tuple")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda g: (g[0] * 5,))
    y.sum().backward()
    return x.grad


@case("a prehook that returns a tensor")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda g: g[0] * 5)
    return outcome(lambda: y.sum().backward())


@case("a prehook that returns too many")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda g: (g[0], g[0]))
    return outcome(lambda: y.sum().backward())


@case("a prehook that returns a number")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda g: (1,))
    return outcome(lambda: y.sum().backward())


@case("a posthook that returns too many")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0], gi[0], gi[0]))
    return outcome(lambda: y.sum().backward())


@case("a posthook that takes a gradient away")
def _():
    x = leaf()
    w = leaf()
    y = x * w
    y.grad_fn.register_hook(lambda gi, go: (None, gi[1]))
    r = outcome(lambda: y.sum().backward())
    return (r, x.grad, w.grad)


@case("a posthook that changes the shape")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (torch.ones(3), None))
    return outcome(lambda: y.sum().backward())


@case("a posthook that changes the dtype")
def _():
    x = leaf()
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (torch.ones(2, dtype=torch.float64), None))
    return (outcome(lambda: y.sum().backward()), x.grad)


@case("a hook that changes the shape")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: torch.ones(3))
    return outcome(lambda: y.sum().backward())


@case("a hook that returns a number")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: 3)
    return outcome(lambda: y.sum().backward())


@case("a hook that changes the dtype")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g.double())
    return outcome(lambda: y.sum().backward())


@case("the order of all kinds")
def _():
    x = leaf()
    out = []
    y = x * 2
    z = y * 3
    for n in range(3):
        y.register_hook(lambda g, n=n: out.append(("t", n)))
    for n in range(2):
        y.grad_fn.register_prehook(lambda g, n=n: out.append(("pre", n)))
    for n in range(2):
        y.grad_fn.register_hook(lambda a, b, n=n: out.append(("post", n)))
    x.register_hook(lambda g: out.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda p: out.append("acc"))
    a = y.grad_fn.next_functions[0][0]
    a.register_prehook(lambda g: out.append("accpre"))
    a.register_hook(lambda i, o: out.append(("accpost", len(i), len(o))))
    z.sum().backward()
    return out


@case("a hook that removes another")
def _():
    x = leaf()
    out = []
    y = x * 2
    hs = []

    def f(g):
        out.append("a")
        hs[1].remove()

    hs.append(y.register_hook(f))
    hs.append(y.register_hook(lambda g: out.append("b")))
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    return out


@case("a hook that adds another")
def _():
    x = leaf()
    out = []
    y = x * 2
    y.register_hook(lambda g: (out.append("a"), y.register_hook(lambda g: out.append("b")))[0])
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    return out


@case("a handle")
def _():
    x = leaf()
    h = x.register_hook(lambda g: None)
    r = (h.id in x._backward_hooks, len(x._backward_hooks))
    h.remove()
    h.remove()
    return (r, x._backward_hooks, type(h).__name__)


@case("a handle as a context manager")
def _():
    x = leaf()
    with x.register_hook(lambda g: g * 2):
        (x * 1).sum().backward()
    (x * 1).sum().backward()
    return x.grad


@case("a hook that raises after it has set the grad mode")
def _():
    x = leaf()
    y = x * 2

    def f(g):
        torch.set_grad_enabled(True)
        raise ValueError("boo")

    y.register_hook(f)
    r = outcome(lambda: y.sum().backward())
    return (r, torch.is_grad_enabled(), torch._C._current_graph_task_id())


@case("a hook that raises the first time")
def _():
    x = leaf()
    y = x * x
    n = [0]

    def f(g):
        n[0] += 1
        if n[0] == 1:
            raise ValueError("boo")

    y.register_hook(f)
    return (outcome(lambda: y.sum().backward()), x.grad, outcome(lambda: y.sum().backward()), x.grad)


@case("a hook on a view")
def _():
    x = leaf()
    v = x[0:1]
    out = []
    v.register_hook(lambda g: out.append(g))
    (v * 3).sum().backward()
    return out


@case("one call for a leaf used twice")
def _():
    x = leaf()
    out = []
    x.register_hook(lambda g: out.append(g.clone()))
    (x * 2 + x * 3).sum().backward()
    return out


@case("no call without a gradient")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return (x * 1, x * 2)

        @staticmethod
        def backward(ctx, a, b):
            return None

    x = leaf()
    y = x * 1
    out = []
    y.register_hook(lambda g: out.append(g))
    a, b = F.apply(y)
    a.sum().backward()
    return (out, x.grad)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
