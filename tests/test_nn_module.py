"""`nn.Module` and containers, held against PyTorch (golden/nn_module.json).

``python tests/test_nn_module.py`` records the golden file again; it needs torch.
"""
import pytest
from snippets import Programs

if __name__ == "__main__":
    import torch
else:
    import pyautograd as torch

PRELUDE = """
import copy, pickle
from collections import OrderedDict

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 3)
        self.s = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
        self.p = nn.Parameter(torch.ones(2))
        self.register_buffer("b", torch.zeros(2))
        self.register_buffer("np", torch.zeros(2), persistent=False)

    def forward(self, x, k=None):
        return self.s(self.l(x))

class Base:
    def __init__(self, a=1):
        self.a = a

class Both(nn.Module, Base):
    call_super_init = True

class Half(nn.Module, Base):
    pass

class Empty(nn.Module):
    pass

class NoInit(nn.Module):
    def __init__(self):
        pass

class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.ReLU()
    def extra_repr(self):
        return "x\\ny"

class State(nn.Module):
    def __init__(self):
        super().__init__()
        self.v = 1
    def get_extra_state(self):
        return {"v": self.v}
    def set_extra_state(self, state):
        self.v = state["v"]

class OnlyGets(nn.Module):
    def get_extra_state(self):
        return 3

class Doubles(nn.Module):
    def forward(self, x):
        return {"a": x * 2}

class Twice(nn.Module):
    def forward(self, x):
        return (x * 2).exp()

class Pair(nn.Module):
    def forward(self, x):
        return x * 2, x * 3

class OfList(nn.Module):
    def forward(self, x):
        return x[0] * 2

def ones_linear():
    m = nn.Linear(2, 2)
    with torch.no_grad():
        m.weight.fill_(1)
        m.bias.fill_(0)
    return m

def names(pairs):
    return [n for n, _ in pairs]
"""

