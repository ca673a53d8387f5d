"""Pieces and windows, sums over dimensions that lie apart, likelihoods of classes, numbers in a dtype: quick ways and general ones agree."""
import math

import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import losses, reductions, views
from pyautograd.nn import functional as F

FLOATS = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)


def numbers(*shape, dtype=torch.float32):
    return torch.tensor((np.random.default_rng(sum(shape)).random(shape) - 0.4) * 9, dtype=dtype)


def same_views(made, expected, source):
    assert len(made) == len(expected) and isinstance(made, tuple)
    for found, array in zip(made, expected):
        np.testing.assert_array_equal(found.numpy(), array)
        assert found._base is source and found.stride() == tuple(s // 4 for s in array.strides)


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_pieces(dim):
    base = numbers(5, 4, 3)
    for x in (base, base.transpose(0, 2), base[1:, ::2]):
        source = base
        n = x.shape[dim]
        for size in (1, 2, n, n + 3):
            same_views(x.split(size, dim), views.split(x.numpy(), size, dim), source)
            same_views(x.chunk(size, dim), views.split(x.numpy(), (n + size - 1) // size, dim), source)
        same_views(x.split([1, n - 1], dim), views.split_with_sizes(x.numpy(), [1, n - 1], dim), source)
        same_views(x.split([n, 0], dim), views.split_with_sizes(x.numpy(), [n, 0], dim), source)
        same_views((x.narrow(dim, 1, 1), x.narrow(dim, 0, n)), (views.split(x.numpy(), 1, dim)[1], x.numpy()), source)
        same_views((x.unfold(dim, 2, 1), x.unfold(dim, 1, 2)), (views.unfold(x.numpy(), dim, 2, 1), views.unfold(x.numpy(), dim, 1, 2)), source)
        for to in range(-3, 3):
            found = x.movedim(dim, to)
            assert found.shape == np.moveaxis(x.numpy(), dim, to).shape and (found.numpy() == np.moveaxis(x.numpy(), dim, to)).all()


def test_pieces_with_history_and_refusals():
    x = numbers(4, 3).requires_grad_()
    a, b = x.chunk(2)
    (a.sum() + 2 * b.sum() + 3 * x.unfold(0, 2, 2)[0].sum() + x.split([1, 3])[0].sum() + x.narrow(1, 0, 1).sum() + x.movedim(0, 1)[2].sum()).backward()
    assert x.grad.tolist() == [[6, 5, 6], [5, 4, 5], [3, 2, 3], [3, 2, 3]]
    assert a.grad_fn.name() == "SplitBackward0"
    with pytest.raises(RuntimeError, match="is a view and is being modified inplace"):
        a.mul_(2)
    y = numbers(4, 3)
    for call, text in (
        (lambda: y.split(-1), "split_size be non-negative"), (lambda: y.split([1, 1]), "sum exactly to 4"), (lambda: y.chunk(0), "greater than 0"),
        (lambda: y.narrow(0, 3, 2), "exceeds dimension size"), (lambda: y.unfold(0, 5, 1), "maximum size"), (lambda: y.unfold(0, 1, 0), "must be > 0"),
        (lambda: y.expand(-1, 4, 3), "isn't allowed in a leading"), (lambda: y.expand(4, -2), "dimension size -2|must match"),
    ):  # fmt: skip
        with pytest.raises(RuntimeError, match=text):
            call()
    assert y.expand(2, -1, 3).shape == (2, 4, 3) and y[:, :1].expand(-1, 5).stride() == (3, 0)
    z = numbers(2, 3, 4)
    assert z.flatten(1).shape == (2, 12) and z.flatten(0, 1).shape == (6, 4) and z.flatten(-2).tolist() == z.numpy().reshape(2, 12).tolist() and z.flatten(1, 1) is z
    assert z.flatten(1)._base is z and z.transpose(0, 1).flatten(1)._base is None
    with pytest.raises(RuntimeError, match="start_dim cannot come after end_dim"):
        z.flatten(2, 1)


@FLOATS
@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize("shape", [(2, 3, 4), (5, 7, 40), (40, 3, 2, 9), (1, 3, 4, 1), (9, 1, 33, 2), (3, 1, 1, 5)], ids=str)
def test_sums_apart(shape, keepdim, dtype):
    x = numbers(*shape, dtype=dtype)
    for dims in ((0, 2), (0, -1), (-1, 0), (0, 2, 3), (1, 3), (0, 1)):
        if max(dims) < len(shape) and len({d % len(shape) for d in dims}) == len(dims):
            np.testing.assert_array_equal(x.sum(dims, keepdim=keepdim).numpy(), reductions.sum_dim(x.numpy(), dims, keepdim, None))
            np.testing.assert_array_equal(x.mean(dims, keepdim).numpy(), reductions.mean_dim(x.numpy(), dims, keepdim, None))
    y = x.clone().requires_grad_()
    y.sum((0, -1)).sum().backward()
    assert (y.grad == 1).all()


@FLOATS
@pytest.mark.parametrize("reduction", [0, 1, 2])
@pytest.mark.parametrize("shape", [(5,), (6, 4), (2, 3, 4, 5), (300, 7)], ids=str)
def test_likelihoods(shape, reduction, dtype):
    axis = 0 if len(shape) == 1 else 1
    x = numbers(*shape, dtype=dtype).requires_grad_()
    places = () if axis == 0 else shape[:1] + shape[2:]
    target = torch.tensor(np.random.default_rng(3).integers(0, shape[axis], places))
    for weight in (None, numbers(shape[axis], dtype=dtype)):
        for ignored in (-100, 1):
            name = ("none", "mean", "sum")[reduction]
            found = F.nll_loss(x, target, weight, ignore_index=ignored, reduction=name)
            arrays = [x.detach().numpy(), target.numpy(), None if weight is None else weight.numpy()]
            expected, total = losses.nll_loss(*arrays, reduction, ignored)
            np.testing.assert_array_equal(found.detach().numpy(), expected)
            grad = torch.ones(found.shape, dtype=dtype) * 1.5
            made = torch.autograd.grad(found, x, grad)[0]
            np.testing.assert_array_equal(made.numpy(), losses.nll_loss_backward(grad.numpy(), shape, *arrays[1:], reduction, ignored, np.asarray(total)))
    with pytest.raises(IndexError, match="out of bounds"):
        F.nll_loss(x, target + shape[axis])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.int32, torch.float16, torch.bool], ids=str)
def test_numbers_in_a_dtype(dtype):
    for data in (1, 2.5, [1, 2], [1.5, 2], [[1, 2], [3, 4.5]], (), [], [True, 2], 2**60, [1e300], [2**60, 1], 1e300):
        for options in ({}, {"device": "cpu"}):
            try:
                expected = np.asarray(data, dtype.np) if dtype.is_floating_point or dtype is torch.bool else np.asarray(data).astype(dtype.np)
                made = torch.tensor(data, dtype=dtype, **options)
            except (RuntimeError, OverflowError, ValueError, TypeError):
                continue
            assert made.dtype is dtype and made.shape == expected.shape
            if not math.isinf(np.abs(expected.astype(float)).max(initial=0)):
                np.testing.assert_array_equal(made.numpy(), expected)
    assert torch.tensor([1.0], dtype=torch.float64, requires_grad=True).requires_grad and torch.tensor(2, dtype=torch.float32).item() == 2.0
    with pytest.raises(RuntimeError, match="can require gradients"):
        torch.tensor([1], dtype=torch.int64, requires_grad=True)


@FLOATS
def test_losses_of_classes(dtype):
    x, target = numbers(6, 4, dtype=dtype).requires_grad_(), torch.tensor([0, 3, 1, 2, -100, 3])
    for options in ({}, {"reduction": "sum"}, {"reduction": "none"}, {"weight": numbers(4, dtype=dtype).abs()}, {"ignore_index": 3}):
        array, kinds = x.detach().log_softmax(1).numpy(), ("none", "mean", "sum")
        given = target.numpy() if "ignore_index" not in options else np.where(target.numpy() < 0, 0, target.numpy())
        weight = options["weight"].numpy() if "weight" in options else None
        expected = losses.nll_loss(array, given, weight, kinds.index(options.get("reduction", "mean")), options.get("ignore_index", -100))[0]
        found = F.cross_entropy(x, torch.from_numpy(given), **options)
        np.testing.assert_array_equal(found.detach().numpy(), expected)
        assert F.nll_loss(x.log_softmax(1), torch.from_numpy(given), **options).tolist() == found.tolist() and found.grad_fn.name() == "NllLossBackward0"
    for call, text in (
        (lambda: F.cross_entropy(x, target[:5]), "Expected input batch_size"), (lambda: F.cross_entropy(x, target, reduction="all"), "not a valid value"),
        (lambda: F.nll_loss(x, target, weight=numbers(4, dtype=torch.float64 if dtype is torch.float32 else torch.float32)), "expected scalar type"),
    ):  # fmt: skip
        with pytest.raises((ValueError, RuntimeError), match=text):
            call()
    assert F.cross_entropy(x, target, label_smoothing=0.1).item() != F.cross_entropy(x, target).item()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert F.cross_entropy(x.float(), target).dtype is torch.float32


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex64])
@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (2, 1, 0)])
def test_short_sums_begin_at_zero(dtype, order):
    zeros = torch.zeros(3, 90, 90).neg().to(dtype).permute(order)
    total = torch.view_as_real(zeros.sum(order.index(0))) if dtype.is_complex else zeros.sum(order.index(0))
    assert not total.signbit().any()
