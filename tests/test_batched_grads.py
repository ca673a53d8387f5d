"""``grad(..., is_grads_batched=True)``: one backward for a batch of vectors (golden/batched_grads.json holds PyTorch's outcomes).

``python tests/test_batched_grads.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

grad = torch.autograd.grad
recorder = Recorder("batched_grads")
case, leaf = recorder.case, leaf_maker(torch)


def batched(y, x, n=3, **options):
    return grad(y, x, torch.arange(1.0, n * y.numel() + 1).reshape(n, *y.shape), is_grads_batched=True, **options)


@case("the vectors of a batch")
def _():
    x = leaf()
    return batched(x * x * 3, x)


@case("the graph is freed")
def _():
    x = leaf()
    y = x * x
    return batched(y, x), outcome(lambda: batched(y, x)), outcome(lambda: y.grad_fn._saved_self), outcome(lambda: y.sum().backward())


@case("the graph is kept")
def _():
    x = leaf()
    y = x.exp() * x
    first = batched(y, x, retain_graph=True)
    return first, batched(y, x), outcome(lambda: batched(y, x))


@case("recorded, which keeps the graph")
def _():
    x = leaf()
    y = x**3
    (first,) = batched(y, x, create_graph=True)
    return first.requires_grad, grad(first.sum(), x), batched(y, x)


@case("recorded, and not kept")
def _():
    x = leaf()
    y = x**3
    (first,) = batched(y, x, create_graph=True, retain_graph=False)
    return outcome(lambda: batched(y, x)), first


@case("only what was run is freed")
def _():
    x, w = leaf(), leaf()
    y = x * x
    z = y * w * w
    batched(z, y)
    return outcome(lambda: y.sum().backward()), x.grad, outcome(lambda: z.sum().backward())


@case("through a Function")
def _():
    class Square(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(x):
            return x * x

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 2 * x * g

    x = leaf()
    y = Square.apply(x)
    return batched(y, x), outcome(lambda: batched(y, x))


@case("unused inputs")
def _():
    x, w = leaf(), leaf()
    y = x * 2
    return (
        batched(y, [x, w], allow_unused=True), outcome(lambda: batched(x * 2, [x, w])), batched(x * 2, [x, w], materialize_grads=True),
    )  # fmt: skip


@case("batches that do not fit")
def _():
    x = leaf()
    return (
        outcome(lambda: grad(x * 2, x, torch.ones(2), is_grads_batched=True)),
        outcome(lambda: grad(x * 2, x, torch.ones(3, 3), is_grads_batched=True)),
        outcome(lambda: grad([x * 2, x * 3], x, [torch.ones(3, 2), torch.ones(4, 2)], is_grads_batched=True)),
        outcome(lambda: grad((x * 2).sum(), x, torch.tensor(1.0), is_grads_batched=True)),
    )


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_a_derivative_that_looks_at_values():
    """PyTorch refuses this; here each vector is run by itself, and the graph is freed after the last."""

    class Stepped(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 2 if g.sum().item() > 5 else g * 0 * x

    x = leaf()
    y = Stepped.apply(x * x)
    (found,) = batched(y, x)
    assert found.tolist() == [[0, 0], [12, 16], [20, 24]]
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        batched(y, x)


if RECORDING:
    recorder.record()


@pytest.mark.parametrize("size", [0, 1])
def test_windows_of_a_number(size):
    x = torch.tensor(1.5, requires_grad=True)
    made = x.unfold(0, size, 1)
    (grads,) = torch.autograd.grad(made, x, torch.ones(3, *made.shape), is_grads_batched=True)
    assert grads.tolist() == [float(size)] * 3
