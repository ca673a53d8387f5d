"""``once_differentiable``, and the nodes ``DelayedError`` and ``UndefinedGrad``, held against PyTorch
(golden/function_once.json).

``python tests/test_function_once.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_once")
case = recorder.case
function, ramp = makers(torch)
*_, leaf = samples(torch)
Function, grad = torch.autograd.Function, torch.autograd.grad
once_differentiable = torch.autograd.function.once_differentiable


@case("once_differentiable")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    made = function(forward, once_differentiable(lambda ctx, g: 2 * g * ctx.saved_tensors[0]))
    x = leaf()
    (g,) = grad(made.apply(x).sum(), x)
    (h,) = grad(made.apply(x).sum(), x, create_graph=True)
    return g, h, h.requires_grad


@case("once_differentiable with a gradient that requires grad")
def _():
    made = function(lambda ctx, x: x * x, once_differentiable(lambda ctx, g: 2 * g))
    x = leaf()
    (h,) = grad(made.apply(x), x, leaf(), create_graph=True)
    return h.requires_grad, h.grad_fn


@case("once_differentiable, differentiated twice")
def _():
    made = function(lambda ctx, x: x * x, once_differentiable(lambda ctx, g: (2 * g, None)[:1]))
    x = leaf()
    (h,) = grad(made.apply(x), x, leaf(), create_graph=True)
    h.sum().backward()


@case("grad mode inside once_differentiable")
def _():
    seen = []

    def backward(ctx, g):
        seen.append(torch.is_grad_enabled())
        return g

    x = leaf()
    grad(function(lambda ctx, x: x * x, once_differentiable(backward)).apply(x).sum(), x, create_graph=True)
    return seen


@case("once")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g * 3))
    y = F.apply(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return g, g.requires_grad, shown(lambda: torch.autograd.grad(g.sum(), x))


@case("once seed")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g * 3))
    y = F.apply(x)
    (g,) = torch.autograd.grad(y, x, s, create_graph=True)
    return g, g.grad_fn, g.grad_fn.name(), len(g.grad_fn.next_functions), g.grad_fn.next_functions[0][0], shown(lambda: g.sum().backward())


@case("once none")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x, w: x * 2, o(lambda c, g: (g * 3, None)))
    (g,) = torch.autograd.grad(F.apply(x, 3), x, s, create_graph=True)
    return g


@case("once nontensor")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x, w: x * 2, o(lambda c, g: (g * 3, 7)))
    (g,) = torch.autograd.grad(F.apply(x, 3), x, s, create_graph=True)


@case("once int")
def _():
    o = torch.autograd.function.once_differentiable
    x = ramp()
    s = ramp()
    F = function(lambda c, x: x * 2, o(lambda c, g: g.long()))
    (g,) = torch.autograd.grad(F.apply(x), x, s, create_graph=True)


@case("once direct")
def _():
    o = torch.autograd.function.once_differentiable
    w = o(lambda c, g: g * 3)
    a = w(None, ramp())
    b = w(None, torch.ones(2))
    with torch.no_grad():
        c = w(None, ramp())
    return a, b, c, type(a), w.__name__, o(lambda c, *a, k=0: k)(None, torch.ones(1), k=5)


@case("delayed")
def _():
    d = torch._C._functions.DelayedError(b"boo", 2)
    a = d(ramp(), torch.ones(2))
    return a, [x.grad_fn for x in a], shown(lambda: a[0].sum().backward())


@case("delayed2")
def _():
    return torch._C._functions.DelayedError("boo", 1)(ramp()).grad_fn


@case("delayed none")
def _():
    return torch._C._functions.DelayedError(b"boo", 1)(torch.ones(2)).requires_grad


@case("delayed bad")
def _():
    return torch._C._functions.DelayedError(b"boo", 1)(3)


@case("delayed args")
def _():
    return torch._C._functions.DelayedError(3)


@case("delayed attr")
def _():
    d = torch._C._functions.DelayedError(b"boo", 2)
    return d.name(), d.next_functions, type(d), type(d).__module__


@case("undef")
def _():
    u = torch._C._functions.UndefinedGrad()
    x = ramp()
    y = u(x)
    y.sum().backward()
    return y, y.grad_fn, y.grad_fn.name(), x.grad, y is x, y._is_view()


@case("undef two")
def _():
    return torch._C._functions.UndefinedGrad()(ramp(), ramp())


@case("undef name")
def _():
    u = torch._C._functions.UndefinedGrad()
    return u.name(), u


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
