"""Decompositions, equations and transforms of small tensors, which the compiled core computes by NumPy's inner loops and loops of its own, give what
the kernels for whole arrays give: results, how they lie in memory, errors."""
import contextlib

import numpy as np
import pytest

import pyautograd as torch
from pyautograd._py.kernels import fourier, linalg

SHAPES = [(1, 1), (3, 3), (2, 4, 4), (2, 3, 5, 5), (1, 12, 12)]
both_types = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
layouts = pytest.mark.parametrize("layout", ["rows", "columns", "gaps"])


def matrices(shape, dtype, layout="rows"):
    rng = np.random.default_rng(sum(shape))
    made = torch.tensor(rng.random(shape), dtype=dtype)
    if made.shape[-1] == made.shape[-2]:
        made = made + made.shape[-1] * torch.eye(made.shape[-1], dtype=dtype)
    if layout == "columns":
        return made.mT.contiguous().mT
    return torch.stack([made, made], -1)[..., 0] if layout == "gaps" else made


def same(made, expected, strides=True):
    made = made if isinstance(made, (tuple, list)) else (made,)
    expected = expected if isinstance(expected, tuple) else (expected,)
    assert len(made) == len(expected)
    for a, b in zip(made, expected):
        b = np.asarray(b)
        few = 2e-5 if a.dtype in (torch.float32, torch.complex64) else 1e-12
        assert a.shape == b.shape and a.numpy().dtype == b.dtype
        if strides and a.dim() > 1:
            assert a.stride() == tuple(s // b.itemsize for s in b.strides)
        np.testing.assert_allclose(a.numpy(), b, rtol=few, atol=few * max(float(np.abs(b).max(initial=0)), 1.0))


DECOMPOSITIONS = {
    "inv": (torch.linalg.inv_ex, linalg.inv_ex), "cholesky": (torch.linalg.cholesky_ex, lambda a: linalg.cholesky_ex(a, False)), "det": (torch.linalg.det, linalg.det),
    "slogdet": (torch.linalg.slogdet, linalg.slogdet), "eigh": (torch.linalg.eigh, lambda a: linalg.eigh(a, "L")),
    "eigh of the upper half": (lambda a: torch.linalg.eigh(a, "U"), lambda a: linalg.eigh(a, "U")), "eig": (torch.linalg.eig, linalg.eig),
    "lu": (torch.linalg.lu_factor_ex, lambda a: linalg.lu_factor_ex(a, True)), "eigvalsh": (torch.linalg.eigvalsh, lambda a: linalg.eigh(a, "L")[0]),
}  # fmt: skip


@both_types
@layouts
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", DECOMPOSITIONS)
def test_square_matrices(name, shape, layout, dtype):
    a = matrices(shape, dtype, layout)
    if name in ("cholesky", "eigh", "eigh of the upper half"):
        a = a + a.mT
    operator, kernel = DECOMPOSITIONS[name]
    same(operator(a), kernel(a.numpy()), strides=name != "eigh")


RECTANGLES = [(4, 2), (2, 4), (3, 3), (2, 5, 3), (1, 1)]
OF_RECTANGLES = {
    "svd": (torch.linalg.svd, lambda a: linalg.svd(a, True, None)), "thin svd": (lambda a: torch.linalg.svd(a, False), lambda a: linalg.svd(a, False, None)),
    "svdvals": (torch.linalg.svdvals, lambda a: linalg.svd(a, False, None)[1]), "qr": (torch.linalg.qr, lambda a: linalg.qr(a, "reduced")),
    "complete qr": (lambda a: torch.linalg.qr(a, "complete"), lambda a: linalg.qr(a, "complete")), "r of qr": (lambda a: torch.linalg.qr(a, "r"), lambda a: linalg.qr(a, "r")),
    "lu": (torch.linalg.lu_factor_ex, lambda a: linalg.lu_factor_ex(a, True)),
}  # fmt: skip


@both_types
@layouts
@pytest.mark.parametrize("shape", RECTANGLES, ids=str)
@pytest.mark.parametrize("name", OF_RECTANGLES)
def test_rectangular_matrices(name, shape, layout, dtype):
    a = matrices(shape, dtype, layout)
    operator, kernel = OF_RECTANGLES[name]
    same(operator(a), kernel(a.numpy()))


@both_types
@layouts
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("upper", [False, True])
def test_equations(shape, layout, dtype, upper):
    a, b = matrices(shape, dtype, layout), matrices((*shape[:-1], 3), dtype, layout)
    turned = b.mT
    plain, right = a.numpy(), b.numpy()
    same(torch.linalg.solve_ex(a, b), linalg.solve_ex(plain, right, True))
    same(torch.linalg.solve(a.mT, b), linalg.solve_ex(a.mT.numpy(), right, True)[0])
    same(torch.cholesky_solve(b, a, upper), linalg.cholesky_solve(right, plain, upper))
    for unit in (False, True):
        same(torch.linalg.solve_triangular(a, b, upper=upper, unitriangular=unit), linalg.solve_triangular(plain, right, upper, True, unit))
        made = torch.linalg.solve_triangular(a, turned, upper=upper, left=False, unitriangular=unit)
        same(made, linalg.solve_triangular(plain, turned.numpy(), upper, False, unit))
    if len(shape) == 2:
        same(torch.linalg.solve(a, b[:, 0]), linalg.solve_ex(plain, right[:, 0], True)[0])


def test_zeros_on_the_diagonal_of_a_triangle():
    a, b = torch.tensor([[1.0, 2.0], [0.0, 0.0]]), torch.ones(2, 1)
    same(torch.linalg.solve_triangular(a, b, upper=True), linalg.solve_triangular(a.numpy(), b.numpy(), True, True, False))


def test_what_cannot_be_decomposed():
    with pytest.raises(torch._C._LinAlgError, match=r"linalg.inv: The diagonal element 2 is zero"):
        torch.linalg.inv(torch.tensor([[1.0, 2.0], [2.0, 4.0]]))
    with pytest.raises(torch._C._LinAlgError, match=r"torch.linalg.solve: \(Batch element 1\): The solver failed"):
        torch.linalg.solve(torch.stack([torch.eye(2), torch.zeros(2, 2)]), torch.ones(2, 2, 1))
    with pytest.raises(torch._C._LinAlgError, match=r"linalg.cholesky: .*the leading minor of order 2 is not positive-definite"):
        torch.linalg.cholesky(torch.tensor([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(RuntimeError, match="A must be batches of square matrices"):
        torch.linalg.inv(torch.ones(2, 3))
    with pytest.raises(RuntimeError, match="input tensor should not contain infs or NaNs"):
        torch.linalg.eig(torch.full((2, 2), float("nan")))
    assert torch.linalg.det(torch.zeros(3, 3)) == 0
    assert torch.linalg.lu_factor_ex(torch.zeros(3, 3)).info == 1
    assert torch.linalg.inv(torch.empty(0, 0)).shape == (0, 0)


TRANSFORMS = {
    "fft": (torch.fft.fft, lambda a: fourier.c2c(a, (-1,), 0, True)), "fft along the first": (lambda a: torch.fft.fft(a, dim=0), lambda a: fourier.c2c(a, (0,), 0, True)),
    "ortho": (lambda a: torch.fft.fft(a, norm="ortho"), lambda a: fourier.c2c(a, (-1,), 1, True)), "ifft": (torch.fft.ifft, lambda a: fourier.c2c(a, (-1,), 2, False)),
    "fft2": (torch.fft.fft2, lambda a: fourier.c2c(a, (-2, -1), 0, True)), "ifft2": (torch.fft.ifft2, lambda a: fourier.c2c(a, (-2, -1), 2, False)),
    "fft2, first dimension last": (lambda a: torch.fft.fft2(a, dim=(-1, -2)), lambda a: fourier.c2c(a, (-1, -2), 0, True)),
    "irfft": (torch.fft.irfft, lambda a: fourier.c2r(a, (-1,), 2, 2 * a.shape[-1] - 2)),
    "odd irfft": (lambda a: torch.fft.irfft(a, 2 * a.shape[-1] - 1), lambda a: fourier.c2r(a, (-1,), 2, 2 * a.shape[-1] - 1)),
}  # fmt: skip


@both_types
@layouts
@pytest.mark.parametrize("shape", [(1, 2), (3, 4), (2, 3, 7)], ids=str)
@pytest.mark.parametrize("name", TRANSFORMS)
def test_complex_transforms(name, shape, layout, dtype):
    a = torch.complex(matrices(shape, dtype, layout), matrices(shape, dtype, layout) - 0.5)
    operator, kernel = TRANSFORMS[name]
    same(operator(a), kernel(a.numpy()))


@both_types
@layouts
@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (2, 3, 7)], ids=str)
@pytest.mark.parametrize("onesided", [False, True])
def test_real_transforms(shape, layout, dtype, onesided):
    a = matrices(shape, dtype, layout)
    for norm, number in (("backward", 0), ("ortho", 1), ("forward", 2)):
        same((torch.fft.rfft if onesided else torch.fft.fft)(a, norm=norm), fourier.r2c(a.numpy(), (-1,), number, onesided))
    same(torch.fft.rfft2(a) if onesided else torch.fft.fft2(a), fourier.r2c(a.numpy(), (-2, -1), 0, onesided))


@pytest.mark.parametrize(
    "function",
    [torch.linalg.inv, torch.linalg.det, lambda a: torch.linalg.cholesky(a @ a.mT), lambda a: torch.linalg.solve(a, a.sum(1)), lambda a: torch.linalg.slogdet(a)[1], torch.fft.rfft,
     lambda a: torch.linalg.eigh(a + a.mT)[0], torch.linalg.svdvals, torch.linalg.qr, lambda a: torch.linalg.solve_triangular(a, a * 2, upper=True), torch.fft.fft2,
     lambda a: torch.cholesky_solve(a, a.tril()), lambda a: torch.linalg.lu_factor(a)[0]],
)  # fmt: skip
def test_derivatives(function):
    a = matrices((3, 3), torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(function, (a,))
    assert torch.autograd.gradgradcheck(function, (a,))


def test_nothing_is_printed_for_what_is_not_finite(capfd):
    for value in (float("nan"), float("inf")):
        for matrix in (torch.full((3, 3), value), torch.full((2, 2, 2), value, dtype=torch.float64)):
            for function in (torch.linalg.eig, torch.linalg.eigvals):
                with pytest.raises(RuntimeError, match=r"input tensor should not contain infs or NaNs"):
                    function(matrix)
            for function in (torch.linalg.svdvals, torch.linalg.svd, torch.linalg.eigvalsh, torch.linalg.eigh):
                with contextlib.suppress(RuntimeError):
                    function(matrix)
    assert capfd.readouterr() == ("", "")


def test_lu_names_its_results_where_it_gives_the_info():
    made = torch.lu(torch.eye(3), get_infos=True)
    assert type(made) is torch.return_types._lu_with_info and made.info.item() == 0 and torch.equal(made.LU, torch.eye(3))
    assert type(torch.lu(torch.eye(3))) is tuple
