"""``torch.autograd.graph``: edges, versions, saved-tensor hooks, mutation of what is saved (golden/graph_tools.json holds PyTorch's outcomes).

``python tests/test_graph_tools.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("graph_tools")
case, leaf = recorder.case, leaf_maker(torch)


def vector(*values):
    return torch.tensor(list(values), requires_grad=True)


# Edges and versions.


@case("edge")
def _():
    x = leaf()
    y = x.clone()
    e = torch.autograd.graph.get_gradient_edge(y)
    e2 = torch.autograd.graph.get_gradient_edge(x)
    return (type(e).__name__, e._fields, e.output_nr, e.node is y.grad_fn, e2.node.name(), e[2])


@case("the edge of what needs no gradient")
def _():
    return outcome(lambda: torch.autograd.graph.get_gradient_edge(torch.ones(1)))


@case("grad() of a tensor and an edge")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    e = torch.autograd.graph.get_gradient_edge(y)
    return (torch.autograd.grad(z.sum(), [x, e], retain_graph=True), torch.autograd.grad(z.sum(), e))


@case("an edge as the output")
def _():
    x = leaf()
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    return (
        outcome(lambda: torch.autograd.grad(e, x)),
        torch.autograd.grad(e, x, torch.ones(2)),
        outcome(lambda: torch.autograd.backward(e)),
        torch.autograd.backward(e, torch.ones(2)),
        x.grad,
    )


@case("the edge of a scalar as the output")
def _():
    x = leaf()
    e = torch.autograd.graph.get_gradient_edge((x * 2).sum())
    return torch.autograd.grad(e, x)


@case("increment_version, and its refusals")
def _():
    x = torch.ones(2)
    f = torch.autograd.graph.increment_version
    f(x)
    f([x, x])
    return (x._version, outcome(lambda: f(1)), outcome(lambda: f([1])), outcome(lambda: f(None)), outcome(lambda: f(iter([x]))), x._version)


@case("increment_version of a saved tensor")
def _():
    x = leaf()
    y = x * x
    torch.autograd.graph.increment_version(x)
    return outcome(lambda: y.sum().backward())


@case("an edge as it prints")
def _():
    e = torch.autograd.graph.get_gradient_edge(leaf() * 2)
    return (repr(e), e == e, len(e))


@case("metadata of the outputs of a node")
def _():
    x = torch.ones(2, 3, requires_grad=True)
    a, b = x.split(1)
    return ([(m.shape, m.dtype) for m in a.grad_fn._input_metadata], [m.shape for m in x.max(0)[0].grad_fn._input_metadata])


@case("next_functions of arguments without gradients")
def _():
    x = leaf()
    return (
        (x * torch.ones(2)).grad_fn.next_functions[1],
        len(torch.stack([x, torch.ones(2), x]).grad_fn.next_functions),
        [f is None for f, _ in torch.stack([x, torch.ones(2), x]).grad_fn.next_functions],
    )


@case("a node called")
def _():
    x = leaf()
    y = x * 3
    n = y.grad_fn
    return (n(torch.ones(2)), outcome(lambda: n()), outcome(lambda: n(1)), x.exp().sum().grad_fn(torch.tensor(2.0)))


@case("a node called after backward")
def _():
    x = leaf()
    y = x * x
    y.sum().backward()
    return outcome(lambda: y.grad_fn(torch.ones(2)))


@case("AccumulateGrad called")
def _():
    x = leaf()
    a = (x * 2).grad_fn.next_functions[0][0]
    r = a(torch.ones(2))
    return (r, x.grad)


@case("_will_engine_execute_node")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    out = []
    w = torch._C._will_engine_execute_node
    z.register_hook(lambda g: out.append([outcome(lambda: w(n)) for n in (y.grad_fn, z.grad_fn, y.grad_fn.next_functions[0][0])]))
    z.sum().backward(inputs=[x], retain_graph=True)
    torch.autograd.grad(z.sum(), [y], retain_graph=True)
    return (out, outcome(lambda: w(y.grad_fn)))


# Mutation of what is saved.


@case("a saved tensor changed")
def _():
    with torch.autograd.graph.allow_mutation_on_saved_tensors() as c:
        a = torch.ones(2, 3, requires_grad=True)
        b = a.clone()
        o = (b**2).sum()
        b.sin_()
        o.sum().backward()
        r = a.grad
    return (r, type(c).__name__)


@case("inside another")
def _():

    def f():
        with torch.autograd.graph.allow_mutation_on_saved_tensors():
            with torch.autograd.graph.allow_mutation_on_saved_tensors():
                pass

    return outcome(f)


@case("backward outside")
def _():
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf()
        b = a.clone()
        o = (b**2).sum()
        b.sin_()
    return outcome(lambda: o.backward())


@case("a saved view changed with its base")
def _():
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf()
        b = a.clone()
        v = b[0:1]
        o = (v**2).sum() + (b**3).sum()
        b.mul_(5)
        o.backward()
    return a.grad


# Saved tensors.


@case("hooks disabled")
def _():
    G = torch.autograd.graph

    def f():
        with G.disable_saved_tensors_hooks("no"):
            with G.saved_tensors_hooks(lambda x: x, lambda x: x):
                pass

    def g():
        with G.saved_tensors_hooks(lambda x: x, lambda x: x):
            with G.disable_saved_tensors_hooks("no"):
                pass

    return (outcome(f), outcome(g), torch._C._autograd._saved_tensors_hooks_is_enabled())


@case("hooks that cannot be called")
def _():
    G = torch.autograd.graph

    def f():
        with G.saved_tensors_hooks(1, 2):
            pass

    return outcome(f)


@case("save_on_cpu")
def _():
    a = torch.randn(5, requires_grad=True)
    with torch.autograd.graph.save_on_cpu():
        y = a.exp() * a
    y.sum().backward()
    return (a.grad is not None, type(y.grad_fn._saved_self).__name__)


@case("what hooks get, in order")
def _():
    a = vector(5.0)
    n = []
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (n.append(x.tolist()), x)[1], lambda x: (n.append("u"), x)[1]):
        b = torch.ones(1) * 2
        y = a * b
    y.backward()
    return n


@case("hooks that keep copies elsewhere")
def _():
    a = vector(5.0)
    store = {}

    def p(x):
        store[len(store)] = x.detach().clone()
        return len(store) - 1

    def u(i):
        return store[i]

    with torch.autograd.graph.saved_tensors_hooks(p, u):
        y = (a.exp() * a).sin()
    y.backward()
    return (a.grad, len(store))


@case("an unpack hook that gives another shape")
def _():
    a = vector(5.0, 1.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: torch.ones(3)):
        y = a * a
    return outcome(lambda: y.sum().backward())


@case("a memory budget")
def _():
    f = torch.autograd.graph.region_activation_memory_budget
    return (outcome(lambda: f(2.0)), outcome(lambda: f("a")), outcome(lambda: f(True)))


@case("hooks of one saved tensor")
def _():
    x = leaf()
    y = x**2
    r = y.grad_fn._raw_saved_self
    r.register_hooks(lambda t: t * 2, lambda t: t * 3)
    y.sum().backward()
    return (x.grad, outcome(lambda: r.register_hooks(1, 2)))


@case("a SavedTensor made by hand")
def _():
    return (outcome(lambda: torch.autograd.SavedTensor()), outcome(lambda: torch._C._autograd.SavedTensor()))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
