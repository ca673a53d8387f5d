"""`nn.Module`: registration, walks, printing, modes, conversions and copies, held against PyTorch (golden/nn_module.json).

``python tests/test_nn_module.py`` records the golden file again; it needs torch.
"""
import pytest
from nn_module_programs import PRELUDE
from recorded import torch
from snippets import Programs

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


def test_parameters_are_walked_as_their_names_are():
    nn = torch.nn

    class Named(nn.Module):
        def named_modules(self, memo=None, prefix="", remove_duplicate=True):
            yield prefix, self

    class Chosen(nn.Module):
        def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
            yield "only", self.only

    shared = nn.Linear(2, 2)
    net = nn.Sequential(shared, nn.Sequential(nn.ReLU(), shared, nn.BatchNorm1d(2)), nn.Linear(2, 2, bias=False))
    net[2].weight = shared.weight
    net.nothing = None
    net.add_module("none", None)
    for below in (None, Named(), Chosen()):
        if below is not None:
            below.only, below.inner = nn.Parameter(torch.ones(1)), nn.Linear(1, 1)
            net.below = below
        for module in [net, *net.children()]:
            if module is not None:
                for recurse in (True, False):
                    assert [id(p) for p in module.parameters(recurse)] == [id(p) for _, p in module.named_parameters(recurse=recurse)]
    assert [id(p) for p in net.parameters()][-1] == id(net.below.inner.bias)
