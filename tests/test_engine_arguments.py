"""What `backward` and `grad` take: inputs, edges, gradients, and what they refuse (golden/engine_arguments.json holds PyTorch's outcomes).

``python tests/test_engine_arguments.py`` records the golden file again; it needs torch.
"""

import importlib
import types
from collections import OrderedDict

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("engine_arguments")
case, leaf = recorder.case, leaf_maker(torch)


# Inputs.


@case("grad dict")
def _():
    x = leaf()
    y = leaf()
    return torch.autograd.grad((x * 2 + y * 3).sum(), {"a": x, "b": y})


@case("backward dict")
def _():
    x = leaf()
    y = leaf()
    torch.autograd.backward((x * 2 + y * 3).sum(), inputs={"a": x})
    return (x.grad, y.grad)


@case("mapping")
def _():
    x = leaf()
    m = types.MappingProxyType({"a": x})
    return (
        outcome(lambda: torch.autograd.grad((x * 2).sum(), m)),
        outcome(lambda: torch.autograd.backward((x * 2).sum(), inputs=m)),
        outcome(lambda: torch.autograd.grad((x * 2).sum(), OrderedDict(a=x))),
    )


@case("grad dict unused")
def _():
    x = leaf()
    y = leaf()
    return (
        torch.autograd.grad((x * 2).sum(), {"a": x, "b": y}, allow_unused=True),
        outcome(lambda: torch.autograd.grad((x * 2).sum(), {"a": x, "b": y})),
        torch.autograd.grad((x * 2).sum(), {"a": x, "b": y}, materialize_grads=True),
    )


@case("empty")
def _():
    x = leaf()
    return (
        outcome(lambda: torch.autograd.grad((x * 2).sum(), [])),
        outcome(lambda: torch.autograd.grad((x * 2).sum(), {})),
        outcome(lambda: torch.autograd.backward((x * 2).sum(), inputs=[])),
        outcome(lambda: torch.autograd.backward((x * 2).sum(), inputs={})),
        outcome(lambda: (x * 2).sum().backward(inputs=())),
    )


@case("empty outputs")
def _():
    x = leaf()
    return (
        outcome(lambda: torch.autograd.grad([], [x])),
        outcome(lambda: torch.autograd.backward([])),
        outcome(lambda: torch.autograd.grad([], [x], allow_unused=True)),
    )


@case("wrongtypes")
def _():
    x = leaf()
    y = (x * 2).sum()
    return [
        outcome(f)
        for f in (
            lambda: torch.autograd.grad(y, 1),
            lambda: torch.autograd.grad(y, [1]),
            lambda: torch.autograd.grad(1, x),
            lambda: torch.autograd.grad([1], x),
            lambda: torch.autograd.backward(1),
            lambda: torch.autograd.backward([1]),
            lambda: torch.autograd.backward(y, inputs=1),
            lambda: torch.autograd.backward(y, inputs=[1]),
            lambda: torch.autograd.backward(y, 1),
            lambda: torch.autograd.backward(y, [1]),
            lambda: torch.autograd.grad(y, [None]),
            lambda: torch.autograd.grad(None, x),
            lambda: torch.autograd.grad([None], x),
            lambda: torch.autograd.backward(None),
            lambda: torch.autograd.backward([None]),
            lambda: y.backward("a"),
            lambda: torch.autograd.grad(y, x, "a"),
            lambda: torch.autograd.grad(y, x, grad_outputs=[None, None]),
            lambda: torch.autograd.grad([y, y], x, grad_outputs=[None]),
            lambda: torch.autograd.backward([y, y], [None]),
        )
    ]


@case("lens")
def _():
    x = leaf()
    y = x * 2
    g = torch.ones(2)
    return [
        outcome(f)
        for f in (
            lambda: torch.autograd.grad([y], [x], [g, g]),
            lambda: torch.autograd.grad([y, y], [x], [g]),
            lambda: torch.autograd.backward([y], [g, g]),
            lambda: torch.autograd.backward([y, y], [g]),
            lambda: torch.autograd.backward([y, y], g),
            lambda: torch.autograd.backward(y, []),
            lambda: torch.autograd.grad(y, x, []),
        )
    ]


