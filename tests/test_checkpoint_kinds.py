"""Both kinds of checkpointing: what runs again and when, errors on a mismatch, random numbers, other arguments and results than tensors,
held against PyTorch (golden/checkpoint_kinds.json).

``python tests/test_checkpoint_kinds.py`` records the golden file again; it needs torch.
"""
import contextlib
import functools
from importlib import import_module

import pytest
from function_cases import makers, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("checkpoint_kinds")
case = recorder.case
_, ramp = makers(torch)
module = import_module(torch.__name__ + ".utils.checkpoint")
plain = functools.partial(module.checkpoint, use_reentrant=False)
reentrant = functools.partial(module.checkpoint, use_reentrant=True)
KINDS = {"plain": plain, "reentrant": reentrant}


def gradient(call, function, *more, **options):
    """The gradient of the sum of a checkpointed function of a leaf."""
    x = ramp()
    made = call(function, x, *more, **options)
    (made[0] if isinstance(made, (tuple, list)) else made).sum().backward()
    return x.grad


def first_and_second(first, second):
    """A function that is another one when it runs again."""
    runs = []

    def function(x):
        runs.append(1)
        return first(x) if len(runs) == 1 else second(x)

    return function


PROGRAMS = {
    "elementwise": lambda x: x.sin().exp(),
    "in place": lambda x: x.exp().mul_(0.5).sin(),
    "views": lambda x: x.exp()[:2].cos(),
    "products": lambda x: (x.outer(x) @ x).tanh(),
    "several results": lambda x: (x.sin(), 3, "a", None),
    "without recording inside": lambda x: x * x.detach().sin(),
    "another checkpoint inside": lambda x: plain(torch.sin, x.exp()).cos(),
    "a reentrant one inside": lambda x: reentrant(torch.sin, x.exp()).cos(),
}
for _kind, _call in KINDS.items():
    for _name, _program in PROGRAMS.items():
        case(f"{_kind}: {_name}")(lambda call=_call, program=_program: gradient(call, program))
    case(f"{_kind}: nothing requires gradients")(lambda call=_call: call(torch.sin, torch.ones(2)))
    case(f"{_kind}: a list as result")(lambda call=_call: call(lambda x: [x.sin(), x.cos()], ramp()))
    case(f"{_kind}: an argument in a dict")(lambda call=_call: call(lambda d: d["x"].sin(), {"x": ramp()}))
    case(f"{_kind}: a tensor that is no argument")(lambda call=_call: call(lambda x: x * ramp(), torch.ones(3)))
    case(f"{_kind}: a result without a gradient")(lambda call=_call: call(lambda x: x.detach(), ramp()))
    case(f"{_kind}: autograd.grad")(lambda call=_call: (lambda x: torch.autograd.grad(call(torch.sin, x).sum(), x))(ramp()))
    case(f"{_kind}: an error in the first run")(lambda call=_call: call(lambda x: 1 / 0, ramp()))
    case(f"{_kind}: under func.grad")(lambda call=_call: torch.func.grad(lambda x: call(torch.sin, x).sum())(torch.ones(3)))
    case(f"{_kind}: under vmap")(lambda call=_call: torch.vmap(lambda x: call(torch.sin, x))(torch.ones(2, 3)))
    for _segments in (1, 2, 3, 5):
        case(f"{_kind}: in {_segments} segments")(lambda call=_call, n=_segments: gradient(
            lambda f, x: module.checkpoint_sequential(f, n, x, use_reentrant=call is reentrant), [torch.sin, torch.cos, torch.exp, torch.tanh]
        ))  # fmt: skip

MISMATCHES = {
    "fewer saved": (lambda x: x.sin().exp(), lambda x: x.sin()),
    "more saved": (lambda x: x.sin(), lambda x: x.sin().exp()),
    "another shape": (lambda x: x.exp(), lambda x: x[:2].exp()),
    "another dtype": (lambda x: x.exp().sum(), lambda x: x.double().exp().sum()),
    "an error": (lambda x: x.exp(), lambda x: 1 / 0),
}
for _name, _pair in MISMATCHES.items():
    case(f"second run: {_name}")(lambda pair=_pair: gradient(plain, first_and_second(*pair)))
    case(f"whole second run: {_name}")(lambda pair=_pair: gradient(plain, first_and_second(*pair), early_stop=False))
