"""Rows at indices, embeddings and masks: the quick ways of small contiguous tensors and the general ways agree."""
import math

import numpy as np
import pytest

import pyautograd as torch
from pyautograd.nn import functional as F

DTYPES = [torch.float32, torch.float64, torch.int64, torch.bool, torch.float16, torch.bfloat16, torch.complex64]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("index", [[0, 2, 1], [-1, -4, 3], [[0, 1], [2, -3]], [0], 3])
def test_rows(dtype, index):
    at = torch.tensor(index)
    for shape in ((4,), (4, 3), (4, 2, 3), (4, 1)):
        x = torch.arange(math.prod(shape)).reshape(shape).to(dtype)
        general = torch.stack((x, x), -1)[..., 0]
        found = x[at]
        assert found.dtype == dtype and found.shape == at.shape + shape[1:] and found.tolist() == general[at].tolist() and (found._base is None) == (at.ndim > 0)
        assert found.tolist() == x.tolist()[index] if isinstance(index, int) else True


def test_errors():
    x = torch.arange(12.0).reshape(4, 3)
    with pytest.raises(IndexError, match="index 4 is out of bounds for dimension 0 with size 4"):
        x[torch.tensor([0, 4])]
    with pytest.raises(IndexError, match="index -5 is out of bounds for dimension 0 with size 4"):
        x[torch.tensor([-5])]
    for wrong in (-1, 4):
        with pytest.raises(IndexError, match="index out of range in self"):
            F.embedding(torch.tensor([0, wrong]), x)
    assert x[torch.tensor([], dtype=torch.int64)].shape == (0, 3)
    assert torch.ones(0, 3)[torch.tensor([], dtype=torch.int64)].shape == (0, 3)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gradients(dtype):
    x = torch.arange(12, dtype=dtype).reshape(4, 3).requires_grad_()
    weight = torch.arange(9, dtype=dtype).reshape(3, 3)
    (x[torch.tensor([1, 1, -1])] * weight).sum().backward()
    assert x.grad.tolist() == [[0, 0, 0], [3, 5, 7], [0, 0, 0], [6, 7, 8]]
    table = torch.arange(12, dtype=dtype).reshape(4, 3).requires_grad_()
    for padding, scaled in ((None, False), (1, False), (-1, False), (None, True)):
        for at in (torch.tensor([1, 3, 1]), torch.tensor([[1, 3], [1, 0]])):
            g = torch.arange(at.numel() * 3, dtype=dtype).reshape(*at.shape, 3) + 1
            (found,) = torch.autograd.grad(F.embedding(at, table, padding, scale_grad_by_freq=scaled), table, g)
            want = np.zeros((4, 3))
            for row, values in zip(at.reshape(-1).tolist(), g.reshape(-1, 3).tolist()):
                if row != (None if padding is None else padding % 4):
                    want[row] += np.array(values) / ((at == row).sum().item() if scaled else 1)
            np.testing.assert_allclose(found.numpy(), want, rtol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64])
def test_masked_fill(dtype):
    x, mask = torch.arange(12).reshape(3, 4).to(dtype), torch.arange(12).reshape(3, 4) % 3 == 0
    for value in (0, 2.0, -1, math.inf, -math.inf, math.nan, True) if dtype.is_floating_point else (0, -1, 2**40):
        found, general = x.masked_fill(mask, value), x.t().masked_fill(mask.t(), value).t()
        assert found.dtype == dtype and found.isnan().tolist() == general.isnan().tolist() and found.nan_to_num().tolist() == general.nan_to_num().tolist()
        assert found.is_contiguous()
    assert x.masked_fill(mask[0], 5).tolist() == [[5, 1, 2, 5], [5, 5, 6, 5], [5, 9, 10, 5]]
    if dtype == torch.float32:
        with pytest.raises(RuntimeError, match="cannot be converted"):
            x.masked_fill(mask, 1e39)
    if dtype.is_floating_point:
        leaf = x.clone().requires_grad_()
        leaf.masked_fill(mask, -math.inf).nan_to_num(neginf=0).sum().backward()
        assert leaf.grad.tolist() == (~mask).to(dtype).tolist()
