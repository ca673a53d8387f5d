"""Conjugate and negative views: what shares memory with what, what is recorded, what operators make of them.

Held against PyTorch (golden/conjugate_views.json). ``python tests/test_conjugate_views.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("conjugate_views", torch, PRELUDE)
recorder.programs("""
### flags
x = numbers()
c = x.conj()
[flags(c), flags(c.conj()), flags(c.detach()), flags(c.data), flags(c.clone()), flags(c[0]), flags(c[0:2]),
    flags(c * 2), flags(c.T), flags(c.view(3, 1)), flags(c.expand(2, 3)), flags(c.real), flags(c.imag),
    flags(c.imag[0]), c._base is x, c.conj()._base is x, c.data_ptr() == x.data_ptr(), c.storage_offset(),
    c.is_set_to(x)]
### flags that are set
x, y = numbers(), torch.ones(2)
torch._C._set_conj(x, True)
torch._C._set_neg(y, True)
[flags(x), x, x * 2, flags(y), y, y + 1, y.sum()]
torch._C._set_conj(x, False)
torch._C._set_neg(y, False)
[flags(x), x, flags(y), y]
### flags grad
x = numbers(True)
y = x * 1
c = y.conj()
[flags(c), names(c), names(c.conj()), names(c.imag), names(c.real), names(c.resolve_conj()), names(c.imag.resolve_neg()),
    names(c[0]), names(c.clone()), names(c * c), c, c.imag, c.real]
### mH
x = torch.randn(2, 3, dtype=torch.complex64)
r = [x.mH, x.adjoint(), x.H, x.mH.mH, x.T.conj()]
[(flags(v), v.stride(), v.data_ptr() == x.data_ptr()) for v in r]
torch.equal(r[0], r[2])
torch.adjoint(x).shape
### inplace
x = numbers()
c = x.conj()
c.mul_(2j)
a = x.clone()
x.add_(1j)
x
c
a
c._version
x._version
### inplace2
x = numbers()
c = x.conj()
c[0] = 5j
c[1:] = torch.tensor([1j, 2j])
c.imag.fill_(3)
x
c
### inplace many
x = numbers()
c = x.conj()
out = []
for f in [lambda: c.zero_(), lambda: c.fill_(1 + 1j), lambda: c.copy_(torch.tensor([1j, 2j, 3 + 1j])),
    lambda: c.exp_(), lambda: c.conj_physical_(), lambda: c.sub_(x), lambda: x.copy_(c), lambda: c.neg_(),
    lambda: c.masked_fill_(torch.tensor([True, False, True]), 2j), lambda: c.index_fill_(0, torch.tensor([0]),
    7j), lambda: c.clamp_(0), lambda: c.sqrt_(), lambda: c.t_(), lambda: c.unsqueeze_(0), lambda: c.squeeze_()]:
    out.append(attempt(lambda: (f().clone(), x.clone(), c.is_conj())))
out
### grad inplace
x = numbers(True)
y = x * 1
c = y.conj()
c.mul_(2)
r = [names(c), names(y)]
(y.real ** 2).sum().backward()
r
x.grad
y
c
### grad inplace2
x = numbers(True)
y = x * 1
c = y.conj()
y.mul_(2j)
r = [names(c), names(y), c]
(c * c).sum().abs().backward()
r
x.grad
### grad inplace3
x = numbers(True)
y = x * 1
c = y.conj()[0:2]
c.mul_(x[0])
r = [names(c), names(y), c]
(y * y).sum().abs().backward()
r
x.grad
### saved
x = numbers(True)
y = x * 1
c = y.conj()
z = c * c
y.mul_(2)
z.sum().abs().backward()
### backward
x = numbers(True)
x.conj().mul(numbers()).sum().abs().backward()
x.grad
### backward2
x = numbers(True)
x.conj().backward(numbers())
x.grad
### backward seed
x = numbers(True)
(x * 1).backward(numbers().conj())
r = x.grad.clone()
(x * 2).backward(numbers().conj())
r
x.grad
### gradfn saved
x = numbers(True)
c = x.conj()
z = c * c
z.grad_fn._saved_self.is_conj()
z.grad_fn.next_functions[0][0].name()
### errs
d = numbers().conj()
[attempt(f) for f in [lambda: torch.view_as_real(d), lambda: d.view(torch.float32), lambda: d.view(torch.complex64),
    lambda: d.numpy(), lambda: d.tolist(), lambda: d.imag.numpy(), lambda: d.imag.view(torch.int32), lambda: d.numpy(force=True),
    lambda: d.imag.numpy(force=True), lambda: d.__array__(), lambda: d.__dlpack__(),
    lambda: d[0].item(), lambda: d.imag[1].item(), lambda: complex(d[0]), lambda: float(d.imag[0]), lambda: bool(d[0]),
    lambda: torch.view_as_real(torch._neg_view(numbers())), lambda: torch.view_as_real(torch._neg_view(numbers())).is_neg(),
    lambda: torch.is_conj(3), lambda: torch.conj(3), lambda: torch.resolve_conj(3), lambda: torch._neg_view(torch.ones(2)),
    lambda: torch.ones(2).conj(), lambda: d.apply_(lambda v: v)]]
