"""Graph nodes: their types, what they show, calling them (golden/nodes.json holds PyTorch's outcomes).

``python tests/test_nodes.py`` records the golden file again; it needs torch.
"""

import importlib

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("nodes")
case, leaf = recorder.case, leaf_maker(torch)


# AccumulateGrad.


@case("acc variable")
def _():
    x = leaf()
    y = x * 2
    a = y.grad_fn.next_functions[0][0]
    z = x * 3
    return (
        a.variable is x,
        z.grad_fn.next_functions[0][0] is a,
        repr(a).split(" ")[0],
        a.name(),
        a.next_functions,
        a.requires_grad,
        [(m.shape, m.dtype) for m in a._input_metadata],
    )


@case("acc metadata")
def _():
    x = leaf()
    y = x * 2
    a = y.grad_fn.next_functions[0][0]
    a.metadata["k"] = 1
    del a
    return y.grad_fn.next_functions[0][0].metadata


@case("call acc")
def _():
    x = leaf()
    a = (x * 2).grad_fn.next_functions[0][0]
    r = outcome(lambda: a(torch.ones(2)))
    return (r, x.grad, outcome(lambda: a(None)), outcome(lambda: a()))


# Attributes.


@case("input meta multi")
def _():
    v, m = torch.var_mean(torch.ones(3, 3, requires_grad=True), dim=0)
    return ([(a.shape, a.dtype) for a in v.grad_fn._input_metadata], v.grad_fn is m.grad_fn, (v.output_nr, m.output_nr))


@case("node identity")
def _():
    y = leaf() ** 2
    a = y.grad_fn
    b = y.grad_fn
    z = y * 2
    return (a is b, z.grad_fn.next_functions[0][0] is a, len({a, b}))


@case("node repr")
def _():
    n = (leaf() ** 2).grad_fn
    return (
        repr(n).split(" at ")[0],
        str(n).split(" at ")[0],
        type(n).__module__,
        type(n).__qualname__,
        type(n).__name__,
        repr(type(n)),
        hash(n) == hash(n),
        n == n,
        n != n,
        n is (lambda y: y.grad_fn)(leaf() ** 2),
    )


@case("set warn")
def _():
    g = torch.autograd.graph
    a = torch._C._warn_on_accumulate_grad_stream_mismatch()
    r = g.set_warn_on_accumulate_grad_stream_mismatch(False)
    b = torch._C._warn_on_accumulate_grad_stream_mismatch()
    g.set_warn_on_accumulate_grad_stream_mismatch(True)
    return (a, r, b, g.set_override_stale_capture_stream(True), g.set_override_stale_capture_stream(False))


@case("region")
def _():
    g = torch.autograd.graph.region_activation_memory_budget
    return [outcome(lambda: g(v)) for v in (0.5, True, "a", 2.0, -1)]


# Calling.


@case("call node")
def _():
    x = leaf()
    y = x**2
    n = y.grad_fn
    d = torch.ones(2)
    return (
        outcome(lambda: n(d, d)),
        outcome(lambda: n()),
        outcome(lambda: n(d)),
        outcome(lambda: n(1)),
        outcome(lambda: n(None)),
        outcome(lambda: n(d, a=1)),
        outcome(lambda: n(torch.ones(3))),
    )


@case("call node multi")
def _():
    x = leaf()
    y = x * x
    n = y.grad_fn
    d = torch.ones(2)
    a, b = x.unsqueeze(0).unbind(0) + (1,)
    return (
        n(d),
        (x + x).grad_fn(d),
        (x * 2).grad_fn(d),
        a.grad_fn(torch.ones(2)),
        x.sum().grad_fn(torch.ones(())),
        torch.stack([x, x]).unbind()[0].grad_fn(d, None),
    )


@case("call node recorded")
def _():
    x = leaf()
    y = x**3
    n = y.grad_fn
    g = n(torch.ones(2))
    with torch.no_grad():
        h = n(torch.ones(2))
    return (g, h)


# Classes.


@case("node types")
def _():
    Node = torch.autograd.graph.Node
    x = leaf()
    y = x.exp()
    F = torch._C._functions
    return (
        isinstance(y.grad_fn, Node),
        issubclass(type(y.grad_fn), Node),
        Node in type(y.grad_fn).mro(),
        isinstance(F.AccumulateGrad, Node),
        issubclass(F.AccumulateGrad, Node),
        isinstance(y.grad_fn.next_functions[0][0], F.AccumulateGrad),
        issubclass(F.DelayedError, Node),
        isinstance(None, Node),
        isinstance(1, Node),
        isinstance(Node, Node),
        issubclass(Node, Node),
        issubclass(torch.autograd.function.BackwardCFunction, Node),
        isinstance(y.grad_fn, F.ExpBackward0),
        type(y.grad_fn) is F.ExpBackward0,
        issubclass(int, Node),
        issubclass(torch.Tensor, Node),
        outcome(lambda: Node()),
    )


@case("node mod")
def _():
    F = torch._C._functions
    return (
        [
            type(getattr(F, n)).__name__
            for n in (
                "AccumulateGrad",
                "CopySlices",
                "DelayedError",
                "Error",
                "NotImplemented",
                "UndefinedGrad",
                "MulBackward0",
                "AsStridedBackward0",
            )
        ],
        outcome(lambda: F.Foo),
        [
            getattr(F, n).__name__
            for n in (
                "AccumulateGrad",
                "CopySlices",
                "DelayedError",
                "Error",
                "NotImplemented",
                "UndefinedGrad",
                "CopyBackwards",
                "UndefinedGradBackward",
                "Identity" if hasattr(F, "Identity") else "Error",
            )
        ],
    )


