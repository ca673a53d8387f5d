"""Attributes and methods of a Function's ctx, which is its node, held against PyTorch
(golden/function_ctx.json).

``python tests/test_function_ctx.py`` records the golden file again; it needs torch.
"""
import weakref

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_ctx")
case = recorder.case
function, ramp = makers(torch)
Cube, *_, leaf = samples(torch)
ATTRIBUTES = (
    "_input_metadata", "_is_pure_view", "_materialize_non_diff_grads", "_raw_saved_tensors", "dirty_tensors", "materialize_grads", "metadata",
    "needs_input_grad", "next_functions", "non_differentiable", "requires_grad", "saved_for_forward", "saved_tensors", "to_save", "saved_variables",
)  # fmt: skip


def setting(attribute, value):
    """A case: set an attribute of ctx and read it back."""

    @case(f"set {attribute} to {value!r}")
    def _():
        node = function(lambda ctx, x: x * 2, lambda ctx, g: g).apply(ramp()).grad_fn
        setattr(node, attribute, value)
        return getattr(node, attribute)


def deleting(attribute):
    """A case: delete an attribute of ctx and read it."""

    @case(f"delete {attribute}")
    def _():
        node = function(lambda ctx, x: x * 2, lambda ctx, g: g).apply(ramp()).grad_fn
        delattr(node, attribute)
        return getattr(node, attribute)


def materializing(value):
    """A case: call `set_materialize_grads`."""

    @case(f"set_materialize_grads({value!r})")
    def _():
        def forward(ctx, x):
            ctx.set_materialize_grads(value)
            return x * 2

        function(forward).apply(ramp())


@case("type of the node")
def _():
    y = Cube.apply(leaf())
    return y.grad_fn, type(y.grad_fn), Cube._backward_cls, type(y.grad_fn) is Cube._backward_cls, list(y.grad_fn._input_metadata[0].shape)


@case("ctx is the node")
def _():
    kept = []

    def forward(ctx, x):
        kept.append(ctx)
        ctx.anything = 5
        return x * 2

    y = function(forward, lambda ctx, g: g).apply(leaf())
    return y.grad_fn is kept[0], y.grad_fn.anything, y.grad_fn.saved_tensors, y.grad_fn.to_save


@case("ctx.saved_tensors assigned")
def _():
    def forward(ctx, x):
        ctx.saved_tensors = (x,)

    function(forward, lambda ctx, g: g).apply(leaf())


@case("ctx.needs_input_grad assigned")
def _():
    def forward(ctx, x):
        ctx.needs_input_grad = (True, True)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf()).grad_fn.needs_input_grad


@case("ctx method names")
def _():
    seen = []

    def forward(ctx, x):
        seen.extend(n for n in ("save_for_backward", "mark_dirty", "mark_non_differentiable", "set_materialize_grads", "save_for_forward") if hasattr(ctx, n))
        seen.append((ctx.materialize_grads if not isinstance(ctx.materialize_grads, property) else 0, ctx.dirty_tensors, ctx.non_differentiable))
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())
    return seen


@case("nodes eq")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(ramp())
    return (
        y.grad_fn is y.grad_fn,
        y.grad_fn == y.grad_fn,
        isinstance(y.grad_fn, torch.autograd.graph.Node),
        isinstance(y.grad_fn, torch.autograd.function.FunctionCtx),
        isinstance(y.grad_fn, torch._C._FunctionBase),
        issubclass(torch.autograd.Function, torch.autograd.graph.Node),
    )


@case("ctx attr")
def _():
    def f(ctx, x):
        ctx.a = 3
        ctx.name2 = "x"
        return x * 2

    n = function(f).apply(ramp()).grad_fn
    return n.a, n.name2, n.__dict__, shown(lambda: n.nope), hasattr(n, "a")


@case("ctx weakref")
def _():
    n = function(lambda c, x: x * 2).apply(ramp()).grad_fn
    return weakref.ref(n)() is n


@case("ctx as positional")
def _():
    # ctx returned
    return type(function(lambda c, x: (x * 2, c), lambda c, g, h: g).apply(ramp())[1]).__name__


