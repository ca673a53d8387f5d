"""`gradcheck` and `gradgradcheck` with their options, and the Jacobians they are made of, held against PyTorch
(golden/gradcheck_options.json).

``python tests/test_gradcheck_options.py`` records the golden file again; it needs torch.
"""

import sys

import pytest
from function_cases import makers, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("gradcheck_options")
case = recorder.case
function, ramp = makers(torch)
gradcheck, gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck
module = sys.modules[gradcheck.__module__ if RECORDING else "pyautograd.autograd.gradcheck"]


def double(*shape, c=False, rg=True):
    """Sevenths in double precision, with `c` as complex numbers; requires gradients."""
    torch.manual_seed(3)
    count = torch.empty(shape).numel()
    values = torch.arange(1, 1 + count, dtype=torch.float64).reshape(shape)
    return (values / 7 + (0.5j * values if c else 0)).requires_grad_(rg)


def wrong(factor=1.5):
    """A Function whose derivatives are too large by a factor."""
    return function(lambda c, x: x * 2, lambda c, g: g * 2 * factor, jvp=lambda c, t: t * 2 * factor).apply


@case("sparse flag")
def _():
    return gradcheck(lambda x: x * 2, double(2), masked=True)


@case("list in")
def _():
    return gradcheck(lambda x, y: x * y, [double(2), double(2)])


@case("list out")
def _():
    return gradcheck(lambda x, y: [x * y, x + y], [double(2), double(2)])


@case("int last")
def _():
    return gradcheck(lambda x: (x * 2, x.long()), double(2))


@case("nongrad out")
def _():
    return gradcheck(lambda x: (x * 2, x.detach() * 0), double(2))


@case("none require")
def _():
    return gradcheck(lambda x: x, double(2, rg=False))


@case("no tensor")
def _():
    return gradcheck(lambda x: x, 3)


@case("non tensor arg")
def _():
    return gradcheck(lambda x, k: x * k, (double(2), 3))


@case("none out")
def _():
    return gradcheck(lambda x: None, double(2))


@case("nograd out dep")
def _():
    return gradcheck(lambda x: x.detach() * 2, double(2))


@case("nograd out dep fast")
def _():
    return gradcheck(lambda x: x.detach() * 2, double(2), fast_mode=True)


@case("nograd out const")
def _():
    return gradcheck(lambda x: torch.ones(2, dtype=torch.float64), double(2))


@case("float32")
def _():
    return gradcheck(lambda x: x * 2, ramp())


@case("float32 ok")
def _():
    return gradcheck(lambda x: x * 2, ramp(), eps=1e-2, atol=1e-2)


@case("stride0")
def _():
    return gradcheck(lambda x: x * 2, torch.ones(1, dtype=torch.float64).expand(3).requires_grad_())


@case("opts1")
def _():
    return gradcheck(lambda x: x * 2, double(2), check_forward_ad=False, check_backward_ad=False)


@case("opts2")
def _():
    return gradcheck(lambda x: x * 2, double(2), check_batched_grad=True, check_backward_ad=False, check_forward_ad=True)


@case("opts3")
def _():
    return gradcheck(lambda x: x * 2, double(2), check_batched_forward_grad=True)


@case("gopts1")
def _():
    return gradgradcheck(lambda x: x * 2, double(2), check_rev_over_rev=False)


@case("gopts2")
def _():
    return gradgradcheck(lambda x: x * 2, double(2), check_rev_over_rev=False, check_fwd_over_rev=True)


@case("gopts3")
def _():
    return gradgradcheck(
        lambda x: x * 2, double(2), check_rev_over_rev=False, check_fwd_over_rev=True, check_undefined_grad=False, check_batched_grad=True
    )


@case("wrong")
def _():
    return gradcheck(wrong(), double(2, 2))


@case("wrong fast")
def _():
    return gradcheck(wrong(), double(2, 2), fast_mode=True)


@case("wrong false")
def _():
    return gradcheck(wrong(), double(2, 2), raise_exception=False)


@case("wrong fwd")
def _():
    return gradcheck(wrong(), double(2), check_forward_ad=True, check_backward_ad=False)


@case("wrong fwd fast")
def _():
    return gradcheck(wrong(), double(2), check_forward_ad=True, check_backward_ad=False, fast_mode=True)


@case("wrong second in")
def _():
    F = function(lambda c, x, y: x * y, lambda c, g: (g * c.y if False else g, g)).apply
    return gradcheck(F, (double(2), double(2)))


@case("complex")
def _():
    return (
        gradcheck(lambda z: z * z, double(2, c=True)),
        gradcheck(lambda z: z * z, double(2, c=True), fast_mode=True),
        gradcheck(lambda z: (z * z.conj()).real, double(2, c=True), check_forward_ad=True),
    )


@case("complex fwd")
def _():
    return gradcheck(lambda z, w: (z * w, z.abs()), (double(2, c=True), double(2)), check_forward_ad=True), gradcheck(
        lambda z, w: (z * w, z.abs()), (double(2, c=True), double(2)), check_forward_ad=True, fast_mode=True
    )


