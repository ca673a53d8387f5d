"""Shared memory, assignments to tensors, saved tensors and views that are made again, held against PyTorch (golden/memory_rules.json).

``python tests/test_memory_rules.py`` records the golden file again; it needs torch.
"""
import gc
import tracemalloc
import weakref

import pytest
from recorded import RECORDING, Recorder, names, outcome, torch

recorder = Recorder("memory_rules")
case = recorder.case


def leaf(*shape):
    n = 1
    for size in shape or (4,):
        n *= size
    return torch.arange(1.0, n + 1).reshape(shape or (4,)).requires_grad_()


# Memory that is shared.

_IDS = (0, 1, 2, 3)
_INPLACE = {
    "add_": lambda x, y, i: x.add_(y), "copy_": lambda x, y, i: x.copy_(y), "fill_": lambda x, y, i: x.fill_(1), "zero_": lambda x, y, i: x.zero_(),
    "exp_": lambda x, y, i: x.exp_(), "masked_fill_": lambda x, y, i: x.masked_fill_(x > 9, 1), "index_fill_": lambda x, y, i: x.index_fill_(0, i, 1.0),
    "index_add_": lambda x, y, i: x.index_add_(0, i, y), "index_copy_": lambda x, y, i: x.index_copy_(0, i, y), "scatter_": lambda x, y, i: x.scatter_(0, i, y),
    "index_put_": lambda x, y, i: x.index_put_((i,), y), "masked_scatter_": lambda x, y, i: x.masked_scatter_(x > -1, y), "put_": lambda x, y, i: x.put_(i, y),
    "lerp_": lambda x, y, i: x.lerp_(y, 0.5), "clamp_": lambda x, y, i: x.clamp_(y, y), "setitem": lambda x, y, i: x.__setitem__(slice(None), y),
    "setitem of a number": lambda x, y, i: x.__setitem__(slice(0, 2), 1.0),
}  # fmt: skip
_OUT = {
    "add": lambda x, y, i: torch.add(y, 1, out=x), "exp": lambda x, y, i: torch.exp(y, out=x), "cat": lambda x, y, i: torch.cat([y], out=x),
    "index_select": lambda x, y, i: torch.index_select(y, 0, i, out=x), "gather": lambda x, y, i: torch.gather(y, 0, i, out=x),
    "cumsum": lambda x, y, i: torch.cumsum(y, 0, out=x), "where": lambda x, y, i: torch.where(y > 0, y, y, out=x),
    "masked_select": lambda x, y, i: torch.masked_select(y, y > 0, out=x),
    "take": lambda x, y, i: torch.take(y, i, out=x),
}  # fmt: skip
for _name, _use in {**_INPLACE, **{f"{n} out=": f for n, f in _OUT.items()}}.items():

    def _overlapping(use=_use):
        ids = torch.tensor(_IDS)
        seen = []
        for kind in ("whole", "part", "apart"):
            memory = torch.arange(1.0, 10.0)
            x = memory[:4]
            y = {"whole": x, "part": memory[1:5], "apart": memory[5:]}[kind]
            seen.append(outcome(lambda x=x, y=y: use(x, y, ids)))
        return seen

    case(f"overlap: {_name}")(_overlapping)
for _name, _use in _INPLACE.items():

    def _expanded(use=_use):
        return outcome(use, torch.zeros(1).expand(4), torch.ones(4), torch.tensor(_IDS))

    case(f"expanded: {_name}")(_expanded)


@case("out= of a view is resized within its storage")
def _():
    memory = torch.zeros(4)
    view = memory[:2]
    torch.exp(torch.ones(3), out=view)
    return memory, view


@case("resize_")
def _():
    x, t, z = torch.arange(4.0), torch.ones(2, 3).t(), torch.ones(3)
    y = x[1:3]
    y.resize_(3)
    z.resize_(3)
    before = z._version
    z.resize_(5)
    return (
        y, x._version, t.resize_(3, 2).stride(), t.resize_(2, 3).stride(), before, z._version, z[:3], outcome(leaf().resize_, 4), outcome(z.resize_, -1),
        outcome(z.resize_), outcome(z.resize_as_, 1), torch.ones(3).resize_as_(torch.ones(2, 2, 2, 2), memory_format=torch.channels_last).stride(),
    )  # fmt: skip


