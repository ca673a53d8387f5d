"""Hooks on tensors and on leaves' gradients (golden/hooks.json holds PyTorch's outcomes).

``python tests/test_hooks.py`` records the golden file again; it needs torch.
"""
import gc
import weakref

import pytest
from recorded import RECORDING, Recorder, leaf_maker, torch

grad = torch.autograd.grad
recorder = Recorder("hooks")
case, leaf = recorder.case, leaf_maker(torch)


# Tensor hooks.


@case("order of all kinds")
def _():
    log = []
    x = leaf(1)
    y = x * 2
    y.register_hook(lambda g: log.append("tensor 1"))
    y.retain_grad()
    y.register_hook(lambda g: log.append("tensor 2"))
    y.grad_fn.register_prehook(lambda g: log.append("pre"))
    y.grad_fn.register_hook(lambda gi, go: log.append("post"))
    x.register_hook(lambda g: log.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda p: log.append(("accumulated", p is x, p.grad.tolist())))
    y.sum().backward()
    return log, y.grad


@case("hook of a leaf changes what is accumulated")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    (x * 2).sum().backward()
    return x.grad


@case("hook of a leaf and grad()")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 10)
    return grad((x * 2).sum(), x), x.grad


@case("hook of a non-leaf that is an input, and of what is behind it")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g * 10)
    z = (y * 3).sum()
    return grad(z, [x, y], retain_graph=True), grad(z, y, retain_graph=True), grad(z, x)


@case("retain_grad sees the hooks' result")
def _():
    x = leaf()
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    (y * 3).sum().backward()
    return y.grad, y.retains_grad, x.retains_grad


@case("retain_grad accumulates")
def _():
    y = leaf() * 2
    y.retain_grad()
    y.retain_grad()
    z = (y * 3).sum()
    z.backward(retain_graph=True)
    first = y.grad
    z.backward()
    return y.grad, first is y.grad


@case("retain_grad on a leaf")
def _():
    x = leaf()
    return x.retain_grad(), x.retains_grad


@case("hook removed")
def _():
    log = []
    x = leaf()
    first = x.register_hook(lambda g: log.append("first"))
    x.register_hook(lambda g: log.append("second"))
    first.remove()
    first.remove()
    x.sum().backward()
    return log


@case("hook removed inside a with block")
def _():
    log = []
    x = leaf()
    with x.register_hook(lambda g: log.append(1)):
        x.sum().backward()
    x.sum().backward()
    return log


@case("hook that removes itself")
def _():
    log = []
    x = leaf()

    def hook(g):
        log.append(1)
        handle.remove()

    handle = x.register_hook(hook)
    x.sum().backward()
    x.sum().backward()
    return log


@case("hook added inside a hook")
def _():
    log = []
    x = leaf()

    def hook(g):
        log.append("outer")
        x.register_hook(lambda g: log.append("inner"))

    handle = x.register_hook(hook)
    x.sum().backward()
    handle.remove()
    x.sum().backward()
    return log


@case("hook of a leaf before and after the graph is made")
def _():
    log = []
    x = leaf()
    x.register_hook(lambda g: log.append("before"))
    y = x.sum()
    x.register_hook(lambda g: log.append("after"))
    y.backward()
    return log


@case("hook result is recorded with create_graph")
def _():
    x = leaf()
    y = x * x
    y.register_hook(lambda g: g * x)
    (g,) = grad(y.sum(), x, create_graph=True)
    return g, grad(g.sum(), x)


@case("hook returning another shape")
def _():
    x = leaf()
    x.register_hook(lambda g: torch.ones(3))
    x.sum().backward()


@case("hook returning another dtype")
def _():
    x = leaf()
    x.register_hook(lambda g: g.double())
    x.sum().backward()


@case("hook returning no tensor")
def _():
    x = leaf()
    x.register_hook(lambda g: "a")
    x.sum().backward()


@case("hook that raises")
def _():
    def hook(g):
        raise KeyError("mine")

    x = leaf()
    x.register_hook(hook)
    x.sum().backward()


@case("hook on what needs no gradient")
def _():
    torch.ones(2).register_hook(lambda g: g)


@case("the same hook twice")
def _():
    def double(g):
        return g * 2

    x = leaf()
    x.register_hook(double)
    x.register_hook(double)
    x.sum().backward()
    return x.grad


@case("hook of an output that gets no gradient")
def _():
    log = []
    x = leaf(4)
    a, b = x.split(2)
    a.register_hook(lambda g: log.append("a"))
    b.register_hook(lambda g: log.append("b"))
    b.sum().backward()
    return log, x.grad


@case("hook registered before a change in place")
def _():
    log = []
    y = leaf() * 2
    y.register_hook(lambda g: log.append(("before", g)))
    y.mul_(3)
    y.register_hook(lambda g: log.append(("after", g)))
    y.sum().backward()
    return log


@case("retain_grad before a change in place")
def _():
    y = leaf() * 2
    y.retain_grad()
    y.mul_(3)
    (y * 5).sum().backward()
    return y.grad, y.retains_grad


@case("retain_grad before a change in place through a view")
def _():
    y = leaf() * 2
    y.retain_grad()
    y[:1].mul_(3)
    (y * 5).sum().backward()
    return y.grad


@case("hook of a view, then the base is changed")
def _():
    log = []
    y = leaf() * 2
    v = y[:1]
    v.register_hook(lambda g: log.append(g))
    y.mul_(3)
    (v * 5).sum().backward()
    return log


@case("retain_grad of a view, then the base is changed")
def _():
    y = leaf() * 2
    v = y[:1]
    v.retain_grad()
    y.mul_(3)
    (v * 5).sum().backward()
    return v.grad


# Post-accumulate hooks.


@case("post-accumulate hooks in order, gradient reset inside")
def _():
    log = []
    x = leaf()

    def reset(p):
        log.append(p.grad.tolist())
        p.grad = None

    x.register_post_accumulate_grad_hook(reset)
    x.register_post_accumulate_grad_hook(lambda p: log.append(p.grad))
    (x * 2).sum().backward()
    return log, x.grad


@case("post-accumulate hook and grad()")
def _():
    log = []
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: log.append(1))
    grad(x.sum(), x)
    return log


@case("post-accumulate hook returning something")
def _():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: p.grad * 5)
    x.sum().backward()
    return x.grad


@case("post-accumulate hook of a non-leaf")
def _():
    (leaf() * 2).register_post_accumulate_grad_hook(lambda p: None)


@case("post-accumulate hook of what needs no gradient")
def _():
    torch.ones(2).register_post_accumulate_grad_hook(lambda p: None)


@case("post-accumulate hook removed")
def _():
    log = []
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: log.append(1)).remove()
    x.sum().backward()
    return log


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_a_hook_dies_with_its_tensor():
    class Hook:
        def __call__(self, g):
            return g

    hook = Hook()
    alive = weakref.ref(hook)
    x = leaf()
    x.register_hook(hook)
    del hook
    assert alive() is not None
    del x
    gc.collect()
    assert alive() is None


def test_a_handle_does_not_keep_the_graph():
    y = leaf() * 2
    node = weakref.ref(y.grad_fn)
    handle = y.register_hook(lambda g: g)
    del y
    gc.collect()
    assert node() is None
    handle.remove()


if RECORDING:
    recorder.record()
