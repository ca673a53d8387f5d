"""Version counters and what makes a tensor another one: data, copies, pickles, swaps.

Held against PyTorch (golden/version_counters.json). ``python tests/test_version_counters.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("version_counters", torch, PRELUDE)
recorder.programs("""
### version counters 1
x = torch.ones(3)
y = x.view(3)
z = x.detach()
w = x.data
x.add_(1)
y.add_(1)
z.add_(1)
w.add_(1)
x._version
y._version
z._version
w._version
x
### version counters 2
x = torch.ones(3)
c = torch.autograd._unsafe_preserve_version_counter
with c(x):
    x.add_(1)
    r = x._version
with c((x, x.view(3))):
    x.mul_(2)
r
x._version
c(3).__enter__()
c([x]).__enter__()
### version counters 3
g = torch.autograd.graph
x = torch.ones(3)
v = x[0]
g.increment_version(v)
g.increment_version([x, v])
r = (x._version, v._version)
r
g.increment_version(3)
g.increment_version([3])
g.increment_version(iter([x]))
x._version
g.increment_version()
### version counters 4
x = ramp(3)
y = x * 1
z = y * y
torch.autograd.graph.increment_version(y)
gradient(x, z)
### version counters 5
x = torch.ones(3)
x.t_()
_ = x.resize_(2)
_ = x.set_()
x.requires_grad_()
x.detach_()
x._version
### version counters 6
out = []
for f in [lambda x: x.zero_(), lambda x: x.fill_(1), lambda x: x.copy_(x.clone()), lambda x: x.__setitem__(0,
    1), lambda x: x.__setitem__(x > 0, 1), lambda x: x.__setitem__([0], 1), lambda x: x.__iadd__(1), lambda x: torch.add(x.clone(),
    1, out=x), lambda x: x.squeeze_(), lambda x: x.resize_(3), lambda x: x.resize_(2), lambda x: x.unsqueeze_(0),
    lambda x: x.uniform_(), lambda x: x.normal_(), lambda x: x.clamp_(0), lambda x: x.apply_(lambda v: v),
    lambda x: x.relu_(), lambda x: torch.nn.init.zeros_(x), lambda x: x.index_fill_(0, torch.tensor([0]),
    1), lambda x: x.masked_fill_(x > 0, 1), lambda x: x.put_(torch.tensor([0]), torch.tensor([1.0])),
    lambda x: x.swapaxes_(0, 0), lambda x: x.as_strided_((2,), (1,)), lambda x: x.random_(), lambda x: x.exponential_(),
    lambda x: x.bernoulli_(), lambda x: x.lerp_(x.clone(), 0.5), lambda x: torch._foreach_add_([x], 1),
    lambda x: x.conj_physical_(), lambda x: x.share_memory_(), lambda x: x.requires_grad_(), lambda x: x.untyped_storage().fill_(0),
    lambda x: x.numpy().fill(0)]:
    x = torch.ones(3)
    attempt(lambda: f(x))
    out.append(x._version)
out
### version counters 7
with torch.autograd.graph.allow_mutation_on_saved_tensors() as ctx:
    x = ramp(3)
    y = x * 1
    z = y * y
    y.mul_(2)
    v = y[:2]
    w = v * v
    y.zero_()
    (z.sum() + w.sum()).backward()
    r = x.grad
r
y
### version counters 8
with torch.autograd.graph.allow_mutation_on_saved_tensors():
    x = ramp(3)
    y = x.clone()
    s = y.sin()
    c = y.view(3, 1)
    o = c * c
    c.add_(1)
    y.t_()
    s.add_(1)
    (o.sum() + s.sum()).backward()
x.grad
### version counters 9
with torch.autograd.graph.allow_mutation_on_saved_tensors():
    x = ramp(3)
    y = x.clone()
    z = y * y
y.mul_(2)
gradient(x, z)
### version counters 10
def f():
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        with torch.autograd.graph.allow_mutation_on_saved_tensors():
            pass
attempt(f)
### version counters 11
x = ramp(3)
y = x * 1
z = y.exp()
z.add_(1)
gradient(x, z)
y.pow(2).mul_(2).sum().backward()
x.grad
### version counters 12
x = ramp(3)
y = x * 1
z = y.sum()
y.add_(1)
gradient(x, z)
### copy_ 1
x = torch.zeros(2, 3)
[attempt(lambda: x.copy_(v)) for v in [torch.ones(3), torch.ones(2, 1), torch.tensor(2.0), torch.ones(2),
    torch.ones(2, 2, 3), torch.ones(1, 2, 3), 3, [1, 2, 3], None, torch.ones(3, dtype=torch.long), torch.ones(3,
    dtype=torch.complex64), torch.ones(0), np.ones(3), torch.ones(2, 3).t(), True, 'a']]
