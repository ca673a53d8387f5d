"""What `compile` makes of modules, held against PyTorch with ``backend="eager"`` (golden/compiled_modules.json).

``python tests/test_compiled_modules.py`` records the golden file again; it needs torch.
"""
import pickle

import pytest
from recorded import torch
from snippets import Programs

PRELUDE = """
import copy
m = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
c = torch.compile(m, backend="eager")
"""
recorder = Programs("compiled_modules", torch, PRELUDE)
recorder.programs("""
### names
c, list(c.state_dict()), [n for n, _ in c.named_modules()], [n for n, _ in c.named_parameters()], [type(x).__name__ for x in c.children()]
type(c).__name__, c._get_name(), c.extra_repr(), isinstance(c, nn.Module), isinstance(c, nn.Sequential), c._orig_mod is m, c[0] is m[0], len(c)
c.get_submodule("_orig_mod.0") is m[0], c.get_parameter("_orig_mod.0.weight") is m[0].weight, "in_features" in dir(torch.compile(m[0], backend="eager"))
len(torch.compile(m[0], backend="eager"))
### attributes
c.x = 3; c.w = nn.Parameter(torch.ones(1)); m.x, c.x, "w" in dict(m.named_parameters()), "x" in c.__dict__
del c.x; hasattr(m, "x")
c.nope
try:
    del c.nope
except AttributeError as error:
    refused = type(error).__name__
refused
c._orig_mod = nn.Linear(3, 4); c, c.out_features
### modes
c.eval() is c, m.training, m[1].training, c.training, c.train().training, m.training
c.training = False; m.training
c.double() is c, m[0].weight.dtype, c.requires_grad_(False) is c, m[0].weight.requires_grad, c.to("meta") is c, m[0].weight.device
### copies and states
d = copy.deepcopy(c); type(d).__name__, d._orig_mod is m, list(d.state_dict())
c.load_state_dict(c.state_dict()), c.load_state_dict(m.state_dict(), strict=False)
c.load_state_dict(m.state_dict())
c.register_forward_hook(print); len(m._forward_hooks), len(c._forward_hooks)
### calls
m.eval(); torch.equal(c(torch.ones(1, 2)), m(torch.ones(1, 2))), torch.equal(c.forward(torch.ones(1, 2)), m(torch.ones(1, 2)))
torch.compile(m, disable=True) is m, torch.compile(disable=True)(m) is m, torch.compile(len, backend="eager")([1]), type(torch.compile(backend="eager")(m)).__name__
torch.compile(m, mode="default", options={})
torch.compile(m, foo=3)
torch.compile(3, backend="eager")
""")


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


def test_it_trains_hooks_run_and_pickles_hold_the_module():
    model = torch.nn.Linear(2, 1)
    compiled = torch.compile(model)
    seen = []
    model.register_forward_hook(lambda *_: seen.append("inside"))
    compiled.register_forward_hook(lambda *_: seen.append("outside"))
    compiled(torch.ones(1, 2)).sum().backward()
    assert seen == ["inside", "outside"] and model.weight.grad.tolist() == [[1.0, 1.0]]
    model._forward_hooks.clear(), compiled._forward_hooks.clear()
    again = pickle.loads(pickle.dumps(compiled))
    assert type(again) is type(compiled) and torch.equal(again.weight, model.weight) and torch.compile(compiled) is compiled


if __name__ == "__main__":
    recorder.record()
