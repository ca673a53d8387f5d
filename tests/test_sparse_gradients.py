"""Derivatives of and by sparse tensors, held against PyTorch (golden/sparse_gradients.json).

``python tests/test_sparse_gradients.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("sparse_gradients", torch, """
T = torch.tensor
torch.sparse.check_sparse_tensor_invariants.disable()
i, v = T([[0, 1, 1, 0], [2, 0, 2, 2]]), T([3.0, 4.0, 5.0, 6.0])


def dense(x):
    return None if x is None else (x.is_sparse, x.to_dense() if x.is_sparse else x)


def derivatives(function):
    found = []
    for leaf in ("tensor", "values"):
        w, d = v.clone().requires_grad_(), (torch.arange(6.0).reshape(2, 3) / 7).requires_grad_()
        s = torch.sparse_coo_tensor(i, w if leaf == "values" else v, (2, 3))
        s = s.requires_grad_() if leaf == "tensor" else s
        y = function(s, d)
        whole = y.to_dense() if y.is_sparse else y
        if whole.requires_grad:
            (whole * torch.arange(1.0, whole.numel() + 1).reshape(whole.shape)).sum().backward()
        found.append((y.grad_fn and y.grad_fn.name(), y, dense(s.grad) if s.is_leaf else None, w.grad, dense(d.grad)))
    return found


def rows(sparse=True, **options):
    e = nn.Embedding(5, 2, sparse=sparse, **options)
    with torch.no_grad():
        e.weight.fill_(1.0)
    return e
