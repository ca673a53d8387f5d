"""Paths that a common call takes past the general machinery give what the general way gives: values, layouts, histories, errors."""
import math

import numpy as np
import pytest

import pyautograd as torch


def described(make):
    """What a call gives, or the exception it raises."""
    try:
        t = make()
    except Exception as error:
        return type(error), str(error)
    node = type(t.grad_fn).__name__ if t.grad_fn is not None else None
    return t.shape, t.stride(), t.storage_offset(), t.dtype, t.requires_grad, node, t._is_view(), t._version, t.tolist()


BASIC = [
    (2,), (-1,), (slice(1, 3),), (slice(None),), (slice(None, None, 2),), (slice(-3, -1),), (slice(1, 100),), (slice(3, 1),), (slice(2, 2),), (1, 2), (-1, -2),
    (1, slice(0, 2)), (slice(0, 2), 1), (None,), (None, 1), (1, None), (Ellipsis,), (Ellipsis, 1), (1, Ellipsis), (Ellipsis, None, 0), (None, Ellipsis),
    (slice(None), None, slice(1, 3)), (slice(None, None, 3), slice(1, None, 2)), (0, 0, 0), (7,), (1, -9), (Ellipsis, Ellipsis), (), (slice(None, None, 0),),
    (slice(2**70, None),), (0, None, 0, None, 0), (slice(None, None, -1),), (True,), (1.5,), ("a",),
]  # fmt: skip


@pytest.mark.parametrize("index", BASIC, ids=str)
@pytest.mark.parametrize("layout", ["contiguous", "turned", "expanded", "empty"])
def test_basic_index_with_and_without_history(index, layout):
    def source(needs):
        t = torch.arange(60.0).reshape(5, 4, 3) if layout != "empty" else torch.zeros(5, 0, 3)
        t = {"turned": t.permute(2, 0, 1), "expanded": t[:, :1].expand(5, 4, 3)}.get(layout, t) if layout != "empty" else t
        return t.detach().requires_grad_(needs)

    key = index[0] if len(index) == 1 else index
    quick, general = described(lambda: source(False)[key]), described(lambda: source(True)[key])
    if len(quick) == 2:
        assert quick == general
    else:
        assert quick[:4] + quick[6:] == general[:4] + general[6:]  # one is recorded, the other is not


def test_views_without_history_share_memory_version_and_base():
    x = torch.zeros(4, 5)
    view = x[1:3, 2]
    view.add_(1)
    assert x._version == 1 and x.sum() == 2 and view._base is x
    leaf = torch.zeros(4, 5, requires_grad=True)
    with torch.no_grad():
        part = leaf[1:3, 2]
    assert part.requires_grad is False or part._base is leaf
    with pytest.raises(RuntimeError):
        part.mul_(2)


@pytest.mark.parametrize("index", [3, -1, (1, 2), (0,), 10, (1, 2, 3), (1, -7)])
@pytest.mark.parametrize("value", [2, 1.5, -0.0, math.inf, math.nan, 1e300, 2**60, 2**70, True, 1j])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.int32, torch.bool])
def test_writing_an_element(index, value, dtype):
    def written(write):
        t = torch.zeros(5, 5, dtype=dtype)
        t = t if isinstance(index, tuple) and len(index) > 1 else t[0]
        try:
            write(t)
        except Exception as error:
            return type(error), str(error)
        return t._version, repr(t.tolist())

    def through_a_view(t):
        i = index if isinstance(index, tuple) else (index,)
        t[(*i, Ellipsis)] = value

    assert written(lambda t: t.__setitem__(index, value)) == written(through_a_view)


def test_writing_an_element_of_shared_and_recorded_memory():
    x = torch.zeros(1).expand(3)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor refers to a single memory location"):
        x[1:3] = 1.0
    x[1] = 2.0  # one element through a view of it, as in PyTorch
    assert x.tolist() == [2.0] * 3
    leaf = torch.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf Variable"):
        leaf[0] = 1.0
    grown = leaf * 1
    grown[0] = 5.0
    grown.sum().backward()
    assert leaf.grad.tolist() == [0.0, 1.0, 1.0]