case("second run: another shape, unchecked")(lambda: gradient(plain, first_and_second(*MISMATCHES["another shape"]), determinism_check="none"))

for _name, _options in {
    "determinism_check": {"determinism_check": "foo"}, "context_fn": {"context_fn": lambda: 1}, "three contexts": {"context_fn": lambda: (1, 2, 3)},
    "debug and context_fn": {"debug": True, "context_fn": lambda: (contextlib.nullcontext(), contextlib.nullcontext())},
}.items():  # fmt: skip
    case(f"wrong {_name}")(lambda options=_options: plain(torch.sin, ramp(), **options))
case("keyword arguments, reentrant")(lambda: reentrant(lambda x, k: x * k, ramp(), k=3, b=4))
case("context_fn, reentrant")(lambda: reentrant(torch.sin, ramp(), context_fn=lambda: 1))
case("inputs=, reentrant")(lambda: (lambda x: reentrant(torch.sin, x).sum().backward(inputs=[x]))(ramp()))


@case("what runs again")
def _():
    seen = []

    def noting(x):
        seen.append("a")
        y = x.sin()
        seen.append("b")
        y = y.exp()
        seen.append("c")
        return y * 2

    gradient(plain, noting)
    seen.append("|")
    gradient(plain, noting, early_stop=False)
    for stop in (True, False):
        seen.append("|")
        with module.set_checkpoint_early_stop(stop):
            gradient(plain, noting, early_stop=not stop)
    return "".join(seen)


@case("what runs again, nested")
def _():
    seen = []

    def level(depth):
        def run(x):
            seen.append(depth)
            y = x.sin()
            return plain(level(depth - 1), y).exp() if depth else y.cos()

        return run

    gradient(plain, level(3))
    return seen


@case("contexts")
def _():
    seen = []

    @contextlib.contextmanager
    def noting(name):
        seen.append("into " + name)
        try:
            yield
        except Exception as error:
            seen.append(type(error).__name__)
            raise
        finally:
            seen.append("out of " + name)

    def contexts():
        return noting("first"), noting("second")

    gradient(plain, lambda x: x.sin().exp(), context_fn=contexts)
    gradient(plain, lambda x: x.sin().exp(), context_fn=contexts, early_stop=False)
    shown(lambda: plain(lambda x: 1 / 0, ramp(), context_fn=contexts))
    with torch.no_grad():
        plain(torch.sin, ramp(), context_fn=contexts)
    return seen


@case("random numbers")
def _():
    kept = []
    for call in KINDS.values():
        for options in ({}, {"preserve_rng_state": False}):
            torch.manual_seed(3)
            x = ramp()
            y = call(lambda x: x * torch.rand(3), x, **options)
            before = torch.get_rng_state()
            y.sum().backward()
            kept.append((torch.equal(x.grad, (y / x).detach()), torch.equal(before, torch.get_rng_state())))
    return kept


@case("backward again")
def _():
    outcomes = []
    for call in KINDS.values():
        x = ramp()
        y = call(lambda x: x.sin().exp(), x)
        y.sum().backward(retain_graph=True)
        y.sum().backward()
        outcomes += [x.grad, shown(lambda y=y: y.sum().backward())]
    return outcomes


@case("an argument changed in place")
def _():
    outcomes = []
    for call in KINDS.values():
        x = ramp() * 1
        y = call(torch.sin, x)
        x.add_(1)
        outcomes.append(shown(lambda y=y: y.sum().backward()))
    return outcomes


@case("hooks of saved tensors")
def _():
    seen = []
    hooks = torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append("pack") or t, lambda t: seen.append("unpack") or t)

    def inside(x):
        with hooks:
            return x.exp().sin()

    gradient(plain, inside)
    seen.append("|")
    x = ramp()
    with hooks:
        y = plain(lambda x: x.exp().sin(), x)
    y.sum().backward()
    with torch.autograd.graph.disable_saved_tensors_hooks("none here"):
        return seen, shown(lambda: plain(torch.exp, ramp()))


@case("a saved tensor is asked for")
def _():
    y = plain(torch.exp, ramp())
    return y.grad_fn._saved_result, shown(lambda: y.grad_fn._saved_result)


@case("two backward calls, one for each result")
def _():
    runs, x = [], ramp()
    a, b = plain(lambda x: runs.append(1) or (x.sin(), x.cos()), x)
    a.sum().backward()
    b.sum().backward()
    return runs, x.grad


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
