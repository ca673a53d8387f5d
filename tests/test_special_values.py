"""NaN, infinities and signed zeros: what PyTorch 2.13 gives for them, on both cores, for one number and for many."""
import math

import numpy as np
import pytest

import pyautograd as torch

F = torch.nn.functional
NAN, INF = float("nan"), float("inf")
SIZES = (1, 3, 8, 17, 1000)


def same(found, wanted):
    """Equal values, of zeros with the sign, nan where nan is wanted."""
    found, wanted = np.asarray(found.detach().numpy()), np.broadcast_to(np.asarray(wanted), found.shape)
    np.testing.assert_array_equal(found, wanted)
    zero = wanted == 0
    np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(wanted[zero]))


# (function of a tensor, argument, result)
CASES = {
    "remainder": [(lambda x: x % 2, -2.0, -0.0), (lambda x: x % 2, -0.0, -0.0), (lambda x: x % -1.5, 3.0, 0.0), (lambda x: x % -INF, -1.0, -1.0),
                  (lambda x: torch.remainder(5.0, x), -1.0, 0.0), (lambda x: x % 0, 1.0, NAN)],
    "relu": [(torch.relu, -0.0, -0.0), (torch.relu, NAN, NAN), (torch.relu, -INF, 0.0), (F.relu6, -0.0, -0.0), (F.relu6, NAN, NAN), (F.relu6, INF, 6.0)],
    "clamp": [(lambda x: x.clamp(0, 1), -0.0, -0.0), (lambda x: x.clamp(max=-0.0), 0.0, 0.0), (lambda x: x.clamp(min=0), NAN, NAN), (lambda x: x.clamp(min=NAN), 1.0, NAN)],
    "fmax": [(lambda x: torch.fmax(x, -x), -0.0, -0.0), (lambda x: torch.fmin(x, -x), 0.0, 0.0), (lambda x: torch.fmax(x, torch.full_like(x, NAN)), 2.0, 2.0),
             (lambda x: torch.fmin(x, torch.ones_like(x)), NAN, 1.0)],
    "powers": [(lambda x: x**0.5, -INF, NAN), (lambda x: x ** torch.tensor(0.5, dtype=x.dtype), -INF, INF), (lambda x: x ** torch.tensor(0.5, dtype=x.dtype), -0.0, 0.0),
               (lambda x: x**-0.5, -0.0, -INF), (lambda x: x**-0.5, -INF, NAN)],
    "Bessel functions": [(torch.special.i0, INF, NAN), (torch.special.i1, -0.0, 0.0), (torch.special.i1e, INF, 0.0), (torch.special.bessel_j1, -0.0, -0.0), (torch.special.airy_ai, NAN, NAN)],
    "incomplete gamma functions": [(lambda x: torch.igamma(torch.full_like(x, 2.0), x), INF, 1.0), (lambda x: torch.igammac(x, torch.ones_like(x)), 0.0, 0.0)],
}  # fmt: skip


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("case", [(name, i) for name, cases in CASES.items() for i in range(len(cases))], ids=lambda c: f"{c[0]} {c[1]}")
def test_values(case, dtype):
    function, argument, wanted = CASES[case[0]][case[1]]
    for size in SIZES:
        x = torch.full((size,), argument, dtype=dtype)
        same(function(x), wanted)
        gapped = torch.full((size, 2), argument, dtype=dtype)[:, 1]
        same(function(gapped), wanted)


# (function, argument, derivative)
SLOPES = [
    (lambda x: x**0.5, -0.0, -INF), (lambda x: x**0.5, -INF, NAN), (torch.logit, 0.0, INF), (torch.logit, 1.0, INF), (torch.logit, 2.0, NAN), (F.softplus, NAN, NAN),
    (F.logsigmoid, 1000.0, 0.0), (F.logsigmoid, -1000.0, 1.0), (F.softplus, -1000.0, 0.0), (torch.special.erfcx, INF, NAN),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(SLOPES)))
def test_slopes(case):
    function, argument, wanted = SLOPES[case]
    for dtype in (torch.float32, torch.float64):
        x = torch.full((3,), argument, dtype=dtype, requires_grad=True)
        function(x).sum().backward()
        np.testing.assert_array_equal(x.grad.numpy(), np.full(3, wanted))