@case("set_")
def _():
    x, y, nonleaf, base = torch.ones(4), torch.zeros(2), leaf() * 1, torch.ones(4)
    x.set_(y)
    y.add_(1)
    nonleaf.set_(torch.ones(2))
    view = base[:2]
    view.set_(torch.zeros(3))
    w = torch.ones(4)
    product = leaf() * w
    w.set_(torch.zeros(4))
    return (
        x, x._version, names(nonleaf), view, base, view._version, outcome(product.sum().backward), outcome(leaf().set_, torch.ones(1)),
        outcome(x.set_, torch.ones(2, dtype=torch.int64)), outcome(x.set_, 5), x.set_(),
    )  # fmt: skip


@case("assignments")
def _():
    x, y, i = leaf(), leaf() * 1, torch.ones(2, dtype=torch.int64)
    return [outcome(f, *a) for f, *a in (
        (setattr, x, "data", 5), (setattr, x, "data", i), (setattr, y, "data", i), (delattr, x, "data"), (delattr, x, "requires_grad"),
        (setattr, x, "grad", torch.ones(3)), (setattr, x, "grad", torch.ones(4, dtype=torch.float64)), (setattr, x, "grad", x), (setattr, x, "grad", "a"),
        (setattr, x, "grad", torch.ones(4, dtype=torch.bfloat16)), (setattr, x, "requires_grad", 1), (setattr, y, "requires_grad", False),
        (setattr, y, "requires_grad", True), (y.requires_grad_, False), (i.requires_grad_,), (setattr, i, "requires_grad", True), (x.requires_grad_, 1),
        (x.requires_grad_, True, True), (setattr, x, "is_leaf", True), (setattr, x, "shape", 1), (setattr, x, "T", 1), (setattr, x, "is_cuda", 1),
    )]  # fmt: skip


@case("grad_dtype")
def _():
    x, z = leaf(), leaf()
    seen = [x.grad_dtype, (leaf() * 1).requires_grad, outcome(lambda: (leaf() * 1).grad_dtype), outcome(setattr, x, "grad_dtype", 5)]
    x.grad_dtype = torch.float64
    (x * 2).sum().backward()
    seen += [x.grad, outcome(setattr, x, "grad_dtype", torch.float16), outcome(setattr, x, "grad", torch.ones(4))]
    z.grad_dtype = None
    z.grad = torch.ones(4, dtype=torch.int64)
    return seen, z.grad, z.grad_dtype


@case("swap_tensors")
def _():
    a, b = torch.nn.Parameter(torch.ones(2)), torch.zeros(3)
    a.mark, a.grad = 1, torch.ones(2)
    torch.utils.swap_tensors(a, b)
    seen = [type(a).__name__, type(b).__name__, a, b, a.grad, b.grad, vars(a), vars(b)]
    c, d = leaf(), torch.zeros(1)
    made = (c * 2).sum()
    torch.utils.swap_tensors(c, d)
    seen.append(outcome(made.backward))
    view = d[:2]
    held = weakref.ref(c)
    return seen, outcome(torch.utils.swap_tensors, c, d), held() is c, view.shape


# Views that are made again.


@case("complex views")
def _():
    seen = []
    for change in (lambda x: torch.view_as_real(x)[:, 0].mul_(3), lambda x: x.real.mul_(3), lambda x: x.imag.copy_(torch.ones(2)), lambda x: x.mul_(2j)):
        source = torch.tensor([1 + 2j, 3 + 4j], requires_grad=True)
        x = source * 1
        real, parts = x.real, torch.view_as_real(x)
        change(x)
        shown = names(x, parts, real)
        (parts * torch.arange(1.0, 5.0).view(2, 2)).sum().backward()
        seen.append((shown, source.grad))
    source = leaf(2, 2)
    x = source * 1
    both = torch.view_as_complex(x)
    both.mul_(1j)
    (x * torch.arange(4.0).view(2, 2)).sum().backward()
    return seen, names(x, both), source.grad


@case("view replay")
def _():
    source = leaf()
    with torch.autograd.grad_mode._force_original_view_tracking(True):
        x = source * 1
        v = x.view(2, 2)
        w = v[0]
        w.mul_(3)
        shown = names(x, v, w)
        (v * v).sum().backward()
    return shown, source.grad


@case("twice through a change of a view that saved its result")
def _():
    source = leaf()
    x = source * 0.5
    x[1:3].sigmoid_()
    (first,) = torch.autograd.grad((x**2).sum(), source, create_graph=True)
    (second,) = torch.autograd.grad((first**2).sum(), source)
    return first, second


