"""Views of views and bases with live views, changed in place: elements, names of nodes, gradients.

Held against PyTorch (golden/view_histories.json). ``python tests/test_view_histories.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("view_histories", torch, PRELUDE)
recorder.programs("""
### views of views 1
x = ramp(2, 3)
y = x * 2
v = y[0]
w = v[1:]
u = w.view(2, 1)
u.mul_(3)
names(y)
names(v)
names(w)
names(u)
gradient(x, y * y)
### views of views 2
x = ramp(2, 3)
y = x * 2
v = y.t()
w = v[0]
y.mul_(2)
a = [names(v), names(w)]
w.add_(x[:, 0])
a
names(v)
names(w)
names(y)
gradient(x, y * v.t())
### views of views 3
x = ramp(4)
y = x * 2
v = y[:2]
w = y[2:]
v.copy_(w)
w.copy_(v * 2)
v
w
y
names(y)
gradient(x, y * y)
### views of views 4
x = ramp(4)
y = x * 2
v = y[:2]
z = v * v
y[3] = 0
gradient(x, z)
y
### views of views 5
x = ramp(4)
y = x * 2
v = y[:2]
z = v * v
w = y[2:]
w.zero_()
gradient(x, z)
### views of views 6
b = torch.zeros(2, 3)
x = ramp(3)
v = b[0]
v.copy_(x)
b.requires_grad
b.grad_fn.name()
names(v)
b[1].requires_grad
gradient(x, b * b)
### views of views 7
b = torch.zeros(2, 3)
v = b[0]
w = b[1]
x = ramp(3)
v.add_(x)
w.requires_grad
names(w)
w._version
w.mul_(2)
names(b)
### views of views 8
b = torch.zeros(3)
x = ramp(3)
v = b.view(3, 1)
b.add_(x)
names(v)
v
v.is_leaf
v.requires_grad
### views of views 9
x = ramp(3)
v = x.view(1, 3)
v.add_(1)
x.add_(1)
v[0].zero_()
x.view(-1)[0].fill_(2)
x.__setitem__(0, 1.0)
x.data.add_(1)
x._version
x.detach().add_(1)
x._version
### views of views 10
x = ramp(3)
y = x.clone()
v = y.expand(2, 3)
v.add_(1)
v.mul_(y)
y.add_(v[0])
names(v)
y
### views of views 11
x = ramp(2, 2)
y = x.clone()
d = y.diagonal()
d.mul_(d)
y
names(y)
names(d)
gradient(x, y * y)
### views of views 12
x = ramp(6)
y = x.clone()
u = y.unfold(0, 2, 2)
u.mul_(torch.tensor([1.0, 2.0]))
y
names(u)
gradient(x, y * y)
### views of views 14
x = ramp(2, 3)
y = x.clone()
v = y.view(6)[::2].view(3, 1).expand(3, 1)
v.sub_(1)
y
names(v)
gradient(x, y * y)
### views of views 15
x = ramp(2, 3)
y = x.clone()
y.t_()
y.mul_(2)
v = y[0]
v.mul_(3)
y
names(y)
gradient(x, y * y)
### views of views 16
x = ramp(1, 3)
y = x.clone()
y.squeeze_(0).unsqueeze_(1).swapaxes_(0, 1).transpose_(0, 1)
y.shape
names(y)
gradient(x, y * y)
### views of views 17
x = ramp(2, 3)
y = x.clone()
v = y[0]
v.t_()
names(v)
v.unsqueeze_(0).shape
names(v)
v._base is y
v.squeeze_(0)
y._version
v._version
### views of views 18
x = ramp(2, 3)
x.t_()
x.unsqueeze_(0)
x.squeeze_()
x.swapaxes_(0, 1)
x.swapdims_(0, 1)
x.transpose_(0, 1)
x[0].t_()
x.detach_()
x[0].detach_()
### views of views 19
x = ramp(2, 3)
y = x * 1
v = y[0]
v.detach_()
y.detach_()
y.requires_grad
v.requires_grad
names(v)
v.mul_(2)
names(v)
y
### views of views 20
x = ramp(2, 3)
y = x * 1
w = y.detach()
z = y * y
w.add_(1)
y._version
w._version
gradient(x, z)
### views of views 21
x = ramp(3)
y = x * 1
w = y.data
z = y * y
w.add_(1)
y._version
w._version
gradient(x, z)
### views of views 22
x = ramp(3)
y = x * 1
v = y[:2]
y.data = torch.ones(3)
v
y
names(v)
gradient(x, y + v.sum())
### views of views 23
x = ramp(3)
y = x.clone()
v = y.real
v is y
y.imag
### views of views 24
x = ramp(2, 2)
y = x.clone()
c = torch.view_as_complex(y)
c.mul_(1j)
y
names(c)
names(y)
gradient(x, y * y)
### views of views 25
x = ramp(2, 2)
y = x.clone()
c = torch.view_as_complex(y)
y.mul_(2)
c
names(c)
gradient(x, torch.view_as_real(c * c))
### views of views 26
x = ramp(2)
y = x.clone()
v = y.view(torch.int32)
v.requires_grad
v._is_view()
v.is_leaf
v.add_(1)
y._version
v._base is y
v.grad_fn
### views of views 27
x = torch.arange(8.0)
v = x.view(2, 4).view(torch.float64)
v.shape
v._base is x
v._version
x.view(3)
x[1:].view(torch.float64)
x[1:7:2].view(torch.float64)
torch.tensor(1.0).view(torch.float64)
torch.tensor(1.0).view(torch.int32)
x.t().view(torch.int16).shape
x[:7].view(torch.float64)
x.view('a')
x.view(2.0)
x.view()
x.view(torch.uint8).shape
torch.ones(2, dtype=torch.bool).view(torch.uint8)
x.view(-1, -1)
x.view(-2, 4)
### names after a change 1
out = []
for f in [lambda y: y.view(3, 2), lambda y: y.t(), lambda y: y[0], lambda y: y[:, 1], lambda y: y.expand(2,
    2, 3), lambda y: y.unsqueeze(0), lambda y: y.squeeze(), lambda y: y.select(0, 0), lambda y: y.narrow(0,
    0, 1), lambda y: y.diagonal(), lambda y: y.unfold(1, 2, 1), lambda y: y.permute(1, 0), lambda y: y.transpose(0,
    1), lambda y: y.as_strided((2,), (1,)), lambda y: y.detach(), lambda y: y.view_as(y), lambda y: y.reshape(3,
    2), lambda y: y.flatten(), lambda y: y.T, lambda y: y.mT, lambda y: y.movedim(0, 1), lambda y: y.swapaxes(0,
    1), lambda y: y.unflatten(1, (3, 1)), lambda y: torch.alias_copy(y) if hasattr(torch, 'alias_copy') else y,
    lambda y: y.view(6)[1:3], lambda y: y.real, lambda y: y.squeeze(0), lambda y: torch.atleast_3d(y),
    lambda y: torch.broadcast_to(y, (2, 2, 3)), lambda y: y.ravel(), lambda y: y.swapdims(0, 1), lambda y: y.adjoint(),
    lambda y: torch.select(y, 0, 1), lambda y: y.view(2, 3, 1).squeeze(-1)]:
    x = ramp(2, 3)
    y = x * 1
    v = f(y)
    a = names(v)
    y.add_(1)
    b = attempt(lambda: names(v))
    out.append((a, b, v._version, v._is_view()))