@case("inputs accum nonleaf")
def _():
    x = leaf()
    y = x * 2
    z = (y * y).sum()
    z.backward(inputs=[y], retain_graph=True)
    a = y.grad.clone()
    z.backward(inputs=[y, x], retain_graph=True)
    return (a, y.grad, x.grad, y.retains_grad)


@case("inputs nograd")
def _():
    x = leaf()
    y = (x * 2).sum()
    return (outcome(lambda: y.backward(inputs=[torch.ones(2)])), outcome(lambda: torch.autograd.grad(y, torch.ones(2))))


@case("inputs edges")
def _():
    x = leaf()
    y = x * 2
    z = (y * y).sum()
    ge = torch.autograd.graph.get_gradient_edge
    torch.autograd.backward(z, inputs=[ge(x)], retain_graph=True)
    a = x.grad
    torch.autograd.backward(z, inputs=[ge(y)], retain_graph=True)
    return (a, x.grad, y.retains_grad, torch.autograd.grad(z, [ge(y), ge(x)]))


@case("only inputs")
def _():
    x = leaf()
    return torch.autograd.grad((x * 2).sum(), x, only_inputs=False)


@case("grad variables")
def _():
    x = leaf()
    torch.autograd.backward(x * 2, grad_variables=torch.ones(2))
    return (x.grad, outcome(lambda: torch.autograd.backward(x * 2, torch.ones(2), grad_variables=torch.ones(2))))


@case("backward return")
def _():
    x = leaf()
    return ((x * 2).sum().backward(), torch.autograd.backward((x * 2).sum()))


# Edges.


@case("edge mismatch")
def _():
    x = leaf()
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    return [
        outcome(f)
        for f in (
            lambda: torch.autograd.grad(e, x, torch.ones(3)),
            lambda: torch.autograd.grad(e, x, torch.ones(2, dtype=torch.complex64)),
            lambda: torch.autograd.grad(e, x),
            lambda: torch.autograd.backward(e),
            lambda: torch.autograd.backward([e], [None]),
            lambda: torch.autograd.backward(e, torch.ones(3)),
        )
    ]


@case("edge materialize")
def _():
    x = leaf().clone()
    y = leaf().clone()
    ey = torch.autograd.graph.GradientEdge(y.grad_fn, y.output_nr)
    out = x.clone()
    return (
        outcome(lambda: torch.autograd.grad(out.sum(), (x, ey), allow_unused=True)),
        outcome(lambda: torch.autograd.grad(out.sum(), (x, ey), allow_unused=True, materialize_grads=True)),
        outcome(lambda: torch.autograd.grad(out.sum(), (torch.autograd.graph.get_gradient_edge(x), y), allow_unused=True, materialize_grads=True)),
        outcome(lambda: torch.autograd.grad(out.sum(), (x, ey))),
    )


@case("edge repr")
def _():
    x = leaf()
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    f = torch.autograd.graph.get_gradient_edge(x)
    return (
        repr(e).replace(hex(id(e.node)), ""),
        e._fields,
        e.ownership_token,
        e.node is y.grad_fn,
        f.node.name(),
        f.node.variable is x,
        type(e).__module__,
    )


@case("edge custom token")
def _():

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g * 3

    x = leaf()
    y = F.apply(x)
    e = torch.autograd.graph.get_gradient_edge(y)
    t = e.ownership_token
    del y
    torch.autograd.backward(e, torch.ones(2))
    return (x.grad, t is None, type(e.node).__name__)


@case("edge err")
def _():
    return (
        outcome(lambda: torch.autograd.graph.get_gradient_edge(torch.ones(2))),
        outcome(lambda: torch.autograd.graph.get_gradient_edge(1)),
        outcome(lambda: torch.autograd.graph.get_gradient_edge(None)),
    )


