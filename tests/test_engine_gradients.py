"""Gradients accumulated and returned, for which inputs, in which layout (golden/engine_gradients.json holds PyTorch's outcomes).

``python tests/test_engine_gradients.py`` records the golden file again; it needs torch.
"""
import warnings

import pytest
from recorded import RECORDING, Recorder, leaf_maker, torch

grad, Function = torch.autograd.grad, torch.autograd.Function
recorder = Recorder("engine_gradients")
case, leaf = recorder.case, leaf_maker(torch)


# Accumulation.


def recorded(y):
    """Backward with create_graph, without its warning (PyTorch gives it once in a process)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y.backward(create_graph=True)


@case("gradients accumulate into the same tensor")
def _():
    x = leaf()
    (x * 2).sum().backward()
    first = x.grad
    (x * 3).sum().backward()
    return x.grad, x.grad is first


@case("the gradient given is not kept")
def _():
    x = leaf()
    g = torch.ones(2)
    (x * 1).backward(g)
    other = leaf()
    other.backward(g)
    return x.grad is g, x.grad.data_ptr() == g.data_ptr(), other.grad is g, other.grad.data_ptr() == g.data_ptr()


@case("with create_graph the gradient is replaced")
def _():
    x = leaf()
    (x * x).sum().backward()
    first = x.grad
    recorded((x * x).sum())
    return x.grad is first, first, x.grad, x.grad.requires_grad


@case("first gradient with create_graph")
def _():
    x = leaf()
    recorded((x * x).sum())
    g = x.grad
    x.grad = None
    g.sum().backward()
    return g, x.grad


@case("two leaves with one gradient do not share it")
def _():
    x, y = leaf(), leaf()
    (x + y).sum().backward()
    x.grad.add_(5)
    return x.grad, y.grad


@case("a leaf used twice")
def _():
    x = leaf()
    (x + x).sum().backward()
    (x * x * x).sum().backward()
    return x.grad


@case("layout of gradients")
def _():
    x = leaf(2, 3)
    x.t().sum().backward()
    y = torch.ones(3, 2).t().requires_grad_()
    (y * 2).sum().backward()
    z = leaf(2, 3)
    (z.t() * torch.ones(3, 2)).sum().backward()
    return x.grad.stride(), y.grad.stride(), z.grad.stride()


@case("gradient kept where it is assigned")
def _():
    x = leaf()
    x.grad = torch.full((2,), 10.0)
    held = x.grad
    x.sum().backward()
    return x.grad, x.grad is held


@case("gradient deleted")
def _():
    x = leaf()
    x.sum().backward()
    del x.grad
    return x.grad


@case("dtype of gradients")
def _():
    x = torch.ones(2, dtype=torch.float16, requires_grad=True)
    y = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (x * y).sum().backward()
    return x.grad, y.grad


@case("broadcast")
def _():
    x, y = leaf(3, 1), leaf(4)
    (x * y).sum().backward()
    return x.grad, y.grad


@case("grad() leaves .grad alone")
def _():
    x = leaf()
    return grad((x * 2).sum(), x), x.grad


@case("inputs of backward")
def _():
    x, w = leaf(), leaf()
    (x * w).sum().backward(inputs=[x])
    return x.grad, w.grad


@case("inputs of backward: a non-leaf")
def _():
    x = leaf()
    y = x * 2
    (y * 3).sum().backward(inputs=[y])
    return y.grad, x.grad


@case("inputs of backward: a leaf and a non-leaf before it")
def _():
    x = leaf()
    y = x * 2
    (y * 3).sum().backward(inputs=[y, x])
    return y.grad, x.grad


@case("inputs of backward: not in the graph")
def _():
    x, w = leaf(), leaf()
    x.sum().backward(inputs=[w])
    return x.grad, w.grad


@case("a leaf as the output")
def _():
    x = torch.tensor(3.0, requires_grad=True)
    x.backward()
    return x.grad, grad(x, x), grad(x * 1, x)


@case("an output that is another's input")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    return grad([z.sum(), y.sum()], [x, y])


@case("the same input twice")
def _():
    x = leaf()
    return grad((x * 2).sum(), [x, x])


@case("the same output twice")
def _():
    x = leaf()
    y = (x * 2).sum()
    return grad([y, y], x)


@case("unused input")
def _():
    x, w = leaf(), leaf()
    y = (x * 2).sum()
    return grad(y, [x, w], allow_unused=True, retain_graph=True), grad(y, [x, w], materialize_grads=True)


@case("unused input refused")
def _():
    x, w = leaf(), leaf()
    grad((x * 2).sum(), [x, w])


@case("reached, but no gradient")
def _():
    class Nothing(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return None

    x = leaf()
    y = Nothing.apply(x * 2)
    (y * 3 + x).sum().backward()
    return x.grad


@case("several outputs of one node")
def _():
    x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
    values, indices = x.sort()
    (values * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return x.grad, values.grad_fn.name(), indices.requires_grad


@case("several views of one node, one used")
def _():
    x = leaf(4)
    a, b = x.split(2)
    (b * 3).sum().backward()
    return x.grad


# The layout of gradients.


def like(*shape):
    return torch.ones(*shape, requires_grad=True)


def transposed(*shape):
    return torch.ones(*shape).t().requires_grad_()


def of_a_view(make):
    """A program whose gradient comes through a view, from a gradient made by `make`."""
    return lambda x: x.view_as(x).backward(make())


LAYOUTS = {
    "a transposed gradient": (lambda: like(3, 4), of_a_view(lambda: torch.ones(4, 3).t())),
    "a transposed leaf": (lambda: transposed(4, 3), of_a_view(lambda: torch.ones(3, 4))),
    "an expanded gradient": (lambda: like(3, 4), of_a_view(lambda: torch.ones(4).expand(3, 4))),
    "a gradient with gaps": (lambda: like(3, 4), of_a_view(lambda: torch.ones(3, 8)[:, ::2])),
    "a leaf with gaps": (lambda: torch.ones(3, 8)[:, ::2].requires_grad_(), of_a_view(lambda: torch.ones(4, 3).t())),
    "a product with a transposed tensor": (lambda: like(3, 4), lambda x: (x * torch.ones(4, 3).t()).sum().backward()),
    "a transposed product": (lambda: like(3, 4), lambda x: (x.t() * torch.ones(4, 3)).sum().backward()),
    "a sum": (lambda: like(3, 4), lambda x: x.sum().backward()),
    "a product of a transposed leaf": (lambda: transposed(4, 3), lambda x: (x * torch.ones(3, 4)).sum().backward()),
    "twice": (lambda: like(3, 4), lambda x: [of_a_view(lambda: torch.ones(4, 3).t())(x) for _ in range(2)]),
    "recorded": (lambda: like(3, 4), lambda x: recorded((x * x * torch.ones(4, 3).t()).sum())),
}
for _name, (_leaf, _program) in LAYOUTS.items():
    for _enforced in (True, False):

        @case(f"layout of {_name}, enforced: {_enforced}")
        def _(made=_leaf, program=_program, enforced=_enforced):
            x = made()
            with torch.autograd.enforce_grad_layout_policy(enforced):
                program(x)
            return x.grad.stride(), x.grad.sum()


@case("no warning of the layout where it is not enforced")
def _():
    x = like(3, 4)
    x.grad = torch.ones(4, 3).t()
    with torch.autograd.enforce_grad_layout_policy(False):
        x.sum().backward()
    return x.grad.stride()


@case("a gradient that somebody holds is copied")
def _():
    x, held = like(3, 4), []
    x.register_hook(held.append)
    with torch.autograd.enforce_grad_layout_policy(False):
        (x * torch.ones(4, 3).t()).sum().backward()
    return x.grad is held[0], x.grad.stride()


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
