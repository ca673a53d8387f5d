"""What a Function's ctx offers and refuses, and how ``apply`` places what ``forward`` returns, held against PyTorch
(golden/function_ctx.json).

``python tests/test_function_ctx.py`` records the golden file again; it needs torch.
"""

import pytest
from function_cases import makers, shown
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

recorder = Recorder("function_ctx")
case = recorder.case
function, ramp = makers(torch)

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


@case("mod all")
def _():
    return torch.autograd.function.__all__


@case("reprs")
def _():
    F = torch.autograd.Function
    return (
        repr(F),
        repr(F.apply),
        repr(F.forward)[:20],
        F.__module__,
        repr(torch.autograd.function.BackwardCFunction),
        F.apply.__name__,
        F.apply.__qualname__,
        repr(F.jvp).split()[:2],
    )


@case("fctx")
def _():
    c = torch.autograd.function.FunctionCtx()
    c.save_for_backward(1, 2)
    c.mark_dirty(3)
    c.mark_non_differentiable(4)
    c.set_materialize_grads(5)
    c.save_for_forward(None)
    return c.__dict__


@case("fctx2")
def _():
    c = torch.autograd.function.FunctionCtx()
    c.save_for_forward(3)


@case("shared")
def _():
    c = torch.autograd.function.FunctionCtx()
    c.mark_shared_storage(1, 2)


@case("noforward")
def _():
    return type("X", (torch.autograd.Function,), {}).apply(torch.ones(1))


@case("nobackward")
def _():
    return function(lambda c, x: x * 2).apply(ramp()).sum().backward()


@case("both")
def _():
    return function(lambda c, x: x * 2, lambda c, g: g, vjp=lambda c, g: g).apply(ramp()).sum().backward()


@case("vjp")
def _():
    x = ramp()
    function(lambda c, x: x * 2, vjp=lambda c, g: g * 7).apply(x).sum().backward()
    return x.grad


@case("base apply")
def _():
    return torch.autograd.Function.apply(torch.ones(2))


@case("setup notimpl")
def _():
    return torch.autograd.Function.setup_context(None, None, None)


@case("base forward")
def _():
    return torch.autograd.Function.forward(1)


@case("base backward")
def _():
    return torch.autograd.Function.backward(1)


@case("base vjp")
def _():
    return torch.autograd.Function.vjp(1)


@case("base jvp")
def _():
    return torch.autograd.Function.jvp(1)


@case("base vmap")
def _():
    return torch.autograd.Function.vmap(1, 2)


@case("vjp is backward")
def _():
    return torch.autograd.Function.vjp is torch.autograd.Function.backward


@case("flags")
def _():
    F = torch.autograd.Function
    return F.generate_vmap_rule, F.clear_saved_tensors_on_access, F.boxed_grads_call


@case("boxed")
def _():
    seen = []

    def b(ctx, grads):
        seen.append((type(grads), len(grads)))
        return grads[0] * 2

    x = ramp()
    F = function(lambda c, x: (x * 2, x * 3), b, boxed_grads_call=True)
    a, b_ = F.apply(x)
    (a.sum() + b_.sum()).backward()
    return seen, x.grad


@case("boxed apply")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g[0], boxed_grads_call=True)
    return F.apply(ramp()).grad_fn.apply(torch.ones(3))


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


@case("id")
def _():
    F = function(lambda c, x: x)
    G = function(lambda c, x: x)
    return G._backward_cls._autograd_function_id - F._backward_cls._autograd_function_id, F._compiled_autograd_key(F._backward_cls) == (
        F._backward_cls._autograd_function_id,
    )


@case("clear on access")
def _():
    out = []

    def b(ctx, g):
        out.append(len(ctx.saved_tensors))
        out.append(shown(lambda: ctx.saved_tensors))
        return g

    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, b, clear_saved_tensors_on_access=True)
    F.apply(ramp()).sum().backward()
    return out


