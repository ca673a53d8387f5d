"""The quick ways of joins, extremes, moments, bounds and constants on small tensors give what the general ways give, and refuse what those refuse."""
import math

import numpy as np
import pytest

import pyautograd as torch

FLOATS = [torch.float32, torch.float64]


def numbers(shape, dtype, seed=0):
    return torch.tensor(np.random.default_rng(seed).integers(-3, 4, shape)).to(dtype)


def general(t):
    """The same tensor laid out so that the general way is taken."""
    return torch.stack((t, t), -1)[..., 0]


def same(a, b):
    assert a.dtype == b.dtype and a.shape == b.shape
    assert a.tolist() == b.tolist() or torch.equal(a.isnan(), b.isnan()) and a.nan_to_num().tolist() == b.nan_to_num().tolist()


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64, torch.bool, torch.bfloat16, torch.complex64])
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_joins(dtype, dim):
    a, b = numbers((2, 3), dtype), numbers((2, 3), dtype, 1)
    for function in (torch.cat, torch.stack):
        same(function([a, b, a], dim), function([general(a), b, a], dim))
        assert function([a, b], dim).is_contiguous()
    wide = numbers((2, 5), dtype, 2)
    same(torch.cat((a, wide), 1), torch.cat((general(a), wide), 1))
    with pytest.raises(RuntimeError, match="Sizes of tensors must match except in dimension 0"):
        torch.cat((a, wide), 0)
    with pytest.raises(RuntimeError, match="stack expects each tensor to be equal size"):
        torch.stack((a, wide))
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.cat((a, b), 2)
    with pytest.raises(RuntimeError, match="zero-dimensional tensor"):
        torch.cat((a.sum(), a.sum()))
    assert torch.cat((torch.empty(0), torch.ones(2, 2))).shape == (2, 2)
    assert torch.stack((a.sum(), a.sum())).shape == (2,)


def test_gradients_of_joins():
    a, b = torch.ones(2, 3, requires_grad=True), torch.ones(2, 3)
    weight = torch.arange(12.0).reshape(4, 3)
    (torch.cat((a, b)) * weight).sum().backward()
    assert a.grad.tolist() == weight[:2].tolist()
    a.grad = None
    (torch.stack((b, a), 2) * weight.reshape(2, 3, 2)).sum().backward()
    assert a.grad.tolist() == weight.reshape(2, 3, 2)[:, :, 1].tolist()
    assert type(torch.stack((b, a)).grad_fn).__name__ == "StackBackward0"


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64])
def test_extremes(dtype):
    for seed in range(5):
        x = numbers((4, 5), dtype, seed)
        for name in ("max", "min", "argmax", "argmin"):
            same(getattr(x, name)(), getattr(general(x), name)())
    if dtype.is_floating_point:
        x[2, 1] = math.nan
        assert x.max().isnan() and x.min().isnan() and x.argmax() == 11 and x.argmin() == 11
        y = torch.tensor([1.0, 3.0, 3.0], dtype=dtype, requires_grad=True)
        y.max().backward()
        assert y.grad.tolist() == [0, 0.5, 0.5]
    with pytest.raises(RuntimeError, match="Expected reduction dim to be specified"):
        torch.empty(0, dtype=dtype).max()