@pytest.mark.parametrize("shape", [(6,), (2, 3), (3, 2), (-1,), (2, -1), (1, 6), (4,), (-1, -1), (0,), (7, -1), ()])
@pytest.mark.parametrize("layout", ["contiguous", "turned", "strided"])
def test_reshape(shape, layout):
    base = np.arange(12.0, dtype=np.float32).reshape(2, 6)
    array = {"contiguous": base[0].reshape(2, 3), "turned": base[0].reshape(3, 2).T, "strided": base[:, ::2]}[layout]
    quick = described(lambda: torch.from_numpy(array).reshape(shape))
    recorded = described(lambda: torch.from_numpy(array).requires_grad_().reshape(shape))
    if len(quick) == 2:
        assert quick == recorded
        with pytest.raises(ValueError):
            array.reshape(shape)
    else:
        assert quick[-1] == array.reshape(shape).tolist() == recorded[-1] and quick[:4] == recorded[:4]


@pytest.mark.parametrize("data", [
    0.5, 3, True, -0.0, 2**62, 2**63, [1.0, 2.0], [1, 2], [1, 2.0], (1.0, 2.0), [[1.0, 2.0], [3.0, 4.0]], [[1], [2]], [[1], [2.5]], [], [[]], [[1.0], [2.0, 3.0]], [True, False],
    [1.0, True], [None], ["a"], [2**60], [2**70], [1e300], [[1.0], 2.0], [1.0, [2.0]], [math.nan, math.inf], [[[1.0]]], [1j], [np.float32(1)], [torch.tensor(1.0)],
], ids=str)  # fmt: skip
def test_tensor_of_numbers(data):
    """A list subclass takes the conversion that knows everything."""

    class Other(list):
        pass

    def general():
        return torch.tensor(Other(data)) if isinstance(data, (list, tuple)) else torch.tensor([data])[0]

    quick, slow = described(lambda: torch.tensor(data)), described(general)
    keep = slice(None) if isinstance(data, (list, tuple)) else slice(-1, None)
    assert repr(quick[keep]) == repr(slow[keep])
    for needs in (False, True):
        assert described(lambda: torch.tensor(data, requires_grad=needs))[:1] == described(lambda: torch.tensor(Other(data) if isinstance(data, (list, tuple)) else data, requires_grad=needs, dtype=None))[:1]


def test_tensor_follows_the_default_dtype():
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.tensor([0.1]).dtype is torch.tensor(0.1).dtype is torch.zeros(2).dtype is torch.ones(2).dtype is torch.float64
        assert torch.tensor([0.1]).item() == 0.1 and torch.tensor([1, 2]).dtype is torch.int64
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("size", [(3,), (2, 3), ((2, 3),), ([2],), (0,), (2, 0), (), (torch.Size([2]),), (40, 40), (-1,), ((2, -1),), (2.0,), (True,)], ids=str)
@pytest.mark.parametrize("name", ["zeros", "ones", "empty"])
def test_constants(name, size):
    make = getattr(torch, name)
    keep = slice(0, 4)
    assert described(lambda: make(*size))[keep] == described(lambda: make(*size, requires_grad=False))[keep]
    if name != "empty" and size == (2, 3):
        assert make(*size).tolist() == [[float(name == "ones")] * 3] * 2


