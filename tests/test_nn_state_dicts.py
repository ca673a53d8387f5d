"""`state_dict` and `load_state_dict` of modules, extra state, and hooks around them, held against PyTorch (golden/nn_state_dicts.json).

``python tests/test_nn_state_dicts.py`` records the golden file again; it needs torch.
"""
import pytest
from nn_module_programs import PRELUDE
from recorded import torch
from snippets import Programs

recorder = Programs("nn_state_dicts", torch, PRELUDE)
recorder.programs('''
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
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
