"""Custom autograd Functions, held against PyTorch's results, warnings and error texts (golden/function.json).

``python tests/test_function.py`` records the golden file again; it needs torch.
"""
import gc
import pickle
import weakref

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

Function, grad = torch.autograd.Function, torch.autograd.grad
once_differentiable = torch.autograd.function.once_differentiable
recorder = Recorder("function")
case = recorder.case


def leaf(*shape, **options):
    return torch.ones(*(shape or (2,)), requires_grad=True, **options)


def ramp(n=3):
    return torch.arange(1.0, n + 1, requires_grad=True)


def function(forward, backward=None, **others):
    """A Function class from two plain functions."""
    members = {"forward": staticmethod(forward)}
    if backward is not None:
        members["backward"] = staticmethod(backward)
    members.update({name: staticmethod(f) if callable(f) else f for name, f in others.items()})
    return type("Made", (Function,), members)


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class Exp(Function):
    """Saves its own output."""

    @staticmethod
    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, g):
        (result,) = ctx.saved_tensors
        return g * result


class Split(Function):
    """forward and setup_context apart; several outputs and non-tensor arguments."""

    @staticmethod
    def forward(x, k, y):
        return x * k, y * x, "label", None

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, k, y = inputs
        ctx.save_for_backward(x, y)
        ctx.k = k
        ctx.seen = [type(o).__name__ for o in output]

    @staticmethod
    def backward(ctx, a, b, c, d):
        x, y = ctx.saved_tensors
        return a * ctx.k + b * y, None, b * x


# Results and derivatives.


@case("first derivative")
def _():
    x = ramp()
    return grad(Cube.apply(x).sum(), x)


@case("second and third derivative")
def _():
    x = ramp()
    (g,) = grad(Cube.apply(x).sum(), x, create_graph=True)
    (h,) = grad(g.sum(), x, create_graph=True)
    return g, h, grad(h.sum(), x)


@case("saved output, second derivative")
def _():
    x = ramp()
    y = Exp.apply(x)
    (g,) = grad(y.sum(), x, create_graph=True)
    return y, g, grad(g.sum(), x)


@case("setup_context, several outputs, arguments that are no tensors")
def _():
    x, y = ramp(), leaf(3)
    a, b, label, nothing = Split.apply(x, 5, y)
    (a + b).sum().backward()
    return a, b, label, nothing, x.grad, y.grad, a.grad_fn.k, a.grad_fn.seen, a.grad_fn is b.grad_fn, a.output_nr, b.output_nr


@case("one of several outputs used")
def _():
    x, y = ramp(), leaf(3)
    a, b, _, _ = Split.apply(x, 5, y)
    return grad(b.sum(), [x, y], allow_unused=True)


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


@case("nothing requires grad")
def _():
    y = Cube.apply(torch.ones(2))
    return y, y.requires_grad, y.grad_fn


@case("in no_grad")
def _():
    with torch.no_grad():
        y = Cube.apply(leaf())
    return y, y.requires_grad, y.grad_fn


@case("grad mode inside forward and backward")
def _():
    seen = []

    def forward(ctx, x):
        seen.extend([torch.is_grad_enabled(), (x * 2).requires_grad, x.requires_grad])
        return x * 2

    def backward(ctx, g):
        seen.append((torch.is_grad_enabled(), g.requires_grad))
        return g * 2

    made = function(forward, backward)
    x = leaf()
    made.apply(x).sum().backward()
    grad(made.apply(x).sum(), x, create_graph=True)
    return seen


@case("the graph around a Function")
def _():
    x = leaf()
    y = Cube.apply(x * 1)
    node = y.grad_fn
    return y, node.name(), node.next_functions, type(node).__name__, node.needs_input_grad, type(node).__mro__[1].__name__, isinstance(node, Cube), node.metadata


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


@case("the same tensor twice")
def _():
    x = leaf()
    function(lambda ctx, a, b: a * b, lambda ctx, g: (g * 2, g * 3)).apply(x, x).sum().backward()
    return x.grad


@case("tensors inside a list are not tracked")
def _():
    x = leaf()
    y = function(lambda ctx, xs: xs[0] * 2, lambda ctx, g: g).apply([x])
    return y, y.requires_grad


@case("output is a list")
def _():
    a = function(lambda ctx, x: [x * 2, x * 3], lambda ctx, *g: g[0]).apply(leaf())
    return type(a).__name__, a


@case("output is a one-tuple")
def _():
    return function(lambda ctx, x: (x * 2,), lambda ctx, g: g).apply(leaf())


@case("output is an empty tuple")
def _():
    return function(lambda ctx, x: (), lambda ctx: None).apply(leaf())


@case("output is None")
def _():
    return function(lambda ctx, x: None, lambda ctx, g: None).apply(leaf())


@case("output is a dict")
def _():
    return function(lambda ctx, x: {"a": x * 2}, lambda ctx, g: None).apply(leaf())


