"""Extremes and truths along dimensions, elements under masks and at listed places, conversions and integers with numbers: quick ways and kernels agree."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import indexing, reductions

NAN = float("nan")
NUMBERS = {
    "floats": [[0.5, -1.0, 3.0, 3.0], [3.0, 0.0, -2.0, 7.0], [1.0, 1.0, 1.0, 1.0]],
    "missing": [[0.5, NAN, 3.0, NAN], [NAN, 0.0, -2.0, 7.0], [1.0, 1.0, NAN, 1.0]],
    "zeros": [[0.0, -0.0, -1.0, 0.0], [-0.0, 0.0, 0.0, -0.0], [-0.0, -0.0, -3.0, -4.0]],
}


def same(made, expected):
    expected = np.asarray(expected)
    assert made.dtype is torch.from_numpy(expected).dtype and tuple(made.shape) == expected.shape and made.is_contiguous()
    np.testing.assert_array_equal(made.detach().numpy(), expected)


@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.int32], ids=str)
@pytest.mark.parametrize("kind", NUMBERS)
def test_extremes(kind, dtype, keepdim):
    if kind == "missing" and not dtype.is_floating_point:
        return
    x = torch.tensor([NUMBERS[kind], NUMBERS["floats"]]).to(dtype)
    for given in (x, x[0], x.transpose(0, 2), x[:, :, 0], x[0, 0]):
        for dim in range(-given.ndim, given.ndim):
            for name in ("max", "min"):
                values, places = getattr(given, name)(dim=dim, keepdim=keepdim)
                expected = getattr(reductions, name + "_dim")(given.numpy(), dim, keepdim)
                same(values, expected[0])
                same(places, expected[1])
                same(getattr(torch, "arg" + name)(given, dim, keepdim), getattr(reductions, "arg" + name)(given.numpy(), dim, keepdim))
                same(getattr(torch, "a" + name)(given, dim, keepdim), getattr(reductions, "a" + name)(given.numpy(), (dim,), keepdim))
        for dims in ((), (0, -1), tuple(range(given.ndim))):
            if len({d % given.ndim for d in dims}) == len(dims):
                same(given.amax(dims, keepdim=keepdim), reductions.amax(given.numpy(), dims, keepdim))
                same(given.amin(dims, keepdim=keepdim), reductions.amin(given.numpy(), dims, keepdim))
        same(given.argmax(), reductions.argmax(given.numpy(), None, False))


def test_extremes_are_differentiable():
    x = torch.tensor(NUMBERS["floats"], requires_grad=True)
    (x.max(1).values.sum() + 2 * x.amin(0).sum() + x.min(dim=1, keepdim=True)[0].sum()).backward()
    assert x.grad.tolist() == [[2, 3, 1, 0], [0, 0, 3, 1], [2, 0, 0, 2]]
    with pytest.raises(IndexError, match="Dimension out of range"):
        x.max(2)
    with pytest.raises(RuntimeError, match="appears multiple times"):
        x.amax((0, 0))


@pytest.mark.parametrize("keepdim", [False, True])
def test_truths(keepdim):
    x = torch.tensor(np.random.default_rng(0).random((3, 4, 5)) > 0.6)
    for given in (x, x.transpose(0, 1), x[..., 0], x.to(torch.uint8), x.float()):
        for dim in (0, -1, (0, 1), [1], (0, -1), ()):
            same(given.any(dim, keepdim=keepdim), reductions.any_dims(given.numpy(), tuple(dim) if isinstance(dim, list) else dim, keepdim))
            same(given.all(dim, keepdim=keepdim), reductions.all_dims(given.numpy(), tuple(dim) if isinstance(dim, list) else dim, keepdim))


@pytest.mark.parametrize("dtype", [torch.float32, torch.int64, torch.bool, torch.float16, torch.bfloat16, torch.complex64], ids=str)
def test_masks_and_lists(dtype):
    x = torch.tensor(np.random.default_rng(1).random((4, 3, 2)) * 9).to(dtype)
    array = x.to(torch.complex128).numpy()
    rows, all_of_it, none = torch.tensor([True, False, True, False]), x.to(torch.complex128).real > 4, torch.zeros(4, dtype=torch.bool)
    for mask in (rows, all_of_it, none, all_of_it[..., 0], torch.zeros(4, 3, 2, dtype=torch.bool)):
        found = x[mask]
        np.testing.assert_array_equal(found.to(torch.complex128).numpy(), array[mask.numpy()])
        assert found.dtype is dtype and found.is_contiguous()
    np.testing.assert_array_equal(x.masked_select(all_of_it).to(torch.complex128).numpy(), array[all_of_it.numpy()])
    for index in ([0, -1], ([0, 1], [2, -3]), (slice(None), [2, 0, 0]), (1, [0, 2]), (Ellipsis, [1, 0]), (slice(None), [[1, 0], [2, 2]]), (slice(1, 3), [0])):
        found = x[index]
        np.testing.assert_array_equal(found.to(torch.complex128).numpy(), array[index])
        assert found.dtype is dtype and found.stride() == x[tuple(torch.tensor(i) if isinstance(i, list) else i for i in index) if type(index) is tuple else torch.tensor(index)].stride()
    matrix = x[..., 0].contiguous()
    np.testing.assert_array_equal(matrix[[0, 1], [1, 2]].to(torch.complex128).numpy(), array[..., 0][[0, 1], [1, 2]])
    for index, text in ((rows[:3], "shape of the mask"), ([4], "index 4 is out of bounds"), ((slice(None), [0, 5]), "index 5 is out of bounds")):
        with pytest.raises(IndexError, match=text):
            x[index]


def test_gradients_of_elements():
    x = torch.arange(12.0).reshape(4, 3).requires_grad_()
    (x[x > 5].sum() + (x[:, [0, 0]] * 2).sum() + x[[1]].sum() + x.masked_select(x < 1).sum() + x[torch.tensor([True, False, False, False])].sum()).backward()
    assert x.grad.tolist() == [[6, 1, 1], [5, 1, 1], [5, 1, 1], [5, 1, 1]]
    expected = indexing.index(x.detach().numpy(), [x.detach().numpy() > 5], None)
    np.testing.assert_array_equal(x[x > 5].detach().numpy(), expected)


def test_conversions():
    x = torch.arange(6.0).reshape(2, 3)
    assert x.to("cpu") is x and x.to(device="cpu") is x and x.to(torch.float32) is x and x.to(x) is x and x.float() is x and x.type_as(x) is x
    assert x.to("cpu", torch.float32) is x and x.to("cpu", copy=True) is not x and x.to(torch.float32, copy=True).tolist() == x.tolist()
    for name, dtype in (("double", torch.float64), ("half", torch.float16), ("bfloat16", torch.bfloat16), ("int", torch.int32), ("long", torch.int64), ("bool", torch.bool)):
        for made in (getattr(x, name)(), x.to(dtype), x.to("cpu", dtype), x.to(dtype=dtype), x.type(dtype), x.to(torch.ones(1, dtype=dtype)), x.type_as(torch.ones(1, dtype=dtype))):
            assert made.dtype is dtype and made.tolist() == [[float(v) if dtype is not torch.bool else bool(v) for v in row] for row in x.tolist()]
    y = x.clone().requires_grad_()
    y.double().sum().backward()
    assert y.grad.dtype is torch.float32 and y.double().grad_fn.name() == "ToCopyBackward0"
    assert x.t().double().stride() == (1, 3)
    assert x.to("meta").device.type == "meta" and torch.ones(2).to(x.to("meta")).device.type == "meta"
    with pytest.raises(AssertionError, match="not compiled with CUDA"):
        x.to("cuda")


def test_integers_with_numbers():
    k = torch.tensor([-7, -1, 0, 3, 2**40])
    array = k.numpy()
    for number in (3, -2, 1, 2**20):
        for made, expected in (
            (k % number, array % number), (k // number, array // number), (torch.fmod(k, number), np.fmod(array, number)), (k + number, array + number),
            (k * number, array * number), (k > number, array > number), (k == number, array == number), (k - number, array - number), (k & number, array & number),
            (torch.maximum(k, torch.tensor(number)), np.maximum(array, number)),
        ):  # fmt: skip
            same(made, expected)
    assert (k / 2).dtype is torch.float32 and (k + 1.5).dtype is torch.float32 and (k.int() % 3).dtype is torch.int32
    for call in (lambda: k % 0, lambda: k // 0, lambda: torch.fmod(k, 0)):
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            call()
