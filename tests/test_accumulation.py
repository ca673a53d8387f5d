"""What a backward adds to the leaves, and how it leaves them when it fails (golden/accumulation.json holds PyTorch's outcomes).

``python tests/test_accumulation.py`` records the golden file again; it needs torch.
"""

import threading
import traceback

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("accumulation")
case, leaf = recorder.case, leaf_maker(torch)


# Accumulation.


@case("backward leaf alias")
def _():
    x = leaf()
    g = torch.ones(2)
    x.backward(g)
    return (x.grad is g, x.grad.data_ptr() == g.data_ptr())


@case("backward y1 alias")
def _():
    x = leaf()
    g = torch.ones(2)
    (x * 1).backward(g)
    return (x.grad is g, x.grad.data_ptr() == g.data_ptr())


@case("clone steal")
def _():
    x = leaf()
    y = x.clone()
    g = torch.ones(2)
    y.backward(g)
    return (x.grad is g, x.grad.data_ptr() == g.data_ptr())


@case("alias two leaves")
def _():
    x = leaf()
    y = leaf()
    (x + y).backward(torch.ones(2))
    a = x.grad.data_ptr() == y.grad.data_ptr()
    x.grad.add_(5)
    return (a, y.grad)


@case("alias two leaves sum")
def _():
    x = leaf()
    y = leaf()
    (x + y).sum().backward()
    return (x.grad.data_ptr() == y.grad.data_ptr(), x.grad.stride(), y.grad.stride())


@case("acc inplace obj")
def _():
    torch.set_warn_always(True)
    x = leaf()
    (x * 2).sum().backward()
    g = x.grad
    v = g._version
    (x * 2).sum().backward()
    a = (x.grad is g, g, g._version - v)
    (x * x).sum().backward(create_graph=True)
    torch.set_warn_always(False)
    return (a, x.grad is g, x.grad, g)


@case("acc preset grad")
def _():
    x = leaf()
    x.grad = torch.full((2,), 5.0)
    g = x.grad
    (x * 2).sum().backward()
    return (x.grad is g, x.grad, g._version)


@case("acc grad requires")
def _():
    x = leaf()
    x.grad = torch.full((2,), 5.0, requires_grad=True)
    return (outcome(lambda: (x * 2).sum().backward()), x.grad)


@case("acc grad view")
def _():
    x = leaf()
    buf = torch.zeros(4)
    x.grad = buf[1:3]
    (x * 2).sum().backward()
    return (buf, x.grad)


@case("acc expanded")
def _():
    x = leaf(2, 3)
    x.grad = torch.zeros(1).expand(2, 3)
    return outcome(lambda: (x * 2).sum().backward())


@case("layout")
def _():
    x = torch.ones(3, 4).t().requires_grad_()
    (x * 2).sum().backward()
    a = x.grad.stride()
    y = torch.ones(2, 3, 4).permute(2, 0, 1).requires_grad_()
    (y * torch.ones(4, 2, 3)).sum().backward()
    z = torch.ones(4, 6)[:, ::2].requires_grad_()
    (z * 2).sum().backward()
    return (a, y.grad.stride(), z.grad.stride())


@case("layout expand")
def _():
    x = torch.ones(1).expand(3).requires_grad_()
    x.sum().backward()
    return (x.grad.stride(), x.grad)


# Errors.


@case("error leaves state")
def _():
    x = leaf()
    w = leaf()
    a = x * x
    b = w * w

    def bad(g):
        raise ValueError("stop")

    a.register_hook(bad)
    z = (a.exp() * b.exp()).sum()
    r = [outcome(lambda: z.backward(retain_graph=True)), x.grad, w.grad]
    r.append(outcome(lambda: z.backward()))
    r.append(w.grad)
    r.append(outcome(lambda: b.sum().backward()))
    r.append(w.grad)
    return r


@case("baseexc")
def _():
    x = leaf()
    a = x * x

    def bad(g):
        raise KeyboardInterrupt("k")

    a.register_hook(bad)
    try:
        a.sum().backward()
    except BaseException as e:
        return (type(e).__name__, str(e), torch._C._current_graph_task_id(), torch.is_grad_enabled())


@case("traceback")
def _():
    x = leaf()
    a = x * x

    def bad_hook_here(g):
        raise ValueError("k")

    a.register_hook(bad_hook_here)
    try:
        a.sum().backward()
    except ValueError as e:
        return ("bad_hook_here" in "".join(traceback.format_tb(e.__traceback__)), e.__cause__, e.__context__)


@case("nograd leaf")
def _():
    x = leaf()
    y = (x * 2).sum()
    x.requires_grad_(False)
    r = outcome(lambda: y.backward())
    return (r, x.grad)


@case("nograd leaf grad")
def _():
    x = leaf()
    y = (x * 2).sum()
    x.requires_grad_(False)
    return outcome(lambda: torch.autograd.grad(y, x))


# Threads.


@case("threads separate")
def _():
    res = []

    def f():
        x = torch.ones(5, 5, requires_grad=True)
        y = (x + 3) * (x + 4) * 0.5
        y.sum().backward()
        res.append(bool((x.grad == x + 3.5).all()))

    ts = [threading.Thread(target=f) for _ in range(10)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    return res


@case("threads shared leaf")
def _():
    x = torch.ones(5, 5, requires_grad=True)

    def f():
        y = (x + 3) * (x + 4) * 0.5
        y.sum().backward()

    ts = [threading.Thread(target=f) for _ in range(10)]
    [t.start() for t in ts]
    [t.join() for t in ts]
    return bool((x.grad == 10 * (x + 3.5)).all())


@case("weaktensorref")
def _():
    x = torch.ones(2)
    r = torch._C._WeakTensorRef(x)
    a = r.expired()
    del x
    return (a, r.expired())


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