@case("output is a named tuple")
def _():
    from collections import namedtuple

    Pair = namedtuple("Pair", "a b")
    made = function(lambda ctx, x: Pair(x * 2, x * 3), lambda ctx, a, b: a).apply(leaf())
    return type(made).__name__, made


@case("integer output")
def _():
    y = function(lambda ctx, x: x.long(), lambda ctx, g: g).apply(leaf())
    return y, y.requires_grad, y.grad_fn


@case("integer output beside a float one")
def _():
    seen = []

    def backward(ctx, a, b):
        seen.extend([a, b])
        return a

    y, n = function(lambda ctx, x: (x * 2, x.long()), backward).apply(leaf())
    y.sum().backward()
    return y, n, n.grad_fn, n.requires_grad, seen


@case("integer input")
def _():
    n = torch.arange(2)
    y = function(lambda ctx, n, x: n * x, lambda ctx, g: (None, g)).apply(n, leaf())
    y.sum().backward()
    return y, y.grad_fn.next_functions, y.grad_fn.needs_input_grad


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


@case("both vjp and backward")
def _():
    function(lambda ctx, x: x * 1, lambda ctx, g: g, vjp=lambda ctx, g: g * 7).apply(leaf()).sum().backward()


@case("apply on an instance, called with a tensor that needs no grad")
def _():
    return Cube.apply(torch.tensor(2.0))


# What may be saved.


@case("save_for_backward(None)")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(None, x)
        return x * 2

    seen = []

    def backward(ctx, g):
        seen.append(ctx.saved_tensors)
        return g

    function(forward, backward).apply(leaf()).sum().backward()
    return seen


@case("save_for_backward twice")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.save_for_backward(x * 5)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf()).grad_fn.saved_tensors


@case("saved_tensors inside forward")
def _():
    seen = []

    def forward(ctx, x):
        ctx.save_for_backward(x)
        seen.append(ctx.to_save)
        seen.append(ctx.saved_tensors)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())
    return seen


@case("saved_tensors when nothing was saved")
def _():
    x = leaf()
    y = function(lambda ctx, x: x * 2, lambda ctx, g: g * len(ctx.saved_tensors)).apply(x)
    y.sum().backward()
    y.sum().backward()
    return x.grad


@case("saved_variables")
def _():
    return Cube.apply(leaf()).grad_fn.saved_variables


@case("_raw_saved_tensors")
def _():
    return len(Cube.apply(leaf()).grad_fn._raw_saved_tensors), type(Cube.apply(leaf()).grad_fn._raw_saved_tensors[0]).__name__


@case("save_for_backward of a list")
def _():
    def forward(ctx, x):
        ctx.save_for_backward([x])
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("save_for_backward of a string in second place")
def _():
    def forward(ctx, x):
        ctx.save_for_backward(x, "a")
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


@case("saved input is the input")
def _():
    x = leaf()
    y = Cube.apply(x)
    return y.grad_fn.saved_tensors[0] is x


@case("saved output has the node as grad_fn")
def _():
    y = Exp.apply(leaf())
    (kept,) = y.grad_fn.saved_tensors
    return kept, kept is y, kept.grad_fn is y.grad_fn


@case("saved intermediate value")
def _():
    def forward(ctx, x):
        z = x * 5
        ctx.save_for_backward(z)
        return z * 2

    x = leaf()
    y = function(forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x)
    y.sum().backward()
    return x.grad


@case("saved input changed in place")
def _():
    x = leaf().clone()
    y = Cube.apply(x)
    x.add_(1)
    y.sum().backward()


@case("saved output changed in place")
def _():
    y = Exp.apply(leaf())
    y.add_(1)
    y.sum().backward()


@case("backward twice with saved tensors")
def _():
    y = Cube.apply(leaf()).sum()
    y.backward()
    y.backward()


@case("backward twice, retained")
def _():
    x = leaf()
    y = Cube.apply(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@case("saved_tensors after backward")
def _():
    y = Cube.apply(leaf())
    y.sum().backward()
    return y.grad_fn.saved_tensors


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


@case("save_for_forward")
def _():
    def forward(ctx, x):
        ctx.save_for_forward(x, None, x * 2)
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf()).grad_fn.saved_for_forward


@case("save_for_forward of a number")
def _():
    def forward(ctx, x):
        ctx.save_for_forward(3)
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())


# In place, views, inputs as outputs.


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


@case("mark_non_differentiable of an input returned")
def _():
    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        return x

    x = leaf()
    y = function(forward, lambda ctx, g: g).apply(x)
    return y, y is x, y.requires_grad, x.requires_grad


@case("mark_shared_storage")
def _():
    def forward(ctx, x):
        ctx.mark_shared_storage((x, x))
        return x * 2

    return function(forward, lambda ctx, g: g).apply(leaf())


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


