"""Programs run here and on PyTorch, side by side: what they return, raise and warn must read the same.

A program is a line: an expression, or statements of which the last is an expression, with ``\\n`` for a new line. Nothing
about its result stands in this file: PyTorch says what it is, so a line is enough to add a case.
"""
import ast
import re
import warnings

import numpy as np
import pytest

import pyautograd

oracle = pytest.importorskip("torch", minversion="2.13")

CREATION = r"""
torch.tensor([[1, 2], [3, 4]])
torch.tensor([1.5, float("nan"), float("-inf")])
torch.tensor([True, False]), torch.tensor(3), torch.tensor(()), torch.Tensor()
torch.tensor([1, 2.5]).dtype, torch.tensor([1, True]).dtype, torch.tensor([1j]).dtype
torch.tensor([[1, 2], [3]])
torch.tensor([2, 3], requires_grad=True)
torch.Tensor([2, 3]), torch.Tensor(2, 0), torch.Tensor(torch.Size([0]))
torch.arange(5), torch.arange(1, 2, 0.25), torch.arange(3, 0, -1)
torch.arange(1, 5, 0)
torch.linspace(0, 1, 5), torch.logspace(0, 2, 3), torch.eye(2, 3), torch.full((2,), 7), torch.full((2,), 0.5)
torch.zeros(2, 3), torch.ones(2, dtype=torch.int8), torch.zeros(0, 3), torch.zeros(())
torch.zeros(-1)
torch.manual_seed(0); torch.rand(3), torch.randn(3), torch.randn(20), torch.randint(0, 10, (5,)), torch.randperm(6)
torch.from_numpy(np.arange(3, dtype=np.float32)), torch.as_tensor(np.float64(2)), torch.from_numpy(np.array(2, dtype=np.uint8))
torch.from_numpy(np.array(["a"]))
torch.ones(2).new_zeros(3), torch.zeros_like(torch.ones(2, dtype=torch.int32)), torch.ones(2, dtype=torch.int32).new_tensor([1.5])
torch.ones(2, device="cuda")
torch.ones("a")
isinstance(torch.ones(2), torch.FloatTensor), isinstance(torch.ones(2), torch.DoubleTensor), torch.FloatTensor(2, 1).shape, torch.LongTensor([1, 2]), torch.ByteTensor([1])
torch.FloatTensor([1, "a"])
torch.tensor([1, "a"])
torch.tensor(None)
torch.tensor([1.5], dtype=torch.int64), torch.tensor([300], dtype=torch.uint8)
torch.tensor(10 ** 20)
torch.set_default_dtype(torch.float64); x = torch.tensor(1.0); torch.set_default_dtype(torch.float32); x
torch.set_printoptions(precision=2); s = repr(torch.tensor([1.23456])); torch.set_printoptions(profile="default"); s
torch.full((2,), True), torch.full((1,), 2 + 1j), torch.zeros(2, dtype=torch.complex64), torch.arange(3, dtype=torch.float16), torch.empty(2, 0)
torch.randint(5, (2,), generator=torch.Generator().manual_seed(3)), torch.randperm(5, generator=torch.Generator().manual_seed(3))
torch.manual_seed(3); torch.rand(2, dtype=torch.float64), torch.randn(2, 2), torch.normal(0.0, 1.0, (2,)), torch.bernoulli(torch.tensor([0.5, 0.5]))
"""

PRINTING = """
torch.tensor([1e-8, 1.0]), torch.tensor([1e8, 1.0]), torch.tensor([1000.0, 0.001]), torch.tensor([1.0, 2.0])
torch.arange(2000).float(), torch.zeros(30, 30)
torch.tensor([1 + 2j, 0.5j]), torch.tensor([[True], [False]]), torch.tensor([0.1], dtype=torch.float16)
torch.ones(2, requires_grad=True) * 2, torch.ones(2, requires_grad=True).sum()
torch.float32, torch.Size([2, 3]), torch.device("cpu"), torch.finfo(torch.float32), torch.iinfo(torch.int8)
"""

