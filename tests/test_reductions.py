"""Reductions, scans, softmax, norms and losses: values against NumPy, conventions against PyTorch 2.13's.

Literal values and texts were taken from PyTorch 2.13.0 on one thread.
"""
import itertools
import math
import warnings

import numpy as np
import pytest

import pyautograd as torch
from pyautograd._core import core

F = torch.nn.functional
inf, nan = math.inf, math.nan


def tensor(values, dtype=np.float32, grad=False):
    made = core.wrap(np.array(values, dtype))
    return made.requires_grad_() if grad else made


def values(t):
    return np.array(t.detach().numpy())


def gradient(function, x, dtype=np.float32):
    x = tensor(x, dtype, True)
    result = function(x)
    result.sum().backward()
    return result, values(x.grad)


def random(shape, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    made = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        made = made + 1j * rng.standard_normal(shape)
    return made.astype(dtype)


def name(t):
    return t.grad_fn.name()


class TestSum:
    def test_the_measured_sum(self):
        assert torch.full((10**7,), 0.1).sum().item() == 999999.4375

    @pytest.mark.parametrize("n", [1, 7, 8, 9, 31, 32, 33, 100, 1000, 1025, 70000])
    def test_float32_is_as_good_as_pairwise(self, n):
        x = random(n)
        exact = math.fsum(x.astype(np.float64))
        assert abs(tensor(x).sum().item() - exact) <= 4 * np.finfo(np.float32).eps * np.abs(x).sum() / max(1, n**0.5) + 1e-7

    @pytest.mark.parametrize("axis", [0, 1])
    def test_accuracy_does_not_depend_on_the_axis(self, axis):
        x = np.full((200_000, 4) if axis == 0 else (4, 200_000), 0.1, np.float32)
        assert np.abs(values(tensor(x).sum(axis)) - 20000).max() < 0.02  # adding one by one is off by 8

    @pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128, np.int32, np.bool_])
    def test_every_choice_of_axes_and_layout(self, dtype):
        x = random((3, 4, 5, 2), np.float64).astype(dtype) if np.dtype(dtype).kind != "c" else random((3, 4, 5, 2), dtype)
        for permutation in [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)]:
            y = x.transpose(permutation)
            t = tensor(x, dtype).permute(*permutation)
            for count in range(1, 5):
                for axes in itertools.combinations(range(4), count):
                    for keepdim in (False, True):
                        want = y.sum(axes, keepdims=keepdim)
                        got = t.sum(axes, keepdim)
                        assert tuple(got.shape) == want.shape
                        np.testing.assert_allclose(values(got), want, rtol=1e-5, atol=1e-5)

    def test_dtypes(self):
        assert tensor([True, True], bool).sum().dtype is torch.int64
        assert tensor([200, 100], np.uint8).sum().item() == 300
        assert tensor([1, 2], np.int32).sum(dtype=torch.float64).dtype is torch.float64
        assert torch.full((100000,), 1.0, dtype=torch.half).mean().item() == 1
        assert torch.full((100000,), 1.0, dtype=torch.half).sum().item() == inf

    def test_empty(self):
        assert torch.zeros(0).sum().item() == 0 and torch.zeros(0).prod().item() == 1
        assert math.isnan(torch.zeros(0).mean().item())
        assert tuple(torch.zeros(2, 0).sum(1).shape) == (2,) and tuple(torch.zeros(2, 0).sum(0).shape) == (0,)


