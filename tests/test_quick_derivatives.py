"""The short ways through a backward of small tensors give what the table's formulas give: values, layouts, errors."""
import numpy as np
import pytest

import pyautograd as torch

DTYPES = [torch.float32, torch.float64]


def tensor(shape, dtype, seed=0):
    return torch.tensor(np.random.default_rng(seed).uniform(0.2, 1.5, shape), dtype=dtype)


def both(function, *inputs, weight=None):
    """Gradients without and with a graph: the second way goes through the formulas."""
    found = []
    for create in (False, True):
        leaves = [x.detach().clone().requires_grad_() for x in inputs]
        y = function(*leaves)
        g = torch.ones_like(y) if weight is None else weight
        found.append(torch.autograd.grad(y, leaves, g, create_graph=create))
    for quick, general in zip(*found):
        assert quick.dtype == general.dtype and quick.shape == general.shape
        np.testing.assert_allclose(quick.numpy(), general.detach().numpy(), rtol=1e-6 if quick.dtype == torch.float32 else 1e-14)
    return found[0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", [2, 3, 2.0, 0.5, 1, -1, -2, 1.7, 0, 4])
def test_power(dtype, exponent):
    x = tensor((3, 4), dtype)
    both(lambda x: x**exponent, x, weight=tensor((3, 4), dtype, 1))
    both(lambda x: x**exponent, x.t(), weight=tensor((4, 3), dtype, 1))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (1,), (5,), (3, 4), (2, 3, 4, 1, 2), (100, 50)])
def test_sum_and_mean(dtype, shape):
    x = tensor(shape, dtype)
    g = tensor((), dtype, 1)
    both(lambda x: x.sum(), x, weight=g)
    both(lambda x: x.mean(), x, weight=g)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("m, k, n", [(1, 1, 1), (1, 4, 16), (8, 8, 8), (3, 17, 5), (16, 1, 16), (2, 40, 3), (5, 3, 1), (64, 16, 30), (1, 100, 100)])
def test_product(dtype, m, k, n):
    x, y, g = tensor((m, k), dtype), tensor((k, n), dtype, 1), tensor((m, n), dtype, 2)
    rtol = 1e-5 if dtype == torch.float32 else 1e-13
    for left in (x, x.t().contiguous().t(), torch.cat((x, x), 1)[:, :k]):
        for right in (y, y.t().contiguous().t(), torch.cat((y, y))[:k], torch.cat((y, y), 1)[:, ::2] if n == 1 else y):
            np.testing.assert_allclose((left @ right).numpy(), left.numpy().astype("f8") @ right.numpy().astype("f8"), rtol=rtol)
            a, b = left.detach().requires_grad_(), right.detach().requires_grad_()
            grads = torch.autograd.grad(a @ b, (a, b), g)
            np.testing.assert_allclose(grads[0].numpy(), g.numpy().astype("f8") @ right.numpy().astype("f8").T, rtol=rtol)
            np.testing.assert_allclose(grads[1].numpy(), left.numpy().astype("f8").T @ g.numpy().astype("f8"), rtol=rtol)
            (only,) = torch.autograd.grad(a @ right, a, g)
            assert torch.equal(only, grads[0])
            for spread in (g, g[:1].expand(m, n)):
                quick, general = (torch.autograd.grad(a @ b, (a, b), spread, create_graph=create) for create in (False, True))
                for found, wanted in zip(quick, general):
                    assert found.stride() == wanted.stride() and torch.allclose(found, wanted.detach(), rtol=rtol)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(7,), (2, 3), (1, 1), (1100,)])
def test_one_number_is_added_to_the_gradient_that_is_there(dtype, shape):
    """The gradient of a sum shows one element everywhere; written out, it takes another way."""
    step = torch.tensor(1 / 3, dtype=dtype)
    x, y = (tensor(shape, dtype).requires_grad_() for _ in range(2))
    for _ in range(3):
        x.sum().backward(step)
        y.backward(step.expand(shape).contiguous())
    assert torch.equal(x.grad, y.grad) and x.grad._version == y.grad._version


def test_errors_stay():
    x = torch.ones(3, requires_grad=True)
    a = x * 1
    y = (a**3).sum()
    a.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()
    m = torch.ones(2, 2, requires_grad=True)
    b = m * 1
    z = (b @ b).sum()
    z.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        z.backward()
    b = m * 1
    z = (b @ b).sum()
    b.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


def test_saved_tensor_hooks_are_called():
    seen = []
    x = torch.ones(3, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: (seen.append("pack"), t)[1], lambda t: (seen.append("unpack"), t * 2)[1]):
        y = (x**3).sum()
    y.backward()
    assert seen == ["pack", "unpack"] and x.grad.tolist() == [12.0] * 3