out
### names after a change 2
with torch.autograd._force_original_view_tracking(True):
    x = ramp(2, 3)
    y = x * 1
    v = y.t()[1]
    w = y.view(6)[2:]
    y.mul_(2)
    r = [names(v), names(w)]
    v.add_(1)
    outcome = (r, names(v), names(w), names(y), gradient(x, y * y))
outcome
### histories 1
x = ramp(3)
y = x * 1
n = y.grad_fn
y.add_(1)
n is y.grad_fn
n.name()
y.grad_fn.next_functions[0][0] is n
### histories 2
x = ramp(3)
y = x * 1
v = y[:2]
a = v.grad_fn
b = v.grad_fn
y.add_(1)
c = v.grad_fn
d = v.grad_fn
a is b
c is d
a is c
c.next_functions[0][0] is y.grad_fn
### histories 3
x = ramp(3)
y = x * 1
v = y[:2]
v.add_(1)
f = y.grad_fn
f.name()
[g[0] and g[0].name() for g in f.next_functions]
v.output_nr
y.output_nr
[g[0].name() for g in v.grad_fn.next_functions]
### histories 4
x = ramp(3)
w = ramp(2)
y = x * 1
v = y[:2]
v.mul_(w)
f = y.grad_fn
r = [g[0] and g[0].name() for g in f.next_functions]
y.sum().backward()
r
x.grad
w.grad
y.sum().backward()
### histories 5
x = ramp(3)
y = x * 1
v = y[:2]
v.mul_(2)
z = y.sum()
z.backward(retain_graph=True)
z.backward()
x.grad
### histories 6
x = ramp(3)
y = x * 1
v = y[:2]
v.mul_(v)
g, = torch.autograd.grad(y.sum(), x, create_graph=True)
g.sum().backward()
g
x.grad
### histories 7
x = ramp(3)
y = x * 1
v = y[:2]
v.zero_()
names(y)
names(v)
gradient(x, y * 3)
### histories 8
x = ramp(3)
y = x * 1
v = y[:2]
v.copy_(torch.ones(2))
r = names(v)
y.fill_(3)
r
names(y)
names(v)
gradient(x, y * 3)
### histories 9
x = ramp(3)
y = x * 1
v = y[:2]
y.zero_()
v.add_(x[:2])
names(y)
gradient(x, y * y)
### histories 10
x = ramp(3)
y = x * 1
v = y[0]
v.fill_(2.0)
v.requires_grad_()
v.requires_grad
y.requires_grad
gradient(x, y * y)
### histories 11
b = torch.zeros(3)
v = b[:2]
v.requires_grad_()
b.requires_grad
v.is_leaf
v.add_(1)
b.add_(1)
v.mul_(2)
names(v)
v.grad_fn
### histories 12
b = torch.zeros(3)
v = b[:2]
b.requires_grad_()
v.requires_grad
v.grad_fn
v.is_leaf
v.add_(1)
b[0].add_(1)
(v * 2).requires_grad
### histories 13
x = ramp(3)
y = x * 1
del x
v = y[:2]
del y
v.mul_(2)
_ = gc.collect()
v
names(v)
v._base
v.sum().backward()
### histories 14
x = ramp(2, 2)
y = x * 1
for_ = [r.mul_(2) for r in [y[0], y[1]]]
y
names(y)
gradient(x, y * y)
[names(r) for r in for_]
### histories 15
x = ramp(2, 2)
y = x * 1
try:
    for r in y:
        r.mul_(2)
