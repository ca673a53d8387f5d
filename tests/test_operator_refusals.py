"""What operators refuse, and the words of it, held against PyTorch (golden/operator_refusals.json).

``python tests/test_operator_refusals.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("operator_refusals", torch, "ones, empty = torch.ones, torch.empty\ni = ones(3).long()\nscalar = torch.tensor(1.0)\nc = ones(3, 3).to(torch.complex32)\n")
recorder.programs('''
### clamp in place
i.clone().clamp_(0.5)
i.clone().clamp_(max=0.5)
i.clone().clamp_min_(0.5)
i.int().clamp_(0, 1.5)
i.bool().clamp_(0, 1)
i.clone().clamp_(ones(3))
ones(3).clamp_(ones(2, 3))
ones(3).clamp_(0.5, 0.75)
### running extremes
scalar.cummax(1)
scalar.cummin(-2)
scalar.cummax(-1)
torch.empty(0).cummax(1)
### lists of ints by name
ones(2, 2).flip(dims=-1)
ones(2, 2).permute(dims=0)
ones(1).expand(size=4)
ones(1).repeat(repeats=4)
ones(2, 2).flip(dims=(-1,)), ones(2, 2).flip(-1), ones(1).expand(4)
### weights
torch.cov(ones(2, 3), fweights=ones(3).bool())
torch.take_along_dim(ones(2, 2), torch.zeros(2, 2, dtype=torch.int32))
torch.take_along_dim(ones(2, 2), torch.zeros(2, 2, dtype=torch.int32), 0)
ones(2, 2).histogram(torch.tensor([0.0, 0.5, 2.0]), weight=torch.arange(4.0))
ones(2, 2).histogram(2, weight=torch.arange(5.0))
[torch.nn.functional.binary_cross_entropy_with_logits(ones(2).to(a), ones(2).to(b), **{k: ones(2).to(w)}).dtype for a, b, k, w in ((torch.float64, torch.float32, "weight", torch.float32), (torch.float32, torch.float16, "pos_weight", torch.float64), (torch.float32, torch.float32, "weight", torch.int64))]
torch.block_diag(ones(1).bfloat16(), ones(2)).dtype, torch.block_diag(ones(1).bfloat16(), ones(2).bfloat16()).dtype
### shapes before dtypes, in place
ones(2, 1).bool().clamp_min_(ones(2, 3))
ones(2, 1).long().pow_(ones(2, 3))
ones(2, 1).long().div_(ones(2, 3), rounding_mode="floor")
ones(2, 1).long().igamma_(ones(2, 3))
ones(2, 2).long().pow_(ones(2, 2))
### shapes of sources and masks
ones(3, 2).index_reduce(1, torch.tensor([0]), ones(3), "prod")
ones(3, 2).index_add(1, torch.tensor([0]), ones(3))
scalar.index_reduce(0, torch.tensor([0]), ones(0), "amax")
ones(2).masked_scatter_(ones(3).bool(), ones(3))
ones(2).masked_scatter_(ones(2, 2).bool(), ones(4))
ones(2, 2).masked_scatter_(torch.tensor([True, False]), ones(2))
torch.nn.functional.soft_margin_loss(ones(1), ones(5))
torch.nn.functional.pad(ones(3), (1, 1), "nothing", 1.0)
torch.nn.functional.pad(ones(3), (1,), "nothing")
### tangents without a rule
torch.func.jvp(torch.igamma, (ones(2), ones(2)), (ones(2), ones(2)))
torch.func.jvp(lambda x: torch.geqrf(x)[0], (torch.eye(2),), (torch.eye(2),))
torch.func.jvp(torch.linalg.cholesky, (torch.eye(2),), (torch.eye(2),))
### products in place
ones(1).addmv_(ones(3, 1), ones(1))
ones(3).addmv_(ones(3, 1), ones(1))
ones(1).addmm_(ones(2, 3), ones(3, 2).double())
ones(1).addmm_(ones(2, 3), ones(3, 2))
ones(3).addr_(ones(2), ones(3))
ones(2, 2, 2).baddbmm_(ones(2, 2, 2), ones(2, 2, 2).double())
ones(1).addmv_(ones(3, 1), ones(1), beta=1j)
### products of other dtypes and dimensions
torch.bmm(ones(1, 2, 2).bool(), ones(1, 2, 2))
torch.bmm(ones(1, 2, 2), ones(1, 2, 2).double())
torch.bmm(ones(1, 20, 20), ones(1, 20, 20).double())
torch.bmm(ones(1, 20, 20), ones(1, 20, 20).long())
torch.mv(scalar, ones(3))
torch.addbmm(ones(2, 2), scalar, ones(1, 2, 2))
torch.addbmm(ones(2, 2), ones(1, 2, 2), ones(1, 1, 2, 2))
torch.baddbmm(ones(2, 2), scalar, ones(1, 2, 2))
torch.baddbmm(ones(2, 2), ones(1, 2, 2), scalar)
torch.nn.functional.scaled_dot_product_attention(ones(1, 2, 2), ones(1, 2, 2).double(), ones(1, 2, 2))
torch.nn.functional.scaled_dot_product_attention(ones(1, 2, 2), ones(1, 2, 2), ones(1, 2, 2).half())
### systems of equations
torch.cholesky_solve(ones(2, 1).double(), ones(2, 2))
torch.cholesky_solve(ones(2, 1), ones(2, 2).long())
torch.cholesky_solve(ones(2, 1), ones(2, 2).bfloat16())
torch.linalg.lu_solve(ones(2, 2), ones(2).int(), ones(2, 1).double())
torch.linalg.lu_solve(ones(2, 2).bfloat16(), ones(2).int(), ones(2, 1))
torch.linalg.lu_solve(ones(2, 2), scalar.int(), ones(2, 1))
torch.linalg.lu_solve(ones(2, 2), ones(3).int(), ones(2, 1))
torch.linalg.lu_solve(ones(1, 2, 2), ones(2).int(), ones(2, 1))
torch.linalg.lu_solve(ones(2, 3), ones(2).int(), ones(2, 1))
torch.ormqr(ones(2, 2), ones(2), ones(2, 2).double())
torch.ormqr(ones(2, 2), ones(2).long(), ones(2, 2))
torch.ormqr(ones(2, 2), ones(1, 2), ones(2, 2))
torch.ormqr(ones(2, 2), ones(2), ones(1, 2, 2))
torch.ormqr(ones(3, 2, 2), ones(1, 2), ones(3, 2, 2))
torch.ormqr(ones(3, 2, 2), ones(3, 2), ones(1, 2, 2))
torch.ormqr(ones(2, 2), scalar, ones(2, 2))
### grids, distances, shapes and histograms
torch.grid_sampler_2d(ones(1, 1, 2, 2), ones(1, 1, 1, 2).double(), 0, 0, False)
torch.grid_sampler_2d(ones(1, 1, 2, 2).bfloat16(), ones(1, 1, 1, 2), 0, 0, False)
torch.grid_sampler_2d(scalar, ones(1, 1, 1, 2), 0, 0, False)
torch.cdist(ones(2, 2), ones(2, 2), float("nan"))
torch.cdist(ones(2, 2).half(), ones(2, 2))
torch.broadcast_shapes((2, 3), 1.5)
torch.broadcast_shapes((2, 3), None)
torch.nn.functional.unfold(ones(1, 1, 3, 3), [2])
torch.nn.functional.unfold(ones(1, 1, 3, 3), 2, padding=[1])
torch.trapz(ones(3), ones(2, 5))
torch.trapz(ones(3), None)
torch.histogram(ones(3), None)
ones(3).histogram(1.5)
torch.histogram(ones(3).bfloat16(), 3)
### draws
torch.multinomial(torch.tensor([1.0, float("nan"), 1.0]), 2, replacement=True)
torch.multinomial(torch.tensor([1.0, float("inf"), 1.0]), 2, replacement=True)
### singular matrices
torch.linalg.inv_ex(torch.zeros(2, 2))
torch.linalg.inv_ex(ones(2, 2))
torch.linalg.solve_ex(torch.zeros(2, 2), ones(2, 1))
torch.linalg.inv_ex(torch.stack([torch.eye(2), ones(2, 2)]))
torch.linalg.ldl_factor(torch.zeros(3, 2, 2))
torch.linalg.ldl_solve(torch.zeros(0, 2, 2), torch.zeros(0, 2).int(), ones(2, 5)).shape
### what no memory holds
ones(2, 3).expand(2**62, 2, 3)
ones(3).expand(2**40, 2**40, 3)
ones(3).as_strided((2**40, 2**40), (0, 0))
torch.nn.functional.avg_pool2d(ones(1, 3, 3), 2**40)
torch.nn.functional.max_pool2d(ones(1, 3, 3), 2, 2**31)
torch.nn.functional.avg_pool3d(ones(1, 3, 3, 3), 1, 1, 2**31)
torch.nn.functional.pad(ones(2, 3), (2**44, 0))
torch.eye(2**22, 2**22)
torch.tril_indices(2**40, 2**40)
### dtypes of out
torch.mean(ones(5, 10), 0, out=empty(10, dtype=torch.int64))
torch.mean(ones(5, 10), out=empty((), dtype=torch.int64))
torch.nanmean(ones(5, 10), 0, out=empty(10, dtype=torch.int64))
torch.normal(ones(5), 1, out=empty(5, dtype=torch.int64))
torch.kthvalue(ones(5), 2, out=(empty(()), empty((), dtype=torch.int32)))
torch.mode(ones(5), out=(empty(()), empty((), dtype=torch.int32)))
torch.frexp(ones(5), out=(empty(5), empty(5)))
torch.heaviside(ones(5), ones(5), out=empty(5, dtype=torch.complex64))
torch.linalg.pinv(ones(2, 2), out=empty(2, 2, requires_grad=True))
### dtypes that few kernels have
u = ones(2, 3).to(torch.uint16)
u.index_copy(0, i[:2] - 1, u)
u.index_add(1, i - 1, u)
u.index_add(0, i[:2] - 1, u)
u[0].index_add(0, i - 1, u[0])
u.scatter_reduce(0, torch.zeros(1, 3).long(), u, "amin")
u.scatter_reduce(0, torch.zeros(1, 3).long(), u, "sum")
u.scatter_reduce(0, torch.zeros(1, 3).long(), u, "prod", include_self=False)
u % torch.zeros(3, dtype=torch.uint16)
u[0, 0].aminmax()
torch.linalg.inv(c)
torch.linalg.solve(c, c)
torch.linalg.svd(c)
torch.linalg.lu_factor(c)
torch.matrix_exp(c)
torch.fft.fft(c)
F.silu(c)
F.pad(c, (1, 1), "reflect")
### out that is an argument
v = ones(5, 3)
torch.cross(v, ones(5, 3), dim=1, out=v)
torch.linalg.cross(v, ones(5, 3), out=v)
torch.take_along_dim(v, i[:1].expand(1, 3) - 1, 0, out=v[:1])
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
