"""Checkpointing, held against PyTorch (golden/checkpoint.json).

``python tests/test_checkpoint.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    from torch.utils import checkpoint as module
else:
    import pyautograd as torch
    from pyautograd.utils import checkpoint as module

checkpoint, grad = module.checkpoint, torch.autograd.grad
recorder = Recorder("checkpoint")
case = recorder.case


def leaf():
    return torch.ones(2, requires_grad=True)


def both(name):
    """Record a case for either kind."""

    def add(function):
        for reentrant in (True, False):
            case(f"{name}, use_reentrant={reentrant}")(lambda reentrant=reentrant: function(reentrant))
        return function

    return add


def counted(calls):
    def function(x):
        calls.append(1)
        return (x * x).sigmoid() * x

    return function


@both("value, gradient and number of calls")
def _(kind):
    calls, x = [], leaf()
    y = checkpoint(counted(calls), x * 1, use_reentrant=kind)
    y.sum().backward()
    return y, x.grad, len(calls)


@both("grad()")
def _(kind):
    x = leaf()
    return grad(checkpoint(counted([]), x, use_reentrant=kind).sum(), x)


@both("backward twice, retained")
def _(kind):
    x = leaf()
    y = checkpoint(counted([]), x, use_reentrant=kind).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@both("backward twice")
def _(kind):
    y = checkpoint(counted([]), leaf(), use_reentrant=kind).sum()
    y.backward()
    y.backward()


@both("a leaf that is not an argument")
def _(kind):
    x, w = leaf(), leaf()
    checkpoint(lambda x: x * w, x, use_reentrant=kind).sum().backward()
    return x.grad, w.grad


@both("no argument requires gradients")
def _(kind):
    w = leaf()
    checkpoint(lambda x: x * w, torch.ones(2), use_reentrant=kind).sum().backward()
    return w.grad


@both("several outputs")
def _(kind):
    x = leaf()
    y, z = checkpoint(lambda x: (x * x, x.sin()), x, use_reentrant=kind)
    (y + z).sum().backward()
    return x.grad


@both("arguments that are no tensors")
def _(kind):
    x = leaf()
    checkpoint(lambda k, x, s: x * x * k, 3, x, "a", use_reentrant=kind).sum().backward()
    return x.grad


@both("nothing differentiable inside")
def _(kind):
    checkpoint(lambda x: x.detach(), leaf(), use_reentrant=kind).sum().backward()


@both("nested")
def _(kind):
    x = leaf()
    checkpoint(lambda x: checkpoint(counted([]), x * 2, use_reentrant=kind) * x, x * 1, use_reentrant=kind).sum().backward()
    return x.grad


@both("random numbers are drawn again")
def _(kind):
    torch.manual_seed(0)
    x = leaf()
    y = checkpoint(lambda x: x * torch.rand(2), x, use_reentrant=kind)
    after = torch.rand(1)
    y.sum().backward()
    torch.manual_seed(0)
    first, second = torch.rand(2), torch.rand(1)
    return torch.equal(x.grad, first), torch.equal(y, first), torch.equal(after, second)


@both("in no_grad")
def _(kind):
    with torch.no_grad():
        return checkpoint(counted([]), leaf(), use_reentrant=kind)


@case("second derivative")
def _():
    x = leaf()
    (g,) = grad(checkpoint(counted([]), x, use_reentrant=False).sum(), x, create_graph=True)
    return g.detach(), grad(g.sum(), x)


@case("keyword arguments")
def _():
    x = leaf()
    checkpoint(lambda x, k: x * x * k, x, k=3, use_reentrant=False).sum().backward()
    return x.grad


@case("unexpected keyword arguments")
def _():
    checkpoint(counted([]), leaf(), use_reentrant=True, k=3)


@case("use_reentrant not given")
def _():
    return checkpoint(counted([]), leaf())


@case("debug with the reentrant kind")
def _():
    checkpoint(counted([]), leaf(), use_reentrant=True, debug=True)


@case("checkpoint_sequential")
def _():
    x = leaf()
    y = module.checkpoint_sequential([lambda x: x * 2, lambda x: x.sin(), lambda x: x * x], 2, x, use_reentrant=False)
    y.sum().backward()
    return y, x.grad


@case("detach_variable")
def _():
    return module.detach_variable((leaf() * 2, 3, torch.ones(1)))


def changing(first, second):
    runs = []

    def function(x):
        runs.append(1)
        return first(x) if len(runs) == 1 else second(x)

    x = leaf()
    checkpoint(function, x, use_reentrant=False).sum().backward()


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_another_number_of_saved_tensors():
    with pytest.raises(module.CheckpointError, match="A different number of tensors was saved during the original forward and recomputation"):
        changing(lambda x: x.exp(), lambda x: x + 1)


def test_saved_tensors_of_another_shape():
    with pytest.raises(module.CheckpointError, match=r"tensor at position 0:\nsaved metadata: \{'shape': torch.Size\(\[2\]\)"):
        changing(lambda x: x.exp(), lambda x: x[:1].exp())


if RECORDING:
    recorder.record()
