"""``MaskedTensor``: what it prints, operators under masks, derivatives."""
import warnings

import pytest

import pyautograd as torch
from pyautograd.masked import MaskedTensor, as_masked_tensor, is_masked_tensor, masked_tensor

pytestmark = pytest.mark.filterwarnings("ignore:The PyTorch API of MaskedTensors", "ignore:It is not recommended to create")
MASK = torch.tensor([True, False, True, False])
MASK2 = torch.tensor([[True, False, True], [False, True, True]])


def line(requires_grad=False):
    return masked_tensor(torch.arange(4.0), MASK, requires_grad)


def table():
    return masked_tensor(torch.arange(6.0).view(2, 3), MASK2)


def values(masked):
    """The elements that count, None for the others."""
    return [x if m else None for x, m in zip(masked._masked_data.flatten().tolist(), masked.get_mask().flatten().tolist())]


def test_prints():
    assert repr(line()) == "MaskedTensor(\n  [  0.0000,       --,   2.0000,       --]\n)"
    assert repr(table()) == "MaskedTensor(\n  [\n    [  0.0000,       --,   2.0000],\n    [      --,   4.0000,   5.0000]\n  ]\n)"
    assert repr(table().sum()) == "MaskedTensor( 11.0000, True)" and repr(masked_tensor(torch.tensor(3), torch.tensor(False))) == "MaskedTensor(      --, False)"
    assert repr(table().long()) == "MaskedTensor(\n  [\n    [0,       --, 2],\n    [      --, 4, 5]\n  ]\n)"


def test_elementwise_operators():
    a, b = line(), masked_tensor(torch.arange(4.0) + 1, MASK)
    for made, expected in (
        (a + b, [1.0, None, 5.0, None]), (2 * a - 1, [-1.0, None, 3.0, None]), (a > 1, [False, None, True, None]), (a**2, [0.0, None, 4.0, None]),
        (torch.maximum(a, b), [1.0, None, 3.0, None]), (a.neg().abs(), [0.0, None, 2.0, None]), (a + torch.ones(4), [1.0, None, 3.0, None]),
    ):  # fmt: skip
        assert is_masked_tensor(made) and values(made) == expected
    assert (a + torch.ones(2, 4)).shape == (2, 4) and values(a.add_(1)) == values(a) == [1.0, None, 3.0, None]
    with pytest.raises(ValueError, match="Input masks must match"):
        a + masked_tensor(torch.ones(4), ~MASK)
    with warnings.catch_warnings(record=True) as caught, pytest.raises(TypeError, match="Multiple dispatch failed for 'torch._ops.aten.relu.default'"):
        a.relu()
    assert "relu is not implemented in __torch_dispatch__ for MaskedTensor" in str(caught[-1].message)


def test_moved_elements():
    x = table()
    assert values(x[0]) == [0.0, None, 2.0] and values(x.t()) == [0.0, None, None, 4.0, 2.0, 5.0] and values(x.reshape(6)[::2]) == [0.0, 2.0, 4.0]
    assert values(torch.cat([x, x])) == values(x) * 2 and [values(part) for part in x.split(1)] == [[0.0, None, 2.0], [None, 4.0, 5.0]]
    assert values(x[x.get_mask()]) == [0.0, 2.0, 4.0, 5.0] and torch.equal(x.to_tensor(9.0), torch.tensor([[0.0, 9.0, 2.0], [9.0, 4.0, 5.0]]))
    assert torch.equal(x.get_data(), torch.arange(6.0).view(2, 3)) and x.double().dtype is torch.float64 and type(x.clone()) is MaskedTensor


def test_reductions():
    x = table()
    for made, expected in (
        (x.sum(), [11.0]), (x.sum(0), [0.0, 4.0, 7.0]), (torch.mean(x, 1), [1.0, 4.5]), (x.amax(1, keepdim=True), [2.0, 5.0]), (x.prod(1), [0.0, 20.0]),
        (x.argmin(0), [0, 1, 0]), (x.var(1), [2.0, 0.5]), (x.all(1), [False, True]), (x.sum(dim=(0, 1)), [11.0]),
    ):  # fmt: skip
        assert values(made) == expected
    nothing = masked_tensor(torch.ones(2, 2), torch.tensor([[False, False], [True, False]])).sum(1)
    assert values(nothing) == [None, 1.0]
    soft = torch.nn.functional.softmax(x, -1)
    assert torch.allclose(soft.to_tensor(0.0).sum(1), torch.ones(2)) and torch.equal(soft.get_mask(), x.get_mask())


def test_derivatives_keep_to_the_mask():
    a, b = line(True), line(True)
    (a * (b + 1)).sum().backward()
    assert values(a.grad) == [1.0, None, 3.0, None] and values(b.grad) == [0.0, None, 2.0, None]
    for function, expected in ((lambda t: t.exp().mean(), [0.5, None, 3.6945, None]), (lambda t: t.prod(), [2.0, None, 0.0, None]), (lambda t: t.amax(), [0.0, None, 1.0, None])):
        a.grad = None
        function(a).backward()
        assert values(a.grad) == [None if e is None else pytest.approx(e, abs=1e-4) for e in expected]
    plain = torch.arange(4.0, requires_grad=True)
    (as_masked_tensor(plain, MASK) / 2).to_tensor(0.0).sum().backward()
    assert values(plain.grad) == [0.5, None, 0.5, None]


def test_where_takes_masks_along():
    a = line()
    other = masked_tensor(torch.full((4,), 7.0), ~MASK)
    made = torch.where(torch.tensor([True, True, False, False]), a, other)
    assert values(made) == [0.0, None, None, 7.0]


@pytest.mark.parametrize("call, error, text", [
    (lambda: masked_tensor(3, 4), TypeError, "data must be a Tensor"), (lambda: masked_tensor(torch.ones(2), 4), TypeError, "mask must be a Tensor"),
    (lambda: masked_tensor(torch.ones(2), torch.ones(2)), TypeError, "mask must have dtype bool."),
    (lambda: masked_tensor(torch.ones(2), torch.ones(3) > 0), ValueError, r"data.size\(\) must equal mask.size\(\)"),
    (lambda: masked_tensor(torch.ones(2, dtype=torch.complex64), torch.ones(2) > 0), TypeError, "torch.complex64 is not supported in MaskedTensor."),
    (lambda: masked_tensor(line(), MASK), TypeError, "data must be a Tensor"),
    (lambda: line().numpy(), RuntimeError, "numpy.. is not supported for tensor subclasses"),
])  # fmt: skip
def test_refusals(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_warns_of_the_prototype():
    with pytest.warns(UserWarning, match="MaskedTensors is in prototype stage"):
        line()
    with pytest.warns(UserWarning, match="not recommended to create a MaskedTensor with a tensor that requires_grad"):
        masked_tensor(torch.ones(2, requires_grad=True), torch.ones(2) > 0)
