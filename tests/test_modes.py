"""Grad mode, inference mode and the other switches, held against PyTorch (golden/modes.json).

``python tests/test_modes.py`` records the golden file again; it needs torch.
"""
import asyncio
import copy
import gc
import importlib
import inspect
import threading
import warnings

import numpy as np
import pytest
from recorded import RECORDING, Recorder, torch

recorder = Recorder("modes")
case = recorder.case


def leaf(n=4):
    return torch.arange(1.0, n + 1).requires_grad_()


def attempt(function, *args, **kwargs):
    """The result, or the error as text."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def flags():
    return torch.is_grad_enabled(), torch.is_inference_mode_enabled()


_CONTEXTS = {
    "no_grad": lambda: torch.no_grad(),
    "enable_grad": lambda: torch.enable_grad(),
    "set_grad_enabled(False)": lambda: torch.set_grad_enabled(False),
    "set_grad_enabled(True)": lambda: torch.set_grad_enabled(True),
    "inference_mode": lambda: torch.inference_mode(),
    "inference_mode(False)": lambda: torch.inference_mode(False),
}

for _name, _make in _CONTEXTS.items():
    for _outer_name, _outer in _CONTEXTS.items():

        def _nested(make=_make, outer=_outer):
            seen = [flags()]
            with outer() as entered:
                seen += [flags(), entered]
                with make():
                    seen += [flags(), torch.ones(1).is_inference(), (torch.ones(1, requires_grad=True) * 2).requires_grad]
                seen.append(flags())
            return seen, flags()

        case(f"{_name} inside {_outer_name}")(_nested)

    def _decorating(make=_make):
        @make()
        def plain(a, b=2):
            """Say."""
            return flags(), a, b

        @make()
        def steps():
            yield flags()
            yield flags()

        seen = [plain(1), plain.__name__, plain.__doc__, str(inspect.signature(plain)), inspect.isgeneratorfunction(steps)]
        seen += [(step, flags()) for step in steps()]
        return seen, flags()

    case(f"{_name} as a decorator")(_decorating)

    def _raising(make=_make):
        try:
            with make():
                raise KeyError
        except KeyError:
            return flags()

    case(f"{_name} left by an exception")(_raising)

    def _class(make=_make):
        @make()
        class Made:
            def __init__(self):
                self.flags = flags()

        with torch.no_grad():
            return isinstance(Made, type), Made().flags

    case(f"{_name} on a class")(_class)

    def _coroutine(make=_make):
        @make()
        async def wait():
            await asyncio.sleep(0)
            return flags()

        return asyncio.run(wait()), inspect.iscoroutinefunction(wait)

    case(f"{_name} on a coroutine function")(_coroutine)


for _name in ("no_grad", "enable_grad", "inference_mode"):

    def _bare(name=_name):
        decorator = getattr(torch, name)

        @decorator
        def plain(a):
            return flags(), a

        @decorator
        def steps():
            yield flags()

        with torch.no_grad():
            return plain(3), list(steps()), flags()

    case(f"{_name} without parentheses")(_bare)


@case("wrong arguments")
def _():
    wrong = (
        lambda: torch.no_grad(1, 2), lambda: torch.no_grad(None), lambda: torch.no_grad(foo=1), lambda: torch.set_grad_enabled(),
        lambda: torch.set_grad_enabled(1), lambda: torch.set_grad_enabled(None), lambda: torch.set_grad_enabled(torch.tensor(True)),
        lambda: torch.set_grad_enabled(True, True), lambda: torch.inference_mode(True, 1), lambda: torch._C._set_grad_enabled(1),
        lambda: torch._C._set_grad_enabled(), lambda: torch._C._set_grad_enabled(True, False),
        lambda: torch.autograd.set_multithreading_enabled(1), lambda: torch.autograd.enforce_grad_layout_policy(1),
        lambda: torch.autograd.grad_mode._force_original_view_tracking(1), lambda: torch.autograd._unsafe_preserve_version_counter(5),
    )  # fmt: skip
    return [attempt(f) for f in wrong], flags()


@case("set_grad_enabled as a function")
def _():
    first = torch.set_grad_enabled(False)
    seen = [torch.is_grad_enabled(), first.prev, first.mode, repr(first), str(first)]
    torch.set_grad_enabled(True)
    with first:
        seen.append(torch.is_grad_enabled())
    seen.append(torch.is_grad_enabled())
    again = first.clone()
    seen += [type(again).__name__, torch.is_grad_enabled()]
    torch.set_grad_enabled(True)
    return seen


@case("attributes")
def _():
    used = torch.no_grad()
    before = used.prev
    with used:
        during = used.prev
    return before, during, vars(used), vars(torch.enable_grad()), vars(torch.inference_mode()), vars(torch.set_grad_enabled(True)), copy.copy(used).prev


@case("one object entered twice")
def _():
    used = torch.no_grad()
    with used:
        with used:
            pass
        inner = torch.is_grad_enabled()
    after = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return inner, after


@case("a generator gets what is sent and thrown")
def _():
    seen = []

    @torch.no_grad()
    def steps():
        got = yield 1
        seen.append((got, torch.is_grad_enabled()))
        try:
            yield 2
        except ValueError:
            seen.append(("caught", torch.is_grad_enabled()))
            got = yield 3
        seen.append((got, torch.is_grad_enabled()))
        return "end"

    running = steps()
    seen += [next(running), torch.is_grad_enabled(), running.send("a"), running.throw(ValueError("b")), torch.is_grad_enabled()]
    try:
        running.send("c")
    except StopIteration as stop:
        seen.append(stop.value)
    return seen, flags()


@case("a generator that is closed")
def _():
    seen = []

    @torch.no_grad()
    def steps():
        try:
            yield 1
        finally:
            seen.append(torch.is_grad_enabled())

    closed, dropped, never = steps(), steps(), steps()
    next(closed)
    closed.close()
    next(dropped)
    del dropped
    gc.collect()
    never.close()
    return seen, flags(), attempt(next, closed)


@case("a generator that raises, ends at once, keeps a mode of its own")
def _():
    @torch.no_grad()
    def raising():
        yield 1
        raise KeyError("x")

    @torch.no_grad()
    def empty():
        return 3
        yield

    @torch.enable_grad()
    def inner():
        with torch.no_grad():
            yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()

    running = raising()
    seen = [next(running), attempt(next, running), attempt(next, running), attempt(next, empty())]
    with torch.no_grad():
        for got in inner():
            seen.append((got, torch.is_grad_enabled()))
    return seen, flags()


@case("threads begin with gradients enabled")
def _():
    seen = []

    def look():
        seen.append((flags(), torch.ones(1).is_inference(), torch.autograd.is_multithreading_enabled(), torch.autograd.is_view_replay_enabled()))

    for context in (torch.no_grad(), torch.inference_mode(), torch.autograd.set_multithreading_enabled(False)):
        with context:
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
    thread = threading.Thread(target=lambda: torch.set_grad_enabled(False))
    thread.start()
    thread.join()
    return seen, flags()


_SWITCHES = {
    "set_multithreading_enabled": lambda: torch.autograd.is_multithreading_enabled(),
    "_force_original_view_tracking": lambda: torch.autograd.is_view_replay_enabled(),
    "enforce_grad_layout_policy": lambda: torch._C._is_grad_layout_enforcement_enabled(),
}
for _name, _read in _SWITCHES.items():

    def _switch(name=_name, read=_read):
        make = getattr(torch.autograd.grad_mode, name)
        before = read()
        made = make(not before)
        seen = [made.prev == before, made.mode == before, read() == before, make(before).prev == before, read() == before]
        with make(not before) as entered:
            seen += [entered, read() == before]
        seen += [read() == before, type(made.clone()).__name__]
        make(before)

        @make(not before)
        def inside():
            return read() == before

        seen += [inside()]
        make(before)
        return seen

    case(_name)(_switch)


@case("names")
def _():
    module = torch.autograd.grad_mode
    return (
        module.__all__, [getattr(module, n).__module__ for n in module.__all__], [c.__name__ for c in module.no_grad.__mro__],
        [c.__name__ for c in module.inference_mode.__mro__], [c.__name__ for c in module.set_grad_enabled.__mro__],
        attempt(torch.is_grad_enabled), torch._C.is_grad_enabled(), torch._C._is_multithreading_enabled(), torch._C._is_view_replay_enabled(),
    )  # fmt: skip


def contextlib_of_torch():
    return importlib.import_module(torch.__name__ + ".utils._contextlib")


@case("a context manager of one's own")
def _():
    seen = []

    class Noting(contextlib_of_torch()._DecoratorContextManager):
        def __init__(self, mark="a"):
            self.mark = mark

        def __enter__(self):
            seen.append("in " + self.mark)

        def __exit__(self, *exc):
            seen.append("out " + self.mark)

        def clone(self):
            return type(self)(self.mark)

    class Bare(contextlib_of_torch()._NoParamDecoratorContextManager):
        def __enter__(self):
            seen.append("in")

        def __exit__(self, *exc):
            seen.append("out")

    @Noting("b")
    def plain():
        seen.append("plain")

    @Noting()
    def steps():
        yield 1
        yield 2

    @Bare
    def bare():
        seen.append("bare")

    plain()
    list(steps())
    bare()
    base = contextlib_of_torch()._DecoratorContextManager()
    return seen, attempt(base.__enter__), attempt(base.__exit__, None, None, None)


@case("context_decorator")
def _():
    decorate = contextlib_of_torch().context_decorator
    mode = torch.no_grad()
    again = decorate(lambda: torch.no_grad(), flags)()
    return again, attempt(decorate, mode, flags)[:60], attempt(decorate, lambda: mode, int)


# Inference mode.


@case("an inference tensor inside")
def _():
    with torch.inference_mode():
        x = torch.ones(2)
        y = torch.ones(2, requires_grad=True)
        return [attempt(f) for f in (
            lambda: x.is_inference(), lambda: torch.is_inference(x), lambda: x._version, lambda: x[0]._is_view(), lambda: x[0]._base,
            lambda: x[0].is_inference(), lambda: x.add_(1), lambda: x.requires_grad_(), lambda: x.is_leaf, lambda: y.requires_grad,
            lambda: (y * y).requires_grad, lambda: y.view(2).requires_grad, lambda: y.add_(1), lambda: x.split(1)[0]._is_view(),
        )]  # fmt: skip


_OUTSIDE = {
    "add_": lambda x, w: x.add_(1), "add": lambda x, w: (x + 1, (x + 1).is_inference()), "mul by a leaf": lambda x, w: w * x,
    "add to a leaf": lambda x, w: w + x, "requires_grad_": lambda x, w: x.requires_grad_(), "requires_grad_(False)": lambda x, w: x.requires_grad_(False),
    "requires_grad =": lambda x, w: setattr(x, "requires_grad", True), "_version": lambda x, w: x._version, "a view": lambda x, w: x[0].is_inference(),
    "a view changed": lambda x, w: x[:1].add_(1), "detach": lambda x, w: x.detach().is_inference(), "clone": lambda x, w: x.clone().is_inference(),
    "data": lambda x, w: x.data.is_inference(), "out=": lambda x, w: torch.exp(torch.ones(2), out=x), "copied from": lambda x, w: torch.zeros(2).copy_(x),
    "added to": lambda x, w: torch.zeros(2).add_(x), "zero_": lambda x, w: x.zero_(), "setitem": lambda x, w: x.__setitem__(0, 1.0),
    "fill_": lambda x, w: x.fill_(1), "t_": lambda x, w: x.t_(), "resize_": lambda x, w: x.resize_(3), "set_": lambda x, w: x.set_(torch.ones(1)),
    "normal_": lambda x, w: x.normal_(), "numpy": lambda x, w: x.numpy(), "repr": lambda x, w: repr(x), "stack": lambda x, w: torch.stack([w, x]),
    "cat": lambda x, w: torch.cat([w, x]), "dot": lambda x, w: w.dot(x), "div": lambda x, w: w / x, "div by a leaf": lambda x, w: x / w,
    "into a non-leaf": lambda x, w: w.clone().mul_(x), "copied into a non-leaf": lambda x, w: w.clone().copy_(x), "where": lambda x, w: torch.where(x > 0, w, w),
    "index": lambda x, w: w[x.long()], "mv": lambda x, w: x.view(1, 2) @ w, "register_hook": lambda x, w: x.register_hook(print),
    "deepcopy": lambda x, w: copy.deepcopy(x).is_inference(), "backward": lambda x, w: x.sum().backward(),
}  # fmt: skip
for _name, _use in _OUTSIDE.items():

    def _outside(use=_use):
        with torch.inference_mode():
            x = torch.ones(2)
        return use(x, leaf(2))

    case(f"an inference tensor outside: {_name}")(_outside)


@case("an inference tensor that requires gradients, outside")
def _():
    with torch.inference_mode():
        c = torch.ones(2, requires_grad=True)
    s = leaf(2)
    out = c.add(s)
    out.backward(torch.ones(2))
    return c.requires_grad, c * c, c + 1, (c + 1).is_inference(), out, c.grad, attempt(lambda: c * s), c.view(-1).requires_grad, c.view(-1).is_leaf


@case("normal tensors inside")
def _():
    w, n = leaf(2), torch.ones(2)
    with torch.inference_mode():
        seen = [
            (w * 2).requires_grad, (w * 2).is_inference(), attempt(n.add_, 1), n._version, n[0].is_inference(), n.view(2)._is_view(), n[0]._base is n,
            n.detach().is_inference(), n.data.is_inference(), n.clone().is_inference(), attempt(w.mul_, 2), w._version,
        ]  # fmt: skip
        with torch.enable_grad():
            seen.append((w * 2).requires_grad)
    return seen


@case("views that inference mode made of normal tensors")
def _():
    w = leaf() * 1
    with torch.inference_mode():
        v, (a, b) = w[:2], w.split(2)
    seen = [attempt(v.mul_, 2), attempt(a.mul_, 2), v.requires_grad, (v * 2).requires_grad]
    w.mul_(2)
    return seen, attempt(lambda: v.grad_fn), attempt(lambda: b.grad_fn), v.requires_grad


@case("in place inside on what a graph saved")
def _():
    s = leaf()
    a = s.clone()
    out = a * a
    with torch.inference_mode():
        a.add_(2)
    return a.is_inference(), attempt(out.sum().backward)


@case("custom Functions and inference tensors")
def _():
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            return a * b

        @staticmethod
        def backward(ctx, grad):
            a, b = ctx.saved_tensors
            return grad * b, grad * a

    with torch.inference_mode():
        x = torch.ones(2)
    return attempt(Product.apply, leaf(2), x), attempt(Product.apply, x, x)


@case("gradients that are inference tensors")
def _():
    w = leaf(2)
    with torch.inference_mode():
        g = torch.ones(2)
    (w * 2).backward(g)
    return w.grad, w.grad.is_inference()


# Grad mode.


@case("what is made in no_grad")
def _():
    with torch.no_grad():
        x = torch.ones(1, requires_grad=True)
        y, z, w = x * 2, x.view(1), torch.nn.Parameter(torch.ones(1))
    return [(t.requires_grad, t.is_leaf, t._is_view()) for t in (x, y, z, w)]


@case("modes in hooks and after a failed backward")
def _():
    seen = []
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
    y.sum().backward()
    z = x * x
    z.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
    torch.autograd.grad(z.sum(), x, create_graph=True)

    def refuse(grad):
        raise KeyError("hook")

    u = x * 2
    u.register_hook(refuse)
    with torch.no_grad():
        seen.append(attempt(u.sum().backward))
    with torch.no_grad():
        with torch.enable_grad():
            v = (x * 2).sum()
        v.backward()
        seen.append(torch.is_grad_enabled())
    return seen, flags()


@case("_unsafe_preserve_version_counter")
def _():
    x, w = leaf(), torch.ones(4)
    y = x * w
    with torch.autograd._unsafe_preserve_version_counter(w):
        w.mul_(5)
    y.sum().backward()
    a, b = torch.ones(1), torch.ones(1)
    try:
        with torch.autograd._unsafe_preserve_version_counter((a, b)):
            a.add_(1)
            raise KeyError
    except KeyError:
        pass
    setting = torch._C._autograd._unsafe_set_version_counter
    setting((a,), (7,))
    return w._version, x.grad, a._version, b._version, attempt(setting, (a,), (-1,)), attempt(setting, (a,), (1, 2))


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_in_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]

    def test_modes_hold_nothing():
        class Marked:
            pass

        import weakref

        mark = Marked()
        gone = weakref.ref(mark)

        @torch.no_grad()
        def use(marked):
            return marked

        @torch.inference_mode()
        def steps(marked):
            yield marked

        use(mark)
        list(steps(mark))
        gc.disable()
        try:
            del mark
            assert gone() is None
        finally:
            gc.enable()


def test_arrays_and_numbers_of_tensors_that_require_gradients():
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.from_numpy(x.numpy() * 2)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        x.numpy()
    torch.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="Converting a tensor with requires_grad=True to a scalar"):
            float(x)
    finally:
        torch.set_warn_always(False)
    with warnings.catch_warnings(record=True) as again:
        warnings.simplefilter("always")
        assert float(x) == int(x) == 1
    assert not again
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mode in (torch.no_grad, torch.inference_mode):
            with mode():
                assert x.numpy().tolist() == np.asarray(x).tolist() == [1.0] and float(x) == int(x) == 1
        assert Doubled.apply(x).requires_grad
