"""Modules under transforms: functional_call, ensembles, per-sample gradients, and the older names of all that."""
import warnings

import pytest

import pyautograd as torch
from pyautograd import nn
from pyautograd.func import functional_call, grad, stack_module_state

vmap = torch.vmap


def mlp():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


class Tied(nn.Module):
    """Two names of one parameter, and a buffer that the call changes."""

    def __init__(self):
        super().__init__()
        self.foo = nn.Parameter(torch.ones(()))
        self.foo_tied = self.foo
        self.register_buffer("bar", torch.ones(()))

    def forward(self, x):
        self.bar = self.bar + 1
        return x + self.foo + self.foo_tied + self.bar


def test_functional_call():
    model, x = mlp(), torch.randn(5, 3)
    other = {k: v.detach() * 2 for k, v in model.named_parameters()}
    before = dict(model.named_parameters())
    made = functional_call(model, other, (x,))
    assert all(a is b for a, b in zip(before.values(), model.parameters()))
    for name, p in model.named_parameters():
        p.data.mul_(2)
        assert p.equal(other[name])
    assert made.equal(model(x))
    assert functional_call(model, {}, x).equal(model(x))
    assert functional_call(model, ({"0.weight": other["0.weight"]}, {"0.bias": other["0.bias"]}), x).equal(made)
    assert functional_call(model, {}, (), {"input": x}).equal(made)


def test_functional_call_restores_after_an_error():
    model = mlp()
    with pytest.raises(RuntimeError):
        functional_call(model, {"0.weight": torch.ones(7, 7)}, torch.ones(1, 3))
    with pytest.raises(AttributeError, match="Sequential has no attribute `a`"):
        functional_call(model, {"0.weight": torch.zeros(4, 3), "a.b": torch.ones(1)}, torch.ones(1, 3))
    assert model[0].weight.shape == (4, 3) and isinstance(model[0].weight, nn.Parameter) and model[0].weight.any()


def test_what_a_call_assigns_is_in_the_dict():
    tensors = {"foo": torch.zeros(()), "bar": torch.zeros(())}
    model = Tied()
    assert functional_call(model, tensors, torch.zeros(())).item() == 1
    assert tensors["bar"].item() == 1 and model.bar.item() == 1


def test_tied_weights():
    model, zero, one = Tied(), torch.zeros(()), torch.ones(())
    assert functional_call(model, {"foo": zero}, zero).item() == 2
    assert functional_call(model, {"foo": zero}, zero, tie_weights=False).item() == 4
    with pytest.raises(ValueError, match=r"multiple values for keys \['foo', 'foo_tied'\], which are tied"):
        functional_call(model, {"foo": zero, "foo_tied": one}, zero)
    assert functional_call(model, {"foo": zero, "foo_tied": zero}, zero).item() == 4


def test_functional_call_errors():
    model, x = nn.Linear(3, 2), torch.ones(1, 3)
    for tensors, error, text in (
        (3, ValueError, "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got <class 'int'>"),
        ([3], ValueError, "Expected all elements of parameter_and_buffer_dicts to be dictionaries"),
        ([{"weight": x}, {"weight": x}], ValueError, "['weight'] appeared in multiple dictionaries; behavior of functional call is ambiguous"),
    ):
        with pytest.raises(error) as caught:
            functional_call(model, tensors, x)
        assert str(caught.value) == text
    with pytest.raises(RuntimeError) as caught:
        functional_call(model, {"weight": torch.ones(2, 3), "z": x}, x, strict=True)
    assert str(caught.value) == "Error(s) in reparametrizing for Linear:\n\tUnexpected key(s): 'z'.\n\tMissing key(s): 'bias'."


def test_ensemble():
    models = [mlp() for _ in range(3)]
    for k, model in enumerate(models):
        for p in model.parameters():
            p.data.add_(k)
    x = torch.randn(5, 3)
    params, buffers = stack_module_state(models)
    assert all(p.is_leaf and p.requires_grad for p in params.values()) and buffers == {}
    made = vmap(lambda p, b, x: functional_call(models[0], (p, b), x), (0, 0, None))(params, buffers, x)
    assert torch.allclose(made, torch.stack([m(x) for m in models]), atol=1e-6)
    made.sum().backward()
    for k, model in enumerate(models):
        model(x).sum().backward()
        for name, p in model.named_parameters():
            assert torch.allclose(params[name].grad[k], p.grad, atol=1e-5)


