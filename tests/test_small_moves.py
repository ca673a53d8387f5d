"""Quick ways of the compiled core for what small programs call, against the shared kernels that answer elsewhere; errors come from those."""
import math

import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import elementwise, masks, moments, norms, padding, reductions, scatter, shapes

SPECIAL = [0.5, -1.5, math.inf, -math.inf, math.nan, -0.0, 3.0, 1e30, 2.0, -2.0, 0.25, 0.0]
DTYPES = ["float32", "float64", "int64", "bool", "complex64"]


def array(shape, dtype="float32", special=False):
    x = np.resize(np.array(SPECIAL), shape) if special else np.random.default_rng(math.prod(shape)).standard_normal(shape) * 3
    return x.astype(dtype)


def same(made, expected, exact=True):
    made, expected = made.detach().numpy(), np.asarray(expected)
    assert made.shape == expected.shape and made.dtype == expected.dtype
    if exact:
        np.testing.assert_array_equal(made, expected)
        if made.dtype.kind == "f":
            np.testing.assert_array_equal(np.signbit(made), np.signbit(expected))
    else:
        np.testing.assert_allclose(made, expected, rtol=1e-6 if made.dtype == np.float32 else 1e-14)


@pytest.mark.parametrize("dtype", DTYPES)
def test_moves(dtype):
    for shape in ((3, 4), (2, 5, 3), (1, 1), (7, 2)):
        x = array(shape, dtype)
        t = torch.from_numpy(x)
        for diagonal in (-9, -2, 0, 1, 9):
            same(t.tril(diagonal), shapes.tril(x, diagonal))
            same(t.triu(diagonal), shapes.triu(x, diagonal))
        for shifts, dims in (((1,), ()), ((-4,), ()), ((2,), (0,)), ((100, -3), (-1, 0)), ((1, 1), (0, 0))):
            same(t.roll(shifts, dims), shapes.roll(x, shifts, dims))
        for dim in range(-len(shape), len(shape)):
            places = np.arange(5) % x.shape[dim]
            same(t.index_select(dim, torch.from_numpy(places)), scatter.index_select(x, dim, places))
        flat = np.arange(6).reshape(2, 3) % x.size
        same(t.take(torch.from_numpy(flat)), masks.take(x, flat))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_scattering_and_padding(dtype):
    x = array((4, 5, 3), dtype)
    t = torch.from_numpy(x)
    for dim in range(3):
        shape = [4, 5, 3]
        shape[dim] = 2
        places, values = np.arange(math.prod(shape)).reshape(shape) % x.shape[dim], array(shape, dtype)
        arguments = dim, torch.from_numpy(places), torch.from_numpy(values)
        same(t.scatter(*arguments), scatter.scatter(x, dim, places, values))
        same(t.scatter_add(*arguments), scatter.scatter_add(x, dim, places, values))
    assert np.shares_memory(t.numpy(), x) and np.array_equal(x, array((4, 5, 3), dtype))
    for pad in ((1, 0), (0, 2, 1, 1), (1, 1, 0, 0, 2, 3), (-1, 2), ()):
        for value in (0, 7, -0.0, 2.5)[: 2 if dtype == "int64" else 4]:
            same(torch.constant_pad_nd(t, pad, value), padding.constant_pad(x, pad, value))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_numbers(dtype):
    x = array((12,), dtype, special=True)
    t = torch.from_numpy(x)
    same(t.nan_to_num(), elementwise.nan_to_num(x))
    same(t.clamp_min(0.3), elementwise.clamp_min(x, 0.3))
    same(t.clamp_max(1), elementwise.clamp_max(x, 1))
    y = array((4, 6), dtype)
    for dim, keep in ((0, False), (1, True), (-1, False)):
        u = torch.from_numpy(y)
        same(u.var(dim, keepdim=keep), moments.var(y, dim, None, keep), False)
        same(u.std(dim, correction=0, keepdim=keep), moments.std(y, dim, 0, keep), False)
        same(u.std(dim, True, keep), moments.std(y, dim, 1, keep), False)
        same(torch.linalg.vector_norm(u, dim=dim, keepdim=keep), norms.linalg_vector_norm(y, 2, dim, keep, None))
    same(torch.linalg.vector_norm(u), norms.linalg_vector_norm(y, 2, None, False, None))
    same(torch.linalg.vector_norm(u, keepdim=True), norms.linalg_vector_norm(y, 2, None, True, None))
    same(u.prod(), reductions.prod_all(y, None), False)
    same(u.abs() ** torch.from_numpy(y * 0.5), np.power(np.abs(y), y * y.dtype.type(0.5)), False)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
def test_counts(dtype):
    for values in ([0, 0, 0], [0, 1, 5], [2, 1, 3], [0]):
        x = np.array(values).astype(dtype)
        t = torch.from_numpy(x)
        assert t.any().item() == bool(x.any()) and t.all().item() == bool(x.all()) and torch.count_nonzero(t).item() == np.count_nonzero(x)
        assert t.any().dtype is torch.bool and t.sum().item() == x.sum() and (dtype in ("float32", "float64") or t.sum().dtype is torch.int64)
    if dtype == "int64":
        assert torch.tensor([2**62, 2**62]).sum().item() == -(2**63) and torch.tensor([2**62, 4]).prod().item() == 0
    if dtype.startswith("f"):
        assert torch.tensor([math.nan]).any().item() and torch.tensor([math.nan, 1]).all().item()