@pytest.mark.parametrize(
    "call, kind, text",
    [
        (lambda x: x.sum(5), IndexError, "Dimension out of range (expected to be in range of [-2, 1], but got 5)"),
        (lambda x: x.sum((0, 0)), RuntimeError, "dim 0 appears multiple times in the list of dims"),
        (lambda x: x.long().mean(), RuntimeError,
         "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long"),
        (lambda x: x[:0].max(), RuntimeError,
         "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."),
        (lambda x: x[:0].max(0), IndexError, "max(): Expected reduction dim 0 to have non-zero size."),
        (lambda x: x[:0].argmax(0), IndexError, "argmax(): Expected reduction dim 0 to have non-zero size."),
        (lambda x: x[:0].amax(-2), IndexError, "amax(): Expected reduction dim -2 to have non-zero size."),
        (lambda x: x.kthvalue(4), RuntimeError, "kthvalue(): selected number k out of range for dimension 1"),
        (lambda x: x.quantile(1.5), RuntimeError, "quantile() q must be in the range [0, 1] but got 1.5"),
        (lambda x: x.long().var(), RuntimeError, "std and var only support floating point and complex dtypes"),
        (lambda x: x.long().norm(), RuntimeError, "linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long"),
        (lambda x: x.long().softmax(0), NotImplementedError, "\"softmax_kernel_impl\" not implemented for 'Long'"),
        (lambda x: F.mse_loss(x, x, reduction="foo"), ValueError, "foo is not a valid value for reduction"),
        (lambda x: F.cross_entropy(x, tensor([0, 5], np.int64)), IndexError, "Target 5 is out of bounds."),
        (lambda x: F.cross_entropy(x, tensor([0, 1, 2], np.int64)), ValueError, "Expected input batch_size (2) to match target batch_size (3)."),
        (lambda x: F.nll_loss(x, tensor([0.0, 1.0])), RuntimeError, "expected target dtype to be Long or Byte, but got Float"),
        (lambda x: F.binary_cross_entropy(x, x), RuntimeError, "all elements of input should be between 0 and 1"),
        (lambda x: F.layer_norm(x, (2,)), RuntimeError, "Given normalized_shape=[2], expected input with shape [*, 2], but got input of size[2, 3]"),
        (lambda x: F.batch_norm(x[:1], None, None, training=True), ValueError,
         "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])"),
        (lambda x: torch.dist(x, torch.ones(4)), RuntimeError,
         "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"),
    ],
)  # fmt: skip
def test_errors(call, kind, text):
    with pytest.raises(kind) as caught:
        call(tensor([[1, 2, 3], [3, 1, 4]]))
    assert type(caught.value) is kind and str(caught.value) == text


def test_node_names():
    x = tensor([[1, 2, 3], [3, 1, 4]], grad=True)
    index = tensor([0, 1], np.int64)
    expected = {
        "SumBackward0": x.sum(), "SumBackward1": x.sum(0), "MeanBackward0": x.mean(), "MeanBackward1": x.mean(0), "ProdBackward0": x.prod(),
        "ProdBackward1": x.prod(0), "MaxBackward1": x.max(), "MaxBackward0": x.max(0)[0], "MinBackward0": x.min(0)[0], "AmaxBackward0": x.amax(),
        "MedianBackward0": x.median(), "MedianBackward1": x.median(0)[0], "MaximumBackward0": torch.max(x, x.detach()), "VarBackward0": x.var(0),
        "StdBackward0": x.std(), "VarMeanBackward0": torch.var_mean(x)[0], "LinalgVectorNormBackward0": x.norm(),
        "LogsumexpBackward0": x.logsumexp(0),
        "SoftmaxBackward0": x.softmax(0), "LogSoftmaxBackward0": x.log_softmax(0), "CumsumBackward0": x.cumsum(0), "CummaxBackward0": x.cummax(0)[0],
        "NativeLayerNormBackward0": F.layer_norm(x, (3,)), "NativeBatchNormBackward0": F.batch_norm(x, None, None, training=True),
        "MseLossBackward0": F.mse_loss(x, x.detach()), "NllLossBackward0": F.cross_entropy(x, index),
        "HuberLossBackward0": F.huber_loss(x, x.detach()),
        "SmoothL1LossBackward0": F.smooth_l1_loss(x, x.detach()),
        "BinaryCrossEntropyWithLogitsBackward0": F.binary_cross_entropy_with_logits(x, x.detach()),
        "NllLoss2DBackward0": F.cross_entropy(x.unsqueeze(0), tensor([[0, 1, 0]], np.int64)),
    }  # fmt: skip
    assert {k: name(v) for k, v in expected.items()} == {k: k for k in expected}


