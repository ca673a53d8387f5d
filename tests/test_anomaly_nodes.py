"""Anomaly detection: which warnings come in which order, what nodes remember, hooks, nested backwards, held against PyTorch
(golden/anomaly_nodes.json).

``python tests/test_anomaly_nodes.py`` records the golden file again; it needs torch.
"""

import threading
import warnings
from importlib import import_module

import pytest
from function_cases import makers, shown
from recorded import RECORDING, Recorder, clean, torch

recorder = Recorder("anomaly_nodes")
case = recorder.case
function, ramp = makers(torch)
detect_anomaly = torch.autograd.detect_anomaly


def caught(action):
    """The outcome of a call, and the warnings it gave, their tracebacks cut."""
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        result = shown(action)
    return result, [(w.category.__name__, clean(str(w.message))) for w in given if "jit" not in str(w.message)]


def makes_nan():
    return function(lambda c, x: x * 2, lambda c, g: g * float("nan")).apply


def raises():
    def backward(c, g):
        raise ValueError("boo")

    return function(lambda c, x: x * 2, backward).apply


@case("nan custom")
def _():
    def go():
        with detect_anomaly():
            makes_nan()(ramp()).sum().backward()

    return caught(go)


@case("nan custom nocheck")
def _():
    def go():
        with detect_anomaly(check_nan=False):
            x = ramp()
            makes_nan()(x).sum().backward()
            return x.grad

    return caught(go)


@case("raise")
def _():
    def go():
        with detect_anomaly():
            raises()(ramp()).sum().backward()

    return caught(go)


@case("raise nofwd")
def _():
    def go():
        y = raises()(ramp()).sum()
        with detect_anomaly():
            y.backward()

    return caught(go)


@case("sqrt")
def _():
    def go():
        with detect_anomaly():
            (ramp().mul(0).sqrt() * 0).sum().backward()

    return caught(go)


@case("multi output")
def _():
    def go():
        with detect_anomaly():
            x, y = ramp(), ramp()
            function(lambda c, x, y: x * y, lambda c, g: (g, g * float("nan"))).apply(x, y).sum().backward()

    return caught(go)


@case("nan none")
def _():
    def go():
        with detect_anomaly():
            x, y = ramp(), ramp()
            function(lambda c, x, y: x * y, lambda c, g: (None, g * float("nan"))).apply(x, y).sum().backward()

    return caught(go)


@case("nan unneeded")
def _():
    def go():
        with detect_anomaly():
            x, y = ramp(), torch.ones(3)
            function(lambda c, x, y: x * y, lambda c, g: (g, g * float("nan"))).apply(x, y).sum().backward()
            return x.grad

    return caught(go)


@case("nested")
def _():
    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx, g):
            return makes_nan()(g) * 0 + g * 2 * ctx.saved_tensors[0]

    def go():
        with detect_anomaly(check_nan=False):
            x = ramp()
            (g,) = torch.autograd.grad(D.apply(x).sum(), x, create_graph=True)
        with detect_anomaly():
            g.sum().backward()

    return caught(go)


