"""How ``apply`` places what ``forward`` returns: tensors from outside, results with a history, results without a gradient, held against PyTorch
(golden/function_outputs.json).

``python tests/test_function_outputs.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_outputs")
case = recorder.case
function, ramp = makers(torch)
*_, leaf = samples(torch)


@case("mark_non_differentiable")
def _():
    seen = []

    def forward(ctx, x):
        a, b = x * 2, x * 3
        ctx.mark_non_differentiable(b)
        return a, b

    def backward(ctx, g, h):
        seen.extend([g, h])
        return g

    a, b = function(forward, backward).apply(leaf())
    a.sum().backward()
    return a.requires_grad, b.requires_grad, b.grad_fn, seen


@case("mark_non_differentiable, all outputs")
def _():
    def forward(ctx, x):
        a = x * 2
        ctx.mark_non_differentiable(a)
        return a

    a = function(forward, lambda ctx, g: g).apply(leaf())
    return a, a.requires_grad, a.is_leaf


@case("mark_non_differentiable of a number")
def _():
    def forward(ctx, x):
        ctx.mark_non_differentiable(3)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf())


@case("mark_shared_storage")
def _():
    def forward(ctx, x):
        ctx.mark_shared_storage((x, x))
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf())


@case("a tensor from outside returned")
def _():
    outside = torch.ones(2)
    x = leaf()
    y = function(lambda ctx, x: outside, lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y is outside, outside, x.grad


@case("a leaf from outside returned")
def _():
    outside, x = leaf(), leaf()
    y = function(lambda ctx, x: outside, lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y is outside, y, outside.requires_grad, x.grad, outside.grad


@case("a non-leaf from outside returned")
def _():
    outside, x = leaf() * 1, leaf()
    y = function(lambda ctx, x: outside, lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y is outside, y, x.grad


@case("result computed with enable_grad inside forward")
def _():
    def forward(ctx, x):
        with torch.enable_grad():
            z = x.detach().requires_grad_()
            y = z * 3
        ctx.z, ctx.y = z, y
        return y.detach()

    def backward(ctx, g):
        return torch.autograd.grad(ctx.y, ctx.z, g)

    x = leaf()
    function(forward, backward).apply(x).sum().backward()
    return x.grad


@case("result with a history made inside forward")
def _():
    def forward(ctx, x):
        with torch.enable_grad():
            return x * 3

    x = leaf()
    y = function(forward, lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y, x.grad


@case("detach out")
def _():
    def f(ctx, x):
        y = x * 2
        ctx.mark_non_differentiable(y)
        return y

    y = function(f, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("nondiff with grad")
def _():
    def f(ctx, x):
        with torch.enable_grad():
            y = x * 2
        ctx.mark_non_differentiable(y)
        return y

    y = function(f, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("nograd output then graph")
def _():
    a = ramp()
    with torch.no_grad():
        y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    return y.requires_grad, y.is_leaf


@case("inference out")
def _():
    x = ramp()

    def f(c, x):
        with torch.inference_mode():
            return x * 2

    return shown(lambda: function(f, lambda c, g: g).apply(x).is_inference()), shown(lambda: function(f, lambda c, g: g).apply(x).requires_grad)


@case("output detached input")
def _():
    x = ramp()
    y = function(lambda c, x: x.detach(), lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y.requires_grad, x.grad, y._is_view()


@case("output data")
def _():
    x = ramp()
    y = function(lambda c, x: x.data, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y.requires_grad, x.grad


@case("output constant")
def _():
    w = torch.ones(3)
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y is w, w.requires_grad, x.grad


@case("output param")
def _():
    w = ramp()
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    y.sum().backward()
    return y is w, w.is_leaf, x.grad


@case("output nonleaf other")
def _():
    w = ramp() * 2
    x = ramp()
    y = function(lambda c, x: w, lambda c, g: g * 3).apply(x)
    return y is w, w.grad_fn.name()


@case("bool out")
def _():
    y = function(lambda c, x: x > 1, lambda c, g: g).apply(ramp())
    return y.requires_grad, y.grad_fn, y


@case("all nondiff grad fn")
def _():
    a, b = function(lambda c, x: (x > 1, x.long()), lambda c, g, h: g).apply(ramp())
    return a.grad_fn, b.grad_fn


@case("long out marked")
def _():
    def f(c, x):
        i = x.long()
        c.mark_non_differentiable(i)
        return x * 2, i

    a, b = function(f, lambda c, g, h: g).apply(ramp())
    return a.requires_grad, b.requires_grad


@case("nondiff nontuple")
def _():
    def f(ctx, x):
        ctx.non_differentiable = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("nondiff nontensor nograd")
def _():
    def f(ctx, x):
        ctx.mark_non_differentiable(3)
        return x * 2

    return function(f, lambda c, g: g).apply(torch.ones(2))


@case("nondiff int")
def _():
    def f(ctx, x):
        return x * 2, (x > 1), x.long()

    seen = []

    def b(ctx, *g):
        seen.extend(g)
        return g[0]

    a, m, l = function(f, b).apply(ramp())
    a.sum().backward()
    return seen, m.requires_grad, l


@case("nondiff marked")
def _():
    def f(ctx, x):
        y = x * 3
        ctx.mark_non_differentiable(y)
        return x * 2, y

    seen = []

    def b(ctx, *g):
        seen.extend(g)
        return g[0]

    a, m = function(f, b).apply(ramp())
    a.sum().backward()
    return seen, m.requires_grad, m.grad_fn


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
