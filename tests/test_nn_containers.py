"""Containers of modules and of parameters, and lazy modules, held against PyTorch (golden/nn_containers.json).

``python tests/test_nn_containers.py`` records the golden file again; it needs torch.
"""
import pytest
from nn_module_programs import PRELUDE
from recorded import torch
from snippets import Programs

recorder = Programs("nn_containers", torch, PRELUDE)
recorder.programs('''
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
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