x._version
### copy_ 2
x = ramp(3)
b = torch.zeros(2, 3)
b.copy_(x)
r = names(b)
s = torch.zeros(3, dtype=torch.float64).copy_(x)
r
names(s)
gradient(x, b * 2)
torch.zeros(3, dtype=torch.long).copy_(x).requires_grad
torch.zeros(3).copy_(x, True)
torch.zeros(3).copy_(x, non_blocking=True)
torch.zeros(3).copy_(src=x)
torch.zeros(3).copy_()
### copy_ 3
x = ramp(3)
y = x * 1
x.copy_(y)
y.copy_(x)
names(y)
y.copy_(y)
names(y)
y[0].copy_(y[1])
names(y)
### swap_tensors 1
a = torch.ones(2)
b = torch.zeros(3, requires_grad=True)
r = attempt(lambda: torch.utils.swap_tensors(a, b))
r
a
b
a.requires_grad
### swap_tensors 2
a = torch.ones(2)
b = torch.zeros(3)
v = a[:1]
torch.utils.swap_tensors(a, b)
torch.utils.swap_tensors(b, a)
### swap_tensors 3
a = torch.ones(2)
b = torch.zeros(3)
w = weakref.ref(a)
torch.utils.swap_tensors(a, b)
torch.utils.swap_tensors(b, a)
### swap_tensors 4
a = torch.ones(2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
y = a * 2
r = attempt(lambda: torch.utils.swap_tensors(a, b))
r
y.sum().backward()
a
b
a.grad
b.grad
### swap_tensors 5
a = torch.ones(2, requires_grad=True)
y = a * a
torch.utils.swap_tensors(a, torch.zeros(2))
torch.utils.swap_tensors(torch.zeros(2), a)
### swap_tensors 6
a = torch.nn.Parameter(torch.ones(2))
b = torch.zeros(2)
a.foo = 1
r = attempt(lambda: torch.utils.swap_tensors(a, b))
r
type(a).__name__
type(b).__name__
b.foo
hasattr(a, 'foo')
### swap_tensors 8
a = ramp(2)
b = ramp(2)
(a * 2).sum().backward()
(b * 3).sum().backward()
r = attempt(lambda: torch.utils.swap_tensors(a, b))
(a * 5).sum().backward()
r
a.grad
b.grad
### swap_tensors 9
a = ramp(2)
l = []
a.register_hook(lambda g: l.append(g))
b = ramp(2)
r = attempt(lambda: torch.utils.swap_tensors(a, b))
(b * 2).sum().backward()
(a * 3).sum().backward()
r
l
a.grad
b.grad
### swap_tensors 10
a = ramp(2) * 1
b = ramp(2) * 2
r = attempt(lambda: torch.utils.swap_tensors(a, b))
r
names(a)
names(b)
### swap_tensors 11
m = torch.nn.Linear(2, 2)
old = list(m.parameters())
torch.__future__.set_swap_module_params_on_conversion(True)
try:
    m.double()
    r = [p is q for p, q in zip(old, m.parameters())]
    m.load_state_dict({k: v * 2 for k, v in m.state_dict().items()})
    r2 = [p is q for p, q in zip(old, m.parameters())]
finally:
    torch.__future__.set_swap_module_params_on_conversion(False)
r
r2
m.weight.dtype
### data 1
x = ramp(3)
y = x * 2
[attempt(lambda: setattr(x, 'data', v)) for v in [3, None, torch.ones(2), torch.ones(3, dtype=torch.long),
    torch.ones(3, dtype=torch.float64), torch.ones(2, 2), y, torch.ones(3, requires_grad=True), 'a']]
x
x.shape
x.dtype
delattr(x, 'data')
x._version
### data 2
x = ramp(3)
y = x * x
x.data = torch.ones(3) * 5
y.sum().backward()
x.grad
x
### data 3
x = ramp(3)
v = x.view(3, 1)
x.data = torch.zeros(3)
v
v._base is x
x
gradient(x, v * v)
### data 4
x = ramp(3)
d = x.data
d.requires_grad_()
d.requires_grad
x.requires_grad
d.is_leaf
d._base
d._is_view()
d.data_ptr() == x.data_ptr()
x[1:].data._is_view()
x[1:].data.storage_offset()
x[1:].detach()._is_view()
x[1:].detach()._base is None
x.detach()._is_view()
### data 5
x = ramp(2, 3)
x.data = x.data.t()
(x * 2).sum().backward()
x.grad.shape
x.grad.stride()
x.stride()
### data 6
x = ramp(2)
(x * 2).sum().backward()
x.data = torch.ones(3)
x.grad
(x * 2).sum().backward()
x.grad
### copies and pickles 1
x = ramp(3)
x.foo = [1]
c = copy.copy(x)
d = copy.deepcopy(x)
p = pickle.loads(pickle.dumps(x))
[(v, v.requires_grad, v.is_leaf, getattr(v, 'foo', None), v.grad, v.data_ptr() == x.data_ptr(), v._version) for v in (c, d, p)]
### copies and pickles 2
x = ramp(3)
gradient(x, x * x)
d = copy.deepcopy(x)
p = pickle.loads(pickle.dumps(x))
c = copy.copy(x)
d.grad
d.grad is x.grad
p.grad
c.grad
### copies and pickles 3
y = ramp(3) * 2
copy.copy(y)
copy.deepcopy(y)
pickle.loads(pickle.dumps(y))
pickle.loads(pickle.dumps(y)).is_leaf
copy.copy(y).is_leaf
copy.copy(y).grad_fn
### copies and pickles 4
x = ramp(3)
x.register_hook(lambda g: g)
pickle.loads(pickle.dumps(x))
copy.copy(x)
copy.deepcopy(x)
### copies and pickles 5
x = torch.ones(3)
l = [x, x, x.view(3)]
d = copy.deepcopy(l)
p = pickle.loads(pickle.dumps(l))
d[0] is d[1]
d[0].data_ptr() == d[2].data_ptr()
p[0] is p[1]
p[0].data_ptr() == p[2].data_ptr()
### copies and pickles 6
class S(torch.Tensor):
    pass
x = torch.ones(2).as_subclass(S)
type(copy.copy(x)).__name__
type(copy.deepcopy(x)).__name__
x.view(2)._base is x
type(x.view(2)).__name__
x._is_view()
### copies and pickles 7
x = torch.ones(2, 3).t()[1:]
[(v.stride(), v.storage_offset(), v.untyped_storage().nbytes()) for v in (copy.copy(x), copy.deepcopy(x),
    pickle.loads(pickle.dumps(x)), x.clone(), x.contiguous(), x.detach())]
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
