"""Functions of the old kind, ``InplaceFunction``, ``NestedIOFunction`` and what the module has beside, held against PyTorch
(golden/function_legacy.json).

``python tests/test_function_legacy.py`` records the golden file again; it needs torch.
"""
import inspect
from importlib import import_module

import pytest
from function_cases import makers, samples, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_legacy")
case = recorder.case
_function, ramp = makers(torch)
*_, leaf = samples(torch)


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


@case("nonstatic")
def _():
    class F(torch.autograd.Function):
        def forward(self, x):
            return x * 2

        def backward(self, g):
            return g * 3

    x = ramp()
    y = F.apply(x)
    y.sum().backward()
    return y, x.grad


@case("legacy")
def _():
    class F(torch.autograd.Function):
        def forward(self, x):
            return x * 2

        def backward(self, g):
            return g * 3

    return F()(ramp())


@case("init args")
def _():
    class F(torch.autograd.Function):
        pass

    return type(F(1, 2, a=3)).__name__


@case("inplacefunction")
def _():
    class F(torch.autograd.function.InplaceFunction):
        @staticmethod
        def forward(ctx, x, inplace=False):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 3, None

    f = F(True)
    return f.inplace, F.apply(ramp()), F(inplace=False).inplace


@case("nestedio")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

        def backward_extended(self, g):
            return g * 3

    return F.apply(ramp())


@case("nestedio call")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

    return F()(ramp())


@case("nestedio dobackward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x):
            return x * 2

    return F()._do_backward(1, 2)


@case("nestedio fe")
def _():
    return torch.autograd.function.NestedIOFunction().forward_extended(1)


@case("nestedio be")
def _():
    return torch.autograd.function.NestedIOFunction().backward_extended(1)


@case("nestedio forward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def forward_extended(self, x, y):
            self.seen = (x, y)
            return (x, [y["a"], None])

    f = F()
    f._nested_input = (torch.ones(1), {"a": torch.ones(2, requires_grad=True)})
    return f.forward(), f.seen, f._nested_output, hasattr(f, "_nested_input")


@case("nestedio backward")
def _():
    class F(torch.autograd.function.NestedIOFunction):
        def backward_extended(self, *a):
            self.seen = a
            return [a[0], None, a[1]]

    f = F()
    f._nested_output = (torch.ones(1), [torch.ones(2), None])
    return shown(lambda: f.backward(1, 2)), f.seen, shown(lambda: f.backward(torch.ones(1), torch.ones(2)))


@case("nestedio marks")
def _():
    f = torch.autograd.function.NestedIOFunction()
    f.mark_dirty(torch.ones(1), a=[torch.ones(2)])
    f.mark_non_differentiable([torch.ones(1)], {"a": torch.ones(2)})
    f.save_for_backward(torch.ones(1), [torch.ones(2), None])
    return f.dirty_tensors, f.non_differentiable, f.to_save, f._to_save_nested


@case("nestedio bad")
def _():
    f = torch.autograd.function.NestedIOFunction()
    f.mark_dirty(3)


@case("map")
def _():
    m = torch.autograd.function._nested_map(lambda x: isinstance(x, int), lambda x: x + 1, "ints")
    return m([1, (2, None), {"a": 3}]), shown(lambda: m("a")), shown(lambda: torch.autograd.function._nested_map(lambda x: False, None)(2.0))


@case("iter")
def _():
    f = torch.autograd.function
    return (
        list(f._iter_tensors([torch.ones(1), (torch.ones(2), None)])),
        shown(lambda: list(f._iter_tensors(3))),
        list(f._iter_tensors_permissive([1, torch.ones(1)])),
        list(f._iter_None_tensors([None, torch.ones(1)])),
        f._unflatten([1, 2, 3], (0, [0, None], 0)),
        f._map_tensor_data([torch.ones(1, requires_grad=True)]),
        shown(lambda: list(f._iter_filter(lambda x: False)(torch.ones(1)))),
    )


@case("node types")
def _():
    f = torch._C._functions
    x = ramp()
    return (
        type((x + x).grad_fn) is f.AddBackward0,
        type((x * x).grad_fn) is f.MulBackward0,
        isinstance((x + x).grad_fn.next_functions[0][0], f.AccumulateGrad),
        f.CopySlices.__name__,
        f.Error.__name__,
        f.NotImplemented.__name__,
        shown(lambda: f.Nope),
    )


@case("node types2")
def _():
    f = torch._C._functions
    x = ramp()
    y = x * 1
    y[:1] = x[:1]
    return type(y.grad_fn) is f.CopySlices, type((x // 2).grad_fn) is f.NotImplemented, type(x.t().grad_fn).__name__


@case("utils")
def _():
    u = import_module(torch.__name__ + ".autograd._functions.utils")
    x = torch.ones(2, 3)
    return (
        u.maybe_view(x, (3, 2)).shape,
        u.maybe_view(x, x.size()) is x,
        u.maybe_unexpand(torch.ones(4, 2, 3), (2, 1)),
        u.maybe_unexpand(x, x.size()) is x,
        u.maybe_view(x, x.size(), False) is x,
    )


@case("functions tensor")
def _():
    u = import_module(torch.__name__ + ".autograd._functions")
    x = ramp(6)
    y = u.Resize.apply(x, (2, 3))
    y.sum().backward()
    return y, x.grad, shown(lambda: u.Resize.apply(x, (2, 2)))


@case("functions type")
def _():
    u = import_module(torch.__name__ + ".autograd._functions")
    x = ramp(6)
    y = u.Type.apply(x, "torch.DoubleTensor")
    return y.dtype


@case("sig")
def _():
    F = torch.autograd.Function
    return str(inspect.signature(F.apply)), str(inspect.signature(F.forward)), F.apply.__self__ is F, inspect.ismethod(F.apply)


@case("traceable")
def _():
    return shown(lambda: torch.autograd.function.traceable), shown(lambda: torch.autograd.Function.is_traceable)


@case("mod all")
def _():
    return torch.autograd.function.__all__


@case("shared")
def _():
    c = torch.autograd.function.FunctionCtx()
    c.mark_shared_storage(1, 2)


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
