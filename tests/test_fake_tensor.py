"""Tensors that show a device and have no elements, and their mode."""
import copy

import pytest

import pyautograd as torch
from pyautograd import nn
from pyautograd._guards import active_fake_mode, detect_fake_mode
from pyautograd._subclasses import FakeTensor, FakeTensorMode
from pyautograd._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    is_fake,
    maybe_get_fake_mode,
    unset_fake_temporarily,
)
from pyautograd.fx.passes.fake_tensor_prop import FakeTensorProp
from pyautograd.fx.passes.shape_prop import ShapeProp


def test_what_a_fake_tensor_shows():
    mode, real = FakeTensorMode(), torch.ones(2, 3)
    x = mode.from_tensor(real)
    assert type(x) is FakeTensor and (x.shape, x.stride(), x.dtype, x.device.type, x.fake_device) == ((2, 3), (3, 1), torch.float32, "cpu", x.device)
    assert mode.from_tensor(real) is x and x.fake_mode is mode is maybe_get_fake_mode(x) is detect_fake_mode([x]) and is_fake(x) and not is_fake(real)
    assert repr(x) == "FakeTensor(..., size=(2, 3))" and repr(x.long()) == "FakeTensor(..., size=(2, 3), dtype=torch.int64)"
    assert repr(mode.from_tensor(nn.Parameter(real))) == "Parameter(FakeTensor(..., size=(2, 3), requires_grad=True))"
    assert repr(x.requires_grad_().sin()) == "FakeTensor(..., size=(2, 3), grad_fn=<SinBackward0>)"
    assert x.view(6)._base is x and x.T.stride() == (1, 3) and copy.deepcopy(x).shape == (2, 3)
    with torch.no_grad():
        x.add_(1)
    assert x._version == 1


NETWORKS = {
    "convolutions": (lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5), nn.Linear(36, 5)), (2, 3, 8, 8)),
    "transformer": (lambda: nn.TransformerEncoderLayer(8, 2), (3, 1, 8)),
    "cells": (lambda: nn.LSTMCell(3, 4), (2, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_train_without_elements(name):
    make, shape = NETWORKS[name]
    with FakeTensorMode() as mode:
        assert active_fake_mode() is mode
        network = make()
        optimizer = torch.optim.Adam(network.parameters())
        out = network(torch.randn(shape))
        out = out[0] if isinstance(out, tuple) else out
        out.sum().backward()
        optimizer.step()
        assert is_fake(out) and all(is_fake(p.grad) and p.grad.shape == p.shape and p._version for p in network.parameters())
        assert nn.LSTM(3, 4)(torch.randn(5, 2, 3))[0].shape == (5, 2, 4) and torch.linalg.svd(torch.randn(2, 3))[2].shape == (3, 3)
    expected = make()(torch.randn(shape))
    assert out.shape == (expected[0] if isinstance(expected, tuple) else expected).shape and active_fake_mode() is None


def test_what_depends_on_elements_is_refused():
    x = FakeTensorMode().from_tensor(torch.ones(2, 3))
    for ask in (lambda: x.sum().item(), lambda: bool(x.sum() > 0), lambda: x.tolist(), lambda: float(x.sum())):
        with pytest.raises(DataDependentOutputException, match="aten._local_scalar_dense.default"):
            ask()
    for ask in (lambda: x.nonzero(), lambda: x[x > 0]):
        with pytest.raises(DynamicOutputShapeException, match="aten.nonzero.default"):
            ask()
    with pytest.raises(RuntimeError, match="numpy.. is not supported for tensor subclasses"):
        x.numpy()


def test_constants_keep_their_element():
    with FakeTensorMode():
        step = torch.tensor(2.0)
        step += 1
        assert step.item() == 3.0 and (step * 2).item() == 6.0 and bool(step > 2)
        with pytest.raises(DataDependentOutputException):
            (step * torch.rand(())).item()


def test_real_tensors_and_those_of_other_modes():
    mode, real = FakeTensorMode(), torch.ones(3)
    x = mode.from_tensor(torch.ones(2, 3))
    text = r"Please convert all Tensors to FakeTensors first .* Found in aten.add.Tensor\(FakeTensor\(..., size=\(2, 3\)\), tensor\(\[...\], size=\(3,\)\)\)"
    with pytest.raises(AssertionError, match=text):
        x + real
    with pytest.raises(AssertionError, match="Mixing fake modes"):
        x + FakeTensorMode().from_tensor(real)
    with mode, pytest.raises(AssertionError, match="Please convert"):
        real + 1
    with FakeTensorMode(allow_non_fake_inputs=True):
        assert is_fake(real + 1)
    with mode:
        with unset_fake_temporarily() as found:
            assert found is mode and not is_fake(torch.ones(2))
        with mode:
            assert is_fake(torch.ones(2))
        assert torch.zeros(2, device="cuda").device == torch.device("cuda:0")
    with pytest.raises(TypeError, match="expected a FakeTensorMode or Tensor as the first argument"):
        FakeTensor(1)


def test_operators_of_users_run_their_fake_implementation():
    @torch.library.custom_op("made_fake::halved", mutates_args=())
    def halved(x: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(x.numpy()[::2].copy())

    halved.register_fake(lambda x: x.new_empty((x.shape[0] + 1) // 2, *x.shape[1:]))
    with FakeTensorMode():
        y = halved(torch.ones(5, 2))
    assert is_fake(y) and y.shape == (3, 2)


def test_graphs_are_run_on_fake_tensors():
    mode = FakeTensorMode()
    with mode:
        network = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
    graph = torch.fx.symbolic_trace(network)
    FakeTensorProp(graph, mode).propagate(torch.ones(2, 3))
    assert [node.meta["val"].shape for node in graph.graph.nodes] == [(2, 3), (2, 4), (2, 4), (2, 4)]
    real = torch.fx.symbolic_trace(nn.Linear(3, 4))
    ShapeProp(real, mode).propagate(mode.from_tensor(torch.ones(2, 3)))
    assert [node.meta["tensor_meta"].shape for node in real.graph.nodes][-1] == (2, 4) and not is_fake(real.weight)
