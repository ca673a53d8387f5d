"""The backward engine: order, retained graphs, backwards inside one another (golden/engine.json holds PyTorch's outcomes).

``python tests/test_engine.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, leaf_maker, torch

grad, Function = torch.autograd.grad, torch.autograd.Function
recorder = Recorder("engine")
case, leaf = recorder.case, leaf_maker(torch)


class Traced(Function):
    """x as it is; backward notes `name` in `log`."""

    @staticmethod
    def forward(ctx, x, name, log):
        ctx.name_, ctx.log = name, log
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        ctx.log.append(ctx.name_)
        return g, None, None


# Order.


@case("diamond: latest first")
def _():
    log = []
    x = leaf(1)
    a = Traced.apply(x, "a", log)
    b = Traced.apply(x, "b", log)
    c = Traced.apply(a + b, "c", log)
    d = Traced.apply(c, "d", log)
    e = Traced.apply(c, "e", log)
    (e + d).backward()
    return log, x.grad


@case("long and short branch")
def _():
    log = []
    x = leaf(1)
    short = Traced.apply(x, "short", log)
    long = x
    for i in range(3):
        long = Traced.apply(long, f"long {i}", log)
    (short + long).backward()
    return log


@case("several roots")
def _():
    log = []
    x = leaf(1)
    a, b, c = [Traced.apply(x, n, log) for n in "abc"]
    torch.autograd.backward([b, a, c])
    return log, x.grad


@case("what grad() does not need is not run")
def _():
    log = []
    x, y = leaf(1), leaf(1)
    a = Traced.apply(x, "a", log)
    b = Traced.apply(y, "b", log)
    c = Traced.apply(a + b, "c", log)
    return grad(c, x), log


@case("accumulation happens at once")
def _():
    log = []
    x, y = leaf(1), leaf(1)
    x.register_hook(lambda g: log.append("x"))
    y.register_hook(lambda g: log.append("y"))
    z = Traced.apply(x, "a", log) * Traced.apply(y, "b", log)
    z.backward()
    return log


@case("sequence numbers grow")
def _():
    x = leaf(1)
    y = x * 2
    z = y * 3
    return z.grad_fn._sequence_nr() > y.grad_fn._sequence_nr()


@case("a node made earlier and used later")
def _():
    log = []
    x = leaf(1)
    early = Traced.apply(x, "early", log)
    late = Traced.apply(x * 2, "late", log)
    top = Traced.apply(late, "top", log) + early
    top.backward()
    return log


# Retained graphs.


@case("second backward through saved values")
def _():
    y = (leaf() ** 2).sum()
    y.backward()
    y.backward()


@case("second backward retained")
def _():
    x = leaf()
    y = (x**2).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@case("second backward of another branch over freed values")
def _():
    x = leaf()
    h = x.exp()
    (h * 2).sum().backward()
    (h * 3).sum().backward()


@case("second backward with nothing saved")
def _():
    x = leaf()
    y = (x + x).sum()
    y.backward()
    y.backward()
    return x.grad


@case("values freed only where backward went")
def _():
    x, w = leaf(), leaf()
    a, b = x * x, w * w
    y = (a + b).sum()
    grad(y, x)
    return attempt(lambda: a.grad_fn._saved_self), attempt(lambda: b.grad_fn._saved_self is w)


def attempt(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"


@case("create_graph retains")
def _():
    x = leaf()
    y = (x**3).sum()
    (g,) = grad(y, x, create_graph=True)
    return g, grad(g.sum(), x), attempt(lambda: grad(y, x))


@case("third derivative")
def _():
    x = torch.tensor([2.0], requires_grad=True)
    y = x**4
    for _ in range(3):
        (y,) = grad(y, x, torch.ones(1), create_graph=True)
    return y


@case("gradient penalty")
def _():
    x, w = leaf(), torch.full((2,), 3.0, requires_grad=True)
    y = (w * x * x).sum()
    (g,) = grad(y, x, create_graph=True)
    (g**2).sum().backward()
    return w.grad, x.grad


@case("error in the middle leaves later backwards right")
def _():
    class Fails(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise ValueError("mine")

    x = leaf()
    said = attempt(lambda: Fails.apply(x * 2).sum().backward())
    mode = torch.is_grad_enabled()
    (x * 3).sum().backward()
    return said, mode, x.grad


# Re-entrance.


@case("backward inside a tensor hook")
def _():
    x, w = leaf(), leaf()
    (x * 2).register_hook(lambda g: None)
    y = x * 2

    def hook(g):
        with torch.enable_grad():
            (w * w * g.detach()).sum().backward()

    y.register_hook(hook)
    (y * 3).sum().backward()
    return x.grad, w.grad


@case("backward inside backward, through the same leaf")
def _():
    class Again(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 1

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            with torch.enable_grad():
                (x * 10).sum().backward()
            return g

    x = leaf()
    Again.apply(x).sum().backward()
    return x.grad


@case("backward inside backward, five deep")
def _():
    class Deep(Function):
        @staticmethod
        def forward(ctx, x, depth):
            ctx.depth = depth
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            if ctx.depth:
                (x,) = ctx.saved_tensors
                with torch.enable_grad():
                    z = x.detach().requires_grad_()
                    (inner,) = grad(Deep.apply(z, ctx.depth - 1).sum(), z)
                return g * inner, None
            return g * 2, None

    x = leaf()
    Deep.apply(x, 5).sum().backward()
    return x.grad


@case("inner backward over the outer graph")
def _():
    class Inner(Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.y = y
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            (inner,) = grad(ctx.y.sum(), ctx.x, retain_graph=True)
            return g * inner, None

    x = leaf()
    shared = x * x
    out = Inner.apply(x * 5, shared)
    out.grad_fn.x = x
    (out + shared).sum().backward()
    return x.grad


@case("grad mode during backward")
def _():
    log = []
    x = leaf()
    x.register_hook(lambda g: log.append((torch.is_grad_enabled(), g.requires_grad)))
    y = (x * x).sum()
    y.backward(retain_graph=True)
    grad(y, x, create_graph=True)
    with torch.no_grad():
        y.backward()
    return log, x.grad


@case("backward of a sum of a hundred branches")
def _():
    x = leaf(1)
    total = sum(x * i for i in range(100))
    total.backward()
    return x.grad


@case("names of the graph")
def _():
    x = leaf()
    y = ((x * 2).exp() + x).sum()
    seen, stack = [], [y.grad_fn]
    while stack:
        node = stack.pop()
        seen.append(node.name())
        stack.extend(n for n, _ in node.next_functions if n is not None)
    return seen


@case("the accumulator of a leaf is one object")
def _():
    x = leaf()
    a, b = x * 2, x * 3
    return a.grad_fn.next_functions[0][0] is b.grad_fn.next_functions[0][0], a.grad_fn.next_functions[0][0].variable is x


@case("a node is one object")
def _():
    y = leaf() * 2
    z = y * 3
    return y.grad_fn is y.grad_fn, z.grad_fn.next_functions[0][0] is y.grad_fn


@case("metadata of a node")
def _():
    y = leaf() * 2
    y.grad_fn.metadata["a"] = 1
    return y.grad_fn.metadata


@case("saved attributes")
def _():
    x, w = leaf(), torch.full((2,), 3.0)
    y = x * w
    z = x.sum(0)
    return y.grad_fn._saved_other, y.grad_fn._saved_self, z.grad_fn._saved_dim, z.grad_fn._saved_keepdim, x.exp().grad_fn._saved_result


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
