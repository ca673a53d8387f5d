"""Forward mode held against PyTorch, statement by statement (golden/forward_programs.json): duals through views, in-place changes and
custom Functions, printing, modes, errors.

``python tests/test_forward_programs.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

PRELUDE = """
fw = torch.autograd.forward_ad
while fw._current_level >= 0:
    fw.exit_dual_level()
fw.enter_dual_level()

def dual(*shape, grad=False):
    n = 1
    for s in shape:
        n *= s
    x, t = torch.arange(1.0, n + 1).reshape(shape), torch.arange(n * 1.0).reshape(shape) * 0.5
    return fw.make_dual(x.requires_grad_(grad), t)

def tangent(x):
    return fw.unpack_dual(x).tangent

def function(forward, jvp, backward=None):
    members = {"forward": staticmethod(forward)}
    if jvp is not None:
        members["jvp"] = staticmethod(jvp)
    if backward is not None:
        members["backward"] = staticmethod(backward)
    return type("F", (torch.autograd.Function,), members)
"""
PROGRAMS = """
### a dual tensor
x, t = torch.ones(3), torch.arange(3.0)
d = fw.make_dual(x, t)
d
d.is_leaf, d._is_view(), d._base is x, d.requires_grad
fw.unpack_dual(d)
fw.unpack_dual(d).tangent is t
fw.unpack_dual(fw.unpack_dual(d).primal)
fw.unpack_dual(x)
torch._unpack_dual(d, 0)
torch._make_dual(x, t, level=0)
fw.make_dual(torch.ones(3, requires_grad=True), t)
fw.unpack_dual(fw.make_dual(torch.ones(3, requires_grad=True), t))
fw.make_dual(torch.tensor(1.0), torch.tensor(2.0))
fw.make_dual(x, t.double())
fw.make_dual(x, torch.ones(1).expand(3)).add_(1)
tangent(fw.make_dual(x, torch.ones(1).expand(3))).stride()
"%s %s" % (dual(1)[0], format(dual(1)[0]))
dual(30, grad=True) * 2
fw.make_dual(x, torch.ones(3, requires_grad=True) * 2)
(d * 1).requires_grad_()

### errors
x, t = torch.ones(3), torch.arange(3.0)
d = fw.make_dual(x, t)
fw.make_dual(d, t)
fw.make_dual(x, d)
fw.make_dual(x, torch.ones(3, dtype=torch.int64))
fw.make_dual(x.long(), t)
fw.make_dual(x, torch.ones(2))
fw.make_dual(x, t, level=1)
fw.make_dual(x, t, level=-1)
fw.make_dual(1, t)
fw.make_dual(x, None)
fw.unpack_dual(d, level=1)
fw.unpack_dual(1)
fw.enter_dual_level()
fw.exit_dual_level(level=1)
torch.add(d, 1, out=torch.empty(3))
torch.add(x, 1, out=fw.make_dual(torch.ones(3), t))
torch.sum(d, 0, out=torch.empty(()))
d // 2
torch.heaviside(d, x)
torch.ones(3).int().add_(d)
(d * 1).set_(x)
(d * 1).resize_(2)
fw.exit_dual_level()
fw.exit_dual_level()
fw.make_dual(x, t)
fw.make_dual(x, t, level=0)
fw.unpack_dual(d, level=0)
fw._current_level
d

### what carries no tangent
d = dual(3)
d.detach()
(d * 1).detach_()
d.data
d.detach() * 2
d.int()
d > 1
torch.isnan(d)
torch.zeros_like(d)
d.new_ones(3)
torch.nn.Parameter(d)
import copy
copy.copy(d)
copy.deepcopy(d)
d.numpy()
d.tolist()
d[0].item()
torch.ones(3).int().copy_(d)
y = torch.zeros(3)
y.detach().copy_(d)
y
(d * 1).normal_().sub_(d).mul_(0)

### what carries it on
d = dual(3)
torch.as_tensor(d)
d.clone()
d.double()
d.contiguous() is d, d.to(torch.float32) is d
[v for v in d]
d.type_as(torch.ones(1, dtype=torch.float64))
d.max(0)
d.sort(), d.topk(2), d.median()
d.argmax()
torch.nn.functional.dropout(d, 0.0)
torch.where(torch.tensor([True, False, True]), d, torch.zeros(3))
torch.cat([d, torch.ones(1)]), torch.stack([torch.ones(3), d])
d * torch.arange(3), torch.arange(3) * d, d**2, 2**d, 1 / d, 1 - d, d % 2, abs(-d)
dual(2, 3).sum(0), dual(2, 3).mean(1), dual(2, 3).amax(1), dual(2, 3).cumprod(1)
torch.einsum("ij,jk->ik", dual(2, 3), torch.ones(3, 2))
torch.nn.functional.linear(dual(2, 3), torch.ones(2, 3), torch.ones(2))
torch.nn.functional.conv1d(dual(1, 1, 5), torch.ones(1, 1, 2))
torch.baddbmm(torch.ones(1, 2, 2), dual(1, 2, 3), dual(1, 3, 2))
torch.zeros(3).scatter(0, torch.tensor([0, 2]), dual(2))
torch.zeros(3).index_put((torch.tensor([0, 2]),), dual(2))
d.masked_fill(torch.tensor([True, False, True]), 0.0)
torch.complex(d, d).real, torch.complex(d, d).imag, torch.view_as_real(torch.complex(d, d))
torch.view_as_complex(dual(3, 2))
torch.complex(d, d).abs()
tangent(dual(2, 3).t() * 2).stride()
tangent(torch.ones(2, 3) * d).stride()

