"""``lobpcg``: eigenvalues by iteration, held against the direct decomposition; its derivative against finite differences."""
import pytest

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck


def symmetric(*shape, seed=0):
    matrix = torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return matrix @ matrix.mT


@pytest.mark.parametrize("method", ["basic", "ortho"])
@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("batch", [(), (2,), (2, 1)])
def test_eigenvalues(batch, largest, method):
    A = symmetric(*batch, 12, 12)
    E, X = torch.lobpcg(A, k=3, largest=largest, method=method)
    wanted = torch.linalg.eigvalsh(A)
    torch.testing.assert_close(E, wanted.flip(-1)[..., :3] if largest else wanted[..., :3])
    assert X.shape == (*batch, 12, 3) and (A @ X - X * E.unsqueeze(-2)).abs().max() < 1e-5


def test_pencil_start_and_preconditioner():
    A, B = symmetric(12, 12), symmetric(12, 12, seed=1) + torch.eye(12, dtype=torch.float64)
    E, X = torch.lobpcg(A, B=B, X=torch.eye(12, 4, dtype=torch.float64), k=2, iK=torch.eye(12, dtype=torch.float64))
    assert (A @ X - B @ X * E).abs().max() < 1e-4 and E.shape == (2,)
    torch.testing.assert_close(E, torch.linalg.eigvals(torch.linalg.solve(B, A)).real.sort(descending=True).values[:2])


def test_float32_and_the_default_of_one():
    A = symmetric(30, 30).float()
    E, X = torch.lobpcg(A)
    assert E.shape == (1,) and X.shape == (30, 1) and E.dtype is torch.float32
    torch.testing.assert_close(E, torch.linalg.eigvalsh(A)[-1:], rtol=1e-4, atol=1e-4)


def test_tracker_sees_every_step_and_stops():
    steps = []

    def stop(worker):
        steps.append((worker.ivars["istep"], worker.X.shape, worker.R.shape))
        worker.bvars["force_stop"] = len(steps) == 2

    torch.lobpcg(symmetric(40, 40), k=2, n=3, tracker=stop)
    assert steps == [(1, (40, 3), (40, 3)), (2, (40, 3), (40, 3))]
    counts = []
    torch.lobpcg(symmetric(40, 40), k=2, niter=3, tol=0.0, tracker=lambda worker: counts.append(worker.ivars["converged_count"]))
    assert counts == [0, 0, 0]


def test_derivatives():
    A = symmetric(6, 6)
    start = torch.linalg.eigh(A + A.mT)[1][:, -2:] + 0.01

    def pairs(a):
        E, X = torch.lobpcg(a + a.mT, k=2, X=start, tol=1e-12)
        return E, X.abs()

    assert gradcheck(pairs, (A.clone().requires_grad_(),)) and gradgradcheck(lambda a: pairs(a)[0], (A.clone().requires_grad_(),))
    E, _ = torch.lobpcg(A.requires_grad_(), B=torch.eye(6, dtype=torch.float64))
    with pytest.raises(ValueError, match="^lobpcg.backward does not support backward with B != I yet.$"):
        E.sum().backward()


def test_refused():
    with pytest.raises(ValueError, match=r"number of A rows \(=12\) is smaller than 3 x the number of requested eigenpairs \(=5\)$"):
        torch.lobpcg(symmetric(12, 12), k=5)
    with pytest.raises(AssertionError, match=r"^A must be square, got shape torch.Size\(\[3, 12\]\)$"):
        torch.lobpcg(torch.ones(3, 12))
    with pytest.raises(AssertionError, match=r"^X shape mismatch: got torch.Size\(\[11, 2\]\), expected \(12, 2\)$"):
        torch.lobpcg(symmetric(12, 12), k=2, X=torch.ones(11, 2, dtype=torch.float64))