OPERATORS = r"""
torch.tensor([1, 2]) + 0.5, torch.tensor([1, 2]) / 2, torch.tensor([-7, 7]) // 2, torch.tensor([-7, 7]) % 3, 2 ** torch.tensor([1.0, 2.0])
torch.tensor([1.0, 2.0]) + torch.tensor([1.0, 2.0, 3.0])
torch.tensor([1, 2]) / 0, torch.tensor([1, 2]) // 0
torch.ones(2, 3) @ torch.ones(2, 3)
torch.ones(2, 3) @ torch.ones(3), torch.ones(2, 1, 2) @ torch.ones(3, 2, 1), torch.einsum("ij,jk->ik", torch.ones(2, 3), torch.ones(3, 2))
torch.arange(6.0).view(2, 3).sum(0), torch.arange(6.0).mean(), torch.arange(6).view(2, 3).max(1), torch.arange(6.0).var()
torch.arange(6).mean()
torch.arange(6.0).softmax(0), torch.arange(6.0).log_softmax(0), torch.arange(6.0).logsumexp(0), torch.arange(6.0).cumsum(0)
torch.tensor([3, 1, 2]).sort(), torch.tensor([3, 1, 2]).topk(2), torch.tensor([3, 1, 1]).unique(return_counts=True)
torch.ones(2, 3).view(4)
torch.ones(2, 3).t().view(6)
torch.arange(6).view(2, -1).permute(1, 0), torch.cat([torch.ones(1), torch.zeros(2)]), torch.stack([torch.ones(2)] * 2, 1)
torch.cat([torch.ones(1, 2), torch.ones(1, 3)])
torch.arange(5).split(2), torch.arange(5).chunk(3), torch.arange(4).view(2, 2).unbind(), torch.arange(3).roll(1)
torch.arange(3)[5]
torch.arange(3)[1.5]
torch.arange(12).view(3, 4)[1:, [0, 2]], torch.arange(3)[torch.tensor([True, False, True])], torch.arange(3)[None, ..., -1]
x = torch.zeros(3, 3); x[1] = 1; x[:, [0, 2]] = torch.tensor([5.0, 6.0]); x[x > 5] = -1; x
x = torch.zeros(3); x[5] = 1
torch.arange(4).gather(0, torch.tensor([3, 0])), torch.zeros(3).scatter_add(0, torch.tensor([0, 0, 2]), torch.ones(3))
torch.arange(3.0).masked_fill(torch.tensor([True, False, False]), 9), torch.where(torch.arange(3) > 1, 1.0, 0.0)
x = (torch.arange(3001) * 0.37) % 1; y = x[:3000].view(60, 50); x[::3].sum().item(), y[:, ::3].sum().item(), y[:, 1:].sum(1).tolist(), y[::2, ::7].mean().item(), y.expand(3, 60, 50).sum().item()
bool(torch.ones(2))
torch.ones(2).item()
int(torch.tensor(2.7)), float(torch.tensor(2)), [0, 1, 2][torch.tensor(1)], len(torch.ones(3, 2)), 2 in torch.arange(3)
torch.relu(torch.tensor([-1.0, 2.0])), torch.sigmoid(torch.tensor(0.0)), torch.erf(torch.tensor(0.5)), torch.clamp(torch.arange(4), 1, 2)
torch.nn.functional.cross_entropy(torch.arange(6.0).view(2, 3), torch.tensor([0, 2]))
torch.tensor([[1.0, 2.0], [3.0, 4.0]]).norm(), torch.tensor([3.0, 4.0]).norm(p=1), torch.tensor([[1.0, 2.0]]).norm(dim=1, keepdim=True)
torch.arange(6).view(2, 3).prod(1), torch.arange(6).view(2, 3).amax((0, 1)), torch.arange(6.0).view(2, 3).std(1, keepdim=True)
torch.arange(24).view(2, 3, 4)[:, 1], torch.arange(24).view(2, 3, 4)[..., ::2], torch.arange(24).view(2, 3, 4)[1, :, [0, 2]]
torch.arange(6)[::-1]
torch.zeros(3)[torch.tensor([True, False])]
x = torch.arange(5); x[torch.tensor([0, 0, 1])] += 10; x
torch.ones(2, 3).expand(4, 2, 3).stride(), torch.ones(2, 3).t().is_contiguous(), torch.ones(2, 3).t().contiguous().stride()
torch.ones(2, 3).squeeze(0).shape, torch.ones(1, 3, 1).squeeze().shape, torch.ones(3).unsqueeze(-1).shape, torch.ones(2, 3).flatten().shape
torch.ones(2, 3).unsqueeze(5)
torch.ones(2, 3).sum(2)
torch.ones(2, 3).transpose(0, 2)
torch.ones(2, 3).expand(3, 3)
torch.ones(2, 3).reshape(-1, 4)
torch.ones(2) + "a"
torch.ones(2).add(1, alpha=3), torch.add(torch.ones(2), torch.ones(2), alpha=0.5), torch.ones(2, dtype=torch.int64).add(1, alpha=0.5)
torch.ones(2, dtype=torch.int64).add_(0.5)
torch.ones(2, dtype=torch.bool) - torch.ones(2, dtype=torch.bool)
-torch.ones(2, dtype=torch.bool)
~torch.tensor([True, False]), ~torch.tensor([1, 2]), torch.tensor([1, 2]) & 1, torch.tensor([1]) << 2, torch.tensor([True]) ^ torch.tensor([True])
torch.tensor([1, 2], dtype=torch.uint8) + torch.tensor([250], dtype=torch.uint8), torch.tensor([1], dtype=torch.int8) + torch.tensor([1], dtype=torch.uint8)
(torch.tensor([1], dtype=torch.int32) + torch.tensor(1, dtype=torch.int64)).dtype, (torch.tensor([1.0], dtype=torch.float16) + 1e5), (torch.tensor(1, dtype=torch.int64) + 1.5).dtype
torch.ones(2).to(torch.int32), torch.ones(2).type(torch.DoubleTensor), torch.ones(2).type(), torch.tensor([1, 0]).bool(), torch.ones(2).half()
torch.ones(2, out=torch.zeros(2)), torch.add(torch.ones(2), 1, out=torch.zeros(2))
torch.add(torch.ones(2), 1, out=torch.zeros(2, dtype=torch.int64))
torch.sum(torch.ones(2), 0, True), torch.max(torch.tensor([1, 2]), torch.tensor([2, 1])), torch.min(torch.tensor([[1, 2], [0, 5]]), 0)
torch.var(torch.ones(1)), torch.tensor([]).mean(), torch.tensor([]).sum()
torch.tensor([]).max()
torch.tensor([1.0, float("nan")]).max(), torch.tensor([1.0, float("nan")]).sort(), torch.tensor([float("nan")]) == float("nan")
torch.round(torch.tensor([0.5, 1.5, -0.5])), torch.tensor([1.234]).round(decimals=2), torch.trunc(torch.tensor([-1.5])), torch.frac(torch.tensor([1.25]))
torch.fmod(torch.tensor([-7.0]), 3), torch.remainder(torch.tensor([-7.0]), 3), torch.remainder(torch.tensor([7]), 0)
torch.atan2(torch.tensor([1.0]), torch.tensor([-1.0])), torch.expm1(torch.tensor([1e-10])), torch.log1p(torch.tensor([1e-10])), torch.rsqrt(torch.tensor([4.0]))
torch.pow(2, torch.tensor([1, 2])), torch.tensor([2]) ** -1
torch.tensor([2.0]) ** 0.5, torch.tensor([-8.0]) ** (1 / 3), torch.tensor(0.0).pow(0)
torch.clamp(torch.arange(3), min=1), torch.arange(3.0).clamp(0.5, 1.5), torch.clamp(torch.ones(2))
torch.where(torch.tensor([True, False])), torch.nonzero(torch.tensor([0, 1, 2])), torch.tensor([0, 1]).nonzero(as_tuple=True)
torch.tril(torch.ones(3, 3)), torch.triu(torch.ones(2, 3), 1), torch.diagonal(torch.arange(9).view(3, 3), 1), torch.arange(9).view(3, 3).diagonal().sum()
torch.bmm(torch.ones(2, 1, 2), torch.ones(2, 2, 1)), torch.mv(torch.ones(2, 2), torch.ones(2)), torch.dot(torch.ones(2), torch.ones(2)), torch.outer(torch.ones(2), torch.arange(2.0))
torch.dot(torch.ones(2), torch.ones(3))
torch.addmm(torch.ones(2, 2), torch.ones(2, 3), torch.ones(3, 2), beta=0.5, alpha=2), torch.ones(2) @ torch.ones(2)
torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64)
torch.scatter(torch.zeros(2, 3), 1, torch.tensor([[0], [2]]), 5.0), torch.index_select(torch.arange(6).view(2, 3), 1, torch.tensor([0, 2])), torch.masked_select(torch.arange(4), torch.arange(4) > 1)
torch.arange(4).gather(0, torch.tensor([4]))
torch.stack([torch.ones(2), torch.ones(3)])
torch.unique(torch.tensor([2, 1, 2]), return_inverse=True), torch.arange(6).view(2, 3).flip(1), torch.arange(3).repeat(2, 2), torch.flip(torch.arange(3), (0,))
torch.any(torch.tensor([0, 1])), torch.all(torch.ones(2, 2) > 0, 1), torch.tensor([True, True]).all(), torch.tensor([0.0, 1.0]).any()
torch.argmax(torch.tensor([[1, 3], [5, 2]])), torch.argmin(torch.tensor([[1, 3], [5, 2]]), 1, keepdim=True), torch.tensor([[1, 3], [5, 2]]).argmax(0)
torch.einsum("bij,bjk->bik", torch.ones(2, 1, 3), torch.ones(2, 3, 1)), torch.einsum("ii", torch.eye(3)), torch.einsum("i,j", torch.ones(2), torch.ones(2))
torch.einsum("ij,jk", torch.ones(2, 3), torch.ones(2, 3))
torch.zeros(2, 3).size(5)
torch.zeros(0, 3).stride(), torch.empty(2, 0, 3).stride(), torch.zeros(3).stride(0), torch.zeros(()).stride()
torch.zeros(2, 3).size(-1), torch.zeros(2, 3).shape[0], torch.Size([2, 3]).numel(), torch.Size([2]) + (3,), tuple(torch.zeros(2, 3).shape)
torch.ones(2).register_hook(print)
"""

