"""Convolutions, pooling, padding and resizing: against definitions written as loops, and their derivatives against differences."""
import itertools

import numpy as np
import pytest

import pyautograd as torch
import pyautograd.nn.functional as F
from pyautograd.autograd import gradcheck, gradgradcheck


def normal(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


def leaf(*shape, seed=0):
    return normal(*shape, seed=seed).requires_grad_(True)


def convolved(x, w, bias, stride, padding, dilation, groups):
    """The definition of a convolution, element by element."""
    n = x.ndim - 2
    x = np.pad(x, [(0, 0), (0, 0), *[(p, p) for p in padding]])
    counts = [(x.shape[2 + i] - dilation[i] * (w.shape[2 + i] - 1) - 1) // stride[i] + 1 for i in range(n)]
    made = np.zeros((x.shape[0], w.shape[0], *counts))
    inner, outer = w.shape[1], w.shape[0] // groups
    for image, channel in itertools.product(range(x.shape[0]), range(w.shape[0])):
        first = channel // outer * inner
        for at in np.ndindex(*counts):
            places = [slice(a * s, a * s + d * (k - 1) + 1, d) for a, s, d, k in zip(at, stride, dilation, w.shape[2:])]
            window = x[(image, slice(first, first + inner), *places)]
            made[(image, channel, *at)] = (window * w[channel]).sum() + bias[channel]
    return made


CASES = [
    ((2, 4, 9), (6, 2, 3), dict(stride=2, padding=1, dilation=2, groups=2)),
    ((2, 3, 6, 7), (4, 3, 3, 2), dict(stride=(1, 2), padding=(1, 0), dilation=1, groups=1)),
    ((1, 4, 5, 5), (4, 1, 3, 3), dict(stride=1, padding=1, dilation=1, groups=4)),
    ((2, 2, 5, 5), (3, 2, 1, 1), dict(stride=1, padding=0, dilation=1, groups=1)),
    ((1, 2, 4, 4, 4), (2, 2, 2, 2, 2), dict(stride=1, padding=1, dilation=(1, 2, 1), groups=1)),
]
CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def each(value, n):
    return (value,) * n if isinstance(value, int) else value


@pytest.mark.parametrize("size, kernel, options", CASES)
def test_convolution_is_the_sum_it_is_defined_as(size, kernel, options):
    x, w, b = normal(*size), normal(*kernel, seed=1), normal(kernel[0], seed=2)
    n = len(size) - 2
    made = CONV[n](x, w, b, **options)
    reference = convolved(x.numpy(), w.numpy(), b.numpy(), *[each(options[k], n) for k in ("stride", "padding", "dilation")], options["groups"])
    np.testing.assert_allclose(made.numpy(), reference, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("size, kernel, options", CASES)
def test_convolution_derivatives(size, kernel, options):
    n = len(size) - 2
    inputs = (leaf(*size), leaf(*kernel, seed=1), leaf(kernel[0], seed=2))
    assert gradcheck(lambda x, w, b: CONV[n](x, w, b, **options), inputs)
    assert gradgradcheck(lambda x, w, b: CONV[n](x, w, b, **options), inputs)


@pytest.mark.parametrize("size, kernel, options", CASES)
def test_transposed_convolution_is_the_adjoint(size, kernel, options):
    """``<conv(x), y> == <x, conv_transpose(y)>``."""
    n = len(size) - 2
    x, w = normal(*size), normal(*kernel, seed=1)
    forward = CONV[n](x, w, None, **options)
    y = normal(*forward.shape, seed=3)
    stride, padding, dilation = [each(options[k], n) for k in ("stride", "padding", "dilation")]
    least = [(m - 1) * s - 2 * p + d * (k - 1) + 1 for m, s, p, d, k in zip(forward.shape[2:], stride, padding, dilation, kernel[2:])]
    extra = tuple(m - at for m, at in zip(size[2:], least))
    back = TRANSPOSED[n](y, w, None, output_padding=extra, **options)
    assert back.shape == x.shape
    assert (forward * y).sum().item() == pytest.approx((x * back).sum().item(), rel=1e-10)


def test_transposed_convolution_derivatives():
    inputs = (leaf(2, 4, 3, 3), leaf(4, 2, 3, 2, seed=1), leaf(4, seed=2))
    call = lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1, groups=2)  # noqa: E731
    assert gradcheck(call, inputs) and gradgradcheck(call, inputs)


def test_convolution_kinds_of_arguments():
    x, w = torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)
    assert F.conv2d(x, w, padding="same").shape == (1, 1, 4, 4)
    assert F.conv2d(x, w, padding="valid").shape == (1, 1, 3, 3)
    assert F.conv2d(x[0], w).shape == (1, 3, 3)
    assert F.conv2d(torch.ones(0, 1, 4, 4), w).shape == (0, 1, 3, 3)
    assert F.conv2d(x.long(), w.long()).dtype is torch.int64
    assert F.conv2d(x.half(), w.half()).dtype is torch.float16
    assert F.conv2d(x.bfloat16(), w.bfloat16()).dtype is torch.bfloat16
    assert torch.conv2d(x, w.requires_grad_()).grad_fn.name() == "ConvolutionBackward0"


@pytest.mark.parametrize(
    "call, kind, text",
    [
        (lambda: F.conv2d(torch.zeros(1, 3, 4, 4), torch.zeros(2, 2, 3, 3)), RuntimeError,
         "Given groups=1, weight of size [2, 2, 3, 3], expected input[1, 3, 4, 4] to have 2 channels, but got 3 channels instead"),
        (lambda: F.conv2d(torch.zeros(1, 3, 2, 2), torch.zeros(2, 3, 3, 3)), RuntimeError,
         "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size"),
        (lambda: F.conv2d(torch.zeros(3, 2), torch.zeros(2, 3, 3, 3)), RuntimeError,
         "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 2]"),
        (lambda: F.conv2d(torch.zeros(1, 3, 4, 4), torch.zeros(2, 3, 3, 3), torch.zeros(3)), RuntimeError,
         "Given weight of size [2, 3, 3, 3], expected bias to be 1-dimensional with 2 elements, but got bias of size [3] instead"),
        (lambda: F.conv2d(torch.zeros(1, 3, 4, 4).double(), torch.zeros(2, 3, 3, 3)), RuntimeError, "expected scalar type Double but found Float"),
        (lambda: F.max_pool2d(torch.zeros(1, 1, 4, 4), 5), RuntimeError,
         "Given input size: (1x4x4). Calculated output size: (1x0x0). Output size is too small"),
        (lambda: F.max_pool1d(torch.zeros(1, 4), 2, padding=2), RuntimeError,
         "max_pool1d() padding should be at most half of kernel size, but got padding=2 and kernel_size=2"),
        (lambda: F.pad(torch.zeros(2, 3, 4), (4, 4), "reflect"), RuntimeError,
         "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (4, 4) at dimension 2 of input [2, 3, 4]"),
        (lambda: F.interpolate(torch.zeros(1, 2, 4), 2, mode="bilinear"), NotImplementedError, "Got 3D input, but bilinear mode needs 4D input"),
        (lambda: F.pixel_shuffle(torch.zeros(1, 3, 2, 2), 2), RuntimeError,
         "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=3 is not divisible "
         "by 4"),
        (lambda: torch.cdist(torch.zeros(2, 3), torch.zeros(4, 2)), RuntimeError,
         "X1 and X2 must have the same number of columns. X1: 3 X2: 2"),
    ],
)  # fmt: skip
def test_refusals_are_worded_as_pytorch_words_them(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def test_unfold_and_fold_are_adjoint():
    x = normal(2, 3, 6, 5)
    options = dict(kernel_size=(2, 3), dilation=(2, 1), padding=(1, 2), stride=(2, 1))
    columns = F.unfold(x, **options)
    y = normal(*columns.shape, seed=1)
    assert (columns * y).sum().item() == pytest.approx((x * F.fold(y, (6, 5), **options)).sum().item(), rel=1e-10)
    assert gradcheck(lambda t: F.unfold(t, 2, padding=1), (leaf(1, 2, 3, 3),)) and gradcheck(lambda t: F.fold(t, (3, 3), 2), (leaf(1, 8, 4),))


def test_max_pooling():
    x = torch.tensor([[[1.0, 5.0, 2.0, 4.0, 3.0, 3.0]]], requires_grad=True)
    values, indices = F.max_pool1d(x, 2, return_indices=True)
    assert values.tolist() == [[[5.0, 4.0, 3.0]]] and indices.tolist() == [[[1, 3, 4]]]
    values.sum().backward()
    assert x.grad.tolist() == [[[0.0, 1.0, 0.0, 1.0, 1.0, 0.0]]]
    assert F.max_unpool1d(values.detach(), indices, 2).tolist() == [[[0.0, 5.0, 0.0, 4.0, 3.0, 0.0]]]
    overlapping = F.max_pool1d(x, 3, stride=1)
    (grad,) = torch.autograd.grad(overlapping.sum(), x)
    assert grad.tolist() == [[[0.0, 2.0, 0.0, 2.0, 0.0, 0.0]]]
    assert F.max_pool1d(torch.tensor([[1.0, float("nan"), 2.0]]), 3).isnan().all()
    assert F.max_pool1d(torch.full((1, 4), -float("inf")), 2, padding=1, return_indices=True)[1].tolist() == [[0, 1, 3]]


@pytest.mark.parametrize("pool", [
    lambda x: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True), lambda x: F.max_pool2d(x, 2, dilation=2),
    lambda x: F.avg_pool2d(x, 2), lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), lambda x: F.avg_pool2d(x, 3, 2, 1, True, divisor_override=5),
    lambda x: F.adaptive_avg_pool2d(x, (3, 2)), lambda x: F.adaptive_avg_pool2d(x, 1), lambda x: F.adaptive_max_pool2d(x, (3, 2)),
    lambda x: F.lp_pool2d(x.abs() + 0.1, 2, 2), lambda x: F.pad(x, (1, 2, 0, 1), "reflect"), lambda x: F.pad(x, (3, -1, 1, 1), "replicate"),
    lambda x: F.pad(x, (2, 1), "constant", 2.0), lambda x: F.pad(x, (2, 1, 1, 2), "circular"), lambda x: F.interpolate(x, scale_factor=2),
    lambda x: F.interpolate(x, (3, 9), mode="bilinear"), lambda x: F.interpolate(x, (7, 9), mode="bilinear", align_corners=True),
    lambda x: F.interpolate(x, (7, 3), mode="bicubic"), lambda x: F.interpolate(x, (3, 3), mode="bilinear", antialias=True),
    lambda x: F.interpolate(x, (2, 3), mode="area"), lambda x: F.pixel_shuffle(x.reshape(1, 4, 5, 6)[:, :, :3], 2),
])  # fmt: skip
def test_first_and_second_derivatives_of_images(pool):
    x = leaf(2, 2, 5, 6)
    assert gradcheck(pool, (x,)) and gradgradcheck(pool, (x,))