@case("not impl")
def _():
    x = leaf()
    y = x // 1
    return (
        y.grad_fn.name() if y.grad_fn is not None else None,
        outcome(lambda: y.sum().backward()),
        torch.nextafter(x, x),
        outcome(lambda: torch.nextafter(x, x).sum().backward()),
    )


@case("func desc")
def _():
    torch.set_warn_always(True)

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, s, b):
            ctx.s = s
            ctx.save_for_backward(a, b)
            return a + s * b + a * b

        @staticmethod
        def backward(ctx, g):
            a, b = ctx.saved_tensors
            return (g + g * b, None, g * ctx.s + g * a)

    def desc(fn):
        if fn is None:
            return "None"
        return type(fn).__name__ + "(" + ", ".join((desc(n) for n, _ in fn.next_functions)) + ")"

    x = torch.ones(5, 5, requires_grad=True)
    y = torch.ones(5, 5, requires_grad=True)
    F.apply(x, 2, y).sum().backward(torch.ones((), requires_grad=True), create_graph=True)
    torch.set_warn_always(False)
    return (desc(x.grad.grad_fn), desc(y.grad.grad_fn))


@case("threshold dd")
def _():
    i = torch.ones((1, 3, 4, 4), requires_grad=True)
    t = torch.nn.functional.threshold((i + 1).view_as(i), 0.0, 0.0, True)
    p = torch.sigmoid(t)
    g = torch.autograd.grad(p, i, torch.ones(p.size()), create_graph=True, retain_graph=True)[0]
    s = g.sum()
    s.backward()
    return s.grad_fn.next_functions[0][0].next_functions[1][0].name()


# Old Functions.


@case("functions mod")
def _():
    m = importlib.import_module(torch.__name__ + ".autograd._functions")
    x = leaf()
    return (
        m.Resize.apply(x, (2, 1)),
        outcome(lambda: m.Resize.apply(x, (3,))),
        torch.autograd.grad(m.Resize.apply(x, (1, 2)).sum(), x),
        outcome(lambda: m.Type.apply(x, "torch.DoubleTensor")),
    )


@case("functions utils")
def _():
    m = importlib.import_module(torch.__name__ + ".autograd._functions.utils")
    return (m.maybe_view(torch.ones(4), (2, 2)), m.maybe_unexpand(torch.ones(3, 2), (2,)), m.maybe_unexpand(torch.ones(3, 2), torch.Size((3, 1))))


# Saved tensors.


@case("raw none")
def _():
    x = leaf()
    y = x * torch.ones(2)
    return (outcome(lambda: y.grad_fn._raw_saved_self.register_hooks(lambda x: x, lambda x: x)), y.grad_fn._saved_self)


@case("saved type")
def _():
    x = leaf()
    b = x * x
    d = x.exp()
    return (b.grad_fn._saved_self is x, d.grad_fn._saved_result is d, d.grad_fn._saved_result.grad_fn is d.grad_fn, d.grad_fn._saved_result)


@case("saved version")
def _():
    a = torch.rand(2, requires_grad=True)
    b = a.exp()
    u = b.grad_fn._saved_result
    v = u._version
    with torch.no_grad():
        b += 1
    return (v, b._version, u._version, bool((u == b).all()), outcome(lambda: b.grad_fn._saved_result))


# What the methods of nodes refuse.


def refusals(node):
    calls = [
        lambda: node.register_hook(), lambda: node.register_hook(1, 2), lambda: node.register_prehook(), lambda: node._register_hook_dict(),
        lambda: node._register_hook_dict(1), lambda: node._sequence_nr(1), lambda: node._set_sequence_nr(), lambda: node._set_sequence_nr(1.5),
        lambda: node._set_sequence_nr("a"), lambda: node._set_sequence_nr(-1), lambda: node._set_sequence_nr(2**70),
    ]  # fmt: skip
    made = [outcome(call) for call in calls]
    made += [outcome(lambda: node.register_hook(hook=abs)), outcome(lambda: node.next_functions.append(1))]
    for name in ("next_functions", "metadata", "requires_grad"):
        made += [outcome(lambda: setattr(node, name, 1)), outcome(lambda: delattr(node, name))]
    return made


@case("refusals of a node of the table")
def _():
    return refusals((leaf() * 2).grad_fn)


@case("refusals of AccumulateGrad")
def _():
    return refusals((leaf() * 2).grad_fn.next_functions[0][0])


@case("refusals of a Function's node")
def _():
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g

    return refusals(Same.apply(leaf()).grad_fn)


@case("another sequence number")
def _():
    node = (leaf() * 2).grad_fn
    seen = []
    for number in (7, 2**64 - 1, True):
        node._set_sequence_nr(number)
        seen.append(node._sequence_nr())
    return seen


@case("what works in place has derivatives of its own")
def _():
    F = torch.nn.functional
    found = []
    for function in (F.elu_, F.celu_, F.selu_, F.leaky_relu_, F.rrelu_, torch.threshold_, torch.acosh_, torch.Tensor.asinh_, torch.Tensor.arctanh_):
        x = torch.tensor([0.5, -0.25], requires_grad=True)
        made = function(x.clone(), *((0.0, 1.0) if function is torch.threshold_ else ()))
        found.append((made.grad_fn.name(), outcome(lambda made=made, x=x: torch.autograd.grad(made.sum(), x))))
    return found


@case("distances of pairs")
def _():
    x = torch.tensor([[0.5, -0.25]], requires_grad=True)
    node = torch.nn.functional.pairwise_distance(x, 2 * x.detach()).grad_fn
    return node.name(), node._saved_p, node._saved_dim, node._saved_keepdim


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
