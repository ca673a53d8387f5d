"""In-place changes of views and of their bases, held against PyTorch (golden/inplace_views.json).

``python tests/test_inplace_views.py`` records the golden file again; it needs torch.
"""
import gc
import weakref

import pytest
from recorded import RECORDING, Recorder, leaf_maker, names, outcome, ramp_maker, torch

grad = torch.autograd.grad
recorder = Recorder("inplace_views")
case = recorder.case
leaf = leaf_maker(torch, 4)
ramp = ramp_maker(torch)


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
    return v.requires_grad, v.is_leaf, names(v), outcome(v.mul_, 2)


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
    return inside, v.requires_grad, v.is_leaf, v.grad_fn, v._base is x, outcome(v.mul_, 2)


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
    return y, outcome(v.mul_, 2)


@case("view of a non-leaf made in no_grad, base changed")
def _():
    x = leaf()
    y = x * 1
    with torch.no_grad():
        v = y.view(2, 2)
    y.mul_(3)
    return outcome(names, v)


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
    return outcome(v.mul_, leaf(2, 2))


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
        return names(a), outcome(a.mul_, 2)

    case(f"one of several views changed: {_name}")(_run)

    def _run(views=_views):
        y = ramp(2, 2) * 1
        a = views(y)[0]
        y.mul_(2)
        return outcome(names, a)

    case(f"one of several views, base changed: {_name}")(_run)


@case("one of several views, in no_grad")
def _():
    y = ramp(2, 2) * 1
    a, b = y.unbind(0)
    with torch.no_grad():
        a.mul_(2)
    return y, outcome(names, b), outcome(a.mul_, 2)


@case("several views made in no_grad")
def _():
    y = ramp(2, 2) * 1
    with torch.no_grad():
        a, b = y.unbind(0)
    return outcome(a.mul_, 2)


@case("view of one of several views")
def _():
    y = ramp(2, 2) * 1
    a = y.unbind(0)[0].view(2)
    return outcome(a.mul_, 2)


@case("several views of a constant, one made differentiable")
def _():
    y = torch.ones(2, 2)
    a, b = y.unbind(0)
    return outcome(a.mul_, leaf(2))


@case("expanded")
def _():
    (leaf(1) * 1).expand(3).add_(1)


@case("expanded, read")
def _():
    x = ramp(2, 1)
    y = x.expand(2, 3)
    (y * torch.arange(6.0).view(2, 3)).sum().backward()
    return y.stride(), x.grad


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


@case("comparisons and logic in place")
def _():
    def of(method, view, learnt, *others):
        y, other = leaf(), torch.ones(4)
        if learnt == "other":
            y, other = y.detach(), other.requires_grad_()
        else:
            y = y * 1
        x = y[1:] if view else y
        called = getattr(x, method)(*([other[1:] if view else other] if others else []))
        node = called.grad_fn
        return names(x, y), called._version, node and [g and g.name() for g, _ in node.next_functions], called

    calls = [("eq_", 1), ("ge_", 1), ("logical_and_", 1), ("logical_not_",)]
    return [outcome(lambda: of(method, view, learnt, *rest)) for method, *rest in calls for view in (False, True) for learnt in ("self", "other")]


@case("operators without derivative in place")
def _():
    y, z = leaf() * 1, leaf() * 1
    y.floor_divide_(2.0)
    z.heaviside_(torch.ones(4))
    return [outcome(lambda: x.sum().backward()) for x in (y, z)], leaf().mul(1).lt_(2.0).grad_fn.name()


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