def test_means_of_windows():
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert F.avg_pool2d(x, 2).tolist() == [[[[2.5, 4.5], [10.5, 12.5]]]]
    assert torch.equal(F.adaptive_avg_pool2d(x, (2, 2)), F.avg_pool2d(x, 2))
    assert F.adaptive_avg_pool2d(x, (3, None)).shape == (1, 1, 3, 4)
    assert F.avg_pool1d(torch.tensor([[1.0, 2.0, 4.0]]), 2, padding=1, stride=1).tolist() == [[0.5, 1.5, 3.0, 2.0]]


def test_paddings():
    x = torch.tensor([[1.0, 2.0, 3.0]])
    assert F.pad(x, (2, 1), "reflect").tolist() == [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0]]
    assert F.pad(x, (2, 1), "replicate").tolist() == [[1.0, 1.0, 1.0, 2.0, 3.0, 3.0]]
    assert F.pad(x, (2, 1), "circular").tolist() == [[2.0, 3.0, 1.0, 2.0, 3.0, 1.0]]
    assert F.pad(x, (-1, 1), value=9).tolist() == [[2.0, 3.0, 9.0]]
    assert F.pad(x, (0, 0, 1, 0)).tolist() == [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]


def test_resizing():
    x = torch.tensor([[[1.0, 3.0]]])
    assert F.interpolate(x, 4).tolist() == [[[1.0, 1.0, 3.0, 3.0]]]
    assert F.interpolate(x, 4, mode="linear").tolist() == [[[1.0, 1.5, 2.5, 3.0]]]
    assert F.interpolate(x, 3, mode="linear", align_corners=True).tolist() == [[[1.0, 2.0, 3.0]]]
    assert F.interpolate(torch.tensor([[[float("inf"), 1.0]]]), 4).tolist() == [[[float("inf"), float("inf"), 1.0, 1.0]]]


