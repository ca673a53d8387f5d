"""Hooks of modules, forward and backward, their own and global ones, held against PyTorch (golden/nn_module_hooks.json).

``python tests/test_nn_module_hooks.py`` records the golden file again; it needs torch.
"""
import pytest
from nn_module_programs import PRELUDE
from recorded import torch
from snippets import Programs

recorder = Programs("nn_module_hooks", torch, PRELUDE)
recorder.programs('''
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
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