@pytest.mark.parametrize("dtype", FLOATS)
def test_moments(dtype):
    x = torch.tensor(np.random.default_rng(0).standard_normal((5, 7)) + 100, dtype=dtype)
    rtol = 1e-6 if dtype == torch.float32 else 1e-13
    for name, call in (("var", np.var), ("std", np.std)):
        for arguments, ddof in (((), 1), ((False,), 0), ((True,), 1)):
            np.testing.assert_allclose(getattr(x, name)(*arguments).item(), call(x.numpy().astype("f8"), ddof=ddof), rtol=rtol)
        for correction in (0, 1, 2, 3.5):
            np.testing.assert_allclose(getattr(x, name)(correction=correction).item(), call(x.numpy().astype("f8"), ddof=correction), rtol=rtol)
        leaf = x.double().clone().requires_grad_()
        assert torch.autograd.gradcheck(lambda t: getattr(t, name)(), leaf)  # noqa: B023
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        assert torch.ones(1, dtype=dtype).std().isnan()


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64])
def test_bounds(dtype):
    x = numbers((30,), dtype)
    for low, high in ((-1, 1), (None, 0), (0, None), (2, -2), (-1.5, 2.5), (math.nan, 1), (-math.inf, math.inf), (0, math.inf)):
        if dtype == torch.int64 and (low in (math.nan, -1.5) or high == math.inf or low != low):
            continue
        same(torch.clamp(x, low, high), torch.clamp(general(x), low, high))
    if dtype.is_floating_point:
        large = numbers((700, 301), dtype)
        large[::7, 3], large[::5, 2] = math.nan, -0.0
        for low, high in ((-0.5, 0.25), (0, None), (None, 0)):
            made, wanted = large.clamp(low, high), torch.clamp(general(large), low, high)
            np.testing.assert_array_equal(made.numpy(), wanted.numpy())
            assert made.signbit().equal(wanted.signbit())
    if dtype.is_floating_point:
        assert torch.clamp(torch.tensor([math.nan], dtype=dtype), 0, 1).isnan()
        leaf = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0], dtype=dtype, requires_grad=True)
        leaf.clamp(-1, 1).sum().backward()
        assert leaf.grad.tolist() == [0, 1, 1, 1, 0]
    with pytest.raises(RuntimeError, match="At least one of 'min' or 'max' must not be None"):
        torch.clamp(x)


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64])
def test_products_equality_and_constants(dtype):
    for n in (1, 2, 3, 17, 100, 3000):
        x, y = numbers((n,), dtype), numbers((n,), dtype, 1)
        assert x.dot(y).item() == (x.double() * y.double()).sum().item() and x.dot(y).dtype == dtype
        assert torch.equal(x, x.clone()) is True and torch.equal(x, y) is bool((x == y).all())
        assert torch.equal(x, torch.cat((y, y))) is False
    with pytest.raises(RuntimeError, match="inconsistent tensor size"):
        numbers((3,), dtype).dot(numbers((4,), dtype))
    if dtype.is_floating_point:
        nan = torch.tensor([math.nan], dtype=dtype)
        assert not torch.equal(nan, nan.clone()) and torch.equal(torch.tensor([0.0], dtype=dtype), torch.tensor([-0.0], dtype=dtype))
    for t in (numbers((2, 3), dtype), numbers((2, 3), dtype).t(), numbers((), dtype)):
        for name, value in (("zeros_like", 0), ("ones_like", 1)):
            made = getattr(torch, name)(t)
            assert made.dtype == dtype and made.shape == t.shape and made.stride() == t.stride() and (made == value).all() and not made.requires_grad
            assert getattr(torch, name)(t, dtype=torch.float64).dtype == torch.float64
            if dtype.is_floating_point:
                assert getattr(torch, name)(t, requires_grad=True).requires_grad


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", ["rand", "randn"])
def test_few_random_numbers_are_those_of_a_generator(name, dtype):
    """The default generator and one that is given go different ways to the same numbers, and are left alike."""
    make = getattr(torch, name)
    other = torch.Generator()
    torch.set_default_dtype(dtype)
    try:
        torch.manual_seed(7), other.manual_seed(7)
        for shape in ((1,), (3,), (), (2, 2), (15,), (16,), (5,), (4, 8), (17,), (700,), (1, 1), (1000, 2), (2,), (0,), (3, 0), (8192,), (6,)):
            quick, given = make(shape), make(shape, generator=other)
            assert torch.equal(quick, given) and quick.dtype == dtype and quick.shape == given.shape
            assert torch.equal(torch.default_generator.get_state(), other.get_state())
    finally:
        torch.set_default_dtype(torch.float32)
    with pytest.raises(RuntimeError, match="negative"):
        make(-1)


def test_constants_of_sizes():
    for dtype in FLOATS:
        torch.set_default_dtype(dtype)
        try:
            assert torch.full((2, 3), 0.5).tolist() == [[0.5] * 3] * 2 and torch.full((2,), 0.5).dtype == dtype
            assert torch.full((2,), 1).dtype == torch.int64 and torch.full((), 2.5).item() == 2.5 and torch.full((0,), 1.0).shape == (0,)
        finally:
            torch.set_default_dtype(torch.float32)
    assert torch.arange(5).tolist() == [0, 1, 2, 3, 4] and torch.arange(5).dtype == torch.int64 and torch.arange(0).shape == (0,)
    assert torch.arange(3.0).dtype == torch.float32 and torch.arange(3, dtype=torch.float64).dtype == torch.float64
    assert torch.arange(2, requires_grad=False).requires_grad is False
    with pytest.raises(RuntimeError, match="upper bound and lower bound inconsistent"):
        torch.arange(-1)
