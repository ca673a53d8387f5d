"""``torch.fx``: tracing, graphs and their code, interpreters, replacing of patterns (golden/fx.json).

``python tests/test_fx.py`` records the golden file again; it needs torch.
"""
import copy
import math
import operator
import pickle

import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("fx")
case = recorder.case
fx, nn = torch.fx, torch.nn
ROWS = torch.arange(6.0).reshape(2, 3) - 2


def traced(function, **options):
    return fx.symbolic_trace(function, **options)


def listed(graph):
    return [(n.op, n.name, getattr(n.target, "__name__", n.target), list(map(str, n.all_input_nodes)), list(map(str, n.users))) for n in graph.nodes]


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 3)
        self.scale = nn.Parameter(torch.ones(3))
        self.register_buffer("shift", torch.arange(3.0))

    def forward(self, x):
        return self.linear(x) * self.scale + self.shift


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Scaled()
        self.rest = nn.Sequential(nn.ReLU(), Scaled())

    def forward(self, x, *args, **options):
        y = self.rest(self.first(x))
        a, b = y.split(2, dim=-1)[0], y[..., 1:]
        return {"a": a, "b": (b, x.shape[0])}


def whole():
    torch.manual_seed(0)
    return traced(Whole())


def rounded(result):
    return {"a": result["a"].mul(1e4).round(), "b": (result["b"][0].mul(1e4).round(), result["b"][1])}


@case("a function")
def _():
    def f(x, y=2):
        return torch.sigmoid(x) + y * x.sum(dim=1, keepdim=True)

    g = traced(f)
    return g.code, str(g.graph), listed(g.graph), g(ROWS), g(ROWS, 3), len(g.graph.nodes)


@case("a module: code and graph")
def _():
    g = whole()
    return g.code, str(g), listed(g.graph), rounded(g(ROWS)), list(g.state_dict()), type(g).__name__


@case("copies")
def _():
    g = whole()
    return rounded(copy.deepcopy(g)(ROWS)), copy.deepcopy(g).code, rounded(pickle.loads(pickle.dumps(g))(ROWS)), pickle.loads(pickle.dumps(g)).code, copy.copy(g).code


@case("operators of proxies")
def _():
    def f(x):
        y = [3 - x, 2**x, x @ x, ~x, -x, +x, x // 2, x[1:, None], x % 2, 1 & x, x << 1, abs(x), x > 1, x == 2, divmod, x.T, x.shape[0]]
        return [v for v in y if v is not divmod]

    return traced(f).code


@case("methods and functions that meet proxies")
def _():
    def f(x):
        n = x.shape[0]
        return x.reshape(n, -1), x.view(-1, x.size(1)), torch.cat([x, x], 0), torch.stack((x, x), dim=1), math.sqrt(n) * x, torch.mm(x, torch.ones(3, 3))

    g = traced(f)
    return g.code.replace("_symbolic_trace.", ""), g(ROWS)[4], list(g.state_dict())


def branching(x):
    return x if x.sum() > 0 else -x


def looping(x):
    return [row for row in x]


def counting(x):
    return len(x)


@case("what cannot be traced")
def _():
    return [outcome(traced, f) for f in (branching, looping, counting)]


@case("unpacking")
def _():
    def f(x):
        a, b = x
        return a * b

    return traced(f).code, traced(f)(ROWS)


@case("a graph by hand")
def _():
    graph = fx.Graph()
    x = graph.placeholder("x")
    y = graph.call_function(torch.add, (x, 1))
    z = graph.call_method("sqrt", (y,))
    graph.output(z)
    g = fx.GraphModule(nn.Module(), graph)
    seen = [g.code, g(torch.tensor([3.0, 8.0]))]
    with graph.inserting_after(y):
        first = graph.call_function(torch.neg, (y,))
    with graph.inserting_after(first):
        second = graph.call_function(torch.neg, (first,))
    z.args = (second,)
    graph.lint()
    g.recompile()
    seen += [g.code, g(torch.tensor([3.0, 8.0])), first < second, second.prev is first, x.next is y]
    y.replace_all_uses_with(x)
    return [*seen, str(graph), graph.eliminate_dead_code(), str(graph), graph.output_node(), graph.find_nodes(op="call_function", target=torch.neg)]


@case("refused changes of graphs")
def _():
    graph = fx.Graph()
    x = graph.placeholder("x", default_value=1)
    y = graph.call_function(operator.add, (x, [x]), {"k": {"a": x}})
    graph.output(y)
    other = fx.Graph().placeholder("q")
    return [
        outcome(f)
        for f in (
            lambda: graph.erase_node(x), lambda: graph.create_node("foo", "x"), lambda: graph.call_function("x"), lambda: y.args[1].append(1),
            lambda: y.kwargs["k"].update(b=1), lambda: fx.GraphModule(3, graph), lambda: fx.wrap(3), lambda: fx.wrap("f"),
            lambda: graph.inserting_before(other), lambda: x.prepend(other), lambda: y.insert_arg(7, 1), lambda: fx.map_arg(1, 2),
        )
    ] + [y.format_node(), x.format_node(), fx.map_arg(y.args, lambda n: n.name)]  # fmt: skip


@case("arguments with values")
def _():
    def f(x, flag, d):
        return x + d["a"] * d["b"] if flag else x

    g = traced(f, concrete_args={"flag": True, "d": {"a": fx.PH, "b": fx.PH}})
    return g.code, g(torch.ones(2), True, {"a": 2, "b": torch.ones(2)}), outcome(g, torch.ones(2), False, {"a": 2, "b": 3})


@case("a tracer that decides what leaves are")
def _():
    class Own(nn.Linear):
        pass

    Own.__module__ = "somewhere.else"

    class Tracer(fx.Tracer):
        def is_leaf_module(self, m, name):
            return isinstance(m, nn.Linear) or super().is_leaf_module(m, name)

    tracer = Tracer()
    graph = tracer.trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Sequential(nn.Flatten(), Own(2, 3))))
    scopes = {name: (path, kind and kind.__name__) for name, (path, kind) in tracer.node_name_to_scope.items()}
    return str(graph), scopes, [list(n.meta.get("nn_module_stack", {})) for n in graph.nodes]


