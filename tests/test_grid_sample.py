"""``grid_sample``: values, both gradients and nodes; with PyTorch where it is installed."""
import math

import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
CASES = [
    (n, mode, padding, corners)
    for n in (2, 3) for mode in ("bilinear", "nearest", "bicubic")[: 5 - n] for padding in ("zeros", "border", "reflection") for corners in (True, False)
]  # fmt: skip


def inputs(n):
    random = np.random.RandomState(n)
    return random.randn(2, 3, *(4, 5, 1)[:n]), random.randn(2, *(3, 4, 2)[:n], n) * 1.3


def sampled(library, x, grid, mode, padding, corners):
    x, grid = [library.tensor(a, requires_grad=True) for a in (x, grid)]
    made = library.nn.functional.grid_sample(x, grid, mode, padding, corners)
    gradients = library.autograd.grad(made, (x, grid), library.arange(made.numel(), dtype=made.dtype).reshape(made.shape) / 50)
    return made.grad_fn.name(), *[t.detach().numpy() for t in (made, *gradients)]


@pytest.mark.parametrize("n, mode, padding, corners", CASES)
def test_samples_and_gradients_are_those_of_pytorch(n, mode, padding, corners):
    oracle = pytest.importorskip("torch")
    name, *ours = sampled(torch, *inputs(n), mode, padding, corners)
    wanted, *theirs = sampled(oracle, *inputs(n), mode, padding, corners)
    assert name == wanted == f"GridSampler{n}DBackward0"
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, 1e-10, 1e-10)


@pytest.mark.parametrize("n, mode, padding, corners", [case for case in CASES if case[1] != "nearest"])
def test_gradients_are_those_of_finite_differences(n, mode, padding, corners):
    x, grid = [torch.tensor(a, requires_grad=True) for a in inputs(n)]
    assert torch.autograd.gradcheck(lambda x, grid: F.grid_sample(x, grid, mode, padding, corners), (x, grid), eps=1e-7, atol=1e-5)


def derivatives(library, x, grid, mode, padding, corners):
    """The nodes of the first derivatives and the derivatives of second and third order of a function of samples."""
    x, grid = [library.tensor(a, requires_grad=True) for a in (x, grid)]
    found, made = [], [library.nn.functional.grid_sample(x, grid, mode, padding, corners)]
    for _ in range(3):
        made = library.autograd.grad(sum(t.sin().sum() for t in made), (x, grid), create_graph=True)
        found.append(made)
    return [t.grad_fn.name() for t in found[0]], [t.detach().numpy() for pair in found for t in pair]


@pytest.mark.parametrize("n, mode, padding, corners", CASES)
def test_higher_derivatives_are_those_of_pytorch(n, mode, padding, corners):
    names, ours = derivatives(torch, *inputs(n), mode, padding, corners)
    assert names == [f"GridSampler{n}DBackwardBackward0"] * 2
    wanted, theirs = derivatives(pytest.importorskip("torch"), *inputs(n), mode, padding, corners)
    assert names == wanted
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, 1e-9, 1e-9)


@pytest.mark.parametrize("n, mode, padding, corners", CASES)
def test_second_derivatives_are_those_of_finite_differences(n, mode, padding, corners):
    x, grid = inputs(n)
    x, grid = torch.tensor(x[:1, :2], requires_grad=True), torch.tensor(grid[:1, :2], requires_grad=True)
    sample = lambda x, grid: F.grid_sample(x, grid, mode, padding, corners)  # noqa: E731
    assert torch.autograd.gradgradcheck(sample, (x, grid), eps=1e-7, atol=1e-5, fast_mode=True)


def test_points_nowhere():
    points = torch.tensor([[[[math.nan, 0.0], [math.inf, 0.5], [-math.inf, math.nan]]]])
    image = torch.arange(4.0).reshape(1, 1, 2, 2) + 1
    assert F.grid_sample(image, points, "bilinear", "zeros", False).isnan().all()
    assert F.grid_sample(image, points, "bilinear", "border", False).tolist() == [[[[2.0, 4.0, 1.0]]]]
    assert F.grid_sample(image, points, "nearest", "zeros", False).tolist() == [[[[0.0, 0.0, 0.0]]]]
    assert F.grid_sample(image, points, "nearest", "reflection", False).tolist() == [[[[1.0, 3.0, 1.0]]]]


def test_the_operators_check_their_arguments():
    for function in (torch.grid_sampler, torch.grid_sampler_2d):
        with pytest.raises(RuntimeError, match=r"^grid_sampler\(\): expected grid and input to have same batch size, but got input with sizes "):
            function(torch.ones(1, 1, 2, 2), torch.ones(2, 2, 2, 2), 0, 0, False)


def test_forward_mode_is_refused_as_in_pytorch():
    with pytest.raises(NotImplementedError, match="^Trying to use forward AD with grid_sampler_2d that does not support it because it has not been implemented"):
        torch.func.jvp(lambda x: F.grid_sample(x, torch.zeros(1, 1, 1, 2), align_corners=False), (torch.ones(1, 1, 2, 2),), (torch.ones(1, 1, 2, 2),))
