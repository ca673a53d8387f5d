"""`detach`, `detach_` and `data`, held against PyTorch (golden/detach_and_data.json).

``python tests/test_detach_and_data.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, names, outcome, torch

recorder = Recorder("detach_and_data")
case = recorder.case
leaf = leaf_maker(torch, 4)


@case("detach_ of a view")
def _():
    (leaf() * 1).view(4).detach_()


@case("detach_")
def _():
    y = leaf() * 1
    z = y.detach_()
    return z is y, y.grad_fn, y.requires_grad, y.is_leaf, y


@case("detach shares memory and version")
def _():
    y = leaf() * 1
    d = y.detach()
    d.zero_()
    return y, y._version, d._version, d._is_view(), d._base, d.requires_grad


@case("data shares memory, not the version")
def _():
    y = leaf() * 1
    d = y.data
    d.zero_()
    return y, y._version, d._version, d.requires_grad, d.is_leaf


@case("data assigned")
def _():
    x = leaf()
    before = x.data_ptr()
    x.data = torch.zeros(3)
    (x * 2).sum().backward()
    return x, x.grad, x.data_ptr() == before, x._version


@case("data assigned between forward and backward")
def _():
    x = leaf()
    y = x * x
    x.data = torch.full((4,), 3.0)
    y.sum().backward()
    return x, x.grad


@case("data assigned another type")
def _():
    x = leaf()
    x.data = 3


@case("requires_grad of a view of what does not need it")
def _():
    x = torch.ones(4)
    v = x[:2]
    v.requires_grad_()
    (v * 2).sum().backward()
    return v.grad, x.requires_grad, v.is_leaf, v._is_view()


@case("leaf that is a view")
def _():
    x = torch.ones(4)
    v = x[:2].requires_grad_()
    return outcome(v.add_, 1), outcome(x.add_, 1), x, v.is_leaf, outcome(names, v)


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


if RECORDING:
    recorder.record()
