"""Hooks on nodes and on several gradients, and edges (golden/node_hooks.json holds PyTorch's outcomes).

``python tests/test_node_hooks.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, leaf_maker, torch

grad, graph = torch.autograd.grad, torch.autograd.graph
recorder = Recorder("node_hooks")
case, leaf = recorder.case, leaf_maker(torch)


# Node hooks.


def node_hook(kind, answer):
    x = leaf(3)
    y = x * 2
    getattr(y.grad_fn, kind)(lambda *a: answer)
    return grad(y.sum(), x, allow_unused=True)


ANSWERS = {
    "a number": 3,
    "a tensor": torch.ones(3),
    "a tuple of another shape": (torch.ones(2),),
    "a tuple of another dtype": (torch.ones(3).double(),),
    "a tuple of None": (None,),
    "two tensors": (torch.ones(3), torch.ones(3)),
    "a tensor and None": (torch.ones(3) * 7, None),
    "a list": [torch.ones(3)],
    "a tuple of a number": (3,),
    "a tuple": (torch.ones(3) * 7,),
}
for _kind in ("register_hook", "register_prehook"):
    for _name, _answer in ANSWERS.items():
        case(f"node.{_kind} returning {_name}")(lambda kind=_kind, answer=_answer: node_hook(kind, answer))


@case("what node hooks receive")
def _():
    log = []
    x = leaf()
    y = x * x
    y.grad_fn.register_prehook(lambda go: log.append(("pre", type(go).__name__, go)))
    y.grad_fn.register_hook(lambda gi, go: log.append(("post", type(gi).__name__, gi, go)))
    y.sum().backward()
    return log


@case("node hooks in order")
def _():
    log = []
    y = leaf() * 2
    for i in range(3):
        y.grad_fn.register_prehook(lambda go, i=i: log.append(("pre", i)))
        y.grad_fn.register_hook(lambda gi, go, i=i: log.append(("post", i)))
    y.sum().backward()
    return log


@case("prehook changes what the posthook sees")
def _():
    log = []
    y = leaf() * 2
    y.grad_fn.register_prehook(lambda go: (go[0] * 10,))
    y.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
    y.sum().backward()
    return log


@case("hooks of AccumulateGrad")
def _():
    log = []
    x = leaf()
    node = (x * 2).grad_fn.next_functions[0][0]
    node.register_prehook(lambda go: log.append(("pre", x.grad)))
    node.register_hook(lambda gi, go: log.append(("post", gi, go, x.grad)))
    x.register_hook(lambda g: log.append("tensor"))
    x.register_post_accumulate_grad_hook(lambda p: log.append("accumulated"))
    (x * 2).sum().backward()
    return log, node.name(), node.variable is x, node.next_functions


@case("hooks of a node that is an input of grad()")
def _():
    log = []
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda go: log.append("pre"))
    y.grad_fn.register_hook(lambda gi, go: log.append("post"))
    z = (y * 3).sum()
    grad(z, y, retain_graph=True)
    log.append("and")
    grad(z, [x, y])
    return log


@case("a node hook's handle")
def _():
    log = []
    y = leaf() * 2
    y.grad_fn.register_hook(lambda gi, go: log.append(1)).remove()
    y.sum().backward()
    return log


# Several gradients.


@case("register_multi_grad_hook, all")
def _():
    log = []
    a, b, c = leaf(), leaf(), leaf()
    graph.register_multi_grad_hook((a, b, c), lambda grads: log.append(grads))
    (a * 2 + b * 3).sum().backward()
    (a * 2 + b * 3 + c).sum().backward()
    c.sum().backward()
    return log


@case("register_multi_grad_hook, non-leaves and grad()")
def _():
    log = []
    x = leaf()
    a, b = x * 2, x * 3
    graph.register_multi_grad_hook((a, b, x), lambda grads: log.append(grads))
    z = (a * 5 + b).sum()
    grad(z, a, retain_graph=True)
    grad(z, x)
    return log


@case("register_multi_grad_hook, any")
def _():
    log = []
    a, b = leaf(), leaf()
    graph.register_multi_grad_hook((a, b), lambda g: log.append(g), mode="any")
    (a * 2).sum().backward()
    (a * 2 + b * 2).sum().backward()
    return log


@case("register_multi_grad_hook removed")
def _():
    log = []
    a = leaf()
    handle = graph.register_multi_grad_hook((a,), lambda g: log.append(g))
    handle.remove()
    a.sum().backward()
    return log, type(handle).__name__


@case("register_multi_grad_hook, another mode")
def _():
    graph.register_multi_grad_hook((leaf(),), lambda g: g, mode="some")


@case("register_multi_grad_hook on what needs no gradient")
def _():
    graph.register_multi_grad_hook((torch.ones(2),), lambda g: g)


# Nodes and edges.


@case("Node")
def _():
    y = leaf() * 2
    node = y.grad_fn
    return [isinstance(o, graph.Node) for o in (node, node.next_functions[0][0], 3, y)], issubclass(type(node), graph.Node), issubclass(int, graph.Node)


@case("get_gradient_edge")
def _():
    x = leaf()
    y = x * 2
    edge = graph.get_gradient_edge(y)
    z = (y * 3).sum()
    return edge._fields, edge.output_nr, edge.node is y.grad_fn, grad(z, edge, retain_graph=True), grad(z, graph.get_gradient_edge(x))


@case("get_gradient_edge of what needs no gradient")
def _():
    graph.get_gradient_edge(torch.ones(2))


@case("backward from an edge")
def _():
    x = leaf()
    y = x * 2
    edge = graph.get_gradient_edge(y)
    del y
    torch.autograd.backward(edge, torch.ones(2))
    return x.grad


@case("backward into an edge")
def _():
    x = leaf()
    (x * 2).sum().backward(inputs=[graph.get_gradient_edge(x)])
    return x.grad


@case("increment_version")
def _():
    x = leaf()
    y = x * x
    graph.increment_version(x)
    graph.increment_version([x, x])
    return x._version, y.sum().backward()


@case("increment_version of a number")
def _():
    graph.increment_version(3)


@case("increment_version of a list of numbers")
def _():
    graph.increment_version([3])


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
