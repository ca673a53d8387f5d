"""Optimizers on sparse gradients, held against PyTorch (golden/sparse_optimizers.json).

``python tests/test_sparse_optimizers.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("sparse_optimizers", torch, """
T = torch.tensor
torch.sparse.check_sparse_tensor_invariants.disable()


def train(kind, bags=False, steps=4, **options):
    torch.manual_seed(0)
    e = nn.EmbeddingBag(7, 3, mode="mean", sparse=True) if bags else nn.Embedding(7, 3, sparse=True)
    with torch.no_grad():
        e.weight.copy_(torch.arange(21.0).reshape(7, 3) / 10)
    optimizer = getattr(torch.optim, kind)(e.parameters(), **{"lr": 0.1, **options})
    for step in range(steps):
        optimizer.zero_grad()
        (e(T([[1, 2, 1], [4, step % 3, 0]])) ** 2).sum().backward()
        optimizer.step()
    return e.weight.detach(), e.weight.grad, optimizer.state_dict()
""")
recorder.programs('''
### gradient descent
train("SGD")
train("SGD", momentum=0.9)
train("SGD", momentum=0.9, nesterov=True)
train("SGD", weight_decay=0.1)
train("SGD", maximize=True)
train("SGD", foreach=True)
train("SGD", fused=True)
train("SGD", bags=True)
### Adagrad
train("Adagrad")
train("Adagrad", lr_decay=0.1, eps=1e-3, initial_accumulator_value=0.2)
train("Adagrad", weight_decay=0.1)
train("Adagrad", maximize=True)
train("Adagrad", foreach=True)
train("Adagrad", fused=True)
### SparseAdam
train("SparseAdam")
train("SparseAdam", betas=(0.5, 0.6), eps=1e-3, maximize=True)
train("SparseAdam", lr=T(0.1))
train("SparseAdam", bags=True)
p = nn.Parameter(torch.ones(3))
o = torch.optim.SparseAdam([p])
p.grad = torch.ones(3)
o.step()
torch.optim.SparseAdam([torch.ones(2, 2).to_sparse().requires_grad_()])
torch.optim.SparseAdam([torch.ones(2, 2).cfloat().requires_grad_()])
e = nn.Embedding(7, 3, sparse=True)
o = torch.optim.SparseAdam(e.parameters())
e(T([1, 2])).sum().backward()
_ = o.step()
other = torch.optim.SparseAdam(e.parameters())
other.load_state_dict(o.state_dict())
_ = other.step()
other.state_dict()["state"][0]["step"], other
### optimizers that refuse them
[train(kind) for kind in ("Adam",)]
train("AdamW")
train("Adam", foreach=True)
train("Adadelta")
train("Adamax")
train("ASGD")
train("NAdam")
train("RAdam")
train("RMSprop")
train("Rprop")
train("Adafactor")
### with what surrounds them
e = nn.Embedding(7, 3, sparse=True)
with torch.no_grad(): _ = e.weight.fill_(1.0)
o = torch.optim.LBFGS(e.parameters(), lr=0.1)
def closure():
    o.zero_grad()
    loss = (e(T([1, 2])) ** 2).sum()
    loss.backward()
    return loss

o.step(closure), e.weight
p = torch.ones(2, 2).to_sparse().requires_grad_()
o = torch.optim.SGD([p], lr=0.1)
p.grad = torch.ones(2, 2).to_sparse()
_ = o.step()
p
scaler = torch.amp.GradScaler("cpu")
e = nn.Embedding(7, 3, sparse=True)
with torch.no_grad(): _ = e.weight.fill_(1.0)
o = torch.optim.SGD(e.parameters(), lr=0.1)
scaler.scale(e(T([1, 2])).sum()).backward()
_ = scaler.step(o)
scaler.update()
e.weight, e.weight.grad
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
