"""Calls of kernels on tensors without elements, made again: the results of the first such call are those of the others."""
import pytest

import pyautograd as torch
from pyautograd.nn import functional as F

E = torch.empty
CALLS = {
    "qr": lambda t: torch.linalg.qr(t),
    "svd": lambda t: torch.linalg.svd(t),
    "full svd": lambda t: torch.linalg.svd(t, full_matrices=True),
    "reduced svd": lambda t: torch.linalg.svd(t, full_matrices=False),
    "sum": lambda t: (t.sum(-1), t.sum(0), t.prod(), t.norm(dim=-1)),
    "padded": lambda t: (F.pad(t, (1, 2), value=0.0), F.pad(t, (1, 2), value=-0.0), F.pad(t, (1, 2), value=3.0)),
    "sorted": lambda t: (t.sort(), t.sort(descending=True), t.cumsum(0)),
    "normalised": lambda t: (F.layer_norm(t, t.shape[-1:]), t.softmax(-1), F.glu(t.reshape(0, 2))),
    "joined": lambda t: (torch.cat([t, t]), torch.stack([t, t]), torch.stack((t, t), -1), torch.flip(t, (0,))),
    "special": lambda t: (torch.polygamma(1, t), torch.igamma(t, t), torch.special.zeta(t, t), t.clamp(0, 1)),
}
SHAPES = [(0, 3), (3, 0), (0, 0), (2, 0, 3), (0, 4, 4), (2, 3, 0)]


def parts(made):
    if isinstance(made, torch.Tensor):
        return [made]
    return [t for part in made for t in parts(part)]


def described(made):
    return [(t.dtype, t.shape, t.stride(), t.storage_offset(), t.tolist(), t.requires_grad, t.grad_fn and t.grad_fn.name()) for t in parts(made)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", CALLS)
def test_the_same_again(name, shape):
    for dtype in (torch.float32, torch.float64):
        for make in (lambda: E(shape, dtype=dtype), lambda: E(shape[::-1], dtype=dtype).permute(*range(len(shape))[::-1]), lambda: E(shape, dtype=dtype).requires_grad_()):
            try:
                expected = CALLS[name](make())
            except (RuntimeError, IndexError) as error:
                with pytest.raises(type(error)) as again:
                    CALLS[name](make())
                assert str(again.value) == str(error)
                continue
            first = described(expected)
            for t in parts(expected):      # nothing that is written into a result shows in the next
                t.detach().fill_(7)
            assert described(CALLS[name](make())) == first == described(CALLS[name](make()))


def test_what_a_call_depends_on():
    x = E(0, 3)
    assert [str(y.tolist()) for y in (F.pad(x, (0, 0, 1, 0), value=v) for v in (0.0, -0.0, 1.0, 0))] == [
        "[[0.0, 0.0, 0.0]]", "[[-0.0, -0.0, -0.0]]", "[[1.0, 1.0, 1.0]]", "[[0.0, 0.0, 0.0]]",
    ]  # fmt: skip
    assert x.prod(0).tolist() == [1, 1, 1] and x.double().prod(0).dtype == torch.float64 and x.prod(0, True).shape == (1, 3)
    assert torch.polygamma(1, E(0, dtype=torch.int64)).dtype == torch.float32
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.polygamma(1, E(0, dtype=torch.int64)).dtype == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_gradients_again():
    for _ in range(3):
        a = E(0, 4, 4, requires_grad=True)
        (torch.linalg.solve(a, a).sum() + torch.linalg.svdvals(a).sum() + torch.linalg.cholesky(a).sum()).backward()
        assert a.grad.shape == (0, 4, 4) and a.grad.stride() == (16, 4, 1)
        b = E(0, 4).t().requires_grad_()
        (b.exp() * 2 + b.clamp(0, 1)).sum().backward()
        assert b.grad.stride() == (1, 4)


def test_layouts_of_elementwise_results():
    x, t = E(2, 0, 3), E(3, 0, 2).permute(2, 1, 0)
    assert x.exp().stride() == (x + E(3)).stride() == (x * 2).stride() == (3, 3, 1)
    assert (t + t).stride() == torch.lerp(t, t, 2.0).stride() == (3, 3, 1) and (t + 1).stride() == torch.maximum(t, E(())).stride() == (1, 2, 0)      # as PyTorch's
