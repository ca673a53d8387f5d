"""In-place changes, views and version counters, held against PyTorch (golden/inplace_views.json).

``python tests/test_inplace_views.py`` records the golden file again; it needs torch.
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

grad = torch.autograd.grad
recorder = Recorder("inplace_views")
case = recorder.case


def leaf(*shape):
    return torch.ones(*(shape or (4,)), requires_grad=True)


def ramp(*shape):
    n = 1
    for s in shape:
        n *= s
    return torch.arange(1.0, n + 1).reshape(shape).requires_grad_()


def names(*tensors):
    return [None if t.grad_fn is None else t.grad_fn.name() for t in tensors]


def attempt(function, *args):
    """The result, or the error as text."""
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


# In place on a tensor that is no view.


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
    return x.grad, attempt(x.grad.add_, 1)


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


# Views.


@case("view: base, version, node")
def _():
    x = ramp(2, 3)
    v = x.view(3, 2)
    w = v[1]
    return v._base is x, w._base is x, v._is_view(), x._is_view(), names(v, w), v.data_ptr() == x.data_ptr(), w.storage_offset()


for _name, _view in {
    "slice": lambda y: y[1:3],
    "select": lambda y: y[1],
    "view": lambda y: y.view(-1),
    "t": lambda y: y.t(),
    "transpose": lambda y: y.transpose(0, 1),
    "permute": lambda y: y.permute(1, 0),
    "unsqueeze": lambda y: y.unsqueeze(0),
    "squeeze": lambda y: y.unsqueeze(0).squeeze(),
    "narrow": lambda y: y.narrow(1, 0, 2),
    "diagonal": lambda y: y.diagonal(),
    "view_as": lambda y: y.view_as(y),
    "slice of a transposed": lambda y: y.t()[1:],
    "expand_as": lambda y: y.expand_as(y),
    "unfold": lambda y: y.unfold(0, 1, 1),
    "as_strided": lambda y: y.as_strided((2, 2), (4, 1), 1),
    "step": lambda y: y[::2, 1::2],
}.items():

    def _run(view=_view):
        x = ramp(3, 4)
        y = x * 2
        v = view(y)
        v.mul_(5)
        w = view(y)
        y.sum().backward()
        return v, w, names(y, v), x.grad, y._version, v._version

    case(f"change through a view: {_name}")(_run)


@case("change through a view, gradient with respect to the view")
def _():
    x = ramp(4)
    y = x * 2
    v = y[:2]
    v.mul_(5)
    return grad((v * v).sum(), x)


@case("two changes through two views")
def _():
    x = ramp(4)
    y = x * 2
    a, b = y[:3], y[1:]
    a.mul_(3)
    b.add_(a[0])
    names_then = names(y, a, b)
    (y * torch.arange(4.0)).sum().backward()
    return y, a, b, names_then, x.grad


@case("base changed after a view was made")
def _():
    x = ramp(4)
    y = x * 2
    v = y[:2]
    y.mul_(3)
    before = names(v)
    v.sum().backward()
    return v, before, x.grad


@case("view of a view changed")
def _():
    x = ramp(2, 3)
    y = x * 2
    v = y[0]
    w = v[1:]
    w.mul_(10)
    named = names(y, v, w)
    (v * v).sum().backward()
    return y, v, w, named, x.grad


@case("second derivative through a change of a view")
def _():
    x = ramp(4)
    y = x * 2
    y[:2].pow_(3)
    (g,) = grad(y.sum(), x, create_graph=True)
    return g, grad(g.sum(), x)


@case("setitem on a part, with a part of a leaf")
def _():
    x, w = ramp(3, 3), ramp(3)
    y = x * 1
    y[1] = w * 2
    y[:, 0] = 0
    (y * ramp(3, 3).detach()).sum().backward()
    return y, x.grad, w.grad


@case("constant base made differentiable by setitem")
def _():
    w = leaf(2)
    x = torch.zeros(4)
    v = x[1:3]
    v.copy_(w * 3)
    named = names(x, v)
    x.sum().backward()
    return x, named, v.requires_grad, x.requires_grad, x.is_leaf, w.grad


@case("earlier view of a constant base that became differentiable")
def _():
    w = leaf(2)
    x = torch.zeros(4)
    v, u = x[1:3], x[:2]
    x[1:3] = w
    return v, u, names(v, u), u.requires_grad, grad(u.sum(), w)


@case("loop filling rows")
def _():
    w = ramp(3)
    out = torch.zeros(3, 3)
    for i in range(3):
        out[i] = w * (i + 1)
    out.sum().backward()
    return out, w.grad


@case("view of a leaf")
def _():
    leaf()[0:1].add_(1)


@case("view of a view of a leaf")
def _():
    leaf(2, 2).view(4)[0:1].add_(1)


@case("view of a leaf by something that needs gradients")
def _():
    x = torch.ones(4)
    v = x[:2]
    x.requires_grad_()
    return v.requires_grad, v.is_leaf, names(v), attempt(v.mul_, 2)


@case("view of a leaf, in no_grad")
def _():
    x = leaf()
    with torch.no_grad():
        x[0:1].add_(5)
    (x * x).sum().backward()
    return x, x.grad, x._version


@case("view made in no_grad")
def _():
    x = leaf()
    with torch.no_grad():
        v = x.view(2, 2)
        inside = v.requires_grad
    return inside, v.requires_grad, v.is_leaf, v.grad_fn, v._base is x, attempt(v.mul_, 2)


@case("view made in no_grad, used")
def _():
    x = leaf()
    with torch.no_grad():
        v = x.view(2, 2)
    w = v * 2
    w.sum().backward()
    return w.requires_grad, names(w), v.grad, x.grad


@case("view of a non-leaf made in no_grad, changed inside and outside")
def _():
    x = leaf()
    y = x * 1
    with torch.no_grad():
        v = y.view(2, 2)
        v.mul_(3)
    return y, attempt(v.mul_, 2)


@case("view of a non-leaf made in no_grad, base changed")
def _():
    x = leaf()
    y = x * 1
    with torch.no_grad():
        v = y.view(2, 2)
    y.mul_(3)
    return attempt(names, v)


@case("view made in grad mode, changed in no_grad")
def _():
    x = leaf()
    y = x * 1
    v = y.view(2, 2)
    with torch.no_grad():
        v.mul_(3)
    named = names(y, v)
    v.sum().backward()
    return v, named, x.grad


@case("view of a constant made in no_grad, then changed by what needs gradients")
def _():
    x = torch.ones(4)
    with torch.no_grad():
        v = x.view(2, 2)
    return attempt(v.mul_, leaf(2, 2))


@case("view made in inference mode")
def _():
    x = torch.ones(4)
    with torch.inference_mode():
        v = x.view(2, 2)
    return v.is_inference(), v._is_view()


for _name, _views in {
    "unbind": lambda y: y.unbind(0),
    "split": lambda y: y.split(1),
    "chunk": lambda y: y.chunk(2),
    "tensor_split": lambda y: y.tensor_split(2),
    "hsplit": lambda y: y.hsplit(2),
}.items():

    def _run(views=_views):
        y = ramp(2, 2) * 1
        a = views(y)[0]
        return names(a), attempt(a.mul_, 2)

    case(f"one of several views changed: {_name}")(_run)

    def _run(views=_views):
        y = ramp(2, 2) * 1
        a = views(y)[0]
        y.mul_(2)
        return attempt(names, a)

    case(f"one of several views, base changed: {_name}")(_run)


@case("one of several views, in no_grad")
def _():
    y = ramp(2, 2) * 1
    a, b = y.unbind(0)
    with torch.no_grad():
        a.mul_(2)
    return y, attempt(names, b), attempt(a.mul_, 2)


@case("several views made in no_grad")
def _():
    y = ramp(2, 2) * 1
    with torch.no_grad():
        a, b = y.unbind(0)
    return attempt(a.mul_, 2)


@case("view of one of several views")
def _():
    y = ramp(2, 2) * 1
    a = y.unbind(0)[0].view(2)
    return attempt(a.mul_, 2)


@case("several views of a constant, one made differentiable")
def _():
    y = torch.ones(2, 2)
    a, b = y.unbind(0)
    return attempt(a.mul_, leaf(2))


@case("expanded")
def _():
    (leaf(1) * 1).expand(3).add_(1)


@case("expanded, read")
def _():
    x = ramp(2, 1)
    y = x.expand(2, 3)
    (y * torch.arange(6.0).view(2, 3)).sum().backward()
    return y.stride(), x.grad


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
    return attempt(v.add_, 1), attempt(x.add_, 1), x, v.is_leaf, attempt(names, v)


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
    return x, attempt(y[1:].add_, y[:-1])


@case("in place on a view keeps the strides of gradients right")
def _():
    x = ramp(3, 4)
    y = x.t() * 1
    y[1].mul_(4)
    y.sum().backward()
    return x.grad, x.grad.stride()


@case("in place on a transposed view of a slice")
def _():
    x = ramp(3, 4)
    y = x * 1
    y[:, 1:3].t()[0].mul_(4)
    y.sum().backward()
    return y, x.grad


@case("in place in a loop, backward through all of it")
def _():
    x = ramp(3)
    y = x * 1
    for i in range(5):
        y[i % 3] *= 2
        y += 1
    y.sum().backward()
    return y, x.grad, y._version


@case("grad_fn of a changed base")
def _():
    y = leaf() * 1
    inner = y.grad_fn
    y[0] = 3
    node = y.grad_fn
    return repr(node).split(" ")[0], node.name(), [n and n.name() for n, _ in node.next_functions], node.next_functions[0][0] is inner, y


@case("the same view asked twice for its grad_fn")
def _():
    y = leaf() * 1
    v = y[:2]
    y.add_(1)
    first = v.grad_fn
    return first is v.grad_fn, first.name(), [n.name() for n, _ in first.next_functions]


@case("as_strided and its gradient")
def _():
    x = ramp(6)
    y = x.as_strided((2, 3), (1, 2), 0)
    (y * torch.arange(6.0).view(2, 3)).sum().backward()
    return y, x.grad


@case("as_strided with overlap and its gradient")
def _():
    x = ramp(4)
    y = x.as_strided((3, 2), (1, 1))
    (y * torch.arange(6.0).view(3, 2)).sum().backward()
    return y, x.grad


@case("second backward after a change in place")
def _():
    x = leaf()
    y = x * 2
    y.add_(1)
    z = y.sum()
    z.backward()
    z.backward()
    return x.grad


@case("swap rows")
def _():
    x = ramp(2, 2)
    y = x * 1
    y[[0, 1]] = y[[1, 0]]
    (y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    return y, x.grad


@case("real and imaginary views changed")
def _():
    x = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    y = x * 1
    y.real.mul_(3)
    y.imag.add_(1)
    y.abs().sum().backward()
    return y, x.grad


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_base_does_not_keep_its_views():
    y = leaf() * 1
    v = y[:2]
    alive = weakref.ref(v)
    del v
    gc.collect()
    assert alive() is None


def test_change_through_a_view_leaks_nothing():
    x = leaf()
    y = x * 1
    y[:2].mul_(3)
    node = weakref.ref(y.grad_fn)
    y.sum().backward()
    del y
    gc.collect()
    assert node() is None


if RECORDING:
    recorder.record()
