"""Small images resized, cut into blocks and convolved in the transposed way by loops of the compiled core: what the kernels for arrays give."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import convolution, grids, resampling

F = torch.nn.functional
both_types = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
MODES = {1: ("nearest", "nearest-exact", "linear"), 2: ("nearest", "nearest-exact", "bilinear", "bicubic"), 3: ("nearest", "nearest-exact", "trilinear")}
KERNELS = {"bilinear": "linear", "trilinear": "linear", "bicubic": "cubic"}


def images(*shape, dtype=torch.float64):
    return torch.tensor(np.random.default_rng(sum(shape)).random(shape), dtype=dtype)


def close(made, expected):
    few = 1e-5 if made.dtype is torch.float32 else 1e-12
    assert made.shape == expected.shape and made.is_contiguous()
    np.testing.assert_allclose(made.detach().numpy(), expected, rtol=few, atol=few)


@both_types
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("how", [{"scale_factor": 2}, {"scale_factor": 1.7}, {"scale_factor": 0.6}, {"size": 5}, {"size": 1}], ids=str)
def test_resizing(n, how, dtype):
    for mode in MODES[n]:
        for aligned in (False, True) if mode in KERNELS or mode == "linear" else (None,):
            x = images(*(2, 3, 4, 5, 6)[: n + 1], 3, dtype=dtype).requires_grad_()
            made = F.interpolate(x, mode=mode, align_corners=aligned, **how)
            scales = [float(how["scale_factor"])] * n if "scale_factor" in how else None
            rest = (KERNELS.get(mode, mode), aligned, scales)
            close(made, resampling.resample(x.detach().numpy(), made.shape[2:], *rest))
            grad = images(*made.shape, dtype=dtype)
            (found,) = torch.autograd.grad(made, x, grad, retain_graph=True)
            close(found, resampling.resample_backward(grad.numpy(), x.shape[2:], *rest))
            close(torch.autograd.grad(made.sum(), x)[0], resampling.resample_backward(np.ones_like(grad.numpy()), x.shape[2:], *rest))


@pytest.mark.parametrize("scale", [1e-310, 1e-39])
def test_steps_without_bound_stay_inside(scale):
    x = torch.arange(8.0).view(1, 1, 8)
    assert torch.ops.aten.upsample_nearest1d(x, [4], scale).tolist() == [[[0.0, 7.0, 7.0, 7.0]]]
    assert torch.ops.aten._upsample_nearest_exact1d(x, [4], scale).tolist() == [[[7.0, 7.0, 7.0, 7.0]]]
    assert torch.ops.aten.upsample_linear1d(x, [4], False, scale).shape == (1, 1, 4)
    assert torch.ops.aten.upsample_bicubic2d(x[None], [4, 4], False, scale, scale).shape == (1, 1, 4, 4)


def test_resizing_refuses():
    x = images(1, 2, 3, 4)
    with pytest.raises(ValueError, match="only one of size or scale_factor should be defined"):
        F.interpolate(x, 2, 2)
    with pytest.raises(ValueError, match="align_corners option can only be set"):
        F.interpolate(x, 2, align_corners=True)
    with pytest.raises(NotImplementedError, match="Got 4D input, but linear mode needs 3D input"):
        F.interpolate(x, 2, mode="linear")
    with pytest.raises(RuntimeError, match="Input and output sizes should be greater than 0"):
        F.interpolate(x, 0)
    with pytest.raises(ValueError, match="Input and output must have the same number of spatial dimensions"):
        F.interpolate(x, (2,))


@both_types
@pytest.mark.parametrize("steps", [((2, 2), (1, 1), (0, 0), (1, 1)), ((3, 2), (1, 2), (1, 0), (2, 1)), ((2, 3), (2, 1), (2, 2), (3, 2))], ids=str)
def test_blocks(steps, dtype):
    x = images(2, 3, 6, 5, dtype=dtype).requires_grad_()
    made = F.unfold(x, *steps)
    close(made, convolution.im2col(x.detach().numpy(), *steps))
    grad = images(*made.shape, dtype=dtype)
    close(torch.autograd.grad(made, x, grad)[0], convolution.col2im(grad.numpy(), (6, 5), *steps))
    columns = grad.clone().requires_grad_()
    folded = F.fold(columns, (6, 5), *steps)
    close(folded, convolution.col2im(grad.numpy(), (6, 5), *steps))
    close(torch.autograd.grad(folded.sum(), columns)[0], convolution.im2col(np.ones_like(x.detach().numpy()), *steps))
    assert torch.equal(F.unfold(x[0], *steps), made[0]) and torch.equal(F.fold(columns[0], (6, 5), *steps), folded[0])
    assert torch.equal(F.unfold(x.mT.contiguous().mT, *steps), made)


def test_blocks_refuse():
    with pytest.raises(RuntimeError, match="kernel size should be greater than zero"):
        F.unfold(images(1, 1, 3, 3), 0)
    with pytest.raises(RuntimeError, match="its components must be at least one"):
        F.unfold(images(1, 1, 3, 3), 4)
    with pytest.raises(RuntimeError, match="to match the calculated number of sliding blocks"):
        F.fold(images(1, 4, 5), (3, 3), 2)


@both_types
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("steps", [(1, 0, 0, 1, 1), (2, 1, 1, 1, 1), ((2, 3), (0, 1), (1, 2), 2, (1, 2)), (1, 1, 0, 2, 2), (1, 9, 0, 1, 1), (1, 0, 1, 1, 1)], ids=str)
def test_transposed_convolutions(steps, bias, dtype):
    """Large images go another way: two of them side by side, far apart, give what each gives."""
    groups = steps[3]
    x, w = images(2, 4, 4, 5, dtype=dtype).requires_grad_(), images(4, 6 // groups, 3, 2, dtype=dtype).requires_grad_()
    b = images(6, dtype=dtype).requires_grad_() if bias else None

    def outcome(x):
        try:
            made = F.conv_transpose2d(x, w, b, *steps)
        except RuntimeError as error:
            return str(error)
        return [made, *torch.autograd.grad((made * made).sum(), [x, w] + [b] * bias)]

    small, general = outcome(x), outcome(x.mT.contiguous().mT)
    if isinstance(small, str):
        assert small == general
        return
    for a, c in zip(small, general):
        few = 1e-4 if dtype is torch.float32 else 1e-11
        np.testing.assert_allclose(a.detach().numpy(), c.detach().numpy(), rtol=few, atol=few)
    made = F.conv_transpose1d(x[..., 0], w[..., 0].contiguous(), b, 2, 1, 1, groups)
    apart = F.conv_transpose1d(x[:, :, :, ::5].squeeze(-1), w[..., 0], b, 2, 1, 1, groups)
    assert torch.allclose(made, apart)


@both_types
@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("mode", ["bilinear", "nearest"])
def test_points_of_a_grid(mode, padding, aligned, dtype):
    numbers = {"bilinear": 0, "nearest": 1}[mode], {"zeros": 0, "border": 1, "reflection": 2}[padding], aligned
    for size in ((4, 5), (1, 1), (1, 3), (3, 2, 4), (1, 1, 2)):
        n = len(size)
        x, grid = images(2, 3, *size, dtype=dtype), (images(2, *(6, 7, 2)[:n], n, dtype=dtype) - 0.5) * 5
        grid[0, 0, :5].reshape(-1)[:5] = torch.tensor([-1.0, 1.0, 0.0, -3.0, 0.5], dtype=dtype)
        made = F.grid_sample(x, grid, mode, padding, aligned)
        close(made, grids.grid_sample(x.numpy(), grid.numpy(), *numbers))
        grad = images(*made.shape, dtype=dtype)
        for given in (grad, torch.ones(()).to(dtype).expand(made.shape)):
            leaves = x.clone().requires_grad_(), grid.clone().requires_grad_()
            found = torch.autograd.grad(F.grid_sample(*leaves, mode, padding, aligned), leaves, given)
            for a, b in zip(found, grids.grid_sample_backward(np.ascontiguousarray(given.numpy()), x.numpy(), grid.numpy(), *numbers)):
                close(a, b)
