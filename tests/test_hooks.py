"""Hooks on tensors, nodes, saved tensors and several gradients, held against PyTorch (golden/hooks.json).

``python tests/test_hooks.py`` records the golden file again; it needs torch.
"""
import gc
import weakref

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
else:
    import pyautograd as torch

grad, graph = torch.autograd.grad, torch.autograd.graph
recorder = Recorder("hooks")
case = recorder.case


def leaf(*shape):
    return torch.ones(*(shape or (2,)), requires_grad=True)


# Tensor hooks.


@case("order of all kinds")
def _():
    log = []
    x = leaf(1)
    y = x * 2
    y.register_hook(lambda g: log.append("tensor 1"))
    y.retain_grad()
    y.register_hook(lambda g: log.append("tensor 2"))
    y.grad_fn.register_prehook(lambda g: log.append("pre"))
    y.grad_fn.register_hook(lambda gi, go: log.append("post"))
    x.register_hook(lambda g: log.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda p: log.append(("accumulated", p is x, p.grad.tolist())))
    y.sum().backward()
    return log, y.grad


@case("hook of a leaf changes what is accumulated")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    (x * 2).sum().backward()
    return x.grad


@case("hook of a leaf and grad()")
def _():
    x = leaf()
    x.register_hook(lambda g: g * 10)
    return grad((x * 2).sum(), x), x.grad


@case("hook of a non-leaf that is an input, and of what is behind it")
def _():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g * 10)
    z = (y * 3).sum()
    return grad(z, [x, y], retain_graph=True), grad(z, y, retain_graph=True), grad(z, x)


@case("retain_grad sees the hooks' result")
def _():
    x = leaf()
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    (y * 3).sum().backward()
    return y.grad, y.retains_grad, x.retains_grad


@case("retain_grad accumulates")
def _():
    y = leaf() * 2
    y.retain_grad()
    y.retain_grad()
    z = (y * 3).sum()
    z.backward(retain_graph=True)
    first = y.grad
    z.backward()
    return y.grad, first is y.grad


@case("retain_grad on a leaf")
def _():
    x = leaf()
    return x.retain_grad(), x.retains_grad


@case("hook removed")
def _():
    log = []
    x = leaf()
    first = x.register_hook(lambda g: log.append("first"))
    x.register_hook(lambda g: log.append("second"))
    first.remove()
    first.remove()
    x.sum().backward()
    return log


@case("hook removed inside a with block")
def _():
    log = []
    x = leaf()
    with x.register_hook(lambda g: log.append(1)):
        x.sum().backward()
    x.sum().backward()
    return log


@case("hook that removes itself")
def _():
    log = []
    x = leaf()

    def hook(g):
        log.append(1)
        handle.remove()

    handle = x.register_hook(hook)
    x.sum().backward()
    x.sum().backward()
    return log


@case("hook added inside a hook")
def _():
    log = []
    x = leaf()

    def hook(g):
        log.append("outer")
        x.register_hook(lambda g: log.append("inner"))

    handle = x.register_hook(hook)
    x.sum().backward()
    handle.remove()
    x.sum().backward()
    return log


@case("hook of a leaf before and after the graph is made")
def _():
    log = []
    x = leaf()
    x.register_hook(lambda g: log.append("before"))
    y = x.sum()
    x.register_hook(lambda g: log.append("after"))
    y.backward()
    return log


@case("hook result is recorded with create_graph")
def _():
    x = leaf()
    y = x * x
    y.register_hook(lambda g: g * x)
    (g,) = grad(y.sum(), x, create_graph=True)
    return g, grad(g.sum(), x)


@case("hook returning another shape")
def _():
    x = leaf()
    x.register_hook(lambda g: torch.ones(3))
    x.sum().backward()


@case("hook returning another dtype")
def _():
    x = leaf()
    x.register_hook(lambda g: g.double())
    x.sum().backward()


@case("hook returning no tensor")
def _():
    x = leaf()
    x.register_hook(lambda g: "a")
    x.sum().backward()


@case("hook that raises")
def _():
    def hook(g):
        raise KeyError("mine")

    x = leaf()
    x.register_hook(hook)
    x.sum().backward()


@case("hook on what needs no gradient")
def _():
    torch.ones(2).register_hook(lambda g: g)


@case("the same hook twice")
def _():
    def double(g):
        return g * 2

    x = leaf()
    x.register_hook(double)
    x.register_hook(double)
    x.sum().backward()
    return x.grad


