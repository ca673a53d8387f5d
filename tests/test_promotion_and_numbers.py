"""The dtype that operands of several kinds have in common; numbers that a dtype cannot hold; which of several refusals comes first.

Held against PyTorch (golden/promotion_and_numbers.json). ``python tests/test_promotion_and_numbers.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
REAL = (torch.bool, torch.uint8, torch.int64, torch.bfloat16, torch.float16, torch.float32, torch.float64)
ALL = REAL + (torch.complex64, torch.complex128)
def of(dtype, *shape):
    return torch.ones(shape, dtype=dtype)
def tried(function, *args, **kwargs):
    try:
        return function(*args, **kwargs).dtype
    except Exception as error:
        return f"{type(error).__name__}: {error}"
def in_place(name, *args):
    return [(str(d), tried(getattr(of(d, 2), name), *args)) for d in ALL]
"""
recorder = Programs("promotion_and_numbers", torch, PRELUDE)
recorder.programs("""
### tensors and 0-d tensors
[[str(torch.result_type(of(a, 2), of(b))) for b in ALL] for a in ALL]
[[str((of(a, 2) * of(b)).dtype) for b in ALL] for a in ALL if a != torch.float16]
[[str((of(b) - of(a, 2)).dtype) for b in ALL if b != torch.bool] for a in ALL if a not in (torch.float16, torch.bool)]
[str(torch.where(torch.tensor([True, False]), of(a, 2), of(torch.complex128)).dtype) for a in ALL if a != torch.float16]
[tried(torch.result_type, of(torch.bool, 2), of(d)) for d in (torch.uint16, torch.uint32, torch.uint64)]
### what refuses in place first
in_place("lcm_", of(torch.float32, 2))
in_place("gcd_", of(torch.complex64, 2))
in_place("bitwise_and_", of(torch.float32, 2))
in_place("bitwise_left_shift_", of(torch.float64, 2))
in_place("fmod_", of(torch.complex64, 2))
in_place("remainder_", 1j)
in_place("nextafter_", of(torch.int64, 2))
in_place("hypot_", of(torch.complex64, 2))
in_place("igamma_", of(torch.int64, 2))
in_place("xlogy_", of(torch.complex128, 2))
in_place("floor_divide_", 1j)
in_place("clamp_", of(torch.complex64, 2))
in_place("clamp_min_", of(torch.complex64))
in_place("sub_", of(torch.bool, 2))
in_place("cumsum_", 0)
in_place("cumprod_", 0)
tried(of(torch.float32, 2).cumsum_, 0, dtype=torch.float64)
tried(of(torch.int64, 2).cumprod_, 0, dtype=torch.float16)
torch.arange(100, 130, dtype=torch.uint8).cumsum_(0)
torch.arange(1, 9, dtype=torch.int8).cumprod_(0)
### shapes are refused before what loops refuse
[(name, [(str(d), tried(getattr(of(d), name), of(torch.bool, 3))) for d in ALL]) for name in ("lcm_", "bitwise_and_", "fmod_", "remainder_", "floor_divide_", "hypot_", "nextafter_", "lt_", "atan2_", "igamma_")]
### numbers that a dtype cannot hold, in fills, bounds and choices
[(str(d), n, v, tried(of(d, n).fill_, v)) for d in REAL[3:] for n in (0, 1, 3) for v in (7e4, -1e39, 1e300, float("inf"))]
[(str(d), v, tried(torch.clamp, of(d, 3), v), tried(torch.clamp, of(d, 3), max=v), tried(torch.clamp, of(d, 3), 0, v)) for d in REAL[3:] for v in (7e4, -1e39, float("inf"), 2**40)]
[(str(d), v, tried(of(d, 3).clamp_, v), tried(of(d, 3).clamp_min_, v)) for d in REAL[3:] for v in (7e4, -1e39, float("inf"))]
[(v, tried(torch.where, torch.tensor([True]), of(torch.float32, 1), v)) for v in (1e39, -1e300, float("inf"), 2**70)]
torch.tensor([False, True]).fill_(1j), torch.tensor([True]).fill_(torch.tensor(0j)), torch.tensor([True]).fill_(0.0), torch.tensor([False]).fill_(torch.tensor(2j))
### divisors that wrap around to zero
[(str(d), name, v, tried(getattr(torch, name), of(d, 2), v)) for d in (torch.uint8, torch.int8, torch.int32) for name in ("floor_divide", "remainder", "fmod") for v in (256, 2**40, 257)]
### signs from another dtype, in bfloat16
torch.copysign(torch.tensor([1, 0, 3]), torch.tensor([-1.5, 2, -0.0], dtype=torch.bfloat16)), torch.copysign(torch.tensor(3), torch.tensor([-1.5, 2], dtype=torch.bfloat16))
torch.tensor([1.5, -2], dtype=torch.bfloat16).copysign_(torch.tensor([-1, 2])), torch.tensor([1.5, -2], dtype=torch.bfloat16).copysign_(-1), torch.copysign(of(torch.bfloat16, 2), -2.0)
### numbers sought among integers
torch.searchsorted(torch.tensor([1, 2, 3], dtype=torch.uint8), -1), torch.searchsorted(torch.tensor([1, 2, 3], dtype=torch.uint8), 2**40), torch.bucketize(-1, torch.tensor([1, 2, 3], dtype=torch.uint8))
torch.take_along_dim(torch.ones(3), torch.tensor(True), 0)
torch.take_along_dim(torch.tensor(1.0), torch.tensor(0), 0)
### complex numbers in real dtypes
[tried(torch.add, of(d, 2), of(d, 2), alpha=1j) for d in ALL]
[tried(torch.add, of(d, 2), of(d, 2)) for d in ALL]
[tried(torch.sub, of(d, 2), of(d, 2), alpha=1j) for d in ALL]
[tried(torch.add, of(d, 2), of(d, 2), alpha=1.5) for d in ALL]
[tried(torch.add, of(d, 2), of(d, 2), alpha=True) for d in ALL]
[tried(torch.addcmul, of(d, 2), of(d, 2), of(d, 2), value=1j) for d in ALL]
[tried(torch.addcdiv, of(d, 2), of(d, 2), of(d, 2), value=1j) for d in REAL[3:]]
[tried(torch.clamp, of(d, 2), 1j) for d in REAL[3:]]
[tried(torch.clamp_min, of(d, 2), 1j) for d in ALL]
[tried(torch.clamp_max, of(d, 2), 1j) for d in ALL]
[tried(torch.nn.functional.threshold, of(d, 2), 1j, 0) for d in REAL[1:]]
[tried(torch.nn.functional.elu, of(d, 2), 1j) for d in REAL[3:]]
[tried(torch.nn.functional.celu, of(d, 2), 1j) for d in REAL]
[tried(torch.nn.functional.softshrink, of(d, 2), 1j) for d in REAL]
[tried(torch.nn.functional.softshrink, of(d, 2), float("inf")) for d in REAL[4:]]
[tried(torch.nn.functional.softplus, of(d, 2), 1j) for d in REAL[3:]]
[tried(torch.nn.functional.leaky_relu, of(d, 2), 1j) for d in REAL[3:]]
of(torch.bfloat16, 2) % 1j
of(torch.bfloat16, 2) ^ 1j
torch.tensor([1.5, 2.5]).round(decimals=400)

### integers that 64 bits do not hold
[[tried(f, of(d, 2), n) for f in (torch.add, torch.sub, torch.mul, torch.div)] for d in (torch.int64, torch.float32, torch.float64, torch.complex64) for n in (2**64 - 1, 2**64, 2**70, -2**63, -2**63 - 1)]
[[tried(f, of(d, 2)) for f in (lambda x: x + 2**70, lambda x: 2**70 - x, lambda x: x * -2**70, lambda x: 2**70 / x, lambda x: x < 2**70)] for d in (torch.int64, torch.float32, torch.complex128)[:2]]
[tried(of(d, 2).add_, 2**70) for d in ALL[1:]]
of(torch.float32, 2) * 1e300
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
