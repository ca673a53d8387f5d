"""Convolutions without columns, maxima of windows, and their adjoints, against plain sums over the places of the kernel."""
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyautograd as torch
from pyautograd._core import core
from pyautograd._py.kernels import convolution
from pyautograd.nn import functional as F

CASES = [
    # channels, outputs, size, kernel, padding, dilation
    (1, 1, (5, 5), (3, 3), (1, 1), (1, 1)), (3, 5, (7, 9), (3, 3), (1, 1), (1, 1)), (2, 4, (6, 50), (1, 1), (0, 0), (1, 1)), (5, 3, (8, 8), (2, 4), (0, 3), (1, 1)),
    (4, 9, (12, 11), (3, 2), (2, 2), (2, 3)), (40, 6, (5, 4), (3, 3), (1, 1), (1, 1)), (2, 3, (1, 6), (1, 3), (0, 1), (1, 2)), (70, 2, (3, 3), (3, 3), (2, 2), (1, 1)),
    (3, 3, (9, 9), (3, 3), (3, 3), (1, 1)),
]  # fmt: skip


def reference(x, w, padding, dilation):
    """y of x and w, and the gradients of the sum of y times `g`."""
    x = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    counts = [m - d * (k - 1) for m, d, k in zip(x.shape[2:], dilation, w.shape[2:])]
    y = np.zeros((x.shape[0], w.shape[0], *counts))
    for a, b in itertools.product(range(w.shape[2]), range(w.shape[3])):
        part = x[:, :, a * dilation[0] : a * dilation[0] + counts[0], b * dilation[1] : b * dilation[1] + counts[1]]
        y += np.einsum("nihw,oi->nohw", part, w[:, :, a, b])
    return y