def test_stack_module_state_errors():
    for models, text in (
        ([], "stack_module_state: Expected at least one model, got 0."),
        ([nn.Linear(1, 1), nn.ReLU()], "stack_module_state: Expected all models to be of the same class."),
        ([nn.Linear(1, 1), nn.Linear(1, 1).eval()], "stack_module_state: Expected all models to have the same training/eval mode."),
        ([nn.Linear(1, 1), nn.Linear(1, 1).requires_grad_(False)], "Expected weight from each model to have the same .requires_grad"),
    ):
        with pytest.raises(RuntimeError) as caught:
            stack_module_state(models)
        assert str(caught.value) == text


@pytest.mark.parametrize("layer", ["linear", "conv", "norm", "embedding", "recurrent"])
def test_per_sample_gradients_of_modules(layer):
    torch.manual_seed(0)
    model, x = {
        "linear": lambda: (mlp(), torch.randn(4, 3)),
        "conv": lambda: (nn.Sequential(nn.Conv1d(2, 3, 2), nn.ReLU(), nn.Flatten(0), nn.Linear(9, 2)), torch.randn(4, 2, 4)),
        "norm": lambda: (nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4)), torch.randn(4, 3)),
        "embedding": lambda: (nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 1)), torch.randint(0, 5, (4, 2))),
        "recurrent": lambda: (nn.LSTMCell(3, 2), torch.randn(4, 3)),
    }[layer]()
    params = {k: v.detach() for k, v in model.named_parameters()}

    def loss(params, x):
        made = functional_call(model, params, x)
        return (made[0] if isinstance(made, tuple) else made).pow(3).sum()

    made = vmap(grad(loss), (None, 0))(params, x)
    assert not any(g.requires_grad for g in made.values())
    for k in range(4):
        model.zero_grad()
        out = model(x[k])
        (out[0] if isinstance(out, tuple) else out).pow(3).sum().backward()
        for name, p in model.named_parameters():
            assert torch.allclose(made[name][k], p.grad, rtol=1e-4, atol=1e-5), name


def test_gradients_of_parameters_that_require_them_have_a_history():
    model, x = mlp(), torch.randn(3)
    made = grad(lambda p: functional_call(model, p, x).sum())(dict(model.named_parameters()))
    assert all(g.requires_grad for k, g in made.items() if k.startswith("0"))


def test_batch_norm_under_vmap():
    model = nn.BatchNorm1d(3)
    x = torch.randn(4, 5, 3)
    with pytest.raises(RuntimeError, match="Batch norm got a batched tensor as input while the running_mean"):
        vmap(model)(x)
    torch.func.replace_all_batch_norm_modules_(model)
    assert model.running_mean is None and not model.track_running_stats
    assert torch.allclose(vmap(model)(x), torch.stack([model(v) for v in x]), atol=1e-6)


def test_names_of_functorch():
    from pyautograd import functorch
    from pyautograd._C import _functorch as internal
    from pyautograd._functorch import apis, eager_transforms
    from pyautograd._functorch import vmap as internals
    from pyautograd._vmap_internals import _vmap

    assert apis.vmap is torch.vmap and eager_transforms.grad is torch.func.grad
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        func, params = functorch.make_functional(mlp())
    assert caught[0].category is FutureWarning and "`functorch.make_functional` is deprecated as of PyTorch 2.0" in str(caught[0].message)
    x = torch.randn(2, 3)
    assert func(params, x).equal(mlp()(x)) and len(params) == 4
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        func, params, buffers = functorch.combine_state_for_ensemble([mlp(), mlp()])
    assert vmap(func, (0, 0, None))(params, buffers, x).shape == (2, 2, 2)
    seen = []

    def look(v):
        seen.append((internal.is_batchedtensor(v), internal.maybe_get_level(v), internal.current_level(), internal.get_unwrapped(v) is not None))
        return v

    vmap(look)(x)
    assert seen == [(True, 1, 1, True)] and not internal.is_batchedtensor(x) and internal.maybe_current_level() is None
    assert _vmap(lambda v: (v * 2, None), 0, 0, allow_none_pass_through=True)(x)[1] is None
    out, dims = internals.restore_vmap(lambda a, b: (a * 2, b), (0, None), 2, "error")(x, x[0])
    assert dims == (0, None) and out[0].equal(x * 2)
    assert torch._C._are_functorch_transforms_active() is False


