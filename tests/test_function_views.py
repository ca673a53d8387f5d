"""Arguments and views that a custom Function returns, and what changing them in place does, held against PyTorch
(golden/function_views.json).

``python tests/test_function_views.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_views")
case = recorder.case
function, ramp = makers(torch)
*_, leaf = samples(torch)


@case("mark_non_differentiable of an input returned")
def _():
    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        return x

    x = leaf()
    y = function(forward, lambda ctx, g: g).apply(x)
    return y, y is x, y.requires_grad, x.requires_grad


@case("input returned as it is")
def _():
    x = leaf()
    y = function(lambda ctx, x: x, lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y, y is x, y._is_view(), y._base is x, x.grad, y.data_ptr() == x.data_ptr()


@case("input that needs no grad returned as it is")
def _():
    x = torch.ones(2)
    y = function(lambda ctx, x, w: x, lambda ctx, g: (g, g)).apply(x, leaf())
    return y is x, y, y.requires_grad, x.requires_grad, y._is_view()


@case("input returned, nothing requires grad")
def _():
    x = torch.ones(2)
    y = function(lambda ctx, x: x, lambda ctx, g: g).apply(x)
    return y is x, y._is_view(), y._base is x


@case("input returned as it is, then changed in place")
def _():
    y = function(lambda ctx, x: x, lambda ctx, g: g * 10).apply(leaf() * 1)
    y.add_(1)


@case("input that needs no grad returned, changed in place")
def _():
    x = torch.ones(2)
    w = leaf()
    y = function(lambda ctx, x, w: x, lambda ctx, g: (g, g * 2)).apply(x, w)
    y.mul_(3)
    y.sum().backward()
    return y, x, w.grad


@case("input returned twice")
def _():
    x = leaf()
    a, b = function(lambda ctx, x: (x, x), lambda ctx, g, h: g * 2 + h * 3).apply(x)
    (a + b).sum().backward()
    return a, b, a is b, a.output_nr, b.output_nr, x.grad


@case("output returned twice")
def _():
    def forward(ctx, x):
        y = x * 2
        return y, y

    x = leaf()
    a, b = function(forward, lambda ctx, g, h: g * 2 + h * 3).apply(x)
    (a + b).sum().backward()
    return a is b, a.output_nr, b.output_nr, x.grad


@case("view of an input returned")
def _():
    x = leaf(2, 2)
    y = function(lambda ctx, x: x.view(-1), lambda ctx, g: (g * 10).view(2, 2)).apply(x)
    y.sum().backward()
    return y, y._is_view(), y._base is x, x.grad


@case("view of an input returned, changed in place")
def _():
    y = function(lambda ctx, x: x.view(-1), lambda ctx, g: g).apply(leaf(4) * 1)
    y.add_(1)


@case("view of an input returned, base changed in place")
def _():
    x = leaf(4) * 1
    y = function(lambda ctx, x: x.view(-1), lambda ctx, g: g).apply(x)
    x.add_(1)
    return y.grad_fn


@case("two views returned, one changed in place")
def _():
    a, b = function(lambda ctx, x: (x.view(-1), x[:2]), lambda ctx, g, h: g).apply(leaf(4) * 1)
    a.add_(1)


@case("view of a fresh tensor returned")
def _():
    x = leaf(4)
    y = function(lambda ctx, x: (x * 2)[:2], lambda ctx, g: torch.cat([g, g])).apply(x)
    y.mul_(3)
    y.sum().backward()
    return y, y._is_view(), x.grad


@case("detached alias of an input returned")
def _():
    x = leaf()
    y = function(lambda ctx, x: x.detach(), lambda ctx, g: g * 10).apply(x)
    y.sum().backward()
    return y, y._is_view(), x.grad


@case("view base modified after")
def _():
    a = ramp()
    b = a * 1
    v = function(lambda c, x: x[:2], lambda c, g: torch.cat([g, g[:1] * 0])).apply(b)
    b.mul_(2)
    return shown(lambda: v + 1), shown(lambda: v.grad_fn)


@case("inplace on output")
def _():
    a = ramp()
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    y.mul_(5)
    y.sum().backward()
    return a.grad, y.grad_fn.name()


@case("inplace on multi output")
def _():
    a = ramp()
    y, z = function(lambda c, x: (x * 2, x * 3), lambda c, g, h: g * 3 + h).apply(a)
    y.mul_(5)
    (y.sum() + z.sum()).backward()
    return a.grad


@case("view of output inplace")
def _():
    a = ramp()
    y = function(lambda c, x: x * 2, lambda c, g: g * 3).apply(a)
    y[:1].mul_(5)
    y.sum().backward()
    return a.grad, y.grad_fn.name()


@case("same out twice calls")
def _():
    w = torch.ones(3)
    F = function(lambda c, x: w, lambda c, g: g * 3)
    F.apply(ramp())
    y = F.apply(ramp())
    return y is w, w.grad_fn.name()


@case("input returned")
def _():
    x = ramp()
    y = function(lambda c, x: x, lambda c, g: g * 2).apply(x)
    r = y is x, y._is_view(), y._base is x, y.grad_fn, y
    return r, shown(lambda: y.add_(1))


@case("input returned nograd")
def _():
    x = torch.ones(3)
    y = function(lambda c, x: x, lambda c, g: g * 2).apply(x)
    r = y is x, y._is_view(), y._base is x, y.grad_fn, y
    return r, shown(lambda: y.add_(1))


@case("input returned nonleaf")
def _():
    x = ramp()
    z = x * 1
    y = function(lambda c, x: x, lambda c, g: g * 2).apply(z)
    y.sum().backward()
    return x.grad, y._is_view(), shown(lambda: y.mul_(2)), shown(lambda: z.mul_(2)), shown(lambda: y.grad_fn)


@case("input returned view")
def _():
    x = ramp()
    z = (x * 1)[:2]
    y = function(lambda c, x: x, lambda c, g: g * 2).apply(z)
    y.sum().backward()
    return x.grad, y._is_view(), y._base is z._base, shown(lambda: y.mul_(2))


@case("input returned saved setup")
def _():
    def s(ctx, i, o):
        ctx.save_for_backward(o)

    return function(lambda x: x, lambda c, g: g, setup_context=s).apply(ramp())


@case("input returned saved fwd setup")
def _():
    def s(ctx, i, o):
        ctx.save_for_forward(o)

    return function(lambda x: x, lambda c, g: g, setup_context=s).apply(ramp())


@case("input returned saved setup nograd")
def _():
    def s(ctx, i, o):
        ctx.save_for_backward(o)

    return function(lambda x: x, lambda c, g: g, setup_context=s).apply(torch.ones(2))


@case("input returned saved")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x)
        return x

    x = ramp()
    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x)
    y.sum().backward()
    return x.grad


@case("view returned")
def _():
    x = ramp()
    z = x * 1
    y = function(lambda c, x: x[:2], lambda c, g: torch.cat([g, g[:1]])).apply(z)
    return y, y._is_view(), y._base is z, shown(lambda: y.mul_(2)), shown(lambda: z.mul_(2).grad_fn), shown(lambda: y.grad_fn)


@case("view returned two")
def _():
    x = ramp()
    z = x * 1
    y, w = function(lambda c, x: (x[:2], x[1:]), lambda c, g, h: torch.cat([g, h[:1]])).apply(z)
    return y, shown(lambda: y.mul_(2)), shown(lambda: z.mul_(2).grad_fn), shown(lambda: y.grad_fn)


@case("view returned nondiff")
def _():
    def f(ctx, x):
        v = x[:2]
        ctx.mark_non_differentiable(v)
        return x * 2, v

    x = ramp()
    z = x * 1
    y, w = function(f, lambda c, g, h: g).apply(z)
    return w, w.requires_grad, shown(lambda: w.grad_fn), shown(lambda: w.mul_(2))


@case("view nograd")
def _():
    x = torch.ones(3)
    y = function(lambda c, x: x[:2], None).apply(x)
    return y, y._is_view(), shown(lambda: y.mul_(2)), shown(lambda: y.requires_grad)


@case("view nograd mode")
def _():
    x = ramp() * 1
    with torch.no_grad():
        y = function(lambda c, x: x[:2], None).apply(x)
    return y, y.requires_grad, shown(lambda: y.mul_(2))


@case("detached input returned")
def _():
    x = ramp()

    def f(ctx, x):
        ctx.mark_non_differentiable(x)
        return x

    y = function(f, lambda c, g: g).apply(x)
    return y is x, y.requires_grad, y._is_view()


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