@case("in-place views record nodes of their own")
def _():
    made = []
    for change in (
        lambda x: x.t_(), lambda x: x.transpose_(0, 1), lambda x: x.squeeze_(), lambda x: x.squeeze_(0), lambda x: x.squeeze_((0, 1)),
        lambda x: x.unsqueeze_(0), lambda x: x.as_strided_((3, 2), (1, 3)), lambda x: x.unsqueeze_(0).t_(),
    ):  # fmt: skip
        source = leaf(2, 3)
        x = source * 1
        shape = outcome(lambda change=change, x=x: change(x).shape)
        (x * x).sum().backward()
        made.append((shape, names(x), x.stride(), x._version, source.grad))
    return made


@case("view of another dtype")
def _():
    x = leaf() * 1
    v = x.view(torch.int32)
    return v._is_view(), v.requires_grad, v.zero_()._version, x, x._version


# Saved tensors.


@case("saved and cut from its history")
def _():
    x = leaf()
    a = x * 1
    y = a * a
    a.detach_()
    b = x.exp()
    z = b * 1
    b.detach_()
    z.sum().backward()
    return outcome(y.sum().backward), x.grad


@case("what hooks give back")
def _():
    seen = []
    for given in (None, 1, "a", [1], torch.Size([1])):
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda packed, given=given: given):
            y = leaf() * leaf()
        seen.append(outcome(y.sum().backward))
    for pair in ((1, 2), (print, None)):
        seen.append(outcome(torch.autograd.graph.saved_tensors_hooks(*pair).__enter__)[:90])
    return seen


def _saved_by_a_mutation(change):
    x = leaf()
    with torch.autograd.graph.allow_mutation_on_saved_tensors() as context:
        a = x * 1
        y = a * a
        before = len(context.cloned)
        change(a)
        during = len(context.cloned)
        y.sum().backward()
        return x.grad, before, during, len(context.cloned)


for _name, _change in {
    "mul_": lambda a: a.mul_(5), "of a view": lambda a: a[:2].mul_(5), "setitem": lambda a: a.__setitem__(0, 7.0), "nothing": lambda a: a.add(1),
    "twice": lambda a: a.sin_().cos_(), "through data": lambda a: a.detach().zero_(),
}.items():  # fmt: skip
    case(f"allow_mutation_on_saved_tensors: {_name}")(lambda change=_change: _saved_by_a_mutation(change))


@case("allow_mutation_on_saved_tensors: errors")
def _():
    allow = torch.autograd.graph.allow_mutation_on_saved_tensors

    def nested():
        with allow(), allow():
            pass

    x = leaf()
    with allow():
        y = x * x
    with allow() as context:
        z = x * x
        context.clear()
        cleared = outcome(z.sum().backward)
    return outcome(nested), outcome(y.sum().backward), cleared


@case("modified: how the message names what made the tensor")
def _():
    x, seen = leaf(), []
    for make in (lambda: x.exp(), lambda: x.max(), lambda: x.sum(0), lambda: 1 - x, lambda: x.clamp(0, 1), lambda: x.bfloat16(), lambda: (x * 1).copy_(x)):
        made = make()
        product = (made * made).sum()
        with torch.no_grad():
            made.mul_(1)
        seen.append(outcome(product.backward))
    return seen


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_in_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]

    def _step_with_hooks():
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
            y = (leaf().exp() * 2).exp()
        y.sum().backward()

    def _step_on_a_view():
        x = leaf() * 1
        v = x[1:3]
        v.sigmoid_()
        x.sum().backward()

    def _step_on_parts():
        x = torch.tensor([1 + 2j], requires_grad=True) * 1
        torch.view_as_real(x).exp_()
        x.abs().sum().backward()

    def _step_allowing():
        with torch.autograd.graph.allow_mutation_on_saved_tensors():
            a = leaf() * 1
            y = a * a
            a.sin_()
            y.sum().backward()

    def _step_in_modes():
        with torch.inference_mode():
            a = torch.ones(2)
        with torch.autograd._unsafe_preserve_version_counter(torch.ones(1)), torch.no_grad():
            a.clone().add_(1)

    @pytest.mark.parametrize("step", [_step_with_hooks, _step_on_a_view, _step_on_parts, _step_allowing, _step_in_modes])
    def test_steps_leave_nothing(step):
        for _ in range(20):
            step()
        gc.collect()
        gc.disable()
        tracemalloc.start()
        try:
            for _ in range(100):
                step()
            rounds = []
            for _ in range(2):  # the interpreter enlarges a table of its own in one of them at times
                before = tracemalloc.get_traced_memory()[0]
                for _ in range(200):
                    step()
                rounds.append(tracemalloc.get_traced_memory()[0] - before)
        finally:
            tracemalloc.stop()
            gc.enable()
        assert min(rounds) < 12000
        assert gc.collect() < 50