@case("hook of an output that gets no gradient")
def _():
    log = []
    x = leaf(4)
    a, b = x.split(2)
    a.register_hook(lambda g: log.append("a"))
    b.register_hook(lambda g: log.append("b"))
    b.sum().backward()
    return log, x.grad


@case("hook registered before a change in place")
def _():
    log = []
    y = leaf() * 2
    y.register_hook(lambda g: log.append(("before", g)))
    y.mul_(3)
    y.register_hook(lambda g: log.append(("after", g)))
    y.sum().backward()
    return log


@case("retain_grad before a change in place")
def _():
    y = leaf() * 2
    y.retain_grad()
    y.mul_(3)
    (y * 5).sum().backward()
    return y.grad, y.retains_grad


@case("retain_grad before a change in place through a view")
def _():
    y = leaf() * 2
    y.retain_grad()
    y[:1].mul_(3)
    (y * 5).sum().backward()
    return y.grad


@case("hook of a view, then the base is changed")
def _():
    log = []
    y = leaf() * 2
    v = y[:1]
    v.register_hook(lambda g: log.append(g))
    y.mul_(3)
    (v * 5).sum().backward()
    return log


@case("retain_grad of a view, then the base is changed")
def _():
    y = leaf() * 2
    v = y[:1]
    v.retain_grad()
    y.mul_(3)
    (v * 5).sum().backward()
    return v.grad


# Post-accumulate hooks.


@case("post-accumulate hooks in order, gradient reset inside")
def _():
    log = []
    x = leaf()

    def reset(p):
        log.append(p.grad.tolist())
        p.grad = None

    x.register_post_accumulate_grad_hook(reset)
    x.register_post_accumulate_grad_hook(lambda p: log.append(p.grad))
    (x * 2).sum().backward()
    return log, x.grad


@case("post-accumulate hook and grad()")
def _():
    log = []
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: log.append(1))
    grad(x.sum(), x)
    return log


@case("post-accumulate hook returning something")
def _():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: p.grad * 5)
    x.sum().backward()
    return x.grad


@case("post-accumulate hook of a non-leaf")
def _():
    (leaf() * 2).register_post_accumulate_grad_hook(lambda p: None)


@case("post-accumulate hook of what needs no gradient")
def _():
    torch.ones(2).register_post_accumulate_grad_hook(lambda p: None)


@case("post-accumulate hook removed")
def _():
    log = []
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p: log.append(1)).remove()
    x.sum().backward()
    return log


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


# Saved-tensor hooks.


def count_packs(function):
    packed, unpacked = [], []

    def pack(t):
        packed.append(t.detach().clone())
        return len(packed) - 1

    def unpack(i):
        unpacked.append(i)
        return packed[i]

    x = leaf()
    with graph.saved_tensors_hooks(pack, unpack):
        y = function(x)
    y.sum().backward()
    return packed, unpacked, x.grad


for _name, _function in {
    "x*x": lambda x: x * x,
    "exp": lambda x: x.exp(),
    "x+x": lambda x: x + x,
    "pow": lambda x: x**3,
    "sum": lambda x: x.sum(),
}.items():
    case(f"what is packed for {_name}")(lambda function=_function: count_packs(function))


@case("unpack may change the tensor")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t * 3, lambda t: t):
        y = x * x
    y.sum().backward()
    return x.grad


@case("saved output through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = x.exp()
    kept = y.grad_fn._saved_result
    return kept, kept.grad_fn is y.grad_fn, grad(y.sum(), x)


@case("second derivative through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = x * x * x
        (g,) = grad(y.sum(), x, create_graph=True)
        (h,) = grad(g.sum(), x, create_graph=True)
    return g, h, grad(h.sum(), x)


@case("second derivative of an output through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = (x * 2).exp()
        (g,) = grad(y.sum(), x, create_graph=True)
    return grad(g.sum(), x)


@case("nested hooks: the inner pair")
def _():
    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append("outer") or t, lambda t: t):
        with graph.saved_tensors_hooks(lambda t: log.append("inner") or t, lambda t: t):
            x.exp()
        x.exp()
    return log


@case("grad mode inside pack")
def _():
    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append((torch.is_grad_enabled(), t is x, t.requires_grad)) or t, lambda t: t):
        x**2
    return log


@case("saved tensors changed in place after packing")
def _():
    x = leaf()
    y = x * 1
    with graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        z = y**2
    y.add_(1)
    z.sum().backward()
    return x.grad


@case("unpack returning no tensor")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t, lambda t: 3):
        y = x * x
    y.sum().backward()


@case("pack writing to its input")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.add_(1), lambda t: t):
        x.exp()