@case("complex wrong")
def _():
    return gradcheck(wrong(), double(2, c=True))


@case("complex wrong fast")
def _():
    return gradcheck(wrong(), double(2, c=True), fast_mode=True)


@case("complex wrong fwd")
def _():
    return gradcheck(wrong(), double(2, c=True), check_backward_ad=False, check_forward_ad=True)


@case("complex wrong conj")
def _():
    return gradcheck(function(lambda c, z: z * (1 + 2j), lambda c, g: g * (1 + 2j)).apply, double(2, c=True))


@case("nondet")
def _():
    n = [0]

    def b(c, g):
        n[0] += 1
        return g * 2 + n[0] * 1e-3

    return gradcheck(function(lambda c, x: x * 2, b).apply, double(2), atol=1)


@case("nondet tol")
def _():
    n = [0]

    def b(c, g):
        n[0] += 1
        return (g * 2 + n[0] * 1e-7) * (g != 0)

    return gradcheck(function(lambda c, x: x * 2, b).apply, double(2), nondet_tol=1e-3)


@case("dtype mismatch")
def _():
    return gradcheck(lambda x: x.float() * 2, double(2), check_grad_dtypes=True, atol=1, eps=1e-3)


@case("mul by grad out")
def _():
    return gradcheck(function(lambda c, x: x * 2, lambda c, g: torch.full_like(g, 2.0)).apply, double(1))


@case("mul by grad out masked")
def _():
    return gradcheck(function(lambda c, x: x * 2, lambda c, g: g * 2 + 1e-9).apply, double(1), masked=True, check_undefined_grad=False)


@case("mul by grad out small")
def _():
    return gradcheck(function(lambda c, x: x * 2, lambda c, g: g * 2 + 1e-9).apply, double(1), check_undefined_grad=False)


@case("undef")
def _():
    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2, x * 3

    return gradcheck(function(f, lambda c, g, h: g * 2 + h * 3).apply, double(2))


@case("undef ok")
def _():
    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2, x * 3

    return gradcheck(
        function(f, lambda c, g, h: (0 if g is None else g * 2) + (0 if h is None else h * 3) if g is not None or h is not None else None).apply,
        double(2),
    )


@case("undef nonzero")
def _():
    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2

    return gradcheck(function(f, lambda c, g: torch.ones(2, dtype=torch.float64) if g is None else g * 2).apply, double(2))


@case("undef off")
def _():
    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2

    return gradcheck(
        function(f, lambda c, g: torch.ones(2, dtype=torch.float64) if g is None else g * 2).apply, double(2), check_undefined_grad=False
    )


@case("undef fwd")
def _():
    def f(c, x, y):
        c.set_materialize_grads(False)
        return x * 2 + y

    return gradcheck(
        function(
            f,
            lambda c, g: (g * 2, g),
            jvp=lambda c, a, b: (a * 2 if a is not None else torch.ones(2, dtype=torch.float64)) + (b if b is not None else 0),
        ).apply,
        (double(2), double(2)),
        check_forward_ad=True,
    )


@case("shape changes")
def _():
    return gradcheck(lambda x: x[: 1 if x[0] > 0.15 else 2] * 1, double(2), eps=1)


@case("dtype changes")
def _():
    return gradcheck(lambda x: x * 1 if x.detach()[0] < 0.5 else x.float() * 1, double(2), eps=1)


@case("batched")
def _():
    return gradcheck(lambda x, y: (x * y, x.sum()), (double(2), double(2)), check_batched_grad=True)


@case("batched fwd")
def _():
    return gradcheck(lambda x, y: (x * y, x.sum()), (double(2), double(2)), check_batched_forward_grad=True, check_forward_ad=True)


@case("gg")
def _():
    return gradgradcheck(lambda x, y: (x * y * x, (x**3).sum()), (double(2), double(2)))


@case("gg fast")
def _():
    return gradgradcheck(lambda x, y: (x * y * x, (x**3).sum()), (double(2), double(2)), fast_mode=True)


@case("gg fwd")
def _():
    return gradgradcheck(lambda x, y: (x * y * x, (x**3).sum()), (double(2), double(2)), check_fwd_over_rev=True)


@case("gg given")
def _():
    return gradgradcheck(lambda x: x**3, double(2), double(2)), gradgradcheck(lambda x: x**3, double(2), (double(2, rg=False),))


@case("gg noncontig")
def _():
    return gradgradcheck(lambda x: x**3, double(2, 3), gen_non_contig_grad_outputs=True)


@case("gg complex")
def _():
    return gradgradcheck(lambda x: x**3, double(2, c=True)), gradgradcheck(lambda x: (x * x.conj()).real, double(2, c=True), fast_mode=True)


@case("gg wrong")
def _():
    class Sq(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx, g):
            return (g * 2 * ctx.saved_tensors[0]).detach() + g * 0

    return gradgradcheck(Sq.apply, double(2))


@case("gg once")
def _():
    o = torch.autograd.function.once_differentiable
    return gradgradcheck(function(lambda c, x: x * 2, o(lambda c, g: g * 2)).apply, double(2))