# Refusals.


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


@case("error inside forward")
def _():
    def forward(ctx, x):
        raise KeyError("mine")

    try:
        function(forward).apply(leaf())
    except KeyError as error:
        return error, torch.is_grad_enabled()


@case("no backward")
def _():
    function(lambda ctx, x: x * 2).apply(leaf()).sum().backward()


@case("no forward")
def _():
    class Nothing(Function):
        pass

    Nothing.apply(leaf())


@case("no arguments to apply")
def _():
    return function(lambda ctx: torch.ones(2), lambda ctx, g: None).apply()


@case("keyword arguments to apply")
def _():
    Cube.apply(x=leaf())


@case("keyword argument of forward with setup_context")
def _():
    return Split.apply(ramp(), 2, y=leaf(3))


@case("default of forward with setup_context")
def _():
    seen = []

    def setup_context(ctx, inputs, output):
        seen.append(inputs)

    function(lambda x, k=3: x * k, lambda ctx, g, h: (g, None), setup_context=setup_context).apply(torch.ones(2))
    return seen


@case("missing argument of forward with setup_context")
def _():
    Split.apply(leaf())


@case("instantiated")
def _():
    return Cube().__class__.__name__


@case("instance called")
def _():
    Cube()(leaf())


@case("forward that is no staticmethod")
def _():
    class Legacy(Function):
        def forward(self, x):
            return x

        def backward(self, g):
            return g

    Legacy.apply(leaf())


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


@case("name that error texts show")
def _():
    y = Cube.apply(leaf())
    with torch.no_grad():
        y.mul_(1)
    return y.grad_fn.name()


# Nodes.


@case("hooks of the node")
def _():
    log = []
    x = leaf()
    y = Cube.apply(x)
    y.grad_fn.register_prehook(lambda g: log.append(("pre", g)))
    y.grad_fn.register_hook(lambda gi, go: log.append(("post", gi, go)))
    y.register_hook(lambda g: log.append(("tensor", g)))
    y.sum().backward()
    return log


@case("posthook replaces the gradients")
def _():
    x = leaf()
    y = Cube.apply(x)
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 100,))
    y.sum().backward()
    return x.grad


@case("posthook of a Function with an argument that is no tensor")
def _():
    log = []
    x, y = ramp(), leaf(3)
    a = Split.apply(x, 5, y)[0]
    a.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
    a.sum().backward()
    return log


@case("backward inside backward")
def _():
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            z = x.detach().requires_grad_()
            (z**3).sum().backward()
        return g * z.grad

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    made = function(forward, backward)
    x = ramp()
    made.apply(made.apply(x)).sum().backward()
    return x.grad


@case("retain_grad on the output")
def _():
    y = Cube.apply(leaf())
    y.retain_grad()
    (y * 2).sum().backward()
    return y.grad


@case("generate_vmap_rule")
def _():
    return Function.generate_vmap_rule, Cube.generate_vmap_rule


@case("class attributes")
def _():
    return Cube.__name__, Cube._backward_cls.__name__, Cube._backward_cls._forward_cls is Cube, issubclass(Cube._backward_cls, torch.autograd.function.BackwardCFunction)


@case("unused InplaceFunction")
def _():
    class Twice(torch.autograd.function.InplaceFunction):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf()
    Twice.apply(x).sum().backward()
    return x.grad


@case("ctx method names")
def _():
    seen = []

    def forward(ctx, x):
        seen.extend(n for n in ("save_for_backward", "mark_dirty", "mark_non_differentiable", "set_materialize_grads", "save_for_forward") if hasattr(ctx, n))
        seen.append((ctx.materialize_grads if not isinstance(ctx.materialize_grads, property) else 0, ctx.dirty_tensors, ctx.non_differentiable))
        return x * 2

    function(forward, lambda ctx, g: g).apply(leaf())
    return seen


@case("requires_grad of a Function's results inside inference_mode")
def _():
    with torch.inference_mode():
        y = Cube.apply(torch.ones(2))
    return y.is_inference(), y.requires_grad


@case("jvp: called by nobody in reverse mode")
def _():
    def jvp(ctx, t):
        raise ValueError("not wanted")

    x = leaf()
    function(lambda ctx, x: x * 2, lambda ctx, g: g * 2, jvp=jvp).apply(x).sum().backward()
    return x.grad


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_functions_pickle():
    assert pickle.loads(pickle.dumps(Cube)) is Cube


def test_saved_output_makes_no_cycle():
    x = leaf()
    y = Exp.apply(x)
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None
    finally:
        gc.enable()


def test_saved_tensors_are_freed_by_backward():
    x = leaf()
    y = Cube.apply(x * 1)
    kept = weakref.ref(y.grad_fn.saved_tensors[0])
    y.sum().backward()
    gc.collect()
    assert kept() is None


if RECORDING:
    recorder.record()
