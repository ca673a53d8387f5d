"""Pooling of small volumes: the quick ways against the shared kernels."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import pooling
from pyautograd.nn import functional as F

FLOATS = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
STEPS = [
    ((2, 2, 2), None, (0, 0, 0), False), ((3, 2, 1), (1, 2, 1), (1, 1, 0), False), ((3, 3, 3), (2, 2, 2), (1, 0, 1), True), ((1, 2, 3), (2, 3, 1), (0, 1, 1), True),
]  # fmt: skip


def volumes(*shape, dtype):
    return torch.tensor(np.random.default_rng(sum(shape)).random(shape) - 0.5, dtype=dtype)


def close(made, expected):
    assert made.shape == expected.shape
    np.testing.assert_allclose(made.detach().numpy(), expected, rtol=1e-5 if made.dtype is torch.float32 else 1e-12, atol=1e-6)


@FLOATS
@pytest.mark.parametrize("shape", [(2, 3, 5, 6, 7), (3, 5, 4, 6)])
@pytest.mark.parametrize("steps", STEPS, ids=str)
def test_windows_in_steps(steps, shape, dtype):
    kernel, stride, padding, ceil = steps
    x = volumes(*shape, dtype=dtype)
    x[..., 1, 2, 2], x[..., 3, 1, 1], x[..., 2, 2, 3] = float("nan"), float("-inf"), float("-inf")
    each = stride or kernel
    for dilation in ((1, 1, 1), (1, 2, 1), (2, 1, 3)):
        try:
            expected = pooling.max_pool(x.numpy(), kernel, each, padding, dilation, ceil)
        except ValueError:
            continue
        if min(expected[0].shape) <= 0:
            continue
        for a, b in zip(F.max_pool3d(x, kernel, stride, padding, dilation, ceil, return_indices=True), expected):
            np.testing.assert_array_equal(a.numpy(), b)
    x = volumes(*shape, dtype=dtype).requires_grad_()
    for counts_padding in (False, True):
        for divisor in (None, 5):
            made = F.avg_pool3d(x, kernel, stride, padding, ceil, counts_padding, divisor)
            close(made, pooling.avg_pool(x.detach().numpy(), kernel, each, padding, ceil, counts_padding, divisor))
            grad = volumes(*made.shape, dtype=dtype)
            for given in (grad, torch.ones((), dtype=dtype).expand(made.shape)):
                found, = torch.autograd.grad(made, x, given, retain_graph=True)
                wide = np.ascontiguousarray(given.numpy())
                close(found, pooling.avg_pool_backward(wide, x.shape[-3:], kernel, each, padding, ceil, counts_padding, divisor))


@FLOATS
@pytest.mark.parametrize("count", [(1, 1, 1), (2, 3, 4), (5, 1, 6), (7, 2, 9)])
def test_even_windows(count, dtype):
    x = volumes(2, 3, 5, 4, 6, dtype=dtype)
    x[0, 1, 2, 2, 2] = float("nan")
    for given in (x, x[1], x.transpose(2, 4)):
        for a, b in zip(F.adaptive_max_pool3d(given, count, return_indices=True), pooling.adaptive_max_pool(np.ascontiguousarray(given.numpy()), count)):
            np.testing.assert_array_equal(a.numpy(), b)
    y = volumes(2, 3, 5, 4, 6, dtype=dtype).requires_grad_()
    made = F.adaptive_avg_pool3d(y, count)
    close(made, pooling.adaptive_avg_pool(y.detach().numpy(), count))
    grad = volumes(*made.shape, dtype=dtype)
    found, = torch.autograd.grad(made, y, grad)
    close(found, pooling.adaptive_avg_pool_backward(grad.numpy(), (5, 4, 6)))
    z = y.detach().clone().requires_grad_()
    F.adaptive_max_pool3d(z, count).sum().backward()
    assert z.grad.sum() == made.numel()


def test_refusals_are_the_shared_functions():
    x = torch.ones(1, 2, 3, 3, 3)
    for call, text in (
        (lambda: F.max_pool3d(x, 2, padding=2), "pad should be at most half|padding"), (lambda: F.avg_pool3d(x, 5), "smaller than|too small"),
        (lambda: F.avg_pool3d(x, 2, divisor_override=0), "divisor must be not zero"), (lambda: F.max_pool3d(x, 0), "should not be zero|greater than zero"),
    ):  # fmt: skip
        with pytest.raises(RuntimeError, match=text):
            call()
    assert F.max_pool3d(torch.ones(0, 2, 3, 3, 3), 2).shape == (0, 2, 1, 1, 1)
