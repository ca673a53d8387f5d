"""x[index] = value, choices and bounds on small tensors: the quick ways and the general ones agree."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import elementwise, masks

DTYPES = [torch.float32, torch.float64, torch.int64, torch.int32]
INDICES = {
    "0": 0, "-1": -1, "slice": slice(1, 3), "step": slice(None, None, 2), "all": Ellipsis, "column": (slice(None), 1), "element": (2, 1, 0), "last": (Ellipsis, 0),
    "new": (None, 1), "none": slice(2, 2), "region": (slice(1, 3), slice(0, 2)), "rows": np.array([2, 0, -1]), "again": np.array([[1, 1], [0, 2]]), "mask": "mask",
    "row mask": np.array([True, False, True, False]),
}  # fmt: skip


def numbers(*shape, dtype=torch.float32):
    return torch.tensor((np.random.default_rng(sum(shape)).random(shape) - 0.4) * 9, dtype=dtype)


@pytest.mark.parametrize("dtype", [*DTYPES, torch.float16, torch.bool], ids=str)
@pytest.mark.parametrize("lie", ["plain", "transposed", "part"])
@pytest.mark.parametrize("index", INDICES)
def test_assignment(index, lie, dtype):
    start = numbers(4, 3, 2, dtype=dtype)
    at = INDICES[index]
    at = start.numpy() > 1 if isinstance(at, str) else at
    ours = torch.from_numpy(at) if isinstance(at, np.ndarray) else at

    def target():
        if lie == "plain":
            return start.clone()
        return torch.zeros(2, 3, 4, dtype=dtype).permute(2, 1, 0).copy_(start) if lie == "transposed" else torch.zeros(4, 3, 5, dtype=dtype)[..., 1:3].copy_(start)

    region = start.numpy()[at]
    values = [2, 1.5, torch.tensor(3, dtype=dtype), torch.tensor([[[3]]], dtype=dtype), numbers(*region.shape, dtype=dtype) if region.size else 4]
    if region.ndim > 1:
        values += [numbers(*region.shape[1:], dtype=dtype), numbers(1, *region.shape[1:-1], 1, dtype=dtype)]
    for value in values:
        x, expected = target(), start.numpy().copy()
        version = x._version
        x[ours] = value
        expected[at] = np.asarray(value).reshape(()) if isinstance(value, torch.Tensor) and value.numel() == 1 else value
        assert x._version == version + 1
        np.testing.assert_array_equal(x.numpy(), expected)


def test_assignment_with_care():
    x = torch.arange(6.0)
    with pytest.raises(RuntimeError, match="single memory location"):
        x[1:] = x[:-1]
    x[:2] = x[4:]
    with pytest.raises(RuntimeError, match="single memory location"):
        x[torch.tensor([2, 3])] = x[:2]
    x[5] = torch.tensor(2.5, dtype=torch.float64)
    assert x.tolist() == [4, 5, 2, 3, 4, 2.5]
    base = torch.zeros(3, requires_grad=True)
    y = base * 1
    y[y == 0] = 5.0
    y[torch.tensor([1])] = base[:1]
    y.sum().backward()
    assert y.tolist() == [5, 0, 5] and base.grad.tolist() == [1, 0, 0]
    z = torch.zeros(3)
    z[1:] = base[1:]
    assert z.requires_grad
    with pytest.raises(IndexError, match="out of bounds"):
        x[torch.tensor([6])] = 1.0
    with pytest.raises(IndexError, match="shape of the mask"):
        x[torch.tensor([True])] = 1.0
    with pytest.raises(RuntimeError, match="expanded size|must match the existing size"):
        x[1:3] = torch.ones(3)
    with pytest.raises(RuntimeError, match="leaf"):
        base[0:1] = 1.0
    with pytest.raises(RuntimeError, match="more than one element|single memory location"):
        torch.zeros(1).expand(3)[0:2] = torch.ones(2)


SHAPES = [((3, 4), (3, 4), (3, 4)), ((3, 4), (4,), (3, 1)), ((4,), (3, 1), ()), ((), (2, 3), (3,)), ((3, 1), (1, 4), (4,)), ((0, 3), (3,), (1,)), ((2, 3), (), ())]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_choices(shapes, dtype):
    mask, x, y = numbers(*shapes[0]) > 1, numbers(*shapes[1], dtype=dtype), numbers(*shapes[2], dtype=dtype) * 2
    np.testing.assert_array_equal(torch.where(mask, x, y).numpy(), elementwise.where(mask.numpy(), x.numpy(), y.numpy()))
    for number in (2, 0.5, float("inf")):
        found, expected = torch.where(mask, x, number), elementwise.where(mask.numpy(), x.numpy(), number)
        assert found.dtype is torch.from_numpy(np.asarray(expected)).dtype
        np.testing.assert_array_equal(found.numpy(), expected)
    for value in (2, torch.tensor(3, dtype=dtype)):
        expected = masks.masked_fill(x.numpy(), mask.numpy(), np.asarray(value) if isinstance(value, torch.Tensor) else value)
        np.testing.assert_array_equal(x.masked_fill(mask, value).numpy(), expected)
    assert torch.where(mask, 1.0, 0.0).dtype is torch.float32 and torch.where(mask, 1, 0).dtype is torch.int64


def test_choices_keep_layouts_and_gradients():
    x, y = numbers(3, 4).t(), numbers(4, 3)
    assert torch.where(x > 0, x, x).stride() == (1, 4) and x.masked_fill(y > 0, 1.0).stride() == (3, 1)
    g, row = numbers(3, 4).requires_grad_(), numbers(4).requires_grad_()
    torch.where(g > 1, g, row).sum().backward()
    np.testing.assert_array_equal(g.grad.numpy(), g.detach().numpy() > 1)
    np.testing.assert_array_equal(row.grad.numpy(), (g.detach().numpy() <= 1).sum(0))


@pytest.mark.parametrize("dtype", [*DTYPES, torch.float16], ids=str)
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_bounds(shapes, dtype):
    x, low, high = (numbers(*shape, dtype=dtype) for shape in shapes)
    if dtype.is_floating_point and x.numel() > 1:
        x.view(-1)[:2] = torch.tensor([float("nan"), -0.0], dtype=dtype)
    for least, most in ((low, high), (low, None), (None, high), (torch.tensor(0, dtype=dtype), None), (low, torch.tensor(0, dtype=dtype))):
        arrays = [b.numpy() if isinstance(b, torch.Tensor) else b for b in (least, most)]
        found, expected = torch.clamp(x, least, most).numpy(), elementwise.clamp(x.numpy(), *arrays)
        np.testing.assert_array_equal(found, expected)
        assert found.dtype == expected.dtype and (np.signbit(found) == np.signbit(expected)).all()


def test_logaddexp():
    for dtype in (torch.float32, torch.float64):
        x, y = numbers(3, 4, dtype=dtype), numbers(4, dtype=dtype)
        np.testing.assert_array_equal(torch.logaddexp(x, y).numpy(), elementwise.logaddexp(x.numpy(), y.numpy()))
        np.testing.assert_array_equal(torch.logaddexp(x.t(), y[:, None]).numpy(), elementwise.logaddexp(x.t().numpy(), y[:, None].numpy()))
