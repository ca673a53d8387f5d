"""How tensors of several processes become one."""
from enum import Enum
from functools import reduce

import pyautograd as torch


class RedOpType(Enum):
    """How values of several processes become one."""

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7


RedOpType.RedOpType = RedOpType
ReduceOp = RedOpType
_COMBINE = {
    ReduceOp.SUM: "add", ReduceOp.AVG: "add", ReduceOp.PRODUCT: "mul", ReduceOp.MIN: "minimum", ReduceOp.MAX: "maximum",
    ReduceOp.BAND: "bitwise_and", ReduceOp.BOR: "bitwise_or", ReduceOp.BXOR: "bitwise_xor",
}  # fmt: skip


def supports_complex(reduceOp):
    """Whether complex numbers can be reduced so: summed and averaged they can be."""
    return reduceOp in (ReduceOp.SUM, ReduceOp.AVG)


def check_reducible(tensor, op, caller):
    """Refuse what is not defined for the tensor's dtype."""
    if tensor.is_complex() and not supports_complex(op):
        raise ValueError(f"{caller} does not support {op} on complex tensors")
    if op in (ReduceOp.BAND, ReduceOp.BOR, ReduceOp.BXOR) and tensor.is_floating_point():
        raise RuntimeError(f"Cannot use ReduceOp.{op.name} with non-integral dtype")


def reduced(tensors, op):
    """One tensor of several, in their order."""
    combine = getattr(torch, _COMBINE[op])
    total = reduce(combine, tensors)
    if op is ReduceOp.AVG:
        exact = total.is_floating_point() or total.is_complex()
        total = total / len(tensors) if exact else total.div(len(tensors), rounding_mode="trunc")
    return total
