"""Deep and wide graphs, backwards in threads, and graphs that die with their results."""
import gc
import threading
import warnings
import weakref

import pytest
from recorded import leaf_maker

import pyautograd as torch

grad, Function = torch.autograd.grad, torch.autograd.Function
leaf = leaf_maker(torch)


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

    class Counted(Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            log.append(1)
            return g

    x = leaf(1)
    y = x
    for _ in range(3_000):
        y = Counted.apply(y)
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's, of this very cycle
        (x * x).sum().backward(create_graph=True)
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
