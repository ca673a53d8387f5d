"""Small tensors made of sizes and numbers, with options: the quick ways give what the shared functions give, and take no argument that these refuse."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import creation

FLOATS = [torch.float32, torch.float64]
DTYPES = [*FLOATS, torch.int64, torch.int32, torch.uint8, torch.bool, torch.float16, torch.bfloat16, torch.complex64]
CPU = [{}, {"device": "cpu"}, {"device": torch.device("cpu"), "layout": torch.strided}, {"pin_memory": False}]


def same(made, expected, dtype):
    assert made.dtype is dtype and tuple(made.shape) == expected.shape and made.is_contiguous() and made.grad_fn is None
    np.testing.assert_array_equal(made.detach().to(torch.complex128).numpy(), expected.astype(np.complex128))


@pytest.mark.parametrize("options", CPU, ids=str)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("size", [(), (3,), (2, 3), (0,), (2, 0, 3)], ids=str)
def test_constants(size, dtype, options):
    x = torch.ones(size, dtype=dtype)
    for name, value in (("zeros", 0), ("ones", 1)):
        same(getattr(torch, name)(size, dtype=dtype, **options), np.full(size, value), dtype)
        same(getattr(torch, name)(list(size), dtype=dtype, **options), np.full(size, value), dtype)
        same(getattr(torch, name + "_like")(x, **options), np.full(size, value), dtype)
        same(getattr(torch, name + "_like")(torch.ones(size), dtype=dtype, **options), np.full(size, value), dtype)
        same(getattr(x, "new_" + name)(size, **options), np.full(size, value), dtype)
    same(torch.full(size, 7, dtype=dtype, **options), np.full(size, 1 if dtype is torch.bool else 7), dtype)
    same(torch.full_like(x, 1, **options), np.full(size, 1), dtype)
    same(x.new_full(size, 1, **options), np.full(size, 1), dtype)
    for made in (torch.empty(size, dtype=dtype, **options), torch.empty_like(x, **options), x.new_empty(size, **options)):
        assert made.dtype is dtype and tuple(made.shape) == size
    same(torch.eye(2, 3, dtype=dtype, **options), np.eye(2, 3), dtype)


def test_numbers_and_their_dtypes():
    for value, dtype in ((1, torch.int64), (1.5, torch.float32), (True, torch.bool), (1j, torch.complex64)):
        assert torch.full((2,), value).dtype is dtype
    assert torch.full((2,), float("inf")).tolist() == [float("inf")] * 2 and torch.full((1,), 1e300, dtype=torch.float64).item() == 1e300
    assert torch.full((2,), 2.7, dtype=torch.int64).tolist() == [2, 2] and torch.full((2,), 3, dtype=torch.bool).tolist() == [True, True]
    assert torch.scalar_tensor(3).dtype is torch.float32 and torch.scalar_tensor(3, dtype=torch.int64).shape == ()
    assert torch.zeros(2, 3, dtype=torch.int64).tolist() == [[0] * 3] * 2 and torch.ones(size=(2,)).tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="value cannot be converted"):
        torch.full((2,), 300, dtype=torch.uint8)
    with pytest.raises(RuntimeError, match="negative dimension -1"):
        torch.ones(-1, dtype=torch.float64)
    with pytest.raises(TypeError, match="argument 'size'"):
        torch.zeros(size=2)
    with pytest.raises(TypeError, match="zeros\\(\\) received an invalid combination of arguments|unexpected keyword"):
        torch.zeros(2, dim=1)


def test_options():
    for make in (torch.zeros, torch.ones, torch.empty, torch.rand, torch.randn):
        assert make(2, requires_grad=True).requires_grad and make((2,), requires_grad=True, dtype=torch.float64).is_leaf
        assert make(2, device="meta").device.type == "meta"
        with pytest.raises((RuntimeError, NotImplementedError)):
            make(2, dtype=torch.int64, requires_grad=True)
    with pytest.raises(AssertionError, match="not compiled with CUDA"):
        torch.ones(2, device="cuda")
    assert torch.zeros_like(torch.ones(3, 2).t()).stride() == (1, 2)
    assert torch.ones_like(torch.ones(2), requires_grad=True).requires_grad
    out = torch.zeros(3)
    assert torch.ones(3, out=out) is out and out.tolist() == [1, 1, 1]


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64, torch.int32, torch.float16], ids=str)
@pytest.mark.parametrize("ends", [(0, 10, 1), (3, -8, -2), (0, 1, 0.1), (-1.5, 40, 0.7), (2**30, 2**30 + 50, 3), (5, 5, 1), (0.3, 9, 1), (0, 3000, 7)], ids=str)
def test_arange(ends, dtype):
    if dtype.is_floating_point or isinstance(ends[2], int) or dtype is torch.int32:
        same(torch.arange(*ends, dtype=dtype), creation.arange(*ends, dtype), dtype)
    kind = torch.int64 if all(isinstance(v, int) for v in ends) else torch.float32
    same(torch.arange(*ends), creation.arange(*ends, kind), kind)
    end = abs(ends[1])
    if end < 5000:
        kind = torch.int64 if isinstance(end, int) else torch.float32
        same(torch.arange(end, dtype=dtype), creation.arange(0, end, 1, dtype), dtype)
        same(torch.arange(-3, end, device="cpu"), creation.arange(-3, end, 1, kind), kind)


@pytest.mark.parametrize("dtype", [*FLOATS, torch.int64], ids=str)
def test_linspace(dtype):
    for ends in ((0, 1, 10), (-3.3, 8, 7), (1e5, -1, 33), (2, 2, 5)):
        same(torch.linspace(*ends, dtype=dtype), creation.linspace(*ends, dtype), dtype)
        assert torch.linspace(*ends, requires_grad=True).requires_grad


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("size", [(3,), (5, 7), (2, 3, 4), ()], ids=str)
def test_random_numbers(size, dtype):
    def drawn(make):
        torch.manual_seed(11)
        return make(None), make(None), torch.rand(1)

    like = torch.ones(size, dtype=dtype)
    for quick, general in (
        (lambda _: torch.rand(size, dtype=dtype), lambda _: torch.rand(size, dtype=dtype, generator=torch.default_generator)),
        (lambda _: torch.randn(size, dtype=dtype, device="cpu"), lambda _: torch.randn(size, dtype=dtype, generator=torch.default_generator)),
        (lambda _: torch.rand_like(like), lambda _: torch.rand(size, dtype=dtype, generator=torch.default_generator)),
        (lambda _: torch.randn_like(torch.ones(size), dtype=dtype), lambda _: torch.randn(size, dtype=dtype, generator=torch.default_generator)),
        (lambda _: torch.normal(1.5, 2.0, size, dtype=dtype), lambda _: torch.normal(1.5, 2.0, size, dtype=dtype, generator=torch.default_generator)),
    ):
        for made, expected in zip(drawn(quick), drawn(general)):
            assert made.dtype is expected.dtype and made.shape == expected.shape and made.tolist() == expected.tolist()
    with pytest.raises(RuntimeError, match="std"):
        torch.normal(0.0, -1.0, size)


@pytest.mark.parametrize(
    "call",
    [
        "torch.cat([x, x], dim=0)", "torch.cat((x, x), -1)", "x.sum(dim=[0, 1])", "x.sum([0])", "x.max(dim=1).values", "torch.max(input=x, dim=1)[1]",
        "x.sum(axis=0)", "torch.stack(tensors=[x, x])", "torch.zeros(2, 3) + x", "torch.zeros((2, 3)) + x", "torch.randn(*[2, 3]).shape", "x.any(dim=1)",
        "x.all(dim=(0, 1))", "torch.full(size=[2], fill_value=1)", "x.reshape([3, 2])", "x.permute([1, 0])", "torch.where(x > 1, x, 0)", "x.to(dtype=torch.float64)",
        "x.argmax(dim=-1, keepdim=True)", "torch.normal(0.0, 1.0, size=(2,)).shape", "torch.tile(x, [2, 1])",
    ],
)  # fmt: skip
def test_overloads_by_type(call):
    """The same with an argument that only the binder takes in the place of a plain one: NumPy's integers for Python's."""
    space = {"torch": torch, "x": torch.arange(6.0).reshape(2, 3)}
    made = eval(call, space)
    expected = eval(call.replace("[0", "[np.int64(0)").replace("=1", "=np.int64(1)").replace("(2", "(np.int64(2)"), {**space, "np": np})
    if isinstance(made, torch.Tensor):
        assert made.dtype is expected.dtype and made.tolist() == expected.tolist()
    else:
        assert made == expected


def test_random_numbers_after_and_inside_vmap():
    """What vmap forbids is refused inside, and numbers drawn outside afterwards are those of before."""
    torch.manual_seed(5)
    before = [torch.rand(3), torch.randn(3), torch._standard_gamma(torch.ones(3)), torch.randint(9, (3,))]
    assert torch.func.vmap(lambda x: x * 2)(torch.ones(2)).tolist() == [2, 2]
    torch.manual_seed(5)
    after = [torch.rand(3), torch.randn(3), torch._standard_gamma(torch.ones(3)), torch.randint(9, (3,))]
    assert [x.tolist() for x in before] == [x.tolist() for x in after]
    for draw in (lambda x: x + torch.rand(()), lambda x: x + torch.randn(()), lambda x: torch.bernoulli(x), lambda x: torch.nn.functional.dropout(x)):
        with pytest.raises(RuntimeError, match="randomness"):
            torch.func.vmap(draw)(torch.ones(2))
