"""``torch.fx``: names of functions in code, readable code, and passes over graphs (golden/fx_passes.json).

``python tests/test_fx_passes.py`` records the golden file again; it needs torch.
"""
import operator
from importlib import import_module

import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("fx_passes")
case = recorder.case
fx, nn, F = torch.fx, torch.nn, torch.nn.functional


def passes(name):
    return import_module(f"{fx.__name__}.{name}")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
        self.shift = nn.Parameter(torch.ones(4))

    def forward(self, x, k=2):
        y = self.part(x) + self.shift
        z = torch.sigmoid(y) * k
        return z.max(1), (y - z).sum()


def net():
    torch.manual_seed(0)
    return fx.symbolic_trace(Net())


@case("names of functions")
def _():
    functions = (
        F.linear, F.gelu, F.logsigmoid, F.avg_pool2d, F.one_hot, F.conv2d, F.relu, F.threshold_, F.pixel_shuffle, torch.conv2d, torch.relu, torch.einsum,
        torch.split, torch.linalg.det, torch.special.erf, torch.fft.fft, operator.add, len, torch.softmax, F.softmax,
    )  # fmt: skip
    return [fx.node._get_qualified_name(f) for f in functions]


@case("code of functions that PyTorch has compiled")
def _():
    return [fx.symbolic_trace(f).code for f in (lambda x: F.linear(x, x), lambda x: torch.einsum("ij->ji", x), lambda x: torch.linalg.det(x))]


@case("readable")
def _():
    g = net()
    before = g.print_readable(print_output=False)
    passes("passes.shape_prop").ShapeProp(g).propagate(torch.ones(2, 3))
    return before, g.print_readable(print_output=False), g.graph.python_code("self").src == g.code, [type(n.meta.get("tensor_meta")).__name__ for n in g.graph.nodes]


@case("a result with names becomes a tuple")
def _():
    return type(fx.node.map_aggregate(torch.ones(2, 2).max(1), lambda t: t.shape)).__name__


@case("split")
def _():
    g = net()
    where = {"part_0": 0, "part_1": 0, "add": 1, "sigmoid": 1, "mul": 2, "max_1": 2, "sub": 3, "sum_1": 3}
    names = {}
    made = passes("passes.split_module").split_module(g, None, lambda n: where[n.name], names)
    x = torch.ones(2, 3)
    same = [torch.equal(a, b) for a, b in zip([*made(x)[0], made(x)[1]], [*g(x)[0], g(x)[1]])]
    return made.code, [(n, m.code) for n, m in made.named_children() if hasattr(m, "code")], names, same


@case("split with names")
def _():
    split = passes("passes.split_module").split_module
    where = {"part_0": 0, "part_1": 0}
    made = split(net(), None, lambda n: where.get(n.name, 1), partition_affix="stage", keep_original_node_name=True)
    return made.code, [(n, m.code) for n, m in made.named_children() if hasattr(m, "code")], outcome(split, net(), None, lambda n: int(n.name in ("add", "sub")))


@case("nodes in order")
def _():
    g = fx.symbolic_trace(lambda x: torch.relu(torch.sigmoid(x.neg()) + 1).sum())  # one order is right
    by_name = {n.name: n for n in g.graph.nodes}
    by_name["sum_1"].append(by_name["sigmoid"])
    return outcome(g.graph.lint), passes("passes.tools_common").legalize_graph(g).code


@case("fused")
def _():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(2, 3, 1), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 2, 1), nn.Dropout(0.5), nn.BatchNorm2d(2)).eval()
    optimization = passes("experimental.optimization")
    fused, x = optimization.fuse(model), torch.randn(2, 2, 3, 3)
    return fused.code, torch.allclose(fused(x), model(x), atol=1e-6), optimization.remove_dropout(model).code


@pytest.mark.parametrize("name", recorder.cases)
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
