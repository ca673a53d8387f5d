"""Indices that do not fit, in the order in which they are refused; writing at indices where memory is shared.

Held against PyTorch (golden/index_refusals.json). ``python tests/test_index_refusals.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
T = torch.tensor
def put(x, index, value):
    x[index] = value
    return x
"""
recorder = Programs("index_refusals", torch, PRELUDE)
recorder.programs("""
### integers and slices come before tensors
x=torch.zeros(2,3,4)
x[T([0.5]), 7]
x[T([0], dtype=torch.int8), 7]
x[..., T([0], dtype=torch.int16), 9]
x[T([1.0])]
x[T([1], dtype=torch.bfloat16), 7]
x[T([9]), T([0.5])]
x[T([True, False, True]), T([0.5])]
### masks in order
x=torch.zeros(2,3,4)
x[T([True, False, True]), T([1, 0], dtype=torch.uint8)]
x[T([1, 0], dtype=torch.uint8), T([True, False])]
x[T([1, 0], dtype=torch.uint8), T([0.5])]
put(x, (T([1, 0, 1], dtype=torch.uint8),), 1.0)
put(x, (0, T([[1, 0], [0, 1]], dtype=torch.uint8)), 2.0)
put(x, (T([1, 0], dtype=torch.uint8),), 1.0)
x[T([[True]])]
x[T([], dtype=torch.bool)]
x[:, :, :, T([True])]
x[:, :, T([[True]])]
### numbers in halves
put(torch.zeros(2, dtype=torch.bfloat16), 0, 1j)
put(torch.zeros(2, dtype=torch.float16), 0, 1j)
put(torch.zeros(2, dtype=torch.float32), 0, 1j)
put(torch.zeros(2, dtype=torch.float64), 0, 1j)
put(torch.zeros(2, dtype=torch.float16), 0, 2+0j)
put(torch.zeros(2, dtype=torch.bfloat16), 0, 2+0j)
put(torch.zeros(2, dtype=torch.bfloat16), [0, 1], 2+0j)
### writing to expanded tensors
put(torch.zeros(1).expand(3), [0, 2], 5.0)
put(torch.zeros(1, 2).expand(3, 2), T([0, 2]), T([1.0, 2.0]))
put(torch.zeros(1, 2).expand(3, 2), T([0, 2]), T([1.0, 2.0, 3.0]))
put(torch.zeros(1).expand(3), T([0.5]), 1.0)
put(torch.zeros(1).expand(3), T([True, True]), torch.ones(1, dtype=torch.float64))
torch.zeros(1).expand(3).index_put_((T([0, 0]),), T(1.0), accumulate=True)
### writing what is read
x=torch.arange(6.0); i=torch.arange(6)
put(x, T([0, 1]), x[1:3])
put(x, i, x)
put(x, i, x.flip(0))
x.index_put_((i,), x)
i.index_put_((i[:2],), T([5, 6]))
put(i, i, 3)
put(i, i[:2], 3)
x, i
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