@pytest.mark.parametrize("call", [
    lambda lib, x: x.sum(dim=1), lambda lib, x: x.sum(dim=-1, keepdim=True), lambda lib, x: x.sum(1, keepdim=True), lambda lib, x: x.add(x, alpha=2), lambda lib, x: x.sub(1, alpha=0.5),
    lambda lib, x: lib.softmax(x, dim=0), lambda lib, x: x.sum(dim=None), lambda lib, x: x.sum(dim=(0, 1)), lambda lib, x: x.clamp(min=0.5), lambda lib, x: x.clamp(max=0.5, min=0.1),
    lambda lib, x: lib.add(x, other=x), lambda lib, x: x.sum(nothing=1), lambda lib, x: x.sum(1, dim=1), lambda lib, x: x.sum(axis=1), lambda lib, x: x.add(alpha=2, other=x),
    lambda lib, x: x.std(dim=1, correction=0), lambda lib, x: x.sum(dtype=lib.float64), lambda lib, x: x.masked_fill(mask=x > 1, value=2), lambda lib, x: x.masked_fill(x > 1, 2**64),
    lambda lib, x: x**2, lambda lib, x: 2**x, lambda lib, x: x**x, lambda lib, x: x**True, lambda lib, x: x ** lib.tensor(2.0),
])  # fmt: skip
def test_arguments_by_name(call):
    oracle = pytest.importorskip("torch")

    def answer(library):
        try:
            made = call(library, library.tensor([[0.5, 1.5], [2.5, 3.5]]))
        except Exception as error:
            return type(error), str(error)
        return tuple(made.shape), str(made.dtype).rpartition(".")[2], np.round(np.asarray(made.tolist(), float), 5).tolist()

    assert answer(torch) == answer(oracle)


def test_gradients_of_one_tensor():
    x, y = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(3.0, requires_grad=True)
    z = (x * y).sum()
    assert [g.tolist() for g in torch.autograd.grad(z, [x, y], retain_graph=True)] == [[3.0, 3.0], 3.0]
    assert torch.autograd.grad(z, x, torch.tensor(2.0), retain_graph=True)[0].tolist() == [6.0, 6.0]
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        torch.autograd.grad(z, x, torch.ones(2), retain_graph=True)
    unused = torch.tensor(1.0, requires_grad=True)
    with pytest.raises(RuntimeError, match="at index 1 appears to not have been used"):
        torch.autograd.grad(z, (x, unused), retain_graph=True)
    assert torch.autograd.grad(z, (x, unused), retain_graph=True, allow_unused=True)[1] is None
    assert torch.autograd.grad(x, x, torch.ones(2))[0].tolist() == [1.0, 1.0]
    first = torch.autograd.grad(z, x, create_graph=True)[0]
    assert torch.autograd.grad(first.sum(), y)[0].tolist() == 2.0
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.autograd.grad(torch.ones(()), x)
    hidden = x * 2
    out = (hidden * hidden).sum()
    hidden.register_hook(lambda g: g * 10)
    assert torch.autograd.grad(out, hidden)[0].tolist() == torch.autograd.grad((hidden.detach().requires_grad_() ** 2).sum() + (hidden * hidden).sum(), hidden)[0].tolist()


def test_backward_with_a_gradient_leaves_it_alone():
    x, g = torch.ones(3, requires_grad=True), torch.tensor([1.0, 2.0, 3.0])
    y = x * 1
    y.backward(g, retain_graph=True)
    x.grad.add_(1)
    assert g.tolist() == [1.0, 2.0, 3.0] and x.grad is not g
    y.backward(g)
    assert x.grad.tolist() == [3.0, 5.0, 7.0]
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time|Mismatch"):
        (y * y).sum().backward()
        y.backward(torch.ones(2))


def test_shapes_hash_and_compare_as_tuples():
    shape = torch.zeros(2, 3).shape
    assert hash(shape) == hash((2, 3)) and shape == (2, 3) and {shape: 1}[(2, 3)] == 1 and type(shape) is torch.Size


@pytest.mark.parametrize("value", [0, 1.5, -2, math.nan, 1e300, 2**63, 1j, True])
def test_fill(value):
    def filled(t, value):
        try:
            return repr(t.fill_(value).tolist()), t._version
        except Exception as error:
            return type(error), str(error)

    assert filled(torch.zeros(2, 4), value)[0] == filled(torch.zeros(2, 8)[:, ::2], value)[0]