@case("meta in forward")
def _():
    def f(c, x):
        c.metadata["a"] = 3
        return x * 2

    return function(f).apply(ramp()).grad_fn.metadata


@case("mark after setup")
def _():
    def s(c, i, o):
        c.mark_non_differentiable(o[1])
        c.set_materialize_grads(False)

    seen = []
    a, b = function(lambda x: (x * 2, x * 3), lambda c, g, h: (seen.append((g, h)), g)[1], setup_context=s).apply(ramp())
    a.sum().backward()
    return a.requires_grad, b.requires_grad, seen


@case("setup attr")
def _():
    def s(c, inputs, output):
        c.i = type(inputs).__name__
        c.o = type(output).__name__
        c.n = c.needs_input_grad

    n = function(lambda x, k: [x * 2], lambda c, g: g, setup_context=s)
    y = n.apply(ramp(), 3)
    return type(y)


@case("setup returns")
def _():
    return function(lambda x: x * 2, lambda c, g: g, setup_context=lambda c, i, o: 5).apply(ramp())


@case("ctx reuse")
def _():
    keep = []
    F = function(lambda c, x: (keep.append(c), x * 2)[1], lambda c, g: g)
    F.apply(ramp())
    F.apply(ramp())
    return keep[0] is keep[1]


@case("ctx eq")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())
    n = y.grad_fn
    return hash(n) == hash(y.grad_fn), n in {n}, n != 3, repr(n)[:40]


for attribute in ATTRIBUTES:
    for value in (3, None, (1,), True):
        if (attribute, value) != ("saved_for_forward", None) and attribute != "materialize_grads":
            setting(attribute, value)
    if attribute not in ("materialize_grads", "_is_pure_view", "_materialize_non_diff_grads"):
        deleting(attribute)


for value in (3, None, True, False, (), (1,), (1, 2), (True,), "x", ("a", 2.0, None)):
    materializing(value)


@case("attrs in forward")
def _():
    seen = []

    def f(ctx, x):
        for a in ATTRIBUTES:
            if a not in ("next_functions",):
                seen.append((a, shown(lambda: getattr(ctx, a))))
        seen.append(ctx.name())
        seen.append(len(ctx.next_functions))
        return x * 2

    function(f, lambda c, g: g).apply(ramp())
    return seen


@case("attrs in forward nograd")
def _():
    seen = []

    def f(ctx, x):
        for a in ATTRIBUTES:
            seen.append((a, shown(lambda: getattr(ctx, a))))
        seen.append(ctx.name())
        return x * 2

    function(f, lambda c, g: g).apply(torch.ones(2))
    return seen


@case("instance hook")
def _():
    return function(lambda c, x: x)().register_hook(lambda *a: None)


@case("instance prehook")
def _():
    return function(lambda c, x: x)().register_prehook(lambda *a: None)


@case("instance setseq")
def _():
    return function(lambda c, x: x)()._set_sequence_nr(3)


@case("instance name")
def _():
    return function(lambda c, x: x)().name()


@case("instance call")
def _():
    return function(lambda c, x: x)()(3)


@case("instance apply")
def _():
    return function(lambda c, x: x * 2)().apply(torch.ones(2))


@case("fctx")
def _():
    c = torch.autograd.function.FunctionCtx()
    c.save_for_backward(1, 2)
    c.mark_dirty(3)
    c.mark_non_differentiable(4)
    c.set_materialize_grads(5)
    c.save_for_forward(None)
    return c.__dict__


@case("direct apply")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 5)
    return F.apply(ramp()).grad_fn.apply(torch.ones(3))


@case("direct call")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 5)
    return F.apply(ramp()).grad_fn(torch.ones(3))


@case("apply jvp")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 5, jvp=lambda c, t: t * 3)
    return F.apply(ramp()).grad_fn.apply_jvp(torch.ones(3))


@case("apply boxed")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 5)
    return F.apply(ramp()).grad_fn.apply_boxed(torch.ones(3))


@case("get user fn")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g * 5)
    return F.apply(ramp()).grad_fn._get_user_fn() is F.backward


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
