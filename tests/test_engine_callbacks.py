"""Callbacks at the end of a backward, backwards inside one another, order and threads, anomaly mode (golden/engine_callbacks.json holds PyTorch's outcomes).

``python tests/test_engine_callbacks.py`` records the golden file again; it needs torch.
"""

import gc
import threading
import warnings
import weakref

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("engine_callbacks")
case, leaf = recorder.case, leaf_maker(torch)


def vector(*values):
    return torch.tensor(list(values), requires_grad=True)


# Callbacks and backwards inside one another.


@case("queue_callback")
def _():
    out = []
    x = leaf()
    y = x * 2
    E = torch.autograd.Variable._execution_engine
    y.register_hook(lambda g: E.queue_callback(lambda: out.append(("cb", x.grad is not None))))
    y.sum().backward()
    return (out, outcome(lambda: E.queue_callback(lambda: 0)))


@case("a callback that raises")
def _():
    x = leaf()
    y = x * 2
    E = torch.autograd.Variable._execution_engine

    def bad():
        raise ValueError("cb")

    y.register_hook(lambda g: E.queue_callback(bad))
    return (outcome(lambda: y.sum().backward()), x.grad)


@case("a callback that queues another")
def _():
    out = []
    x = leaf()
    y = x * 2
    E = torch.autograd.Variable._execution_engine

    def c1():
        out.append(1)
        E.queue_callback(lambda: out.append(2))

    y.register_hook(lambda g: E.queue_callback(c1))
    y.sum().backward()
    return out


@case("a callback that cannot be called")
def _():
    x = leaf()
    y = x * 2
    E = torch.autograd.Variable._execution_engine
    y.register_hook(lambda g: E.queue_callback(3))
    return outcome(lambda: y.sum().backward())


@case("a callback of an inner backward")
def _():
    out = []
    x = leaf()
    E = torch.autograd.Variable._execution_engine

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            with torch.enable_grad():
                z = leaf()
                w = z * 2
                w.register_hook(lambda g: E.queue_callback(lambda: out.append("inner")))
                w.sum().backward()
            out.append("after inner")
            return g

    F.apply(x).sum().backward()
    return out


@case("grad() inside a Function's backward")
def _():
    x = leaf()

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.x = x.detach().requires_grad_()
            return x**2

        @staticmethod
        def backward(ctx, g):
            with torch.enable_grad():
                y = ctx.x**2
            (r,) = torch.autograd.grad(y.sum(), ctx.x)
            return r * g

    F.apply(x).sum().backward()
    return x.grad


@case("an error in an inner backward")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            with torch.enable_grad():
                z = leaf() * 2
                z.register_hook(lambda g: 1 / 0)
                z.sum().backward()

    x = leaf()
    return (outcome(lambda: F.apply(x).sum().backward()), torch._C._current_graph_task_id(), x.grad)


# Order, threads, freed graphs.


@case("the latest first")
def _():
    out = []

    class I(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            ctx.n = n
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            out.append(ctx.n)
            return (g, None)

    x = leaf()
    a = I.apply(x, "a")
    b = I.apply(x, "b")
    c = I.apply(a, "c")
    d = I.apply(b, "d")
    (c + d + I.apply(a, "e")).sum().backward()
    return out


@case("another branch over freed values")
def _():
    x = leaf()
    y = x.exp()
    a = y * 2
    b = y.sin()
    a.sum().backward()
    return (outcome(lambda: b.sum().backward()), x.grad)


@case("the node that is running")
def _():
    out = []
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: out.append((torch._C._current_autograd_node(), torch._C._current_graph_task_id() >= 0)))
    y.sum().backward()
    return ([o[1] for o in out], torch._C._current_graph_task_id(), torch._C._current_autograd_node())


@case("a leaf that only its graph holds")
def _():
    x = leaf()
    y = (x * 2).sum()
    w = weakref.ref(x)
    del x
    gc.collect()
    alive = w() is not None
    y.backward()
    return (alive, w().grad)


@case("the grad mode of a new thread")
def _():
    out = []
    with torch.no_grad():
        t = threading.Thread(target=lambda: out.append(torch.is_grad_enabled()))
        t.start()
        t.join()
    return out


@case("a second backward in another thread")
def _():
    x = torch.ones(5, 5, requires_grad=True)
    y = (x + 3) * (x + 4) * 0.5
    out = []

    def f():
        y.sum().backward()

    try:
        f()
    except Exception as e:
        return str(e)

    def g():
        out.append(outcome(f))

    t = threading.Thread(target=g)
    t.start()
    t.join()
    return out


@case("set_multithreading_enabled")
def _():
    out = []
    with torch.autograd.set_multithreading_enabled(False):
        out.append(
            torch.autograd.is_multithreading_enabled()
            if hasattr(torch.autograd, "is_multithreading_enabled")
            else torch._C._is_multithreading_enabled()
        )
    return (out, torch._C._is_multithreading_enabled(), outcome(lambda: torch.autograd.set_multithreading_enabled(1)))


# Anomaly mode.


@case("anomaly mode stops at NaN")
def _():
    x = vector(0.0)

    def f():
        with torch.autograd.detect_anomaly():
            (x / x * x).sqrt().sum().backward() if False else torch.sqrt(x * 0 - 1).sum().backward()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcome(f)


@case("check_nan=False")
def _():
    x = vector(0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly(check_nan=False):
            torch.sqrt(x * 0 - 1).sum().backward()
    return x.grad


@case("the state of anomaly mode")
def _():
    A = torch.autograd
    r = [torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with A.detect_anomaly(check_nan=False):
            r += [torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]
    with A.set_detect_anomaly(True, False):
        r += [torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]
    A.set_detect_anomaly(True)
    r.append(torch.is_anomaly_enabled())
    A.set_detect_anomaly(False)
    r.append(torch.is_anomaly_enabled())
    return r


@case("the warning of detect_anomaly")
def _():
    with torch.autograd.detect_anomaly():
        pass


@case("metadata in anomaly mode")
def _():
    with torch.autograd.set_detect_anomaly(True):
        x = leaf()
        y = x * 2
        m = y.grad_fn.metadata
    return (sorted(m), type(m.get("traceback_")).__name__)


@case("the parent of a node made in backward")
def _():
    out = []
    with torch.autograd.set_detect_anomaly(True):
        x = leaf()
        y = (x**3).sum()
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        n = g.grad_fn
        out.append(sorted(n.metadata))
        out.append(n.metadata["parent_"].name())
    return out


@case("refusals of anomaly mode")
def _():
    return (
        outcome(lambda: torch.autograd.set_detect_anomaly("a")),
        outcome(lambda: torch.autograd.detect_anomaly(check_nan=1).__enter__()),
        outcome(lambda: torch.autograd.set_detect_anomaly()),
    )


@case("a Function that raises in anomaly mode")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            raise RuntimeError("Simulate error on backward pass")

    x = leaf()
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True):
            r = outcome(lambda: F.apply(x).sum().backward())
    return (r, [str(x.message)[:40] for x in w])


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
