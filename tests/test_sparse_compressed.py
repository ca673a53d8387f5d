"""Matrices in compressed sparse formats, held against PyTorch (golden/sparse_compressed.json).

``python tests/test_sparse_compressed.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("sparse_compressed", torch, """
T = torch.tensor
torch.sparse.check_sparse_tensor_invariants.disable()
d = T([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]])
c, e = d.to_sparse_csr(), d.to_sparse_csc()
x = torch.arange(6.0).reshape(3, 2)


def dense(x):
    return None if x is None else (x.layout, x if x.layout is torch.strided else x.to_dense())


def derivatives(function, tensor=c):
    tensor, other = tensor.detach().requires_grad_(), x.clone().requires_grad_()
    y = function(tensor, other)
    whole = y if y.layout is torch.strided else y.to_dense()
    (whole * torch.arange(1.0, whole.numel() + 1).reshape(whole.shape)).sum().backward()
    return y.grad_fn.name(), dense(tensor.grad), dense(other.grad)
""")
recorder.programs('''
### constructors
torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0]))
torch.sparse_csr_tensor([0, 1, 2], [0, 1], [1.0, 2.0], (2, 3), dtype=torch.float64)
torch.sparse_csc_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0]))
torch.sparse_compressed_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0]), layout=torch.sparse_csr)
torch.sparse_compressed_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0]))
torch.sparse_csr_tensor(T([0, 1, 2]).int(), T([0, 1]).int(), T([1.0, 2.0])).crow_indices()
torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0]), requires_grad=True)
torch.sparse_csr_tensor(T([0, 1, 3]), T([0, 1]), T([1.0, 2.0]), (2, 3), check_invariants=True)
torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 5]), T([1.0, 2.0]), (2, 3), check_invariants=True)
torch.sparse_csr_tensor(T([1, 1, 2]), T([0, 1]), T([1.0, 2.0]), (2, 3), check_invariants=True)
torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 1]), T([1.0, 2.0, 3.0]), (2, 3), check_invariants=True)
torch.sparse_csr_tensor(T([0, 1, 2]).int(), T([0, 1]), T([1.0, 2.0]), check_invariants=True)
torch.sparse_csr_tensor()
torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 1]))
torch.zeros(2, 3, layout=torch.sparse_csr), torch.zeros(2, 3, layout=torch.sparse_csc), torch.zeros_like(c)
torch.sparse.spdiags(torch.arange(6.0).reshape(2, 3), T([0, 1]), (3, 3), layout=torch.sparse_csr)
### conversions and what they are
c, e
c.crow_indices(), c.col_indices(), c.values(), c.layout, c.is_sparse, c.is_sparse_csr, e.is_sparse_csr, c._nnz(), c.dense_dim(), c.sparse_dim()
e.ccol_indices(), e.row_indices(), e.values()
c.to_dense(), e.to_dense(), c.to_sparse(), c.to_sparse_coo(), c.to_sparse_csc(), e.to_sparse_csr(), c.to_sparse(layout=torch.sparse_csc), c.to_sparse_csr() is c
c.to_sparse_coo().is_coalesced(), d.to_sparse().to_sparse_csr(), d.sparse_mask(c)
c.clone(), c.detach(), c.double(), c.half(), c.cpu() is c, c.data
c.numel(), c.shape, c.device, c.dtype, isinstance(c, torch.Tensor), torch.is_tensor(c), type(c), c.requires_grad
c.indices()
e.crow_indices()
c.coalesce()
c.is_coalesced()
c.numpy()
c.tolist()
c.stride()
c.is_contiguous()
c.type()
torch.cat([c, c])
torch.nn.Parameter(c)
### products and sums
c @ x, e @ x, torch.mm(c, x), c.matmul(x), torch.sparse.mm(c, x), x.t() @ c.t(), x.t() @ e.t(), c @ torch.ones(3), torch.mv(c, torch.ones(3))
c.t(), c.transpose(0, 1), e.t(), c.t() @ torch.ones(2, 2)
torch.addmm(torch.ones(2, 2), c, x), torch.sparse.addmm(torch.ones(2, 2), c, x, beta=2, alpha=3)
torch.sparse.mm(c, x, "sum"), torch.sparse.mm(c, x, "mean"), torch.sparse.mm(c, x, "amax"), torch.sparse.mm(c, x, "amin")
torch.sparse.sampled_addmm(c, torch.ones(2, 4), torch.ones(4, 3), beta=2.0, alpha=0.5)
c.sum(), torch.sum(c, 1, keepdim=True), c.sum(0, keepdim=True)
c.sum(0)
torch.sparse.sum(c)
c + d, d + c
c + c
c * 2
-c
c.abs()
c.sqrt(), c.sin()
c[0], c[0, 1], c.select(0, 1)
### derivatives
derivatives(lambda c, x: c @ x), derivatives(lambda c, x: torch.sparse.mm(c, x)), derivatives(lambda c, x: torch.addmm(torch.ones(2, 2), c, x))
derivatives(lambda c, x: c.to_dense() @ x), derivatives(lambda c, x: c * 2), derivatives(lambda c, x: c.values() * 1), derivatives(lambda c, x: c.to_sparse_coo())
derivatives(lambda c, x: c.sum()), derivatives(lambda c, x: c @ x[:, 0]), derivatives(lambda c, x: c.t() @ x[:2])
derivatives(lambda c, x: c @ x, e), derivatives(lambda c, x: c @ x[:, 0], e), derivatives(lambda c, x: c.t() @ x[:2], e)
v = T([1.0, 2.0], requires_grad=True)
y = torch.sparse_csr_tensor(T([0, 1, 2]), T([0, 1]), v, (2, 3))
(y @ x).sum().backward()
y.grad_fn.name(), v.grad
w = d.clone().requires_grad_()
y = w.to_sparse_csr()
(y @ x).sum().backward()
y.grad_fn.name(), w.grad
### files
import io, copy, pickle
file = io.BytesIO()
torch.save({"c": c, "e": e}, file)
_ = file.seek(0)
torch.load(file)
pickle.loads(pickle.dumps(e)), copy.copy(c)
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