@pytest.mark.parametrize("p", [1.0, 2.0, 3.0, float("inf")])
def test_distances(p):
    a, b = leaf(4, 3), leaf(5, 3, seed=1)
    made = torch.cdist(a, b, p)
    reference = [[np.linalg.norm(u - v, p) for v in b.detach().numpy()] for u in a.detach().numpy()]
    np.testing.assert_allclose(made.detach().numpy(), reference, rtol=1e-12)
    assert gradcheck(lambda u, v: torch.cdist(u, v, p), (a, b)) and gradcheck(lambda u: F.pdist(u, p), (a,))
    same = torch.zeros(2, 3, requires_grad=True)
    torch.cdist(same, same.detach(), p).sum().backward()
    assert same.grad.tolist() == [[0.0] * 3] * 2  # the slope at distance zero is zero
    assert torch.cdist(torch.ones(40, 2), torch.zeros(30, 2)).shape == (40, 30)


def test_attention_is_softmax_of_products():
    q, k, v = normal(2, 3, 4), normal(2, 5, 4, seed=1), normal(2, 5, 6, seed=2)
    made = F.scaled_dot_product_attention(q, k, v)
    scores = q.numpy() @ k.numpy().swapaxes(-1, -2) / 2
    weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    np.testing.assert_allclose(made.numpy(), weights @ v.numpy(), rtol=1e-10)
    mask = torch.zeros(3, 5, dtype=torch.bool)
    mask[0, 1] = True
    masked = F.scaled_dot_product_attention(q, k, v, mask)
    np.testing.assert_allclose(masked[:, 0].numpy(), v[:, 1].numpy(), rtol=1e-12)
    assert masked[:, 1:].abs().max().item() == 0.0  # rows that may look nowhere
    causal = F.scaled_dot_product_attention(q, k[:, :3], v[:, :3], is_causal=True)
    np.testing.assert_allclose(causal[:, 0].numpy(), v[:, 0].numpy(), rtol=1e-12)


@pytest.mark.parametrize("queries, keys", [(300, 300), (129, 129), (300, 150), (150, 300), (200, 128)])
def test_causal_attention_by_blocks_is_that_of_its_mask(queries, keys):
    given = [leaf(2, 2, queries, 8), leaf(2, 2, keys, 8, seed=1), leaf(2, 2, keys, 5, seed=2)]
    g, mask = normal(2, 2, queries, 5, seed=3), torch.ones(queries, keys, dtype=torch.bool).tril()
    ways = [F.scaled_dot_product_attention(*given, is_causal=True), F.scaled_dot_product_attention(*given, mask)]
    found = [[way.detach(), *torch.autograd.grad(way, given, g)] for way in ways]
    for made, expected in zip(*found):
        np.testing.assert_allclose(made.numpy(), expected.numpy(), rtol=1e-9, atol=1e-12)
