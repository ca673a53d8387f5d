"""``distributed.checkpoint.state_dict`` in one process, held against PyTorch (golden/state_dicts_by_name.json).

``python tests/test_state_dicts_by_name.py`` records the golden file again; it needs torch.
"""
import pytest
from snippets import Programs

if __name__ == "__main__":
    import torch
    import torch.distributed.checkpoint.state_dict
else:
    import pyautograd as torch

PRELUDE = """
D = torch.distributed.checkpoint.state_dict
Options = D.StateDictOptions

def made(wrapped=False, kind="AdamW", **options):
    m = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))
    with torch.no_grad():
        m[0].weight.fill_(0.5), m[0].bias.fill_(0.25)
    o = getattr(torch.optim, kind)([{"params": m[0].parameters(), "lr": 0.5}, {"params": m[1].parameters()}], lr=0.25, **options)
    return torch.compile(m, backend="eager") if wrapped else m, o

def stepped(m, o):
    for p in m.parameters():
        p.grad = torch.ones_like(p)
    o.step()
    return m, o
"""
recorder = Programs("state_dicts_by_name", torch, PRELUDE)
recorder.programs("""
### models
m, o = made(); w, _ = made(True)
D.get_model_state_dict(m), list(D.get_model_state_dict(w)), [t.requires_grad for t in D.get_model_state_dict(w).values()]
m[0].weight.requires_grad_(False); list(D.get_model_state_dict(m, options=Options(ignore_frozen_params=True)))
list(D.get_model_state_dict(m, submodules={m[1]})), list(D.get_model_state_dict(m, submodules={m[0]}, options=Options(keep_submodule_prefixes=False)))
list(D.get_model_state_dict(m, options=Options(full_state_dict=True, cpu_offload=True)))
D.get_model_state_dict(m, options=Options(broadcast_from_rank0=True))
D.set_model_state_dict(w, D.get_model_state_dict(m)), D.set_model_state_dict(m, D.get_model_state_dict(w))
s = D.get_model_state_dict(m); del s["0.weight"]
D.set_model_state_dict(m, s)
D.set_model_state_dict(w, dict(s))
D.set_model_state_dict(w, dict(s), options=Options(strict=False))
D.set_model_state_dict(m, {**s, "other": 1}, options=Options(strict=False))
Options(strict=False)
### optimizers
m, o = stepped(*made()); s = D.get_optimizer_state_dict(m, o); s
w, p = made(True); D.set_optimizer_state_dict(w, p, D.get_optimizer_state_dict(m, o)); p.state_dict(), p.param_groups[0]["lr"]
D.get_optimizer_state_dict(*made(kind="SGD")), D.get_optimizer_state_dict(*made(kind="SGD", momentum=0.5))
m, o = made(True); D.get_optimizer_state_dict(m, o)["state"], o.param_groups[1]["lr"], [q.grad for q in m.parameters()]
del s["state"]["0.bias"]
m, o = made(); D.set_optimizer_state_dict(m, o, s)
D.set_optimizer_state_dict(m, o, s, options=Options(strict=False)); sorted(o.state_dict()["state"])
m, o = stepped(*made()); f = D.get_optimizer_state_dict(m, o, options=Options(flatten_optimizer_state_dict=True)); f
m, o = made(); D.set_optimizer_state_dict(m, o, dict(f)); o.state_dict()
a, b = torch.optim.SGD(m[0].parameters(), lr=0.5), torch.optim.SGD(m[1].parameters(), lr=0.25); D.get_optimizer_state_dict(m, [a, b])["param_groups"]
### both
m, o = stepped(*made()); x, y = D.get_state_dict(m, o); n, p = made(True); D.set_state_dict(n, p, model_state_dict=x, optim_state_dict=y), n.state_dict(), p.state_dict()
""")


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