def test_gradients():
    x = torch.linspace(-1, 2, 12, dtype=torch.float64).reshape(3, 4).requires_grad_()
    index, source = torch.tensor([[0, 1, 2, 0]]), torch.ones(1, 4, dtype=torch.float64, requires_grad=True)
    functions = [
        lambda x, s: x.tril(1), lambda x, s: x.triu(), lambda x, s: x.roll(2, 1), lambda x, s: x.roll(1), lambda x, s: x.index_select(0, torch.tensor([2, 0, 2])),
        lambda x, s: x.take(torch.tensor([3, 3, 11])), lambda x, s: x.scatter(0, index, s), lambda x, s: x.scatter_add(0, index, s),
        lambda x, s: torch.constant_pad_nd(x, (1, 2)), lambda x, s: x.clamp_min(0.1), lambda x, s: x.clamp_max(0.1), lambda x, s: x.nan_to_num(),
        lambda x, s: x.prod(), lambda x, s: torch.linalg.vector_norm(x, dim=1), lambda x, s: torch.linalg.vector_norm(x), lambda x, s: x.var(0), lambda x, s: x.std(1),
        lambda x, s: (x.abs() + 1) ** x,
    ]  # fmt: skip
    for function in functions:
        assert torch.autograd.gradcheck(function, (x, source))


def test_errors_are_those_of_the_kernels():
    x = torch.ones(2, 3)
    for call, text in (
        (lambda: x.index_select(0, torch.tensor([2])), "INDICES element is out of DATA bounds, id=2 axis_dim=2"), (lambda: torch.ones(3).tril(), "at least 2 dimensions"),
        (lambda: x.take(torch.tensor([6])), "out of range"), (lambda: x.roll((1, 2), (0,)), "shifts and dimensions must align"),
        (lambda: x.scatter(0, torch.tensor([[5, 0, 0]]), x[:1].clone()), "out of bounds"),
    ):  # fmt: skip
        with pytest.raises((RuntimeError, IndexError), match=text):
            call()


def test_padding_beyond_all_memory_is_refused():
    # the sizes multiplied overflow 64 bits to 0
    with pytest.raises((RuntimeError, ValueError)):
        torch.constant_pad_nd(torch.ones(2, 4, 1), (2**31 - 1, 0, 0, 0, 2**31 - 2, 0))


def test_padding_with_zeros_of_either_sign():
    for zero in (0.0, -0.0, 0):
        padded = torch.constant_pad_nd(torch.ones(2), (1, 1), zero)
        assert padded.tolist() == [0.0, 1.0, 1.0, 0.0] and torch.signbit(padded).tolist() == [str(zero)[0] == "-", False, False, str(zero)[0] == "-"]
    assert torch.constant_pad_nd(torch.ones(2, dtype=torch.int64), (0, 1), -0.0).tolist() == [1, 1, 0]


def test_copies_of_views():
    base = torch.arange(48.0).reshape(2, 3, 8)
    for x in (base, base.transpose(0, 2), base[..., ::3], base.double()[0], base.to(torch.complex64).requires_grad_()):
        for name, arguments in (
            ("expand", ((2, *x.shape),)), ("permute", (tuple(range(x.dim()))[::-1],)), ("transpose", (0, 1)), ("select", (1, -1)), ("squeeze", ()),
            ("squeeze", (0,)), ("unsqueeze", (-1,)), ("unfold", (0, 2, 1)), ("unbind", (1,)), ("split", (2, 1)), ("split_with_sizes", ([1, x.shape[0] - 1], 0)),
            ("diagonal", (1, 0, 1)),
        ):  # fmt: skip
            shown = getattr(torch, name, getattr(torch.Tensor, name))(x, *arguments)
            made = getattr(torch, name + "_copy")(x, *arguments)
            for a, b in zip(made if isinstance(made, (tuple, list)) else (made,), shown if isinstance(shown, (tuple, list)) else (shown,)):
                assert a.tolist() == b.tolist() and a.dtype == b.dtype and a._base is None and a.is_contiguous()
                assert a.requires_grad == x.requires_grad and (not x.requires_grad or a.grad_fn.name() == b.grad_fn.name() + "_copy")
                a.detach().zero_()
    assert base.sum() == 48 * 47 / 2
    y = torch.arange(6.0).reshape(2, 3).requires_grad_()
    (torch.expand_copy(y, (4, 2, 3)).sum() + torch.unbind_copy(y, 1)[0].sum() + torch.diagonal_copy(y).sum()).backward()
    assert y.grad.tolist() == [[6, 4, 4], [5, 5, 4]]
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.unsqueeze_copy(y, 5)


def test_copies_undo_strides():
    base = torch.arange(120).reshape(2, 3, 4, 5)
    for dtype in (torch.int64, torch.float32, torch.bfloat16, torch.bool, torch.complex128, torch.int8):
        x = base.to(dtype)
        for view in (x[..., ::2], x[:, ::2], x.permute(3, 1, 0, 2)[1:], x.diagonal(), x[0, 0, 0].expand(3, 5), x[:, :1].expand(2, 4, 4, 5).transpose(0, 3), x[1:, 1:2, ::3]):
            kept, rows = view.clone(), view.contiguous()
            assert kept.tolist() == rows.tolist() == view.tolist() and rows.is_contiguous()
            assert kept.stride() == torch.empty_like(view).stride() and kept._base is None
            assert rows.stride() == torch.empty(view.shape).stride()