@case("gg false")
def _():
    o = torch.autograd.function.once_differentiable
    return shown(lambda: gradgradcheck(function(lambda c, x: x * 2, o(lambda c, g: g * 2)).apply, double(2), raise_exception=False))


@case("inplace")
def _():
    return gradcheck(lambda x: x.clone().mul_(2), double(2), check_forward_ad=True)


@case("view out")
def _():
    return gradcheck(lambda x: (x[0], x.t()), double(2, 2), check_forward_ad=True)


@case("func raises")
def _():
    def f(x):
        raise ValueError("boo")

    return gradcheck(f, double(2))


@case("backward raises")
def _():
    def b(c, g):
        raise ValueError("boo")

    return gradcheck(function(lambda c, x: x * 2, b).apply, double(2))


@case("no jvp")
def _():
    return gradcheck(function(lambda c, x: x * 2, lambda c, g: g * 2).apply, double(2), check_forward_ad=True)


@case("no jvp false")
def _():
    return gradcheck(function(lambda c, x: x * 2, lambda c, g: g * 2).apply, double(2), check_forward_ad=True, raise_exception=False)


@case("wrong shape")
def _():
    return gradcheck(function(lambda c, x: x.sum(), lambda c, g: torch.ones(3)).apply, double(2))


@case("get num")
def _():
    return (
        module.get_numerical_jacobian(lambda x: x[0] * x[1], (double(2), double(2)), eps=1e-6),
        shown(lambda: module.get_numerical_jacobian(lambda x: x[0], (double(2),), grad_out=2.0)),
        shown(lambda: module.get_numerical_jacobian(lambda x: x[0], (double(2, c=True),))),
    )


@case("get ana")
def _():
    x, y = double(2), double(2)
    return (
        module.get_analytical_jacobian((x, y), x * y),
        shown(lambda: module.get_analytical_jacobian((x, y), x * y, grad_out=2.0)),
        shown(lambda: module.get_analytical_jacobian((x, y), x * 1j)),
        module.get_analytical_jacobian((x, y), wrong()(x).float()),
    )


@case("get spec")
def _():
    x, y = double(2), double(2)
    f = lambda a, b: (a * b, a.sum())
    return (
        module.get_numerical_jacobian_wrt_specific_input(f, 1, (x, y), f(x, y), 1e-6),
        shown(lambda: module.get_numerical_jacobian_wrt_specific_input(f, 0, (x.detach(), y), f(x, y), 1e-6)),
        shown(lambda: module.get_numerical_jacobian_wrt_specific_input(lambda z: z * 1j, 0, (x,), (x * 1j,), 1e-6)),
    )


@case("ana fwd")
def _():
    x, y = double(2), double(2)
    f = lambda a, b: (a * b, a.sum(), a.long(), a * 1j)
    return module._get_analytical_jacobian_forward_ad(f, (x, y), f(x, y)), shown(
        lambda: module._get_analytical_jacobian_forward_ad(lambda a: a, (double(2, c=True),), (x,))
    )


@case("all")
def _():
    return (
        module.__all__,
        module.GradcheckError.__module__,
        issubclass(module.GradcheckError, RuntimeError),
        callable(torch.autograd.gradcheck),
        torch.autograd.gradcheck.__module__,
    )


@case("priv")
def _():
    x = double(2)
    return (
        module._as_tuple([1]),
        module._as_tuple(1),
        list(module._iter_tensors([x, [x, 3, "ab"]] if False else [x, [x]])),
        module._differentiable_outputs([x, x.detach()]),
    )


@case("empty")
def _():
    return gradcheck(lambda x: x * 2, torch.ones(0, dtype=torch.float64, requires_grad=True)), gradcheck(
        lambda x: x * 2, torch.ones(0, dtype=torch.float64, requires_grad=True), fast_mode=True
    )


@case("zero d")
def _():
    return gradcheck(lambda x: x * 2, torch.tensor(2.0, dtype=torch.float64, requires_grad=True), check_forward_ad=True, fast_mode=True)


@case("same input twice")
def _():
    x = double(2)
    return gradcheck(lambda a, b: a * b, (x, x))


@case("transposed")
def _():
    return gradcheck(lambda a: a * 2, double(2, 3).detach().t().requires_grad_())


@case("undef two fail")
def _():
    def f(c, x):
        c.set_materialize_grads(False)
        return x * 2, x * 3

    return gradcheck(function(f, lambda c, g, h: g * 2 + h * 3 if g is not None or h is not None and False else None).apply, double(2))


@case("masked none")
def _():
    return gradcheck(lambda x: x * 2, double(2), masked=None)


@case("positional")
def _():
    return gradcheck(lambda x: x * 2, double(2), 1e-6)


@case("fwd dtype")
def _():
    return gradcheck(
        function(lambda c, x: x * 2, lambda c, g: g * 2, jvp=lambda c, t_: t_ * 2 + 0j).apply,
        double(2),
        check_forward_ad=True,
        check_grad_dtypes=True,
    )


@case("partial int inputs")
def _():
    return gradcheck(lambda i, x: x[i], (torch.tensor([0, 1, 1]), double(2)), check_forward_ad=True)


if RECORDING:
    recorder.record()
else:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]