class Negated(fx.Interpreter):
    def call_function(self, target, args, kwargs):
        return super().call_function(torch.neg if target is torch.sigmoid else target, args, kwargs)


class Negating(fx.Transformer):
    def call_function(self, target, args, kwargs):
        return super().call_function(torch.neg if target is torch.sigmoid else target, args, kwargs)


@case("interpreters")
def _():
    def f(x):
        return torch.sigmoid(x).neg() + 1

    g, x = traced(f), torch.tensor([1.0, 2.0])
    made = Negating(g).transform()
    return Negated(g).run(x), made.code, made(x), outcome(fx.Interpreter(g).run), fx.Interpreter(g).boxed_run([x]).mul(1e4).round()


@case("patterns")
def _():
    def f(x, a, b):
        return x + torch.max(torch.cat([a, b]).sum()) + torch.max(torch.cat([b, a]).sum())

    def pattern(a, b):
        return torch.cat([a, b])

    def replacement(a, b):
        return torch.stack([a, b])

    g = traced(f)
    found = fx.replace_pattern(g, pattern, replacement)
    return g.code, [str(m.anchor) for m in found], g(torch.ones(2), torch.ones(2), torch.ones(2))


@case("shapes")
def _():
    from importlib import import_module

    passes = import_module(fx.__name__ + ".passes.shape_prop")
    g = traced(lambda_of_two)
    result = passes.ShapeProp(g).propagate(torch.ones(1, 2, 3, 4).to(memory_format=torch.channels_last))
    return result.shape, [(n.name, n.meta["tensor_meta"], n.meta["type"].__name__) for n in g.graph.nodes]


@case("submodules of a graph module")
def _():
    g = fx.GraphModule({"layer.0": nn.Identity(), "w": torch.ones(2)}, fx.Graph())
    graph = fx.Graph()
    x = graph.placeholder("x")
    graph.output(graph.call_function(operator.mul, (graph.call_module("layer.zero", (x,)), graph.get_attr("w"))))
    g = fx.GraphModule({"layer.zero": nn.Identity(), "w": torch.ones(2)}, graph)
    seen = [g.code, g(torch.ones(2)), [n for n, _ in g.named_modules()], g.add_submodule("a.b", nn.ReLU()), g.add_submodule("w.b", nn.ReLU())]
    g.delete_all_unused_submodules()
    return [*seen, [n for n, _ in g.named_modules()], g.delete_submodule("layer.zero"), g.delete_submodule("layer.one"), outcome(fx.GraphModule, {}, graph)]


@case("code that is changed as it is written")
def _():
    g = traced(lambda_of_two)
    g.graph.on_generate_code(lambda current: lambda body: ["x = x + 1\n", *body])
    g.recompile()
    return g.code, g(torch.ones(2))


def lambda_of_two(x):
    return x * 2


@pytest.mark.parametrize("name", recorder.cases)
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def kept_whole(x, y):
    return x if x.sum() > 0 else y


fx.wrap("kept_whole")


def test_wrapped_functions_are_kept_whole():
    def f(x):
        return kept_whole(x, -x) + 1

    g = torch.fx.symbolic_trace(f)
    assert [n.target for n in g.graph.nodes if n.op == "call_function"] == [operator.neg, kept_whole, operator.add]
    assert g(torch.ones(2)).tolist() == [2, 2] and g(-torch.ones(2)).tolist() == [2, 2] and kept_whole(torch.ones(1), 3).item() == 1


def test_a_graph_trains_and_is_written_to_a_folder(tmp_path, monkeypatch):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    g = torch.fx.symbolic_trace(net)
    g(ROWS).sum().backward()
    assert net[0].weight.grad is not None and g.get_parameter("0.weight") is net[0].weight
    readable = g.print_readable(print_output=False)
    assert readable.startswith("class Sequential(torch.nn.Module):") and "def forward(self, input):" in readable


if RECORDING:
    recorder.record()
