"""Random numbers: the stream is PyTorch's, draw for draw; the state can be carried between the two.

``golden/random.json`` holds what PyTorch 2.13 drew; ``python tests/test_random.py`` measures it again (with torch installed).
"""
import copy
import hashlib
import importlib
import json
import math
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pytest

GOLDEN = pathlib.Path(__file__).parent / "golden" / "random.json"
MEASURE = __name__ == "__main__"
torch = importlib.import_module("torch" if MEASURE else "pyautograd")

SIZES = (1, 2, 5, 15, 16, 17, 31, 32, 40)
FLOATS = ("float16", "bfloat16", "float32", "float64")
# Expressions whose values must be the same bits.
EXACT = (
    [f"torch.rand({n}, dtype=torch.{d})" for n in (1, 40) for d in (*FLOATS, "complex64", "complex128")]
    + [f"torch.empty(40, dtype=torch.{d}).uniform_(-1.5, 2.25)" for d in FLOATS]
    + [f"torch.empty(40, dtype=torch.{d}).random_()"
       for d in ("bool", "uint8", "int8", "int16", "int32", "int64", *FLOATS)]
    + [f"torch.randint({low}, {high}, (30,))" for low, high in ((0, 10), (-5, 1 << 27), (0, (1 << 28) - 1), (0, 1 << 28), (-(1 << 62), 1 << 62))]
    + ["torch.randint(-(1 << 63), (1 << 63) - 1, (30,))", "torch.randint(3, (30,), dtype=torch.uint8)"]
    + ["torch.randint(0, 2, (30,), dtype=torch.bool)"]
    + [f"torch.randint(0, {high}, (30,), dtype=torch.{d})" for d, high in (("float16", 5000), ("bfloat16", 300), ("float32", 1 << 25))]
    + [f"torch.randperm({n})" for n in (0, 1, 2, 10, 255, 256, 257, 1000)]
    + ["torch.randperm(20, dtype=torch.int16)", "torch.randperm(20, dtype=torch.float64)"]
    + [f"torch.empty(40, dtype=torch.{d}).bernoulli_(0.3)" for d in ("bool", "int64", "bfloat16", "float32", "float64")]
    + [f"torch.bernoulli(torch.linspace(0, 1, 40, dtype=torch.{d}))" for d in ("float16", "float32", "float64")]
    + ["torch.empty(40).bernoulli_(torch.linspace(0, 1, 40, dtype=torch.float64))", "torch.bernoulli(torch.ones(40), 0.25)"]
    + ["torch.empty(5, 4).bernoulli_(torch.tensor([0.1, 0.4, 0.6, 0.9]))", "torch.empty(40).geometric_(0.3)"]
    + ["torch.empty(40, dtype=torch.int32).geometric_(0.1)"]
    + [f"torch.multinomial(torch.arange(1.0, 9.0, dtype=torch.{d}), {k}, {r})"
       for d in ("float32", "float64") for k, r in ((1, False), (5, False), (1, True), (20, True))]
    + ["torch.multinomial(torch.arange(12.0).reshape(3, 4) + 1, 3)", "torch.multinomial(torch.arange(12.0).reshape(3, 4) + 1, 9, True)"]
    + ["torch.rand(3, 4).t()", "torch.rand_like(torch.ones(3, 4).t())", "torch.empty(3, 4, 5).permute(2, 0, 1).uniform_()"]
    + ["torch.empty(8, 6)[1:, ::2].uniform_()"]
    + ["torch.randint_like(torch.ones(3, 4).t(), 9)", "torch.randint_like(torch.ones(3), 2, 9)"]
    + ["torch.rand(3, out=torch.empty(3, dtype=torch.float64))"]
    + ["torch.rand(3, generator=torch.Generator().manual_seed(9))", "torch.randperm(9, generator=torch.Generator().manual_seed(9))"]
    + [f"torch.poisson(torch.full((60,), {rate}))" for rate in (0.5, 9.0, 25.0, 700.0)]
    + [f"torch.binomial(torch.full((60,), {n}.0), torch.full((60,), {p}))" for n, p in ((10, 0.5), (100, 0.3), (100, 0.8), (1000, 0.45), (5, 1.0))]
    + ["torch.empty(500, dtype=torch.bfloat16).uniform_(-3, 5)"]
    + [f"torch.dropout(torch.ones(20, dtype=torch.{d}), 0.4, True)" for d in ("float16", "bfloat16")]
    + ["torch.dropout(torch.ones(20), 0.3, True)", "torch.dropout(torch.ones(4, 5).t(), 0.5, True)"]
    + ["torch.feature_dropout(torch.ones(4, 5, 2), 0.5, True)"]
)
# Expressions in which a logarithm or a cosine may differ in the last digits.
CLOSE = (
    [f"torch.randn({n}, dtype=torch.{d})" for n in SIZES for d in FLOATS]
    + [f"torch.randn({n}, dtype=torch.complex64)" for n in (3, 20)]
    + [f"torch.empty({n}, dtype=torch.{d}).normal_(2.0, 3.0)" for n in (5, 40) for d in FLOATS]
    + [f"torch.empty(200, dtype=torch.{d}).{f}" for d in ("float16", "bfloat16") for f in ("exponential_(1.5)", "cauchy_(1, 2)", "log_normal_(1, 0.5)")]
    + [f"torch.empty(40, dtype=torch.{d}).{f}" for d in ("float32", "float64") for f in ("exponential_(1.5)", "cauchy_(1, 2)", "log_normal_(1, 0.5)")]
    + ["torch.normal(torch.arange(20.0), torch.ones(20))", "torch.normal(torch.zeros(3), 2.0)", "torch.normal(1.0, torch.ones(2, 3))"]
    + ["torch.normal(1.0, 2.0, (3,))"]
    + ["torch.randn_like(torch.ones(4, 8).t())", "torch.empty(3, 4, 5).permute(2, 0, 1).normal_()", "torch.empty(40)[::2].normal_()"]
    + [f"torch._standard_gamma(torch.full((60,), {a}))" for a in (0.3, 1.0, 2.5, 50.0)]
    + ["torch._sample_dirichlet(torch.tensor([[0.5, 2.0, 3.0]] * 5))"]
    + ["torch.alpha_dropout(torch.ones(20), 0.3, True)", "torch.feature_alpha_dropout(torch.ones(4, 5, 2), 0.5, True)"]
)
REFUSED = """torch.manual_seed('a')
torch.manual_seed(2**64)
torch.manual_seed(None)
torch.Generator().manual_seed('a')
torch.Generator().manual_seed(1.5)
torch.Generator().manual_seed(True)
torch.Generator('cuda')
torch.Generator().get_offset()
torch.Generator().set_state(torch.zeros(3))
torch.Generator().set_state(torch.zeros(3, dtype=torch.uint8))
torch.Generator().set_state(torch.zeros(5056, dtype=torch.uint8))
torch.set_rng_state('a')
torch.rand(2, dtype=torch.int)
torch.randn(2, dtype=torch.int)
torch.rand(2, -3)
torch.rand(2, device='cuda')
torch.randint(3, 3, (2,))
torch.randint(0, 300, (2,), dtype=torch.uint8)
torch.randint(-1, 3, (2,), dtype=torch.uint8)
torch.randint(0, 10, (2,), dtype=torch.cfloat)
torch.randint(0, 2**63, (2,))
torch.randint(3.5, (2,))
torch.randperm(-1)
torch.randperm(300, dtype=torch.uint8)
torch.randperm(3000, dtype=torch.half)
torch.randperm(3, dtype=torch.bool)
torch.randperm(4, requires_grad=True)
torch.normal(0., -1., (2,))
torch.normal(torch.zeros(2), -torch.ones(2))
torch.normal(torch.zeros(2), torch.ones(3))
torch.normal(torch.zeros(2).int())
torch.empty(2).normal_(0, -1)
torch.empty(2, dtype=torch.int).normal_()
torch.empty(2).uniform_(2, 1)
torch.empty(2).uniform_(-3e38, 3e38)
torch.empty(2, dtype=torch.int).uniform_()
torch.empty(2).exponential_(0)
torch.empty(2, dtype=torch.int).exponential_()
torch.empty(2).geometric_(1)
torch.empty(2, dtype=torch.bool).geometric_(.5)
torch.empty(2).cauchy_(0, -1)
torch.empty(2, dtype=torch.int).cauchy_()
torch.empty(2).log_normal_(0, 0)
torch.empty(2).bernoulli_(2)
torch.empty(2).bernoulli_(torch.tensor(2.))
torch.empty(2).bernoulli_(torch.ones(3))
torch.bernoulli(torch.tensor([float('nan')]))
torch.bernoulli(torch.ones(2, dtype=torch.int))
torch.empty(2).random_(3, 3)
torch.empty(2, dtype=torch.uint8).random_(300)
torch.empty(2, dtype=torch.cfloat).random_()
torch.ones(3, requires_grad=True).uniform_()
torch.zeros(3).expand(3, 3).uniform_()
torch.multinomial(torch.tensor([-1., 1.]), 1)
torch.multinomial(torch.tensor([0., 0.]), 1)
torch.multinomial(torch.tensor([0., 1.]), 3)
torch.multinomial(torch.tensor([float('inf'), 1.]), 2, True)
torch.multinomial(torch.tensor([-1., 0.]), 2, True)
torch.multinomial(torch.ones(2, dtype=torch.int), 1)
torch.multinomial(torch.ones(2), 0)
torch.multinomial(torch.ones(2, 2, 2), 1)
torch.dropout(torch.ones(5), 1.3, True)
torch.feature_dropout(torch.ones(5), 0.3, True)""".split("\n")
STATES = ("0", "torch.rand(1)", "torch.randn(3)", "torch.randn(2)", "torch.rand(623)", "torch.rand(624)", "torch.rand(625)", "torch.randn(40)")
SEED = 1234


