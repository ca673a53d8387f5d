"""Storages: growing and moving them under views, what shares one, copies and pickles of them.

Held against PyTorch (golden/storages.json). ``python tests/test_storages.py`` records the golden file again; it needs torch.
"""
import gc
import os

import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("storages", torch, PRELUDE)
recorder.programs("""
### grow view
b = torch.zeros(4)
v = b[2:]
d = b.detach()
s = b.untyped_storage()
_ = v.resize_(6)
v[0] = 7
b
d
v.shape
v.storage_offset()
s.nbytes()
b.data_ptr() == s.data_ptr()
v.data_ptr() - b.data_ptr()
d.data_ptr() == b.data_ptr()
b._version
v._version
v._base is b
s is b.untyped_storage()
### identity
b = torch.zeros(4)
v = b[2:]
s = b.untyped_storage()
s is b.untyped_storage()
s is v.untyped_storage()
s._cdata == v.untyped_storage()._cdata
s == v.untyped_storage()
b.storage()._cdata == s._cdata
hash(s) == hash(v.untyped_storage())
### storage resize
b = torch.zeros(4)
s = b.untyped_storage()
_ = s.resize_(8)
r = [s.nbytes(), b.shape, b.data_ptr() == s.data_ptr()]
_ = s.resize_(64)
_ = b.resize_(16)
b.fill_(2)
r
s.nbytes()
b.sum()
b.data_ptr() == s.data_ptr()
s is b.untyped_storage()
### frombuffer
x = torch.frombuffer(bytearray(16), dtype=torch.float32)
_ = x.resize_(8)
x.untyped_storage().resizable()
### share
y = torch.ones(3)
w = y[1:]
y.share_memory_()
w.mul_(2)
y
w.is_shared()
y.is_shared()
w.untyped_storage().is_shared()
y.detach().is_shared()
y.clone().is_shared()
y.data_ptr() == y.untyped_storage().data_ptr()
y.storage().is_shared()
### set storage
z = torch.empty(0)
_ = z.set_(torch.ones(4).untyped_storage(), 2, (2, 2))
z.shape
z.untyped_storage().nbytes()
z.storage_offset()
z.stride()
### set storage2
a = torch.arange(6.0)
z = torch.empty(0)
_ = z.set_(a.untyped_storage())
z[0] = 9
y = torch.empty(0).set_(a.storage(), 1, (2, 2), (2, 1))
y.mul_(2)
a
z
y
z.untyped_storage() is a.untyped_storage()
y._version
a._version
### set grow
z = torch.ones(3)
e = torch.empty(0).set_(z, 1, (4,))
e.shape
z.untyped_storage().nbytes()
e.storage_offset()
z
e.untyped_storage() == z.untyped_storage()
### typed resize
z = torch.ones(3)
st = z.storage()
_ = st.resize_(10)
st.size()
z.untyped_storage().nbytes()
st._cdata == z.storage()._cdata
z
### untyped
u = torch.UntypedStorage(4)
u.resizable()
_ = u.resize_('a')
len(u)
torch.UntypedStorage([1, 2])
torch.UntypedStorage('a')
u.get_device()
u.is_pinned()
u.is_shared()
u.untyped() is u
u.fill_(3).tolist()
u[1:3].tolist()
u.device
### resize t
q = torch.arange(6.0).view(2, 3).t()
b = q._base
_ = q.resize_(2, 2)
q
q.stride()
b
### view dtype
m = torch.ones(2)
n = m.view(torch.int32)
_ = n.resize_(4)
m
m.untyped_storage().nbytes()
n[:2]
m.data_ptr() == n.data_ptr()
### detach grow
r = torch.ones(3, requires_grad=True)
k = r.detach()
_ = k.resize_(5)
(r * 2).sum().backward()
r.untyped_storage().nbytes()
r
r.grad
k[:3]
### empty
e = torch.empty(0)
f = e.detach()
_ = e.resize_(3)
f.untyped_storage().nbytes()
e.untyped_storage() == f.untyped_storage()
f.shape
### out view
g = torch.zeros(2)
gv = g[1:]
torch.add(torch.ones(4), 1, out=gv)
g
g.untyped_storage().nbytes()
gv
gv._base is g
### out view2
g = torch.zeros(4)
gv = g[:2].resize_(0)
torch.add(torch.ones(3), 1, out=gv)
g
gv
g.untyped_storage().nbytes()
### copy
x = torch.arange(6.0).view(2, 3)
y = copy.copy(x)
z = copy.copy(x[1])
w = copy.deepcopy([x, x[1]])
w[0].mul_(2)
y.data_ptr() == x.data_ptr()
z.storage_offset()
z.data_ptr() == x[1].data_ptr()
w
w[1].storage_offset()
w[0].untyped_storage() == w[1].untyped_storage()
y._base
y._is_view()
### pickle
x = torch.arange(6.0).view(2, 3)
a, b = pickle.loads(pickle.dumps([x, x[1]]))
a.mul_(2)
c = pickle.loads(pickle.dumps(x.t()))
a
b
b.storage_offset()
c.stride()
c
c.untyped_storage().nbytes()
pickle.loads(pickle.dumps(x[0])).untyped_storage().nbytes()
### pickle kinds
l = [torch.tensor(3), torch.empty(0, 3), torch.ones(2, dtype=torch.bfloat16), torch.tensor([True]), torch.tensor([1j]),
    torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True) * 2, torch.ones(2, 3).expand(4,
    2, 3), torch.nn.Parameter(torch.ones(2)), torch.from_numpy(np.arange(4)[::2])]
[(v, v.stride(), v.requires_grad, v.is_leaf, type(v).__name__) for v in pickle.loads(pickle.dumps(l))]
### deepcopy kinds
l = [torch.tensor(3), torch.empty(0, 3), torch.ones(2, dtype=torch.bfloat16), torch.ones(2, requires_grad=True),
    torch.ones(2, 3).expand(4, 2, 3), torch.nn.Parameter(torch.ones(2)), torch.from_numpy(np.arange(4)[::2]),
    torch.ones(3, 4).t()[1:]]
[(v, v.stride(), v.storage_offset(), v.requires_grad, v.is_leaf, type(v).__name__, v.untyped_storage().nbytes()) for v in copy.deepcopy(l)]
copy.deepcopy(torch.ones(2, requires_grad=True) * 2)
### save share
x = torch.arange(6.0)
b = io.BytesIO()
torch.save([x, x[2:]], b)
b.seek(0)
a, c = torch.load(b)
a.mul_(2)
a
c
c.storage_offset()
### resize errs
x = torch.ones(3, requires_grad=True)
_ = x.resize_(4)
(x * 1).resize_(4)
torch.ones(3).resize_(-1)
torch.ones(3).resize_('a')
torch.ones(3).resize_()
_ = x.resize_(3)
_ = x.untyped_storage().resize_(24)
x.untyped_storage().nbytes()
### storage offset
x = torch.arange(24.0).view(2, 3, 4)
[(v.storage_offset(), v.stride(), v.data_ptr() - x.data_ptr(), v.untyped_storage() == x.untyped_storage()) for v in (x[1],
    x[1, 2], x[:, 1:], x.t() if x.dim() < 3 else x.mT, x.diagonal(), x.unfold(2, 2, 1), x.narrow(1, 1,
    2), x.select(2, 3), x[..., ::2], x.view(torch.int32), x.view(-1), x[1:].data, x[1:].detach(), x.as_strided((2,
   ), (3,), 5))]
### grow chain
a = torch.zeros(2)
l = [a[i:] for i in range(2)] + [a.view(2, 1), a.data, a.detach()[1:]]
l[1].resize_(7).fill_(5)
a
l
[v.untyped_storage().nbytes() for v in l]
### grow grad
x = torch.ones(2)
v = x[:1]
w = torch.ones(2, requires_grad=True)
y = w * x
_ = v.resize_(5)
y.sum().backward()
x._version
### grow numpy
x = torch.zeros(2)
n = x.numpy()
_ = x.resize_(2, 1)
n[0] = 4
x
### chlast
x = torch.zeros(2)
_ = x.resize_(1, 2, 2, 2, memory_format=torch.channels_last)
x.stride()
x.untyped_storage().nbytes()
### swap view
x = torch.zeros(4)
s = x.untyped_storage()
x.data = torch.ones(2)
x.untyped_storage() == s
s.nbytes()
x
### set self
x = torch.arange(4.0)
v = x[1:]
_ = v.set_()
v.shape
v.storage_offset()
x
v._base is x
v.untyped_storage().nbytes()
### resize as
x = torch.zeros(2)
v = x[1:]
_ = v.resize_as_(torch.ones(3, 2))
v.shape
x.untyped_storage().nbytes()
x.data_ptr() + 4 == v.data_ptr()
### made of a sequence
s = torch.FloatStorage([1, 2.5])
type(s) is torch.TypedStorage
isinstance(s, torch.FloatStorage)
isinstance(s, torch.LongStorage)
isinstance(torch.zeros(2).storage(), torch.FloatStorage)
s.tolist()
torch.LongStorage(range(3)).tolist()
torch.BoolStorage((True, False)).tolist()
torch.TypedStorage([1, 2], dtype=torch.int16).tolist()
torch.UntypedStorage([1, 2, 255]).tolist()
len(torch.DoubleStorage(3))
torch.TypedStorage(wrap_storage=torch.UntypedStorage([0, 0, 128, 63]), dtype=torch.float32).tolist()
torch.LongStorage(wrap_storage=torch.UntypedStorage(16)).size()
### made of what is no sequence
torch.FloatStorage(2.5)
torch.FloatStorage(1, 2)
torch.FloatStorage(torch.ones(2))
torch.FloatStorage(2, dtype=torch.int8)
torch.FloatStorage(2, wrap_storage=torch.UntypedStorage(8))
torch.TypedStorage(None)
torch.TypedStorage(wrap_storage=torch.UntypedStorage(8))
torch.TypedStorage(wrap_storage=3, dtype=torch.int8)
torch.TypedStorage(2, device="cuda")
torch.UntypedStorage(2.5)
torch.UntypedStorage(["a"])
torch.UntypedStorage(torch.ones(2))
torch.UntypedStorage(-1)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forked_processes_share_memory():
    shared, own = torch.zeros(3), torch.zeros(3)
    part = shared[1:]
    shared.share_memory_()
    child = os.fork()
    if child == 0:
        part.add_(5)
        own.add_(5)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert shared.tolist() == [0, 5, 5] and own.tolist() == [0, 0, 0]


def test_memory_that_a_tensor_shows_stays_when_its_storage_is_cut():
    x = torch.arange(8.0)
    x.untyped_storage().resize_(0)
    x.mul_(2)  # PyTorch would read freed memory
    assert x.tolist() == [0, 2, 4, 6, 8, 10, 12, 14] and x.untyped_storage().nbytes() == 0
    x.untyped_storage().resize_(32)
    assert x.shape == (8,) and x.untyped_storage().nbytes() == 32 and x.data_ptr() == x.untyped_storage().data_ptr()
    gc.collect()


if RECORDING:
    recorder.record()


def test_a_tensor_of_a_storage_shares_it():
    x = torch.arange(3.0)
    for make in (torch.tensor, torch.as_tensor, torch.asarray):
        y = make(x.untyped_storage(), dtype=torch.float32)
        assert y.tolist() == x.tolist() and y.data_ptr() == x.data_ptr()
    assert torch.tensor(x.untyped_storage(), dtype=torch.int32).tolist() == [0, 1065353216, 1073741824]
    assert torch.tensor(x.untyped_storage()).tolist() == [4575657221408423936]
    assert torch.tensor(torch.FloatStorage.from_buffer(bytes(4), "little"), requires_grad=True).requires_grad
    with pytest.raises(RuntimeError) as caught:
        torch.tensor(torch.FloatStorage.from_buffer(bytes(4), "little"), dtype=torch.int64)
    assert str(caught.value) == "Expected a Storage of type Long or an UntypedStorage, but got Float"