PROTOCOLS = r"""
import copy; x = torch.ones(2, requires_grad=True); y = copy.deepcopy(x); y.requires_grad, y is x, copy.copy(x).requires_grad
import copy; x = torch.ones(2, requires_grad=True) * 2; copy.deepcopy(x)
import pickle; x = torch.arange(4.0).view(2, 2).t(); y = pickle.loads(pickle.dumps(x)); y, y.stride()
x = torch.ones(2); x.foo
torch.ones(2).foo()
torch.foo
torch.from_numpy(np.ones(2)[::-1])
x = np.ones(2); t = torch.from_numpy(x); t += 1; x
hash(torch.ones(1)) is None, {torch.float32: 1}, torch.float32 == torch.float, str(torch.int64), torch.get_default_dtype()
for x in torch.arange(2): pass\nx, list(torch.ones(2)), torch.arange(4).tolist(), torch.tensor(1.5).tolist()
len(torch.tensor(1))
list(torch.tensor(1))
torch.set_warn_always(True); x = torch.randn(3, requires_grad=True); shown = x.tolist() == x.data.tolist(), x.sum().item() == float(x.sum()); torch.set_warn_always(False); shown
"""

AUTOGRAD = r"""
x = torch.tensor([2.0, 3.0], requires_grad=True); (x ** 2).sum().backward(); x.grad
x = torch.ones(2, requires_grad=True); (x * 2).backward()
x = torch.ones(2, requires_grad=True); (x * 2).backward(torch.ones(3))
x = torch.ones(2, requires_grad=True); y = (x * x).sum(); y.backward(); y.backward()
torch.ones(2).sum().backward()
x = torch.ones(2, requires_grad=True); x += 1
x = torch.ones(2, requires_grad=True); x[0] = 1
x = torch.ones(2, requires_grad=True); y = x.exp(); y += 1; y.sum().backward()
x = torch.ones(2, requires_grad=True); x.numpy()
x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), [x, torch.ones(2, requires_grad=True)])
x = torch.tensor(2.0, requires_grad=True); g, = torch.autograd.grad(x ** 3, x, create_graph=True); g, torch.autograd.grad(g, x)
x = torch.ones(2, 2, requires_grad=True); y = x.clone(); y[0] *= 3; y.sum().backward(); x.grad, y.grad_fn.name(), y[0].grad_fn.name()
x = torch.ones(2, requires_grad=True); y = x * 2; y.grad, y.is_leaf, x.is_leaf, y.requires_grad
x = torch.ones(2, requires_grad=True); y = x * 2; y.requires_grad = False
x = torch.ones(2, requires_grad=True); y = x.detach(); y.requires_grad, (x * 1).detach().grad_fn
with torch.no_grad(): y = torch.ones(2, requires_grad=True) * 2\ny.requires_grad, torch.is_grad_enabled()
x = torch.ones(2, requires_grad=True); y = x * 2; y.retain_grad(); y.sum().backward(); y.grad
x = torch.ones(2, requires_grad=True); h = x.register_hook(lambda g: g * 5); x.sum().backward(); x.grad
x = torch.ones(2, requires_grad=True); x.grad = torch.ones(3)
torch.tensor([1.0, 2.0]).requires_grad_().sum(dtype=torch.float64)
x = torch.zeros(2, 3, requires_grad=True); y = x.clone(); y[:, 1] = torch.ones(2, requires_grad=True); y.grad_fn.name(), y.sum().backward(), x.grad
x = torch.ones(3, requires_grad=True); y = x.view(3); y += 1
x = torch.ones(3); y = x.view(3); y += 1; x, x._version, y._version, y._base is x
x = torch.ones(2, requires_grad=True); y = x * 2; z = y[0]; y.add_(1); z.grad_fn.name(), y.grad_fn.name()
x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), torch.ones(2, requires_grad=True))
x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), torch.ones(2, requires_grad=True), allow_unused=True)
torch.autograd.backward([])
x = torch.ones(2, requires_grad=True); torch.autograd.backward([x.sum(), (x * x).sum()]); x.grad
torch.set_warn_always(True); x = torch.ones(2, requires_grad=True); y = x.sum(); y.backward(create_graph=True); torch.set_warn_always(False); x.grad
x = torch.ones(2, requires_grad=True); y = x * 2; y.register_hook(lambda g: print(g)); y.sum().backward()
x = torch.ones(2, requires_grad=True); x.register_hook(lambda g: "a"); x.sum().backward()
x = torch.ones(2, requires_grad=True); x.data += 1; x, x._version, x.detach_()
with torch.set_grad_enabled(False): a = torch.is_grad_enabled()\na, torch.is_grad_enabled()
with torch.inference_mode(): x = torch.ones(2)\nx.requires_grad_()
torch.autograd.gradcheck(lambda x: x * 2, torch.ones(2, requires_grad=True))
torch.autograd.gradcheck(lambda x: x.detach() * x, torch.ones(2, dtype=torch.float64, requires_grad=True))
class F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return x * 2\n    @staticmethod\n    def backward(ctx, g):\n        return g * ctx.saved_tensors[0]\nx = torch.tensor([3.0], requires_grad=True); y = F.apply(x); y.backward(); y, x.grad
"""