### copies
import copy, pickle
d = numbers().conj()
e = d.imag
[(v, v.is_conj(), v.is_neg()) for v in (copy.copy(d), copy.deepcopy(d), pickle.loads(pickle.dumps(d)),
    copy.deepcopy(e), pickle.loads(pickle.dumps(e)))]
### ops
d = numbers().conj()
e = d.imag
m = d.view(3, 1)
[(v, v.is_conj(), v.is_neg()) for v in [d + 1, d * d, m @ m.T, m.mH @ m, d.sum(), d.abs(), d.angle(),
    d.cumsum(0), torch.cat([d, d]), torch.stack([d, d]), d.flip(0), d.roll(1), d[torch.tensor([0, 2])],
    d[[True, False, True]], torch.where(torch.tensor([True, False, True]), d, numbers()), e + 1, e.sum(),
    e.sort()[0], e.max(), e.relu(), torch.cat([e, e]), e * e, e[e > 0], d.to(torch.complex128), e.double(),
    torch.complex(e, e), torch.vdot(d, d), torch.outer(d, d), d.mean(), d.prod(), torch.einsum('i,j->ij',
    d, d), torch.kron(d, d), d.reshape(1, 3), d.contiguous(), d.view(3, 1).contiguous(), d.repeat(2),
    d.norm(), d.std(), e.std(), e.softmax(0), torch.fft.fft(d), torch.equal(d, d), torch.allclose(d, d)] if isinstance(v,
    torch.Tensor)]
### out
d = numbers().conj()
o = torch.zeros(3, dtype=torch.complex64)
oc = o.conj()
torch.add(d, 1j, out=oc)
o
oc
oc.is_conj()
torch.mul(d, d, out=o)
oc
### set data
d = numbers().conj()
a = torch.zeros(3, dtype=torch.complex64)
a.data = d
b = torch.zeros(3, dtype=torch.complex64)
r = attempt(lambda: b.set_(d).is_conj())
a
a.is_conj()
r
b
### swap
d = numbers().detach().conj().detach()
a = torch.ones(2)
r = attempt(lambda: torch.utils.swap_tensors(a, d))
r
a
d
a.is_conj()
### param
p = torch.nn.Parameter(numbers().conj())
(p * p).sum().abs().backward()
p
p.is_conj()
p.grad
### leaf
d = numbers().conj().requires_grad_()
(d * d).sum().abs().backward()
d
d.grad
d.is_leaf
### multi
x = numbers(True) * 1
c = x.conj()
a, b = c.split(2)
r = [a.is_conj(), b, attempt(lambda: a.mul_(2))]
u = c.unbind()
r
u[0]
u[0].is_conj()
u[0].grad_fn.name()
### hooks
x = numbers(True)
c = x.conj()
l = []
c.register_hook(lambda g: l.append((g, g.is_conj())))
x.register_hook(lambda g: l.append(g))
(c * numbers()).sum().real.backward()
l
### double
x = numbers(True)
g, = torch.autograd.grad((x.conj() * x * x).sum().abs(), x, create_graph=True)
g.abs().sum().backward()
g
x.grad
### fwd
fa = torch.autograd.forward_ad
with fa.dual_level():
    x = fa.make_dual(numbers(), torch.tensor([1j, 1 + 1j, 2.0]))
    c = x.conj()
    r = fa.unpack_dual(c * c)
    r2 = fa.unpack_dual(c)
    r3 = fa.unpack_dual(c.imag)
    outcome = (r.primal, r.tangent, r2.tangent, r3.tangent)
outcome
### fwd inplace
fa = torch.autograd.forward_ad
with fa.dual_level():
    x = fa.make_dual(numbers(), torch.tensor([1j, 1 + 1j, 2.0]))
    c = x.conj()
    c.mul_(2j)
    outcome = (fa.unpack_dual(x).tangent, fa.unpack_dual(c).tangent, x, c)
outcome
### vmap
x = torch.stack([numbers(), numbers() * 2])
torch.func.vmap(lambda v: v.conj() * v)(x)
torch.func.vmap(lambda v: v * 2)(x.conj())
### func
f = lambda v: (v.conj() * v * v).sum().abs()
torch.func.grad(f)(numbers())
torch.func.jvp(lambda v: v.conj() * v, (numbers(),), (numbers(),))
### gradcheck
x = torch.randn(3, dtype=torch.complex128, requires_grad=True)
torch.autograd.gradcheck(lambda v: v.conj() * v, x, check_forward_ad=True)
torch.autograd.gradgradcheck(lambda v: v.conj().imag * v, x)
### gradcheck2
def f(v):
    y = v * 1
    c = y.conj()
    c.mul_(v)
    return y