def test_sigmoids_keep_their_digits_far_out():
    x = torch.tensor([-700.0, -30.0, 30.0, 700.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(F.logsigmoid(x).sum(), x)
    np.testing.assert_allclose(slope.numpy(), [1, 1, math.exp(-30), math.exp(-700)], rtol=1e-13)
    (slope,) = torch.autograd.grad(F.softplus(x).sum(), x)
    np.testing.assert_allclose(slope.numpy(), [math.exp(-700), math.exp(-30), 1, 1], rtol=1e-13)


def test_incomplete_gamma_of_tiny_and_huge_numbers():
    a = torch.tensor([5e-324, 2.0, 2.0], dtype=torch.float64)
    x = torch.tensor([1.0, 1.7e308, 1e300], dtype=torch.float64)
    assert torch.igamma(a, x).tolist() == [1.0, 1.0, 1.0] and torch.igammac(a, x).tolist() == [0.0, 0.0, 0.0]


def test_incomplete_gamma_far_below_a_large_parameter():
    a, x = torch.tensor([20.0, 25.0, 50.0, 30.0], dtype=torch.float64), torch.tensor([5e-324, 1.0, 10.0, 14.9], dtype=torch.float64)
    wanted = [0.0, 2.46642317173194e-26, 1.8547268838698e-19, 0.000376232452307022]
    np.testing.assert_allclose(torch.igamma(a, x).numpy(), wanted, rtol=1e-14)
    assert torch.igammac(a, x).tolist()[:3] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("size", SIZES)
def test_sums_of_complex_infinities(size):
    """The second operand is multiplied by a complex 1 or -1 first, as PyTorch does."""
    x, y = torch.full((size,), complex(1, -0.0), dtype=torch.complex128), torch.full((size,), complex(0, INF), dtype=torch.complex128)
    for made, wanted in ((x + y, complex(NAN, INF)), (x - y, complex(NAN, -INF)), (y + x, complex(1, INF)), (y - x, complex(-1, INF)), (1 - y, complex(NAN, -INF)), (x - 0 * x, complex(1, 0.0))):
        same(made.real, wanted.real)
        same(made.imag, wanted.imag)
        assert made.imag.signbit().tolist() == [wanted.imag < 0] * size


def test_complex_powers_out_of_range():
    z = torch.tensor([complex(0, INF), 1e300 + 1e300j, 0j], dtype=torch.complex128)
    assert (z**-3).tolist()[:2] == [0, 0] and (z**0).tolist() == [1, 1, 1] and (1**z).tolist() == [1, 1, 1]
    assert torch.isinf((z**-3)[2].real) and torch.isnan(torch.zeros_like(z) ** torch.zeros_like(z)).all()


def test_polygamma_next_to_zero():
    x = torch.tensor([5e-324, -5e-324, 1e-200, -INF], dtype=torch.float64)
    assert torch.polygamma(2, x).tolist() == [-INF, INF, -INF, -INF] and torch.polygamma(3, x).tolist() == [INF] * 4


def test_tangents_of_quotients_by_zero():
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        one, zero = (fwd.make_dual(torch.tensor(v), torch.tensor(1.0)) for v in (1.0, 0.0))
        assert fwd.unpack_dual(one / zero).tangent == -INF
        assert fwd.unpack_dual(F.prelu(fwd.make_dual(torch.tensor([-INF]), torch.ones(1)), torch.tensor([0.25]))).tangent == 0.25


def test_the_target_of_a_loss_that_is_met_has_a_positive_zero():
    for loss in (F.mse_loss, F.smooth_l1_loss, F.huber_loss):
        target = torch.ones(3, requires_grad=True)
        loss(torch.ones(3), target).backward()
        assert not target.grad.signbit().any()


def test_a_window_keeps_what_is_not_finite_to_itself():
    x = torch.tensor([[[1.0, NAN, 3.0, INF, 5.0, -INF, 7.0, 9.0]]], requires_grad=True)
    made = F.adaptive_avg_pool1d(x, 4)
    np.testing.assert_array_equal(made.detach().numpy().ravel(), [NAN, INF, -INF, 8.0])
    np.testing.assert_array_equal(F.interpolate(x, size=4, mode="area").detach().numpy().ravel(), [NAN, INF, -INF, 8.0])
    (grad,) = torch.autograd.grad(made, x, torch.tensor([[[NAN, 1.0, INF, 2.0]]]))
    np.testing.assert_array_equal(grad.numpy().ravel(), [NAN, NAN, 0.5, 0.5, INF, INF, 1.0, 1.0])
    plane = torch.ones(1, 1, 4, 6)
    plane[0, 0, 0, 0] = INF
    np.testing.assert_array_equal(F.adaptive_avg_pool2d(plane, (2, 3)).numpy()[0, 0], [[INF, 1, 1], [1, 1, 1]])


def test_losses():
    x = torch.tensor([[NAN, 1.0, 2.0]])
    assert [F.multi_margin_loss(x, torch.tensor([i])).item() for i in (0, 1)] == [0.0, pytest.approx(2 / 3)]
    assert F.multilabel_margin_loss(x, torch.tensor([[1, -1, 0]])).item() == pytest.approx(2 / 3)
    for target in ([1.5, 0.0], [NAN, 0.0], [-0.1, 1.0]):
        with pytest.raises(RuntimeError, match="^all elements of target should be between 0 and 1$"):
            F.binary_cross_entropy(torch.tensor([0.5, 0.2]), torch.tensor(target))
    large, one = torch.tensor([3.4e38, 1.0]), torch.ones(2)
    assert F.cosine_similarity(large, one, dim=0).item() == 0.0


def test_distances():
    a, b = torch.tensor([[NAN, 1.0], [INF, 1.0], [0.0, 1.0]]), torch.tensor([[1.0, 1.0], [INF, 1.0]])
    np.testing.assert_array_equal(torch.cdist(a, b, p=0.0).numpy(), [[NAN, NAN], [1, NAN], [1, 1]])
    np.testing.assert_array_equal(torch.cdist(a, b, p=INF).numpy(), [[0, 0], [INF, 0], [1, INF]])
    np.testing.assert_array_equal(torch.pdist(a, p=0.0).numpy(), [NAN, NAN, 1])


def test_normalisation_of_nothing():
    x, w, b = torch.zeros(0, 4, 3, requires_grad=True), torch.ones(4, requires_grad=True), torch.ones(4, requires_grad=True)
    F.group_norm(x, 2, w, b).sum().backward()
    assert x.grad.shape == (0, 4, 3) and w.grad.tolist() == b.grad.tolist() == [0.0] * 4


def test_the_first_of_equal_rows_gets_the_gradient_of_a_bag():
    w = torch.ones(4, 3, requires_grad=True)
    made = F.embedding_bag(torch.tensor([0, 1, 1, 3, 0]), w, torch.tensor([0, 2, 5]), mode="max")
    assert made.tolist() == [[1.0] * 3, [1.0] * 3, [0.0] * 3]
    made.sum().backward()
    assert w.grad.tolist() == [[1.0] * 3, [1.0] * 3, [0.0] * 3, [0.0] * 3]


def test_complex_numbers():
    tiny = torch.tensor([1e-20 + 2e-20j, -1e-9 + 1e-9j, 1.7e308 + 1.4e308j], dtype=torch.complex128)
    found = torch.log1p(tiny)
    np.testing.assert_allclose(found.real.numpy(), [1e-20, -1e-9, math.log(math.hypot(1.7, 1.4)) + 308 * math.log(10)], rtol=1e-9)
    np.testing.assert_allclose(found.imag.numpy(), [2e-20, 1e-9, math.atan2(1.4, 1.7)], rtol=1e-6)
    single = torch.tensor([4.3e-8 - 2.6e-8j], dtype=torch.complex64)
    np.testing.assert_allclose(torch.log1p(single).numpy(), single.numpy(), rtol=1e-6)
    zero = torch.reciprocal(torch.zeros(3, dtype=torch.complex64))
    assert zero.real.tolist() == [INF] * 3 and zero.imag.isnan().all()


def test_random_numbers_in_other_layouts():
    """Drawn in the order of memory; of `gumbel_softmax` and `bernoulli` row by row, whatever the layout of the argument."""
    def drawn(make):
        torch.manual_seed(3)
        return make()

    u = drawn(lambda: torch.rand(40))
    made = drawn(lambda: torch.empty(5, 8).t().bernoulli_(torch.tensor([0.4])))
    assert made.t().reshape(-1).tolist() == (u < 0.4).float().tolist()
    made = drawn(lambda: torch.bernoulli(torch.full((5, 8), 0.4).t()))
    assert made.is_contiguous() and made.reshape(-1).tolist() == (u < 0.4).float().tolist()
    strided = drawn(lambda: torch.randn(20, out=torch.empty(40)[::2]))
    assert strided.tolist() == drawn(lambda: torch.empty(40)[::2].normal_()).tolist() != drawn(lambda: torch.randn(20)).tolist()
    whole = drawn(lambda: torch.empty(5, dtype=torch.int64).random_(-(2**63), None))
    assert (whole < 0).any() and (whole > 0).any()


@pytest.mark.parametrize("name", ["chebyshev_polynomial_t", "hermite_polynomial_h", "laguerre_polynomial_l", "legendre_polynomial_p"])
def test_degrees_that_are_no_numbers(name):
    inf, nan = float("inf"), float("nan")
    made = getattr(torch.special, name)(torch.tensor([0.5, 0.5, 0.5, nan]), torch.tensor([nan, inf, -inf, 2.0]))
    assert made[:3].tolist() == [0.0] * 3 and made[3].isnan()


def test_rows_that_softmax_masks_entirely_have_no_gradient():
    inf = float("inf")
    x = torch.tensor([[0.0, 0.0, -inf], [-inf] * 3], requires_grad=True)
    made = torch._safe_softmax(x, 1)
    assert made.tolist() == [[0.5, 0.5, 0.0], [0.0] * 3] and made.grad_fn.name() == "SafeSoftmaxBackward0"
    assert torch.autograd.grad(made[:, 0].sum(), x)[0].tolist() == [[0.25, -0.25, 0.0], [0.0] * 3]
