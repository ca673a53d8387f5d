"""uint16, uint32, uint64 and complex32: what is computed in them, and in which words the rest is refused.

Held against PyTorch (golden/rare_dtypes.json). ``python tests/test_rare_dtypes.py`` records the golden file again; it needs torch.
"""
import warnings

import pytest
from recorded import RECORDING, Recorder, outcome, torch

with warnings.catch_warnings():  # what warns once in a process does so here
    warnings.simplefilter("ignore")
    torch.ones(1, dtype=torch.complex64).to(torch.complex32).to(torch.float32)

F = torch.nn.functional
recorder = Recorder("rare_dtypes")
DTYPES = ("uint16", "uint32", "uint64", "complex32")

# Each takes x of shape (2, 3).
OPERATORS = """
x + x; x - 1; x * x; x * 2; x / x; x // x; x % 2; x ** 2; -x; abs(x); x & x; x | 1; ~x; x << 1; x >> 1; x == x; x != 1; x < x; x >= 1; x @ x.T; x.sum(); x.sum(1)
x.mean(); x.prod(); x.max(); x.max(1); x.amax(1); x.argmax(); x.min(0); x.aminmax(); x.var(0); x.median(); x.mode(); x.sort(); x.argsort(); x.topk(1)
x.kthvalue(1); x.unique(); x.cumsum(0); x.cumprod(0); x.cummax(0); x.any(); x.all(1); x.count_nonzero(); x.nonzero(); x.isnan(); x.isfinite(); x.isinf(); x.sign()
x.sgn(); x.exp(); x.log(); x.sqrt(); x.rsqrt(); x.sin(); x.atan(); x.tanh(); x.sigmoid(); x.floor(); x.round(); x.trunc(); x.frac(); x.square(); x.reciprocal(); x.relu()
x.clamp(0, 1); x.clamp(min=0); x.clamp_max(1); x.maximum(x); x.fmod(2); x.remainder(x); x.atan2(x); x.hypot(x); x.gcd(x); x.logical_not(); x.logical_and(x)
x.logical_xor(x); x.bitwise_not(); x.isclose(x); x.equal(x); x.where(x == 1, x); x.masked_fill(x == 1, 0); x.masked_select(x == 1); x.tril(); x.triu(); x.trace(); x.diag()
x.flip(0); x.roll(1); x.rot90(); x.t(); x.reshape(3, 2); x.expand(2, 2, 3); x.clone(); x.contiguous(); x.repeat(2, 1); torch.cat([x, x]); torch.stack([x, x]); x[0]
x[:, 1:]; x[x == 1]; x[[0, 1]]; x.gather(1, torch.zeros(2, 1, dtype=torch.int64)); x.index_select(0, torch.tensor([1])); x.take(torch.tensor([0])); x.softmax(1)
x.logsumexp(1); x.norm(); x.dist(x); torch.dot(x[0], x[0]); torch.mv(x, x[0]); torch.outer(x[0], x[0]); torch.addmm(x[:, :2], x, x.T); torch.addcmul(x, x, x)
torch.lerp(x, x, 0.5); torch.searchsorted(x[0], x[0]); torch.bucketize(x, x[0]); torch.bincount(x[0]); torch.histc(x); torch.diff(x); torch.kron(x, x)
F.pad(x, (1, 1)); F.relu6(x); F.softplus(x); F.one_hot(x); F.linear(x, x); F.dropout(x, 0.0); x.to(torch.complex64); x.to(torch.complex128).dtype; x.bool(); x.tolist(); x[0, 1].item()
x.dtype; x.type(); x.element_size(); repr(x); torch.zeros_like(x); torch.ones_like(x); torch.full_like(x, 3); x.new_tensor([1, 2]); x.clone().add_(1); x.clone().mul_(x)
x.clone().zero_(); x.clone().fill_(7); x.clone().copy_(x); x + torch.ones(3); x.double() * x; x + 1.5; x * True; torch.result_type(x, 1)
torch.result_type(x, 1.5); x.view(torch.uint8); x.view(x.dtype); x.real; x.imag; x.conj(); x.clone().random_().dtype; x.numpy().dtype; x.is_nonzero(); int(x[0, 1])
"""
CALLS = [call.strip() for line in OPERATORS.strip().splitlines() for call in line.split(";")]


def in_each_dtype(call):
    return lambda: [outcome(lambda: eval(call, {"torch": torch, "F": F, "x": made(name)})) for name in DTYPES]


def made(name):
    values = [[1, 5, 3], [1, 2, 4]] if name.startswith("u") else [[1 + 2j, 1 - 3.5j, 2], [1, 0.25, 4j + 1]]
    return torch.tensor(values, dtype=torch.complex64 if name == "complex32" else None).to(getattr(torch, name))


for call in CALLS:
    recorder.case(call)(in_each_dtype(call))


@recorder.case("dtypes that meet")
def _():
    other = ("bool", "uint8", "int32", "int64", "float16", "float64", "complex64", *DTYPES)
    return [(a, b, outcome(torch.promote_types, getattr(torch, a), getattr(torch, b))) for a in DTYPES for b in other]


@recorder.case("views of the same bytes")
def _():
    x = torch.tensor([16256, 16384, -16384], dtype=torch.int16)
    found = [x.view(torch.bfloat16), x.view(torch.uint16), x.view(torch.float16), x.view(torch.bfloat16).view(torch.int16), x.view(torch.bfloat16) * 2]
    return [*found, outcome(lambda: x.view(torch.bfloat16).view(torch.float32)), torch.ones(2).view(torch.complex32).dtype]


@recorder.case("a refused change leaves the tensor as it was")
def _():
    x = torch.tensor([1, 2], dtype=torch.uint16)
    return outcome(lambda: x.add_(1)), outcome(lambda: x.masked_fill_(torch.tensor([True, False]), 9)), x


@recorder.case("elements of complex32")
def _():
    z = torch.zeros(3, dtype=torch.complex32)
    z[0], z[1:] = 1.5 - 2j, 2
    z[2] = float("nan")
    return z, z.conj()[0], z[1].conj().resolve_conj(), outcome(lambda: z.__setitem__(0, "a"))


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    value, warned = recorder.outcome(name)
    # That complex numbers lose their imaginary parts is said once in a process, or after another test has it said again.
    assert [value, [text for text in warned if "discards the imaginary part" not in text]] == recorder.golden()[name]


if RECORDING:
    recorder.record()
