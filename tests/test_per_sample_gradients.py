"""`call_for_per_sample_grads`: the gradient of each example, compared with a loop over the examples."""
import importlib

import pytest

import pyautograd as torch
from pyautograd import nn

call_for_per_sample_grads = importlib.import_module("pyautograd.nn.utils._per_sample_grad").call_for_per_sample_grads


def one_by_one(module, x, dim):
    grads = []
    for k in range(x.shape[dim]):
        module.zero_grad()
        y = module(x.detach().narrow(dim, k, 1))
        (y[0] if isinstance(y, tuple) else y).sin().sum().backward()
        grads.append([p.grad.clone() for p in module.parameters()])
    module.zero_grad()
    return [torch.stack(column) for column in zip(*grads)]


LAYERS = {
    "linear": (lambda: nn.Linear(4, 3), (5, 2, 4)),
    "conv1d": (lambda: nn.Conv1d(2, 3, 3, padding="same"), (3, 2, 6)),
    "conv2d": (lambda: nn.Conv2d(2, 4, 3, padding=1, stride=2, groups=2), (3, 2, 6, 6)),
    "layer_norm": (lambda: nn.LayerNorm(4), (3, 2, 4)),
    "group_norm": (lambda: nn.GroupNorm(2, 4), (3, 4, 5)),
    "instance_norm": (lambda: nn.InstanceNorm1d(4, affine=True), (3, 4, 5)),
    "network": (lambda: nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)), (5, 4)),
    "lstm": (lambda: nn.LSTM(3, 4, num_layers=2, batch_first=True), (2, 5, 3)),
    "gru": (lambda: nn.GRU(3, 4, bidirectional=True, batch_first=True), (2, 5, 3)),
    "rnn": (lambda: nn.RNN(3, 4), (5, 2, 3)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_each_example_has_its_gradient(name):
    make, shape = LAYERS[name]
    module, x, dim = make(), torch.randn(shape, requires_grad=True), int(name == "rnn")
    expected = one_by_one(module, x, dim)
    y = call_for_per_sample_grads(module, batch_first=dim == 0)(x)
    (y[0] if isinstance(y, tuple) else y).sin().sum().backward()
    for p, e in zip(module.parameters(), expected):
        torch.testing.assert_close(p.grad_sample, e)
        assert p.grad is None
    module.zero_grad()
    given = x.grad.clone()
    x.grad = None
    y = module(x)
    (y[0] if isinstance(y, tuple) else y).sin().sum().backward()
    torch.testing.assert_close(given, x.grad)


def test_embeddings():
    module, ids = nn.Embedding(7, 3, padding_idx=1), torch.tensor([[0, 1, 2], [3, 3, 1]])
    call_for_per_sample_grads(module)(ids).sum().backward()
    expected = torch.zeros(2, 7, 3)
    expected[0, [0, 2]] = 1
    expected[1, 3] = 2
    assert torch.equal(module.weight.grad_sample, expected)


def test_a_mean_is_scaled_and_calls_add_up():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)

        def forward(self, x):
            return self.layer(self.layer(x))

    module, x = Twice(), torch.randn(3, 2)
    call_for_per_sample_grads(module, loss_reduction="mean")(x).mean().backward()
    module(x).mean().backward()
    torch.testing.assert_close(module.layer.weight.grad_sample.mean(0), module.layer.weight.grad)


REFUSED = {
    "Expected loss_reduction argument to be sum or mean, got max": lambda: call_for_per_sample_grads(nn.Linear(2, 2), loss_reduction="max"),
    "Module passed must be nn.Module, got int": lambda: call_for_per_sample_grads(3),
    "Batch size passed must be None or an integer, got float": lambda: call_for_per_sample_grads(nn.Linear(2, 2), batch_size=1.5),
    "Batch size must be positive, got 0": lambda: call_for_per_sample_grads(nn.Linear(2, 2), batch_size=0),
    "Input does not have a batch dimension. Expanded Weights expected input of at least rank 2, got of rank 1": lambda: call_for_per_sample_grads(
        nn.Linear(2, 2)
    )(torch.ones(2)),
    "Expected ExpandedWeights to have batch size matching input but got input batch size of 5 with ExpandedWeight of batch size 3": (
        lambda: call_for_per_sample_grads(nn.Linear(2, 2), batch_size=3)(torch.ones(5, 2))
    ),
    "Expanded Weights encountered but cannot handle function bilinear": lambda: call_for_per_sample_grads(nn.Bilinear(2, 2, 2))(
        torch.ones(2, 2), torch.ones(2, 2)
    ),
    "Expanded Weights encountered but cannot handle function batch_norm": lambda: call_for_per_sample_grads(nn.BatchNorm1d(2))(torch.ones(3, 2)),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text):
    with pytest.raises(RuntimeError) as caught:
        REFUSED[text]()
    assert str(caught.value) == text
