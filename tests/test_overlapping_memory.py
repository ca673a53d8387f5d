"""Writing where memory overlaps: within what is written, and between that and what is read.

Held against PyTorch (golden/overlapping_memory.json). ``python tests/test_overlapping_memory.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("overlapping_memory", torch, PRELUDE)
recorder.programs("""
### overlapping memory 1
a = torch.arange(3.0)
e = a[:1].expand(3)
[attempt(lambda: f()) for f in [lambda: e.add_(1), lambda: e.zero_(), lambda: e.fill_(2), lambda: e.copy_(a),
    lambda: e.mul_(e), lambda: e.__setitem__(0, 5), lambda: e.__setitem__(slice(None), 5), lambda: e.masked_fill_(a > 0,
    1), lambda: e.index_fill_(0, torch.tensor([0]), 3), lambda: e.index_put_((torch.tensor([0]),), torch.tensor(4.0)),
    lambda: e.scatter_(0, torch.tensor([0]), torch.tensor([1.0])), lambda: e.index_add_(0, torch.tensor([0]),
    torch.tensor([1.0])), lambda: e.relu_(), lambda: e.clamp_(0), lambda: e.uniform_(), lambda: e.normal_(),
    lambda: e.exp_(), lambda: e.cumsum_(0), lambda: e.lerp_(a, 0.5), lambda: e.addcmul_(a, a), lambda: e.put_(torch.tensor([0]),
    torch.tensor([1.0])), lambda: e.masked_scatter_(a > 0, a), lambda: e.index_copy_(0, torch.tensor([0]),
    torch.tensor([1.0])), lambda: e.tril_(), lambda: e.squeeze_().shape, lambda: e.neg_(), lambda: e.bernoulli_(),
    lambda: e.random_(), lambda: e.requires_grad_(False), lambda: e.detach_(), lambda: e.t_().shape, lambda: e.where(e > 0,
    e)]]
### overlapping memory 2
a = torch.arange(6.0)
[attempt(f) for f in [lambda: a[1:].copy_(a[:-1]), lambda: a[1:].add_(a[:-1]), lambda: a[1:].mul_(a[:-1]),
    lambda: a.add_(a), lambda: a[::2].copy_(a[1::2]), lambda: a[:3].copy_(a[3:]), lambda: a[:4].add_(a[2:]),
    lambda: a.view(2, 3).copy_(a.view(3, 2).t()), lambda: a.view(2, 3).add_(a.view(3, 2).t()), lambda: a.sub_(a.flip(0)),
    lambda: a[1:].sub_(a[:-1].clone())]]
### overlapping memory 3
a = torch.arange(6.0)
[attempt(f) for f in [lambda: torch.add(a, 1, out=a), lambda: torch.add(a[:-1], 1, out=a[1:]), lambda: torch.mul(a,
    a, out=a), lambda: torch.exp(a[:3], out=a[3:]), lambda: torch.exp(a[:3], out=a[1:4]), lambda: torch.cumsum(a[:3],
    0, out=a[1:4]), lambda: torch.sum(a.view(2, 3), 0, out=a[:3]), lambda: torch.cat([a[:2], a[2:4]],
    out=a[:4]), lambda: torch.stack([a[:2], a[2:4]], out=a[:4].view(2, 2)), lambda: torch.index_select(a,
    0, torch.tensor([0, 1]), out=a[:2]), lambda: torch.where(a > 2, a, a, out=a), lambda: torch.clamp(a,
    0, 1, out=a), lambda: torch.add(a[:2], 1, out=a[:1].expand(2)), lambda: torch.sort(a, out=(a, torch.zeros(6,
    dtype=torch.long)))[0], lambda: torch.max(a.view(2, 3), 0, out=(a[:3], torch.zeros(3, dtype=torch.long)))[0],
    lambda: torch.neg(a.view(2, 3), out=a.view(3, 2).t()), lambda: torch.add(a, 1, out=torch.zeros(6,
    dtype=torch.long)), lambda: torch.add(a, 1, out=a.double()), lambda: torch.eq(a, a, out=a), lambda: torch.gather(a,
    0, torch.tensor([1]), out=a[:1]), lambda: torch.take(a, torch.tensor([1]), out=a[1:2])]]
### overlapping memory 4
b = torch.zeros(4)
s = b.as_strided((3, 2), (1, 1))
[attempt(f) for f in [lambda: s.add_(1), lambda: s.fill_(3), lambda: s.zero_(), lambda: s.copy_(torch.arange(6.0).view(3, 2)), lambda: b.clone()]]
### overlapping memory 5
x = ramp(4)
y = x * 1
s = y.as_strided((2, 2), (1, 1))
s.zero_()
names(s)
y
gradient(x, y * y)
### overlapping memory 6
x = ramp(4)
s = x.as_strided((2, 2), (1, 2))
names(s)
gradient(x, s * s)
### overlapping memory 7
x = ramp(4)
s = x.as_strided((3, 2), (1, 1), 0)
names(s)
gradient(x, s * s)
x.as_strided((3,), (2,))
x.as_strided((3,), (-1,))
x.as_strided((3, 2), (1,))
x.as_strided((3,), (1,), -1)
x.as_strided((-3,), (1,))
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