@case("edge bad")
def _():
    x = leaf()
    y = (x * 2).sum()
    G = torch.autograd.graph.GradientEdge
    return [
        outcome(f)
        for f in (
            lambda: torch.autograd.grad(y, G(None, 0)),
            lambda: torch.autograd.grad(y, G(1, 0)),
            lambda: torch.autograd.backward(G(y.grad_fn, 5)),
            lambda: torch.autograd.backward(G(None, 0)),
        )
    ]


@case("batched edge")
def _():
    x = leaf()
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    return (
        outcome(lambda: torch.autograd.grad(e, x, torch.ones(3, 2), is_grads_batched=True)),
        outcome(lambda: torch.autograd.grad(e, x, torch.ones(3, 3), is_grads_batched=True)),
    )


# Gradients.


@case("grad scalarness")
def _():
    return [
        outcome(lambda: leaf(1, 1).backward()),
        outcome(lambda: leaf(2).backward()),
        outcome(lambda: torch.ones(0, requires_grad=True).backward()),
        outcome(lambda: torch.ones((), dtype=torch.complex64, requires_grad=True).backward()),
        outcome(lambda: (torch.ones(1, dtype=torch.complex128, requires_grad=True) * 2).backward()),
        outcome(lambda: torch.ones(1, dtype=torch.int64).backward()),
    ]


@case("int grad")
def _():
    x = leaf()
    y = x * 2
    y.backward(torch.ones(2, dtype=torch.int64))
    return x.grad


@case("f64 grad")
def _():
    x = leaf()
    y = x * 2
    y.backward(torch.ones(2, dtype=torch.float64))
    return x.grad


@case("f64 grad leaf")
def _():
    x = leaf()
    x.backward(torch.ones(2, dtype=torch.float64))
    return (x.grad, torch.autograd.grad(x, x, torch.ones(2, dtype=torch.float64)), torch.autograd.grad(x * 2, x, torch.ones(2, dtype=torch.float64)))


@case("grad self")
def _():
    x = leaf()
    g = torch.ones(2)
    (a,) = torch.autograd.grad(x, x, g)
    return (a is g, a, x.grad)


@case("materialize create")
def _():
    x = leaf()
    y = leaf()
    g = torch.autograd.grad((x**2).sum(), (x, y), materialize_grads=True, create_graph=True)
    h = torch.autograd.grad((x**2).sum(), (x, y), materialize_grads=True)
    return (g, h, [t.requires_grad for t in g], [t.requires_grad for t in h], [t.is_leaf for t in g])


@case("root none")
def _():
    x = leaf()
    y = (x * 2).sum()
    return (
        outcome(lambda: torch.autograd.backward([y, torch.ones(2)], [None, None])),
        outcome(lambda: torch.autograd.grad([y, torch.ones(())], x)),
        outcome(lambda: torch.autograd.backward([y, torch.ones(())], [torch.ones(()), torch.ones(())])),
    )


@case("dup root")
def _():
    x = leaf()
    y = x * 2
    torch.autograd.backward([y, y], [torch.ones(2), torch.ones(2)])
    return (x.grad, torch.autograd.grad([y, y], [x, x], [torch.ones(2), torch.ones(2)]))


