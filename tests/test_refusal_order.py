"""What is looked at first where several things are wrong, and arguments that PyTorch's own Python compares, divides or negates before it refuses them.

Held against PyTorch (golden/refusal_order.json). ``python tests/test_refusal_order.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
F = torch.nn.functional
x = torch.arange(6.0).reshape(2, 3)
i = torch.tensor([[0, 1, 0]])
"""
recorder = Programs("refusal_order", torch, PRELUDE)
recorder.programs("""
### numbers for lists of numbers
torch.flip(x, 0)
torch.reshape(x, 6)
torch.permute(x, 0)
torch.tile(x, 2)
torch.broadcast_to(torch.ones(1), 2)
x.flip(0), x.reshape(6), torch.flip(x, (0,)), x.tile(2)
### whole numbers for real numbers
torch.quantile(x, 1), torch.quantile(x, 0, 1), torch.nanquantile(x, 1), x.quantile(1)
torch.quantile(x, 2)
F.normalize(x, 1), F.elu(x, 1), F.leaky_relu(-x, 0), torch.nn.functional.layer_norm(x, [3], eps=1)
F.dropout(x, 2)
F.dropout(x, -1)
F.dropout(x, float("nan"))
### too large for any dimension
torch.unsqueeze(x, 2**70)
### shapes before dtypes
torch.bitwise_and(x, torch.ones(4))
torch.gcd(x, torch.ones(2, 2))
torch.bitwise_or(x, x)
torch.scatter(x, 0, i[0], x)
torch.scatter_add(x, 0, i[None], x)
F.batch_norm(torch.ones(2, 3, dtype=torch.int64), torch.ones(3), torch.ones(3))
F.group_norm(torch.ones(2, 4, 3, dtype=torch.int64), 2, torch.ones(4), torch.ones(4))
torch.linspace(torch.ones(2), 5, 3)
torch.logspace(0, torch.ones(2), 3)
torch.linspace(torch.ones(2), torch.tensor(5.0), 3)
F.cosine_similarity(x, x, eps=-1.0)
### computed with first
F.dropout(x, "x")
F.dropout2d(torch.ones(1, 1, 2, 2), None)
F.alpha_dropout(x, [1])
F.hardtanh(x, "x")
F.hardtanh(x, -1.0, None)
F.hardtanh(x, 2.0, 1.0)
F.batch_norm(torch.ones(2, 3), torch.ones(3), torch.ones(3), eps="x")
F.group_norm(torch.ones(2, 4, 3), "x")
F.local_response_norm(torch.ones(1, 2, 3), None)
F.softmin("x", 1)
F.softmin(3, 1)
F.softmax(x, 1, dtype="x")
F.lp_pool1d(torch.ones(1, 2, 4), 2.0, "x")
F.logsigmoid(None)
F.logsigmoid(x, foo=1)
### transposed convolutions of several dtypes
F.conv_transpose1d(torch.ones(1, 2, 4).double(), torch.ones(2, 3, 2), torch.ones(3))
F.conv_transpose2d(torch.ones(2, 2, 4, 4), torch.ones(2, 3, 2, 2), torch.ones(3).double())
F.conv_transpose2d(torch.ones(1, 2, 2, 2), torch.ones(2, 1, 2, 2), torch.ones(1).double())
F.conv_transpose2d(torch.ones(1, 2, 4, 4), torch.ones(2, 3, 2, 2).double(), torch.ones(3).half())
F.conv_transpose2d(torch.ones(1, 2, 4, 4).bfloat16(), torch.ones(2, 3, 2, 2).bfloat16(), torch.ones(3))
F.conv_transpose2d(torch.ones(1, 2, 4, 4).to(torch.complex64), torch.ones(2, 3, 2, 2), torch.ones(3))
F.conv_transpose2d(torch.ones(1, 2, 2, 2).long(), torch.ones(2, 3, 2, 2).long(), torch.ones(3))
F.conv_transpose2d(torch.ones(1, 2, 2, 2).double(), torch.ones(2, 1, 2, 2).double(), torch.ones(1).half())
F.conv_transpose3d(torch.ones(1, 2, 2, 2, 2).double(), torch.ones(2, 1, 2, 2, 2).double(), torch.ones(1))
F.conv_transpose2d(torch.ones(1, 2, 4, 4).bool(), torch.ones(2, 3, 2, 2), torch.ones(3))
### constants of wide unsigned integers
torch.arange(3, dtype=torch.uint16)
torch.eye(2, dtype=torch.uint32)
torch.linspace(0, 3, 4, dtype=torch.uint64)
torch.linspace(0, 3, 1, dtype=torch.uint64), torch.full((2,), 1, dtype=torch.uint64)
torch.logspace(0, 3, 4, dtype=torch.uint16)
torch.tril_indices(2, 2, dtype=torch.uint16)
torch.triu_indices(2, 2, dtype=torch.uint32)
torch.arange(3, dtype=torch.bool)
torch.tril_indices(2, 2, dtype=torch.float16)
torch.arange(3, out=torch.empty(3, dtype=torch.uint16))
### no tensors, no dtypes
torch.numel(None)
torch.is_floating_point([1.0])
torch.is_complex("x")
torch.can_cast("x", torch.float32)
torch.can_cast(torch.float32, 1)
torch.promote_types(torch.float32, None)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