recorder = Programs("nn_module", torch, PRELUDE)
recorder.programs('''
### registration refuses
m = M()
m.register_buffer(1, None)
m.register_buffer("a.b", None)
m.register_buffer("", None)
m.register_buffer("l", None)
m.register_buffer("p", torch.ones(1))
m.register_buffer("x", 3)
m.register_buffer("forward", None)
m.register_parameter(1, None)
m.register_parameter("a.b", None)
m.register_parameter("", None)
m.register_parameter("b", None)
m.register_parameter("x", torch.ones(1))
m.register_parameter("x", nn.Parameter(torch.ones(1)) * 2)
m.add_module(1, None)
m.add_module("a.b", None)
m.add_module("", None)
m.add_module("p", None)
m.add_module("forward", None)
m.add_module("x", torch.ones(1))
m.add_module("x", nn.ReLU)
m.register_module("q", nn.ReLU())
m.register_buffer("b", None)
m
### assignment
m = M()
m.p = torch.ones(2)
m.p = 3
m.l = 3
m.b = 3
m.b = torch.ones(1)
m.b
m.l = None
m.l
m.p = None
m.p
m.p = nn.Linear
m.s = nn.ReLU
m.zzz
del m.zzz
del m.p
m.p
del m.training
m.training
m.np = torch.ones(1)
m._non_persistent_buffers_set
m.np = nn.Buffer(torch.ones(1))
m._non_persistent_buffers_set
m.b2 = nn.Buffer(torch.ones(1), persistent=False)
m._non_persistent_buffers_set
list(m.state_dict())
### attributes that change their kind
m = nn.Module()
m.a = 3
m.a = nn.Parameter(torch.ones(1))
"a" in m.__dict__, list(m._parameters)
m.register_buffer("c", torch.ones(1))
m.c = nn.Parameter(torch.ones(1))
list(m._buffers), list(m._parameters)
m.d = nn.ReLU()
m.d = nn.Parameter(torch.ones(1))
list(m._modules), list(m._parameters)
m.d = nn.ReLU()
list(m._modules), list(m._parameters)
m.e = nn.ReLU()
m.e = None
m
### before the constructor
m = NoInit()
m.p = nn.Parameter(torch.ones(1))
m.l = nn.ReLU()
m.b = nn.Buffer(torch.ones(1))
m.register_buffer("b", None)
m.register_parameter("b", None)
m.add_module("b", None)
m.x = 3
m.x
m(1)
m
list(m.parameters())
del m.foo
m.state_dict()
m.foo
m.t = torch.ones(1)
m.t
### constructors
nn.Module(1)
nn.Module(a=1)
nn.ReLU(1, 2)
Both(a=5).a
Both(7).a
Half(7).a
Half().a
nn.Linear()
nn.Linear(1, 2, foo=1)
nn.Linear(-1, 2)
nn.Linear(2.0, 3)
nn.Linear("a", 3)
nn.Linear(2, 0)
Empty()(1)
Empty().forward()
nn.ModuleList()(1)
nn.ModuleDict()(1)
nn.ParameterList()(1)
nn.ParameterDict()(1)
### dotted names
m = M()
m.get_submodule("s.0")
m.get_submodule("")
m.get_submodule("s.7")
m.get_submodule("p")
m.get_submodule("l.weight")
m.get_parameter("l.weight").shape
m.get_parameter("b")
m.get_parameter("l.foo")
m.get_parameter("zz.a")
m.get_buffer("b")
m.get_buffer("p")
m.get_buffer("q")
m.set_submodule("", nn.ReLU())
m.set_submodule("s.0", nn.Identity())
m.s
m.set_submodule("s.new", nn.Identity())
m.set_submodule("s.new2", nn.Identity(), strict=True)
m.set_submodule("p", nn.Identity())
m.set_submodule("s.0", 3)
m.set_submodule("zz.0", nn.Identity())
m
m.get_extra_state()
m.set_extra_state(1)
### walks
m = M()
m.l2 = m.l
m.n = None
m.add_module("none", None)
m.p2 = m.p
names(m.named_modules())
names(m.named_modules(prefix="z"))
names(m.named_modules(remove_duplicate=False))
names(m.named_parameters())
names(m.named_parameters("pre", remove_duplicate=False))
names(m.named_parameters(recurse=False))
names(m.named_buffers())
names(m.named_children())
len(list(m.children())), len(list(m.modules())), len(list(m.modules(remove_duplicate=False))), len(list(m.buffers()))
m
list(m.state_dict())
log = []
m.apply(lambda x: log.append(type(x).__name__)) is m
log
sorted(set(dir(m)) & {"l", "s", "p", "b", "np", "forward", "training"})
### printing
nn.Module()
Extra()
nn.Sequential(Extra(), nn.Sequential(), nn.ModuleList([nn.ReLU()] * 3 + [nn.Linear(1, 2)] * 2 + [Extra(), Extra()]))
nn.ModuleDict({"a": nn.ReLU(), "b": Extra()})
nn.ParameterList([torch.ones(2, 3), nn.Parameter(torch.ones(1)), "x", 3])
nn.ParameterDict({"a": torch.ones(2, 3), "b": 3})
nn.ModuleList()
torch.nn.modules.module._addindent("a\\nb\\n\\nc", 2)
### state_dict
m = M()
s = m.state_dict()
type(s)
list(s)
s._metadata
[v.requires_grad for v in s.values()], [v.requires_grad for v in m.state_dict(keep_vars=True).values()]
list(m.state_dict(prefix="x."))
m.state_dict(prefix="x.")._metadata
d = OrderedDict()
list(m.state_dict(d, "q.", True))
s["p"].data_ptr() == m.p.data_ptr()
type(s["p"]).__name__
### load_state_dict
m = M()
s = m.state_dict()
bad = dict(s)
bad.pop("p")
bad.update({"l.weight": torch.ones(4, 4), "extra": torch.ones(1), "l.extra.y": torch.ones(1), "zz.q": 1, "l.bias": 3})
m.load_state_dict(s)
m.load_state_dict(bad)
m.load_state_dict(bad, strict=False)
m.load_state_dict({}, strict=False)
m.load_state_dict([])
m.load_state_dict({})
m.load_state_dict({"p": torch.ones(2)}, False).missing_keys
m.load_state_dict({"p": torch.ones(1)}, False)
m.load_state_dict({"p": torch.ones(2).long()}, False)
m.p
m.load_state_dict({"p": torch.ones(2).double() * 3}, False, True)
m.p
m.load_state_dict(m.state_dict(), assign=True)
m.load_state_dict({"p": torch.ones(2).long()}, False, assign=True)
m.load_state_dict({1: 2}, False)
q = nn.Module()
q.p = nn.Parameter(torch.tensor(1.0))
q.load_state_dict({"p": torch.ones(1) * 4})
q.p
q.load_state_dict({"p": torch.ones(2) * 4})
l, w, b = nn.Linear(2, 2), torch.ones(2, 2), nn.Parameter(torch.zeros(2), requires_grad=False)
l.load_state_dict({"weight": w, "bias": b}, assign=True)
l.weight.data_ptr() == w.data_ptr(), l.bias is b, b.requires_grad
### extra state
m = nn.Sequential(State())
m[0].v = 7
n = nn.Sequential(State())
m.state_dict()
n.load_state_dict(m.state_dict())
n[0].v
n.load_state_dict({})
nn.Sequential(nn.ReLU()).load_state_dict(m.state_dict())
nn.Sequential(OnlyGets()).load_state_dict(m.state_dict())
n.load_state_dict({}, False)
### state_dict hooks
m = M()
log = []
h = m._register_state_dict_hook(lambda s, d, p, l: log.append((p, dict(l))))
h = m.register_state_dict_pre_hook(lambda s, p, k: log.append(("pre", p, k)))
def post(s, d, p, l): d["new"] = 1
h = m.register_state_dict_post_hook(post)
list(m.state_dict())
log
m._register_state_dict_hook(post)
n = M()
h = n.register_state_dict_post_hook(lambda *a: 3)
n.state_dict()
o = M()
h = o._register_state_dict_hook(lambda s, d, p, l: {"r": 1})
o.state_dict()
q = M()
log = []
h = q.register_load_state_dict_pre_hook(lambda mod, sd, *rest: log.append((type(mod).__name__, len(sd), rest)))
h = q._register_load_state_dict_pre_hook(lambda sd, *rest: log.append((len(sd), rest)))
h = q.register_load_state_dict_post_hook(lambda mod, keys: (log.append(keys), keys.missing_keys.clear())[1])
q.load_state_dict({}, True)
log
r = M()
h = r.register_load_state_dict_post_hook(lambda m, i: 3)
r.load_state_dict(r.state_dict())
### forward hooks
m, x, log = ones_linear(), torch.ones(1, 2), []
h = m.register_forward_pre_hook(lambda mod, a: log.append(("pre", a)))
h = m.register_forward_pre_hook(lambda mod, a, k: log.append(("prek", a, k)), with_kwargs=True)
h = m.register_forward_pre_hook(lambda mod, a: log.append("first"), prepend=True)
h = m.register_forward_hook(lambda mod, a, o: log.append(("post", a, o)))
h = m.register_forward_hook(lambda mod, a, k, o: (log.append(("postk", k)), o * 2)[1], with_kwargs=True)
h = m.register_forward_hook(lambda mod, a, o: o + 1, prepend=True)
m(x)
h.remove()
m(input=x)
log
h = m.register_forward_pre_hook(lambda mod, a, k: 3, with_kwargs=True)
m(x)
h.remove()
h = m.register_forward_pre_hook(lambda mod, a: a[0] * 5)
m(x)
### hooks that are always called
m, x, log = ones_linear(), torch.ones(1, 2), []
h = m.register_forward_hook(lambda mod, a, o: log.append(("always", o)), always_call=True)
h = m.register_forward_hook(lambda mod, a, k, o: log.append(("alwaysk", k, o)), always_call=True, with_kwargs=True)
h = m.register_forward_hook(lambda mod, a, o: 1 / 0, always_call=True)
m(torch.ones(1, 3))
log
m(x)
log
### global hooks
G, log = torch.nn.modules.module, []
hs = [G.register_module_forward_pre_hook(lambda m, a: log.append("pre")), G.register_module_forward_hook(lambda m, a, o: log.append("post"))]
hs.append(G.register_module_forward_hook(lambda m, a, k, o: log.append(("k", k)), with_kwargs=True, always_call=True))
hs.append(G.register_module_parameter_registration_hook(lambda m, n, p: log.append(n)))
hs.append(G.register_module_buffer_registration_hook(lambda m, n, p: log.append(n)))
hs.append(G.register_module_module_registration_hook(lambda m, n, p: log.append(n)))
m = nn.Sequential(nn.Linear(2, 2))
h = m.register_forward_hook(lambda m, a, o: log.append("own"))
m.x = nn.ReLU()
m.register_buffer("bb", None)
m[0](torch.ones(1, 2)).shape
m[0](torch.ones(1, 3))
log
bool(G._has_any_global_hook())
for h in hs: h.remove()
bool(G._has_any_global_hook())
### backward hooks of the deprecated kind
m, x, log = nn.Linear(2, 2), torch.ones(1, 2, requires_grad=True), []
h = m.register_full_backward_hook(lambda *a: None)
m.register_backward_hook(lambda *a: 1)
def watched(m):
    m.register_backward_hook(lambda mod, gi, go: log.append((type(mod).__name__, len(gi), go[0].shape)))
    return m
watched(nn.Linear(2, 2)).register_full_backward_hook(lambda *a: 1)
watched(nn.Tanh())(x).sum().backward()
watched(Twice())(x).sum().backward()
watched(Doubles())(x)["a"].sum().backward()
watched(Pair())(x)[0].sum().backward()
watched(OfList())([x]).sum().backward()
log
### backward hooks
m, log = ones_linear(), []
x = torch.ones(1, 2, requires_grad=True)
h = m.register_full_backward_hook(lambda mod, gi, go: log.append((gi, go)))
h = m.register_full_backward_hook(lambda mod, gi, go: (gi[0] * 3,), prepend=True)
h = m.register_full_backward_pre_hook(lambda mod, go: (go[0] * 2,))
y = m(x)
y
y.sum().backward()
x.grad, m.weight.grad, log
log = []
m(torch.ones(1, 2)).sum().backward()
log
def hooked(m, hook=None, pre=None):
    if hook is not None: m.register_full_backward_hook(hook)
    if pre is not None: m.register_full_backward_pre_hook(pre)
    return m
hooked(Doubles(), len)(x)
hooked(ones_linear(), lambda *a: (1, 2))(x).sum().backward()
hooked(ones_linear(), lambda *a: ())(x).sum().backward()
hooked(ones_linear(), pre=lambda *a: (1, 2))(x).sum().backward()
hooked(ones_linear(), lambda *a: (1,))(torch.ones(1, 2)).sum().backward()
nn.Sequential(nn.Linear(2, 2), hooked(nn.ReLU(True), lambda *a: None))(x)
hooked(ones_linear(), lambda *a: None)(x).add_(1)
m, log = hooked(Pair(), lambda mod, gi, go: log.append((gi, go))), []
m(x)[1].sum().backward()
log
with torch.no_grad(): m(x)[0].grad_fn
m, log = ones_linear(), []
h = m.register_full_backward_hook(lambda *a: log.append(1))
y = m(x)
torch.autograd.grad(y.sum(), [x])
torch.autograd.grad(m(x).sum(), list(m.parameters()))
log
### global backward hooks
G, log = torch.nn.modules.module, []
h = G.register_module_full_backward_hook(lambda m, gi, go: log.append((type(m).__name__, len(gi))))
g = G.register_module_full_backward_pre_hook(lambda m, go: log.append(("pre", type(m).__name__)))
nn.Sequential(nn.Linear(2, 2), nn.ReLU())(torch.ones(1, 2, requires_grad=True)).sum().backward()
log
G.register_module_backward_hook(len)
h.remove()
g.remove()
G._global_is_full_backward_hook = None
### modes
m = M().eval()
[c.training for c in m.modules()]
m.train() is m
[c.training for c in m.modules()]
m.train(1)
m.requires_grad_(False) is m
[p.requires_grad for p in m.parameters()]
### conversions
m = M()
ids = [id(p) for p in m.parameters()]
m.double() is m
[p.dtype for p in m.parameters()], [b.dtype for b in m.buffers()]
[id(p) for p in m.parameters()] == ids
m.half().p, m.float().p, m.bfloat16().p, m.type(torch.float64).p, m.type("torch.FloatTensor").p
m.to(torch.int64)
M().to(torch.complex64).p
M().to("cpu", torch.float64, True).p
M().to(torch.ones(1).double()).p
m.to("foo")
m.to(foo=1)
m.to() is m
m.to_empty(device="cpu").p.shape
m.cpu() is m
m.cuda()
m.share_memory() is m
m.to("cpu", 1)
m.to("cpu", torch.float32, True, True)
m.to(memory_format=torch.channels_last) is m
l = nn.Linear(2, 2)
l(torch.ones(1, 2)).sum().backward()
g = l.weight.grad
l.double() is l
g is l.weight.grad, l.weight.grad.dtype, l.weight.is_leaf, l.weight.requires_grad
l.zero_grad(False)
l.weight.grad
l.zero_grad()
l.weight.grad
### conversions that replace parameters
future = torch.__future__
m = nn.Linear(2, 2)
m(torch.ones(1, 2)).sum().backward()
w = m.weight
future.set_swap_module_params_on_conversion(True)
m.double() is m
m.weight is w, m.weight.dtype, m.weight.grad.dtype
m.load_state_dict(nn.Linear(2, 2).state_dict())
m.weight is w, m.weight.dtype, m.weight.requires_grad
future.set_swap_module_params_on_conversion(False)
future.set_overwrite_module_params_on_conversion(True)
m.half() is m
m.weight is w, m.weight.dtype, m.weight.grad.dtype, w.dtype
future.set_overwrite_module_params_on_conversion(False)
### copies
m = M()
n = copy.deepcopy(m)
n.l.weight is m.l.weight, bool((n.l.weight == m.l.weight).all())
pickle.loads(pickle.dumps(nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Dropout(0.1))))
sorted(m.l.__getstate__())
### registration methods of subclasses
class A(nn.Module):
    def register_buffer(self, name, tensor): super().register_buffer(name, tensor)
a = A()
a.x = nn.Buffer(torch.ones(1))
list(a._buffers)
a.y = nn.Buffer(torch.ones(1), persistent=False)
### Sequential
s = nn.Sequential(nn.ReLU(), nn.Tanh())
s[0], s[-1], len(s), list(s)
s[5]
s["a"]
s[0:1]
s + s
s + [1]
s * 2
2 * s
s * 0
s * "a"
s.append(nn.ReLU())
s.insert(1, nn.Sigmoid())
s.insert(-1, nn.Identity())
s.insert(20, nn.ReLU())
s.insert(0, 3)
s.extend([nn.ReLU()])
s.pop(0)
s
del s[0]
del s[0:2]
s
s[0] = nn.Sigmoid()
s[0] = 3
s[9] = nn.ReLU()
s
nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.ReLU())).a
nn.Sequential(nn.ReLU)
nn.Sequential({"a": nn.ReLU()})
nn.Sequential([nn.ReLU()])
s += nn.Sequential(nn.ReLU())
s
s += [1]
s *= 2
s
s *= 0
s.append(3)
### ModuleList
l = nn.ModuleList([nn.ReLU(), nn.Tanh()])
l[0], l[-1], len(l)
l[3]
l["x"]
l[0:1]
l + [nn.ReLU()]
l.append(nn.ReLU())
l.extend([nn.ReLU()])
l.extend(3)
l.insert(0, nn.Sigmoid())
l
l.pop(0)
del l[-1]
l
del l[0:2]
l
l[0] = nn.ReLU()
l[0] = 3
nn.ModuleList(3)
nn.ModuleList([3])
l += [nn.ReLU()]
l
"0" in dir(l)
### ModuleDict
d = nn.ModuleDict([["a", nn.ReLU()], ("b", nn.Tanh())])
d["a"]
d["z"]
list(d), list(d.keys()), list(d.items()), list(d.values()), len(d), "a" in d
d.pop("a")
d.update({"q": nn.ReLU()})
d.update(3)
d.update([3])
d.update([[1, 2, 3]])
d.update([["k", 3]])
d["a.b"] = nn.ReLU()
d["keys"] = nn.ReLU()
del d["zz"]
d
d.clear()
d
nn.ModuleDict({"a": None})
nn.Container(a=nn.ReLU())
### ParameterList
p = nn.ParameterList([torch.ones(1), torch.zeros(1)])
p[0], p[-1], p[0:1], len(p)
p[5]
p.append(torch.ones(2))
p.extend([1, "x"])
p.extend(3)
p.extend(torch.ones(2))
p[0] = torch.ones(3)
p[9] = torch.ones(3)
list(p)
names(p.named_parameters())
p += [torch.ones(1)]
list(p.state_dict())
p["x"]
"0" in dir(p)
### ParameterDict
d = nn.ParameterDict({"b": torch.ones(1), "a": torch.zeros(1)})
d
list(d), d["a"], d.get("a"), d.get("q", 3), list(d.items()), list(d.values()), d.keys(), list(reversed(d)), "a" in d, len(d)
d["zz"]
d[1]
d.copy()
d.setdefault("n", torch.ones(1))
d.setdefault("m")
d.pop("n")
d.popitem()
d
d.fromkeys(["x", "y"], torch.ones(1))
d | {"r": torch.ones(1)}
{"r": torch.ones(1)} | d
d |= nn.ParameterDict({"w": 3})
d.update(3)
d.update([3])
d.update([(1, 2, 3)])
d.update({"2": torch.ones(1), "1": torch.ones(1)})
d
del d["1"]
del d["zzz"]
names(d.named_parameters())
d[3] = torch.ones(1)
d.clear()
### lazy modules
m = nn.Sequential(nn.LazyLinear(3), nn.ReLU(), nn.LazyLinear(1, bias=False))
m
m[0].weight
m[0].weight.shape
m.state_dict()
m[0].has_uninitialized_params()
list(m.parameters())
m.double()[0].weight.dtype
m(torch.ones(2, 5).double()).shape
m
type(m[0]).__name__, m[0].weight.shape, m[0]._forward_pre_hooks
nn.LazyLinear(3).load_state_dict(nn.Linear(2, 3).state_dict())
nn.Linear(2, 3).load_state_dict(nn.LazyLinear(3).state_dict())
copy.deepcopy(nn.LazyLinear(2))
pickle.loads(pickle.dumps(nn.LazyLinear(2)))
nn.LazyLinear(2).share_memory()
nn.LazyLinear(2).half().weight.dtype
nn.LazyLinear(2).zero_grad()
### factory_kwargs
nn.factory_kwargs(None)
nn.factory_kwargs({"dtype": torch.float32})
nn.factory_kwargs({"x": 1})
nn.factory_kwargs({"dtype": 1, "factory_kwargs": {"dtype": 2}})
### arguments of modules
nn.Dropout(2)
nn.Dropout(-0.1)
nn.Hardtanh(1, 1)
nn.Hardtanh(min_value=0, max_value=2)
nn.MultiMarginLoss(p=3)
nn.MultiMarginLoss(weight=torch.ones(2, 2))
nn.TripletMarginLoss(0)
nn.TripletMarginWithDistanceLoss(margin=0)
nn.HuberLoss(delta="a")
nn.L1Loss(False)
nn.L1Loss(reduce=False).reduction
nn.L1Loss(size_average=False).reduction
nn.NLLLoss2d()
nn.Bilinear(0, 1, 1)
nn.Unflatten(1, 3)
nn.Unflatten(1, (1, "a"))
nn.MultiheadAttention(0, 1)
nn.MultiheadAttention(3, 2)
nn.LinearCrossEntropyLoss(3, 4)
nn.LinearCrossEntropyLoss(3, 4, weight=torch.ones(1))
nn.Softmax2d()(torch.ones(2))
nn.Softmax()(torch.ones(2, 2))
nn.L1Loss(reduction="foo")(torch.ones(1), torch.ones(1))
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


def test_a_module_that_goes_through_compile_gives_the_same():
    m = torch.nn.Linear(2, 2)
    x = torch.ones(1, 2)
    plain = m(x)
    m.compile()
    assert m(x).tolist() == plain.tolist()
    assert "_compiled_call_impl" not in m.__getstate__()


def test_functions_are_copied_and_pickled_as_what_they_are():
    import copy
    import pickle

    for function in (torch.nn.functional.relu, torch.nn.functional.gelu, torch.tanh, torch.linalg.norm):
        assert copy.deepcopy(function) is function and pickle.loads(pickle.dumps(function)) is function


def test_modules_load_when_they_are_asked_for():
    import subprocess
    import sys

    code = "import sys, pyautograd.nn as nn; a = [m for m in sys.modules if 'nn.modules.' in m]; nn.Linear; print(a, 'pyautograd.nn.modules.rnn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[] False"


if __name__ == "__main__":
    recorder.record()
