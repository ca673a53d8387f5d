"""Forward mode through custom Functions: what ``jvp`` is given, and what it may return, held against PyTorch (golden/function_jvp.json).

``python tests/test_function_jvp.py`` records the golden file again; it needs torch.
"""

import pytest
from function_cases import makers, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_jvp")
case = recorder.case
function, ramp = makers(torch)
forward_ad = torch.autograd.forward_ad


def dual(x=None, tangent=None):
    x = ramp().detach() if x is None else x
    return forward_ad.make_dual(x, torch.ones_like(x) * 3 if tangent is None else tangent)


def results(forward, jvp, *args, **others):
    """Primals and tangents of what a Function gives: "d" among the arguments is a dual tensor, "l" a leaf, "n" a tensor without gradient."""
    with forward_ad.dual_level():
        made = {"d": dual, "l": ramp, "n": lambda: ramp().detach()}
        args = [made[a]() if isinstance(a, str) else a for a in args]
        out = function(forward, lambda c, *g: g, jvp=jvp, **others).apply(*args)
        return [tuple(forward_ad.unpack_dual(o)) if isinstance(o, torch.Tensor) else o for o in (out if isinstance(out, tuple) else (out,))]


@case("simple")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: t_ * 5, "d")


@case("nojvp")
def _():
    return results(lambda c, x: x * 2, None, "d")


@case("missing")
def _():
    with forward_ad.dual_level():
        return function(lambda c, x: x * 2).apply(dual())


@case("no tangent")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: 1 / 0, "n")


@case("args")
def _():
    seen = []
    r = results(lambda c, x, k, y, z: x * 2, lambda c, *a: (seen.append(a), a[0])[1], "d", 3, "n", "l")
    return r, seen


@case("args nomat")
def _():
    seen = []

    def f(c, x, k, y, z):
        c.set_materialize_grads(False)
        return x * 2

    r = results(f, lambda c, *a: (seen.append(a), a[0])[1], "d", 3, "n", "l")
    return r, seen


@case("args int")
def _():
    seen = []
    r = results(lambda c, x, i: x * 2, lambda c, *a: (seen.append(a), a[0])[1], "d", torch.ones(2).long())
    return r, seen


@case("count")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: (t_, t_), "d")


@case("count2")
def _():
    return results(lambda c, x: (x * 2, x), lambda c, t_: t_, "d")


@case("str")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: "x", "d")


@case("str2")
def _():
    return results(lambda c, x: (x * 2, x * 3), lambda c, t_: (t_, 4), "d")


@case("list")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: [t_], "d")


@case("shape")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: t_[:1], "d")


@case("dtype")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: t_.double(), "d")


@case("complex")
def _():
    return results(lambda c, x: x * 2, lambda c, t_: t_ * 1j, "d")


@case("int out")
def _():
    return results(lambda c, x: (x * 2, x.long()), lambda c, t_: (t_, t_), "d")


@case("int out none")
def _():
    return results(lambda c, x: (x * 2, x.long()), lambda c, t_: (t_, None), "d")


@case("nontensor out")
def _():
    return results(lambda c, x: (x * 2, "s"), lambda c, t_: (t_, None), "d")


@case("nontensor out bad")
def _():
    return results(lambda c, x: (x * 2, "s"), lambda c, t_: (t_, t_), "d")


@case("nondiff")
def _():
    def f(c, x):
        y = x * 3
        c.mark_non_differentiable(y)
        return x * 2, y

    return results(f, lambda c, t_: (t_, t_), "d")


@case("nondiff none")
def _():
    def f(c, x):
        y = x * 3
        c.mark_non_differentiable(y)
        return x * 2, y

    return results(f, lambda c, t_: (t_, None), "d")


@case("saved forward")
def _():
    seen = []

    def f(c, x, y):
        c.save_for_forward(x, y, None)
        c.save_for_backward(y)
        c.k = 4
        return x * y

    def j(c, a, b):
        seen.append((len(c.saved_tensors), c.saved_tensors[2], c.k, c.needs_input_grad))
        x, y, _ = c.saved_tensors
        return a * y

    return results(f, j, "d", "n"), seen