@pytest.mark.filterwarnings("ignore:var")
@pytest.mark.parametrize(
    "function, x, expected",
    [
        (lambda x: x.max(), [1, 1, 0], [0.5, 0.5, 0]),
        (lambda x: x.amax(), [1, 1, 0], [0.5, 0.5, 0]),
        (lambda x: x.max(0)[0], [1, 1, 0], [1, 0, 0]),
        (lambda x: x.median(), [1, 1, 0], [0.5, 0.5, 0]),
        (lambda x: x.prod(), [0, 2, 3], [6, 0, 0]),
        (lambda x: x.prod(), [0, 0, 3], [0, 0, 0]),
        (lambda x: x.cumprod(0), [2, 0, 3], [1, 8, 0]),
        (lambda x: x.std(), [2, 2, 2], [0, 0, 0]),
        (lambda x: x.var(), [2], [nan]),
        (lambda x: x.norm(), [0, 0], [0, 0]),
        (lambda x: x.norm(1), [0, 0], [0, 0]),
        (lambda x: x.norm(inf), [3, -3, 0], [0.5, -0.5, 0]),
        (lambda x: x.logsumexp(0), [-inf, -inf], [nan, nan]),
        (lambda x: x.nansum(), [1, nan, 2], [1, 0, 1]),
        (lambda x: x.cummax(0)[0], [3, 3, 1, 3], [1, 2, 0, 1]),
        (lambda x: x.var(correction=2), [2, 3], [inf, inf]),
        (lambda x: F.smooth_l1_loss(x, x.detach() * 0, reduction="sum"), [-2, 0.5, 1], [-1, 0.5, 1]),
        (lambda x: F.multi_margin_loss(x.reshape(1, -1), tensor([0], np.int64)), [1, 2, 0.5], [-2 / 3, 1 / 3, 1 / 3]),
    ],
)  # fmt: skip
def test_subgradients(function, x, expected):
    np.testing.assert_allclose(gradient(function, x)[1], expected, rtol=1e-6)


def test_extremes_of_nan_and_ties():
    x = tensor([3, nan, 1, nan, 7])
    assert math.isnan(x.max().item()) and x.argmax().item() == 1 and x.max(0)[1].item() == 1
    assert x.cummax(0)[1].tolist() == [0, 1, 1, 3, 3]
    assert tensor([3, 3, 1, 3, 2]).cummax(0)[1].tolist() == [0, 1, 1, 3, 3]
    assert math.isnan(x.median().item()) and x.nanmedian().item() == 3 and x.median(0)[1].item() == 1
    assert [x.kthvalue(k)[1].item() for k in (3, 4, 5)] == [4, 1, 3]
    assert tensor([3, 2, 1, 2, 3]).mode()[0].item() == 2 and tensor([3, 2, 1, 2, 3]).mode()[1].item() == 3


def test_logical_reductions():
    x = tensor([[0, 2], [3, 4]], np.uint8)
    assert x.any().dtype is torch.uint8 and x.all().item() == 0
    assert x.any(dim=()).tolist() == [[0, 1], [1, 1]]
    assert x.long().all(1).tolist() == [False, True] and x.count_nonzero(0).tolist() == [1, 2]


@pytest.mark.parametrize("interpolation", ["linear", "lower", "higher", "midpoint", "nearest"])
def test_quantile(interpolation):
    x = random((4, 7), np.float64)
    q = np.array([0.1, 0.5, 0.9])
    for dim in (None, 0, 1):
        want = np.quantile(x, q, axis=dim, method=interpolation)
        np.testing.assert_allclose(values(tensor(x, np.float64).quantile(tensor(q, np.float64), dim, interpolation=interpolation)), want)
        assert tuple(tensor(x, np.float64).quantile(0.5, dim, True).shape) == np.quantile(x, 0.5, axis=dim, keepdims=True).shape
    assert tensor([1, nan, 3]).nanquantile(0.5).item() == 2 and math.isnan(tensor([1, nan, 3]).quantile(0.5).item())


@pytest.mark.parametrize("ord", [0, 1, 2, 3, 0.5, inf, -inf, -1])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_vector_norm(ord, dtype):
    x = random((3, 4), dtype)
    for dim in (0, 1):
        np.testing.assert_allclose(values(torch.linalg.vector_norm(tensor(x, dtype), ord, dim)), np.linalg.norm(x, ord, axis=dim))


@pytest.mark.parametrize("ord", ["fro", 1, -1, inf, -inf])
def test_matrix_norm(ord):
    x = random((3, 4), np.float64)
    np.testing.assert_allclose(values(torch.linalg.norm(tensor(x, np.float64), ord)), np.linalg.norm(x, ord))


def test_moments():
    x = random((3, 5), np.float64)
    t = tensor(x, np.float64)
    for correction in (0, 1, 2):
        np.testing.assert_allclose(values(t.var(1, correction=correction)), x.var(1, ddof=correction))
    np.testing.assert_allclose(values(t.std(False)), x.std())
    pair = torch.std_mean(t, 0)
    assert type(pair) is tuple
    np.testing.assert_allclose(values(pair[1]), x.mean(0))
    np.testing.assert_allclose(values(t.cov()), np.cov(x))
    np.testing.assert_allclose(values(t.corrcoef()), np.corrcoef(x))
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        assert math.isnan(tensor([2]).std().item())


