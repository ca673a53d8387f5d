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
    ((9, 70, 50), (9, 50, 80)), ((3, 150, 90), (3, 90, 160)), ((2, 64, 200), (2, 200, 333)),
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
