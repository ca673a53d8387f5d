"""What the ``backward`` of a custom Function is given and may return, held against PyTorch
(golden/function_backward.json).

``python tests/test_function_backward.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, samples
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_backward")
case = recorder.case
function, ramp = makers(torch)
*_, leaf = samples(torch)
Function, grad = torch.autograd.Function, torch.autograd.grad


def run_backward(backward, count=1, forward=None):
    """The gradient by a Function of `count` arguments, of which the first is a tensor."""
    x = ramp()
    function(forward or (lambda ctx, *args: args[0] * 2), backward).apply(x, *([3] * (count - 1))).sum().backward()
    return x.grad


@case("missing gradients arrive as zeros")
def _():
    seen = []

    def backward(ctx, a, b):
        seen.extend([a, b])
        return a + b

    a, b = function(lambda ctx, x: (x * 2, (x * 3).double()), backward).apply(leaf())
    b.sum().backward()
    return seen


@case("set_materialize_grads(False)")
def _():
    seen = []

    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2, x * 3

    def backward(ctx, a, b):
        seen.extend([a, b])
        return b

    a, b = function(forward, backward).apply(leaf())
    b.sum().backward()
    return seen


@case("all gradients None")
def _():
    x = leaf()
    y = function(lambda ctx, x: x * 2, lambda ctx, g: None).apply(x)
    y.sum().backward()
    return x.grad, grad(function(lambda ctx, x: x * 2, lambda ctx, g: None).apply(x).sum(), x, allow_unused=True)


@case("needs_input_grad")
def _():
    seen = []

    def forward(ctx, a, b, c, d):
        seen.append(ctx.needs_input_grad)
        return a * b

    def backward(ctx, g):
        seen.append(ctx.needs_input_grad)
        return g, g, None, None

    function(forward, backward).apply(leaf(), torch.ones(2), 3, leaf()).sum().backward()
    return seen


@case("complex output of a real input")
def _():
    x = leaf()
    y = function(lambda ctx, x: x * 1j, lambda ctx, g: g * -1j).apply(x)
    y.abs().sum().backward()
    return y, x.grad


@case("gradient of another dtype is cast")
def _():
    x = leaf()
    function(lambda ctx, x: x * 2, lambda ctx, g: g.double()).apply(x).sum().backward()
    return x.grad


@case("gradient that broadcasts is summed")
def _():
    x = leaf(1)
    function(lambda ctx, x: x.expand(3) * 1, lambda ctx, g: g).apply(x).sum().backward()
    return x.grad


@case("gradient of a smaller shape")
def _():
    x = leaf(3)
    function(lambda ctx, x: x * 1, lambda ctx, g: torch.ones(())).apply(x).sum().backward()
    return x.grad


@case("backward returns a list")
def _():
    x = leaf()
    function(lambda ctx, x: x * 1, lambda ctx, g: [g * 2]).apply(x).sum().backward()
    return x.grad


@case("vjp instead of backward")
def _():
    x = leaf()
    function(lambda ctx, x: x * 1, vjp=lambda ctx, g: g * 7).apply(x).sum().backward()
    return x.grad


@case("backward returns a number")
def _():
    function(lambda ctx, x: x * 2, lambda ctx, g: 3).apply(leaf()).sum().backward()


@case("backward returns a string in second place")
def _():
    function(lambda ctx, x, y: x * 2, lambda ctx, g: (g, "a")).apply(leaf(), leaf()).sum().backward()


@case("too many gradients, None")
def _():
    x = leaf()
    function(lambda ctx, x: x * 2, lambda ctx, g: (g, None, None)).apply(x).sum().backward()
    return x.grad


@case("too many gradients")
def _():
    function(lambda ctx, x: x * 2, lambda ctx, g: (g, g)).apply(leaf()).sum().backward()


@case("too few gradients")
def _():
    function(lambda ctx, x, y: x * 2, lambda ctx, g: g).apply(leaf(), leaf()).sum().backward()


@case("no gradients at all")
def _():
    function(lambda ctx, x, y: x * 2, lambda ctx, g: ()).apply(leaf(), leaf()).sum().backward()


@case("gradient for an argument that is no tensor")
def _():
    function(lambda ctx, x, k: x * k, lambda ctx, g: (g, g)).apply(leaf(), 2).sum().backward()


@case("gradient for a tensor that needs none")
def _():
    x, y = leaf(), torch.ones(2)
    function(lambda ctx, x, y: x * y, lambda ctx, g: (g, g)).apply(x, y).sum().backward()
    return x.grad, y.grad


@case("gradient of a wrong shape")
def _():
    function(lambda ctx, x: x * 2, lambda ctx, g: torch.ones(5)).apply(leaf()).sum().backward()


@case("error inside backward")
def _():
    def backward(ctx, g):
        raise ValueError("mine")

    function(lambda ctx, x: x * 2, backward).apply(leaf()).sum().backward()


@case("b none")
def _():
    return run_backward(lambda c, g: None)


@case("b toomany none")
def _():
    return run_backward(lambda c, g: (g, None, None))


@case("b nonnone2")
def _():
    return run_backward(lambda c, g: (g, 3), 2)


@case("b empty")
def _():
    return run_backward(lambda c, g: ())


@case("b shape")
def _():
    return run_backward(lambda c, g: torch.ones(5))


@case("b shape bc")
def _():
    return run_backward(lambda c, g: torch.ones(2, 3))


@case("b dtype")
def _():
    return run_backward(lambda c, g: g.double())


@case("b long")
def _():
    return run_backward(lambda c, g: g.long())


@case("b raise")
def _():
    def b(c, g):
        raise KeyError("boo")

    return run_backward(b)


@case("b noargs")
def _():
    return run_backward(lambda c: None)


@case("b unneeded wrong")
def _():
    x = ramp()
    y = function(lambda c, x, w: x * 2, lambda c, g: (g, "bad")).apply(x, torch.ones(3))
    y.sum().backward()


@case("b unneeded shape")
def _():
    x = ramp()
    y = function(lambda c, x, w: x * 2, lambda c, g: (g, torch.ones(77))).apply(x, torch.ones(3))
    y.sum().backward()
    return x.grad


@case("needs")
def _():
    seen = []

    def f(ctx, *a):
        seen.append(ctx.needs_input_grad)
        return a[0] * 2

    F = function(f, lambda c, *g: g)
    F.apply(ramp(), torch.ones(1), 3)
    F.apply(torch.ones(1), 3)
    with torch.no_grad():
        F.apply(ramp(), 3)
    return seen


@case("needs set")
def _():
    def f(ctx, x):
        ctx.needs_input_grad = (False, 5)
        return x * 2

    return function(f, lambda c, g: g).apply(ramp()).grad_fn.needs_input_grad


@case("undefined all")
def _():
    seen = []
    x = ramp()
    F = function(lambda c, x: x * 2, lambda c, g: (seen.append(g), None)[1])
    y = F.apply(F.apply(x))
    y.sum().backward()
    return seen, x.grad


@case("undefined nomat")
def _():
    seen = []
    x = ramp()

    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2

    F = function(f, lambda c, g: (seen.append(g), None)[1])
    y = F.apply(F.apply(x))
    y.sum().backward()
    return seen, x.grad


@case("backward uses ctx attr tensor")
def _():
    def f(c, x):
        c.y = x * 2
        return c.y * 3

    x = ramp()
    y = function(f, lambda c, g: g * c.y).apply(x)
    y.sum().backward()
    return x.grad


@case("backward scalar zero dim")
def _():
    x = torch.tensor(2.0, requires_grad=True)
    function(lambda c, x: x * 2, lambda c, g: g * 3).apply(x).backward()
    return x.grad


@case("dtype change")
def _():
    x = ramp()
    y = function(lambda c, x: x.double(), lambda c, g: g).apply(x)
    y.sum().backward()
    return y.dtype, x.grad.dtype


@case("grad dtype out")
def _():
    seen = []
    x = ramp()
    y = function(lambda c, x: x.half(), lambda c, g: (seen.append(g.dtype), g)[1]).apply(x)
    y.float().sum().backward()
    return seen, x.grad.dtype


@case("int input")
def _():
    y = function(lambda c, i, x: x[i], lambda c, g: (None, g)).apply(torch.arange(3), ramp())
    return y.grad_fn.next_functions[0], y.grad_fn.needs_input_grad


@case("error backward type")
def _():
    class E(Exception):
        pass

    def b(c, g):
        raise E("x", 1)

    try:
        function(lambda c, x: x * 2, b).apply(ramp()).sum().backward()
    except E as e:
        return e.args


@case("zeros layout")
def _():
    seen = []
    x = ramp()
    a, b = function(
        lambda c, x: (x * 2, (x * torch.ones(2, 1)).t()), lambda c, g, h: (seen.append((h.shape, h.stride(), h.requires_grad)), g)[1]
    ).apply(x)
    a.sum().backward()
    return seen


@case("nomat")
def _():
    def f(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2, x * 3, "a", x.long()

    seen = []

    def b(ctx, *g):
        seen.extend(g)
        return g[0]

    a, m, s, l = function(f, b).apply(ramp())
    a.sum().backward()
    return seen


@case("mat")
def _():
    def f(ctx, x):
        return x * 2, x.double() * 3, "a", None, x.long(), torch.ones(2, 2, dtype=torch.complex64) * x[0]

    seen = []

    def b(ctx, *g):
        seen.extend(g)
        return g[0]

    a, *_ = function(f, b).apply(ramp())
    a.sum().backward()
    return seen


@case("mat nondiffgrads")
def _():
    def f(ctx, x):
        ctx._materialize_non_diff_grads = False
        return x * 2, x * 3, x.long()

    seen = []

    def b(ctx, *g):
        seen.extend(g)
        return g[0]

    a, *_ = function(f, b).apply(ramp())
    a.sum().backward()
    return seen


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