def gradients(x, w, g, padding, dilation):
    """Of the sum of y times g: with respect to x and w, one element of the kernel at a time."""
    wide = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    dx, dw = np.zeros_like(wide), np.zeros_like(w)
    for a, b in itertools.product(range(w.shape[2]), range(w.shape[3])):
        place = (slice(None), slice(None), slice(a * dilation[0], a * dilation[0] + g.shape[2]), slice(b * dilation[1], b * dilation[1] + g.shape[3]))
        dw[:, :, a, b] = np.einsum("nohw,nihw->oi", g, wide[place])
        dx[place] += np.einsum("nohw,oi->nihw", g, w[:, :, a, b])
    return dx[:, :, padding[0] : wide.shape[2] - padding[0], padding[1] : wide.shape[3] - padding[1]], dw


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_against_sums(case, dtype):
    channels, outputs, size, kernel, padding, dilation = case
    random = np.random.default_rng(0)
    x, w, bias = random.standard_normal((3, channels, *size)), random.standard_normal((outputs, channels, *kernel)), random.standard_normal(outputs)
    tx, tw, tb = (torch.tensor(v, dtype=getattr(torch, dtype), requires_grad=True) for v in (x, w, bias))
    y = F.conv2d(tx, tw, tb, padding=padding, dilation=dilation)
    want = reference(x, w, padding, dilation)
    tolerance = dict(rtol=2e-5, atol=2e-4) if dtype == "float32" else dict(rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(y.detach().numpy(), want + bias[:, None, None], **tolerance)
    g = random.standard_normal(want.shape)
    y.backward(torch.tensor(g, dtype=y.dtype))
    dx, dw = gradients(x, w, g, padding, dilation)
    np.testing.assert_allclose(tx.grad.numpy(), dx, **tolerance)
    np.testing.assert_allclose(tw.grad.numpy(), dw, **tolerance)
    np.testing.assert_allclose(tb.grad.numpy(), g.sum((0, 2, 3)), **tolerance)


STEPS = [
    # groups, channels and outputs of each, size, kernel, stride, padding
    (1, 3, 5, (9, 8), (3, 3), (2, 2), (1, 1)), (4, 1, 1, (7, 9), (3, 3), (1, 1), (1, 1)), (3, 2, 5, (10, 8), (2, 3), (2, 3), (0, 2)), (2, 1, 4, (8, 8), (3, 3), (2, 2), (1, 1)),
    (2, 3, 1, (11, 6), (5, 2), (3, 1), (2, 0)), (1, 2, 3, (9, 50), (4, 4), (2, 2), (1, 1)), (2, 2, 2, (8, 7), (1, 2), (2, 3), (0, 0)),
    (1, 2, 3, (6, 1), (2, 2), (1, 2), (0, 1)),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", STEPS, ids=str)
def test_steps_and_groups(case, dtype):
    """What a step passes over is a convolution's result left out, and groups are convolutions side by side."""
    groups, channels, outputs, size, kernel, stride, padding = case
    random = np.random.default_rng(0)
    x, w = random.standard_normal((3, groups * channels, *size)), random.standard_normal((groups * outputs, channels, *kernel))
    parts = [(x[:, k * channels : (k + 1) * channels], w[k * outputs : (k + 1) * outputs]) for k in range(groups)]
    whole = np.concatenate([reference(*part, padding, (1, 1)) for part in parts], 1)
    want = whole[:, :, :: stride[0], :: stride[1]]
    spread, g = np.zeros_like(whole), random.standard_normal(want.shape)
    spread[:, :, :: stride[0], :: stride[1]] = g
    found = [gradients(*part, spread[:, k * outputs : (k + 1) * outputs], padding, (1, 1)) for k, part in enumerate(parts)]
    tx, tw, tg = (torch.tensor(v, dtype=getattr(torch, dtype)) for v in (x, w, g))
    tx.requires_grad_(), tw.requires_grad_()
    y = F.conv2d(tx, tw, None, stride, padding, 1, groups)
    y.backward(tg)
    tolerance = dict(rtol=2e-5, atol=2e-4) if dtype == "float32" else dict(rtol=1e-12, atol=1e-11)
    for made, expected in ((y.detach(), want), (tx.grad, np.concatenate([dx for dx, _ in found], 1)), (tw.grad, np.concatenate([dw for _, dw in found]))):
        np.testing.assert_allclose(made.numpy(), expected, **tolerance)


def test_layouts_and_one_dimension():
    torch.manual_seed(0)
    x, w = torch.randn(2, 6, 7, 3, dtype=torch.float64).permute(0, 3, 1, 2), torch.randn(3, 3, 4, 3, dtype=torch.float64).transpose(2, 3)
    assert torch.allclose(F.conv2d(x, w), F.conv2d(x.contiguous(), w.contiguous()), atol=0)
    line, short = torch.randn(2, 3, 20, dtype=torch.float64), torch.randn(4, 3, 5, dtype=torch.float64)
    flat = F.conv2d(line[:, :, None], short[:, :, None], padding=(0, 2))
    assert torch.equal(F.conv1d(line, short, padding=2), flat[:, :, 0])
    # the same with a step of one as with a step that is taken apart
    assert torch.allclose(F.conv1d(line, short)[..., ::2], F.conv1d(line, short, stride=2))


def test_gradcheck():
    torch.manual_seed(0)
    x, w = torch.randn(2, 2, 5, 4, dtype=torch.float64, requires_grad=True), torch.randn(3, 2, 3, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x, w: F.conv2d(x, w, padding=1), (x, w))
    assert torch.autograd.gradgradcheck(lambda x, w: F.conv2d(x, w, padding=(1, 0), dilation=(1, 2)), (x, w))


def all_three(x, w, y, *steps):
    """A convolution and its two adjoints, by the core that is in use."""
    tx, tw, ty = (torch.tensor(v) for v in (x, w, y))
    found = core.ops._conv(tx, tw, *steps, y.shape[2:]), core.ops._conv_input(ty, tw, *steps, x.shape[2:]), core.ops._conv_weight(ty, tx, *steps, w.shape[2:])
    return [made.numpy() for made in found]


@given(st.data())
def test_against_columns(data):
    """Steps, paddings and dilations of any size in one to three dimensions, more padding than the kernel reaches and elements that no window meets among them."""
    n = data.draw(st.integers(1, 3))

    def each(low, high):
        return [data.draw(st.integers(low, high)) for _ in range(n)]

    groups, channels, outputs = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 9)), data.draw(st.integers(1, 10))
    kernel, stride, padding, dilation = each(1, 4), each(1, 4), each(0, 4), each(1, 3)
    size = [max(m, d * (k - 1) + 1 - 2 * p) for m, d, k, p in zip(each(1, 9 if n < 3 else 5), dilation, kernel, padding)]
    counts = [(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, p, d, k, s in zip(size, padding, dilation, kernel, stride)]
    dtype, random = data.draw(st.sampled_from(["float32", "float64"])), np.random.default_rng(0)
    shapes = (2, groups * channels, *size), (groups * outputs, channels, *kernel), (2, groups * outputs, *counts)
    x, w, y = (random.standard_normal(shape).astype(dtype) for shape in shapes)
    steps = (stride, padding, dilation, groups)
    wanted = convolution.conv(x, w, *steps, counts), convolution.conv_input(y, w, *steps, tuple(size)), convolution.conv_weight(y, x, *steps, tuple(kernel))
    for made, expected in zip(all_three(x, w, y, *steps), wanted):
        np.testing.assert_allclose(made, expected, rtol=1e-4, atol=1e-3 if dtype == "float32" else 1e-11)


LARGE = [
    # x, weights, stride, padding, groups: sums of more than a strip, few images whose output channels are shared, small images, products of matrices
    ((1, 3, 150, 130), (70, 3, 3, 3), 1, 1, 1), ((2, 20, 90, 80), (24, 10, 3, 3), 2, 1, 2), ((1, 40, 9, 7), (48, 40, 3, 3), 1, 1, 1), ((2, 6, 9000), (16, 6, 5), 2, 2, 1),
    ((3, 4, 6, 40, 20), (9, 4, 3, 3, 3), 2, 1, 1), ((3, 40, 11, 9), (48, 40, 1, 1), 1, 0, 1), ((5, 80, 70), (96, 40, 1), 1, 0, 2),
]  # fmt: skip


@pytest.mark.parametrize("case", LARGE, ids=str)
def test_strips_and_threads(case):
    """Neither how images are cut nor how many threads there are changes a bit, and the sums are those of columns."""
    size, kernel, stride, padding, groups = case
    n = len(size) - 2
    random, steps = np.random.default_rng(0), ([stride] * n, [padding] * n, [1] * n, groups)
    x, w = random.standard_normal(size).astype("f4"), random.standard_normal(kernel).astype("f4")
    wanted = convolution.conv(x, w, *steps, [(m + 2 * padding - k) // stride + 1 for m, k in zip(size[2:], kernel[2:])])
    y = random.standard_normal(wanted.shape).astype("f4")
    threads, found = torch.get_num_threads(), []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            found.append(all_three(x, w, y, *steps))
    finally:
        torch.set_num_threads(threads)
    expected = wanted, convolution.conv_input(y, w, *steps, size[2:]), convolution.conv_weight(y, x, *steps, kernel[2:])
    for one, two, reference in zip(*found, expected):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_allclose(one, reference, rtol=1e-3, atol=1e-4 * np.abs(reference).max())


@pytest.mark.parametrize("stride", [1, 2])
def test_an_infinity_reaches_only_the_places_that_meet_it(stride):
    x, w = torch.ones(2, 1, 40, 40), torch.ones(4, 1, 3, 3, requires_grad=True)
    x[0, 0, 0, 39] = float("inf")
    torch.nn.functional.conv2d(x, w, stride=stride).sum().backward()
    met = torch.zeros(3, 3, dtype=torch.bool)
    met[0, 2] = stride == 1  # with steps of two no window reaches the last column
    assert torch.equal(w.grad.isinf(), met.expand(4, 1, 3, 3)) and not w.grad.isnan().any()


POOLS = [((2, 2), (2, 2), (0, 0), (1, 1)), ((3, 3), (2, 2), (1, 1), (1, 1)), ((3, 2), (1, 3), (1, 0), (2, 1)), ((2, 3), (2, 1), (0, 1), (1, 2)), ((4, 4), (3, 3), (2, 2), (1, 1))]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("pool", POOLS, ids=str)
def test_maxima(pool, ceil_mode, dtype):
    kernel, stride, padding, dilation = pool
    random = np.random.default_rng(0)
    values = random.integers(-3, 4, (2, 3, 11, 10)).astype("f8")
    values[0, 0, 3, 3] = values[1, 2, 0, 0] = np.nan
    values[1, 1] = -np.inf
    x = torch.tensor(values, dtype=dtype, requires_grad=True)
    y, where = F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, return_indices=True)
    g = torch.tensor(random.standard_normal(y.shape), dtype=dtype)
    y.backward(g)
    want = np.zeros((2, 3, 110))
    for n, c, i, j in np.ndindex(*y.shape):
        best, at = -np.inf, None
        for a, b in np.ndindex(*kernel):
            v, h = i * stride[0] - padding[0] + a * dilation[0], j * stride[1] - padding[1] + b * dilation[1]
            if 0 <= v < 11 and 0 <= h < 10:
                at = v * 10 + h if at is None else at
                if values[n, c, v, h] > best or values[n, c, v, h] != values[n, c, v, h]:
                    best, at = values[n, c, v, h], v * 10 + h
        assert where[n, c, i, j].item() == at
        assert y[n, c, i, j].item() == best or best != best and y[n, c, i, j].item() != y[n, c, i, j].item()
        want[n, c, at] += g[n, c, i, j].item()
    np.testing.assert_allclose(x.grad.numpy().reshape(2, 3, 110), want, rtol=1e-5 if dtype == torch.float32 else 1e-14, atol=1e-6)