except RuntimeError as e:
    outcome = str(e)
outcome
### histories 16
x = ramp(3, dtype=None) if False else ramp(3)
y = x.double()
v = y[:2]
v.mul_(2)
names(v)
gradient(x, y)
x.grad.dtype
### histories 17
x = ramp(4)
y = x * 1
y[1:3].relu_().neg_().exp_()
torch.nn.functional.dropout(y[:2], 0.5, True, True)
torch.nn.functional.relu(y[2:], inplace=True)
names(y)
### histories 18
x = ramp(4)
y = x * 1
v = y.view(2, 2)
m = v > 0.5
v[m] = 0
v.masked_fill_(~m, 3)
v.index_add_(0, torch.tensor([0]), x.view(2, 2)[:1])
v.scatter_(1, torch.tensor([[0]]), 9.0)
v.addcmul_(v.detach(), v.detach())
v.clamp_(0, 5)
y
names(y)
gradient(x, y * y)
### histories 19
x = ramp(4)
y = x * 1
v = y[:2]
h = []
y.grad_fn.register_hook(lambda a, b: h.append((len(a), len(b))))
v.mul_(2)
y.grad_fn.register_hook(lambda a, b: h.append((len(a), len(b))))
y.sum().backward()
h
### histories 21
c = torch.autograd.forward_ad
with c.dual_level():
    b = torch.zeros(3)
    v = b[:2]
    v.copy_(c.make_dual(torch.ones(2), torch.tensor([1.0, 2.0])))
    r = (c.unpack_dual(b).tangent, c.unpack_dual(v).tangent)
    b.mul_(3)
    outcome = (r, c.unpack_dual(v).tangent, c.unpack_dual(b[1:]).tangent)
outcome
### histories 22
c = torch.autograd.forward_ad
with c.dual_level():
    x = c.make_dual(torch.ones(2, 2), torch.arange(4.0).view(2, 2))
    v = x.t()
    v.mul_(2)
    w = x[0]
    w.zero_()
    y = x.clone()
    y.t_()
    outcome = (c.unpack_dual(x).tangent, c.unpack_dual(v).tangent, c.unpack_dual(y).tangent, c.unpack_dual(x.view(4)[1:3]).tangent,
    attempt(lambda: c.unpack_dual(x.expand(2, 2, 2)).tangent.stride()))
outcome
### histories 23
c = torch.autograd.forward_ad
with c.dual_level():
    x = c.make_dual(torch.ones(2, 2), torch.arange(4.0).view(2, 2))
    d = x.detach()
    e = x.data
    outcome = (c.unpack_dual(d).tangent, c.unpack_dual(e).tangent, attempt(lambda: x.detach_()), c.unpack_dual(x).tangent,
    attempt(lambda: c.make_dual(torch.ones(2)[0:1], torch.ones(1)).add_(1)))
outcome
### histories 24
x = ramp(3)
y = x * 1
_ = y.set_(torch.ones(3))
_ = x.set_(torch.ones(3))
y[0:1].set_(torch.ones(1))
names(y)
y.sum().backward()
### histories 25
x = ramp(3)
y = x * 1
v = y[:2]
_ = v.resize_(3)
_ = y.resize_(2)
y.detach().resize_(2)
_ = y.resize_as_(torch.ones(2))
### histories 26
g = torch.Generator()
x = ramp(3)
y = x * 1
y[:2].normal_(generator=g)
r = names(y)
y[1:].uniform_()
r
names(y)
gradient(x, y).shape
x.grad
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
