"""Backwards in several threads: over graphs of their own, over one graph, and while others free what they differentiate.

Threads are made to take turns as often as the interpreter can, so that one meets another in the middle of a backward.
"""

import gc
import sys
import threading

import pytest

import pyautograd as torch

grad, Function = torch.autograd.grad, torch.autograd.Function
LARGE = 40_000  # elements from which on inner loops release the GIL


@pytest.fixture(autouse=True)
def frequent_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(function, count=6):
    """Run ``function(i)`` in `count` threads that start at once; raise what one of them raised. Returns the results."""
    start, results, errors = threading.Barrier(count), [None] * count, []

    def run(i):
        start.wait()
        try:
            results[i] = function(i)
        except Exception as error:  # shown by the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def until(done, function):
    """Call a function, and say that it is done also where it raises."""
    try:
        function()
    finally:
        done.set()


def network(x, depth=12):
    """A graph with branches that meet again."""
    a, b = x * 2, x * 3
    for _ in range(depth):
        a, b = a + b * 0.5, a - b * 0.25
    return (a * b).sum()


def test_graphs_of_their_own():
    (expected,) = grad(network(torch.ones(3, requires_grad=True)), torch.ones(0, requires_grad=True), allow_unused=True)
    assert expected is None
    x = torch.ones(3, requires_grad=True)
    (expected,) = grad(network(x), x)

    def work(i):
        for _ in range(20):
            x = torch.ones(3, requires_grad=True)
            network(x).backward()
            assert torch.equal(x.grad, expected)

    together(work)


def test_one_leaf():
    x = torch.ones(3, requires_grad=True)
    (each,) = grad(network(x), x)
    together(lambda i: [network(x).backward() for _ in range(20)])
    assert torch.allclose(x.grad, 120 * each)


@pytest.mark.parametrize("size", [3, LARGE])
def test_one_leaf_loses_no_gradient(size):
    x = torch.zeros(size, requires_grad=True)
    together(lambda i: [(x * 1).backward(torch.ones(size)) for _ in range(25)])
    assert torch.equal(x.grad, torch.full((size,), 150.0))


@pytest.mark.filterwarnings("ignore:Using backward")
def test_one_leaf_recorded():
    x = torch.ones(2, requires_grad=True)
    together(lambda i: [torch.autograd.backward((x * x).sum(), create_graph=True) for _ in range(5)])
    assert torch.equal(x.grad, torch.full((2,), 60.0))
    x.grad = None


def test_one_graph_kept():
    x = torch.ones(3, requires_grad=True)
    y = network(x)
    (each,) = grad(y, x, retain_graph=True)
    together(lambda i: [y.backward(retain_graph=True) for _ in range(10)])
    assert torch.allclose(x.grad, 60 * each)


def test_one_graph_for_different_inputs():
    x = torch.ones(3, requires_grad=True)
    nodes = [x]
    for _ in range(10):
        nodes.append(nodes[-1] * 2)
    y = nodes[-1].sum()

    def work(i):
        for k in range(30):
            at = (i + k) % len(nodes)
            (found,) = grad(y, nodes[at], retain_graph=True)
            assert torch.equal(found, torch.full((3,), 2.0 ** (10 - at)))

    together(work)


def test_one_graph_freed_by_the_first():
    for _ in range(15):
        x = torch.ones(3, requires_grad=True)
        y = x.exp().sin().cos().exp().sum()

        def work(i, y=y):
            try:
                y.backward()
            except RuntimeError as error:
                assert "Specify retain_graph=True" in str(error)
                return 0
            return 1

        assert sum(together(work, 4)) >= 1


def test_parts_of_one_graph():
    x = torch.ones(4, requires_grad=True)
    middle = x + x**2

    def work(i):
        y = middle + middle**2
        y.sum().backward(retain_graph=True)

    together(work, 5)
    assert torch.equal(x.grad, 5 * (4 * x**3 + 6 * x**2 + 4 * x + 1).detach())


