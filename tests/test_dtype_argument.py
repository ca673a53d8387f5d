"""``dtype=``: what a reduction, a scan or a softmax converts its input to, and the dtype of the result.

Held against PyTorch (golden/dtype_argument.json). ``python tests/test_dtype_argument.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
DTYPES = (torch.bool, torch.uint8, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64)
values = torch.tensor([[0.5, 1.75, -2.125], [1.0, 0.625, 3.5]])  # exact in each floating point dtype
def made(call):
    found = []
    for source in DTYPES:
        for asked in DTYPES:
            try:
                result = call(values.to(source), asked)
                found.append((str(source), str(result.dtype), result.double().round(decimals=1).tolist()))
            except Exception as error:
                found.append((str(source), str(asked), f"{type(error).__name__}: {error}"))
    return found
def learned(call):
    found = []
    for source in DTYPES[3:]:
        for asked in DTYPES[3:]:
            x = values.to(source).requires_grad_()
            y = call(x, asked)
            y.sum().backward()
            found.append((str(source), str(y.dtype), str(x.grad.dtype)))
    return found
"""
recorder = Programs("dtype_argument", torch, PRELUDE)
recorder.programs("""
### reductions
made(lambda x, d: x.sum(dtype=d))
made(lambda x, d: x.sum(1, dtype=d))
made(lambda x, d: x.nansum(dtype=d))
made(lambda x, d: x.prod(dtype=d))
made(lambda x, d: x.prod(0, dtype=d))
made(lambda x, d: x.mean(1, dtype=d).dtype and torch.zeros((), dtype=x.mean(1, dtype=d).dtype))
### scans
made(lambda x, d: x.cumsum(0, dtype=d))
made(lambda x, d: x.cumprod(1, dtype=d))
### softmax
made(lambda x, d: x.softmax(1, dtype=d))
made(lambda x, d: torch.nn.functional.softmax(x, 1, dtype=d))
made(lambda x, d: torch.special.softmax(x, 1, dtype=d))
made(lambda x, d: torch.zeros((), dtype=x.log_softmax(1, dtype=d).dtype))
### norms
[(str(s), str(d), torch.linalg.vector_norm(values.to(s), dtype=d).dtype) for s, d in [(torch.float16, torch.float32), (torch.bfloat16,
    torch.bfloat16), (torch.bfloat16, torch.float32), (torch.float32, torch.float64)]]
torch.linalg.vector_norm(values, dtype=torch.bfloat16)
torch.linalg.vector_norm(values.half(), dtype=torch.bfloat16)
torch.linalg.vector_norm(values.double(), dtype=torch.bfloat16)
### derivatives
learned(lambda x, d: x.sum(dtype=d))
learned(lambda x, d: x.mean(0, dtype=d))
learned(lambda x, d: x.softmax(1, dtype=d))
learned(lambda x, d: x.log_softmax(1, dtype=d))
learned(lambda x, d: x.cumsum(1, dtype=d))
learned(lambda x, d: x.cumprod(1, dtype=d))
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


def test_half_precision_overflows_silently(recwarn):
    for dtype in (torch.float16, torch.bfloat16):
        x = torch.full((3,), 30000.0).to(dtype)
        x * 1e30, x * x, x.mul_(1e38), torch.addcmul(x, x, x), torch.full((3,), 1e5).to(dtype), (x * 2).sum(dtype=torch.float16)
    assert [str(w.message) for w in recwarn if issubclass(w.category, RuntimeWarning)] == []


if RECORDING:
    recorder.record()