@case("saved forward setup")
def _():
    def s(c, i, o):
        c.save_for_forward(*i)
        c.save_for_backward(o)

    def j(c, a, b):
        x, y = c.saved_tensors
        return a * y + b * x

    return results(lambda x, y: x * y, j, "d", "l", setup_context=s)


@case("save for forward bad")
def _():
    def f(c, x):
        c.save_for_forward(x, 3)
        return x * 2

    return results(f, lambda c, t_: t_, "d")


@case("only backward saved")
def _():
    seen = []

    def f(c, x):
        c.save_for_backward(x)
        return x * 2

    def j(c, a):
        seen.append(shown(lambda: c.saved_tensors))
        return a

    return results(f, j, "d"), seen


@case("inplace")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        return x

    def j(c, a):
        a.mul_(2)
        return a

    with forward_ad.dual_level():
        x = dual()
        y = function(f, lambda c, g: g, jvp=j).apply(x)
        return y is x, forward_ad.unpack_dual(y)


@case("inplace not inplace")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        return x

    return results(f, lambda c, a: a * 2, "d")


@case("inplace not asis")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        return x

    def j(c, a):
        a.mul_(2)
        return a.clone()

    return results(f, j, "d")


@case("inplace asis view")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        return x

    def j(c, a):
        a.mul_(2)
        return a.view_as(a)

    return results(f, j, "d")


@case("inplace none")
def _():
    def f(c, x):
        x.mul_(2)
        c.mark_dirty(x)
        return x

    return results(f, lambda c, a: None, "d")


@case("inplace new")
def _():
    def f(c, w, x):
        w.mul_(x)
        c.mark_dirty(w)
        return w

    with forward_ad.dual_level():
        w = torch.ones(3)
        y = function(f, lambda c, g: g, jvp=lambda c, a, b: b * 7).apply(w, dual())
        return y is w, forward_ad.unpack_dual(w)


@case("inplace new view")
def _():
    def f(c, w, x):
        w.mul_(x)
        c.mark_dirty(w)
        return w

    with forward_ad.dual_level():
        b = torch.ones(4)
        w = b[:3]
        y = function(f, lambda c, g: g, jvp=lambda c, a, b: b * 7).apply(w, dual())
        return y is w, forward_ad.unpack_dual(w), forward_ad.unpack_dual(b)


@case("inplace notinput")
def _():
    def f(c, x):
        y = x * 2
        c.mark_dirty(y)
        return y

    return results(f, lambda c, a: a, "d")


@case("view")
def _():
    return results(lambda c, x: x[:2], lambda c, a: a[:2], "d")


@case("view notview")
def _():
    return results(lambda c, x: x[:2], lambda c, a: a[:2].clone(), "d")


@case("view other")
def _():
    o = torch.ones(4)
    return results(lambda c, x: x[:2], lambda c, a: o[:2], "d")


@case("view of view")
def _():
    with forward_ad.dual_level():
        b = dual(torch.arange(4.0), torch.ones(4))
        v = b[:3]
        y = function(lambda c, x: x[:2], lambda c, g: g, jvp=lambda c, a: a[:2]).apply(v)
        return forward_ad.unpack_dual(y)


@case("view of view otherbase")
def _():
    o = torch.ones(4)
    with forward_ad.dual_level():
        b = dual(torch.arange(4.0), torch.ones(4))
        v = b[:3]
        y = function(lambda c, x: x[:2], lambda c, g: g, jvp=lambda c, a: o[:2]).apply(v)
        return forward_ad.unpack_dual(y)


@case("view of constant")
def _():
    return results(lambda c, x, y: y[:2], lambda c, a, b: a[:2], "d", "n")


@case("view of constant clone")
def _():
    return results(lambda c, x, y: y[:2], lambda c, a, b: a[:2].clone(), "d", "n")


@case("input returned")
def _():
    return results(lambda c, x: x, lambda c, a: a, "d")


