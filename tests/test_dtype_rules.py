"""Dtypes that meet in one call, numbers that do not fit a dtype, and images of bytes.

Held against PyTorch (golden/dtype_rules.json). ``python tests/test_dtype_rules.py`` records the golden file again; it needs torch.
"""
import warnings

import pytest
from recorded import RECORDING, Recorder, outcome, torch

with warnings.catch_warnings():  # what warns once in a process does so here
    warnings.simplefilter("ignore")
    torch.ones(1, dtype=torch.complex64).to(torch.complex32).to(torch.float32)

F = torch.nn.functional
recorder = Recorder("dtype_rules")

PAIRS = """
torch.isclose(a, b); torch.dot(a, b); torch.cross(a, b, dim=0); torch.mm(a[None], b[:, None]); F.huber_loss(a, b); F.kl_div(a, b, reduction="sum").dtype
a.index_copy(0, torch.tensor([0, 1, 2]), b); a.index_add(0, torch.tensor([0, 1, 1]), b); a.index_put((torch.tensor([0]),), b[:1]); a.masked_scatter(a == 1, b)
torch.lerp(a, b, 0.25); torch.lerp(a, a, b); torch.addmm(a, b.expand(3, 3), b.expand(3, 3)); torch.addmv(a, a.expand(3, 3), b); torch.heaviside(a, b)
torch.baddbmm(a.expand(1, 3, 3), b.expand(1, 3, 3), a.expand(1, 3, 3)); F.linear(a, b.expand(2, 3)); F.bilinear(a[None], b[None], a.expand(2, 3, 3)); torch.complex(a, b)
torch.searchsorted(a.sort()[0], b); torch.bucketize(a, b); torch.polar(a, b);
a.index_fill(0, torch.tensor([1]), b[0]); torch.clamp(a, b); a.put(torch.tensor([0]), b[:1]); torch.where(a == 1, a, b).dtype; torch.cat([a, b]).dtype; a.clone().sub_(b)
"""
NUMBERS = """
x - True; True - x; torch.isin(x, 300); torch.isin(-2, x); torch.isin(x, True); torch.isin(x, 1j); torch.isin(x, 1.5); x ** 1000
torch.where(x == 1, x, 300); torch.where(x == 1, -200, x); torch.lerp(x, x, 1j); F.hardshrink(x, 1j); torch.clamp(x, False, True); torch.clamp(x, min=True); torch.clamp(x, 0, 1)
x.index_fill(0, torch.tensor([0]), 1 + 0j); x.index_fill(0, torch.tensor([0]), torch.tensor(1 + 0j)); torch.searchsorted(x, 1.5); torch.searchsorted(x, True)
torch.gradient(x)[0]; x.view(torch.bfloat16); x.view(torch.int16); x[0].view(torch.bfloat16); torch.histc(x.float()).sum(); x.to(torch.complex32).dtype; F.interpolate(x[None, None], 2).dtype
"""
DTYPES = ("bool", "uint8", "int64", "bfloat16", "float16", "float32", "complex64")


def calls(text):
    return [call.strip() for line in text.strip().splitlines() for call in line.split(";")]


def vector(name):
    return torch.tensor([1, 0, 3]).to(getattr(torch, name))


def of_pairs(call):
    def run():
        return [
            outcome(lambda: eval(call, {"torch": torch, "F": F, "a": vector(first), "b": vector(second)}))
            for first in DTYPES for second in DTYPES if {first, second} != {"float16", "bfloat16"}
        ]  # fmt: skip

    return run


for call in calls(PAIRS):
    recorder.case(call)(of_pairs(call))
for call in calls(NUMBERS):
    recorder.case(call)(lambda call=call: [outcome(lambda: eval(call, {"torch": torch, "F": F, "x": vector(name) if name == "bool" else vector(name) + 1})) for name in DTYPES])


@recorder.case("complex numbers as Python's others")
def _():
    return [outcome(kind, torch.tensor(value)) for kind in (int, float, bool, complex) for value in (2.5 + 0j, 1j)]


@recorder.case("images of bytes resized")
def _():
    image = torch.arange(2 * 5 * 7).mul(37).remainder(256).to(torch.uint8).reshape(1, 2, 5, 7)
    found = []
    for size in ((3, 3), (8, 9), (5, 4)):
        for mode in ("bilinear", "bicubic"):
            found += [F.interpolate(image, size=size, mode=mode, align_corners=corners) for corners in (True, False)]
            found.append(F.interpolate(image, size=size, mode=mode, antialias=True))
    return [*found, F.interpolate(image, scale_factor=1.7, mode="bilinear")]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
