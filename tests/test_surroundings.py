"""What stands around modules: optimizers, structures, files' options, random points; held against PyTorch (golden/surroundings.json).

``python tests/test_surroundings.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("surroundings", torch, """
import importlib
def module(path):
    return importlib.import_module(torch.__name__ + "." + path)
""")
recorder.programs('''
### printing and profiling
p = [torch.ones(2, requires_grad=True) for _ in range(3)]
optimizer = torch.optim.SGD([{"params": p[:1]}, {"params": p[1:], "lr": 0.5}], lr=0.1)
optimizer
with torch.autograd.profiler.profile() as prof: found = optimizer.step(), optimizer.zero_grad()
sorted({e.name for e in prof.function_events if "Optim" in e.name})
torch.optim.Adam([torch.ones(1, requires_grad=True)]).__repr__()
type(torch.optim.lr_scheduler.StepLR(optimizer, 2)).__module__, torch.optim.Muon.__module__
### fused complex parameters
x = torch.ones(2, dtype=torch.complex64, requires_grad=True)
x.grad = torch.ones(2, dtype=torch.complex64)
torch.optim.Adam([x], fused=True).step()
torch.optim.SGD([x], fused=True).step()
### other parameters for a while
own, other = nn.Parameter(torch.ones(2)), nn.Parameter(torch.full((2,), 5.0))
optimizer = torch.optim.SGD([own], lr=0.5, momentum=0.9)
swap = torch.optim.swap_in_optimizer_params_and_state
with swap(optimizer, {}, {}): pass
own.grad = other.grad = torch.ones(2)
optimizer.step()
state = {"state": {0: {"momentum_buffer": torch.zeros(2)}}, "param_groups": optimizer.state_dict()["param_groups"]}
with swap(optimizer, {"x": other}, state): optimizer.step()
own, other, state["state"], optimizer.state_dict()
with swap(optimizer, {}, state): pass
with swap(optimizer, {"x": other}, {"state": 3}): pass
with swap(optimizer, {"x": other}, {"state": {3: {}}, "param_groups": state["param_groups"]}): pass
with swap(optimizer, {"x": other}, {"state": {}, "param_groups": [{"params": [0]}]}): pass
with swap(optimizer, {"x": other}, {"state": {}, "param_groups": []}): pass
### structures as text
pt, collections = module("utils._pytree"), importlib.import_module("collections")
for tree in (1, [1], (1, [2]), {"a": 1}, collections.OrderedDict(a=1), collections.defaultdict(int, a=1), collections.deque([1], maxlen=2)):
    text = pt.treespec_dumps(pt.tree_structure(tree))
    assert pt.treespec_loads(text) == pt.tree_structure(tree)
pt.treespec_dumps(pt.tree_structure((1, [2, {"a": 3}])))
pt.treespec_dumps(3)
pt.treespec_loads("[7, {}]")
pt.treespec_loads('[1, {"type": "x.y", "context": "null", "children_spec": []}]')
pt.tree_structure([1, {"a": 2}]).flatten_up_to([1, {"b": [5]}])
### options of files
config = module("utils.serialization").config
config.save.foo
config.load.foo = 3
config.load.mmap, config.save.storage_alignment
### where storages go
io = importlib.import_module("io")
def loaded(where, **options):
    file = io.BytesIO()
    torch.save(torch.ones(2), file, **options)
    file.seek(0)
    return torch.load(file, map_location=where)
kinds = []
loaded(lambda storage, location: kinds.append((type(storage).__name__, location)))
loaded(lambda storage, location: kinds.append((type(storage).__name__, location)), _use_new_zipfile_serialization=False)
kinds
loaded(lambda storage, location: storage)
loaded(lambda storage, location: 3)
### what changed in place
keep = torch.tensor([True, False])
x = torch.ones(2, requires_grad=True)
y = torch.where(keep, x, x * 2)
keep.logical_not_()
y.sum().backward()
z = torch.ones(2, dtype=torch.complex64, requires_grad=True).exp()
y = z * z
z.add_(1)
y.sum().abs().backward()
### random points whose derivatives follow from their distribution
concentration = torch.tensor([0.5, 2.0, 1.0], dtype=torch.float64, requires_grad=True)
x = torch.distributions.Dirichlet(concentration).rsample((2,))
x
torch.autograd.grad((x * torch.tensor([1.0, 2.0, 4.0])).sum(), concentration)[0].mul(100).round()
beta = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in ([0.5, 20.0], [1.0, 30.0])]
x = torch.distributions.Beta(*beta).rsample()
x, [g.mul(100).round() for g in torch.autograd.grad(x.sum(), beta)]
torch._dirichlet_grad(x.detach(), beta[0].detach(), sum(beta).detach()).mul(200).round()
### recurrent layers without a batch
[tuple(t.shape) for t in nn.GRU(2, 3, 2, bidirectional=True)(torch.ones(2, 0, 2))]
nn.LSTM(2, 3)(torch.ones(0, 2, 2))
nn.RNN(2, 3, batch_first=True)(torch.ones(2, 0, 2))
nn.AdaptiveMaxPool2d(2)(torch.ones(0, 3, 4, 4)).shape
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