@pytest.mark.parametrize("left, right", [
    ((5, 1), (2,)), ((2,), (5, 1)), ((5, 2), (2,)), ((5, 2), (5, 1)), ((1, 3), (4, 1)), ((), (4,)), ((4,), ()), ((1,), (3, 1)), ((64, 2), (2,)), ((2, 64), (1, 64)),
    ((3, 0), (1,)), ((0,), (1,)), ((2, 3, 4), (4,)), ((100, 3), (1, 3)),
])  # fmt: skip
@pytest.mark.parametrize("dtype", [*DTYPES, torch.int64])
def test_small_broadcasts(left, right, dtype):
    a, b = torch.arange(1, 1 + int(np.prod(left))).reshape(left).to(dtype), torch.arange(2, 2 + int(np.prod(right))).reshape(right).to(dtype)
    for function in (torch.add, torch.mul, torch.sub, torch.maximum, torch.lt, torch.eq):
        found = function(a, b)
        wide = [np.ascontiguousarray(x) for x in np.broadcast_arrays(a.numpy(), b.numpy())]
        general = function(torch.tensor(wide[0]), torch.tensor(wide[1]))
        assert found.dtype == general.dtype and found.stride() == general.stride() and torch.equal(found, general)
    with pytest.raises(RuntimeError, match="must match the size"):
        torch.ones(3, dtype=dtype) + torch.ones(2, 4, dtype=dtype)


def test_gradients_of_broadcasts_are_summed():
    for shape, other in (((3,), (2, 3)), ((3,), (1, 3)), ((2, 1), (2, 3)), ((), (4,)), ((3,), (2, 2, 3))):
        a, b = torch.ones(shape, requires_grad=True), tensor(other, torch.float32)
        (a * b).backward(torch.ones(torch.broadcast_shapes(shape, other)))
        np.testing.assert_allclose(a.grad.numpy(), (np.ones(shape, "f8") * 0 + b.numpy().astype("f8")).sum() if shape == () else _summed(b.numpy(), shape), rtol=1e-6)


def _summed(values, shape):
    wide = np.broadcast_to(values, np.broadcast_shapes(values.shape, shape)).astype("f8")
    wide = wide.sum(axis=tuple(range(wide.ndim - len(shape))))
    return wide.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1 and wide.shape[i] != 1), keepdims=True) if 1 in shape else wide


def test_arrays_of_dead_views_are_used_again_without_a_trace():
    base = torch.arange(24.0).reshape(4, 6)
    for _ in range(3):
        views = [base[i] for i in range(4)] + [base[:, 1], base.t(), base[1:3, ::2], base[2, 3], base.reshape(24)]
        assert [v.tolist() for v in views[:4]] == [[6.0 * i + j for j in range(6)] for i in range(4)]
        assert views[5].stride() == (1, 6) and views[6].tolist() == [[6.0, 8.0, 10.0], [12.0, 14.0, 16.0]]
        arrays = [v.numpy() for v in views]
        del views
        assert arrays[8].tolist() == base.flatten().tolist() and arrays[5].T.flags.c_contiguous
        other = torch.arange(10).reshape(2, 5)
        parts = [other[i] for i in range(2)]
        assert parts[1].dtype == torch.int64 and parts[1].tolist() == [5, 6, 7, 8, 9]
        frozen = np.arange(6.0)
        frozen.flags.writeable = False
        with pytest.warns(UserWarning) if _ == 0 else _nothing():
            shown = torch.from_numpy(frozen)
        assert shown[2:4].tolist() == [2.0, 3.0]
        memory = memoryview(base[1].numpy())
        assert memory.shape == (6,)


class _nothing:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


@pytest.mark.parametrize("create", [False, True])
def test_inputs_of_grad(create):
    """Leaves, inner tensors, repeated and unreached ones, and the output itself."""
    x, y, z = (torch.full((3,), v, requires_grad=True) for v in (2.0, 3.0, 4.0))
    a = x * y
    b = (a * a + x).sum()
    found = torch.autograd.grad(b, (a, x, a, b, z, x), create_graph=create, allow_unused=True)
    assert found[0].tolist() == [12.0] * 3 and found[1].tolist() == [37.0] * 3 and found[3].item() == 1 and found[4] is None
    assert found[2].tolist() == found[0].tolist() and found[5].tolist() == found[1].tolist()
    assert x.grad is None and a.grad is None
    c = (x * y).sum()
    c.backward(inputs=[y, y])
    assert x.grad is None and y.grad.tolist() == [2.0] * 3