def drawn(expression):
    """``[values, next]``: the flat values of an expression after seeding, and the number drawn next."""
    torch.manual_seed(SEED)
    tensor = eval(expression)
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    if tensor.dtype is torch.bfloat16:
        tensor = tensor.float()
    return [tensor.reshape(-1).tolist(), torch.rand(1, dtype=torch.float64).item()]


def refused(expression):
    """``[type, text]`` of the exception that an expression raises."""
    try:
        eval(expression)
    except Exception as error:
        return [type(error).__name__, str(error)]
    return ["nothing raised", ""]


def digest(expression):
    """A hash of the generator's state after seeding and an expression."""
    torch.manual_seed(SEED)
    eval(expression)
    return hashlib.sha256(torch.get_rng_state().numpy().tobytes()).hexdigest()


def measure():
    """Write the golden file from torch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {
            "drawn": {e: drawn(e) for e in (*EXACT, *CLOSE)}, "refused": {e: refused(e) for e in REFUSED}, "states": {e: digest(e) for e in STATES},
        }  # fmt: skip
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(found, indent=0) + "\n")


if MEASURE:
    measure()
    sys.exit()

golden = json.loads(GOLDEN.read_text())
pytestmark = pytest.mark.filterwarnings("ignore:.*out of bounds.*:UserWarning")


@pytest.mark.parametrize("expression", EXACT)
def test_the_same_bits(expression):
    values, following = drawn(expression)
    wanted, next_wanted = golden["drawn"][expression]
    np.testing.assert_array_equal(values, wanted)
    assert following == next_wanted


@pytest.mark.parametrize("expression", CLOSE)
def test_the_same_numbers(expression):
    values, following = drawn(expression)
    wanted, next_wanted = golden["drawn"][expression]
    coarse = {"float16": 1e-3, "bfloat16": 8e-3, "float64": 1e-12}
    tolerance = next((t for name, t in coarse.items() if name in expression), 1e-6)
    np.testing.assert_allclose(values, wanted, rtol=tolerance, atol=tolerance)
    assert following == next_wanted


@pytest.mark.parametrize("expression", REFUSED)
def test_refusals(expression):
    assert refused(expression) == golden["refused"][expression]


@pytest.mark.parametrize("expression", STATES)
def test_the_saved_state_is_pytorchs(expression):
    assert digest(expression) == golden["states"][expression]


@pytest.mark.parametrize("draw", ["torch.rand(3)", "torch.randn(3)", "torch.randn(1)", "torch.rand(624)", "torch.randperm(1000)"])
def test_a_state_can_be_continued(draw):
    torch.manual_seed(3)
    eval(draw)
    state = torch.get_rng_state()
    wanted = torch.randn(5).tolist()
    torch.set_rng_state(state)
    assert torch.randn(5).tolist() == wanted
    other = torch.Generator()
    other.set_state(state)
    assert torch.randn(5, generator=other).tolist() == wanted
    assert other.initial_seed() == 3


def test_the_state_goes_to_pytorch_and_back():
    real = pytest.importorskip("torch")
    if real is torch or not real.__version__.startswith("2.13"):
        pytest.skip("needs PyTorch 2.13")
    torch.manual_seed(11)
    torch.randn(3)
    real.set_rng_state(real.from_numpy(torch.get_rng_state().numpy()))
    assert real.rand(700).tolist() == torch.rand(700).tolist()
    real.manual_seed(12)
    real.randn(5)
    torch.set_rng_state(torch.from_numpy(real.get_rng_state().numpy()))
    assert real.randn(4).tolist() == torch.randn(4).tolist()


def test_seeds():
    generator = torch.Generator()
    assert generator.initial_seed() == 67280421310721
    assert generator.manual_seed(-1) is generator and generator.initial_seed() == 2**64 - 1
    assert generator.seed() == generator.initial_seed()
    assert torch.manual_seed(7) is torch.default_generator
    assert torch.initial_seed() == 7
    assert torch.random.seed() == torch.random.initial_seed()
    assert torch.manual_seed(1.7).initial_seed() == 1
    assert generator.device == torch.device("cpu")
    assert repr(generator).startswith("<torch._C.Generator object at 0x")


def test_seeds_that_differ_above_32_bits_start_the_same_stream():
    torch.manual_seed(5)
    wanted = torch.rand(3).tolist()
    torch.manual_seed(5 + (1 << 32))
    assert torch.rand(3).tolist() == wanted


def test_generators_copy_and_pickle():
    generator = torch.Generator().manual_seed(4)
    torch.randn(3, generator=generator)
    copies = [generator.clone_state(), copy.copy(generator), copy.deepcopy(generator), pickle.loads(pickle.dumps(generator))]
    wanted = torch.randn(3, generator=generator).tolist()
    for other in copies:
        assert torch.randn(3, generator=other).tolist() == wanted


def test_fork_rng():
    torch.manual_seed(2)
    wanted = torch.rand(2).tolist()
    torch.manual_seed(2)
    with torch.random.fork_rng():
        torch.manual_seed(99)
        torch.rand(10)
    assert torch.rand(2).tolist() == wanted
    with torch.random.fork_rng(enabled=False):
        torch.rand(1)
    assert torch.rand(2).tolist() != wanted


def test_long_permutations_are_permutations():
    for n in (255, 256, 5000, 70000):
        assert sorted(torch.randperm(n).tolist()) == list(range(n))


def test_permutations_match_swapping_in_turn():
    torch.manual_seed(8)
    n = 3000
    words = np.random.RandomState(8).randint(0, 2**32, n - 1, np.uint32)
    order = list(range(n))
    for i, word in enumerate(words.tolist()):
        j = i + word % (n - i)
        order[i], order[j] = order[j], order[i]
    assert torch.randperm(n).tolist() == order


def test_moments():
    torch.manual_seed(0)
    n = 200000
    for x, mean, std in (
        (torch.rand(n), 0.5, 12**-0.5), (torch.randn(n), 0.0, 1.0), (torch.empty(n).exponential_(2.0), 0.5, 0.5),
        (torch.empty(n).geometric_(0.25), 4.0, 12**0.5), (torch.empty(n).log_normal_(0, 0.25), 1.0317, 0.2620),
        (torch.empty(n).bernoulli_(0.2), 0.2, 0.4),
    ):  # fmt: skip
        assert abs(x.mean().item() - mean) < 5 * std / n**0.5
        assert abs(x.std().item() - std) < 0.03 * std


def test_multinomial_frequencies():
    torch.manual_seed(0)
    weights = torch.tensor([1.0, 0.0, 3.0, 6.0])
    counts = np.bincount(torch.multinomial(weights, 50000, True).numpy(), minlength=4) / 50000
    np.testing.assert_allclose(counts, [0.1, 0, 0.3, 0.6], atol=0.01)
    for _ in range(20):
        assert sorted(torch.multinomial(weights, 3).tolist()) == [0, 2, 3]


@pytest.mark.parametrize("call", "uniform_() normal_() exponential_() bernoulli_() bernoulli_(torch.ones(3)) random_(5) cauchy_()".split())
def test_in_place_sampling_ends_the_gradient(call):
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    version = y._version
    eval("y." + call, {"torch": torch, "y": y})
    assert y.requires_grad and y._version == version + 1
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_gamma_derivative():
    """At a fixed quantile the sample moves by -(dP/da) / p; the reference integrates the density numerically."""
    a = torch.tensor([1.0, 2.0, 5.0, 30.0], dtype=torch.float64)
    x = torch.tensor([0.7, 2.5, 4.0, 33.0], dtype=torch.float64)
    got = torch._standard_gamma_grad(a, x).numpy()
    for shape, sample, derivative in zip(a.tolist(), x.tolist(), got):
        t = np.linspace(0, 1, 200001)[1:] * sample
        h = 1e-4

        def cumulated(s):
            logs = (s - 1) * np.log(t) - t
            density = np.exp(logs - math.lgamma(s))
            return np.trapezoid(density, t) if hasattr(np, "trapezoid") else np.trapz(density, t)

        density = math.exp((shape - 1) * math.log(sample) - sample - math.lgamma(shape))
        assert derivative == pytest.approx(-(cumulated(shape + h) - cumulated(shape - h)) / (2 * h) / density, rel=2e-3)
    torch.manual_seed(1)
    shape = torch.tensor([2.0], requires_grad=True)
    sample = torch._standard_gamma(shape)
    sample.backward()
    assert shape.grad.item() == pytest.approx(torch._standard_gamma_grad(shape.detach(), sample.detach()).item())


def test_node_names():
    def name(call):
        y = torch.ones(3, requires_grad=True) * 1
        eval("y." + call, {"torch": torch, "y": y})
        return y.grad_fn.name()

    assert [name(c) for c in ("random_()", "random_(3)", "random_(3, 5)")] == ["RandomBackward2", "RandomBackward1", "RandomBackward0"]
    assert [name(c) for c in ("bernoulli_(torch.ones(3))", "bernoulli_(0.5)")] == ["BernoulliBackward1", "BernoulliBackward2"]
    x = torch.ones(3, requires_grad=True)
    assert torch.normal(x, 2.0).grad_fn.name() == "NormalBackward1"
    assert torch.normal(1.0, x).grad_fn.name() == "NormalBackward2"
    assert torch.normal(x, x).grad_fn.name() == "NormalBackward3"


def test_dropout_gradient():
    torch.manual_seed(0)
    x = torch.ones(100, requires_grad=True)
    y = torch.dropout(x, 0.25, True)
    y.sum().backward()
    assert x.grad.tolist() == y.tolist()
    assert torch.dropout(x, 0.25, False) is x and torch.dropout(x, 0.0, True) is x
    assert torch.dropout(x, 1.0, True).tolist() == [0.0] * 100


@pytest.mark.parametrize("draw", [
    lambda g: torch.rand(2, generator=g), lambda g: torch.randperm(3, generator=g), lambda g: torch.normal(torch.ones(2), torch.ones(2), generator=g),
    lambda g: torch.ones(3).bernoulli_(generator=g), lambda g: torch.multinomial(torch.ones(3), 2, generator=g), lambda g: torch.empty(3).uniform_(0, 1, generator=g),
])  # fmt: skip
def test_generators_of_other_libraries_are_refused(draw):
    with pytest.raises(TypeError, match="torch.Generator"):
        draw(np.random.default_rng(0))
    assert draw(torch.Generator()).shape
