"""Large products by several threads: each takes some of the matrices of a batch, of the rows or of the columns."""
import threading

import numpy as np
import pytest

import pyautograd as torch


@pytest.fixture(params=[1, 2, 3], autouse=True)
def threads(request):
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def _operands(shape, turn, dtype, seed):
    x = np.random.default_rng(seed).standard_normal((*shape[:-2], shape[-1], shape[-2]) if turn else shape).astype(dtype)
    return torch.from_numpy(x).mT if turn else torch.from_numpy(x)


SHAPES = [
    ((300, 200), (200, 170)), ((130, 260), (260, 500)), ((17, 900), (900, 400)), ((400, 2000), (2000, 5)), ((129, 128), (128, 128)),
    ((9, 70, 50), (9, 50, 80)), ((3, 150, 90), (3, 90, 160)), ((2, 64, 200), (2, 200, 333)), ((8, 700), (700, 210)), ((61, 300), (300, 150)),
    ((40, 33, 37), (40, 37, 45)), ((900, 1), (1, 700)), ((1, 900), (900, 700)),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("turns", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_products(shapes, turns, dtype):
    x, y = (_operands(shape, turn, dtype, seed) for seed, (shape, turn) in enumerate(zip(shapes, turns)))
    expected = np.matmul(x.numpy().astype("f8"), y.numpy().astype("f8"))
    made = x @ y
    assert made.shape == expected.shape and made.dtype == x.dtype
    np.testing.assert_allclose(made.numpy(), expected, rtol=1e-4 if dtype == "float32" else 1e-11, atol=1e-3 if dtype == "float32" else 1e-10)
    assert torch.equal(x @ y, made)


@pytest.mark.parametrize("sizes", [(3, 5, 4), (70, 300, 200), (600, 64, 130), (129, 700, 1000)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_added_to_a_product(sizes, dtype):
    m, k, n = sizes
    x, w, bias = (_operands(shape, False, dtype, seed) for seed, shape in enumerate([(m, k), (n, k), (n,)]))
    full, column = _operands((m, 2 * n), False, dtype, 3)[:, :n], _operands((m, 1), False, dtype, 4)
    made = x @ w.t()
    assert torch.equal(torch.nn.functional.linear(x, w, bias), made + bias)
    assert torch.equal(torch.addmm(full, x, w.t()), made + full)
    assert torch.equal(torch.addmm(bias[None], x, w.t()), made + bias)
    torch.testing.assert_close(torch.addmm(column, x, w.t()), made + column, rtol=1e-4, atol=1e-4)  # the slow way


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_one_number_as_a_vector(dtype):
    x, row = _operands((900, 700), False, dtype, 0), torch.full((1,), 0.5, dtype=getattr(torch, dtype))
    tolerance = {"rtol": 1e-4, "atol": 1e-4}
    np.testing.assert_allclose((row.expand(1, 900) @ x).numpy(), x.numpy().sum(0, keepdims=True) / 2, **tolerance)
    np.testing.assert_allclose((x @ row[:, None].expand(700, 1)).numpy(), x.numpy().sum(1, keepdims=True) / 2, **tolerance)
    np.testing.assert_array_equal((x[:, :1] @ row.expand(1, 800)).numpy(), np.repeat(x.numpy()[:, :1] / 2, 800, 1))
    np.testing.assert_array_equal((x[:, :1] @ x[:1]).numpy(), x.numpy()[:, :1] * x.numpy()[:1])


def test_squares_and_steps():
    x = _operands((300, 300), False, "float64", 0)
    np.testing.assert_allclose((x @ x.t()).numpy(), x.numpy() @ x.numpy().T, rtol=1e-11, atol=1e-11)
    wide = _operands((300, 900), False, "float64", 1)
    np.testing.assert_allclose((wide[:, ::3] @ wide[:, 300:600]).numpy(), wide.numpy()[:, ::3] @ wide.numpy()[:, 300:600], rtol=1e-11, atol=1e-11)


def test_threads_of_python_multiply_at_once():
    x, y = _operands((256, 256), False, "float64", 0), _operands((256, 256), False, "float64", 1)
    expected, wrong = x.numpy() @ y.numpy(), []

    def work():
        for _ in range(10):
            if not np.allclose((x @ y).numpy(), expected, rtol=1e-11, atol=1e-11):
                wrong.append(1)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong
