"""Programs run here and on PyTorch, side by side: what they return, raise and warn must read the same.

A program is an expression, or statements of which the last is an expression. Nothing about its result stands in this file: PyTorch says
what it is, so a line is enough to add a case. Without PyTorch installed there is nothing to compare with.
"""
import ast
import re
import warnings

import numpy as np
import pytest

import pyautograd

oracle = pytest.importorskip("torch", minversion="2.13")

CREATION = """
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
"""

PRINTING = """
torch.tensor([1e-8, 1.0]), torch.tensor([1e8, 1.0]), torch.tensor([1000.0, 0.001]), torch.tensor([1.0, 2.0])
torch.arange(2000).float(), torch.zeros(30, 30)
torch.tensor([1 + 2j, 0.5j]), torch.tensor([[True], [False]]), torch.tensor([0.1], dtype=torch.float16)
torch.ones(2, requires_grad=True) * 2, torch.ones(2, requires_grad=True).sum()
torch.float32, torch.Size([2, 3]), torch.device("cpu"), torch.finfo(torch.float32), torch.iinfo(torch.int8)
"""

OPERATORS = """
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
bool(torch.ones(2))
torch.ones(2).item()
int(torch.tensor(2.7)), float(torch.tensor(2)), [0, 1, 2][torch.tensor(1)], len(torch.ones(3, 2)), 2 in torch.arange(3)
torch.relu(torch.tensor([-1.0, 2.0])), torch.sigmoid(torch.tensor(0.0)), torch.erf(torch.tensor(0.5)), torch.clamp(torch.arange(4), 1, 2)
torch.nn.functional.cross_entropy(torch.arange(6.0).view(2, 3), torch.tensor([0, 2]))
"""

AUTOGRAD = """
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
"""


def programs():
    for group in (CREATION, PRINTING, OPERATORS, AUTOGRAD):
        for line in group.strip().splitlines():
            yield line.replace("\\n", "\n")


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
