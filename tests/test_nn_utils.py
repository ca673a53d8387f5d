"""`nn.init`, `nn.utils`, `nn.grad`, `nn.parallel`, `nn.attention`, held against PyTorch (golden/nn_utils.json).

``python tests/test_nn_utils.py`` records the golden file again; it needs torch.
"""
import pytest
from snippets import Programs

if __name__ == "__main__":
    import torch
    import torch.nn.attention
    import torch.nn.grad
    import torch.nn.utils.prune
    import torch.nn.utils.stateless
else:
    import pyautograd as torch

PRELUDE = """
import copy, pickle
from collections import OrderedDict
init, utils, P = nn.init, nn.utils, nn.utils.parametrize
rnn, prune, stateless = nn.utils.rnn, nn.utils.prune, nn.utils.stateless
inf, nan = float("inf"), float("nan")

def filled(function, *size, **options):
    torch.manual_seed(3)
    x = torch.empty(size)
    result = function(x, **options)
    return result is x, torch.round(x.flatten()[:40] * 1e4).int().tolist()

def ready(*grads, dtype=None):
    made = []
    for grad in grads:
        p = nn.Parameter(torch.zeros(len(grad), dtype=dtype))
        p.grad = torch.tensor(grad, dtype=dtype)
        made.append(p)
    return made

def grads(parameters):
    return [p.grad.tolist() for p in parameters]

def counted(module):
    with torch.no_grad():
        for p in module.parameters():
            k = torch.arange(p.numel(), dtype=p.dtype).reshape(p.shape)
            p.copy_((k * 1.3).sin() + (k * k * 0.37).cos())
    return module

class Double(nn.Module):
    def forward(self, x): return 2 * x
    def right_inverse(self, x): return x / 2

class Symmetric(nn.Module):
    def forward(self, x): return x.triu() + x.triu(1).mT

class Two(nn.Module):
    def forward(self, a, b): return a * b
    def right_inverse(self, x): return x, torch.ones_like(x)

class Wrong(nn.Module):
    def __init__(self, what):
        super().__init__()
        self.what = what
    def forward(self, x): return self.what(x)

class WrongInverse(nn.Module):
    def __init__(self, what):
        super().__init__()
        self.what = what
    def forward(self, x): return x
    def right_inverse(self, x): return self.what(x)
"""

