"""Strides and storage offsets of tensors without elements: those that elements would have, kept by views and by what is made like them.

Held against PyTorch (golden/empty_strides.json). ``python tests/test_empty_strides.py`` records the golden file again; it needs torch.
"""
import numpy as np
import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("empty_strides")
EMPTY = {
    "new": lambda: torch.empty(2, 0, 3),
    "transposed": lambda: torch.empty(2, 0, 3).transpose(0, 2),
    "cut": lambda: torch.empty(4, 6, 3)[:, 2:2, ::2],
    "cut at the end": lambda: torch.empty(4, 6, 3)[9:, 1::2],
    "turned and cut": lambda: torch.empty(0, 5, 2).permute(2, 0, 1)[..., 3:],
    "matrix": lambda: torch.empty(0, 5).t(),
    "expanded": lambda: torch.empty(()).expand(0, 2),
    "row": lambda: torch.empty(9)[3:3:2],
}
VIEWS = {
    "detached": lambda x: x.detach(),
    "data": lambda x: x.data,
    "reversed": lambda x: x.permute(*range(x.dim())[::-1]),
    "unsqueezed": lambda x: [x.unsqueeze(d) for d in range(x.dim() + 1)],
    "sliced": lambda x: [x[..., 1:], x[..., 5:7], x[1:1:3], x[1::2]],
    "selected": lambda x: [x.select(d, n - 1) for d, n in enumerate(x.shape) if n],
    "viewed": lambda x: [x.view(x.shape), x.view(-1), x.view(7, 0), x.reshape(0, 3)],
    "bytes": lambda x: x.view(torch.int16),
    "split": lambda x: [*x.split(2, -1), *x.chunk(2), *x.tensor_split(3)],
    "unbound": lambda x: x.unbind(0),
    "diagonal": lambda x: [x.diagonal(), x.diagonal(1), x.diagonal(-1, -1, 0)],
    "unfolded": lambda x: x.unfold(-1, 0, 1),
    "strided": lambda x: [x.as_strided((0, 2), (5, 7), 3), x.as_strided((2, 0), (1, 1)), x.squeeze(), x.squeeze(0)],
    "expanded": lambda x: [x.expand(3, *x.shape), x[None].expand(2, *x.shape)],
}
RESULTS = {
    "copies": lambda x: [x.clone(), x.contiguous(), x.double(), x.bfloat16(), x.bfloat16().float(), x.clone(memory_format=torch.contiguous_format)],
    "made like it": lambda x: [torch.zeros_like(x), torch.rand_like(x), torch.ones_like(x, dtype=torch.bool), torch.full_like(x, 2.0)],
    "of one operand": lambda x: [x.exp(), x.relu(), x.square(), x.clamp(0, 1), x.double().neg()],
    "with numbers": lambda x: [x + 1, x * 2.0, x > 0, 1 - x, torch.fmod(x, 2)],
    "of two operands": lambda x: [x + x, x * torch.empty(x.shape), x + torch.empty(x.shape[-1]), torch.where(x > 0, x, torch.empty(1)), torch.maximum(x, torch.empty(()))],
    "moved": lambda x: [x.flip(0), x.roll(1, 0), torch.cat([x, x]), torch.stack([x, x]), x.repeat(*[2] * x.dim())],
    "reduced": lambda x: [x.sum(0), x.cumsum(-1), x.softmax(0), x.any(-1)],
    "resized": lambda x: [x.clone().resize_(0, 4), torch.add(x, 1, out=torch.empty(0))],
}


def described(made):
    if isinstance(made, (tuple, list)):
        return [described(x) for x in made]
    return list(made.shape), list(made.stride()), made.storage_offset(), made.is_contiguous()


def of_all(call):
    kept = [name for name in EMPTY if name != "expanded" or call in VIEWS.values()]  # strides of zero are lost where they are copied
    return lambda: {name: outcome(lambda: described(call(EMPTY[name]()))) for name in kept}


for _name, _call in {**VIEWS, **RESULTS}.items():
    recorder.case(_name)(of_all(_call))


@recorder.case("gradients")
def _():
    leaf = torch.empty(0, 5).t().requires_grad_()
    (leaf * 2).sum().backward()
    return described(leaf.grad)


@recorder.case("a storage that grows and shrinks")
def _():
    x = torch.arange(6.0)
    cut = x[4:4]
    x.untyped_storage().resize_(8)
    return described([x[:2], cut, cut.as_strided((1,), (1,), 1)])


if not RECORDING:

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_in_pytorch(name):
        assert recorder.outcome(name) == recorder.golden()[name]

    def test_numpy_sees_the_strides():
        x = torch.empty(0, 5).t()
        assert x.numpy().strides == (4, 20) and torch.from_numpy(x.numpy()).stride() == (1, 5)
        assert torch.from_numpy(np.zeros((0, 3))).stride() == (3, 1)

    def test_nothing_shares_what_dies():
        for _ in range(20):  # arrays of dead tensors are used again
            assert torch.empty(0, 5).t().clone().stride() == (1, 5) and torch.empty(5, 0).stride() == (1, 1)


if __name__ == "__main__":
    recorder.record()
