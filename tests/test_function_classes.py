"""Classes of custom Functions: what they must define, deriving from one another, changes, pickling, held against PyTorch
(golden/function_classes.json).

``python tests/test_function_classes.py`` records the golden file again; it needs torch.
"""
import copy
import pickle

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_classes")
case = recorder.case
function, ramp = makers(torch)
Cube, *_, leaf = samples(torch)
Function, grad = torch.autograd.Function, torch.autograd.grad


@case("both vjp and backward")
def _():
    function(lambda ctx, x: x * 1, lambda ctx, g: g, vjp=lambda ctx, g: g * 7).apply(leaf()).sum().backward()


@case("apply on an instance, called with a tensor that needs no grad")
def _():
    return Cube.apply(torch.tensor(2.0))


@case("no backward")
def _():
    function(lambda ctx, x: x * 2).apply(leaf()).sum().backward()


@case("no forward")
def _():
    class Nothing(Function):
        pass

    Nothing.apply(leaf())


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


@case("name that error texts show")
def _():
    y = Cube.apply(leaf())
    with torch.no_grad():
        y.mul_(1)
    return y.grad_fn.name()


@case("generate_vmap_rule")
def _():
    return Function.generate_vmap_rule, Cube.generate_vmap_rule


@case("class attributes")
def _():
    return Cube.__name__, Cube._backward_cls.__name__, Cube._backward_cls._forward_cls is Cube, issubclass(Cube._backward_cls, torch.autograd.function.BackwardCFunction)


@case("subclass inherit")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 5

    class Bq(A):
        @staticmethod
        def forward(ctx, x):
            return A.forward(ctx, x) * 3

    x = ramp()
    y = Bq.apply(x)
    y.sum().backward()
    return y, x.grad, y.grad_fn.name(), Bq._backward_cls is not A._backward_cls


@case("mixin")
def _():
    class M:
        @staticmethod
        def backward(ctx, g):
            return g * 5

    class A(M, torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    x = ramp()
    A.apply(x).sum().backward()
    return x.grad


@case("classmethod forward")
def _():
    class A(torch.autograd.Function):
        k = 4

        @classmethod
        def forward(cls, ctx, x):
            return x * cls.k

        @classmethod
        def backward(cls, ctx, g):
            return g * cls.k

    x = ramp()
    A.apply(x).sum().backward()
    return x.grad


@case("override apply")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

        @classmethod
        def apply(cls, x):
            return super().apply(x) + 1

    x = ramp()
    y = A.apply(x)
    y.sum().backward()
    return y, x.grad


@case("dynamic forward")
def _():
    F = function(lambda c, x: x * 2, lambda c, g: g)
    a = F.apply(ramp())
    F.forward = staticmethod(lambda c, x: x * 9)
    F.backward = staticmethod(lambda c, g: g * 8)
    x = ramp()
    b = F.apply(x)
    b.sum().backward()
    return a, b, x.grad


@case("pickle")
def _():
    return pickle.loads(pickle.dumps(torch.autograd.Function)) is torch.autograd.Function, pickle.loads(
        pickle.dumps(torch.autograd.Function.apply)
    ) == torch.autograd.Function.apply


@case("deepcopy node")
def _():
    return shown(lambda: copy.deepcopy(function(lambda c, x: x * 2).apply(ramp()).grad_fn))


@case("pickle node")
def _():
    return shown(lambda: pickle.dumps(function(lambda c, x: x * 2).apply(ramp()).grad_fn))


@case("function subclass attr")
def _():
    class A(torch.autograd.Function):
        scale = 3

        @staticmethod
        def forward(ctx, x):
            return x * A.scale

        @staticmethod
        def backward(ctx, g):
            return g * ctx._forward_cls.scale

    x = ramp()
    A.apply(x).sum().backward()
    A.scale = 5
    A.apply(x).sum().backward()
    return x.grad


@case("backward cls swap")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = ramp()
    A.apply(x).sum().backward()
    A.backward = staticmethod(lambda ctx, g: g * 100)
    y = A.apply(x)
    A.backward = staticmethod(lambda ctx, g: g * 1000)
    y.sum().backward()
    return x.grad


@case("base class changed")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    class B(A):
        pass

    x = ramp()
    B.apply(x).sum().backward()
    A.backward = staticmethod(lambda ctx, g: g * 100)
    A.forward = staticmethod(lambda ctx, x: x * 7)
    y = B.apply(x)
    y.sum().backward()
    return x.grad, y


@case("setup added later")
def _():
    class A(torch.autograd.Function):
        @staticmethod
        def forward(*a):
            return a[-1] * len(a)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    a = A.apply(ramp())
    A.setup_context = staticmethod(lambda c, i, o: None)
    b = A.apply(ramp())
    del A.setup_context
    return a, b, A.apply(ramp())


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


@case("id")
def _():
    F = function(lambda c, x: x)
    G = function(lambda c, x: x)
    return G._backward_cls._autograd_function_id - F._backward_cls._autograd_function_id, F._compiled_autograd_key(F._backward_cls) == (
        F._backward_cls._autograd_function_id,
    )


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


class Kept(torch.autograd.Function):
    """At the top of the module, where pickle finds it."""


def test_functions_pickle():
    assert pickle.loads(pickle.dumps(Kept)) is Kept
