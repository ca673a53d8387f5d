"""PyTorch's operators behind its functions: ``torch._softmax`` and its like, and overloads of ``torch.ops.aten`` with the dispatcher's arguments.

Held against PyTorch (golden/native_operators.json). ``python tests/test_native_operators.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
x = torch.tensor([[0.25, 1.75, -2.0], [1.0, 2.0, 0.5]])
g = torch.ones(2, 3)
c = torch.arange(24.0).reshape(2, 4, 3)
w = torch.arange(12.0).reshape(4, 3)
i, o = torch.tensor([0, 1, 3, 2]), torch.tensor([0, 1])
A = torch.ops.aten
"""
recorder = Programs("native_operators", torch, PRELUDE)
recorder.programs("""
### functions
torch._softmax(x, 1, False), torch._log_softmax(x, 1, False)
torch._softmax(x, 1, True)
torch._softmax_backward_data(g, x, 1, torch.float32)
torch._log_softmax_backward_data(g, x, 1, torch.float32)
torch._softmax(x.clone().requires_grad_(), 1, False).grad_fn
torch.native_group_norm(c, None, None, 2, 4, 3, 2, 1e-5)
torch._convolution(c, torch.ones(2, 4, 1), None, [1], [0], [1], False, [0], 1, False, False, False, False)
torch.embedding_renorm_(w.clone(), i, 1.0, 2.0)
torch._is_all_true(x > 0), torch._is_any_true(x > 1)
torch._shape_as_tensor(c), torch._dim_arange(c, 2)
torch._unsafe_index(x, [torch.tensor([0])]), torch._unsafe_index_put(x, [torch.tensor([0])], torch.tensor(1.0))
torch._prelu_kernel(x, torch.tensor(0.5))
### bags
[torch.embedding_bag(w, i, o, False, mode) for mode in (0, 1, 2)]
[torch.embedding_bag(w.double(), i, o, False, mode) for mode in (0, 1, 2)]
[torch.embedding_bag(w, i, o, False, mode, False, None, False, 1) for mode in (0, 1, 2)]
[torch.embedding_bag(w, i, torch.tensor([0, 1, 4]), False, mode, False, None, True) for mode in (0, 1, 2)]
torch.embedding_bag(w, i, o, False, 0, False, torch.tensor([1.0, 2.0, 3.0, 4.0]))[0]
### overloads
A._softmax.default(x, 1, False), A._log_softmax.default(x, 1, False), A._softmax(x, 1, False)
A._softmax_backward_data.default(g, x, 1, torch.float32)
A.native_group_norm.default(c, None, None, 2, 4, 3, 2, 1e-5)
A.native_layer_norm.default(x, [3], None, None, 1e-5)
A._embedding_bag.default(w, i, o), A._is_all_true.default(x > 0)
A.nll_loss_forward.default(x, torch.tensor([0, 1]), None, 1, -100)
A.topk.default(x, 1), A.sort.default(x)
A.split.Tensor(x, 1), A.unbind.int(x)
A.lift_fresh.default(x), A.sym_size.int(x, 0), A.sym_stride.int(x, 0), A.sym_numel.default(x)
str(A._softmax.default), A._softmax.default is A._softmax.default, A._softmax.default.name()
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
