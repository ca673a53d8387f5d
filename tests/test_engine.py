"""The backward engine: orders, accumulation, retained graphs, re-entrance, threads (golden/engine.json holds PyTorch's outcomes).

``python tests/test_engine.py`` records the golden file again; it needs torch.
"""
import gc
import threading
import warnings
import weakref

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

grad, Function = torch.autograd.grad, torch.autograd.Function
recorder = Recorder("engine")
case = recorder.case


def leaf(*shape):
    return torch.ones(*(shape or (2,)), requires_grad=True)


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


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_deep_chain():
    x = leaf(1)
    y = x
    for _ in range(20_000):
        y = y + 1
    y.backward()
    assert x.grad.tolist() == [1]
    del y
    gc.collect()


def test_deep_chain_of_functions():
    log = []
    x = leaf(1)
    y = x
    for _ in range(3_000):
        y = Traced.apply(y, 0, log)
    y.backward()
    assert len(log) == 3_000
    del y


def test_deep_reentrance():
    class Nested(Function):
        @staticmethod
        def forward(ctx, x, depth):
            ctx.depth = depth
            return x * 1

        @staticmethod
        def backward(ctx, g):
            if ctx.depth:
                with torch.enable_grad():
                    z = torch.ones(1, requires_grad=True)
                    Nested.apply(z, ctx.depth - 1).backward()
            return g, None

    x = leaf(1)
    Nested.apply(x, 50).backward()
    assert x.grad.tolist() == [1]


def test_wide_graph():
    x = leaf(1)
    torch.stack([x * i for i in range(2_000)]).sum().backward()
    assert x.grad.tolist() == [sum(range(2_000))]


def test_many_paths():
    x = leaf(1)
    y = x
    for _ in range(30):  # 2**30 paths
        y = y + y
    y.backward()
    assert x.grad.tolist() == [2**30]


def test_threads_have_their_own_mode():
    seen = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
        assert not torch.is_grad_enabled()
    assert seen == [True]


def test_backwards_in_threads():
    results, errors = {}, []

    def work(k):
        try:
            x = torch.full((5,), float(k), requires_grad=True)
            for _ in range(20):
                x.grad = None
                y = x
                for _ in range(20):
                    y = y * 1.0 + x * 0.0
                (y * y).sum().backward()
            results[k] = x.grad.tolist()
        except Exception as error:  # reported by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert errors == []
    assert results == {k: [2.0 * k] * 5 for k in range(6)}


def test_backwards_of_one_graph_in_threads():
    x = torch.ones(3, requires_grad=True)
    h = x * 2
    for _ in range(50):
        h = h + x
    outs, errors = [(h * k).sum() for k in range(4)], []
    got = [None] * 4

    def work(k):
        try:
            (got[k],) = grad(outs[k], x, retain_graph=True)
        except Exception as error:  # reported by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert errors == []
    assert [g.tolist() for g in got] == [[52.0 * k] * 3 for k in range(4)]


def test_graph_dies_with_its_result():
    x = leaf()
    y = (x * x).exp()
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("function", ["exp", "tanh", "sigmoid", "sqrt", "softmax", "relu"])
def test_saved_results_make_no_cycle(function):
    x = leaf()
    y = x.softmax(0) if function == "softmax" else getattr(x, function)()
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None
    finally:
        gc.enable()


def test_saved_values_die_in_backward():
    x = leaf()
    h = x * 3
    y = (h * h).sum()
    alive = weakref.ref(h)
    del h
    assert alive() is not None
    y.backward()
    gc.collect()
    assert alive() is None


def test_create_graph_cycle_is_collected():
    x = leaf()
    recorded((x * x).sum())
    alive = weakref.ref(x)
    del x
    gc.collect()
    assert alive() is None


def test_leaf_dies_with_the_graph():
    x = leaf()
    y = x * 2
    y.sum().backward()
    alive = weakref.ref(x)
    del x, y
    gc.collect()
    assert alive() is None


if RECORDING:
    recorder.record()
