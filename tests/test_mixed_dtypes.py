"""Operators that take tensors of one dtype refuse bfloat16 beside another in PyTorch's words; other refusals by dtype."""
import pytest

import pyautograd as torch

F = torch.nn.functional
B = torch.bfloat16
PLACES = torch.tensor([0, 1])


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda: torch.ones(2, 3, dtype=B) @ torch.ones(3, 2), "expected m1 and m2 to have the same dtype, but got: c10::BFloat16 != float"),
        (lambda: torch.dot(torch.ones(3, dtype=B), torch.ones(3)), "dot : expected both vectors to have same dtype, but found BFloat16 and Float"),
        (lambda: torch.mv(torch.ones(2, 3), torch.ones(3, dtype=B)), "addmv input tensors must have the same dtype, but got BFloat16, Float, and BFloat16"),
        (
            lambda: torch.addmm(torch.zeros(2, 2), torch.ones(2, 3), torch.ones(3, 2, dtype=B)),
            "self and mat2 must have the same dtype, but got Float and BFloat16",
        ),
        (lambda: torch.bmm(torch.ones(1, 2, 3), torch.ones(1, 3, 2, dtype=B)), "expected scalar type Float but found BFloat16"),
        (lambda: torch.zeros(3).scatter(0, PLACES, torch.ones(2, dtype=B)), "scatter(): Expected self.dtype to be equal to src.dtype"),
        (lambda: torch.zeros(3, dtype=B).scatter_add(0, PLACES, torch.ones(2)), "scatter(): Expected self.dtype to be equal to src.dtype"),
        (
            lambda: torch.zeros(3).index_add(0, PLACES, torch.ones(2, dtype=B)),
            "index_add_(): self (Float) and source (BFloat16) must have the same scalar type",
        ),
        (
            lambda: torch.zeros(3).index_copy(0, PLACES, torch.ones(2, dtype=B)),
            "index_copy_(): self and source expected to have the same dtype, but got (self) Float and (source) BFloat16",
        ),
        (
            lambda: torch.zeros(3).masked_scatter(torch.tensor([True, False, True]), torch.ones(2, dtype=B)),
            "masked_scatter: expected self and source to have same dtypes but gotFloat and BFloat16",
        ),
        (
            lambda: torch.zeros(3).index_put((torch.tensor([0]),), torch.ones(1, dtype=B)),
            "Index put requires the source and destination dtypes match, got Float for the destination and BFloat16 for the source.",
        ),
        (lambda: torch.softmax(torch.ones(3, 4, dtype=torch.int64), 1), "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"),
        (lambda: torch.softmax(torch.ones(3, 4, dtype=torch.int64), 0), "\"softmax_kernel_impl\" not implemented for 'Long'"),
        (lambda: torch.log_softmax(torch.ones(3, dtype=torch.bool), 0), "\"log_softmax_lastdim_kernel_impl\" not implemented for 'Bool'"),
        (lambda: F.rrelu(torch.ones(3, dtype=torch.int64), training=True), "\"rrelu_with_noise_out_cpu\" not implemented for 'Long'"),
        (
            lambda: F.soft_margin_loss(torch.ones(3), torch.ones(3, requires_grad=True)),
            "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot have requires_grad True.",
        ),
        (
            lambda: F.cross_entropy(torch.ones(3, 4), torch.ones(3, 4, dtype=torch.int64), ignore_index=1),
            "Expected floating point type for target with class probabilities, got Long",
        ),
        (
            lambda: F.cross_entropy(torch.ones(3, 4), torch.ones(3, 4), ignore_index=1, label_smoothing=1.5),
            "ignore_index is not supported for floating point target",
        ),
    ],
)
def test_refused(call, text):
    with pytest.raises(RuntimeError) as error:
        call()
    assert str(error.value) == text


def test_one_dtype_is_computed():
    a = torch.ones(2, 3, dtype=B)
    assert (a @ a.T).dtype is B and (a @ a.T).tolist() == [[3.0, 3.0]] * 2
    assert torch.zeros(3, dtype=B).index_add(0, PLACES, torch.ones(2, dtype=B)).tolist() == [1.0, 1.0, 0.0]