@case("clear on access outside")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, lambda c, g: g, clear_saved_tensors_on_access=True)
    n = F.apply(ramp()).grad_fn
    return (
        shown(lambda: len(n.saved_tensors)),
        shown(lambda: len(n.saved_tensors)),
        shown(lambda: n._raw_saved_tensors),
        shown(lambda: n.maybe_clear_saved_tensors()),
    )


@case("clear retain")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    F = function(f, lambda c, g: g * c.saved_tensors[0], clear_saved_tensors_on_access=True)
    y = F.apply(ramp()).sum()
    y.backward(retain_graph=True)
    return shown(lambda: y.backward(retain_graph=True))


@case("maybe clear")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, x * 2)
        return x * 2

    n = function(f, lambda c, g: g).apply(ramp()).grad_fn
    return shown(n.maybe_clear_saved_tensors), shown(lambda: len(n.saved_tensors))


@case("freed")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(ramp()).sum()
    y.backward()
    y.backward()


@case("freed access")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(ramp())
    y.sum().backward()
    return shown(lambda: y.grad_fn.saved_tensors), shown(lambda: y.grad_fn._raw_saved_tensors), shown(lambda: y.grad_fn.saved_variables)


@case("freed nothing saved")
def _():
    y = function(lambda c, x: x * 2, lambda c, g: g).apply(ramp())
    y.backward(torch.ones(3))
    y.backward(torch.ones(3))
    return shown(lambda: y.grad_fn.saved_tensors)


@case("modified")
def _():
    x = ramp().clone()

    def f(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x).sum()
    x.add_(1)
    y.backward()


@case("modified out")
def _():
    x = ramp()

    def f(ctx, x):
        r = x * 2
        ctx.save_for_backward(r)
        return r

    y = function(f, lambda c, g: g * c.saved_tensors[0]).apply(x)
    y.add_(1)
    y.sum().backward()


@case("modified leafnograd")
def _():
    x = ramp()
    w = torch.ones(3)

    def f(ctx, x, w):
        ctx.save_for_backward(w)
        return x * 2

    y = function(f, lambda c, g: (g * c.saved_tensors[0], None)).apply(x, w)
    w.add_(1)
    y.sum().backward()


@case("save nontensor")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("save nontensor nograd")
def _():
    def f(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2

    return function(f, lambda c, g: g).apply(torch.ones(3))


@case("to save nontuple")
def _():
    def f(ctx, x):
        ctx.to_save = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("dirty nontuple")
def _():
    def f(ctx, x):
        ctx.dirty_tensors = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("nondiff nontuple")
def _():
    def f(ctx, x):
        ctx.non_differentiable = [x]
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("dirty nontensor")
def _():
    def f(ctx, x):
        ctx.mark_dirty(3)
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("nondiff nontensor")
def _():
    def f(ctx, x):
        ctx.mark_non_differentiable(3)
        return x * 2

    function(f, lambda c, g: g).apply(ramp())


@case("nondiff nontensor nograd")
def _():
    def f(ctx, x):
        ctx.mark_non_differentiable(3)
        return x * 2

    return function(f, lambda c, g: g).apply(torch.ones(2))


@case("dirty not input")
def _():
    def f(ctx, x):
        y = x * 2
        ctx.mark_dirty(y)
        return y

    return function(f, lambda c, g: g).apply(ramp())


@case("dirty leaf")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    return function(f, lambda c, g: g).apply(ramp())


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


@case("dirty not returned")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x * 2

    return function(f, lambda c, g: g).apply(ramp() * 1)


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


@case("dirty view two")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x, x * 2

    b = ramp() * 1
    v = b[:2]
    function(f, lambda c, g, h: g * 5).apply(v)


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


@case("dirty view leaf")
def _():
    def f(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = ramp()
    v = x[:2]
    with torch.no_grad():
        pass
    function(f, lambda c, g: g * 5).apply(v)


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

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