@case("input returned view")
def _():
    return results(lambda c, x: x, lambda c, a: a.view_as(a), "d")


@case("input returned clone")
def _():
    return results(lambda c, x: x, lambda c, a: a * 2, "d")


@case("input returned const")
def _():
    return results(lambda c, x, y: y, lambda c, a, b: a * 2, "d", "n")


@case("multi")
def _():
    return results(lambda c, x: (x * 2, x.sum()), lambda c, a: (a * 2, a.sum()), "d")


@case("fwd off inside")
def _():
    seen = []

    def f(c, x):
        seen.append(forward_ad.unpack_dual(x).tangent)
        return x * 2

    return results(f, lambda c, a: (seen.append(forward_ad.unpack_dual(a).tangent), a)[1], "d"), seen


@case("grad inside jvp")
def _():
    seen = []
    r = results(lambda c, x: x * 2, lambda c, a: (seen.append(torch.is_grad_enabled()), a)[1], "d")
    return r, seen


@case("tangent history")
def _():
    with forward_ad.dual_level():
        tt = ramp()
        y = function(lambda c, x: x * 2, lambda c, g: g * 2, jvp=lambda c, a: a * 2).apply(dual(ramp().detach(), tt))
        r = forward_ad.unpack_dual(y).tangent
        r.sum().backward()
        return r, tt.grad


@case("both modes")
def _():
    with forward_ad.dual_level():
        x = ramp()

        def f(c, x):
            c.save_for_forward(x)
            c.save_for_backward(x)
            return x**2

        y = function(f, lambda c, g: g * 2 * c.saved_tensors[0], jvp=lambda c, a: a * 2 * c.saved_tensors[0]).apply(dual(x))
        r = forward_ad.unpack_dual(y)
        (g,) = torch.autograd.grad(r.tangent.sum(), x, retain_graph=True)
        (h,) = torch.autograd.grad(y.sum(), x)
        return r, g, forward_ad.unpack_dual(h)


@case("apply in backward tangent")
def _():
    with forward_ad.dual_level():
        x = ramp()
        y = function(lambda c, x: x * 2, lambda c, g: g * 2, jvp=lambda c, a: a * 2).apply(x)
        (g,) = torch.autograd.grad(y, x, dual())
        return forward_ad.unpack_dual(g)


@case("ctx kept")
def _():
    def f(c, x):
        c.save_for_forward(x)
        return x * 2

    x = ramp()
    n = function(f, lambda c, g: g, jvp=lambda c, a: a).apply(x).grad_fn
    return n.saved_for_forward, shown(lambda: n.saved_tensors)


@case("saved out tangent")
def _():
    def f(c, x):
        r = x.exp()
        c.save_for_backward(r)
        c.save_for_forward(r)
        return r

    with forward_ad.dual_level():
        x = ramp()
        y = function(f, lambda c, g: g * c.saved_tensors[0], jvp=lambda c, a: a * c.saved_tensors[0]).apply(dual(x))
        (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return forward_ad.unpack_dual(y), forward_ad.unpack_dual(g)


@case("enable fwd mode")
def _():
    with forward_ad.dual_level(), forward_ad._set_fwd_grad_enabled(False):
        y = function(lambda c, x: x * 2, lambda c, g: g, jvp=lambda c, a: 1 / 0).apply(ramp())
        return y


@case("nograd")
def _():
    with forward_ad.dual_level(), torch.no_grad():
        y = function(lambda c, x: x * 2, lambda c, g: g, jvp=lambda c, a: a * 2).apply(dual(ramp()))
        return forward_ad.unpack_dual(y), y.requires_grad


@case("subclass")
def _():
    with forward_ad.dual_level():
        p = torch.nn.Parameter(torch.ones(3))
        y = function(lambda c, x: x * 2, lambda c, g: g, jvp=lambda c, a: a * 2).apply(dual(p))
        return forward_ad.unpack_dual(y)


if RECORDING:
    recorder.record()
else:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
