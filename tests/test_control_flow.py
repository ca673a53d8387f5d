"""`cond` and `while_loop`, held against PyTorch (golden/control_flow.json).

``python tests/test_control_flow.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

PRELUDE = """
def up(x): return x + 1
def down(x): return x - 1
x = torch.tensor([1.0, 2.0])
"""
recorder = Programs("control_flow", torch, PRELUDE)
recorder.programs("""
### cond
torch.cond(True, up, down, (x,)), torch.cond(0, up, down, (x,)), torch.cond(False, up, down, [x]), torch.cond(True, lambda: 3, None)
torch.cond(x, up, down, (x,))
torch.cond("yes", up, down, (x,))
torch.cond(x.sum() > 0, 3, down, (x,))
torch.cond(x.sum() > 0, up, down, x)
torch.cond(x.sum() > 0, up, down, (x, 3))
torch.cond(x.sum() > 0, up, down, {"a": x})
### while_loop
torch.while_loop(3, up, (x,))
torch.while_loop(up, 3, (x,))
torch.while_loop(up, down, ("a",))
""")


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


def test_a_tensor_chooses():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for bound, sign in ((2.5, 1.0), (3.5, -1.0)):
        y = torch.cond(x.sum() > bound, lambda a: a["x"] ** 2, lambda a: -a["x"], ({"x": x},))
        (g,) = torch.autograd.grad(y.sum(), x)
        assert g.tolist() == ([2.0, 4.0] if sign > 0 else [-1.0, -1.0])
    assert torch.vmap(lambda a: torch.cond(a.sum() > 2.5, lambda b: b, lambda b: -b, (a,)))(torch.ones(2, 2)).tolist() == [[-1.0, -1.0]] * 2


def test_a_tensor_ends_the_loop():
    x = torch.tensor(1.5, requires_grad=True)
    n, y = torch.while_loop(lambda i, v: i < 3, lambda i, v: (i + 1, v * x), (torch.tensor(0), x))
    y.backward()
    assert n.item() == 3 and y.item() == 1.5**4 and x.grad.item() == 4 * 1.5**3
    assert torch.while_loop(lambda i: i < 3, lambda i: i + 1, (0,)) == (3,)


if __name__ == "__main__":
    recorder.record()