def test_histograms():
    assert torch.histc(tensor([0, 1, 2, 3, 4, 5]), 3).tolist() == [2, 2, 2]
    assert torch.histc(torch.ones(3), 4).tolist() == [0, 0, 3, 0]
    assert torch.bincount(tensor([1, 2], np.int64), minlength=5).tolist() == [0, 1, 1, 0, 0]
    with pytest.raises(RuntimeError, match="bincount only supports 1-d non-negative integral inputs."):
        torch.bincount(tensor([-1, 2], np.int64))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.int32])
def test_scans(dtype):
    x = (random((4, 5), np.float64) * 3).astype(dtype) if np.dtype(dtype).kind != "c" else random((4, 5), dtype)
    for dim in (0, 1):
        np.testing.assert_allclose(values(tensor(x, dtype).cumsum(dim)), np.cumsum(x, dim), rtol=1e-5)
        np.testing.assert_allclose(values(tensor(x, dtype).cumprod(dim)), np.cumprod(x, dim), rtol=1e-5)
    y = tensor([1, 2, 3])
    y.cumsum_(0)
    assert y.tolist() == [1, 3, 6]


def test_logcumsumexp():
    x = np.array([-1000.0, 0.0, 1000.0, -inf])
    np.testing.assert_allclose(values(tensor(x, np.float64).logcumsumexp(0)), np.logaddexp.accumulate(x))
    z = random(5, np.complex128)
    np.testing.assert_allclose(values(torch.exp(tensor(z, np.complex128).logcumsumexp(0))), np.cumsum(np.exp(z)))


def check_gradients(function, *shapes, dtype=np.float64, second=True):
    """First derivatives against differences; second derivatives against differences of the first."""
    inputs = [tensor(random(s, dtype, seed), dtype, True) for seed, s in enumerate(shapes)]

    def scalar(arrays):
        result = function(*[tensor(a, dtype) for a in arrays])
        weights = np.cos(np.arange(result.numel())).reshape(tuple(result.shape))
        return float((values(result) * weights).sum())

    result = function(*inputs)
    weights = core.wrap(np.cos(np.arange(result.numel())).reshape(tuple(result.shape)))
    grads = torch.autograd.grad((result * weights).sum(), inputs, create_graph=second)
    arrays, step = [values(t) for t in inputs], 1e-6
    for at, grad in enumerate(grads):
        for place in np.ndindex(*arrays[at].shape):
            ends = []
            for sign in (1, -1):
                moved = [a.copy() for a in arrays]
                moved[at][place] += sign * step
                ends.append(scalar(moved))
            assert abs((ends[0] - ends[1]) / (2 * step) - values(grad)[place]) < 1e-5
    if not second:
        return

    def first(arrays):
        leaves = [tensor(a, dtype, True) for a in arrays]
        made = function(*leaves)
        answers = torch.autograd.grad((made * weights).sum(), leaves)
        return sum(float((values(g) * np.sin(1 + np.arange(g.numel())).reshape(tuple(g.shape))).sum()) for g in answers)

    total = None
    for grad in grads:
        part = (grad * core.wrap(np.sin(1 + np.arange(grad.numel())).reshape(tuple(grad.shape)))).sum()
        total = part if total is None else total + part
    if not total.requires_grad:  # linear in the inputs
        return
    for at, grad in enumerate(torch.autograd.grad(total, inputs, allow_unused=True)):
        for place in np.ndindex(*arrays[at].shape):
            ends = []
            for sign in (1, -1):
                moved = [a.copy() for a in arrays]
                moved[at][place] += sign * step
                ends.append(first(moved))
            got = 0.0 if grad is None else values(grad)[place]
            assert abs((ends[0] - ends[1]) / (2 * step) - got) < 1e-4


