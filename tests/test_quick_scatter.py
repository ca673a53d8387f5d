"""gather, scatter and their reductions on small tensors: indices that are shorter than the tensor, numbers, what is there left out or not."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import order_statistics, scatter

TYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.int32], ids=str)
CASES = [((4, 5), 0, (3, 5)), ((4, 5), 1, (2, 7)), ((4, 5), -1, (4, 1)), ((3, 4, 2), 1, (2, 6, 2)), ((3, 4, 2), 0, (1, 2, 1)), ((6,), 0, (9,)), ((2, 3), 1, (0, 3))]


def numbers(*shape, dtype=torch.float32):
    return torch.tensor((np.random.default_rng(sum(shape) + 1).random(shape) - 0.4) * 9, dtype=dtype)


def indices(shape, size):
    return torch.tensor(np.random.default_rng(7).integers(0, size, shape))


def same(made, expected):
    assert made.numpy().dtype == expected.dtype and made.shape == expected.shape
    np.testing.assert_array_equal(made.numpy(), expected)


@TYPES
@pytest.mark.parametrize("case", CASES, ids=str)
def test_places(case, dtype):
    shape, dim, short = case
    x, at = numbers(*shape, dtype=dtype), indices(short, shape[dim])
    source = numbers(*[n + 1 for n in short], dtype=dtype)
    for index in (at, at.transpose(0, -1).contiguous().transpose(0, -1)):
        for src in (source, source[tuple(slice(n) for n in short)], source.transpose(0, -1).contiguous().transpose(0, -1)):
            arrays = x.numpy(), dim, index.numpy(), src.numpy()
            same(x.gather(dim, index), scatter.gather(*arrays[:3]))
            same(x.scatter(dim, index, src), scatter.scatter(*arrays))
            same(x.scatter_add(dim, index, src), scatter.scatter_add(*arrays))
            same(x.clone().scatter_(dim, index, src), scatter.scatter(*arrays))
            for reduce in ("sum", "prod", "amax", "amin", "mean"):
                for include in (True, False):
                    same(x.scatter_reduce(dim, index, src, reduce, include_self=include), scatter.scatter_reduce(*arrays, reduce, include))
        for number in (3, -1.5) if dtype.is_floating_point else (3,):
            same(x.scatter(dim, index, number), scatter.scatter(x.numpy(), dim, index.numpy(), number))


def test_missing_numbers_and_gradients():
    x, at = torch.tensor([[1.0, float("nan"), 3.0], [4.0, 5.0, 6.0]]), torch.tensor([[0, 1, 0]])
    src = torch.tensor([[float("nan"), 2.0, 9.0]])
    for reduce in ("amax", "amin", "sum", "mean"):
        same(x.scatter_reduce(1, at, src, reduce), scatter.scatter_reduce(x.numpy(), 1, at.numpy(), src.numpy(), reduce))
    g, s = numbers(3, 4).requires_grad_(), numbers(2, 2).requires_grad_()
    place = torch.tensor([[3, 0], [1, 1]])
    (g.scatter(1, place, s).sum() + g.scatter_add(1, place, s).sum() + g.gather(1, place).sum() + g.scatter(1, place, 2.0).sum()).backward()
    assert g.grad.tolist() == [[2, 3, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3]] and s.grad.tolist() == [[2, 2], [2, 2]]
    for call, text in (
        (lambda: x.gather(1, at + 3), "out of bounds for dimension 1"), (lambda: x.scatter(0, at + 2, 1.0), "out of bounds for dimension 0"),
        (lambda: x.gather(1, at[0]), "same number of dimensions"), (lambda: x.scatter(1, torch.zeros(3, 1, dtype=torch.int64), 1.0), "no larger than self"),
    ):  # fmt: skip
        with pytest.raises(RuntimeError, match=text):
            call()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("shape", [(120, 101), (3, 9000)], ids=str)
def test_many_elements(shape, dtype):
    x = numbers(*shape, dtype=dtype)
    for dim in (0, 1):
        at = indices(shape, shape[dim])
        same(x.scatter(dim, at, x * 2), scatter.scatter(x.numpy(), dim, at.numpy(), (x * 2).numpy()))
        same(x.index_select(dim, at[0]), scatter.index_select(x.numpy(), dim, at[0].numpy())) if dim == 1 or shape[0] > 3 else None
        for found, expected in zip(x.median(dim), order_statistics.median_dim(x.numpy(), dim, False)):
            same(found, expected)
        for found, expected in zip(x.kthvalue(3, dim), order_statistics.kthvalue(x.numpy(), 3, dim, False)):
            same(found, expected)
    windows = x.unfold(1, 3, 1)
    same(windows.sum(-1), np.asarray(windows.numpy()[..., 0] + windows.numpy()[..., 1] + windows.numpy()[..., 2]))
