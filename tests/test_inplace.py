"""In-place changes of tensors that are no views, and ``out=``, held against PyTorch (golden/inplace.json).

``python tests/test_inplace.py`` records the golden file again; it needs torch.
"""

import pytest
from recorded import RECORDING, Recorder, leaf_maker, names, outcome, ramp_maker, torch

recorder = Recorder("inplace")
case = recorder.case
leaf = leaf_maker(torch, 4)
ramp = ramp_maker(torch)


for _name, _change in {
    "add_": lambda y: y.add_(1),
    "mul_ by a number": lambda y: y.mul_(3),
    "mul_ by itself": lambda y: y.mul_(y),
    "mul_ by a leaf": lambda y: y.mul_(torch.full((4,), 5.0, requires_grad=True)),
    "div_": lambda y: y.div_(4),
    "pow_": lambda y: y.pow_(3),
    "exp_": lambda y: y.mul_(0.125).exp_(),
    "sigmoid_": lambda y: y.sigmoid_(),
    "relu_": lambda y: y.relu_(),
    "tanh_": lambda y: y.mul_(0.125).tanh_(),
    "zero_": lambda y: y.zero_(),
    "fill_": lambda y: y.fill_(7),
    "neg_": lambda y: y.neg_(),
    "clamp_": lambda y: y.clamp_(0, 2.5),
    "copy_ of a constant": lambda y: y.copy_(torch.zeros(4)),
    "copy_ of itself doubled": lambda y: y.copy_(y * 2),
    "copy_ of one row": lambda y: y.copy_(torch.ones(1, requires_grad=True)),
    "masked_fill_": lambda y: y.masked_fill_(y > 2, 0.0),
    "setitem number": lambda y: y.__setitem__(0, 5.0),
    "setitem slice": lambda y: y.__setitem__(slice(1, 3), y[:2] * 2),
    "setitem mask": lambda y: y.__setitem__(y > 2, 0.0),
    "setitem index": lambda y: y.__setitem__(torch.tensor([0, 2]), torch.ones(2, requires_grad=True)),
    "+= and *=": lambda y: (y.__iadd__(1), y.__imul__(2)),
    "index_fill_": lambda y: y.index_fill_(0, torch.tensor([1]), 9.0),
    "index_add_": lambda y: y.index_add_(0, torch.tensor([1, 1]), torch.ones(2, requires_grad=True)),
    "sub_ with alpha": lambda y: y.sub_(torch.ones(4, requires_grad=True), alpha=3),
    "addcmul_": lambda y: y.addcmul_(y.detach(), torch.ones(4, requires_grad=True)),
}.items():

    def _run(change=_change):
        x = ramp(4)
        y = x * 2
        change(y)
        y.sum().backward()
        return y, x.grad, y._version

    case(f"in place: {_name}")(_run)


@case("in place returns the tensor")
def _():
    y = leaf() * 1
    node = y.grad_fn
    z = y.add_(1)
    return z is y, y.grad_fn is node, names(y), y.grad_fn.next_functions[0][0] is node, y._version, y.output_nr


@case("in place on a tensor without gradients, by one with")
def _():
    y = torch.ones(4)
    w = leaf()
    y.mul_(w)
    y.sum().backward()
    return y.requires_grad, y.is_leaf, names(y), w.grad


@case("leaf")
def _():
    leaf().add_(1)


@case("leaf in no_grad")
def _():
    x = leaf()
    with torch.no_grad():
        x.add_(1)
    return x, x._version, x.is_leaf


@case("leaf by +=")
def _():
    x = leaf()
    x += 1


@case("leaf by setitem")
def _():
    leaf()[0] = 1


@case("leaf through data")
def _():
    x = leaf()
    x.data.add_(1)
    return x, x._version


@case("leaf through detach")
def _():
    x = leaf()
    x.detach().add_(1)
    return x, x._version


@case("zero_ of a gradient")
def _():
    x = leaf()
    x.sum().backward()
    x.grad.zero_()
    return x.grad, outcome(x.grad.add_, 1)


@case("saved value changed through detach")
def _():
    x = leaf()
    y = x * x
    x.detach().mul_(2)
    y.sum().backward()


@case("saved value changed through data: silent")
def _():
    x = leaf()
    y = x * x
    x.data.mul_(5)
    y.sum().backward()
    return x.grad


@case("saved value changed, not needed")
def _():
    x, w = leaf(), torch.full((4,), 3.0)
    z = x * 1
    y = z * w
    z.add_(1)
    y.sum().backward()
    return x.grad


@case("saved output changed")
def _():
    y = leaf().exp()
    y.mul_(2)
    y.sum().backward()


@case("saved view of a changed base")
def _():
    x = leaf() * 1
    y = x[:2] ** 2
    x[3] = 5
    y.sum().backward()


@case("in place on what was saved, with the result saved instead")
def _():
    x = leaf()
    y = x * 1
    y.exp_()
    y.sum().backward()
    return x.grad


@case("dtype of an error text")
def _():
    x = torch.ones(2, 3, dtype=torch.float64, requires_grad=True)
    y = x.tanh()
    y[0] = 1
    y.sum().backward()


@case("0-d error text")
def _():
    x = torch.tensor(1.0, requires_grad=True)
    y = x.exp()
    y.add_(1)
    y.backward()


@case("output is given")
def _():
    out = torch.zeros(4)
    made = torch.add(torch.ones(4), 1, out=out)
    return made is out, out, out._version


@case("output is given, with gradients")
def _():
    torch.add(leaf(), 1, out=torch.zeros(4))


@case("result cannot be stored")
def _():
    torch.ones(2, dtype=torch.int64).add_(1.5)


@case("result of another shape")
def _():
    (leaf(1) * 1).add_(torch.ones(3))


@case("overlapping memory")
def _():
    x = torch.arange(4.0)
    x[1:].copy_(x[:-1])
    y = torch.arange(4.0)
    return x, outcome(y[1:].add_, y[:-1])


@case("in place in a loop, backward through all of it")
def _():
    x = ramp(3)
    y = x * 1
    for i in range(5):
        y[i % 3] *= 2
        y += 1
    y.sum().backward()
    return y, x.grad, y._version


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


if RECORDING:
    recorder.record()