### views
a = dual(2, 3) * 1
a[0].mul_(2)
a
a.view(3, 2).t()[0].add_(dual(3))
a
a.unbind()[0].mul_(2)
a.t().reshape(-1).mul_(2)
a.reshape(-1).mul_(2)
a
dual(3).expand(2, 3)
dual(2, 3).flatten(), dual(4).chunk(2), dual(2, 2).unbind()
dual(6).as_strided((2, 2), (1, 2), 1)
b = dual(6) * 1
b.as_strided((2,), (2,), 1).mul_(3)
b
b.as_strided_((2, 2), (1, 2), 1)
(dual(2, 3) * 1).t_()
(dual(1, 3) * 1).squeeze_()
(dual(3) * 1).unsqueeze_(0)
c = torch.complex(dual(3), dual(3))
c.real.mul_(2)
c

### tangents that come to a plain tensor
a = torch.zeros(2, 3)
v, w = a[0], a[:, 1:]
a[1].copy_(dual(3))
a
v, w
a[:, 1].mul_(dual(2))
a
v.copy_(dual(3))
a
torch.ones(3, 3).diagonal().copy_(dual(3))
b = torch.zeros(2, 3)
b.t().copy_(dual(3, 2))
b
b = torch.zeros(2, 3)
b.view(-1).copy_(dual(6))
b
b = torch.zeros(2, 3)
b.split(1)[1].copy_(dual(1, 3))
b
c = torch.zeros(3)
c[1] = dual(3)[2]
c
c[torch.tensor([0, 2])] = dual(2)
c
c[torch.tensor([True, False, True])] = 5.0
c
e = torch.zeros(3, dtype=torch.complex64)
e.real.copy_(dual(3))
e
torch.view_as_real(e)[0].copy_(dual(2))
e
f = torch.ones(3)
f.mul_(dual(3))
f += dual(3)
f
torch.ones(2, 3).add_(dual(3))
torch.ones(3, dtype=torch.float64).add_(dual(3))
torch.ones(3).fill_(dual(1)[0])
torch.ones(2, 2).addmm_(dual(2, 3), torch.ones(3, 2))
torch.ones(3).addcmul_(dual(3), dual(3), value=2)
torch.ones(3).lerp_(dual(3), 0.5)
torch.ones(3).index_add_(0, torch.tensor([0, 1]), dual(2))
torch.zeros(2, 3, requires_grad=True)[0].copy_(dual(3))

### in place
d = dual(3) * 1
d.mul_(3)
d.pow_(2)
d.add_(d)
d.clamp_(1.5, 100.0)
d.cumsum_(0)
d.zero_()
d.fill_(3)
d.eq_(3)
(dual(2, 2) * 1).tril_()
(dual(3) * 1).masked_fill_(torch.tensor([True, False, True]), 0.0)
[getattr(dual(3) * 1, n)() for n in ("exp_", "log_", "sin_", "cos_", "sqrt_", "rsqrt_", "reciprocal_", "neg_", "abs_", "relu_", "floor_")]
x, t = torch.ones(3), torch.ones(3)
q = fw.make_dual(x, t)
q.mul_(3)
t, x
u = torch.ones(2, 3)
q = fw.make_dual(torch.ones(3), u[0])
q.mul_(3)
u
y = dual(3)
z = y + 1
z.mul_(3)
y

### modes
d, r = dual(3), dual(3, grad=True)
fw._is_fwd_grad_enabled()
with torch.no_grad(): y = d * 2, r * 2, fw.make_dual(torch.ones(2), torch.ones(2))
y
r.requires_grad
with torch.inference_mode(): y = repr((d * 2, fw.make_dual(torch.ones(3), torch.ones(3)), fw._is_fwd_grad_enabled()))
y
with torch.inference_mode(): i = torch.ones(3)
fw.make_dual(i, torch.ones(3)), fw.make_dual(torch.ones(3), i)
with fw._set_fwd_grad_enabled(False): y = repr((d, fw.unpack_dual(d), d * 2)), fw.make_dual(torch.ones(2), torch.ones(2))
y
fw._is_fwd_grad_enabled()

### forward and reverse
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
d = fw.make_dual(x, torch.tensor([1.0, 0.5, 2.0]))
torch.autograd.grad((d**3).sum(), x)
torch.autograd.grad((d.exp() * d).sum(), x)
torch.autograd.grad(tangent(d**3).sum(), x)
torch.autograd.grad(tangent(d * 2).sum(), x)
(d**3).sum().backward()
x.grad
q = dual(3)
q.requires_grad_().is_leaf
(q * q * q).sum().backward(create_graph=True)
q.grad
q.grad = None
(q * q * q).sum().backward()
(q * q * q).sum().backward()
q.grad
seen = []
y = dual(3, grad=True) * 1
h = y.register_hook(lambda g: seen.append(g))
y.retain_grad()
(y**3).sum().backward()
seen, y.grad