INDEX = np.array([0, 2])
TARGET = random((2, 3), np.float64, 9)
DIFFERENTIABLE = {
    "sum": lambda x: x.sum(1), "mean": lambda x: x.mean((0, 1)), "prod": lambda x: x.prod(), "prod_dim": lambda x: x.prod(1),
    "prod_zero": lambda x: (x * tensor([[1, 0, 1], [0, 0, 1]], np.float64)).prod(1), "var": lambda x: x.var(1), "std": lambda x: x.std(),
    "var_mean": lambda x: torch.var_mean(x, 1)[0] + torch.var_mean(x, 1)[1], "logsumexp": lambda x: x.logsumexp(0), "norm": lambda x: x.norm(),
    "norm3": lambda x: x.norm(3, 1), "norm1.5": lambda x: x.norm(1.5, 0), "norm_inf": lambda x: x.norm(inf), "amax": lambda x: x.amax(1),
    "aminmax": lambda x: x.aminmax(dim=0)[0] + x.aminmax(dim=0)[1], "median": lambda x: x.median(1)[0], "quantile": lambda x: x.quantile(0.3, 1),
    "softmax": lambda x: x.softmax(1), "log_softmax": lambda x: x.log_softmax(0), "cumsum": lambda x: x.cumsum(1), "cumprod": lambda x: x.cumprod(1),
    "cumprod_zero": lambda x: (x * tensor([[1, 0, 1], [0, 0, 1]], np.float64)).cumprod(1), "cummin": lambda x: x.cummin(1)[0],
    "logcumsumexp": lambda x: x.logcumsumexp(1), "renorm": lambda x: x.renorm(2, 0, 0.5), "diff": lambda x: x.diff(n=2), "cov": lambda x: x.cov(),
    "dist": lambda x: x.dist(tensor(TARGET, np.float64), 3), "layer_norm": lambda x: F.layer_norm(x, (3,)), "rms_norm": lambda x: F.rms_norm(x, (3,)),
    "batch_norm": lambda x: F.batch_norm(x.reshape(3, 2), None, None, training=True), "group_norm": lambda x: F.group_norm(x.reshape(1, 2, 3), 2),
    "mse": lambda x: F.mse_loss(x, tensor(TARGET, np.float64)), "huber": lambda x: F.huber_loss(x, tensor(TARGET, np.float64), delta=0.7),
    "smooth_l1": lambda x: F.smooth_l1_loss(x, tensor(TARGET, np.float64), beta=0.7),
    "soft_margin": lambda x: F.soft_margin_loss(x, tensor(TARGET, np.float64)),
    "cross_entropy": lambda x: F.cross_entropy(x, tensor(INDEX, np.int64), weight=tensor([1, 2, 3], np.float64), label_smoothing=0.1),
    "cross_entropy_soft": lambda x: F.cross_entropy(x, tensor(TARGET, np.float64).softmax(1), label_smoothing=0.1),
    "bce": lambda x: F.binary_cross_entropy(x.sigmoid(), tensor(TARGET, np.float64).sigmoid()),
    "bce_logits": lambda x: F.binary_cross_entropy_with_logits(x, tensor(TARGET, np.float64).sigmoid(), pos_weight=tensor([1, 2, 3], np.float64)),
    "multi_margin": lambda x: F.multi_margin_loss(x, tensor(INDEX, np.int64), p=2), "normalize": lambda x: F.normalize(x),
    "cosine": lambda x: F.cosine_similarity(x, tensor(TARGET, np.float64)),
    "kl_div": lambda x: F.kl_div(x, tensor(TARGET, np.float64).softmax(1), reduction="sum"),
    "triplet": lambda x: F.triplet_margin_loss(x, tensor(TARGET, np.float64), tensor(TARGET, np.float64) + 0.1, margin=3.0),
    "poisson": lambda x: F.poisson_nll_loss(x, tensor(TARGET, np.float64).abs(), full=True),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENTIABLE)
def test_first_and_second_derivatives(case):
    check_gradients(DIFFERENTIABLE[case], (2, 3))


def test_derivatives_of_scale_and_shift():
    check_gradients(lambda x, w, b: F.layer_norm(x, (3,), w, b), (2, 3), (3,), (3,))
    check_gradients(lambda x, w, b: F.group_norm(x, 2, w, b), (2, 4, 2), (4,), (4,))
    check_gradients(lambda x, w, b: F.batch_norm(x, None, None, w, b, True), (3, 2, 2), (2,), (2,))
    check_gradients(lambda x, w, b: F.batch_norm(x, torch.ones(2).double(), torch.ones(2).double(), w, b), (3, 2), (2,), (2,))


def test_running_statistics():
    x = random((6, 2, 3), np.float64)
    mean, var = tensor(np.zeros(2), np.float64), tensor(np.ones(2), np.float64)
    F.batch_norm(tensor(x, np.float64), mean, var, training=True)
    np.testing.assert_allclose(values(mean), 0.1 * x.mean((0, 2)))
    np.testing.assert_allclose(values(var), 0.9 + 0.1 * x.var((0, 2), ddof=1))


