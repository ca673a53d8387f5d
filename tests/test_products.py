"""Products and linear algebra: values against NumPy, texts and node names against PyTorch's, derivatives by gradcheck."""
import random

import numpy as np
import pytest

import pyautograd as torch

linalg = torch.linalg


def leaf(*shape, dtype=np.float64, seed=0, shift=0.0):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        values = values + 1j * rng.standard_normal(shape)
    if shift:
        values = values + shift * np.eye(shape[-2], shape[-1])
    return torch.from_numpy(np.asarray(values, dtype)).requires_grad_()


def positive(n, *batch, dtype=np.float64):
    """A Hermitian positive definite matrix made of a leaf, and the leaf."""
    x = leaf(*batch, n, n, dtype=dtype)
    return x @ x.mH + torch.eye(n, dtype=x.dtype) * n


def name(tensor):
    return tensor.grad_fn and tensor.grad_fn.name()


def close(made, expected, tolerance=1e-10):
    np.testing.assert_allclose(made.detach().numpy(), expected, tolerance, tolerance)


MATMUL_SHAPES = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)),
    ((5, 2, 3), (3,)), ((3,), (5, 3, 4)), ((4, 1, 2, 3), (5, 3, 2)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((5, 0, 3), (3, 2)),
    ((6, 1, 2, 3), (1, 5, 3, 2)),
]  # fmt: skip


@pytest.mark.parametrize("first, second", MATMUL_SHAPES)
def test_matmul_values_and_gradients(first, second):
    a, b = leaf(*first), leaf(*second, seed=1)
    made = a @ b
    close(made, a.detach().numpy() @ b.detach().numpy())
    grad = np.random.default_rng(2).standard_normal(tuple(made.shape))
    made.backward(torch.from_numpy(np.asarray(grad)))
    # the vector-Jacobian product by einsum, whose own gradient is elementwise
    x, y = a.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    left = x if x.dim() > 1 else x.unsqueeze(0)
    right = y if y.dim() > 1 else y.unsqueeze(1)
    full = (left.unsqueeze(-1) * right.unsqueeze(-3)).sum(-2).reshape(made.shape)
    full.backward(torch.from_numpy(np.asarray(grad)))
    close(a.grad, x.grad.numpy())
    close(b.grad, y.grad.numpy())


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int64", "float16", "float32", "complex64"])
def test_products_of_every_dtype(dtype):
    a = torch.arange(6).view(2, 3).to(getattr(torch, dtype))
    made = a @ a.t()
    assert made.dtype is a.dtype and made.tolist() == [[5, 14], [14, 50]]
    assert torch.addmm(torch.ones(2, dtype=a.dtype), a, a.t(), beta=2, alpha=3).tolist() == [[17, 44], [44, 152]]
    assert a[1].dot(a[1]) == 50 and a.mv(a[1]).tolist() == [14, 50]


def test_half_products_accumulate_in_single_precision():
    a = torch.full((1, 4096), 1.0, dtype=torch.float16)
    assert (a @ a.t()).item() == 4096.0


def test_beta_zero_ignores_what_it_scales():
    nan = torch.full((2, 2), float("nan"))
    a = torch.eye(2)
    assert torch.addmm(nan, a, a, beta=0).tolist() == [[1, 0], [0, 1]]
    assert torch.baddbmm(nan, a[None], a[None], beta=0).tolist() == [[[1, 0], [0, 1]]]