@case("nested2")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            y = x**3
            (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
            (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
            raises()(h).sum().backward()

    return caught(go)


@case("nested3")
def _():
    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx, g):
            return raises()(g)

    def go():
        with detect_anomaly():
            x = ramp()
            s = ramp()
            (g,) = torch.autograd.grad(D.apply(x), x, s, create_graph=True)
            g.sum().backward()

    return caught(go)


@case("nested4")
def _():
    class E(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return raises()(g)

    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return E.apply(g)

    def go():
        with detect_anomaly():
            x = ramp()
            s = ramp()
            u = ramp()
            (g,) = torch.autograd.grad(D.apply(x), x, s, create_graph=True)
            (h,) = torch.autograd.grad(g, s, u, create_graph=True)
            h.sum().backward()

    return caught(go)


@case("nested partial")
def _():
    class D(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return raises()(g)

    def go():
        x = ramp()
        s = ramp()
        y = D.apply(x)
        with detect_anomaly():
            (g,) = torch.autograd.grad(y, x, s, create_graph=True)
            g.sum().backward()

    return caught(go)


@case("shape error")
def _():
    def go():
        with detect_anomaly():
            function(lambda c, x: x * 2, lambda c, g: g[:2]).apply(ramp()).sum().backward()

    return caught(go)


@case("hook raises")
def _():
    def h(g):
        raise ValueError("hook")

    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            y.register_hook(h)
            y.sum().backward()

    return caught(go)


@case("leaf hook raises")
def _():
    def h(g):
        raise ValueError("hook")

    def go():
        with detect_anomaly():
            x = ramp()
            x.register_hook(h)
            (x * 2).sum().backward()

    return caught(go)


@case("post acc hook raises")
def _():
    def h(g):
        raise ValueError("hook")

    def go():
        with detect_anomaly():
            x = ramp()
            x.register_post_accumulate_grad_hook(h)
            (x * 2).sum().backward()

    return caught(go)


@case("node hook nan")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            y.grad_fn.register_hook(lambda gi, go: tuple(g * float("nan") if g is not None else None for g in gi))
            y.sum().backward()
            return x.grad

    return caught(go)


@case("node hook raises")
def _():
    def h(*g):
        raise ValueError("hook")

    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            y.grad_fn.register_hook(h)
            y.sum().backward()

    return caught(go)


@case("node prehook raises")
def _():
    def h(*g):
        raise ValueError("hook")

    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            y.grad_fn.register_prehook(h)
            y.sum().backward()

    return caught(go)


@case("tensor hook nan")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            y.register_hook(lambda g: g * float("nan"))
            y.sum().backward()
            return x.grad

    return caught(go)


@case("nan seed")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            (x * 2).backward(torch.full((3,), float("nan")))
            return x.grad

    return caught(go)


@case("nan grad")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            return torch.autograd.grad(makes_nan()(x).sum(), x)

    return caught(go)


@case("complex nan")
def _():
    def go():
        with detect_anomaly():
            x = (ramp() + 1j).detach().requires_grad_()
            makes_nan()(x).abs().sum().backward()

    return caught(go)


@case("set detect")
def _():
    out = []
    s = torch.autograd.set_detect_anomaly
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    s(True)
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    s(True, check_nan=False)
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    with s(False, check_nan=True):
        out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    s(False)
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    with s(True):
        out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    out.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    return out


@case("detect nested")
def _():
    out = []
    with detect_anomaly():
        out.append(torch.is_anomaly_check_nan_enabled())
        with detect_anomaly(check_nan=False):
            out.append(torch.is_anomaly_check_nan_enabled())
        out.append(torch.is_anomaly_check_nan_enabled())
    out.append(torch.is_anomaly_enabled())
    return out


@case("set anomaly enabled")
def _():
    torch.set_anomaly_enabled(True, False)
    a = torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()
    torch.set_anomaly_enabled(False)
    return a, torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()


@case("set anomaly bad")
def _():
    return (
        shown(lambda: torch.set_anomaly_enabled(3)),
        shown(lambda: torch.autograd.set_detect_anomaly("x")),
        shown(lambda: torch.autograd.set_detect_anomaly(None)),
    )


@case("decorator")
def _():
    return shown(lambda: detect_anomaly()(lambda: 1))


@case("exit on error")
def _():
    try:
        with detect_anomaly():
            raise KeyError
    except KeyError:
        pass
    return torch.is_anomaly_enabled()


@case("metadata")
def _():
    with torch.autograd.set_detect_anomaly(True):
        y = ramp() * 2
    m = y.grad_fn.metadata
    return sorted(m), [type(v).__name__ for v in m.values()], type(m.get("traceback_", [None])[0]).__name__, m.get("parent_") is None


@case("metadata parent")
def _():
    with torch.autograd.set_detect_anomaly(True):
        x = ramp()
        (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    m = g.grad_fn.metadata
    return sorted(m), [type(v).__name__ for v in m.values()], m["parent_"].name() if "parent_" in m else None


@case("metadata off")
def _():
    return (ramp() * 2).grad_fn.metadata


@case("metadata custom")
def _():
    with torch.autograd.set_detect_anomaly(True):
        y = makes_nan()(ramp())
    return sorted(y.grad_fn.metadata)


@case("mod")
def _():
    m = import_module(torch.__name__ + ".autograd.anomaly_mode")
    return m.__all__, m.detect_anomaly is torch.autograd.detect_anomaly, m.detect_anomaly.__module__


@case("thread")
def _():
    out = []
    with torch.autograd.set_detect_anomaly(True):
        th = threading.Thread(target=lambda: out.append(torch.is_anomaly_enabled()))
        th.start()
        th.join()
    return out


@case("accumulate")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            y = x * 2
            w = makes_nan()(y) + y.exp()
            w.sum().backward()

    return caught(go)


@case("reentrant")
def _():
    def b(c, g):
        with torch.enable_grad():
            z = ramp()
            raises()(z).sum().backward()
        return g

    def go():
        with detect_anomaly():
            function(lambda c, x: x * 2, b).apply(ramp()).sum().backward()

    return caught(go)


@case("warn category")
def _():
    def go():
        with detect_anomaly():
            pass

    return caught(go)


@case("freed")
def _():
    def go():
        with detect_anomaly():
            x = ramp()
            y = x.exp().sum()
            y.backward()
            y.backward()

    return caught(go)


if RECORDING:
    recorder.record()
else:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
