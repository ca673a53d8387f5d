"""Where ``out=`` results land: tensors that are resized, their strides, other devices, memory that is shared with what is read.

Held against PyTorch (golden/out_placing.json). ``python tests/test_out_placing.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
import warnings
a = torch.eye(3) + torch.ones(3, 3)
def empty(*shape, dtype=torch.float32):
    return torch.empty(*(shape or (0,)), dtype=dtype)
def meta(*shape, **kwargs):
    return torch.zeros(*shape, device="meta", **kwargs)
def strides(call, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [call(empty(*shape, **kwargs)) for shape in ((), (2, 2, 2))]
    return [(m if isinstance(m, torch.Tensor) else m[0]).stride() for m in made]
def overlapping(call):
    memory = torch.linspace(0.1, 0.9, 10)
    whole, shifted = memory[:9].view(3, 3), memory[1:].view(3, 3)
    found = []
    for out in (whole, shifted):
        try:
            found.append(call(whole, out) is out)
        except RuntimeError as error:
            found.append(str(error)[:60])
    return found
"""
recorder = Programs("out_placing", torch, PRELUDE)
recorder.programs("""
### sequences fill any shape
torch.arange(4, out=torch.empty(2, 2, dtype=torch.int64))
torch.arange(4, out=torch.empty(3, dtype=torch.int64))
torch.arange(6, out=torch.empty(2, 2, dtype=torch.int64))
torch.arange(0, 2, 0.5, out=empty())
torch.linspace(0, 1, 4, out=empty(2, 2))
torch.linspace(0, 1, 4, out=empty(3))
torch.logspace(0, 1, 4, out=empty(4, 1))
torch.zeros(2, out=empty(5)).untyped_storage().nbytes()
base = torch.ones(6); torch.ones(2, 2, out=base[:1]); base.untyped_storage().nbytes()
### resized with a warning
torch.exp(torch.zeros(2), out=empty(3))
torch.sum(torch.ones(2, 3), 0, out=empty(2, 2))
torch.addbmm(torch.zeros(1, 1), torch.ones(1, 1, 1), torch.ones(1, 1, 1), out=empty(2, 2))
torch.bernoulli(torch.ones(2), out=empty(3))
torch.multinomial(torch.ones(1), 1, out=torch.empty(3, dtype=torch.int64))
### strides of what was resized
strides(lambda o: torch.linalg.inv(a, out=o))
strides(lambda o: torch.linalg.cholesky(a, out=o))
strides(lambda o: torch.linalg.qr(a, out=(o, empty())))
strides(lambda o: torch.linalg.lu_factor(a, out=(o, empty(dtype=torch.int32))))
strides(lambda o: torch.linalg.solve(a, a, out=o))
strides(lambda o: torch.add(a.t(), a.t(), out=o))
strides(lambda o: torch.where(a.t() > 0, a.t(), a.t(), out=o))
strides(lambda o: torch.cumsum(a.t(), 0, out=o))
strides(lambda o: torch.sort(a.t(), out=(o, empty(dtype=torch.int64))))
strides(lambda o: torch.softmax(a.t(), 0, out=o))
strides(lambda o: torch.fft.fft(a, dim=0, out=o), dtype=torch.complex64)
strides(lambda o: torch.fft.rfft2(a, dim=(1, 0), out=o), dtype=torch.complex64)
strides(lambda o: torch.fft.irfft(a, dim=0, out=o))
strides(lambda o: torch.cholesky_solve(a, a, out=o))
strides(lambda o: torch.geqrf(a, out=(o, empty())))
strides(lambda o: torch.linalg.lstsq(a, a, out=(o, empty(), empty(dtype=torch.int64), empty())))
strides(lambda o: torch.cat([a.t(), a.t()], out=o))
strides(lambda o: torch.mm(a.t(), a.t(), out=o))
strides(lambda o: torch.gather(a.t(), 0, torch.zeros(3, 3, dtype=torch.int64), out=o))
strides(lambda o: torch.polar(a.t(), a.t(), out=o), dtype=torch.complex64)
### another device
torch.add(a, a, out=meta(3, 3))
torch.max(a, 0, out=(meta(3), meta(3, dtype=torch.int64)))
torch.topk(a, 1, out=(meta(3, 1), meta(3, 1, dtype=torch.int64)))
torch.linalg.det(a, out=meta(()))
torch.zeros(3, out=meta(3))
torch.add(meta(3), meta(3), out=torch.zeros(3))
torch.sum(meta(3), 0, out=torch.zeros(()))
torch.max(meta(3, 3), 0, out=(torch.zeros(3), torch.zeros(3).long()))
torch.cat([meta(3, 3)], 0, out=empty())
torch.add(meta(3), meta(3), out=meta(0))
torch.add(meta(3), meta(3), out=meta(3, dtype=torch.int64))
torch.cat([meta(3, 3)], 0, out=meta(0))
torch.exp(meta(3), out=meta(3, requires_grad=True))
### memory that is read
zeros = torch.zeros(3, 3, dtype=torch.int64)
overlapping(lambda x, o: torch.special.i0(x, out=o))
overlapping(lambda x, o: torch.special.zeta(x, a, out=o))
overlapping(lambda x, o: torch.igamma(x, a, out=o))
overlapping(lambda x, o: torch.pow(x, a, out=o))
overlapping(lambda x, o: torch.div(x, a, rounding_mode="trunc", out=o))
overlapping(lambda x, o: torch.logaddexp(x, a, out=o))
overlapping(lambda x, o: torch.nan_to_num(x, out=o))
overlapping(lambda x, o: torch.addmm(x, a, a, out=o))
overlapping(lambda x, o: torch.addr(x, a[0], a[1], out=o))
overlapping(lambda x, o: torch.scatter(x, 0, zeros, a, out=o))
overlapping(lambda x, o: torch.scatter_add(x, 0, zeros, a, out=o))
overlapping(lambda x, o: torch.scatter_reduce(x, 0, zeros, a, "sum", out=o))
overlapping(lambda x, o: torch.scatter(a, 0, zeros, x, out=o))
overlapping(lambda x, o: torch.gather(x, 0, zeros, out=o))
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