### jvp
F = function(lambda ctx, x: x * 2, lambda ctx, t: t * 2)
F.apply(dual(3))
F.apply(torch.ones(3))
function(lambda ctx, x: x * 2, None).apply(torch.ones(3))
function(lambda ctx, x: x * 2, None).apply(dual(3))
function(lambda ctx, x: x * 2, lambda ctx, t: (t, t)).apply(dual(3))
function(lambda ctx, x: (x * 2, x * 3), lambda ctx, t: t).apply(dual(3))
function(lambda ctx, x: x * 2, lambda ctx, t: 1.0).apply(dual(3))
function(lambda ctx, x: x * 2, lambda ctx, t: t[:1]).apply(dual(3))
function(lambda ctx, x: x * 2, lambda ctx, t: t.double()).apply(dual(3))
function(lambda ctx, x: (x * 3, 7), lambda ctx, t: (t * 3, None)).apply(dual(3))
function(lambda ctx, x: (x * 3, x.long()), lambda ctx, t: (t * 3, None)).apply(dual(3))
function(lambda ctx, x: (x * 3, x.long()), lambda ctx, t: (t * 3, t)).apply(dual(3))
seen = []
function(lambda ctx, x, y, n, i: x * y, lambda ctx, *t: seen.append(t) or t[0]).apply(dual(3), torch.ones(3), 3, torch.arange(2))
seen
function(lambda ctx, x: x * 2, lambda ctx, t: seen.append((fw._is_fwd_grad_enabled(), torch.is_grad_enabled())) or t).apply(dual(3))
seen[1]
function(lambda ctx, x: seen.append((x, fw._is_fwd_grad_enabled())) or x * 2, lambda ctx, t: t).apply(dual(3))
seen[2][1]

### jvp with saved tensors
def forward(ctx, x):
    y = x.exp()
    ctx.save_for_forward(x, y)
    ctx.save_for_backward(x, y)
    return y
def backward(ctx, g):
    return g * ctx.saved_tensors[1]
F = function(forward, lambda ctx, t: t * ctx.saved_tensors[1], backward)
F.apply(dual(3))
d = dual(3, grad=True)
y = F.apply(d)
y
torch.autograd.grad(y.sum(), d)
with torch.no_grad(): z = F.apply(d)
z

### jvp of Functions that write or give views
def forward(ctx, x):
    ctx.mark_dirty(x)
    return x.mul_(2)
d = dual(3) * 1
function(forward, lambda ctx, t: t.mul_(2)).apply(d) is d
d
function(forward, lambda ctx, t: t * 2).apply(dual(3) * 1)
function(forward, lambda ctx, t: t.mul_(2).view_as(t)).apply(dual(3) * 1)
def both(ctx, x, y):
    ctx.mark_dirty(x)
    ctx.set_materialize_grads(False)
    return x.mul_(y)
x = torch.ones(2, 3)
function(both, lambda ctx, t, u: u * 1).apply(x[0], dual(3))
x
view = lambda ctx, x: x.view(1, 3)
function(view, lambda ctx, t: t.view(1, 3)).apply(dual(3))
function(view, lambda ctx, t: t.new_ones(1, 3)).apply(dual(3))
function(view, lambda ctx, t: t.clone().view(1, 3)).apply(dual(3) * 1)
x = torch.ones(3)
function(lambda ctx, x, y: x.view(1, 3), lambda ctx, t, u: u.view(1, 3)).apply(x, dual(3))
x
function(lambda ctx, x: x, lambda ctx, t: t).apply(dual(3))
function(lambda ctx, x: x, lambda ctx, t: t.view_as(t)).apply(dual(3))

### in place where there is no rule
x = dual(3) * 1
x.logical_not_()
tangent(x)
x = dual(3) * 1
x.logical_and_(torch.ones(3))
tangent(x)
x = dual(3) * 1
x.ge_(2.0)
tangent(x)
(dual(3) * 1).floor_divide_(2.0)
(dual(3) * 1).heaviside_(torch.ones(3))
(dual(3) * 1).acosh_()
"""
programs = Programs("forward_programs", torch, PRELUDE)
programs.programs(PROGRAMS)


@pytest.mark.parametrize("name", list(programs.cases))
def test_as_pytorch(name):
    assert not programs.differences(name)


@pytest.fixture(autouse=True)
def _no_level_stays_open():
    yield
    while torch.autograd.forward_ad._current_level >= 0:
        torch.autograd.forward_ad.exit_dual_level()


if __name__ == "__main__":
    with torch.autograd.forward_ad.dual_level():  # the first call loads PyTorch's decompositions, with warnings of their own
        torch.autograd.forward_ad.make_dual(torch.ones(1), torch.ones(1))
    programs.record()