def test_freed_while_another_differentiates():
    x = torch.ones(3, requires_grad=True)
    shared = [x + 2]
    done = threading.Event()

    def differentiate():
        for _ in range(150):
            y = shared[0]
            for _ in range(10):
                y = y.sin()
            y.sum().backward(inputs=[x])

    def work(i):
        if i == 0:
            until(done, differentiate)
        while not done.is_set():
            chain = shared[0]
            for _ in range(50):
                chain = chain * 1.5
            shared[0] = (x + 2).clone()
            del chain
            if i == 1:
                gc.collect(0)

    together(work, 3)
    assert bool(torch.isfinite(x.grad).all())


def test_hooks_come_and_go():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    done = threading.Event()

    def differentiate():
        for _ in range(100):
            (found,) = grad(z, x, retain_graph=True)
            assert torch.equal(found, torch.full((3,), 8.0))

    def work(i):
        if i == 0:
            until(done, differentiate)
        while not done.is_set():
            handles = [y.register_hook(lambda g: g * 1), y.grad_fn.register_hook(lambda a, b: a), y.grad_fn.register_prehook(lambda g: g)]
            for handle in handles:
                handle.remove()

    together(work, 3)


def test_each_backward_has_its_own_callbacks():
    x = torch.ones(2, requires_grad=True)
    queue = torch.autograd.Variable._execution_engine.queue_callback

    def work(i):
        seen = []
        for k in range(20):
            y = x * 2
            y.register_hook(lambda g, k=k: queue(lambda: seen.append((k, threading.get_ident()))))
            y.sum().backward()
        return seen == [(k, threading.get_ident()) for k in range(20)]

    assert together(work) == [True] * 6


def test_multi_grad_hook_once_per_backward():
    a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    seen = []
    torch.autograd.graph.register_multi_grad_hook((a, b), lambda grads: seen.append([g is not None for g in grads]))
    y = (a * b).sum()
    together(lambda i: [y.backward(inputs=(a, b), retain_graph=True) for _ in range(10)], 5)
    assert seen == [[True, True]] * 50


class Within(Function):
    """x as it is; backward differentiates something else first."""

    @staticmethod
    def forward(ctx, x, other):
        ctx.other = other
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        with torch.enable_grad():
            (inner,) = grad((ctx.other**2).sum(), ctx.other)
        return g * inner, None


def test_backwards_inside_backwards():
    x, other = torch.ones(2, requires_grad=True), torch.full((2,), 3.0, requires_grad=True)
    y = Within.apply(x * 1, other).sum()
    together(lambda i: [y.backward(retain_graph=True) for _ in range(10)])
    assert torch.equal(x.grad, torch.full((2,), 360.0))


def test_errors_stay_in_their_thread():
    x = torch.ones(2, requires_grad=True)
    y = x * 2

    def hook(g):
        if threading.current_thread().name == "bad":
            raise ValueError("bad")

    y.register_hook(hook)
    z = (y * 3).sum()

    def work(i):
        raised = 0
        threading.current_thread().name = "bad" if i % 2 else "good"
        for _ in range(20):
            try:
                grad(z, x, retain_graph=True)
            except ValueError:
                raised += 1
        assert torch._C._current_graph_task_id() == -1
        return raised

    assert together(work) == [0, 20] * 3


def test_grad_mode_is_each_threads_own():
    x = torch.ones(2, requires_grad=True)

    def work(i):
        for _ in range(30):
            with torch.set_grad_enabled(bool(i % 2)):
                (x.detach().requires_grad_() * 2).sum()
                assert torch.is_grad_enabled() == bool(i % 2)
                (found,) = grad(network_of[i], x, retain_graph=True, create_graph=bool(i % 2))
                assert found.requires_grad == bool(i % 2)
                assert torch.is_grad_enabled() == bool(i % 2)

    network_of = [(x**3).sum() for _ in range(6)]
    together(work)


def test_deep_reentrancy_in_threads():
    class Deep(Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = x.detach().requires_grad_() - 1
            return ctx.x.detach()

        @staticmethod
        def backward(ctx, g):
            if ctx.x > 0:
                with torch.enable_grad():
                    Deep.apply(ctx.x).sum().backward()
            return g

    def work(i):
        x = torch.tensor(150.0, requires_grad=True)
        Deep.apply(x).sum().backward()
        return x.grad.item()

    assert together(work, 3) == [1.0] * 3
