"""Operands that an operator converts to another dtype first: where the results lie, how numbers are rounded, and what is refused."""
import math

import pytest

import pyautograd as torch

EXPANDED = {torch.bfloat16: "abs", torch.int32: "acos", torch.bool: "cos", torch.float16: "neg", torch.int64: "sqrt", torch.complex32: "neg"}


@pytest.mark.parametrize("dtype", EXPANDED, ids=str)
def test_results_of_expanded_operands_are_row_major(dtype):
    for shape in ((3, 1, 7), (3, 5, 7)):
        x = torch.zeros(1, *shape[1:], dtype=dtype).expand(shape)
        assert getattr(x, EXPANDED[dtype])().stride() == (shape[1] * shape[2], shape[2], 1)


def test_a_permuted_complex32_operand_keeps_its_order():
    x = torch.zeros(3, 4, dtype=torch.complex32).t()
    assert (x.neg().stride(), x.to(torch.complex64).stride()) == ((1, 4), (1, 4))


def test_sums_of_complex_numbers_are_contiguous():
    x = torch.zeros(3, 5, dtype=torch.complex64)
    assert (x.sum(-1).stride(), x.sum(-1, keepdim=True).stride()) == ((1,), (1, 1))


def test_numbers_beyond_an_integers_range():
    x = torch.tensor([math.inf, math.nan, -math.inf, 1e30, 3e9, -3e9], dtype=torch.float64)
    assert x.to(torch.uint8).tolist() == [0, 0, 0, 0, 0, 0]
    assert torch.tensor([300.0, -3.0, 3000000001.0], dtype=torch.float64).byte().tolist() == [44, 253, 1]
    pytest.importorskip("torch")  # what the machine makes of the others
    import torch as oracle

    for name in ("int8", "int16", "int32", "int64"):
        wanted = oracle.tensor(x.tolist(), dtype=oracle.float64).to(getattr(oracle, name)).tolist()
        assert x.to(getattr(torch, name)).tolist() == wanted
        assert (x.repeat(8).to(getattr(torch, name)).tolist(), x.float().to(getattr(torch, name))[:4].tolist()) == (wanted * 8, wanted[:4])


def test_bfloat16_rounds_where_pytorch_does():
    x = torch.tensor([math.inf, -math.inf, math.nan], dtype=torch.bfloat16)
    assert x.nan_to_num().tolist() == [3.3895313892515355e38, -3.3895313892515355e38, 0.0]
    a, b = torch.tensor([8.9375], dtype=torch.bfloat16), torch.tensor([2.984375], dtype=torch.bfloat16)
    assert torch.div(a, b, rounding_mode="trunc").tolist() == [3.0]  # the quotient is rounded first


INDEX = [0, 1, 2]
MIXTURES = {
    "index_add_(): self (BFloat16) and source (Float) must have the same scalar type": lambda x, i, y: x.index_add_(0, i, y),
    "index_copy_(): self and source expected to have the same dtype, but got (self) BFloat16 and (source) Float": lambda x, i, y: x.index_copy_(0, i, y),
    "scatter(): Expected self.dtype to be equal to src.dtype": lambda x, i, y: x.scatter_add_(0, i, y),
    "Index put requires the source and destination dtypes match, got BFloat16 for the destination and Float for the source.":
        lambda x, i, y: x.index_put_((i,), y),
    "masked_scatter: expected self and source to have same dtypes but gotBFloat16 and Float": lambda x, i, y: x.masked_scatter_(i > 0, y),
    "put_(): self and source expected to have the same dtype, but got self.dtype = BFloat16 and source.dtype = Float": lambda x, i, y: x.put_(i, y),
    "self and mat2 must have the same dtype, but got BFloat16 and Float":
        lambda x, i, y: x.expand(3, 3).clone().addmm_(y.expand(3, 3), y.expand(3, 3)),
}  # fmt: skip


@pytest.mark.parametrize("text", MIXTURES)
def test_in_place_operators_refuse_bfloat16_beside_another_dtype(text):
    with pytest.raises(RuntimeError) as error:
        MIXTURES[text](torch.ones(3, dtype=torch.bfloat16), torch.tensor(INDEX), torch.ones(3))
    assert str(error.value) == text


def test_in_place_results_are_not_rounded_to_the_other_operands_dtype():
    x = torch.tensor([1.123456, 2.0])
    assert x.clone().pow_(torch.tensor([1.5, 2.5], dtype=torch.bfloat16)).tolist() == (x ** torch.tensor([1.5, 2.5])).tolist()


def test_shapes_are_looked_at_before_dtypes():
    with pytest.raises(RuntimeError, match=r"^output with shape \[\] doesn't match the broadcast shape \[2\]$"):
        torch.tensor(1).mul_(torch.ones(2))
    with pytest.raises(RuntimeError, match="^result type ComplexFloat can't be cast to the desired output type UInt16$"):
        torch.ones(3, dtype=torch.uint16).fmod_(torch.tensor(1j))