recorder = Programs("nn_utils", torch, PRELUDE)
recorder.programs('''
### initial values
filled(init.uniform_, 3, 4)
filled(init.uniform_, 3, a=-2, b=5)
filled(init.normal_, 3, 4)
filled(init.normal_, 20, mean=1, std=3)
filled(init.trunc_normal_, 20)
filled(init.trunc_normal_, 20, a=3.0, b=5.0)
filled(init.trunc_normal_, 20, mean=9.0)
filled(init.constant_, 3, val=2)
filled(init.ones_, 2)
filled(init.zeros_, 2)
filled(init.eye_, 2, 3)
filled(init.dirac_, 4, 2, 3)
filled(init.dirac_, 4, 2, 3, 3, groups=2)
filled(init.dirac_, 2, 2, 1, 2, 3)
filled(init.xavier_uniform_, 3, 4)
filled(init.xavier_normal_, 3, 4, gain=2)
filled(init.kaiming_uniform_, 3, 4, a=1)
filled(init.kaiming_normal_, 3, 4, mode="fan_out", nonlinearity="relu")
filled(init.kaiming_normal_, 3, 4, 2)
filled(init.orthogonal_, 3, 5)
filled(init.orthogonal_, 5, 3, gain=2)
filled(init.orthogonal_, 2, 3, 2)
filled(init.sparse_, 5, 4, sparsity=0.3)
### initial values refuse
init.eye_(torch.empty(2))
init.dirac_(torch.empty(2))
init.dirac_(torch.empty(3, 2, 2), 2)
init.kaiming_uniform_(torch.empty(3))
init.kaiming_uniform_(torch.empty(3, 3), mode="x")
init.kaiming_uniform_(torch.empty(3, 3), nonlinearity="x")
init.kaiming_uniform_(torch.empty(0, 3))
init.kaiming_normal_(torch.empty(0, 3))
init.xavier_uniform_(torch.empty(3))
init.orthogonal_(torch.empty(3))
init.orthogonal_(torch.empty(0, 3))
init.sparse_(torch.empty(3), 0.1)
init.calculate_gain("leaky_relu", "a")
init.calculate_gain("leaky_relu", True)
init.calculate_gain("leaky_relu", 1)
[init.calculate_gain(n) for n in "linear conv1d sigmoid tanh relu leaky_relu selu".split()]
init.uniform(torch.empty(1)).shape
init.xavier_normal(torch.empty(1, 1)).shape
### clip_grad_norm_
p = ready([3.0, 4.0], [12.0])
utils.clip_grad_norm_(p, 1.0)
grads(p)
utils.clip_grad_norm_(p, 5.0)
grads(p)
utils.clip_grad_norm_(ready([3.0, -4.0])[0], 2, norm_type=inf)
utils.clip_grad_norm_(ready([3.0, -4.0]), 2, norm_type=1)
utils.clip_grad_norm_(ready([3.0, -4.0]), 2, norm_type=0)
utils.clip_grad_norm_(ready([nan, 1.0]), 1.0, error_if_nonfinite=True)
utils.clip_grad_norm_(ready([inf, 1.0]), 1.0, error_if_nonfinite=True, norm_type=inf)
utils.clip_grad_norm_(ready([nan, 1.0]), 1.0)
utils.clip_grad_norm_([], 1.0)
utils.clip_grad_norm_([nn.Parameter(torch.ones(1))], 1.0)
utils.clip_grad_norm_((q for q in []), 1.0)
utils.clip_grad_norm_((q for q in ready([3.0, 4.0])), 1.0)
utils.clip_grad_norm_(ready([3.0, 4.0], dtype=torch.float64), 1.0)
utils.clip_grad_norm_(ready([3.0, 4.0]), "a")
utils.clip_grad_norm(ready([3.0, 4.0]), 1.0)
utils.get_total_norm([torch.tensor([3.0]), torch.tensor([4.0])])
utils.get_total_norm(torch.tensor([3.0, 4.0]), 1)
p = ready([3.0, 4.0])
utils.clip_grads_with_norm_(p, 1.0, torch.tensor(10.0))
grads(p)
p = ready([3.0, -4.0, 0.5])
utils.clip_grad_value_(p, 1)
grads(p)
utils.clip_grad_value_(p[0], 0.25)
grads(p)
### vectors of parameters
l = counted(nn.Linear(2, 2))
v = utils.parameters_to_vector(l.parameters())
v
utils.vector_to_parameters(torch.arange(6.0), l.parameters())
l.weight, l.bias
utils.vector_to_parameters([1], l.parameters())
utils.vector_to_parameters(torch.ones(2), l.parameters())
### fusion
c, b = counted(nn.Conv2d(2, 3, 2)).eval(), nn.BatchNorm2d(3).eval()
b.running_mean.add_(0.5)
b.running_var.mul_(2)
f = utils.fuse_conv_bn_eval(c, b)
f.weight.flatten()[:4], f.bias
torch.allclose(f(torch.ones(1, 2, 3, 3)), b(c(torch.ones(1, 2, 3, 3))), atol=1e-6)
l, b1 = counted(nn.Linear(2, 3)).eval(), nn.BatchNorm1d(3).eval()
utils.fuse_linear_bn_eval(l, b1).weight
utils.fuse_linear_bn_eval(l, nn.BatchNorm1d(2).eval())
utils.fuse_conv_bn_eval(c.train(), b)
t = counted(nn.ConvTranspose1d(2, 3, 2)).eval()
utils.fuse_conv_bn_eval(t, b1, transpose=True).bias
### skip_init
utils.skip_init(nn.Linear, 2, 3)
utils.skip_init(nn.ReLU)
utils.skip_init(int)
torch.manual_seed(1)
m = utils.skip_init(nn.Linear, 2, 3)
torch.rand(1)
### weight_norm by a hook
l = utils.weight_norm(counted(nn.Linear(2, 3)))
l
list(l.state_dict())
l.weight
l.weight_g, l.weight_v
l(torch.ones(1, 2)).sum().backward()
l.weight_g.grad, l.weight_v.grad
utils.weight_norm(l)
copy.deepcopy(l)
utils.remove_weight_norm(l)
list(l.state_dict())
l.weight
utils.remove_weight_norm(l)
utils.weight_norm(counted(nn.Linear(2, 3)), dim=None).weight_g
utils.weight_norm(counted(nn.Conv1d(2, 3, 2)), dim=1).weight_g
utils.weight_norm(nn.LazyLinear(3))
### spectral_norm by a hook
torch.manual_seed(0)
l = utils.spectral_norm(counted(nn.Linear(3, 4)), n_power_iterations=3)
list(l.state_dict())
l.state_dict()._metadata
l.weight_u, l.weight_v
l(torch.ones(1, 3))
l.weight
l.weight_u
l.eval()(torch.ones(1, 3))
l.weight_u
l(torch.ones(1, 3)).sum().backward()
l.weight_orig.grad
utils.spectral_norm(l)
n = utils.spectral_norm(nn.Linear(3, 4))
n.load_state_dict(l.state_dict())
n.load_state_dict({k: v for k, v in l.state_dict().items() if k != "weight_u"})
utils.remove_spectral_norm(l)
list(l.state_dict())
utils.remove_spectral_norm(l)
utils.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
utils.spectral_norm(nn.Linear(2, 2, bias=False), "bias")
utils.spectral_norm(nn.LazyLinear(3))
utils.spectral_norm(nn.ConvTranspose2d(2, 3, 2)).weight_u.shape
### parametrize
l = counted(nn.Linear(2, 2))
P.register_parametrization(l, "weight", Double())
l.weight
l.parametrizations.weight.original
l.parametrizations
list(l.state_dict())
type(l).__name__, type(l).__bases__, P.type_before_parametrizations(l).__name__
P.is_parametrized(l), P.is_parametrized(l, "weight"), P.is_parametrized(l, "bias"), P.is_parametrized(nn.ReLU())
l.weight = torch.ones(2, 2)
l.weight, l.parametrizations.weight.original
P.register_parametrization(l, "weight", Symmetric())
l.weight
l.parametrizations.weight
l.weight = torch.zeros(2, 2)
with P.cached(): same = l.weight is l.weight
same, l.weight is l.weight
l(torch.ones(1, 2)).sum().backward()
l.parametrizations.weight.original.grad
pickle.dumps(l)
c = copy.deepcopy(l)
c.weight is l.weight, bool((c.weight == l.weight).all()), c.parametrizations.weight.original is l.parametrizations.weight.original
names = [n for n, _ in l.named_parameters()]
names
P.remove_parametrizations(l, "weight")
l.weight
type(l)
P.remove_parametrizations(l, "weight")
P.register_parametrization(l, "nothing", Double())
l.register_buffer("b", torch.ones(2))
P.register_parametrization(l, "b", Double())
l.b, list(l.state_dict())
P.remove_parametrizations(l, "b", leave_parametrized=False)
l.b
### parametrize by several tensors
l = counted(nn.Linear(2, 2))
P.register_parametrization(l, "weight", Two())
list(l.state_dict())
l.weight
l.weight = torch.ones(2, 2)
l.parametrizations.weight.original0
P.remove_parametrizations(l, "weight", leave_parametrized=False)
P.remove_parametrizations(l, "weight")
l.weight
a, b = P.register_parametrization(counted(nn.Linear(2, 2)), "weight", Double()), nn.Linear(2, 2)
P.transfer_parametrizations_and_params(a, b)
b.parametrizations.weight.original is a.parametrizations.weight.original
### parametrize refuses
l = nn.Linear(2, 2)
P.register_parametrization(l, "weight", Wrong(lambda x: 3))
P.register_parametrization(l, "weight", Wrong(lambda x: x.double()))
P.register_parametrization(l, "weight", Wrong(lambda x: x[0]))
P.register_parametrization(l, "weight", WrongInverse(lambda x: 3))
P.register_parametrization(l, "weight", WrongInverse(lambda x: x.double()))
P.register_parametrization(l, "weight", WrongInverse(lambda x: (3, 4)))
l
P.register_parametrization(l, "weight", Wrong(lambda x: x[0]), unsafe=True).weight.shape
m = P.register_parametrization(nn.Linear(2, 2), "weight", Double())
P.register_parametrization(m, "weight", Wrong(lambda x: 3))
P.register_parametrization(m, "weight", Wrong(lambda x: x.double()))
P.register_parametrization(m, "weight", Wrong(lambda x: x[0]))
P.register_parametrization(m, "weight", WrongInverse(lambda x: 3))
P.register_parametrization(m, "weight", WrongInverse(lambda x: x.double()))
P.register_parametrization(m, "weight", WrongInverse(lambda x: x[0]))
m.weight = torch.ones(2, 2).double()
P.register_parametrization(m, "weight", Symmetric()).weight.shape
m.weight = torch.ones(2, 2)
### orthogonal matrices
Q = nn.utils.parametrizations
a = Q.orthogonal(counted(nn.Linear(3, 3)))
torch.allclose(a.weight @ a.weight.T, torch.eye(3), atol=1e-6)
a.weight
a(torch.ones(1, 3)).sum().backward()
a.parametrizations.weight.original.grad
b = Q.orthogonal(counted(nn.Linear(3, 5)), orthogonal_map="cayley")
torch.allclose(b.weight.T @ b.weight, torch.eye(3), atol=1e-6)
c = Q.orthogonal(counted(nn.Linear(5, 3)), orthogonal_map="householder", use_trivialization=False)
c.weight
c.weight = torch.eye(3, 5)
c.weight.detach() + 0.0
d = Q.orthogonal(counted(nn.Linear(3, 3)), orthogonal_map="matrix_exp", use_trivialization=False)
d.weight
d.weight = torch.eye(3)
Q.orthogonal(nn.Linear(3, 3), "bias")
Q.orthogonal(nn.Linear(3, 3), "nothing")
Q.orthogonal(nn.Linear(3, 3), orthogonal_map="x")
a.weight = torch.ones(2, 2)
### weight and spectral norm as parametrizations
Q = nn.utils.parametrizations
l = Q.weight_norm(counted(nn.Linear(2, 3)))
l
list(l.state_dict())
l.weight
l(torch.ones(1, 2)).sum().backward()
l.parametrizations.weight.original0.grad, l.parametrizations.weight.original1.grad
old = {"bias": torch.zeros(3), "weight_g": torch.ones(3, 1), "weight_v": torch.ones(3, 2)}
l.load_state_dict(old)
l.weight
torch.manual_seed(0)
s = Q.spectral_norm(counted(nn.Linear(2, 3)))
s
list(s.state_dict())
s.weight
s.parametrizations.weight[0]._u
s.eval().weight
s(torch.ones(1, 2)).sum().backward()
s.parametrizations.weight.original.grad
Q.spectral_norm(counted(nn.Linear(2, 3)), "bias").bias
Q.spectral_norm(nn.Linear(2, 3), dim=5)
Q.spectral_norm(nn.Linear(2, 3), n_power_iterations=0)
Q.spectral_norm(nn.Linear(2, 3), "nothing")
### pruning
l = counted(nn.Linear(3, 2))
prune.l1_unstructured(l, "weight", 2)
l.weight
list(l.state_dict()), l.weight_mask
prune.is_pruned(l), prune.is_pruned(nn.Linear(1, 1))
torch.manual_seed(0)
prune.random_unstructured(l, "weight", 0.5)
l.weight_mask
type(list(l._forward_pre_hooks.values())[0]).__name__, len(list(l._forward_pre_hooks.values())[0])
l(torch.ones(1, 3)).sum().backward()
l.weight_orig.grad
prune.remove(l, "weight")
l.weight, list(l.state_dict())
prune.remove(l, "weight")
m = counted(nn.Linear(4, 3))
prune.ln_structured(m, "weight", 1, 2, 0).weight_mask
torch.manual_seed(0)
prune.random_structured(m, "weight", 0.5, 1).weight_mask
prune.custom_from_mask(m, "bias", torch.tensor([1, 0, 1])).bias
prune.identity(counted(nn.Linear(2, 2)), "weight").weight_mask
a, b = counted(nn.Linear(2, 2)), counted(nn.Linear(2, 3))
prune.global_unstructured([(a, "weight"), (b, "weight")], prune.L1Unstructured, amount=4)
a.weight_mask, b.weight_mask
prune.l1_unstructured(counted(nn.Linear(2, 2)), "weight", 1, importance_scores=torch.tensor([[4.0, 3], [1, 2]])).weight_mask
prune.L1Unstructured(1).prune(torch.tensor([3.0, 1.0, 2.0]))
### pruning refuses
l = nn.Linear(2, 2)
prune.l1_unstructured(l, "weight", 1.5)
prune.l1_unstructured(l, "weight", -1)
prune.l1_unstructured(l, "weight", "a")
prune.l1_unstructured(l, "weight", 20)
prune.ln_structured(l, "bias", 1, 2, 0)
prune.random_structured(l, "weight", 1, 5)
prune.global_unstructured(3, prune.L1Unstructured, amount=1)
prune.global_unstructured([(l, "weight")], prune.LnStructured, amount=1, n=2)
prune.custom_from_mask(l, "weight", torch.ones(3))
prune.BasePruningMethod()
l
list(l.state_dict())
### packed sequences
x = torch.arange(24.0).reshape(4, 3, 2)
p = rnn.pack_padded_sequence(x, [4, 2, 1])
p
type(p).__name__, len(p), p.data.shape
rnn.pad_packed_sequence(p)
rnn.pad_packed_sequence(p, batch_first=True, padding_value=-1.0, total_length=5)
rnn.pad_packed_sequence(p, total_length=2)
q = rnn.pack_padded_sequence(x, torch.tensor([1, 4, 2]), enforce_sorted=False)
q
rnn.pad_packed_sequence(q)
rnn.unpack_sequence(q)
q.double().data.dtype, q.to(torch.float32) is q, q.is_cuda, q.cpu() is q, q.long().data.dtype
rnn.pack_sequence([torch.ones(2), torch.zeros(1)])
rnn.pack_sequence([torch.ones(1), torch.zeros(2)])
rnn.pack_sequence([torch.ones(1), torch.zeros(2)], enforce_sorted=False)
rnn.pack_padded_sequence(x, [4, 2, 0])
rnn.pack_padded_sequence(x, [4, 2])
rnn.pack_padded_sequence(x, [2, 4, 1])
rnn.pack_padded_sequence(torch.ones(0, 2, 3), [1, 1])
rnn.pack_padded_sequence(torch.arange(8.0).view(2, 2, 2), [4, 2])
rnn.pack_padded_sequence(x, torch.tensor([[4, 2, 1]]))
rnn.pack_padded_sequence(x.transpose(0, 1), [4, 2, 1], batch_first=True).data.shape
rnn.PackedSequence(x)
rnn.PackedSequence(torch.ones(2), torch.tensor([1, 1])).unsorted_indices
rnn.invert_permutation(torch.tensor([2, 0, 1]))
rnn.invert_permutation(None)
y = x.clone().requires_grad_()
rnn.pack_padded_sequence(y, [4, 2, 1]).data.grad_fn.name()
rnn.pack_padded_sequence(y, [4, 2, 1]).data.sum().backward()
y.grad.sum(2)
### padded sequences
rnn.pad_sequence([torch.ones(2), torch.zeros(3)])
rnn.pad_sequence([torch.ones(2, 2), torch.zeros(1, 2)], batch_first=True, padding_value=5.0)
rnn.pad_sequence([torch.ones(2), torch.zeros(3)], padding_side="left")
rnn.pad_sequence((torch.ones(n) for n in (1, 2))).shape
rnn.pad_sequence(3)
rnn.pad_sequence([])
rnn.pad_sequence([torch.ones(1)], padding_side="x")
rnn.unpad_sequence(torch.arange(6.0).reshape(3, 2), torch.tensor([3, 1]))
rnn.unpad_sequence(torch.arange(6.0).reshape(2, 3), torch.tensor([3, 1]), batch_first=True)
### stateless
l = counted(nn.Linear(2, 2))
d = {"weight": torch.zeros(2, 2)}
stateless.functional_call(l, d, torch.ones(1, 2))
stateless._functional_call(l, d, (torch.ones(1, 2),))
stateless._functional_call(l, {"weight": torch.ones(2, 2), "bias": torch.zeros(2)}, torch.ones(1, 2), strict=True)
stateless._functional_call(l, {"weight": torch.ones(2, 2), "x": torch.zeros(2)}, torch.ones(1, 2), strict=True)
stateless._functional_call(l, {"weight": 3}, torch.ones(1, 2))
stateless._functional_call(l, {"a.b": torch.ones(1)}, torch.ones(1, 2))
l.weight
s = nn.Sequential(l, nn.BatchNorm1d(2))
b = {"1.running_mean": torch.zeros(2), "1.num_batches_tracked": torch.tensor(5)}
stateless._functional_call(s, b, torch.ones(3, 2)).shape
b
s[1].running_mean
t = nn.Module()
t.a = nn.Parameter(torch.ones(1))
t.b = t.a
t.forward = lambda: t.a + t.b
stateless._functional_call(t, {"a": torch.zeros(1)})
stateless._functional_call(t, {"a": torch.zeros(1)}, tie_weights=False)
stateless._functional_call(t, {"a": torch.zeros(1), "b": torch.ones(1)})
### gradients of convolutions
w, x = torch.arange(12.0).reshape(2, 2, 3).sin(), torch.arange(10.0).reshape(1, 2, 5).cos()
g = torch.ones(1, 2, 3)
nn.grad.conv1d_input((1, 2, 5), w, g)
nn.grad.conv1d_weight(x, (2, 2, 3), g)
nn.grad.conv2d_input((1, 1, 3, 3), torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), padding=0)
nn.grad.conv3d_weight(torch.ones(1, 1, 3, 3, 3), (1, 1, 2, 2, 2), torch.ones(1, 1, 2, 2, 2)).shape
### data parallel
m = nn.DataParallel(nn.Linear(2, 2))
m
m.device_ids, list(m.state_dict()), m(torch.ones(1, 2)).shape
nn.parallel.data_parallel(nn.Linear(2, 2), torch.ones(1, 2))
nn.parallel.gather([torch.ones(2)], 0)
nn.parallel.replicate(nn.Linear(2, 2), [0])
nn.parallel.replicate(nn.Linear(2, 2), [])
nn.parallel.parallel_apply([nn.Linear(2, 2)], [1, 2])
stateless._functional_call(m, {}, torch.ones(1, 2))
### kernels of attention
A = nn.attention
list(A.SDPBackend.__members__), A.SDPBackend.MATH, str(A.SDPBackend.MATH)
with A.sdpa_kernel(A.SDPBackend.MATH): chosen = A._cur_sdpa_kernel_backends()
chosen
with A.sdpa_kernel(3): pass
### prefixes of saved states
from collections import OrderedDict
s = nn.Sequential(nn.Linear(1, 1)).state_dict(prefix="module.")
nn.modules.utils.consume_prefix_in_state_dict_if_present(s, "module.")
list(s), list(s._metadata)
nn.modules.utils._pair(3), nn.modules.utils._triple([1, 2]), nn.modules.utils._ntuple(5)(1), nn.modules.utils._reverse_repeat_tuple((1, 2), 2)
nn.modules.utils._list_with_default([None, 3], [4, 5, 6]), nn.modules.utils._single.__name__
nn.modules.utils._list_with_default([None, 3], [4])
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


def test_functions_stay_when_their_modules_are_imported_under_another_name():
    import subprocess
    import sys

    code = "import torch.nn.utils.weight_norm, torch.nn.utils.spectral_norm as s; from torch.nn.utils.weight_norm import WeightNorm; "
    code += "print(callable(torch.nn.utils.weight_norm), callable(torch.nn.utils.spectral_norm), WeightNorm.__name__)"
    run = subprocess.run([sys.executable, "-m", "pyautograd", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True", "WeightNorm"]


if __name__ == "__main__":
    recorder.record()