@case("invalid grads")
def _():

    def mk(ret):

        class F(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2

            @staticmethod
            def backward(ctx, g):
                return ret

        return F

    x = torch.ones(2, 3, requires_grad=True)
    return (
        [
            outcome(lambda r=r: mk(r).apply(x).sum().backward())
            for r in (
                torch.ones(10),
                torch.ones(3),
                torch.ones(2, 2, 3),
                torch.ones(()),
                1,
                "a",
                (torch.ones(2, 3), None),
                (torch.ones(2, 3), torch.ones(2, 3)),
                torch.ones(2, 3, dtype=torch.int64),
                torch.ones(2, 3, dtype=torch.complex64),
                torch.ones(2, 3, dtype=torch.float64),
            )
        ],
        x.grad,
    )


@case("calc shape")
def _():
    o = torch.randn(10, 5, requires_grad=True)
    g = torch.randn(5, 10)
    return (
        torch.autograd._calculate_shape(o, g, False),
        torch.autograd._calculate_shape(o, torch.ones(3, 10, 5), True),
        torch.autograd._calculate_shape(torch.autograd.graph.get_gradient_edge(o), g, False),
        outcome(lambda: torch.autograd._calculate_shape(torch.autograd.graph.get_gradient_edge(o), g, True)),
    )


@case("make grads")
def _():
    x = leaf(1)
    return (
        torch.autograd._make_grads((x,), (None,), False),
        torch.autograd._tensor_or_tensors_to_tuple(None, 2),
        torch.autograd._tensor_or_tensors_to_tuple(x, 1),
    )


# Batches of gradients.


@case("batched")
def _():
    x = torch.arange(4.0).reshape(2, 2).requires_grad_()
    out = x**2
    g = torch.arange(12.0).reshape(3, 2, 2)
    a = torch.autograd.grad(out, (x,), (g,), is_grads_batched=True, retain_graph=True)
    b = torch.autograd.grad(out.sum(), x, torch.arange(3.0), is_grads_batched=True, retain_graph=True)
    return (
        a,
        b,
        outcome(lambda: torch.autograd.grad(out, x, torch.ones(2, 2), is_grads_batched=True)),
        outcome(lambda: torch.autograd.grad(out, x, is_grads_batched=True)),
        outcome(lambda: torch.autograd.grad(out.sum(), x, is_grads_batched=True)),
    )


@case("batched mixed")
def _():
    x = leaf()
    a = x * 2
    b = (x * 3).sum()
    return (
        outcome(lambda: torch.autograd.grad([a, b], x, [torch.ones(3, 2), torch.ones(3)], is_grads_batched=True)),
        outcome(lambda: torch.autograd.grad([a, b], x, [torch.ones(3, 2), torch.ones(4)], is_grads_batched=True)),
        outcome(lambda: torch.autograd.grad([a, b], x, [torch.ones(3, 2), None], is_grads_batched=True)),
    )


# The engine as an object.


@case("engine obj")
def _():
    e = torch.autograd.Variable._execution_engine
    return (type(e).__name__, type(e).__module__, [n for n in dir(e) if not n.startswith("_")])


@case("engine direct")
def _():
    x = leaf()
    y = (x * 2).sum()
    e = torch.autograd.Variable._execution_engine
    a = e.run_backward((y,), (torch.ones(()),), True, False, (x,), allow_unreachable=True, accumulate_grad=False)
    b = e.run_backward((y,), (torch.ones(()),), True, False, (), allow_unreachable=True, accumulate_grad=True)
    return (a, b, x.grad)


@case("engine run")
def _():
    x = leaf()
    y = (x * 2).sum()
    return (
        torch.autograd.graph._engine_run_backward((y,), (torch.ones(()),), True, False, (x,), True, accumulate_grad=False),
        torch.autograd._engine_run_backward is torch.autograd.graph._engine_run_backward,
    )


@case("is cp valid")
def _():
    out = [torch.autograd._is_checkpoint_valid(), torch.autograd.Variable._execution_engine.is_checkpoint_valid()]
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: out.append(torch.autograd._is_checkpoint_valid()))
    y.sum().backward(retain_graph=True)
    y.sum().backward(inputs=[x], retain_graph=True)
    torch.autograd.grad(y.sum(), x)
    return out


@case("variable fn")
def _():
    return (outcome(lambda: torch.autograd.variable(1)), torch.autograd.variable.Variable is torch.autograd.Variable)


@case("variable mod")
def _():
    m = importlib.import_module(torch.__name__ + ".autograd.variable")
    return (m.__all__, m.Variable is torch.autograd.Variable, callable(torch.autograd.variable))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