ERRORS = [
    (lambda z: torch.mm(z(2, 3), z(2, 3)), RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"),
    (lambda z: z(2, 3) @ z(2, 3), RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"),
    (lambda z: torch.mm(z(2, 3), z(3, 2).double()), RuntimeError, "expected m1 and m2 to have the same dtype, but got: float != double"),
    (lambda z: torch.mm(z(2, 3).bool(), z(3, 2).bool()), NotImplementedError, "\"addmm_impl_cpu_\" not implemented for 'Bool'"),
    (lambda z: torch.mv(z(2, 3), z(2)), RuntimeError, "size mismatch, got input (2), mat (2x3), vec (2)"),
    (lambda z: torch.dot(z(2), z(3)), RuntimeError,
     "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and 3 elements respectively"),
    (lambda z: torch.bmm(z(2, 3, 4), z(2, 3, 4)), RuntimeError,
     "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 3]."),
    (lambda z: torch.matmul(z(4, 2, 3), z(5, 3, 2)), RuntimeError,
     "The size of tensor a (4) must match the size of tensor b (5) at non-singleton dimension 0"),
    (lambda z: torch.matmul(torch.tensor(1.0), z(2)), RuntimeError, "both arguments to matmul need to be at least 1D, but they are 0D and 1D"),
    (lambda z: torch.einsum("ij,jk->ik", z(2, 3), z(2, 3)), RuntimeError,
     "einsum(): subscript j has size 2 for operand 1 which does not broadcast with previously seen size 3"),
    (lambda z: torch.einsum("ij->k", z(2, 3)), RuntimeError, "einsum(): output subscript k does not appear in the equation for any input operand"),
    (lambda z: torch.einsum("ij,jk", z(2, 3)), RuntimeError, "einsum(): fewer operands were provided than specified in the equation"),
    (lambda z: torch.einsum("i$", z(2, 3)), RuntimeError,
     "einsum(): invalid subscript given at index 1 in the equation string, subscripts must be in [a-zA-Z]"),
    (lambda z: torch.nn.functional.linear(z(2, 3), z(2, 2)), RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x2)"),
    (lambda z: torch.tensordot(z(2, 3), z(2, 3), 1), RuntimeError,
     "contracted dimensions need to match, but first has size 3 in dim -1 and second has size 2 in dim 0"),
    (lambda z: linalg.inv(z(2, 3)), RuntimeError, "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices"),
    (lambda z: linalg.inv(z(3, 3).long()), RuntimeError, "linalg.inv: Expected a floating point or complex tensor as input. Got Long"),
    (lambda z: linalg.inv(z(2, 3, 3)), linalg.LinAlgError,
     "linalg.inv: (Batch element 0): The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular."),
    (lambda z: linalg.solve(z(2, 2), z(2)), linalg.LinAlgError, "torch.linalg.solve: The solver failed because the input matrix is singular."),
    (lambda z: linalg.solve(z(2, 2), z(3)), RuntimeError, "linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)"),
    (lambda z: linalg.cholesky(-torch.eye(2)), linalg.LinAlgError,
     "linalg.cholesky: The factorization could not be completed because the input is not positive-definite "
     "(the leading minor of order 1 is not positive-definite)."),
    (lambda z: linalg.qr(z(3, 2), mode="x"), RuntimeError,
     "qr received unrecognized mode 'x' but expected one of 'reduced' (default), 'r', or 'complete'"),
    (lambda z: linalg.svd(z(2)), RuntimeError, "linalg.svd: The input tensor A must have at least 2 dimensions."),
]


@pytest.mark.parametrize("at", range(len(ERRORS)))
def test_error_texts(at):
    call, kind, text = ERRORS[at]
    with pytest.raises(kind) as caught:
        call(torch.zeros)
    assert type(caught.value) is kind and str(caught.value) == text


NODES = [
    (lambda x, b: x @ x, "MmBackward0"), (lambda x, b: x @ x[0], "MvBackward0"), (lambda x, b: x[0] @ x, "SqueezeBackward4"),
    (lambda x, b: x[0] @ x[0], "DotBackward0"), (lambda x, b: b @ b, "UnsafeViewBackward0"), (lambda x, b: b @ x, "UnsafeViewBackward0"),
    (lambda x, b: x @ b, "CloneBackward0"), (lambda x, b: torch.outer(x[0], x[0]), "MulBackward0"), (lambda x, b: x.kron(x), "UnsafeViewBackward0"),
    (lambda x, b: torch.einsum("ij,jk->ik", x, x), "ViewBackward0"), (lambda x, b: torch.einsum("ij->ji", x), "PermuteBackward0"),
    (lambda x, b: torch.einsum("ij->", x), "SumBackward1"), (lambda x, b: torch.einsum("i,j->ij", x[0], x[0]), "MulBackward0"),
    (lambda x, b: torch.nn.functional.linear(x, x, x[0]), "AddmmBackward0"), (lambda x, b: torch.nn.functional.linear(b, x, x[0]), "ViewBackward0"),
    (lambda x, b: torch.addbmm(x, b, b), "AddbmmBackward0"), (lambda x, b: torch.tensordot(x, x, 1), "ViewBackward0"),
    (lambda x, b: x.det(), "LinalgDetBackward0"),
    (lambda x, b: x.inverse(), "LinalgInvExBackward0"),
    (lambda x, b: linalg.solve(x, x), "LinalgSolveExBackward0"),
    (lambda x, b: linalg.cholesky(x), "LinalgCholeskyExBackward0"), (lambda x, b: linalg.eigvalsh(x), "LinalgEighBackward0"),
    (lambda x, b: linalg.svdvals(x), "LinalgSvdBackward0"),
    (lambda x, b: linalg.pinv(x), "LinalgPinvBackward0"),
    (lambda x, b: linalg.qr(x)[1], "LinalgQrBackward0"),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(NODES)))
def test_grad_fn_names(at):
    function, expected = NODES[at]
    x = torch.tensor([[2.0, 0.1], [0.1, 3.0]], requires_grad=True)
    assert name(function(x, torch.ones(2, 2, 2, requires_grad=True))) == expected


EQUATIONS = [
    "ij,jk->ik", "ij,jk", "bij,bjk->bik", "bij,bkj->bik", "i,j->ij", "ij->", "ii->i", "ii", "ij,ij->", "ij,ij->ij",
    "abc,cd,db->ad", "...ij,...jk->...ik",
    "i...,i...->...", "aab->ba", "ij,j,k->ki", "ijk,jil->kl", "a,b,c->cab", "bn,anm,bm->ba", "...->...", "ij,kl->", "i,i,i->i", "ab , bc -> c a",
]  # fmt: skip


@pytest.mark.parametrize("equation", EQUATIONS)
def test_einsum_against_numpy(equation):
    sizes = {c: 2 + i % 3 for i, c in enumerate("ijklabcdnm")}
    operands = []
    for at, term in enumerate(equation.split("->")[0].split(",")):
        term = term.strip()
        shape = [sizes[c] for c in term.replace("...", "")]
        where = term.find("...")
        if where >= 0:
            shape[where:where] = [1, 3] if at else [2, 3]
        operands.append(leaf(*shape, seed=at))
    made = torch.einsum(equation, *operands)
    close(made, np.einsum(equation.replace(" ", ""), *[x.detach().numpy() for x in operands]))
    assert torch.autograd.gradcheck(lambda *xs: torch.einsum(equation, *xs), tuple(operands))


def test_einsum_sublists_and_broadcast():
    x, y = leaf(2, 3), leaf(3, 4, seed=1)
    assert torch.einsum(x, [0, 1], y, [1, 2], [0, 2]).tolist() == torch.einsum("ij,jk->ik", x, y).tolist()
    close(torch.einsum("ij,ij->j", x, x[:1]), (x * x[:1]).sum(0).detach().numpy())
    with pytest.raises(ValueError, match="subscript in subscript list is not within the valid range"):
        torch.einsum(x[0], [52])


def test_tensordot_chain_and_multi_dot():
    a, b, c = leaf(3, 4, 5), leaf(4, 3, 2, seed=1), leaf(5, 6, seed=2)
    close(torch.tensordot(a, b, ([1, 0], [0, 1])), np.tensordot(a.detach().numpy(), b.detach().numpy(), ([1, 0], [0, 1])))
    close(torch.tensordot(a, c, 1), np.tensordot(a.detach().numpy(), c.detach().numpy(), 1))
    chain = [leaf(10, 2, seed=3), leaf(2, 8, seed=4), leaf(8, 3, seed=5), leaf(3, 1, seed=6)]
    close(linalg.multi_dot(chain), np.linalg.multi_dot([m.detach().numpy() for m in chain]))
    assert torch.autograd.gradcheck(lambda *ms: linalg.multi_dot(ms), tuple(chain))


PRODUCTS = {
    "mm": (lambda a, b: a.mm(b.mT), 2),
    "mv": (lambda a, b: a.mv(b[0]), 2),
    "dot": (lambda a, b: a[0].dot(b[0]), 2),
    "vdot": (lambda a, b: torch.vdot(a[0], b[0]), 2),
    "addmm": (lambda a, b: torch.addmm(a[:, :1], a, b.mT, beta=0.5, alpha=2), 2), "addmv": (lambda a, b: torch.addmv(a[0, 0], a, b[0], alpha=-1), 2),
    "addr": (lambda a, b: torch.addr(a, a[:, 0], b[0], beta=2, alpha=3), 2),
    "baddbmm": (lambda a, b: torch.baddbmm(a[:, :1, :1], a, b.mT, alpha=2), 3),
    "addbmm": (lambda a, b: torch.addbmm(a[0, :1, :1], a, b.mT, beta=2), 3),
    "vecdot": (lambda a, b: linalg.vecdot(a, b), 2),
    "inner": (lambda a, b: a.inner(b), 2),
    "bilinear": (lambda a, b: torch.nn.functional.bilinear(a, b, (a.mT @ b)[None], a[0, :1]), 2),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
@pytest.mark.parametrize("case", PRODUCTS)
def test_product_gradients(case, dtype):
    function, ndim = PRODUCTS[case]
    if case == "bilinear" and np.dtype(dtype).kind == "c":
        dtype = np.float64
    shape = (2, 3, 4)[-ndim:]
    inputs = leaf(*shape, dtype=dtype), leaf(*shape, dtype=dtype, seed=1)
    assert torch.autograd.gradcheck(function, inputs)
    assert torch.autograd.gradgradcheck(function, inputs)


# Linear algebra. Functions are made independent of phases and signs, which a decomposition leaves open.

LINALG = {
    "det": lambda x: linalg.det(x),
    "slogdet": lambda x: linalg.slogdet(x)[1],
    "inv": lambda x: linalg.inv(x),
    "pinv": lambda x: linalg.pinv(x[..., :2]),
    "pinv of a wide matrix": lambda x: linalg.pinv(x[..., :2, :]),
    "solve": lambda x: linalg.solve(x, x[..., :2] * 2 + 1),
    "solve vector": lambda x: linalg.solve(x, x[..., 0] + 1),
    "solve from the right": lambda x: linalg.solve(x, x[..., :2, :] + 1, left=False), "matrix_power": lambda x: linalg.matrix_power(x, 3),
    "negative matrix_power": lambda x: linalg.matrix_power(x, -2),
    "matrix_exp": lambda x: linalg.matrix_exp(x * 0.3),
    "lstsq": lambda x: linalg.lstsq(x[..., :2], x[..., 2:])[0],
    "solve_triangular": lambda x: linalg.solve_triangular(x, x + 1, upper=True),
    "unit triangular": lambda x: linalg.solve_triangular(x, x + 1, upper=False, unitriangular=True, left=False),
    "cholesky": lambda x: linalg.cholesky(x @ x.mH), "cholesky upper": lambda x: linalg.cholesky(x @ x.mH, upper=True),
    "cholesky_solve": lambda x: torch.cholesky_solve(x[..., :2], linalg.cholesky(x @ x.mH)),
    "cholesky_inverse": lambda x: torch.cholesky_inverse(linalg.cholesky(x @ x.mH)),
    "qr": lambda x: linalg.qr(x[..., :2])[1].abs(), "wide qr": lambda x: (lambda q, r: q.abs() + r[..., :2].abs())(*linalg.qr(x[..., :2, :])),
    "eigvalsh": lambda x: linalg.eigvalsh(x + x.mH),
    "eigh": lambda x: (lambda v: v @ (v.mH * torch.arange(3.0).to(x.dtype)[:, None]))(linalg.eigh(x + x.mH)[1]),
    "svdvals": lambda x: linalg.svdvals(x),
    "svd": lambda x: (lambda u, s, vh: u[..., :1] @ vh[..., :1, :])(*linalg.svd(x[..., :2])),
    "eigvals": lambda x: linalg.eigvals(x).abs(),
    "eig": lambda x: linalg.eig(x)[1].abs(),
    "lu": lambda x: (lambda p, l, u: l @ u * u)(*linalg.lu(x)),
    "wide lu": lambda x: linalg.lu(x[..., :2, :])[2],
    "tall lu": lambda x: linalg.lu(x[..., :2])[1],
    "lu_factor": lambda x: linalg.lu_factor(x)[0],
    "lu_solve": lambda x: linalg.lu_solve(*linalg.lu_factor(x), x + 1),
    "adjoint lu_solve": lambda x: linalg.lu_solve(*linalg.lu_factor(x), x + 1, left=False, adjoint=True),
    "nuclear norm": lambda x: linalg.matrix_norm(x, "nuc"), "spectral norm": lambda x: linalg.matrix_norm(x, 2), "cond": lambda x: linalg.cond(x),
    "householder_product": lambda x: linalg.householder_product(x, x[..., 0].abs()),
    "tensorsolve": lambda x: linalg.tensorsolve(x, x[..., 0] + 1) if x.dim() == 2 else linalg.inv(x),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
@pytest.mark.parametrize("batch", [(), (2,)])
@pytest.mark.parametrize("case", LINALG)
def test_linalg_gradients(case, batch, dtype):
    x = leaf(*batch, 3, 3, dtype=dtype, shift=2.0, seed=3)
    function = LINALG[case]
    if "householder" in case and np.dtype(dtype).kind == "c":
        function = lambda x: linalg.householder_product(x, x[..., 0])  # noqa: E731
    assert torch.autograd.gradcheck(function, (x,))


TWICE = ["det", "inv", "solve", "cholesky", "qr", "eigvalsh", "svdvals", "pinv", "matrix_exp", "lu_factor", "solve_triangular"]


@pytest.mark.parametrize("case", TWICE)
def test_linalg_second_derivatives(case):
    assert torch.autograd.gradgradcheck(LINALG[case], (leaf(3, 3, shift=2.0, seed=3),))


@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_det_of_singular_matrices(rank, dtype):
    x = (leaf(3, rank, dtype=dtype) @ leaf(rank, 3, dtype=dtype, seed=1)).detach().requires_grad_()
    assert torch.autograd.gradcheck(linalg.det, (x,))
    assert torch.autograd.gradgradcheck(linalg.det, (x,), eps=1e-4)


def test_decompositions_reconstruct():
    for dtype in (np.float64, np.complex128):
        a = leaf(2, 5, 3, dtype=dtype).detach()
        q, r = linalg.qr(a)
        close(q @ r, a.numpy())
        u, s, vh = linalg.svd(a)
        assert u.shape == (2, 5, 5) and vh.shape == (2, 3, 3)
        close(u[..., :3] @ torch.diag_embed(s).to(a.dtype) @ vh, a.numpy())
        p, l, u = linalg.lu(a)
        close(p @ l @ u, a.numpy())
        p, l, u = torch.lu_unpack(*linalg.lu_factor_ex(a)[:2])
        close(p @ l @ u, a.numpy())
        square = a[:, :3]
        factors = linalg.lu_factor(square)
        for left in (True, False):
            for adjoint in (True, False):
                solved = linalg.lu_solve(*factors, square + 1, left=left, adjoint=adjoint)
                matrix = square.mH if adjoint else square
                close(matrix @ solved if left else solved @ matrix, (square + 1).numpy())
        values, vectors = linalg.eig(square)
        close(square.to(vectors.dtype) @ vectors, (vectors * values[:, None]).numpy())


def test_named_results():
    assert repr(type(linalg.eigh(torch.eye(2)))) == "<class 'torch.return_types.linalg_eigh'>"
    assert linalg.slogdet(torch.eye(2)).__match_args__ == ("sign", "logabsdet") and linalg.cholesky_ex(torch.eye(2)).info == 0
    assert torch.svd(torch.eye(3)[:, :2]).V.shape == (2, 2)


def test_info_of_what_failed():
    a = torch.stack([torch.eye(2), torch.tensor([[1.0, 2.0], [2.0, 4.0]])])
    assert linalg.inv_ex(a).info.tolist() == [0, 2] and linalg.inv_ex(a).info.dtype is torch.int32
    assert linalg.cholesky_ex(torch.stack([torch.eye(2), -torch.eye(2)])).info.tolist() == [0, 1]
    with pytest.raises(linalg.LinAlgError, match="Batch element 1"):
        linalg.inv(a)
    assert issubclass(linalg.LinAlgError, RuntimeError)


def test_rank_and_pinv_tolerances():
    a = torch.diag(torch.tensor([1.0, 1e-3, 1e-9]))
    assert linalg.matrix_rank(a) == 2 and linalg.matrix_rank(a, atol=1e-2) == 1 and linalg.matrix_rank(a, hermitian=True) == 2
    assert linalg.pinv(a, rtol=1e-2)[1, 1] == 0 and linalg.pinv(a)[1, 1] == pytest.approx(1e3)


def test_matrix_exp_of_large_norm():
    a = torch.tensor([[0.0, 50.0], [-50.0, 0.0]], dtype=torch.float64)
    close(linalg.matrix_exp(a), [[np.cos(50), np.sin(50)], [-np.sin(50), np.cos(50)]], 1e-9)


def test_random_products_against_pytorch():
    oracle = pytest.importorskip("torch")
    pick = random.Random(0)
    for _ in range(150):
        batch = tuple(pick.choice([1, 2, 3]) for _ in range(pick.randrange(3)))
        m, k, n = (pick.choice([0, 1, 2, 5]) for _ in range(3))
        a = np.random.default_rng(1).standard_normal(batch[pick.randrange(len(batch) + 1) :] + (m, k)[pick.randrange(2) :])
        b = np.random.default_rng(2).standard_normal(batch + (k, n)[: pick.choice([1, 2])]) if not batch or pick.random() < 0.8 else np.ones((k, n))
        answers = []
        for library in (torch, oracle):
            try:
                x, y = library.from_numpy(a.copy()).requires_grad_(), library.from_numpy(b.copy()).requires_grad_()
                made = x @ y
                made.sum().backward()
                answers.append((name(made), made.detach().numpy(), x.grad.numpy(), y.grad.numpy()))
            except RuntimeError as error:
                answers.append(str(error))
        mine, theirs = answers
        if isinstance(theirs, str):
            assert mine == theirs, (a.shape, b.shape)
            continue
        assert mine[0] == theirs[0], (a.shape, b.shape)
        for u, v in zip(mine[1:], theirs[1:]):
            np.testing.assert_allclose(u, v, 1e-12, 1e-12)


def test_gradients_of_matrices_lie_as_the_matrices():
    weight, x = torch.randn(5, 10, requires_grad=True), torch.randn(3, 10)
    columns = torch.randn(10, 5).t().requires_grad_()
    for call in (torch.nn.functional.linear, lambda x, w: torch.nn.functional.linear(x, w, torch.ones(5)), lambda x, w: x @ w.t()):
        for grad in (torch.randn(3, 5), torch.randn(5, 3).t(), torch.ones(()).expand(3, 5)):
            assert torch.autograd.grad(call(x, weight), weight, grad)[0].stride() == (10, 1)  # so that .view(-1) of it can be taken
            assert torch.autograd.grad(call(x, columns), columns, grad)[0].stride() == (1, 5)
    left = torch.randn(10, 3).t().requires_grad_()
    (found,) = torch.autograd.grad(left @ weight.detach().t(), left, torch.ones(3, 5))
    assert found.stride() == (1, 3) and torch.allclose(found, torch.ones(3, 5) @ weight.detach())


@pytest.mark.parametrize(("equation", "sizes", "path", "strides"), [
    ("ij,jk->ki", "ij jk", None, (4, 1)), ("abi,icd->cdab", "abi icd", None, (36, 6, 3, 1)), ("abi,icd->cabd", "abi icd", None, (6, 90, 30, 1)),
    ("zai,zic->caz", "zai zic", None, (2, 1, 10)), ("abcd,di->icba", "abcd di", None, (30, 6, 2, 1)), ("ij,kj,kl->li", "ij kj kl", None, (1, 7)),
    ("ij,jk,kl->il", "ij jk kl", (0, 1, 0, 1), (1, 4)), ("ij,jk,kl->il", "ij jk kl", (1, 2, 0, 1), (7, 1)), ("bn,anm,bm->ba", "bn anm bm", (0, 2, 0, 1), (2, 1)),
])  # fmt: skip
def test_layout_of_einsum(equation, sizes, path, strides):
    length = dict(zip("abcdijklmnz", (2, 3, 5, 6, 4, 5, 6, 7, 4, 3, 7)))
    operands = [torch.arange(float(np.prod(shape))).reshape(shape) for shape in ([length[x] for x in labels] for labels in sizes.split())]
    made = torch._VF.einsum(equation, operands, path=path)
    assert made.stride() == strides and torch.equal(made, torch.tensor(np.einsum(equation, *[x.numpy() for x in operands])))


def test_paths_of_einsum():
    operands = (torch.ones(2, 3), torch.ones(3, 4), torch.ones(4, 5))
    with pytest.raises(RuntimeError, match=r"invalid contraction \(1, 7\) operand index is out of bounds"):
        torch._VF.einsum("ij,jk,kl->il", operands, path=(1, 7, 0, 1))
    with pytest.raises(RuntimeError, match="expected contraction path given in path parameter to have size 4 but got 2"):
        torch._VF.einsum("ij,jk,kl->il", operands, path=(1, 2))
    backend = torch.backends.opt_einsum
    assert backend.enabled is backend.is_available() is (backend.get_opt_einsum() is not None)
    for enabled in (False, backend.is_available()):
        with backend.flags(enabled=enabled):
            assert torch.einsum("ij,jk,kl->il", *operands).tolist() == [[12.0] * 5] * 2
    with pytest.raises(ValueError, match="`strategy` must be one of the following"):
        backend.set_flags(True, "fast")


@pytest.mark.parametrize("shapes", [((20, 20), (20, 20)), ((5, 7), (9, 3)), ((4, 6, 2), (8, 5)), ((8, 3), (2, 8, 5)), ((16, 1), (16, 64)), ((9, 0), (9, 4))])
def test_kron_is_the_same_with_and_without_a_history(shapes):
    """Without one, short rows are made long before they are multiplied."""
    a, b = leaf(*shapes[0]), leaf(*shapes[1], seed=1)
    made, recorded = torch.kron(a.detach(), b.detach()), torch.kron(a, b)
    assert torch.equal(made, recorded.detach()) and made.stride() == recorded.stride() and recorded.grad_fn is not None