def test_old_ways_to_make_functions_of_modules():
    from pyautograd._functorch import make_functional as old

    x = torch.ones(4, 3)
    weights, func, names = old.make_functional_deprecated_v1(torch.nn.Linear(3, 2))
    assert names == ("weight", "bias") and torch.equal(func(weights, (x,)), torch.nn.functional.linear(x, *weights))
    weights, func, names = old.functional_init(torch.nn.Linear, (5,))(3, 2)
    assert [w.shape for w in weights] == [(5, 2, 3), (5, 2)] and torch.vmap(func, (0, None))(weights, (x,)).shape == (5, 4, 2)
    weights, buffers, func, _, _ = old.functional_init_with_buffers(torch.nn.BatchNorm1d, (2,))(3)
    assert len(buffers) == 3 and [w.shape for w in weights] == [(2, 3)] * 2
    with pytest.raises(RuntimeError, match="`model` has buffers. Please use make_functional_with_buffers_deprecated_v1"):
        old.functional_init(torch.nn.BatchNorm1d)(3)
    with pytest.raises(ValueError, match="num_models 0 should be > 0"):
        old.functional_init(torch.nn.Linear, (0,))(3, 2)


def test_functional_call_refuses_what_is_no_tensor():
    module = torch.nn.Sequential(torch.nn.Linear(2, 2))
    x = torch.ones(2)
    for name, value, kind, text in (
        ("0.weight", "a", TypeError, "a is not an instance of torch.Tensor"),
        ("0", x, TypeError, "attribute `0`: Linear(in_features=2, out_features=2, bias=True) is not an instance of torch.Tensor"),
        ("zz.weight", x, AttributeError, "Sequential has no attribute `zz`"),
        ("", x, KeyError, "'tensor name can\\'t be empty string \"\"'"),
    ):
        with pytest.raises(kind) as caught:
            torch.func.functional_call(module, {name: value}, x)
        assert str(caught.value) == text


def test_packages_of_older_programs():
    from pyautograd.functorch._src.vmap import _process_batched_inputs
    from pyautograd.functorch.experimental import chunk_vmap, replace_all_batch_norm_modules_

    assert callable(_process_batched_inputs) and replace_all_batch_norm_modules_ is torch.func.replace_all_batch_norm_modules_
    assert torch.equal(chunk_vmap(torch.sin, chunks=2)(torch.ones(4)), torch.ones(4).sin())


def test_arguments_of_distributions_are_checked_for_all_examples():
    calls = []

    def log_prob(loc):
        calls.append(loc)
        return torch.distributions.Normal(loc, 1.0).log_prob(torch.ones(2))

    made = torch.func.vmap(log_prob)(torch.zeros(3, 2))
    assert len(calls) == 1 and made.shape == (3, 2)
    x = torch.tensor([[True, False], [True, True]])
    assert torch.func.vmap(torch._is_all_true)(x).tolist() == [False, False]


def test_vmap_of_what_a_library_takes_apart(monkeypatch):
    """Libraries have `vmap` take structures of their own for tensors, by functions that they put into ``torch._functorch.vmap``."""
    from pyautograd._functorch import vmap as parts

    class Pair:
        def __init__(self, a, b):
            self.a, self.b = a, b

        def __getitem__(self, index):
            return Pair(self.a[index], self.b[index])

    usual = parts._create_batched_inputs

    def process(in_dims, args, func):
        leaves, spec = parts.tree_flatten(args)
        return leaves[0].a.shape[0], [0] * len(leaves), leaves, spec

    def create(flat_in_dims, flat_args, level, spec):
        split = [x if isinstance(x, torch.Tensor) else Pair(*usual([0, 0], [x.a, x.b], level, parts.tree_flatten([0, 0])[1])) for x in flat_args]
        return parts.tree_unflatten(split, spec)

    monkeypatch.setattr(parts, "_process_batched_inputs", process)
    monkeypatch.setattr(parts, "_create_batched_inputs", create)
    pair = Pair(torch.arange(3.0), torch.ones(3))
    assert torch.func.vmap(lambda p: p.a + p.b)(pair).tolist() == [1, 2, 3]
    assert torch.func.vmap(lambda p: p.a * 7 - p.b)(pair).tolist() == [-1, 6, 13]
    monkeypatch.undo()
    assert torch.func.vmap(torch.neg)(torch.ones(2)).tolist() == [-1, -1]
