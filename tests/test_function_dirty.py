"""``mark_dirty``: arguments that a custom Function changes in place, held against PyTorch
(golden/function_dirty.json).

``python tests/test_function_dirty.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, samples
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_dirty")
case = recorder.case
function, ramp = makers(torch)
*_, leaf = samples(torch)


@case("mark_dirty")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.add_(1)

    made = function(forward, lambda ctx, g: g * 10)
    x = leaf()
    y = x * 1
    z = made.apply(y)
    z.sum().backward()
    return z, z is y, y.grad_fn, y._version, x.grad


@case("mark_dirty without requires_grad")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.add_(1)

    x = torch.ones(2)
    z = function(forward, lambda ctx, g: g).apply(x)
    return z is x, z, z.requires_grad, x._version


@case("mark_dirty of a leaf")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.add_(1)

    function(forward, lambda ctx, g: g).apply(leaf())


@case("mark_dirty of a view")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    x = leaf(4)
    base = x * 1
    view = base[:2]
    made = function(forward, lambda ctx, g: g * 10).apply(view)
    base.sum().backward()
    return made is view, made.grad_fn, base.grad_fn, base, x.grad


@case("mark_dirty of a view of a leaf")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    function(forward, lambda ctx, g: g * 10).apply(leaf(4)[:2])


@case("mark_dirty with two outputs, of a view")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2), x + 1

    base = leaf(4) * 1
    function(forward, lambda ctx, g, h: g * 10).apply(base[:2])


@case("mark_dirty of what is not returned")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf() * 1)


@case("mark_dirty of a number")
def _():
    def forward(ctx, x):
        ctx.mark_dirty(3)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("mark_dirty of a tensor that is no input")
def _():
    def forward(ctx, x):
        z = x * 2
        ctx.mark_dirty(z)
        return z

    x = leaf()
    z = function(forward, lambda ctx, g: g * 3).apply(x)
    z.sum().backward()
    return z, x.grad


@case("dirty but not marked")
def _():
    x = leaf()
    y = x * 1
    z = function(lambda ctx, x: x.add_(1), lambda ctx, g: g * 10).apply(y)
    z.sum().backward()
    return z, z is y, y.grad_fn, x.grad


@case("dirty two")
def _():
    def f(c, x, y):
        x.add_(1)
        y.mul_(2)
        c.mark_dirty(x, y)
        return x, y

    a, b = ramp(), ramp()
    x, y = a * 1, b * 1
    p, q = function(f, lambda c, g, h: (g * 3, h * 5)).apply(x, y)
    (p.sum() + q.sum()).backward()
    return p is x, q is y, a.grad, b.grad


@case("dirty swapped")
def _():
    def f(c, x, y):
        x.add_(1)
        c.mark_dirty(x)
        return y * 2, x

    a, b = ramp(), ramp()
    x, y = a * 1, b * 1
    p, q = function(f, lambda c, g, h: (h * 3, g * 5)).apply(x, y)
    (p.sum() + q.sum()).backward()
    return q is x, a.grad, b.grad, x.output_nr


@case("dirty same twice")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        return x, x

    a = ramp()
    x = a * 1
    p, q = function(f, lambda c, g, h: g * 3 + h * 100).apply(x)
    (p.sum() + q.sum()).backward()
    return p is x, q is x, a.grad, x.output_nr


@case("dirty nondiff")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        c.mark_non_differentiable(x)
        return x

    a = ramp()
    x = a * 1
    p = function(f, lambda c, g: g).apply(x)
    return p is x, p.requires_grad


@case("dirty nondiff2")
def _():
    def f(c, x, y):
        y.add_(1)
        c.mark_dirty(y)
        c.mark_non_differentiable(y)
        return x * 2, y

    p, q = function(f, lambda c, g, h: (g, None)).apply(ramp(), torch.ones(3))
    return q.requires_grad, q


@case("dirty then saved")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        c.save_for_backward(x)
        return x

    a = ramp()
    x = a * 1
    p = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x)
    p.sum().backward()
    return a.grad


@case("dirty expanded")
def _():
    def f(c, x):
        x.add_(1)
        c.mark_dirty(x)
        return x

    return function(f, lambda c, g: g).apply(torch.ones(1).expand(3).requires_grad_() * 1)


@case("dirty setup")
def _():
    def s(c, i, o):
        c.mark_dirty(i[0])

    a = ramp()
    x = a * 1
    y = function(lambda x: x.mul_(2), lambda c, g: g * 2, setup_context=s).apply(x)
    y.sum().backward()
    return y is x, a.grad


@case("dirty nontuple")
def _():
    def f(ctx, x):
        ctx.dirty_tensors = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("dirty ok")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp()
    y = x * 2
    v = y._version
    z = function(f, lambda c, g: g * 5).apply(y)
    z.sum().backward()
    return z is y, y._version - v, x.grad, y.grad_fn, y.output_nr


@case("dirty nograd")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = torch.ones(2)
    v = x._version
    y = function(f, lambda c, g: g).apply(x)
    return y is x, x._version - v, y


@case("dirty nograd notret")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x * 2

    x = torch.ones(2)
    y = function(f, lambda c, g: g).apply(x)
    return y


@case("dirty view")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    b = ramp() * 1
    v = b[:2]
    z = function(f, lambda c, g: g * 5).apply(v)
    return (
        z is v,
        z.grad_fn,
        b.grad_fn,
        torch.autograd.grad(b.sum(), b.grad_fn.next_functions[0][0].next_functions and b)[0] if False else (b.grad_fn.next_functions,)[0][0][1],
    )


@case("dirty view grad")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp()
    b = x * 1
    v = b[:2]
    z = function(f, lambda c, g: g * 5).apply(v)
    (b.sum() + z.sum()).backward()
    return x.grad


@case("dirty base then view")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp()
    b = x * 1
    v = b[:2]
    function(f, lambda c, g: g * 5).apply(b)
    v.sum().backward()
    return x.grad, v.grad_fn


@case("dirty nogradview")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp() * 1
    with torch.no_grad():
        v = x[:2]
    function(f, lambda c, g: g * 5).apply(v)


@case("dirty multiview")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp() * 1
    v = x.unbind(0)[0]
    function(f, lambda c, g: g * 5).apply(v)


@case("dirty int")
def _():
    def f(ctx, x, i):
        i.add_(1)
        ctx.mark_dirty(i)
        return x * 2, i

    a, b = function(f, lambda c, g, h: (g, None)).apply(ramp(), torch.arange(3))
    return a, b


@case("dirty nograd input")
def _():
    def f(ctx, x, w):
        w.add_(x)
        ctx.mark_dirty(w)
        return w

    x = ramp()
    w = torch.zeros(3)
    y = function(f, lambda c, g: (g * 3, None)).apply(x, w)
    y.sum().backward()
    return y is w, w.requires_grad, x.grad


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