""")
recorder.programs('''
### of operators
derivatives(lambda s, d: s @ d.t())
derivatives(lambda s, d: s.t() @ d)
derivatives(lambda s, d: torch.sparse.mm(s, d.t()))
derivatives(lambda s, d: torch.sparse.mm(s.t(), d))
derivatives(lambda s, d: torch.sparse.mm(d, s.t()))
derivatives(lambda s, d: d @ s.t())
derivatives(lambda s, d: torch.sparse.addmm(torch.ones(2, 2), s, d.t(), beta=2, alpha=3))
derivatives(lambda s, d: torch.addmm(torch.ones(2, 2), s, d.t(), beta=2, alpha=3))
derivatives(lambda s, d: s.to_dense() * d)
derivatives(lambda s, d: s.to_dense(masked_grad=False) * d)
derivatives(lambda s, d: s.coalesce().values())
derivatives(lambda s, d: s.coalesce().to_dense())
derivatives(lambda s, d: (s * 2).to_dense())
derivatives(lambda s, d: (s + s).to_dense())
derivatives(lambda s, d: (s - s * 3).to_dense())
derivatives(lambda s, d: d + s)
derivatives(lambda s, d: d - s)
derivatives(lambda s, d: (-s).to_dense())
derivatives(lambda s, d: s.sum())
derivatives(lambda s, d: torch.sparse.sum(s))
derivatives(lambda s, d: torch.sparse.sum(s, 0))
derivatives(lambda s, d: torch.sparse.sum(s, 1).to_dense())
derivatives(lambda s, d: torch.sparse.sum(s, (0, 1)))
derivatives(lambda s, d: torch.sparse.softmax(s, 1).to_dense() * d)
derivatives(lambda s, d: torch.sparse.log_softmax(s, 1).to_dense() * d)
derivatives(lambda s, d: torch.sparse.softmax(s, 0).to_dense() * d)
derivatives(lambda s, d: s.t().to_dense())
derivatives(lambda s, d: s.transpose(0, 1).to_dense())
derivatives(lambda s, d: s.permute(1, 0).to_dense())
derivatives(lambda s, d: (s * d).to_dense())
derivatives(lambda s, d: (s * s).to_dense())
derivatives(lambda s, d: (s / 2).to_dense())
derivatives(lambda s, d: s.abs().to_dense())
derivatives(lambda s, d: s.relu().to_dense())
derivatives(lambda s, d: s.pow(2).to_dense())
derivatives(lambda s, d: s.clone().to_dense())
derivatives(lambda s, d: s.double().to_dense())
derivatives(lambda s, d: d.to_sparse().to_dense() * 2)
derivatives(lambda s, d: d.to_sparse() @ d.t())
derivatives(lambda s, d: torch.sparse.mm(d.to_sparse(), d.t()))
derivatives(lambda s, d: d.sparse_mask(s.detach().coalesce()).to_dense())
derivatives(lambda s, d: s.mv(torch.ones(3)))
derivatives(lambda s, d: s @ torch.ones(3))
derivatives(lambda s, d: s.to(torch.float64).to_dense())
derivatives(lambda s, d: torch.sparse.sum(s, 0).to_dense())
derivatives(lambda s, d: s.T.to_dense())
derivatives(lambda s, d: s.sum(0).to_dense())
derivatives(lambda s, d: s.sum(1))
derivatives(lambda s, d: s.coalesce().indices().float())
derivatives(lambda s, d: s.detach().requires_grad_().to_dense())
derivatives(lambda s, d: torch.sparse.mm(torch.sparse.mm(s, d.t()), torch.ones(2, 2).to_sparse()))
### of the product of sparse matrices
a, b = (torch.eye(2) + 1).to_sparse().requires_grad_(), T([[1.0, 0.0], [2.0, 3.0]]).to_sparse().requires_grad_()
y = torch.sparse.mm(a, b)
y.grad_fn.name(), y
### hooks, retained gradients and in place
s = torch.sparse_coo_tensor(i, v, (2, 3)).requires_grad_()
seen = []
handle = s.register_hook(seen.append)
y = s * 2
y.retain_grad()
y.to_dense().sum().backward()
seen, y.grad, s.grad
s.mul_(2)
with torch.no_grad(): s.mul_(2)
s, s._version
y = s * 1
y.mul_(3).to_dense().sum().backward()
y
p = torch.ones(2, 3, requires_grad=True)
p.grad = torch.sparse_coo_tensor(i, v, (2, 3))
p.grad
p.grad = torch.sparse_coo_tensor(i, v, (2, 4))
p.grad = torch.sparse_coo_tensor(i, v.double(), (2, 3))
### of embeddings
x, z = T([1, 2, 1]), T([0, 2])
e = rows()
e(x).grad_fn.name(), e
e(x).sum().backward()
first = e.weight.grad
first
e(z).sum().backward()
e.weight.grad, e.weight.grad is first
e = rows()
(e(x).sum() + e(z).sum()).backward()
e.weight.grad
e = rows()
(e(x).sum() + e.weight.sum()).backward()
e.weight.grad
e = rows()
e(x).sum().backward()
e.weight.sum().backward()
e.weight.grad
e = rows()
e.weight.sum().backward()
e(x).sum().backward()
e.weight.grad
e = rows(padding_idx=1)
e(T([[1, 2, 1], [0, 2, 4]])).sum().backward()
e.weight.grad
rows(scale_grad_by_freq=True)(x).sum().backward()
e = rows(max_norm=1.0)
e(x).sum().backward()
e.weight, e.weight.grad
e.zero_grad(set_to_none=False)
e.weight.grad
w = torch.ones(4, 2, requires_grad=True)
torch.autograd.grad(F.embedding(x, w, sparse=True).sum(), w)
### of bags
offsets = T([0, 2])
def bag(mode, **options):
    w = torch.arange(10.0).reshape(5, 2).requires_grad_()
    y = F.embedding_bag(T([1, 2, 1, 4, 4]), w, offsets, mode=mode, sparse=True, **options)
    y.sum().backward()
    return y.detach(), dense(w.grad)

bag("sum"), bag("mean"), bag("sum", padding_idx=4)
bag("max")
p = T([0.5, 1.0, 2.0, 3.0, 1.0], requires_grad=True)
bag("sum", per_sample_weights=p), p.grad
### checks of gradients
s = torch.sparse_coo_tensor(i, v.double(), (2, 3)).coalesce().requires_grad_()
torch.autograd.gradcheck(lambda x: torch.sparse.mm(x, torch.ones(3, 2, dtype=torch.float64)), s, masked=True)
check = torch.sparse.as_sparse_gradcheck(torch.autograd.gradcheck)
check(lambda x: torch.sparse.softmax(x, 1).to_dense(), s), check(lambda x: torch.sparse.log_softmax(x, 0).to_dense(), s), check(lambda x: torch.sparse.sum(x, 0), s)
check(lambda x: (x * 3).to_dense(), s), check(lambda x, y: torch.sparse.addmm(y, x, y.t() @ y, beta=0.5, alpha=2.0), (s, torch.ones(2, 3, dtype=torch.float64).requires_grad_()))
### function transforms
torch.func.grad(lambda v: torch.sparse.mm(torch.sparse_coo_tensor(T([[0, 1], [1, 0]]), v, (2, 2)), torch.ones(2, 2)).sum())(T([1.0, 2.0]))
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