GRAPHS = r"""
NN.pairwise_distance(A, B)
NN.cosine_similarity(A, B)
NN.cosine_embedding_loss(A, B, torch.tensor([1, -1]), margin=0.25)
NN.margin_ranking_loss(A, B, torch.ones(2, 3), margin=0.5)
NN.hinge_embedding_loss(A, torch.ones(2, 3))
NN.triplet_margin_loss(A, B, A * 2)
NN.gaussian_nll_loss(A, B, (A * A).detach().requires_grad_(), eps=0.5)
NN.rms_norm(A, (3,), eps=0.25)
torch.logdet(A @ A.T + torch.eye(2))
torch.gradient(A, spacing=2.0)[1]
torch.special.log_softmax(A, 1)
"""


# Every node behind a result, and the gradients.
_GRAPH = """
NN = torch.nn.functional
A, B = [torch.tensor(x, requires_grad=True) for x in ([[1.0, 2.0, -3.0], [0.5, 0.0, 0.25]], [[2.0, 1.0, 1.0], [-1.0, 4.0, 2.0]])]
made = {}
nodes, names = [made.grad_fn], []
while nodes:
    node = nodes.pop()
    names.append(node and node.name())
    nodes += [below for below, _ in node.next_functions] if node else []
made.sum().backward()
made, names, A.grad, B.grad
"""


def programs():
    for group in (CREATION, PRINTING, OPERATORS, PROTOCOLS, AUTOGRAD):
        for line in group.strip().splitlines():
            yield line.replace("\\n", "\n")
    for line in GRAPHS.strip().splitlines():
        yield _GRAPH.format(line)


def show(value):
    """A value as text: tensors as they print, floats as they are, containers by their parts."""
    if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
        return "[" + ", ".join(map(show, value)) + "]"
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def outcome(torch, program):
    """What `program` returns or raises with this library, and what it warns."""
    tree = ast.parse(program)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    namespace = {"torch": torch, "np": np}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(compile(tree, "<program>", "exec"), namespace)
            result = show(eval(compile(ast.Expression(last.value), "<program>", "eval"), namespace)) if last else "nothing"
        except Exception as error:  # any exception is an outcome: type and text are compared
            result = f"{type(error).__name__}: {error}"
    # Where a warning arose in PyTorch's sources is its own affair.
    return result, [re.sub(r" \(Triggered internally at .*", "", str(w.message)) for w in caught]


@pytest.mark.parametrize("program", list(programs()))
def test_same_outcome(program):
    assert outcome(pyautograd, program) == outcome(oracle, program)
