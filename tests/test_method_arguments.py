"""Methods and attributes of tensors that are no operators, called, set and deleted as they should not be.

Held against PyTorch (golden/method_arguments.json). ``python tests/test_method_arguments.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
import collections, copy, io, pickle
import numpy as np
def L(*shape):
    return torch.ones(*(shape or (2,)), requires_grad=True)
"""
recorder = Programs("method_arguments", torch, PRELUDE)
recorder.programs("""
### calls
x=L(); s=(x*x).sum()
s.backward(1)
s.backward("a")
s.backward(torch.ones(2))
s.backward(gradient=3)
s.backward(None,None,False,None,None)
s.backward(foo=1)
s.backward(retain_graph="yes")
s.backward(inputs=[])
(x*x).sum().backward(inputs=3)
(x*x).sum().backward(inputs=[3])
(x*x).sum().backward(inputs=["a"])
(x*x).sum().backward(inputs=None)
(x*x).sum().backward(inputs=[torch.ones(2)])
(x*x).sum().backward(inputs=torch.ones(2))
(x*x).sum().backward(inputs=[None])
(x*x).sum().backward(create_graph=1)
(x*x).backward()
(x*x).backward([1,2])
(x*x).backward((torch.ones(2),))
(x*x).backward(torch.ones(3))
(x*x).backward(torch.ones(2,dtype=torch.float64))
(x*x).backward(torch.ones(2,dtype=torch.complex64))
(x*x).backward(torch.ones(2,dtype=torch.int64))
(x*x).backward(torch.ones(2,1))
torch.ones(2).backward()
torch.ones(()).backward()
torch.ones(2).backward(torch.ones(2))
torch.Tensor.backward()
torch.Tensor.backward(3)
torch.Tensor.backward(None)
torch.Tensor.register_hook()
torch.Tensor.register_hook(3, 4)
x.register_hook()
x.register_hook(3)
x.register_hook(None)
x.register_hook(lambda g: g, 3)
x.register_hook(hook=lambda g: g) is None
torch.ones(2).register_hook(lambda g: g)
x.register_post_accumulate_grad_hook()
x.register_post_accumulate_grad_hook(3)
torch.ones(2).register_post_accumulate_grad_hook(lambda g: g)
(x*2).register_post_accumulate_grad_hook(lambda g: g)
x.retain_grad(3)
x.retain_grad()
torch.ones(2).retain_grad()
torch.Tensor.retain_grad()
torch.Tensor.retain_grad(3)
torch.Tensor.detach()
torch.Tensor.detach(3)
x.detach(3)
x.detach_(3)
torch.Tensor.detach_()
x.detach(a=3)
x.requires_grad_(3)
x.requires_grad_(None)
x.requires_grad_(True, False)
x.requires_grad_(requires_grad=1)
x.requires_grad_(foo=True)
torch.Tensor.requires_grad_()
torch.Tensor.requires_grad_(3)
torch.ones(2).long().requires_grad_()
(x*2).requires_grad_(False)
(x*2).requires_grad_(True)
torch.detach(3)
torch.detach()
torch.detach(x)
torch.detach_(x)
### assigned and deleted
x=L()
x.grad = 3
x.grad = [1,2]
x.grad = np.ones(2)
x.grad = torch.ones(3)
x.grad = torch.ones(2, dtype=torch.float64)
x.grad = x
x.grad = torch.ones(2); x.grad
del x.grad; x.grad
del x.grad
x.data = 3
x.data = None
x.data = torch.ones(3); x
x.data = torch.ones(2).long()
x.data = torch.ones(2).double(); x.dtype
del x.data
x.requires_grad = 3
x.requires_grad = None
x.requires_grad = torch.tensor(True)
x.requires_grad = np.bool_(True)
del x.requires_grad
(x*2).requires_grad = False
(x*2).requires_grad = True
t=torch.ones(2).long()
t.requires_grad = True
t.requires_grad = False
x.names = 3
x.names
x.names = None
x.names = ('a',)
x.names
x.names = ['a']
x.names = (None,)
del x.names
x.grad_fn = 3
del x.grad_fn
x._version = 3
del x._version
x.is_leaf = 3
del x.is_leaf
x.shape = 3
del x.shape
x.dtype = 3
x.device = 3
x.layout = 3
x.ndim = 3
x.T = 3
x.output_nr = 3
x._base = 3
x.real = 3
x.real = torch.zeros(2)
t=torch.ones(2); t.real = torch.zeros(2); t
t.real = 3; t
t.imag = 3
c=torch.ones(2,dtype=torch.complex64); c.imag = 3; c
c.real = torch.zeros(2); c
c.imag = torch.zeros(3)
c.imag = "a"
x._backward_hooks = 3
del x._backward_hooks
x._post_accumulate_grad_hooks = 3
del x._post_accumulate_grad_hooks
x.retains_grad = 3
x.is_cuda = 3
x.grad_dtype = 3
x.grad_dtype = None
x.grad_dtype
x.grad_dtype = torch.float64
x.itemsize = 3
x.nbytes = 3
x.name = 3
x.volatile
x.volatile = True
x.is_sparse = 3
x._cdata = 3
x.foo = 3; x.foo
del x.foo; x.foo
x.__dict__
x.mT = 3
x.H = 3
x._grad = 3
x._has_symbolic_sizes_strides
### items
x=torch.zeros(3)
x[0] = "a"
x[0] = None
x[0] = [1,2]
x["a"] = 1
x[None] = 1
x[1.5] = 1
x[3] = 1
x[-4] = 1
x[0,0] = 1
x[::-1] = 1
x[::0] = 1
x[0] = torch.ones(2)
x[0:2] = torch.ones(3)
x[[0,1]] = torch.ones(3)
x[[0,5]] = 1
x[torch.tensor([True,False])] = 1
x[torch.tensor([0.5])] = 1
x[0] = 1j
x[0] = 1.5; x
x.long()[0] = 1.5
b=torch.zeros(3,dtype=torch.bool); b[0]=2; b
b[0]=1.5; b
x[0] = np.float64(3); x
x[0] = np.ones(1); x
x[:] = np.ones(3); x
x[:] = np.ones(2)
x[:] = [1,2,3]
del x[0]
x.__setitem__(0)
x.__setitem__()
torch.Tensor.__setitem__()
torch.Tensor.__setitem__(x)
torch.Tensor.__setitem__(3,0,1)
torch.Tensor.__getitem__()
torch.Tensor.__getitem__(x)
x.__getitem__()
x.__delitem__(0)
y=L(3)
y[0]=1
z=y*1; z[0]=L(1); z
z.grad_fn
z[0]=L(2)
z=y*1; z[1]=2.; z.grad_fn
z.sum().backward(); y.grad
x=torch.zeros(3); x[0]=L(1)[0]; x.grad_fn, x.requires_grad
x=torch.zeros(3); x[...]=L(3); x.grad_fn, x.requires_grad
x=torch.zeros(3); x[[0,1]]=L(2); x.grad_fn, x.requires_grad
x=torch.zeros(3); x[x>-1]=L(3); x.grad_fn
x=torch.zeros(3).long(); x[0]=L(1)[0]
x=torch.zeros(3).long(); x[0]=torch.tensor(1.5); x
x=torch.zeros(3); x[0]=torch.tensor(1j)
x=torch.zeros(3); x[0]=torch.tensor(1j).requires_grad_(); x
### attributes
x=L()
torch.Tensor.grad
torch.Tensor.requires_grad
torch.Tensor.data
torch.Tensor.is_leaf
torch.Tensor.grad_fn
torch.Tensor.is_leaf.__get__(x)
torch.Tensor._version.__get__(x)
x.is_leaf()
x.is_view
x._is_view()
x._is_view(3)
x.backward.__name__
x.element_size(), x.nelement()
x.detach().is_leaf, (x*1).is_leaf, x.data.is_leaf
(x*1).grad
(x*1)._grad
x.output_nr, torch.ones(2,2,requires_grad=True).unbind()[1].output_nr
x.is_inference()
x._saved
x.grad_fn.foo
torch.Tensor._make_subclass(3, x)
torch.Tensor._make_subclass(torch.Tensor, 3)
torch.Tensor._make_subclass(torch.Tensor, x, 3)
torch.Tensor._make_subclass(torch.Tensor, torch.ones(2), True)
torch.Tensor._make_subclass(torch.nn.Parameter, torch.ones(2), True)
torch.Tensor._make_subclass(torch.Tensor, torch.ones(2).long(), True)
### parts of complex tensors
c=torch.ones(2,dtype=torch.complex64); x=torch.ones(2)
c.imag = "a"
c.imag = None
c.imag = [1,2]
c.imag = True; c
c.imag = 1j
c.imag = 1.5; c
c.real = np.ones(2)
x.real = "a"
x.real = 1j
x.real = [1]
x.imag = 1
c.imag = torch.ones(3)
c.imag = torch.ones(2)*1j
r=torch.ones(2,dtype=torch.complex64,requires_grad=True)
r.imag=3
y=r*1; y.imag=3; y.grad_fn
x.volatile
### without arguments
T = torch.Tensor
x = torch.ones(1)
names = ["size", "dim", "numel", "item", "tolist", "is_complex", "is_conj", "element_size", "data_ptr", "storage_offset", "detach", "detach_", "retain_grad",
    "t", "exp", "view", "numpy", "untyped_storage", "is_shared", "storage", "clone", "__bool__", "__len__", "register_hook", "backward", "requires_grad_", "_is_view"]
def told(f, *args, **kwargs):
    try:
        return repr(f(*args, **kwargs))[:20]
    except Exception as e:
        return type(e).__name__, str(e)
[told(getattr(T, n)) for n in names if callable(getattr(T, n))]
[told(getattr(T, n), 3) for n in names if callable(getattr(T, n)) and n not in ("is_shared", "storage")]
[told(getattr(T, n), x, 1, 2, 3, 4, 5, 6) for n in names[1:14]]
[told(getattr(T, n), x, bogus=1) for n in names[1:14]]
### hooks of what was loaded
x = torch.ones(3, requires_grad=True)
pickle.loads(pickle.dumps(x))._backward_hooks
p = pickle.loads(pickle.dumps(torch.nn.Parameter(torch.ones(2)))); p._backward_hooks
copy.copy(x)._backward_hooks
copy.deepcopy(x)._backward_hooks
f = io.BytesIO(); torch.save({'a': torch.nn.Parameter(torch.ones(2)), 'b': x}, f)
f.seek(0); loaded = torch.load(f)
[v._backward_hooks for v in loaded.values()]
_ = p.register_hook(lambda g: g * 2)
p.sum().backward(); p.grad
### set_ on a leaf
def after(change, hooks=False):
    x = torch.ones(3, requires_grad=True)
    log = []
    if hooks:
        x.register_hook(lambda g: log.append("hook"))
        x.register_post_accumulate_grad_hook(lambda p: log.append("accumulated"))
    y = x * 2
    before = y.grad_fn.next_functions[0][0]
    with torch.no_grad():
        change(x)
    z = x * 3
    now = z.grad_fn.next_functions[0][0]
    found = [now is before, before.variable is x, now.variable is x, [m.shape for n in (before, now) for m in n._input_metadata]]
    z.sum().backward()
    found.append(x.grad)
    x.grad = None
    y.sum().backward()
    return [*found, x.grad, log]
changes = [lambda x: x.set_(torch.zeros(3)), lambda x: x.set_(torch.zeros(5)), lambda x: x.set_(torch.zeros(3).untyped_storage()), lambda x: x.set_(),
    lambda x: x.set_(source=torch.zeros(4)), lambda x: setattr(x, "data", torch.zeros(3))]
[after(c) for c in changes]
[after(c, True) for c in changes]
### Parameter of an inference tensor
with torch.inference_mode(): i = torch.ones(2)
torch.nn.Parameter(i)
torch.nn.Parameter(i, requires_grad=False).is_inference()
torch.Tensor._make_subclass(torch.Tensor, i, True)
### strides of empty views
torch.empty(4, 3)[:, :0].stride(), torch.empty(4, 3)[::2, :0].stride(), torch.empty(4, 3)[0:0].t().stride()
torch.empty_strided((0, 3), (7, 2)).stride(), torch.empty(4, 3).as_strided((0, 3), (5, 2)).stride()
torch.empty(4, 3).t()[:0].detach().stride(), torch.empty(4, 3).t()[:0].data.stride(), torch.empty(4, 3)[:0].movedim(0, 1).stride()
torch.empty(0, 3).stride(), torch.empty(2, 0, 3).stride(), torch.empty(0, 3).view(3, 0).stride()
### dropout in place
x = torch.ones(4, requires_grad=True)
for f in (torch.nn.functional.dropout, torch.nn.functional.alpha_dropout): y = x * 1; z = f(y, 0.5, True, True); print(z is y)
y.grad_fn
y = x * 1; _ = torch.nn.functional.dropout(y, 0.5, True, True)
y.grad_fn, y
torch.autograd.grad(y.sum(), x)
y = torch.ones(2, 3, 2, requires_grad=True) * 1; _ = torch.nn.functional.dropout1d(y, 0.5, True, True)
y.grad_fn, y
y = torch.ones(3, 2, requires_grad=True) * 1; z = torch.nn.functional.dropout1d(y[0:2], 0.5, True, True)
y = torch.ones(3, 2); z = torch.nn.functional.dropout1d(y, 0.5, True, True)
z is y, y
y = torch.ones(2, 2); z = torch.nn.functional.feature_alpha_dropout(y, 0.5, True, True); z is y, y
y = torch.ones(2) ; torch.nn.functional.dropout(y, 1.0, True, True) is y, y
y = torch.ones(2) ; torch.nn.functional.dropout(y, 0.0, True, True) is y, y._version
y = torch.ones(2).long(); torch.nn.functional.dropout(y, 0.5, True, True)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