@case("pack that raises")
def _():
    def pack(t):
        raise KeyError("mine")

    x = leaf()
    with graph.saved_tensors_hooks(pack, lambda t: t):
        x.exp()


@case("unpack that raises")
def _():
    def unpack(t):
        raise KeyError("mine")

    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t, unpack):
        y = x.exp()
    y.sum().backward()


@case("hooks and a custom Function")
def _():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            result = x * x
            ctx.save_for_backward(x, result, None)
            return result

        @staticmethod
        def backward(ctx, g):
            x, result, nothing = ctx.saved_tensors
            log.append((result, nothing))
            return g * 2 * x

    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append(t.requires_grad) or t.detach() * 5, lambda t: t):
        y = Square.apply(x)
    y.sum().backward()
    return log, x.grad


@case("disable_saved_tensors_hooks")
def _():
    with graph.disable_saved_tensors_hooks("not here"):
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            pass


@case("disable_saved_tensors_hooks inside hooks")
def _():
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        with graph.disable_saved_tensors_hooks("not here"):
            pass


@case("disable_saved_tensors_hooks as a decorator, and after it")
def _():
    @graph.disable_saved_tensors_hooks("not here")
    def function():
        return leaf().exp()

    result = function()
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        leaf().exp()
    return result


@case("save_on_cpu")
def _():
    x = leaf()
    with graph.save_on_cpu():
        y = x * x.exp()
    y.sum().backward()
    return x.grad


@case("allow_mutation_on_saved_tensors")
def _():
    a = leaf()
    with graph.allow_mutation_on_saved_tensors():
        b = a.clone()
        out = (b**2).sum()
        b.mul_(5)
        out.backward()
    return a.grad


@case("allow_mutation_on_saved_tensors, backward outside")
def _():
    a = leaf()
    with graph.allow_mutation_on_saved_tensors():
        b = a.clone()
        out = (b**2).sum()
        b.mul_(5)
    out.backward()


@case("allow_mutation_on_saved_tensors, nested")
def _():
    with graph.allow_mutation_on_saved_tensors():
        with graph.allow_mutation_on_saved_tensors():
            pass


# Raw saved tensors.


@case("register_hooks of a saved input")
def _():
    log = []
    x = leaf()
    y = x * x
    y.grad_fn._raw_saved_self.register_hooks(lambda t: log.append((t, t is x)) or t, lambda t: t * 10)
    y.sum().backward()
    return log, x.grad


@case("register_hooks of a saved output")
def _():
    x = leaf()
    y = x.exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t * 2, lambda t: t * 10)
    return y.grad_fn._saved_result, grad(y.sum(), x)


@case("register_hooks twice")
def _():
    y = leaf().exp()
    raw = y.grad_fn._raw_saved_result
    raw.register_hooks(lambda t: t, lambda t: t)
    raw.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks after default hooks")
def _():
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks after backward")
def _():
    y = leaf().exp()
    raw = y.grad_fn._raw_saved_result
    y.sum().backward()
    raw.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks, pack writing to its input")
def _():
    y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t.add_(1), lambda t: t)


@case("register_hooks, unpack returning no tensor")
def _():
    y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t, lambda t: 4)
    y.sum().backward()


@case("register_hooks on a value that was not saved")
def _():
    y = torch.ones(2) * leaf()
    y.grad_fn._raw_saved_other.register_hooks(lambda t: t, lambda t: t)


@case("_raw_saved of a node that saves nothing")
def _():
    return leaf().sum().grad_fn._raw_saved_self


@case("register_hooks of a Function's saved tensor")
def _():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    x = leaf()
    y = Square.apply(x)
    y.grad_fn._raw_saved_tensors[0].register_hooks(lambda t: t * 2, lambda t: t * 10)
    y.sum().backward()
    return x.grad


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


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_a_hook_dies_with_its_tensor():
    class Hook:
        def __call__(self, g):
            return g

    hook = Hook()
    alive = weakref.ref(hook)
    x = leaf()
    x.register_hook(hook)
    del hook
    assert alive() is not None
    del x
    gc.collect()
    assert alive() is None


def test_a_handle_does_not_keep_the_graph():
    y = leaf() * 2
    node = weakref.ref(y.grad_fn)
    handle = y.register_hook(lambda g: g)
    del y
    gc.collect()
    assert node() is None
    handle.remove()


def test_hooks_stack_is_empty_after_an_error():
    with pytest.raises(ValueError):
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            raise ValueError
    log = []
    leaf().exp()
    assert log == []


if RECORDING:
    recorder.record()
