"""Views, joins and rearrangements: values against NumPy, strides and error texts against PyTorch's, derivatives by gradcheck."""
import random

import numpy as np
import pytest

import pyautograd as torch


def leaf(*shape, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        values = values + 1j * rng.standard_normal(shape)
    return torch.from_numpy(np.asarray(values, dtype)).requires_grad_()


def name(tensor):
    return tensor.grad_fn and tensor.grad_fn.name()


# Views share memory, have PyTorch's strides, and know their base.

VIEWS = {
    "view": (lambda x: x.view(3, 8), (3, 8), (8, 1)),
    "view infers": (lambda x: x.view(-1, 2), (12, 2), (2, 1)),
    "view of a slice": (lambda x: x[:, 1:].view(2, 4, 2, 1), (2, 4, 2, 1), (12, 2, 1, 1)),
    "view that cannot be": (lambda x: x[:, :, 1:].view(-1), None, None),
    "transpose": (lambda x: x.transpose(0, -1), (4, 3, 2), (1, 4, 12)),
    "permute": (lambda x: x.permute(2, 0, 1), (4, 2, 3), (1, 12, 4)),
    "movedim": (lambda x: x.movedim(0, 2), (3, 4, 2), (4, 1, 12)),
    "expand": (lambda x: x[:, :1].expand(5, 2, 3, 4), (5, 2, 3, 4), (0, 12, 0, 1)),
    "unsqueeze": (lambda x: x.unsqueeze(1), (2, 1, 3, 4), (12, 12, 4, 1)),
    "unsqueeze of a transpose": (lambda x: x.transpose(1, 2).unsqueeze(-1), (2, 4, 3, 1), (12, 1, 4, 1)),
    "select": (lambda x: x.select(1, -1), (2, 4), (12, 1)),
    "slice with a step": (lambda x: x[:, ::2], (2, 2, 4), (12, 8, 1)),
    "narrow": (lambda x: x.narrow(2, 1, 2), (2, 3, 2), (12, 4, 1)),
    "diagonal": (lambda x: x.diagonal(1, 1, 2), (2, 3), (12, 5)),
    "unfold": (lambda x: x.unfold(2, 2, 1), (2, 3, 3, 2), (12, 4, 1, 1)),
    "as_strided": (lambda x: x.as_strided((2, 2), (3, 1), 5), (2, 2), (3, 1)),
    "flatten": (lambda x: x.flatten(1), (2, 12), (12, 1)),
    "unflatten": (lambda x: x.unflatten(2, (2, -1)), (2, 3, 2, 2), (12, 4, 2, 1)),
    "squeeze": (lambda x: x[:1].squeeze(0), (3, 4), (4, 1)),
}


@pytest.mark.parametrize("case", VIEWS)
def test_views_share_memory(case):
    function, shape, strides = VIEWS[case]
    base = torch.arange(24.0)
    x = base.view(2, 3, 4)
    if shape is None:
        with pytest.raises(RuntimeError, match="view size is not compatible"):
            function(x)
        return
    made = function(x)
    assert tuple(made.shape) == shape and made.stride() == strides
    assert made._is_view() and made._base is base
    before = made.clone()
    base.add_(100)
    assert made.tolist() == (before + 100).tolist()
    assert made._version == 1


def test_reshape_copies_only_where_it_must():
    x = torch.arange(6.0).view(2, 3)
    assert x.reshape(3, 2)._base is not None
    assert x.t().reshape(6)._base is None
    assert x.t()[None].reshape(3, 2).stride() == (1, 3)
    assert x.flatten(0, 0) is x and x.contiguous() is x


def test_negative_size_and_empty_tensors():
    assert torch.zeros(0, 3).stride() == (3, 1)
    assert torch.zeros(0, 3).view(3, 0).shape == (3, 0)
    assert torch.zeros(2, 0).t().reshape(0).shape == (0,)
    assert [tuple(p.shape) for p in torch.zeros(2, 0).chunk(3, 1)] == [(2, 0)] * 3
    assert torch.zeros(0, 4).unbind(0) == ()


ERRORS = [
    (lambda: torch.zeros(4).view(3), RuntimeError, "shape '[3]' is invalid for input of size 4"),
    (lambda: torch.zeros(4).view(-1, -1), RuntimeError, "only one dimension can be inferred"),
    (lambda: torch.zeros(4).view(-2, 2), RuntimeError, "invalid shape dimension -2 at index 0 of shape [-2, 2]"),
    (lambda: torch.zeros(2, 3).permute(0, 0), RuntimeError, "permute(): duplicate dims are not allowed."),
    (lambda: torch.zeros(3).expand(2), RuntimeError,
     "The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [2].  Tensor sizes: [3]"),
    (lambda: torch.zeros(3, 4).expand(4), RuntimeError,
     "expand(torch.FloatTensor{[3, 4]}, size=[4]): the number of sizes provided (1) must be greater or equal to "
     "the number of dimensions in the tensor (2)"),
    (lambda: torch.zeros(3).select(0, 3), IndexError, "select(): index 3 out of range for tensor of size [3] at dimension 0"),
    (lambda: torch.zeros(3).narrow(0, 2, 2), RuntimeError, "start (2) + length (2) exceeds dimension size (3)."),
    (lambda: torch.zeros(2).as_strided((3,), (1,)), RuntimeError,
     "setStorage: sizes [3], strides [1], storage offset 0, and itemsize 4 requiring a storage size of 12 are out of bounds for storage of size 8"),
    (lambda: torch.zeros(4).unfold(0, 5, 1), RuntimeError, "maximum size for tensor at dimension 0 is 4 but size is 5"),
    (lambda: torch.zeros(4).split([1, 2]), RuntimeError,
     "split_with_sizes expects split_sizes to sum exactly to 4 (input tensor's size at dimension 0), but got split_sizes=[1, 2]"),
    (lambda: torch.zeros(2, 3, 4).t(), RuntimeError, "t() expects a tensor with <= 2 dimensions, but self is 3D"),
    (lambda: torch.zeros(2, 3).movedim((0, 0), (0, 1)), RuntimeError, "movedim: repeated dim in `source` ([0, 0])"),
    (lambda: torch.zeros(2, 3).view(torch.float64), RuntimeError,
     "self.size(-1) must be divisible by 2 to view Float as Double (different element sizes), but got 3"),
    (lambda: torch.zeros(3).imag, RuntimeError, "imag is not implemented for tensors with non-complex dtypes."),
    (lambda: torch.cat([]), ValueError, "torch.cat(): expected a non-empty list of Tensors"),
    (lambda: torch.cat([torch.zeros(2, 3), torch.zeros(3, 2)]), RuntimeError,
     "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the list."),
    (lambda: torch.stack([torch.zeros(2), torch.zeros(3)]), RuntimeError,
     "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1"),
    (lambda: torch.zeros(2, 3).repeat(2), RuntimeError, "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"),
    (lambda: torch.zeros(3).roll((1, 2), 0), RuntimeError, "shifts and dimensions must align. shifts: 2, dims:1"),
    (lambda: torch.zeros(3).tril(), RuntimeError, "tril: input tensor must have at least 2 dimensions"),
    (lambda: torch.broadcast_tensors(torch.zeros(2), torch.zeros(3)), RuntimeError,
     "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
]


@pytest.mark.parametrize("at", range(len(ERRORS)))
def test_error_texts(at):
    call, kind, text = ERRORS[at]
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind and str(caught.value) == text


NODES = [
    (lambda x: x.view(4), "ViewBackward0"), (lambda x: x.reshape(4), "ViewBackward0"), (lambda x: x.t().reshape(4), "UnsafeViewBackward0"),
    (lambda x: x.T, "PermuteBackward0"), (lambda x: x.mT, "TransposeBackward0"), (lambda x: x.t(), "TBackward0"),
    (lambda x: x[0:1], "SliceBackward0"), (lambda x: x[0], "SelectBackward0"), (lambda x: x[..., None], "UnsqueezeBackward0"),
    (lambda x: x.narrow(0, 0, 1), "SliceBackward0"), (lambda x: x.squeeze(), "SqueezeBackward0"), (lambda x: x.squeeze(0), "SqueezeBackward1"),
    (lambda x: x.squeeze((0, 1)), "SqueezeBackward2"),
    (lambda x: x.split(1)[0], "SplitBackward0"),
    (lambda x: x.split([1, 1])[0], "SplitWithSizesBackward0"),
    (lambda x: x.chunk(2)[0], "SplitBackward0"), (lambda x: x.unbind(0)[0], "UnbindBackward0"), (lambda x: x.diag(), "DiagonalBackward0_copy"),
    (lambda x: x.movedim(0, 1), "PermuteBackward0"), (lambda x: x.expand_as(x), "ExpandBackward0"), (lambda x: x.unfold(0, 1, 1), "UnfoldBackward0"),
    (lambda x: torch.cat([x, x]), "CatBackward0"),
    (lambda x: torch.stack([x, x]), "StackBackward0"),
    (lambda x: torch.hstack([x, x]), "CatBackward0"),
    (lambda x: x.repeat(2, 1), "RepeatBackward0"), (lambda x: x.flip(0), "FlipBackward0"), (lambda x: x.roll(1, 0), "RollBackward0"),
    (lambda x: x.contiguous(), None), (lambda x: x.t().contiguous(), "CloneBackward0"), (lambda x: x.flatten(0, 0), None),
    (lambda x: torch.meshgrid(x[0], x[0], indexing="ij")[0], "ExpandBackward0"), (lambda x: torch.block_diag(x, x), "BlockDiagBackward0"),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(NODES)))
def test_grad_fn_names(at):
    function, expected = NODES[at]
    assert name(function(leaf(2, 2))) == expected


def test_complex_parts_are_views():
    z = leaf(3, dtype=np.complex128)
    assert name(z.real) == "SelectBackward0"
    (z.real * 2 + z.imag * 3).sum().backward()
    assert z.grad.tolist() == [2 + 3j] * 3
    w = torch.zeros(2, dtype=torch.complex64)
    torch.view_as_real(w)[:, 1] = 1
    assert w.tolist() == [1j, 1j]
    assert torch.view_as_complex(torch.tensor([[1.0, 2.0]])).tolist() == [1 + 2j]


# Values against NumPy.


def same(made, expected):
    made = made.detach().numpy()
    assert made.shape == np.shape(expected)
    np.testing.assert_array_equal(made, expected)


def test_joins_and_copies_against_numpy():
    x, y = leaf(2, 3), leaf(2, 3, seed=1)
    a, b = x.detach().numpy(), y.detach().numpy()
    for function in ("hstack", "vstack", "dstack", "column_stack"):
        same(getattr(torch, function)([x, y]), getattr(np, function)([a, b]))
    same(torch.stack([x, y], -1), np.stack([a, b], -1))
    same(x.repeat(2, 1, 3), np.tile(a, (2, 1, 3)))
    same(x.tile(2), np.tile(a, 2))
    same(x.repeat_interleave(2), a.repeat(2))
    same(x.repeat_interleave(torch.tensor([1, 0, 2]), 1), a.repeat([1, 0, 2], 1))
    same(x.flip(0, 1), a[::-1, ::-1])
    same(x.roll((1, -1), (0, 1)), np.roll(a, (1, -1), (0, 1)))
    same(x.rot90(), np.rot90(a))
    same(x.triu(1), np.triu(a, 1))
    same(x.tril(-1), np.tril(a, -1))
    same(torch.kron(x, y), np.kron(a, b))
    same(torch.vander(x[0]), np.vander(a[0]))
    same(x[0].diag_embed(1), np.diag(a[0], 1))
    for xs, ys in zip(torch.meshgrid(x[0], y[1], indexing="xy"), np.meshgrid(a[0], b[1])):
        same(xs, ys)


def test_join_promotes_as_pytorch():
    assert torch.cat([torch.tensor([1]), torch.tensor([1.5])]).dtype is torch.float32
    assert torch.cat([torch.tensor([1.5], dtype=torch.float16), torch.tensor([1j])]).dtype is torch.complex64
    assert torch.cat([torch.zeros(0), torch.zeros(2, 3)]).shape == (2, 3)


def test_as_strided_backward_with_overlap():
    x = leaf(5)
    x.as_strided((3, 3), (1, 1)).sum().backward()
    assert x.grad.tolist() == [1, 2, 3, 2, 1]


def test_multi_output_views_refuse_in_place():
    pieces = leaf(4).clone().split(2)
    with pytest.raises(RuntimeError, match="is a view and is being modified inplace"):
        pieces[0].mul_(2)


def test_in_place_view_methods():
    x = leaf(2, 3)
    y = x * 1
    y.t_().unsqueeze_(0)
    assert y.shape == (1, 3, 2)
    (y * torch.arange(6.0, dtype=torch.float64).view(1, 3, 2)).sum().backward()
    assert x.grad.tolist() == [[0, 2, 4], [1, 3, 5]]
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        x.t_()


DIFFERENTIABLE = {
    "reshape": lambda x: x.transpose(0, 1).reshape(-1), "expand": lambda x: x[:, :1].expand(5, 2, 3, 4), "unfold": lambda x: x.unfold(2, 2, 1),
    "unfold with gaps": lambda x: x.unfold(2, 1, 2), "diagonal": lambda x: x.diagonal(-1, 0, 2), "slice": lambda x: x[1:, ::2],
    "split": lambda x: x.split(2, 2), "unbind": lambda x: x.unbind(1)[1], "tensor_split": lambda x: x.tensor_split(2, 2),
    "cat": lambda x: torch.cat([x, x * 2], 1),
    "stack": lambda x: torch.stack([x, x * x], -1),
    "block_diag": lambda x: torch.block_diag(x[0], x[1, 0]),
    "repeat": lambda x: x.repeat(2, 1, 1, 3), "roll": lambda x: x.roll(2), "rot90": lambda x: x.rot90(1, (0, 2)), "flip": lambda x: x.flip(1),
    "tril": lambda x: x.tril(), "diag_embed": lambda x: x.diag_embed(-1, 0, 2), "kron": lambda x: torch.kron(x[0], x[1]),
    "cross": lambda x: torch.linalg.cross(x[..., :3], x[..., 1:]), "slice_scatter": lambda x: x.slice_scatter(x[:, :1] * 2, 1, 0, 1),
    "diagonal_scatter": lambda x: x.diagonal_scatter(x[0, 0, :3].sum() * torch.ones(4, 2, dtype=torch.float64), 0, 0, 1),
    "trapezoid": lambda x: torch.trapezoid(x, x[0, 0]),
    "cumulative_trapezoid": lambda x: torch.cumulative_trapezoid(x, dim=1),
    "vander": lambda x: torch.vander(x[0, 0]),
    "repeat_interleave": lambda x: x.repeat_interleave(torch.tensor([2, 0, 1]), 1), "trace": lambda x: x[0].trace(),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENTIABLE)
def test_gradcheck(case):
    function = DIFFERENTIABLE[case]
    x = leaf(2, 3, 4)
    assert torch.autograd.gradcheck(lambda x: function(x), (x,))
    assert torch.autograd.gradgradcheck(lambda x: function(x), (x,))


def test_random_chains_of_views_against_pytorch():
    oracle = pytest.importorskip("torch")
    steps = random.Random(1)
    for trial in range(300):
        values = np.arange(float(steps.choice([24, 36, 60])))
        pair = [torch.from_numpy(values), oracle.from_numpy(values)]
        for _ in range(6):
            shape = tuple(pair[1].shape)
            ndim = len(shape)
            kind = steps.choice("transpose slice select unsqueeze squeeze expand view reshape diagonal unfold permute chunk".split())
            d = steps.randrange(ndim) if ndim else 0
            if kind == "transpose" and ndim:
                call = ("transpose", d, steps.randrange(ndim))
            elif kind == "slice" and ndim:
                call = ("__getitem__", (slice(None),) * d + (slice(steps.randrange(3), None, steps.choice([1, 2])),))
            elif kind == "select" and ndim and shape[d]:
                call = ("select", d, steps.randrange(shape[d]))
            elif kind == "unsqueeze":
                call = ("unsqueeze", steps.randrange(ndim + 1))
            elif kind == "squeeze":
                call = ("squeeze",)
            elif kind == "expand" and 1 in shape:
                call = ("expand", tuple(steps.choice([1, 3]) if n == 1 else n for n in shape))
            elif kind in ("view", "reshape"):
                total = int(np.prod(shape))
                factors = [f for f in (1, 2, 3, 4, 6) if total % f == 0]
                f = steps.choice(factors)
                call = (kind, steps.choice([(f, total // f), (total,), (1, f, -1) if f * total else (total, 1)]))
            elif kind == "diagonal" and ndim > 1:
                call = ("diagonal", steps.choice([-1, 0, 1]), 0, 1)
            elif kind == "unfold" and ndim and shape[d] >= 2:
                call = ("unfold", d, 2, steps.choice([1, 2]))
            elif kind == "permute":
                call = ("permute", tuple(steps.sample(range(ndim), ndim)))
            elif kind == "chunk" and ndim:
                call = ("narrow", d, 0, shape[d] // 2)
            else:
                continue
            answers = []
            for t in pair:
                try:
                    answers.append(getattr(t, call[0])(*call[1:]))
                except (RuntimeError, IndexError) as error:
                    answers.append((type(error), str(error)))
            if isinstance(answers[1], tuple):
                assert answers[0] == answers[1], call
                break
            mine, theirs = answers
            assert tuple(mine.shape) == tuple(theirs.shape), call
            assert mine.numpy().tolist() == theirs.numpy().tolist(), call
            if theirs.numel():
                assert mine.stride() == theirs.stride(), (trial, call, shape)
                assert mine.storage_offset() == theirs.storage_offset(), call
            pair = answers


def test_broadcast_shapes():
    assert torch.broadcast_shapes((2, 1), 3, ()) == torch.Size([2, 3])
    with pytest.raises(RuntimeError, match="Attempting to broadcast a dimension of length 3 at -1! Mismatching argument at index 1"):
        torch.broadcast_shapes((2,), (3,))


def test_functions_exist_beside_in_place_methods():
    x = torch.zeros(1, 2)
    assert torch.squeeze(x).shape == (2,) and torch.unsqueeze(x, 0).shape == (1, 1, 2) and torch.t(x).shape == (2, 1)
    assert len(torch.split(x, split_size_or_sections=1, dim=1)) == 2
