"""``make_fx``: programs traced into graphs of operators."""
import pytest

import pyautograd as torch
from pyautograd import nn
from pyautograd.fx.experimental.proxy_tensor import disable_proxy_modes_tracing, get_isolated_graphmodule, get_proxy_mode, make_fx


def operators(module):
    return [str(node.target) for node in module.graph.nodes if node.op == "call_function"]


def test_code():
    made = make_fx(lambda x, y: {"a": x.sin() + 1, "b": (y @ x, y)})(torch.ones(3), torch.ones(3, 3))
    assert made.code.strip().splitlines() == [
        "def forward(self, x_1, y_1):",
        "    sin = torch.ops.aten.sin.default(x_1)",
        "    add = torch.ops.aten.add.Tensor(sin, 1);  sin = None",
        "    mv = torch.ops.aten.mv.default(y_1, x_1);  x_1 = None",
        "    return {'a': add, 'b': (mv, y_1)}",
    ]
    x, y = torch.randn(3), torch.randn(3, 3)
    got = made(x, y)
    assert torch.equal(got["a"], x.sin() + 1) and torch.equal(got["b"][0], y @ x) and got["b"][1] is y
    placeholder, *_ = made.graph.nodes
    assert placeholder.meta["val"].shape == (3,) and placeholder.meta["tensor_meta"].dtype is torch.float32


def test_structures_of_arguments_and_functions_without_a_code():
    made = make_fx(lambda t: [t["a"] * t["b"][0]])({"a": torch.ones(2), "b": [torch.ones(2), 3]})
    x = torch.randn(2)
    assert torch.equal(made({"a": x, "b": [x, 3]})[0], x * x)
    layer = nn.Linear(2, 3)
    made = make_fx(layer)(torch.ones(4, 2))
    assert "def forward(self, arg0_1):" in made.code and made._param_constant0 is layer.weight
    x = torch.randn(4, 2)
    assert torch.equal(made(x), layer(x))
    assert torch.equal(get_isolated_graphmodule(torch.mul, (x,), {"other": x})([x, x]), x * x)


def training_step(weights, x, y):
    layer = nn.Linear(3, 2)
    loss = nn.functional.mse_loss(torch.func.functional_call(layer, weights, (x,)).tanh(), y)
    grads = torch.autograd.grad(loss, list(weights.values()))
    return {name: w - 0.1 * g for (name, w), g in zip(weights.items(), grads)}


def per_example(w, x):
    return torch.func.vmap(torch.func.grad(lambda w, v: (v @ w).sin().sum()), in_dims=(None, 0))(w, x)


def with_dropout(x):
    return nn.functional.dropout(x * 2, 0.5)


def in_place_on_views(x):
    y = x.clone()
    y[0] += 1
    y.view(-1)[1:].mul_(3)
    return y, y.split(1), torch.max(y, 0).values


@pytest.mark.parametrize("mode", ("real", "fake"))
@pytest.mark.parametrize("f", (training_step, per_example, with_dropout, in_place_on_views, torch.func.jacrev(torch.func.jacrev(lambda x: (x**3).sum()))))
def test_graphs_compute_what_the_program_does(f, mode):
    def arguments():
        if f is training_step:
            return dict(nn.Linear(3, 2).named_parameters()), torch.randn(4, 3), torch.randn(4, 2)
        return (torch.randn(3, 2), torch.randn(4, 3)) if f is per_example else (torch.randn(2, 3),)

    made = make_fx(f, tracing_mode=mode)(*arguments())
    given = arguments()
    torch.manual_seed(0)
    expected = f(*given)
    torch.manual_seed(0)
    torch.testing.assert_close(made(*given), expected)


def test_constants_and_random_numbers():
    made = make_fx(lambda x: torch.tensor([1.0, 2.0]).mul_(2) * x + torch.rand(2))(torch.ones(2))
    assert operators(made) == ["aten.lift_fresh_copy.default", "aten.mul_.Tensor", "aten.mul.Tensor", "aten.rand.default", "aten.add.Tensor"]
    assert made._tensor_constant0.tolist() == [1.0, 2.0]
    torch.manual_seed(0)
    expected = torch.tensor([2.0, 4.0]) + torch.rand(2)
    torch.manual_seed(0)
    assert torch.equal(made(torch.ones(2)), expected)
    assert make_fx(lambda x: x * torch.tensor(2.0).item())(torch.ones(2))(torch.ones(1)).item() == 2.0


def test_a_value_cannot_be_asked_for():
    for f in (lambda x: x * x.sum().item(), lambda x: x + 1 if x.sum() > 0 else x):
        with pytest.raises(RuntimeError, match="trying to get value out of a tracing tensor with aten._local_scalar_dense.default - erroring out"):
            make_fx(f)(torch.ones(2))


def test_decompositions_and_operators_of_users():
    table = {torch.ops.aten.silu.default: lambda x: x * torch.sigmoid(x)}
    assert operators(make_fx(nn.functional.silu, table)(torch.ones(2))) == ["aten.sigmoid.default", "aten.mul.Tensor"]

    @torch.library.custom_op("made_by_fx::twice", mutates_args=())
    def twice(x: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(x.numpy() * 2)

    made = make_fx(lambda x: twice(x).sum())(torch.ones(2))
    assert "twice = torch.ops.made_by_fx.twice.default(x_1);" in made.code and made(torch.ones(3)).item() == 6.0
    twice.register_fake(torch.empty_like)
    assert operators(make_fx(lambda x: twice(x).sum(), tracing_mode="fake")(torch.ones(2)))[0] == "made_by_fx.twice.default"


def test_modes():
    def f(x):
        assert get_proxy_mode() is not None
        with disable_proxy_modes_tracing():
            assert get_proxy_mode() is None
            x.sin()
        return x.cos()

    assert operators(make_fx(f)(torch.ones(2))) == ["aten.cos.default"] and get_proxy_mode() is None
    with pytest.raises(AssertionError, match="tracing_mode must be real/fake/symbolic, got nope"):
        make_fx(f, tracing_mode="nope")
    with pytest.raises(NotImplementedError, match="symbolic shapes"):
        make_fx(f, tracing_mode="symbolic")
    with pytest.raises(NotImplementedError, match="tangents"):
        make_fx(torch.func.jacfwd(torch.sin))(torch.ones(2))
    with pytest.raises(RuntimeError, match="Tracing expected 1 arguments but got 2 concrete arguments"):
        make_fx(f)(torch.ones(2), 1)
