"""Diagonals, parts of complex numbers, constants with a pattern, places and counts of small tensors: short ways give what the kernels give."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import counts, creation, elementwise, indexing, masks, scatter, shapes, sorting, views

TYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64], ids=str)
OFFSETS = pytest.mark.parametrize("offset", [-5, -2, -1, 0, 1, 2, 5])
INDEX = torch.tensor([[0, 2, 1, 0], [1, 1, 2, 2], [0, 0, 0, 3]])


def numbers(*shape, dtype=torch.float32):
    return torch.tensor((np.random.default_rng(sum(shape)).random(shape) - 0.4) * 9, dtype=dtype)


def same(made, expected):
    expected = np.asarray(expected)
    assert made.shape == expected.shape and made.numpy().dtype == expected.dtype
    np.testing.assert_array_equal(made.detach().numpy(), expected)


@OFFSETS
def test_diagonals(offset):
    x = numbers(3, 4, 2)
    for dims in ((0, 1), (2, 0), (-1, -2)):
        made, expected = x.diagonal(offset, *dims), views.diagonal(x.numpy(), offset, *dims)
        same(made, expected)
        assert made._base is x and made.stride() == tuple(s // 4 for s in expected.strides)
    same(torch.diag_embed(x, offset), shapes.diag_embed(x.numpy(), offset, -2, -1))
    same(torch.diag_embed(x, offset, 0, 2), shapes.diag_embed(x.numpy(), offset, 0, 2))
    same(torch.diag_embed(x[..., 0], offset), shapes.diag_embed(x[..., 0].numpy(), offset, -2, -1))
    y = x[:, :, 0].clone().requires_grad_()
    y.diagonal(offset).sum().backward()
    same(y.grad, np.eye(3, 4, offset, dtype=np.float32))
    written = torch.zeros(3, 4)
    written.diagonal(offset).fill_(1)
    same(written, np.eye(3, 4, offset, dtype=np.float32))


def test_diagonal_refuses():
    with pytest.raises(RuntimeError, match="diagonal dimensions cannot be identical"):
        torch.ones(2, 2).diagonal(0, 1, -1)
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.ones(2, 2).diagonal(0, 0, 2)


def test_parts_of_complex_numbers():
    z = torch.complex(numbers(3, 4), numbers(4, 3).t())
    for x in (z, z.t(), z[1:, ::2], z.to(torch.complex128), z[0, 0]):
        same(torch.view_as_real(x), np.stack([x.numpy().real, x.numpy().imag], -1))
        same(x.real, x.numpy().real)
        same(x.imag, x.numpy().imag)
        same(x.conj().imag.resolve_neg(), -x.numpy().imag)
        assert x.real.stride() == tuple(2 * s for s in x.stride())
    w = z.clone().requires_grad_()
    (w.real * 2 + w.imag * 3).sum().backward()
    same(w.grad, np.full((3, 4), 2 + 3j, np.complex64))
    v = z.clone()
    v.real.fill_(7)
    v.imag.mul_(2)
    same(v, 7 + 2j * z.numpy().imag)
    assert v._version == 2 and torch.view_as_real(v)._base is v


@OFFSETS
@pytest.mark.parametrize("size", [(3, 4), (5, 2), (1, 1), (0, 3)], ids=str)
def test_triangles(size, offset):
    same(torch.tril_indices(*size, offset), creation.tril_indices(*size, offset, torch.int64))
    same(torch.triu_indices(*size, offset), creation.triu_indices(*size, offset, torch.int64))
    assert torch.tril_indices(*size, offset, dtype=torch.int32).dtype is torch.int32


def test_constants():
    same(torch.eye(3), np.eye(3, dtype=np.float32))
    same(torch.eye(2, 5), np.eye(2, 5, dtype=np.float32))
    same(torch.eye(0), np.eye(0, dtype=np.float32))
    same(torch.eye(3, dtype=torch.int64), np.eye(3, dtype=np.int64))
    assert torch.eye(2, requires_grad=True).requires_grad
    x = numbers(3, 4)
    for value in (2, -0.5, True, float("inf")):
        same(torch.full_like(x, value), np.full((3, 4), value, np.float32))
    same(torch.full_like(x, 2, dtype=torch.int64), np.full((3, 4), 2))
    assert torch.full_like(x.t(), 2).stride() == (1, 4)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_vector_products(dtype):
    x, y = numbers(2, 3, 4, dtype=dtype), numbers(4, 3, 2, dtype=dtype).permute(2, 1, 0).contiguous()
    same(torch.linalg.cross(x, y, dim=1), shapes.cross(x.numpy(), y.numpy(), 1))
    same(torch.linalg.cross(x[..., 0], y[..., 0]), shapes.cross(x[..., 0].numpy(), y[..., 0].numpy(), -1))
    same(torch.cross(x, y[:1], dim=-2), shapes.cross(x.numpy(), y[:1].numpy(), -2))
    with pytest.raises(RuntimeError, match="inputs dimension 2 must have length 3. Got 4 and 4"):
        torch.linalg.cross(x, y, dim=2)


@TYPES
def test_places(dtype):
    x, y = numbers(3, 4, dtype=dtype), numbers(4, 3, dtype=dtype).t().contiguous()
    first = INDEX.clamp(max=2)
    same(x.gather(1, INDEX), scatter.gather(x.numpy(), 1, INDEX.numpy(), False))
    same(x.gather(0, first), scatter.gather(x.numpy(), 0, first.numpy(), False))
    same(x.gather(-1, INDEX[:, :2]), scatter.gather(x.numpy(), -1, INDEX[:, :2].numpy(), False))
    same(x.gather(1, INDEX[:2]), scatter.gather(x.numpy(), 1, INDEX[:2].numpy(), False))
    for how in ("sum", "prod", "amax", "amin"):
        for include in (True, False):
            made = x.scatter_reduce(1, INDEX, y, how, include_self=include)
            same(made, scatter.scatter_reduce(x.numpy(), 1, INDEX.numpy(), y.numpy(), how, include))
            same(x.clone().scatter_reduce_(0, first, y, how, include_self=include), scatter.scatter_reduce(x.numpy(), 0, first.numpy(), y.numpy(), how, include))
    at, source = torch.tensor([1, 5, 1]), y[0, :3].clone()
    same(x.put(at, source), masks.put(x.numpy(), at.numpy(), source.numpy(), False))
    same(x.put(at, source, accumulate=True), masks.put(x.numpy(), at.numpy(), source.numpy(), True))
    same(x.put(at - 6, source), masks.put(x.numpy(), at.numpy() - 6, source.numpy(), False))
    for dim, at in ((0, [0, 2]), (1, [3, 0, 3]), (-1, [-1]), (0, [])):
        at = torch.tensor(at, dtype=torch.int64)
        same(x.index_fill(dim, at, 7), scatter.index_fill(x.numpy(), dim, at.numpy(), 7))
        same(x.clone().index_fill_(dim, at, 7), scatter.index_fill(x.numpy(), dim, at.numpy(), 7))


def test_places_refuse():
    x = numbers(3, 4)
    with pytest.raises(RuntimeError, match="index 4 is out of bounds for dimension 1 with size 4"):
        x.gather(1, INDEX + 1)
    with pytest.raises(IndexError, match="out of range"):
        x.put(torch.tensor([12]), torch.ones(1))
    with pytest.raises(IndexError):
        x.index_fill(0, torch.tensor([3]), 1.0)
    nans = torch.tensor([float("nan"), 1.0])
    assert torch.zeros(2).scatter_reduce(0, torch.tensor([0, 0]), nans, "amax").isnan().tolist() == [True, False]
    assert torch.tensor([float("nan")]).scatter_reduce(0, torch.tensor([0]), torch.ones(1), "amin").isnan().all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool], ids=str)
def test_coordinates(dtype):
    for x in (numbers(3, 4).round().to(dtype), numbers(2, 3, 2).round().to(dtype), torch.zeros(3, dtype=dtype), numbers(5).round().to(dtype), torch.ones((), dtype=dtype)):
        made, expected = x.nonzero(), indexing.nonzero(x.numpy())
        same(made, expected)
        if made.numel():
            assert made.stride() == tuple(s // 8 for s in expected.strides)
        assert [t.tolist() for t in x.reshape(-1).nonzero(as_tuple=True)] == [np.flatnonzero(x.numpy()).tolist()]


@TYPES
@pytest.mark.parametrize("right", [False, True])
def test_places_in_order(dtype, right):
    bounds, x = numbers(7, dtype=dtype).sort()[0], torch.cat([numbers(3, 4, dtype=dtype), numbers(4, 7, dtype=dtype)[:3, :4]])
    same(torch.bucketize(x, bounds, right=right), sorting.bucketize(x.numpy(), bounds.numpy(), False, right))
    same(torch.searchsorted(bounds, x, right=right), sorting.searchsorted(bounds.numpy(), x.numpy(), False, right, None, None))
    assert torch.bucketize(x, bounds, out_int32=True, right=right).dtype is torch.int32
    if dtype.is_floating_point:
        x[0, 0] = float("nan")
        same(torch.bucketize(x, bounds, right=right), sorting.bucketize(x.numpy(), bounds.numpy(), False, right))


@TYPES
def test_index_tensors(dtype):
    x, vector = numbers(3, 4, dtype=dtype), numbers(5, dtype=dtype)
    rows, columns = torch.tensor([0, 2, -1, 0]), torch.tensor([[3, -4, 1, 1], [0, 0, 2, -1]])
    same(x[rows], x.numpy()[rows.numpy()])
    same(vector[columns], vector.numpy()[columns.numpy()])
    same(x[rows, columns[0]], x.numpy()[rows.numpy(), columns[0].numpy()])
    same(x[rows[:2], columns[:, :1]], x.numpy()[rows[:2].numpy(), columns[:, :1].numpy()])
    same(x[torch.tensor(1)], x.numpy()[1])
    for wrong in ((torch.tensor([3]),), (rows, columns[0] + 4), (rows, rows, rows)):
        with pytest.raises(IndexError):
            x[wrong]
    if dtype.is_floating_point:
        for index in (rows, (rows, columns[0]), columns.clamp(-3, 2)):
            y = x.clone().requires_grad_()
            made = y[index]
            assert made.grad_fn.name() == "IndexBackward0"
            for grad in (numbers(*made.shape, dtype=dtype), torch.ones((), dtype=dtype).expand(made.shape)):
                expected = np.zeros((3, 4), y.detach().numpy().dtype)
                np.add.at(expected, tuple(i.numpy() for i in index) if isinstance(index, tuple) else index.numpy(), grad.numpy())
                found = torch.autograd.grad(made, y, grad, retain_graph=True)[0]
                np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5)
        y = x.double().requires_grad_()
        assert torch.autograd.gradgradcheck(lambda y: y[rows] * y[rows], (y,))


def test_counts_of_integers():
    x = torch.tensor([3, 0, 3, 7])
    for least in (0, 3, 20):
        same(torch.bincount(x, minlength=least), counts.bincount(x.numpy(), None, least))
    same(torch.bincount(x[::2]), counts.bincount(x[::2].numpy(), None, 0))
    assert torch.bincount(x, weights=torch.ones(4)).dtype is torch.float32 and torch.bincount(x[:0]).shape == (0,)
    with pytest.raises(RuntimeError, match="only supports 1-d non-negative integral inputs"):
        torch.bincount(x - 1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_signs_and_angles(dtype):
    x = torch.cat([numbers(9, dtype=dtype), torch.tensor([0.0, -0.0, float("nan"), float("inf"), -float("inf")], dtype=dtype)])
    y = x.flip(0)
    same(torch.sgn(x), elementwise.sgn(x.numpy()))
    same(torch.angle(x), elementwise.angle(x.numpy()))
    same(torch.complex(x, y), creation.complex_(x.numpy(), y.numpy()))
    same(torch.complex(x[:3, None], y[:4]), creation.complex_(x[:3, None].numpy(), y[:4].numpy()))
    with pytest.raises(RuntimeError, match="Expected object of scalar type"):
        torch.complex(x, y.half())
