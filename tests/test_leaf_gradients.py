"""What ends up in the ``grad`` of leaves: sums, layouts, types, and who shares them (golden/leaf_gradients.json holds PyTorch's outcomes).

``python tests/test_leaf_gradients.py`` records the golden file again; it needs torch.
"""

import copy

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("leaf_gradients")
case, leaf = recorder.case, leaf_maker(torch)


# Sums.


@case("accumulate requires")
def _():
    x = leaf()
    w = leaf()
    y = x * w
    y.backward(w, retain_graph=True)
    return (x.grad, w.grad, x.grad.requires_grad)


@case("accum requires create")
def _():
    torch.set_warn_always(True)
    x = leaf()
    w = leaf()
    (x * w).backward(w, create_graph=True)
    torch.set_warn_always(False)
    return (x.grad, w.grad)


@case("create graph detached grad")
def _():
    torch.set_warn_always(True)
    x = leaf()
    (x * 2).sum().backward(create_graph=True)
    a = x.grad
    (x * 2).sum().backward(create_graph=True)
    torch.set_warn_always(False)
    return (a, x.grad, a is x.grad, a.requires_grad)


@case("inplace then accum")
def _():
    torch.set_warn_always(True)
    x = leaf()
    (x * x).sum().backward(create_graph=True)
    g = x.grad
    r = outcome(lambda: (x * x).sum().backward())
    torch.set_warn_always(False)
    return (r, g is x.grad, x.grad)


@case("input buffer")
def _():
    l = torch.ones(2, 2, requires_grad=True)
    o1 = l.clone()
    o2 = l * 1
    g1 = torch.ones(2, 2)
    g2 = torch.ones(2, 2)
    torch.autograd.backward((o1, o2), (g1, g2))
    return (g1, g2, l.grad)


@case("grad none set")
def _():
    x = leaf()
    (x * 2).sum().backward()
    g = x.grad
    x.grad = None
    (x * 2).sum().backward()
    return (g is x.grad, x.grad)


@case("grad zero")
def _():
    x = leaf()
    (x * 2).sum().backward()
    x.grad.zero_()
    (x * 2).sum().backward()
    return (x.grad, x.grad._version)


@case("requires grad after")
def _():
    x = torch.ones(2)
    y = x * 2
    x.requires_grad_()
    return (y.requires_grad, outcome(lambda: y.sum().backward()))


@case("zero size")
def _():
    x = torch.ones(0, 3, requires_grad=True)
    (x * 2).sum().backward()
    return (x.grad, x.grad.shape)


# Layouts and sharing.


@case("backward noncontig grad")
def _():
    x = torch.ones(2, 3, requires_grad=True)
    g = torch.arange(6.0).reshape(3, 2).t()
    (x * 1).backward(g)
    y = torch.ones(2, 3, requires_grad=True)
    y.backward(g)
    z = torch.ones(2, 3, requires_grad=True)
    z.clone().backward(g)
    return (x.grad.stride(), y.grad.stride(), z.grad.stride(), torch.autograd.grad(z.clone(), z, g)[0].stride())


@case("backward expanded grad")
def _():
    x = torch.ones(2, 3, requires_grad=True)
    g = torch.ones(1).expand(2, 3)
    x.backward(g)
    y = torch.ones(2, 3, requires_grad=True)
    (y * 1).backward(g)
    return (x.grad.stride(), y.grad.stride(), torch.autograd.grad(y.sum(), y)[0].stride(), torch.autograd.grad(y.clone(), y, g)[0].stride())


@case("second accum layout")
def _():
    x = torch.ones(3, 4).t().requires_grad_()
    x.grad = torch.zeros(4, 3)
    (x * 2).sum().backward()
    return x.grad.stride()


@case("grad strides")
def _():
    x = torch.ones(3, 4).t().requires_grad_()
    return (torch.autograd.grad((x * 2).sum(), x)[0].stride(), torch.autograd.grad((x * x).sum(), x)[0].stride())


@case("grad shares")
def _():
    x = leaf()
    y = x.detach()
    (x * 2).sum().backward()
    return y.grad


@case("deepcopy leaf grad")
def _():
    x = leaf()
    (x * 2).sum().backward()
    y = copy.deepcopy(x)
    return (y.grad, y.grad is x.grad, y.requires_grad)


@case("backward copy")
def _():
    x = torch.ones(5, requires_grad=True)
    y = torch.ones(5, requires_grad=True)
    a = x + 2
    b = y + 2
    c = x + 2
    add1 = a + b
    add2 = add1 + c
    for _ in range(4):
        a = a * 2
        b = b * 2
        c = c * 2
    (add2 + a + b + c).backward(torch.ones(5))
    return (x.grad, y.grad)


# Shapes and types.


@case("grad scalar zero dim")
def _():
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.ones(3, requires_grad=True)
    (x * y).sum().backward()
    return (x.grad, y.grad, x.grad.shape)


@case("broadcast grad")
def _():
    x = torch.ones(3, 1, requires_grad=True)
    y = torch.ones(1, 4, requires_grad=True)
    z = torch.ones(2, 3, 4, requires_grad=True)
    (x + y * z).sum().backward()
    return (x.grad, y.grad, z.grad.shape)


@case("dtype mix")
def _():
    x = torch.ones(2, dtype=torch.float16, requires_grad=True)
    y = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (x * y).sum().backward()
    return (x.grad, y.grad)


@case("complex real")
def _():
    x = torch.ones(2, requires_grad=True)
    z = torch.ones(2, dtype=torch.complex64, requires_grad=True)
    (x * z).sum().abs().backward()
    return (x.grad, z.grad)


@case("complex grad out")
def _():
    z = torch.ones(2, dtype=torch.complex64, requires_grad=True)
    return (outcome(lambda: (z * 2).backward(torch.ones(2))), outcome(lambda: (z * 2).sum().backward()))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
