"""Sparse tensors in coordinate format, held against PyTorch (golden/sparse.json).

``python tests/test_sparse.py`` records the golden file again; it needs torch.
"""
import subprocess
import sys

import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("sparse", torch, """
T = torch.tensor
torch.sparse.check_sparse_tensor_invariants.disable()
i, v = T([[0, 1, 1], [2, 0, 2]]), T([3.0, 4.0, 5.0])
s = torch.sparse_coo_tensor(i, v, (2, 3))
u = torch.sparse_coo_tensor(T([[1, 0, 1], [2, 0, 2]]), v, (2, 3))
d = torch.arange(6.0).reshape(2, 3) / 7
""")
recorder.programs('''
### constructors
torch.sparse_coo_tensor(i[:, :1], v[:1], (2, 3)).is_coalesced()
torch.sparse_coo_tensor((2, 3)).is_coalesced()
torch.sparse_coo_tensor(i, v, (2, 2))
torch.sparse_coo_tensor(i, v, (2, 2), check_invariants=True)
torch.sparse_coo_tensor(i - 1, v, (2, 3), check_invariants=True)
torch.sparse_coo_tensor(i, v, (2, 3), check_invariants=True, is_coalesced=True)
torch.sparse_coo_tensor(i.flip(1), v, (2, 3), check_invariants=True, is_coalesced=True)
torch.sparse_coo_tensor(i, v[:2], (2, 3))
torch.sparse_coo_tensor(i, v)
torch.sparse_coo_tensor(i - 1, v)
torch.sparse_coo_tensor(i.float(), v)
torch.sparse_coo_tensor(i[0], v)
torch.sparse_coo_tensor([[0, 1], [1, 0]], [1.0, 2.0])
torch.sparse_coo_tensor([[0, 1], [1, 0]], [1, 2], dtype=torch.float64)
torch.sparse_coo_tensor([[0, 1], [1, 0]], [1, 2], (3, 3, 2))
torch.sparse_coo_tensor(i, T([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), (2, 3, 2))
torch.sparse_coo_tensor(i, T([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), (2, 3, 3))
torch.sparse_coo_tensor(i, v, (2, 3), is_coalesced=True)
torch.sparse_coo_tensor(i, v, (-2, 3))
torch.sparse_coo_tensor()
torch.sparse_coo_tensor(i)
torch.sparse_coo_tensor(i, v, 3)
torch.sparse_coo_tensor(indices=i, values=v, size=(2, 3), requires_grad=True)
torch.sparse_coo_tensor(i, v.clone().requires_grad_(), (2, 3))
torch.sparse_coo_tensor(torch.Size([2, 3]), dtype=torch.int64)
torch.sparse_coo_tensor(torch.zeros(2, 0), torch.zeros(0))
torch.sparse_coo_tensor(torch.zeros(0, 1).long(), torch.ones(1), ())
torch.sparse_coo_tensor(i, v, (2, 3))._indices().data_ptr() == i.data_ptr()
torch.sparse_coo_tensor(i, v, (2, 3))._values().data_ptr() == v.data_ptr()
torch.zeros(2, 3, layout=torch.sparse_coo), torch.empty(2, 3, layout=torch.sparse_coo)
torch.ones(2, 3, layout=torch.sparse_coo)
torch.zeros_like(d, layout=torch.sparse_coo), torch.zeros_like(u, layout=torch.strided), torch.ones_like(u, layout=torch.strided)
torch.zeros_like(u), torch.empty_like(u), u.new_zeros((2, 2)), u.new_empty((2, 2)), u.new_tensor([1.0])
torch.sparse.spdiags(torch.arange(6.0).reshape(2, 3), T([0, 1]), (3, 3))
torch.sparse.spdiags(torch.arange(6.0).reshape(2, 3), T([0, 0]), (3, 3))
torch.sparse.spdiags(torch.arange(6.0).reshape(2, 3), T([0, 1, 2]), (3, 3))
torch.sparse.spdiags(torch.arange(6.0).reshape(2, 3), T([-1, 1]), (4, 3))
### checks of what is given
checks = torch.sparse.check_sparse_tensor_invariants
checks.is_enabled()
with checks(): inside = checks.is_enabled()
inside, checks.is_enabled()
with checks(): torch.sparse_coo_tensor(i, v, (2, 2))
checks(False)(lambda: checks.is_enabled())()
c = checks()
with c: c.__enter__()
### typed classes
torch.sparse.FloatTensor.dtype, torch.sparse.FloatTensor.is_sparse, torch.sparse.FloatTensor.layout
torch.sparse.FloatTensor, torch.sparse.DoubleTensor
isinstance(u, torch.sparse.FloatTensor), isinstance(u, torch.sparse.LongTensor), isinstance(d, torch.sparse.FloatTensor), isinstance(u, torch.FloatTensor)
torch.sparse.FloatTensor([2, 3])
u.type(), u.double().type(), d.type()
u.type(torch.float64), u.type("torch.sparse.LongTensor")
### conversions
d.to_sparse()
d.to_sparse(1)
d.to_sparse(layout=torch.sparse_coo).is_coalesced()
d.to_sparse(3)
torch.tensor(2.0).to_sparse()
u.to_sparse(), u.to_sparse_coo() is u
u.to_dense(), d.to_dense() is d
u.to_dense(torch.float64)
d.sparse_mask(u)
d.sparse_mask(u.coalesce())
u.to(torch.float64), u.half(), u.int(), u.bool()
u.to("cpu") is u, u.cpu() is u
u.cuda()
u.tolist()
u.numpy()
u.storage()
u.data_ptr()
u.item()
torch.sparse_coo_tensor(T([[0], [0]]), T([2.0]), (1, 1)).item()
### what it is
u.layout, u.is_sparse, u.is_sparse_csr, u.device, u.dtype, u.shape, u.numel(), u.element_size(), u.dim(), u.stride(), u.is_contiguous(), u.storage_offset()
type(u), torch.is_tensor(u), isinstance(u, torch.Tensor), u.is_floating_point(), u.is_leaf, u.get_device()
u.sparse_dim(), u.dense_dim(), u._nnz(), u._dimI(), u._dimV()
u.values()
u.indices()
u._values(), u._indices(), u.coalesce().values(), u.coalesce().indices()
u.coalesce(), u.coalesce().is_coalesced(), u.coalesce().t().is_coalesced(), (u * 2).is_coalesced()
u.coalesce().coalesce() is u.coalesce(), u.detach().is_coalesced(), u.clone().is_coalesced()
d.is_coalesced()
d.coalesce()
u.nbytes
len(u), bool(torch.sparse_coo_tensor(T([[0]]), T([2.0]), (1,)))
bool(u)
u[0] = 1
u.contiguous()
### arithmetic
s + u
s.coalesce() + u.coalesce()
u.add(s, alpha=2), u - s, -u, 2 * u, u * 2, u * T(2.0), u / 2
u * u, u * s, s * u
u * d, d * u
u + d
u + 1
d + u, d - u, torch.add(d, u, alpha=3)
u / d
d.clone().add_(u), d.clone().sub_(u), d.clone().mul_(u)
u.clone().mul_(2), u.clone().add_(s), u.clone().zero_(), u.clone().copy_(s), u.clone().div_(2), u.clone().neg_()
u.clone().add_(d)
d.clone().copy_(s)
u.clone().copy_(d)
u.sqrt(), u.abs(), u.sgn(), u.tanh(), u.log1p(), u.isnan(), u.nan_to_num(), u.relu(), u.pow(3), u**0.5, u // 2
u.pow(0)
u.fill_(0) if False else u.sum()
### reductions
u.sum(), u.sum(1), u.sum((0, 1)), u.sum(dim=1, keepdim=True), u.int().sum()
torch.sparse.sum(u), torch.sparse.sum(u, 0), torch.sparse.sum(u, dim=(0, 1)), torch.sparse.sum(u, dim=1, dtype=torch.float64), torch.sparse.sum(u, -1)
torch.sparse.sum(d)
u.norm(), u.norm(1), torch.norm(u), u.any()
torch.sparse.softmax(u, 0), torch.sparse.log_softmax(s, 1), torch.sparse.softmax(s, 1, dtype=torch.float64)
torch.sparse.softmax(u, 2)
### products
torch.sparse.mm(u, d)
torch.sparse.mm(u, d.t()), torch.sparse.mm(d, u.t()), u @ d.t(), d @ s.t(), torch.mm(u, d.t()), torch.spmm(u, d.t()), torch.dsmm(u, d.t()), u.matmul(d.t())
torch.sparse.mm(u, s.t()), u @ u.t()
u @ u
torch.sparse.addmm(torch.ones(2, 2), u, d.t(), beta=2, alpha=3), torch.addmm(torch.ones(2, 2), u, d.t())
torch.mv(u, torch.ones(3)), u @ torch.ones(3)
u @ torch.ones(4)
torch.bmm(s.unsqueeze(0), d.t().unsqueeze(0))
torch.hspmm(u, d.t())
### shapes
s.t(), s.T, s.transpose(0, 1), s.permute(1, 0), s.permute(0, 1), s.mT, s.H
s.permute(0)
s.transpose(0, 2)
s.clone().t_(), s.clone().transpose_(0, 1)
u[1], u[1, 2], u[..., 0], u[:, 0], u[None], u.select(0, 1)
u[5]
u.index_select(1, T([2, 0])), u.index_select(0, T([1, 1]))
u.index_select(0, T([7]))
torch.cat([s, u], 1), torch.cat([s, u]), torch.stack([s, u], 1), torch.stack([s, u]), torch.vstack([s, u]), torch.hstack([s, u])
torch.cat([s, d], 1)
s.unsqueeze(0), s.unsqueeze(-1), list(u), u.unbind(0)
u.reshape(-1)
u.expand(2, 2, 3)
s.clone().sparse_resize_((3, 3), 2, 0)
s.clone().sparse_resize_((1, 3), 2, 0)
s.clone().sparse_resize_and_clear_((3, 3), 2, 0)
### hybrid tensors
h = torch.sparse_coo_tensor(T([[0, 1, 1]]), torch.arange(6.0).reshape(3, 2), (3, 2))
h, h.coalesce(), h.sparse_dim(), h.dense_dim(), h[1], h[1, 1], h.to_dense(), h * 2, h * torch.ones(3, 2), h + h
h.coalesce().sum(), h.sum(0), h.sum(1), torch.sparse.sum(h, 0), torch.sparse.sum(h, 1), h.unsqueeze(0), h.unsqueeze(2), torch.cat([h, h]), torch.cat([h, h], 1)
torch.sparse.softmax(h, 0), torch.sparse.softmax(h, 1)
h.transpose(0, 1)
h.t()
### prints
torch.eye(3).to_sparse().double(), torch.eye(2, dtype=torch.int32).to_sparse(), torch.eye(2).to_sparse().cfloat(), torch.eye(2).to_sparse().bfloat16()
torch.sparse_coo_tensor(torch.arange(2000)[None], torch.arange(2000).float())
torch.sparse_coo_tensor(torch.zeros(1, 0).long(), torch.zeros(0, 2))
str(u), format(u)
torch.nn.Parameter(s)
### large shapes
b = torch.sparse_coo_tensor(T([[0, 999999], [5, 7]]), T([1.0, 2.0]), (10**6, 10**6))
b, b.coalesce(), (b * 2 + b).coalesce(), b.t(), torch.sparse.sum(b, 0), b.sum(), b @ torch.ones(10**6, 1).to_sparse()
g = torch.sparse_coo_tensor(T([[0, 5, 0]] * 4), T([1.0, 2.0, 3.0]), (10**5,) * 4)
g = torch.sparse_coo_tensor(T([[0, 5, 0]] * 3), T([1.0, 2.0, 3.0]), (10**6,) * 3)
g.coalesce(), g.sum(), torch.sparse.sum(g, (0, 1))
### files, copies and modules
import io, copy, pickle
def again(x):
    file = io.BytesIO()
    torch.save(x, file)
    file.seek(0)
    return torch.load(file)

again({"a": s, "b": u.coalesce(), "c": torch.sparse_coo_tensor((2, 3))})
again(s.clone().requires_grad_()).requires_grad
pickle.loads(pickle.dumps(u)), copy.copy(u), copy.deepcopy(u.clone().requires_grad_())
copy.deepcopy(u.clone().requires_grad_() * 2)
m = torch.nn.Module()
m.register_buffer("a", s.clone())
m.p = torch.nn.Parameter(s.clone())
m.state_dict(), dict(m.named_parameters()), isinstance(m.p, torch.nn.Parameter), type(m.p).__name__
other = torch.nn.Module()
other.register_buffer("a", torch.sparse_coo_tensor((2, 3)))
other.register_parameter("p", torch.nn.Parameter(torch.sparse_coo_tensor((2, 3))))
other.load_state_dict(m.state_dict()), other.a, other.p
m.double().a.dtype, m.p.dtype
torch.utils.data.default_collate([s, s])
### comparisons of tests
torch.testing.assert_close(u, u.clone()), torch.testing.assert_close(s, s.coalesce())
torch.testing.assert_close(s, s * 2)
torch.testing.assert_close(s, torch.sparse_coo_tensor((2, 3)))
torch.testing.assert_close(s, s.to_dense())
torch.testing.assert_close(s, s.to_dense(), check_layout=False)
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


@pytest.mark.parametrize("operator", ["exp", "sigmoid", "max", "sort", "flip", "trace", "nonzero", "mean", "diag", "isfinite", "cumsum", "view", "eq"])
def test_what_pytorch_has_not_for_them_is_refused_by_name(operator):
    x = torch.eye(2).to_sparse()
    arguments = {"flip": (0,), "cumsum": (0,), "view": (-1,), "eq": (x,)}.get(operator, ())
    with pytest.raises(NotImplementedError, match="Could not run 'aten::.*' with arguments from the 'SparseCPU' backend"):
        getattr(x, operator)(*arguments)


def test_there_is_one_warning_of_missing_checks():
    code = (
        "import warnings, sys; sys.path.insert(0, '.'); import pyautograd as torch\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    [torch.sparse_coo_tensor([[0]], [1.0]) for _ in range(2)]\n"
        "print(len(caught), str(caught[0].message)[:47])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "1 Sparse invariant checks are implicitly disabled\n"


def test_a_file_with_coordinates_outside_of_the_shape_is_refused():
    from pyautograd._utils import _rebuild_sparse_tensor

    with pytest.raises(RuntimeError, match="size is inconsistent with indices: for dim 0, size is 2 but found index 7"):
        _rebuild_sparse_tensor(torch.sparse_coo, (torch.tensor([[7]]), torch.tensor([1.0]), (2,)))


if __name__ == "__main__":
    recorder.record()


def test_all_rules_are_there_when_one_module_of_them_came_first():
    program = (
        "import pyautograd as torch; from pyautograd.sparse import _products; "
        "print(torch.sparse_coo_tensor(torch.tensor([[0], [1]]), torch.ones(1), (2, 3)).t().shape)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert run.stdout == "torch.Size([3, 2])\n", run.stderr