x = torch.randn(3, dtype=torch.complex128, requires_grad=True)
torch.autograd.gradcheck(f, x)
torch.autograd.gradgradcheck(f, x)
### gradcheck3
def f(v):
    y = v * 1
    c = y.conj().imag
    c.mul_(v.real)
    return y
x = torch.randn(3, dtype=torch.complex128, requires_grad=True)
torch.autograd.gradcheck(f, x)
torch.autograd.gradgradcheck(f, x)
### inference
with torch.inference_mode():
    x = numbers()
    c = x.conj()
    c.mul_(2)
    outcome = (x, c, c.is_conj(), c.is_inference(), c._is_view())
outcome
### nograd
x = numbers(True)
with torch.no_grad():
    c = x.conj()
c.is_conj()
c.requires_grad
c._base is x
c.mul_(2)
c.grad_fn
### func custom
class F(torch.autograd.Function):

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x.conj())
        return x.conj()

    @staticmethod
    def backward(ctx, g):
        s, = ctx.saved_tensors
        return (g * s).conj()
x = numbers(True)
y = F.apply(x)
r = [y.is_conj(), y.grad_fn.name(), flags(y)]
y.sum().abs().backward()
r
x.grad
### retain
x = numbers(True)
c = x.conj()
c.retain_grad()
(c * c).sum().abs().backward()
c.grad
x.grad
### save
import io
d = numbers().conj()
b = io.BytesIO()
torch.save(d, b)
b.seek(0)
e = torch.load(b)
b = io.BytesIO()
torch.save(d.imag, b)
b.seek(0)
f = torch.load(b)
e
e.is_conj()
f
f.is_neg()
### storage
d = numbers().conj()
d.untyped_storage().tolist()
d.untyped_storage().nbytes()
d.imag.storage_offset()
d.imag.stride()
### repr
d = numbers().conj()
d
d.imag
d.view(3, 1).T
d.requires_grad_()
(d * 1).conj()
### foreach
d = numbers().conj()
torch._foreach_add([d, d], 1)[0]
torch._foreach_mul([d.imag], [d.imag])
### opt
p = torch.nn.Parameter(torch.ones(3))
p.grad = numbers().conj().imag
o = torch.optim.SGD([p], lr=0.1, momentum=0.9)
o.step()
a = torch.optim.Adam([p])
a.step()
p
p.grad.is_neg()
### cond
d = numbers().conj()
d == numbers().conj()
d != numbers()
d.isnan()
d.nonzero()
d.bool()
### neg
n = torch._neg_view(torch.arange(3.0))
n
n.is_neg()
n._is_view()
n + 1
n.view(3, 1).is_neg()
torch._neg_view(n).is_neg()
n.add_(1)
n._base
n.resolve_neg().is_neg()
n.conj() is n
n.resolve_conj() is n
n[1]
n.sum()
n.int()
n.clone().is_neg()
n.half()
torch._neg_view(torch.arange(3))
torch._neg_view(torch.tensor([1.0, 2.0], dtype=torch.bfloat16))
torch._neg_view(torch.tensor([1.0, 2.0], dtype=torch.float16)) + 1
### neg grad
x = torch.arange(3.0, requires_grad=True)
n = torch._neg_view(x)
r = [n, names(n)]
(n * n * n).sum().backward()
r
x.grad
### neg bool
torch._neg_view(torch.tensor([True]))
### alias
x = numbers()
c = x.conj()
x.mul_(c)
x.add_(c.T)
c.copy_(x)
x
torch.conj_physical(c)
torch.conj_physical(c).is_conj()
### matmul grad
a = torch.randn(2, 3, dtype=torch.complex64, requires_grad=True)
(a @ a.mH).sum().abs().backward()
a.grad
names(a @ a.mH)
### index put
c = torch.zeros(2, 3, dtype=torch.complex64).conj()
c[torch.tensor([0, 1]), torch.tensor([1, 2])] = torch.tensor([1j, 2j])
c[0, 0] = 3j
c[c == 0] = 9j
c.index_put_((torch.tensor([0]),), numbers(), accumulate=True)
c.scatter_(1, torch.tensor([[0]]), 8j)
c.index_add_(0, torch.tensor([1]), numbers()[None])
c
c._base
### linalg
m = torch.tensor([[2 + 1j, 1j], [0.5, 3]])
h = m.mH
torch.linalg.inv(h)
torch.linalg.det(h)
torch.linalg.solve(h, m)
torch.linalg.cholesky(m @ m.mH)
torch.linalg.svdvals(h)
torch.linalg.eigvalsh(m @ h)
torch.matrix_exp(h)
torch.linalg.norm(h)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