def test_cross_entropy_values():
    x = tensor([[1, 2, 3], [3, 1, 4]])
    target = tensor([0, 1], np.int64)
    weight = tensor([1, 2, 3])
    assert F.cross_entropy(x, target, label_smoothing=0.1, weight=weight).item() == pytest.approx(2.9044, abs=1e-4)
    assert F.cross_entropy(x, tensor([0, -100], np.int64), label_smoothing=0.1).item() == pytest.approx(2.3076, abs=1e-4)
    assert F.nll_loss(x, tensor([0, -100], np.int64)).item() == -1
    assert math.isnan(F.nll_loss(x, tensor([-100, -100], np.int64)).item())
    assert F.nll_loss(x.unsqueeze(0), tensor([[0, 1, 0]], np.int64), reduction="none").tolist() == [[-1, -1, -3]]


def test_warnings():
    x = tensor([[1, 2, 3], [3, 1, 4]])
    with pytest.warns(UserWarning, match="Implicit dimension choice for softmax has been deprecated"):
        F.softmax(x)
    with pytest.warns(UserWarning, match="Using a target size \\(torch.Size\\(\\[3\\]\\)\\) that is different to the input size"):
        F.mse_loss(x, x[0])
    with pytest.warns(UserWarning, match="please use reduction='sum' instead."):
        F.l1_loss(x, x, size_average=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        F.mse_loss(x, x)


def test_half_is_computed_in_float32():
    x = random((4, 100)).astype(np.float16)
    wide = x.astype(np.float32)
    np.testing.assert_array_equal(values(tensor(x, np.float16).sum(1)), wide.sum(1, dtype=np.float64).astype(np.float16))
    np.testing.assert_allclose(values(tensor(x, np.float16).softmax(1)), values(tensor(wide).softmax(1)), rtol=2e-3)
    assert tensor(x, np.float16).cumsum(1).dtype is torch.float16


def test_named_tuples():
    x = tensor([[1, 2, 3], [3, 1, 4]])
    found = x.max(1)
    assert type(found).__name__ == "max" and found.values.tolist() == [3, 4] and found.indices.tolist() == [2, 2]
    assert x.aminmax().min.item() == 1 and x.kthvalue(2).values.tolist() == [2, 3]
    assert not hasattr(found, "_fields")  # by which programs know those of collections.namedtuple, which are made of arguments one by one
    with pytest.raises(TypeError, match=r"torch.return_types.max\(\) takes a dict as second arg, if any"):
        type(found)(*found)


def test_out():
    x, out = tensor([[1, 2, 3], [3, 1, 4]]), torch.zeros(3)
    assert torch.sum(x, 0, out=out) is out and out.tolist() == [4, 3, 7]
    best, where = torch.zeros(2), torch.zeros(2, dtype=torch.int64)
    torch.max(x, 1, out=(best, where))
    assert best.tolist() == [3, 4] and where.tolist() == [2, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("length", [1, 15, 16, 17, 31, 32, 33, 100, 515, 9000])
def test_products_of_runs_in_pytorchs_order(length, dtype):
    lanes = 32 // np.dtype(dtype).itemsize
    x = np.exp(np.random.default_rng(length).normal(size=(3, length)) / length**0.5).astype(dtype)
    expected = []
    for row in x:
        cut, total = length // (4 * lanes) * (4 * lanes), dtype(1)
        parts = [math.prod(row[j : cut : 4 * lanes], start=dtype(1)) for j in range(4 * lanes)]
        for j in range(lanes if cut else 0):
            total *= (parts[j] * parts[lanes + j]) * (parts[2 * lanes + j] * parts[3 * lanes + j])
        expected.append(math.prod(row[cut:], start=total))
    t = torch.tensor(x)
    np.testing.assert_array_equal(values(t.prod(1)), expected)
    np.testing.assert_array_equal(values(t.prod(-1, keepdim=True)), [[v] for v in expected])
    np.testing.assert_array_equal(values(torch.stack([t, t]).prod(2)[1]), expected)
    np.testing.assert_array_equal(values(torch.stack([row.prod() for row in t])), expected)
    np.testing.assert_array_equal(values(torch.cat([t, t], 1)[:, :length].prod(1)), expected)
    np.testing.assert_array_equal(values(t.t().prod(0)), expected)
